use core::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::Zeroizing;

use super::Outcome;
use super::signer::signature;
use crate::cbor::{self, CborError, Decoder, Kind};
use crate::cose::{CoseError, PublicKey, SignatureError};
use crate::document::mdoc::{DeviceAuth, DeviceSigned, Mac0, Mso};
use crate::id::DocType;
use crate::limits::MAX_TRANSCRIPT_BYTES;

/// What the two sides of a session agree to have exchanged (ISO/IEC 18013-5 §9.1.5.1), as the caller's session recorded it:
/// the device's proof is over it, so a proof recorded in another session does not hold in this one.
///
/// ```cddl
/// SessionTranscriptBytes = #6.24(bstr .cbor SessionTranscript)
/// SessionTranscript = [DeviceEngagementBytes / nil, EReaderKeyBytes / nil, Handover]
/// ```
#[derive(Clone)]
pub struct SessionTranscript {
    /// `SessionTranscriptBytes`, tag 24 and all.
    wrapped: Vec<u8>,
    /// Where the bare array starts in it.
    inner: usize,
}

/// The reader's ephemeral key of the session, wiped when dropped: needed where the device proves itself by a MAC.
pub struct ReaderKey(p256::SecretKey);

/// Why a transcript or a reader's key was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SessionError {
    /// Not a session transcript.
    #[error("session transcript: {0}")]
    Transcript(#[from] CborError),
    /// Not a secret of P-256.
    #[error("the reader's key is not a secret of P-256 in 32 bytes")]
    ReaderKey,
}

impl SessionTranscript {
    /// Reads a transcript, wrapped in tag 24 or bare; its bytes are kept as they came.
    pub fn parse(bytes: &[u8]) -> Result<Self, SessionError> {
        if bytes.len() > MAX_TRANSCRIPT_BYTES {
            let (found, limit) = (bytes.len(), MAX_TRANSCRIPT_BYTES);
            return Err(CborError::TooLarge { what: "bytes", found, limit }.into());
        }
        let mut decoder = Decoder::new(bytes);
        let (wrapped, inner) = if decoder.tag(TAG_EMBEDDED)? {
            let content = decoder.bytes()?;
            decoder.finish()?;
            check_transcript(&content)?;
            match content {
                // The content is the tail of what came.
                std::borrow::Cow::Borrowed(content) => (bytes.to_vec(), bytes.len() - content.len()),
                std::borrow::Cow::Owned(_) => {
                    return Err(CborError::Value { at: 0, what: "embedded cbor came in chunks" }.into());
                }
            }
        } else {
            check_transcript(bytes)?;
            let wrapped = embed(bytes);
            let inner = wrapped.len() - bytes.len();
            (wrapped, inner)
        };
        Ok(Self { wrapped, inner })
    }

    /// `SessionTranscriptBytes`.
    pub fn as_bytes(&self) -> &[u8] {
        &self.wrapped
    }

    fn bare(&self) -> &[u8] {
        self.wrapped.get(self.inner..).unwrap_or_default()
    }
}

impl ReaderKey {
    /// From the secret scalar, 32 bytes.
    pub fn from_secret(secret: &[u8]) -> Result<Self, SessionError> {
        let secret: &[u8; 32] = secret.try_into().map_err(|_| SessionError::ReaderKey)?;
        p256::SecretKey::from_slice(secret).map(Self).map_err(|_| SessionError::ReaderKey)
    }

    /// ISO/IEC 18013-5 §9.1.3.5: `EMacKey`, by ECDH with the device's key and HKDF-SHA-256.
    fn mac_key(&self, device: &p256::PublicKey, transcript: &SessionTranscript) -> Zeroizing<[u8; 32]> {
        let shared = p256::ecdh::diffie_hellman(self.0.to_nonzero_scalar(), device.as_affine());
        let salt = Sha256::digest(transcript.as_bytes());
        let mut key = Zeroizing::new([0; 32]);
        let expanded = shared.extract::<Sha256>(Some(&salt)).expand(b"EMacKey", key.as_mut_slice());
        // HKDF gives up to 255 hashes; one is asked for.
        debug_assert!(expanded.is_ok());
        key
    }
}

