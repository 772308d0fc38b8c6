use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;
use crate::cose::{Algorithm, SoftwareSigner};
use crate::document::fixtures::{self, issue, now, random, record, signer};
use crate::document::mdoc::{Mso, claims};
use crate::document::{Claims, ElementValue};

/// Opens with the signer's key, checks each digest, gives what the document says.
fn read(document: &Document) -> Claims {
    let signed = document.issuer_signed().expect("parsed");
    let opened = signed.sign1().open(Purpose::Document, &signer().public_key()).expect("a true signature");
    let mso = Mso::parse(opened.payload()).expect("parsed");
    for (name_space, item) in signed.items() {
        assert_eq!(mso.check(name_space, item), Ok(()), "{item:?}");
    }
    let counted: usize = mso.value_digests.iter().map(|space| space.digests.len()).sum();
    assert_eq!(counted, signed.items().count());
    assert_eq!(mdoc::digest(opened.payload()), *document.digest());
    claims(mso.doc_type, signed.items()).expect("readable")
}

/// 352/5, 352/13
#[test]
fn each_kind_is_issued_and_says_what_its_record_said() {
    for json in fixtures::all() {
        let record = record(&json);
        let document = issue(&record);
        let claims = read(&document);
        assert!(claims == record.claims(), "{}", record.kind());
        assert_eq!(claims.subject(), Some(record.subject()));
        assert_eq!(claims.number().as_ref(), Some(record.number()));
        assert_eq!(Document::from_bytes(document.as_bytes().to_vec()).as_ref(), Ok(&document));
    }
}

#[test]
fn the_signed_object_is_as_the_standard_writes_it() {
    let document = issue(&record(&fixtures::driving_licence()));
    let signed = document.issuer_signed().expect("parsed");
    let payload = signed.mso_untrusted();
    // Deterministic: encoding what was read gives the same bytes.
    let shown = cbor::diagnostic(payload).expect("well-formed");
    assert!(shown.starts_with("24(<< {"), "{shown}");
    assert!(shown.contains("\"signed\": 0(\"2026-01-10T04:00:00Z\")"), "{shown}");
    let mso = Mso::parse(payload).expect("parsed");
    assert_eq!((mso.version.as_ref(), mso.digest_algorithm), ("1.0", DigestAlgorithm::Sha256));
    assert_eq!(mso.signed, now());
    assert_eq!(mso.valid_from, now());
    // To the end of the last day, local time.
    assert_eq!(mso.valid_until.to_local(), "2032-05-15T00:00:00+05:00");
    assert_eq!(mso.doc_type.as_str(), "org.iso.18013.5.1.mDL");
    let item = cbor::diagnostic(signed.name_spaces[0].items[2].received()).expect("well-formed");
    assert!(item.contains("\"elementValue\": 1004(\"1985-04-12\")"), "{item}");
    let spaces: Vec<&str> = signed.name_spaces.iter().map(|space| space.name.as_ref()).collect();
    assert_eq!(spaces, ["org.iso.18013.5.1", "org.iso.18013.5.1.KZ"]);
    // `x5chain` or `kid`, and nothing else protected but `alg`.
    assert_eq!(signed.sign1().header().typ(), None);
    assert_eq!(signed.sign1().header().key_id(), signer().key_id());
}

#[test]
fn driving_privileges_have_the_structure_of_the_standard() {
    let document = issue(&record(&fixtures::driving_licence()));
    let signed = document.issuer_signed().expect("parsed");
    let (_, item) =
        signed.items().find(|(_, item)| item.identifier == "driving_privileges").expect("mandatory");
    let shown = cbor::diagnostic(item.value_bytes()).expect("well-formed");
    let flat: String = shown.split_whitespace().collect();
    assert_eq!(
        flat,
        "[{\"codes\":[{\"code\":\"01\",\"sign\":\"<=\",\"value\":\"2500\"}],\"issue_date\":1004(\"2012-06-01\"),\
         \"expiry_date\":1004(\"2032-05-14\"),\"vehicle_category_code\":\"B\"},{\"vehicle_category_code\":\"C1E\"}]"
    );
}

