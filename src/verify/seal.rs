use core::fmt;
use std::sync::Arc;

use super::signer::{FoundSigner, Question, check_signer};
use super::{CheckName, Outcome, Report, Verdict};
use crate::cose::{CoseError, Purpose, Verifier};
use crate::document::seal::SealContents;
use crate::document::{Seal, SealError, SealText};
use crate::id::Recipient;
use crate::time::{SIGNER_SKEW_SECONDS, Timestamp};
use crate::trust::{Issuer, Signatory, TrustStore};

/// What the verifier of a seal has besides it. Each part that is given becomes a check that must pass.
#[derive(Debug, Clone, Copy, Default)]
pub struct SealExpect<'a> {
    /// The digest of the document at hand: [`super::Verified::digest`].
    pub document: Option<&'a [u8; 32]>,
    /// Whose document it must be.
    pub recipient: Option<&'a Recipient>,
}

/// What was found out about a seal.
#[derive(Clone)]
pub struct SealReport {
    report: Report,
    contents: Option<SealContents>,
    seal: Option<Seal>,
    issuer: Option<Arc<Issuer>>,
    signatory: Option<Arc<Signatory>>,
}

/// What a seal proves, by what was at hand beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SealProof {
    /// The document was at hand: it is, element for element, the one the official signed.
    Document,
    /// Only paper was: that such a document was signed. The code may have been copied onto another sheet, so what is printed is to be
    /// compared with what the seal states; of the rest of the paper it says nothing, and a withdrawal since only a look-up by number
    /// and IIN or BIN tells (9/2.5).
    Paper,
    /// A check failed or could not be done.
    Nothing,
}

/// 9/2.3: verifies a document's matrix code from its text, off-line. The key must have been in force when the seal was made:
/// a printed document outlives the key that sealed it. A key that was taken away belongs on no list any more.
pub fn seal(text: &str, trust: &TrustStore, expect: &SealExpect<'_>, now: Timestamp) -> SealReport {
    let clock = trust.trusted_time().judge(now);
    let now = clock.now();
    let mut report = Report::new(&[
        CheckName::Structure,
        CheckName::IssuerTrusted,
        CheckName::IssuerEntitled,
        CheckName::Signature,
        CheckName::Validity,
    ]);
    if expect.document.is_some() {
        report.require(CheckName::SealBinding);
    }
    if expect.recipient.is_some() {
        report.require(CheckName::Subject);
    }
    let read = SealText::parse(text).and_then(|text| Ok((text.contents_untrusted()?, text)));
    let (contents, text) = match read {
        Ok(read) => read,
        Err(error) => {
            report.enter(CheckName::Structure, Outcome::failed(error));
            return SealReport { report, contents: None, seal: None, issuer: None, signatory: None };
        }
    };
    report.enter(CheckName::Structure, Outcome::Passed);
    let at = contents.sealed_at.min(now);
    let question = Question { purpose: Purpose::Seal, doc_type: Some(&contents.doc_type), at, now };
    let (signer, seal) = match text.sign1() {
        Ok(sign1) => check_signer(&mut report, trust, sign1.header(), question, |key| open(&text, key)),
        // Reading the text read this already.
        Err(error) => {
            report.enter(CheckName::Structure, Outcome::failed(error));
            (FoundSigner::nobody(), None)
        }
    };
    // 9/2.3: the body the seal names is the one whose key it is, as far as the trust material says whose.
    let owner = signer.issuer.as_ref().and_then(|issuer| issuer.bin);
    if owner.is_some_and(|owner| owner != contents.body_bin) {
        report
            .enter(CheckName::IssuerEntitled, Outcome::failed("the seal names another body than its key's"));
    }
    // 9/2.3: so are the body and the official whom its certificate names, where it is one of the national centre's.
    if let Some(signatory) = &signer.signatory {
        let other =
            |named: &Option<String>, is: &dyn Fn(&str) -> bool| named.as_deref().is_some_and(|it| !is(it));
        if other(&signatory.bin, &|digits| digits == contents.body_bin.as_str()) {
            let why = "the seal names another body than its key's certificate";
            report.enter(CheckName::IssuerEntitled, Outcome::failed(why));
        } else if other(&signatory.name, &|name| contents.official.is_named(name)) {
            let why = "the seal names another official than its key's certificate";
            report.enter(CheckName::IssuerEntitled, Outcome::failed(why));
        }
    }
    report.enter(CheckName::Validity, check_validity(&contents, now));
    if let Some(in_force) = signer.in_force() {
        report.enter(CheckName::Validity, in_force);
    }
    report.enter(
        CheckName::Subject,
        match expect.recipient {
            None => Outcome::not_done("nobody in particular was expected"),
            Some(recipient) if *recipient == contents.recipient => Outcome::Passed,
            Some(_) => Outcome::failed("the document belongs to somebody else"),
        },
    );
    report.enter(
        CheckName::SealBinding,
        match expect.document {
            None => Outcome::not_done("no document was given to compare with"),
            Some(digest) if contents.digest == *digest => Outcome::Passed,
            Some(_) => Outcome::failed("the seal is of another document"),
        },
    );
    report.enter_clock(clock);
    report.require_clock(clock);
    let FoundSigner { issuer, signatory, .. } = signer;
    SealReport { report, contents: Some(contents), seal, issuer, signatory }
}

impl SealReport {
    /// Every check and its outcome.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// What the seal says of itself — proven only as far as the report goes.
    pub fn contents_untrusted(&self) -> Option<&SealContents> {
        self.contents.as_ref()
    }

    /// Whose key signed it, where the key is trusted.
    pub fn issuer(&self) -> Option<&Issuer> {
        self.issuer.as_deref()
    }

    /// 9/2.3: who signed and in what office, where the key is trusted and its certificate is one of the national centre's.
    /// The official whom the seal itself names is in its contents.
    pub fn signatory(&self) -> Option<&Signatory> {
        self.signatory.as_deref()
    }

    /// What is proven, and what is not.
    pub fn proof(&self) -> SealProof {
        match (self.report.verdict(), self.report.outcome(CheckName::SealBinding)) {
            (Verdict::Valid, Some(Outcome::Passed)) => SealProof::Document,
            (Verdict::Valid, _) => SealProof::Paper,
            _ => SealProof::Nothing,
        }
    }

    /// The seal, if every required check passed; else the report.
    pub fn into_seal(self) -> Result<Seal, Report> {
        match (self.report.verdict(), self.seal) {
            (Verdict::Valid, Some(seal)) => Ok(seal),
            _ => Err(self.report),
        }
    }
}

impl fmt::Debug for SealReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealReport({:?}, {:?})", self.report.verdict(), self.contents)
    }
}

fn open(text: &SealText, key: &dyn Verifier) -> Result<Seal, CoseError> {
    text.open(key).map_err(|error| match error {
        SealError::Cose(error) => error,
        // Its contents were read before, so only the signature can fail.
        _ => CoseError::Payload { found: "malformed", wanted: "a seal's" },
    })
}

fn check_validity(contents: &SealContents, now: Timestamp) -> Outcome {
    if contents.sealed_at > now.plus(SIGNER_SKEW_SECONDS) {
        return Outcome::failed(format_args!("sealed in the future, at {}", contents.sealed_at.to_utc()));
    }
    match contents.expires.filter(|last| now >= last.end()) {
        Some(last) => Outcome::failed(format_args!("the document's last day was {last}")),
        None => Outcome::Passed,
    }
}
