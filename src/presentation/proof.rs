use core::fmt;
use std::borrow::Cow;

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{AUD, Challenge, DOCUMENT, EXP, IAT, NONCE};
use crate::cbor::{self, CborError, Decoder, Kind, Value};
use crate::cose::{CoseError, PublicKey, Purpose, Sign1, SignatureError, Signer, Unsigned};
use crate::document::DocumentError;
use crate::document::mdoc::{IssuerSigned, Mso};
use crate::id::Bin;
use crate::limits::{MAX_PRESENTATION_BYTES, MAX_PRESENTATION_SECONDS};
use crate::time::{TimeError, Timestamp, Validity};

/// What is to be shown, and how.
#[derive(Clone, Copy)]
pub struct Presenting<'a> {
    /// The document: the bytes of an `IssuerSigned`, all of it or what [`IssuerSigned::disclose`] gave.
    pub document: &'a [u8],
    /// The device's key. It must be the one the document names; a chip's may ask its owner first.
    pub device: &'a dyn Signer,
    /// Now, by the device's clock.
    pub now: Timestamp,
    /// How long it lives, in seconds: [`SHORTEST_SECONDS`] to [`MAX_PRESENTATION_SECONDS`].
    pub seconds: u32,
    /// The one organisation it is for. A challenge that names one needs none here.
    pub audience: Option<Bin>,
    /// The verifier's challenge, where it showed one.
    pub answer: Option<&'a Challenge>,
}

/// A document with its device's proof, signed: bytes to send.
#[derive(Clone, PartialEq, Eq)]
pub struct Presentation {
    bytes: Vec<u8>,
    claims: PresentationClaims,
}

/// A presentation as received, nothing of it believed.
///
/// P1–P5: a COSE_Sign1 of [`Purpose::Presentation`] by the device's key, over
///
/// ```cddl
/// presentation = {
///   ? 3: tstr,             ; aud: the BIN of the one organisation it is for
///   4: uint,               ; exp: the first second it no longer holds
///   6: uint,               ; iat: when the device signed
///   ? 10: bstr .size 16,   ; the nonce of the challenge it answers
///   -70010: bstr,          ; IssuerSigned (ISO/IEC 18013-5 §8.3.2.1.2.2), byte for byte
/// }
/// ```
#[derive(Clone)]
pub struct Presented<'a> {
    sign1: Sign1<'a>,
    payload: &'a [u8],
    claims: PresentationClaims,
    document: &'a [u8],
}

/// What a presentation says beside the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PresentationClaims {
    /// The one organisation it is for; anybody, where there is none.
    pub audience: Option<Bin>,
    /// From its signing until the first second it no longer holds.
    pub validity: Validity,
    /// The nonce of the challenge it answers.
    pub nonce: Option<[u8; 16]>,
}

