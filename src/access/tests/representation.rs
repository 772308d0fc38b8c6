//! 352/14: representatives.

use super::*;

/// 352/14: guardian only under fourteen, trustee only from fourteen, everybody only to eighteen.
#[test]
fn each_kind_has_its_ages() {
    let document = document(Some(child()), "7");
    let today = |born: &str, kind| {
        let institution = (kind == RepresentationKind::Institution).then(bin);
        let record = opened(&RepresentationRecord { born: date(born), kind, institution, ..record() });
        decide(&request(Party::Person(mother()), Ground::Representation(&record), &document)).permit()
    };
    // Ages 10, 13, 14, 15, 17 and 18 on 22 November 2026.
    let born = ["2016-07-30", "2012-11-23", "2012-11-22", "2011-07-30", "2008-11-23", "2008-11-22"];
    for kind in RepresentationKind::ALL {
        let opens = match kind {
            RepresentationKind::Guardian => [true, true, false, false, false, false],
            RepresentationKind::Trustee => [false, false, true, true, true, false],
            _ => [true, true, true, true, true, false],
        };
        for (born, opens) in born.into_iter().zip(opens) {
            match today(born, kind) {
                Ok(_) => assert!(opens, "{kind:?} of a child born {born}"),
                Err(refusal) => {
                    assert!(!opens, "{kind:?} of a child born {born}");
                    assert_eq!((refusal.reason(), refusal.clauses()), NO_REPRESENTATIVE);
                }
            }
        }
    }
}

/// 352/14: majority second by second, at 00:00 local time, 29 February, and the night the clock went back.
#[test]
fn the_first_moment_of_majority() {
    let document = document(Some(child()), "7");
    for (born, kind, boundary) in [
        ("2008-11-22", RepresentationKind::Parent, "2026-11-21T19:00:00Z"),
        // Eighteen in a common year: on 1 March.
        ("2008-02-29", RepresentationKind::Adopter, "2026-02-28T19:00:00Z"),
        // Fourteen in a common year, too.
        ("2012-02-29", RepresentationKind::Guardian, "2026-02-28T19:00:00Z"),
        // The clock stood at UTC+06:00 until the end of 29 February 2024, which lasted 25 hours.
        ("2006-02-28", RepresentationKind::Parent, "2024-02-27T18:00:00Z"),
        ("2010-02-28", RepresentationKind::Guardian, "2024-02-27T18:00:00Z"),
        ("2006-03-01", RepresentationKind::Trustee, "2024-02-29T19:00:00Z"),
        ("2006-03-02", RepresentationKind::FosterCarer, "2024-03-01T19:00:00Z"),
    ] {
        for seconds in (-5..=5).chain([-3601, -3600, -3599, 3599, 3600]) {
            let moment = at(boundary).plus(seconds);
            let record = opened(&RepresentationRecord { born: date(born), kind, as_of: moment, ..record() });
            let ground = Ground::Representation(&record);
            let asked = Request { at: moment, ..request(Party::Person(mother()), ground, &document) };
            assert_eq!(decide(&asked).permit().is_ok(), seconds < 0, "{born} {seconds}");
        }
    }
    // Trustee: from the first moment of fourteen.
    for seconds in -5..=5 {
        let moment = at("2026-02-28T19:00:00Z").plus(seconds);
        let born = date("2012-02-29");
        let kind = RepresentationKind::Trustee;
        let record = opened(&RepresentationRecord { born, kind, as_of: moment, ..record() });
        let ground = Ground::Representation(&record);
        let asked = Request { at: moment, ..request(Party::Person(mother()), ground, &document) };
        assert_eq!(decide(&asked).permit().is_ok(), seconds >= 0, "{seconds}");
    }
}

/// 352/14: the record says when the child was born; the IIN is not asked.
#[test]
fn minority_is_not_read_from_the_iin() {
    // Twelve digits that begin like a birth in 1990, and like one in 2016, of children born the other way round.
    let old = (0..10).find_map(|d| Iin::parse(&format!("90010130001{d}")).ok()).expect("an IIN");
    for (child, born, opens) in [(old, "2016-07-30", true), (child(), "1990-01-01", false)] {
        let document = document(Some(child), "7");
        let record = opened(&RepresentationRecord { child, born: date(born), ..record() });
        let asked = request(Party::Person(mother()), Ground::Representation(&record), &document);
        assert_eq!(decide(&asked).permit().is_ok(), opens, "{born}");
    }
}

