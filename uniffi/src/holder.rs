use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use qujat::access::{self, Channel, Ground, Policy, Refusal, Representation, Requester};
use qujat::code::ShortCode;
use qujat::id::{Iin, Party};
use qujat::time::Timestamp;

use crate::InputException;
use crate::access::AccessDecision;
use crate::symbol::{QrSymbol, QrUse};
use crate::values::{Language, Report};
use crate::verifier::{DocumentVerdict, GrantStatement, VerifiedDocument, Verifier};

/// The documents of one person on their own device, and those of the children they represent. Only what was verified gets
/// in: their own (352/12), and a child's where a state system's answer opens it to them (352/14). Safe to use from any
/// thread; close it to forget what it holds.
#[derive(uniffi::Object)]
pub struct Holder {
    verifier: Arc<Verifier>,
    subject: Iin,
    kept: Mutex<Kept>,
}

/// What is kept in memory. Nothing is written anywhere: the app stores the bytes and adds them again.
#[derive(Default)]
struct Kept {
    own: Vec<Arc<VerifiedDocument>>,
    children: Vec<Arc<VerifiedDocument>>,
    /// Of each child the youngest answer.
    representations: Vec<Representation>,
}

/// What the screen shows after "Open access" (352/15): both doors of one grant and their one expiry.
#[derive(uniffi::Record)]
pub struct AccessScreen {
    /// What was found out about the grant. The rest is there only where the word is "valid".
    pub report: Report,
    /// What the grant says.
    pub grant: Option<GrantStatement>,
    /// Its QR symbol.
    pub symbol: Option<Arc<QrSymbol>>,
    /// Its six digits as shown: `123 456`.
    pub digits: Option<String>,
    /// Seconds until it ends; count down from here, and ask again when the app comes back to the front.
    pub seconds_left: u32,
}

/// What became of a child's document.
#[derive(uniffi::Record)]
pub struct ChildVerdict {
    /// What was found out about the document.
    pub report: Report,
    /// What the rules say; absent where the document is not valid.
    pub decision: Option<AccessDecision>,
    /// The document, where it is valid and the answer is "allow". It was kept.
    pub document: Option<Arc<VerifiedDocument>>,
}

#[uniffi::export]
impl Holder {
    /// The device of `subject`, whose documents `verifier` checks.
    #[uniffi::constructor]
    pub fn new(verifier: Arc<Verifier>, subject: Iin) -> Result<Self, InputException> {
        Ok(Self { verifier, subject, kept: Mutex::default() })
    }

    /// Verifies a document the service sent and keeps it if it is valid and the subject's own; the same document again
    /// takes the place of the one before.
    pub fn add(&self, document: Vec<u8>, now: Timestamp) -> Result<Report, InputException> {
        Ok(self.take(&document, now).report)
    }

    /// The same for all that the service sent at once, or the app had stored: each document with its own verdict, in
    /// order. One that is refused keeps no other out.
    pub fn add_all(
        &self,
        bundle: Vec<Vec<u8>>,
        now: Timestamp,
    ) -> Result<Vec<DocumentVerdict>, InputException> {
        Ok(bundle.iter().map(|document| self.take(document, now)).collect())
    }

    /// The documents kept, in the order they were added.
    pub fn list(&self) -> Vec<Arc<VerifiedDocument>> {
        self.kept().own.clone()
    }

    /// Takes a state system's signed answer that the subject represents a child (352/14), and rests on it as long as it is
    /// fresh: a day. An older answer about the same child is not taken over a younger one. Fails where it is signed as it
    /// should be and cannot be read.
    pub fn represent(&self, record: Vec<u8>, now: Timestamp) -> Result<Report, InputException> {
        let (report, record) = self.verifier.representation(&record, now)?;
        if let Some(record) = record {
            let records = &mut self.kept().representations;
            match records.iter_mut().find(|kept| kept.child() == record.child()) {
                Some(kept) if kept.as_of() > record.as_of() => {}
                Some(kept) => *kept = record,
                None => records.push(record),
            }
        }
        Ok(report)
    }

