use std::sync::Arc;

use rcgen::{BasicConstraints, DnType, ExtendedKeyUsagePurpose, IsCa, KeyUsagePurpose};

use super::testing::{
    Authority, FROM, Key, LAST, at, authority_params, params, signer_params, with_dates, with_extension,
};
use crate::cbor::Value;
use crate::cose::{Algorithm, Purpose, Sign1, SoftwareSigner, Unsigned};
use crate::id::{DocType, KeyId};
use crate::time::Timestamp;
use crate::trust::{
    Certificate, DocTypes, Issuer, ListEntry, Scope, TrustError, TrustGround, TrustList, TrustListDraft,
    TrustStore, Trusted, certificates, public_key_pem,
};

pub(in crate::trust) fn root() -> Authority {
    Authority::root(authority_params("IACA"), Key::new(Algorithm::Es256, 1))
}

pub(in crate::trust) fn es256(seed: u8) -> Key {
    Key::new(Algorithm::Es256, seed)
}

/// What a store with `anchors` says of a signature under `chain` at `now`.
pub(in crate::trust) fn ask(
    anchors: &[&Authority],
    chain: &[&Authority],
    purpose: Purpose,
    now: Timestamp,
) -> Result<Trusted, TrustError> {
    let mut store = TrustStore::new();
    for anchor in anchors {
        store.add_anchor(&anchor.der).expect("an anchor");
    }
    ask_store(&store, chain, purpose, now)
}

pub(in crate::trust) fn ask_store(
    store: &TrustStore,
    chain: &[&Authority],
    purpose: Purpose,
    now: Timestamp,
) -> Result<Trusted, TrustError> {
    let signer = SoftwareSigner::from_secret(Algorithm::Es256, &[42; 32])
        .expect("a secret")
        .with_certificate_chain(chain.iter().map(|link| link.der.clone()).collect());
    let thing = Unsigned { purpose, payload: b"x" }.sign(&signer).expect("signed");
    let sign1 = Sign1::parse(&thing).expect("parsed");
    let all = store.candidates(sign1.header(), purpose, Some(&DocType::IDENTITY_CARD), now)?;
    // The strict question agrees with the best of the answers.
    let strict = store.resolve(sign1.header(), purpose, Some(&DocType::IDENTITY_CARD), now);
    assert_eq!(strict.map(drop), all[0].current.clone());
    Ok(all[0].clone())
}

pub(in crate::trust) fn now() -> Timestamp {
    at("2027-06-01T00:00:00Z")
}

fn refusal(anchors: &[&Authority], chain: &[&Authority], now: Timestamp) -> String {
    ask(anchors, chain, Purpose::Document, now).expect_err("refused").to_string()
}

#[test]
fn chains_of_each_algorithm_lead_to_their_anchor() {
    for algorithm in [Algorithm::Es256, Algorithm::Es384, Algorithm::EdDsa] {
        let root = Authority::root(authority_params("IACA"), Key::new(algorithm, 1));
        let mut middle = authority_params("Intermediate");
        middle.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        let middle = root.certify(middle, Key::new(algorithm, 2));
        let signer = middle.certify(signer_params("Signer"), Key::new(algorithm, 3));
        let trusted = ask(&[&root], &[&signer, &middle], Purpose::Document, now()).expect("trusted");
        assert_eq!(trusted.key, signer.key.signer.public_key());
        assert_eq!((trusted.entitled, trusted.current), (Ok(()), Ok(())));
        assert_eq!(trusted.issuer.ground, TrustGround::Anchor);
        assert_eq!(trusted.issuer.name.kk, "Signer");
        // The anchor itself may travel at the end, and the order of the rest is free.
        assert!(ask(&[&root], &[&signer, &root, &middle], Purpose::Document, now()).is_ok());
        assert_eq!(refusal(&[&root], &[&signer], now()), "the signer's certificate leads to no trust anchor");
    }
}

