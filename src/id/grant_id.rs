use core::fmt;

use subtle::ConstantTimeEq;

use super::IdError;
use crate::random::{RandomError, RandomSource, make_bytes};

/// The name of one grant: 128 random bits. Whoever holds it may try to redeem the
/// grant, so it prints as `GrantId(…)` and is compared in constant time.
#[derive(Clone, Copy, Eq, PartialOrd, Ord)]
pub struct GrantId([u8; 16]);

impl GrantId {
    /// A new id from the caller's randomness.
    pub fn make(random: &mut dyn RandomSource) -> Result<Self, RandomError> {
        make_bytes(random).map(Self)
    }

    /// Reads sixteen bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, IdError> {
        bytes.try_into().map(Self).map_err(|_| IdError::Bytes {
            what: "grant id",
            found: bytes.len(),
            wanted: "16",
        })
    }

    /// The sixteen bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl PartialEq for GrantId {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl core::hash::Hash for GrantId {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl fmt::Debug for GrantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GrantId(…)")
    }
}
