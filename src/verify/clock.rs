use super::{CheckName, Outcome, Report};
use crate::time::{Clock, ClockState};

impl Report {
    /// Enters what the device's clock is worth.
    pub(super) fn enter_clock(&mut self, clock: Clock) {
        let outcome = match clock.state() {
            ClockState::Unchecked => Outcome::not_done("no trusted time is known to compare the clock with"),
            ClockState::Plausible => Outcome::Passed,
            ClockState::Behind { says, passed } => Outcome::not_done(format_args!(
                "the device's clock says {}, but {} has passed",
                says.to_utc(),
                passed.to_utc()
            )),
        };
        self.enter(CheckName::Clock, outcome);
    }

    /// The word is not "valid" by a clock that is wrong: what has ended by the latest time known to have passed is "invalid"
    /// all the same, and of the rest nobody can tell.
    pub(super) fn require_clock(&mut self, clock: Clock) {
        if matches!(clock.state(), ClockState::Behind { .. }) {
            self.require(CheckName::Clock);
        }
    }
}
