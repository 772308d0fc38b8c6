//! The COSE working group's examples, CWTs, signed things and lists.

use super::*;
use crate::cose::{CoseError, Purpose, SoftwareSigner, Unsigned};
use crate::trust::{DocTypes, Issuer, ListEntry, Scope, TrustGround, TrustListDraft};
use base64::Engine as _;

/// The COSE_Key of an example.
fn key_of(json: &serde_json::Value) -> Result<PublicKey, CoseError> {
    let part = |name: &str| {
        let text = |name: &str| json[name].as_str();
        text(&format!("{name}_hex"))
            .map(hex)
            .or_else(|| base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text(name)?).ok())
    };
    let (kty, crv) = match json["crv"].as_str().expect("a curve") {
        "P-256" => (2, 1),
        "P-384" => (2, 2),
        "P-521" => (2, 3),
        "Ed25519" => (1, 6),
        "Ed448" => (1, 7),
        other => panic!("{other}"),
    };
    let mut members = vec![
        (1.into(), kty.into()),
        ((-1).into(), crv.into()),
        ((-2).into(), Value::Bytes(part("x").expect("x"))),
    ];
    members.extend(part("y").map(|y| ((-3).into(), Value::Bytes(y))));
    PublicKey::from_cose(&bytes(&Value::Map(members)))
}

#[test]
fn examples_of_the_working_group() {
    let Some(folder) = crate::vectors("cose-sign1") else { return };
    let cwt_time = at("2015-10-05T00:00:00Z");
    let mut seen = 0;
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path()).collect();
    files.sort();
    for path in files {
        let json: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(&path).expect("readable")).expect("JSON");
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let example = &json["input"]["sign0"];
        let message = hex(json["output"]["cbor"].as_str().expect("hex"));
        if example.is_null() {
            // COSE_Mac0 and COSE_Encrypt0: not signed.
            let refused = cose(&message, Err(&CoseError::Critical), b"", cwt_time);
            assert!(matches!(failed(&refused)[..], [(CheckName::Structure, _)]), "{name}");
            continue;
        }
        let key = key_of(&example["key"]);
        let aad = example["external"].as_str().map(hex).unwrap_or_default();
        let report = cose(&message, key.as_ref(), &aad, cwt_time);
        let wanted = match name.as_str() {
            "ecdsa-sig-03" | "ecdsa-sig-04" => {
                assert_eq!(not_done(&report, CheckName::Signature), "algorithm not supported: ES512");
                Verdict::Unknown
            }
            "eddsa-sig-02" => {
                assert_eq!(not_done(&report, CheckName::Signature), "algorithm not supported: Ed448");
                Verdict::Unknown
            }
            _ if json["fail"] == true => Verdict::Invalid,
            _ => Verdict::Valid,
        };
        assert_eq!(report.verdict(), wanted, "{name}: {report:?}");
        seen += 1;
    }
    println!("vectors cose_sign1 {seen} 16");
    assert_eq!(seen, 16);
}

