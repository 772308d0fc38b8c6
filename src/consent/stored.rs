//! A challenge as a service's store keeps it.

use thiserror::Error;

use super::challenge::State;
use super::{Challenge, ChallengeId, Question, Way};
use crate::cbor::{self, CborError, Decoder, Value};
use crate::code::PasswordChallenge;
use crate::grant::DocumentRef;
use crate::id::{Bin, DocType, DocumentNumber, Iin, Party, PhoneNumber};
use crate::limits::{MAX_CHALLENGE_BYTES, MAX_CONSENT_DOCUMENTS};
use crate::organisation::{Aim, AimCode};
use crate::text::LocalText;
use crate::time::Timestamp;

/// Why bytes are no stored challenge.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StoredError {
    /// Not of its shape.
    #[error("stored challenge: {0}")]
    Cbor(#[from] CborError),
    /// A member is missing or malformed.
    #[error("stored challenge: {member} is missing or malformed")]
    Member {
        /// Which.
        member: &'static str,
    },
}

impl Challenge {
    /// For the service's store, and no other: it holds personal data, and no password. Deterministic CBOR.
    pub fn to_bytes(&self) -> Result<Vec<u8>, StoredError> {
        let list = |code: u64, rest: Vec<Value>| {
            Value::Array(core::iter::once(Value::from(code)).chain(rest).collect())
        };
        let state = match &self.state {
            State::Password(kept) => {
                list(1, vec![Value::from(kept.mac().as_slice()), Value::from(kept.tries_left())])
            }
            State::Waiting(left) => list(2, vec![Value::from(*left)]),
            State::Declined => list(3, vec![]),
            State::Agreed => list(4, vec![]),
            State::Used => list(5, vec![]),
        };
        let values = [
            Value::from(1),
            Value::from(self.identity()),
            Value::from(if self.way == Way::Password { 1 } else { 2 }),
            state,
            Value::from(self.until.unix()),
            Value::from(self.revision),
        ];
        Ok(cbor::encode(&Value::Map((1_u64..).map(Value::from).zip(values).collect()))?)
    }

    /// From [`Challenge::to_bytes`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StoredError> {
        if bytes.len() > MAX_CHALLENGE_BYTES {
            let (found, limit) = (bytes.len(), MAX_CHALLENGE_BYTES);
            return Err(CborError::TooLarge { what: "bytes", found, limit }.into());
        }
        let (mut version, mut identity, mut way, mut state) = (None, None, None, None);
        let (mut until, mut revision) = (None, None);
        let mut decoder = Decoder::new(bytes);
        let mut map = decoder.map()?;
        while let Some(mut label) = decoder.key(&mut map)? {
            match label.unsigned()? {
                1 => version = Some(decoder.unsigned()?),
                2 => identity = Some(decoder.bytes()?.into_owned()),
                3 => way = Some(decoder.unsigned()?),
                4 => state = Some(read_state(&mut decoder)?),
                5 => until = Timestamp::from_unix(decoder.integer()?).ok(),
                6 => revision = Some(decoder.unsigned()?),
                _ => return Err(wrong("an unknown member")),
            }
        }
        decoder.finish()?;
        version.filter(|version| *version == 1).ok_or(wrong("the version"))?;
        let until = until.ok_or(wrong("its end"))?;
        let way = match way {
            Some(1) => Way::Password,
            Some(2) => Way::Reply,
            _ => return Err(wrong("the way")),
        };
        let state = match (state.ok_or(wrong("the state"))?, way) {
            (ReadState::Password(mac, tries), Way::Password) => {
                State::Password(PasswordChallenge::from_parts(mac, until, tries))
            }
            (ReadState::Other(State::Used), _) => State::Used,
            (ReadState::Other(state), Way::Reply) => state,
            _ => return Err(wrong("the state")),
        };
        let (id, question, phone) = read_identity(&identity.ok_or(wrong("the question"))?)?;
        let revision = revision.ok_or(wrong("the revision"))?;
        Ok(Self { id, question, phone, way, state, until, revision })
    }

    /// What never changes of it, as one string of bytes: id, question and number.
    pub(super) fn identity(&self) -> Vec<u8> {
        let Question { asker, name, aim, subject, documents } = &self.question;
        let words = |text: &LocalText| {
            Value::Array([&text.kk, &text.ru, &text.en].map(|text| text.as_str().into()).to_vec())
        };
        let (organisation, person) = (asker.organisation(), asker.person());
        let document = |document: &DocumentRef| {
            Value::Array(vec![document.doc_type.as_str().into(), document.number.as_str().into()])
        };
        let text = |text: Option<&str>| text.unwrap_or_default().into();
        let values = vec![
            Value::from(self.id.as_bytes().as_slice()),
            text(organisation.map(Bin::as_str)),
            text(person.map(Iin::as_str)),
            words(name),
            aim.code.as_str().into(),
            words(&aim.name),
            subject.as_str().into(),
            Value::Array(documents.iter().map(document).collect()),
            text(self.phone.map(|phone| phone.to_e164()).as_deref()),
        ];
        // Texts and arrays of texts: nothing in it that could not be written.
        cbor::encode(&Value::Array(values)).unwrap_or_default()
    }
}

