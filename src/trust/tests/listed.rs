//! Signers that a list names by their certificates.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rcgen::{DnType, ExtendedKeyUsagePurpose, KeyUsagePurpose};

use super::*;
use crate::cbor::Value;
use crate::cose::{Sign1, Verifier as _};
use crate::id::KeyId;
use crate::time::Validity;
use crate::trust::{DocTypes, ListEntry, ListedSigner, SignerKey, TrustList, TrustListDraft, Trusted};

fn entry(der: &[u8]) -> ListEntry {
    ListEntry {
        signer: ListedSigner::Certificate(der.to_vec()),
        name: crate::text::LocalText { kk: "Тізімдегі орган".into(), ..Default::default() },
        bin: None,
        scope: Scope { purposes: vec![Purpose::Document], doc_types: DocTypes::All },
        validity: Validity::new(at("2027-01-01T00:00:00Z"), at("2028-01-01T00:00:00Z")).expect("a window"),
    }
}

fn draft(version: u64, entries: Vec<ListEntry>) -> TrustListDraft {
    TrustListDraft {
        name: "kz.test".into(),
        version,
        issued: at("2027-01-01T00:00:00Z"),
        next_update: at("2027-07-01T00:00:00Z"),
        entries,
    }
}

fn open(draft: &TrustListDraft) -> TrustList {
    let publisher = es256(99).signer;
    TrustList::open(&draft.sign(&publisher).expect("signed"), &publisher.public_key()).expect("opened")
}

fn store_with(entries: Vec<ListEntry>) -> TrustStore {
    let mut store = TrustStore::new();
    store.add_list(&open(&draft(1, entries))).expect("a list");
    store
}

/// An official's certificate with a key id of its own, of an authority that is no anchor here.
fn official() -> Authority {
    let mut params = with_extension(signer_params("ТЕСТОВ ТЕСТ"), &[2, 5, 29, 14], &[4, 4, 9, 9, 9, 9]);
    params.distinguished_name.push(DnType::OrganizationName, "АО \"ТЕСТ\"");
    params.extended_key_usages = [&[1, 2, 398, 3, 3, 4, 1, 2][..], &[1, 2, 398, 3, 3, 4, 1, 2, 2]]
        .map(|usage| ExtendedKeyUsagePurpose::Other(usage.to_vec()))
        .to_vec();
    root().certify(params, es256(2))
}

/// Who is named by a key id alone.
fn by_id(store: &TrustStore, id: &KeyId) -> Result<Trusted, TrustError> {
    let thing = crate::cbor::encode(&Value::Array(vec![
        Value::Bytes(vec![0xa1, 1, 0x26]),
        Value::Map(vec![(4.into(), Value::Bytes(id.as_bytes().to_vec()))]),
        Value::Bytes(vec![]),
        Value::Bytes(vec![]),
    ]))
    .expect("encoded");
    store.resolve(Sign1::parse(&thing).expect("parsed").header(), Purpose::Document, None, now())
}

/// 352/5: by the certificate itself, by its key's id, and by the id it gives its key.
#[test]
fn a_signer_is_found_by_every_name_of_its_certificate() {
    let official = official();
    let store = store_with(vec![entry(&official.der)]);
    let own = official.key.signer.public_key().key_id();
    let given = KeyId::from_bytes(&[9, 9, 9, 9]).expect("an id");
    for trusted in [
        ask_store(&store, &[&official], Purpose::Document, now()),
        by_id(&store, &own),
        by_id(&store, &given),
    ] {
        let trusted = trusted.expect("trusted");
        assert_eq!(trusted.key, official.key.signer.public_key());
        assert_eq!(
            (trusted.issuer.ground, trusted.issuer.name.kk.as_str()),
            (TrustGround::List, "Тізімдегі орган")
        );
        assert_eq!((trusted.entitled.clone(), trusted.list.map(|list| list.version)), (Ok(()), Some(1)));
        // What the certificate says, the list vouches for.
        assert!(trusted.signatory.expect("an official").may_sign());
        assert!(trusted.place.expect("a place").is_in_country("KZ"));
    }
    assert!(by_id(&store, &KeyId::from_bytes(&[9, 9, 9, 8]).expect("an id")).is_err());
    let trusted = ask_store(&store, &[&official], Purpose::Seal, now()).expect("trusted");
    assert_eq!(trusted.entitled.expect_err("not for seals").to_string(), "the signer may not sign a seal");
}

/// Of a signer that a list names by its key nobody vouches for what the certificate says that a signature brings.
#[test]
fn a_certificate_that_nobody_vouches_for_says_nothing() {
    let official = official();
    let mut by_key = entry(&official.der);
    by_key.signer = official.key.signer.public_key().into();
    let trusted =
        ask_store(&store_with(vec![by_key]), &[&official], Purpose::Document, now()).expect("trusted");
    assert_eq!((trusted.signatory, trusted.place), (None, None));
    // Nor does one of the same key that somebody else made change what the listed one says.
    let other = Authority::root(authority_params("Somebody"), es256(50));
    let mut params = signer_params("ДРУГОЙ");
    params.distinguished_name.push(DnType::CountryName, "XX");
    let other = other.certify(params, es256(2));
    let store = store_with(vec![entry(&official.der)]);
    let trusted = ask_store(&store, &[&other], Purpose::Document, now()).expect("the same key");
    assert_eq!(trusted.signatory.expect("the listed one's").name.as_deref(), Some("ТЕСТОВ ТЕСТ"));
    assert!(trusted.place.expect("the listed one's").is_in_country("KZ"));
}

