//! The suite judged: the store in memory passes it, and stores that break one promise each are found out.

use std::sync::atomic::{AtomicU64, Ordering};

use super::*;
use crate::exchange::store::{MemoryStore, Write};

#[test]
fn the_store_in_memory_keeps_the_contract() {
    let store = MemoryStore::new();
    for salt in 0..2 {
        for case in CASES {
            assert_eq!(case.run(&store, salt), Ok(()), "{}", case.name);
        }
    }
}

#[cfg(feature = "redb")]
#[test]
fn the_store_on_redb_keeps_the_contract() {
    use crate::exchange::store::RedbStore;
    let backend = redb::backends::InMemoryBackend::new();
    let database = redb::Database::builder().create_with_backend(backend).expect("a database");
    let store = RedbStore::new(std::sync::Arc::new(database)).expect("a store");
    for salt in 0..2 {
        for case in CASES {
            assert_eq!(case.run(&store, salt), Ok(()), "{}", case.name);
        }
    }
}

/// A defect that a store could have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Defect {
    /// Looks at nothing.
    NoExpectations,
    /// Looks first, writes later: others come between.
    Racy,
    /// Writes before it looks.
    WritesFirst,
    /// Ensures by putting.
    Overwrites,
    /// Gives numbers by what is there.
    ForgetsNumbers,
    /// Does one write after the other.
    Piecemeal,
    /// Lists by the first byte alone.
    Unordered,
}

struct Defective {
    inner: MemoryStore,
    defect: Defect,
    calls: AtomicU64,
}

impl Defective {
    fn each(&self, batch: &Batch) -> Result<Applied, StoreError> {
        let mut numbers = Vec::new();
        for write in batch.writes() {
            let mut one = Batch::new();
            one.write(write.clone());
            std::thread::yield_now();
            if let Applied::Done(mut given) = self.inner.apply(&one)? {
                numbers.append(&mut given);
            }
        }
        Ok(Applied::Done(numbers))
    }
}

impl Store for Defective {
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.get(key)
    }

    fn list(
        &self,
        prefix: &Key,
        after: Option<&Key>,
        most: usize,
    ) -> Result<Vec<(Key, Vec<u8>)>, StoreError> {
        let mut listed = self.inner.list(prefix, after, most)?;
        if self.defect == Defect::Unordered {
            listed.reverse();
        }
        Ok(listed)
    }

    fn apply(&self, batch: &Batch) -> Result<Applied, StoreError> {
        let holds = || -> Result<bool, StoreError> {
            for (key, value) in batch.expects() {
                if self.inner.get(key)? != *value {
                    return Ok(false);
                }
            }
            Ok(true)
        };
        let mut other = Batch::new();
        match self.defect {
            Defect::NoExpectations => {}
            Defect::Racy => {
                if !holds()? {
                    return Ok(Applied::Moved);
                }
                self.calls.fetch_add(1, Ordering::Relaxed);
                // Everybody else looks meanwhile.
                (0..200).for_each(|_| std::thread::yield_now());
            }
            Defect::WritesFirst => {
                let held = holds()?;
                let applied = self.each(batch)?;
                return Ok(if held { applied } else { Applied::Moved });
            }
            Defect::Piecemeal => return if holds()? { self.each(batch) } else { Ok(Applied::Moved) },
            Defect::Overwrites | Defect::ForgetsNumbers | Defect::Unordered => {
                for (key, value) in batch.expects() {
                    other.expect(key.clone(), value.clone());
                }
            }
        }
        let mut numbers = Vec::new();
        for write in batch.writes() {
            match write {
                Write::Ensure(key, value) if self.defect == Defect::Overwrites => {
                    other.write(Write::Put(key.clone(), value.clone()));
                }
                Write::Append(list, value) if self.defect == Defect::ForgetsNumbers => {
                    let last = self.inner.list(list, None, usize::MAX)?.into_iter().next_back();
                    let next = last.map_or(Ok(0), |(key, _)| key.number())? + 1 + numbers.len() as u64;
                    numbers.push(next);
                    other.write(Write::Put(list.entry(next), value.clone()));
                }
                write => other.write(write.clone()),
            }
        }
        match self.inner.apply(&other)? {
            Applied::Done(given) if numbers.is_empty() => Ok(Applied::Done(given)),
            Applied::Done(_) => Ok(Applied::Done(numbers)),
            Applied::Moved => Ok(Applied::Moved),
        }
    }
}

#[test]
fn defects_are_found_out() {
    for (defect, case) in [
        (Defect::NoExpectations, "an expectation that fails leaves all as it was"),
        (Defect::Racy, "of threads that expect the same one goes on"),
        (Defect::WritesFirst, "an expectation that fails leaves all as it was"),
        (Defect::Overwrites, "what is there is not kept anew by ensuring"),
        (Defect::ForgetsNumbers, "numbers start at one and are never given again"),
        (Defect::Piecemeal, "nobody sees half a batch"),
        (Defect::Unordered, "keys are listed in order, by their start, in pages"),
    ] {
        let found = (0..20).any(|salt| {
            let store = Defective { inner: MemoryStore::new(), defect, calls: AtomicU64::new(0) };
            CASES.iter().find(|known| known.name == case).expect("a case").run(&store, salt).is_err()
        });
        assert!(found, "{defect:?}");
    }
}
