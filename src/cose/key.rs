use core::fmt;

use p256::ecdsa::signature::Verifier as _;
use p256::pkcs8::{DecodePublicKey, EncodePublicKey};
use sha2::{Digest, Sha256};

use super::{Algorithm, CoseError, SignatureError, Verifier, es256};
use crate::cbor::{self, Decoder, Kind, Value};
use crate::id::KeyId;

/// A public key that checks signatures: P-256, P-384 or Ed25519. A value that exists is a point on its curve.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(Key);

#[derive(Clone, PartialEq, Eq)]
enum Key {
    P256(es256::Key),
    P384(p384::ecdsa::VerifyingKey),
    Ed25519(ed25519_dalek::VerifyingKey),
}

impl PublicKey {
    /// Reads a COSE_Key (RFC 9053 §7): EC2 on P-256 or P-384, `y` full or as a sign; OKP on Ed25519.
    pub fn from_cose(bytes: &[u8]) -> Result<Self, CoseError> {
        let mut decoder = Decoder::new(bytes);
        let key = Self::read_cose(&mut decoder)?;
        decoder.finish()?;
        Ok(key)
    }

    /// Reads a COSE_Key where it stands inside a larger structure.
    pub(crate) fn read_cose(decoder: &mut Decoder<'_>) -> Result<Self, CoseError> {
        let (mut kty, mut crv, mut x, mut y, mut y_sign) = (None, None, None, None, None);
        let mut map = decoder.map()?;
        while let Some(mut key) = decoder.key(&mut map)? {
            match if matches!(key.peek()?, Kind::Text) { 0 } else { key.integer()? } {
                KTY if decoder.peek()? == Kind::Unsigned => kty = Some(decoder.unsigned()?),
                CRV if decoder.peek()? == Kind::Unsigned => crv = Some(decoder.unsigned()?),
                X => x = Some(decoder.bytes()?),
                Y if decoder.peek()? == Kind::Bool => y_sign = Some(decoder.boolean()?),
                Y => y = Some(decoder.bytes()?),
                _ => {
                    decoder.skip()?;
                }
            }
        }
        let size = match (kty, crv) {
            (Some(KTY_EC2), Some(CRV_P256)) => 32,
            (Some(KTY_EC2), Some(CRV_P384)) => 48,
            (Some(KTY_OKP), Some(CRV_ED25519)) => {
                return Self::from_ed25519_bytes(&x.ok_or(CoseError::Key { what: "x is missing" })?);
            }
            (kty, crv) => return Err(unsupported(kty, crv)),
        };
        let x = x.ok_or(CoseError::Key { what: "x is missing" })?;
        if x.len() != size || y.as_ref().is_some_and(|y| y.len() != size) {
            return Err(CoseError::Key { what: "a coordinate has a wrong length" });
        }
        let mut sec1 = vec![match (&y, y_sign) {
            (Some(_), None) => 4,
            (None, Some(sign)) => 2 + u8::from(sign),
            _ => return Err(CoseError::Key { what: "y is missing" }),
        }];
        sec1.extend_from_slice(&x);
        sec1.extend_from_slice(&y.unwrap_or_default());
        Self::from_sec1(&sec1)
    }

    /// Reads a SEC 1 point of P-256 or P-384, compressed or not.
    pub fn from_sec1(bytes: &[u8]) -> Result<Self, CoseError> {
        let off = |_| CoseError::Key { what: "not a point on its curve" };
        match bytes.len() {
            33 | 65 => p256::ecdsa::VerifyingKey::from_sec1_bytes(bytes).map(Self::from_p256).map_err(off),
            49 | 97 => p384::ecdsa::VerifyingKey::from_sec1_bytes(bytes).map(Self::from_p384).map_err(off),
            _ => Err(CoseError::Key { what: "a point has a wrong length" }),
        }
    }

    /// Reads a DER SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), as certificates and `PUBLIC KEY` PEM files hold it.
    pub fn from_spki(der: &[u8]) -> Result<Self, CoseError> {
        p256::ecdsa::VerifyingKey::from_public_key_der(der)
            .map(Self::from_p256)
            .or_else(|_| p384::ecdsa::VerifyingKey::from_public_key_der(der).map(Self::from_p384))
            .or_else(|_| ed25519_dalek::VerifyingKey::from_public_key_der(der).map(Self::from_ed25519))
            .map_err(|_| CoseError::Key { what: "not a public key of P-256, P-384 or Ed25519" })
    }

