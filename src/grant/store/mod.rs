//! Where grants are kept while they live: the contract any store keeps, and the one in memory.
//!
//! *Takes* grants, and keys that say nothing of whom they are of. *Gives* each view once. *Refuses* what is ended, and
//! more than it can hold.

mod memory;

use core::fmt;
use core::hash::{Hash, Hasher};

use subtle::{Choice, ConstantTimeEq};
use thiserror::Error;

pub use memory::{Capacity, MemoryStore};

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
///    was answered stays spent: losing one is allowed, giving one twice is not.
/// 2. *One code, one grant.* Among the entries of one subject no two share a [`CodeMac`]. A code's entry may outlive its
///    grant until the grant's expiry, no longer.
/// 3. *Counting and checking are one step.* [`Store::try_code`] counts a wrong code in the same step in which it finds
///    it wrong, and [`Store::take`] takes from a quota in the step in which it finds some left: a thousand guesses at a
///    time get no more than the limit.
/// 4. *The dead stay dead.* A grant once closed, or once seen past its expiry by [`Store::redeem`], [`Store::live`] or
///    [`Store::sweep`], is never live again, whatever the clock says later. The same for a code past its limit.
/// 5. *The same work.* A look-up that finds nothing goes the same way as one that finds something, as far as the store
///    can: no answer is quicker because a person is unknown.
/// 6. *Durability* is the store's to state. What it forgets must be grants and views (safe: nothing opens), never the
///    fact that a view was spent.
///
/// `now` is the caller's clock in every call; a store with a clock of its own may forget things by it, not revive them.
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

    /// Spends one view if the grant is live at `now`: the compare-and-set that decides.
    fn redeem(&self, id: &GrantId, now: Timestamp) -> Result<Spent, StoreError>;

    /// Takes one from a quota if one is left: fewer than `quota.limit` taken in the `quota.window_seconds` before `now`.
    /// What is not taken is not counted, so that hammering does not prolong the wait.
    fn take(&self, key: &QuotaKey, quota: Quota, now: Timestamp) -> Result<Taken, StoreError>;

    /// Gives back one taken at `taken_at` with the same `quota`.
    fn give_back(&self, key: &QuotaKey, quota: Quota, taken_at: Timestamp) -> Result<(), StoreError>;

    /// Ends a grant of this subject; whether it was live until now.
    fn close(&self, subject: &SubjectKey, id: &GrantId, now: Timestamp) -> Result<bool, StoreError>;

    /// The subject's live grants, oldest first.
    fn live(&self, subject: &SubjectKey, now: Timestamp) -> Result<Vec<Live>, StoreError>;

    /// Forgets what has ended by `now`, quotas included; how many grants went. To be called now and then.
    fn sweep(&self, now: Timestamp) -> Result<usize, StoreError>;
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

/// So many in any window of so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Quota {
    /// How many.
    pub limit: u32,
    /// The window's length, seconds.
    pub window_seconds: u32,
}

/// The store failed; nothing was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// It holds as many as it may.
    #[error("the grant store is full: {limit} {what}")]
    Full {
        /// `grants` or `quotas`.
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

macro_rules! opaque_key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; 32]);

        impl $name {
            /// From its bytes.
            pub const fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// Its bytes.
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

opaque_key! {
    /// Under which a subject's grants stand: an HMAC of the IIN.
    SubjectKey
}

opaque_key! {
    /// Under which something is counted: an HMAC of who and what.
    QuotaKey
}

/// A short code as kept: HMAC-SHA-256 of IIN and code under one version of the pepper. Compared in constant time.
#[derive(Clone, Copy, Eq)]
pub struct CodeMac {
    version: u16,
    mac: [u8; 32],
}

impl CodeMac {
    /// A MAC and the version of its pepper.
    pub const fn new(version: u16, mac: [u8; 32]) -> Self {
        Self { version, mac }
    }

    /// The version of the pepper.
    pub const fn version(&self) -> u16 {
        self.version
    }

    /// The MAC.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.mac
    }

    /// Whether two lists of one code's MACs have one in common. Looks at every pair.
    pub fn any_shared(left: &[Self], right: &[Self]) -> bool {
        let pairs = left.iter().flat_map(|left| right.iter().map(move |right| left.ct_eq(right)));
        pairs.fold(Choice::from(0), |any, one| any | one).into()
    }
}

impl ConstantTimeEq for CodeMac {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.version.ct_eq(&other.version) & self.mac.ct_eq(&other.mac)
    }
}

impl PartialEq for CodeMac {
    fn eq(&self, other: &Self) -> bool {
        self.ct_eq(other).into()
    }
}

impl Hash for CodeMac {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.version, self.mac).hash(state);
    }
}

impl fmt::Debug for CodeMac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CodeMac(version {})", self.version)
    }
}

/// One store shared by several registries of one process.
impl<S: Store + ?Sized> Store for std::sync::Arc<S> {
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

    fn redeem(&self, id: &GrantId, now: Timestamp) -> Result<Spent, StoreError> {
        (**self).redeem(id, now)
    }

    fn take(&self, key: &QuotaKey, quota: Quota, now: Timestamp) -> Result<Taken, StoreError> {
        (**self).take(key, quota, now)
    }

    fn give_back(&self, key: &QuotaKey, quota: Quota, taken_at: Timestamp) -> Result<(), StoreError> {
        (**self).give_back(key, quota, taken_at)
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
