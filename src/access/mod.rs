//! Who may see which document: the rules as a table, and one pure function over it.
//!
//! *Takes* a [`Request`]: who asks, on what ground, for which verified document, by which channel, when; of an organisation,
//! the authorised body's decision about it. *Gives* a
//! [`Permit`], made nowhere but in [`decide`], with its obligations and the clauses it rests on. *Refuses* by default,
//! with a [`Reason`] that can be shown as it is in Kazakh, Russian and English.
//!
//! Carries out 352/2.3, 352/2.6, 352/4, 352/11, 352/12, 352/14, 352/15, 352/16, 352/18, 352/19, 352/20 and 352/21.
//! The rows are [`ROWS`]; each has the dates it holds between, and an event is judged by the rows of its own day. What an edition
//! calls things and how it is cited is the edition's own: [`Edition`].

mod decide;
mod edition;
mod evidence;
mod reason;
mod representation;
mod rows;
mod table;
mod words;

pub use decide::{Decision, Permit, PermitGround, Refusal, Rule, decide, outlook, rule};
pub use edition::{EDITIONS, Edition, Term};
pub use reason::Reason;
pub use representation::{
    Ending, Representation, RepresentationError, RepresentationKind, RepresentationRecord,
};
pub use rows::ROWS;
pub use table::{Documents, Effect, GroundKind, Obligation, RequesterKind, Row};

use crate::consent::Consented;
use crate::grant::Redeemed;
use crate::id::Party;
use crate::organisation::{Accreditation, Employment, Presence};
use crate::time::Timestamp;
use crate::verify::Verified;

/// A question to [`decide`].
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// Who asks.
    pub requester: Requester,
    /// What an organisation brings beside its name; of others `None`.
    pub admission: Option<Admission<'a>>,
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

/// What an organisation brings (352/4, 352/21).
#[derive(Debug, Clone, Copy)]
pub struct Admission<'a> {
    /// The authorised body's decision about it.
    pub accreditation: &'a Accreditation,
    /// Its word that the employee who asks acts for it; of a system `None`.
    pub employment: Option<&'a Employment>,
    /// The code of what it asks for, one of the decision's.
    pub aim: &'a str,
    /// Somebody's word that the subject stands before it, where there is one.
    pub presence: Option<&'a Presence>,
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
    /// The document's subject consented by phone (352/20).
    Consent(&'a Consented),
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
    /// Seconds a redeemed grant or a used consent may be decided on: redeeming and seeing are one act.
    pub redemption_seconds: i64,
    /// Seconds a word that the subject is present may be rested on.
    pub presence_seconds: i64,
    /// What counts as evidence that the subject is present (352/21).
    pub presence: PresenceEvidence,
    /// Seconds a clock may be ahead of this one's.
    pub clock_skew_seconds: i64,
}

/// What counts as evidence that the subject is present (352/21); the order does not say. Nothing at all is a policy too: then
/// nobody is ever present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PresenceEvidence {
    /// The subject's QR code was scanned by the employee's device, in person. By itself it shows no more than that the code,
    /// or a picture of it sent in time, was before the camera.
    pub scan: bool,
    /// An application at the organisation compared the living face with the document's, and signed so.
    pub face: bool,
    /// An employee saw the person, and the organisation signed so.
    pub seen: bool,
}

impl Default for PresenceEvidence {
    /// Signed statements: of a face compared, of an employee who saw. A scan alone is not enough.
    fn default() -> Self {
        Self { scan: false, face: true, seen: true }
    }
}

impl Default for Policy {
    /// 24 hours, one minute, five minutes, one minute.
    fn default() -> Self {
        Self {
            representation_seconds: 24 * 60 * 60,
            redemption_seconds: 60,
            presence_seconds: 5 * 60,
            presence: PresenceEvidence::default(),
            clock_skew_seconds: 60,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