#[test]
fn a_chain_that_does_not_hold_is_refused() {
    let root = root();
    let signer = root.certify(signer_params("Signer"), es256(3));
    let other = Authority::root(authority_params("Another"), es256(4));
    assert_eq!(refusal(&[&other], &[&signer], now()), "the signer's certificate leads to no trust anchor");

    // Same name, another key: somebody plays the authority.
    let double = Authority::root(authority_params("IACA"), es256(5));
    assert_eq!(
        refusal(&[&double], &[&signer], now()),
        "certificate chain: the signature of a certificate is not true"
    );
    // Both are anchors: the right one is found behind the wrong one.
    assert!(ask(&[&double, &root], &[&signer], Purpose::Document, now()).is_ok());

    // A signer that certifies another signer.
    let under = signer.certify(signer_params("Under"), es256(6));
    assert_eq!(
        refusal(&[&root], &[&under, &signer], now()),
        "certificate chain: a certificate that is not an authority's certifies another"
    );
    // An authority whose key usage forbids certifying.
    let mut mute = authority_params("Mute");
    mute.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    let mute = root.certify(mute, es256(7));
    let under = mute.certify(signer_params("Under"), es256(8));
    assert_eq!(
        refusal(&[&root], &[&under, &mute], now()),
        "certificate chain: an authority's key usage does not let it certify"
    );
    // An authority below one that allows none.
    let mut narrow = authority_params("Narrow");
    narrow.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let narrow = root.certify(narrow, es256(9));
    let lower = narrow.certify(authority_params("Lower"), es256(10));
    let under = lower.certify(signer_params("Under"), es256(11));
    assert_eq!(
        refusal(&[&root], &[&under, &lower, &narrow], now()),
        "certificate chain: longer than an authority allows"
    );
    // An authority that signs itself.
    assert_eq!(
        refusal(&[&root], &[&root], now()),
        "certificate chain: the signer's certificate is an authority's"
    );
    // A critical extension nobody here understands.
    let mut odd = signer_params("Odd");
    let mut extension = rcgen::CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
    extension.set_criticality(true);
    odd.custom_extensions.push(extension);
    let odd = root.certify(odd, es256(12));
    assert_eq!(
        refusal(&[&root], &[&odd], now()),
        "certificate chain: a critical extension is not understood"
    );
}

#[test]
fn each_certificate_has_its_own_time() {
    let root = root();
    let signer = root.certify(signer_params("Signer"), es256(3));
    let said = |now| ask(&[&root], &[&signer], Purpose::Document, now).expect("trusted").current;
    assert_eq!(said(at(FROM)), Ok(()));
    assert_eq!(said(at(LAST)), Ok(()), "notAfter is the last valid second");
    let text = |now| said(now).expect_err("not in force").to_string();
    assert_eq!(text(at(LAST).plus(1)), "the signer's certificate was valid until 2027-09-01T00:00:00Z");
    assert_eq!(text(at(FROM).plus(-1)), "the signer's certificate is not valid before 2026-06-01T00:00:00Z");

    // The authority's time counts too: the signer's outlives it.
    let late = with_dates(signer_params("Late"), FROM, "2035-01-01T00:00:00Z");
    let late = root.certify(late, es256(4));
    assert_eq!(
        refusal(&[&root], &[&late], at("2030-01-01T00:00:00Z")),
        "certificate chain: the trust anchor is not valid at this time"
    );
    let long = with_dates(authority_params("IACA"), FROM, "2040-01-01T00:00:00Z");
    let long = Authority::root(long, es256(1));
    let middle = long.certify(authority_params("Middle"), es256(5));
    let late = middle.certify(with_dates(signer_params("Late"), FROM, "2035-01-01T00:00:00Z"), es256(6));
    assert_eq!(
        refusal(&[&long], &[&late, &middle], at("2030-01-01T00:00:00Z")),
        "certificate chain: a certificate is no longer valid"
    );
    // Renewed under the same name and key: the one in force is used.
    let signer = root.certify(with_dates(signer_params("Late"), FROM, "2035-01-01T00:00:00Z"), es256(4));
    let trusted = ask(&[&root, &long], &[&signer], Purpose::Document, at("2030-01-01T00:00:00Z"));
    assert_eq!(trusted.expect("trusted").current, Ok(()));
}

