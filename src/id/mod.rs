//! Identifiers as types: a value that exists has been checked.
//!
//! *Takes* text or bytes from outside. *Gives* [`Iin`], [`Bin`], [`DocumentNumber`], [`DocType`], [`GrantId`],
//! [`KeyId`], [`PhoneNumber`], and [`Party`], somebody authenticated.
//! *Refuses* wrong length, foreign characters and a wrong check digit, naming which.
//!
//! Personal identifiers print as `Iin(…)`: a log never holds one by accident.

mod bin;
mod check_digit;
mod doc_type;
mod grant_id;
mod iin;
mod key_id;
mod number;
mod party;
mod phone;

pub use bin::{Bin, BinKind};
pub use doc_type::DocType;
pub use grant_id::GrantId;
pub use iin::{Iin, Sex};
pub use key_id::KeyId;
pub use number::DocumentNumber;
pub use party::Party;
pub use phone::PhoneNumber;

use thiserror::Error;

/// Why an identifier was refused. Holds positions and lengths, never the identifier itself.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum IdError {
    /// Not twelve characters.
    #[error("{what} has {found} characters, 12 digits wanted")]
    Length {
        /// Which identifier: `IIN` or `BIN`.
        what: &'static str,
        /// Characters that came.
        found: usize,
    },
    /// A character that is not an ASCII digit.
    #[error("{what} has a character that is not a digit at position {position}")]
    NotDigit {
        /// Which identifier.
        what: &'static str,
        /// Position of the first such character, from 1.
        position: usize,
    },
    /// The twelfth digit is not the one the first eleven ask for.
    #[error("{what} has a wrong check digit")]
    CheckDigit {
        /// Which identifier.
        what: &'static str,
    },
    /// Both weight rows leave 10: no such identifier is ever issued.
    #[error("{what} has a base that is never issued")]
    NeverIssued {
        /// Which identifier.
        what: &'static str,
    },
    /// A digit whose place has a meaning holds a value without one.
    #[error("{what} has a digit without meaning at position {position}")]
    Meaning {
        /// Which identifier.
        what: &'static str,
        /// Position, from 1.
        position: usize,
    },
    /// A document number that is empty, too long, or holds a character that cannot stand in one.
    #[error("document number is malformed: {what}")]
    Number {
        /// What is wrong with it.
        what: &'static str,
    },
    /// Not eleven digits.
    #[error("phone number has {found} digits, 11 wanted")]
    PhoneLength {
        /// Digits that came.
        found: usize,
    },
    /// A phone number that is none of a mobile subscriber in Kazakhstan.
    #[error("phone number is {what}")]
    Phone {
        /// What is wrong with it.
        what: &'static str,
    },
    /// A docType that is empty, too long, or not printable ASCII.
    #[error("docType is malformed: 1 to 128 printable ASCII characters wanted")]
    DocType,
    /// A grant id that is not 16 bytes, or a key id that is empty or too long.
    #[error("{what} has {found} bytes, {wanted} wanted")]
    Bytes {
        /// Which identifier.
        what: &'static str,
        /// Bytes that came.
        found: usize,
        /// Bytes wanted.
        wanted: &'static str,
    },
}

/// A person or an organisation: the recipient of a document or a service result (9/1.3.1: "IIN or BIN").
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Recipient {
    /// A natural person.
    Person(Iin),
    /// A legal entity.
    Organisation(Bin),
}

impl Recipient {
    /// The twelve digits.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Person(iin) => iin.as_str(),
            Self::Organisation(bin) => bin.as_str(),
        }
    }

    /// Reads twelve digits as an IIN or, where they cannot be one, as a BIN. The two share length and check digit;
    /// the fifth digit tells them apart: a day of birth starts 0–3, a kind of organisation is 4–6.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        match text.as_bytes().get(4) {
            Some(b'4'..=b'6') => Bin::parse(text).map(Self::Organisation),
            _ => Iin::parse(text).map(Self::Person),
        }
    }
}
