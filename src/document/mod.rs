//! Documents: from a register's record to signed bytes, and from bytes received to what they say.
//!
//! *Takes* a source record in JSON (352/7, 352/13), or the bytes of an issuer-signed document. *Gives* [`Record`], the
//! signed [`Document`] (ISO/IEC 18013-5), its parts read in place ([`mdoc`]), its [`Claims`], its [`Requisites`] (order 9)
//! and its [`Seal`], the matrix code. *Refuses* whatever is missing or malformed, naming it.
//!
//! | step | type | carries out |
//! | --- | --- | --- |
//! | what a state system sends | [`Record`] | 352/5, 352/7, 352/13 |
//! | the kinds it may be of | [`KindSpec`] | 352/21 for identity documents |
//! | signed by its issuer | [`Record::issue`] → [`Document`] | 352/2.9, 352/5 |
//! | read by anybody | [`mdoc::IssuerSigned`], [`mdoc::Mso`], [`mdoc::DeviceResponse`] | 352/2.10 |
//! | with its requisites | [`Requisites`] | 9/1.3.1, 9/1.3.2, 9/1.4 |
//! | and its matrix code | [`Seal`] | 9/1.2.3, 9/2.3 |
//!
//! Reading believes nothing: that a signature is true, a signer entitled and a digest right is for verification to say.

mod claims;
mod error;
mod issue;
pub mod kind;
pub mod mdoc;
pub mod portrait;
pub mod record;
pub mod requisites;
pub mod seal;

pub use claims::{Claims, Element, ElementValue};
pub use error::DocumentError;
pub use issue::{Document, Issuance, YEARS_WITHOUT_EXPIRY};
pub use kind::KindSpec;
pub use record::{FieldError, FieldProblem, Record, RecordError};
pub use requisites::{Requisites, RequisitesError};
pub use seal::{Official, Seal, SealContents, SealError, SealText};

#[cfg(test)]
pub(crate) mod fixtures;
