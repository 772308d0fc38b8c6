use thiserror::Error;

use crate::limits::MAX_TURN;
use crate::random::{RandomError, RandomSource, make_below};
use crate::time::Timestamp;

/// How long to wait after a failure, and how often to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxPolicy {
    /// Seconds to wait after the first failure, about: 5. Each further one doubles it.
    pub first_wait_seconds: u32,
    /// Seconds to wait at most: 900.
    pub longest_wait_seconds: u32,
    /// How often the other system may be unable to take one message before it is set aside: 8. A link that fails counts nothing,
    /// however long.
    pub busy_tries: u32,
    /// Seconds after which somebody else may take a turn that was never settled: 120. More than sending a turn takes.
    pub turn_seconds: u32,
    /// Messages of one turn at most: 64.
    pub turn: usize,
}

/// Why a policy was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum OutboxPolicyError {
    /// A wait of 0, or a first one longer than the longest, or of more than a day.
    #[error("the waits are 0, in the wrong order, or longer than a day")]
    Waits,
    /// A turn of no message, of more than 256, or of no time.
    #[error("a turn is of 1 to 256 messages and 1 second to a day")]
    Turn,
    /// No try at all.
    #[error("a message that is not taken is never tried")]
    Tries,
}

impl OutboxPolicy {
    /// Whether it makes sense.
    pub fn check(self) -> Result<Self, OutboxPolicyError> {
        let waits = 1..=DAY;
        if !waits.contains(&self.first_wait_seconds)
            || !waits.contains(&self.longest_wait_seconds)
            || self.first_wait_seconds > self.longest_wait_seconds
        {
            return Err(OutboxPolicyError::Waits);
        }
        if !(1..=MAX_TURN).contains(&self.turn) || !waits.contains(&self.turn_seconds) {
            return Err(OutboxPolicyError::Turn);
        }
        if self.busy_tries == 0 { Err(OutboxPolicyError::Tries) } else { Ok(self) }
    }

    /// When to try again after so many failures in a row: twice as long each time, and from half of that to all of it by chance,
    /// so that many systems do not come back in one moment.
    pub(super) fn next_try(
        &self,
        failures: u32,
        now: Timestamp,
        random: &mut dyn RandomSource,
    ) -> Result<Timestamp, RandomError> {
        let doublings = failures.saturating_sub(1).min(31);
        let whole = u64::from(self.first_wait_seconds) << doublings;
        let whole = u32::try_from(whole).unwrap_or(u32::MAX).min(self.longest_wait_seconds);
        let half = whole.div_ceil(2);
        Ok(now.plus(i64::from(half) + i64::from(make_below(random, whole - half + 1)?)))
    }
}

impl Default for OutboxPolicy {
    fn default() -> Self {
        Self { first_wait_seconds: 5, longest_wait_seconds: 900, busy_tries: 8, turn_seconds: 120, turn: 64 }
    }
}

const DAY: u32 = 86_400;
