use core::fmt;

use super::aim::{in_order, is_name};
use super::{Aim, AimCode, Employment, OrganisationError, Thing};
use crate::cbor::{self, CborError, Decoder, Value};
use crate::cose::{Opened, PublicKey, Purpose, Signer, Unsigned, Verifier};
use crate::id::{Bin, DocType, Party};
use crate::limits::{MAX_AIMS, MAX_SCOPE_KINDS};
use crate::text::LocalText;
use crate::time::{Timestamp, Validity};
use crate::trust::TrustStore;
use crate::verify::{self, CheckName, Outcome, Report};

/// The authorised body's decision about one organisation (352/4): who it is, what it may look at documents for, which kinds,
/// from when until when. Authored by that body; others hold it as [`Accreditation`].
///
/// ```cddl
/// accreditation = {
///   1 => 1,                                ; version
///   2 => tstr .size 12,                    ; BIN
///   3 => name,
///   4 => [+ [code: tstr, name]],           ; what for, 1 to 16, each code once
///   5 => [+ tstr],                         ; docTypes, 1 to 32
///   6 => int,                              ; from, Unix seconds
///   7 => int,                              ; until, Unix seconds, that second not in it
///   8 => 1 / 2,                            ; sector: 1 any other, 2 financial or payment organisation
///   9 => bstr .cbor COSE_Key,              ; the key of the organisation's own statements
/// }
/// name = [kk: tstr, ru: tstr, en: tstr]    ; 1 to 60 characters each
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct AccreditationRecord {
    /// The organisation.
    pub organisation: Bin,
    /// What it is called in messages to people.
    pub name: LocalText,
    /// What it may look at documents for.
    pub aims: Vec<Aim>,
    /// Which kinds of document.
    pub doc_types: Vec<DocType>,
    /// From when until when.
    pub validity: Validity,
    /// Whether 352/21 speaks of it.
    pub sector: Sector,
    /// With which it signs who acts for it and whom it saw.
    pub key: PublicKey,
}

/// Whether an organisation is one of those that 352/21 names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sector {
    /// Any other organisation.
    Other,
    /// A financial or a payment organisation (352/21).
    Financial,
}

/// An accreditation whose signature by the authorised body's key was checked. Made only by [`Accreditation::open`],
/// [`Accreditation::verify`] and [`Accreditation::read`].
#[derive(Clone, PartialEq, Eq)]
pub struct Accreditation(AccreditationRecord);

const THING: Thing = Thing(Purpose::Accreditation);

impl AccreditationRecord {
    /// Signs the decision with the authorised body's key.
    pub fn sign(&self, signer: &dyn Signer) -> Result<Vec<u8>, OrganisationError> {
        self.check()?;
        let payload =
            self.to_value().and_then(|value| cbor::encode(&value)).map_err(|error| THING.cbor(error))?;
        let unsigned = Unsigned { purpose: Purpose::Accreditation, payload: &payload };
        unsigned.sign(signer).map_err(|error| THING.cose(error))
    }

    fn check(&self) -> Result<(), OrganisationError> {
        let wrong = |member, what| Err(THING.member(member, what));
        if !is_name(&self.name) {
            return wrong("name", "is missing in a language, longer than 60 characters or not clean");
        }
        if !(1..=MAX_AIMS).contains(&self.aims.len()) {
            return wrong("aims", "are none or more than 16");
        }
        if self.aims.iter().any(|aim| !is_name(&aim.name)) {
            return wrong(
                "an aim's name",
                "is missing in a language, longer than 60 characters or not clean",
            );
        }
        if repeats(self.aims.iter().map(|aim| aim.code.as_str())) {
            return wrong("aims", "hold a code twice");
        }
        if !(1..=MAX_SCOPE_KINDS).contains(&self.doc_types.len()) {
            return wrong("kinds", "are none or more than 32");
        }
        if repeats(self.doc_types.iter().map(DocType::as_str)) {
            return wrong("kinds", "hold one twice");
        }
        Ok(())
    }