enum ReadState {
    Password([u8; 32], u8),
    Other(State),
}

fn read_state(decoder: &mut Decoder<'_>) -> Result<ReadState, StoredError> {
    let mut members = decoder.array()?;
    decoder.member(&mut members)?;
    let small = |number: u64| u8::try_from(number).map_err(|_| wrong("the tries left"));
    let state = match decoder.unsigned()? {
        1 => {
            decoder.member(&mut members)?;
            let mac = <[u8; 32]>::try_from(decoder.bytes()?.as_ref()).map_err(|_| wrong("the MAC"))?;
            decoder.member(&mut members)?;
            ReadState::Password(mac, small(decoder.unsigned()?)?)
        }
        2 => {
            decoder.member(&mut members)?;
            ReadState::Other(State::Waiting(small(decoder.unsigned()?)?))
        }
        3 => ReadState::Other(State::Declined),
        4 => ReadState::Other(State::Agreed),
        5 => ReadState::Other(State::Used),
        _ => return Err(wrong("the state")),
    };
    decoder.close(members)?;
    Ok(state)
}

fn read_identity(bytes: &[u8]) -> Result<(ChallengeId, Question, Option<PhoneNumber>), StoredError> {
    let mut decoder = Decoder::new(bytes);
    let mut members = decoder.array_of(9, "the parts of a question are wanted")?;
    decoder.member(&mut members)?;
    let id = <[u8; 16]>::try_from(decoder.bytes()?.as_ref()).map_err(|_| wrong("the id"))?;
    decoder.member(&mut members)?;
    let organisation = optional(&decoder.text()?, "the organisation", |text| Bin::parse(text).ok())?;
    decoder.member(&mut members)?;
    let person = optional(&decoder.text()?, "the employee", |text| Iin::parse(text).ok())?;
    decoder.member(&mut members)?;
    let name = read_words(&mut decoder)?;
    decoder.member(&mut members)?;
    let code = AimCode::parse(&decoder.text()?).ok_or(wrong("the aim"))?;
    decoder.member(&mut members)?;
    let aim = Aim { code, name: read_words(&mut decoder)? };
    decoder.member(&mut members)?;
    let subject = Iin::parse(&decoder.text()?).map_err(|_| wrong("the subject"))?;
    decoder.member(&mut members)?;
    let documents = read_documents(&mut decoder)?;
    decoder.member(&mut members)?;
    let phone = optional(&decoder.text()?, "the number", |text| PhoneNumber::parse(text).ok())?;
    decoder.close(members)?;
    decoder.finish()?;
    let asker = match (organisation, person) {
        (Some(organisation), Some(person)) => Party::Employee { organisation, person },
        (Some(organisation), None) => Party::System(organisation),
        (None, _) => return Err(wrong("the organisation")),
    };
    Ok((ChallengeId::from_bytes(id), Question { asker, name, aim, subject, documents }, phone))
}

fn read_documents(decoder: &mut Decoder<'_>) -> Result<Vec<DocumentRef>, StoredError> {
    let mut members = decoder.array()?;
    let mut documents = Vec::new();
    while decoder.more(&mut members)? {
        let mut pair = decoder.array_of(2, "a kind and a number are wanted")?;
        decoder.member(&mut pair)?;
        let doc_type = DocType::parse(&decoder.text()?).map_err(|_| wrong("a kind"))?;
        decoder.member(&mut pair)?;
        let number = DocumentNumber::parse(&decoder.text()?).map_err(|_| wrong("a number"))?;
        decoder.close(pair)?;
        documents.push(DocumentRef { doc_type, number });
    }
    if (1..=MAX_CONSENT_DOCUMENTS).contains(&documents.len()) {
        Ok(documents)
    } else {
        Err(wrong("the documents"))
    }
}

fn read_words(decoder: &mut Decoder<'_>) -> Result<LocalText, StoredError> {
    let mut members = decoder.array_of(3, "words in three languages are wanted")?;
    let mut next = || -> Result<String, CborError> {
        decoder.member(&mut members)?;
        Ok(decoder.text()?.into_owned())
    };
    let (kk, ru, en) = (next()?, next()?, next()?);
    decoder.close(members)?;
    Ok(LocalText { kk, ru, en })
}

/// Empty stands for none.
fn optional<T>(
    text: &str,
    member: &'static str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, StoredError> {
    if text.is_empty() { Ok(None) } else { read(text).map(Some).ok_or(wrong(member)) }
}

const fn wrong(member: &'static str) -> StoredError {
    StoredError::Member { member }
}
