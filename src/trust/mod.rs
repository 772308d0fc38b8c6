//! Trust: who may sign what (352/5).
//!
//! *Takes* certificates of authorities and of single signers, raw keys, signed trust lists and status lists. *Gives* a [`TrustStore`]
//! that finds the signer a header names — by certificate or by key id, never by trying every key — and says apart whether
//! it is trusted, whether it may sign this kind, and whether it is in force. *Refuses* authorities that are none, keys of
//! algorithms not carried out here (by name), and lists older than one known.
//!
//! Paths are RFC 5280 by rustls-webpki, with signatures in pure Rust; a document signer's certificate carries extended key
//! usage `1.0.18013.5.1.2` (ISO/IEC 18013-5 §B.1.4).

mod error;
mod issuer;
mod list;
mod mandate;
mod pem;
mod reader;
mod scope;
pub mod status;
mod store;
mod x509;

pub use error::TrustError;
pub use issuer::{Issuer, TrustGround};
pub use list::{ListEntry, TrustList, TrustListDraft};
pub use mandate::Mandate;
pub use pem::{certificates, public_key_pem};
pub use reader::{ReaderTrust, TrustedReader};
pub use scope::{DocTypes, Scope};
pub use store::{Age, AgePolicy, Freshness, TrustStore, Trusted};
pub use x509::{Certificate, Subject};

#[cfg(test)]
pub(crate) use x509::testing;