#[test]
fn a_cwt_has_its_time() {
    let Some(json) = json("cose-sign1", "A_3.json") else { return };
    let key = key_of(&json["input"]["sign0"]["key"]).expect("a key");
    let message = hex(json["output"]["cbor"].as_str().expect("hex"));
    let said = |now| failed(&cose(&message, Ok(&key), b"", now)).first().map(|(_, why)| (*why).to_owned());
    assert_eq!(
        said(at("2015-10-04T07:49:04Z").plus(-61)).as_deref(),
        Some("not valid before 2015-10-04T07:49:04Z")
    );
    assert_eq!(said(at("2015-10-04T07:49:04Z")), None);
    assert_eq!(said(at("2015-10-05T17:09:03Z")), None);
    assert_eq!(said(at("2015-10-05T17:09:04Z")).as_deref(), Some("valid until 2015-10-05T17:09:04Z"));

    let signer = SoftwareSigner::from_secret(Algorithm::EdDsa, &[5; 32]).expect("a seed");
    let judge = |payload: &[u8]| {
        let token = Unsigned { purpose: Purpose::Document, payload }.sign(&signer).expect("signed");
        cose(&token, Ok(&signer.public_key()), b"", now())
    };
    let plain = judge(b"not CBOR at all");
    assert_eq!(not_done(&plain, CheckName::Validity), "the payload states no time");
    assert_eq!(plain.verdict(), Verdict::Valid);
    let claims = |key: i64, value: Value| bytes(&Value::Map(vec![(key.into(), value)]));
    let ahead = judge(&claims(6, (now().unix() + 61).into()));
    assert_eq!(failed(&ahead), [(CheckName::Validity, "issued in the future, at 2027-01-01T00:01:01Z")]);
    let odd = judge(&claims(4, "tomorrow".into()));
    assert_eq!(
        failed(&odd),
        [(CheckName::Validity, "cbor at byte 2: an integer wanted, a text string found")]
    );
    let far = judge(&claims(4, u64::MAX.into()));
    assert!(matches!(failed(&far)[..], [(CheckName::Validity, _)]));
    let tagged = Value::Tag(61, Box::new(Value::Map(vec![(4.into(), 1.into())])));
    assert_eq!(failed(&judge(&bytes(&tagged))), [(CheckName::Validity, "valid until 1970-01-01T00:00:01Z")]);
}

fn key(seed: u8) -> SoftwareSigner {
    SoftwareSigner::from_secret(Algorithm::EdDsa, &[seed; 32]).expect("a seed")
}

fn store_with(seed: u8, purposes: &[Purpose]) -> TrustStore {
    let mut store = TrustStore::new();
    let issuer = Issuer { name: crate::text::LocalText::default(), bin: None, ground: TrustGround::Signer };
    let scope = Scope { purposes: purposes.to_vec(), doc_types: DocTypes::All };
    store.add_key(key(seed).public_key(), issuer, scope, None).expect("a key");
    store
}

#[test]
fn a_signed_thing_of_ours() {
    let token = Unsigned { purpose: Purpose::Grant, payload: b"payload" }.sign(&key(1)).expect("signed");
    let store = store_with(1, &[Purpose::Grant]);
    let checked = signed(&token, Purpose::Grant, &store, now());
    assert_eq!(checked.report().verdict(), Verdict::Valid);
    let (opened, issuer) = checked.into_opened().expect("opened");
    assert_eq!((opened.payload(), issuer.ground), (b"payload".as_slice(), TrustGround::Signer));

    let only = |bytes: &[u8], purpose, store: &TrustStore| {
        let checked = signed(bytes, purpose, store, now());
        let failures: Vec<_> =
            failed(checked.report()).into_iter().map(|(name, why)| (name, why.to_owned())).collect();
        assert!(checked.into_opened().is_err());
        assert_eq!(failures.len(), 1, "{failures:?}");
        failures.into_iter().next().expect("one")
    };
    let reason = |name: CheckName, why: &str| (name, why.to_owned());
    assert_eq!(
        only(&token, Purpose::Grant, &store_with(1, &[Purpose::Seal])),
        reason(CheckName::IssuerEntitled, "the signer may not sign a grant")
    );
    assert_eq!(
        only(&token, Purpose::Seal, &store_with(1, &[Purpose::Seal])),
        reason(CheckName::Signature, "signed as grant, seal wanted")
    );
    assert_eq!(
        only(&token, Purpose::Grant, &store_with(2, &[Purpose::Grant])),
        reason(CheckName::IssuerTrusted, "the signer's key is not among the trusted ones")
    );
    let mut broken = token.clone();
    *broken.last_mut().expect("bytes") ^= 1;
    assert_eq!(
        only(&broken, Purpose::Grant, &store),
        reason(CheckName::Signature, "the signature is not true")
    );
    assert_eq!(
        only(&token[2..], Purpose::Grant, &store),
        reason(CheckName::Structure, "COSE_Sign1: cbor at byte 0: an array wanted, a byte string found",)
    );
    assert_eq!(
        only(&vec![0; 5000], Purpose::Grant, &store),
        reason(CheckName::Structure, "COSE_Sign1: cbor has 5000 bytes, at most 4096 allowed")
    );
    let nobody = TrustStore::new();
    let checked = signed(&token, Purpose::Grant, &nobody, now());
    assert_eq!(checked.report().verdict(), Verdict::Unknown);
    assert_eq!(not_done(checked.report(), CheckName::Validity), "the signer is not trusted");
    assert_eq!(not_done(checked.report(), CheckName::Signature), "no key to check it with");
}

