use core::fmt;

use super::{AUD, NONCE, PresentationError};
use crate::cbor::{self, Decoder, Value};
use crate::id::Bin;
use crate::limits::MAX_CHALLENGE_CHARS;
use crate::random::{RandomError, RandomSource, make_bytes};

/// What a verifier shows for the holder's device to answer: fresh random bytes, so that no proof made before, or for
/// somebody else, will do; and, where it is an organisation, which. Nobody signs it: that an organisation is named shows
/// the holder whom the answer is for, since no other will take it, not who is asking.
///
/// P7: as text, `QC1:` and the base45 of
///
/// ```cddl
/// challenge = { ? 3: tstr,           ; the organisation's BIN
///               10: bstr .size 16 }  ; the nonce
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Challenge {
    nonce: [u8; 16],
    audience: Option<Bin>,
}

impl Challenge {
    /// A fresh one, of the organisation's if one asks. Each is for one presentation.
    pub fn make(random: &mut dyn RandomSource, audience: Option<Bin>) -> Result<Self, RandomError> {
        Ok(Self { nonce: make_bytes(random)?, audience })
    }

    /// Reads the text of one.
    pub fn parse(text: &str) -> Result<Self, PresentationError> {
        let encoded = text.strip_prefix(PREFIX).filter(|_| text.len() <= MAX_CHALLENGE_CHARS);
        let bytes = encoded.and_then(|encoded| base45::decode(encoded).ok());
        bytes.and_then(|bytes| Self::read(&bytes)).ok_or(PresentationError::NotChallenge)
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (mut nonce, mut audience) = (None, None);
        let mut decoder = Decoder::new(bytes);
        let mut map = decoder.map().ok()?;
        while let Some(mut key) = decoder.key(&mut map).ok()? {
            match key.integer().ok()? {
                AUD => audience = Some(Bin::parse(&decoder.text().ok()?).ok()?),
                NONCE => nonce = Some(decoder.bytes().ok()?.as_ref().try_into().ok()?),
                // Another version gets another prefix.
                _ => return None,
            }
        }
        decoder.finish().ok()?;
        Some(Self { nonce: nonce?, audience })
    }

    /// The text, for a symbol.
    pub fn to_text(&self) -> String {
        let mut members = vec![(Value::from(NONCE), Value::from(self.nonce.as_slice()))];
        members.extend(self.audience.map(|bin| (Value::from(AUD), Value::from(bin.as_str()))));
        // Two keys that differ: encoding has nothing to refuse.
        let bytes = cbor::encode(&Value::Map(members)).unwrap_or_default();
        format!("{PREFIX}{}", base45::encode(&bytes))
    }

    /// The random bytes an answer repeats.
    pub fn nonce(&self) -> &[u8; 16] {
        &self.nonce
    }

    /// The organisation that asks, as far as it says so itself.
    pub fn audience(&self) -> Option<Bin> {
        self.audience
    }
}

impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Challenge({:?})", self.audience)
    }
}

const PREFIX: &str = "QC1:";
