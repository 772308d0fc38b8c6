use core::fmt;

use super::{Accreditation, OrganisationError, Thing};
use crate::cbor::{self, Decoder, Value};
use crate::cose::{Opened, Purpose, Signer, Unsigned, Verifier};
use crate::id::{Bin, Iin};
use crate::time::Timestamp;
use crate::trust::TrustStore;
use crate::verify::{self, CheckName, Outcome, Report};

/// Somebody's word that a person stood before an organisation (352/21). An employee's is signed by the key of the
/// organisation's accreditation; one of an application that compared the living face with the document's by a key that the
/// trust store has for [`Purpose::PresenceStatement`].
///
/// ```cddl
/// presence-statement = {
///   1 => 1,                 ; version
///   2 => 1 / 2,             ; kind: 1 a face was compared, 2 an employee saw the person
///   3 => tstr .size 12,     ; IIN of the person
///   4 => tstr .size 12,     ; BIN of the organisation
///   ? 5 => tstr .size 12,   ; IIN of the employee, with kind 2 alone
///   6 => int,               ; when, Unix seconds
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct PresenceStatement {
    /// How it is known.
    pub kind: PresenceKind,
    /// The person.
    pub subject: Iin,
    /// Before which organisation.
    pub organisation: Bin,
    /// When.
    pub at: Timestamp,
}

/// How it is known that a person is present.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum PresenceKind {
    /// An application at the organisation compared the living face with the document's.
    FaceCompared,
    /// An employee saw the person.
    Seen {
        /// Who.
        by: Iin,
    },
}

/// A presence statement whose signature was checked. Made only by [`Presence::seen`], [`Presence::face`] and
/// [`Presence::verify_face`].
#[derive(Clone, PartialEq, Eq)]
pub struct Presence(PresenceStatement);

const THING: Thing = Thing(Purpose::PresenceStatement);

impl PresenceStatement {
    /// Signs the statement: with the organisation's key where an employee saw, with the application's where it compared.
    pub fn sign(&self, signer: &dyn Signer) -> Result<Vec<u8>, OrganisationError> {
        let (kind, by) = match self.kind {
            PresenceKind::FaceCompared => (1, None),
            PresenceKind::Seen { by } => (2, Some(by)),
        };
        let mut members = vec![
            (1, Value::from(1)),
            (2, Value::from(kind)),
            (3, self.subject.as_str().into()),
            (4, self.organisation.as_str().into()),
            (6, self.at.unix().into()),
        ];
        members.extend(by.map(|by| (5, Value::from(by.as_str()))));
        let members = members.into_iter().map(|(label, value)| (Value::from(label), value));
        let payload = cbor::encode(&Value::Map(members.collect())).map_err(|error| THING.cbor(error))?;
        let unsigned = Unsigned { purpose: Purpose::PresenceStatement, payload: &payload };
        unsigned.sign(signer).map_err(|error| THING.cose(error))
    }

    fn from_payload(payload: &[u8]) -> Result<Self, OrganisationError> {
        let (mut version, mut kind, mut subject, mut organisation) = (None, None, None, None);
        let (mut by, mut at) = (None, None);
        let cut = |error| THING.cbor(error);
        let mut decoder = Decoder::new(payload);
        let mut map = decoder.map().map_err(cut)?;
        while let Some(mut label) = decoder.key(&mut map).map_err(cut)? {
            match label.unsigned().map_err(cut)? {
                1 => version = Some(decoder.unsigned().map_err(cut)?),
                2 => kind = Some(decoder.unsigned().map_err(cut)?),
                3 => subject = Some(THING.iin(&mut decoder, "subject")?),
                4 => organisation = Some(THING.bin(&mut decoder)?),
                5 => by = Some(THING.iin(&mut decoder, "employee")?),
                6 => at = Some(THING.instant(&mut decoder, "when")?),
                _ => return Err(THING.member("an unknown member", "stands in it")),
            }
        }
        decoder.finish().map_err(cut)?;
        if version != Some(1) {
            return Err(THING.member("version", "is not 1"));
        }
        let kind = match (kind.ok_or(THING.missing("kind"))?, by) {
            (1, None) => PresenceKind::FaceCompared,
            (2, Some(by)) => PresenceKind::Seen { by },
            (1 | 2, _) => return Err(THING.member("employee", "stands with its own kind and no other")),
            _ => return Err(THING.member("kind", "is unknown")),
        };
        Ok(Self {
            kind,
            subject: subject.ok_or(THING.missing("subject"))?,
            organisation: organisation.ok_or(THING.missing("organisation"))?,
            at: at.ok_or(THING.missing("when"))?,
        })
    }
}

impl Presence {
    /// An employee's word, by the key the accreditation names. That of another organisation is refused, and so is one that
    /// speaks of a comparison of faces: no organisation vouches for its own machine.
    pub fn seen(bytes: &[u8], accreditation: &Accreditation) -> Result<Self, OrganisationError> {
        let opened = THING.open(bytes, &accreditation.record().key)?;
        let statement = PresenceStatement::from_payload(opened.payload())?;
        if !matches!(statement.kind, PresenceKind::Seen { .. }) {
            return Err(THING.member("kind", "is not an employee's word"));
        }
        if statement.organisation == accreditation.record().organisation {
            Ok(Self(statement))
        } else {
            Err(THING.member("organisation", "is another one"))
        }
    }

    /// An application's word, with a key trusted for [`Purpose::PresenceStatement`].
    pub fn face(bytes: &[u8], key: &dyn Verifier) -> Result<Self, OrganisationError> {
        Self::read_face(&THING.open(bytes, key)?)
    }

    /// Verifies an application's word by the keys trusted already: a report, and the word if every required check passed.
    pub fn verify_face(bytes: &[u8], trust: &TrustStore, now: Timestamp) -> (Report, Option<Self>) {
        let checked = verify::signed(bytes, Purpose::PresenceStatement, trust, now);
        let mut report = checked.report().clone();
        match checked.into_opened().map(|(opened, _)| Self::read_face(&opened)) {
            Ok(Ok(presence)) => (report, Some(presence)),
            Ok(Err(error)) => {
                report.enter(CheckName::Structure, Outcome::failed(error));
                (report, None)
            }
            Err(_) => (report, None),
        }
    }

    fn read_face(opened: &Opened<'_>) -> Result<Self, OrganisationError> {
        let statement = PresenceStatement::from_payload(opened.payload())?;
        if statement.kind == PresenceKind::FaceCompared {
            Ok(Self(statement))
        } else {
            Err(THING.member("kind", "is not a comparison of faces"))
        }
    }

    /// What it says.
    pub fn statement(&self) -> &PresenceStatement {
        &self.0
    }
}

/// The kind; no person.
impl fmt::Debug for PresenceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if matches!(self, Self::Seen { .. }) { "Seen(…)" } else { "FaceCompared" })
    }
}

impl fmt::Debug for PresenceStatement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PresenceStatement({:?}, {}, …)", self.kind, self.organisation.as_str())
    }
}

impl fmt::Debug for Presence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Presence({:?}, {}, …)", self.0.kind, self.0.organisation.as_str())
    }
}
