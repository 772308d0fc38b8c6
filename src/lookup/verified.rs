use core::fmt;

use super::{LookupAnswer, LookupRequest};
use crate::cose::Purpose;
use crate::limits::MAX_LOOKUP_AGE_SECONDS;
use crate::time::{SIGNER_SKEW_SECONDS, Timestamp};
use crate::trust::TrustStore;
use crate::verify::{
    self, CheckName, DocumentReport, Expect, Outcome, Report, SealExpect, SealReport, Verdict,
};

/// What was found out about an answer.
pub struct LookupReport {
    report: Report,
    answer: Option<LookupAnswer>,
    seal: Option<SealReport>,
}

/// 9/2.5: verifies the portal's answer to a request that was made here: the key is one trusted for such answers, the answer is to
/// this request, it is of now. Of a positive one also the seal (9/2.3): the official's signature holds, it is of the number and the
/// recipient that were asked for (9/2.4), and of the document that came along, where one did.
pub fn verify(bytes: &[u8], request: &LookupRequest, trust: &TrustStore, now: Timestamp) -> LookupReport {
    let checked = verify::signed(bytes, Purpose::LookupAnswer, trust, now);
    let mut report = checked.report().clone();
    report.require(CheckName::Challenge);
    report.require(CheckName::Freshness);
    let answer = match checked.into_opened().map(|(opened, _)| LookupAnswer::read(&opened)) {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => {
            report.enter(CheckName::Structure, Outcome::failed(error));
            return LookupReport { report, answer: None, seal: None };
        }
        Err(_) => return LookupReport { report, answer: None, seal: None },
    };
    let is_ours = answer.answers(request);
    report.enter(
        CheckName::Challenge,
        if is_ours { Outcome::Passed } else { Outcome::failed("the answer is to another request") },
    );
    let now = trust.trusted_time().judge(now).now();
    report.enter(CheckName::Freshness, freshness(answer.at(), now));
    let seal = answer.result().map(|result| {
        report.require(CheckName::SealBinding);
        let document = result.document().map(|bytes| verify::document(bytes, trust, &Expect::default(), now));
        let digest =
            document.and_then(|document| DocumentReport::verified(document).ok()).map(|it| *it.digest());
        let expect = SealExpect { document: digest.as_ref(), recipient: Some(request.recipient()) };
        let seal = verify::seal(result.seal().as_str(), trust, &expect, now);
        let outcome = if result.contents_untrusted().number != *request.number() {
            Outcome::failed("the seal is of another number")
        } else if result.document().is_some() && digest.is_none() {
            Outcome::failed("the document that came along is not valid")
        } else {
            match (seal.report().verdict(), seal.report().reason()) {
                (Verdict::Valid, _) => Outcome::Passed,
                (Verdict::Invalid, reason) => Outcome::failed(why(reason)),
                (Verdict::Unknown, reason) => Outcome::not_done(why(reason)),
            }
        };
        report.enter(CheckName::SealBinding, outcome);
        seal
    });
    LookupReport { report, answer: Some(answer), seal }
}

impl LookupReport {
    /// Every check and its outcome.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// What was found out about the seal of a positive answer.
    pub fn seal(&self) -> Option<&SealReport> {
        self.seal.as_ref()
    }

    /// The answer and what was found out about its seal, if every required check passed; else the report.
    pub fn into_answer(self) -> Result<(LookupAnswer, Option<SealReport>), Report> {
        match (self.report.verdict(), self.answer) {
            (Verdict::Valid, Some(answer)) => Ok((answer, self.seal)),
            _ => Err(self.report),
        }
    }
}

impl fmt::Debug for LookupReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LookupReport({:?}, {:?})", self.report.verdict(), self.answer)
    }
}

/// An answer of yesterday knows nothing of what was withdrawn today.
fn freshness(at: Timestamp, now: Timestamp) -> Outcome {
    if at > now.plus(SIGNER_SKEW_SECONDS) {
        Outcome::failed(format_args!("answered in the future, at {}", at.to_utc()))
    } else if now >= at.plus(MAX_LOOKUP_AGE_SECONDS) {
        Outcome::failed(format_args!("answered too long ago, at {}", at.to_utc()))
    } else {
        Outcome::Passed
    }
}

fn why(reason: Option<(CheckName, &str)>) -> String {
    reason
        .map_or_else(|| "the seal is not valid".to_owned(), |(name, why)| format!("the seal: {name}: {why}"))
}
