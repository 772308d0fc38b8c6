use super::*;
use crate::cbor::{self, Value};
use crate::cose::{Algorithm, SoftwareSigner, Unsigned};
use crate::id::{DocType, Party};
use crate::text::LocalText;
use crate::trust::{DocTypes, Issuer, Scope, TrustGround, TrustStore};
use crate::verify::{CheckName, Verdict};

pub(crate) fn now() -> Timestamp {
    Timestamp::parse("2026-11-22T09:30:00+05:00").expect("a time")
}

pub(crate) fn bank() -> Bin {
    Bin::parse("160440007161").expect("a BIN")
}

fn other_bank() -> Bin {
    Bin::parse("940140000385").expect("a BIN")
}

pub(crate) fn teller() -> Iin {
    Iin::parse("841123399997").expect("an IIN")
}

pub(crate) fn client() -> Iin {
    Iin::parse("000000000101").expect("an IIN")
}

/// Of the authorised body, of the organisation, of the application.
pub(crate) fn keys() -> [SoftwareSigner; 3] {
    [1, 2, 3].map(|seed| SoftwareSigner::from_secret(Algorithm::EdDsa, &[seed; 32]).expect("a seed"))
}

pub(crate) fn words(en: &str) -> LocalText {
    LocalText { kk: format!("{en} (kk)"), ru: format!("{en} (ru)"), en: en.to_owned() }
}

pub(crate) fn window() -> Validity {
    Validity::new(now().plus(-86_400), now().plus(86_400)).expect("a window")
}

pub(crate) fn record(sector: Sector) -> AccreditationRecord {
    let aim = |code, name| Aim { code: AimCode::parse(code).expect(code), name: words(name) };
    AccreditationRecord {
        organisation: bank(),
        name: words("Halyq Bank"),
        aims: vec![aim("open_account", "to open an account"), aim("loan", "to give a loan")],
        doc_types: vec![DocType::IDENTITY_CARD, DocType::BIRTH_CERTIFICATE, DocType::DRIVING_LICENCE],
        validity: window(),
        sector,
        key: keys()[1].public_key(),
    }
}

pub(crate) fn accreditation(sector: Sector) -> Accreditation {
    let signed = record(sector).sign(&keys()[0]).expect("signed");
    Accreditation::open(&signed, &keys()[0].public_key()).expect("opened")
}

pub(crate) fn employment() -> Employment {
    let statement = EmployeeStatement { organisation: bank(), employee: teller(), validity: window() };
    let signed = statement.sign(&keys()[1]).expect("signed");
    Employment::open(&signed, &accreditation(Sector::Other)).expect("opened")
}

pub(crate) fn presence(kind: PresenceKind, at: Timestamp) -> Presence {
    let statement = PresenceStatement { kind, subject: client(), organisation: bank(), at };
    match kind {
        PresenceKind::FaceCompared => {
            let signed = statement.sign(&keys()[2]).expect("signed");
            Presence::face(&signed, &keys()[2].public_key()).expect("opened")
        }
        PresenceKind::Seen { .. } => {
            let signed = statement.sign(&keys()[1]).expect("signed");
            Presence::seen(&signed, &accreditation(Sector::Financial)).expect("opened")
        }
    }
}

/// The decision with one member changed, dropped or added.
fn changed(label: u64, value: Option<Value>) -> Result<Accreditation, OrganisationError> {
    let Value::Map(members) = record(Sector::Financial).to_value_for_test() else { panic!("a map") };
    let kept = members.into_iter().filter(|(key, _)| *key != Value::from(label));
    let added = value.map(|value| (Value::from(label), value));
    let payload = cbor::encode(&Value::Map(kept.chain(added).collect())).expect("encoded");
    let unsigned = Unsigned { purpose: Purpose::Accreditation, payload: &payload };
    Accreditation::open(&unsigned.sign(&keys()[0]).expect("signed"), &keys()[0].public_key())
}

/// 352/4: what the authorised body signed is what is read.
#[test]
fn an_accreditation_comes_back_as_it_was_signed() {
    for sector in [Sector::Other, Sector::Financial] {
        assert!(*accreditation(sector).record() == record(sector));
    }
    let read = accreditation(Sector::Financial);
    assert_eq!(read.aim("loan").map(|aim| aim.name.en.as_str()), Some("to give a loan"));
    assert_eq!(read.aim("lottery"), None);
    assert!(read.covers(&DocType::IDENTITY_CARD) && !read.covers(&DocType::parse("x.1").expect("a kind")));
    assert_eq!(format!("{read:?}"), "Accreditation(160440007161, Financial)");
}

