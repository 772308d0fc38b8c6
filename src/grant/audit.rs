use super::{Door, TokenError};
use crate::id::{GrantId, Party};
use crate::time::Timestamp;

/// Where the service keeps what really happened. The caller of a redemption is told [`super::Refused`] and nothing
/// else; the reason goes this way only, so no answer can carry it by accident.
///
/// Called on the thread of the request, after the store has decided; it must not fail and should not wait.
pub trait Audit {
    /// Takes note of one event.
    fn record(&self, event: &Event<'_>);
}

/// Takes note of nothing.
impl Audit for () {
    fn record(&self, _: &Event<'_>) {}
}

impl<A: Audit + ?Sized> Audit for std::sync::Arc<A> {
    fn record(&self, event: &Event<'_>) {
        (**self).record(event);
    }
}

/// Something that happened to a grant. Its `Debug` shows no personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The subject opened access.
    Opened {
        /// When.
        at: Timestamp,
        /// The new grant.
        grant: &'a GrantId,
    },
    /// A viewer used a view.
    Redeemed {
        /// When.
        at: Timestamp,
        /// The grant.
        grant: &'a GrantId,
        /// Who.
        viewer: &'a Party,
        /// Through which door.
        door: Door,
        /// Which view of the grant it was, from 1.
        view: u8,
        /// Whether it is the answer to the same attempt once more: no other view was spent.
        again: bool,
    },
    /// A viewer was refused.
    Refused {
        /// When.
        at: Timestamp,
        /// The grant, where one was meant.
        grant: Option<&'a GrantId>,
        /// Who.
        viewer: &'a Party,
        /// At which door.
        door: Door,
        /// Why, in truth.
        reason: &'a Reason,
    },
    /// Wrong codes used up a grant's code; its QR code lives on. Worth a warning to the subject.
    CodeDied {
        /// When.
        at: Timestamp,
        /// The grant.
        grant: &'a GrantId,
        /// Who tried last.
        viewer: &'a Party,
    },
    /// The subject had a grant made anew.
    Reissued {
        /// When.
        at: Timestamp,
        /// The grant that ended.
        old: &'a GrantId,
        /// The one in its place.
        new: &'a GrantId,
    },
    /// So many wrong codes of all viewers together in one window: somebody may be guessing with many accounts. Told once
    /// a window, and refuses nobody.
    Alarm {
        /// When.
        at: Timestamp,
        /// How many, or more.
        failures: u32,
        /// The window's length, seconds.
        window_seconds: u32,
    },
    /// A viewer brought six digits without an IIN. They were told the same whatever is said here.
    Asked {
        /// When.
        at: Timestamp,
        /// The grant, where one was meant.
        grant: Option<&'a GrantId>,
        /// Who.
        viewer: &'a Party,
        /// Why the question reaches nobody; `None` where the subject is asked.
        unheard: Option<&'a Reason>,
    },
    /// The subject answered a question.
    Answered {
        /// When.
        at: Timestamp,
        /// The grant.
        grant: &'a GrantId,
        /// Who asked.
        viewer: &'a Party,
        /// What was answered.
        answer: super::AskAnswer,
    },
    /// The subject closed a grant.
    Closed {
        /// When.
        at: Timestamp,
        /// The grant.
        grant: &'a GrantId,
    },
}

/// Why a redemption was refused, for the service's own eyes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The token is not a true one of this service.
    Token(TokenError),
    /// The token is true and says otherwise than the grant.
    Mismatch,
    /// No such grant, or one long forgotten.
    Unknown,
    /// No such code open for that person: wrong digits, nothing open, or nobody known.
    NoSuchCode,
    /// The right digits, after too many wrong ones.
    CodeDead,
    /// Redeemed before it was opened, by the clock given.
    NotYet,
    /// At or after its expiry.
    Expired,
    /// All its views are used.
    Used,
    /// Closed by the subject.
    Closed,
    /// Made anew by the subject, under another id.
    Replaced,
    /// Too many wrong codes were tried with this person's IIN, by whomever: their digits rest, their QR codes do not.
    SubjectLocked,
    /// 352/2.6: the viewer is the subject.
    OwnSubject,
    /// The viewer is not one of its audience.
    Audience,
    /// The viewer's tries are used up.
    TooManyTries,
    /// The viewer's failures of the day are used up, or follow too quickly.
    TooManyFailures,
    /// The failures of the viewer's organisation are used up.
    OrganisationFailures,
    /// The service does not look up digits without an IIN.
    CodeAloneOff,
    /// The grant has let through as many questions as it may.
    TooManyAsks,
    /// No question of this viewer's by that name, or one whose digits were wrong.
    NoSuchAsk,
    /// The subject has not answered yet, or did not in time.
    NotAnswered,
    /// The subject said no.
    Declined,
}
