//! The suite judged: the store in memory passes it, and stores that break one promise each are found out by a case that is
//! about that promise.

use std::sync::{Mutex, PoisonError};

use super::*;
use crate::grant::store::*;
use crate::id::GrantId;
use crate::time::Timestamp;

#[test]
fn the_store_in_memory_keeps_the_contract() {
    let store = MemoryStore::default();
    for salt in 0..3 {
        for case in CASES {
            assert_eq!(case.run(&store, salt), Ok(()), "{}", case.name);
        }
        for case in SLOT_CASES {
            assert_eq!(case.run(&store, salt), Ok(()), "{}", case.name);
        }
    }
}

/// A defect that a store could have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Defect {
    /// Reads, thinks, writes: two at a time both find a view.
    RacyViews,
    /// Forgets attempts.
    NoAttempts,
    /// Believes anybody to be the subject.
    AnySubject,
    /// Opens at the expiry.
    ClosedInterval,
    /// Counts no wrong code.
    NoDeath,
    /// Counts in windows that start with the first.
    FixedWindows,
    /// Lets all pass.
    NoPause,
    /// Does not end what it replaces.
    TwoGrants,
    /// Lets codes be shared.
    SharedCodes,
}

struct Defective {
    inner: MemoryStore,
    defect: Defect,
    views: Mutex<Vec<(GrantId, u8)>>,
}

impl Store for Defective {
    fn insert(&self, mut new: NewGrant, most_live: u8, now: Timestamp) -> Result<Insertion, StoreError> {
        if self.defect == Defect::SharedCodes {
            new.codes.iter_mut().for_each(|code| {
                *code = CodeMac::new(
                    code.version(),
                    *SubjectKey::from_bytes([new.grant.id.as_bytes()[0]; 32]).as_bytes(),
                );
            });
        }
        self.inner.insert(new, most_live, now)
    }

    fn find(&self, id: &GrantId) -> Result<Option<Stored>, StoreError> {
        self.inner.find(id)
    }

    fn try_code(
        &self,
        subject: &SubjectKey,
        codes: &[CodeMac],
        limit: u32,
        now: Timestamp,
    ) -> Result<CodeTry, StoreError> {
        let limit = if self.defect == Defect::NoDeath { u32::MAX } else { limit };
        self.inner.try_code(subject, codes, limit, now)
    }

    fn redeem(
        &self,
        subject: &SubjectKey,
        id: &GrantId,
        attempt: Option<&AttemptKey>,
        now: Timestamp,
    ) -> Result<Spent, StoreError> {
        match self.defect {
            Defect::RacyViews => {
                let lock = || self.views.lock().unwrap_or_else(PoisonError::into_inner);
                let used = lock().iter().filter(|(spent, _)| spent == id).count();
                let found = self.inner.find(id)?.map(|stored| (stored.ended(now), stored.grant.views));
                std::thread::yield_now();
                match found {
                    Some((None, views)) if used < usize::from(views) => {
                        let view = u8::try_from(used + 1).expect("few");
                        lock().push((*id, view));
                        Ok(Spent::View(view))
                    }
                    Some((ended, _)) => Ok(Spent::Refused(ended.unwrap_or(Ended::Used))),
                    None => Ok(Spent::Refused(Ended::Unknown)),
                }
            }
            Defect::NoAttempts => self.inner.redeem(subject, id, None, now),
            Defect::AnySubject => {
                let own = self.inner.redeem(subject, id, attempt, now)?;
                let known = self.inner.find(id)?.is_some();
                Ok(if own == Spent::Refused(Ended::Unknown) && known { Spent::View(1) } else { own })
            }
            Defect::ClosedInterval => self.inner.redeem(subject, id, attempt, now.plus(-1)),
            _ => self.inner.redeem(subject, id, attempt, now),
        }
    }

    fn take(&self, key: &QuotaKey, mut quota: Quota, now: Timestamp) -> Result<Taken, StoreError> {
        let seconds = i64::from(quota.window_seconds.max(1));
        match self.defect {
            Defect::NoPause => quota.pause_seconds = 0,
            Defect::FixedWindows => {
                return self.inner.take(key, quota, now.plus(-now.unix().rem_euclid(seconds)));
            }
            _ => {}
        }
        self.inner.take(key, quota, now)
    }

    fn give_back(&self, key: &QuotaKey, quota: Quota, taken_at: Timestamp) -> Result<(), StoreError> {
        self.inner.give_back(key, quota, taken_at)
    }

    fn replace(
        &self,
        old: &GrantId,
        used: u8,
        new: NewGrant,
        now: Timestamp,
    ) -> Result<Replacement, StoreError> {
        if self.defect == Defect::TwoGrants {
            return Ok(match self.inner.insert(new, u8::MAX, now)? {
                Insertion::Inserted => Replacement::Replaced,
                Insertion::CodeTaken => Replacement::CodeTaken,
                _ => Replacement::IdTaken,
            });
        }
        self.inner.replace(old, used, new, now)
    }

