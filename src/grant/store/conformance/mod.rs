//! What the contracts of [`Store`] and [`Slots`] ask, as cases that any store can run: `cargo` feature `conformance`.
//!
//! *Takes* a store, and a salt that no other run on the same data has: every name a case uses is made of it, so that a
//! store that outlives a run can be judged again. *Gives* for each [`Case`] nothing, or the [`Failure`] that says what was
//! expected and what came. *Refuses* nothing: a store that is not reached fails every case.
//!
//! ```
//! # #[cfg(feature = "conformance")] {
//! use qujat::grant::store::{MemoryStore, conformance};
//!
//! let store = MemoryStore::default();
//! for case in conformance::CASES {
//!     case.run(&store, 1).unwrap_or_else(|failure| panic!("{}: {failure}", case.name));
//! }
//! for case in conformance::SLOT_CASES {
//!     case.run(&store, 1).unwrap_or_else(|failure| panic!("{}: {failure}", case.name));
//! }
//! # }
//! ```
//!
//! The cases live in the year 2026 by a clock of their own, and some start 64 threads.

mod bench;
mod counting;
mod keeping;
mod race;
mod redeeming;
mod slots;

use core::fmt;

use super::{Slots, Store, StoreError};
use bench::Bench;
pub(crate) use race::race;

/// A promise of the contract, and the steps that try it.
#[derive(Clone, Copy)]
pub struct Case {
    /// What is promised, in a few words.
    pub name: &'static str,
    steps: fn(&Bench<'_>) -> Result<(), Failure>,
}

/// A promise of the contract of [`Slots`], and the steps that try it.
#[derive(Clone, Copy)]
pub struct SlotCase {
    /// What is promised, in a few words.
    pub name: &'static str,
    steps: fn(&slots::Bench<'_>) -> Result<(), Failure>,
}

/// What a store did otherwise than the contract says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure(String);

impl Case {
    /// Tries a store. `salt` is another for each run on the same data.
    pub fn run(&self, store: &(dyn Store + Sync), salt: u64) -> Result<(), Failure> {
        (self.steps)(&Bench::new(store, salt, self.name))
    }
}

impl SlotCase {
    /// Tries a store's slots. `salt` is another for each run on the same data.
    pub fn run(&self, slots: &(dyn Slots + Sync), salt: u64) -> Result<(), Failure> {
        (self.steps)(&slots::Bench::new(slots, salt, self.name))
    }
}

/// Every case of [`Slots`].
pub const SLOT_CASES: &[SlotCase] = &[
    SlotCase { name: "a slot changes by compare-and-set", steps: slots::compare_and_set },
    SlotCase { name: "half-open: at its until a slot is empty", steps: slots::half_open },
    SlotCase { name: "a slot holds any bytes, and not too many", steps: slots::any_bytes },
    SlotCase { name: "of sixty-four threads one changes a slot", steps: slots::race },
];

/// Every case of [`Store`].
pub const CASES: &[Case] = &[
    Case { name: "an id is kept once", steps: keeping::an_id_once },
    Case { name: "a code is kept once among one subject's grants", steps: keeping::a_code_once },
    Case { name: "what is kept is found whole", steps: keeping::found_whole },
    Case { name: "so many live grants and no more", steps: keeping::most_live },
    Case { name: "openings at a time keep one code and the limit", steps: keeping::openings_race },
    Case { name: "a grant is replaced whole or not at all", steps: keeping::replaced },
    Case { name: "replacing races with redeeming", steps: keeping::replacing_race },
    Case { name: "only its subject closes or spends a grant", steps: keeping::own_subject },
    Case { name: "views are numbered and end", steps: redeeming::views },
    Case { name: "half-open: at its expiry it is over", steps: redeeming::expiry },
    Case { name: "the dead stay dead when the clock goes back", steps: redeeming::dead_stay_dead },
    Case { name: "sixty-four threads spend each view once", steps: redeeming::views_race },
    Case { name: "an attempt made again is answered with its view", steps: redeeming::again },
    Case { name: "one attempt on many threads spends one view", steps: redeeming::again_race },
    Case { name: "a right code counts nothing", steps: counting::right_code },
    Case { name: "wrong codes kill each code of the subject", steps: counting::code_death },
    Case { name: "a code dies once under many threads", steps: counting::code_death_race },
    Case { name: "a quota is of any window", steps: counting::any_window },
    Case { name: "a quota's pause grows", steps: counting::pause },
    Case { name: "threads get no more than the quota", steps: counting::quota_race },
    Case { name: "sweeping forgets nothing that is live", steps: counting::sweep },
];

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

#[cfg(test)]
mod tests;
