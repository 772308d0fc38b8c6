use super::*;
use crate::cose::{Purpose, SoftwareSigner};
use crate::document::Seal;
use crate::id::{Bin, DocType, Recipient};
use crate::text::{Language, LocalText};
use crate::trust::{
    Certificate, DocTypes, Issuer, ListEntry, ListedSigner, Scope, Signatory, TrustGround, TrustListDraft,
};

fn store(scope: Scope, bin: Option<&str>) -> TrustStore {
    let mut store = TrustStore::new();
    let bin = bin.map(|digits| Bin::parse(digits).expect("a BIN"));
    let issuer = Issuer { name: LocalText::default(), bin, ground: TrustGround::Signer };
    let validity = crate::time::Validity::new(at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"));
    store.add_key(fixtures::signer().public_key(), issuer, scope, validity.ok()).expect("a key");
    store
}

/// 9/2.3: information on the official's signature is checked by reading it from the matrix code, off-line.
#[test]
fn a_seal_is_verified() {
    let text = fixtures::seal();
    let trust = store(Scope::documents(), Some("000740000728"));
    let checked = seal(text.as_str(), &trust, &SealExpect::default(), fixtures::now());
    assert_eq!(failed(checked.report()), []);
    assert_eq!(not_done(checked.report(), CheckName::SealBinding), "no document was given to compare with");
    let opened = checked.into_seal().expect("a seal");
    assert_eq!(opened.contents().official.name, "Ахметова А. С.");

    // The key has ended since, the paper has not.
    let years_later = at("2030-01-01T00:00:00Z");
    assert!(seal(text.as_str(), &trust, &SealExpect::default(), years_later).into_seal().is_ok());

    // 9/2.4: of this document, of this recipient.
    let owner = Recipient::parse(fixtures::IIN).expect("an IIN");
    let expect = SealExpect { document: Some(&[0xd1; 32]), recipient: Some(&owner) };
    let checked = seal(text.as_str(), &trust, &expect, fixtures::now());
    assert_eq!(checked.report().outcome(CheckName::SealBinding), Some(&Outcome::Passed));
    assert_eq!(checked.report().outcome(CheckName::Subject), Some(&Outcome::Passed));
    assert!(checked.into_seal().is_ok());
}

#[test]
fn a_seal_that_does_not_hold() {
    let text = fixtures::seal();
    let trust = store(Scope::documents(), Some("000740000728"));
    let only = |text: &str, trust: &TrustStore, expect: &SealExpect<'_>, now| {
        let checked = seal(text, trust, expect, now);
        let failures: Vec<_> =
            failed(checked.report()).into_iter().map(|(name, why)| (name, why.to_owned())).collect();
        assert!(checked.into_seal().is_err());
        assert_eq!(failures.len(), 1, "{failures:?}");
        failures.into_iter().next().expect("one")
    };
    let reason = |name: CheckName, why: &str| (name, why.to_owned());
    let none = SealExpect::default();
    let then = fixtures::now();
    assert_eq!(
        only(text.as_str(), &trust, &SealExpect { document: Some(&[0; 32]), ..none }, then),
        reason(CheckName::SealBinding, "the seal is of another document")
    );
    let other = Recipient::parse("000001002002").expect("an IIN");
    assert_eq!(
        only(text.as_str(), &trust, &SealExpect { recipient: Some(&other), ..none }, then),
        reason(CheckName::Subject, "the document belongs to somebody else")
    );
    assert_eq!(
        only("QS2:ABC", &trust, &none, then),
        reason(CheckName::Structure, "not a seal: \"QS1:\" is wanted at the start")
    );
    assert_eq!(
        only(text.as_str(), &store(Scope::documents(), Some("160440007161")), &none, then),
        reason(CheckName::IssuerEntitled, "the seal names another body than its key's")
    );
    let licences =
        Scope { purposes: vec![Purpose::Seal], doc_types: DocTypes::Only(vec![DocType::DRIVING_LICENCE]) };
    assert_eq!(
        only(text.as_str(), &store(licences, None), &none, then),
        reason(
            CheckName::IssuerEntitled,
            "the signer may not sign documents of the kind kz.gov.egov.identity_card.1"
        )
    );
    let stranger = SoftwareSigner::from_secret(Algorithm::Es256, &[8; 32]).expect("a secret");
    let forged = Seal::make(&fixtures::seal_contents(), &stranger).expect("sealed");
    assert_eq!(
        only(forged.as_str(), &trust, &none, then),
        reason(CheckName::IssuerTrusted, "the signer's key is not among the trusted ones")
    );
    assert_eq!(
        only(text.as_str(), &trust, &none, at("2031-03-15T00:00:00+05:00")),
        reason(CheckName::Validity, "the document's last day was 2031-03-14")
    );
    assert_eq!(
        only(text.as_str(), &trust, &none, then.plus(-61)),
        reason(CheckName::Validity, "sealed in the future, at 2026-01-10T04:00:00Z")
    );
    let mut late = fixtures::seal_contents();
    late.sealed_at = at("2028-01-01T00:00:00Z");
    let late = Seal::make(&late, &fixtures::signer()).expect("sealed");
    assert_eq!(
        only(late.as_str(), &trust, &none, at("2028-01-02T00:00:00Z")),
        reason(CheckName::Validity, "the signer's key was valid until 2027-01-01T00:00:00Z")
    );
}

