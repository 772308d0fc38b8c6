//! Identifiers that a person types, checked before they go anywhere.

use qujat::id::{Bin, PhoneNumber};

use crate::InputException;

/// What the fifth digit of a BIN says of its holder.
pub type BinKind = qujat::id::BinKind;

/// What the fifth digit of a BIN says of its holder.
#[uniffi::remote(Enum)]
pub enum BinKind {
    /// A legal entity resident in Kazakhstan.
    Resident,
    /// A legal entity that is not.
    NonResident,
    /// An individual entrepreneur in joint business.
    JointEntrepreneur,
}

/// A mobile number of Kazakhstan, however it was typed, in the three ways it is written. Personal data.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct MobileNumber {
    /// As networks and services take it, E.164: `+77012345678`.
    pub e164: String,
    /// As a person reads it: `+7 701 234 56 78`.
    pub shown: String,
    /// As a screen shows it to somebody it may not belong to: `+7 701 ••• •• 78`.
    pub masked: String,
}

/// Whose BIN it is by its own word; an error with the code `bin` where the twelve digits are none.
#[uniffi::export]
pub fn bin_kind(bin: Bin) -> Result<BinKind, InputException> {
    Ok(bin.kind())
}

/// Reads a mobile number as people and address books write it (58/2.1): `8 (701) 234-56-78` and `+77012345678` are one.
/// An error with the code `phone_number` for numbers of other countries and those no mobile subscriber has.
#[uniffi::export]
pub fn mobile_number(text: String) -> Result<MobileNumber, InputException> {
    let number =
        PhoneNumber::parse(&text).map_err(|error| InputException::malformed("phone_number", error))?;
    Ok(MobileNumber { e164: number.to_e164(), shown: number.shown(), masked: number.masked() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bin_tells_its_kind() {
        let bin = |text| Bin::parse(text).expect(text);
        assert_eq!(bin_kind(bin("970240999995")).ok(), Some(BinKind::Resident));
    }

    /// 58/2.1: one number, whoever wrote it.
    #[test]
    fn a_number_is_one_however_it_is_typed() {
        for text in ["8 (701) 234-56-78", "+77012345678"] {
            let number = mobile_number(text.to_owned()).expect(text);
            assert_eq!(
                (number.e164.as_str(), number.shown.as_str(), number.masked.as_str()),
                ("+77012345678", "+7 701 234 56 78", "+7 701 ••• •• 78")
            );
        }
        let refused = mobile_number("+7 911 234 56 78".to_owned()).map(drop).expect_err("another country's");
        let InputException::Malformed { code, reason } = refused else { panic!("{refused:?}") };
        assert_eq!(
            (code.as_str(), reason.as_str()),
            ("phone_number", "phone number is no mobile number of Kazakhstan")
        );
    }
}