/// 352/4: each defect by its name.
#[test]
fn a_decision_that_is_not_whole_is_refused_by_name() {
    let text = |label, value| changed(label, value).expect_err("refused").to_string();
    let list = |values: Vec<Value>| Some(Value::Array(values));
    let name = |name: &str| Value::Array(vec![name.into(), name.into(), name.into()]);
    let aim = |code: &str| Value::Array(vec![code.into(), name("x")]);
    for (label, value, wanted) in [
        (1, Some(Value::from(2)), "accreditation: version is not 1"),
        (1, None, "accreditation: version is not 1"),
        (2, Some("160440007162".into()), "accreditation: organisation is no BIN"),
        (2, None, "accreditation: organisation is missing"),
        (
            3,
            Some(name("")),
            "accreditation: name is missing in a language, longer than 60 characters or not clean",
        ),
        (
            3,
            Some(name(&"a".repeat(61))),
            "accreditation: name is missing in a language, longer than 60 characters or not clean",
        ),
        (
            3,
            Some(name("a\u{202e}b")),
            "accreditation: name is missing in a language, longer than 60 characters or not clean",
        ),
        (4, None, "accreditation: aims are none or more than 16"),
        (
            4,
            list((0..17).map(|n| aim(&format!("a{n}"))).collect()),
            "accreditation: aims are none or more than 16",
        ),
        (4, list(vec![aim("a"), aim("a")]), "accreditation: aims hold a code twice"),
        (4, list(vec![aim("A")]), "accreditation: an aim's code is none"),
        (5, None, "accreditation: kinds are none or more than 32"),
        (5, list(vec!["x.1".into(), "x.1".into()]), "accreditation: kinds hold one twice"),
        (5, list(vec!["x 1".into()]), "accreditation: kinds hold what is none"),
        (6, Some(Value::from(i64::MAX)), "accreditation: from is outside the years 1900 to 9999"),
        (6, Some(now().plus(86_400).unix().into()), "accreditation: until is not after from"),
        (7, None, "accreditation: until is missing"),
        (8, Some(Value::from(3)), "accreditation: sector is unknown"),
        (8, None, "accreditation: sector is missing"),
        (9, None, "accreditation: key is missing"),
        (10, Some(Value::from(1)), "accreditation: an unknown member stands in it"),
    ] {
        assert_eq!(text(label, value), wanted, "member {label}");
    }
    let large = vec![0; MAX_TOKEN_BYTES + 1];
    let refused = Accreditation::open(&large, &keys()[0].public_key()).expect_err("refused").to_string();
    assert_eq!(refused, "accreditation: cbor has 4097 bytes, at most 4096 allowed");
}

/// 352/4: by the body's key alone; the trust store says whose that is, and nothing signed for another end passes for one.
#[test]
fn only_the_authorised_body_admits() {
    let [body, organisation, _] = keys();
    let signed = record(Sector::Other).sign(&body).expect("signed");
    assert!(Accreditation::open(&signed, &organisation.public_key()).is_err());
    let store = |purpose| {
        let mut trust = TrustStore::new();
        let issuer = Issuer { name: words("MDDI"), bin: None, ground: TrustGround::Signer };
        let scope = Scope { purposes: vec![purpose], doc_types: DocTypes::All };
        trust.add_key(keys()[0].public_key(), issuer, scope, None).expect("added");
        trust
    };
    let (report, read) = Accreditation::verify(&signed, &store(Purpose::Accreditation), now());
    assert_eq!((report.verdict(), read.is_some()), (Verdict::Valid, true));
    let (report, read) = Accreditation::verify(&signed, &store(Purpose::Document), now());
    assert!(read.is_none());
    assert_eq!(report.reason().map(|(check, _)| check), Some(CheckName::IssuerEntitled));
    let unsigned = Unsigned { purpose: Purpose::Accreditation, payload: &[0xa0] };
    let empty = unsigned.sign(&body).expect("signed");
    let (report, read) = Accreditation::verify(&empty, &store(Purpose::Accreditation), now());
    assert!(read.is_none());
    assert_eq!(report.reason().map(|(check, _)| check), Some(CheckName::Structure));
    let grant = Unsigned { purpose: Purpose::Grant, payload: &[0xa0] }.sign(&body).expect("signed");
    assert!(matches!(
        Accreditation::open(&grant, &body.public_key()),
        Err(OrganisationError::Cose { thing: "accreditation", .. })
    ));
}

