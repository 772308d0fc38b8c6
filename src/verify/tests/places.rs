//! Where a licence says it was issued, and where its signer's certificate says it is.

use rcgen::{CertificateParams, DnType};
use sha2::{Digest, Sha256};

use super::*;
use crate::cose::SoftwareSigner;
use crate::document::fixtures::with_mso_by;
use crate::text::LocalText;
use crate::trust::{Issuer, TrustGround};

const MDL: &str = "org.iso.18013.5.1";

/// Of an authority and a signer that are both there.
struct Body {
    trust: TrustStore,
    signer: SoftwareSigner,
    certificate: Vec<u8>,
}

fn body(country: Option<&str>, province: Option<&str>) -> Body {
    let placed = |mut params: CertificateParams| {
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "Body");
        if let Some(country) = country {
            params.distinguished_name.push(DnType::CountryName, country);
        }
        if let Some(province) = province {
            params.distinguished_name.push(DnType::StateOrProvinceName, province);
        }
        params
    };
    let root = Authority::root(placed(authority_params("IACA")), Key::new(Algorithm::Es256, 1));
    let signer = root.certify(placed(signer_params("Signer")), Key::new(Algorithm::Es256, 3));
    let certificate = signer.der.clone();
    let signer = signer.key.signer.with_certificate_chain(vec![signer.der]);
    Body { trust: anchors(&root), signer, certificate }
}

impl Body {
    /// A licence, which says that it was issued in KZ.
    fn licence(&self) -> Vec<u8> {
        let mut random = fixtures::random(1);
        let issuance = Issuance {
            signer: &self.signer,
            random: &mut random,
            signed_at: signed_at(),
            device_key: None,
            status: None,
        };
        fixtures::record(&fixtures::driving_licence()).issue(issuance).expect("issued").into_bytes()
    }

    /// The same with one more element.
    fn licence_with(&self, identifier: &str, stated: Value) -> Vec<u8> {
        let mut licence = value(&self.licence());
        let item = Value::Map(vec![
            ("digestID".into(), 900.into()),
            ("random".into(), Value::Bytes(vec![7; 16])),
            ("elementIdentifier".into(), identifier.into()),
            ("elementValue".into(), stated),
        ]);
        let item = Value::Tag(24, Box::new(Value::Bytes(bytes(&item))));
        let digest = Sha256::digest(bytes(&item)).to_vec();
        array(member(member(&mut licence, "nameSpaces"), MDL)).push(item);
        with_mso_by(&self.signer, &bytes(&licence), |mso| {
            let Value::Map(digests) = member(member(mso, "valueDigests"), MDL) else { panic!("no map") };
            digests.push((900.into(), Value::Bytes(digest)));
        })
    }

    fn said(&self, licence: &[u8]) -> (Verdict, Option<Outcome>) {
        said(licence, &self.trust)
    }
}

/// The word, and what became of the check; no other fails.
fn said(licence: &[u8], trust: &TrustStore) -> (Verdict, Option<Outcome>) {
    let checked = document(licence, trust, &Expect::default(), now());
    let report = checked.report();
    assert!(failed(report).iter().all(|(name, _)| *name == CheckName::IssuingCountry), "{report:?}");
    let refused =
        report.outcome(CheckName::IssuingCountry).is_some_and(|it| matches!(it, Outcome::Failed(_)));
    assert_eq!(report.answers().authentic == Answer::No, refused);
    (report.verdict(), report.outcome(CheckName::IssuingCountry).cloned())
}

const OTHER_COUNTRY: &str = "the document names another country than its signer's certificate";
const OTHER_JURISDICTION: &str = "the document names another jurisdiction than its signer's certificate";

/// 352/5: a body of another country does not issue this one's licences.
#[test]
fn a_licence_is_of_its_signers_country() {
    for country in ["KZ", "kz"] {
        let here = body(Some(country), None);
        assert_eq!(here.said(&here.licence()), (Verdict::Valid, Some(Outcome::Passed)));
    }
    let elsewhere = body(Some("DE"), None);
    assert_eq!(
        elsewhere.said(&elsewhere.licence()),
        (Verdict::Invalid, Some(Outcome::failed(OTHER_COUNTRY)))
    );
    let nowhere = body(None, None);
    let unsaid = Outcome::not_done("the signer's certificate names no place");
    assert_eq!(nowhere.said(&nowhere.licence()), (Verdict::Valid, Some(unsaid)));
}

#[test]
fn a_licence_is_of_its_signers_jurisdiction_where_that_has_one() {
    let north = body(Some("KZ"), Some("KZ-59"));
    let with = |body: &Body, stated: Value| body.said(&body.licence_with("issuing_jurisdiction", stated));
    assert_eq!(with(&north, "KZ-59".into()), (Verdict::Valid, Some(Outcome::Passed)));
    let other = (Verdict::Invalid, Some(Outcome::failed(OTHER_JURISDICTION)));
    assert_eq!(with(&north, "KZ-39".into()), other);
    assert_eq!(with(&north, 59.into()), other, "what is no text is no jurisdiction");
    // A certificate of the whole country signs for each part of it.
    assert_eq!(with(&body(Some("KZ"), None), "KZ-39".into()), (Verdict::Valid, Some(Outcome::Passed)));
}

/// What a certificate says counts where somebody vouches for it.
#[test]
fn a_certificate_that_only_came_along_says_nothing_of_the_country() {
    let elsewhere = body(Some("DE"), None);
    let mut trust = TrustStore::new();
    let issuer = Issuer { name: LocalText::default(), bin: None, ground: TrustGround::Signer };
    trust.add_signer_key(elsewhere.signer.public_key(), issuer).expect("a key");
    let unknown = Outcome::not_done("the signer is trusted without a certificate that says where it is");
    assert_eq!(said(&elsewhere.licence(), &trust), (Verdict::Valid, Some(unknown)));
    let mut trust = TrustStore::new();
    trust.add_signer(&elsewhere.certificate).expect("a signer");
    assert_eq!(said(&elsewhere.licence(), &trust), (Verdict::Invalid, Some(Outcome::failed(OTHER_COUNTRY))));
}

/// Nothing is asked of a document that does not say.
#[test]
fn a_document_that_names_no_country_is_not_asked() {
    let elsewhere = body(Some("DE"), None);
    let licence = elsewhere.licence();
    let one = crate::document::mdoc::IssuerSigned::parse(&licence).expect("read");
    let one = one.disclose(|_, identifier| identifier == "family_name");
    assert_eq!(elsewhere.said(&one), (Verdict::Valid, None));
}