/// 9/2.3: seal and document belong together by the digest of what the issuer signed.
#[test]
fn a_seal_binds_its_document() {
    let root = root();
    let issued = issue(signer(&root), None);
    let mut contents = fixtures::seal_contents();
    contents.digest = *issued.digest();
    let text = Seal::make(&contents, &fixtures::signer()).expect("sealed");
    let verified =
        document(issued.as_bytes(), &anchors(&root), &Expect::default(), now()).verified().expect("verified");
    let expect = SealExpect { document: Some(verified.digest()), ..SealExpect::default() };
    let trust = store(Scope::documents(), None);
    assert!(seal(text.as_str(), &trust, &expect, now()).into_seal().is_ok());
}

/// The certificate of an official of the body with this BIN, and a store that a list has told of it.
fn listed(name: &str, bin: &str) -> (Signatory, Key, TrustStore) {
    use rcgen::{DnType, ExtendedKeyUsagePurpose, KeyUsagePurpose};

    let mut params = signer_params(name);
    params.distinguished_name.push(DnType::OrganizationName, "МВД РК");
    params.distinguished_name.push(DnType::OrganizationalUnitName, format!("BIN{bin}"));
    params.distinguished_name.push(DnType::CustomDnType(vec![2, 5, 4, 5]), format!("IIN{}", fixtures::IIN));
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    let usage = |last: &[u64]| ExtendedKeyUsagePurpose::Other([&[1, 2, 398, 3, 3, 4, 1, 2], last].concat());
    params.extended_key_usages = vec![usage(&[]), usage(&[2])];
    let official = root().certify(params, Key::new(Algorithm::Es256, 7));
    let signatory = Certificate::parse(&official.der).expect("read").signatory().expect("an official's");
    let publisher = SoftwareSigner::from_secret(Algorithm::Es256, &[41; 32]).expect("a secret");
    let list = TrustListDraft {
        name: "kz.example.officials".to_owned(),
        version: 1,
        issued: at("2026-06-01T00:00:00Z"),
        next_update: at("2027-06-01T00:00:00Z"),
        entries: vec![ListEntry {
            signer: ListedSigner::Certificate(official.der),
            name: LocalText { ru: "МВД РК".into(), ..LocalText::default() },
            bin: None,
            scope: Scope::documents(),
            validity: crate::time::Validity::new(at("2026-06-01T00:00:00Z"), at("2027-06-01T00:00:00Z"))
                .expect("a window"),
        }],
    };
    let mut trust = TrustStore::new();
    let issuer = Issuer { name: LocalText::default(), bin: None, ground: TrustGround::Signer };
    trust.add_signer_key(publisher.public_key(), issuer).expect("a key");
    let (_, list) = trust_list(&list.sign(&publisher).expect("signed"), &trust, now());
    trust.add_list(&list.expect("a list")).expect("added");
    (signatory, official.key, trust)
}

