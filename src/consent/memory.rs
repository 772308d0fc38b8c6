use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

use super::{Challenge, ChallengeId, Store, StoreError};
use crate::id::PhoneNumber;
use crate::time::Timestamp;

/// Challenges in memory: for one process, for examples and for tests.
#[derive(Default)]
pub struct MemoryChallenges {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    challenges: HashMap<ChallengeId, Challenge>,
    numbers: HashMap<PhoneNumber, (ChallengeId, Timestamp)>,
    counters: HashMap<[u8; 32], (u32, Timestamp)>,
    swept_at: Option<Timestamp>,
}

impl MemoryChallenges {
    /// Nothing is asked.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many challenges are kept.
    pub fn len(&self) -> usize {
        self.lock().map_or(0, |state| state.challenges.len())
    }

    /// Whether none is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> Result<MutexGuard<'_, State>, StoreError> {
        self.state.lock().map_err(|_| StoreError::Failed)
    }
}

impl State {
    /// Once a minute of the service's time, so that what is over takes no room.
    fn sweep(&mut self, now: Timestamp) {
        if self.swept_at.is_some_and(|last| now < last.plus(60)) {
            return;
        }
        self.swept_at = Some(now);
        self.challenges.retain(|_, challenge| now < challenge.forget_at());
        self.numbers.retain(|_, (_, until)| now < *until);
        self.counters.retain(|_, (_, until)| now < *until);
    }
}

impl Store for MemoryChallenges {
    fn insert(&self, challenge: &Challenge, now: Timestamp) -> Result<(), StoreError> {
        let mut state = self.lock()?;
        if state.challenges.get(challenge.id()).is_some_and(|kept| now < kept.forget_at()) {
            return Err(StoreError::Moved);
        }
        state.challenges.insert(*challenge.id(), challenge.clone());
        Ok(())
    }

    fn load(&self, id: &ChallengeId, now: Timestamp) -> Result<Option<Challenge>, StoreError> {
        Ok(self.lock()?.challenges.get(id).filter(|kept| now < kept.forget_at()).cloned())
    }

    fn save(&self, next: &Challenge, now: Timestamp) -> Result<(), StoreError> {
        let mut state = self.lock()?;
        let kept = state.challenges.get_mut(next.id()).filter(|kept| now < kept.forget_at());
        let kept = kept.ok_or(StoreError::Moved)?;
        if kept.revision().checked_add(1) != Some(next.revision()) {
            return Err(StoreError::Moved);
        }
        *kept = next.clone();
        Ok(())
    }

    fn hold(
        &self,
        number: &PhoneNumber,
        id: &ChallengeId,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut state = self.lock()?;
        let free = state.numbers.get(number).is_none_or(|(holder, end)| holder == id || now >= *end);
        if free {
            state.numbers.insert(*number, (*id, until));
        }
        Ok(free)
    }

    fn held(&self, number: &PhoneNumber, now: Timestamp) -> Result<Option<ChallengeId>, StoreError> {
        Ok(self.lock()?.numbers.get(number).filter(|(_, until)| now < *until).map(|(id, _)| *id))
    }

    fn count(&self, name: &[u8; 32], until: Timestamp, now: Timestamp) -> Result<u32, StoreError> {
        let mut state = self.lock()?;
        state.sweep(now);
        let counter = state.counters.entry(*name).or_insert((0, until));
        if now >= counter.1 {
            *counter = (0, until);
        }
        counter.0 = counter.0.saturating_add(1);
        Ok(counter.0)
    }
}

/// How many; no person.
impl core::fmt::Debug for MemoryChallenges {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "MemoryChallenges({})", self.len())
    }
}
