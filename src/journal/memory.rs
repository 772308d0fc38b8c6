use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard};

use super::{Chain, ChainError, Head, Mark, MarkPair, Marks, PairId, Placed, Side, StoreError};
use crate::id::Recipient;

/// Marks in memory: for one process, for examples and for tests. Keeps the bytes, as any store would.
#[derive(Default)]
pub struct MemoryMarks {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    cabinets: HashMap<Recipient, Cabinet>,
    pairs: HashSet<PairId>,
}

#[derive(Default)]
struct Cabinet {
    marks: Vec<Vec<u8>>,
    head: Option<Head>,
}

impl MemoryMarks {
    /// No cabinet has a mark.
    pub fn new() -> Self {
        Self::default()
    }

    /// The marks of a cabinet as stored, the oldest first: for [`super::verify_chain`].
    pub fn stored(&self, cabinet: &Recipient) -> Vec<Vec<u8>> {
        self.lock().map(|state| state.marks_of(cabinet).to_vec()).unwrap_or_default()
    }

    /// The chain of a cabinet, checked: for a [`super::Checkpoint`].
    pub fn chain(&self, cabinet: &Recipient) -> Result<(Chain, Vec<Mark>), ChainError> {
        super::verify_chain(cabinet, self.stored(cabinet), None)
    }

    /// The other party's mark of the view `mine` is of, where it is there: what a service answers an application that
    /// asks whether its mark has its pair. Look with [`Mark::is_pair_of`].
    pub fn counterpart(&self, mine: &Mark) -> Option<Mark> {
        let other = if mine.side() == Side::Subject { Side::Viewer } else { Side::Subject };
        let state = self.lock().ok()?;
        let marks = state.marks_of(&mine.view().cabinet(other));
        marks.iter().filter_map(|bytes| Mark::from_bytes(bytes).ok()).find(|mark| mark.is_pair_of(mine))
    }

    fn lock(&self) -> Result<MutexGuard<'_, State>, StoreError> {
        self.state.lock().map_err(|_| StoreError::Failed)
    }
}

impl State {
    fn head(&self, cabinet: &Recipient) -> Head {
        self.cabinets.get(cabinet).and_then(|cabinet| cabinet.head).unwrap_or_else(|| Head::empty(cabinet))
    }

    fn marks_of(&self, cabinet: &Recipient) -> &[Vec<u8>] {
        self.cabinets.get(cabinet).map(|cabinet| cabinet.marks.as_slice()).unwrap_or_default()
    }
}

impl Marks for MemoryMarks {
    fn head(&self, cabinet: &Recipient) -> Result<Head, StoreError> {
        Ok(self.lock()?.head(cabinet))
    }

    fn append(&self, pair: &MarkPair) -> Result<(), StoreError> {
        let mut state = self.lock()?;
        if state.pairs.contains(&pair.pair()) {
            return Err(StoreError::Twice);
        }
        let follows = |placed: &&Placed| {
            let head = state.head(&placed.cabinet);
            placed.mark.number() == head.count + 1 && *placed.mark.previous() == head.hash
        };
        if !pair.both().iter().all(follows) {
            return Err(StoreError::Moved);
        }
        // Both are written under one lock, and nothing between here and its end can fail.
        state.pairs.insert(pair.pair());
        for Placed { cabinet, mark } in pair.both() {
            let cabinet = state.cabinets.entry(cabinet.clone()).or_default();
            cabinet.marks.push(mark.to_bytes());
            cabinet.head = Some(Head { count: mark.number(), hash: *mark.hash() });
        }
        Ok(())
    }
}

/// How many; no person.
impl core::fmt::Debug for MemoryMarks {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "MemoryMarks({} views)", self.lock().map_or(0, |state| state.pairs.len()))
    }
}
