use core::fmt;
use core::str::FromStr;

use super::IdError;
use crate::limits::MAX_DOCUMENT_NUMBER_BYTES;
use crate::random::{RandomError, RandomSource, make_bytes};

/// A document's unique number (9/1.3.1, 9/2.4), as its issuer writes it: letters of any script, digits, `-`, `/`, `.`,
/// `№`, `_` and single inner spaces; 1 to 64 bytes of UTF-8. Compared exactly.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocumentNumber(String);

impl DocumentNumber {
    /// Forms a unique number (9/2.4): sixty random bits as twelve letters and digits in fours, none of which is taken for another
    /// (Crockford's base 32), so that it is copied by hand without a slip and a seal has room for it. Nobody who is counted comes
    /// upon one by trying, and none tells of the next. That it is unique, whoever keeps the documents makes sure.
    pub fn make(random: &mut dyn RandomSource) -> Result<Self, RandomError> {
        let bits = u64::from_be_bytes(make_bytes(random)?);
        let mut text = String::with_capacity(14);
        for at in (0..12).rev() {
            let index = usize::try_from(bits >> (5 * at) & 31).unwrap_or(0);
            text.extend(SYMBOLS.get(index).copied().map(char::from));
            if at % 4 == 0 && at > 0 {
                text.push('-');
            }
        }
        Ok(Self(text))
    }

    /// Reads a number; nothing is trimmed or folded.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let fail = |what| Err(IdError::Number { what });
        if text.is_empty() {
            return fail("empty");
        }
        if text.len() > MAX_DOCUMENT_NUMBER_BYTES {
            return fail("longer than 64 bytes");
        }
        if text.starts_with(' ') || text.ends_with(' ') || text.contains("  ") {
            return fail("stray space");
        }
        if !text.chars().all(|c| c.is_alphanumeric() || "-/.№_ ".contains(c)) {
            return fail("a character other than letters, digits, '-', '/', '.', '№', '_' and space");
        }
        Ok(Self(text.to_owned()))
    }

    /// The number as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DocumentNumber {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::parse(text)
    }
}

impl fmt::Debug for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DocumentNumber(…)")
    }
}

/// No I, L, O and U.
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

#[cfg(test)]
mod tests {
    use super::*;

    /// 9/2.4: a number is formed from randomness alone, and reads back.
    #[test]
    fn a_number_is_formed() {
        let made = |bytes: [u8; 8]| {
            let mut random = |out: &mut [u8]| {
                out.copy_from_slice(&bytes);
                Ok(())
            };
            let number = DocumentNumber::make(&mut random).expect("random");
            assert_eq!(DocumentNumber::parse(number.as_str()).as_ref(), Ok(&number));
            number.as_str().to_owned()
        };
        assert_eq!(made([0; 8]), "0000-0000-0000");
        assert_eq!(made([0xff; 8]), "ZZZZ-ZZZZ-ZZZZ");
        // Each symbol is five bits: 00000 00001 00010 … 01011.
        assert_eq!(made([0x00, 0x04, 0x43, 0x21, 0x4c, 0x74, 0x25, 0x4b]), "0123-4567-89AB");
        let mut failing = |_: &mut [u8]| Err(RandomError);
        assert!(DocumentNumber::make(&mut failing).is_err());
    }

    #[test]
    fn numbers_as_issuers_write_them() {
        for good in ["045123789", "N12345678", "АВ 1234567", "12-345/67", "№ 5"] {
            assert_eq!(DocumentNumber::parse(good).map(|n| n.as_str().to_owned()), Ok(good.to_owned()));
        }
        for bad in ["", " 1", "1 ", "1  2", "1\n2", "<b>", "a\u{202e}b", &"9".repeat(65)] {
            assert!(DocumentNumber::parse(bad).is_err(), "{bad:?}");
        }
    }
}
