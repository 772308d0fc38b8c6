//! 352/4, 352/20, 352/21: organisations.

use super::*;
use crate::consent::{Question, Way};
use crate::organisation::tests::{accreditation, bank, client, keys, presence, record as decision, teller};
use crate::organisation::{
    Accreditation, AccreditationRecord, EmployeeStatement, Employment, PresenceKind, PresenceStatement,
    Sector,
};

pub(crate) fn of_kind(doc_type: DocType, number: &str, subject: Iin) -> Verified {
    let element = |identifier: &str, text: &str| Element {
        namespace: "n".into(),
        identifier: identifier.into(),
        value: ElementValue::Text(text.into()),
    };
    let elements = vec![element("document_number", number), element("iin", subject.as_str())];
    let validity = Validity::new(at("2018-01-01T00:00:00Z"), at("2040-01-01T00:00:00Z")).expect("a window");
    Verified::for_test(Claims { doc_type, elements }, validity)
}

fn card() -> Verified {
    of_kind(DocType::IDENTITY_CARD, "7", client())
}

fn licence() -> Verified {
    of_kind(DocType::DRIVING_LICENCE, "7", client())
}

fn employee() -> Party {
    Party::Employee { organisation: bank(), person: teller() }
}

fn system() -> Party {
    Party::System(bank())
}

/// A decision in force on every day the tests ask about.
pub(crate) fn admitted(sector: Sector) -> Accreditation {
    let validity = Validity::new(at("2022-01-01T00:00:00Z"), at("2030-01-01T00:00:00Z")).expect("a window");
    let signed = AccreditationRecord { validity, ..decision(sector) }.sign(&keys()[0]).expect("signed");
    Accreditation::open(&signed, &keys()[0].public_key()).expect("opened")
}

pub(crate) fn employed() -> Employment {
    let validity = Validity::new(at("2022-01-01T00:00:00Z"), at("2030-01-01T00:00:00Z")).expect("a window");
    let statement = EmployeeStatement { organisation: bank(), employee: teller(), validity };
    Employment::open(&statement.sign(&keys()[1]).expect("signed"), &admitted(Sector::Other)).expect("opened")
}

/// What the client consented to, to `viewer`, for one aim.
pub(crate) fn consented(viewer: Party, kind: DocType, way: Way, when: Timestamp) -> Consented {
    let documents = vec![DocumentRef { doc_type: kind, number: number("7") }];
    let word = employed();
    let question = Question::new(
        &admitted(Sector::Other),
        viewer,
        Some(&word),
        "open_account",
        client(),
        documents,
        when,
    );
    Consented::for_test(question.expect("a question"), way, when)
}

fn granted(viewer: &Party, kind: DocType, door: Door, when: Timestamp) -> Redeemed {
    let grant = Grant {
        id: GrantId::from_bytes(&[0xa7; 16]).expect("an id"),
        subject: client(),
        documents: vec![DocumentRef { doc_type: kind, number: number("7") }.into()],
        audience: Audience::AnyoneAuthenticated,
        validity: Validity::new(when, when.plus(180)).expect("a window"),
        views: 1,
        purpose: None,
    };
    Redeemed::for_test(grant, viewer, 1, door, when)
}

fn admission<'a>(accreditation: &'a Accreditation, employment: &'a Employment) -> Admission<'a> {
    Admission { accreditation, employment: Some(employment), aim: "open_account", presence: None }
}

const VIEW: [Obligation; 2] = [Obligation::MarkView, Obligation::ViewOnly];

/// 352/4, 352/10, 352/17: by a code, an employee everywhere, a system through integration alone.
#[test]
fn rows_of_organisations_with_a_grant() {
    let (other, word, document) = (admitted(Sector::Other), employed(), card());
    for (viewer, channels) in [(employee(), &Channel::ALL[..]), (system(), &[Channel::Integration][..])] {
        let grant = granted(&viewer, DocType::IDENTITY_CARD, Door::Digits, now());
        for channel in Channel::ALL {
            let asked = Request {
                admission: Some(admission(&other, &word)),
                channel,
                ..request(viewer.clone(), Ground::Grant(&grant), &document)
            };
            if channels.contains(&channel) {
                let permit = allowed(&asked);
                assert_eq!(permit.obligations(), VIEW);
                assert_eq!(permit.clauses(), ["352/4", "352/15", "352/16", "352/17", "352/18", "352/19"]);
                assert_eq!(permit.aim().map(|aim| aim.code.as_str()), Some("open_account"));
            } else {
                assert_eq!(refused(&asked), (Reason::WrongChannel, &["352/4", "352/18"][..]));
            }
            let unadmitted = Request { admission: None, ..asked };
            assert_eq!(refused(&unadmitted), (Reason::NotAdmitted, &["352/4", "352/16"][..]));
        }
    }
}

