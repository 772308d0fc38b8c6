use core::fmt;

use thiserror::Error;

use super::store::StoreError;
use super::{DocumentRef, Grant, Refused};
use crate::cbor::{self, Decoder, Value};
use crate::document::KindSpec;
use crate::id::{Bin, GrantId, Iin, Party};
use crate::random::{RandomError, RandomSource, make_bytes};
use crate::text::Language;
use crate::time::Timestamp;

/// The name of a question to a subject, for the viewer who asks: 128 random bits. Opens nothing without the answer.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AskId([u8; 16]);

/// What a viewer is told who brought six digits without an IIN: the same, whether anything is open under them or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Whoever the digits belong to is asked. The viewer comes back with the name of the question.
    Waiting {
        /// The question's name.
        id: AskId,
        /// The first instant at which the question is over.
        until: Timestamp,
    },
    /// The viewer's own tries are used up, or the service does not look digits up without an IIN.
    Refused(Refused),
}

/// Why a question could not be put: nobody knows whether it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AskError {
    /// The source of random bytes failed.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A question that waits for its subject's answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Ask {
    pub(super) id: AskId,
    pub(super) grant: GrantId,
    pub(super) documents: Vec<DocumentRef>,
    pub(super) viewer: Party,
    pub(super) until: Timestamp,
}

/// What a subject answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AskAnswer {
    /// This viewer may use a view.
    Show,
    /// They may not.
    Decline,
}

/// A question as a slot of the store keeps it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) id: AskId,
    pub(super) viewer: Party,
    pub(super) at: Timestamp,
    pub(super) until: Timestamp,
    pub(super) answer: Option<AskAnswer>,
}

impl AskId {
    pub(super) fn make(random: &mut dyn RandomSource) -> Result<Self, RandomError> {
        make_bytes(random).map(Self)
    }

    /// From its bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl Ask {
    pub(super) fn new(grant: &Grant, kept: &Kept) -> Self {
        let documents = grant.documents.iter().map(|open| open.document.clone()).collect();
        Self { id: kept.id, grant: grant.id, documents, viewer: kept.viewer.clone(), until: kept.until }
    }

    /// Its name, to answer it by.
    pub fn id(&self) -> &AskId {
        &self.id
    }

    /// The grant it is about.
    pub fn grant(&self) -> &GrantId {
        &self.grant
    }

    /// The documents that are open.
    pub fn documents(&self) -> &[DocumentRef] {
        &self.documents
    }

    /// Who asks.
    pub fn viewer(&self) -> &Party {
        &self.viewer
    }

    /// The first instant at which no answer counts any more.
    pub fn until(&self) -> Timestamp {
        self.until
    }

    /// The question to show to the subject: "X of Y asks to view …". `person` and `organisation` are the viewer's names as the
    /// service's own registers have them, never the viewer's words; a part that is empty is left out.
    pub fn text(&self, person: &str, organisation: &str, language: Language) -> String {
        let kinds = kinds(&self.documents, language);
        let who = match (person, organisation) {
            (person, "") => person.to_owned(),
            ("", organisation) => organisation.to_owned(),
            (person, organisation) => match language {
                Language::Kazakh | Language::Russian => format!("{person} ({organisation})"),
                Language::English => format!("{person} of {organisation}"),
            },
        };
        match language {
            Language::Kazakh => format!("{who} құжатыңызды көруді сұрайды: {kinds}. Көрсетесіз бе?"),
            Language::Russian => format!("{who} просит показать: {kinds}. Показать?"),
            Language::English => format!("{who} asks to view: {kinds}. Show?"),
        }
    }
}