/// 352/14: whatever ended or never was, one answer, the same to the last byte.
#[test]
fn a_refusal_never_tells_why_a_right_ended() {
    let plain = record();
    let mut cases: Vec<RepresentationRecord> = Ending::ALL
        .map(|ending| RepresentationRecord { endings: vec![(ending, now())], ..plain.clone() })
        .into();
    cases.extend([
        RepresentationRecord { born: date("2008-11-22"), ..plain.clone() },
        RepresentationRecord { until: Some(now()), ..plain.clone() },
        RepresentationRecord { from: now().plus(1), ..plain.clone() },
        RepresentationRecord { as_of: now().plus(-86_401), ..plain.clone() },
        RepresentationRecord { as_of: now().plus(61), ..plain.clone() },
        RepresentationRecord { child: stranger(), ..plain.clone() },
        RepresentationRecord { representative: stranger(), ..plain.clone() },
        RepresentationRecord { kind: RepresentationKind::Trustee, ..plain.clone() },
        RepresentationRecord {
            born: date("2011-07-30"),
            kind: RepresentationKind::Guardian,
            ..plain.clone()
        },
    ]);
    let document = document(Some(child()), "7");
    for (index, case) in cases.iter().enumerate() {
        let record = opened(case);
        let asked = request(Party::Person(mother()), Ground::Representation(&record), &document);
        assert_eq!(refused(&asked), NO_REPRESENTATIVE, "case {index}");
    }
    // One second earlier, or still fresh, each of these opened.
    for case in [
        RepresentationRecord { endings: vec![(Ending::Marriage, now().plus(1))], ..plain.clone() },
        RepresentationRecord { until: Some(now().plus(1)), ..plain.clone() },
        RepresentationRecord { from: now(), ..plain.clone() },
        RepresentationRecord { as_of: now().plus(-86_400), ..plain.clone() },
        RepresentationRecord { as_of: now().plus(60), ..plain },
    ] {
        let record = opened(&case);
        drop(allowed(&request(Party::Person(mother()), Ground::Representation(&record), &document)));
    }
}

/// 352/14: how old an answer may be is a value of policy.
#[test]
fn freshness_is_policy() {
    let (document, record) =
        (document(Some(child()), "7"), opened(&RepresentationRecord { as_of: now().plus(-301), ..record() }));
    let policy = Policy { representation_seconds: 300, ..Policy::default() };
    let ground = Ground::Representation(&record);
    let asked = Request { policy, ..request(Party::Person(mother()), ground, &document) };
    assert_eq!(refused(&asked), NO_REPRESENTATIVE);
    assert!(!record.is_fresh(now(), policy));
    drop(allowed(&Request { policy: Policy { representation_seconds: 301, ..policy }, ..asked }));
}

/// 352/14: the head of an institution, as a person or as its employee and nobody else's.
#[test]
fn an_institution_acts_through_its_head() {
    let document = document(Some(child()), "7");
    let (kind, institution) = (RepresentationKind::Institution, Some(bin()));
    let record = opened(&RepresentationRecord { kind, institution, ..record() });
    let asks = |who| decide(&request(who, Ground::Representation(&record), &document)).permit();
    let employee = |organisation, person| Party::Employee { organisation, person };
    let elsewhere = Bin::parse("940140000385").expect("a BIN");
    assert!(asks(Party::Person(mother())).is_ok());
    assert!(asks(employee(bin(), mother())).is_ok());
    assert!(asks(employee(elsewhere, mother())).is_err());
    assert!(asks(employee(bin(), stranger())).is_err());
    // A parent acting for an employer acts for the employer.
    let parent = opened(&tests::record());
    let asked = request(employee(bin(), mother()), Ground::Representation(&parent), &document);
    assert_eq!(refused(&asked), NO_REPRESENTATIVE);
}

