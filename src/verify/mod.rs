//! Verification: three questions of 352/2.10 and those beside them, each with its own answer.
//!
//! *Takes* the bytes of a document, a seal, a list or another signed thing, a [`crate::trust::TrustStore`], what is
//! expected, and now. *Gives* a [`Report`] — every check passed, failed or not done, with its reason — and, only where
//! every required one passed, [`Verified`]. *Refuses* nothing silently: a check that cannot be done is "not done", and the
//! word is then "unknown".
//!
//! | question | checks |
//! | --- | --- |
//! | issued by a body that may (352/5), where it says | `issuer_trusted`, `issuer_entitled`, `signature`, `issuing_country` |
//! | unchanged | `signature`, `digests` |
//! | of this subject | `subject` |
//! | of the kind it is shown as, by its holder's device | `doc_type`, `device` |
//! | shown now, to this verifier | `freshness`, `audience`, `challenge`, `replay` |
//! | a seal is of this document | `seal_binding` |
//! | now | `validity`, `revocation`, `signer_revocation`, `trust_data`, `clock` |
//!
//! The first three are the [`Answers`] of a report. What does not change the word but shall be told is a [`Warning`].
//!
//! # Time
//!
//! `now` is what the device's clock says, and that is not believed blindly. A [`crate::trust::TrustStore`] knows the latest
//! instant that has passed ([`crate::time::TrustedTime`]), by the lists it holds and by what the application learnt from a
//! server. Everything is judged by the later of the two; a clock behind it by more than
//! [`crate::time::DEVICE_SKEW_SECONDS`] is named (`clock`), and nothing is then called valid. A clock that runs ahead cannot be
//! found out: it makes documents end early, and a document that is not valid *yet* could be shown by it.
//!
//! # What cannot be shown
//!
//! A screen shows a [`Verified`], and there is no way to one but through every required check:
//!
//! ```compile_fail,E0308
//! # use qujat::{display::*, text::Language, time::Timestamp, verify::DocumentReport};
//! # fn show(checked: &DocumentReport<'_>, form: &Form, now: Timestamp) {
//! // What was found out about a document is no verified document, whatever was found out.
//! let _ = ViewModel::new(checked, form, Language::English, Audience::ThirdParty, now);
//! # }
//! ```
//!
//! ```compile_fail,E0599
//! # use qujat::{document::Claims, verify::DocumentReport};
//! # fn say(checked: DocumentReport<'_>) -> Claims {
//! // What a report says of a document's content it says under a name that warns.
//! checked.claims().clone()
//! # }
//! ```

mod answers;
mod batch;
mod clock;
mod cose;
mod device;
mod document;
mod envelope;
mod grant;
mod place;
mod presentation;
mod report;
mod revocation;
mod seal;
mod signed;
mod signer;
mod verified;
mod warning;
mod words;

pub use answers::{Answer, Answers};
pub use batch::batch;
pub use cose::cose;
pub use document::{DocumentReport, Expect, ResponseReport, document, documents, response};
pub(crate) use envelope::{Envelope, envelope};
pub use grant::{GrantReport, grant};
pub use presentation::{PresentationExpect, PresentationReport, ShownBefore, presentation};
pub use report::{Check, CheckName, Outcome, Report, Verdict};
pub use revocation::{RevocationRule, status_list};
pub use seal::{SealExpect, SealProof, SealReport, seal};
pub use signed::{SignedReport, signed, trust_list};
pub use verified::Verified;
pub use warning::Warning;

pub use crate::cose::AgreementKey as ReaderKey;
pub use crate::document::mdoc::SessionTranscript;

#[cfg(test)]
mod tests;