/// 352/5: what a certificate may be used for is another answer than whether it is trusted.
#[test]
fn usage_is_an_answer_of_its_own() {
    let root = root();
    let entitled = |params, purpose| {
        let signer = root.certify(params, es256(3));
        ask(&[&root], &[&signer], purpose, now()).expect("trusted").entitled
    };
    let text = |params, purpose| entitled(params, purpose).expect_err("not entitled").to_string();
    assert_eq!(entitled(signer_params("S"), Purpose::Document), Ok(()));
    assert_eq!(entitled(signer_params("S"), Purpose::Seal), Ok(()));
    assert_eq!(
        text(params("S"), Purpose::Document),
        "the signer's certificate is not for signing documents: extended key usage 1.0.18013.5.1.2 is missing"
    );
    let mut server = signer_params("S");
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    assert_eq!(
        text(server, Purpose::Seal),
        "the signer's certificate is not for signing documents: extended key usage 1.0.18013.5.1.2 is missing"
    );
    let mut agree = signer_params("S");
    agree.key_usages = vec![KeyUsagePurpose::KeyAgreement];
    assert_eq!(
        text(agree, Purpose::Document),
        "the signer's certificate is not for signing documents: key usage lacks digitalSignature"
    );
    assert_eq!(
        text(signer_params("S"), Purpose::Representation),
        "the signer may not sign a representation record"
    );

    let mut store = TrustStore::new();
    let scope = Scope {
        purposes: vec![Purpose::Document],
        doc_types: DocTypes::Only(vec![DocType::DRIVING_LICENCE]),
    };
    store.add_anchor_for(&root.der, scope).expect("an anchor");
    let signer = root.certify(signer_params("S"), es256(3));
    let said = ask_store(&store, &[&signer], Purpose::Document, now()).expect("trusted").entitled;
    assert_eq!(
        said.expect_err("another kind").to_string(),
        "the signer may not sign documents of the kind kz.gov.egov.identity_card.1"
    );
}

#[test]
fn algorithms_not_carried_out_are_named() {
    let key = || Key::pretending(&rcgen::PKCS_RSA_SHA256);
    let rsa = Authority::root(authority_params("RSA"), key());
    let signer = rsa.certify(signer_params("Signer"), es256(3));
    let error = ask(&[&rsa], &[&signer], Purpose::Document, now()).expect_err("RSA");
    assert_eq!(error.to_string(), "algorithm not supported: RSA");
    assert!(matches!(error, TrustError::Unsupported { .. }));
    let root = root();
    let signer = root.certify(signer_params("Signer"), key());
    assert_eq!(refusal(&[&root], &[&signer], now()), "algorithm not supported: RSA");
    let mut store = TrustStore::new();
    assert_eq!(store.add_signer(&signer.der).expect_err("RSA").to_string(), "algorithm not supported: RSA");
    assert_eq!(store.add_signer(&root.der).map(|()| store.is_empty()), Ok(false));
}

