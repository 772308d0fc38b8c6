//! What an application gives to be trusted besides lists: national certificates, VICALs, revocation lists, display forms.
#![allow(clippy::disallowed_methods, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "../../examples/common/certified_key.rs"]
mod certified_key;

use std::path::{Path, PathBuf};

use certified_key::CertifiedKey;

use qujat::cose::{Algorithm, Purpose, SoftwareSigner};
use qujat::display::Form;
use qujat::document::{Issuance, Record};
use qujat::text::LocalText;
use qujat::time::{Timestamp, Validity};
use qujat::trust::{DocTypes, ListEntry, Scope, TrustListDraft};
use qujat_ffi::{Audience, CheckName, InputException, Language, TrustMaterial, Verdict, Verifier};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType, ExtendedKeyUsagePurpose,
    IsCa, Issuer, KeyIdMethod, KeyUsagePurpose, RevokedCertParams,
};
use time::OffsetDateTime;

/// 9/2.3: who signed and in what office reaches the screen; a signer that was revoked does not.
#[test]
fn an_official_signs_under_the_national_centre() {
    let root = key(1);
    let mut authority = params("Test centre");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let anchor = authority.self_signed(&root).expect("made").der().to_vec();
    let issuer = Issuer::from_params(&authority, &root);
    let mut official = params("ТЕСТОВ ТЕСТ");
    official.distinguished_name.push(DnType::OrganizationName, "АО \"ТЕСТ\"");
    official.distinguished_name.push(DnType::OrganizationalUnitName, "BIN123456789021");
    official.distinguished_name.push(DnType::CustomDnType(vec![2, 5, 4, 5]), "IIN123456789011");
    official.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    let usage = |last: &[u64]| ExtendedKeyUsagePurpose::Other([&[1, 2, 398, 3, 3, 4, 1][..], last].concat());
    official.extended_key_usages = vec![usage(&[2]), usage(&[2, 2])];
    let leaf = official.signed_by(&key(2), &issuer).expect("made").der().to_vec();
    let document = issue(&key(2).signer.with_certificate_chain(vec![leaf]));

    let crl = |serial: u8| {
        let revoked = RevokedCertParams {
            serial_number: vec![serial].into(),
            revocation_time: instant(NOW - 86_400),
            reason_code: None,
            invalidity_date: None,
        };
        let list = CertificateRevocationListParams {
            this_update: instant(NOW - 3600),
            next_update: instant(NOW + 86_400),
            crl_number: vec![1].into(),
            issuing_distribution_point: None,
            revoked_certs: vec![revoked],
            key_identifier_method: KeyIdMethod::PreSpecified(vec![1]),
        };
        list.signed_by(&issuer).expect("made").der().to_vec()
    };
    let verdict = |crls: Vec<Vec<u8>>, require_revocation| {
        let national_anchors = vec![anchor.clone()];
        let trust = TrustMaterial { national_anchors, crls, require_revocation, ..TrustMaterial::default() };
        let verifier = Verifier::new(trust, at(NOW), None).expect("trusted");
        verifier.verify_document(document.clone(), None, at(NOW)).expect("an answer")
    };
    let valid = verdict(vec![crl(9)], true).document.expect("valid");
    let signatory = valid.signatory().expect("an official");
    assert_eq!(signatory.name.as_deref(), Some("ТЕСТОВ ТЕСТ"));
    assert_eq!(signatory.iin.as_deref(), Some("123456789011"));
    assert_eq!(signatory.organisation.as_deref(), Some("АО \"ТЕСТ\""));
    assert_eq!(signatory.bin.as_deref(), Some("123456789021"));
    assert_eq!((signatory.chief_executive, signatory.may_sign), (false, true));
    let decisive = |crls, required| {
        let report = verdict(crls, required).report;
        (report.verdict, report.decisive.map(|check| check.name))
    };
    assert_eq!(decisive(vec![], false), (Verdict::Valid, None));
    assert_eq!(decisive(vec![], true), (Verdict::Unknown, Some(CheckName::SignerRevocation)));
    assert_eq!(decisive(vec![crl(SERIAL)], false), (Verdict::Invalid, Some(CheckName::SignerRevocation)));
    // Under an anchor of document signers the same certificate signs nothing.
    let trust = TrustMaterial { anchors: vec![anchor.clone()], ..TrustMaterial::default() };
    let verifier = Verifier::new(trust, at(NOW), None).expect("trusted");
    let report = verifier.verify_document(document.clone(), None, at(NOW)).expect("an answer").report;
    assert_eq!(report.decisive.map(|check| check.name), Some(CheckName::IssuerEntitled));
}

#[test]
fn material_that_cannot_be_read_is_refused() {
    let refused = |trust| match Verifier::new(trust, at(NOW), None).map(|_| ()) {
        Err(InputException::Trust { reason, .. }) => reason,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        refused(TrustMaterial { crls: vec![vec![0x30]], ..TrustMaterial::default() }),
        "revocation list: ends inside an item"
    );
    assert!(
        refused(TrustMaterial { vicals: vec![vec![0xa0]], ..TrustMaterial::default() })
            .starts_with("COSE_Sign1: ")
    );
    let Some(folder) = vectors() else { return };
    let read = |name: &str| std::fs::read(folder.join("vical").join(name)).expect("readable");
    let vicals = vec![read("aamva-vical-2025-11-18-1763491092481.cbor")];
    let then = at(1_763_510_400);
    let unrooted = TrustMaterial { vicals: vicals.clone(), ..TrustMaterial::default() };
    assert!(matches!(Verifier::new(unrooted, then, None), Err(InputException::Trust { .. })));
    let vical_roots = vec![read("aamva_ca_root.crt")];
    assert!(
        Verifier::new(TrustMaterial { vicals, vical_roots, ..TrustMaterial::default() }, then, None).is_ok()
    );
}

