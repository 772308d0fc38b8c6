use core::fmt;
use std::collections::{HashMap, HashSet};
use std::sync::{PoisonError, RwLock};

use super::{Kept, NumberKey, ResultKey, Results, ResultsError, ServiceResult};

/// Results in memory, bounded and thread-safe: for one process, for examples and for tests.
pub struct MemoryResults {
    state: RwLock<State>,
    capacity: usize,
}

#[derive(Default)]
struct State {
    results: HashMap<ResultKey, (ServiceResult, bool)>,
    numbers: HashSet<NumberKey>,
}

impl MemoryResults {
    /// An empty one that holds so many results at most; past it another is answered with [`ResultsError::Full`].
    pub fn new(capacity: usize) -> Self {
        Self { state: RwLock::default(), capacity }
    }

    /// How many results are kept, those withdrawn included.
    pub fn len(&self) -> usize {
        // No step can panic between its writes, so what a thread left that panicked elsewhere is whole.
        self.state.read().unwrap_or_else(PoisonError::into_inner).results.len()
    }

    /// Whether none is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Results for MemoryResults {
    fn keep(
        &self,
        key: &ResultKey,
        number: &NumberKey,
        result: &ServiceResult,
    ) -> Result<Kept, ResultsError> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if state.numbers.contains(number) {
            return Ok(Kept::NumberTaken);
        }
        if state.results.len() >= self.capacity {
            return Err(ResultsError::Full { limit: self.capacity });
        }
        state.numbers.insert(*number);
        state.results.insert(*key, (result.clone(), false));
        Ok(Kept::Yes)
    }

    fn find(&self, key: &ResultKey) -> Result<Option<(ServiceResult, bool)>, ResultsError> {
        Ok(self.state.read().unwrap_or_else(PoisonError::into_inner).results.get(key).cloned())
    }

    fn withdraw(&self, key: &ResultKey) -> Result<bool, ResultsError> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        Ok(state.results.get_mut(key).is_some_and(|(_, withdrawn)| !core::mem::replace(withdrawn, true)))
    }
}

/// Ten thousand results.
impl Default for MemoryResults {
    fn default() -> Self {
        Self::new(10_000)
    }
}

/// How many; no person.
impl fmt::Debug for MemoryResults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryResults({})", self.len())
    }
}
