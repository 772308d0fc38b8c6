//! Where grants are kept while they live: the contract any store keeps, the one in memory, and, with the feature `redis`, the
//! one on Redis.
//!
//! *Takes* grants, and keys that say nothing of whom they are of. *Gives* each view once. *Refuses* what is ended, and
//! more than it can hold.

#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
mod keys;
mod memory;
#[cfg(feature = "redis")]
mod redis;
mod slots;
#[cfg(feature = "redis")]
mod vault;

use core::ops::Deref;

use thiserror::Error;

#[cfg(feature = "redis")]
pub(crate) use self::redis::{Again, Argument, Connections, is_prefix};
#[cfg(feature = "redis")]
pub use self::redis::{RedisSettings, RedisSettingsError, RedisStore};
pub use keys::{AttemptKey, CodeMac, QuotaKey, SlotKey, SubjectKey};
pub use memory::{Capacity, MemoryStore};
pub use slots::{SlotValue, Slots};

use super::Grant;
use crate::id::GrantId;
use crate::time::{Timestamp, ValidityState};

/// What a registry needs of its store.
///
/// # The contract
///
/// Every method is **one atomic step**: seen from any thread, process or machine it happened wholly or not at all, and
/// all steps on one grant, one subject or one quota stand in one order. An `Err` may mean either; the caller then opens
/// nothing. In particular:
///
/// 1. *Exactly once.* However many [`Store::redeem`] run at a time, and across restarts, a grant of `n` views answers
///    [`Spent::View`] at most `n` times, with the numbers 1 to `n` each once, and only while it is live. A view that
///    was answered stays spent: losing one is allowed, giving one twice is not. An attempt that spent a view spends no
///    other: made again under its [`AttemptKey`] before the grant's expiry it is answered with the view it spent
///    ([`Spent::Again`]), so that a reply lost on its way is no view lost.
/// 2. *One code, one grant.* Among the entries of one subject no two share a [`CodeMac`]. A code's entry may outlive its
///    grant until the grant's expiry, no longer.
/// 3. *Counting and checking are one step.* [`Store::try_code`] counts a wrong code in the same step in which it finds
///    it wrong, and [`Store::take`] takes from a quota in the step in which it finds some left: a thousand guesses at a
///    time get no more than the limit.
/// 4. *The dead stay dead.* A grant once closed or replaced, or once seen past its expiry by [`Store::redeem`] or
///    [`Store::live`], is never live again, whatever the clock says later. The same for a code past its limit.
/// 5. *The same work.* A look-up that finds nothing goes the same way as one that finds something, as far as the store
///    can: no answer is quicker because a person is unknown.
/// 6. *Durability* is the store's to state. What it forgets must be grants and views (safe: nothing opens), never the
///    fact that a view was spent.
///
/// `now` is the caller's clock in every call; a store with a clock of its own may forget things by it, not revive them.
/// What can be said of any store, the `conformance` module of the feature of that name says of one.
pub trait Store {
    /// Keeps a new grant with its codes, unless its id is taken, the subject has `most_live` live grants, or one of its
    /// codes stands among the subject's.
    fn insert(&self, new: NewGrant, most_live: u8, now: Timestamp) -> Result<Insertion, StoreError>;

    /// A grant by its id, whatever its state; `None` for one never kept or already forgotten.
    fn find(&self, id: &GrantId) -> Result<Option<Stored>, StoreError>;

    /// Tries a code given as its MACs under every accepted pepper against the subject's grants. Right for one of them:
    /// nothing is counted. Wrong: a failure is counted against the code of **each**, and each that has had `limit` is
    /// dead from then on.
    fn try_code(
        &self,
        subject: &SubjectKey,
        codes: &[CodeMac],
        limit: u32,
        now: Timestamp,
    ) -> Result<CodeTry, StoreError>;

    /// Spends one view of this subject's grant if it is live at `now`: the compare-and-set that decides. An `attempt` that
    /// spent one before is answered with that one; without an attempt every call is one of its own.
    fn redeem(
        &self,
        subject: &SubjectKey,
        id: &GrantId,
        attempt: Option<&AttemptKey>,
        now: Timestamp,
    ) -> Result<Spent, StoreError>;

