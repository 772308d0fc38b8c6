use core::fmt;

use super::store::{Batch, Store, StoreError, Write};
use super::{MessageId, SystemName, keys};
use crate::cbor::{self, CborError, Decoder, Value};
use crate::time::Timestamp;

/// A fact of sending or receiving (1277/9), as the journal keeps it: at what local time (1277/10), which message, with whom.
#[derive(Clone, PartialEq, Eq)]
pub struct Event {
    /// When, by the clock of whoever wrote it. The order of events is that of their numbers, whatever the clock did.
    pub at: Timestamp,
    /// What happened.
    pub what: Happened,
    /// The other system.
    pub system: SystemName,
    /// The message; of [`Happened::Sending`] the first of those that are sent in one turn.
    pub message: MessageId,
    /// More, for people: why, how often. No personal data of ours; a reason that the other system gave is its own words.
    pub note: String,
}

/// What may happen to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Happened {
    /// It waits to be sent.
    Queued,
    /// Messages from this one on are being sent.
    Sending,
    /// The other system has taken it.
    Delivered,
    /// The link failed; it waits.
    LinkFailed,
    /// The other system could not take it now; it waits.
    Busy,
    /// It was set aside: the other system will not take it.
    SetAside,
    /// It was put back at the end of the queue by an operator.
    Released,
    /// It was given up by an operator.
    Discarded,
    /// It came, and was taken.
    Received,
    /// It came again, and nothing was done again.
    ReceivedAgain,
    /// It came, and was refused.
    Refused,
}

/// The journal of a store's sendings and receipts (1277/9).
pub struct Events<S> {
    store: S,
}

impl<S: Store> Events<S> {
    /// Of this store.
    pub fn new(store: S) -> Self {
        Self { store }
    }

    /// Events after the one of number `after`, at most `most`, with their numbers: 0 for the first.
    pub fn read(&self, after: u64, most: usize) -> Result<Vec<(u64, Event)>, StoreError> {
        let list = keys::events()?;
        let found = self.store.list(&list, Some(&list.entry(after)), most)?;
        found.into_iter().map(|(key, bytes)| Ok((key.number()?, Event::from_bytes(&bytes)?))).collect()
    }

    /// Forgets events up to and with a number, at most 1,000 at a time: once they are kept elsewhere. How many went.
    pub fn forget(&self, until: u64) -> Result<usize, StoreError> {
        let list = keys::events()?;
        let mut batch = Batch::new();
        for (key, _) in self.store.list(&list, None, FORGOTTEN_AT_ONCE)? {
            if key.number()? <= until {
                batch.write(Write::Delete(key));
            }
        }
        let count = batch.writes().len();
        if count > 0 {
            self.store.apply(&batch)?;
        }
        Ok(count)
    }
}

impl Event {
    pub(super) fn write_to(&self, batch: &mut Batch) -> Result<(), StoreError> {
        batch.write(Write::Append(keys::events()?, self.to_bytes()?));
        Ok(())
    }

    fn to_bytes(&self) -> Result<Vec<u8>, StoreError> {
        let members = [
            // 1277/10: in local time, with its offset.
            Value::from(self.at.to_local()),
            Value::from(self.what.word()),
            Value::from(self.system.to_string()),
            Value::from(self.message.to_string()),
            Value::from(self.note.as_str()),
        ];
        cbor::encode(&Value::Array(members.into())).map_err(|_| BROKEN)
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, StoreError> {
        let read = || -> Result<_, CborError> {
            let mut decoder = Decoder::new(bytes);
            let mut members = decoder.array_of(5, "an event is wanted")?;
            let mut text = || {
                decoder.member(&mut members)?;
                decoder.text()
            };
            let parts = [text()?, text()?, text()?, text()?, text()?];
            decoder.close(members)?;
            decoder.finish()?;
            Ok(parts)
        };
        let [at, what, system, message, note] = read().map_err(|_| BROKEN)?;
        Ok(Self {
            at: Timestamp::parse(&at).map_err(|_| BROKEN)?,
            what: Happened::from_word(&what).ok_or(BROKEN)?,
            system: SystemName::parse(&system).map_err(|_| BROKEN)?,
            message: MessageId::parse(&message).map_err(|_| BROKEN)?,
            note: note.into_owned(),
        })
    }
}

impl Happened {
    /// Everything.
    pub const ALL: [Self; 11] = [
        Self::Queued,
        Self::Sending,
        Self::Delivered,
        Self::LinkFailed,
        Self::Busy,
        Self::SetAside,
        Self::Released,
        Self::Discarded,
        Self::Received,
        Self::ReceivedAgain,
        Self::Refused,
    ];

    /// As the journal writes it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Delivered => "delivered",
            Self::LinkFailed => "link failed",
            Self::Busy => "busy",
            Self::SetAside => "set aside",
            Self::Released => "released",
            Self::Discarded => "discarded",
            Self::Received => "received",
            Self::ReceivedAgain => "received again",
            Self::Refused => "refused",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.word() == word)
    }
}

/// A line of the journal: `2026-11-22T09:30:00+05:00 delivered 3f2c… 160440007161/monitoring`.
impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", self.at.to_local(), self.what.word(), self.message, self.system)?;
        if self.note.is_empty() { Ok(()) } else { write!(f, " ({})", self.note) }
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Event({} {:?} {})", self.at.to_local(), self.what, self.message)
    }
}

impl<S> fmt::Debug for Events<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Events")
    }
}

/// What the other system said, fit for the journal: a line of two hundred characters.
pub(super) fn note(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_NOTE_CHARS).collect()
}

const MAX_NOTE_CHARS: usize = 200;
const FORGOTTEN_AT_ONCE: usize = 1_000;
const BROKEN: StoreError = StoreError::Broken { what: "an event that cannot be read" };
