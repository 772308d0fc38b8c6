//! CBOR (RFC 8949), read strictly and borrowed, written deterministically. The only folder that touches ciborium.
//!
//! *Takes* bytes from outside. *Gives* a [`Decoder`] that walks them in place, [`from_slice`] for authored data, and
//! [`encode`] for core deterministic encoding (RFC 8949 §4.2.1). *Refuses* what is not well-formed, duplicate map keys
//! (§5.6), nesting and counts past [`crate::limits`], and bytes after the item.
//!
//! Lengths may be indefinite and integers wider than they need be: ISO/IEC 18013-5 allows both and real documents have
//! both. Nothing that was received is ever encoded again before its signature is checked.

mod decode;
mod diagnostic;
mod encode;
mod seen;

pub use ciborium::Value;
pub use decode::{Decoder, Kind, Map, Members};
pub use diagnostic::diagnostic;
pub(crate) use encode::{TAG_EMBEDDED, embed, push_array, push_bytes, push_map, push_text, push_unsigned};
pub use encode::{encode, to_vec};
pub(crate) use seen::Seen;

use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::limits::MAX_CBOR_DEPTH;

/// Why CBOR was refused. `at` is the offset in bytes from the start of what was given.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CborError {
    /// The bytes end inside an item.
    #[error("cbor ends inside an item at byte {at}")]
    Truncated {
        /// Where.
        at: usize,
    },
    /// Bytes that no encoder may produce (RFC 8949 §3, appendix F).
    #[error("cbor is not well-formed at byte {at}: {what}")]
    Malformed {
        /// Where.
        at: usize,
        /// What is wrong.
        what: &'static str,
    },
    /// Another type of item than the structure asks for.
    #[error("cbor at byte {at}: {wanted} wanted, {found} found")]
    Type {
        /// Where.
        at: usize,
        /// The type asked for.
        wanted: &'static str,
        /// The type that came.
        found: &'static str,
    },
    /// A value of the right type that the structure does not allow.
    #[error("cbor at byte {at}: {what}")]
    Value {
        /// Where.
        at: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A map holds one key twice.
    #[error("cbor map holds a key twice at byte {at}")]
    DuplicateKey {
        /// Where the second one is.
        at: usize,
    },
    /// A member that must be there is not.
    #[error("cbor map lacks \"{key}\"")]
    Missing {
        /// The key of the missing member.
        key: &'static str,
    },
    /// Nested deeper than allowed.
    #[error("cbor nests deeper than {limit} at byte {at}")]
    TooDeep {
        /// Where.
        at: usize,
        /// [`MAX_CBOR_DEPTH`].
        limit: usize,
    },
    /// More members or more bytes than allowed.
    #[error("cbor has {found} {what}, at most {limit} allowed")]
    TooLarge {
        /// `bytes` or `members`.
        what: &'static str,
        /// How many came.
        found: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// Bytes follow the item.
    #[error("{count} bytes follow the cbor item")]
    Trailing {
        /// How many.
        count: usize,
    },
    /// Authored data that does not have the shape of its type.
    #[error("cbor does not have the shape of {what}")]
    Shape {
        /// The type.
        what: &'static str,
    },
}

/// Decodes authored data — records, forms, lists — whole, after [`check`]. `what` names the type in an error.
pub fn from_slice<T: DeserializeOwned>(
    bytes: &[u8],
    limit: usize,
    what: &'static str,
) -> Result<T, CborError> {
    check(bytes, limit)?;
    // ciborium's own message may quote the value, which may be personal: only the name of the type goes on.
    ciborium::de::from_reader_with_recursion_limit(bytes, MAX_CBOR_DEPTH * 2)
        .map_err(|_| CborError::Shape { what })
}

/// Whether `bytes` are exactly one well-formed item within the limits, without a duplicate key.
pub fn check(bytes: &[u8], limit: usize) -> Result<(), CborError> {
    if bytes.len() > limit {
        return Err(CborError::TooLarge { what: "bytes", found: bytes.len(), limit });
    }
    let mut decoder = Decoder::new(bytes);
    decoder.skip()?;
    decoder.finish()
}

#[cfg(test)]
mod tests;
