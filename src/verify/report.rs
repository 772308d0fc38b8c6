use core::fmt;

use super::Warning;

/// What became of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Done, and it holds.
    Passed,
    /// Done, and it does not hold: why, without personal data.
    Failed(String),
    /// Not done: why, without personal data.
    NotDone(String),
}

/// The checks a verification may do, each with its own outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CheckName {
    /// The bytes are well-formed, within limits, and of the structure they claim.
    Structure,
    /// The signer's key is trusted: chain to an anchor, listed, or given.
    IssuerTrusted,
    /// The signer may sign this kind (352/5).
    IssuerEntitled,
    /// The country, and the jurisdiction, that a licence names as the issuing one are those of its signer's certificate
    /// (ISO/IEC 18013-5 §9.3.3). Only of documents that disclose them.
    IssuingCountry,
    /// The signature over the signed payload is true (352/2.10: authenticity).
    Signature,
    /// Each disclosed element has the digest the issuer signed (352/2.10: unchanged).
    Digests,
    /// The docType of the document is the one that was signed.
    DocType,
    /// Now lies within the validity the issuer signed.
    Validity,
    /// A presentation was made just now and for no longer than it may live.
    Freshness,
    /// A presentation is for this verifier.
    Audience,
    /// A presentation answers the verifier's challenge.
    Challenge,
    /// A presentation was not shown to this verifier before.
    Replay,
    /// The document belongs to the expected subject (352/2.10, 9/2.4).
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
    /// The device's clock is not behind what is known to have passed.
    Clock,
}

/// One check and its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Which.
    pub name: CheckName,
    /// What became of it.
    pub outcome: Outcome,
}

/// The overall word of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Every check that bears on the question passed.
    Valid,
    /// A check failed.
    Invalid,
    /// Nothing failed, but a check the question needs could not be done.
    Unknown,
}

/// Every check of a verification with its own outcome, and the overall word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    checks: Vec<Check>,
    /// Checks that must have been done for the word to be "valid".
    required: Vec<CheckName>,
    warnings: Vec<Warning>,
}

impl Report {
    /// A report that needs `required` to pass.
    pub(crate) fn new(required: &[CheckName]) -> Self {
        let checks = Vec::with_capacity(USUAL_CHECKS);
        Self { checks, required: required.to_vec(), warnings: Vec::new() }
    }

    /// Enters an outcome; a second one for the same check stays only if it is worse.
    pub(crate) fn enter(&mut self, name: CheckName, outcome: Outcome) {
        match self.checks.iter_mut().find(|check| check.name == name) {
            Some(check) if check.outcome.badness() >= outcome.badness() => {}
            Some(check) => check.outcome = outcome,
            None => self.checks.push(Check { name, outcome }),
        }
    }

    /// From now on the word is "valid" only if this check passed too.
    pub(crate) fn require(&mut self, name: CheckName) {
        if !self.required.contains(&name) {
            self.required.push(name);
        }
    }

    /// Tells a person something that does not change the word; once.
    pub(super) fn warn(&mut self, warning: Warning) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// Whether a check belongs to this report: it is needed, or was entered.
    pub(super) fn asks(&self, name: CheckName) -> bool {
        self.required.contains(&name) || self.outcome(name).is_some()
    }

    /// What a person shall be told though it does not change the word.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// The checks in the order they were entered.
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// The outcome of one check; a check that was never entered was not done.
    pub fn outcome(&self, name: CheckName) -> Option<&Outcome> {
        self.checks.iter().find(|check| check.name == name).map(|check| &check.outcome)
    }

    /// The overall word.
    pub fn verdict(&self) -> Verdict {
        if self.checks.iter().any(|check| matches!(check.outcome, Outcome::Failed(_))) {
            Verdict::Invalid
        } else if self.required.iter().all(|name| self.outcome(*name) == Some(&Outcome::Passed)) {
            Verdict::Valid
        } else {
            Verdict::Unknown
        }
    }

    /// Whether every required check but `name` passed.
    pub(crate) fn lacks_only(&self, name: CheckName) -> bool {
        self.required.iter().all(|it| *it == name || self.outcome(*it) == Some(&Outcome::Passed))
    }

    /// The first reason that keeps the word from "valid".
    pub fn reason(&self) -> Option<(CheckName, &str)> {
        let failed = self.checks.iter().find_map(|check| match &check.outcome {
            Outcome::Failed(why) => Some((check.name, why.as_str())),
            _ => None,
        });
        failed.or_else(|| {
            self.required.iter().find_map(|name| match self.outcome(*name) {
                Some(Outcome::Passed) => None,
                Some(Outcome::NotDone(why) | Outcome::Failed(why)) => Some((*name, why.as_str())),
                None => Some((*name, "not done")),
            })
        })
    }
}

/// Room for the checks of a document, taken at once.
const USUAL_CHECKS: usize = 12;

impl Outcome {
    /// Failed, as `why` says.
    pub(crate) fn failed(why: impl fmt::Display) -> Self {
        Self::Failed(why.to_string())
    }

    /// Not done, as `why` says.
    pub(crate) fn not_done(why: impl fmt::Display) -> Self {
        Self::NotDone(why.to_string())
    }

    fn badness(&self) -> u8 {
        match self {
            Self::Passed => 0,
            Self::NotDone(_) => 1,
            Self::Failed(_) => 2,
        }
    }
}

impl CheckName {
    /// The name as JSON carries it: `issuer_trusted`, `digests`, …
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::IssuerTrusted => "issuer_trusted",
            Self::IssuerEntitled => "issuer_entitled",
            Self::IssuingCountry => "issuing_country",
            Self::Signature => "signature",
            Self::Digests => "digests",
            Self::DocType => "doc_type",
            Self::Validity => "validity",
            Self::Freshness => "freshness",
            Self::Audience => "audience",
            Self::Challenge => "challenge",
            Self::Replay => "replay",
            Self::Subject => "subject",
            Self::Device => "device",
            Self::Revocation => "revocation",
            Self::SignerRevocation => "signer_revocation",
            Self::SealBinding => "seal_binding",
            Self::TrustData => "trust_data",
            Self::Clock => "clock",
        }
    }
}

impl fmt::Display for CheckName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Verdict {
    /// `valid`, `invalid` or `unknown`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Unknown => "unknown",
        }
    }
}