#[test]
fn a_signer_may_be_trusted_by_itself() {
    let root = root();
    let signer = root.certify(signer_params("Signer"), es256(3));
    let mut store = TrustStore::new();
    store.add_signer(&signer.der).expect("a signer");
    store.add_signer(&signer.der).expect("again: nothing changes");
    let trusted = ask_store(&store, &[&signer], Purpose::Document, now()).expect("trusted");
    assert_eq!(trusted.issuer.ground, TrustGround::Signer);
    assert_eq!((trusted.entitled, trusted.current), (Ok(()), Ok(())));
    let over = ask_store(&store, &[&signer], Purpose::Document, at("2030-01-01T00:00:00Z")).expect("trusted");
    assert!(matches!(over.current, Err(TrustError::Expired { .. })));
    let another = root.certify(signer_params("Signer"), es256(4));
    assert_eq!(
        ask_store(&store, &[&another], Purpose::Document, now()).expect_err("unknown").to_string(),
        "the signer's key is not among the trusted ones"
    );
    // One that issued itself, without being an authority.
    let alone = Authority::root(params("Alone"), es256(5));
    store.add_signer(&alone.der).expect("a signer");
    assert!(ask_store(&store, &[&alone], Purpose::Document, now()).is_ok());
    assert_eq!(
        TrustStore::new().add_anchor(&alone.der).expect_err("no authority").to_string(),
        "certificate: given as an anchor but not an authority's"
    );
    assert_eq!(
        ask_store(&TrustStore::new(), &[&alone], Purpose::Document, now()).expect_err("empty").to_string(),
        "no trust material was given"
    );
}

#[test]
fn names_of_the_national_centre_are_read() {
    let mut named = params("ПЕТРОВ ПЁТР");
    named.distinguished_name.push(DnType::OrganizationName, "Қазақстан");
    named.distinguished_name.push(DnType::OrganizationalUnitName, "BIN000740000728");
    named.distinguished_name.push(DnType::CustomDnType(vec![2, 5, 4, 5]), "IIN000000000101");
    let made = Authority::root(named, es256(3));
    let certificate = Certificate::parse(&made.der).expect("read");
    let subject = certificate.subject();
    assert_eq!(subject.common_name.as_deref(), Some("ПЕТРОВ ПЁТР"));
    assert_eq!(subject.organisation.as_deref(), Some("Қазақстан"));
    assert_eq!(subject.units, ["BIN000740000728"]);
    assert_eq!(subject.bin.map(|bin| bin.as_str().to_owned()).as_deref(), Some("000740000728"));
    assert_eq!(subject.iin.map(|iin| iin.as_str().to_owned()).as_deref(), Some("000000000101"));
    let issuer: Issuer = certificate.issuer(TrustGround::Signer);
    // A certificate with a BIN speaks for the organisation.
    assert_eq!((issuer.name.ru.as_str(), issuer.bin), ("Қазақстан", subject.bin));
    assert_eq!(format!("{subject:?}"), "Subject(…)");
    assert!(!format!("{certificate:?}").contains("IIN"));

    // Malformed ones are no reason to refuse.
    let mut named = params("X");
    named.distinguished_name.push(DnType::OrganizationalUnitName, "BIN000740000729");
    let made = Authority::root(named, es256(3));
    assert_eq!(Certificate::parse(&made.der).expect("read").subject().bin, None);
}

#[test]
fn tolerant_of_what_real_authorities_write() {
    // basicConstraints with TRUE as 01, and pathLenConstraint with a leading zero.
    let loose = with_extension(params("Loose"), &[2, 5, 29, 19], &[0x30, 7, 1, 1, 1, 2, 2, 0, 5]);
    let loose = Authority::root(loose, es256(1));
    assert!(Certificate::parse(&loose.der).expect("read").is_authority());
    let strict = with_extension(params("Not"), &[2, 5, 29, 19], &[0x30, 3, 1, 1, 0]);
    let strict = Authority::root(strict, es256(1));
    assert!(!Certificate::parse(&strict.der).expect("read").is_authority());
    let twice = with_extension(authority_params("Twice"), &[2, 5, 29, 19], &[0x30, 3, 1, 1, 0xff]);
    let twice = Authority::root(twice, es256(1));
    assert_eq!(
        Certificate::parse(&twice.der).expect_err("twice").to_string(),
        "certificate: an extension stands twice"
    );
}