/// 352/4: what can be said before there is a grant or a consent: the table's word, and whether the organisation is admitted.
#[test]
fn the_outlook_needs_no_ground() {
    let (other, word) = (admitted(Sector::Other), employed());
    let card = DocType::IDENTITY_CARD;
    let ask = |party: Party, admission: Option<Admission<'_>>, channel| {
        let requester = Requester::Authenticated(party);
        let rule = outlook(&requester, admission.as_ref(), GroundKind::Consent, &card, channel, now());
        rule.map(|rule| rule.row.name).map_err(Refusal::reason)
    };
    let whole = admission(&other, &word);
    let allowed = Ok("organisation with consent by phone");
    assert_eq!(ask(employee(), Some(whole), Channel::Integration), allowed);
    assert_eq!(ask(employee(), Some(whole), Channel::Remote), Err(Reason::WrongChannel));
    assert_eq!(ask(employee(), None, Channel::Integration), Err(Reason::NotAdmitted));
    let alone = Admission { employment: None, ..whole };
    assert_eq!(ask(employee(), Some(alone), Channel::Integration), Err(Reason::NotAdmitted));
    assert_eq!(ask(system(), Some(alone), Channel::Integration), allowed);
    let lottery = Admission { aim: "lottery", ..whole };
    assert_eq!(ask(system(), Some(lottery), Channel::Integration), Err(Reason::OutsideAdmission));
    assert_eq!(ask(Party::Person(teller()), Some(whole), Channel::Integration), Err(Reason::WrongChannel));
}

/// 352/16, 352/18, 352/20: consent by phone opens through integration, to an admitted organisation, and nowhere else.
#[test]
fn rows_of_consent_by_phone() {
    let (other, word, document) = (admitted(Sector::Other), employed(), card());
    for (viewer, way) in [(employee(), Way::Password), (system(), Way::Reply)] {
        let consent = consented(viewer.clone(), DocType::IDENTITY_CARD, way, now());
        let asked = Request {
            admission: Some(admission(&other, &word)),
            channel: Channel::Integration,
            ..request(viewer.clone(), Ground::Consent(&consent), &document)
        };
        let permit = allowed(&asked);
        assert_eq!(permit.row(), "organisation with consent by phone");
        assert_eq!(permit.clauses(), ["352/4", "352/16", "352/18", "352/20"]);
        assert_eq!(permit.obligations(), VIEW);
        assert!(matches!(permit.ground(), PermitGround::Consent { way: used, .. } if *used == way));
        for channel in [Channel::InPerson, Channel::Remote] {
            let asked = Request { channel, ..asked.clone() };
            assert_eq!(refused(&asked), (Reason::WrongChannel, &["352/20"][..]));
        }
        let unadmitted = Request { admission: None, ..asked.clone() };
        assert_eq!(refused(&unadmitted), (Reason::NotAdmitted, &["352/4", "352/16"][..]));
        let person = Request {
            requester: Requester::Authenticated(Party::Person(teller())),
            admission: None,
            ..asked.clone()
        };
        assert_eq!(refused(&person), (Reason::WrongChannel, &["352/4", "352/20"][..]));
    }
}

/// 352/2.6, 352/20: for one viewer, one aim, one set of documents, one moment.
#[test]
fn a_consent_opens_what_it_names_and_nothing_else() {
    let (other, word) = (admitted(Sector::Other), employed());
    let consent = consented(system(), DocType::IDENTITY_CARD, Way::Password, now());
    let ask = |viewer: Party, aim, document: &Verified, seconds| {
        let asked = Request {
            admission: Some(Admission { aim, ..admission(&other, &word) }),
            channel: Channel::Integration,
            at: now().plus(seconds),
            ..request(viewer, Ground::Consent(&consent), document)
        };
        decide(&asked).permit().map(drop).map_err(|refusal| (refusal.reason(), refusal.clauses()))
    };
    let outside = Err((Reason::OutsideGrant, &["352/16", "352/20"][..]));
    assert_eq!(ask(system(), "open_account", &card(), 0), Ok(()));
    assert_eq!(ask(system(), "loan", &card(), 0), outside, "another aim");
    assert_eq!(ask(system(), "open_account", &licence(), 0), outside, "another kind");
    let eighth = of_kind(DocType::IDENTITY_CARD, "8", client());
    assert_eq!(ask(system(), "open_account", &eighth, 0), outside, "another number");
    let tellers = of_kind(DocType::IDENTITY_CARD, "7", stranger());
    assert_eq!(ask(system(), "open_account", &tellers, 0), outside, "another subject");
    let another = Err((Reason::RedeemedByAnother, &["352/16", "352/20"][..]));
    assert_eq!(ask(employee(), "open_account", &card(), 0), another);
    let over = Err((Reason::RedemptionOver, &["352/20"][..]));
    for (seconds, wanted) in [(-61, over), (-60, Ok(())), (60, Ok(())), (61, over)] {
        assert_eq!(ask(system(), "open_account", &card(), seconds), wanted, "{seconds} s");
    }
}

