use core::fmt;

use crate::cbor::{self, CborError, Decoder};
use crate::exchange::store::StoreError;
use crate::exchange::{Family, Form, Kind, MessageId, SignedMessage, SystemName};
use crate::time::Timestamp;

/// A message that waits, as it lies in the store: `[1, id, form, digest, family, kind, queued, tries, bytes]`.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) id: MessageId,
    pub(super) form: Form,
    pub(super) digest: [u8; 32],
    pub(super) family: Family,
    pub(super) kind: Kind,
    pub(super) queued: Timestamp,
    /// How often the other system could not take it.
    pub(super) tries: u32,
    pub(super) bytes: Vec<u8>,
}

/// A message of a queue, to be sent or looked at.
#[derive(Clone, PartialEq, Eq)]
pub struct Item {
    number: u64,
    entry: Entry,
}

/// A message that was set aside: `[1, system, reason, entry]`.
#[derive(Clone, PartialEq, Eq)]
pub struct SetAside {
    /// For which system.
    pub system: SystemName,
    /// Why.
    pub reason: String,
    pub(super) entry: Entry,
}

/// A message of ours, as it is known again.
pub(in crate::exchange) struct Known {
    pub(in crate::exchange) digest: [u8; 32],
}

/// A request of ours that waits for its response.
#[derive(PartialEq, Eq)]
pub(in crate::exchange) struct Asked {
    pub(in crate::exchange) system: SystemName,
    pub(in crate::exchange) family: Family,
}

impl Entry {
    pub(super) fn of(message: &SignedMessage, now: Timestamp) -> Self {
        Self {
            id: *message.id(),
            form: message.form(),
            digest: *message.digest(),
            family: message.family(),
            kind: message.kind(),
            queued: now,
            tries: 0,
            bytes: message.as_bytes().to_vec(),
        }
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.bytes.len() + 160);
        cbor::push_array(&mut out, 9);
        cbor::push_unsigned(&mut out, 1);
        cbor::push_bytes(&mut out, self.id.as_bytes());
        cbor::push_text(&mut out, if self.form == Form::Json { "json" } else { "cbor" });
        cbor::push_bytes(&mut out, &self.digest);
        cbor::push_text(&mut out, self.family.word());
        cbor::push_text(&mut out, self.kind.word());
        cbor::push_text(&mut out, &self.queued.to_local());
        cbor::push_unsigned(&mut out, u64::from(self.tries));
        cbor::push_bytes(&mut out, &self.bytes);
        out
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, StoreError> {
        let mut decoder = Decoder::new(bytes);
        let entry = Self::read(&mut decoder)?;
        decoder.finish().map_err(|_| BROKEN)?;
        Ok(entry)
    }

    fn read(decoder: &mut Decoder<'_>) -> Result<Self, StoreError> {
        let broken = |_: CborError| BROKEN;
        let mut members = decoder.array_of(9, "an entry is wanted").map_err(broken)?;
        macro_rules! next {
            ($read:ident) => {{
                decoder.member(&mut members).map_err(broken)?;
                decoder.$read().map_err(broken)?
            }};
        }
        if next!(unsigned) != 1 {
            return Err(BROKEN);
        }
        let entry = Self {
            id: id(&next!(bytes))?,
            form: match next!(text).as_ref() {
                "json" => Form::Json,
                "cbor" => Form::Cbor,
                _ => return Err(BROKEN),
            },
            digest: digest(&next!(bytes))?,
            family: Family::from_word(&next!(text)).ok_or(BROKEN)?,
            kind: Kind::from_word(&next!(text)).ok_or(BROKEN)?,
            queued: Timestamp::parse(&next!(text)).map_err(|_| BROKEN)?,
            tries: u32::try_from(next!(unsigned)).map_err(|_| BROKEN)?,
            bytes: next!(bytes).into_owned(),
        };
        decoder.close(members).map_err(broken)?;
        Ok(entry)
    }
}

impl Item {
    pub(super) fn new(number: u64, entry: Entry) -> Self {
        Self { number, entry }
    }

    pub(super) fn entry(&self) -> &Entry {
        &self.entry
    }

    /// Its number among the messages to its system: they go out in this order.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// What to send.
    pub fn as_bytes(&self) -> &[u8] {
        &self.entry.bytes
    }

