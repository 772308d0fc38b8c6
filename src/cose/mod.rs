//! COSE_Sign1 (RFC 9052 §4.2): a signed thing, opened with a key **and** a purpose.
//!
//! *Takes* the bytes that arrived. *Gives* [`Sign1`], whose payload is reached only through [`Sign1::open`].
//! *Refuses* an untrue signature, another purpose (RFC 9596 `typ`), a signature algorithm the key is not for, header
//! parameters that stand twice or are critical and unknown (RFC 9052 §3.1).
//!
//! The layer is thin and our own: it hashes the bytes received and encodes nothing again.

mod agreement;
mod algorithm;
mod chip;
pub(crate) mod es256;
mod header;
mod key;
mod purpose;
mod sign1;
mod signer;

pub use agreement::{AgreementKey, KeyAgreement};
pub use algorithm::Algorithm;
pub use chip::ChipSigner;
pub use header::Header;
pub use key::PublicKey;
pub use purpose::Purpose;
pub(crate) use sign1::sign_detached;
pub use sign1::{Opened, Sign1, Unsigned};
pub use signer::{SignError, SignatureError, Signer, SoftwareSigner, Verifier};

use thiserror::Error;

use crate::cbor::CborError;

/// Why a signed thing was refused or could not be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CoseError {
    /// Not CBOR, or not of the shape of COSE_Sign1.
    #[error("COSE_Sign1: {0}")]
    Cbor(#[from] CborError),
    /// Tagged as something other than COSE_Sign1 (18).
    #[error("CBOR tag {found} found, 18 (COSE_Sign1) wanted")]
    Tag {
        /// The tag that came.
        found: u64,
    },
    /// RFC 9052 §3: a parameter stands in both header maps, or its value has a wrong type.
    #[error("COSE header parameter {label}: {what}")]
    Header {
        /// Its label.
        label: i64,
        /// What is wrong.
        what: &'static str,
    },
    /// RFC 9052 §3.1: a critical parameter is not understood.
    #[error("a critical COSE header parameter is not understood")]
    Critical,
    /// The purpose in the protected header is another than the one asked for.
    #[error("signed as {found}, {wanted} wanted")]
    Purpose {
        /// The `typ` that came, or `untyped`.
        found: String,
        /// The one asked for.
        wanted: &'static str,
    },
    /// The payload is absent (detached) where it must be present, or the reverse.
    #[error("the payload is {found}, {wanted} wanted")]
    Payload {
        /// `attached` or `detached`.
        found: &'static str,
        /// The other.
        wanted: &'static str,
    },
    /// The signature could not be checked or is not true.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// The signer failed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// A key that is not one, or not one that is understood.
    #[error("public key: {what}")]
    Key {
        /// What is wrong.
        what: &'static str,
    },
    /// A secret that is none.
    #[error("not a secret of P-256 in 32 bytes")]
    Secret,
}

#[cfg(test)]
mod tests;
