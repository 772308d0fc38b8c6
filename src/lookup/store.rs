use core::fmt;

use thiserror::Error;

use super::ServiceResult;
use crate::grant::store::{Quota, QuotaKey, Store, StoreError, Taken};
use crate::time::Timestamp;

/// Where results are kept to be asked for. Each method is one atomic step, under any concurrency and across machines.
pub trait Results {
    /// Keeps a result under its key, unless a document has that number already, whoever's (9/2.4: numbers are unique).
    fn keep(&self, key: &ResultKey, number: &NumberKey, result: &ServiceResult)
    -> Result<Kept, ResultsError>;

    /// The result under this key, and whether it was withdrawn since. One that is not there takes as long as one that is, as far
    /// as the store can.
    fn find(&self, key: &ResultKey) -> Result<Option<(ServiceResult, bool)>, ResultsError>;

    /// Withdraws a result: its number stays taken. Whether there was one that held until now.
    fn withdraw(&self, key: &ResultKey) -> Result<bool, ResultsError>;
}

/// Where tries are counted, as a store of grants counts them: any such store is one.
pub trait Attempts {
    /// Takes one from a quota if one is free: counting and checking are one step.
    fn take(&self, key: &QuotaKey, quota: Quota, now: Timestamp) -> Result<Taken, ResultsError>;

    /// Gives back one taken at `taken_at` with the same `quota`.
    fn give_back(&self, key: &QuotaKey, quota: Quota, taken_at: Timestamp) -> Result<(), ResultsError>;
}

/// Under which a result stands: an HMAC of number and recipient together.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ResultKey([u8; 32]);

/// By which a number is known to be taken: an HMAC of the number.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct NumberKey([u8; 32]);

/// What became of [`Results::keep`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is kept.
    Yes,
    /// A document with that number is there.
    NumberTaken,
}

/// The store failed; nothing was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ResultsError {
    /// It holds as many as it may.
    #[error("the store of results is full: {limit}")]
    Full {
        /// How many it may hold.
        limit: usize,
    },
    /// It cannot be reached or did not answer in time.
    #[error("the store of results is not available")]
    Unavailable,
    /// The store of tries failed.
    #[error(transparent)]
    Attempts(#[from] StoreError),
}

impl<S: Store + ?Sized> Attempts for S {
    fn take(&self, key: &QuotaKey, quota: Quota, now: Timestamp) -> Result<Taken, ResultsError> {
        Ok(Store::take(self, key, quota, now)?)
    }

    fn give_back(&self, key: &QuotaKey, quota: Quota, taken_at: Timestamp) -> Result<(), ResultsError> {
        Ok(Store::give_back(self, key, quota, taken_at)?)
    }
}

impl<R: Results + ?Sized> Results for &R {
    fn keep(
        &self,
        key: &ResultKey,
        number: &NumberKey,
        result: &ServiceResult,
    ) -> Result<Kept, ResultsError> {
        (**self).keep(key, number, result)
    }

    fn find(&self, key: &ResultKey) -> Result<Option<(ServiceResult, bool)>, ResultsError> {
        (**self).find(key)
    }

    fn withdraw(&self, key: &ResultKey) -> Result<bool, ResultsError> {
        (**self).withdraw(key)
    }
}

macro_rules! key {
    ($name:ident) => {
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

key!(ResultKey);
key!(NumberKey);
