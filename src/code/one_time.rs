use core::fmt;

use subtle::ConstantTimeEq;
use thiserror::Error;

use super::{MacKey, ShortCode};
use crate::random::{RandomError, RandomSource};
use crate::time::Timestamp;

/// A one-time password (352/2.2): six decimal digits sent to a phone, good for one answer to one question. Made only with
/// the [`PasswordChallenge`] that is kept of it; wiped when dropped, its `Debug` is redacted.
pub struct OneTimePassword(ShortCode);

/// What is kept of a one-time password that was sent: a MAC under the service's secret, never the digits, with its life and the
/// tries left.
///
/// 352/2.2: it is used once. A try takes it and gives the counted one back, to be saved by compare-and-set *before* the
/// digits are looked at, so that neither a race nor a crash gives a guesser a try for nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordChallenge {
    mac: [u8; 32],
    until: Timestamp,
    tries_left: u8,
}

/// One counted try. Looks at what was typed once, and is gone.
#[must_use = "a counted try is used"]
pub struct PasswordAttempt([u8; 32]);

/// Why a password may be tried no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PasswordOver {
    /// Its life is over.
    #[error("the one-time password is over")]
    Expired,
    /// No tries are left.
    #[error("no tries of the one-time password are left")]
    NoTries,
}

/// The service's secret for one-time passwords, 32 random bytes kept apart from where challenges are stored.
pub struct PasswordSecret(MacKey);

/// How long one-time passwords live and how often one may be tried. No order fixes either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordPolicy {
    lifetime_seconds: u32,
    tries: u8,
}

/// Why values are no policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("policy of one-time passwords: {what} is {found}, {least} to {most} wanted")]
pub struct PasswordPolicyError {
    /// Which value.
    pub what: &'static str,
    /// What came.
    pub found: u32,
    /// The least allowed.
    pub least: u32,
    /// The most allowed.
    pub most: u32,
}

impl OneTimePassword {
    /// The six digits, for the message alone.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl PasswordChallenge {
    /// A password, equally likely any of a million, and what to keep of it. `context` is what it is for, down to the
    /// person and the question: the password answers nothing else.
    pub(crate) fn make(
        context: &[u8],
        secret: &PasswordSecret,
        policy: PasswordPolicy,
        now: Timestamp,
        random: &mut dyn RandomSource,
    ) -> Result<(Self, OneTimePassword), RandomError> {
        let digits = ShortCode::make(random)?;
        let until = now.plus(i64::from(policy.lifetime_seconds));
        let challenge = Self { mac: secret.mac(context, &digits), until, tries_left: policy.tries };
        Ok((challenge, OneTimePassword(digits)))
    }

    /// From what a service stored.
    pub(crate) fn from_parts(mac: [u8; 32], until: Timestamp, tries_left: u8) -> Self {
        Self { mac, until, tries_left }
    }

    pub(crate) fn mac(&self) -> &[u8; 32] {
        &self.mac
    }

    /// The first moment it is no longer good.
    pub fn until(&self) -> Timestamp {
        self.until
    }

    /// Tries left, the right one included.
    pub fn tries_left(&self) -> u8 {
        self.tries_left
    }

    /// Counts one try at `now`: the challenge to save first, then the try.
    pub(crate) fn count(mut self, now: Timestamp) -> Result<(Self, PasswordAttempt), PasswordOver> {
        if now >= self.until {
            return Err(PasswordOver::Expired);
        }
        self.tries_left = self.tries_left.checked_sub(1).ok_or(PasswordOver::NoTries)?;
        let attempt = PasswordAttempt(self.mac);
        Ok((self, attempt))
    }
}

impl PasswordAttempt {
    /// Whether `typed` is the password for `context`; anything but six digits is wrong like any wrong digits. In constant
    /// time.
    pub(crate) fn opens(self, typed: &str, context: &[u8], secret: &PasswordSecret) -> bool {
        ShortCode::parse(typed.trim()).is_ok_and(|digits| secret.mac(context, &digits).ct_eq(&self.0).into())
    }
}

impl PasswordSecret {
    /// `None` where the bytes are all equal: a secret nobody set.
    pub fn new(secret: &[u8; 32]) -> Option<Self> {
        MacKey::new(secret).map(Self)
    }

    /// The digits are of fixed length, so the joint cannot be moved.
    fn mac(&self, context: &[u8], digits: &ShortCode) -> [u8; 32] {
        self.0.mac("qujat one-time password 1", &[digits.as_str().as_bytes(), context])
    }
}

