use std::sync::Arc;

use qujat::access::{
    self, Admission, Decision, Ground, GroundKind, Policy, Refusal, Representation, Requester, Rule,
};
use qujat::cose::Purpose;
use qujat::id::{Bin, Iin, Party};
use qujat::organisation::{Accreditation, Employment, Presence};
use qujat::time::Timestamp;
use qujat::verify;

use crate::InputException;
use crate::values::{Language, Report};
use crate::verifier::{VerifiedDocument, Verifier};

/// Who asks to see a document, on what ground, by which channel.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AccessRequest {
    /// Who asks.
    pub viewer: Viewer,
    /// On what ground.
    pub ground: AccessGround,
    /// By which channel.
    pub channel: AccessChannel,
    /// What an organisation brings beside its BIN; of a person nothing.
    #[uniffi(default = None)]
    pub admission: Option<AccessAdmission>,
}

/// What an organisation brings (352/4, 352/21), each as it was signed. What cannot be believed counts as not brought.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AccessAdmission {
    /// The authorised body's decision about the organisation. Its key is one that the verifier trusts for accreditations.
    pub accreditation: Vec<u8>,
    /// The code of what it asks for, one of the decision's: `open_account`.
    pub aim: String,
    /// Of an employee, the organisation's word that they act for it.
    #[uniffi(default = None)]
    pub employee: Option<Vec<u8>>,
    /// Somebody's word that the subject stands before the organisation: an employee's, or that of an application that compared
    /// the face, whose key the verifier trusts for it.
    #[uniffi(default = None)]
    pub presence: Option<Vec<u8>>,
}

/// Who asks. That they are who they say the app or the service has found out beforehand.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Viewer {
    /// Nobody who was authenticated (352/11, 352/12, 352/18).
    Unknown,
    /// A person acting for themselves.
    Person {
        /// Who.
        iin: Iin,
    },
    /// An employee acting for an organisation.
    Employee {
        /// The organisation's BIN.
        organisation: Bin,
        /// The employee's IIN.
        person: Iin,
    },
    /// An organisation's information system.
    System {
        /// The organisation's BIN.
        organisation: Bin,
    },
}

/// On what ground a document is asked for.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum AccessGround {
    /// None.
    NoGround,
    /// It is the viewer's own.
    Own,
    /// The viewer represents the child whose document it is (352/14).
    Representation {
        /// The signed answer of a state system about the two.
        record: Vec<u8>,
    },
    /// The subject opened access by a code (352/15). Whether the code still opens anything only the service knows.
    Grant,
    /// The subject consents by phone (352/20). Whether they did only the service knows.
    Consent,
}

/// By which channel a document is to be seen.
pub type AccessChannel = access::Channel;

/// By which channel a document is to be seen.
#[uniffi::remote(Enum)]
pub enum AccessChannel {
    /// In the application, the document's subject standing before the viewer.
    InPerson,
    /// In the application, the subject elsewhere.
    Remote,
    /// In a user's information system, integrated with the service (352/4, 352/20).
    Integration,
}

/// What the rules say to a viewer. A refusal is an answer like the others.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AccessDecision {
    /// The answer.
    pub answer: AccessAnswer,
    /// Of a refusal, its stable word: `not_authenticated`, `no_rules`, `no_consent`, `not_own`, `not_representative`,
    /// `not_admitted`, `outside_admission`, `not_present`, `channel_closed`, `wrong_channel`, `subject_unknown`, `not_valid`.
    pub reason: Option<String>,
    /// The sentence to show, in the language asked for: of every answer.
    pub explanation: Option<String>,
    /// The clauses it rests on: `352/14`.
    pub clauses: Vec<String>,
    /// What whoever shows the document must do.
    pub obligations: Vec<AccessObligation>,
    /// The rule that allows, by its name.
    pub rule: Option<String>,
    /// The edition of the rules: `352/2024`.
    pub edition: Option<String>,
    /// What was found out about the record of representation, else about the accreditation, where one was given. Where its word
    /// is not "valid" nothing rests on it; where it is, why a right of a representative ended is told to nobody.
    pub evidence: Option<Report>,
}

/// What a viewer may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum AccessAnswer {
    /// See the document.
    Allow,
    /// Not see it.
    Refuse,
    /// Ask the service: the rules are in favour, and it decides by what the subject opened.
    AskService,
}

/// What whoever shows a document must do.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AccessObligation {
    /// Which.
    pub kind: ObligationKind,
    /// The sentence to show to the viewer.
    pub text: String,
}

/// What whoever shows a document must do.
pub type ObligationKind = access::Obligation;

/// What whoever shows a document must do.
#[uniffi::remote(Enum)]
pub enum ObligationKind {
    /// Have the mark of the view written in both cabinets before anything is shown (352/18): the service writes it.
    MarkView,
    /// Show, and let nobody keep or pass on (352/15).
    ViewOnly,
}