#[test]
fn names_stand_in_three_languages() {
    let card = record(&fixtures::identity_card()).claims();
    let name = card.local_text("family_name");
    assert_eq!((name.kk.as_str(), name.ru.as_str(), name.en.as_str()), ("Серікова", "Серикова", "SERIKOVA"));
    let licence = record(&fixtures::driving_licence()).claims();
    assert!(licence.local_text("family_name") == name);
    let of = |namespace: &str, identifier: &str| {
        licence.elements.iter().any(|e| e.namespace == namespace && e.identifier == identifier)
    };
    assert!(of("org.iso.18013.5.1", "family_name") && of("org.iso.18013.5.1.KZ", "family_name_kk"));
    assert!(!of("org.iso.18013.5.1.KZ", "family_name") && !of("org.iso.18013.5.1", "family_name_kk"));
    assert_eq!(licence.text("family_name_national_character"), Some("Серікова"));
    let child = record(&fixtures::birth_certificate()).claims();
    assert_eq!(child.local_text("mother_given_name").kk, "Айгүл");
    assert_eq!(child.text("mother_iin"), Some(fixtures::IIN));
    assert_eq!(child.date("father_birth_date").map(|date| date.to_string()), Some("1984-07-07".into()));
}

#[test]
fn digest_ids_and_salts_come_by_chance() {
    let record = record(&fixtures::identity_card());
    let ids = |seed| {
        let mut random = random(seed);
        let issuance = Issuance {
            signer: &signer(),
            random: &mut random,
            signed_at: now(),
            device_key: None,
            status: None,
        };
        let document = record.issue(issuance).expect("issued");
        let signed = document.issuer_signed().expect("parsed");
        signed.items().map(|(_, item)| item.digest_id).collect::<Vec<_>>()
    };
    let (first, second) = (ids(1), ids(2));
    assert_ne!(first, second);
    let mut sorted = first.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, (0..first.len() as u64).collect::<Vec<_>>());
    assert_ne!(first, sorted);

    let document = issue(&record);
    let signed = document.issuer_signed().expect("parsed");
    let salts: std::collections::HashSet<Vec<u8>> = signed
        .items()
        .map(|(_, item)| {
            // d818 58 xx, the map, "random", 50: sixteen bytes follow.
            let at =
                item.received().windows(7).position(|window| window == b"\x66random").expect("first key");
            assert_eq!(item.received()[at + 7], 0x50);
            item.received()[at + 8..][..16].to_vec()
        })
        .collect();
    assert_eq!(salts.len(), signed.items().count());
}

#[test]
fn validity_follows_the_record() {
    let of = |json: &Json, signed_at: Timestamp| {
        let mut random = random(1);
        let issuance =
            Issuance { signer: &signer(), random: &mut random, signed_at, device_key: None, status: None };
        record(json).issue(issuance).map(|document| {
            let signed = document.issuer_signed().expect("parsed");
            let mso = Mso::parse(signed.mso_untrusted()).expect("parsed");
            (mso.valid_from.to_local(), mso.valid_until.to_local())
        })
    };
    // No expiry: ten years from its signing.
    assert_eq!(
        of(&fixtures::birth_certificate(), now()),
        Ok(("2026-01-10T09:00:00+05:00".into(), "2036-01-10T00:00:00+05:00".into()))
    );
    // Not valid before its date of issue.
    let mut ahead = fixtures::birth_certificate();
    ahead["issued"] = json!("2026-02-01");
    assert_eq!(of(&ahead, now()).map(|(from, _)| from), Ok("2026-02-01T00:00:00+05:00".into()));
    // The last second of the last day, and the one after it.
    let card = fixtures::identity_card();
    let end = Timestamp::parse("2031-03-15T00:00:00+05:00").expect("a time");
    assert!(of(&card, end.plus(-1)).is_ok());
    let refused = of(&card, end).expect_err("over");
    assert_eq!(refused.to_string(), "the record has expired: nothing is signed");
}

#[test]
fn the_device_key_is_the_one_given_or_nobodys() {
    let record = record(&fixtures::identity_card());
    let device = SoftwareSigner::from_secret(Algorithm::EdDsa, &[9; 32]).expect("a seed").public_key();
    let mut random = random(1);
    let bound = Issuance {
        signer: &signer(),
        random: &mut random,
        signed_at: now(),
        device_key: Some(&device),
        status: None,
    };
    let bound = record.issue(bound).expect("issued");
    let key_of = |document: &Document| {
        let signed = document.issuer_signed().expect("parsed");
        let mso = Mso::parse(signed.mso_untrusted()).expect("parsed");
        let key = mso.device_key.expect("mandatory");
        (key.public_key().expect("a key"), key.is_nobodys())
    };
    assert_eq!(key_of(&bound), (device, false));
    assert!(key_of(&issue(&record)).1);
}

