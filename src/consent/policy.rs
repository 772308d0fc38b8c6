use thiserror::Error;

use crate::code::PasswordPolicy;

/// How long consent may be waited for and how often asked for. No order fixes any of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsentPolicy {
    pub(super) password: PasswordPolicy,
    pub(super) reply_seconds: u32,
    pub(super) replies: u8,
    pub(super) quiet_seconds: u32,
    pub(super) asks_a_day: u32,
    pub(super) messages_a_day: u32,
}

/// Why values are no policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("policy of consent: {what} is {found}, {least} to {most} wanted")]
pub struct ConsentPolicyError {
    /// Which value.
    pub what: &'static str,
    /// What came.
    pub found: u32,
    /// The least allowed.
    pub least: u32,
    /// The most allowed.
    pub most: u32,
}

impl ConsentPolicy {
    /// - `password`: its life and tries;
    /// - `reply_seconds`, 60 to 900: how long a reply is waited for;
    /// - `replies`, 1 to 10: messages from the number that are looked at for one question;
    /// - `quiet_seconds`, 60 to 3,600: how long after the end of one question no other is put to that number, so that a late reply
    ///   to the one does not answer the other;
    /// - `asks_a_day`, 1 to 100: questions of one organisation to one person, a local day;
    /// - `messages_a_day`, 1 to 1,000: messages to one person, a local day.
    pub fn new(
        password: PasswordPolicy,
        reply_seconds: u32,
        replies: u8,
        quiet_seconds: u32,
        asks_a_day: u32,
        messages_a_day: u32,
    ) -> Result<Self, ConsentPolicyError> {
        for (what, found, least, most) in [
            ("reply_seconds", reply_seconds, 60, 900),
            ("replies", u32::from(replies), 1, 10),
            ("quiet_seconds", quiet_seconds, 60, 3_600),
            ("asks_a_day", asks_a_day, 1, 100),
            ("messages_a_day", messages_a_day, 1, 1_000),
        ] {
            if !(least..=most).contains(&found) {
                return Err(ConsentPolicyError { what, found, least, most });
            }
        }
        Ok(Self { password, reply_seconds, replies, quiet_seconds, asks_a_day, messages_a_day })
    }
}

impl Default for ConsentPolicy {
    /// A password of three minutes and three tries; a reply within five minutes, three messages looked at; two minutes of quiet;
    /// five questions of an organisation and twenty messages a day: who guesses passwords on one person all day hits with
    /// 15 · 10⁻⁶ for each organisation.
    fn default() -> Self {
        Self {
            password: PasswordPolicy::default(),
            reply_seconds: 300,
            replies: 3,
            quiet_seconds: 120,
            asks_a_day: 5,
            messages_a_day: 20,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 352/20: each limit has its bounds.
    #[test]
    fn values_outside_their_bounds_are_no_policy() {
        let make = |values: [u32; 5]| {
            let [reply, replies, quiet, asks, messages] = values;
            let replies = u8::try_from(replies).expect("small");
            ConsentPolicy::new(PasswordPolicy::default(), reply, replies, quiet, asks, messages)
        };
        assert_eq!(make([300, 3, 120, 5, 20]), Ok(ConsentPolicy::default()));
        let bounds = [(60, 900), (1, 10), (60, 3_600), (1, 100), (1, 1_000)];
        for (at, (least, most)) in bounds.into_iter().enumerate() {
            for (value, good) in [(least - 1, false), (least, true), (most, true), (most + 1, false)] {
                let mut values = [300, 3, 120, 5, 20];
                values[at] = value;
                assert_eq!(make(values).is_ok(), good, "value {at}: {value}");
            }
        }
        let refused = make([59, 3, 120, 5, 20]).expect_err("refused").to_string();
        assert_eq!(refused, "policy of consent: reply_seconds is 59, 60 to 900 wanted");
    }
}
