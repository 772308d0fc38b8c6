//! VICAL, ISO/IEC 18013-5 Annex C: a production list, and lists made here that lack something.

use rcgen::{ExtendedKeyUsagePurpose, KeyUsagePurpose};

use super::*;
use crate::cbor::{self, Value};
use crate::cose::{SoftwareSigner, Unsigned};
use crate::trust::{Vical, certificates};

#[allow(clippy::disallowed_methods)] // A test may read a file.
fn file(name: &str) -> Option<Vec<u8>> {
    let folder = crate::vectors("vical")?;
    Some(std::fs::read(folder.join(name)).expect("readable"))
}

/// AAMVA's list of 2025-11-18, and what it is signed under.
fn aamva() -> Option<(Vec<u8>, Vec<Vec<u8>>)> {
    let list = file("aamva-vical-2025-11-18-1763491092481.cbor")?;
    Some((list, certificates(&file("aamva_ca_root.crt")?).expect("PEM")))
}

fn then() -> crate::time::Timestamp {
    at("2025-11-19T00:00:00Z")
}

#[test]
fn a_production_list_is_opened_and_trusted() {
    let Some((bytes, roots)) = aamva() else { return };
    let vical = Vical::open(&bytes, &roots, then()).expect("opened");
    assert_eq!((vical.provider(), vical.issue_id(), vical.version()), ("AAMVA", Some(227_602), 227_602));
    assert_eq!(vical.date(), at("2025-11-18T18:38:12Z"));
    assert_eq!(vical.next_update(), at("2025-11-19T18:38:12Z"));
    assert_eq!((vical.entries().len(), vical.refused()), (14, &[][..]));
    for entry in vical.entries() {
        assert_eq!((entry.doc_types.as_slice(), entry.unsupported), (&[DocType::DRIVING_LICENCE][..], None));
    }
    let mut store = TrustStore::new();
    store.add_vical(&vical).expect("added");
    assert_eq!(format!("{store:?}"), "TrustStore(14 anchors, 0 keys, 1 lists)");
    store.add_vical(&vical).expect("the same again changes nothing");
    assert_eq!(format!("{store:?}"), "TrustStore(14 anchors, 0 keys, 1 lists)");
    let known: Vec<_> = store.lists().map(|(name, list)| (name.to_owned(), list.version)).collect();
    assert_eq!(known, [("vical AAMVA".to_owned(), 227_602)]);
    // Each change of what is signed, and of the signature, is found.
    let start = bytes.windows(8).position(|window| window == b"gversion").expect("there");
    for at in (start..bytes.len()).step_by(97) {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(Vical::open(&changed, &roots, then()).is_err(), "{at}");
    }
}

#[test]
fn the_production_list_under_others() {
    let Some((bytes, roots)) = aamva() else { return };
    let refusal =
        |roots: &[Vec<u8>], now| Vical::open(&bytes, roots, at(now)).expect_err("refused").to_string();
    assert_eq!(refusal(&[], "2025-11-19T00:00:00Z"), "no trust material was given");
    assert_eq!(
        refusal(&[root().der], "2025-11-19T00:00:00Z"),
        "the signer's certificate leads to no trust anchor"
    );
    assert_eq!(
        refusal(&roots, "2026-11-19T00:00:00Z"),
        "the signer's certificate was valid until 2026-04-18T17:38:42Z"
    );
    assert_eq!(refusal(&roots, "2025-11-18T18:37:11Z"), "VICAL: it is of the future");
    assert!(Vical::open(&bytes, &roots, at("2025-11-18T18:37:12Z")).is_ok(), "a clock may be a minute off");
}

fn map(members: &[(&str, Value)]) -> Value {
    Value::Map(members.iter().map(|(key, value)| ((*key).into(), value.clone())).collect())
}

fn date(text: &str) -> Value {
    Value::Tag(0, Box::new(text.into()))
}

fn entry(der: &[u8], kinds: &[&str]) -> Value {
    let kinds = Value::Array(kinds.iter().map(|kind| (*kind).into()).collect());
    map(&[("certificate", Value::Bytes(der.to_vec())), ("docType", kinds), ("ski", Value::Bytes(vec![1]))])
}

/// The members of a list of May 2027.
fn members(entries: Vec<Value>) -> Vec<(&'static str, Value)> {
    vec![
        ("version", "1.0".into()),
        ("vicalProvider", "Test".into()),
        ("date", date("2027-05-30T00:00:00Z")),
        ("vicalIssueID", 7.into()),
        ("nextUpdate", date("2027-06-30T00:00:00Z")),
        ("certificateInfos", Value::Array(entries)),
    ]
}

