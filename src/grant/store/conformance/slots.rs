use sha2::{Digest, Sha256};

use super::super::{SlotKey, SlotValue, Slots, StoreError};
use super::bench::{THREADS, at};
use super::{Failure, same};
use crate::limits::MAX_SLOT_BYTES;

/// Slots on the bench, under names of which no other case and no other run has one.
pub(super) struct Bench<'a> {
    slots: &'a (dyn Slots + Sync),
    salt: u64,
    case: &'static str,
}

impl<'a> Bench<'a> {
    pub(super) fn new(slots: &'a (dyn Slots + Sync), salt: u64, case: &'static str) -> Self {
        Self { slots, salt, case }
    }

    fn key(&self, of: u8) -> SlotKey {
        let hash = Sha256::new().chain_update(self.salt.to_le_bytes()).chain_update(self.case);
        SlotKey::from_bytes(hash.chain_update("slot").chain_update([of]).finalize().into())
    }

    /// Puts a value that is there until second 60.
    fn put(&self, of: u8, expected: Option<&[u8]>, next: &[u8], second: i64) -> Result<bool, StoreError> {
        self.slots.swap(&self.key(of), expected, Some(SlotValue { bytes: next, until: at(60) }), at(second))
    }

    fn holds(&self, of: u8, second: i64, wanted: Option<&[u8]>) -> Result<(), Failure> {
        let held = self.slots.slot(&self.key(of), at(second))?;
        same(&format!("the slot at second {second}"), held.as_deref(), wanted)
    }
}

pub(super) fn compare_and_set(bench: &Bench<'_>) -> Result<(), Failure> {
    bench.holds(1, 0, None)?;
    for (expected, next, wanted) in [
        (Some("a"), "b", false),
        (None, "a", true),
        (None, "b", false),
        (Some("b"), "c", false),
        (Some("a"), "ab", true),
        (Some("a"), "c", false),
    ] {
        same("swap", bench.put(1, expected.map(str::as_bytes), next.as_bytes(), 0)?, wanted)?;
    }
    bench.holds(1, 0, Some(b"ab"))?;
    bench.holds(2, 0, None)?;
    let clear = |expected: Option<&[u8]>| bench.slots.swap(&bench.key(1), expected, None, at(1));
    same("clear what is another", clear(Some(b"a"))?, false)?;
    same("clear what is nothing", clear(None)?, false)?;
    same("clear", clear(Some(b"ab"))?, true)?;
    bench.holds(1, 1, None)?;
    same("clear nothing", clear(None)?, true)?;
    same("swap after clearing", bench.put(1, None, b"d", 1)?, true)?;
    bench.holds(1, 1, Some(b"d"))
}

pub(super) fn half_open(bench: &Bench<'_>) -> Result<(), Failure> {
    same("swap", bench.put(1, None, b"a", 0)?, true)?;
    bench.holds(1, 59, Some(b"a"))?;
    bench.holds(1, 60, None)?;
    let later = SlotValue { bytes: b"b", until: at(90) };
    let swap = |expected: Option<&[u8]>| bench.slots.swap(&bench.key(1), expected, Some(later), at(60));
    same("swap of what is over", swap(Some(b"a"))?, false)?;
    same("swap of nothing", swap(None)?, true)?;
    bench.holds(1, 89, Some(b"b"))?;
    bench.holds(1, 90, None)
}

pub(super) fn any_bytes(bench: &Bench<'_>) -> Result<(), Failure> {
    for (of, byte) in [(1, 0), (2, b'\n'), (3, 0xff)] {
        let (short, long) = ([byte], vec![byte; MAX_SLOT_BYTES]);
        same("swap", bench.put(of, None, &short, 0)?, true)?;
        same("swap for the longest", bench.put(of, Some(&short), &long, 0)?, true)?;
        bench.holds(of, 0, Some(&long))?;
        same("swap back", bench.put(of, Some(&long), &short, 0)?, true)?;
    }
    for length in [0, MAX_SLOT_BYTES + 1] {
        let refused = bench.put(4, None, &vec![1; length], 0).is_err();
        same(&format!("{length} bytes refused"), refused, true)?;
    }
    bench.holds(4, 0, None)
}

pub(super) fn race(bench: &Bench<'_>) -> Result<(), Failure> {
    let rounds: u8 = 8;
    for round in 0..rounds {
        let before = round.checked_sub(1).map(|before| [1, before]);
        let put = |_| bench.put(1, before.as_ref().map(<[u8; 2]>::as_slice), &[1, round], 0);
        let died = || StoreError::Broken { what: "a thread died" };
        let won = super::race::race(THREADS, put, died)?.into_iter().filter(|swapped| *swapped).count();
        same("threads that changed one value", won, 1)?;
    }
    bench.holds(1, 0, Some(&[1, rounds - 1]))
}