/// Why nothing was presented, or bytes are no presentation.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PresentationError {
    /// More bytes than a presentation has.
    #[error("presentation has {found} bytes, at most {MAX_PRESENTATION_BYTES} allowed")]
    TooLarge {
        /// Bytes that came.
        found: usize,
    },
    /// The document in it cannot be read.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// Not a COSE_Sign1, of another purpose, or the device did not sign.
    #[error("presentation: {0}")]
    Cose(#[from] CoseError),
    /// The claims are not CBOR of their shape.
    #[error("presentation claims: {0}")]
    Cbor(#[from] CborError),
    /// A claim that must be there is not.
    #[error("presentation lacks the claim {claim}")]
    Missing {
        /// Its name.
        claim: &'static str,
    },
    /// A claim with a value that it cannot have.
    #[error("presentation claim {claim}: {what}")]
    Claim {
        /// Its name.
        claim: &'static str,
        /// What is wrong.
        what: &'static str,
    },
    /// Times that make no window.
    #[error("presentation: {0}")]
    Time(#[from] TimeError),
    /// No element was chosen.
    #[error("no element is presented")]
    Nothing,
    /// A life that is too short to be shown or too long to be fresh.
    #[error("a presentation of {found} s, {SHORTEST_SECONDS} to {MAX_PRESENTATION_SECONDS} are allowed")]
    Life {
        /// Seconds asked for.
        found: u32,
    },
    /// The document names no device, so no device can prove anything by it.
    #[error("the document is bound to no device")]
    Unbound,
    /// The key signed, and is not the one the document names.
    #[error("the document is bound to another device's key")]
    OtherDevice,
    /// The challenge is one organisation's, the presentation was to be for another.
    #[error("the challenge is another organisation's than the presentation is for")]
    Audience,
    /// Text that is no challenge.
    #[error("not a verifier's challenge")]
    NotChallenge,
}

impl Presentation {
    /// Has the device sign (P1–P6). The signature is checked by the key the document names: what no verifier would take
    /// does not reach the screen.
    pub fn sign(presenting: &Presenting<'_>) -> Result<Self, PresentationError> {
        let Presenting { document, device, now, seconds, answer, .. } = *presenting;
        if !(SHORTEST_SECONDS..=MAX_PRESENTATION_SECONDS).contains(&seconds) {
            return Err(PresentationError::Life { found: seconds });
        }
        let audience = match (presenting.audience, answer.and_then(Challenge::audience)) {
            (Some(one), Some(other)) if one != other => return Err(PresentationError::Audience),
            (one, other) => one.or(other),
        };
        let issued = IssuerSigned::parse(document)?;
        if issued.items().next().is_none() {
            return Err(PresentationError::Nothing);
        }
        let key = bound_key(&issued)?;

        let validity = Validity::new(now, now.plus(i64::from(seconds)))?;
        let claims = PresentationClaims { audience, validity, nonce: answer.map(|answer| *answer.nonce()) };
        let payload = claims.encode(document)?;
        let bytes = Unsigned { purpose: Purpose::Presentation, payload: &payload }.sign(device)?;
        Presented::parse(&bytes)?.open(&key).map_err(|error| match error {
            CoseError::Signature(SignatureError::Untrue | SignatureError::OtherAlgorithm { .. }) => {
                PresentationError::OtherDevice
            }
            error => error.into(),
        })?;
        Ok(Self { bytes, claims })
    }

    /// The bytes, for [`crate::code::stream::Sender`].
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What it says beside the document.
    pub fn claims(&self) -> &PresentationClaims {
        &self.claims
    }
}

impl<'a> Presented<'a> {
    /// Reads one. That it is a presentation at all, by its purpose, is looked at before anything in it.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, PresentationError> {
        if bytes.len() > MAX_PRESENTATION_BYTES {
            return Err(PresentationError::TooLarge { found: bytes.len() });
        }
        let sign1 = Sign1::parse_within(bytes, MAX_PRESENTATION_BYTES)?;
        // The key to open it with stands in the document inside, so the payload is read before it is proved.
        let Cow::Borrowed(payload) = sign1.payload_unproved(Purpose::Presentation)? else {
            return Err(wrong("payload", "came in chunks"));
        };
        let (claims, document) = PresentationClaims::parse(payload)?;
        Ok(Self { sign1, payload, claims, document })
    }

    /// What it says beside the document, nothing of it believed.
    pub fn claims_untrusted(&self) -> &PresentationClaims {
        &self.claims
    }

    /// The document in it, an `IssuerSigned`, nothing of it believed.
    pub fn document(&self) -> &'a [u8] {
        self.document
    }

    /// The key id its header names, where it names one.
    pub fn key_id(&self) -> Option<crate::id::KeyId> {
        self.sign1.header().key_id()
    }

    /// Whether `key` signed it, for this purpose.
    pub fn open(&self, key: &PublicKey) -> Result<(), CoseError> {
        self.sign1.open(Purpose::Presentation, key).map(drop)
    }

    /// P8: SHA-256 of what is signed: tells one proof from another, however it is wrapped.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.payload).into()
    }
}

