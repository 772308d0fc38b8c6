mod model;
mod orders;
pub(crate) mod organisation;
mod representation;

use super::*;
use crate::cbor::Value;
use crate::cose::{Algorithm, Purpose, SoftwareSigner, Unsigned};
use crate::document::{Claims, Element, ElementValue};
use crate::grant::{Audience, DocumentRef, Door, Grant, OpenDocument, OpenElements};
use crate::id::{Bin, DocType, DocumentNumber, GrantId, Iin};
use crate::text::Language;
use crate::time::{Date, Validity};

/// The same people in every test.
pub(crate) fn iin(serial: u8) -> Iin {
    let base = format!("1607305000{serial:01}");
    (0..10).find_map(|digit| Iin::parse(&format!("{base}{digit}")).ok()).expect("a check digit")
}

pub(crate) fn child() -> Iin {
    iin(1)
}

pub(crate) fn mother() -> Iin {
    iin(2)
}

pub(crate) fn stranger() -> Iin {
    iin(3)
}

pub(crate) fn bin() -> Bin {
    Bin::parse("160440007161").expect("a BIN")
}

pub(crate) fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect(text)
}

pub(crate) fn now() -> Timestamp {
    at("2026-11-22T09:30:00+05:00")
}

fn date(text: &str) -> Date {
    Date::parse(text).expect(text)
}

pub(crate) fn number(text: &str) -> DocumentNumber {
    DocumentNumber::parse(text).expect(text)
}

/// A birth certificate of `subject`, or one that does not show whose it is.
pub(crate) fn document(subject: Option<Iin>, number: &str) -> Verified {
    let element = |identifier: &str, text: &str| Element {
        namespace: "kz.gov.egov.birth_certificate.1".into(),
        identifier: identifier.into(),
        value: ElementValue::Text(text.into()),
    };
    let mut elements = vec![element("document_number", number)];
    elements.extend(subject.map(|subject| element("iin", subject.as_str())));
    let validity = Validity::new(at("2018-01-01T00:00:00Z"), at("2040-01-01T00:00:00Z")).expect("a window");
    Verified::for_test(Claims { doc_type: DocType::BIRTH_CERTIFICATE, elements }, validity)
}

fn ended() -> Verified {
    let claims = document(Some(child()), "7").claims().clone();
    let validity = Validity::new(at("2018-01-01T00:00:00Z"), now()).expect("a window");
    Verified::for_test(claims, validity)
}

pub(crate) fn redeemed(subject: Iin, number_text: &str, viewer: &Party, view: u8, door: Door) -> Redeemed {
    redeemed_elements(subject, number_text, viewer, (view, door), OpenElements::All)
}

/// The same of a grant that opens some elements.
pub(crate) fn redeemed_elements(
    subject: Iin,
    number_text: &str,
    viewer: &Party,
    (view, door): (u8, Door),
    elements: OpenElements,
) -> Redeemed {
    let document = DocumentRef { doc_type: DocType::BIRTH_CERTIFICATE, number: number(number_text) };
    let documents = vec![OpenDocument { document, elements }];
    let when = now();
    let grant = Grant {
        id: GrantId::from_bytes(&[0xa7; 16]).expect("an id"),
        subject,
        documents,
        audience: Audience::AnyoneAuthenticated,
        validity: Validity::new(when, when.plus(180)).expect("a window"),
        views: view,
        purpose: None,
    };
    Redeemed::for_test(grant, viewer, view, door, when)
}

fn signer() -> SoftwareSigner {
    SoftwareSigner::from_secret(Algorithm::EdDsa, &[9; 32]).expect("a seed")
}

pub(crate) fn record() -> RepresentationRecord {
    RepresentationRecord {
        child: child(),
        born: date("2016-07-30"),
        representative: mother(),
        kind: RepresentationKind::Parent,
        institution: None,
        from: at("2016-07-30T00:00:00+06:00"),
        until: None,
        as_of: now(),
        endings: Vec::new(),
    }
}

