use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{
    AttemptKey, CodeMac, CodeTry, Ended, Insertion, Live, NewGrant, Quota, QuotaKey, Replacement, SlotKey,
    SlotValue, Slots, Spent, Store, StoreError, Stored, SubjectKey, Taken,
};
use crate::grant::Grant;
use crate::id::GrantId;
use crate::time::Timestamp;

/// The store of one process: sharded, thread-safe, bounded. What it holds is gone with the process, which closes every
/// grant — the safe side.
///
/// Locks are taken in one order — subject, then grant — and held for a few comparisons. A thread that panicked while
/// holding one leaves no half-done step: none of the steps can panic between its writes.
pub struct MemoryStore {
    subjects: Shards<SubjectKey, Vec<CodeEntry>>,
    grants: Shards<GrantId, Record>,
    /// Each entry is when one taken is free again, the earliest first.
    quotas: Shards<QuotaKey, VecDeque<Timestamp>>,
    /// Each with the first instant at which it is not there any more.
    slots: Shards<SlotKey, (Vec<u8>, Timestamp)>,
    grant_count: AtomicUsize,
    quota_count: AtomicUsize,
    slot_count: AtomicUsize,
    capacity: Capacity,
}

/// How much a [`MemoryStore`] may hold. Past it new grants, or tries of viewers not yet counted, are answered with
/// [`StoreError::Full`] until [`Store::sweep`] makes room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capacity {
    /// Grants, some half a kilobyte each: 1,000,000.
    pub grants: usize,
    /// Quotas, three a viewer and two a subject of the last day, some 150 bytes each: 4,000,000.
    pub quotas: usize,
    /// Small values ([`Slots`]), some 200 bytes each where they are questions of a holder, up to
    /// [`crate::limits::MAX_SLOT_BYTES`]: 1,000,000.
    pub slots: usize,
}

struct Record {
    stored: Stored,
    subject: SubjectKey,
    /// The attempts that spent views and could be made again, with these views.
    attempts: Vec<(AttemptKey, u8)>,
}

/// A code as its subject's shard keeps it.
struct CodeEntry {
    grant: GrantId,
    codes: Vec<CodeMac>,
    until: Timestamp,
    failures: u32,
    dead: bool,
}

impl MemoryStore {
    /// An empty one.
    pub fn new(capacity: Capacity) -> Self {
        Self {
            subjects: Shards::new(),
            grants: Shards::new(),
            quotas: Shards::new(),
            slots: Shards::new(),
            grant_count: AtomicUsize::new(0),
            quota_count: AtomicUsize::new(0),
            slot_count: AtomicUsize::new(0),
            capacity,
        }
    }

    /// Keeps a grant unless its id is taken; whether it did.
    fn keep(&self, grant: Grant, subject: SubjectKey) -> Result<bool, StoreError> {
        let id = grant.id;
        let mut grants = self.grants.lock(&id);
        if grants.contains_key(&id) {
            return Ok(false);
        }
        reserve(&self.grant_count, "grants", self.capacity.grants)?;
        grants.insert(id, Record { stored: Stored::new(grant), subject, attempts: Vec::new() });
        Ok(true)
    }

