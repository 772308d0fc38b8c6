use std::borrow::Cow;

use super::{Algorithm, CoseError, Header, Purpose, SignatureError, Signer, Verifier, header};
use crate::cbor::{self, Decoder, Kind, Value};
use crate::limits::MAX_DOCUMENT_BYTES;

/// A COSE_Sign1 as received, nothing of it believed.
///
/// ```cddl
/// COSE_Sign1 = [protected: bstr, unprotected: { * label => any }, payload: bstr / nil, signature: bstr]
/// ```
#[derive(Debug, Clone)]
pub struct Sign1<'a> {
    /// The protected header's bytes as received; an empty map is signed as a zero-length string (RFC 9052 §4.4).
    protected: Cow<'a, [u8]>,
    header: Header<'a>,
    payload: Option<Cow<'a, [u8]>>,
    signature: Cow<'a, [u8]>,
}

/// Proof that a payload was signed by the key, for the purpose, it was opened with. Made only by [`Sign1::open`].
#[derive(Debug, Clone)]
pub struct Opened<'a> {
    payload: Cow<'a, [u8]>,
    purpose: Purpose,
}

/// A payload about to be signed.
#[derive(Debug, Clone, Copy)]
pub struct Unsigned<'a> {
    /// What the signature will be for.
    pub purpose: Purpose,
    /// The bytes to sign.
    pub payload: &'a [u8],
}

impl<'a> Sign1<'a> {
    /// Reads one COSE_Sign1, tagged 18 or bare, with nothing after it.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, CoseError> {
        Self::parse_within(bytes, MAX_DOCUMENT_BYTES)
    }

    /// [`Sign1::parse`] for things of another size: a trust list may be larger than a document, a token must be smaller.
    pub(crate) fn parse_within(bytes: &'a [u8], limit: usize) -> Result<Self, CoseError> {
        if bytes.len() > limit {
            return Err(cbor::CborError::TooLarge { what: "bytes", found: bytes.len(), limit }.into());
        }
        let mut decoder = Decoder::new(bytes);
        let sign1 = Self::read(&mut decoder)?;
        decoder.finish()?;
        Ok(sign1)
    }

    /// Reads one COSE_Sign1 where it stands inside a larger structure.
    pub(crate) fn read(decoder: &mut Decoder<'a>) -> Result<Self, CoseError> {
        if let Kind::Tag(found) = decoder.peek()?
            && !decoder.tag(TAG)?
        {
            return Err(CoseError::Tag { found });
        }
        let mut members = decoder.array_of(4, "an array of 4 (COSE_Sign1) is wanted")?;
        decoder.member(&mut members)?;
        let protected = decoder.bytes()?;
        let mut header = Header::default();
        if !protected.is_empty() {
            // A string that came in chunks cannot be borrowed from; nobody sends one.
            let Cow::Borrowed(inside) = protected else {
                return Err(CoseError::Header { label: 0, what: "the protected header came in chunks" });
            };
            let mut inner = Decoder::new(inside);
            header.read(&mut inner, true)?;
            inner.finish()?;
        }
        decoder.member(&mut members)?;
        header.read(decoder, false)?;
        decoder.member(&mut members)?;
        let payload = if decoder.null()? { None } else { Some(decoder.bytes()?) };
        decoder.member(&mut members)?;
        let signature = decoder.bytes()?;
        decoder.close(members)?;
        Ok(Self { protected, header, payload, signature })
    }

    /// The header parameters, not to be believed before the signature is.
    pub fn header(&self) -> &Header<'a> {
        &self.header
    }

    /// The payload of a signature nobody has checked, for tools that show what a thing says of itself and for finding
    /// the key to check it with. `None` where it is detached.
    pub fn payload_untrusted(&self) -> Option<&[u8]> {
        self.payload.as_deref()
    }

    /// The payload of a thing of this purpose whose signature nobody has checked: where the key to check it with stands
    /// inside. Only [`Sign1::open`] proves anything.
    pub(crate) fn payload_unproved(&self, purpose: Purpose) -> Result<Cow<'a, [u8]>, CoseError> {
        self.header.is_for(purpose)?;
        self.payload.clone().ok_or(CoseError::Payload { found: "detached", wanted: "attached" })
    }

    /// Checks purpose, then signature, and gives the payload. `alg` must be protected.
    pub fn open(&self, purpose: Purpose, key: &dyn Verifier) -> Result<Opened<'a>, CoseError> {
        self.header.is_for(purpose)?;
        if !self.header.algorithm_protected {
            return Err(CoseError::Header { label: 1, what: "must be protected" });
        }
        let Some(payload) = &self.payload else {
            return Err(CoseError::Payload { found: "detached", wanted: "attached" });
        };
        self.verify(payload, b"", key)?;
        Ok(Opened { payload: payload.clone(), purpose })
    }

    /// Checks the signature over a payload that travels apart (ISO/IEC 18013-5 §9.1.3.6, §9.1.4.5: devices and readers). `alg`
    /// must be protected.
    pub fn verify_detached(&self, payload: &[u8], key: &dyn Verifier) -> Result<(), CoseError> {
        if !self.header.algorithm_protected {
            return Err(CoseError::Header { label: 1, what: "must be protected" });
        }
        if self.payload.as_deref().is_some_and(|attached| attached != payload) {
            return Err(CoseError::Payload { found: "attached", wanted: "detached" });
        }
        self.verify(payload, b"", key)
    }

    /// Checks the signature alone, whatever it is for: for tools that judge other people's COSE. What is learnt is
    /// "this key signed these bytes", nothing about their meaning.
    pub fn verify_bare(&self, external_aad: &[u8], key: &dyn Verifier) -> Result<&[u8], CoseError> {
        let Some(payload) = &self.payload else {
            return Err(CoseError::Payload { found: "detached", wanted: "attached" });
        };
        self.verify(payload, external_aad, key)?;
        Ok(payload)
    }

    fn verify(&self, payload: &[u8], external_aad: &[u8], key: &dyn Verifier) -> Result<(), CoseError> {
        let label = self
            .header
            .algorithm
            .ok_or(SignatureError::Unsupported { algorithm: self.header.algorithm_name() })?;
        // RFC 9052 §4.4: a zero-length map is encoded as a zero-length string.
        let protected = if self.protected.as_ref() == [0xa0] { &[] } else { self.protected.as_ref() };
        let message = to_be_signed(protected, external_aad, payload);
        match Algorithm::from_label(label) {
            Some(algorithm) => key.verify(algorithm, &message, &self.signature)?,
            // Not carried out here: whoever holds the key may, by a provider of its own.
            None => key.verify_other(label, &message, &self.signature)?,
        }
        Ok(())
    }
}

