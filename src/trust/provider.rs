use core::fmt;
use std::sync::Arc;

use super::TrustError;
use super::x509::{KeyInfo, public_key};
use crate::cose::{Algorithm, Header, PublicKey, SignatureError, Verifier};

/// Carries out signature algorithms that this library does not — GOST R 34.10 by a licensed provider — in certificate
/// chains, in revocation lists, and in what the certified keys sign. Give it to
/// [`TrustStore::set_provider`](crate::trust::TrustStore::set_provider).
pub trait SignatureProvider: fmt::Debug + Send + Sync {
    /// The algorithms it carries out.
    fn algorithms(&self) -> &[ForeignAlgorithm];

    /// Whether `signature` over `message` (not a digest of it) is that of `key`. [`SignatureError::Unanswered`] where that
    /// could not be found out — a token was pulled, a licence ended: the word is then "unknown", never "valid".
    ///
    /// `key` and `signature` are the contents of the BIT STRINGs a certificate holds them in, unchanged; in COSE the
    /// signature is the byte string as it came. For the algorithms of Kazakhstan's national centre the key's content is
    /// an OCTET STRING of two little-endian coordinates, and the signature two little-endian numbers, r and s.
    fn verify(
        &self,
        algorithm: &ForeignAlgorithm,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError>;
}

/// A signature algorithm that a [`SignatureProvider`] carries out, as certificates name it: byte for byte, since
/// parameters choose the curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignAlgorithm {
    /// For messages.
    pub name: &'static str,
    /// Of keys: the content of the AlgorithmIdentifier in SubjectPublicKeyInfo, parameters included, without its own tag
    /// and length (RFC 5280 §4.1.2.7).
    pub key: &'static [u8],
    /// Of signatures: the content of `signatureAlgorithm` (RFC 5280 §4.1.1.2), likewise.
    pub signature: &'static [u8],
    /// By which COSE identifier such keys sign documents; none is registered for GOST, so one of private use
    /// (RFC 9053 §11.1) that signers and verifiers agree on. `None`: certificates only.
    pub cose: Option<i64>,
}

impl ForeignAlgorithm {
    /// GOST R 34.10-2015 with keys of 512 bits on the curve the national centre writes as `1.2.398.3.10.1.1.2.2.1`
    /// (tc26-512-A), signature algorithm `1.2.398.3.10.1.1.2.3.2`.
    pub const KZ_GOST_2015_512: Self = Self {
        name: "GOST R 34.10-2015, 512 bits",
        key: &[
            0x06, 0x09, 0x2a, 0x83, 0x0e, 0x03, 0x0a, 0x01, 0x01, 0x02, 0x02, 0x30, 0x16, 0x06, 0x0a, 0x2a,
            0x83, 0x0e, 0x03, 0x0a, 0x01, 0x01, 0x02, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x83, 0x0e, 0x03, 0x0a,
            0x01, 0x03, 0x03,
        ],
        signature: &[0x06, 0x0a, 0x2a, 0x83, 0x0e, 0x03, 0x0a, 0x01, 0x01, 0x02, 0x03, 0x02, 0x05, 0x00],
        cose: None,
    };
}

/// A trusted signer's key: one of this library's algorithms, or a provider's.
#[derive(Clone, PartialEq, Eq)]
pub enum SignerKey {
    /// Checked here.
    Own(PublicKey),
    /// Checked by the store's provider.
    Provided(ProvidedKey),
    /// Of an algorithm that nobody here carries out: a trust list names it, and what it signed is not checked.
    Unsupported(UnsupportedKey),
}

/// A key of an algorithm that nobody here carries out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsupportedKey {
    algorithm: &'static str,
    /// The whole SubjectPublicKeyInfo.
    spki: Vec<u8>,
}

/// A key of an algorithm that a provider carries out, with the provider.
#[derive(Clone)]
pub struct ProvidedKey {
    provider: Arc<dyn SignatureProvider>,
    /// The whole SubjectPublicKeyInfo.
    spki: Vec<u8>,
}

impl UnsupportedKey {
    /// The algorithm's name.
    pub fn algorithm(&self) -> &'static str {
        self.algorithm
    }
}