/// 352/4: by the authorised body's decision: about this organisation, in force, for this kind and aim, and an employee by the
/// organisation's word; looked at before the document is.
#[test]
fn an_organisation_is_admitted_by_evidence() {
    let (other, word) = (admitted(Sector::Other), employed());
    let grant = granted(&employee(), DocType::IDENTITY_CARD, Door::Qr, now());
    let ask = |admission: Admission<'_>, document: &Verified| {
        let asked =
            Request { admission: Some(admission), ..request(employee(), Ground::Grant(&grant), document) };
        decide(&asked).permit().map(drop).map_err(|refusal| (refusal.reason(), refusal.clauses()))
    };
    let not_admitted = Err((Reason::NotAdmitted, &["352/4", "352/16"][..]));
    let outside = Err((Reason::OutsideAdmission, &["352/4"][..]));
    assert_eq!(ask(admission(&other, &word), &card()), Ok(()));
    assert_eq!(ask(Admission { employment: None, ..admission(&other, &word) }, &card()), not_admitted);
    assert_eq!(ask(Admission { aim: "lottery", ..admission(&other, &word) }, &card()), outside);
    let passport = DocType::parse("kz.gov.egov.passport.1").expect("a kind");
    assert_eq!(ask(admission(&other, &word), &of_kind(passport, "7", client())), outside);
    let decided = |record: AccreditationRecord| {
        Accreditation::open(&record.sign(&keys()[0]).expect("signed"), &keys()[0].public_key())
            .expect("opened")
    };
    let over = decided(AccreditationRecord {
        validity: Validity::new(at("2022-01-01T00:00:00Z"), now()).expect("a window"),
        ..decision(Sector::Other)
    });
    assert_eq!(ask(admission(&over, &word), &card()), not_admitted);
    // A document that shows no subject is not reached by who is not admitted.
    assert_eq!(ask(admission(&over, &word), &document(None, "7")), not_admitted);
    let organisation = Bin::parse("940140000385").expect("a BIN");
    let others = decided(AccreditationRecord { organisation, ..decision(Sector::Other) });
    assert_eq!(ask(admission(&others, &word), &card()), not_admitted);
    // 352/2.3, 352/16: admitted, it is a third party all the same.
    for ground in [Ground::None, Ground::Own] {
        let document = card();
        let asked =
            Request { admission: Some(admission(&other, &word)), ..request(system(), ground, &document) };
        assert_eq!(refused(&asked), (Reason::NoConsent, &["352/2.3", "352/2.6", "352/16"][..]));
    }
}

/// 352/21: identity documents to financial organisations only with the person present, by evidence, from the day it came in
/// force; other documents, other organisations and earlier days are free of it.
#[test]
fn financial_organisations_need_the_person_present() {
    let (bank, word) = (admitted(Sector::Financial), employed());
    let day = |text: &str| at(text);
    let seen = |when| presence(PresenceKind::Seen { by: teller() }, when);
    let ask = |document: &Verified, channel, when: Timestamp, present: bool| {
        let kind = document.doc_type().clone();
        let grant = granted(&employee(), kind, Door::Qr, when);
        let statement = seen(when);
        let presence = present.then_some(&statement);
        let asked = Request {
            admission: Some(Admission { presence, ..admission(&bank, &word) }),
            channel,
            at: when,
            ..request(employee(), Ground::Grant(&grant), document)
        };
        decide(&asked)
            .permit()
            .map(|permit| permit.row())
            .map_err(|refusal| (refusal.reason(), refusal.clauses()))
    };
    let absent = Err((Reason::NotPresent, &["352/21"][..]));
    let (last, first) = (day("2024-03-29T23:59:59+05:00"), day("2024-03-30T00:00:00+05:00"));
    for channel in Channel::ALL {
        let before = "financial employee with a grant, identity document, before 2024";
        assert_eq!(ask(&card(), channel, last, false), Ok(before));
        assert_eq!(ask(&licence(), channel, first, false), Ok("financial employee with a grant"));
        assert_eq!(ask(&card(), channel, first, false), absent);
        assert_eq!(ask(&card(), channel, first, true).is_ok(), channel != Channel::Remote, "{channel:?}");
    }
    assert_eq!(ask(&card(), Channel::Remote, now(), true), absent);
    let consent = consented(system(), DocType::IDENTITY_CARD, Way::Reply, now());
    let statement = seen(now());
    let document = card();
    let asked = Request {
        admission: Some(Admission { presence: Some(&statement), ..admission(&bank, &word) }),
        channel: Channel::Integration,
        ..request(system(), Ground::Consent(&consent), &document)
    };
    let permit = allowed(&asked);
    assert_eq!(permit.row(), "financial organisation with consent by phone, person present");
    assert_eq!(permit.clauses(), ["352/4", "352/16", "352/18", "352/20", "352/21"]);
    let absent = Request { admission: Some(admission(&bank, &word)), ..asked };
    assert_eq!(refused(&absent), (Reason::NotPresent, &["352/21"][..]));
}

