use core::ops::Bound;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::engine::{self, Rows};
use super::{Applied, Batch, Key, Store, StoreError};

/// The store of one process that forgets when it ends: for tests, examples, and systems whose queue may be lost.
#[derive(Default)]
pub struct MemoryStore {
    rows: Mutex<BTreeMap<Vec<u8>, Vec<u8>>>,
}

impl MemoryStore {
    /// Nothing in it.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Store for MemoryStore {
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.rows.lock().unwrap_or_else(PoisonError::into_inner).get(key.as_bytes()).cloned())
    }

    fn list(
        &self,
        prefix: &Key,
        after: Option<&Key>,
        most: usize,
    ) -> Result<Vec<(Key, Vec<u8>)>, StoreError> {
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let from = match after {
            Some(after) if after >= prefix => Bound::Excluded(after.as_bytes()),
            _ => Bound::Included(prefix.as_bytes()),
        };
        let of_prefix = rows
            .range::<[u8], _>((from, Bound::Unbounded))
            .take_while(|(key, _)| key.starts_with(prefix.as_bytes()));
        Ok(of_prefix.take(most).map(|(key, value)| (Key::kept(key), value.clone())).collect())
    }

    fn apply(&self, batch: &Batch) -> Result<Applied, StoreError> {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        engine::apply(&mut *rows, batch)
    }
}

/// Nothing of it fails once the lock is held, so that no batch stays half done, but for a list at its end or a counter that
/// was written over, which both come before the first write of their list.
impl Rows for BTreeMap<Vec<u8>, Vec<u8>> {
    fn row(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.get(key).cloned())
    }

    fn put(&mut self, key: &[u8], value: &[u8]) -> Result<(), StoreError> {
        self.insert(key.to_vec(), value.to_vec());
        Ok(())
    }

    fn delete(&mut self, key: &[u8]) -> Result<(), StoreError> {
        self.remove(key);
        Ok(())
    }
}

/// How much; nothing of what.
impl core::fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "MemoryStore({} rows)", self.rows.lock().unwrap_or_else(PoisonError::into_inner).len())
    }
}