    /// Takes one from a quota if one is free: see [`Quota`]. What is not taken is not counted, so that hammering does not
    /// prolong the wait.
    fn take(&self, key: &QuotaKey, quota: Quota, now: Timestamp) -> Result<Taken, StoreError>;

    /// Gives back one taken at `taken_at` with the same `quota`.
    fn give_back(&self, key: &QuotaKey, quota: Quota, taken_at: Timestamp) -> Result<(), StoreError>;

    /// Keeps `new` and ends the grant `old` of the same subject, if that is live at `now` and has `used` views spent; else
    /// does neither. `old`'s code is free from then on.
    fn replace(
        &self,
        old: &GrantId,
        used: u8,
        new: NewGrant,
        now: Timestamp,
    ) -> Result<Replacement, StoreError>;

    /// Ends a grant of this subject; whether it was live until now.
    fn close(&self, subject: &SubjectKey, id: &GrantId, now: Timestamp) -> Result<bool, StoreError>;

    /// The subject's live grants, oldest first.
    fn live(&self, subject: &SubjectKey, now: Timestamp) -> Result<Vec<Live>, StoreError>;

    /// Forgets what has ended by `now`, quotas included; how many grants went. To be called now and then. A store that
    /// forgets by itself has nothing to do.
    fn sweep(&self, now: Timestamp) -> Result<usize, StoreError>;
}

/// What leads to a store is one: a store chosen when the program starts, `Box<dyn Store + Send + Sync>`; one shared by several
/// registries of a process, `Arc<S>`; one borrowed.
impl<P: Deref<Target: Store>> Store for P {
    fn insert(&self, new: NewGrant, most_live: u8, now: Timestamp) -> Result<Insertion, StoreError> {
        (**self).insert(new, most_live, now)
    }

    fn find(&self, id: &GrantId) -> Result<Option<Stored>, StoreError> {
        (**self).find(id)
    }

    fn try_code(
        &self,
        subject: &SubjectKey,
        codes: &[CodeMac],
        limit: u32,
        now: Timestamp,
    ) -> Result<CodeTry, StoreError> {
        (**self).try_code(subject, codes, limit, now)
    }

    fn redeem(
        &self,
        subject: &SubjectKey,
        id: &GrantId,
        attempt: Option<&AttemptKey>,
        now: Timestamp,
    ) -> Result<Spent, StoreError> {
        (**self).redeem(subject, id, attempt, now)
    }

    fn take(&self, key: &QuotaKey, quota: Quota, now: Timestamp) -> Result<Taken, StoreError> {
        (**self).take(key, quota, now)
    }

    fn give_back(&self, key: &QuotaKey, quota: Quota, taken_at: Timestamp) -> Result<(), StoreError> {
        (**self).give_back(key, quota, taken_at)
    }

    fn replace(
        &self,
        old: &GrantId,
        used: u8,
        new: NewGrant,
        now: Timestamp,
    ) -> Result<Replacement, StoreError> {
        (**self).replace(old, used, new, now)
    }

    fn close(&self, subject: &SubjectKey, id: &GrantId, now: Timestamp) -> Result<bool, StoreError> {
        (**self).close(subject, id, now)
    }

    fn live(&self, subject: &SubjectKey, now: Timestamp) -> Result<Vec<Live>, StoreError> {
        (**self).live(subject, now)
    }

    fn sweep(&self, now: Timestamp) -> Result<usize, StoreError> {
        (**self).sweep(now)
    }
}

/// A grant to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGrant {
    /// The grant.
    pub grant: Grant,
    /// Whose.
    pub subject: SubjectKey,
    /// Its code's MAC under every accepted pepper.
    pub codes: Vec<CodeMac>,
}

/// A grant as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The grant.
    pub grant: Grant,
    /// Views spent.
    pub used: u8,
    /// Why it ended before its views did.
    pub ended: Option<Ended>,
}

/// Why a grant is no longer, or not yet, live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ended {
    /// Never kept, or forgotten.
    Unknown,
    /// The clock stands before its opening.
    NotYet,
    /// Its expiry was reached.
    Expired,
    /// Its views are spent.
    Used,
    /// Its subject closed it.
    Closed,
    /// Its subject had it made anew.
    Replaced,
}