impl SignerKey {
    /// The key of a SubjectPublicKeyInfo, where this library or the provider carries its algorithm out.
    pub(super) fn from_spki(
        spki: &[u8],
        provider: Option<&Arc<dyn SignatureProvider>>,
    ) -> Result<Self, TrustError> {
        let refused = match public_key(spki) {
            Err(error @ TrustError::Unsupported { .. }) => error,
            own => return own.map(Self::Own),
        };
        let provider = provider.ok_or_else(|| refused.clone())?;
        let info = KeyInfo::read(spki)?;
        if !provider.algorithms().iter().any(|algorithm| algorithm.key == info.algorithm) {
            return Err(refused);
        }
        Ok(Self::Provided(ProvidedKey { provider: provider.clone(), spki: spki.to_vec() }))
    }

    /// The same of a signer somebody names, whether its algorithm is carried out here or not.
    pub(super) fn named(
        spki: &[u8],
        provider: Option<&Arc<dyn SignatureProvider>>,
    ) -> Result<Self, TrustError> {
        match Self::from_spki(spki, provider) {
            Err(TrustError::Unsupported { algorithm }) => {
                Ok(Self::Unsupported(UnsupportedKey { algorithm, spki: spki.to_vec() }))
            }
            known => known,
        }
    }

    /// The key, where it is of one of this library's algorithms.
    pub fn own(&self) -> Option<&PublicKey> {
        if let Self::Own(key) = self { Some(key) } else { None }
    }

    /// The same key, ready to verify many signatures: [`PublicKey::prepared`]. A provider prepares its own.
    pub(super) fn prepared(self) -> Self {
        match self {
            Self::Own(key) => Self::Own(key.prepared()),
            other => other,
        }
    }

    /// The whole SubjectPublicKeyInfo, points uncompressed.
    pub(super) fn to_spki(&self) -> Result<Vec<u8>, TrustError> {
        match self {
            Self::Own(key) => Ok(key.to_spki()?),
            Self::Provided(key) => Ok(key.spki.clone()),
            Self::Unsupported(key) => Ok(key.spki.clone()),
        }
    }

    /// Whether the header's algorithm can be this key's.
    pub(super) fn fits(&self, header: &Header<'_>) -> bool {
        match (self, header.algorithm()) {
            (Self::Own(key), Some(algorithm)) => key.algorithm() == algorithm,
            (Self::Provided(_) | Self::Unsupported(_), Some(_)) => false,
            (_, None) => true,
        }
    }
}

impl From<PublicKey> for SignerKey {
    fn from(key: PublicKey) -> Self {
        Self::Own(key)
    }
}

impl PartialEq<PublicKey> for SignerKey {
    fn eq(&self, other: &PublicKey) -> bool {
        self.own() == Some(other)
    }
}

impl Verifier for SignerKey {
    fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        match self {
            Self::Own(key) => key.verify(algorithm, message, signature),
            // Whatever it is, it is not this key's.
            Self::Provided(_) | Self::Unsupported(_) => Err(SignatureError::Untrue),
        }
    }

    fn verify_other(&self, label: i64, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        match self {
            Self::Own(key) => key.verify_other(label, message, signature),
            Self::Provided(key) => key.verify(label, message, signature),
            Self::Unsupported(key) => Err(SignatureError::Unsupported { algorithm: key.algorithm }),
        }
    }
}

impl ProvidedKey {
    fn verify(&self, label: i64, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        // It was read when the key was made.
        let info = KeyInfo::read(&self.spki).map_err(|_| SignatureError::Untrue)?;
        let mut of_key =
            self.provider.algorithms().iter().filter(|algorithm| algorithm.key == info.algorithm);
        if let Some(algorithm) = of_key.clone().find(|algorithm| algorithm.cose == Some(label)) {
            return self.provider.verify(algorithm, info.key, message, signature);
        }
        let algorithm = of_key.next().map_or("a provider's", |algorithm| algorithm.name);
        Err(SignatureError::Unsupported { algorithm })
    }
}

impl PartialEq for ProvidedKey {
    fn eq(&self, other: &Self) -> bool {
        self.spki == other.spki
    }
}

impl Eq for ProvidedKey {}

impl fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own(key) => key.fmt(f),
            Self::Provided(key) => key.fmt(f),
            Self::Unsupported(key) => key.fmt(f),
        }
    }
}

impl fmt::Debug for ProvidedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProvidedKey({:?})", self.provider)
    }
}
