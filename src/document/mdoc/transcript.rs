use core::fmt;
use std::borrow::Cow;

use crate::cbor::{self, CborError, Decoder, Kind};
use crate::document::DocumentError;
use crate::limits::MAX_TRANSCRIPT_BYTES;

/// What the two sides of a session agree to have exchanged (ISO/IEC 18013-5 §9.1.5.1), as the caller's session recorded it:
/// a device's or a reader's proof is over it, so a proof recorded in another session does not hold in this one.
///
/// ```cddl
/// SessionTranscriptBytes = #6.24(bstr .cbor SessionTranscript)
/// SessionTranscript = [DeviceEngagementBytes / nil, EReaderKeyBytes / nil, Handover]
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SessionTranscript {
    /// `SessionTranscriptBytes`, tag 24 and all.
    wrapped: Vec<u8>,
    /// Where the bare array starts in it.
    inner: usize,
}

impl SessionTranscript {
    /// Reads a transcript, wrapped in tag 24 or bare; its bytes are kept as they came.
    pub fn parse(bytes: &[u8]) -> Result<Self, DocumentError> {
        Self::read(bytes).map_err(|source| DocumentError::Cbor { structure: STRUCTURE, source })
    }

    /// Puts a transcript together: `DeviceEngagementBytes` and `EReaderKeyBytes`, each the bytes with tag 24 that crossed the
    /// air, or `None` where a protocol has none, and the handover, one CBOR item.
    pub fn make(
        engagement: Option<&[u8]>,
        reader_key: Option<&[u8]>,
        handover: &[u8],
    ) -> Result<Self, DocumentError> {
        let mut bare = Vec::new();
        cbor::push_array(&mut bare, 3);
        for part in [engagement, reader_key] {
            bare.extend_from_slice(part.unwrap_or(&CBOR_NULL));
        }
        bare.extend_from_slice(handover);
        Self::parse(&bare)
    }

    /// `SessionTranscriptBytes`.
    pub fn as_bytes(&self) -> &[u8] {
        &self.wrapped
    }

    /// `SessionTranscript`, without the tag.
    pub(crate) fn bare(&self) -> &[u8] {
        self.wrapped.get(self.inner..).unwrap_or_default()
    }

    fn read(bytes: &[u8]) -> Result<Self, CborError> {
        if bytes.len() > MAX_TRANSCRIPT_BYTES {
            let (found, limit) = (bytes.len(), MAX_TRANSCRIPT_BYTES);
            return Err(CborError::TooLarge { what: "bytes", found, limit });
        }
        let mut decoder = Decoder::new(bytes);
        let (wrapped, inner) = if decoder.tag(cbor::TAG_EMBEDDED)? {
            let content = decoder.bytes()?;
            decoder.finish()?;
            check(&content)?;
            match content {
                // The content is the tail of what came.
                Cow::Borrowed(content) => (bytes.to_vec(), bytes.len() - content.len()),
                Cow::Owned(_) => {
                    return Err(CborError::Value { at: 0, what: "embedded cbor came in chunks" });
                }
            }
        } else {
            check(bytes)?;
            let wrapped = cbor::embed(bytes);
            let inner = wrapped.len() - bytes.len();
            (wrapped, inner)
        };
        Ok(Self { wrapped, inner })
    }
}

/// A transcript may hold a person's engagement: only its size is shown.
impl fmt::Debug for SessionTranscript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionTranscript({} bytes)", self.wrapped.len())
    }
}

fn check(bytes: &[u8]) -> Result<(), CborError> {
    let mut decoder = Decoder::new(bytes);
    if decoder.peek()? != Kind::Array {
        return Err(CborError::Value { at: 0, what: SHAPE });
    }
    let mut members = decoder.array_of(3, SHAPE)?;
    for _ in 0..3 {
        decoder.member(&mut members)?;
        decoder.skip()?;
    }
    decoder.close(members)?;
    decoder.finish()
}

const STRUCTURE: &str = "SessionTranscript";
const SHAPE: &str = "an array of 3 (SessionTranscript) is wanted";
const CBOR_NULL: [u8; 1] = [0xf6];