impl PasswordPolicy {
    /// `lifetime_seconds`: 30 to 600 (NIST SP 800-63B §5.1.3.2: ten minutes at most). `tries`: 1 to 10, the right one included.
    pub fn new(lifetime_seconds: u32, tries: u8) -> Result<Self, PasswordPolicyError> {
        let rows = [("lifetime_seconds", lifetime_seconds, 30, 600), ("tries", u32::from(tries), 1, 10)];
        for (what, found, least, most) in rows {
            if !(least..=most).contains(&found) {
                return Err(PasswordPolicyError { what, found, least, most });
            }
        }
        Ok(Self { lifetime_seconds, tries })
    }
}

impl Default for PasswordPolicy {
    /// Three minutes, as a grant; three tries: M passwords guessed at all day by machines that send 3 each open M · 3 · 10⁻⁶.
    fn default() -> Self {
        Self { lifetime_seconds: 180, tries: 3 }
    }
}

impl fmt::Debug for OneTimePassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimePassword(…)")
    }
}

impl fmt::Debug for PasswordChallenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PasswordChallenge(until {}, {} tries left)", self.until.to_utc(), self.tries_left)
    }
}

impl fmt::Debug for PasswordSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> PasswordSecret {
        let mut bytes = [7; 32];
        bytes[0] = 1;
        PasswordSecret::new(&bytes).expect("a secret")
    }

    fn now() -> Timestamp {
        Timestamp::parse("2026-11-22T09:30:00+05:00").expect("a time")
    }

    /// A source whose every draw is this number.
    fn draws(number: u32) -> impl RandomSource {
        move |out: &mut [u8]| {
            out.copy_from_slice(&number.to_le_bytes());
            Ok(())
        }
    }

    fn sent() -> (PasswordChallenge, OneTimePassword) {
        PasswordChallenge::make(b"this", &secret(), PasswordPolicy::default(), now(), &mut draws(42))
            .expect("made")
    }

    /// 352/2.2: for one question, within its life, as often as allowed.
    #[test]
    fn right_once_for_what_it_was_made() {
        let (challenge, password) = sent();
        assert_eq!(password.as_str(), "000042");
        let right = |typed: &str, context: &[u8]| {
            let (_, attempt) = challenge.clone().count(now()).expect("a try is left");
            attempt.opens(typed, context, &secret())
        };
        for typed in ["000042", "000 042", " 000042\n"] {
            assert!(right(typed, b"this"), "{typed}");
        }
        for typed in ["000043", "42", "", "0000420", "00004٢", "000042 000042"] {
            assert!(!right(typed, b"this"), "{typed}");
        }
        assert!(!right("000042", b"that"));
        let (_, attempt) = challenge.clone().count(now()).expect("a try is left");
        assert!(
            !attempt.opens(
                "000042",
                b"this",
                &PasswordSecret::new(&[[8; 31].as_slice(), &[1]].concat().try_into().expect("32"))
                    .expect("a secret")
            )
        );
    }

    #[test]
    fn tries_are_counted_before_they_are_looked_at() {
        let (mut challenge, _) = sent();
        for left in [2, 1, 0] {
            let (counted, attempt) = challenge.count(now()).expect("a try is left");
            drop(attempt);
            assert_eq!(counted.tries_left(), left);
            challenge = counted;
        }
        assert_eq!(challenge.count(now()).map(drop), Err(PasswordOver::NoTries));
    }

    #[test]
    fn its_life_is_half_open() {
        let (challenge, _) = sent();
        assert!(challenge.clone().count(challenge.until().plus(-1)).is_ok());
        assert_eq!(challenge.clone().count(challenge.until()).map(drop), Err(PasswordOver::Expired));
        assert_eq!(challenge.until(), now().plus(180));
    }

    #[test]
    fn policies_have_bounds_and_secrets_are_set() {
        let refusal = |seconds, tries| PasswordPolicy::new(seconds, tries).expect_err("refused").to_string();
        assert_eq!(refusal(29, 3), "policy of one-time passwords: lifetime_seconds is 29, 30 to 600 wanted");
        assert_eq!(
            refusal(601, 3),
            "policy of one-time passwords: lifetime_seconds is 601, 30 to 600 wanted"
        );
        assert_eq!(refusal(60, 0), "policy of one-time passwords: tries is 0, 1 to 10 wanted");
        assert_eq!(refusal(60, 11), "policy of one-time passwords: tries is 11, 1 to 10 wanted");
        assert_eq!(PasswordPolicy::new(180, 3), Ok(PasswordPolicy::default()));
        assert!(PasswordSecret::new(&[5; 32]).is_none());
    }

    #[test]
    fn nothing_is_printed() {
        let (challenge, password) = sent();
        assert_eq!(format!("{password:?} {:?}", secret()), "OneTimePassword(…) PasswordSecret(…)");
        assert_eq!(format!("{challenge:?}"), "PasswordChallenge(until 2026-11-22T04:33:00Z, 3 tries left)");
    }
}