/// 352/14: signed by a state system's key, for this purpose; anything else does not open.
#[test]
fn a_record_opens_for_its_purpose_alone() {
    let signed = record().sign(&signer()).expect("signed");
    let payload = {
        let sign1 = crate::cose::Sign1::parse(&signed).expect("parsed");
        sign1.payload_untrusted().expect("attached").to_vec()
    };
    for purpose in Purpose::ALL {
        let other = Unsigned { purpose, payload: &payload }.sign(&signer()).expect("signed");
        let opened = Representation::open(&other, &signer().public_key());
        assert_eq!(opened.is_ok(), purpose == Purpose::Representation, "{purpose:?}");
    }
    let seal = Unsigned { purpose: Purpose::Seal, payload: &payload }.sign(&signer()).expect("signed");
    assert_eq!(
        Representation::open(&seal, &signer().public_key()).expect_err("a seal").to_string(),
        "representation record: signed as seal, representation record wanted"
    );
    let stranger = SoftwareSigner::from_secret(Algorithm::EdDsa, &[8; 32]).expect("a seed");
    assert_eq!(
        Representation::open(&signed, &stranger.public_key()).expect_err("another key").to_string(),
        "representation record: the signature is not true"
    );
    for index in 0..signed.len() {
        let mut broken = signed.clone();
        broken[index] ^= 1;
        // The unprotected key id is a hint alone: a change there changes nothing that is believed.
        if let Ok(opened) = Representation::open(&broken, &signer().public_key()) {
            assert!(opened == self::opened(&record()), "byte {index}");
        }
    }
    assert_eq!(
        Representation::open(&vec![0; 4097], &signer().public_key()).expect_err("too large").to_string(),
        "representation record: cbor has 4097 bytes, at most 4096 allowed"
    );
    assert_eq!(
        format!("{:?} {:?}", record(), opened(&record())),
        "RepresentationRecord(…) Representation(…)"
    );
}

/// A change to the members of a record.
type Change<'a> = &'a dyn Fn(&mut Vec<(u64, Value)>);

/// A record that is not understood to its last member ends nothing and opens nothing: it is refused.
#[test]
fn malformed_records_are_refused() {
    let sign = |payload: &Value| {
        let payload = crate::cbor::encode(payload).expect("encoded");
        let signed =
            Unsigned { purpose: Purpose::Representation, payload: &payload }.sign(&signer()).expect("signed");
        Representation::open(&signed, &signer().public_key()).map_err(|error| error.to_string())
    };
    let members = |change: Change<'_>| {
        let day = Value::Tag(1004, Box::new(Value::from("2016-07-30")));
        let mut members = vec![
            (1, Value::from(1)),
            (2, Value::from(child().as_str())),
            (3, day),
            (4, Value::from(mother().as_str())),
            (5, Value::from(1)),
            (6, Value::from(1_469_815_200)),
            (8, Value::from(now().unix())),
        ];
        change(&mut members);
        sign(&Value::Map(members.into_iter().map(|(key, value)| (Value::from(key), value)).collect()))
    };
    assert_eq!(members(&|_| {}), Ok(opened(&record())));
    let pair = |a: i64, b: i64| Value::Array(vec![Value::from(a), Value::from(b)]);
    let cases: [(Change<'_>, &str); 14] = [
        (&|m| m[0].1 = Value::from(2), "version is not 1"),
        (&|m| drop(m.remove(0)), "version is not 1"),
        (&|m| m[1].1 = Value::from("160730500010"), "child is no IIN"),
        (&|m| m[2].1 = Value::from("2016-07-30"), "date of birth is not tagged as a full-date"),
        (&|m| m[2].1 = Value::Tag(1004, Box::new(Value::from("2016-02-30"))), "date of birth is no date"),
        (&|m| m[3].1 = Value::from(child().as_str()), "representative is the child"),
        (&|m| m[4].1 = Value::from(7), "kind is unknown"),
        (&|m| m[5].1 = Value::from(i64::MAX), "from is outside the years 1900 to 9999"),
        (&|m| m.push((7, Value::from(1_469_815_200))), "until is not after from"),
        (&|m| drop(m.pop()), "as of is missing"),
        (&|m| m.push((9, Value::Array(vec![pair(8, 0)]))), "an ending is unknown"),
        (&|m| m.push((10, Value::from("160440007161"))), "institution stands with its own kind and no other"),
        (&|m| m[4].1 = Value::from(6), "institution stands with its own kind and no other"),
        (&|m| m.push((11, Value::from(1))), "an unknown member stands in it"),
    ];
    for (change, refusal) in cases {
        assert_eq!(members(change), Err(format!("representation record: {refusal}")));
    }
    let short = members(&|m| m.push((9, Value::Array(vec![Value::Array(vec![Value::from(1)])]))));
    assert_eq!(short.expect_err("short").split(": ").last(), Some("an ending and its instant are wanted"));
    let whole = RepresentationRecord {
        kind: RepresentationKind::Institution,
        institution: Some(bin()),
        until: Some(now().plus(9)),
        endings: Ending::ALL.map(|ending| (ending, now())).into(),
        ..record()
    };
    let signed = whole.sign(&signer()).expect("signed");
    assert_eq!(Representation::open(&signed, &signer().public_key()), Ok(opened(&whole)));
    let wrong = RepresentationRecord { representative: child(), ..record() };
    assert!(wrong.sign(&signer()).is_err());
}

