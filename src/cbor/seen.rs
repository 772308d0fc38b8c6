use std::collections::BTreeSet;

/// The values seen so far of those that may not stand twice. Whoever sends them chooses their number: looking through all
/// of them for each next one is cheapest for the few an honest thing has, and takes a square of time for the thousands a
/// hostile one may. So beyond [`FEW`] they are kept in order.
#[derive(Debug, Clone)]
pub(crate) struct Seen<T> {
    few: Vec<T>,
    many: BTreeSet<T>,
}

impl<T: Ord> Seen<T> {
    /// Nothing seen, with room for `count` values as far as they are few.
    pub(crate) fn with_room(count: usize) -> Self {
        Self { few: Vec::with_capacity(count.min(FEW)), many: BTreeSet::new() }
    }

    /// Takes a value; whether it is new.
    pub(crate) fn insert(&mut self, value: T) -> bool {
        if self.many.is_empty() {
            if self.few.contains(&value) {
                return false;
            }
            if self.few.len() < FEW {
                self.few.push(value);
                return true;
            }
            self.many.extend(self.few.drain(..));
        }
        self.many.insert(value)
    }
}

/// Nothing seen.
impl<T: Ord> Default for Seen<T> {
    fn default() -> Self {
        Self::with_room(0)
    }
}

/// Values up to which all are looked through: an everyday document has as many elements in a namespace.
const FEW: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_new_once_however_many_there_are() {
        for count in [1, FEW - 1, FEW, FEW + 1, 4 * FEW] {
            let mut seen = Seen::with_room(count);
            assert!((0..count).all(|value| seen.insert(value)), "{count}");
            assert!((0..count).all(|value| !seen.insert(value)), "{count}");
            assert!(seen.insert(count), "{count}");
            assert!(!seen.insert(count), "{count}");
        }
    }
}