/// A holder of a key who says no.
struct Declining;
impl Signer for Declining {
    fn algorithm(&self) -> Algorithm {
        Algorithm::Es256
    }

    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, crate::cose::SignError> {
        Err(crate::cose::SignError::Declined)
    }
}

#[test]
fn failing_parts_fail_the_issue() {
    let record = record(&fixtures::identity_card());
    let mut broken = |_: &mut [u8]| Err(RandomError);
    let issuance =
        Issuance { signer: &signer(), random: &mut broken, signed_at: now(), device_key: None, status: None };
    let refused = record.issue(issuance).expect_err("no randomness");
    assert_eq!(refused.to_string(), "the source of random bytes failed");

    let mut random = random(1);
    let issuance = Issuance {
        signer: &Declining,
        random: &mut random,
        signed_at: now(),
        device_key: None,
        status: None,
    };
    let refused = record.issue(issuance).expect_err("declined");
    assert_eq!(refused.to_string(), "signing was declined by the holder of the key");

    let mut large = fixtures::driving_licence();
    large["portrait"] = json!(fixtures::portrait(128 * 1024));
    large["fields"]["signature_usual_mark"] = json!(fixtures::portrait(128 * 1024));
    let mut random = fixtures::random(1);
    let issuance =
        Issuance { signer: &signer(), random: &mut random, signed_at: now(), device_key: None, status: None };
    let refused = fixtures::record(&large).issue(issuance).expect_err("too large");
    assert!(matches!(refused, DocumentError::TooLarge { limit: MAX_DOCUMENT_BYTES, .. }), "{refused}");
}

/// A field of an unknown kind: its type and a value of it.
fn field() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        "[a-zA-Zа-яәіңғүұқөһ0-9]{1,40}".prop_map(|text| json!({ "type": "text", "value": text })),
        any::<i64>().prop_map(|number| json!({ "type": "integer", "value": number })),
        any::<bool>().prop_map(|yes| json!({ "type": "boolean", "value": yes })),
        (1900..10_000i32, 1..13u8, 1..29u8)
            .prop_map(|(y, m, d)| json!({ "type": "date", "value": format!("{y:04}-{m:02}-{d:02}") })),
        (0..4_000_000_000i64).prop_map(|at| {
            json!({ "type": "instant", "value": Timestamp::from_unix(at).expect("in range").to_local() })
        }),
    ];
    let list = proptest::collection::vec(scalar.clone(), 1..5);
    prop_oneof![4 => scalar, 1 => list.prop_map(|values| json!({ "type": "list", "value": values }))]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_issued_is_read_back(
        fields in proptest::collection::btree_map("f_[a-z0-9_]{1,20}", field(), 0..12),
        seed in any::<u64>(),
        shown in any::<u64>(),
    ) {
        let mut json = fixtures::other_kind();
        json["fields"] = json!(fields);
        let record = record(&json);
        let mut random = random(seed);
        let issuance = Issuance { signer: &signer(), random: &mut random, signed_at: now(), device_key: None, status: None };
        let document = record.issue(issuance).expect("issued");
        prop_assert!(read(&document) == record.claims());

        // Some of the elements: each still holds, and none is there that was not chosen.
        let signed = document.issuer_signed().expect("parsed");
        let chosen = |identifier: &str| {
            let hash = mdoc::digest(identifier.as_bytes());
            shown >> (hash[0] % 64) & 1 == 1
        };
        let bytes = signed.disclose(|_, identifier| chosen(identifier));
        let part = IssuerSigned::parse(&bytes).expect("parsed");
        let mso = Mso::parse(part.mso_untrusted()).expect("parsed");
        prop_assert_eq!(part.digest_untrusted(), *document.digest());
        prop_assert!(part.items().all(|(space, item)| chosen(&item.identifier) && mso.check(space, item).is_ok()));
        let wanted = record.elements().iter().filter(|element| chosen(&element.identifier)).count();
        prop_assert_eq!(part.items().count(), wanted);
        prop_assert!(!wanted.eq(&0) || part.name_spaces.is_empty());
        prop_assert!(record.elements().iter().all(|element| element.value != ElementValue::Null));
    }
}
