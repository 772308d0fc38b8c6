use core::fmt;

use super::IdError;
use crate::limits::MAX_KEY_ID_BYTES;

/// The name of a public key, as a `kid` header carries it (RFC 9052 §3.1): 1 to 64 bytes. A hint for look-up, never
/// proof of anything: two keys may bear one name.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(Vec<u8>);

impl KeyId {
    /// Reads 1 to 64 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, IdError> {
        if bytes.is_empty() || bytes.len() > MAX_KEY_ID_BYTES {
            return Err(IdError::Bytes { what: "key id", found: bytes.len(), wanted: "1 to 64" });
        }
        Ok(Self(bytes.to_vec()))
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Lower-case hexadecimal.
impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}
