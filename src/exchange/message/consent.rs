use core::fmt;

use crate::exchange::MessageError;
use crate::exchange::error::Place;
use crate::exchange::wire::{Members, Tree};
use crate::id::{DocumentNumber, Recipient};
use crate::time::Date;

/// The recipient's written consent that a request rests on (1277/7.3), as it lies with whoever asks: the message names it and
/// does not carry it.
#[derive(Clone, PartialEq, Eq)]
pub struct WrittenConsent {
    /// Its number in the register of whoever holds it.
    pub number: DocumentNumber,
    /// Who gave it. It must be the one the request is about.
    pub by: Recipient,
    /// On which day.
    pub given: Date,
    /// SHA-256 of the signed paper as it was scanned, or of the electronic document, where there is one.
    pub digest: Option<[u8; 32]>,
}

const CONSENT: Place = Place("consent");

impl WrittenConsent {
    /// 1277/7.3: it is the consent of the one the request is about, and was given before the request was made.
    pub(super) fn check(&self, subject: &Recipient, made: Date) -> Result<(), MessageError> {
        if self.by != *subject {
            return Err(CONSENT.member("by", "is another than whom the request is about"));
        }
        if self.given > made {
            return Err(CONSENT.member("given", "is after the request"));
        }
        Ok(())
    }

    pub(super) fn to_tree(&self) -> Tree {
        Tree::object([
            ("number", Tree::text(self.number.as_str())),
            ("by", Tree::text(self.by.as_str())),
            ("given", Tree::text(&self.given.to_string())),
            ("digest", self.digest.map(|digest| Tree::Bytes(digest.to_vec()))),
        ])
    }

    pub(super) fn read(request: &mut Members) -> Result<Self, MessageError> {
        let tree = request.value("consent")?;
        let mut members = Members::of(tree, CONSENT, request.form())?;
        let digest = members.optional("digest", Members::bytes)?;
        let digest = digest.map(|bytes| {
            <[u8; 32]>::try_from(bytes).map_err(|_| CONSENT.member("digest", "has not 32 bytes"))
        });
        let consent = Self {
            number: members.number("number")?,
            by: members.recipient("by")?,
            given: members.date("given")?,
            digest: digest.transpose()?,
        };
        members.finish()?;
        Ok(consent)
    }
}

/// The day, not the person.
impl fmt::Debug for WrittenConsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WrittenConsent({})", self.given)
    }
}
