use super::signed::check_signed;
use super::{CheckName, Outcome, Report, Verdict, Warning};
use crate::cose::Purpose;
use crate::document::mdoc::Mso;
use crate::time::{Clock, Timestamp};
use crate::trust::status::{SignedStatusList, Status, StatusAnswer, StatusList};
use crate::trust::{Mandate, TrustStore};

/// What a document needs whose issuer says where to learn whether it was revoked (a status list).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum RevocationRule {
    /// A fresh list that is at hand is asked. Without one the check is "not done", which is a
    /// [`Warning::RevocationUnknown`] and leaves the word as it is: off-line, most documents could else never be shown.
    /// For a counter, an inspector in a train, a shop.
    #[default]
    WhereKnown,
    /// A fresh list must be at hand, or the word is "unknown": for a border post or a notary, where one person with a
    /// revoked document does more harm than a queue that waits for the network.
    Required,
}

/// Verifies a status list by the keys trusted already: a report, and the list if every required check passed, to be given to
/// [`TrustStore::add_status_list`]. A list that is past its end passes, and [`CheckName::Validity`] of the list is about its
/// signer: how long each answer of it holds is asked at each question.
pub fn status_list(bytes: &[u8], trust: &TrustStore, now: Timestamp) -> (Report, Option<SignedStatusList>) {
    let clock = trust.trusted_time().judge(now);
    let bytes = crate::trust::status::without_cwt_tag(bytes);
    let mut checked = check_signed(bytes, Purpose::StatusList, trust, clock);
    let list = checked.read_list(clock, StatusList::read, StatusList::issued);
    let (report, mandate) = checked.into_report();
    let list = list.zip(mandate).filter(|_| report.verdict() == Verdict::Valid);
    (report, list.map(|(list, mandate)| SignedStatusList::new(list, mandate)))
}

/// 352/2.10: enters whether the document was revoked since it was signed, as far as the status lists at hand say. `signer` is
/// the mandate of the document's own signer, where that is trusted.
pub(super) fn enter_revocation(
    report: &mut Report,
    mso: &Mso<'_>,
    signer: Option<&Mandate>,
    trust: &TrustStore,
    rule: RevocationRule,
    clock: Clock,
) {
    let Some(reference) = &mso.status else {
        if mso.other_status {
            let why = Outcome::not_done("the document names a way of revocation that is not a status list");
            enter_unknown(report, why, rule);
        } else {
            report.enter(CheckName::Revocation, Outcome::not_done("the document names no status list"));
        }
        return;
    };
    let Some(signer) = signer else {
        report.enter(CheckName::Revocation, Outcome::not_done("the signer is not trusted"));
        return;
    };
    match trust.status(&reference.uri, reference.index, &mso.doc_type, signer, clock.now()) {
        StatusAnswer::Fresh(Status::Valid) => report.enter(CheckName::Revocation, Outcome::Passed),
        // What is revoked stays so: a list that is no longer fresh cannot be waited out.
        StatusAnswer::Fresh(Status::Invalid) | StatusAnswer::Stale { status: Status::Invalid, .. } => {
            report.enter(CheckName::Revocation, Outcome::failed("the document was revoked"));
        }
        StatusAnswer::Fresh(Status::Suspended) => {
            report.enter(CheckName::Revocation, Outcome::failed("the document is suspended"));
        }
        StatusAnswer::Fresh(Status::Other(code)) => {
            let why = format_args!("the document has status {code}, whose meaning is not known here");
            enter_unknown(report, Outcome::not_done(why), RevocationRule::Required);
        }
        StatusAnswer::Stale { status, issued, until } => {
            let why =
                format_args!("the status list of {} was fresh until {}", issued.to_utc(), until.to_utc());
            // A document that was last seen suspended does not become valid because nobody looked again.
            let rule = if status == Status::Valid { rule } else { RevocationRule::Required };
            enter_unknown(report, Outcome::not_done(why), rule);
        }
        // Token Status List §8.3: where the list says nothing, the token is rejected.
        StatusAnswer::NoEntry => {
            let why = "the status list has no such entry as the document names";
            report.enter(CheckName::Revocation, Outcome::failed(why));
        }
        StatusAnswer::NoList => enter_unknown(report, Outcome::not_done("no status list was given"), rule),
        StatusAnswer::NotEntitled => {
            let why = "the status list is signed by one who may not say what became of this document";
            enter_unknown(report, Outcome::not_done(why), rule);
        }
    }
}

fn enter_unknown(report: &mut Report, why: Outcome, rule: RevocationRule) {
    report.enter(CheckName::Revocation, why);
    report.warn(Warning::RevocationUnknown);
    if rule == RevocationRule::Required {
        report.require(CheckName::Revocation);
    }
}
