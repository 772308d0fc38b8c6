use core::fmt;
use core::str::FromStr;

use super::IdError;
use crate::limits::MAX_DOCUMENT_NUMBER_BYTES;

/// A document's unique number (9/1.3.1, 9/2.4), as its issuer writes it: letters of any script, digits, `-`, `/`, `.`,
/// `№`, `_` and single inner spaces; 1 to 64 bytes of UTF-8. Compared exactly.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocumentNumber(String);

impl DocumentNumber {
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

#[cfg(test)]
mod tests {
    use super::*;

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
