//! A sample certification authority, its certificates made with rcgen over the library's own signers.

use qujat::cose::{Algorithm, Signer, SoftwareSigner};
use qujat::random::RandomSource;
use qujat::time::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PublicKeyData, SignatureAlgorithm, SigningKey,
};
use time::OffsetDateTime;

use crate::common::{Failure, OsRandom};

/// An authority that certifies document signers (ISO/IEC 18013-5 Annex B).
pub struct Authority {
    params: CertificateParams,
    signer: SoftwareSigner,
    /// Its own certificate, DER.
    pub der: Vec<u8>,
}

impl Authority {
    /// Certifies itself.
    pub fn make(
        name: &str,
        signer: SoftwareSigner,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Self, Failure> {
        let mut params = params(name, from, until)?;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let der = params.self_signed(&Key::of(&signer)?)?.der().to_vec();
        Ok(Self { params, signer, der })
    }

    /// Certifies a document signer of the body with this BIN.
    pub fn certify(
        &self,
        name: &str,
        bin: &str,
        signer: &SoftwareSigner,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<u8>, Failure> {
        let mut params = params(name, from, until)?;
        params.distinguished_name.push(DnType::OrganizationalUnitName, format!("BIN{bin}"));
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        // ISO/IEC 18013-5 §B.1.4: signer of mobile documents.
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::Other(vec![1, 0, 18013, 5, 1, 2])];
        params.use_authority_key_identifier_extension = true;
        let issuer = Issuer::from_params(&self.params, Key::of(&self.signer)?);
        Ok(params.signed_by(&Key::of(signer)?, &issuer)?.der().to_vec())
    }
}

fn params(name: &str, from: Timestamp, until: Timestamp) -> Result<CertificateParams, Failure> {
    let mut params = CertificateParams::default();
    // RFC 5280 §4.1.2.2: positive, at most twenty bytes.
    let mut serial = [0; 16];
    OsRandom.fill(&mut serial)?;
    params.serial_number = Some([&[1], serial.as_slice()].concat().into());
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CountryName, "KZ");
    params.distinguished_name.push(DnType::CommonName, name);
    let instant = |at: Timestamp| OffsetDateTime::from_unix_timestamp(at.unix());
    let out_of_range = |_| Failure("a certificate's time is out of range".into());
    params.not_before = instant(from).map_err(out_of_range)?;
    params.not_after = instant(until).map_err(out_of_range)?;
    Ok(params)
}

/// A P-256 signer as rcgen wants it.
struct Key<'a> {
    signer: &'a SoftwareSigner,
    point: Vec<u8>,
}

impl<'a> Key<'a> {
    fn of(signer: &'a SoftwareSigner) -> Result<Self, Failure> {
        if signer.algorithm() != Algorithm::Es256 {
            return Err(Failure("the sample authority certifies P-256 keys".into()));
        }
        let spki = signer.public_key().to_spki()?;
        // The uncompressed point is the end of a SubjectPublicKeyInfo.
        let point = spki.get(spki.len().saturating_sub(65)..).unwrap_or_default().to_vec();
        Ok(Self { signer, point })
    }
}

impl PublicKeyData for Key<'_> {
    fn der_bytes(&self) -> &[u8] {
        &self.point
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}

impl SigningKey for Key<'_> {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let failed = |_| rcgen::Error::RemoteKeyError;
        let signature = self.signer.sign(message).map_err(|_| rcgen::Error::RemoteKeyError)?;
        let signature = p256::ecdsa::Signature::from_slice(&signature).map_err(failed)?;
        Ok(signature.to_der().as_bytes().to_vec())
    }
}