/// 352/9: a form shows documents from its day on where its signer may sign forms. Who may sign documents may not, nor does anything
/// else that is signed pass for a form.
#[test]
fn a_form_is_the_authorised_bodys() {
    let (body, ministry, stranger) = (signer(3), signer(4), signer(5));
    let entry = |key: &SoftwareSigner, purposes: &[Purpose]| ListEntry {
        signer: key.public_key().into(),
        name: LocalText { en: "A body".into(), ..LocalText::default() },
        bin: None,
        scope: Scope { purposes: purposes.to_vec(), doc_types: DocTypes::All },
        validity: Validity::new(at(NOW - 86_400), at(NOW + 3 * 86_400)).expect("a window"),
    };
    let list = TrustListDraft {
        name: "issuers".into(),
        version: 1,
        issued: at(NOW - 3600),
        next_update: at(NOW + 3 * 86_400),
        entries: vec![entry(&body, &[Purpose::DisplayForm]), entry(&ministry, &[Purpose::Document])],
    };
    let publisher = signer(6);
    let list = list.sign(&publisher).expect("signed");
    let trusting = |forms: Vec<Vec<u8>>| {
        let signers = vec![qujat::cbor::encode(&publisher.public_key().to_cose()).expect("a key")];
        Verifier::new(
            TrustMaterial { signers, lists: vec![list.clone()], forms, ..TrustMaterial::default() },
            at(NOW),
            None,
        )
    };
    let document = issue(&ministry);
    let title = |forms: Vec<Vec<u8>>, now: i64| {
        let verifier = trusting(forms).expect("trusted");
        let verdict = verifier.verify_document(document.clone(), None, at(now)).expect("an answer");
        let shown =
            verdict.document.expect("valid").view(Language::English, Audience::Holder, at(now), None, None);
        shown.expect("shown").title
    };
    let mut form = Form::built_in()
        .into_iter()
        .find(|form| form.doc_type == qujat::id::DocType::IDENTITY_CARD)
        .expect("a form");
    let before = form.title.en.clone();
    form.version += 1;
    form.dated = at(NOW + 86_400).local_date();
    form.title.en = "A card of tomorrow".into();
    let signed = |by: &SoftwareSigner| form.make(by).expect("a form");

    assert_eq!(title(vec![], NOW), before);
    assert_eq!(title(vec![signed(&body)], NOW), before, "its day is to come");
    assert_eq!(title(vec![signed(&body)], NOW + 86_400), "A card of tomorrow");
    let refused = |bytes: Vec<u8>| match trusting(vec![bytes]).map(|_| ()) {
        Err(InputException::Trust { reason, .. }) => reason,
        other => panic!("{other:?}"),
    };
    assert!(refused(signed(&ministry)).ends_with("the signer may not sign a display form"));
    let mut changed = signed(&body);
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    for bytes in [signed(&stranger), changed, document.clone(), list.clone(), vec![], vec![0xff; 100]] {
        assert!(refused(bytes).starts_with("the display form is"));
    }
}

fn signer(seed: u8) -> SoftwareSigner {
    SoftwareSigner::from_secret(Algorithm::EdDsa, &[seed; 32]).expect("a seed")
}

fn vectors() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/vectors");
    let folder = std::env::var_os("QUJAT_VECTORS").map_or(beside, Into::into);
    folder.join("vical").is_dir().then_some(folder)
}

fn issue(signer: &SoftwareSigner) -> Vec<u8> {
    let record = r#"{"kind": "identity_card", "number": "045123789", "issued": "2021-03-15", "expires": "2031-03-14",
        "issuer": {"name": {"kk": "ҚР ІІМ"}, "bin": "000740000728"},
        "subject": {"iin": "000000000101", "birth_date": "1985-04-12", "sex": "female",
            "surname": {"kk": "Серікова", "ru": "Серикова", "en": "SERIKOVA"},
            "given_name": {"kk": "Айгүл", "ru": "Айгуль", "en": "AIGUL"}},
        "portrait": "/9j/4AAQSkZJRgABAQ==",
        "fields": {"birth_place": {"kk": "Алматы қаласы", "ru": "город Алматы"}}}"#;
    let mut count = 0u8;
    let mut random = |out: &mut [u8]| {
        for byte in out {
            count = count.wrapping_mul(31).wrapping_add(7);
            *byte = count;
        }
        Ok(())
    };
    let issuance =
        Issuance { signer, random: &mut random, signed_at: at(NOW - 3600), device_key: None, status: None };
    let record = Record::from_json(record.as_bytes()).expect("a record");
    record.issue(issuance).expect("issued").as_bytes().to_vec()
}

fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.serial_number = Some(vec![SERIAL].into());
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CountryName, "KZ");
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = instant(NOW - 86_400);
    params.not_after = instant(NOW + 3 * 365 * 86_400);
    params
}

fn key(seed: u8) -> CertifiedKey {
    CertifiedKey::of(signer(seed)).expect("a key")
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(seconds).expect("a time")
}

fn instant(seconds: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(seconds).expect("a time")
}

const SERIAL: u8 = 7;
/// 2027-01-15T08:00:00Z.
const NOW: i64 = 1_800_000_000;
