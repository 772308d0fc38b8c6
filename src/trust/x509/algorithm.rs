//! Signature algorithms of certificates, in pure Rust, as rustls-webpki asks for them.

use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use sha2::{Digest, Sha256, Sha384, Sha512};

/// What a chain may be signed with: ECDSA on P-256 and P-384 with SHA-256, SHA-384 or SHA-512 — authorities mix them
/// freely — and Ed25519, strict.
pub(super) static SUPPORTED: &[&dyn SignatureVerificationAlgorithm] = &[
    &Ecdsa { curve: Curve::P256, hash: Hash::Sha256 },
    &Ecdsa { curve: Curve::P384, hash: Hash::Sha384 },
    &Ecdsa { curve: Curve::P384, hash: Hash::Sha256 },
    &Ecdsa { curve: Curve::P384, hash: Hash::Sha512 },
    &Ecdsa { curve: Curve::P256, hash: Hash::Sha384 },
    &Ecdsa { curve: Curve::P256, hash: Hash::Sha512 },
    &Ed25519,
];

#[derive(Debug)]
struct Ecdsa {
    curve: Curve,
    hash: Hash,
}

#[derive(Debug, Clone, Copy)]
enum Curve {
    P256,
    P384,
}

#[derive(Debug, Clone, Copy)]
enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

#[derive(Debug)]
struct Ed25519;

impl SignatureVerificationAlgorithm for Ecdsa {
    /// RFC 3279 §2.2.3: the signature is DER, and must be.
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        match self.hash {
            Hash::Sha256 => self.verify_hash(public_key, &Sha256::digest(message), signature),
            Hash::Sha384 => self.verify_hash(public_key, &Sha384::digest(message), signature),
            Hash::Sha512 => self.verify_hash(public_key, &Sha512::digest(message), signature),
        }
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        match self.curve {
            Curve::P256 => alg_id::ECDSA_P256,
            Curve::P384 => alg_id::ECDSA_P384,
        }
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        match self.hash {
            Hash::Sha256 => alg_id::ECDSA_SHA256,
            Hash::Sha384 => alg_id::ECDSA_SHA384,
            Hash::Sha512 => alg_id::ECDSA_SHA512,
        }
    }
}

impl Ecdsa {
    fn verify_hash(&self, public_key: &[u8], hash: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        match self.curve {
            Curve::P256 => {
                let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(public_key).map_err(invalid)?;
                let signature = p256::ecdsa::Signature::from_der(signature).map_err(invalid)?;
                key.verify_prehash(hash, &signature).map_err(invalid)
            }
            Curve::P384 => {
                let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(public_key).map_err(invalid)?;
                let signature = p384::ecdsa::Signature::from_der(signature).map_err(invalid)?;
                key.verify_prehash(hash, &signature).map_err(invalid)
            }
        }
    }
}

impl SignatureVerificationAlgorithm for Ed25519 {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let key = public_key.try_into().map_err(|_| InvalidSignature)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(key).map_err(invalid)?;
        let signature = ed25519_dalek::Signature::from_slice(signature).map_err(invalid)?;
        key.verify_strict(message, &signature).map_err(invalid)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ED25519
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ED25519
    }
}

fn invalid(_: p256::ecdsa::signature::Error) -> InvalidSignature {
    InvalidSignature
}

/// The name of the algorithm an AlgorithmIdentifier's content asks for, for messages: the object identifier of the
/// algorithm and, of an elliptic-curve key, of its curve.
pub(super) fn name_of(algorithm: &[u8], curve: Option<&[u8]>) -> &'static str {
    let is = |entry: &&(&[u8], &'static str)| algorithm == entry.0 || curve == Some(entry.0);
    // The curve says more than "elliptic-curve key", so it comes first in the table.
    if let Some((_, name)) = NAMES.iter().find(is) {
        return name;
    }
    // Families that are known by their first arcs.
    let family = |entry: &&(&[u8], &'static str)| algorithm.starts_with(entry.0);
    FAMILIES.iter().find(family).map_or("an unregistered one", |(_, name)| name)
}

const NAMES: &[(&[u8], &str)] = &[
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07], "an elliptic-curve key on P-256"),
    (&[0x2b, 0x81, 0x04, 0x00, 0x22], "an elliptic-curve key on P-384"),
    (&[0x2b, 0x81, 0x04, 0x00, 0x23], "an elliptic-curve key on P-521"),
    (&[0x2b, 0x81, 0x04, 0x00, 0x0a], "an elliptic-curve key on secp256k1"),
    (&[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07], "an elliptic-curve key on brainpoolP256r1"),
    (&[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x09], "an elliptic-curve key on brainpoolP320r1"),
    (&[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0b], "an elliptic-curve key on brainpoolP384r1"),
    (&[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0d], "an elliptic-curve key on brainpoolP512r1"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01], "an elliptic-curve key on another curve"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01], "ECDSA with SHA-1"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x01], "ECDSA with SHA-224"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02], "ECDSA with SHA-256"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03], "ECDSA with SHA-384"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04], "ECDSA with SHA-512"),
    (&[0x2b, 0x65, 0x70], "Ed25519"),
    (&[0x2b, 0x65, 0x71], "Ed448"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a], "RSA-PSS"),
];

const FAMILIES: &[(&[u8], &str)] = &[
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01], "RSA"),
    // 1.2.398.3.10.1.1, the national arc; 1.2.643 and 1.2.398.3 hold the profiles of GOST R 34.10 in use.
    (&[0x2a, 0x83, 0x0e, 0x03, 0x0a, 0x01, 0x01], "GOST 34.10"),
    (&[0x2a, 0x85, 0x03], "GOST 34.10"),
];
