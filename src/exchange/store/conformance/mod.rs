//! What the contract of [`Store`] asks, as cases that any store can run: `cargo` feature `conformance`.
//!
//! *Takes* a store, and a salt that no other run on the same data has: every key a case uses is made of it. *Gives* for each
//! [`Case`] nothing, or the [`Failure`] that says what was expected and what came. *Refuses* nothing: a store that is not
//! reached fails every case.
//!
//! ```
//! # #[cfg(feature = "conformance")] {
//! use qujat::exchange::store::{MemoryStore, conformance};
//!
//! let store = MemoryStore::new();
//! for case in conformance::CASES {
//!     case.run(&store, 1).unwrap_or_else(|failure| panic!("{}: {failure}", case.name));
//! }
//! # }
//! ```
//!
//! Some cases start sixteen threads.

mod cases;

use core::fmt;

use super::{Applied, Batch, Key, Store, StoreError};
use crate::grant::store::conformance::race;

/// A promise of the contract, and the steps that try it.
#[derive(Clone, Copy)]
pub struct Case {
    /// What is promised, in a few words.
    pub name: &'static str,
    steps: fn(&Bench<'_>) -> Result<(), Failure>,
}

/// What a store did otherwise than the contract says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure(String);

impl Case {
    /// Tries a store. `salt` is another for each run on the same data.
    pub fn run(&self, store: &(dyn Store + Sync), salt: u64) -> Result<(), Failure> {
        (self.steps)(&Bench { store, salt, case: self.name })
    }
}

/// Every case.
pub const CASES: &[Case] = &[
    Case { name: "what is put is got, whatever bytes it has", steps: cases::kept_whole },
    Case { name: "what is deleted is gone, and may be so before", steps: cases::deleted },
    Case { name: "what is there is not kept anew by ensuring", steps: cases::ensured },
    Case { name: "writes of a batch are done in their order", steps: cases::in_order },
    Case { name: "an expectation that fails leaves all as it was", steps: cases::expectations },
    Case { name: "numbers start at one and are never given again", steps: cases::numbers },
    Case { name: "lists of one start are of two lists", steps: cases::two_lists },
    Case { name: "keys are listed in order, by their start, in pages", steps: cases::pages },
    Case { name: "entries are listed by number past 255", steps: cases::many },
    Case { name: "threads that append get each number once", steps: cases::appending_race },
    Case { name: "of threads that expect the same one goes on", steps: cases::expecting_race },
    Case { name: "nobody sees half a batch", steps: cases::whole_batches },
];

/// A store on the bench, and keys of which no other case and no other run has one.
struct Bench<'a> {
    store: &'a (dyn Store + Sync),
    salt: u64,
    case: &'static str,
}

impl Bench<'_> {
    fn key(&self, name: &[u8]) -> Result<Key, Failure> {
        Ok(Key::new(&[b"try/", &self.salt.to_be_bytes(), self.case.as_bytes(), b"/", name])?)
    }

    /// Applies what `fill` puts into a batch.
    fn apply(&self, fill: impl FnOnce(&mut Batch) -> Result<(), Failure>) -> Result<Applied, Failure> {
        let mut batch = Batch::new();
        fill(&mut batch)?;
        Ok(self.store.apply(&batch)?)
    }

    fn get(&self, name: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        Ok(self.store.get(&self.key(name)?)?)
    }

    /// The names, after `prefix`, of what is listed.
    fn names(&self, prefix: &[u8], after: Option<&Key>, most: usize) -> Result<Vec<Vec<u8>>, Failure> {
        let key = self.key(prefix)?;
        let listed = self.store.list(&key, after, most)?;
        Ok(listed.iter().map(|(found, _)| found.after(&key).to_vec()).collect())
    }

    /// Runs `step` on sixteen threads that start together; what each gave, in their order.
    fn race<T: Send>(
        &self,
        step: impl Fn(&Self, u8) -> Result<T, Failure> + Sync,
    ) -> Result<Vec<T>, Failure> {
        race(THREADS, |n| step(self, n), || Failure("a thread died".to_owned()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self(format!("the store failed: {error}"))
    }
}

/// An error where two values differ.
#[allow(clippy::needless_pass_by_value, reason = "both are made for this and nothing else")]
fn same<T: PartialEq + fmt::Debug>(what: &str, came: T, wanted: T) -> Result<(), Failure> {
    if came == wanted { Ok(()) } else { Err(Failure(format!("{what}: {came:?} came, {wanted:?} wanted"))) }
}

const THREADS: u8 = 16;

#[cfg(test)]
mod tests;
