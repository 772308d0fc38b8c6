use serde::{Serialize, Serializer};
use thiserror::Error;

use super::check;
use super::node::Node;
use crate::cbor::{self, CborError};
use crate::cose::{CoseError, Purpose, Sign1, Signer, Unsigned, Verifier};
use crate::id::DocType;
use crate::limits::MAX_FORM_BYTES;
use crate::text::{Language, LocalText};
use crate::time::{Date, Timestamp};

/// How a kind of document is displayed: set by the authorised body (352/9), so data and not code. Authored as JSON, sent
/// as deterministic CBOR signed for [`Purpose::DisplayForm`], versioned and dated.
///
/// What a form of a later library says beyond this one is passed over, and [`Form::not_understood`] names it: an unknown
/// format shows as text, an unknown colour scheme as the state's, an unknown emphasis as none; a row with an unknown
/// audience is shown to the holder alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Form {
    /// The kind it is for.
    #[serde(serialize_with = "doc_type")]
    pub doc_type: DocType,
    /// Counts the editions of this kind's form, from 1.
    pub version: u32,
    /// The first day it holds, local time.
    pub dated: Date,
    /// The name of the document.
    pub title: LocalText,
    /// The body that issues such documents; where empty, whoever signed this one.
    #[serde(skip_serializing_if = "LocalText::is_empty")]
    pub issuer: LocalText,
    /// Its colours, by meaning.
    pub colours: Scheme,
    /// The element that holds the portrait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub portrait: Option<String>,
    /// The element that holds the subject's date of birth: where it is disclosed, minors are marked as such.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<String>,
    /// How long such a document is valid; without it, for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validity: Option<FormValidity>,
    /// What the law says of the document's force (352/2.8).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<FormStatement>,
    /// What is shown, in order.
    pub sections: Vec<FormSection>,
    #[serde(skip)]
    pub(super) not_understood: Vec<String>,
}

/// Where a document states its own validity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormValidity {
    /// The element with the first day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The element with the last day, itself included.
    pub until: String,
    /// From how many days before the end the badge counts them.
    pub warn_days: u32,
}

/// A statement of law on the display.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormStatement {
    /// Its words.
    pub text: LocalText,
    /// The clause it rests on: `352/2.8`.
    pub clause: String,
}

/// A group of rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FormSection {
    /// A stable name, unique in the form.
    pub id: String,
    /// A heading; none where empty.
    #[serde(skip_serializing_if = "LocalText::is_empty")]
    pub title: LocalText,
    /// Where it stands.
    pub place: Place,
    /// Its rows, in order.
    pub rows: Vec<FormRow>,
}

/// One row: a label and the value of an element.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FormRow {
    /// A stable name, unique in the form.
    pub id: String,
    /// What the value is.
    pub label: LocalText,
    /// Where the value comes from.
    pub element: Source,
    /// How it is written.
    pub format: Format,
    /// How much it stands out.
    pub emphasis: Emphasis,
    /// How much of the width it asks for.
    pub span: Span,
    /// Who sees it.
    pub seen_by: SeenBy,
    /// What stands where the element is not there.
    pub when_missing: WhenMissing,
    /// Of an enumeration: each value with its name.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "values")]
    pub values: Vec<(String, LocalText)>,
    /// Of a table: its columns.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<FormColumn>,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FormColumn {
    /// The member of each of the list's maps.
    pub key: String,
    /// Its heading.
    pub label: LocalText,
    /// How its cells are written; a table in a table shows as text.
    pub format: Format,
}

/// The element a value comes from: one, or one a language. A language whose element is not there takes the next in the
/// order of [`LocalText`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Source {
    /// The same in every language.
    One(String),
    /// One a language.
    ByLanguage(LocalText),
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident: $else:ident; $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// The word a form writes.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// What a word means; of one this library does not know, what it falls back to, and `false`.
            pub(super) fn read(word: &str) -> (Self, bool) {
                match word {
                    $($word => (Self::$variant, true),)*
                    _ => (Self::$else, false),
                }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }
    };
}