/// 9/2.3: body and official come from the certificate, which a list holds since it does not fit a symbol; a seal that names others
/// fails, however true its signature.
#[test]
fn a_seal_names_whom_its_certificate_names() {
    let (signatory, key, trust) = listed("АХМЕТОВА АЙГУЛЬ", "000740000728");
    let sealed_at = at("2026-12-01T00:00:00Z");
    let plain = crate::document::SealContents { sealed_at, ..fixtures::seal_contents() };
    let named = plain.clone().named_by(&signatory).expect("named");
    assert_eq!((named.official.name.as_str(), named.body_bin.as_str()), ("АХМЕТОВА АЙГУЛЬ", "000740000728"));
    let judged = |contents: &crate::document::SealContents, trust: &TrustStore| {
        let text = Seal::make(contents, &key.signer).expect("sealed");
        assert!(text.as_str().len() <= 395, "{} characters", text.as_str().len());
        seal(text.as_str(), trust, &SealExpect::default(), now())
    };
    // With the surname and initials, as there is room for, too.
    for contents in [&named, &plain] {
        let checked = judged(contents, &trust);
        assert_eq!(failed(checked.report()), []);
        assert_eq!(checked.signatory(), Some(&signatory));
        assert_eq!(checked.issuer().map(|issuer| issuer.ground), Some(TrustGround::List));
        assert!(checked.into_seal().is_ok());
    }
    let refused = |contents: &crate::document::SealContents| {
        let checked = judged(contents, &trust);
        let failures = failed(checked.report());
        assert_eq!(failures.len(), 1, "{failures:?}");
        failures[0].1.to_owned()
    };
    let mut other = named.clone();
    other.official.name = "Сериков Е.".into();
    assert_eq!(refused(&other), "the seal names another official than its key's certificate");
    let other =
        crate::document::SealContents { body_bin: Bin::parse("160440007161").expect("a BIN"), ..named };
    assert!(refused(&other).starts_with("the seal names another body than its key's"));
    // The centre's test certificates hold numbers of nobody: a seal cannot name such a body.
    let (nobody, ..) = listed("ТЕСТОВ ТЕСТ", "123456789021");
    let refused = plain.clone().named_by(&nobody).expect_err("no BIN").to_string();
    assert_eq!(refused, "the signing body's BIN of the seal is malformed");
    let refused = |signatory| plain.clone().named_by(&signatory).expect_err("refused").to_string();
    assert_eq!(
        refused(Signatory { bin: None, ..signatory.clone() }),
        "the seal lacks its signing body's BIN"
    );
    assert_eq!(refused(Signatory { name: None, ..signatory.clone() }), "the seal lacks its signing official");
}

/// 9/2.3: cut out and pasted onto another document it fails where that is at hand; with paper alone it says what it does not prove.
#[test]
fn a_seal_says_what_it_proves() {
    let text = fixtures::seal();
    let trust = store(Scope::documents(), None);
    let proof = |document: Option<&[u8; 32]>, trust: &TrustStore| {
        seal(text.as_str(), trust, &SealExpect { document, recipient: None }, fixtures::now()).proof()
    };
    assert_eq!(proof(Some(&[0xd1; 32]), &trust), SealProof::Document);
    assert_eq!(proof(None, &trust), SealProof::Paper);
    assert_eq!(proof(Some(&[0xd2; 32]), &trust), SealProof::Nothing);
    assert_eq!(proof(None, &TrustStore::new()), SealProof::Nothing);
    assert_eq!(proof(Some(&[0xd1; 32]), &TrustStore::new()), SealProof::Nothing);
    assert!(SealProof::Paper.text(Language::Russian).contains("Код могли перенести на другой лист"));
    assert!(SealProof::Paper.text(Language::Kazakh).contains("көшірілуі мүмкін"));
    assert!(SealProof::Document.text(Language::English).starts_with("The code is of this document"));
    assert!(SealProof::Nothing.text(Language::English).starts_with("The code proves nothing"));
}