    #[cfg(test)]
    pub(super) fn to_value_for_test(&self) -> Value {
        self.to_value().expect("a value")
    }

    fn to_value(&self) -> Result<Value, CborError> {
        let name = |name: &LocalText| Value::Array(in_order(name).map(Value::from).to_vec());
        let aim = |aim: &Aim| Value::Array(vec![aim.code.as_str().into(), name(&aim.name)]);
        let values = [
            Value::from(1),
            self.organisation.as_str().into(),
            name(&self.name),
            Value::Array(self.aims.iter().map(aim).collect()),
            Value::Array(self.doc_types.iter().map(|kind| kind.as_str().into()).collect()),
            self.validity.from().unix().into(),
            self.validity.until().unix().into(),
            Value::from(if self.sector == Sector::Financial { 2 } else { 1 }),
            Value::from(cbor::encode(&self.key.to_cose())?),
        ];
        Ok(Value::Map((1_u64..).map(Value::from).zip(values).collect()))
    }

    fn from_payload(payload: &[u8]) -> Result<Self, OrganisationError> {
        let (mut version, mut organisation, mut name, mut sector, mut key) = (None, None, None, None, None);
        let (mut aims, mut doc_types, mut from, mut until) = (Vec::new(), Vec::new(), None, None);
        let cut = |error| THING.cbor(error);
        let mut decoder = Decoder::new(payload);
        let mut map = decoder.map().map_err(cut)?;
        while let Some(mut label) = decoder.key(&mut map).map_err(cut)? {
            match label.unsigned().map_err(cut)? {
                1 => version = Some(decoder.unsigned().map_err(cut)?),
                2 => organisation = Some(THING.bin(&mut decoder)?),
                3 => name = Some(read_name(&mut decoder).map_err(cut)?),
                4 => {
                    let mut members = decoder.array().map_err(cut)?;
                    while decoder.more(&mut members).map_err(cut)? {
                        aims.push(read_aim(&mut decoder)?);
                    }
                }
                5 => {
                    let mut members = decoder.array().map_err(cut)?;
                    while decoder.more(&mut members).map_err(cut)? {
                        let kind = DocType::parse(&decoder.text().map_err(cut)?);
                        doc_types.push(kind.map_err(|_| THING.member("kinds", "hold what is none"))?);
                    }
                }
                6 => from = Some(THING.instant(&mut decoder, "from")?),
                7 => until = Some(THING.instant(&mut decoder, "until")?),
                8 => sector = Some(Sector::from_code(decoder.unsigned().map_err(cut)?)?),
                9 => {
                    let bytes = decoder.bytes().map_err(cut)?;
                    key = Some(PublicKey::from_cose(&bytes).map_err(|error| THING.cose(error))?);
                }
                // What is not understood may be a reservation: refused, never passed over.
                _ => return Err(THING.member("an unknown member", "stands in it")),
            }
        }
        decoder.finish().map_err(cut)?;
        if version != Some(1) {
            return Err(THING.member("version", "is not 1"));
        }
        let record = Self {
            organisation: organisation.ok_or(THING.missing("organisation"))?,
            name: name.ok_or(THING.missing("name"))?,
            aims,
            doc_types,
            validity: THING.window(from, until)?,
            sector: sector.ok_or(THING.missing("sector"))?,
            key: key.ok_or(THING.missing("key"))?,
        };
        record.check()?;
        Ok(record)
    }
}

impl Accreditation {
    /// Opens a signed decision with the key of the body trusted for [`Purpose::Accreditation`].
    pub fn open(bytes: &[u8], key: &dyn Verifier) -> Result<Self, OrganisationError> {
        Self::read(&THING.open(bytes, key)?)
    }