#[test]
fn only_what_was_opened_as_a_record_is_read_as_one() {
    let signed = record().sign(&signer()).expect("signed");
    let key = signer().public_key();
    let opened = crate::cose::Sign1::parse(&signed).and_then(|it| it.open(Purpose::Representation, &key));
    assert_eq!(Representation::read(&opened.expect("opened")).map(|it| *it.child()), Ok(child()));
    let grant = Unsigned { purpose: Purpose::Grant, payload: &[0xa0] }.sign(&signer()).expect("signed");
    let opened = crate::cose::Sign1::parse(&grant).and_then(|it| it.open(Purpose::Grant, &key));
    assert_eq!(
        Representation::read(&opened.expect("opened")).map_err(|error| error.to_string()).err().as_deref(),
        Some("representation record: purpose is another one")
    );
}

/// 352/14: the state system's key is trusted by a list or a store, for such answers and for nothing else.
#[test]
fn a_record_is_verified_by_what_is_trusted() {
    use crate::text::LocalText;
    use crate::trust::{DocTypes, Issuer, Scope, TrustGround, TrustStore};
    use crate::verify::{CheckName, Verdict};

    let now = record().as_of;
    let signed = record().sign(&signer()).expect("signed");
    let trusting = |purpose| {
        let mut trust = TrustStore::new();
        let issuer = Issuer { name: LocalText::default(), bin: None, ground: TrustGround::Signer };
        let scope = Scope { purposes: vec![purpose], doc_types: DocTypes::All };
        trust.add_key(signer().public_key(), issuer, scope, None).expect("a key");
        trust
    };
    let (report, verified) = Representation::verify(&signed, &trusting(Purpose::Representation), now);
    assert_eq!((report.verdict(), verified), (Verdict::Valid, Some(opened(&record()))));
    let failed = |bytes: &[u8], trust: &TrustStore| {
        let (report, verified) = Representation::verify(bytes, trust, now);
        assert_eq!(verified, None);
        report.reason().map(|(name, why)| (name, why.to_owned()))
    };
    assert_eq!(
        failed(&signed, &trusting(Purpose::Document)),
        Some((CheckName::IssuerEntitled, "the signer may not sign a representation record".to_owned()))
    );
    assert_eq!(
        failed(&signed, &TrustStore::new()),
        Some((CheckName::IssuerTrusted, "no trust material was given".to_owned()))
    );
    let empty =
        Unsigned { purpose: Purpose::Representation, payload: &[0xa0] }.sign(&signer()).expect("signed");
    assert_eq!(
        failed(&empty, &trusting(Purpose::Representation)),
        Some((CheckName::Structure, "representation record: version is not 1".to_owned()))
    );
    assert!(matches!(failed(b"?", &trusting(Purpose::Representation)), Some((CheckName::Structure, _))));
}