#[test]
fn broken_certificates_never_panic() {
    let signer = root().certify(signer_params("Signer"), es256(3));
    assert_eq!(Certificate::parse(&[]).expect_err("empty").to_string(), "certificate: ends inside an item");
    let mut longer = signer.der.clone();
    longer.push(0);
    assert_eq!(
        Certificate::parse(&longer).expect_err("longer").to_string(),
        "certificate: bytes follow the certificate"
    );
    assert_eq!(
        Certificate::parse(&vec![0; 20_000]).expect_err("large").to_string(),
        "certificate: too large"
    );
    for length in 0..signer.der.len() {
        assert!(Certificate::parse(&signer.der[..length]).is_err());
    }
    for at in 0..signer.der.len() {
        for bit in [1, 0x80, 0xff] {
            let mut broken = signer.der.clone();
            broken[at] ^= bit;
            if let Ok(certificate) = Certificate::parse(&broken) {
                let _ = (certificate.subject(), certificate.public_key(), certificate.may_sign_documents());
                let _ = TrustStore::new().add_anchor(&broken);
            }
        }
    }
}

#[test]
fn files_of_certificates_and_keys() {
    use base64::Engine as _;
    let root = root();
    let pem = |label: &str, der: &[u8]| {
        let text = base64::engine::general_purpose::STANDARD.encode(der);
        let lines: Vec<&str> =
            text.as_bytes().chunks(64).map(|line| core::str::from_utf8(line).expect("ASCII")).collect();
        format!("-----BEGIN {label}-----\r\n{}\r\n-----END {label}-----\r\n", lines.join("\r\n"))
    };
    let one = pem("CERTIFICATE", &root.der);
    let spki = root.key.signer.public_key().to_spki().expect("DER");
    let key = pem("PUBLIC KEY", &spki);
    assert_eq!(certificates(&root.der), Ok(vec![root.der.clone()]));
    assert_eq!(
        certificates(format!("subject: x\n{one}{key}{one}").as_bytes()),
        Ok(vec![root.der.clone(); 2])
    );
    let refused = |file: &[u8]| certificates(file).expect_err("refused").to_string();
    assert_eq!(refused(key.as_bytes()), "trust file: no certificate in it");
    assert_eq!(refused(b""), "trust file: no certificate in it");
    assert_eq!(refused(b"-----BEGIN CERTIFICATE-----\nMII"), "trust file: broken PEM");
    assert_eq!(refused(pem("CERTIFICATE", b"0\0").as_bytes()), "certificate: ends inside an item");
    assert_eq!(public_key_pem(key.as_bytes()), Ok(root.key.signer.public_key()));
    assert_eq!(public_key_pem(&spki), Ok(root.key.signer.public_key()));
    assert_eq!(
        public_key_pem(one.as_bytes()).expect_err("no key").to_string(),
        "trust file: no public key in it"
    );
}

pub(in crate::trust) fn list(version: u64, keys: &[(u8, Purpose)]) -> TrustList {
    let entry = |&(seed, purpose): &(u8, Purpose)| ListEntry {
        signer: es256(seed).signer.public_key().into(),
        name: crate::text::LocalText { kk: format!("Қол қоюшы {seed}"), ..Default::default() },
        bin: None,
        scope: Scope { purposes: vec![purpose], doc_types: DocTypes::All },
        validity: crate::time::Validity::new(at(FROM), at(LAST)).expect("a window"),
    };
    let publisher = es256(99);
    let signed = TrustListDraft {
        name: "kz.test".into(),
        version,
        issued: at("2027-01-01T00:00:00Z"),
        next_update: at("2027-07-01T00:00:00Z"),
        entries: keys.iter().map(entry).collect(),
    }
    .sign(&publisher.signer)
    .expect("signed");
    TrustList::open(&signed, &publisher.signer.public_key()).expect("opened")
}

/// What the store says of a grant signed by key `seed`, named by its key id.
fn grant_by(store: &TrustStore, seed: u8, now: Timestamp) -> Result<Trusted, TrustError> {
    let signed =
        Unsigned { purpose: Purpose::Grant, payload: b"x" }.sign(&es256(seed).signer).expect("signed");
    store.resolve(Sign1::parse(&signed).expect("parsed").header(), Purpose::Grant, None, now)
}

