//! JWS in compact form (RFC 7515 §7.1), as narrow as it is needed.
//!
//! *Takes* text from outside. *Gives* the payload and how the signer is named. *Refuses* every header parameter but `alg`,
//! `typ`, `x5c` and `kid`: a key that comes along (`jwk`) or is to be fetched (`jku`, `x5u`) is none, an unencoded payload
//! (`b64`) or a critical extension (`crit`) is not carried out. `alg` is one of three; `none` is not among them (RFC 8725 §3.1,
//! §3.2).

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::MessageError;
use super::error::Place;
use super::wire::{Form, Members, Tree, read_json};
use crate::cose::{Algorithm, CoseError, Header, Purpose, Signer, Verifier};
use crate::limits::{MAX_CERTIFICATE_BYTES, MAX_CHAIN_CERTIFICATES, MAX_JWS_HEADER_BYTES};

/// A JWS as received, nothing of it believed.
pub(super) struct Jws<'a> {
    /// What the signature is over: both parts as they came (RFC 7515 §5.2).
    signed: &'a [u8],
    algorithm: Algorithm,
    chain: Vec<Vec<u8>>,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

impl<'a> Jws<'a> {
    pub(super) fn parse(text: &'a [u8]) -> Result<Self, MessageError> {
        let wrong = MessageError::Jws;
        let mut parts = text.rsplitn(2, |byte| *byte == b'.');
        let (Some(signature), Some(signed)) = (parts.next(), parts.next()) else {
            return Err(wrong("has not three parts"));
        };
        let dot = signed.iter().position(|byte| *byte == b'.').ok_or(wrong("has not three parts"))?;
        let (header, payload) = signed.split_at(dot);
        let payload = payload.get(1..).unwrap_or_default();
        if header.len() > MAX_JWS_HEADER_BYTES.div_ceil(3) * 4 {
            return Err(wrong("has a header that is too large"));
        }
        // A further `.` is no letter of base64url.
        let decode =
            |part: &[u8]| URL_SAFE_NO_PAD.decode(part).map_err(|_| wrong("is not base64url in a part"));
        let (algorithm, chain) = header_of(&decode(header)?)?;
        Ok(Self { signed, algorithm, chain, payload: decode(payload)?, signature: decode(signature)? })
    }

    /// How the signer is named, as those who look signers up want it.
    pub(super) fn header(&self) -> Header<'_> {
        Header::of_chain(self.algorithm, &self.chain)
    }

    /// What is signed; nobody has checked by whom.
    pub(super) fn payload_unproved(&self) -> &[u8] {
        &self.payload
    }

    pub(super) fn verify(&self, key: &dyn Verifier) -> Result<(), CoseError> {
        Ok(key.verify(self.algorithm, self.signed, &self.signature)?)
    }
}

/// Signs a payload; the chain of the signer's certificate stands in the header.
pub(super) fn sign(payload: &[u8], signer: &dyn Signer) -> Result<Vec<u8>, MessageError> {
    let chain: Vec<String> = signer.certificate_chain().iter().map(|der| STANDARD.encode(der)).collect();
    let header = Tree::object([
        ("alg", Tree::text(name_of(signer.algorithm()))),
        ("typ", Tree::text(typ())),
        ("x5c", Tree::list(&chain, |der| Tree::Text(der.clone()))),
    ]);
    let mut text = URL_SAFE_NO_PAD.encode(header.to_json());
    text.push('.');
    URL_SAFE_NO_PAD.encode_string(payload, &mut text);
    let signature = signer.sign(text.as_bytes())?;
    text.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut text);
    Ok(text.into_bytes())
}

fn header_of(json: &[u8]) -> Result<(Algorithm, Vec<Vec<u8>>), MessageError> {
    let place = Place("JWS header");
    let mut members = Members::of(read_json(json)?, place, Form::Json)?;
    // RFC 8725 §3.11: what it is for stands in the header and is looked at first.
    if members.text("typ")? != typ() {
        return Err(place.member("typ", "is another than an exchange message's"));
    }
    let algorithm = match members.text("alg")?.as_str() {
        "ES256" => Algorithm::Es256,
        "ES384" => Algorithm::Es384,
        // RFC 9864 §2.2: the same by its full name.
        "EdDSA" | "Ed25519" => Algorithm::EdDsa,
        // RFC 7515 §4.1.1: `none`, HMACs and those nobody carries out alike.
        _ => return Err(place.member("alg", "is none of ES256, ES384 and EdDSA")),
    };
    // RFC 7515 §4.1.6: standard base64, with padding.
    let chain = members.list("x5c", |der| match der {
        Tree::Text(text) if text.len() <= MAX_CERTIFICATE_BYTES.div_ceil(3) * 4 => {
            STANDARD.decode(text).map_err(|_| place.member("x5c", "holds what is no base64"))
        }
        _ => Err(place.member("x5c", "holds what is no certificate")),
    })?;
    if !(1..=MAX_CHAIN_CERTIFICATES).contains(&chain.len()) {
        return Err(place.member("x5c", "has no certificate or more than 8"));
    }
    // A name for the key is no harm: nobody looks anything up by it.
    members.optional("kid", Members::text)?;
    members.finish()?;
    Ok((algorithm, chain))
}

/// RFC 7518 §3.1, RFC 8037 §3.1.
const fn name_of(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Es256 => "ES256",
        Algorithm::Es384 => "ES384",
        Algorithm::EdDsa => "EdDSA",
    }
}

/// RFC 7515 §4.1.9: without `application/`.
fn typ() -> &'static str {
    let typ = Purpose::ExchangeMessage.media_type().unwrap_or_default();
    typ.strip_prefix("application/").unwrap_or(typ)
}
