use crate::time::Timestamp;

/// How old a trust list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freshness {
    /// The version of the list.
    pub version: u64,
    /// When it was made.
    pub issued: Timestamp,
    /// When the next one is due.
    pub next_update: Timestamp,
    pub(super) digest: [u8; 32],
}

/// How long past its date a trust list still serves. The date ([`Freshness::next_update`]) is its publisher's promise of the
/// next one; these are the verifier's patience, counted from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgePolicy {
    /// Seconds past the date after which what rests on the list carries a warning. Default 0: from the date on.
    pub warn_after_seconds: i64,
    /// Seconds past the date after which nothing that rests on the list is called valid. Default 180 days: people go without a
    /// network for months, at sea, in the mountains, at a border post, and where the limit was 48 hours they were locked
    /// out; but who was taken off the list half a year ago signs no more.
    pub refuse_after_seconds: i64,
}

/// What the age of a trust list means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Age {
    /// Young enough.
    Fresh,
    /// Past [`AgePolicy::warn_after_seconds`]: usable, with a warning.
    Old,
    /// Past [`AgePolicy::refuse_after_seconds`].
    TooOld,
}

impl Freshness {
    /// Whether the next list was due before `now`.
    pub fn is_stale(&self, now: Timestamp) -> bool {
        now >= self.next_update
    }

    /// What its age means under `policy`.
    pub fn age(&self, policy: AgePolicy, now: Timestamp) -> Age {
        let past = now.unix().saturating_sub(self.next_update.unix());
        if past >= policy.refuse_after_seconds {
            Age::TooOld
        } else if past >= policy.warn_after_seconds {
            Age::Old
        } else {
            Age::Fresh
        }
    }
}

impl Default for AgePolicy {
    fn default() -> Self {
        Self { warn_after_seconds: 0, refuse_after_seconds: 180 * DAY }
    }
}

const DAY: i64 = 24 * 60 * 60;
