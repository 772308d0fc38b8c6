use thiserror::Error;

use super::store::Quota;

/// How long grants live, how often they may be viewed and how many tries a guesser has. A value that exists lies within
/// the bounds of [`Policy::new`].
///
/// With these defaults M viewers who guess all day open at most M · 10 · L · 10⁻⁶ documents a day, where L is the
/// number of grants a guessed-at subject has open at a time; with one subject's IIN no more than 30 · L · 10⁻⁶ an hour,
/// however many guess; and a grant's code is dead after five wrong guesses of anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy(PolicySettings);

/// The values of a [`Policy`], not yet checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicySettings {
    /// Seconds a grant lives where the opener does not say: 180.
    pub lifetime_seconds: u32,
    /// The shortest life an opener may ask for, seconds: 60.
    pub shortest_seconds: u32,
    /// The longest life an opener may ask for, seconds: 600 (NIST SP 800-63B: codes live ten minutes at most).
    pub longest_seconds: u32,
    /// Views where the opener does not say: 1.
    pub views: u8,
    /// The most views an opener may ask for: 5.
    pub most_views: u8,
    /// Grants one subject may have open at a time: 5.
    pub most_live: u8,
    /// Tries of a code, right ones too, that one viewer has in any [`PolicySettings::tries_seconds`]: 5.
    pub tries: u32,
    /// The length of that window, seconds: 900.
    pub tries_seconds: u32,
    /// Wrong codes that one viewer has in any day of 24 hours: 10.
    pub failures_a_day: u32,
    /// From the third wrong code of the day on a viewer waits: this many seconds, then twice as many, then twice as many
    /// again, up to a day; 0: no wait. 30.
    pub pause_seconds: u32,
    /// Wrong codes that the people and systems of one organisation have together in any hour: 1,000.
    pub organisation_failures: u32,
    /// Wrong codes tried with one person's IIN in any hour, after which their digits rest and their QR codes do not: 30.
    pub subject_failures: u32,
    /// Times one subject may open access in any hour: 60.
    pub openings: u32,
    /// Wrong codes of all viewers together in any ten minutes, after which the service is alarmed: 1,000.
    pub alarm_failures: u32,
    /// Wrong codes, of all viewers together, after which a grant's code is dead while its QR code lives: 5.
    pub code_failures: u32,
    /// Looking up by six digits without an IIN; `None`: not offered, which is the default.
    pub code_alone: Option<CodeAlone>,
}

/// How six digits are looked up without the subject's IIN. They are then unique among everybody's, few at a time, and short-lived;
/// and they open nothing: they put a question to the subject, who sees who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeAlone {
    /// Grants that may be open to it at a time, the whole country together: 1,000. A guess meets one with so many millionths.
    pub most_live: u32,
    /// Seconds after the opening for which the digits do without the IIN, and a question waits for its answer: 60.
    pub seconds: u32,
    /// Questions one grant lets through, whatever is answered: 3.
    pub asks: u8,
}

/// Why settings are no policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("policy: {what} is {found}, {least} to {most} wanted")]
pub struct PolicyError {
    /// Which setting.
    pub what: &'static str,
    /// Its value.
    pub found: u32,
    /// The least allowed.
    pub least: u32,
    /// The most allowed.
    pub most: u32,
}