/// 352/21: what counts is a policy; a word is about this person, before this organisation, now.
#[test]
fn presence_is_evidenced() {
    let (bank, word, document) = (admitted(Sector::Financial), employed(), card());
    let grant = granted(&employee(), DocType::IDENTITY_CARD, Door::Qr, now());
    let ask = |presence: Option<&Presence>, accepted, channel, later: i64| {
        let asked = Request {
            admission: Some(Admission { presence, ..admission(&bank, &word) }),
            channel,
            at: now().plus(later),
            policy: Policy { presence: accepted, redemption_seconds: 1000, ..Policy::default() },
            ..request(employee(), Ground::Grant(&grant), &document)
        };
        decide(&asked).permit().is_ok()
    };
    let nothing = PresenceEvidence { scan: false, face: false, seen: false };
    let (face, seen, scan) = (
        PresenceEvidence { face: true, ..nothing },
        PresenceEvidence { seen: true, ..nothing },
        PresenceEvidence { scan: true, ..nothing },
    );
    let by_face = presence(PresenceKind::FaceCompared, now());
    let by_teller = presence(PresenceKind::Seen { by: teller() }, now());
    for (statement, opens) in [(&by_face, face), (&by_teller, seen)] {
        for accepted in [nothing, face, seen, scan] {
            for channel in [Channel::InPerson, Channel::Integration] {
                let wanted = accepted == opens || accepted == scan && channel == Channel::InPerson;
                assert_eq!(ask(Some(statement), accepted, channel, 0), wanted, "{accepted:?} {channel:?}");
            }
        }
        let default = PresenceEvidence::default();
        for (later, wanted) in [(-61, false), (-60, true), (300, true), (301, false)] {
            assert_eq!(ask(Some(statement), default, Channel::InPerson, later), wanted, "{later} s");
        }
    }
    assert!(ask(None, scan, Channel::InPerson, 0) && !ask(None, scan, Channel::Integration, 0));
    assert!(!ask(None, PresenceEvidence::default(), Channel::InPerson, 0));
    let digits = granted(&employee(), DocType::IDENTITY_CARD, Door::Digits, now());
    let asked = Request {
        admission: Some(admission(&bank, &word)),
        channel: Channel::InPerson,
        policy: Policy { presence: scan, ..Policy::default() },
        ..request(employee(), Ground::Grant(&digits), &document)
    };
    assert_eq!(refused(&asked).0, Reason::NotPresent, "digits are told by telephone");
    let signed = |statement: PresenceStatement| {
        let signed = statement.sign(&keys()[1]).expect("signed");
        Presence::seen(&signed, &accreditation(Sector::Financial)).expect("opened")
    };
    let statement = by_teller.statement().clone();
    let others = signed(PresenceStatement { subject: stranger(), ..statement.clone() });
    let own = signed(PresenceStatement { kind: PresenceKind::Seen { by: client() }, ..statement });
    for word in [others, own] {
        assert!(!ask(Some(&word), seen, Channel::InPerson, 0));
    }
}

/// 352/14: the head of an institution is a representative by the record alone, whatever else the institution brings.
#[test]
fn a_decision_about_the_institution_changes_no_representation() {
    let record =
        RepresentationRecord { kind: RepresentationKind::Institution, institution: Some(bin()), ..record() };
    let (record, document, word) = (opened(&record), document(Some(child()), "7"), employed());
    let head = Party::Employee { organisation: bin(), person: mother() };
    for sector in [None, Some(Sector::Other), Some(Sector::Financial)] {
        let accreditation = sector.map(admitted);
        let admission = accreditation.as_ref().map(|accreditation| admission(accreditation, &word));
        let asked =
            Request { admission, ..request(head.clone(), Ground::Representation(&record), &document) };
        assert_eq!(allowed(&asked).row(), "minor's representative", "{sector:?}");
    }
}