/// ISO/IEC 18013-5 §9.1.3: whether the device that shows the document holds the key the issuer bound. `device` is what the
/// response carries, `doc_type` the kind it names.
pub(super) fn check_device(
    mso: &Mso<'_>,
    device: Option<(&DeviceSigned<'_>, &DocType)>,
    transcript: &SessionTranscript,
    reader_key: Option<&ReaderKey>,
) -> Outcome {
    let Some((signed, doc_type)) = device else {
        return Outcome::failed("the document came without a proof of its device");
    };
    let Some(key) = &mso.device_key else {
        return Outcome::failed("the issuer bound no device key");
    };
    if key.is_nobodys() {
        return Outcome::failed("the issuer bound no device key");
    }
    let key = match key.public_key() {
        Ok(key) => key,
        Err(error) => return signature(&error),
    };
    let message = device_authentication(transcript, doc_type, signed.name_spaces);
    match &signed.auth {
        // A thing signed for a purpose of ours proves nothing in a session.
        DeviceAuth::Signature(sign1) if sign1.header().typ().is_some() => {
            Outcome::failed("the device's signature was made for something else")
        }
        DeviceAuth::Signature(sign1) => match sign1.verify_detached(&message, &key) {
            Ok(()) => Outcome::Passed,
            Err(error) => device_error(&error),
        },
        DeviceAuth::Mac(mac) => check_mac(mac, &message, &key, transcript, reader_key),
    }
}

fn check_mac(
    mac: &Mac0<'_>,
    message: &[u8],
    key: &PublicKey,
    transcript: &SessionTranscript,
    reader_key: Option<&ReaderKey>,
) -> Outcome {
    // ISO/IEC 18013-5 §9.1.3.5: HMAC 256/256, COSE algorithm 5.
    if mac.algorithm != Some(HMAC_256) {
        return Outcome::failed("the device's MAC is not HMAC 256/256");
    }
    if mac.payload.as_deref().is_some_and(|attached| attached != message) {
        return Outcome::failed("the device's MAC is over something else");
    }
    let Some(device) = key.as_p256() else {
        let algorithm = "a device MAC with a key that is not on P-256";
        return Outcome::not_done(SignatureError::Unsupported { algorithm });
    };
    let Some(reader_key) = reader_key else {
        return Outcome::not_done("the reader's ephemeral key was not given");
    };
    let secret = reader_key.mac_key(&device, transcript);
    // An HMAC takes a key of any length: the fall-back is out of reach.
    let Ok(mut hmac) = Hmac::<Sha256>::new_from_slice(secret.as_slice()) else {
        return Outcome::not_done("the MAC could not be computed");
    };
    hmac.update(&mac_structure(&mac.protected, message));
    // A guessed tag must not be found byte by byte.
    if hmac.finalize().into_bytes().as_slice().ct_eq(mac.tag.as_ref()).into() {
        Outcome::Passed
    } else {
        Outcome::failed("the device's MAC is not true")
    }
}

fn device_error(error: &CoseError) -> Outcome {
    match error {
        CoseError::Signature(SignatureError::Untrue) => Outcome::failed("the device's signature is not true"),
        other => signature(other),
    }
}

/// ISO/IEC 18013-5 §9.1.3.4, around the bytes received:
///
/// ```cddl
/// DeviceAuthenticationBytes = #6.24(bstr .cbor
///     ["DeviceAuthentication", SessionTranscript, DocType, DeviceNameSpacesBytes])
/// ```
pub(super) fn device_authentication(
    transcript: &SessionTranscript,
    doc_type: &DocType,
    name_spaces: &[u8],
) -> Vec<u8> {
    let mut content = Vec::with_capacity(transcript.wrapped.len() + name_spaces.len() + 64);
    cbor::push_array(&mut content, 4);
    cbor::push_text(&mut content, "DeviceAuthentication");
    content.extend_from_slice(transcript.bare());
    cbor::push_text(&mut content, doc_type.as_str());
    content.extend_from_slice(name_spaces);
    embed(&content)
}

/// RFC 9052 §6.3: `MAC_structure = ["MAC0", protected, external_aad, payload]`.
fn mac_structure(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    // RFC 9052 §6.3: a zero-length map is encoded as a zero-length string.
    let protected = if protected == [0xa0] { &[] } else { protected };
    let mut out = Vec::with_capacity(protected.len() + payload.len() + 32);
    cbor::push_array(&mut out, 4);
    cbor::push_text(&mut out, "MAC0");
    for part in [protected, b"", payload] {
        cbor::push_bytes(&mut out, part);
    }
    out
}

fn check_transcript(bytes: &[u8]) -> Result<(), CborError> {
    let mut decoder = Decoder::new(bytes);
    if decoder.peek()? != Kind::Array {
        return Err(CborError::Value { at: 0, what: SHAPE });
    }
    decoder.clone().array_of(3, SHAPE)?;
    decoder.skip()?;
    decoder.finish()
}

fn embed(content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + 8);
    cbor::push_tag(&mut out, TAG_EMBEDDED);
    cbor::push_bytes(&mut out, content);
    out
}

/// A transcript may hold a person's engagement: only its size is shown.
impl fmt::Debug for SessionTranscript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionTranscript({} bytes)", self.wrapped.len())
    }
}

impl fmt::Debug for ReaderKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReaderKey(…)")
    }
}

const SHAPE: &str = "an array of 3 (SessionTranscript) is wanted";
const TAG_EMBEDDED: u64 = 24;
const HMAC_256: i64 = 5;
