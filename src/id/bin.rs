use core::fmt;
use core::str::FromStr;

use super::{IdError, check_digit};

/// A business identification number: registration year and month, kind, sub-kind, serial, check digit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bin([u8; 12]);

/// What the fifth digit of a BIN says of its holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BinKind {
    /// 4: resident legal entity.
    Resident,
    /// 5: non-resident legal entity.
    NonResident,
    /// 6: individual entrepreneur in joint business.
    JointEntrepreneur,
}

impl Bin {
    /// Reads exactly twelve ASCII digits; the fifth must be 4–6 and the sixth 0–3.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let digits = check_digit::parse("BIN", text)?;
        if !matches!(digits[4], b'4'..=b'6') {
            return Err(IdError::Meaning { what: "BIN", position: 5 });
        }
        if !matches!(digits[5], b'0'..=b'3') {
            return Err(IdError::Meaning { what: "BIN", position: 6 });
        }
        Ok(Self(digits))
    }

    /// The twelve digits.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The kind of holder.
    pub fn kind(&self) -> BinKind {
        match self.0[4] {
            b'4' => BinKind::Resident,
            b'5' => BinKind::NonResident,
            _ => BinKind::JointEntrepreneur,
        }
    }
}

impl FromStr for Bin {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::parse(text)
    }
}

/// A BIN is public, so it is shown.
impl fmt::Debug for Bin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bin({})", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_bins_pass() {
        // State bodies' published numbers.
        for bin in ["160440007161", "000740000728", "940140000385"] {
            assert!(Bin::parse(bin).is_ok(), "{bin}");
        }
        assert_eq!(Bin::parse("160440007161").map(|b| b.kind()), Ok(BinKind::Resident));
    }

    #[test]
    fn a_person_is_not_an_organisation() {
        let refusal = Bin::parse("000000000101").expect_err("fifth digit 0").to_string();
        assert_eq!(refusal, "BIN has a digit without meaning at position 5");
    }
}