    /// Verifies a child's document and keeps it if it is valid and the rules open it to the subject by the answer that
    /// `represent` took. The view is marked in the child's cabinet and the subject's (352/18): that is the service's part.
    pub fn add_child(
        &self,
        document: Vec<u8>,
        language: Language,
        now: Timestamp,
    ) -> Result<ChildVerdict, InputException> {
        let DocumentVerdict { report, document, .. } = self.verifier.check(&document, None, now);
        let Some(document) = document else {
            return Ok(ChildVerdict { report, decision: None, document: None });
        };
        let mut kept = self.kept();
        let decision = self.opens(&kept, &document, now);
        let document = decision.is_ok().then(|| put(&mut kept.children, document));
        let decision = match decision {
            Ok(permit) => AccessDecision::of(&access::Decision::Allow(permit), language),
            Err(refusal) => AccessDecision::refused(refusal, language),
        };
        Ok(ChildVerdict { report, decision: Some(decision), document })
    }

    /// The children's documents that the rules open to the subject at `now`: none of a child whose answer is older than a
    /// day, who is of age, or whom the subject no longer represents.
    pub fn children(&self, now: Timestamp) -> Result<Vec<Arc<VerifiedDocument>>, InputException> {
        let kept = self.kept();
        Ok(kept.children.iter().filter(|child| self.opens(&kept, child, now).is_ok()).cloned().collect())
    }

    /// Forgets a document, the subject's own or a child's, and says whether there was one to forget. Whoever holds the
    /// object still has it, until it is closed.
    pub fn remove(&self, document: Arc<VerifiedDocument>) -> bool {
        let mut kept = self.kept();
        let Kept { own, children, .. } = &mut *kept;
        let before = own.len() + children.len();
        own.retain(|kept| !kept.is_same_document(&document));
        children.retain(|kept| !kept.is_same_document(&document));
        own.len() + children.len() < before
    }

    /// What to show once the service has opened access: the link and the digits it answered with. The link is verified
    /// first, so that nobody's screen shows a code that leads elsewhere.
    pub fn show_access(
        &self,
        link: String,
        digits: String,
        now: Timestamp,
    ) -> Result<AccessScreen, InputException> {
        let code = ShortCode::parse(&digits)?;
        let checked = self.verifier.verify_grant(link.clone(), now)?;
        let (symbol, shown, seconds_left) = match &checked.grant {
            None => (None, None, 0),
            Some(grant) => (
                Some(Arc::new(QrSymbol::new(link, QrUse::Screen)?)),
                Some(code.shown()),
                u32::try_from(grant.expires_at.unix() - now.unix()).unwrap_or(0),
            ),
        };
        Ok(AccessScreen { report: checked.report, grant: checked.grant, symbol, digits: shown, seconds_left })
    }
}

impl Holder {
    fn take(&self, document: &[u8], now: Timestamp) -> DocumentVerdict {
        let checked = self.verifier.check(document, Some(&self.subject), now);
        let document = checked.document.map(|document| put(&mut self.kept().own, document));
        DocumentVerdict { report: checked.report, document, status_list: checked.status_list }
    }

