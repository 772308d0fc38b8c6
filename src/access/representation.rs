use core::fmt;

use thiserror::Error;

use super::Policy;
use crate::cbor::{self, CborError, Decoder, Value};
use crate::cose::{CoseError, Opened, Purpose, Sign1, Signer, Unsigned, Verifier};
use crate::id::{Bin, Iin, Party};
use crate::limits::MAX_TOKEN_BYTES;
use crate::time::{Date, Timestamp};
use crate::trust::TrustStore;
use crate::verify::{self, CheckName, Outcome, Report};

/// What a state system answers about one child and one representative (352/14: "according to data from the
/// information systems of state bodies"). Authored by that system; others hold it as [`Representation`].
///
/// ```cddl
/// representation = {
///   1 => 1,                     ; version
///   2 => tstr .size 12,         ; IIN of the child
///   3 => #6.1004(tstr),         ; the child's date of birth, full-date
///   4 => tstr .size 12,         ; IIN of the representative
///   5 => 1..6,                  ; kind: parent, adopter, guardian, trustee, foster carer, institution
///   6 => int,                   ; in force from, Unix seconds
///   ? 7 => int,                 ; in force until, Unix seconds, that second not in it; absent: no end is set
///   8 => int,                   ; as of, Unix seconds: when the system looked
///   ? 9 => [+ [1..7, int]],     ; what ends the right, and since when, Unix seconds
///   ? 10 => tstr .size 12,      ; BIN of the institution, with kind 6 alone
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct RepresentationRecord {
    /// The child.
    pub child: Iin,
    /// The child's date of birth, from the register of births: the IIN is no evidence of age.
    pub born: Date,
    /// Who represents the child.
    pub representative: Iin,
    /// As what.
    pub kind: RepresentationKind,
    /// The institution whose head the representative is; of [`RepresentationKind::Institution`] alone.
    pub institution: Option<Bin>,
    /// The first moment of the right.
    pub from: Timestamp,
    /// The first moment after it, where one is set.
    pub until: Option<Timestamp>,
    /// When the system looked its answer up.
    pub as_of: Timestamp,
    /// What ends or bars the right, and since when. A bar that was lifted is not in the record.
    pub endings: Vec<(Ending, Timestamp)>,
}

/// As what a person represents a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RepresentationKind {
    /// Mother or father; both are equal, each with a record of their own.
    Parent,
    /// By adoption.
    Adopter,
    /// Guardian (опекун, қорғаншы) of a child under fourteen.
    Guardian,
    /// Trustee (попечитель, қамқоршы) of a child from fourteen to eighteen.
    Trustee,
    /// Foster carer (патронатный воспитатель, патронат тәрбиеші).
    FosterCarer,
    /// Head of the institution where the child lives.
    Institution,
}

/// What ends or bars a right of representation before majority does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ending {
    /// Deprived of parental rights.
    Deprived,
    /// Limited in parental rights.
    Limited,
    /// The guardianship body found a conflict of interest.
    ConflictOfInterest,
    /// The child married.
    Marriage,
    /// The child was declared fully capable; known only from a record, never inferred from age.
    Emancipation,
    /// The adoption was annulled.
    AdoptionAnnulled,
    /// The guardian, trustee or carer was released or removed.
    Removed,
}

/// A record whose signature by a state system's key was checked. Made only by [`Representation::open`] and
/// [`Representation::read`].
#[derive(Clone, PartialEq, Eq)]
pub struct Representation(RepresentationRecord);

