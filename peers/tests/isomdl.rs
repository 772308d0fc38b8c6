//! isomdl reads what we issue, and we read what isomdl issues.

use std::collections::BTreeMap;

use ciborium::Value;
use isomdl::definitions::device_key::cose_key::{CoseKey, EC2Curve, EC2Y};
use isomdl::definitions::x509::X5Chain;
use isomdl::definitions::{DeviceKeyInfo, DigestAlgorithm, IssuerSigned, ValidityInfo};
use isomdl::issuance::mdoc::Mdoc;
use p256_of_isomdl::ecdsa::{Signature, SigningKey};
use qujat::cose::{Algorithm, SignError, Signer, SoftwareSigner};
use qujat::document::{Issuance, Record};
use qujat::time::Timestamp;
use qujat::trust::TrustStore;
use qujat::verify::{CheckName, Expect, document};
use qujat_peers::isomdl_authenticates;
use time::OffsetDateTime;

/// A driver's licence of ours, under a certificate: isomdl takes the issuer's signature for true and sees each element.
#[test]
fn isomdl_reads_a_licence_of_ours() {
    let issuer = Issuer::new();
    let issued = licence(&issuer);
    let theirs: IssuerSigned = isomdl::cbor::from_slice(&issued).expect("isomdl reads it");
    assert!(isomdl_authenticates(&theirs));
    let mut read = BTreeMap::new();
    for (_, items) in theirs.namespaces.expect("elements").iter() {
        for item in items.iter() {
            read.insert(item.as_ref().element_identifier.clone(), item.as_ref().element_value.clone());
        }
    }
    assert_eq!(read.get("family_name"), Some(&Value::Text("Ulgibayeva".into())));
    let ours = document(&issued, &issuer.trust(), &Expect::default(), issuer.now).verified().expect("valid");
    assert_eq!(ours.claims().elements.len(), read.len());

    let mut untrue = issued.clone();
    // The signature is the one string of 64 bytes.
    let at = untrue.windows(2).position(|window| window == [0x58, 0x40]).expect("a signature") + 2;
    untrue[at + 5] ^= 1;
    let theirs: IssuerSigned = isomdl::cbor::from_slice(&untrue).expect("isomdl reads it");
    assert!(!isomdl_authenticates(&theirs));
}

/// Where isomdl 0.2 is lax: a name that was changed. Should it refuse one day, this says so.
#[test]
fn isomdl_takes_a_changed_name_and_we_do_not() {
    let issuer = Issuer::new();
    let mut forged = licence(&issuer);
    let at = forged.windows(10).position(|text| text == b"Ulgibayeva").expect("the name");
    forged[at] = b'A';
    let theirs: IssuerSigned = isomdl::cbor::from_slice(&forged).expect("isomdl reads it");
    assert!(isomdl_authenticates(&theirs), "isomdl has learnt to compare digests: hold it to that");
    let report =
        document(&forged, &issuer.trust(), &Expect::default(), issuer.now).verified().expect_err("forged");
    assert_eq!(report.reason().map(|(check, _)| check), Some(CheckName::Digests));
}

/// A licence of isomdl's, by each digest algorithm it knows: we find it valid, and a letter changed invalid.
#[test]
fn we_read_a_licence_of_isomdl() {
    let issuer = Issuer::new();
    for algorithm in [DigestAlgorithm::SHA256, DigestAlgorithm::SHA384, DigestAlgorithm::SHA512] {
        let issued = theirs(&issuer, algorithm);
        let found = document(&issued, &issuer.trust(), &Expect::default(), issuer.now);
        let verified = found.verified().unwrap_or_else(|report| panic!("{report:?}"));
        assert_eq!(verified.doc_type().as_str(), "org.iso.18013.5.1.mDL");
        assert_eq!(verified.claims().text("family_name"), Some("Serikova"));
        assert_eq!(verified.claims().elements.len(), 3);

        let mut forged = issued.clone();
        let at = forged.windows(8).position(|text| text == b"Serikova").expect("the name");
        forged[at] = b'M';
        let report = document(&forged, &issuer.trust(), &Expect::default(), issuer.now)
            .verified()
            .expect_err("forged");
        assert_eq!(report.reason().map(|(check, _)| check), Some(CheckName::Digests));
        let later = Timestamp::parse("2031-01-01T00:00:00Z").expect("a time");
        let report =
            document(&issued, &issuer.trust(), &Expect::default(), later).verified().expect_err("over");
        assert_eq!(report.reason().map(|(check, _)| check), Some(CheckName::Validity));
    }
}