/// 352/5: the list itself is signed by somebody trusted to say who signs, and how old it is, is said.
#[test]
fn a_trust_list() {
    let draft = TrustListDraft {
        name: "kz.test".into(),
        version: 4,
        issued: at("2026-12-01T00:00:00Z"),
        next_update: at("2027-02-01T00:00:00Z"),
        entries: vec![ListEntry {
            signer: key(7).public_key().into(),
            name: crate::text::LocalText { ru: "Издатель".into(), ..Default::default() },
            bin: None,
            scope: Scope { purposes: vec![Purpose::Grant], doc_types: DocTypes::All },
            validity: crate::time::Validity::new(at("2026-01-01T00:00:00Z"), at("2028-01-01T00:00:00Z"))
                .expect("a window"),
        }],
    };
    let bytes = draft.sign(&key(1)).expect("signed");
    let mut store = store_with(1, &[Purpose::TrustList]);
    let (report, list) = trust_list(&bytes, &store, now());
    assert_eq!(failed(&report), []);
    assert_eq!(report.outcome(CheckName::TrustData), Some(&Outcome::Passed));
    store.add_list(&list.expect("a list")).expect("added");

    // What the list names is trusted; that the list is stale is said, and is no failure.
    let token = Unsigned { purpose: Purpose::Grant, payload: b"x" }.sign(&key(7)).expect("signed");
    let fresh = signed(&token, Purpose::Grant, &store, now());
    assert_eq!(fresh.report().outcome(CheckName::TrustData), Some(&Outcome::Passed));
    assert_eq!(fresh.list().map(|list| list.version), Some(4));
    let late = at("2027-02-01T00:00:00Z");
    let stale = signed(&token, Purpose::Grant, &store, late);
    assert_eq!(stale.report().verdict(), Verdict::Valid);
    assert_eq!(
        not_done(stale.report(), CheckName::TrustData),
        "the trust list of 2026-12-01T00:00:00Z was to be renewed by 2027-02-01T00:00:00Z"
    );
    let (report, list) = trust_list(&bytes, &store, late);
    assert_eq!(not_done(&report, CheckName::TrustData), "the list was to be renewed by 2027-02-01T00:00:00Z");
    assert!(list.is_some());

    // By a store that has not taken it yet: one that has knows that its moment has passed.
    let before = store_with(1, &[Purpose::TrustList]);
    let (report, list) = trust_list(&bytes, &before, at("2026-11-30T23:58:59Z"));
    assert_eq!(
        failed(&report),
        [(CheckName::Validity, "the list is issued in the future, at 2026-12-01T00:00:00Z")]
    );
    assert!(list.is_none());
    let (report, list) = trust_list(&bytes, &store_with(1, &[Purpose::Grant]), now());
    assert_eq!(failed(&report), [(CheckName::IssuerEntitled, "the signer may not sign a trust list")]);
    assert!(list.is_none());
    let bad = Unsigned { purpose: Purpose::TrustList, payload: &[0xa0] }.sign(&key(1)).expect("signed");
    let (report, list) = trust_list(&bad, &store, now());
    assert_eq!(
        failed(&report),
        [(CheckName::Structure, "trust list: cbor does not have the shape of a trust list")]
    );
    assert!(list.is_none());
}