    /// Takes back what [`MemoryStore::keep`] kept a moment ago.
    fn forget(&self, id: &GrantId) {
        if self.grants.lock(id).remove(id).is_some() {
            self.grant_count.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Ends a live grant in favour of another; why it does not.
    fn end_for_another(
        &self,
        old: &GrantId,
        used: u8,
        subject: &SubjectKey,
        now: Timestamp,
    ) -> Option<Replacement> {
        let mut shard = self.grants.lock(old);
        let Some(record) = shard.get_mut(old).filter(|record| record.subject == *subject) else {
            return Some(Replacement::NotLive);
        };
        if record.stored.look(now).is_some() {
            return Some(Replacement::NotLive);
        }
        if record.stored.used != used {
            return Some(Replacement::Moved);
        }
        record.stored.ended = Some(Ended::Replaced);
        None
    }

    /// Whether a grant may still be live at `now` or later; one seen past its expiry is ended for good.
    fn may_live(&self, id: &GrantId, now: Timestamp) -> Option<Stored> {
        let mut shard = self.grants.lock(id);
        let record = shard.get_mut(id)?;
        matches!(record.stored.look(now), None | Some(Ended::NotYet)).then(|| record.stored.clone())
    }
}

impl CodeEntry {
    fn new(grant: GrantId, codes: Vec<CodeMac>, until: Timestamp) -> Self {
        Self { grant, codes, until, failures: 0, dead: false }
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new(Capacity::default())
    }
}

impl Default for Capacity {
    fn default() -> Self {
        Self { grants: 1_000_000, quotas: 4_000_000, slots: 1_000_000 }
    }
}

impl Store for MemoryStore {
    fn insert(&self, new: NewGrant, most_live: u8, now: Timestamp) -> Result<Insertion, StoreError> {
        let mut subjects = self.subjects.lock(&new.subject);
        if let Some(entries) = subjects.get_mut(&new.subject) {
            entries.retain(|entry| self.may_live(&entry.grant, now).is_some());
            if entries.len() >= usize::from(most_live) {
                return Ok(Insertion::TooManyLive);
            }
            if entries.iter().any(|entry| CodeMac::any_shared(&entry.codes, &new.codes)) {
                return Ok(Insertion::CodeTaken);
            }
        }
        let until = new.grant.validity.until();
        let id = new.grant.id;
        if !self.keep(new.grant, new.subject)? {
            return Ok(Insertion::IdTaken);
        }
        subjects.entry(new.subject).or_default().push(CodeEntry::new(id, new.codes, until));
        Ok(Insertion::Inserted)
    }

    fn find(&self, id: &GrantId) -> Result<Option<Stored>, StoreError> {
        Ok(self.grants.lock(id).get(id).map(|record| record.stored.clone()))
    }

    fn try_code(
        &self,
        subject: &SubjectKey,
        codes: &[CodeMac],
        limit: u32,
        now: Timestamp,
    ) -> Result<CodeTry, StoreError> {
        let mut subjects = self.subjects.lock(subject);
        let Some(entries) = subjects.get_mut(subject) else {
            return Ok(CodeTry::NoMatch { dead: None, died: Vec::new() });
        };
        entries.retain(|entry| now < entry.until);
        // Every entry is compared whole, whichever matches.
        let matched = entries.iter().fold(None, |matched, entry| {
            if CodeMac::any_shared(&entry.codes, codes) { Some((entry.grant, entry.dead)) } else { matched }
        });
        if let Some((grant, false)) = matched {
            return Ok(CodeTry::Match(grant));
        }
        let mut died = Vec::new();
        for entry in entries.iter_mut() {
            entry.failures = entry.failures.saturating_add(1);
            if entry.failures >= limit && !entry.dead {
                entry.dead = true;
                died.push(entry.grant);
            }
        }
        if entries.is_empty() {
            subjects.remove(subject);
        }
        Ok(CodeTry::NoMatch { dead: matched.map(|(grant, _)| grant), died })
    }

    fn redeem(
        &self,
        subject: &SubjectKey,
        id: &GrantId,
        attempt: Option<&AttemptKey>,
        now: Timestamp,
    ) -> Result<Spent, StoreError> {
        let mut shard = self.grants.lock(id);
        let Some(record) = shard.get_mut(id).filter(|record| record.subject == *subject) else {
            return Ok(Spent::Refused(Ended::Unknown));
        };
        let ended = record.stored.look(now);
        if let (None | Some(Ended::Used), Some(attempt)) = (ended, attempt)
            && let Some((_, view)) = record.attempts.iter().find(|(made, _)| made == attempt)
        {
            return Ok(Spent::Again(*view));
        }
        if let Some(ended) = ended {
            return Ok(Spent::Refused(ended));
        }
        // Below `views`, a u8, by `look`.
        record.stored.used += 1;
        record.attempts.extend(attempt.map(|attempt| (*attempt, record.stored.used)));
        Ok(Spent::View(record.stored.used))
    }

    fn take(&self, key: &QuotaKey, quota: Quota, now: Timestamp) -> Result<Taken, StoreError> {
        let mut shard = self.quotas.lock(key);
        let limit = quota.limit as usize;
        let free_at = now.plus(i64::from(quota.window_seconds));
        let Some(taken) = shard.get_mut(key) else {
            if limit == 0 {
                return Ok(Taken::No { until: free_at });
            }
            reserve(&self.quota_count, "quotas", self.capacity.quotas)?;
            shard.insert(*key, VecDeque::from([free_at]));
            return Ok(Taken::Yes);
        };
        while taken.front().is_some_and(|free_at| *free_at <= now) {
            taken.pop_front();
        }
        // Those past the limit, if the limit shrank, must be free first: the one this many from the end is the next.
        let busy = taken.len().checked_sub(limit);
        if let Some(until) = busy.and_then(|over| taken.get(over)) {
            return Ok(Taken::No { until: *until });
        }
        if limit == 0 {
            return Ok(Taken::No { until: free_at });
        }
        let pause = quota.pause(taken.len());
        // The latest was taken a window before it is free. Without a pause a clock that went back makes nobody wait.
        let next = i64::from(pause) - i64::from(quota.window_seconds);
        let until = taken.back().map(|latest| latest.plus(next)).filter(|until| pause > 0 && now < *until);
        if let Some(until) = until {
            return Ok(Taken::No { until });
        }
        let place = taken.partition_point(|other| *other <= free_at);
        taken.insert(place, free_at);
        Ok(Taken::Yes)
    }

    fn give_back(&self, key: &QuotaKey, quota: Quota, taken_at: Timestamp) -> Result<(), StoreError> {
        let free_at = taken_at.plus(i64::from(quota.window_seconds));
        if let Some(taken) = self.quotas.lock(key).get_mut(key)
            && let Ok(place) = taken.binary_search(&free_at)
        {
            taken.remove(place);
        }
        Ok(())
    }

    fn replace(
        &self,
        old: &GrantId,
        used: u8,
        new: NewGrant,
        now: Timestamp,
    ) -> Result<Replacement, StoreError> {
        let mut subjects = self.subjects.lock(&new.subject);
        let Some(entries) = subjects.get_mut(&new.subject) else {
            return Ok(Replacement::NotLive);
        };
        let shared = |entry: &CodeEntry| entry.grant != *old && CodeMac::any_shared(&entry.codes, &new.codes);
        if entries.iter().any(shared) {
            return Ok(Replacement::CodeTaken);
        }
        let (id, until) = (new.grant.id, new.grant.validity.until());
        // Kept before the old one ends, so that a store that is full ends nothing. Until this step is done nobody knows
        // the new id, and the subject's list is locked.
        if !self.keep(new.grant, new.subject)? {
            return Ok(Replacement::IdTaken);
        }
        let refused = self.end_for_another(old, used, &new.subject, now);
        if let Some(refused) = refused {
            self.forget(&id);
            return Ok(refused);
        }
        entries.retain(|entry| entry.grant != *old);
        entries.push(CodeEntry::new(id, new.codes, until));
        Ok(Replacement::Replaced)
    }

    fn close(&self, subject: &SubjectKey, id: &GrantId, now: Timestamp) -> Result<bool, StoreError> {
        let mut shard = self.grants.lock(id);
        let Some(record) = shard.get_mut(id).filter(|record| record.subject == *subject) else {
            return Ok(false);
        };
        // One not yet open by this clock is closed as well: its subject asked for it.
        let open = matches!(record.stored.look(now), None | Some(Ended::NotYet));
        if open {
            record.stored.ended = Some(Ended::Closed);
        }
        Ok(open)
    }

    fn live(&self, subject: &SubjectKey, now: Timestamp) -> Result<Vec<Live>, StoreError> {
        let mut subjects = self.subjects.lock(subject);
        let Some(entries) = subjects.get_mut(subject) else {
            return Ok(Vec::new());
        };
        let live = |entry: &CodeEntry| {
            let stored = self.may_live(&entry.grant, now)?;
            stored.ended(now).is_none().then_some(Live { stored, code_alive: !entry.dead })
        };
        Ok(entries.iter().filter_map(live).collect())
    }

    fn sweep(&self, now: Timestamp) -> Result<usize, StoreError> {
        for mut shard in self.subjects.each() {
            shard.retain(|_, entries| {
                entries.retain(|entry| now < entry.until);
                !entries.is_empty()
            });
        }
        let mut gone = 0;
        for mut shard in self.grants.each() {
            let before = shard.len();
            shard.retain(|_, record| now < record.stored.grant.validity.until());
            gone += before - shard.len();
            self.grant_count.fetch_sub(before - shard.len(), Ordering::Relaxed);
        }
        for mut shard in self.quotas.each() {
            let before = shard.len();
            shard.retain(|_, taken| taken.iter().any(|free_at| now < *free_at));
            self.quota_count.fetch_sub(before - shard.len(), Ordering::Relaxed);
        }
        for mut shard in self.slots.each() {
            let before = shard.len();
            shard.retain(|_, (_, until)| now < *until);
            self.slot_count.fetch_sub(before - shard.len(), Ordering::Relaxed);
        }
        Ok(gone)
    }
}

impl Slots for MemoryStore {
    fn slot(&self, key: &SlotKey, now: Timestamp) -> Result<Option<Vec<u8>>, StoreError> {
        let shard = self.slots.lock(key);
        Ok(shard.get(key).filter(|(_, until)| now < *until).map(|(bytes, _)| bytes.clone()))
    }

    fn swap(
        &self,
        key: &SlotKey,
        expected: Option<&[u8]>,
        next: Option<SlotValue<'_>>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        next.iter().try_for_each(SlotValue::check)?;
        let mut shard = self.slots.lock(key);
        let held = shard.get(key);
        let there = held.filter(|(_, until)| now < *until).map(|(bytes, _)| bytes.as_slice());
        if there != expected {
            return Ok(false);
        }
        match (held.is_some(), next) {
            (true, None) => {
                shard.remove(key);
                self.slot_count.fetch_sub(1, Ordering::Relaxed);
            }
            (false, None) => {}
            (held, Some(SlotValue { bytes, until })) => {
                if !held {
                    reserve(&self.slot_count, "slots", self.capacity.slots)?;
                }
                shard.insert(*key, (bytes.to_vec(), until));
            }
        }
        Ok(true)
    }
}

impl Stored {
    /// [`Stored::ended`], keeping an expiry once seen.
    fn look(&mut self, now: Timestamp) -> Option<Ended> {
        let ended = self.ended(now);
        if ended == Some(Ended::Expired) {
            self.ended = ended;
        }
        ended
    }
}

/// Counts one more, up to `limit`.
fn reserve(count: &AtomicUsize, what: &'static str, limit: usize) -> Result<(), StoreError> {
    let more = |held: usize| (held < limit).then_some(held + 1);
    let reserved = count.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    reserved.map(|_| ()).map_err(|_| StoreError::Full { what, limit })
}

/// Maps under locks of their own, so that threads seldom wait for each other.
struct Shards<K, V> {
    first: Mutex<KeyedMap<K, V>>,
    rest: Vec<Mutex<KeyedMap<K, V>>>,
}

type KeyedMap<K, V> = HashMap<K, V, BuildHasherDefault<Uniform>>;

impl<K: Key, V> Shards<K, V> {
    fn new() -> Self {
        Self { first: Mutex::default(), rest: (1..SHARDS).map(|_| Mutex::default()).collect() }
    }

    fn lock(&self, key: &K) -> MutexGuard<'_, KeyedMap<K, V>> {
        // The last byte picks the shard; the first eight are the hash inside it.
        let shard = key.last_byte() % SHARDS;
        let shard = shard.checked_sub(1).and_then(|at| self.rest.get(usize::from(at))).unwrap_or(&self.first);
        shard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn each(&self) -> impl Iterator<Item = MutexGuard<'_, KeyedMap<K, V>>> {
        core::iter::once(&self.first)
            .chain(&self.rest)
            .map(|shard| shard.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A key whose bytes are uniform: drawn at random or an HMAC, so no caller can steer where it falls.
trait Key: Eq + std::hash::Hash {
    fn last_byte(&self) -> u8;
}

impl Key for GrantId {
    fn last_byte(&self) -> u8 {
        let [.., last] = self.as_bytes();
        *last
    }
}

impl Key for SubjectKey {
    fn last_byte(&self) -> u8 {
        let [.., last] = self.as_bytes();
        *last
    }
}

impl Key for QuotaKey {
    fn last_byte(&self) -> u8 {
        let [.., last] = self.as_bytes();
        *last
    }
}

impl Key for SlotKey {
    fn last_byte(&self) -> u8 {
        let [.., last] = self.as_bytes();
        *last
    }
}

/// The hash of a uniform key is its first eight bytes.
#[derive(Default)]
struct Uniform(u64);

impl Hasher for Uniform {
    fn write(&mut self, bytes: &[u8]) {
        let head = bytes.first_chunk().map_or(0, |head| u64::from_le_bytes(*head));
        self.0 ^= head;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

const SHARDS: u8 = 64;

#[cfg(test)]
#[path = "memory_tests.rs"]
mod tests;
