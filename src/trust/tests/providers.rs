//! Algorithms that others carry out: a provider that records what it is asked.

use std::sync::{Arc, Mutex};

use super::*;
use crate::cbor::{self, Value};
use crate::cose::{CoseError, Sign1, SignatureError};
use crate::trust::x509::testing::Revoking;
use crate::trust::{Certificate, ForeignAlgorithm, Profile, SignatureProvider};

/// Finds true exactly the signatures it was told of.
#[derive(Debug, Default)]
struct Recorder {
    algorithms: Vec<ForeignAlgorithm>,
    /// Key, message, signature.
    known: Vec<[Vec<u8>; 3]>,
    asked: Mutex<Vec<[Vec<u8>; 3]>>,
    /// Whether its token was pulled.
    gone: bool,
}

impl SignatureProvider for Recorder {
    fn algorithms(&self) -> &[ForeignAlgorithm] {
        &self.algorithms
    }

    fn verify(
        &self,
        algorithm: &ForeignAlgorithm,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        assert!(self.algorithms.contains(algorithm));
        let question = [key.to_vec(), message.to_vec(), signature.to_vec()];
        let known = self.known.contains(&question);
        self.asked.lock().expect("nobody panicked").push(question);
        if self.gone {
            return Err(SignatureError::Unanswered);
        }
        if known { Ok(()) } else { Err(SignatureError::Untrue) }
    }
}

/// A GOST certificate of other software's making, from its signed part and its signature.
struct Gost {
    tbs: Vec<u8>,
    signature: Vec<u8>,
    spki: Vec<u8>,
}

impl Gost {
    #[allow(clippy::disallowed_methods)] // A test may read a file.
    fn read() -> Option<Self> {
        let path = crate::vectors("gost")?.join("kz_gost512.vectors");
        let text = std::fs::read_to_string(path).expect("readable");
        let get = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')).expect(name);
            let digit = |at: usize| u8::from_str_radix(&line[at..at + 2], 16).expect("hexadecimal");
            (0..line.len()).step_by(2).map(digit).collect::<Vec<u8>>()
        };
        Some(Self { tbs: get("cert_tbs"), signature: get("cert_sig"), spki: get("spki") })
    }

    fn certificate(&self) -> Vec<u8> {
        let tlv = |tag: u8, content: &[u8]| match content.len() {
            length @ 0..=0x7f => [&[tag, u8::try_from(length).expect("short")], content].concat(),
            length @ 0x80..=0xff => [&[tag, 0x81, u8::try_from(length).expect("short")], content].concat(),
            length => {
                [&[tag, 0x82][..], &u16::try_from(length).expect("short").to_be_bytes(), content].concat()
            }
        };
        let algorithm = tlv(0x30, ForeignAlgorithm::KZ_GOST_2015_512.signature);
        let signature = tlv(3, &[&[0], &self.signature[..]].concat());
        tlv(0x30, &[self.tbs.as_slice(), &algorithm, &signature].concat())
    }

    /// What a BIT STRING of the key holds.
    fn key(&self) -> Vec<u8> {
        self.spki[self.spki.len() - 131..].to_vec()
    }
}

fn provider(known: Vec<[Vec<u8>; 3]>, cose: Option<i64>) -> Arc<Recorder> {
    let gost = ForeignAlgorithm { cose, ..ForeignAlgorithm::KZ_GOST_2015_512 };
    Arc::new(Recorder { algorithms: vec![gost], known, asked: Mutex::default(), gone: false })
}

/// A COSE_Sign1 by `algorithm` under one certificate.
fn cose(algorithm: i64, der: &[u8], signature: &[u8]) -> Vec<u8> {
    let protected = cbor::encode(&Value::Map(vec![(1.into(), algorithm.into())])).expect("encoded");
    cbor::encode(&Value::Array(vec![
        Value::Bytes(protected),
        Value::Map(vec![(33.into(), Value::Bytes(der.to_vec()))]),
        Value::Bytes(b"payload".to_vec()),
        Value::Bytes(signature.to_vec()),
    ]))
    .expect("encoded")
}