fn vical_signer() -> rcgen::CertificateParams {
    let mut params = signer_params("VICAL signer");
    params.key_usages = vec![KeyUsagePurpose::ContentCommitment];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::Other(vec![1, 0, 18013, 5, 1, 8])];
    params
}

/// Signs a list by a certificate of these parameters below [`root`].
fn sign(params: rcgen::CertificateParams, members: &[(&str, Value)]) -> Vec<u8> {
    let signer = root().certify(params, es256(50));
    let payload = cbor::encode(&map(members)).expect("encoded");
    let key = SoftwareSigner::from_secret(Algorithm::Es256, &[50; 32])
        .expect("a secret")
        .with_certificate_chain(vec![signer.der]);
    Unsigned { purpose: Purpose::Document, payload: &payload }.sign(&key).expect("signed")
}

fn open(bytes: &[u8]) -> Result<Vical, TrustError> {
    Vical::open(bytes, &[root().der], now())
}

const MDL: &str = "org.iso.18013.5.1.mDL";

/// 352/5: an authority of the list is one for the kinds the list says.
#[test]
fn authorities_are_good_for_their_kinds() {
    let authority = Authority::root(authority_params("Authority"), es256(3));
    let signer = authority.certify(signer_params("Signer"), es256(4));
    let mut store = TrustStore::new();
    let add = |store: &mut TrustStore, kinds: &[&str], issue: u64| {
        let mut members = members(vec![entry(&authority.der, kinds)]);
        members[3].1 = issue.into();
        store.add_vical(&open(&sign(vical_signer(), &members)).expect("opened"))
    };
    let said = |store: &TrustStore, purpose| ask_store(store, &[&signer], purpose, now()).map(|t| t.entitled);
    add(&mut store, &[MDL], 7).expect("added");
    assert_eq!(
        said(&store, Purpose::Document).expect("trusted").expect_err("another kind").to_string(),
        "the signer may not sign documents of the kind kz.gov.egov.identity_card.1"
    );
    add(&mut store, &[MDL, DocType::IDENTITY_CARD.as_str()], 8).expect("a later issue");
    assert_eq!(said(&store, Purpose::Document), Ok(Ok(())));
    assert!(said(&store, Purpose::Seal).expect("trusted").is_err(), "documents alone");
    let trusted = ask_store(&store, &[&signer], Purpose::Document, now()).expect("trusted");
    assert!(!trusted.list.clone().expect("the list").is_stale(now()));
    assert!(trusted.list.expect("the list").is_stale(at("2027-06-30T00:00:00Z")));

    // Back to an earlier issue, or to another of the same number, nobody goes.
    assert_eq!(
        add(&mut store, &[MDL], 7).expect_err("older").to_string(),
        "trust list version 7 is older than version 8, which is known already"
    );
    assert_eq!(
        add(&mut store, &[MDL], 8).expect_err("another").to_string(),
        "two different trust lists bear version 8"
    );
    let mut restarted = TrustStore::new();
    restarted.require_list_version("vical Test", 8);
    assert!(matches!(add(&mut restarted, &[MDL], 7), Err(TrustError::Older { found: 7, known: 8 })));
    // Whom a later issue no longer names is no longer trusted; other anchors stay.
    store.add_anchor(&root().der).expect("an anchor");
    let mut gone = members(vec![]);
    gone[3].1 = 9.into();
    store.add_vical(&open(&sign(vical_signer(), &gone)).expect("opened")).expect("a later issue");
    assert!(matches!(said(&store, Purpose::Document), Err(TrustError::NoPath)));
    assert_eq!(format!("{store:?}"), "TrustStore(1 anchors, 0 keys, 1 lists)");
}