/// A key on P-256 and its own certificate.
struct Issuer {
    signer: SoftwareSigner,
    certificate: Vec<u8>,
    now: Timestamp,
}

const SECRET: [u8; 32] = [7; 32];

impl Issuer {
    fn new() -> Self {
        let signer = SoftwareSigner::from_secret(Algorithm::Es256, &SECRET).expect("a secret");
        let mut params = rcgen::CertificateParams::default();
        params.serial_number = Some(vec![1, 2, 3].into());
        params.distinguished_name.push(rcgen::DnType::CountryName, "KZ");
        params.distinguished_name.push(rcgen::DnType::CommonName, "Issuer");
        params.not_before = rcgen::date_time_ymd(2026, 1, 1);
        params.not_after = rcgen::date_time_ymd(2028, 12, 31);
        params.key_usages = vec![rcgen::KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::Other(vec![1, 0, 18013, 5, 1, 2])];
        let certificate = params.self_signed(&Key(&signer)).expect("a certificate").der().to_vec();
        let signer = signer.with_certificate_chain(vec![certificate.clone()]);
        Self { signer, certificate, now: Timestamp::parse("2026-11-22T09:30:00+05:00").expect("a time") }
    }

    fn trust(&self) -> TrustStore {
        let mut trust = TrustStore::new();
        trust.add_signer(&self.certificate).expect("a signer");
        trust
    }
}

/// The issuer's key as rcgen asks for it.
struct Key<'a>(&'a SoftwareSigner);

impl rcgen::PublicKeyData for Key<'_> {
    fn der_bytes(&self) -> &[u8] {
        let spki = self.0.public_key().to_spki().expect("DER");
        Vec::leak(spki[spki.len() - 65..].to_vec())
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &rcgen::PKCS_ECDSA_P256_SHA256
    }
}

impl rcgen::SigningKey for Key<'_> {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let signature = self.0.sign(message).map_err(|_: SignError| rcgen::Error::RemoteKeyError)?;
        let signature =
            p256::ecdsa::Signature::from_slice(&signature).map_err(|_| rcgen::Error::RemoteKeyError)?;
        Ok(signature.to_der().as_bytes().to_vec())
    }
}

fn licence(issuer: &Issuer) -> Vec<u8> {
    let record =
        Record::from_json(include_bytes!("../../examples/data/driving_licence.json")).expect("a record");
    let mut random = |out: &mut [u8]| {
        out.iter_mut().zip(1..).for_each(|(byte, number)| *byte = number);
        Ok(())
    };
    let issuance = Issuance {
        signer: &issuer.signer,
        random: &mut random,
        signed_at: issuer.now,
        device_key: None,
        status: None,
    };
    record.issue(issuance).expect("issued").into_bytes()
}

fn theirs(issuer: &Issuer, digest_algorithm: DigestAlgorithm) -> Vec<u8> {
    let at = |unix| OffsetDateTime::from_unix_timestamp(unix).expect("a time");
    let now = issuer.now.unix();
    let key = SigningKey::from_slice(&SECRET).expect("a secret");
    let point = key.verifying_key().to_encoded_point(false);
    let device_key = CoseKey::EC2 {
        crv: EC2Curve::P256,
        x: point.x().expect("x").to_vec(),
        y: EC2Y::Value(point.y().expect("y").to_vec()),
    };
    let elements = [
        ("family_name", Value::Text("Serikova".into())),
        ("given_name", Value::Text("Aigul".into())),
        ("un_distinguishing_sign", Value::Text("KZ".into())),
    ];
    let elements = elements.map(|(name, value)| (name.to_owned(), value)).into();
    let mdoc = Mdoc::builder()
        .doc_type("org.iso.18013.5.1.mDL".into())
        .namespaces([("org.iso.18013.5.1".to_owned(), elements)].into())
        .validity_info(ValidityInfo {
            signed: at(now),
            valid_from: at(now),
            valid_until: at(now + 365 * 24 * 3600),
            expected_update: None,
        })
        .digest_algorithm(digest_algorithm)
        .device_key_info(DeviceKeyInfo { device_key, key_authorizations: None, key_info: None })
        .issue::<SigningKey, Signature>(
            X5Chain::builder()
                .with_der_certificate(&issuer.certificate)
                .expect("DER")
                .build()
                .expect("a chain"),
            key,
        )
        .expect("issued");
    let issued = IssuerSigned { namespaces: Some(mdoc.namespaces), issuer_auth: mdoc.issuer_auth };
    isomdl::cbor::to_vec(&issued).expect("written")
}
