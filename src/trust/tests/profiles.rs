//! What the signer's certificate itself must be.

use rcgen::{BasicConstraints, DnType, ExtendedKeyUsagePurpose, IsCa, KeyUsagePurpose};

use super::*;
use crate::trust::{Certificate, CertificateHolder, Office, Profile, UsageFault};

fn entitled(authority: &Authority, signer: &Authority) -> Result<(), TrustError> {
    ask(&[authority], &[signer], Purpose::Document, now()).expect("trusted").entitled
}

fn fault(authority: &Authority, signer: &Authority) -> UsageFault {
    match entitled(authority, signer) {
        Err(TrustError::Usage { fault }) => fault,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_signer_is_where_its_authority_is() {
    let in_province = |mut params: rcgen::CertificateParams, province: &str| {
        params.distinguished_name.push(DnType::StateOrProvinceName, province);
        params
    };
    let root = root();
    let mut other = signer_params("Signer");
    other.distinguished_name.push(DnType::CountryName, "DE");
    assert_eq!(fault(&root, &root.certify(other, es256(3))), UsageFault::Country);
    let mut nowhere = signer_params("Signer");
    nowhere.distinguished_name = rcgen::DistinguishedName::new();
    nowhere.distinguished_name.push(DnType::CommonName, "Signer");
    assert_eq!(fault(&root, &root.certify(nowhere, es256(3))), UsageFault::Country);
    let mut small = signer_params("Signer");
    small.distinguished_name.push(DnType::CountryName, "kz");
    assert_eq!(entitled(&root, &root.certify(small, es256(3))), Ok(()));
    // Of an authority that is nowhere in particular, signers may be anywhere.
    let mut world = authority_params("World");
    world.distinguished_name = rcgen::DistinguishedName::new();
    world.distinguished_name.push(DnType::CommonName, "World");
    let world = Authority::root(world, es256(1));
    assert_eq!(entitled(&world, &world.certify(signer_params("Signer"), es256(3))), Ok(()));

    let north = Authority::root(in_province(authority_params("North"), "KZ-59"), es256(1));
    let signer = |province| north.certify(in_province(signer_params("Signer"), province), es256(3));
    assert_eq!(entitled(&north, &signer("KZ-59")), Ok(()));
    assert_eq!(fault(&north, &signer("KZ-39")), UsageFault::Province);
    let unsaid = north.certify(signer_params("Signer"), es256(3));
    assert_eq!(fault(&north, &unsaid), UsageFault::Province);
    // It is the issuing authority that counts, not the anchor above it.
    let south = root.certify(in_province(authority_params("South"), "KZ-61"), es256(4));
    let signer = south.certify(in_province(signer_params("Signer"), "KZ-59"), es256(5));
    let trusted = ask(&[&root], &[&signer, &south], Purpose::Document, now()).expect("trusted");
    assert_eq!(trusted.entitled, Err(TrustError::Usage { fault: UsageFault::Province }));
}

#[test]
fn a_signer_lives_457_days_at_most() {
    let root = Authority::root(
        with_dates(authority_params("IACA"), "2026-01-01T00:00:00Z", "2040-01-01T00:00:00Z"),
        es256(1),
    );
    let signer =
        |last| root.certify(with_dates(signer_params("Signer"), "2027-01-01T00:00:00Z", last), es256(3));
    assert_eq!(entitled(&root, &signer("2028-04-02T00:00:00Z")), Ok(()));
    let long = signer("2028-04-02T00:00:01Z");
    assert_eq!(fault(&root, &long), UsageFault::Lifetime { days: 457 });
    assert_eq!(
        entitled(&root, &long).expect_err("too long").to_string(),
        "the signer's certificate is not for signing documents: it is valid for more than 457 days"
    );
}

#[test]
fn key_usage_counts_for_every_purpose() {
    let root = root();
    let mut agree = signer_params("Signer");
    agree.key_usages = vec![KeyUsagePurpose::KeyAgreement];
    let signer = root.certify(agree, es256(3));
    let mut store = TrustStore::new();
    store.add_anchor_for(&root.der, Scope::everything()).expect("an anchor");
    for purpose in [Purpose::Document, Purpose::Seal, Purpose::Grant, Purpose::TrustList] {
        let trusted = ask_store(&store, &[&signer], purpose, now()).expect("trusted");
        assert_eq!(trusted.entitled, Err(TrustError::Usage { fault: UsageFault::KeyUsage }), "{purpose:?}");
    }
    // RFC 5280 §4.2.1.9: who certifies is an authority.
    let mut certifying = signer_params("Signer");
    certifying.key_usages.push(KeyUsagePurpose::KeyCertSign);
    assert_eq!(fault(&root, &root.certify(certifying, es256(3))), UsageFault::Certifies);
    // Unstated, it forbids nothing.
    let mut unsaid = signer_params("Signer");
    unsaid.key_usages.clear();
    assert_eq!(entitled(&root, &root.certify(unsaid, es256(3))), Ok(()));
}

/// RFC 5280 §4.2.1.1, §4.2.1.9: of the anchor too.
#[test]
fn anchors_keep_their_own_limits() {
    let mut narrow = authority_params("Narrow");
    narrow.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let narrow = Authority::root(narrow, es256(1));
    let direct = narrow.certify(signer_params("Signer"), es256(2));
    assert!(ask(&[&narrow], &[&direct], Purpose::Document, now()).is_ok());
    let lower = narrow.certify(authority_params("Lower"), es256(3));
    let below = lower.certify(signer_params("Signer"), es256(4));
    assert_eq!(
        ask(&[&narrow], &[&below, &lower], Purpose::Document, now()).expect_err("too long").to_string(),
        "certificate chain: longer than an authority allows"
    );

    // subjectKeyIdentifier of the authority, authorityKeyIdentifier of what it certifies.
    let mut identified = authority_params("IACA");
    identified.key_identifier_method = rcgen::KeyIdMethod::PreSpecified(vec![1, 2]);
    let identified = Authority::root(identified, es256(1));
    let naming = |id: &[u8]| {
        let content = [&[0x30, 4, 0x80, 2], id].concat();
        identified.certify(with_extension(signer_params("Signer"), &[2, 5, 29, 35], &content), es256(2))
    };
    assert!(ask(&[&identified], &[&naming(&[1, 2])], Purpose::Document, now()).is_ok());
    assert_eq!(
        ask(&[&identified], &[&naming(&[1, 3])], Purpose::Document, now()).expect_err("another").to_string(),
        "certificate chain: a certificate names another key as its issuer's"
    );
    // The authority's certificate says which key is its issuer's, where there is one between.
    let middle = with_extension(authority_params("Middle"), &[2, 5, 29, 35], &[0x30, 4, 0x80, 2, 9, 9]);
    let middle = identified.certify(middle, es256(3));
    let below = middle.certify(signer_params("Signer"), es256(4));
    assert_eq!(
        ask(&[&identified], &[&below, &middle], Purpose::Document, now()).expect_err("another").to_string(),
        "certificate chain: a certificate names another key as its issuer's"
    );
}

#[test]
fn an_anchor_must_be_understood() {
    let mut odd = authority_params("Odd");
    let mut extension = rcgen::CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
    extension.set_criticality(true);
    odd.custom_extensions.push(extension);
    let odd = Authority::root(odd, es256(1));
    let add = |der: &[u8]| TrustStore::new().add_anchor(der).map_err(|error| error.to_string());
    assert_eq!(add(&odd.der), Err("certificate chain: a critical extension is not understood".to_owned()));
    let mut nameless = authority_params("");
    nameless.distinguished_name = rcgen::DistinguishedName::new();
    let nameless = Authority::root(nameless, es256(1));
    assert_eq!(add(&nameless.der), Err("certificate chain: an authority has no name".to_owned()));
    // Nor does a nameless one between certify anybody.
    let root = root();
    let between = root.certify(nameless.params, es256(2));
    let signer = between.certify(signer_params("Signer"), es256(3));
    assert_eq!(
        ask(&[&root], &[&signer, &between], Purpose::Document, now()).expect_err("nameless").to_string(),
        "certificate chain: an authority has no name"
    );
}

/// A certificate as the national centre makes it for signing.
fn national(usages: &[&[u64]]) -> rcgen::CertificateParams {
    let mut params = params("ТЕСТОВ ТЕСТ");
    params.distinguished_name.push(DnType::OrganizationName, "АО \"ТЕСТ\"");
    params.distinguished_name.push(DnType::OrganizationalUnitName, "BIN123456789021");
    params.distinguished_name.push(DnType::CustomDnType(vec![2, 5, 4, 5]), "IIN123456789011");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
    params
        .extended_key_usages
        .extend(usages.iter().map(|usage| ExtendedKeyUsagePurpose::Other(usage.to_vec())));
    params
}

const PERSON: &[u64] = &[1, 2, 398, 3, 3, 4, 1, 1];
const ORGANISATION: &[u64] = &[1, 2, 398, 3, 3, 4, 1, 2];
const CHIEF: &[u64] = &[1, 2, 398, 3, 3, 4, 1, 2, 1];
const MAY_SIGN: &[u64] = &[1, 2, 398, 3, 3, 4, 1, 2, 2];
const EMPLOYEE: &[u64] = &[1, 2, 398, 3, 3, 4, 1, 2, 5];

/// 9/2.3: the official and the body, though the numbers of the centre's test certificates are nobody's.
#[test]
fn who_signed_and_in_what_office() {
    let root = root();
    let read = |usages: &[&[u64]]| {
        let made = root.certify(national(usages), es256(3));
        Certificate::parse(&made.der).expect("read").signatory()
    };
    let chief = read(&[ORGANISATION, CHIEF]).expect("an official");
    assert_eq!(chief.name.as_deref(), Some("ТЕСТОВ ТЕСТ"));
    assert_eq!(chief.iin.as_deref(), Some("123456789011"));
    assert_eq!(chief.organisation.as_deref(), Some("АО \"ТЕСТ\""));
    assert_eq!(chief.bin.as_deref(), Some("123456789021"));
    assert_eq!(
        (chief.holder, chief.offices.as_slice()),
        (CertificateHolder::Organisation, &[Office::ChiefExecutive][..])
    );
    assert!(chief.may_sign());
    assert_eq!(format!("{chief:?}"), "Signatory(Organisation, [ChiefExecutive])");
    let signing = read(&[MAY_SIGN, ORGANISATION, EMPLOYEE]).expect("an official");
    assert_eq!(signing.offices, [Office::MaySign, Office::Employee]);
    assert!(signing.may_sign());
    assert!(!read(&[ORGANISATION, EMPLOYEE]).expect("an employee").may_sign());
    // A person's own certificate speaks for nobody else, whatever it names.
    let person = read(&[PERSON, CHIEF]).expect("a person");
    assert_eq!(
        (person.holder, person.organisation.clone(), person.bin.clone()),
        (CertificateHolder::Person, None, None)
    );
    assert!(person.offices.is_empty() && !person.may_sign());
    assert_eq!(read(&[]), None);
}

#[test]
fn national_certificates_sign_for_organisations() {
    let root = root();
    let mut store = TrustStore::new();
    store.add_anchor_with(&root.der, Scope::documents(), Profile::National).expect("an anchor");
    let long = |params| with_dates(params, "2026-06-01T00:00:00Z", "2029-06-01T00:00:00Z");
    let said = |params: rcgen::CertificateParams| {
        let signer = root.certify(long(params), es256(3));
        let trusted = ask_store(&store, &[&signer], Purpose::Seal, now()).expect("trusted");
        (trusted.entitled, trusted.signatory, trusted.issuer)
    };
    let (entitled, signatory, issuer) = said(national(&[ORGANISATION, MAY_SIGN]));
    assert_eq!(entitled, Ok(()));
    assert_eq!(signatory.expect("an official").name.as_deref(), Some("ТЕСТОВ ТЕСТ"));
    assert_eq!((issuer.name.kk.as_str(), issuer.bin), ("АО \"ТЕСТ\"", None), "the BIN is nobody's");
    let refused = |params| match said(params).0 {
        Err(TrustError::Usage { fault }) => fault,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(national(&[PERSON])), UsageFault::NotOrganisation);
    assert_eq!(refused(national(&[])), UsageFault::NotOrganisation);
    assert_eq!(refused(national(&[ORGANISATION, EMPLOYEE])), UsageFault::NoRightToSign);
    assert_eq!(refused(signer_params("An mdoc signer")), UsageFault::NotOrganisation);
    // nonRepudiation alone signs; a key for agreeing on secrets does not.
    let mut usage = national(&[ORGANISATION, CHIEF]);
    usage.key_usages = vec![KeyUsagePurpose::ContentCommitment];
    assert_eq!(said(usage.clone()).0, Ok(()));
    usage.key_usages = vec![KeyUsagePurpose::KeyEncipherment];
    assert_eq!(refused(usage), UsageFault::KeyUsage);
    // Under an anchor of document signers the same certificate signs nothing.
    let signer = root.certify(national(&[ORGANISATION, CHIEF]), es256(3));
    assert_eq!(fault(&root, &signer), UsageFault::DocumentSigner);
}
