use core::fmt;

use super::{ANSWER, LookupRequest, ResultError, ServiceResult};
use crate::cbor::{self, Decoder, Value};
use crate::cose::{Opened, Purpose, Sign1, Signer, Unsigned, Verifier};
use crate::limits::MAX_LOOKUP_ANSWER_BYTES;
use crate::time::Timestamp;

/// The portal's answer to one request (9/2.5), whose signature was checked. Made only by [`LookupAnswer::open`],
/// [`LookupAnswer::read`] and [`super::verify`].
///
/// A negative one holds nothing of what was asked: it names the request by its digest, and says when.
///
/// ```cddl
/// lookup_answer = {
///   1 => 1,                 ; version
///   2 => bstr .size 32,     ; SHA-256 of the request's bytes
///   3 => int,               ; answered at, Unix seconds
///   ? 4 => result,          ; absent: no document with that number and IIN or BIN exists
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct LookupAnswer {
    request: [u8; 32],
    at: Timestamp,
    result: Option<ServiceResult>,
}

impl LookupAnswer {
    /// Signs the answer to `request`.
    pub(super) fn sign(
        request: &LookupRequest,
        result: Option<&ServiceResult>,
        at: Timestamp,
        signer: &dyn Signer,
    ) -> Result<Vec<u8>, ResultError> {
        let mut members = vec![
            (VERSION, Value::from(1)),
            (REQUEST, Value::Bytes(request.digest().to_vec())),
            (AT, Value::from(at.unix())),
        ];
        members.extend(result.map(|result| (RESULT, result.to_value())));
        let members = members.into_iter().map(|(key, value)| (Value::from(key), value)).collect();
        let payload = cbor::encode(&Value::Map(members)).map_err(ANSWER.cbor())?;
        Unsigned { purpose: Purpose::LookupAnswer, payload: &payload }.sign(signer).map_err(ANSWER.cose())
    }

    /// Opens a signed answer with the portal's key.
    pub fn open(bytes: &[u8], key: &dyn Verifier) -> Result<Self, ResultError> {
        let opened = Sign1::parse_within(bytes, MAX_LOOKUP_ANSWER_BYTES)
            .and_then(|sign1| sign1.open(Purpose::LookupAnswer, key))
            .map_err(ANSWER.cose())?;
        Self::read(&opened)
    }

    /// Reads the payload of an opened answer.
    pub fn read(opened: &Opened<'_>) -> Result<Self, ResultError> {
        if opened.purpose() != Purpose::LookupAnswer {
            return Err(ANSWER.member("purpose", "is another one"));
        }
        let cbor = ANSWER.cbor();
        let (mut version, mut request, mut at, mut result) = (None, None, None, None);
        let mut decoder = Decoder::new(opened.payload());
        let mut map = decoder.map().map_err(&cbor)?;
        while let Some(mut key) = decoder.key(&mut map).map_err(&cbor)? {
            match key.unsigned().map_err(&cbor)? {
                VERSION => version = Some(decoder.unsigned().map_err(&cbor)?),
                REQUEST => request = <[u8; 32]>::try_from(decoder.bytes().map_err(&cbor)?.as_ref()).ok(),
                AT => at = Timestamp::from_unix(decoder.integer().map_err(&cbor)?).ok(),
                RESULT => result = Some(ServiceResult::read(&mut decoder)?),
                // What is not understood may be a reservation: refused, never passed over.
                _ => return Err(ANSWER.member("an unknown member", "stands in it")),
            }
        }
        decoder.finish().map_err(&cbor)?;
        if version != Some(1) {
            return Err(ANSWER.member("version", "is not 1"));
        }
        Ok(Self {
            request: request.ok_or(ANSWER.missing("digest of the request"))?,
            at: at.ok_or(ANSWER.missing("time"))?,
            result,
        })
    }

    /// Whether it answers this request and no other.
    pub fn answers(&self, request: &LookupRequest) -> bool {
        self.request == request.digest()
    }

    /// When it was given.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// The result; `None` where no document with that number and IIN or BIN exists.
    pub fn result(&self) -> Option<&ServiceResult> {
        self.result.as_ref()
    }
}

impl fmt::Debug for LookupAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LookupAnswer({:?}, {})", self.result, self.at.to_utc())
    }
}

const VERSION: u64 = 1;
const REQUEST: u64 = 2;
const AT: u64 = 3;
const RESULT: u64 = 4;
