//! A signer of ours as rcgen wants it, so that invented certificates are made without rcgen's own cryptography.

use qujat::cose::{CoseError, Signer as _, SoftwareSigner};
use rcgen::{PKCS_ED25519, PublicKeyData, SignatureAlgorithm, SigningKey};

/// An Ed25519 key.
pub(crate) struct CertifiedKey {
    pub(crate) signer: SoftwareSigner,
    raw: Vec<u8>,
}

impl CertifiedKey {
    /// Of a signer for Ed25519; of another its certificates are nobody's.
    pub(crate) fn of(signer: SoftwareSigner) -> Result<Self, CoseError> {
        let spki = signer.public_key().to_spki()?;
        // The key is the end of a SubjectPublicKeyInfo.
        Ok(Self { raw: spki.get(spki.len().saturating_sub(32)..).unwrap_or_default().to_vec(), signer })
    }
}

impl PublicKeyData for CertifiedKey {
    fn der_bytes(&self) -> &[u8] {
        &self.raw
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ED25519
    }
}

impl SigningKey for CertifiedKey {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        self.signer.sign(message).map_err(|_| rcgen::Error::RemoteKeyError)
    }
}