words! {
    /// Colours by what they mean; the screen chooses the shades, for light and for dark.
    Scheme: State;
    /// The state's own: sky blue.
    State = "state",
    /// Who a person is.
    Identity = "identity",
    /// Driving and vehicles.
    Driving = "driving",
    /// Acts of civil status.
    Civil = "civil",
    /// Health.
    Health = "health",
    /// Education.
    Education = "education",
    /// Pensions, benefits, family.
    Social = "social",
}

words! {
    /// Where a section stands on a card.
    Place: Body;
    /// Beside the portrait.
    BesidePortrait = "beside_portrait",
    /// Below.
    Body = "body",
}

words! {
    /// How a value is written. A value that does not fit its format shows as text.
    Format: Text;
    /// As it is.
    Text = "text",
    /// A date with the name of its month: `22 қараша 2026 ж.`
    Date = "date",
    /// A date in figures: `22.11.2026`.
    DateShort = "date_short",
    /// An IIN, grouped: `900101 300 017`.
    Iin = "iin",
    /// A number: of a document as it is; a quantity grouped by thousands.
    Number = "number",
    /// Sex (ISO/IEC 5218: 0, 1, 2, 9; or `M`, `F`).
    Sex = "sex",
    /// Yes or no.
    Boolean = "boolean",
    /// One of the row's `values`.
    Enumeration = "enumeration",
    /// A list of maps, by the row's `columns`: driving privileges.
    Table = "table",
}

words! {
    /// How much a row stands out.
    Emphasis: Normal;
    /// As most.
    Normal = "normal",
    /// What the eye should meet first.
    Strong = "strong",
    /// What is there for completeness.
    Quiet = "quiet",
}

words! {
    /// How much of the width a row asks for.
    Span: Full;
    /// A line of its own.
    Full = "full",
    /// Half a line, where it fits.
    Half = "half",
}

words! {
    /// Who sees a row.
    SeenBy: Holder;
    /// Everybody the document is shown to.
    All = "all",
    /// The holder alone.
    Holder = "holder",
    /// A third party alone.
    ThirdParty = "third_party",
}

words! {
    /// What stands where an element is not there.
    WhenMissing: Hide;
    /// Nothing: the row goes.
    Hide = "hide",
    /// A dash.
    Dash = "dash",
}

