use std::borrow::Cow;

use super::ProximityError;
use crate::cbor::{self, CborError, Decoder};
use crate::limits::MAX_SESSION_MESSAGE_BYTES;

/// The first message of a session, from the reader (ISO/IEC 18013-5 §9.1.1.4).
///
/// ```cddl
/// SessionEstablishment = { "eReaderKey": EReaderKeyBytes, "data": bstr }
/// EReaderKeyBytes = #6.24(bstr .cbor COSE_Key)
/// ```
pub(super) struct SessionEstablishment<'a> {
    /// `EReaderKeyBytes` as received, tag 24 and all.
    pub(super) reader_key_bytes: &'a [u8],
    /// The COSE_Key.
    pub(super) reader_key: &'a [u8],
    /// The encrypted request.
    pub(super) data: Cow<'a, [u8]>,
}

/// Every later message.
///
/// ```cddl
/// SessionData = { ? "data": bstr, ? "status": uint }
/// ```
pub(super) struct SessionData<'a> {
    /// What is encrypted, if anything.
    pub(super) data: Option<Cow<'a, [u8]>>,
    /// What became of the session, if anything did.
    pub(super) status: Option<SessionStatus>,
}

/// What one side tells the other about the session (ISO/IEC 18013-5 table 20). After any of them it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SessionStatus {
    /// 10: a message did not decrypt.
    EncryptionError,
    /// 11: a message was not CBOR of its shape.
    CborDecodingError,
    /// 20: all is said.
    Termination,
    /// One that the table does not have.
    Other(u64),
}

impl<'a> SessionEstablishment<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, ProximityError> {
        const STRUCTURE: &str = "SessionEstablishment";
        limit(bytes, STRUCTURE)?;
        Self::read(bytes).map_err(|source| ProximityError::Cbor { structure: STRUCTURE, source })
    }

    fn read(bytes: &'a [u8]) -> Result<Self, CborError> {
        let (mut reader_key, mut data) = (None, None);
        let mut decoder = Decoder::new(bytes);
        let mut map = decoder.map()?;
        while let Some(key) = decoder.text_key(&mut map)? {
            match key.as_ref() {
                "eReaderKey" => reader_key = Some(decoder.embedded()?),
                "data" => data = Some(decoder.bytes()?),
                _ => drop(decoder.skip()?),
            }
        }
        decoder.finish()?;
        let (reader_key_bytes, reader_key) = reader_key.ok_or(CborError::Missing { key: "eReaderKey" })?;
        Ok(Self { reader_key_bytes, reader_key, data: data.ok_or(CborError::Missing { key: "data" })? })
    }

    pub(super) fn write(reader_key_bytes: &[u8], data: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(reader_key_bytes.len() + data.len() + 32);
        cbor::push_map(&mut out, 2);
        cbor::push_text(&mut out, "data");
        cbor::push_bytes(&mut out, data);
        cbor::push_text(&mut out, "eReaderKey");
        out.extend_from_slice(reader_key_bytes);
        out
    }
}

impl<'a> SessionData<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, ProximityError> {
        const STRUCTURE: &str = "SessionData";
        limit(bytes, STRUCTURE)?;
        let read =
            Self::read(bytes).map_err(|source| ProximityError::Cbor { structure: STRUCTURE, source })?;
        if read.data.is_none() && read.status.is_none() {
            return Err(ProximityError::Empty);
        }
        Ok(read)
    }

    fn read(bytes: &'a [u8]) -> Result<Self, CborError> {
        let (mut data, mut status) = (None, None);
        let mut decoder = Decoder::new(bytes);
        let mut map = decoder.map()?;
        while let Some(key) = decoder.text_key(&mut map)? {
            match key.as_ref() {
                "data" => data = Some(decoder.bytes()?),
                "status" => status = Some(SessionStatus::from_code(decoder.unsigned()?)),
                _ => drop(decoder.skip()?),
            }
        }
        decoder.finish()?;
        Ok(Self { data, status })
    }

    pub(super) fn write(data: Option<&[u8]>, status: Option<SessionStatus>) -> Vec<u8> {
        let mut out = Vec::with_capacity(data.map_or(0, <[u8]>::len) + 32);
        cbor::push_map(&mut out, usize::from(data.is_some()) + usize::from(status.is_some()));
        if let Some(data) = data {
            cbor::push_text(&mut out, "data");
            cbor::push_bytes(&mut out, data);
        }
        if let Some(status) = status {
            cbor::push_text(&mut out, "status");
            cbor::push_unsigned(&mut out, status.code());
        }
        out
    }
}

impl SessionStatus {
    /// The number on the wire.
    pub const fn code(self) -> u64 {
        match self {
            Self::EncryptionError => 10,
            Self::CborDecodingError => 11,
            Self::Termination => 20,
            Self::Other(code) => code,
        }
    }

    /// Of a number on the wire.
    pub const fn from_code(code: u64) -> Self {
        match code {
            10 => Self::EncryptionError,
            11 => Self::CborDecodingError,
            20 => Self::Termination,
            _ => Self::Other(code),
        }
    }

    /// What to tell the other side of an error of this one.
    pub(super) fn of(error: &ProximityError) -> Self {
        match error {
            ProximityError::Encryption | ProximityError::Key { .. } => Self::EncryptionError,
            ProximityError::Turn | ProximityError::Exhausted => Self::Termination,
            _ => Self::CborDecodingError,
        }
    }

    /// The message that says this and nothing else: the last one of a session.
    pub fn message(self) -> Vec<u8> {
        SessionData::write(None, Some(self))
    }
}

fn limit(bytes: &[u8], structure: &'static str) -> Result<(), ProximityError> {
    if bytes.len() > MAX_SESSION_MESSAGE_BYTES {
        let (found, limit) = (bytes.len(), MAX_SESSION_MESSAGE_BYTES);
        return Err(ProximityError::TooLarge { structure, found, limit });
    }
    Ok(())
}
