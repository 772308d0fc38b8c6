//! A source record: what a state body's system sends to have a document made (352/5, 352/7, 352/13).
//!
//! *Takes* JSON. *Gives* a [`Record`], whose every field has been read and checked. *Refuses* a record with all that is
//! missing, malformed, unknown or there twice, each by its path and never with its value.
//!
//! ```json
//! { "kind": "identity_card", "number": "045123789", "issued": "2021-03-15", "expires": "2031-03-14",
//!   "issuer": { "name": { "kk": "ҚР ІІМ", "ru": "МВД РК", "en": "…" }, "bin": "000740000728" },
//!   "subject": { "iin": "…", "birth_date": "1985-04-12", "sex": "female",
//!                "surname": { "kk": "…", "ru": "…", "en": "…" }, "given_name": { … }, "patronymic": { … } },
//!   "portrait": "<JPEG in base64>",
//!   "fields": { "birth_place": { "ru": "…" } } }
//! ```
//!
//! `number`, `issued`, `issuer` and `subject.iin` are in every record; the table of its kind says what else must be or may
//! be ([`crate::document::kind`]). `null` is as good as absent. A record of a kind unknown here names its own `doc_type`
//! and, where it is another, its `namespace`; each of its fields says its type:
//!
//! ```json
//! { "kind": "club_card", "doc_type": "kz.gov.egov.club_card.1", …,
//!   "fields": { "course": { "type": "integer", "value": 3 } } }
//! ```
//!
//! Types: `text`, `local_text`, `date`, `instant`, `integer`, `boolean`, `iin`, `country`, `jpeg`, `driving_privileges`,
//! `people` (objects like the parents of a birth certificate), and `list`, whose members each say their own.

mod error;
mod json;
mod read;
mod shape;

pub use error::{FieldError, FieldErrors, FieldProblem, RecordError};

use core::fmt;

use crate::document::{Claims, Element};
use crate::id::{Bin, DocType, DocumentNumber, Iin};
use crate::limits::MAX_RECORD_BYTES;
use crate::text::LocalText;
use crate::time::Date;
use json::Json;

/// A record that has every field its kind asks for, each well-formed. Made only by [`Record::from_json`].
#[derive(Clone)]
pub struct Record {
    kind: String,
    doc_type: DocType,
    number: DocumentNumber,
    issued: Date,
    expires: Option<Date>,
    issuer_name: LocalText,
    issuer_bin: Bin,
    subject: Iin,
    elements: Vec<Element>,
}

impl Record {
    /// Reads a record. Every error of its fields is reported at once.
    pub fn from_json(json: &[u8]) -> Result<Self, RecordError> {
        if json.len() > MAX_RECORD_BYTES {
            return Err(RecordError::TooLarge { found: json.len(), limit: MAX_RECORD_BYTES });
        }
        // serde_json nests 128 deep at most; its message may quote the input, so only the place goes on.
        let whole: Json = serde_json::from_slice(json)
            .map_err(|error| RecordError::NotJson { line: error.line(), column: error.column() })?;
        let Json::Object(members) = whole else { return Err(RecordError::NotObject) };
        read::record(&members).map_err(RecordError::Fields)
    }

    /// Its kind, as the record names it: `identity_card`, …
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The docType of the document it makes.
    pub fn doc_type(&self) -> &DocType {
        &self.doc_type
    }

    /// The document's unique number.
    pub fn number(&self) -> &DocumentNumber {
        &self.number
    }

    /// The date of issue.
    pub fn issued(&self) -> Date {
        self.issued
    }

    /// The last day it is valid; none for a document without expiry.
    pub fn expires(&self) -> Option<Date> {
        self.expires
    }

    /// The names of the body that issues it.
    pub fn issuer_name(&self) -> &LocalText {
        &self.issuer_name
    }

    /// The BIN of the body that issues it.
    pub fn issuer_bin(&self) -> Bin {
        self.issuer_bin
    }

    /// Whose document it is.
    pub fn subject(&self) -> Iin {
        self.subject
    }

    /// The elements of the document it makes, in the order of its kind.
    pub fn elements(&self) -> &[Element] {
        &self.elements
    }

    /// What the document it makes will say.
    pub fn claims(&self) -> Claims {
        Claims { doc_type: self.doc_type.clone(), elements: self.elements.clone() }
    }
}

/// Names the elements, never their values.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Record({}, {:?})", self.doc_type.as_str(), self.elements)
    }
}

#[cfg(test)]
mod tests;