/// 352/5: keys of a list are found by id, for what the list names them for, while it says.
#[test]
fn lists_name_keys() {
    let mut store = TrustStore::new();
    store.add_list(&list(1, &[(1, Purpose::Grant), (2, Purpose::Document)])).expect("a list");
    let trusted = grant_by(&store, 1, now()).expect("trusted");
    assert_eq!((trusted.issuer.ground, trusted.entitled), (TrustGround::List, Ok(())));
    assert_eq!(trusted.issuer.name.kk, "Қол қоюшы 1");
    let freshness = trusted.list.expect("a list");
    assert!(!freshness.is_stale(at("2027-06-30T23:59:59Z")));
    assert!(freshness.is_stale(at("2027-07-01T00:00:00Z")), "half-open");
    assert_eq!(
        grant_by(&store, 2, now()).expect("known").entitled.expect_err("not for grants").to_string(),
        "the signer may not sign a grant"
    );
    assert_eq!(
        grant_by(&store, 3, now()).expect_err("unknown").to_string(),
        "the signer's key is not among the trusted ones"
    );
    assert_eq!(
        grant_by(&store, 1, at(LAST)).expect_err("half-open").to_string(),
        "the signer's key was valid until 2027-08-31T23:59:59Z"
    );
    // A document under a certificate of a listed key needs no chain.
    let signer = root().certify(signer_params("Signer"), es256(2));
    assert_eq!(
        ask_store(&store, &[&signer], Purpose::Document, now()).expect("trusted").issuer.ground,
        TrustGround::List
    );
}

#[test]
fn lists_only_go_forward() {
    let mut store = TrustStore::new();
    store.add_list(&list(2, &[(1, Purpose::Grant)])).expect("a list");
    store.add_list(&list(2, &[(1, Purpose::Grant)])).expect("the same list");
    assert_eq!(
        store.add_list(&list(2, &[(2, Purpose::Grant)])).expect_err("conflict").to_string(),
        "two different trust lists bear version 2"
    );
    assert_eq!(
        store.add_list(&list(1, &[(2, Purpose::Grant)])).expect_err("older").to_string(),
        "trust list version 1 is older than version 2, which is known already"
    );
    assert!(grant_by(&store, 1, now()).is_ok() && grant_by(&store, 2, now()).is_err());
    // A newer one takes the place of the older: what it no longer names is no longer trusted.
    let extra = es256(5).signer.public_key();
    let issuer = Issuer { name: crate::text::LocalText::default(), bin: None, ground: TrustGround::Signer };
    store.add_signer_key(extra, issuer).expect("a key");
    store.add_list(&list(3, &[(2, Purpose::Grant)])).expect("newer");
    assert!(grant_by(&store, 1, now()).is_err() && grant_by(&store, 2, now()).is_ok());
    assert!(grant_by(&store, 5, now()).is_ok(), "given apart from the list");
    let versions: Vec<_> = store.lists().map(|(name, list)| (name.to_owned(), list.version)).collect();
    assert_eq!(versions, [("kz.test".to_owned(), 3)]);

    let mut restarted = TrustStore::new();
    restarted.require_list_version("kz.test", 3);
    assert_eq!(
        restarted.add_list(&list(2, &[])).expect_err("older").to_string(),
        "trust list version 2 is older than version 3, which is known already"
    );
    assert_eq!(restarted.add_list(&list(3, &[(1, Purpose::Grant)])), Ok(()));
}

