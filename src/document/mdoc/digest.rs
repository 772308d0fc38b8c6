use core::fmt;

use sha2::{Digest, Sha256, Sha384, Sha512};
use thiserror::Error;

/// The algorithm of the value digests (ISO/IEC 18013-5 table 21).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DigestAlgorithm {
    /// SHA-256, 32 bytes.
    Sha256,
    /// SHA-384, 48 bytes.
    Sha384,
    /// SHA-512, 64 bytes.
    Sha512,
}

/// Why an item is not one the issuer signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DigestError {
    /// The Mobile Security Object has no digests for the item's namespace.
    #[error("the issuer signed no digest for the namespace")]
    NameSpace,
    /// No digest bears the item's digest id.
    #[error("the issuer signed no digest with the item's id")]
    Id,
    /// The digest of the item's bytes is another than the signed one.
    #[error("the item differs from what the issuer signed")]
    Different,
}

impl DigestAlgorithm {
    /// From the name in a Mobile Security Object.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "SHA-256" => Some(Self::Sha256),
            "SHA-384" => Some(Self::Sha384),
            "SHA-512" => Some(Self::Sha512),
            _ => None,
        }
    }

    /// Whether `expected` is the digest of `bytes`. Digests are no secrets: the time it takes may tell where two differ.
    pub fn matches(self, bytes: &[u8], expected: &[u8]) -> bool {
        match self {
            Self::Sha256 => Sha256::digest(bytes).as_slice() == expected,
            Self::Sha384 => Sha384::digest(bytes).as_slice() == expected,
            Self::Sha512 => Sha512::digest(bytes).as_slice() == expected,
        }
    }
}

/// `SHA-256`, `SHA-384` or `SHA-512`.
impl fmt::Display for DigestAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        })
    }
}

/// The digest of a document: SHA-256 of the bytes its issuer signed, the payload of `issuerAuth`. The same for every
/// disclosure of one document, whatever elements it shows.
pub fn digest(mso_payload: &[u8]) -> [u8; 32] {
    Sha256::digest(mso_payload).into()
}
