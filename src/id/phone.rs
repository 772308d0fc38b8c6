use core::fmt;
use core::str::FromStr;

use super::IdError;
use crate::limits::MAX_PHONE_CHARS;

/// A subscriber number of a mobile network of Kazakhstan (58/2.1): ten national digits after +7, E.164.
///
/// Numbers move between operators, so the range says nothing of the operator; it only tells mobile numbers from others.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PhoneNumber([u8; 10]);

impl PhoneNumber {
    /// Reads a number as people and address books write it: `+7 701 234 56 78`, `8 (701) 234-56-78`, `77012345678`. Refused
    /// are numbers of other countries, among them those of +7 that are not Kazakhstan's (+7 9…), and numbers no mobile
    /// subscriber has.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        if text.chars().count() > MAX_PHONE_CHARS {
            return Err(IdError::Phone { what: "longer than 32 characters" });
        }
        let (international, rest) = text.strip_prefix('+').map_or((false, text), |rest| (true, rest));
        let (mut digits, mut found) = ([0; 11], 0);
        for (at, character) in rest.chars().enumerate() {
            if character.is_ascii_digit() {
                if let Some(place) = digits.get_mut(found) {
                    // An ASCII digit fits a byte.
                    *place = character as u8;
                }
                found += 1;
            } else if !matches!(character, ' ' | '\u{a0}' | '-' | '(' | ')') {
                let position = at + 1 + usize::from(international);
                return Err(IdError::NotDigit { what: "phone number", position });
            }
        }
        if found != digits.len() {
            return Err(IdError::PhoneLength { found });
        }
        let [country, national @ ..] = digits;
        // 8 is the national prefix in place of +7.
        if !(country == b'7' || country == b'8' && !international) {
            return Err(IdError::Phone { what: "not of +7" });
        }
        if is_mobile(national) {
            Ok(Self(national))
        } else {
            Err(IdError::Phone { what: "no mobile number of Kazakhstan" })
        }
    }

    /// As networks take it, E.164: `+77012345678`.
    pub fn to_e164(&self) -> String {
        format!("+7{}", self.digits())
    }

    /// As a person reads it: `+7 701 234 56 78`.
    pub fn shown(&self) -> String {
        let digits = self.digits();
        let part = |from, to| digits.get(from..to).unwrap_or_default();
        format!("+7 {} {} {} {}", part(0, 3), part(3, 6), part(6, 8), part(8, 10))
    }

    /// As a screen shows it to somebody it may not belong to: `+7 701 ••• •• 78`.
    pub fn masked(&self) -> String {
        let digits = self.digits();
        let part = |from, to| digits.get(from..to).unwrap_or_default();
        format!("+7 {} ••• •• {}", part(0, 3), part(8, 10))
    }

    fn digits(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Ranges of mobile networks in Kazakhstan's numbering plan: 700–702, 705–708, 747, 760–764, 771, 775–778, 785.
fn is_mobile([seven, b, c, ..]: [u8; 10]) -> bool {
    seven == b'7'
        && match b {
            b'0' => matches!(c, b'0'..=b'2' | b'5'..=b'8'),
            b'4' => c == b'7',
            b'6' => matches!(c, b'0'..=b'4'),
            b'7' => matches!(c, b'1' | b'5'..=b'8'),
            b'8' => c == b'5',
            _ => false,
        }
}

impl FromStr for PhoneNumber {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::parse(text)
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 58/2.1: however it is written, one number.
    #[test]
    fn reads_what_people_write() {
        for text in [
            "+77012345678",
            "+7 701 234 56 78",
            "8 (701) 234-56-78",
            "77012345678",
            "87012345678",
            "+7\u{a0}701 2345678",
        ] {
            let number = PhoneNumber::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(number.to_e164(), "+77012345678");
            assert_eq!(number.shown(), "+7 701 234 56 78");
            assert_eq!(number.masked(), "+7 701 ••• •• 78");
            assert_eq!(PhoneNumber::parse(&number.to_e164()), Ok(number));
            assert_eq!(PhoneNumber::parse(&number.shown()), Ok(number));
        }
    }

    /// 58/2.1: the ranges of the numbering plan, every one and no other.
    #[test]
    fn mobile_ranges_are_the_plans() {
        let ranges: Vec<u32> =
            (0..1000).filter(|range| PhoneNumber::parse(&format!("+7{range:03}1234567")).is_ok()).collect();
        let wanted =
            [700, 701, 702, 705, 706, 707, 708, 747, 760, 761, 762, 763, 764, 771, 775, 776, 777, 778, 785];
        assert_eq!(ranges, wanted);
    }

    #[test]
    fn refusals_say_what_and_hold_no_number() {
        let refusal = |text: &str| PhoneNumber::parse(text).expect_err(text).to_string();
        assert_eq!(refusal(""), "phone number has 0 digits, 11 wanted");
        assert_eq!(refusal("+7701234567"), "phone number has 10 digits, 11 wanted");
        assert_eq!(refusal("+770123456789"), "phone number has 12 digits, 11 wanted");
        assert_eq!(
            refusal("+7 701 234 56 7x"),
            "phone number has a character that is not a digit at position 16"
        );
        assert_eq!(
            refusal("++77012345678"),
            "phone number has a character that is not a digit at position 2"
        );
        assert_eq!(
            refusal("+7 701 234 56 7\u{0668}"),
            "phone number has a character that is not a digit at position 16"
        );
        assert_eq!(refusal("+79012345678"), "phone number is no mobile number of Kazakhstan");
        assert_eq!(refusal("+77172123456"), "phone number is no mobile number of Kazakhstan");
        assert_eq!(refusal("+87012345678"), "phone number is not of +7");
        assert_eq!(refusal("99012345678"), "phone number is not of +7");
        assert_eq!(refusal(&" ".repeat(33)), "phone number is longer than 32 characters");
        assert_eq!(format!("{:?}", PhoneNumber::parse("+77012345678")), "Ok(PhoneNumber(…))");
    }
}