#[test]
fn key_ids_that_meet() {
    // Four signers' certificates with one subject key id: each is tried; a fifth is refused.
    let with_id = |seed| {
        let id = with_extension(signer_params("Signer"), &[2, 5, 29, 14], &[4, 4, 1, 2, 3, 4]);
        root().certify(id, es256(seed))
    };
    let mut store = TrustStore::new();
    for seed in 10..14 {
        store.add_signer(&with_id(seed).der).expect("a signer");
    }
    assert_eq!(
        store.add_signer(&with_id(14).der).expect_err("a fifth").to_string(),
        "more than 4 keys have the key id 01020304"
    );
    let header = crate::cbor::encode(&Value::Array(vec![
        Value::Bytes(vec![0xa1, 1, 0x26]),
        Value::Map(vec![(4.into(), Value::Bytes(vec![1, 2, 3, 4]))]),
        Value::Bytes(vec![]),
        Value::Bytes(vec![]),
    ]))
    .expect("encoded");
    let sign1 = Sign1::parse(&header).expect("parsed");
    assert_eq!(sign1.header().key_id(), KeyId::from_bytes(&[1, 2, 3, 4]).ok());
    let all = store.candidates(sign1.header(), Purpose::Document, None, now()).expect("four");
    assert_eq!(all.len(), 4);

    let unnamed =
        Sign1::parse(&[0x84, 0x43, 0xa1, 1, 0x26, 0xa0, 0x40, 0x40]).expect("parsed").header().clone();
    assert_eq!(
        store.candidates(&unnamed, Purpose::Document, None, now()).expect_err("unnamed").to_string(),
        "the signature names no signer: neither x5chain nor kid"
    );
    assert_eq!(format!("{store:?}"), "TrustStore(0 anchors, 4 keys, 0 lists)");
    assert_eq!(Arc::strong_count(&all[0].issuer), 2);
}

/// A production list of authorities: every certificate in it is read, and its own signature's chain leads to its root.
#[test]
fn authorities_of_the_world_are_read() {
    fn find<'a>(value: &'a Value, found: &mut Vec<&'a [u8]>) {
        match value {
            Value::Array(members) => members.iter().for_each(|member| find(member, found)),
            Value::Map(members) => members.iter().for_each(|(key, value)| match (key.as_text(), value) {
                (Some("certificate"), Value::Bytes(der)) => found.push(der),
                _ => find(value, found),
            }),
            _ => {}
        }
    }
    #[allow(clippy::disallowed_methods)] // A test may read a file.
    fn read(path: &std::path::Path) -> Vec<u8> {
        std::fs::read(path).expect("readable")
    }
    let Some(folder) = crate::vectors("vical") else { return };
    let read = |name: &str| read(&folder.join(name));
    let bytes = read("aamva-vical-2025-11-18-1763491092481.cbor");
    let sign1 = Sign1::parse(&bytes).expect("parsed");
    let value: Value =
        crate::cbor::from_slice(sign1.payload_untrusted().expect("a payload"), 1 << 20, "a list")
            .expect("CBOR");
    let mut found = Vec::new();
    find(&value, &mut found);
    assert_eq!(found.len(), 14);
    let mut store = TrustStore::new();
    for der in found {
        let certificate = Certificate::parse(der).expect("read");
        assert!(certificate.is_authority() && certificate.public_key().is_ok());
        store.add_anchor(der).expect("an anchor");
    }
    let then = at("2025-12-01T00:00:00Z");
    let by = |store: &TrustStore| store.resolve(sign1.header(), Purpose::Document, None, then);
    assert_eq!(
        by(&store).expect_err("another root").to_string(),
        "the signer's certificate leads to no trust anchor"
    );
    store.add_anchor(&certificates(&read("aamva_ca_root.crt")).expect("PEM")[0]).expect("an anchor");
    let with_root = by(&store);
    store.add_anchor(&certificates(&read("aamva_ca_intermediate.crt")).expect("PEM")[0]).expect("an anchor");
    let trusted = with_root.or_else(|_| by(&store)).expect("trusted");
    assert!(sign1.verify_bare(b"", &trusted.key).is_ok());
    assert!(matches!(trusted.entitled, Err(TrustError::Usage { .. })), "a list's signer signs no documents");
}