impl PresentationClaims {
    /// The claims around a document.
    fn encode(&self, document: &[u8]) -> Result<Vec<u8>, CborError> {
        let mut claims = vec![
            (Value::from(EXP), Value::from(self.validity.until().unix())),
            (Value::from(IAT), Value::from(self.validity.from().unix())),
            (Value::from(DOCUMENT), Value::from(document)),
        ];
        claims.extend(self.audience.map(|bin| (Value::from(AUD), Value::from(bin.as_str()))));
        claims.extend(self.nonce.map(|nonce| (Value::from(NONCE), Value::from(nonce.as_slice()))));
        cbor::encode(&Value::Map(claims))
    }

    fn parse(payload: &[u8]) -> Result<(Self, &[u8]), PresentationError> {
        let (mut audience, mut expires, mut issued) = (None, None, None);
        let (mut nonce, mut document) = (None, None);
        let mut decoder = Decoder::new(payload);
        let mut map = decoder.map()?;
        while let Some(mut key) = decoder.key(&mut map)? {
            let is_number = matches!(key.peek()?, Kind::Unsigned | Kind::Negative);
            match if is_number { key.integer()? } else { 0 } {
                AUD => audience = Some(read_audience(&mut decoder)?),
                EXP => expires = Some(read_time(&mut decoder)?),
                IAT => issued = Some(read_time(&mut decoder)?),
                NONCE => nonce = Some(read_nonce(&mut decoder)?),
                DOCUMENT => {
                    // What is signed elsewhere is hashed as it came.
                    let Cow::Borrowed(bytes) = decoder.bytes()? else {
                        return Err(wrong("document", "came in chunks"));
                    };
                    document = Some(bytes);
                }
                // Another version gets another purpose.
                _ => return Err(wrong("claims", "one that is not of its version")),
            }
        }
        decoder.finish()?;
        let missing = |claim| PresentationError::Missing { claim };
        let validity = Validity::new(issued.ok_or(missing("iat"))?, expires.ok_or(missing("exp"))?)?;
        Ok((Self { audience, validity, nonce }, document.ok_or(missing("document"))?))
    }
}

impl fmt::Debug for Presentation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Presentation({} bytes)", self.bytes.len())
    }
}

impl fmt::Debug for Presented<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Presented({} bytes)", self.payload.len())
    }
}

/// The key of the device a document is bound to.
fn bound_key(issued: &IssuerSigned<'_>) -> Result<PublicKey, PresentationError> {
    let mso = Mso::parse(issued.mso_untrusted())?;
    let key = mso.device_key.filter(|key| !key.is_nobodys()).ok_or(PresentationError::Unbound)?;
    Ok(key.public_key()?)
}

fn read_audience(decoder: &mut Decoder<'_>) -> Result<Bin, PresentationError> {
    Bin::parse(&decoder.text()?).map_err(|_| wrong("aud", "not a BIN"))
}

fn read_nonce(decoder: &mut Decoder<'_>) -> Result<[u8; 16], PresentationError> {
    decoder.bytes()?.as_ref().try_into().map_err(|_| wrong("nonce", "not 16 bytes"))
}

/// Whole seconds: ours are never fractions.
fn read_time(decoder: &mut Decoder<'_>) -> Result<Timestamp, PresentationError> {
    let seconds = i64::try_from(decoder.unsigned()?).map_err(|_| TimeError::OutOfRange)?;
    Ok(Timestamp::from_unix(seconds)?)
}

fn wrong(claim: &'static str, what: &'static str) -> PresentationError {
    PresentationError::Claim { claim, what }
}

/// Seconds a presentation lives where nobody says otherwise: time to find the camera and, at a bad reading rate, to see a
/// large document through, and no more, since until then a film of it is as good.
pub const DEFAULT_SECONDS: u32 = 120;

/// The least: a large document takes half a minute to read.
pub const SHORTEST_SECONDS: u32 = 30;