    /// 352/14, by the youngest answer about the document's subject.
    fn opens(
        &self,
        kept: &Kept,
        document: &VerifiedDocument,
        now: Timestamp,
    ) -> Result<access::Permit, Refusal> {
        let child = document.verified.subject();
        let record = kept.representations.iter().find(|record| Some(record.child()) == child.as_ref());
        let request = access::Request {
            requester: Requester::Authenticated(Party::Person(self.subject)),
            admission: None,
            ground: Ground::Representation(record.ok_or(Refusal::NOT_REPRESENTATIVE)?),
            document: &document.verified,
            channel: Channel::Remote,
            at: now,
            policy: Policy::default(),
        };
        access::decide(&request).permit()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps a document in the place of an earlier copy of it, or at the end.
fn put(documents: &mut Vec<Arc<VerifiedDocument>>, document: Arc<VerifiedDocument>) -> Arc<VerifiedDocument> {
    documents.retain(|kept| !kept.is_same_document(&document));
    documents.push(document.clone());
    document
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::AccessAnswer;
    use crate::fixtures::{self, HOUR, now};
    use crate::values::{CheckName, Verdict};

    fn holder(iin: &str) -> Holder {
        Holder::new(Arc::new(fixtures::verifier()), Iin::parse(iin).expect("an IIN")).expect("made")
    }

    fn certificate() -> Vec<u8> {
        fixtures::bytes("birth_certificate.mdoc")
    }

    #[test]
    fn a_bundle_is_opened_document_by_document() {
        let holder = holder(fixtures::MOTHER);
        let names =
            ["identity_card.mdoc", "identity_card_changed.mdoc", "birth_certificate.mdoc", "grant.link"];
        let bundle: Vec<_> = names.iter().map(|name| fixtures::bytes(name)).collect();
        let verdicts = holder.add_all(bundle, now()).expect("answered");
        let decisive: Vec<_> =
            verdicts.iter().map(|v| v.report.decisive.as_ref().map(|check| check.name)).collect();
        assert_eq!(
            decisive,
            [None, Some(CheckName::Digests), Some(CheckName::Subject), Some(CheckName::Structure)]
        );
        assert_eq!(holder.list().len(), 1);
        assert!(verdicts[0].document.as_ref().is_some_and(|first| Arc::ptr_eq(first, &holder.list()[0])));
        assert!(verdicts[1..].iter().all(|verdict| verdict.document.is_none()));
    }

    #[test]
    fn what_is_removed_is_gone_and_only_that() {
        let holder = holder(fixtures::MOTHER);
        for name in ["identity_card.mdoc", "driving_licence.mdoc"] {
            assert_eq!(holder.add(fixtures::bytes(name), now()).expect("answered").verdict, Verdict::Valid);
        }
        let [card, licence] = holder.list().try_into().unwrap_or_else(|_| panic!("two are kept"));
        assert!(holder.remove(card.clone()));
        assert!(!holder.remove(card));
        assert_eq!(holder.list().len(), 1);
        assert!(Arc::ptr_eq(&holder.list()[0], &licence));
    }

    /// 352/14: a child's document opens by the register's answer, and closes with it.
    #[test]
    fn a_childs_document_is_there_as_long_as_the_answer_is_fresh() {
        let holder = holder(fixtures::MOTHER);
        let added = |now| holder.add_child(certificate(), Language::English, now).expect("answered");
        let before = added(now());
        let refusal = before.decision.expect("the document is valid");
        assert_eq!(refusal.answer, AccessAnswer::Refuse);
        assert_eq!(refusal.reason.as_deref(), Some("not_representative"));
        assert!(before.document.is_none() && holder.children(now()).expect("answered").is_empty());

        let answer = holder.represent(fixtures::bytes("mother.representation"), now()).expect("answered");
        assert_eq!(answer.verdict, Verdict::Valid);
        let allowed = added(now()).decision.expect("the document is valid");
        assert_eq!(allowed.answer, AccessAnswer::Allow);
        assert_eq!(allowed.obligations.len(), 1, "the view is marked");
        assert!(holder.list().is_empty(), "a child's document is not among one's own");
        for (later, there) in [(0, 1), (24 * HOUR, 1), (24 * HOUR + 1, 0)] {
            assert_eq!(holder.children(now().plus(later)).expect("answered").len(), there, "after {later} s");
        }
        let child = holder.children(now()).expect("answered").remove(0);
        assert!(holder.remove(child));
        assert!(holder.children(now()).expect("answered").is_empty());
    }

    /// 352/14: for the person the answer names and nobody else.
    #[test]
    fn another_persons_answer_opens_nothing() {
        let holder = holder("841123399997");
        assert_eq!(
            holder.represent(fixtures::bytes("mother.representation"), now()).expect("answered").verdict,
            Verdict::Valid
        );
        let refused = holder.add_child(certificate(), Language::English, now()).expect("answered");
        assert_eq!(refused.decision.and_then(|it| it.reason).as_deref(), Some("not_representative"));
        let unsigned = holder.represent(vec![0xa0], now()).expect("answered");
        assert_eq!(unsigned.verdict, Verdict::Invalid);
    }

    #[test]
    fn a_childs_document_that_is_not_valid_has_no_decision() {
        let holder = holder(fixtures::MOTHER);
        holder.represent(fixtures::bytes("mother.representation"), now()).expect("answered");
        let changed =
            holder.add_child(fixtures::bytes("identity_card_changed.mdoc"), Language::Kazakh, now());
        let changed = changed.expect("answered");
        assert!(changed.decision.is_none() && changed.document.is_none());
        assert_eq!(changed.report.verdict, Verdict::Invalid);
    }
}
