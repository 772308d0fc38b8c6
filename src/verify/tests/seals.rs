use super::*;
use crate::cose::{Purpose, SoftwareSigner};
use crate::document::Seal;
use crate::id::{Bin, DocType, Recipient};
use crate::trust::{DocTypes, Issuer, Scope, TrustGround};

fn store(scope: Scope, bin: Option<&str>) -> TrustStore {
    let mut store = TrustStore::new();
    let bin = bin.map(|digits| Bin::parse(digits).expect("a BIN"));
    let issuer = Issuer { name: crate::text::LocalText::default(), bin, ground: TrustGround::Signer };
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
