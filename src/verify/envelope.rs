use std::sync::Arc;

use super::signer::{FoundSigner, Question, check_signer};
use super::{CheckName, Outcome, Report, Verdict};
use crate::cose::{CoseError, Header, Purpose, Verifier};
use crate::time::Timestamp;
use crate::trust::{Issuer, Signatory, TrustStore};

/// A signed thing that is read elsewhere, in whatever envelope: what its signer is asked about.
pub(crate) struct Envelope<'a> {
    /// How the envelope names its signer.
    pub(crate) header: &'a Header<'a>,
    /// What it must be signed for.
    pub(crate) purpose: Purpose,
    /// When the signer must have been in force: when the thing says it was made.
    pub(crate) made: Timestamp,
}

/// What was found out of an envelope.
pub(crate) struct EnvelopeReport {
    report: Report,
    issuer: Option<Arc<Issuer>>,
    signatory: Option<Arc<Signatory>>,
}

/// Finds the signer and tries the signature by `open`. As for a seal, the key must have been in force when the thing was made,
/// which may have waited in a queue since; a revocation counts whenever it came.
pub(crate) fn envelope(
    envelope: &Envelope<'_>,
    trust: &TrustStore,
    now: Timestamp,
    open: impl Fn(&dyn Verifier) -> Result<(), CoseError>,
) -> EnvelopeReport {
    let clock = trust.trusted_time().judge(now);
    let now = clock.now();
    let mut report = Report::new(&[
        CheckName::Structure,
        CheckName::IssuerTrusted,
        CheckName::IssuerEntitled,
        CheckName::Signature,
        CheckName::Validity,
    ]);
    report.enter(CheckName::Structure, Outcome::Passed);
    let question = Question { purpose: envelope.purpose, doc_type: None, at: envelope.made.min(now), now };
    let (signer, _) = check_signer(&mut report, trust, envelope.header, question, open);
    let validity = signer.in_force().unwrap_or_else(|| Outcome::not_done("the signer is not trusted"));
    report.enter(CheckName::Validity, validity);
    report.enter_clock(clock);
    report.require_clock(clock);
    let FoundSigner { issuer, signatory, .. } = signer;
    EnvelopeReport { report, issuer, signatory }
}

impl EnvelopeReport {
    /// Whose key signed it and who that is, if every required check passed; else the report.
    pub(crate) fn into_signer(self) -> Result<(Arc<Issuer>, Option<Arc<Signatory>>), Report> {
        match (self.report.verdict(), self.issuer) {
            (Verdict::Valid, Some(issuer)) => Ok((issuer, self.signatory)),
            _ => Err(self.report),
        }
    }
}
