use core::ops::Deref;

use thiserror::Error;

use super::{Challenge, ChallengeId};
use crate::id::PhoneNumber;
use crate::time::Timestamp;

/// Where questions wait for their answers. Each method is one atomic step, under any concurrency and across machines; what is
/// stored holds personal data and is for the service alone.
pub trait Store {
    /// Keeps a new challenge. [`StoreError::Moved`] where one with its id is there. It may be forgotten after
    /// [`Challenge::forget_at`].
    fn insert(&self, challenge: &Challenge, now: Timestamp) -> Result<(), StoreError>;

    /// The challenge with this id, if it is kept and not yet to be forgotten at `now`.
    fn load(&self, id: &ChallengeId, now: Timestamp) -> Result<Option<Challenge>, StoreError>;

    /// Takes `next` in place of the challenge with its id, only if the one that is kept has the revision before it; else
    /// [`StoreError::Moved`].
    fn save(&self, next: &Challenge, now: Timestamp) -> Result<(), StoreError>;

    /// Gives the number to this challenge until `until`, if it is free at `now` or this challenge's already; tells whether it
    /// did.
    fn hold(
        &self,
        number: &PhoneNumber,
        id: &ChallengeId,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// The challenge that has the number at `now`.
    fn held(&self, number: &PhoneNumber, now: Timestamp) -> Result<Option<ChallengeId>, StoreError>;

    /// Adds one to the counter of this name and gives the sum; a counter is forgotten at the `until` it was begun with.
    fn count(&self, name: &[u8; 32], until: Timestamp, now: Timestamp) -> Result<u32, StoreError>;
}

/// Why a store did not do as it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another step came first: load again.
    #[error("another step came first")]
    Moved,
    /// The store failed; nobody knows what was written.
    #[error("the store of consent challenges failed")]
    Failed,
}

/// What leads to a store is one.
impl<P: Deref<Target: Store>> Store for P {
    fn insert(&self, challenge: &Challenge, now: Timestamp) -> Result<(), StoreError> {
        (**self).insert(challenge, now)
    }

    fn load(&self, id: &ChallengeId, now: Timestamp) -> Result<Option<Challenge>, StoreError> {
        (**self).load(id, now)
    }

    fn save(&self, next: &Challenge, now: Timestamp) -> Result<(), StoreError> {
        (**self).save(next, now)
    }

    fn hold(
        &self,
        number: &PhoneNumber,
        id: &ChallengeId,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        (**self).hold(number, id, until, now)
    }

    fn held(&self, number: &PhoneNumber, now: Timestamp) -> Result<Option<ChallengeId>, StoreError> {
        (**self).held(number, now)
    }

    fn count(&self, name: &[u8; 32], until: Timestamp, now: Timestamp) -> Result<u32, StoreError> {
        (**self).count(name, until, now)
    }
}
