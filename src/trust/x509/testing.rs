//! Certificates for tests, made with rcgen over our own signers: no provider written in C.

use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PublicKeyData,
    SignatureAlgorithm, SigningKey,
};

use crate::cose::{Algorithm, Signer, SoftwareSigner};
use crate::time::Timestamp;

/// A certificate, its key, and what it would sign others with.
pub(crate) struct Authority {
    pub(crate) params: CertificateParams,
    pub(crate) key: Key,
    pub(crate) der: Vec<u8>,
}

pub(crate) struct Key {
    pub(crate) signer: SoftwareSigner,
    raw: Vec<u8>,
    algorithm: &'static SignatureAlgorithm,
}

impl Key {
    pub(crate) fn new(algorithm: Algorithm, seed: u8) -> Self {
        let length = if algorithm == Algorithm::Es384 { 48 } else { 32 };
        let signer = SoftwareSigner::from_secret(algorithm, &[seed; 48][..length]).expect("a secret");
        let spki = signer.public_key().to_spki().expect("DER");
        let (algorithm, length): (&'static SignatureAlgorithm, usize) = match algorithm {
            Algorithm::Es256 => (&PKCS_ECDSA_P256_SHA256, 65),
            Algorithm::Es384 => (&PKCS_ECDSA_P384_SHA384, 97),
            Algorithm::EdDsa => (&PKCS_ED25519, 32),
        };
        Self { signer, raw: spki[spki.len() - length..].to_vec(), algorithm }
    }

    /// A key that claims to be of an algorithm nobody here carries out; its signatures are noise.
    pub(crate) fn pretending(algorithm: &'static SignatureAlgorithm) -> Self {
        Self { algorithm, ..Self::new(Algorithm::Es256, 77) }
    }
}

impl PublicKeyData for Key {
    fn der_bytes(&self) -> &[u8] {
        &self.raw
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.algorithm
    }
}

impl SigningKey for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let raw = self.signer.sign(message).expect("signed");
        Ok(match self.signer.algorithm() {
            Algorithm::Es256 => {
                p256::ecdsa::Signature::from_slice(&raw).expect("a signature").to_der().as_bytes().to_vec()
            }
            Algorithm::Es384 => {
                p384::ecdsa::Signature::from_slice(&raw).expect("a signature").to_der().as_bytes().to_vec()
            }
            Algorithm::EdDsa => raw,
        })
    }
}

pub(crate) const FROM: &str = "2026-06-01T00:00:00Z";
/// The last second of the certificates made here: 457 days, the most that ISO/IEC 18013-5 §B.1.4 lets a signer have.
pub(crate) const LAST: &str = "2027-08-31T23:59:59Z";

pub(crate) fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect(text)
}

fn instant(text: &str) -> time::OffsetDateTime {
    time::OffsetDateTime::from_unix_timestamp(at(text).unix()).expect(text)
}

pub(crate) fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.serial_number = Some(vec![1, 2, 3].into());
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CountryName, "KZ");
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = instant(FROM);
    params.not_after = instant(LAST);
    params
}

/// The parameters of an authority's certificate.
pub(crate) fn authority_params(name: &str) -> CertificateParams {
    let mut params = params(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// The parameters of a document signer's certificate.
pub(crate) fn signer_params(name: &str) -> CertificateParams {
    let mut params = params(name);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::Other(vec![1, 0, 18013, 5, 1, 2])];
    params
}

pub(crate) fn with_dates(mut params: CertificateParams, from: &str, last: &str) -> CertificateParams {
    params.not_before = instant(from);
    params.not_after = instant(last);
    params
}

pub(crate) fn with_extension(
    mut params: CertificateParams,
    oid: &[u64],
    content: &[u8],
) -> CertificateParams {
    params.custom_extensions.push(CustomExtension::from_oid_content(oid, content.to_vec()));
    params
}

/// What a revocation list says.
pub(crate) struct Revoking<'a> {
    pub(crate) from: &'a str,
    pub(crate) until: &'a str,
    /// Serials, and since when.
    pub(crate) serials: &'a [(&'a [u8], &'a str)],
    pub(crate) point: Option<rcgen::CrlIssuingDistributionPoint>,
}

impl Revoking<'_> {
    /// Of a month around the tests' now, naming nobody.
    pub(crate) const NOBODY: Self =
        Revoking { from: "2027-05-20T00:00:00Z", until: "2027-06-20T00:00:00Z", serials: &[], point: None };
}

impl Authority {
    /// Its revocation list.
    pub(crate) fn revokes(&self, what: &Revoking<'_>) -> Vec<u8> {
        let revoked = |(serial, since): &(&[u8], &str)| rcgen::RevokedCertParams {
            serial_number: serial.to_vec().into(),
            revocation_time: instant(since),
            reason_code: Some(rcgen::RevocationReason::KeyCompromise),
            invalidity_date: None,
        };
        let params = rcgen::CertificateRevocationListParams {
            this_update: instant(what.from),
            next_update: instant(what.until),
            crl_number: vec![1].into(),
            issuing_distribution_point: what.point.clone(),
            revoked_certs: what.serials.iter().map(revoked).collect(),
            key_identifier_method: rcgen::KeyIdMethod::PreSpecified(vec![1]),
        };
        let issuer = Issuer::from_params(&self.params, &self.key);
        params.signed_by(&issuer).expect("made").der().to_vec()
    }

    /// Signed by itself.
    pub(crate) fn root(params: CertificateParams, key: Key) -> Self {
        let der = params.self_signed(&key).expect("made").der().to_vec();
        Self { params, key, der }
    }

    /// Certifies another key.
    pub(crate) fn certify(&self, params: CertificateParams, key: Key) -> Self {
        let issuer = Issuer::from_params(&self.params, &self.key);
        let der = params.signed_by(&key, &issuer).expect("made").der().to_vec();
        Self { params, key, der }
    }
}