    /// Reads 32 bytes of Ed25519.
    pub fn from_ed25519_bytes(bytes: &[u8]) -> Result<Self, CoseError> {
        let bytes = bytes.try_into().map_err(|_| CoseError::Key { what: "an Ed25519 key has 32 bytes" })?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes)
            .map_err(|_| CoseError::Key { what: "not a point on its curve" })?;
        if key.is_weak() {
            return Err(CoseError::Key { what: "an Ed25519 key of small order" });
        }
        Ok(Self::from_ed25519(key))
    }

    /// The point, for agreeing on a secret with it (ISO/IEC 18013-5 §9.1.3.5); `None` where it is not on P-256.
    pub(crate) fn as_p256(&self) -> Option<p256::PublicKey> {
        if let Key::P256(key) = &self.0 { Some(key.key().into()) } else { None }
    }

    pub(super) fn from_p256(key: p256::ecdsa::VerifyingKey) -> Self {
        Self(Key::P256(es256::Key::new(key)))
    }

    pub(super) fn from_p384(key: p384::ecdsa::VerifyingKey) -> Self {
        Self(Key::P384(key))
    }

    pub(super) fn from_ed25519(key: ed25519_dalek::VerifyingKey) -> Self {
        Self(Key::Ed25519(key))
    }

    /// The same key, ready to verify many signatures: one on P-256 takes a third of the time then, for a table of 8 KiB that
    /// the first verification fills and copies share. The answers are the same. A [`crate::trust::TrustStore`] does this to
    /// the keys it is given.
    #[must_use]
    pub fn prepared(self) -> Self {
        match self.0 {
            Key::P256(key) => Self(Key::P256(key.prepared())),
            other => Self(other),
        }
    }

    /// The algorithm this key's signatures are made by.
    pub fn algorithm(&self) -> Algorithm {
        match self.0 {
            Key::P256(_) => Algorithm::Es256,
            Key::P384(_) => Algorithm::Es384,
            Key::Ed25519(_) => Algorithm::EdDsa,
        }
    }

    /// The COSE_Key with its required members only, deterministically encoded.
    pub fn to_cose(&self) -> Value {
        let ec2 = |crv: u64, point: &[u8]| {
            // An uncompressed point: 04, then the halves.
            let (x, y) = point.get(1..).map(|xy| xy.split_at(xy.len() / 2)).unwrap_or_default();
            vec![
                (Value::from(KTY), Value::from(KTY_EC2)),
                (Value::from(CRV), Value::from(crv)),
                (Value::from(X), Value::from(x)),
                (Value::from(Y), Value::from(y)),
            ]
        };
        Value::Map(match &self.0 {
            Key::P256(key) => ec2(CRV_P256, key.key().to_sec1_point(false).as_bytes()),
            Key::P384(key) => ec2(CRV_P384, key.to_sec1_point(false).as_bytes()),
            Key::Ed25519(key) => vec![
                (Value::from(KTY), Value::from(KTY_OKP)),
                (Value::from(CRV), Value::from(CRV_ED25519)),
                (Value::from(X), Value::from(key.as_bytes().as_slice())),
            ],
        })
    }

    /// The DER SubjectPublicKeyInfo.
    pub fn to_spki(&self) -> Result<Vec<u8>, CoseError> {
        match &self.0 {
            Key::P256(key) => key.key().to_public_key_der(),
            Key::P384(key) => key.to_public_key_der(),
            Key::Ed25519(key) => key.to_public_key_der(),
        }
        .map(|der| der.as_bytes().to_vec())
        .map_err(|_| CoseError::Key { what: "cannot be written as SubjectPublicKeyInfo" })
    }

    /// The first eight bytes of the COSE Key Thumbprint (RFC 9679, SHA-256): how our own lists name keys.
    pub fn key_id(&self) -> KeyId {
        let thumbprint = Sha256::digest(cbor::encode(&self.to_cose()).unwrap_or_default());
        // Eight of 32 bytes: within a key id's 1 to 64, so the fall-back is out of reach.
        KeyId::from_bytes(thumbprint.get(..8).unwrap_or(&[0])).unwrap_or_else(|_| unreachable!("8 bytes"))
    }
}

impl Verifier for PublicKey {
    fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        if algorithm != self.algorithm() {
            return Err(SignatureError::OtherAlgorithm { key: self.algorithm(), signature: algorithm });
        }
        let untrue = |_| SignatureError::Untrue;
        match &self.0 {
            Key::P256(key) => {
                let signature = p256::ecdsa::Signature::from_slice(signature).map_err(untrue)?;
                if key.verify(&Sha256::digest(message), &signature) {
                    Ok(())
                } else {
                    Err(SignatureError::Untrue)
                }
            }
            Key::P384(key) => {
                let signature = p384::ecdsa::Signature::from_slice(signature).map_err(untrue)?;
                key.verify(message, &signature).map_err(untrue)
            }
            Key::Ed25519(key) => {
                let signature = ed25519_dalek::Signature::from_slice(signature).map_err(untrue)?;
                key.verify_strict(message, &signature).map_err(untrue)
            }
        }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({}, {})", self.algorithm(), self.key_id())
    }
}

/// A key type and curve without a signature algorithm here: by name where it has one, so that a reader learns that
/// another library may well carry it out.
fn unsupported(kty: Option<u64>, crv: Option<u64>) -> CoseError {
    let algorithm = match (kty, crv) {
        (Some(KTY_EC2), Some(3)) => "ECDSA on P-521",
        (Some(KTY_EC2), Some(8)) => "ECDSA on secp256k1",
        (Some(KTY_EC2), Some(256..=259)) => "ECDSA on a brainpool curve",
        (Some(KTY_OKP), Some(7)) => "Ed448",
        (Some(3), _) => "RSA",
        _ => return CoseError::Key { what: "not an EC2 key on P-256 or P-384 nor an OKP key on Ed25519" },
    };
    SignatureError::Unsupported { algorithm }.into()
}

const KTY: i64 = 1;
const CRV: i64 = -1;
const X: i64 = -2;
const Y: i64 = -3;
const KTY_OKP: u64 = 1;
const KTY_EC2: u64 = 2;
const CRV_P256: u64 = 1;
const CRV_P384: u64 = 2;
const CRV_ED25519: u64 = 6;
