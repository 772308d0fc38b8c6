use core::fmt;
use core::str::FromStr;

use subtle::{Choice, ConstantTimeEq};
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::random::{RandomError, RandomSource, make_below};

/// A short code (352/2.4): exactly six decimal digits, as text, leading zeros kept; shown as `123 456`.
///
/// It is one of a million, so by itself it proves nothing: the service looks it up together with the subject's IIN and
/// counts every try. It has no `Display`, its `Debug` is redacted, it is compared in constant time and wiped when
/// dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct ShortCode([u8; 6]);

/// Why a text is no short code. Says what is wrong and where, never what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ShortCodeError {
    /// A character that is neither an ASCII digit nor the space in the middle.
    #[error("short code has a character that is not a digit at position {position}")]
    NotDigit {
        /// Position of the first such character, from 1.
        position: usize,
    },
    /// Not six digits.
    #[error("short code has {found} digits, 6 wanted")]
    Length {
        /// Digits that came.
        found: usize,
    },
}

impl ShortCode {
    /// A code from the caller's randomness; each of the million is equally likely. For the act of opening access alone
    /// (352/3).
    pub(crate) fn make(random: &mut dyn RandomSource) -> Result<Self, RandomError> {
        let mut rest = make_below(random, 1_000_000)?;
        let mut digits = [b'0'; 6];
        for digit in digits.iter_mut().rev() {
            // Below ten, so it fits.
            *digit += (rest % 10) as u8;
            rest /= 10;
        }
        Ok(Self(digits))
    }

    /// Reads `123456`, or `123 456` with a space or a no-break space (U+00A0) in the middle, and nothing else: no
    /// other script's digits, no space around.
    pub fn parse(text: &str) -> Result<Self, ShortCodeError> {
        let mut digits = [0; 6];
        let mut found = 0;
        for (at, character) in text.chars().enumerate() {
            if at == 3 && matches!(character, ' ' | '\u{a0}') {
                continue;
            }
            if !character.is_ascii_digit() {
                digits.zeroize();
                return Err(ShortCodeError::NotDigit { position: at + 1 });
            }
            if let Some(place) = digits.get_mut(found) {
                // An ASCII digit fits a byte.
                *place = character as u8;
            }
            found += 1;
        }
        if found == 6 {
            Ok(Self(digits))
        } else {
            digits.zeroize();
            Err(ShortCodeError::Length { found })
        }
    }

    /// The six digits without a space.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The digits as a screen shows them: `123 456`.
    pub fn shown(&self) -> String {
        let (left, right) = self.as_str().split_at_checked(3).unwrap_or_default();
        format!("{left} {right}")
    }
}

impl FromStr for ShortCode {
    type Err = ShortCodeError;

    fn from_str(text: &str) -> Result<Self, ShortCodeError> {
        Self::parse(text)
    }
}

impl ConstantTimeEq for ShortCode {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.0.ct_eq(&other.0)
    }
}

impl PartialEq for ShortCode {
    fn eq(&self, other: &Self) -> bool {
        self.ct_eq(other).into()
    }
}

impl Eq for ShortCode {}

impl fmt::Debug for ShortCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShortCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A source that gives these numbers and then fails.
    fn draws(numbers: &'static [u32]) -> impl RandomSource {
        let mut numbers = numbers.iter();
        move |out: &mut [u8]| {
            out.copy_from_slice(&numbers.next().ok_or(RandomError)?.to_le_bytes());
            Ok(())
        }
    }

    /// 352/2.4: six decimal digits; leading zeros are digits.
    #[test]
    fn six_digits_with_leading_zeros() {
        let mut random = draws(&[0, 7, 1_000_042, 999_999, 4_294_967_295, 123_456]);
        let mut made = || ShortCode::make(&mut random).map(|code| code.as_str().to_owned());
        assert_eq!(made(), Ok("000000".into()));
        assert_eq!(made(), Ok("000007".into()));
        assert_eq!(made(), Ok("000042".into()));
        assert_eq!(made(), Ok("999999".into()));
        // The draw past the last whole million is thrown away, not folded.
        assert_eq!(made(), Ok("123456".into()));
        assert_eq!(made(), Err(RandomError));
    }

    /// 352/2.4: read as it is shown.
    #[test]
    fn reads_both_forms() {
        for text in ["012345", "012 345", "012\u{a0}345"] {
            let code = ShortCode::parse(text).expect(text);
            assert_eq!((code.as_str(), code.shown().as_str()), ("012345", "012 345"));
            assert_eq!(text.parse(), Ok(code));
        }
    }

    #[test]
    fn refuses_everything_else() {
        let refusal = |text: &str| ShortCode::parse(text).expect_err(text).to_string();
        assert_eq!(refusal(""), "short code has 0 digits, 6 wanted");
        assert_eq!(refusal("12345"), "short code has 5 digits, 6 wanted");
        assert_eq!(refusal("123 45"), "short code has 5 digits, 6 wanted");
        assert_eq!(refusal("1234567"), "short code has 7 digits, 6 wanted");
        assert_eq!(refusal("123  456"), "short code has a character that is not a digit at position 5");
        assert_eq!(refusal(" 123456"), "short code has a character that is not a digit at position 1");
        assert_eq!(refusal("123456 "), "short code has a character that is not a digit at position 7");
        assert_eq!(refusal("12 3456"), "short code has a character that is not a digit at position 3");
        assert_eq!(refusal("123-456"), "short code has a character that is not a digit at position 4");
        assert_eq!(refusal("123\t456"), "short code has a character that is not a digit at position 4");
        assert_eq!(refusal("123\u{202f}456"), "short code has a character that is not a digit at position 4");
        assert_eq!(refusal("１２３４５６"), "short code has a character that is not a digit at position 1");
        assert_eq!(refusal("٠١٢٣٤٥"), "short code has a character that is not a digit at position 1");
        assert_eq!(refusal(&"1".repeat(100_000)), "short code has 100000 digits, 6 wanted");
    }

    #[test]
    fn debug_is_redacted_and_comparison_is_of_all_digits() {
        let code = |text| ShortCode::parse(text).expect("six digits");
        assert_eq!(format!("{:?}", code("123456")), "ShortCode(…)");
        assert_eq!(code("123456"), code("123 456"));
        for other in ["023456", "103456", "120456", "123056", "123406", "123450"] {
            assert_ne!(code("123456"), code(other));
        }
    }

    #[test]
    fn is_wiped() {
        let mut code = ShortCode::parse("123456").expect("six digits");
        code.zeroize();
        assert_eq!(code.0, [0; 6]);
        let wiped_on_drop: &dyn ZeroizeOnDrop = &code;
        let _ = wiped_on_drop;
    }

    proptest! {
        #[test]
        fn every_number_below_a_million_round_trips(number in 0u32..1_000_000) {
            let code = ShortCode::parse(&format!("{number:06}")).expect("six digits");
            prop_assert_eq!(code.as_str().parse::<u32>(), Ok(number));
            prop_assert_eq!(ShortCode::parse(&code.shown()), Ok(code));
        }

        #[test]
        fn nothing_read_is_other_than_six_digits(text in "\\PC{0,9}") {
            if let Ok(code) = ShortCode::parse(&text) {
                let digits: String = text.chars().filter(char::is_ascii_digit).collect();
                prop_assert_eq!(code.as_str(), digits);
            }
        }
    }
}
