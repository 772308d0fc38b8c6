use core::fmt;

use sha2::{Digest, Sha256};

use super::{REQUEST, ResultError};
use crate::cbor::{self, Decoder, Value};
use crate::id::{DocumentNumber, Recipient};
use crate::limits::MAX_LOOKUP_REQUEST_BYTES;
use crate::random::{RandomError, RandomSource, make_bytes};

/// What a person enters to have a result checked (9/2.5): the document's unique number, and its recipient's IIN or BIN. Sixteen
/// random bytes go along, so that an answer given before is none to this request.
///
/// ```cddl
/// lookup_request = {
///   1 => 1,                       ; version
///   2 => tstr,                    ; document number
///   3 => tstr .size 12,           ; recipient's IIN or BIN, as entered
///   4 => bstr .size 16,           ; nonce
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct LookupRequest {
    number: DocumentNumber,
    recipient: Recipient,
    nonce: [u8; 16],
    bytes: Vec<u8>,
}

impl LookupRequest {
    /// A request about this number and recipient.
    pub fn make(
        number: DocumentNumber,
        recipient: Recipient,
        random: &mut dyn RandomSource,
    ) -> Result<Self, RandomError> {
        let nonce: [u8; 16] = make_bytes(random)?;
        // As whoever reads it will: the digits tell an IIN from a BIN.
        let recipient = Recipient::parse(recipient.as_str()).unwrap_or(recipient);
        let members = vec![
            (Value::from(VERSION), Value::from(1)),
            (Value::from(NUMBER), Value::from(number.as_str())),
            (Value::from(RECIPIENT), Value::from(recipient.as_str())),
            (Value::from(NONCE), Value::Bytes(nonce.to_vec())),
        ];
        // Encoding four short members has nothing that could fail.
        let bytes = cbor::encode(&Value::Map(members)).map_err(|_| RandomError)?;
        Ok(Self { number, recipient, nonce, bytes })
    }

    /// Reads a request as it was sent.
    pub fn parse(bytes: &[u8]) -> Result<Self, ResultError> {
        REQUEST.within(bytes, MAX_LOOKUP_REQUEST_BYTES)?;
        let cbor = REQUEST.cbor();
        let (mut version, mut number, mut recipient, mut nonce) = (None, None, None, None);
        let mut decoder = Decoder::new(bytes);
        let mut map = decoder.map().map_err(&cbor)?;
        while let Some(mut key) = decoder.key(&mut map).map_err(&cbor)? {
            match key.unsigned().map_err(&cbor)? {
                VERSION => version = Some(decoder.unsigned().map_err(&cbor)?),
                NUMBER => number = DocumentNumber::parse(&decoder.text().map_err(&cbor)?).ok(),
                RECIPIENT => recipient = Recipient::parse(&decoder.text().map_err(&cbor)?).ok(),
                NONCE => nonce = <[u8; 16]>::try_from(decoder.bytes().map_err(&cbor)?.as_ref()).ok(),
                // What is not understood may be a condition: refused, never passed over.
                _ => return Err(REQUEST.member("an unknown member", "stands in it")),
            }
        }
        decoder.finish().map_err(&cbor)?;
        if version != Some(1) {
            return Err(REQUEST.member("version", "is not 1"));
        }
        Ok(Self {
            number: number.ok_or(REQUEST.missing("document number"))?,
            recipient: recipient.ok_or(REQUEST.missing("IIN or BIN of the recipient"))?,
            nonce: nonce.ok_or(REQUEST.missing("nonce"))?,
            bytes: bytes.to_vec(),
        })
    }

    /// The bytes to send.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The number entered.
    pub fn number(&self) -> &DocumentNumber {
        &self.number
    }

    /// The IIN or BIN entered.
    pub fn recipient(&self) -> &Recipient {
        &self.recipient
    }

    /// SHA-256 of its bytes, which its answer names.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(&self.bytes).into()
    }
}

impl fmt::Debug for LookupRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LookupRequest(…)")
    }
}

const VERSION: u64 = 1;
const NUMBER: u64 = 2;
const RECIPIENT: u64 = 3;
const NONCE: u64 = 4;