#[test]
fn one_entry_takes_no_other_away() {
    let good = Authority::root(authority_params("Good"), es256(3));
    let rsa = Authority::root(authority_params("RSA"), Key::pretending(&rcgen::PKCS_RSA_SHA256));
    let plain = Authority::root(params("No authority"), es256(4));
    let entries = vec![
        entry(&rsa.der, &[MDL]),
        entry(&plain.der, &[MDL]),
        entry(b"no certificate", &[MDL]),
        entry(&good.der, &[]),
        entry(&good.der, &["a b"]),
        map(&[("docType", Value::Array(vec![MDL.into()]))]),
        entry(&good.der, &[MDL]),
    ];
    let vical = open(&sign(vical_signer(), &members(entries))).expect("opened");
    let refused: Vec<_> = vical.refused().iter().map(|(at, why)| (*at, why.to_string())).collect();
    let kinds = "VICAL: an entry without kinds, or with one that is malformed";
    assert_eq!(
        refused.iter().map(|(at, why)| (*at, why.as_str())).collect::<Vec<_>>(),
        [
            (2, "certificate: given as an anchor but not an authority's"),
            (3, "certificate: ends inside an item"),
            (4, kinds),
            (5, kinds),
            (6, "VICAL: an entry without a certificate"),
        ]
    );
    let algorithms: Vec<_> = vical.entries().iter().map(|entry| entry.unsupported).collect();
    assert_eq!(algorithms, [Some("RSA"), None]);
    let mut store = TrustStore::new();
    store.add_vical(&vical).expect("added");
    let signer = rsa.certify(signer_params("Signer"), es256(5));
    assert_eq!(
        ask_store(&store, &[&signer], Purpose::Document, now()).expect_err("RSA").to_string(),
        "algorithm not supported: RSA"
    );
}

#[test]
fn lists_that_lack_something() {
    let whole = || members(vec![]);
    let refusal =
        |members: &[(&str, Value)]| open(&sign(vical_signer(), members)).expect_err("refused").to_string();
    assert!(open(&sign(vical_signer(), &whole())).is_ok());
    for (at, what) in [
        (0, "the version is missing"),
        (1, "the provider is missing"),
        (2, "the date is missing"),
        (5, "certificateInfos is missing"),
    ] {
        let mut members = whole();
        members.remove(at);
        assert_eq!(refusal(&members), format!("VICAL: {what}"));
    }
    let with = |at: usize, value: Value| {
        let mut members = whole();
        members[at].1 = value;
        refusal(&members)
    };
    assert_eq!(with(0, "2.0".into()), "VICAL: of a version that is not 1");
    assert_eq!(with(1, "".into()), "VICAL: the provider's name is not 1 to 128 bytes of text");
    assert_eq!(with(2, date("yesterday")), "VICAL: a date is not one");
    assert!(with(2, "2027-05-30T00:00:00Z".into()).ends_with("a tdate (tag 0) is wanted"));
    assert_eq!(with(2, date("2027-06-30T00:00:00Z")), "VICAL: nextUpdate is not after the date");
    assert!(with(5, "none".into()).starts_with("trust list: "), "not an array");

    // Without a number the date goes forward; without a next one the list is for 90 days.
    let mut bare = whole();
    bare.drain(3..5);
    let vical = open(&sign(vical_signer(), &bare)).expect("opened");
    assert_eq!(vical.version(), u64::try_from(at("2027-05-30T00:00:00Z").unix()).expect("after 1970"));
    assert_eq!(vical.next_update(), at("2027-08-28T00:00:00Z"));
}

#[test]
fn only_a_signer_of_lists_signs_lists() {
    let refusal = |params| open(&sign(params, &members(vec![]))).expect_err("refused").to_string();
    assert_eq!(
        refusal(signer_params("A document signer")),
        "the signer's certificate is not for signing documents: extended key usage 1.0.18013.5.1.8 is missing"
    );
    let mut agree = vical_signer();
    agree.key_usages = vec![KeyUsagePurpose::KeyAgreement];
    assert_eq!(
        refusal(agree),
        "the signer's certificate is not for signing documents: key usage lacks digitalSignature"
    );
    let over = with_dates(vical_signer(), "2026-06-01T00:00:00Z", "2027-05-31T23:59:59Z");
    assert_eq!(refusal(over), "the signer's certificate was valid until 2027-06-01T00:00:00Z");
    // A signature under a typed header is of something else.
    let signer = root().certify(vical_signer(), es256(50));
    let key = SoftwareSigner::from_secret(Algorithm::Es256, &[50; 32])
        .expect("a secret")
        .with_certificate_chain(vec![signer.der]);
    let payload = cbor::encode(&map(&members(vec![]))).expect("encoded");
    let typed = Unsigned { purpose: Purpose::TrustList, payload: &payload }.sign(&key).expect("signed");
    assert_eq!(open(&typed).expect_err("typed").to_string(), "signed as trust list, document wanted");
    let unnamed =
        Unsigned { purpose: Purpose::Document, payload: &payload }.sign(&es256(50).signer).expect("signed");
    assert_eq!(
        open(&unnamed).expect_err("no chain").to_string(),
        "the signature names no signer: neither x5chain nor kid"
    );
}