/// The kinds in words, each once.
fn kinds(documents: &[DocumentRef], language: Language) -> String {
    let mut names: Vec<&str> = Vec::new();
    for document in documents {
        let name = KindSpec::by_doc_type(&document.doc_type)
            .map_or(document.doc_type.as_str(), |kind| kind.name(language));
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}

impl Kept {
    /// All questions about one grant, as deterministic CBOR.
    pub(super) fn list_to_bytes(list: &[Self]) -> Result<Vec<u8>, StoreError> {
        let text = |text: Option<&str>| Value::from(text.unwrap_or_default());
        let one = |kept: &Self| {
            Value::Array(vec![
                Value::from(kept.id.as_bytes().as_slice()),
                text(kept.viewer.organisation().map(Bin::as_str)),
                text(kept.viewer.person().map(Iin::as_str)),
                Value::from(kept.at.unix()),
                Value::from(kept.until.unix()),
                Value::from(match kept.answer {
                    None => 0,
                    Some(AskAnswer::Show) => 1,
                    Some(AskAnswer::Decline) => 2,
                }),
            ])
        };
        cbor::encode(&Value::Array(list.iter().map(one).collect())).map_err(|_| UNREADABLE)
    }

    /// From [`Kept::list_to_bytes`].
    pub(super) fn list_from_bytes(bytes: &[u8]) -> Result<Vec<Self>, StoreError> {
        Self::read_list(bytes).ok_or(UNREADABLE)
    }

    fn read_list(bytes: &[u8]) -> Option<Vec<Self>> {
        let mut decoder = Decoder::new(bytes);
        let mut members = decoder.array().ok()?;
        let mut list = Vec::new();
        while decoder.more(&mut members).ok()? {
            list.push(Self::read(&mut decoder)?);
        }
        decoder.finish().ok()?;
        Some(list)
    }

    fn read(decoder: &mut Decoder<'_>) -> Option<Self> {
        let mut parts = decoder.array_of(6, "a question").ok()?;
        decoder.member(&mut parts).ok()?;
        let id = AskId(decoder.bytes().ok()?.as_ref().try_into().ok()?);
        decoder.member(&mut parts).ok()?;
        let organisation = decoder.text().ok()?;
        decoder.member(&mut parts).ok()?;
        let person = decoder.text().ok()?;
        let viewer = match (organisation.as_ref(), person.as_ref()) {
            ("", person) => Party::Person(Iin::parse(person).ok()?),
            (organisation, "") => Party::System(Bin::parse(organisation).ok()?),
            (organisation, person) => Party::Employee {
                organisation: Bin::parse(organisation).ok()?,
                person: Iin::parse(person).ok()?,
            },
        };
        decoder.member(&mut parts).ok()?;
        let at = Timestamp::from_unix(decoder.integer().ok()?).ok()?;
        decoder.member(&mut parts).ok()?;
        let until = Timestamp::from_unix(decoder.integer().ok()?).ok()?;
        decoder.member(&mut parts).ok()?;
        let answer = match decoder.unsigned().ok()? {
            0 => None,
            1 => Some(AskAnswer::Show),
            2 => Some(AskAnswer::Decline),
            _ => return None,
        };
        decoder.close(parts).ok()?;
        Some(Self { id, viewer, at, until, answer })
    }
}

impl fmt::Debug for AskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AskId(…)")
    }
}

/// Which grant and until when; nobody.
impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ask({:?}, until {})", self.grant, self.until.to_utc())
    }
}

const UNREADABLE: StoreError = StoreError::Broken { what: "questions that cannot be read" };

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(viewer: Party, answer: Option<AskAnswer>) -> Kept {
        let at = |unix| Timestamp::from_unix(unix).expect("a time");
        Kept { id: AskId([7; 16]), viewer, at: at(1_795_000_000), until: at(1_795_000_060), answer }
    }

    #[test]
    fn questions_are_kept_whole_and_read_strictly() {
        let person = Iin::parse("000000000101").expect("an IIN");
        let organisation = Bin::parse("160440007161").expect("a BIN");
        let list = vec![
            kept(Party::Person(person), None),
            kept(Party::Employee { organisation, person }, Some(AskAnswer::Show)),
            kept(Party::System(organisation), Some(AskAnswer::Decline)),
        ];
        let bytes = Kept::list_to_bytes(&list).expect("written");
        assert!(Kept::list_from_bytes(&bytes).is_ok_and(|read| read == list));
        for end in 0..bytes.len() {
            assert!(Kept::list_from_bytes(&bytes[..end]).is_err(), "{end} bytes");
        }
        let last = bytes.len() - 1;
        for (place, byte) in [(0, 0x82), (0, 0x84), (1, 0x85), (last, 3), (last, 0xf6)] {
            let mut changed = bytes.clone();
            changed[place] = byte;
            assert!(Kept::list_from_bytes(&changed).is_err(), "byte {place}");
        }
    }
}
