use super::{Challenge, ChallengeId, Store, StoreError};
use crate::code::MacKey;
use crate::grant::store::{SlotKey, SlotValue, Slots};
use crate::id::PhoneNumber;
use crate::time::Timestamp;

/// Challenges in the slots of a registry's store: wherever grants are kept — in memory, on Redis — the questions to their subjects
/// are kept too, and any number of machines ask as one.
pub struct SlotChallenges<S> {
    slots: S,
    names: MacKey,
}

impl<S: Slots> SlotChallenges<S> {
    /// Over these slots, with 32 random bytes that the store never sees and that are the same on every machine: no number can be
    /// read or guessed from a key made under them. `None` where the bytes are all equal: a secret nobody set.
    pub fn new(slots: S, secret: &[u8; 32]) -> Option<Self> {
        Some(Self { slots, names: MacKey::new(secret)? })
    }

    fn challenge(&self, id: &ChallengeId) -> SlotKey {
        SlotKey::from_bytes(self.names.mac("qujat consent challenge 1", &[id.as_bytes()]))
    }

    fn number(&self, number: &PhoneNumber) -> SlotKey {
        SlotKey::from_bytes(self.names.mac("qujat consent number 1", &[number.to_e164().as_bytes()]))
    }

    fn counter(&self, name: &[u8; 32]) -> SlotKey {
        SlotKey::from_bytes(self.names.mac("qujat consent counter 1", &[name]))
    }

    fn swap(
        &self,
        key: &SlotKey,
        expected: Option<&[u8]>,
        next: (&[u8], Timestamp),
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (bytes, until) = next;
        self.slots.swap(key, expected, Some(SlotValue { bytes, until }), now).map_err(|_| StoreError::Failed)
    }

    fn slot(&self, key: &SlotKey, now: Timestamp) -> Result<Option<Vec<u8>>, StoreError> {
        self.slots.slot(key, now).map_err(|_| StoreError::Failed)
    }
}

impl<S: Slots> Store for SlotChallenges<S> {
    fn insert(&self, challenge: &Challenge, now: Timestamp) -> Result<(), StoreError> {
        let bytes = challenge.to_bytes().map_err(|_| StoreError::Failed)?;
        let key = self.challenge(challenge.id());
        let kept = self.swap(&key, None, (&bytes, challenge.forget_at()), now)?;
        if kept { Ok(()) } else { Err(StoreError::Moved) }
    }

    fn load(&self, id: &ChallengeId, now: Timestamp) -> Result<Option<Challenge>, StoreError> {
        let kept = self.slot(&self.challenge(id), now)?;
        kept.map(|bytes| Challenge::from_bytes(&bytes).map_err(|_| StoreError::Failed)).transpose()
    }

    fn save(&self, next: &Challenge, now: Timestamp) -> Result<(), StoreError> {
        let key = self.challenge(next.id());
        let kept = self.slot(&key, now)?.ok_or(StoreError::Moved)?;
        let before = Challenge::from_bytes(&kept).map_err(|_| StoreError::Failed)?;
        if before.revision().checked_add(1) != Some(next.revision()) {
            return Err(StoreError::Moved);
        }
        let bytes = next.to_bytes().map_err(|_| StoreError::Failed)?;
        let next = (bytes.as_slice(), next.forget_at());
        if self.swap(&key, Some(&kept), next, now)? { Ok(()) } else { Err(StoreError::Moved) }
    }

    fn hold(
        &self,
        number: &PhoneNumber,
        id: &ChallengeId,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let key = self.number(number);
        for _ in 0..SWAP_TRIES {
            let held = self.slot(&key, now)?;
            if held.as_deref().is_some_and(|held| held != id.as_bytes()) {
                return Ok(false);
            }
            if self.swap(&key, held.as_deref(), (id.as_bytes(), until), now)? {
                return Ok(true);
            }
        }
        Err(StoreError::Failed)
    }

    fn held(&self, number: &PhoneNumber, now: Timestamp) -> Result<Option<ChallengeId>, StoreError> {
        let held = self.slot(&self.number(number), now)?;
        let id = |bytes: Vec<u8>| <[u8; 16]>::try_from(bytes).map_err(|_| StoreError::Failed);
        Ok(held.map(id).transpose()?.map(ChallengeId::from_bytes))
    }

    fn count(&self, name: &[u8; 32], until: Timestamp, now: Timestamp) -> Result<u32, StoreError> {
        let key = self.counter(name);
        for _ in 0..SWAP_TRIES {
            // The sum, and the end it was begun with, which goes on.
            let kept = self.slot(&key, now)?;
            let (sum, end) = match kept.as_deref() {
                None => (0, until),
                Some(bytes) => read_counter(bytes).ok_or(StoreError::Failed)?,
            };
            let sum: u32 = sum.saturating_add(1);
            let next = [&sum.to_be_bytes()[..], &end.unix().to_be_bytes()].concat();
            if self.swap(&key, kept.as_deref(), (&next, end), now)? {
                return Ok(sum);
            }
        }
        Err(StoreError::Failed)
    }
}

fn read_counter(bytes: &[u8]) -> Option<(u32, Timestamp)> {
    let (sum, end) = bytes.split_first_chunk::<4>()?;
    let end = Timestamp::from_unix(i64::from_be_bytes(end.try_into().ok()?)).ok()?;
    Some((u32::from_be_bytes(*sum), end))
}

impl<S> core::fmt::Debug for SlotChallenges<S> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SlotChallenges(…)")
    }
}

/// Times a value is read anew when others write between reading and writing.
const SWAP_TRIES: u32 = 64;