#[uniffi::export]
impl Verifier {
    /// Whether a viewer may see a document, by the rules of the day of `now`. What no rule allows is refused.
    pub fn decide(
        &self,
        document: Arc<VerifiedDocument>,
        request: AccessRequest,
        language: Language,
        now: Timestamp,
    ) -> Result<AccessDecision, InputException> {
        let AccessRequest { viewer, ground, channel, admission } = request;
        let brought = admission.map(|admission| Brought::new(self, admission, now));
        let admission = brought.as_ref().and_then(Brought::admission);
        let requester = Requester::from(viewer);
        let document = &document.verified;
        let ask = |ground| access::Request {
            requester: requester.clone(),
            admission,
            ground,
            document,
            channel,
            at: now,
            policy: Policy::default(),
        };
        let answer = |ground| AccessDecision::of(&access::decide(&ask(ground)), language);
        let outlook = |ground| {
            access::outlook(&requester, admission.as_ref(), ground, document.doc_type(), channel, now)
        };
        let by_service = |ground| match outlook(ground) {
            Ok(rule) => AccessDecision::of_the_service(rule, ground, language),
            Err(refusal) => AccessDecision::refused(refusal, language),
        };
        let decision = match ground {
            AccessGround::NoGround => answer(Ground::None),
            AccessGround::Own => answer(Ground::Own),
            AccessGround::Representation { record } => {
                let (evidence, record) = self.representation(&record, now)?;
                let decision = match record {
                    Some(record) => answer(Ground::Representation(&record)),
                    None => match outlook(GroundKind::Representation) {
                        Ok(_) => AccessDecision::refused(Refusal::NOT_REPRESENTATIVE, language),
                        Err(refusal) => AccessDecision::refused(refusal, language),
                    },
                };
                AccessDecision { evidence: Some(evidence), ..decision }
            }
            AccessGround::Grant => by_service(GroundKind::Grant),
            AccessGround::Consent => by_service(GroundKind::Consent),
        };
        let evidence = decision.evidence.clone().or_else(|| brought.map(|brought| brought.report));
        Ok(AccessDecision { evidence, ..decision })
    }
}

impl Verifier {
    /// A state system's answer, as far as it can be believed.
    pub(crate) fn representation(
        &self,
        record: &[u8],
        now: Timestamp,
    ) -> Result<(Report, Option<Representation>), InputException> {
        let checked = verify::signed(record, Purpose::Representation, self.trust(), now);
        let report = checked.report().into();
        let record = checked.into_opened().ok().map(|(opened, _)| Representation::read(&opened));
        Ok((report, record.transpose()?))
    }
}

/// What an organisation brought, as far as it can be believed.
struct Brought {
    report: Report,
    accreditation: Option<Accreditation>,
    employment: Option<Employment>,
    presence: Option<Presence>,
    aim: String,
}

impl Brought {
    fn new(verifier: &Verifier, brought: AccessAdmission, now: Timestamp) -> Self {
        let (report, accreditation) = Accreditation::verify(&brought.accreditation, verifier.trust(), now);
        let by = accreditation.as_ref();
        let employment = brought.employee.zip(by).and_then(|(word, by)| Employment::open(&word, by).ok());
        let presence = brought.presence.and_then(|word| {
            let seen = by.and_then(|by| Presence::seen(&word, by).ok());
            seen.or_else(|| Presence::verify_face(&word, verifier.trust(), now).1)
        });
        Self { report: (&report).into(), accreditation, employment, presence, aim: brought.aim }
    }

    fn admission(&self) -> Option<Admission<'_>> {
        self.accreditation.as_ref().map(|accreditation| Admission {
            accreditation,
            employment: self.employment.as_ref(),
            aim: &self.aim,
            presence: self.presence.as_ref(),
        })
    }
}

impl AccessDecision {
    pub(crate) fn of(decision: &Decision, language: Language) -> Self {
        match decision {
            Decision::Allow(permit) => Self {
                answer: AccessAnswer::Allow,
                explanation: Some(permit.text(language).to_owned()),
                clauses: texts(permit.clauses()),
                obligations: obligations(permit.obligations(), language),
                rule: Some(permit.row().to_owned()),
                edition: Some(permit.edition().name.to_owned()),
                ..Self::open()
            },
            Decision::Refuse(refusal) => Self::refused(*refusal, language),
        }
    }

    pub(crate) fn refused(refusal: Refusal, language: Language) -> Self {
        Self {
            answer: AccessAnswer::Refuse,
            reason: Some(refusal.reason().as_str().to_owned()),
            explanation: Some(refusal.text(language).to_owned()),
            clauses: texts(refusal.clauses()),
            ..Self::open()
        }
    }

