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
    /// No certificate of the signer's chain was revoked.
    SignerRevocation,
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
    /// The device's clock is not behind what is known to have passed.
    Clock,
    /// The country a licence names as the issuing one is that of its signer's certificate (ISO/IEC 18013-5 §9.3.3).
    IssuingCountry,
}

/// The answer to one of the three questions of a verification (352/2.10).
pub type Answer = qujat::verify::Answer;

/// The answer to one of the three questions of a verification (352/2.10).
#[uniffi::remote(Enum)]
pub enum Answer {
    /// Yes: every check it rests on was done and passed.
    Yes,
    /// No: a check it rests on failed.
    No,
    /// Not known. Never to be shown as a yes.
    Unknown,
}

/// The three questions of 352/2.10, each with an answer of its own.
pub type Answers = qujat::verify::Answers;

/// The three questions of 352/2.10, each with an answer of its own.
#[uniffi::remote(Record)]
pub struct Answers {
    /// Was it issued by a body that is trusted and may issue such a thing?
    pub authentic: Answer,
    /// Does it belong to the subject that was expected?
    pub subject: Answer,
    /// Is it as that body signed it?
    pub unchanged: Answer,
}

/// What a person shall be told though it does not change the word.
pub type VerdictWarning = qujat::verify::Warning;

/// What a person shall be told though it does not change the word.
#[uniffi::remote(Enum)]
pub enum VerdictWarning {
    /// The trust list that names the signer is past its date of renewal.
    TrustListOld,
    /// The document says where to learn whether it was revoked, and that could not be learnt.
    RevocationUnknown,
}

/// The sentence of a warning to show a person.
#[uniffi::export]
pub fn warning_text(warning: VerdictWarning, language: Language) -> String {
    warning.text(language).to_owned()
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
    /// The three questions of 352/2.10.
    pub answers: Answers,
    /// What a person shall be told though it does not change the word: `warningText` has the sentences.
    pub warnings: Vec<VerdictWarning>,
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
        let (answers, warnings) = (report.answers(), report.warnings().to_vec());
        Self { verdict: report.verdict(), checks, decisive, answers, warnings }
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
