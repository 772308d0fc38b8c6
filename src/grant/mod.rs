//! "Open access": the subject lets others see chosen documents for a moment.
//!
//! *Takes* the subject's act of opening, then tokens and six digits that third parties bring. *Gives* [`OpenedAccess`]
//! — one grant, its signed token in a link, its short code, one expiry — and [`Redeemed`], proof that a viewer used a
//! view of it. *Refuses* everything else with one answer, [`Refused::NotOpen`]; only about the caller's own quota does
//! it say more.
//!
//! 352/3, 352/10, 352/15, 352/16; RFC 8392 (CWT) for the token.
//!
//! | step | module item |
//! | --- | --- |
//! | what the service keeps | [`Grant`], never sent to anybody |
//! | how long, how often, how many tries | [`Policy`] |
//! | what a QR symbol carries | [`GrantLink`] around a signed [`GrantToken`], without personal data |
//! | six digits without an IIN, where the service offers it | [`Ask`], which the subject answers |
//! | opening, redeeming, making anew, closing | [`Registry`] over a [`store::Store`] |
//! | what happened, for the service alone | [`Audit`] |

mod alone;
mod ask;
mod audit;
mod link;
mod opened;
mod policy;
mod record;
mod redeem;
mod redeemed;
mod registry;
mod scope;
mod secrets;
mod service;
pub mod store;
mod token;

pub use ask::{Ask, AskAnswer, AskError, AskId, Asked};
pub use audit::{Audit, Event, Reason};
pub use link::{GrantLink, Host, LinkError};
pub use opened::{LiveGrant, OpenError, OpenRequest, OpenedAccess};
pub use policy::{CodeAlone, Policy, PolicyError, PolicySettings};
pub use record::GrantRecordError;
pub use redeemed::{AttemptId, Door, Redeemed, Redemption, Refused};
pub use registry::Registry;
pub use scope::{ElementName, ElementNames, ElementNamesError, GrantPurpose, OpenDocument, OpenElements};
pub use secrets::{Pepper, PepperError, Peppers};
pub use service::Service;
pub use token::{AudienceKind, GrantClaims, GrantToken, TokenError};

use crate::id::{Bin, DocType, DocumentNumber, GrantId, Iin, Party};
use crate::time::{Timestamp, Validity};

/// A grant, as the service keeps it: who lets whom see what, until when, how often. It holds personal data and stays
/// in the service; what leaves is a [`GrantToken`] and six digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Its name, 128 random bits.
    pub id: GrantId,
    /// Whose documents.
    pub subject: Iin,
    /// Which of them, and how much of each.
    pub documents: Vec<OpenDocument>,
    /// Who may use it.
    pub audience: Audience,
    /// When: `from` is the act of opening, `until` the first instant it no longer holds.
    pub validity: Validity,
    /// Views allowed, both doors together.
    pub views: u8,
    /// What for, where the subject said.
    pub purpose: Option<GrantPurpose>,
}

/// One document of the subject's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DocumentRef {
    /// Its kind.
    pub doc_type: DocType,
    /// Its unique number.
    pub number: DocumentNumber,
}

/// Who may use a grant. Nobody unauthenticated ever may (352/11, 352/12), nor the subject (352/2.6).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Any authenticated third party.
    AnyoneAuthenticated,
    /// One person, acting for themselves: not as an employee of anybody.
    Person(Iin),
    /// One organisation: its employees and its systems.
    Organisation(Bin),
}

impl Audience {
    /// Whether `viewer` is one of it.
    pub fn admits(&self, viewer: &Party) -> bool {
        match self {
            Self::AnyoneAuthenticated => true,
            Self::Person(person) => matches!(viewer, Party::Person(viewer) if viewer == person),
            Self::Organisation(organisation) => viewer.organisation() == Some(organisation),
        }
    }

    /// What of it stands in a token.
    pub fn kind(&self) -> AudienceKind {
        match self {
            Self::AnyoneAuthenticated => AudienceKind::AnyoneAuthenticated,
            Self::Person(_) => AudienceKind::OnePerson,
            Self::Organisation(organisation) => AudienceKind::Organisation(*organisation),
        }
    }
}

/// Whole seconds to wait, 1 or more.
fn seconds_until(until: Timestamp, now: Timestamp) -> u32 {
    u32::try_from(until.unix().saturating_sub(now.unix()).max(1)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