/// Why a representation record was not made or not opened. Says nothing of what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RepresentationError {
    /// Not signed, not for this purpose, or not by this key.
    #[error("representation record: {0}")]
    Cose(#[from] CoseError),
    /// The signed payload does not have the shape of a record.
    #[error("representation record: {0}")]
    Cbor(#[from] CborError),
    /// A member has a value it cannot have.
    #[error("representation record: {member} {what}")]
    Member {
        /// Which.
        member: &'static str,
        /// What is wrong with it.
        what: &'static str,
    },
}

impl RepresentationRecord {
    /// Signs the record with the state system's key.
    pub fn sign(&self, signer: &dyn Signer) -> Result<Vec<u8>, RepresentationError> {
        self.check()?;
        let payload = cbor::encode(&self.to_value())?;
        Ok(Unsigned { purpose: Purpose::Representation, payload: &payload }.sign(signer)?)
    }

    fn check(&self) -> Result<(), RepresentationError> {
        let wrong = |member, what| Err(RepresentationError::Member { member, what });
        if self.child == self.representative {
            return wrong("representative", "is the child");
        }
        if self.until.is_some_and(|until| until <= self.from) {
            return wrong("until", "is not after from");
        }
        if self.institution.is_some() != (self.kind == RepresentationKind::Institution) {
            return wrong("institution", "stands with its own kind and no other");
        }
        Ok(())
    }

    fn to_value(&self) -> Value {
        let key = |label: u64| Value::from(label);
        let mut members = vec![
            (key(VERSION), Value::from(1)),
            (key(CHILD), Value::from(self.child.as_str())),
            (key(BORN), Value::Tag(FULL_DATE, Box::new(Value::from(self.born.to_string())))),
            (key(REPRESENTATIVE), Value::from(self.representative.as_str())),
            (key(KIND), Value::from(self.kind.code())),
            (key(FROM), Value::from(self.from.unix())),
            (key(AS_OF), Value::from(self.as_of.unix())),
        ];
        members.extend(self.until.map(|until| (key(UNTIL), Value::from(until.unix()))));
        if !self.endings.is_empty() {
            let pair = |(what, since): &(Ending, Timestamp)| {
                Value::Array(vec![Value::from(what.code()), Value::from(since.unix())])
            };
            members.push((key(ENDINGS), Value::Array(self.endings.iter().map(pair).collect())));
        }
        members.extend(self.institution.map(|bin| (key(INSTITUTION), Value::from(bin.as_str()))));
        Value::Map(members)
    }

    fn from_payload(payload: &[u8]) -> Result<Self, RepresentationError> {
        let mut decoder = Decoder::new(payload);
        let (mut version, mut child, mut born, mut representative, mut kind) = (None, None, None, None, None);
        let (mut from, mut until, mut as_of, mut institution) = (None, None, None, None);
        let mut endings = Vec::new();
        let mut map = decoder.map()?;
        while let Some(mut key) = decoder.key(&mut map)? {
            match key.unsigned()? {
                VERSION => version = Some(decoder.unsigned()?),
                CHILD => child = Some(iin(&mut decoder, "child")?),
                BORN => born = Some(full_date(&mut decoder)?),
                REPRESENTATIVE => representative = Some(iin(&mut decoder, "representative")?),
                KIND => kind = Some(RepresentationKind::from_code(decoder.unsigned()?)?),
                FROM => from = Some(instant(&mut decoder, "from")?),
                UNTIL => until = Some(instant(&mut decoder, "until")?),
                AS_OF => as_of = Some(instant(&mut decoder, "as of")?),
                ENDINGS => {
                    let mut members = decoder.array()?;
                    while decoder.more(&mut members)? {
                        endings.push(ending(&mut decoder)?);
                    }
                }
                INSTITUTION => {
                    let bin = Bin::parse(&decoder.text()?);
                    institution = Some(bin.map_err(|_| member("institution", "is no BIN"))?);
                }
                // What is not understood may be what ends the right: refused, never passed over.
                _ => return Err(member("an unknown member", "stands in it")),
            }
        }
        decoder.finish()?;
        if version != Some(1) {
            return Err(member("version", "is not 1"));
        }
        let record = Self {
            child: child.ok_or(MISSING("child"))?,
            born: born.ok_or(MISSING("date of birth"))?,
            representative: representative.ok_or(MISSING("representative"))?,
            kind: kind.ok_or(MISSING("kind"))?,
            institution,
            from: from.ok_or(MISSING("from"))?,
            until,
            as_of: as_of.ok_or(MISSING("as of"))?,
            endings,
        };
        record.check()?;
        Ok(record)
    }
}

impl Representation {
    /// Opens a signed record with the key of a state system trusted for [`Purpose::Representation`].
    pub fn open(bytes: &[u8], key: &dyn Verifier) -> Result<Self, RepresentationError> {
        if bytes.len() > MAX_TOKEN_BYTES {
            let (found, limit) = (bytes.len(), MAX_TOKEN_BYTES);
            return Err(CborError::TooLarge { what: "bytes", found, limit }.into());
        }
        Self::read(&Sign1::parse(bytes)?.open(Purpose::Representation, key)?)
    }

    /// Verifies a record by the keys trusted already, as [`crate::verify`] does with what others signed: a report, and the
    /// record if every required check passed. One whose signer is trusted and whose payload is no record fails
    /// [`CheckName::Structure`]. Whether it is fresh is asked where it is used: [`Representation::is_fresh`].
    pub fn verify(bytes: &[u8], trust: &TrustStore, now: Timestamp) -> (Report, Option<Self>) {
        let checked = verify::signed(bytes, Purpose::Representation, trust, now);
        let mut report = checked.report().clone();
        match checked.into_opened().map(|(opened, _)| Self::read(&opened)) {
            Ok(Ok(record)) => (report, Some(record)),
            Ok(Err(error)) => {
                report.enter(CheckName::Structure, Outcome::failed(error));
                (report, None)
            }
            Err(_) => (report, None),
        }
    }

    /// Reads the payload of an opened record, as [`crate::verify::signed`] gives it where the keys come from a trust
    /// store.
    pub fn read(opened: &Opened<'_>) -> Result<Self, RepresentationError> {
        if opened.purpose() != Purpose::Representation {
            return Err(member("purpose", "is another one"));
        }
        RepresentationRecord::from_payload(opened.payload()).map(Self)
    }

    /// The child it speaks of.
    pub fn child(&self) -> &Iin {
        &self.0.child
    }

    /// When the state system looked: an application asks again before its freshness ends.
    pub fn as_of(&self) -> Timestamp {
        self.0.as_of
    }

    /// Whether, at `at`, the record lets `who` see the documents of `subject`. One answer for every cause, so that no
    /// caller can tell why a family right ended.
    pub(super) fn entitles(&self, who: &Party, subject: &Iin, at: Timestamp, policy: Policy) -> bool {
        self.is_fresh(at, policy) && self.names(who) && self.0.child == *subject && self.in_force(at)
    }

    /// Whether the answer is young enough to rest on.
    pub fn is_fresh(&self, at: Timestamp, policy: Policy) -> bool {
        let age = at.unix().saturating_sub(self.0.as_of.unix());
        (-policy.clock_skew_seconds..=policy.representation_seconds).contains(&age)
    }

    /// The representative as a person or, of an institution, as its employee.
    fn names(&self, who: &Party) -> bool {
        match who {
            Party::Person(person) => *person == self.0.representative,
            Party::Employee { organisation, person } => {
                *person == self.0.representative && self.0.institution == Some(*organisation)
            }
            Party::System(_) => false,
        }
    }

    fn in_force(&self, at: Timestamp) -> bool {
        let record = &self.0;
        let (from_age, to_age) = record.kind.ages();
        // The first moment of an age is 00:00 local time on the birthday; of 29 February, on 1 March in common years.
        at >= record.born.plus_years(from_age).start()
            && at < record.born.plus_years(to_age).start()
            && at >= record.from
            && record.until.is_none_or(|until| at < until)
            && record.endings.iter().all(|(_, since)| at < *since)
    }
}

impl RepresentationKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Parent, Self::Adopter, Self::Guardian, Self::Trustee, Self::FosterCarer, Self::Institution];

    /// The child's ages it is for, in full years: from the first, below the second.
    pub const fn ages(self) -> (i32, i32) {
        match self {
            Self::Guardian => (0, 14),
            Self::Trustee => (14, 18),
            Self::Parent | Self::Adopter | Self::FosterCarer | Self::Institution => (0, 18),
        }
    }

    const fn code(self) -> u64 {
        match self {
            Self::Parent => 1,
            Self::Adopter => 2,
            Self::Guardian => 3,
            Self::Trustee => 4,
            Self::FosterCarer => 5,
            Self::Institution => 6,
        }
    }

    fn from_code(code: u64) -> Result<Self, RepresentationError> {
        Self::ALL.into_iter().find(|kind| kind.code() == code).ok_or(member("kind", "is unknown"))
    }
}

