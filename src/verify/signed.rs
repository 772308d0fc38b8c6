use core::fmt;
use std::sync::Arc;

use super::signer::{FoundSigner, Question, check_signer};
use super::{CheckName, Outcome, Report, Verdict};
use crate::cose::{Opened, Purpose, Sign1};
use crate::limits::{MAX_LIST_BYTES, MAX_LOOKUP_ANSWER_BYTES, MAX_TOKEN_BYTES};
use crate::time::{Clock, SIGNER_SKEW_SECONDS, Timestamp};
use crate::trust::{Freshness, Issuer, Mandate, TrustList, TrustStore};

/// What was found out about a signed thing of ours: every check, and its payload if they passed.
pub struct SignedReport<'a> {
    report: Report,
    opened: Option<Opened<'a>>,
    signer: FoundSigner,
}

/// Verifies a signed thing of ours of any purpose but a document: a grant, a representation record, a display form, a
/// checkpoint of view marks. What its payload says — its own times among it — is for the type that reads the payload;
/// here the signer is found, is in force, and may sign such a thing, and the signature holds.
pub fn signed<'a>(bytes: &'a [u8], purpose: Purpose, trust: &TrustStore, now: Timestamp) -> SignedReport<'a> {
    let clock = trust.trusted_time().judge(now);
    let mut checked = check_signed(bytes, purpose, trust, clock);
    checked.report.require_clock(clock);
    checked
}

/// The same by a clock that was judged; one that is wrong is named, and does not stand against what is signed.
pub(super) fn check_signed<'a>(
    bytes: &'a [u8],
    purpose: Purpose,
    trust: &TrustStore,
    clock: Clock,
) -> SignedReport<'a> {
    let now = clock.now();
    let limit = match purpose {
        Purpose::TrustList | Purpose::StatusList | Purpose::DisplayForm => MAX_LIST_BYTES,
        Purpose::LookupAnswer => MAX_LOOKUP_ANSWER_BYTES,
        _ => MAX_TOKEN_BYTES,
    };
    let sign1 = match Sign1::parse_within(bytes, limit) {
        Ok(sign1) => sign1,
        Err(error) => return SignedReport::unreadable(error),
    };
    let mut report = new_report();
    report.enter(CheckName::Structure, Outcome::Passed);
    let question = Question { purpose, doc_type: None, at: now, now };
    let (signer, opened) =
        check_signer(&mut report, trust, sign1.header(), question, |key| sign1.open(purpose, key));
    let validity = signer.in_force().unwrap_or_else(|| Outcome::not_done("the signer is not trusted"));
    report.enter(CheckName::Validity, validity);
    report.enter_clock(clock);
    SignedReport { report, opened, signer }
}

impl<'a> SignedReport<'a> {
    /// Every check and its outcome.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Whose key signed it, where the key is trusted.
    pub fn issuer(&self) -> Option<&Issuer> {
        self.signer.issuer.as_deref()
    }

    /// The state of the trust list that names the signer, where one does.
    pub fn list(&self) -> Option<&Freshness> {
        self.signer.list()
    }

    /// The payload and whose it is, if every required check passed; else the report.
    pub fn into_opened(self) -> Result<(Opened<'a>, Arc<Issuer>), Report> {
        match (self.report.verdict(), self.opened, self.signer.issuer) {
            (Verdict::Valid, Some(opened), Some(issuer)) => Ok((opened, issuer)),
            _ => Err(self.report),
        }
    }

    /// For checks of the payload that follow.
    pub(super) fn enter(&mut self, name: CheckName, outcome: Outcome) {
        self.report.enter(name, outcome);
    }

    /// The payload as a list, as far as it was opened: its shape and its own time are entered. One made after now is no proof
    /// that the clock is behind, since its maker's may be ahead, and that would then stop every verifier.
    pub(super) fn read_list<T, E: fmt::Display>(
        &mut self,
        clock: Clock,
        read: impl FnOnce(&Opened<'a>) -> Result<T, E>,
        issued: impl FnOnce(&T) -> Timestamp,
    ) -> Option<T> {
        let list = match self.opened.as_ref().map(read)? {
            Ok(list) => list,
            Err(error) => {
                self.enter(CheckName::Structure, Outcome::failed(error));
                return None;
            }
        };
        let issued = issued(&list);
        if issued > clock.now().plus(SIGNER_SKEW_SECONDS) {
            let why = format_args!("the list is issued in the future, at {}", issued.to_utc());
            self.enter(CheckName::Validity, Outcome::failed(why));
        }
        Some(list)
    }

    /// The report, and the signer's mandate.
    pub(super) fn into_report(self) -> (Report, Option<Mandate>) {
        (self.report, self.signer.mandate)
    }

    fn unreadable(why: impl fmt::Display) -> Self {
        let mut report = new_report();
        report.enter(CheckName::Structure, Outcome::failed(why));
        Self { report, opened: None, signer: FoundSigner::nobody() }
    }
}

impl fmt::Debug for SignedReport<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedReport({:?})", self.report)
    }
}

/// Verifies a trust list by the keys trusted already: a report, and the list if every required check passed. A list that is
/// past its next update passes, and [`CheckName::TrustData`] says so: an old list is better than none, and how old it is,
/// the user shall know. What rests on it later is judged by its age then ([`crate::trust::AgePolicy`]).
///
/// A clock that is behind is named and does not keep a list out: with lists refused there would be nothing left to judge by
/// once it is set.
pub fn trust_list(bytes: &[u8], trust: &TrustStore, now: Timestamp) -> (Report, Option<TrustList>) {
    let clock = trust.trusted_time().judge(now);
    let mut checked = check_signed(bytes, Purpose::TrustList, trust, clock);
    let list = checked.read_list(clock, TrustList::read, TrustList::issued);
    if let Some(list) = &list {
        let freshness = if clock.now() < list.next_update() {
            Outcome::Passed
        } else {
            Outcome::not_done(format_args!("the list was to be renewed by {}", list.next_update().to_utc()))
        };
        checked.enter(CheckName::TrustData, freshness);
    }
    let (report, _) = checked.into_report();
    let list = list.filter(|_| report.verdict() == Verdict::Valid);
    (report, list)
}

fn new_report() -> Report {
    Report::new(&[
        CheckName::Structure,
        CheckName::IssuerTrusted,
        CheckName::IssuerEntitled,
        CheckName::Signature,
        CheckName::Validity,
    ])
}