    /// Verifies a decision by the keys trusted already: a report, and the accreditation if every required check passed. Whose
    /// key may sign one, the trust store says by [`Purpose::Accreditation`]. One whose signer is trusted and whose payload is
    /// no accreditation fails [`CheckName::Structure`]. Whether it is in force is asked where it is used.
    pub fn verify(bytes: &[u8], trust: &TrustStore, now: Timestamp) -> (Report, Option<Self>) {
        let checked = verify::signed(bytes, Purpose::Accreditation, trust, now);
        let mut report = checked.report().clone();
        match checked.into_opened().map(|(opened, _)| Self::read(&opened)) {
            Ok(Ok(accreditation)) => (report, Some(accreditation)),
            Ok(Err(error)) => {
                report.enter(CheckName::Structure, Outcome::failed(error));
                (report, None)
            }
            Err(_) => (report, None),
        }
    }

    /// Reads the payload of an opened decision.
    pub fn read(opened: &Opened<'_>) -> Result<Self, OrganisationError> {
        if opened.purpose() != Purpose::Accreditation {
            return Err(THING.member("purpose", "is another one"));
        }
        AccreditationRecord::from_payload(opened.payload()).map(Self)
    }

    /// What it says.
    pub fn record(&self) -> &AccreditationRecord {
        &self.0
    }

    /// Whether `party` acts for this organisation at `at`: its system does; an employee only by the organisation's own
    /// statement; a person for themselves never.
    pub fn admits(&self, party: &Party, employment: Option<&Employment>, at: Timestamp) -> bool {
        self.0.validity.holds(at)
            && match party {
                Party::Person(_) => false,
                Party::System(organisation) => *organisation == self.0.organisation,
                Party::Employee { organisation, person } => {
                    *organisation == self.0.organisation
                        && employment.is_some_and(|employment| employment.binds(organisation, person, at))
                }
            }
    }

    /// The aim of this code, if it is one of the organisation's.
    pub fn aim(&self, code: &str) -> Option<&Aim> {
        self.0.aims.iter().find(|aim| aim.code.as_str() == code)
    }

    /// Whether documents of this kind are open to the organisation at all.
    pub fn covers(&self, doc_type: &DocType) -> bool {
        self.0.doc_types.contains(doc_type)
    }
}

impl Sector {
    fn from_code(code: u64) -> Result<Self, OrganisationError> {
        match code {
            1 => Ok(Self::Other),
            2 => Ok(Self::Financial),
            _ => Err(THING.member("sector", "is unknown")),
        }
    }
}

/// Organisations are public.
impl fmt::Debug for AccreditationRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccreditationRecord({}, {:?})", self.organisation.as_str(), self.sector)
    }
}

impl fmt::Debug for Accreditation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Accreditation({}, {:?})", self.0.organisation.as_str(), self.0.sector)
    }
}

fn read_name(decoder: &mut Decoder<'_>) -> Result<LocalText, CborError> {
    let mut members = decoder.array_of(3, "a name in three languages is wanted")?;
    let mut next = || -> Result<String, CborError> {
        decoder.member(&mut members)?;
        Ok(decoder.text()?.into_owned())
    };
    let (kk, ru, en) = (next()?, next()?, next()?);
    decoder.close(members)?;
    Ok(LocalText { kk, ru, en })
}

fn read_aim(decoder: &mut Decoder<'_>) -> Result<Aim, OrganisationError> {
    let cut = |error| THING.cbor(error);
    let mut members = decoder.array_of(2, "a code and a name are wanted").map_err(cut)?;
    decoder.member(&mut members).map_err(cut)?;
    let code =
        AimCode::parse(&decoder.text().map_err(cut)?).ok_or(THING.member("an aim's code", "is none"))?;
    decoder.member(&mut members).map_err(cut)?;
    let name = read_name(decoder).map_err(cut)?;
    decoder.close(members).map_err(cut)?;
    Ok(Aim { code, name })
}

fn repeats<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    let mut all: Vec<&str> = words.collect();
    all.sort_unstable();
    all.windows(2).any(|pair| matches!(pair, [a, b] if a == b))
}
