//! Who may see which document: the rules as a table, and one pure function over it.
//!
//! *Takes* a [`Request`]: who asks, on what ground, for which verified document, by which channel, when. *Gives* a
//! [`Permit`], made nowhere but in [`decide`], with its obligations and the clauses it rests on. *Refuses* by default,
//! with a [`Reason`] that can be shown as it is in Kazakh, Russian and English.
//!
//! Carries out 352/2.3, 352/2.6, 352/4, 352/11, 352/12, 352/14, 352/15, 352/16, 352/18, 352/19 and 352/20. The rows
//! are [`ROWS`]; each has the dates it holds between, and an event is judged by the rows of its own day.

mod decide;
mod reason;
mod representation;
mod table;

pub use decide::{Decision, Permit, PermitGround, Refusal, Rule, decide, rule};
pub use reason::Reason;
pub use representation::{
    Ending, Representation, RepresentationError, RepresentationKind, RepresentationRecord,
};
pub use table::{Documents, EDITIONS, Edition, Effect, GroundKind, Obligation, ROWS, RequesterKind, Row};

use crate::grant::Redeemed;
use crate::id::Party;
use crate::time::Timestamp;
use crate::verify::Verified;

/// A question to [`decide`].
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// Who asks.
    pub requester: Requester,
    /// On what ground.
    pub ground: Ground<'a>,
    /// For which document.
    pub document: &'a Verified,
    /// By which channel it is to be seen.
    pub channel: Channel,
    /// When.
    pub at: Timestamp,
    /// Values the orders leave open.
    pub policy: Policy,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requester {
    /// Nobody the application or service knows.
    Unauthenticated,
    /// Somebody it has authenticated (352/11, 352/12, 352/18).
    Authenticated(Party),
}

/// On what ground they ask, with its evidence.
#[derive(Debug, Clone, Copy)]
pub enum Ground<'a> {
    /// None.
    None,
    /// The document is the requester's own.
    Own,
    /// The requester represents the child whose document it is.
    Representation(&'a Representation),
    /// The document's subject opened access and the requester redeemed it.
    Grant(&'a Redeemed),
}

/// By which channel a document is to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// In the application, the document's subject standing before the viewer.
    InPerson,
    /// In the application, the subject elsewhere.
    Remote,
    /// In a user's information system, integrated with the service (352/4, 352/20).
    Integration,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 3] = [Self::InPerson, Self::Remote, Self::Integration];
}

/// Values the orders leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Seconds a state system's answer about a representative may be rested on.
    pub representation_seconds: i64,
    /// Seconds a redeemed grant may be decided on: redeeming and seeing are one act.
    pub redemption_seconds: i64,
    /// Seconds a clock may be ahead of this one's.
    pub clock_skew_seconds: i64,
}

impl Default for Policy {
    /// 24 hours, one minute, one minute.
    fn default() -> Self {
        Self { representation_seconds: 24 * 60 * 60, redemption_seconds: 60, clock_skew_seconds: 60 }
    }
}

#[cfg(test)]
pub(crate) mod tests;
