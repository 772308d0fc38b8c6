use p256::ecdsa::signature::Signer as _;
use thiserror::Error;
use zeroize::Zeroizing;

use super::{Algorithm, CoseError, PublicKey, algorithm};
use crate::id::KeyId;

/// Something that signs: a key in this process, or a chip that never gives it out.
pub trait Signer {
    /// The algorithm of its signatures.
    fn algorithm(&self) -> Algorithm;

    /// How verifiers look its key up, where they do not by certificate.
    fn key_id(&self) -> Option<KeyId> {
        None
    }

    /// Its certificate chain, DER, its own first, without the anchor. Empty where the key is known by id.
    fn certificate_chain(&self) -> &[Vec<u8>] {
        &[]
    }

    /// Signs `message` (not a digest of it), giving the signature as COSE writes it: `r‖s`, or Ed25519's 64 bytes.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError>;
}

/// Something that checks signatures: a public key here, or an integrator's licensed provider.
pub trait Verifier {
    /// Whether `signature`, as COSE writes it, is this key's over `message` by `algorithm`.
    fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> Result<(), SignatureError>;

    /// The same by an algorithm this library does not carry out, by its COSE identifier: what an integrator's licensed
    /// provider overrides. By default such a signature is not checked, and the error names the algorithm.
    fn verify_other(&self, label: i64, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let _ = (message, signature);
        Err(SignatureError::Unsupported { algorithm: algorithm::name_of(label) })
    }
}

/// Why nothing was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SignError {
    /// The holder of the key declined: a person cancelled the prompt, or a policy forbids it.
    #[error("signing was declined by the holder of the key")]
    Declined,
    /// The key is gone or locked.
    #[error("the signing key is not available")]
    Unavailable,
    /// The provider failed otherwise.
    #[error("the signing provider failed")]
    Failed,
    /// What the provider gave is no signature of its key over the message.
    #[error(
        "the signing provider's signature is not true: ECDSA with SHA-256 over the message itself is wanted, as DER or r‖s"
    )]
    Untrue,
}

/// Why a signature was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// Checked, and not true.
    #[error("the signature is not true")]
    Untrue,
    /// Not checked: this library does not carry the algorithm out.
    #[error("algorithm not supported: {algorithm}")]
    Unsupported {
        /// Its registered name.
        algorithm: &'static str,
    },
    /// Not checked: the provider that carries the algorithm out did not answer.
    #[error("the provider of the signature's algorithm did not answer")]
    Unanswered,
    /// The key is for another algorithm.
    #[error("the key is for {key}, the signature is {signature}")]
    OtherAlgorithm {
        /// The key's.
        key: Algorithm,
        /// The signature's.
        signature: Algorithm,
    },
}

impl SignatureError {
    /// Whether it leaves open what the signature is: nobody checked it. One of an algorithm that does not exist is none.
    pub fn leaves_open(&self) -> bool {
        match self {
            Self::Unsupported { algorithm } => *algorithm != algorithm::UNREGISTERED,
            Self::Unanswered => true,
            _ => false,
        }
    }
}

/// A signing key in memory, wiped when dropped: for services that keep keys in software, for examples and for tests.
/// ECDSA is deterministic (RFC 6979), so it needs no randomness.
pub struct SoftwareSigner {
    key: Key,
    key_id: Option<KeyId>,
    chain: Vec<Vec<u8>>,
}

enum Key {
    Es256(p256::ecdsa::SigningKey),
    Es384(p384::ecdsa::SigningKey),
    EdDsa(ed25519_dalek::SigningKey),
}

impl SoftwareSigner {
    /// From a secret scalar (32 bytes for ES256, 48 for ES384) or seed (32 bytes for Ed25519).
    pub fn from_secret(algorithm: Algorithm, secret: &[u8]) -> Result<Self, CoseError> {
        let wrong = |_| CoseError::Key { what: "the secret has a wrong length or value" };
        let key = match algorithm {
            Algorithm::Es256 => Key::Es256(p256::ecdsa::SigningKey::from_slice(secret).map_err(wrong)?),
            Algorithm::Es384 => Key::Es384(p384::ecdsa::SigningKey::from_slice(secret).map_err(wrong)?),
            Algorithm::EdDsa => {
                let seed: Zeroizing<[u8; 32]> = Zeroizing::new(
                    secret.try_into().map_err(|_| CoseError::Key { what: "the seed has a wrong length" })?,
                );
                Key::EdDsa(ed25519_dalek::SigningKey::from_bytes(&seed))
            }
        };
        let mut signer = Self { key, key_id: None, chain: Vec::new() };
        signer.key_id = Some(signer.public_key().key_id());
        Ok(signer)
    }

    /// Signs under this certificate chain from now on (DER, own certificate first, no anchor).
    #[must_use]
    pub fn with_certificate_chain(mut self, chain: Vec<Vec<u8>>) -> Self {
        self.chain = chain;
        self
    }

    /// The public half.
    pub fn public_key(&self) -> PublicKey {
        match &self.key {
            Key::Es256(key) => PublicKey::from_p256(*key.verifying_key()),
            Key::Es384(key) => PublicKey::from_p384(*key.verifying_key()),
            Key::EdDsa(key) => PublicKey::from_ed25519(key.verifying_key()),
        }
    }
}

impl Signer for SoftwareSigner {
    fn algorithm(&self) -> Algorithm {
        match self.key {
            Key::Es256(_) => Algorithm::Es256,
            Key::Es384(_) => Algorithm::Es384,
            Key::EdDsa(_) => Algorithm::EdDsa,
        }
    }

    fn key_id(&self) -> Option<KeyId> {
        self.key_id.clone()
    }

    fn certificate_chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        Ok(match &self.key {
            Key::Es256(key) => {
                let signature: p256::ecdsa::Signature =
                    key.try_sign(message).map_err(|_| SignError::Failed)?;
                signature.to_vec()
            }
            Key::Es384(key) => {
                let signature: p384::ecdsa::Signature =
                    key.try_sign(message).map_err(|_| SignError::Failed)?;
                signature.to_vec()
            }
            Key::EdDsa(key) => key.try_sign(message).map_err(|_| SignError::Failed)?.to_vec(),
        })
    }
}

impl core::fmt::Debug for SoftwareSigner {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "SoftwareSigner({}, {:?})", self.algorithm(), self.key_id)
    }
}