impl Policy {
    /// Checks the settings:
    ///
    /// - lives: 10 s ≤ shortest ≤ default ≤ longest ≤ 3,600 s ("temporary access", 352/15);
    /// - views: 1 ≤ default ≤ most ≤ 20; grants open at a time: 1–20;
    /// - tries: 1–100 in 60–86,400 s; failures a day: 1–100 (NIST SP 800-63B §5.2.2: at most 100 an account);
    /// - failures until a code dies: 1–100;
    /// - a wait of 0–3,600 s; an hour's failures of an organisation 10–10,000 and with one IIN 5–1,000, an hour's openings
    ///   1–1,000; failures until an alarm 10–100,000;
    /// - digits alone, where offered: 1–10,000 grants at a time, 10–60 s, 1–5 questions.
    pub fn new(settings: PolicySettings) -> Result<Self, PolicyError> {
        let s = &settings;
        let rows = [
            ("shortest_seconds", s.shortest_seconds, 10, 3_600),
            ("longest_seconds", s.longest_seconds, s.shortest_seconds, 3_600),
            ("lifetime_seconds", s.lifetime_seconds, s.shortest_seconds, s.longest_seconds),
            ("most_views", u32::from(s.most_views), 1, 20),
            ("views", u32::from(s.views), 1, u32::from(s.most_views)),
            ("most_live", u32::from(s.most_live), 1, 20),
            ("tries", s.tries, 1, 100),
            ("tries_seconds", s.tries_seconds, 60, DAY_SECONDS),
            ("failures_a_day", s.failures_a_day, 1, 100),
            ("code_failures", s.code_failures, 1, 100),
            ("pause_seconds", s.pause_seconds, 0, 3_600),
            ("organisation_failures", s.organisation_failures, 10, 10_000),
            ("subject_failures", s.subject_failures, 5, 1_000),
            ("openings", s.openings, 1, 1_000),
            ("alarm_failures", s.alarm_failures, 10, 100_000),
        ];
        let alone = s.code_alone.iter().flat_map(|alone| {
            [
                ("code_alone.most_live", alone.most_live, 1, 10_000),
                ("code_alone.seconds", alone.seconds, 10, 60),
                ("code_alone.asks", u32::from(alone.asks), 1, 5),
            ]
        });
        for (what, found, least, most) in rows.into_iter().chain(alone) {
            if !(least..=most).contains(&found) {
                return Err(PolicyError { what, found, least, most });
            }
        }
        Ok(Self(settings))
    }

    /// The checked values.
    pub fn settings(&self) -> &PolicySettings {
        &self.0
    }

    /// The quota of tries of one viewer.
    pub(super) fn tries(&self) -> Quota {
        Quota::new(self.0.tries, self.0.tries_seconds)
    }

    /// The quota of wrong codes of one viewer.
    pub(super) fn failures(&self) -> Quota {
        Quota { pause_seconds: self.0.pause_seconds, ..Quota::new(self.0.failures_a_day, DAY_SECONDS) }
    }

    /// The quota of wrong codes of one organisation.
    pub(super) fn organisation_failures(&self) -> Quota {
        Quota::new(self.0.organisation_failures, HOUR_SECONDS)
    }

    /// The quota of wrong codes tried with one IIN.
    pub(super) fn subject_failures(&self) -> Quota {
        Quota::new(self.0.subject_failures, HOUR_SECONDS)
    }

    /// The quota of openings of one subject.
    pub(super) fn openings(&self) -> Quota {
        Quota::new(self.0.openings, HOUR_SECONDS)
    }

    /// How digits are looked up alone, where that is offered, and the quota of openings to it: as none is open for longer than
    /// the window, no more than its limit are open at a time.
    pub(super) fn code_alone(&self) -> Option<(CodeAlone, Quota)> {
        self.0.code_alone.map(|alone| (alone, Quota::new(alone.most_live, alone.seconds)))
    }

    /// Everybody's wrong codes that are no alarm.
    pub(super) fn alarm(&self) -> Quota {
        Quota::new(self.0.alarm_failures, ALARM_SECONDS)
    }
}

impl Default for PolicySettings {
    fn default() -> Self {
        Self {
            lifetime_seconds: 180,
            shortest_seconds: 60,
            longest_seconds: 600,
            views: 1,
            most_views: 5,
            most_live: 5,
            tries: 5,
            tries_seconds: 15 * 60,
            failures_a_day: 10,
            code_failures: 5,
            pause_seconds: 30,
            organisation_failures: 1_000,
            subject_failures: 30,
            openings: 60,
            alarm_failures: 1_000,
            code_alone: None,
        }
    }
}

impl Default for CodeAlone {
    fn default() -> Self {
        Self { most_live: 1_000, seconds: 60, asks: 3 }
    }
}

/// The defaults lie within the bounds: a test says so.
impl Default for Policy {
    fn default() -> Self {
        Self(PolicySettings::default())
    }
}

