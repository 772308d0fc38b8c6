//! Verification: three questions of 352/2.10 and those beside them, each with its own answer.
//!
//! *Takes* the bytes of a document, a seal, a list or another signed thing, a [`crate::trust::TrustStore`], what is
//! expected, and now. *Gives* a [`Report`] — every check passed, failed or not done, with its reason — and, only where
//! every required one passed, [`Verified`]. *Refuses* nothing silently: a check that cannot be done is "not done", and the
//! word is then "unknown".
//!
//! | question | checks |
//! | --- | --- |
//! | issued by a body that may (352/5) | `issuer_trusted`, `issuer_entitled`, `signature` |
//! | unchanged | `digests`, `doc_type` |
//! | of this subject, shown by its device | `subject`, `device` |
//! | shown now, to this verifier | `freshness`, `audience`, `challenge`, `replay` |
//! | a seal is of this document | `seal_binding` |
//! | now | `validity`, `revocation`, `trust_data` |

mod cose;
mod device;
mod document;
mod grant;
mod presentation;
mod report;
mod seal;
mod signed;
mod signer;
mod verified;
mod words;

pub use cose::cose;
pub use document::{DocumentReport, Expect, document, documents};
pub use grant::{GrantReport, grant};
pub use presentation::{PresentationExpect, PresentationReport, ShownBefore, presentation};
pub use report::{Check, CheckName, Outcome, Report, Verdict};
pub use seal::{SealExpect, SealReport, seal};
pub use signed::{SignedReport, signed, trust_list};
pub use verified::Verified;

pub use crate::cose::AgreementKey as ReaderKey;
pub use crate::document::mdoc::SessionTranscript;

/// Seconds a signer's clock may be ahead of the verifier's.
const CLOCK_SKEW: i64 = 60;

#[cfg(test)]
mod tests;
