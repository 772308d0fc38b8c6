use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use sha2::Sha256;

use super::{ProximityError, RetrievalMethod};
use crate::cbor::{self, CborError, Decoder, Kind};
use crate::cose::PublicKey;
use crate::limits::{MAX_ENGAGEMENT_BYTES, MAX_RETRIEVAL_METHODS};

/// What the holder shows a reader to be reached (ISO/IEC 18013-5 §8.2.1.1): the public half of one session's key, and ways to
/// carry the session. It holds nothing of a document or a person.
///
/// ```cddl
/// DeviceEngagement = { 0: tstr, 1: [cipherSuite: int, EDeviceKeyBytes], ? 2: [+ DeviceRetrievalMethod], * int => any }
/// EDeviceKeyBytes = #6.24(bstr .cbor COSE_Key)
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceEngagement {
    bytes: Vec<u8>,
    device_key: PublicKey,
    /// `EDeviceKeyBytes` as received, tag 24 and all.
    device_key_bytes: Vec<u8>,
    methods: Vec<RetrievalMethod>,
}

impl DeviceEngagement {
    /// Reads what an NFC record holds, or a QR code after decoding.
    pub fn parse(bytes: &[u8]) -> Result<Self, ProximityError> {
        if bytes.len() > MAX_ENGAGEMENT_BYTES {
            let (structure, found, limit) = (STRUCTURE, bytes.len(), MAX_ENGAGEMENT_BYTES);
            return Err(ProximityError::TooLarge { structure, found, limit });
        }
        Self::read(bytes).map_err(|error| error.within(STRUCTURE))
    }

    /// Reads the text of a QR code (§8.2.2.3): `mdoc:` and base64url without padding.
    pub fn from_uri(text: &str) -> Result<Self, ProximityError> {
        let encoded = text.strip_prefix(SCHEME).ok_or(ProximityError::Link)?;
        // Four characters are three bytes.
        if encoded.len() / 4 * 3 > MAX_ENGAGEMENT_BYTES {
            let (structure, found, limit) = (STRUCTURE, encoded.len() / 4 * 3, MAX_ENGAGEMENT_BYTES);
            return Err(ProximityError::TooLarge { structure, found, limit });
        }
        Self::parse(&URL_SAFE_NO_PAD.decode(encoded).map_err(|_| ProximityError::Link)?)
    }

    /// Makes one for a session's key, on P-256.
    pub(super) fn make(key: &PublicKey, methods: &[RetrievalMethod]) -> Result<Self, ProximityError> {
        let key_bytes = cbor::embed(&cbor::encode(&key.to_cose())?);
        let mut out = Vec::new();
        cbor::push_map(&mut out, 2 + usize::from(!methods.is_empty()));
        cbor::push_unsigned(&mut out, VERSION);
        cbor::push_text(&mut out, "1.0");
        cbor::push_unsigned(&mut out, SECURITY);
        cbor::push_array(&mut out, 2);
        cbor::push_unsigned(&mut out, CIPHER_SUITE);
        out.extend(key_bytes);
        if !methods.is_empty() {
            cbor::push_unsigned(&mut out, METHODS);
            cbor::push_array(&mut out, methods.len());
            for method in methods {
                method.push(&mut out).map_err(|error| ProximityError::from(error).within(STRUCTURE))?;
            }
        }
        // What was made is what others will read.
        Self::parse(&out)
    }

    /// The bytes of an NFC record.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text of a QR code.
    pub fn to_uri(&self) -> String {
        format!("{SCHEME}{}", URL_SAFE_NO_PAD.encode(&self.bytes))
    }

    /// The ways to carry the session, in the holder's order; possibly none, where NFC agreed on one already.
    pub fn methods(&self) -> &[RetrievalMethod] {
        &self.methods
    }

    /// The public half of the holder's key of this session.
    pub fn device_key(&self) -> &PublicKey {
        &self.device_key
    }

