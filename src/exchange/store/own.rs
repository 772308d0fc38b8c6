use core::fmt;

use super::{Batch, Key, Store, StoreError, Write};
use crate::limits::MAX_OWN_RECORD_BYTES;

/// Records of the caller's own, written in the same step as a message is queued or taken: what a system did about a message and
/// the message itself are never apart.
///
/// They lie in the same store under names of the caller's. Who keeps records in tables of their own in an embedded database
/// writes them in the same transaction instead (`RedbTransaction`).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct OwnRecords(Vec<Write>);

impl OwnRecords {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps a record under a name, whatever was there. A name has 1 to 200 bytes, a record at most 64 KiB.
    pub fn put(&mut self, name: &[u8], record: &[u8]) -> Result<(), StoreError> {
        self.0.push(Write::Put(own_key(name)?, checked(record)?));
        Ok(())
    }

    /// Forgets the record under a name.
    pub fn delete(&mut self, name: &[u8]) -> Result<(), StoreError> {
        self.0.push(Write::Delete(own_key(name)?));
        Ok(())
    }

    /// Adds a record to the end of a list of the caller's.
    pub fn append(&mut self, list: &[u8], record: &[u8]) -> Result<(), StoreError> {
        self.0.push(Write::Append(own_list(list)?, checked(record)?));
        Ok(())
    }

    /// The record under a name.
    pub fn read(store: &impl Store, name: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        store.get(&own_key(name)?)
    }

    /// Records of a list after a number, at most `most`, with their numbers.
    pub fn read_list(
        store: &impl Store,
        list: &[u8],
        after: u64,
        most: usize,
    ) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
        let list = own_list(list)?;
        let found = store.list(&list, Some(&list.entry(after)), most)?;
        found.into_iter().map(|(key, record)| Ok((key.number()?, record))).collect()
    }

    pub(in crate::exchange) fn write_to(&self, batch: &mut Batch) {
        self.0.iter().cloned().for_each(|write| batch.write(write));
    }
}

/// Where no key of the queue lies, and no name is the start of another's.
fn own_key(name: &[u8]) -> Result<Key, StoreError> {
    if name.is_empty() || name.len() > MAX_NAME {
        return Err(StoreError::TooLarge { what: "a name", found: name.len(), limit: MAX_NAME });
    }
    Key::new(&[b"own/", name])
}

fn own_list(name: &[u8]) -> Result<Key, StoreError> {
    if name.is_empty() || name.len() > MAX_NAME {
        return Err(StoreError::TooLarge { what: "a name", found: name.len(), limit: MAX_NAME });
    }
    // Its length in front: one list's name may be the start of another's.
    let length = u8::try_from(name.len()).unwrap_or(u8::MAX);
    Key::new(&[b"owns/", &[length], name])
}

fn checked(record: &[u8]) -> Result<Vec<u8>, StoreError> {
    if record.len() <= MAX_OWN_RECORD_BYTES {
        Ok(record.to_vec())
    } else {
        let (found, limit) = (record.len(), MAX_OWN_RECORD_BYTES);
        Err(StoreError::TooLarge { what: "a record", found, limit })
    }
}

/// How many; nothing of what.
impl fmt::Debug for OwnRecords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OwnRecords({})", self.0.len())
    }
}

const MAX_NAME: usize = 200;
