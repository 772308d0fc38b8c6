//! The document on the wire: ISO/IEC 18013-5 `IssuerSigned` and `DeviceResponse`, read in place.
//!
//! *Takes* the bytes that arrived. *Gives* [`IssuerSigned`] with each item's bytes as received, [`Mso`], and
//! [`DeviceResponse`], all borrowed. *Refuses* what has not the structure of the standard, digest ids and element
//! identifiers that stand twice in a namespace, and counts past [`crate::limits`].
//!
//! Nothing read here is believed: the signature over the Mobile Security Object, the digests of the items, the validity
//! and the docType are checks of their own. What real issuers write is accepted though odd: digest ids of any width,
//! headers wider than need be, indefinite lengths, empty arrays, members nobody knows, fractions of a second. The two
//! strings whose bytes are hashed — an item and the Mobile Security Object — may not come in chunks.

mod device_key;
mod digest;
mod issuer_signed;
mod mso;
mod response;
mod value;

pub use device_key::DeviceKey;
pub(super) use device_key::write as write_device_key;
pub use digest::{DigestAlgorithm, DigestError, digest};
pub(super) use issuer_signed::write;
pub use issuer_signed::{IssuerSigned, Item, NameSpace};
pub use mso::{Mso, NameSpaceDigests, StatusReference, ValueDigests};
pub use response::{DeviceAuth, DeviceResponse, DeviceSigned, DocumentFault, Mac0, ResponseDocument};
pub use value::claims;

use std::borrow::Cow;

use crate::cbor::{CborError, Decoder};

/// `#6.24(bstr .cbor …)`: the bytes of tag and string as received, and the content of the string.
fn embedded<'a>(decoder: &mut Decoder<'a>) -> Result<(&'a [u8], &'a [u8]), CborError> {
    let at = decoder.offset();
    if !decoder.tag(TAG_EMBEDDED)? {
        return Err(CborError::Value { at, what: "embedded cbor (tag 24) is wanted" });
    }
    match decoder.bytes()? {
        Cow::Borrowed(content) => Ok((decoder.since(at), content)),
        Cow::Owned(_) => Err(CborError::Value { at, what: "embedded cbor came in chunks" }),
    }
}

/// Tag 24: embedded CBOR (RFC 8949 §3.4.5.1).
pub(super) const TAG_EMBEDDED: u64 = 24;
/// Tag 0: `tdate` (RFC 8949 §3.4.1).
pub(super) const TAG_DATE_TIME: u64 = 0;
/// Tag 1004: `full-date` (RFC 8943).
pub(super) const TAG_FULL_DATE: u64 = 1004;

#[cfg(test)]
mod tests;
