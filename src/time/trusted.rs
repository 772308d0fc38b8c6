use super::{DEVICE_SKEW_SECONDS, Timestamp};

/// The latest instant that is known to have passed, whatever a device's clock says: signed lists state when they were
/// made, a server's answer when it was given. It only ever rises. An application keeps it across restarts
/// ([`TrustedTime::instant`], [`TrustedTime::at_least`]).
///
/// It guards one side only: a clock that was wound back is found out, one that runs ahead of the truth is not — nothing
/// a device holds says that a moment has *not* come yet. A clock ahead makes things end early, never last longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TrustedTime(Option<Timestamp>);

/// A device's clock held against what is known to have passed. Made only by [`TrustedTime::judge`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    now: Timestamp,
    state: ClockState,
}

/// What a device's clock is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockState {
    /// Nothing is known to compare it with.
    Unchecked,
    /// Not behind what is known to have passed, by more than [`DEVICE_SKEW_SECONDS`].
    Plausible,
    /// Behind it: wound back, or reset. What it says is not believed.
    Behind {
        /// What it says.
        says: Timestamp,
        /// What has passed all the same.
        passed: Timestamp,
    },
}

impl TrustedTime {
    /// Nothing is known to have passed.
    pub const UNKNOWN: Self = Self(None);

    /// `instant` has passed.
    pub const fn at_least(instant: Timestamp) -> Self {
        Self(Some(instant))
    }

    /// Learns that `instant` has passed. What was known stays, where it is later.
    pub fn observe(&mut self, instant: Timestamp) {
        self.0 = self.0.max(Some(instant));
    }

    /// The latest instant known to have passed.
    pub const fn instant(self) -> Option<Timestamp> {
        self.0
    }

    /// Holds a device's clock against it.
    pub fn judge(self, says: Timestamp) -> Clock {
        let Some(passed) = self.0 else { return Clock { now: says, state: ClockState::Unchecked } };
        let state = if says.plus(DEVICE_SKEW_SECONDS) < passed {
            ClockState::Behind { says, passed }
        } else {
            ClockState::Plausible
        };
        Clock { now: says.max(passed), state }
    }
}

impl Clock {
    /// The time to judge by: what the clock says or, where it is behind, the latest instant known to have passed, so that
    /// winding a clock back makes nothing valid that has ended.
    pub const fn now(self) -> Timestamp {
        self.now
    }

    /// What the clock is worth.
    pub const fn state(self) -> ClockState {
        self.state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect(text)
    }

    #[test]
    fn it_only_rises() {
        let mut time = TrustedTime::UNKNOWN;
        assert_eq!((time, time.instant()), (TrustedTime::default(), None));
        time.observe(at("2026-11-01T00:00:00Z"));
        time.observe(at("2026-10-01T00:00:00Z"));
        assert_eq!(time.instant(), Some(at("2026-11-01T00:00:00Z")));
        assert_eq!(time, TrustedTime::at_least(at("2026-11-01T00:00:00Z")));
    }

    #[test]
    fn a_clock_behind_is_not_believed() {
        let passed = at("2026-11-01T12:00:00Z");
        let time = TrustedTime::at_least(passed);
        let ahead = time.judge(passed.plus(7));
        assert_eq!((ahead.now(), ahead.state()), (passed.plus(7), ClockState::Plausible));
        // Within the tolerance it counts as right, and the later of the two is now.
        let close = time.judge(passed.plus(-DEVICE_SKEW_SECONDS));
        assert_eq!((close.now(), close.state()), (passed, ClockState::Plausible));
        let says = passed.plus(-DEVICE_SKEW_SECONDS - 1);
        let behind = time.judge(says);
        assert_eq!((behind.now(), behind.state()), (passed, ClockState::Behind { says, passed }));
        let alone = TrustedTime::UNKNOWN.judge(says);
        assert_eq!((alone.now(), alone.state()), (says, ClockState::Unchecked));
    }
}
