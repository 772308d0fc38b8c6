use core::fmt;
use std::cell::RefCell;

use super::signer::{Question, check_signer};
use super::{CheckName, Outcome, Report, Verdict};
use crate::cose::{CoseError, Purpose, Sign1, Verifier};
use crate::grant::{GrantLink, GrantToken, TokenError};
use crate::time::{Timestamp, ValidityState};
use crate::trust::{Issuer, TrustStore};

/// What was found out about a grant on a device. That it still has a view left only its service knows (352/19).
#[derive(Clone)]
pub struct GrantReport {
    report: Report,
    token: Option<GrantToken>,
    issuer: Option<Issuer>,
}

/// Verifies the link of a grant: signed by a trusted service, for the very host the link leads to, and within its life.
/// A link whose token another service signed, or nobody, leads somewhere it should not be followed.
pub fn grant(link: &GrantLink, trust: &TrustStore, now: Timestamp) -> GrantReport {
    let clock = trust.trusted_time().judge(now);
    let now = clock.now();
    let mut report = Report::new(&[
        CheckName::Structure,
        CheckName::IssuerTrusted,
        CheckName::IssuerEntitled,
        CheckName::Signature,
        CheckName::Validity,
    ]);
    let sign1 = match Sign1::parse(link.token()) {
        Ok(sign1) => sign1,
        Err(error) => {
            report.enter(CheckName::Structure, Outcome::failed(error));
            return GrantReport { report, token: None, issuer: None };
        }
    };
    report.enter(CheckName::Structure, Outcome::Passed);
    let question = Question { purpose: Purpose::Grant, doc_type: None, at: now, now };
    // A token whose signature is true and whose claims are not of the shape: the signer's mistake, told apart.
    let misshapen = RefCell::new(None);
    let open = |key: &dyn Verifier| match GrantToken::open_of_any_service(link.token(), key) {
        Ok(token) => Ok(Some(token)),
        Err(TokenError::Cose(error)) => Err(error),
        Err(error) => {
            misshapen.replace(Some(error));
            Ok::<_, CoseError>(None)
        }
    };
    let (signer, token) = check_signer(&mut report, trust, sign1.header(), question, open);
    let token = token.flatten();
    if let Some(error) = misshapen.take() {
        report.enter(CheckName::Structure, Outcome::failed(error));
    }
    report.enter(
        CheckName::Validity,
        match token.as_ref().map(|token| token.state(now)) {
            None => Outcome::not_done("the grant was not opened"),
            Some(ValidityState::NotYet) => Outcome::failed("the grant is not yet in force"),
            Some(ValidityState::Current) => Outcome::Passed,
            Some(ValidityState::Ended) => Outcome::failed("the grant has ended"),
        },
    );
    if let Some(in_force) = signer.in_force() {
        report.enter(CheckName::Validity, in_force);
    }
    if token.as_ref().is_some_and(|token| token.claims().service != *link.host()) {
        report.enter(
            CheckName::IssuerEntitled,
            Outcome::failed("the link leads to another host than the grant's"),
        );
    }
    report.enter_clock(clock);
    report.require_clock(clock);
    GrantReport { report, token, issuer: signer.issuer.map(std::sync::Arc::unwrap_or_clone) }
}

impl GrantReport {
    /// Every check and its outcome.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Whose key signed it, where the key is trusted.
    pub fn issuer(&self) -> Option<&Issuer> {
        self.issuer.as_ref()
    }

    /// The token, if every check passed; else the report.
    pub fn into_token(self) -> Result<GrantToken, Report> {
        match (self.report.verdict(), self.token) {
            (Verdict::Valid, Some(token)) => Ok(token),
            _ => Err(self.report),
        }
    }
}

impl fmt::Debug for GrantReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GrantReport({:?})", self.report.verdict())
    }
}