    fn close(&self, subject: &SubjectKey, id: &GrantId, now: Timestamp) -> Result<bool, StoreError> {
        self.inner.close(subject, id, now)
    }

    fn live(&self, subject: &SubjectKey, now: Timestamp) -> Result<Vec<Live>, StoreError> {
        self.inner.live(subject, now)
    }

    fn sweep(&self, now: Timestamp) -> Result<usize, StoreError> {
        self.inner.sweep(now)
    }
}

#[test]
fn each_defect_is_found_by_the_case_about_it() {
    let rows = [
        (Defect::RacyViews, "sixty-four threads spend each view once"),
        (Defect::NoAttempts, "an attempt made again is answered with its view"),
        (Defect::AnySubject, "only its subject closes or spends a grant"),
        (Defect::ClosedInterval, "half-open: at its expiry it is over"),
        (Defect::NoDeath, "wrong codes kill each code of the subject"),
        (Defect::FixedWindows, "a quota is of any window"),
        (Defect::NoPause, "a quota's pause grows"),
        (Defect::TwoGrants, "a grant is replaced whole or not at all"),
        (Defect::SharedCodes, "a code is kept once among one subject's grants"),
    ];
    for (defect, name) in rows {
        let case = CASES.iter().find(|case| case.name == name).expect(name);
        // A race is lost now and then by luck, not twenty times.
        let found = (0..20).any(|salt| {
            let store = Defective { inner: MemoryStore::default(), defect, views: Mutex::default() };
            case.run(&store, salt).is_err()
        });
        assert!(found, "{defect:?} passes `{name}`");
    }
}

#[test]
fn names_differ_and_a_failure_says_what_came() {
    for (at, case) in CASES.iter().enumerate() {
        assert!(CASES[..at].iter().all(|before| before.name != case.name), "{}", case.name);
    }
    let failure = same("insert", Insertion::IdTaken, Insertion::Inserted).expect_err("they differ");
    assert_eq!(failure.to_string(), "insert: IdTaken came, Inserted wanted");
    let unreached = Failure::from(StoreError::Unavailable).to_string();
    assert_eq!(unreached, "the store failed: the grant store is not available");
}

/// Slots that break one promise.
struct DefectiveSlots {
    inner: MemoryStore,
    defect: SlotDefect,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SlotDefect {
    /// Reads, thinks, writes.
    Racy,
    /// Is there at its `until`.
    ClosedInterval,
    /// Compares only the beginning.
    Prefix,
    /// Takes any length.
    AnyLength,
}

impl Slots for DefectiveSlots {
    fn slot(&self, key: &SlotKey, now: Timestamp) -> Result<Option<Vec<u8>>, StoreError> {
        let closed = self.defect == SlotDefect::ClosedInterval;
        self.inner.slot(key, if closed { now.plus(-1) } else { now })
    }

    fn swap(
        &self,
        key: &SlotKey,
        expected: Option<&[u8]>,
        next: Option<SlotValue<'_>>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let held = self.slot(key, now)?;
        let long = |next: &SlotValue<'_>| next.bytes.len() > crate::limits::MAX_SLOT_BYTES;
        match self.defect {
            SlotDefect::Racy if held.as_deref() == expected => {
                std::thread::yield_now();
                let there = self.inner.slot(key, now)?;
                self.inner.swap(key, there.as_deref(), next, now).map(|_| true)
            }
            SlotDefect::Prefix => {
                let begins =
                    held.as_deref().zip(expected).is_some_and(|(held, expected)| held.starts_with(expected));
                self.inner.swap(key, if begins { held.as_deref() } else { expected }, next, now)
            }
            SlotDefect::AnyLength if next.as_ref().is_some_and(long) => Ok(true),
            _ => self.inner.swap(key, expected, next, now),
        }
    }
}

#[test]
fn defective_slots_are_found_out() {
    for (defect, name) in [
        (SlotDefect::Racy, "of sixty-four threads one changes a slot"),
        (SlotDefect::ClosedInterval, "half-open: at its until a slot is empty"),
        (SlotDefect::Prefix, "a slot changes by compare-and-set"),
        (SlotDefect::AnyLength, "a slot holds any bytes, and not too many"),
    ] {
        // A race may be won by chance: it is tried until it is not.
        let store = DefectiveSlots { inner: MemoryStore::default(), defect };
        let case = SLOT_CASES.iter().find(|case| case.name == name).expect("a case");
        let found = (0..200).any(|salt| case.run(&store, salt).is_err());
        assert!(found, "{defect:?}");
    }
}
