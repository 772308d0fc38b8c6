use thiserror::Error;

use crate::grant::store::Quota;

/// How often may be asked. A value that exists lies within the bounds of [`LookupPolicy::new`]; no order fixes any of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LookupPolicy(LookupSettings);

/// The values of a [`LookupPolicy`], not yet checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LookupSettings {
    /// Requests of one asker, answered either way, in any quarter of an hour: 20.
    pub tries: u32,
    /// Requests of one asker to which there was no document, in any day: 30.
    pub failures_a_day: u32,
    /// Requests with one number to which there was no document, of all askers in any hour: 20. From then on every request with that
    /// number is answered so for a while.
    pub number_failures: u32,
    /// The same with one IIN or BIN: 60.
    pub recipient_failures: u32,
}

/// Why settings are no policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("policy of look-ups: {what} is {found}, {least} to {most} wanted")]
pub struct LookupPolicyError {
    /// Which setting.
    pub what: &'static str,
    /// Its value.
    pub found: u32,
    /// The least allowed.
    pub least: u32,
    /// The most allowed.
    pub most: u32,
}

impl LookupPolicy {
    /// Checks the settings: tries 1–1,000, failures a day 1–1,000, an hour's failures with one number 5–1,000 and with one IIN or
    /// BIN 5–10,000.
    pub fn new(settings: LookupSettings) -> Result<Self, LookupPolicyError> {
        for (what, found, least, most) in [
            ("tries", settings.tries, 1, 1_000),
            ("failures_a_day", settings.failures_a_day, 1, 1_000),
            ("number_failures", settings.number_failures, 5, 1_000),
            ("recipient_failures", settings.recipient_failures, 5, 10_000),
        ] {
            if !(least..=most).contains(&found) {
                return Err(LookupPolicyError { what, found, least, most });
            }
        }
        Ok(Self(settings))
    }

    /// The checked values.
    pub fn settings(&self) -> &LookupSettings {
        &self.0
    }

    pub(super) fn tries(&self) -> Quota {
        Quota::new(self.0.tries, QUARTER)
    }

    pub(super) fn failures(&self) -> Quota {
        Quota::new(self.0.failures_a_day, 24 * HOUR)
    }

    pub(super) fn number_failures(&self) -> Quota {
        Quota::new(self.0.number_failures, HOUR)
    }

    pub(super) fn recipient_failures(&self) -> Quota {
        Quota::new(self.0.recipient_failures, HOUR)
    }
}

impl Default for LookupSettings {
    fn default() -> Self {
        Self { tries: 20, failures_a_day: 30, number_failures: 20, recipient_failures: 60 }
    }
}

const QUARTER: u32 = 15 * 60;
const HOUR: u32 = 60 * 60;

#[cfg(test)]
mod tests {
    use super::*;

    /// 9/2.5: who asks is limited, within bounds.
    #[test]
    fn values_outside_their_bounds_are_no_policy() {
        let make = |[tries, failures_a_day, number_failures, recipient_failures]: [u32; 4]| {
            LookupPolicy::new(LookupSettings { tries, failures_a_day, number_failures, recipient_failures })
        };
        let usual = [20, 30, 20, 60];
        assert_eq!(make(usual), Ok(LookupPolicy::default()));
        for (at, (least, most)) in [(1, 1_000), (1, 1_000), (5, 1_000), (5, 10_000)].into_iter().enumerate() {
            for (value, good) in [(least - 1, false), (least, true), (most, true), (most + 1, false)] {
                let mut values = usual;
                values[at] = value;
                assert_eq!(make(values).is_ok(), good, "value {at}: {value}");
            }
        }
        let refused = make([0, 30, 20, 60]).expect_err("refused").to_string();
        assert_eq!(refused, "policy of look-ups: tries is 0, 1 to 1000 wanted");
    }
}