/// Why a form was refused. A place reads `sections[1].rows[0].format`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FormError {
    /// Not JSON.
    #[error("the form is not JSON: line {line}, column {column}")]
    Json {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// More bytes than allowed.
    #[error("the form has {found} bytes, at most {limit} allowed")]
    TooLarge {
        /// Bytes that came.
        found: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// A mistake in one place.
    #[error("{place}: {fault}")]
    At {
        /// Where.
        place: String,
        /// What is wrong there.
        fault: FormFault,
    },
    /// A form about to be signed says something this library does not understand and would lose.
    #[error("{place}: not understood, and would be lost by signing")]
    NotUnderstood {
        /// The first such place.
        place: String,
    },
    /// Not the CBOR of a form.
    #[error("the form: {0}")]
    Cbor(#[from] CborError),
    /// Not signed, not by that key, or not as a form.
    #[error("the form: {0}")]
    Cose(#[from] CoseError),
}

/// What is wrong in one place of a form.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FormFault {
    /// A member that must be there is not.
    #[error("missing")]
    Missing,
    /// Another type of value.
    #[error("{found} found, {wanted} wanted")]
    Type {
        /// What came.
        found: &'static str,
        /// What was wanted.
        wanted: &'static str,
    },
    /// An empty text, list or object.
    #[error("empty")]
    Empty,
    /// A member or a name that stood before.
    #[error("stands twice")]
    Twice,
    /// Too long, or too many.
    #[error("{found} {what} found, at most {limit} allowed")]
    TooMany {
        /// How many came.
        found: usize,
        /// Of what.
        what: &'static str,
        /// How many are allowed.
        limit: usize,
    },
    /// A text that is not written as it must be.
    #[error("{wanted} wanted")]
    Malformed {
        /// What was wanted.
        wanted: &'static str,
    },
    /// A number outside its range.
    #[error("a number from {from} to {to} wanted")]
    Range {
        /// The least.
        from: u32,
        /// The greatest.
        to: u32,
    },
    /// A member that has no meaning with the row's format.
    #[error("has no meaning with this format")]
    OutOfPlace,
}

impl Form {
    /// Reads and checks a form in JSON.
    pub fn from_json(json: &[u8]) -> Result<Self, FormError> {
        within(json)?;
        let node: Node = serde_json::from_slice(json)
            .map_err(|error| FormError::Json { line: error.line(), column: error.column() })?;
        check::form(&node)
    }

    /// The form as JSON, for people.
    pub fn to_json(&self) -> String {
        // Strings, numbers and lists with text keys: there is nothing JSON could refuse.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// Signs the form as its authorised body. Refuses to sign what it would lose.
    pub fn make(&self, signer: &dyn Signer) -> Result<Vec<u8>, FormError> {
        if let Some(place) = self.not_understood.first() {
            return Err(FormError::NotUnderstood { place: place.clone() });
        }
        let payload = cbor::to_vec(self, "a display form")?;
        // What is signed is what a receiver will accept: a form put together in code is checked like any other.
        from_cbor(&payload)?;
        Ok(Unsigned { purpose: Purpose::DisplayForm, payload: &payload }.sign(signer)?)
    }

    /// Opens a signed form with its body's key and checks it.
    pub fn open(bytes: &[u8], key: &dyn Verifier) -> Result<Self, FormError> {
        within(bytes)?;
        from_cbor(Sign1::parse(bytes)?.open(Purpose::DisplayForm, key)?.payload())
    }

    /// The form for a kind at a moment: of those already in force, the one of the highest version.
    pub fn choose<'a>(forms: &'a [Self], doc_type: &DocType, now: Timestamp) -> Option<&'a Self> {
        let fits = |form: &&Self| form.doc_type == *doc_type && form.dated.start() <= now;
        forms.iter().filter(fits).max_by_key(|form| (form.version, form.dated))
    }

    /// The forms that come with the library, for a start: identity card, driver's licence, birth certificate.
    pub fn built_in() -> Vec<Self> {
        // Each is checked by a test; a damaged one would be left out, not shown wrong.
        BUILT_IN.iter().filter_map(|json| Self::from_json(json.as_bytes()).ok()).collect()
    }

    /// The places that say something this library does not know and passes over.
    pub fn not_understood(&self) -> &[String] {
        &self.not_understood
    }
}

impl Source {
    /// The elements to look for, best first.
    pub fn candidates(&self, language: Language) -> impl Iterator<Item = &str> {
        let list = match self {
            Self::One(one) => [one.as_str(), "", ""],
            Self::ByLanguage(LocalText { kk, ru, en }) => match language {
                Language::Kazakh => [kk.as_str(), ru, en],
                Language::Russian => [ru.as_str(), kk, en],
                Language::English => [en.as_str(), ru, kk],
            },
        };
        list.into_iter().filter(|identifier| !identifier.is_empty())
    }
}

fn from_cbor(payload: &[u8]) -> Result<Form, FormError> {
    check::form(&cbor::from_slice::<Node>(payload, MAX_FORM_BYTES, "a display form")?)
}

fn within(bytes: &[u8]) -> Result<(), FormError> {
    if bytes.len() > MAX_FORM_BYTES {
        return Err(FormError::TooLarge { found: bytes.len(), limit: MAX_FORM_BYTES });
    }
    Ok(())
}

fn doc_type<S: Serializer>(value: &DocType, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(value.as_str())
}

fn values<S: Serializer>(values: &[(String, LocalText)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(values.iter().map(|(value, name)| (value, name)))
}

const BUILT_IN: [&str; 3] = [
    include_str!("forms/identity_card.json"),
    include_str!("forms/driving_licence.json"),
    include_str!("forms/birth_certificate.json"),
];