/// RFC 9053 §11.1: an identifier of private use.
const PRIVATE: i64 = -70_001;

#[test]
fn a_gost_certificate_is_named_and_read() {
    let Some(gost) = Gost::read() else { return };
    let der = gost.certificate();
    let certificate = Certificate::parse(&der).expect("read");
    assert_eq!(certificate.signature_algorithm_name(), "GOST R 34.10-2015");
    assert_eq!(
        certificate.public_key().expect_err("GOST").to_string(),
        "algorithm not supported: GOST R 34.10-2015"
    );
    assert_eq!(certificate.subject().serial_number.as_deref(), Some("IIN000000000000"));
    let mut store = TrustStore::new();
    assert_eq!(
        store.add_signer(&der).expect_err("no provider").to_string(),
        "algorithm not supported: GOST R 34.10-2015"
    );
    // A provider of other algorithms changes nothing.
    store.set_provider(Arc::new(Recorder::default()));
    assert!(matches!(store.add_signer(&der), Err(TrustError::Unsupported { .. })));
}

#[test]
fn the_provider_is_given_the_bytes_as_they_came() {
    let Some(gost) = Gost::read() else { return };
    let der = gost.certificate();
    // What the signer signs in COSE goes to the provider too, by the identifier it names.
    let to_be_signed = |bytes: &[u8]| {
        let protected = cbor::encode(&Value::Map(vec![(1.into(), PRIVATE.into())])).expect("encoded");
        let structure = ["Signature1".into(), Value::Bytes(protected), Value::Bytes(vec![]), bytes.into()];
        cbor::encode(&Value::Array(structure.to_vec())).expect("encoded")
    };
    let signature = vec![7; 128];
    let known = [gost.key(), to_be_signed(b"payload"), signature.clone()];
    let recorder = provider(vec![known.clone()], Some(PRIVATE));
    let mut store = TrustStore::new();
    store.set_provider(recorder.clone());
    store.add_signer(&der).expect("a signer");
    let at = at("2026-11-01T00:00:00Z");
    let bytes = cose(PRIVATE, &der, &signature);
    let sign1 = Sign1::parse(&bytes).expect("parsed");
    let trusted = store.resolve(sign1.header(), Purpose::Document, None, at).expect("trusted");
    assert_eq!(trusted.key.own(), None);
    assert!(sign1.open(Purpose::Document, &trusted.key).is_ok());
    assert_eq!(*recorder.asked.lock().expect("nobody panicked"), [known]);
    // Another signature is asked about, and is not true.
    let other = cose(PRIVATE, &der, &[8; 128]);
    let error =
        Sign1::parse(&other).expect("parsed").open(Purpose::Document, &trusted.key).expect_err("untrue");
    assert_eq!(error, CoseError::Signature(SignatureError::Untrue));
    assert_eq!(recorder.asked.lock().expect("nobody panicked").len(), 2);
    // An identifier that is none of the key's is not asked about at all.
    let other = cose(-70_002, &der, &signature);
    let error =
        Sign1::parse(&other).expect("parsed").open(Purpose::Document, &trusted.key).expect_err("open");
    assert_eq!(error.to_string(), "algorithm not supported: GOST R 34.10-2015, 512 bits");
    // Nor is ES256, which is surely not this key's.
    let other = cose(-7, &der, &signature);
    let error =
        Sign1::parse(&other).expect("parsed").open(Purpose::Document, &trusted.key).expect_err("untrue");
    assert_eq!(error, CoseError::Signature(SignatureError::Untrue));
    assert_eq!(recorder.asked.lock().expect("nobody panicked").len(), 2);
}