    fn of_the_service(rule: Rule, ground: GroundKind, language: Language) -> Self {
        Self {
            answer: AccessAnswer::AskService,
            explanation: Some(ground.to_be_asked(language).to_owned()),
            clauses: texts(rule.row.clauses),
            obligations: obligations(rule.obligations, language),
            rule: Some(rule.row.name.to_owned()),
            edition: Some(rule.edition.name.to_owned()),
            ..Self::open()
        }
    }

    /// Nothing said yet, which is a refusal.
    fn open() -> Self {
        Self {
            answer: AccessAnswer::Refuse,
            reason: None,
            explanation: None,
            clauses: Vec::new(),
            obligations: Vec::new(),
            rule: None,
            edition: None,
            evidence: None,
        }
    }
}

impl From<Viewer> for Requester {
    fn from(viewer: Viewer) -> Self {
        Self::Authenticated(match viewer {
            Viewer::Unknown => return Self::Unauthenticated,
            Viewer::Person { iin } => Party::Person(iin),
            Viewer::Employee { organisation, person } => Party::Employee { organisation, person },
            Viewer::System { organisation } => Party::System(organisation),
        })
    }
}

fn texts(clauses: &[&str]) -> Vec<String> {
    clauses.iter().map(|clause| (*clause).to_owned()).collect()
}

