//! X.509 certificates (RFC 5280) of those who sign documents, and chains of them.
//!
//! *Takes* DER. *Gives* [`Certificate`], what one says of itself, and a path from a signer to an anchor, walked by
//! rustls-webpki with the checks it leaves out. *Refuses* what is not DER, an algorithm not carried out here (by name),
//! chains that do not hold, authorities that are none.

mod algorithm;
mod certificate;
mod crl;
mod der;
mod path;
mod profile;
mod subject;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
pub(super) mod tests;

pub use certificate::Certificate;
pub(super) use certificate::{KeyInfo, in_force, public_key};
pub(super) use crl::Crl;
pub use crl::RevocationReason;
pub(super) use path::{Anchor, Issuing, validate};
pub use profile::{Place, Profile};
pub use subject::{CertificateHolder, Office, Signatory, Subject};