/// A certificate whose algorithm identifiers are replaced by the provider's: the chain is asked of it.
#[test]
fn chains_are_asked_of_the_provider() {
    // Ed448, which nobody here carries out, in the place of Ed25519: identifiers of one length.
    let foreign = |der: &[u8]| {
        let mut der = der.to_vec();
        let from: &[u8] = &[0x06, 3, 0x2b, 0x65, 0x70];
        for at in 0..der.len() - from.len() {
            if der[at..].starts_with(from) {
                der[at + 4] = 0x71;
            }
        }
        der
    };
    let ed = |seed| Key::new(Algorithm::EdDsa, seed);
    let authority = Authority::root(authority_params("IACA"), ed(1));
    let signer = authority.certify(signer_params("Signer"), ed(2));
    let (root, leaf) = (foreign(&authority.der), foreign(&signer.der));
    let key = |der: &[u8]| {
        let spki = Certificate::parse(der).expect("read").spki().to_vec();
        spki[spki.len() - 32..].to_vec()
    };
    let ask = |store: &TrustStore| {
        let bytes = cose(PRIVATE, &leaf, &[9; 64]);
        let sign1 = Sign1::parse(&bytes).expect("parsed");
        store.resolve(sign1.header(), Purpose::Document, None, now())
    };
    let mut store = TrustStore::new();
    store.add_anchor(&root).expect("an anchor of any algorithm");
    assert_eq!(ask(&store).expect_err("no provider").to_string(), "algorithm not supported: Ed448");

    // The signed part, tag and length included, and the signature after it.
    let inner = &leaf[if leaf[1] == 0x82 { 4 } else { 3 }..];
    let length = match inner[1] {
        0x82 => usize::from(u16::from_be_bytes([inner[2], inner[3]])) + 4,
        _ => usize::from(inner[2]) + 3,
    };
    let (tbs, signature) = (inner[..length].to_vec(), leaf[leaf.len() - 64..].to_vec());
    let of = |known: Vec<[Vec<u8>; 3]>| {
        let ed448: &'static [u8] = &[0x06, 3, 0x2b, 0x65, 0x71];
        let algorithm = ForeignAlgorithm { name: "Ed448", key: ed448, signature: ed448, cose: Some(PRIVATE) };
        Arc::new(Recorder { algorithms: vec![algorithm], known, asked: Mutex::default(), gone: false })
    };
    let known = [key(&root), tbs, signature];
    let recorder = of(vec![known.clone()]);
    store.set_provider(recorder.clone());
    let trusted = ask(&store).expect("trusted");
    assert_eq!((trusted.entitled, trusted.issuer.ground), (Ok(()), TrustGround::Anchor));
    assert_eq!(*recorder.asked.lock().expect("nobody panicked"), [known]);
    store.set_provider(of(vec![]));
    assert_eq!(
        ask(&store).expect_err("untrue").to_string(),
        "certificate chain: the signature of a certificate is not true"
    );
    // A provider that does not answer is no "no", of a chain or of a revocation list.
    let gone = || {
        let ed448: &'static [u8] = &[0x06, 3, 0x2b, 0x65, 0x71];
        let algorithm = ForeignAlgorithm { name: "Ed448", key: ed448, signature: ed448, cose: Some(PRIVATE) };
        Arc::new(Recorder { algorithms: vec![algorithm], gone: true, ..Recorder::default() })
    };
    store.set_provider(gone());
    let error = ask(&store).expect_err("open");
    assert_eq!(error.to_string(), "the provider of the signature's algorithm did not answer");
    assert!(error.leaves_open());
    let crl = foreign(&authority.revokes(&Revoking::NOBODY));
    let error = store.add_crl(&crl).expect_err("open");
    assert_eq!(error.to_string(), "the provider of the signature's algorithm did not answer");
    store.set_provider(of(vec![]));
    assert_eq!(
        store.add_crl(&crl).expect_err("untrue").to_string(),
        "revocation list: its signature is not true"
    );
    // National or mdoc, the rules for the certificate stay the same.
    store.add_anchor_with(&root, Scope::everything(), Profile::National).expect("an anchor");
    assert!(ask(&store).is_err());
}
