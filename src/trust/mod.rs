//! Trust: who may sign what (352/5).
//!
//! *Takes* certificates of authorities and of single signers, raw keys, signed trust lists, VICALs, certificate revocation
//! lists, and status lists. *Gives* a [`TrustStore`] that finds the signer a header names — by certificate or by key id, never
//! by trying every key — and says apart whether it is trusted, whether it may sign this kind, whether it is in force, and
//! whether it was revoked. *Refuses* authorities that are none, keys of
//! algorithms not carried out here (by name), and lists older than one known.
//!
//! Paths are RFC 5280 by rustls-webpki, with signatures in pure Rust or by an integrator's [`SignatureProvider`]; what a
//! signer's own certificate must be is its anchor's [`Profile`].

mod error;
mod fault;
mod freshness;
mod issuer;
mod keyring;
mod list;
mod mandate;
mod pem;
mod provider;
mod reader;
mod remembered;
mod revocation;
mod scope;
pub mod status;
mod store;
mod vical;
mod x509;

pub use error::TrustError;
pub use fault::{PathFault, UsageFault};
pub use freshness::{Age, AgePolicy, Freshness};
pub use issuer::{Issuer, TrustGround};
pub use list::{ListEntry, ListedSigner, TrustList, TrustListDraft};
pub use mandate::Mandate;
pub use pem::{certificates, public_key_pem};
pub use provider::{ForeignAlgorithm, ProvidedKey, SignatureProvider, SignerKey, UnsupportedKey};
pub use reader::{ReaderTrust, TrustedReader};
pub use revocation::{Revocation, RevocationGap};
pub use scope::{DocTypes, Scope};
pub use store::{TrustStore, Trusted};
pub use vical::{Vical, VicalEntry};
pub use x509::{
    Certificate, CertificateHolder, Office, Place, Profile, RevocationReason, Signatory, Subject,
};

#[cfg(test)]
pub(crate) use x509::testing;
#[cfg(test)]
mod tests;