const HOUR_SECONDS: u32 = 60 * 60;
const DAY_SECONDS: u32 = 24 * HOUR_SECONDS;
const ALARM_SECONDS: u32 = 10 * 60;

#[cfg(test)]
mod tests {
    use super::*;

    type Set = fn(&mut PolicySettings, u32);

    fn byte(value: u32) -> u8 {
        u8::try_from(value).expect("a bound of a byte")
    }

    #[test]
    fn the_defaults_are_a_policy() {
        assert_eq!(Policy::new(PolicySettings::default()), Ok(Policy::default()));
    }

    /// 352/15: access is temporary. Each bound: its last good value passes, the next one is named.
    #[test]
    fn every_bound_holds() {
        let rows: [(&str, Set, u32, u32); 14] = [
            ("shortest_seconds", |s, v| s.shortest_seconds = v, 10, 180),
            ("longest_seconds", |s, v| s.longest_seconds = v, 180, 3_600),
            ("lifetime_seconds", |s, v| s.lifetime_seconds = v, 60, 600),
            ("most_views", |s, v| s.most_views = byte(v), 1, 20),
            ("views", |s, v| s.views = byte(v), 1, 5),
            ("most_live", |s, v| s.most_live = byte(v), 1, 20),
            ("tries", |s, v| s.tries = v, 1, 100),
            ("tries_seconds", |s, v| s.tries_seconds = v, 60, 86_400),
            ("failures_a_day", |s, v| s.failures_a_day = v, 1, 100),
            ("code_failures", |s, v| s.code_failures = v, 1, 100),
            ("organisation_failures", |s, v| s.organisation_failures = v, 10, 10_000),
            ("subject_failures", |s, v| s.subject_failures = v, 5, 1_000),
            ("openings", |s, v| s.openings = v, 1, 1_000),
            ("alarm_failures", |s, v| s.alarm_failures = v, 10, 100_000),
        ];
        for (what, set, least, most) in rows {
            for (value, passes) in [(least - 1, false), (least, true), (most, true), (most + 1, false)] {
                let mut settings = PolicySettings::default();
                set(&mut settings, value);
                assert_eq!(Policy::new(settings).is_ok(), passes, "{what} = {value}");
            }
        }
    }

    #[test]
    fn digits_alone_have_bounds() {
        type Set = fn(&mut CodeAlone, u32);
        let rows: [(&str, Set, u32, u32); 3] = [
            ("most_live", |s, v| s.most_live = v, 1, 10_000),
            ("seconds", |s, v| s.seconds = v, 10, 60),
            ("asks", |s, v| s.asks = byte(v), 1, 5),
        ];
        for (what, set, least, most) in rows {
            for (value, passes) in [(least - 1, false), (least, true), (most, true), (most + 1, false)] {
                let mut alone = CodeAlone::default();
                set(&mut alone, value);
                let settings = PolicySettings { code_alone: Some(alone), ..PolicySettings::default() };
                let refused = Policy::new(settings).map_err(|error| error.what);
                let named = format!("code_alone.{what}");
                assert_eq!(refused.map(drop), if passes { Ok(()) } else { Err(named.as_str()) }, "{value}");
            }
        }
    }

    #[test]
    fn a_pause_may_be_none_or_an_hour() {
        for (pause_seconds, passes) in [(0, true), (3_600, true), (3_601, false)] {
            let settings = PolicySettings { pause_seconds, ..PolicySettings::default() };
            assert_eq!(Policy::new(settings).is_ok(), passes, "{pause_seconds}");
        }
    }

    #[test]
    fn refusals_name_the_setting() {
        let settings = PolicySettings { views: 6, ..PolicySettings::default() };
        let refusal = Policy::new(settings).expect_err("six views").to_string();
        assert_eq!(refusal, "policy: views is 6, 1 to 5 wanted");
        let settings = PolicySettings { lifetime_seconds: 601, ..PolicySettings::default() };
        let refusal = Policy::new(settings).expect_err("too long").to_string();
        assert_eq!(refusal, "policy: lifetime_seconds is 601, 60 to 600 wanted");
    }
}