impl<'a> Opened<'a> {
    /// The signed payload.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The signed payload, with the life of the bytes received where it was not in chunks.
    pub fn into_payload(self) -> Cow<'a, [u8]> {
        self.payload
    }

    /// What it was signed for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }
}

impl Unsigned<'_> {
    /// Signs, giving a tagged COSE_Sign1. The header names the signer by its chain or, without one, by its key id.
    pub fn sign(&self, signer: &dyn Signer) -> Result<Vec<u8>, CoseError> {
        self.build(signer).and_then(|sign1| Ok(cbor::encode(&Value::Tag(TAG, Box::new(sign1)))?))
    }

    /// Signs, giving the bare array, as ISO/IEC 18013-5 §9.1.2.4 embeds it.
    pub(crate) fn build(&self, signer: &dyn Signer) -> Result<Value, CoseError> {
        let key_id = signer.key_id();
        let (protected, unprotected) =
            header::build(signer.algorithm(), self.purpose, key_id.as_ref(), signer.certificate_chain());
        let protected = cbor::encode(&protected)?;
        let signature = signer.sign(&to_be_signed(&protected, b"", self.payload))?;
        Ok(Value::Array(vec![
            Value::Bytes(protected),
            unprotected,
            Value::Bytes(self.payload.to_vec()),
            Value::Bytes(signature),
        ]))
    }
}

/// Signs a payload that travels apart, giving the bare array. The protected header holds `alg` alone, as ISO/IEC 18013-5
/// §9.1.3.6 (a device) and §9.1.4.5 (a reader) want it: what the signature is for stands in the payload itself. A chain
/// names the signer; without one nothing does.
pub(crate) fn sign_detached(
    payload: &[u8],
    chain: &[Vec<u8>],
    signer: &dyn Signer,
) -> Result<Vec<u8>, CoseError> {
    let (protected, unprotected) = header::build(signer.algorithm(), Purpose::Document, None, chain);
    let protected = cbor::encode(&protected)?;
    let signature = signer.sign(&to_be_signed(&protected, b"", payload))?;
    let members = [Value::Bytes(protected), unprotected, Value::Null, Value::Bytes(signature)];
    Ok(cbor::encode(&Value::Array(members.into()))?)
}

/// RFC 9052 §4.4: `Sig_structure = ["Signature1", body_protected, external_aad, payload]`.
fn to_be_signed(protected: &[u8], external_aad: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(protected.len() + external_aad.len() + payload.len() + 32);
    out.push(0x84);
    out.extend_from_slice(b"\x6aSignature1");
    for part in [protected, external_aad, payload] {
        cbor::push_bytes(&mut out, part);
    }
    out
}

const TAG: u64 = 18;