/// 352/4: a system acts for its organisation, an employee by the organisation's word, nobody for another or out of time.
#[test]
fn who_acts_for_an_organisation() {
    let admitted = accreditation(Sector::Other);
    let word = employment();
    let employee = |person| Party::Employee { organisation: bank(), person };
    assert!(admitted.admits(&Party::System(bank()), None, now()));
    assert!(admitted.admits(&employee(teller()), Some(&word), now()));
    assert!(!admitted.admits(&employee(teller()), None, now()));
    assert!(!admitted.admits(&employee(client()), Some(&word), now()));
    assert!(!admitted.admits(&Party::System(other_bank()), None, now()));
    assert!(!admitted.admits(&Party::Person(teller()), Some(&word), now()));
    for (seconds, open) in [(-86_401, false), (-86_400, true), (86_399, true), (86_400, false)] {
        let at = now().plus(seconds);
        assert_eq!(admitted.admits(&Party::System(bank()), None, at), open, "{seconds} s");
        assert_eq!(word.binds(&bank(), &teller(), at), open, "{seconds} s");
    }
    // Another organisation's word, though its key were the same.
    let statement = EmployeeStatement { organisation: other_bank(), employee: teller(), validity: window() };
    let signed = statement.sign(&keys()[1]).expect("signed");
    let refused = Employment::open(&signed, &admitted).expect_err("refused").to_string();
    assert_eq!(refused, "employee statement: organisation is another one");
    let signed = EmployeeStatement { organisation: bank(), ..statement }.sign(&keys()[0]).expect("signed");
    assert!(Employment::open(&signed, &admitted).is_err(), "the body's key is not the organisation's");
}

/// 352/21: an employee's word by the organisation's key, an application's by one that is trusted for it; neither passes for the
/// other.
#[test]
fn presence_is_somebodys_signed_word() {
    let admitted = accreditation(Sector::Financial);
    let seen = PresenceKind::Seen { by: teller() };
    for kind in [seen, PresenceKind::FaceCompared] {
        let read = presence(kind, now());
        let PresenceStatement { subject, organisation, at, .. } = read.statement().clone();
        assert!((subject, organisation, at) == (client(), bank(), now()));
        assert!(!format!("{read:?}").contains(client().as_str()));
    }
    let statement = |kind| PresenceStatement { kind, subject: client(), organisation: bank(), at: now() };
    let face_by_organisation = statement(PresenceKind::FaceCompared).sign(&keys()[1]).expect("signed");
    let refused = Presence::seen(&face_by_organisation, &admitted).expect_err("refused").to_string();
    assert_eq!(refused, "presence statement: kind is not an employee's word");
    let seen_by_application = statement(seen).sign(&keys()[2]).expect("signed");
    let refused =
        Presence::face(&seen_by_application, &keys()[2].public_key()).expect_err("refused").to_string();
    assert_eq!(refused, "presence statement: kind is not a comparison of faces");
    let elsewhere = PresenceStatement { organisation: other_bank(), ..statement(seen) };
    let refused =
        Presence::seen(&elsewhere.sign(&keys()[1]).expect("signed"), &admitted).expect_err("refused");
    assert_eq!(refused.to_string(), "presence statement: organisation is another one");
    let mut trust = TrustStore::new();
    let issuer = Issuer { name: words("app"), bin: None, ground: TrustGround::Signer };
    trust.add_signer_key(keys()[2].public_key(), issuer).expect("added");
    let face = statement(PresenceKind::FaceCompared).sign(&keys()[2]).expect("signed");
    assert!(Presence::verify_face(&face, &trust, now()).1.is_some());
    assert!(Presence::verify_face(&seen_by_application, &trust, now()).1.is_none());
    assert!(Presence::verify_face(&face_by_organisation, &trust, now()).1.is_none());
}
