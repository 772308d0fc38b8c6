//! Organisations: by whose decision one is admitted, who acts for it, and its word that a person stands before it.
//!
//! *Takes* signed statements: the authorised body's [`AccreditationRecord`], an organisation's [`EmployeeStatement`], a
//! [`PresenceStatement`] of an employee or of an application that compared faces. *Gives* [`Accreditation`], [`Employment`]
//! and [`Presence`], whose signatures were checked. *Refuses* what is signed by another key or for another purpose, and what
//! is not understood whole.
//!
//! Carries out 352/4 (access by decision of the authorised body) and brings the evidence for 352/21 (present in person). What
//! follows from them is for [`crate::access`] to say.

mod accreditation;
mod aim;
mod employment;
mod presence;

pub use accreditation::{Accreditation, AccreditationRecord, Sector};
pub(crate) use aim::is_name;
pub use aim::{Aim, AimCode};
pub use employment::{EmployeeStatement, Employment};
pub use presence::{Presence, PresenceKind, PresenceStatement};

use thiserror::Error;

use crate::cbor::{CborError, Decoder};
use crate::cose::{CoseError, Opened, Purpose, Sign1, Verifier};
use crate::id::{Bin, Iin};
use crate::limits::MAX_TOKEN_BYTES;
use crate::time::{Timestamp, Validity};

/// Why a statement of or about an organisation was not made or not opened. Holds no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum OrganisationError {
    /// Not signed, not for this purpose, or not by this key.
    #[error("{thing}: {error}")]
    Cose {
        /// `accreditation`, `employee statement` or `presence statement`.
        thing: &'static str,
        /// What is wrong.
        error: CoseError,
    },
    /// The signed payload does not have the shape of one.
    #[error("{thing}: {error}")]
    Cbor {
        /// As above.
        thing: &'static str,
        /// What is wrong.
        error: CborError,
    },
    /// A member has a value it cannot have.
    #[error("{thing}: {member} {what}")]
    Member {
        /// As above.
        thing: &'static str,
        /// Which.
        member: &'static str,
        /// What is wrong with it.
        what: &'static str,
    },
}

/// One of the three, for its errors.
#[derive(Clone, Copy)]
struct Thing(Purpose);

impl Thing {
    fn open<'a>(self, bytes: &'a [u8], key: &dyn Verifier) -> Result<Opened<'a>, OrganisationError> {
        if bytes.len() > MAX_TOKEN_BYTES {
            let (found, limit) = (bytes.len(), MAX_TOKEN_BYTES);
            return Err(self.cbor(CborError::TooLarge { what: "bytes", found, limit }));
        }
        Sign1::parse(bytes).and_then(|sign1| sign1.open(self.0, key)).map_err(|error| self.cose(error))
    }

    fn cose(self, error: CoseError) -> OrganisationError {
        OrganisationError::Cose { thing: self.0.name(), error }
    }

    fn cbor(self, error: CborError) -> OrganisationError {
        OrganisationError::Cbor { thing: self.0.name(), error }
    }

    fn member(self, member: &'static str, what: &'static str) -> OrganisationError {
        OrganisationError::Member { thing: self.0.name(), member, what }
    }

    fn missing(self, member: &'static str) -> OrganisationError {
        self.member(member, "is missing")
    }

    fn bin(self, decoder: &mut Decoder<'_>) -> Result<Bin, OrganisationError> {
        let text = decoder.text().map_err(|error| self.cbor(error))?;
        Bin::parse(&text).map_err(|_| self.member("organisation", "is no BIN"))
    }

    fn iin(self, decoder: &mut Decoder<'_>, name: &'static str) -> Result<Iin, OrganisationError> {
        let text = decoder.text().map_err(|error| self.cbor(error))?;
        Iin::parse(&text).map_err(|_| self.member(name, "is no IIN"))
    }

    fn instant(self, decoder: &mut Decoder<'_>, name: &'static str) -> Result<Timestamp, OrganisationError> {
        let seconds = decoder.integer().map_err(|error| self.cbor(error))?;
        Timestamp::from_unix(seconds).map_err(|_| self.member(name, "is outside the years 1900 to 9999"))
    }

    fn window(
        self,
        from: Option<Timestamp>,
        until: Option<Timestamp>,
    ) -> Result<Validity, OrganisationError> {
        let (from, until) = (from.ok_or(self.missing("from"))?, until.ok_or(self.missing("until"))?);
        Validity::new(from, until).map_err(|_| self.member("until", "is not after from"))
    }
}

#[cfg(test)]
pub(crate) mod tests;