impl Ending {
    /// Every ending.
    pub const ALL: [Self; 7] = [
        Self::Deprived,
        Self::Limited,
        Self::ConflictOfInterest,
        Self::Marriage,
        Self::Emancipation,
        Self::AdoptionAnnulled,
        Self::Removed,
    ];

    const fn code(self) -> u64 {
        match self {
            Self::Deprived => 1,
            Self::Limited => 2,
            Self::ConflictOfInterest => 3,
            Self::Marriage => 4,
            Self::Emancipation => 5,
            Self::AdoptionAnnulled => 6,
            Self::Removed => 7,
        }
    }

    fn from_code(code: u64) -> Result<Self, RepresentationError> {
        Self::ALL.into_iter().find(|ending| ending.code() == code).ok_or(member("an ending", "is unknown"))
    }
}

/// Shows nothing: the kind alone would tell an adoption.
impl fmt::Debug for RepresentationRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RepresentationRecord(…)")
    }
}

impl fmt::Debug for Representation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Representation(…)")
    }
}

const fn member(member: &'static str, what: &'static str) -> RepresentationError {
    RepresentationError::Member { member, what }
}

fn iin(decoder: &mut Decoder<'_>, name: &'static str) -> Result<Iin, RepresentationError> {
    Iin::parse(&decoder.text()?).map_err(|_| member(name, "is no IIN"))
}

