use core::ops::Deref;

use super::{SlotKey, StoreError};
use crate::limits::MAX_SLOT_BYTES;
use crate::time::Timestamp;

/// Small values that change by compare-and-set and are forgotten by themselves, for what a grant's own states do not hold:
/// whose six digits are open without an IIN, who asks to view, which consent is waited for.
///
/// # The contract
///
/// Each method is **one atomic step**, as with [`super::Store`]. Of any number of [`Slots::swap`] that expect the same, one is
/// answered `true` until the value is that again. At and after its `until` a value is not there, by the `now` of the call; a
/// store may forget it from then on. An `Err` may mean that the step was made or that it was not. What is kept may name
/// people: a store that is another program's gets it encrypted.
pub trait Slots {
    /// What is kept at `key`.
    fn slot(&self, key: &SlotKey, now: Timestamp) -> Result<Option<Vec<u8>>, StoreError>;

    /// Puts `next` — `None`: nothing — where `expected` is kept and nothing else; whether it did.
    fn swap(
        &self,
        key: &SlotKey,
        expected: Option<&[u8]>,
        next: Option<SlotValue<'_>>,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
}

/// What a slot is to hold, and until when.
#[derive(Clone, Copy)]
pub struct SlotValue<'a> {
    /// One to [`MAX_SLOT_BYTES`] bytes.
    pub bytes: &'a [u8],
    /// The first instant at which it is not there any more.
    pub until: Timestamp,
}

impl SlotValue<'_> {
    /// Whether it may be kept: not empty, not too long.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        if (1..=MAX_SLOT_BYTES).contains(&self.bytes.len()) { Ok(()) } else { Err(LENGTH) }
    }
}

const LENGTH: StoreError = StoreError::Broken { what: "a slot's value of no or too many bytes" };

/// What leads to slots has them, as with [`super::Store`].
impl<P: Deref<Target: Slots>> Slots for P {
    fn slot(&self, key: &SlotKey, now: Timestamp) -> Result<Option<Vec<u8>>, StoreError> {
        (**self).slot(key, now)
    }

    fn swap(
        &self,
        key: &SlotKey,
        expected: Option<&[u8]>,
        next: Option<SlotValue<'_>>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        (**self).swap(key, expected, next, now)
    }
}
