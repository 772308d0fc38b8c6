//! Values that cross the border: newtypes as custom types, and the core's plain enums as they are.
//!
//! A custom type is checked when it comes in. One that is malformed is an [`InputException`] in a function that returns
//! it, so such types are arguments of those functions only.

use qujat::id::{Bin, DocType, Iin};
use qujat::time::Timestamp;

use crate::InputException;

uniffi::custom_type!(Iin, String, {
    remote,
    try_lift: |text| Iin::parse(&text).map_err(|error| InputException::malformed("iin", error).into()),
    lower: |iin| iin.as_str().to_owned(),
});

uniffi::custom_type!(Bin, String, {
    remote,
    try_lift: |text| Bin::parse(&text).map_err(|error| InputException::malformed("bin", error).into()),
    lower: |bin| bin.as_str().to_owned(),
});

uniffi::custom_type!(DocType, String, {
    remote,
    try_lift: |text| DocType::parse(&text).map_err(|error| InputException::malformed("doc_type", error).into()),
    lower: |doc_type| doc_type.as_str().to_owned(),
});

uniffi::custom_type!(Timestamp, i64, {
    remote,
    try_lift: |seconds| Timestamp::from_unix(seconds).map_err(|error| InputException::from(error).into()),
    lower: |at| at.unix(),
});

/// A language of the interface.
pub type Language = qujat::text::Language;

/// A language of the interface.
#[uniffi::remote(Enum)]
pub enum Language {
    /// Kazakh, the state language.
    Kazakh,
    /// Russian.
    Russian,
    /// English.
    English,
}

/// The overall word of a verification.
pub type Verdict = qujat::verify::Verdict;

/// The overall word of a verification.
#[uniffi::remote(Enum)]
pub enum Verdict {
    /// Every check that bears on the question passed.
    Valid,
    /// A check failed.
    Invalid,
    /// Nothing failed, but a check the question needs could not be done. Never treat it as valid.
    Unknown,
}

/// The checks a verification may do, each with its own outcome.
pub type CheckName = qujat::verify::CheckName;

/// The checks a verification may do, each with its own outcome.
#[uniffi::remote(Enum)]
pub enum CheckName {
    /// The bytes are well-formed, within limits, and of the structure they claim.
    Structure,
    /// The signer's key is trusted: chain to an anchor, listed, or given.
    IssuerTrusted,
    /// The signer may sign this kind (352/5).
    IssuerEntitled,
    /// The signature is true (352/2.10: authenticity).
    Signature,
    /// Each disclosed element has the digest the issuer signed (352/2.10: unchanged).
    Digests,
    /// The kind of the document is the one that was signed.
    DocType,
    /// Now lies within the validity the issuer signed.
    Validity,
    /// It belongs to the expected subject (352/2.10, 9/2.4).
    Subject,
    /// The device that presents it holds the key the issuer bound.
    Device,
    /// It was not revoked.
    Revocation,
    /// A seal is of the document at hand.
    SealBinding,
    /// The trust list that names the signer is not past its next update.
    TrustData,
    /// A presentation was made just now and for no longer than it may live.
    Freshness,
    /// A presentation is for this verifier.
    Audience,
    /// A presentation answers the verifier's challenge.
    Challenge,
    /// A presentation was not shown to this verifier before.
    Replay,
}

/// Who is looking at a document.
pub type Audience = qujat::display::Audience;

/// Who is looking at a document.
#[uniffi::remote(Enum)]
pub enum Audience {
    /// Whose document it is, or who stands in for them.
    Holder,
    /// Somebody it was shown to.
    ThirdParty,
}

/// What became of one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum CheckOutcome {
    /// Done, and it holds.
    Passed,
    /// Done, and it does not hold.
    Failed,
    /// Not done.
    NotDone,
}

/// One check of a verification.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CheckResult {
    /// Which.
    pub name: CheckName,
    /// What became of it.
    pub outcome: CheckOutcome,
    /// Why it failed or was not done, in English and without personal data; absent where it passed.
    pub reason: Option<String>,
}

/// Every check of a verification and the overall word.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Report {
    /// The overall word.
    pub verdict: Verdict,
    /// The checks, in the order they were made.
    pub checks: Vec<CheckResult>,
    /// What keeps the word from "valid": the check to show a person, absent where the word is "valid".
    pub decisive: Option<CheckResult>,
}

impl From<&qujat::verify::Report> for Report {
    fn from(report: &qujat::verify::Report) -> Self {
        let checks: Vec<CheckResult> = report.checks().iter().map(CheckResult::from).collect();
        let decisive = report.reason().map(|(name, why)| {
            let entered = checks.iter().find(|check| check.name == name).cloned();
            entered.unwrap_or(CheckResult {
                name,
                outcome: CheckOutcome::NotDone,
                reason: Some(why.to_owned()),
            })
        });
        Self { verdict: report.verdict(), checks, decisive }
    }
}

impl From<&qujat::verify::Check> for CheckResult {
    fn from(check: &qujat::verify::Check) -> Self {
        use qujat::verify::Outcome;

        let (outcome, reason) = match &check.outcome {
            Outcome::Passed => (CheckOutcome::Passed, None),
            Outcome::Failed(why) => (CheckOutcome::Failed, Some(why.clone())),
            Outcome::NotDone(why) => (CheckOutcome::NotDone, Some(why.clone())),
        };
        Self { name: check.name, outcome, reason }
    }
}

/// Lossless wherever this library runs; elsewhere the size checks refuse.
pub(crate) fn to_usize(value: u32) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}
