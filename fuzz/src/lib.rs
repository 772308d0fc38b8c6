//! What the fuzz targets share: how to reach what lies behind a signature, and whom they trust.

use qujat::cbor::{self, Value};
use qujat::cose::{
    Algorithm, Purpose, SignError, SignatureError, Signer, SoftwareSigner, Unsigned, Verifier,
};
use qujat::document::mdoc;
use qujat::id::KeyId;
use qujat::random::RandomError;
use qujat::text::LocalText;
use qujat::time::Timestamp;
use qujat::trust::{Issuer, TrustGround, TrustStore};

/// Finds every signature true, so that what is read only after one is reached by noise.
pub struct Gullible;

impl Verifier for Gullible {
    fn verify(&self, _: Algorithm, _: &[u8], _: &[u8]) -> Result<(), SignatureError> {
        Ok(())
    }
}

/// Signs with zeros: for [`Gullible`].
pub struct Nobody;

impl Signer for Nobody {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDsa
    }

    fn key_id(&self) -> Option<KeyId> {
        KeyId::from_bytes(b"nobody").ok()
    }

    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, SignError> {
        Ok(vec![0; 64])
    }
}

/// Signs with zeros under a certificate chain: for what is asked of the chain alone.
pub struct Certified(pub Vec<Vec<u8>>);

impl Signer for Certified {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDsa
    }

    fn certificate_chain(&self) -> &[Vec<u8>] {
        &self.0
    }

    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, SignError> {
        Ok(vec![0; 64])
    }
}

/// `payload` signed by [`Nobody`].
pub fn signed(purpose: Purpose, payload: &[u8]) -> Vec<u8> {
    Unsigned { purpose, payload }.sign(&Nobody).expect("nobody signs anything")
}

/// The one whose key [`trust`] holds.
pub fn issuer() -> SoftwareSigner {
    SoftwareSigner::from_secret(Algorithm::EdDsa, &[1; 32]).expect("a seed")
}

/// Trusts [`issuer`], and the authority with this certificate.
pub fn trust(anchor: &[u8]) -> TrustStore {
    let mut trust = TrustStore::new();
    let name = LocalText { en: "Issuer".into(), ..LocalText::default() };
    trust
        .add_signer_key(issuer().public_key(), Issuer { name, bin: None, ground: TrustGround::Signer })
        .expect("a key");
    trust.add_anchor(anchor).expect("an anchor");
    trust
}

/// When everything in the seeds is in force.
pub fn now() -> Timestamp {
    Timestamp::parse("2026-06-01T00:00:00Z").expect("a time")
}

/// The same bytes each time.
pub fn random(out: &mut [u8]) -> Result<(), RandomError> {
    for (byte, count) in out.iter_mut().zip(1..) {
        *byte = count;
    }
    Ok(())
}

/// The document of any elements whatever, under one namespace, signed by `signer` for the year of [`now`].
pub fn document(doc_type: &str, elements: &[(String, Value)], signer: &dyn Signer) -> Vec<u8> {
    let text = |text: &str| Value::from(text);
    let map = |members: &[(&str, Value)]| {
        Value::Map(members.iter().map(|(key, value)| (text(key), value.clone())).collect())
    };
    let embed = |value: &Value| {
        Value::Tag(24, Box::new(Value::Bytes(cbor::encode(value).expect("no key stands twice"))))
    };
    let (mut items, mut digests) = (Vec::new(), Vec::new());
    for (id, (identifier, value)) in (0_u64..).zip(elements) {
        let item = embed(&map(&[
            ("random", Value::Bytes(vec![7; 16])),
            ("digestID", id.into()),
            ("elementIdentifier", text(identifier)),
            ("elementValue", value.clone()),
        ]));
        let digest = mdoc::digest(&cbor::encode(&item).expect("encoded"));
        items.push(item);
        digests.push((id.into(), Value::Bytes(digest.to_vec())));
    }
    let instant = |at: &str| Value::Tag(0, Box::new(text(at)));
    let mso = embed(&map(&[
        ("version", text("1.0")),
        ("digestAlgorithm", text("SHA-256")),
        ("valueDigests", map(&[("n", Value::Map(digests))])),
        ("deviceKeyInfo", map(&[("deviceKey", issuer().public_key().to_cose())])),
        ("docType", text(doc_type)),
        (
            "validityInfo",
            map(&[
                ("signed", instant("2026-01-01T00:00:00Z")),
                ("validFrom", instant("2026-01-01T00:00:00Z")),
                ("validUntil", instant("2027-01-01T00:00:00Z")),
            ]),
        ),
    ]));
    let payload = cbor::encode(&mso).expect("encoded");
    let sign1 = Unsigned { purpose: Purpose::Document, payload: &payload }.sign(signer).expect("signed");
    let sign1 = cbor::from_slice(&sign1, sign1.len(), "a COSE_Sign1").expect("ours");
    let name_spaces = map(&[("n", Value::Array(items))]);
    cbor::encode(&map(&[("nameSpaces", name_spaces), ("issuerAuth", sign1)])).expect("encoded")
}

/// Base64url without padding (RFC 4648 §5).
pub fn base64url(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let group = |chunk: &[u8]| {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        let letters = (0..=chunk.len()).map(|n| LETTERS[(bits >> (18 - 6 * n)) as usize & 63]);
        letters.map(char::from).collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}

/// As many pixels as the file claims: the largest allowed take seconds each, and teach nothing a small one does not.
pub fn pixels(file: &[u8]) -> u64 {
    if let Some([w1, w2, w3, w4, h1, h2, h3, h4]) = file.get(16..24).filter(|_| file.first() == Some(&0x89)) {
        let side = |bytes| u64::from(u32::from_be_bytes(bytes));
        return side([*w1, *w2, *w3, *w4]).saturating_mul(side([*h1, *h2, *h3, *h4]));
    }
    // Any segment that may be the one with the sizes: start of frame, 0xFFC0 and after.
    let sizes = file.windows(9).filter_map(|window| match window {
        [0xff, 0xc0..=0xcf, _, _, _, h1, h2, w1, w2] => {
            Some(u64::from(u16::from_be_bytes([*h1, *h2])) * u64::from(u16::from_be_bytes([*w1, *w2])))
        }
        _ => None,
    });
    sizes.max().unwrap_or_default()
}
