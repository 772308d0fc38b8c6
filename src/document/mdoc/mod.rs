//! The document on the wire: ISO/IEC 18013-5 `IssuerSigned` and `DeviceResponse`, read in place, and shown.
//!
//! *Takes* the bytes that arrived. *Gives* [`IssuerSigned`] with each item's bytes as received, [`Mso`], and
//! [`DeviceResponse`], all borrowed; and, for a holder, a document with some of its elements and a [`ResponseDraft`] that
//! shows it with the device's proof. *Refuses* what has not the structure of the standard, digest ids and element
//! identifiers that stand twice in a namespace, and counts past [`crate::limits`].
//!
//! Nothing read here is believed: the signature over the Mobile Security Object, the digests of the items, the validity
//! and the docType are checks of their own. What real issuers write is accepted though odd: digest ids of any width,
//! headers wider than need be, indefinite lengths, empty arrays, members nobody knows, fractions of a second. The two
//! strings whose bytes are hashed — an item and the Mobile Security Object — may not come in chunks.

mod device_auth;
mod device_key;
mod disclosure;
mod digest;
mod draft;
mod issuer_signed;
mod mso;
mod response;
mod transcript;
mod value;

pub(crate) use device_auth::{HMAC_256, device_authentication, device_mac};
pub use device_key::DeviceKey;
pub(super) use device_key::write as write_device_key;
pub use digest::{DigestAlgorithm, DigestError, digest};
pub use draft::{DeviceProof, ResponseDraft, ResponseStatus, Shown};
pub(super) use issuer_signed::write;
pub use issuer_signed::{IssuerSigned, Item, NameSpace};
pub use mso::{KeyAuthorizations, Mso, NameSpaceDigests, StatusReference, ValueDigests};
pub use response::{
    DeviceAuth, DeviceElement, DeviceResponse, DeviceSigned, DocumentFault, ElementFault, Mac0,
    ResponseDocument,
};
pub use transcript::SessionTranscript;
pub use value::{claims, device_claims};

/// Tag 0: `tdate` (RFC 8949 §3.4.1).
pub(super) const TAG_DATE_TIME: u64 = 0;
/// Tag 1004: `full-date` (RFC 8943).
pub(super) const TAG_FULL_DATE: u64 = 1004;

#[cfg(test)]
mod tests;