/// `[what, since]`.
fn ending(decoder: &mut Decoder<'_>) -> Result<(Ending, Timestamp), RepresentationError> {
    let mut pair = decoder.array_of(2, "an ending and its instant are wanted")?;
    let short = Err(member("an ending", "lacks its instant"));
    if !decoder.more(&mut pair)? {
        return short;
    }
    let what = Ending::from_code(decoder.unsigned()?)?;
    if !decoder.more(&mut pair)? {
        return short;
    }
    let since = instant(decoder, "an ending")?;
    decoder.close(pair)?;
    Ok((what, since))
}

fn instant(decoder: &mut Decoder<'_>, name: &'static str) -> Result<Timestamp, RepresentationError> {
    Timestamp::from_unix(decoder.integer()?).map_err(|_| member(name, "is outside the years 1900 to 9999"))
}

fn full_date(decoder: &mut Decoder<'_>) -> Result<Date, RepresentationError> {
    if !decoder.tag(FULL_DATE)? {
        return Err(member("date of birth", "is not tagged as a full-date"));
    }
    Date::parse(&decoder.text()?).map_err(|_| member("date of birth", "is no date"))
}

const MISSING: fn(&'static str) -> RepresentationError = |name| member(name, "is missing");

/// RFC 8943 §1.1.
const FULL_DATE: u64 = 1004;
const VERSION: u64 = 1;
const CHILD: u64 = 2;
const BORN: u64 = 3;
const REPRESENTATIVE: u64 = 4;
const KIND: u64 = 5;
const FROM: u64 = 6;
const UNTIL: u64 = 7;
const AS_OF: u64 = 8;
const ENDINGS: u64 = 9;
const INSTITUTION: u64 = 10;
