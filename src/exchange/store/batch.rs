use core::fmt;

use super::StoreError;
use crate::limits::MAX_STORE_KEY_BYTES;

/// A key of a store: 1 to 256 bytes.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(Vec<u8>);

/// Writes that are done together, and what they expect to find.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    expects: Vec<(Key, Option<Vec<u8>>)>,
    writes: Vec<Write>,
}

/// One write.
#[derive(Clone, PartialEq, Eq)]
pub enum Write {
    /// Keeps a value under a key, whatever was there.
    Put(Key, Vec<u8>),
    /// Keeps a value under a key where there is none.
    Ensure(Key, Vec<u8>),
    /// Forgets what lies under a key.
    Delete(Key),
    /// Keeps a value as the next of a list: under the list's key followed by the number in eight bytes, the highest first.
    Append(Key, Vec<u8>),
}

/// What became of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applied {
    /// All of it was done. The numbers that its appended values got, in their order.
    Done(Vec<u64>),
    /// Nothing was done: something it expected is otherwise.
    Moved,
}

impl Key {
    /// A key of these parts, one after the other.
    pub fn new(parts: &[&[u8]]) -> Result<Self, StoreError> {
        let key = parts.concat();
        if (1..=MAX_STORE_KEY_BYTES).contains(&key.len()) {
            Ok(Self(key))
        } else {
            Err(StoreError::TooLarge { what: "a key", found: key.len(), limit: MAX_STORE_KEY_BYTES })
        }
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// As a store gave it back.
    pub(super) fn kept(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    /// The key of a list's entry of this number.
    pub(in crate::exchange) fn entry(&self, number: u64) -> Self {
        Self([self.as_bytes(), &number.to_be_bytes()].concat())
    }

    /// The number of a list's entry, by its key.
    pub(in crate::exchange) fn number(&self) -> Result<u64, StoreError> {
        let number = self.0.last_chunk().ok_or(StoreError::Broken { what: "a key without a number" })?;
        Ok(u64::from_be_bytes(*number))
    }

    /// What stands after `prefix`.
    pub(in crate::exchange) fn after(&self, prefix: &Self) -> &[u8] {
        self.0.strip_prefix(prefix.as_bytes()).unwrap_or_default()
    }

    /// Where a store counts the entries of the list with this key: before all other keys.
    pub(super) fn counter(&self) -> Vec<u8> {
        [b"#", self.as_bytes()].concat()
    }
}

impl Batch {
    /// Nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The batch is done only where exactly this lies under the key; `None`: nothing.
    pub fn expect(&mut self, key: Key, value: Option<Vec<u8>>) {
        self.expects.push((key, value));
    }

    /// Adds a write; they are done in their order.
    pub fn write(&mut self, write: Write) {
        self.writes.push(write);
    }

    /// What it expects.
    pub fn expects(&self) -> &[(Key, Option<Vec<u8>>)] {
        &self.expects
    }

    /// What it writes.
    pub fn writes(&self) -> &[Write] {
        &self.writes
    }
}

/// Keys hold names of systems and ids; a caller's own may hold anything.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({} bytes)", self.0.len())
    }
}

impl fmt::Debug for Write {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, key, value) = match self {
            Self::Put(key, value) => ("Put", key, value.len()),
            Self::Ensure(key, value) => ("Ensure", key, value.len()),
            Self::Delete(key) => ("Delete", key, 0),
            Self::Append(key, value) => ("Append", key, value.len()),
        };
        write!(f, "{word}({key:?}, {value} bytes)")
    }
}