    /// In which form it is.
    pub fn form(&self) -> Form {
        self.entry.form
    }

    /// The key under which the other system knows it again, however often it is sent.
    pub fn id(&self) -> &MessageId {
        &self.entry.id
    }

    /// The digest a receipt must name.
    pub fn digest(&self) -> &[u8; 32] {
        &self.entry.digest
    }

    /// Of which family.
    pub fn family(&self) -> Family {
        self.entry.family
    }

    /// Which way it goes.
    pub fn kind(&self) -> Kind {
        self.entry.kind
    }

    /// Since when it waits.
    pub fn queued(&self) -> Timestamp {
        self.entry.queued
    }

    /// How often the other system could not take it.
    pub fn tries(&self) -> u32 {
        self.entry.tries
    }
}

impl SetAside {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.entry.bytes.len() + 400);
        cbor::push_array(&mut out, 4);
        cbor::push_unsigned(&mut out, 1);
        cbor::push_text(&mut out, &self.system.to_string());
        cbor::push_text(&mut out, &self.reason);
        out.extend(self.entry.to_bytes());
        out
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, StoreError> {
        let broken = |_: CborError| BROKEN;
        let mut decoder = Decoder::new(bytes);
        let mut members = decoder.array_of(4, "a message set aside is wanted").map_err(broken)?;
        decoder.member(&mut members).map_err(broken)?;
        if decoder.unsigned().map_err(broken)? != 1 {
            return Err(BROKEN);
        }
        decoder.member(&mut members).map_err(broken)?;
        let system = SystemName::parse(&decoder.text().map_err(broken)?).map_err(|_| BROKEN)?;
        decoder.member(&mut members).map_err(broken)?;
        let reason = decoder.text().map_err(broken)?.into_owned();
        decoder.member(&mut members).map_err(broken)?;
        let entry = Entry::read(&mut decoder)?;
        decoder.close(members).and_then(|()| decoder.finish()).map_err(broken)?;
        Ok(Self { system, reason, entry })
    }

    /// Its id.
    pub fn id(&self) -> &MessageId {
        &self.entry.id
    }

    /// The signed message.
    pub fn as_bytes(&self) -> &[u8] {
        &self.entry.bytes
    }

    /// In which form it is.
    pub fn form(&self) -> Form {
        self.entry.form
    }

    /// Since when it is in the queue or aside.
    pub fn queued(&self) -> Timestamp {
        self.entry.queued
    }
}

impl Known {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        self.digest.to_vec()
    }

    pub(in crate::exchange) fn from_bytes(bytes: &[u8]) -> Result<Self, StoreError> {
        Ok(Self { digest: digest(bytes)? })
    }
}

impl Asked {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        cbor::push_array(&mut out, 2);
        cbor::push_text(&mut out, &self.system.to_string());
        cbor::push_text(&mut out, self.family.word());
        out
    }

    pub(in crate::exchange) fn from_bytes(bytes: &[u8]) -> Result<Self, StoreError> {
        let broken = |_: CborError| BROKEN;
        let mut decoder = Decoder::new(bytes);
        let mut members = decoder.array_of(2, "a request is wanted").map_err(broken)?;
        decoder.member(&mut members).map_err(broken)?;
        let system = SystemName::parse(&decoder.text().map_err(broken)?).map_err(|_| BROKEN)?;
        decoder.member(&mut members).map_err(broken)?;
        let family = Family::from_word(&decoder.text().map_err(broken)?).ok_or(BROKEN)?;
        decoder.close(members).and_then(|()| decoder.finish()).map_err(broken)?;
        Ok(Self { system, family })
    }
}

/// Which message; nothing of what it carries.
impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Item({}, {}, {} bytes)", self.number, self.entry.id, self.entry.bytes.len())
    }
}

impl fmt::Debug for SetAside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SetAside({}, {}, {})", self.entry.id, self.system, self.reason)
    }
}

pub(in crate::exchange) fn id(bytes: &[u8]) -> Result<MessageId, StoreError> {
    MessageId::from_bytes(bytes).ok_or(BROKEN)
}

fn digest(bytes: &[u8]) -> Result<[u8; 32], StoreError> {
    bytes.try_into().map_err(|_| BROKEN)
}

const BROKEN: StoreError = StoreError::Broken { what: "a message's record that cannot be read" };