fn obligations(kinds: &[ObligationKind], language: Language) -> Vec<AccessObligation> {
    kinds.iter().map(|kind| AccessObligation { kind: *kind, text: kind.text(language).to_owned() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TrustMaterial;
    use crate::fixtures::{self, HOUR, now};
    use crate::values::Verdict;

    fn iin(text: &str) -> Iin {
        Iin::parse(text).expect("an IIN")
    }

    fn mother() -> Viewer {
        Viewer::Person { iin: iin(fixtures::MOTHER) }
    }

    fn decided(name: &str, viewer: Viewer, ground: AccessGround, channel: AccessChannel) -> AccessDecision {
        let verifier = fixtures::verifier();
        let document = verifier.check(&fixtures::bytes(name), None, now()).document.expect("valid");
        let request = AccessRequest { viewer, ground, channel, admission: None };
        verifier.decide(document, request, Language::English, now()).expect("answered")
    }

    fn record() -> AccessGround {
        AccessGround::Representation { record: fixtures::bytes("mother.representation") }
    }

    #[test]
    fn the_answer_is_the_tables() {
        use AccessAnswer::{Allow, AskService, Refuse};
        use access::Channel::{InPerson, Integration, Remote};

        let organisation = Bin::parse("970240999995").expect("a BIN");
        let stranger = || Viewer::Person { iin: iin("841123399997") };
        let employee = Viewer::Employee { organisation, person: iin(fixtures::MOTHER) };
        let card = "identity_card.mdoc";
        let certificate = "birth_certificate.mdoc";
        for (case, decision, answer, reason) in [
            ("own", decided(card, mother(), AccessGround::Own, Remote), Allow, None),
            ("own?", decided(card, stranger(), AccessGround::Own, Remote), Refuse, Some("not_own")),
            (
                "nobody",
                decided(card, Viewer::Unknown, AccessGround::Own, Remote),
                Refuse,
                Some("not_authenticated"),
            ),
            (
                "stranger",
                decided(card, stranger(), AccessGround::NoGround, InPerson),
                Refuse,
                Some("no_consent"),
            ),
            ("grant", decided(card, stranger(), AccessGround::Grant, InPerson), AskService, None),
            (
                "by system",
                decided(card, stranger(), AccessGround::Grant, Integration),
                Refuse,
                Some("channel_closed"),
            ),
            (
                "employee",
                decided(card, employee, AccessGround::Grant, InPerson),
                Refuse,
                Some("not_admitted"),
            ),
            ("mother", decided(certificate, mother(), record(), Remote), Allow, None),
            (
                "not mother",
                decided(certificate, stranger(), record(), Remote),
                Refuse,
                Some("not_representative"),
            ),
            ("no child", decided(card, mother(), record(), Remote), Refuse, Some("not_representative")),
            (
                "system",
                decided(certificate, Viewer::System { organisation }, record(), Integration),
                Refuse,
                Some("channel_closed"),
            ),
        ] {
            assert_eq!((decision.answer, decision.reason.as_deref()), (answer, reason), "{case}");
            assert!(decision.explanation.as_deref().is_some_and(|text| !text.is_empty()), "{case}");
            assert_eq!(decision.rule.is_some(), answer != Refuse, "{case}");
            assert!(!decision.clauses.is_empty(), "{case}");
        }
        let grant = decided(card, stranger(), AccessGround::Grant, InPerson);
        assert_eq!(grant.edition.as_deref(), Some("352/2024"));
        assert_eq!(
            grant.obligations.iter().map(|it| it.kind).collect::<Vec<_>>(),
            [ObligationKind::MarkView, ObligationKind::ViewOnly]
        );
    }

    #[test]
    fn a_record_that_cannot_be_believed_is_refused_with_its_report() {
        let mut forged = fixtures::bytes("mother.representation");
        *forged.last_mut().expect("bytes") ^= 1;
        for (case, record) in
            [("forged", forged), ("no record", vec![1]), ("a grant", fixtures::bytes("grant.link"))]
        {
            let ground = AccessGround::Representation { record };
            let decision = decided("birth_certificate.mdoc", mother(), ground, AccessChannel::Remote);
            assert_eq!(decision.reason.as_deref(), Some("not_representative"), "{case}");
            assert_eq!(decision.clauses, ["352/14", "352/16"], "{case}");
            assert_eq!(decision.evidence.map(|it| it.verdict), Some(Verdict::Invalid), "{case}");
        }
        let unknown = decided(
            "birth_certificate.mdoc",
            Viewer::Unknown,
            AccessGround::Representation { record: vec![1] },
            AccessChannel::Remote,
        );
        assert_eq!(unknown.reason.as_deref(), Some("not_authenticated"));
    }

    #[test]
    fn an_ended_document_or_record_opens_nothing() {
        let verifier = fixtures::verifier();
        let document =
            verifier.check(&fixtures::bytes("birth_certificate.mdoc"), None, now()).document.expect("valid");
        let (viewer, channel) = (mother(), AccessChannel::Remote);
        let request = AccessRequest { viewer, ground: record(), channel, admission: None };
        let at = |later| {
            let request = request.clone();
            verifier
                .decide(document.clone(), request, Language::Russian, now().plus(later))
                .expect("answered")
        };
        assert_eq!(at(24 * HOUR).answer, AccessAnswer::Allow);
        assert_eq!(at(24 * HOUR + 1).reason.as_deref(), Some("not_representative"));
        assert_eq!(
            at(24 * HOUR + 1).explanation.as_deref(),
            Some("Ваше право видеть этот документ как законный представитель не подтверждено.")
        );
    }

    /// 352/4, 352/20, 352/21: an organisation by what it brings; what cannot be believed counts as not brought.
    #[test]
    fn an_organisation_is_admitted_by_what_it_brings() {
        let trust = TrustMaterial {
            signers: vec![fixtures::bytes("publisher.cose_key")],
            lists: vec![fixtures::bytes("issuers.trust_list"), fixtures::bytes("organisations.trust_list")],
            ..TrustMaterial::default()
        };
        let verifier = Verifier::new(trust, now(), None).expect("trusted");
        let card =
            verifier.check(&fixtures::bytes("identity_card.mdoc"), None, now()).document.expect("valid");
        let organisation = Bin::parse("970240999995").expect("a BIN");
        let clerk = Viewer::Employee { organisation, person: iin("841123399997") };
        let whole = AccessAdmission {
            accreditation: fixtures::bytes("bank.accreditation"),
            aim: "open_account".into(),
            employee: Some(fixtures::bytes("clerk.employee")),
            presence: None,
        };
        let ask = |ground, admission| {
            let request = AccessRequest {
                viewer: clerk.clone(),
                ground,
                channel: AccessChannel::Integration,
                admission,
            };
            verifier.decide(card.clone(), request, Language::English, now()).expect("answered")
        };
        let decision = ask(AccessGround::Consent, Some(whole.clone()));
        assert_eq!((decision.answer, decision.reason.as_deref()), (AccessAnswer::AskService, None));
        assert!(
            decision.clauses.contains(&"352/21".to_owned())
                && decision.clauses.contains(&"352/20".to_owned())
        );
        assert_eq!(decision.evidence.map(|report| report.verdict), Some(Verdict::Valid));
        let mut forged = whole.clone();
        *forged.accreditation.last_mut().expect("bytes") ^= 1;
        for (case, admission, reason) in [
            ("nothing", None, "not_admitted"),
            ("forged", Some(forged), "not_admitted"),
            ("no employee", Some(AccessAdmission { employee: None, ..whole.clone() }), "not_admitted"),
            (
                "another aim",
                Some(AccessAdmission { aim: "lottery".into(), ..whole.clone() }),
                "outside_admission",
            ),
        ] {
            for ground in [AccessGround::Consent, AccessGround::Grant] {
                assert_eq!(ask(ground, admission.clone()).reason.as_deref(), Some(reason), "{case}");
            }
        }
        assert_eq!(ask(AccessGround::NoGround, Some(whole)).reason.as_deref(), Some("no_consent"));
    }
}