pub(crate) fn opened(record: &RepresentationRecord) -> Representation {
    let signed = record.sign(&signer()).expect("signed");
    Representation::open(&signed, &signer().public_key()).expect("opened")
}

pub(crate) fn request<'a>(requester: Party, ground: Ground<'a>, document: &'a Verified) -> Request<'a> {
    let requester = Requester::Authenticated(requester);
    let (channel, policy) = (Channel::Remote, Policy::default());
    Request { requester, admission: None, ground, document, channel, at: now(), policy }
}

pub(crate) fn allowed(request: &Request<'_>) -> Permit {
    match decide(request) {
        Decision::Allow(permit) => permit,
        Decision::Refuse(refusal) => panic!("refused: {refusal:?}"),
    }
}

fn refused(request: &Request<'_>) -> (Reason, &'static [&'static str]) {
    match decide(request) {
        Decision::Allow(permit) => panic!("allowed: {permit:?}"),
        Decision::Refuse(refusal) => (refusal.reason(), refusal.clauses()),
    }
}

const NO_REPRESENTATIVE: (Reason, &[&str]) = (Reason::NotRepresentative, &["352/14", "352/16"]);

/// 352/11, 352/12, 352/18: before the ground, the document, the channel and the day.
#[test]
fn nobody_unauthenticated_sees_anything() {
    let (own, none) = (document(Some(child()), "7"), document(None, "7"));
    let record = opened(&record());
    let grant = redeemed(child(), "7", &Party::Person(stranger()), 1, Door::Qr);
    let grounds = [Ground::None, Ground::Own, Ground::Representation(&record), Ground::Grant(&grant)];
    for (ground, document, channel) in grounds
        .iter()
        .flat_map(|g| [&own, &none].map(|d| (g, d)))
        .flat_map(|(g, d)| Channel::ALL.map(|c| (g, d, c)))
    {
        for day in [now(), at("1999-01-01T00:00:00Z")] {
            let asked = Request {
                requester: Requester::Unauthenticated,
                channel,
                at: day,
                ..request(Party::Person(child()), *ground, document)
            };
            let row = ROWS.iter().find(|row| row.name == "not authenticated").expect("its row");
            assert_eq!(refused(&asked), (Reason::NotAuthenticated, row.clauses));
            assert_eq!(row.clauses, ["352/11", "352/12", "352/18"]);
        }
    }
}

/// 352/2.3, 352/11, 352/12: the subject's own document, by every channel, without a mark.
#[test]
fn row_own_document() {
    let document = document(Some(child()), "7");
    for channel in Channel::ALL {
        let asked = Request { channel, ..request(Party::Person(child()), Ground::Own, &document) };
        let permit = allowed(&asked);
        assert_eq!((permit.row(), permit.ground()), ("own document", &PermitGround::Own));
        assert_eq!(permit.clauses(), ["352/2.3", "352/11", "352/12"]);
        assert!(permit.obligations().is_empty());
        assert_eq!((permit.viewer(), permit.subject()), (&Party::Person(child()), &child()));
        assert_eq!((permit.at(), permit.edition().name), (now(), "352/2024"));
        assert_eq!((permit.doc_type(), permit.document_digest()), (&DocType::BIRTH_CERTIFICATE, &[7; 32]));
    }
    // A parent's own ground is not the child's.
    let asked = request(Party::Person(mother()), Ground::Own, &document);
    assert_eq!(refused(&asked), (Reason::NotOwn, &["352/2.3", "352/16"][..]));
}

/// 352/14, 352/18: by default, with a mark owed, in the application alone.
#[test]
fn row_minors_representative() {
    let (document, record) = (document(Some(child()), "7"), opened(&record()));
    for channel in [Channel::InPerson, Channel::Remote] {
        let ground = Ground::Representation(&record);
        let asked = Request { channel, ..request(Party::Person(mother()), ground, &document) };
        let permit = allowed(&asked);
        assert_eq!(
            (permit.row(), permit.ground()),
            ("minor's representative", &PermitGround::Representation)
        );
        assert_eq!(permit.clauses(), ["352/11", "352/14", "352/18"]);
        assert_eq!(permit.obligations(), [Obligation::MarkView]);
    }
    let asked = Request {
        channel: Channel::Integration,
        ..request(Party::Person(mother()), Ground::Representation(&record), &document)
    };
    assert_eq!(refused(&asked), (Reason::ChannelClosed, &["352/4", "352/14"][..]));
}

/// 352/15, 352/16, 352/18, 352/19: whoever redeemed the grant, with a mark owed, to view only.
#[test]
fn row_grant_holder() {
    let document = document(Some(child()), "7");
    for (door, channel) in [(Door::Qr, Channel::InPerson), (Door::Digits, Channel::Remote)] {
        let grant = redeemed(child(), "7", &Party::Person(stranger()), 1, door);
        let asked =
            Request { channel, ..request(Party::Person(stranger()), Ground::Grant(&grant), &document) };
        let permit = allowed(&asked);
        assert_eq!(permit.row(), "grant holder");
        assert_eq!(permit.clauses(), ["352/15", "352/16", "352/18", "352/19"]);
        assert_eq!(permit.obligations(), [Obligation::MarkView, Obligation::ViewOnly]);
        assert!(matches!(permit.ground(), PermitGround::Grant { door: used, .. } if *used == door));
        let closed = Request { channel: Channel::Integration, ..asked };
        assert_eq!(refused(&closed), (Reason::ChannelClosed, &["352/4", "352/20"][..]));
    }
}

/// 352/2.6, 352/16: a stranger, whoever they are to the subject, without consent.
#[test]
fn row_stranger() {
    let document = document(Some(child()), "7");
    for (person, channel) in [(stranger(), Channel::InPerson), (mother(), Channel::Integration)] {
        let asked = Request { channel, ..request(Party::Person(person), Ground::None, &document) };
        assert_eq!(refused(&asked), (Reason::NoConsent, &["352/2.6", "352/16"][..]));
    }
}

/// 352/4: organisations wait for the authorised body's decision, whatever else they bring.
#[test]
fn row_organisation() {
    let document = document(Some(child()), "7");
    let employee = Party::Employee { organisation: bin(), person: child() };
    for party in [employee, Party::System(bin())] {
        let grant = redeemed(child(), "7", &party, 1, Door::Qr);
        for ground in [Ground::None, Ground::Own, Ground::Grant(&grant)] {
            let asked = request(party.clone(), ground, &document);
            assert_eq!(refused(&asked), (Reason::NotAdmitted, &["352/4", "352/16"][..]));
        }
    }
    let record = opened(&record());
    let asked = request(Party::System(bin()), Ground::Representation(&record), &document);
    assert_eq!(refused(&asked), NO_REPRESENTATIVE);
}

/// 352/2.3, 352/2.6: a grant redeemed by its own subject.
#[test]
fn a_subject_is_no_third_party() {
    let document = document(Some(child()), "7");
    let grant = redeemed(child(), "7", &Party::Person(child()), 1, Door::Qr);
    let asked = request(Party::Person(child()), Ground::Grant(&grant), &document);
    assert_eq!(refused(&asked), (Reason::OwnGrant, &["352/2.3", "352/2.6"][..]));
}

/// 352/15, 352/16, 352/18: the grant opens its documents, of its subject, to its viewer, for its moment.
#[test]
fn a_grant_opens_what_it_names_and_nothing_else() {
    let viewer = || Party::Person(stranger());
    let grant = redeemed(child(), "7", &viewer(), 1, Door::Qr);
    let asks = |document: &Verified, who: Party| refused(&request(who, Ground::Grant(&grant), document));
    let outside = (Reason::OutsideGrant, &["352/15", "352/16"][..]);
    assert_eq!(asks(&document(Some(child()), "8"), viewer()), outside, "another number");
    assert_eq!(asks(&document(Some(mother()), "7"), viewer()), outside, "another subject");
    let mut claims = document(Some(child()), "7").claims().clone();
    claims.doc_type = DocType::IDENTITY_CARD;
    let card = Verified::for_test(claims.clone(), document(None, "7").validity());
    assert_eq!(asks(&card, viewer()), outside, "another kind");
    claims.doc_type = DocType::BIRTH_CERTIFICATE;
    claims.elements.retain(|element| element.identifier == "iin");
    let numberless = Verified::for_test(claims, document(None, "7").validity());
    assert_eq!(asks(&numberless, viewer()), outside, "no number");
    let another = asks(&document(Some(child()), "7"), Party::Person(mother()));
    assert_eq!(another, (Reason::RedeemedByAnother, &["352/16", "352/18"][..]));

    let document = document(Some(child()), "7");
    for (seconds, opens) in [(-61, false), (-60, true), (0, true), (60, true), (61, false)] {
        let asked =
            Request { at: now().plus(seconds), ..request(viewer(), Ground::Grant(&grant), &document) };
        if opens {
            drop(allowed(&asked));
        } else {
            assert_eq!(refused(&asked), (Reason::RedemptionOver, &["352/15"][..]), "{seconds} s");
        }
    }
}

/// 352/16: where nobody can tell whose consent is needed, nobody sees: on every ground.
#[test]
fn a_document_without_a_subject_is_refused() {
    let document = document(None, "7");
    let (record, grant) =
        (opened(&record()), redeemed(child(), "7", &Party::Person(stranger()), 1, Door::Qr));
    for (who, ground) in [
        (child(), Ground::Own),
        (mother(), Ground::Representation(&record)),
        (stranger(), Ground::Grant(&grant)),
    ] {
        let asked = request(Party::Person(who), ground, &document);
        assert_eq!(refused(&asked), (Reason::SubjectUnknown, &["352/2.3", "352/16"][..]));
    }
}

/// 352/14, 352/19: shown when the data checked out; and only those who may see it learn that it did not.
#[test]
fn a_document_past_its_validity_is_refused_last() {
    let document = ended();
    let asked = request(Party::Person(child()), Ground::Own, &document);
    assert_eq!(refused(&asked), (Reason::NotValid, &["352/14", "352/19"][..]));
    drop(allowed(&Request { at: now().plus(-1), ..asked }));
    assert_eq!(refused(&request(Party::Person(stranger()), Ground::Own, &document)).0, Reason::NotOwn);
}

/// An event is judged by the rules of its own day.
#[test]
fn editions_have_their_days() {
    let (own, later) = (document(Some(child()), "7"), document(Some(child()), "7"));
    let edition = |text: &str| {
        let asked = Request { at: at(text), ..request(Party::Person(child()), Ground::Own, &own) };
        decide(&asked).permit().map(|permit| permit.edition().name)
    };
    let before = edition("2022-10-14T23:59:59+06:00").expect_err("no rules");
    assert_eq!((before.reason(), before.clauses()), (Reason::NoRules, &["352/16"][..]));
    assert_eq!(edition("2022-10-15T00:00:00+06:00"), Ok("352/2022"));
    assert_eq!(edition("2024-03-29T23:59:59+05:00"), Ok("352/2022"));
    assert_eq!(edition("2024-03-30T00:00:00+05:00"), Ok("352/2024"));
    let days: Vec<String> = EDITIONS.iter().map(|edition| edition.from().to_string()).collect();
    assert_eq!(days, ["2022-10-15", "2024-03-30"]);
    let asked = Request {
        at: at("2022-10-14T00:00:00Z"),
        ..request(Party::Person(stranger()), Ground::None, &later)
    };
    assert_eq!(refused(&asked).0, Reason::NoRules);
}

/// Rows neither overlap nor leave a gap, and each rests on a clause.
#[test]
fn exactly_one_row_speaks_of_each_combination() {
    for requester in RequesterKind::ALL {
        for ground in GroundKind::ALL {
            for channel in Channel::ALL {
                let kinds = [
                    DocType::IDENTITY_CARD,
                    DocType::DRIVING_LICENCE,
                    DocType::parse("x.other.1").expect("x"),
                ];
                for kind in kinds {
                    for day in ["2022-10-15T00:00:00+06:00", "2026-11-22T00:00:00+05:00"] {
                        let rows =
                            ROWS.iter().filter(|row| row.matches(requester, ground, &kind, channel, at(day)));
                        assert_eq!(rows.count(), 1, "{requester:?} {ground:?} {channel:?} {day}");
                    }
                }
            }
        }
    }
    assert!(ROWS.iter().all(|row| row.clauses.iter().all(|clause| clause.starts_with("352/"))));
    assert!(ROWS.iter().all(|row| !row.clauses.is_empty()));
    // 352/16: whatever the table allows rests on a ground.
    assert!(
        ROWS.iter().all(|row| {
            matches!(row.effect, Effect::Refuse(_)) || !row.grounds.contains(&GroundKind::None)
        })
    );
}

/// What a person reads when refused is a promise: pinned.
#[test]
fn refusals_speak_three_languages() {
    let texts = include_str!("refusals.txt");
    let mut lines = texts.lines();
    for reason in Reason::ALL {
        assert_eq!(lines.next(), Some(reason.as_str()));
        for language in Language::ALL {
            let wanted = format!("{} {}", language.code(), reason.text(language));
            assert_eq!(lines.next(), Some(wanted.as_str()));
        }
    }
    assert_eq!(lines.next(), None);
    let document = document(Some(child()), "7");
    let refusal =
        decide(&request(Party::Person(stranger()), Ground::None, &document)).permit().expect_err("refused");
    assert_eq!(refusal.text(Language::English), Reason::NoConsent.text(Language::English));
}

/// Logs hold no person.
#[test]
fn debug_is_redacted() {
    let (document, record) = (document(Some(child()), "7"), opened(&record()));
    let asked = request(Party::Person(mother()), Ground::Representation(&record), &document);
    let (asked, permit) = (format!("{asked:?}"), format!("{:?}", allowed(&asked)));
    for person in [child(), mother()] {
        assert!(!asked.contains(person.as_str()) && !permit.contains(person.as_str()));
    }
    assert_eq!(
        permit,
        "Permit(minor's representative, kz.gov.egov.birth_certificate.1, 2026-11-22T04:30:00Z)"
    );
}

#[test]
fn the_table_alone_says_what_the_evidence_may_still_refuse() {
    let kind = DocType::BIRTH_CERTIFICATE;
    let asked = |requester, ground, channel| rule(requester, ground, &kind, channel, now());
    let allowed = asked(RequesterKind::Person, GroundKind::Grant, Channel::InPerson).expect("allowed");
    assert_eq!((allowed.row.name, allowed.edition.name), ("grant holder", "352/2024"));
    assert_eq!(allowed.obligations, [Obligation::MarkView, Obligation::ViewOnly]);
    let (bank, card) = (RequesterKind::FinancialEmployee, DocType::IDENTITY_CARD);
    let present = rule(bank, GroundKind::Grant, &card, Channel::InPerson, now()).expect("allowed");
    assert!(present.present && !allowed.present);
    let refused =
        |requester, ground| asked(requester, ground, Channel::InPerson).map_err(Refusal::reason).err();
    assert_eq!(refused(RequesterKind::Nobody, GroundKind::Grant), Some(Reason::NotAuthenticated));
    assert_eq!(refused(RequesterKind::Person, GroundKind::None), Some(Reason::NoConsent));
    assert_eq!(refused(RequesterKind::System, GroundKind::Grant), Some(Reason::NotAdmitted));
    let before =
        rule(RequesterKind::Person, GroundKind::Own, &kind, Channel::Remote, at("1999-01-01T00:00:00Z"));
    assert_eq!(before.map_err(Refusal::reason).err(), Some(Reason::NoRules));
}

#[test]
fn obligations_can_be_shown() {
    for obligation in Obligation::ALL {
        let texts: Vec<_> = Language::ALL.iter().map(|language| obligation.text(*language)).collect();
        assert!(texts.windows(2).all(|pair| pair[0] != pair[1]), "{obligation:?}");
    }
}
