use core::fmt;

use super::{Field, File, ServiceCode, WrittenConsent};
use crate::exchange::MessageError;
use crate::exchange::error::Place;
use crate::exchange::wire::{Form, Members, Tree};
use crate::id::{DocType, DocumentNumber, Recipient};
use crate::limits::MAX_MESSAGE_LIST;
use crate::time::Date;

/// A request for data on documents that would otherwise be asked of the recipient on paper (1277/5.2, 1277/7.1).
#[derive(Clone, PartialEq, Eq)]
pub struct DocumentsAsked {
    /// For which service.
    pub service: ServiceCode,
    /// Whose documents.
    pub subject: Recipient,
    /// On what consent (1277/7.3).
    pub consent: WrittenConsent,
    /// Which documents, 1 to 256; each kind and number once.
    pub documents: Vec<AskedDocument>,
}

/// A document asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct AskedDocument {
    /// Its kind.
    pub kind: DocType,
    /// Its number, where it is known; without one the document in force is meant.
    pub number: Option<DocumentNumber>,
}

/// What is known of the documents asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct DocumentsGiven {
    /// An answer for each, 1 to 256.
    pub documents: Vec<GivenDocument>,
}

/// The answer for one document.
#[derive(Clone, PartialEq, Eq)]
pub struct GivenDocument {
    /// Its kind.
    pub kind: DocType,
    /// What is known of it; nothing where there is none of this kind.
    pub found: Option<Found>,
}

/// Data on a document, equal to the paper by item 6 of the rules.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    /// Its number.
    pub number: DocumentNumber,
    /// On which day it was issued.
    pub issued: Date,
    /// Its last day, where it has one.
    pub last_day: Option<Date>,
    /// What stands in it.
    pub fields: Vec<Field>,
    /// The electronic document itself, signed by its own issuer, where there is one.
    pub file: Option<File>,
}

const REQUEST: Place = Place("documents request");
const RESPONSE: Place = Place("documents response");
const ASKED: Place = Place("document asked for");
const GIVEN: Place = Place("document given");

impl DocumentsAsked {
    /// 1277/7.3: on the consent of the one whose documents they are.
    pub(super) fn check(&self, made: Date) -> Result<(), MessageError> {
        if !(1..=MAX_MESSAGE_LIST).contains(&self.documents.len()) {
            return Err(REQUEST.member("documents", "are none or more than 256"));
        }
        let mut all: Vec<(&str, Option<&str>)> = (self.documents.iter())
            .map(|asked| (asked.kind.as_str(), asked.number.as_ref().map(DocumentNumber::as_str)))
            .collect();
        all.sort_unstable();
        if all.windows(2).any(|pair| matches!(pair, [a, b] if a == b)) {
            return Err(REQUEST.member("documents", "hold one twice"));
        }
        self.consent.check(&self.subject, made)
    }

    pub(super) fn to_tree(&self) -> Tree {
        let asked = |asked: &AskedDocument| {
            Tree::object([
                ("kind", Tree::text(asked.kind.as_str())),
                ("number", asked.number.as_ref().and_then(|number| Tree::text(number.as_str()))),
            ])
        };
        Tree::object([
            ("service", Tree::text(self.service.as_str())),
            ("subject", Tree::text(self.subject.as_str())),
            ("consent", Some(self.consent.to_tree())),
            ("documents", Tree::list(&self.documents, asked)),
        ])
    }

    pub(super) fn read(members: &mut Members) -> Result<Self, MessageError> {
        let form = members.form();
        let asked = |tree| {
            let mut members = Members::of(tree, ASKED, form)?;
            let kind = members.parsed("kind", DocType::parse)?;
            let number = members.optional("number", Members::number)?;
            members.finish()?;
            Ok(AskedDocument { kind, number })
        };
        Ok(Self {
            service: members.parsed("service", ServiceCode::parse)?,
            subject: members.recipient("subject")?,
            consent: WrittenConsent::read(members)?,
            documents: members.list("documents", asked)?,
        })
    }
}

impl DocumentsGiven {
    pub(super) fn check(&self) -> Result<(), MessageError> {
        if !(1..=MAX_MESSAGE_LIST).contains(&self.documents.len()) {
            return Err(RESPONSE.member("documents", "are none or more than 256"));
        }
        self.documents.iter().filter_map(|given| given.found.as_ref()).try_for_each(|found| {
            Field::check_all(GIVEN, &found.fields)?;
            if found.last_day.is_some_and(|last| last < found.issued) {
                return Err(GIVEN.member("last_day", "is before it was issued"));
            }
            found.file.as_ref().map_or(Ok(()), File::check)
        })
    }

    pub(super) fn to_tree(&self) -> Tree {
        let given = |given: &GivenDocument| {
            let Some(found) = &given.found else {
                return Tree::object([
                    ("kind", Tree::text(given.kind.as_str())),
                    ("outcome", Tree::text("not-found")),
                ]);
            };
            Tree::object([
                ("kind", Tree::text(given.kind.as_str())),
                ("outcome", Tree::text("found")),
                ("number", Tree::text(found.number.as_str())),
                ("issued", Tree::text(&found.issued.to_string())),
                ("last_day", found.last_day.map(|last| Tree::Text(last.to_string()))),
                ("fields", Tree::list(&found.fields, Field::to_tree)),
                ("file", found.file.as_ref().map(File::to_tree)),
            ])
        };
        Tree::object([("documents", Tree::list(&self.documents, given))])
    }

    pub(super) fn read(members: &mut Members) -> Result<Self, MessageError> {
        let form = members.form();
        Ok(Self { documents: members.list("documents", |tree| GivenDocument::read(tree, form))? })
    }
}

impl GivenDocument {
    fn read(tree: Tree, form: Form) -> Result<Self, MessageError> {
        let mut members = Members::of(tree, GIVEN, form)?;
        let kind = members.parsed("kind", DocType::parse)?;
        let found = match members.text("outcome")?.as_str() {
            "not-found" => None,
            "found" => Some(Found {
                number: members.number("number")?,
                issued: members.date("issued")?,
                last_day: members.optional("last_day", Members::date)?,
                fields: members.list("fields", |tree| Field::read(tree, form))?,
                file: members.optional("file", |members, name| File::read(members.value(name)?, form))?,
            }),
            _ => return Err(GIVEN.member("outcome", "is none of its words")),
        };
        members.finish()?;
        Ok(Self { kind, found })
    }
}

/// Nothing personal.
impl fmt::Debug for DocumentsAsked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DocumentsAsked({}, {} documents)", self.service.as_str(), self.documents.len())
    }
}

impl fmt::Debug for AskedDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AskedDocument({})", self.kind.as_str())
    }
}

impl fmt::Debug for DocumentsGiven {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DocumentsGiven({} documents)", self.documents.len())
    }
}

impl fmt::Debug for GivenDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GivenDocument({}, found: {})", self.kind.as_str(), self.found.is_some())
    }
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Found({} fields)", self.fields.len())
    }
}