    /// What the holder's Bluetooth service shows as `Ident` (§8.3.3.1.1.3), so that the reader knows it reached this holder.
    pub fn ble_ident(&self) -> [u8; 16] {
        let mut ident = [0; 16];
        let expanded = Hkdf::<Sha256>::new(None, &self.device_key_bytes).expand(b"BLEIdent", &mut ident);
        // HKDF gives up to 255 hashes; half of one is asked for.
        debug_assert!(expanded.is_ok());
        ident
    }

    /// `DeviceEngagementBytes`, as the transcript holds it.
    pub(super) fn embedded(&self) -> Vec<u8> {
        cbor::embed(&self.bytes)
    }

    fn read(bytes: &[u8]) -> Result<Self, ProximityError> {
        let (mut version, mut security, mut methods) = (false, None, Vec::new());
        let mut decoder = Decoder::new(bytes);
        let mut map = decoder.map()?;
        while let Some(mut key) = decoder.key(&mut map)? {
            let label = if key.peek()? == Kind::Unsigned { Some(key.unsigned()?) } else { None };
            match label {
                Some(VERSION) => {
                    if !decoder.text()?.starts_with("1.") {
                        return Err(ProximityError::Version { structure: STRUCTURE });
                    }
                    version = true;
                }
                Some(SECURITY) => security = Some(read_security(&mut decoder)?),
                Some(METHODS) => {
                    let mut members = decoder.array()?;
                    while decoder.more(&mut members)? {
                        if methods.len() == MAX_RETRIEVAL_METHODS {
                            return Err(ProximityError::TooMany {
                                structure: STRUCTURE,
                                what: "retrieval methods",
                                limit: MAX_RETRIEVAL_METHODS,
                            });
                        }
                        methods.push(RetrievalMethod::read(&mut decoder)?);
                    }
                }
                // Retrieval from a server, which tells the issuer who looks, is not carried out here.
                _ => drop(decoder.skip()?),
            }
        }
        decoder.finish()?;
        if !version {
            return Err(CborError::Missing { key: "0" }.into());
        }
        let (device_key, device_key_bytes) = security.ok_or(CborError::Missing { key: "1" })?;
        Ok(Self { bytes: bytes.to_vec(), device_key, device_key_bytes, methods })
    }
}

/// Only its size: whoever has the bytes can open the session.
impl fmt::Debug for DeviceEngagement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceEngagement({} bytes, {:?})", self.bytes.len(), self.methods)
    }
}

fn read_security(decoder: &mut Decoder<'_>) -> Result<(PublicKey, Vec<u8>), ProximityError> {
    let mut members = decoder.array_of(2, SHAPE)?;
    decoder.member(&mut members)?;
    let found = decoder.unsigned()?;
    // ISO/IEC 18013-5 table 22: one suite.
    if found != CIPHER_SUITE {
        return Err(ProximityError::CipherSuite { found });
    }
    decoder.member(&mut members)?;
    let (received, content) = decoder.embedded()?;
    let key = session_key(content, "EDeviceKey")?;
    decoder.close(members)?;
    Ok((key, received.to_vec()))
}

/// An ephemeral key as it came: a COSE_Key on P-256. The curve's points all have the group's order, so a key that lies on it
/// leads to no weak secret.
pub(super) fn session_key(content: &[u8], structure: &'static str) -> Result<PublicKey, ProximityError> {
    let refused = |source| ProximityError::Key { structure, source };
    let key = PublicKey::from_cose(content).map_err(refused)?;
    if key.as_p256().is_none() {
        return Err(refused(crate::cose::CoseError::Key { what: "not on P-256" }));
    }
    Ok(key)
}

const STRUCTURE: &str = "DeviceEngagement";
const SHAPE: &str = "an array of 2 (Security) is wanted";
const SCHEME: &str = "mdoc:";
const VERSION: u64 = 0;
const SECURITY: u64 = 1;
const METHODS: u64 = 2;
const CIPHER_SUITE: u64 = 1;