/// One of a subject's live grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// The grant.
    pub stored: Stored,
    /// Whether its code still opens it: its QR code does either way.
    pub code_alive: bool,
}

/// What became of [`Store::insert`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Insertion {
    /// Kept.
    Inserted,
    /// A grant with that id is there.
    IdTaken,
    /// The subject has a grant with that code.
    CodeTaken,
    /// The subject has as many live grants as allowed.
    TooManyLive,
}

/// What became of [`Store::replace`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replacement {
    /// The new grant is kept, the old one has ended.
    Replaced,
    /// The old one is not live, or not this subject's.
    NotLive,
    /// The old one has another number of views spent.
    Moved,
    /// A grant with the new one's id is there.
    IdTaken,
    /// The subject has a grant with that code.
    CodeTaken,
}

/// What became of [`Store::try_code`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeTry {
    /// The code of this grant, which may have ended otherwise.
    Match(GrantId),
    /// No living code of this subject's: a failure was counted.
    NoMatch {
        /// The grant whose code it was, had it not died of wrong tries before.
        dead: Option<GrantId>,
        /// Grants whose code died of this try.
        died: Vec<GrantId>,
    },
}

/// What became of [`Store::redeem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spent {
    /// This view, from 1, is spent.
    View(u8),
    /// This view was spent by the same attempt before.
    Again(u8),
    /// Nothing is.
    Refused(Ended),
}

/// What became of [`Store::take`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// One was left and is taken.
    Yes,
    /// None is left until this instant.
    No {
        /// The first instant at which one is free.
        until: Timestamp,
    },
}

/// So many in any window of so long, and no haste.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Quota {
    /// How many.
    pub limit: u32,
    /// The window's length, seconds.
    pub window_seconds: u32,
    /// With three taken in the window the next is free only so many seconds after the latest, with four after twice as
    /// many, with each more after twice as many again, up to the window's length. None where 0.
    pub pause_seconds: u32,
}

impl Quota {
    /// So many in any window, however close together.
    pub const fn new(limit: u32, window_seconds: u32) -> Self {
        Self { limit, window_seconds, pause_seconds: 0 }
    }

    /// How long after the latest the next is free, with so many taken in the window.
    pub fn pause(&self, taken: usize) -> u32 {
        let Some(doublings) = taken.checked_sub(FREE_OF_PAUSE) else { return 0 };
        let factor = u32::try_from(doublings).ok().and_then(|doublings| 1_u32.checked_shl(doublings));
        self.pause_seconds.saturating_mul(factor.unwrap_or(u32::MAX)).min(self.window_seconds)
    }
}

/// How many are taken before the first pause: two slips of the finger cost nobody any time.
const FREE_OF_PAUSE: usize = 3;

/// The store failed; nothing was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// It holds as many as it may.
    #[error("the grant store is full: {limit} {what}")]
    Full {
        /// `grants`, `quotas` or `slots`.
        what: &'static str,
        /// How many it may hold.
        limit: usize,
    },
    /// It cannot be reached or did not answer in time; what was asked may have been done.
    #[error("the grant store is not available")]
    Unavailable,
    /// It answered something that cannot be.
    #[error("the grant store answered out of order: {what}")]
    Broken {
        /// What.
        what: &'static str,
    },
}

impl Stored {
    /// A grant just kept.
    pub fn new(grant: Grant) -> Self {
        Self { grant, used: 0, ended: None }
    }

    /// Why it is not live at `now`, or nothing where it is. Half-open: at exactly its expiry it is expired.
    pub fn ended(&self, now: Timestamp) -> Option<Ended> {
        match (self.ended, self.grant.validity.state(now)) {
            (Some(ended), _) => Some(ended),
            (None, ValidityState::Ended) => Some(Ended::Expired),
            (None, ValidityState::NotYet) => Some(Ended::NotYet),
            (None, ValidityState::Current) => (self.used >= self.grant.views).then_some(Ended::Used),
        }
    }
}