/// The entry's time and the certificate's both count.
#[test]
fn an_entry_ends_with_its_certificate() {
    let store = store_with(vec![entry(&official().der)]);
    let said = |now| {
        let trusted = ask_store(&store, &[&official()], Purpose::Document, at(now)).expect("trusted");
        trusted.current.map_err(|error| error.to_string())
    };
    // The certificate is of 2026-06-01 to 2027-08-31, the entry of 2027.
    assert_eq!(
        said("2026-12-31T23:59:59Z"),
        Err("the signer's key is not valid before 2027-01-01T00:00:00Z".into())
    );
    assert_eq!(said("2027-01-01T00:00:00Z"), Ok(()));
    assert_eq!(said("2027-08-31T23:59:59Z"), Ok(()));
    assert_eq!(
        said("2027-09-01T00:00:00Z"),
        Err("the signer's key was valid until 2027-09-01T00:00:00Z".into())
    );
}

#[test]
fn a_newer_list_takes_a_certificate_away() {
    let official = official();
    let mut store = store_with(vec![entry(&official.der)]);
    store.add_list(&open(&draft(2, vec![]))).expect("newer");
    assert!(store.is_empty());
    assert_eq!(
        ask_store(&store, &[&official], Purpose::Document, now()).expect_err("gone"),
        TrustError::NoMaterial
    );
}

/// A key of an algorithm that nobody here carries out is trusted all the same: what is missing is said by its name.
#[test]
fn a_listed_algorithm_that_is_not_carried_out_is_named() {
    let rsa = root().certify(signer_params("RSA"), Key::pretending(&rcgen::PKCS_RSA_SHA256));
    let list = open(&draft(1, vec![entry(&rsa.der)]));
    assert_eq!((list.entries().len(), list.skipped()), (1, 0));
    let mut store = TrustStore::new();
    store.add_list(&list).expect("a list");
    // ES256 is surely not this key's; RS256 may be.
    let trusted = ask_store(&store, &[&rsa], Purpose::Document, now()).expect("listed");
    assert!(matches!(trusted.key, SignerKey::Unsupported(_)));
    assert_eq!(
        trusted.key.verify(Algorithm::Es256, b"", &[0; 64]).expect_err("untrue").to_string(),
        "the signature is not true"
    );
    let open = trusted.key.verify_other(-257, b"", &[0; 256]).expect_err("open");
    assert_eq!((open.to_string().as_str(), open.leaves_open()), ("algorithm not supported: RSA", true));
}

#[test]
fn certificates_are_written_and_read() {
    let der = official().der;
    let draft = draft(1, vec![entry(&der)]);
    let json = draft.to_json().expect("JSON");
    assert_eq!(TrustListDraft::from_json(&json), Ok(draft.clone()));
    assert_eq!(open(&draft).entries(), draft.entries);
    let with = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
        change(&mut json["entries"][0]);
        TrustListDraft::from_json(&serde_json::to_vec(&json).expect("JSON"))
            .map_err(|error| error.to_string())
    };
    let pem = |der: &[u8]| {
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", STANDARD.encode(der))
    };
    assert_eq!(with(&|entry| entry["certificate"] = pem(&der).into()), Ok(draft));
    let refused = |what: &str| Err(format!("trust list entry 1: {what}"));
    let given = |der: &[u8]| with(&|entry| entry["certificate"] = URL_SAFE_NO_PAD.encode(der).into());
    assert_eq!(given(b"no certificate"), refused("its certificate cannot be read"));
    assert_eq!(given(&root().der), refused("its certificate is an authority's"));
    let mut agreeing = signer_params("Signer");
    agreeing.key_usages = vec![KeyUsagePurpose::KeyAgreement];
    let agreeing = root().certify(agreeing, es256(3));
    assert_eq!(given(&agreeing.der), refused("its certificate is not for signing"));
    let early = with_dates(signer_params("Signer"), "2025-01-01T00:00:00Z", "2026-12-31T23:59:59Z");
    let early = root().certify(early, es256(3));
    assert_eq!(given(&early.der), refused("its certificate is never valid when it is"));
    let key = crate::cbor::encode(&es256(3).signer.public_key().to_cose()).expect("encoded");
    let both = with(&|entry| entry["key"] = URL_SAFE_NO_PAD.encode(&key).into());
    assert_eq!(both, refused("either a key or a certificate is wanted"));
    let neither = with(&|entry| drop(entry.as_object_mut().expect("an entry").remove("certificate")));
    assert_eq!(neither, refused("either a key or a certificate is wanted"));
    let two = with(&|entry| entry["certificate"] = [pem(&der), pem(&der)].concat().into());
    assert!(two.expect_err("two").starts_with("trust list: not JSON of its shape"));
}
