use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::fault::FormError;
use super::node::Node;
use super::vocabulary::{Emphasis, Format, Place, Reveal, Scheme, SeenBy, Span, State, Tone, WhenMissing};
use super::{built_in, check, locate};
use crate::cbor;
use crate::cose::{CoseError, Opened, Purpose, Sign1, Signer, Unsigned, Verifier};
use crate::id::DocType;
use crate::limits::MAX_FORM_BYTES;
use crate::text::{Language, LocalText};
use crate::time::{Date, Timestamp};

/// How a kind of document is displayed: set by the authorised body (352/9), so data and not code. Authored as JSON, sent
/// as deterministic CBOR signed for [`Purpose::DisplayForm`], versioned and dated.
///
/// What a form of a later library says beyond this one is passed over, and [`Form::not_understood`] names it: an unknown
/// format shows as text, an unknown colour scheme as the state's, an unknown emphasis as none. Never does it show more to
/// anybody: what has an unknown audience or an unknown condition is shown to the holder alone, a mark with an unknown
/// condition not at all, and a value whose way of being revealed is unknown waits for a tap. A form that would be wrong
/// when shown so says the least level of the language it needs, and an older library keeps to the form before it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Form {
    /// The kind it is for.
    #[serde(serialize_with = "doc_type")]
    pub doc_type: DocType,
    /// Counts the editions of this kind's form, from 1.
    pub version: u32,
    /// The level of the form language it is written in; [`Form::LEVEL`] is this library's.
    #[serde(skip_serializing_if = "is_first")]
    pub level: u32,
    /// The least level that shows it as it must be shown; a library below refuses it ([`FormError::Later`]).
    #[serde(skip_serializing_if = "is_first")]
    pub least_level: u32,
    /// The first day it holds, local time.
    pub dated: Date,
    /// The last day it holds, itself included; without one, until another takes its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
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
    /// The element that holds a picture of the subject's signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// The element that holds the subject's date of birth: where it is disclosed, minors are marked as such.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<String>,
    /// How long such a document is valid; without it, for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validity: Option<FormValidity>,
    /// What the law says of the document's force (352/2.8).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<FormStatement>,
    /// Marks of its own, beside those of validity and minority.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub badges: Vec<FormBadge>,
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

/// A mark that stands where its condition holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormBadge {
    /// A stable name, unique in the form.
    pub id: String,
    /// Its words.
    pub text: LocalText,
    /// How it is meant to feel.
    pub tone: Tone,
    /// When it stands.
    pub when: Condition,
}

/// When something is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// The element is there and holds something, or is not. That it is not there proves nothing of the document: its
    /// holder may have kept it back. So what is good for the holder rests on what is there.
    Present {
        /// Which element.
        element: String,
        /// Whether it must be there.
        present: bool,
    },
    /// The element is one of these: texts as they are, numbers and yes or no as they are written (`3`, `true`).
    Is {
        /// Which element.
        element: String,
        /// What it may be.
        values: Vec<String>,
    },
    /// The document is in one of these states.
    State(Vec<State>),
    /// The subject is under 18 by the date of birth, or is not.
    Minor(bool),
    /// A condition of a later library: it holds for no mark, and for rows and sections only before the holder.
    Unknown,
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
    /// When it is shown; without one, always.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
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
    /// Whether it is seen at once.
    pub reveal: Reveal,
    /// When it is shown; without one, always.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// The label as a screen reader says it, where it differs.
    #[serde(skip_serializing_if = "LocalText::is_empty")]
    pub spoken: LocalText,
    /// Of a number: what stands after it.
    #[serde(skip_serializing_if = "LocalText::is_empty")]
    pub unit: LocalText,
    /// Of an enumeration: each value with its name.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "values")]
    pub values: Vec<(String, LocalText)>,
    /// Of a table or of persons: its columns.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<FormColumn>,
}

/// One column of a table, or one thing said of each person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormColumn {
    /// The member of each of the list's maps.
    pub key: Source,
    /// Its heading.
    pub label: LocalText,
    /// How its cells are written; a table in a table shows as text.
    pub format: Format,
    /// Of an enumeration: each value with its name.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "values")]
    pub values: Vec<(String, LocalText)>,
}

/// Where a value comes from: one element, one a language, or several joined by spaces, such as the parts of a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Source {
    /// The same in every language.
    One(String),
    /// One a language.
    ByLanguage(ByLanguage),
    /// Several, in order; what is not there is left out.
    Joined(Vec<Source>),
}

/// An element for each language. A language whose element is not there takes the next in the order of [`LocalText`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ByLanguage {
    /// For Kazakh.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kk: String,
    /// For Russian.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub ru: String,
    /// For English.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub en: String,
    /// For Kazakh in Latin letters: the spelling a register has. Without it the Kazakh is transliterated.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kk_latin: String,
}

impl Form {
    /// The level of the form language this library shows.
    pub const LEVEL: u32 = 1;

    /// Reads and checks a form in JSON; a mistake is named with its line.
    pub fn from_json(json: &[u8]) -> Result<Self, FormError> {
        within(json)?;
        let node: Node = serde_json::from_slice(json)
            .map_err(|error| FormError::Json { line: error.line(), column: error.column() })?;
        check::form(&node).map_err(|error| match error {
            FormError::At { line: None, place, fault } => {
                FormError::At { line: locate::line(json, &place), place, fault }
            }
            other => other,
        })
    }

    /// The line of a place in a form's JSON, from 1: where [`Form::not_understood`] stands.
    pub fn line_of(json: &[u8], place: &str) -> Option<u32> {
        locate::line(json, place)
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
        if let Some(place) = from_cbor(&payload)?.not_understood.first() {
            return Err(FormError::NotUnderstood { place: place.clone() });
        }
        Ok(Unsigned { purpose: Purpose::DisplayForm, payload: &payload }.sign(signer)?)
    }

    /// Opens a signed form with its body's key and checks it.
    pub fn open(bytes: &[u8], key: &dyn Verifier) -> Result<Self, FormError> {
        within(bytes)?;
        from_cbor(Sign1::parse(bytes)?.open(Purpose::DisplayForm, key)?.payload())
    }

    /// Reads a form that was opened, by whoever found its signer, for [`Purpose::DisplayForm`].
    pub fn read(opened: &Opened<'_>) -> Result<Self, FormError> {
        if opened.purpose() != Purpose::DisplayForm {
            let found = opened.purpose().name().to_owned();
            return Err(CoseError::Purpose { found, wanted: Purpose::DisplayForm.name() }.into());
        }
        from_cbor(opened.payload())
    }

    /// The form for a kind at a moment: of those in force, the one of the highest version.
    pub fn choose<'a>(forms: &'a [Self], doc_type: &DocType, now: Timestamp) -> Option<&'a Self> {
        let fits = |form: &&Self| {
            form.doc_type == *doc_type
                && form.dated.start() <= now
                && form.until.is_none_or(|last| now < last.end())
        };
        forms.iter().filter(fits).max_by_key(|form| (form.version, form.dated))
    }

    /// The forms that come with the library, for a start: one for each of its kinds.
    pub fn built_in() -> Vec<Self> {
        built_in::forms()
    }

    /// The elements it asks for that are not among `known`, each with its place: a slip of the pen shows as a row that is
    /// never there.
    pub fn unknown_elements(&self, known: &[String]) -> Vec<(String, String)> {
        let mut asked: Vec<(String, String)> = Vec::new();
        let mut ask = |place: String, element: &str| asked.push((place, element.to_owned()));
        let single =
            [("portrait", &self.portrait), ("signature", &self.signature), ("birth_date", &self.birth_date)];
        for (place, element) in single {
            if let Some(element) = element {
                ask(place.to_owned(), element);
            }
        }
        if let Some(validity) = &self.validity {
            if let Some(from) = &validity.from {
                ask("validity.from".into(), from);
            }
            ask("validity.until".into(), &validity.until);
        }
        for (index, badge) in self.badges.iter().enumerate() {
            badge
                .when
                .element()
                .into_iter()
                .for_each(|element| ask(format!("badges[{index}].when"), element));
        }
        for (at, section) in self.sections.iter().enumerate() {
            let when = section.when.iter().filter_map(Condition::element);
            when.for_each(|element| ask(format!("sections[{at}].when"), element));
            for (index, row) in section.rows.iter().enumerate() {
                let place = format!("sections[{at}].rows[{index}]");
                row.element.elements().iter().for_each(|element| ask(format!("{place}.element"), element));
                let when = row.when.iter().filter_map(Condition::element);
                when.for_each(|element| ask(format!("{place}.when"), element));
            }
        }
        asked.retain(|(_, element)| !known.contains(element));
        asked
    }

    /// The places that say something this library does not know and passes over.
    pub fn not_understood(&self) -> &[String] {
        &self.not_understood
    }
}

impl Source {
    /// Of one element or one a language: the elements to look for, best first. Of several joined: those of the first.
    pub fn candidates(&self, language: Language, latin: bool) -> impl Iterator<Item = &str> {
        let list = match self {
            Self::One(one) => [one.as_str(), "", "", ""],
            Self::ByLanguage(ByLanguage { kk, ru, en, kk_latin }) => match language {
                Language::Kazakh if latin => [kk_latin.as_str(), kk, ru, en],
                Language::Kazakh => [kk.as_str(), ru, en, ""],
                Language::Russian => [ru.as_str(), kk, en, ""],
                Language::English => [en.as_str(), ru, kk, ""],
            },
            // A join within a join is refused by the checker.
            Self::Joined(_) => [""; 4],
        };
        list.into_iter().filter(|identifier| !identifier.is_empty())
    }

    /// Its parts: itself, or what it joins.
    pub fn parts(&self) -> &[Self] {
        if let Self::Joined(parts) = self { parts } else { core::slice::from_ref(self) }
    }

    /// Every element it names, in any language.
    pub fn elements(&self) -> Vec<&str> {
        self.parts().iter().flat_map(Self::named).filter(|element| !element.is_empty()).collect()
    }

    fn named(&self) -> [&str; 4] {
        match self {
            Self::One(one) => [one.as_str(), "", "", ""],
            Self::ByLanguage(ByLanguage { kk, ru, en, kk_latin }) => [kk.as_str(), ru, en, kk_latin],
            Self::Joined(_) => [""; 4],
        }
    }
}

impl Condition {
    /// The element it looks at, where it looks at one.
    pub fn element(&self) -> Option<&str> {
        match self {
            Self::Present { element, .. } | Self::Is { element, .. } => Some(element),
            Self::State(_) | Self::Minor(_) | Self::Unknown => None,
        }
    }
}

/// As a form writes it.
impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            Self::Present { element, present } => {
                map.serialize_entry("element", element)?;
                map.serialize_entry("present", present)?;
            }
            Self::Is { element, values } => {
                map.serialize_entry("element", element)?;
                map.serialize_entry("is", values)?;
            }
            Self::State(states) => map.serialize_entry("state", states)?,
            Self::Minor(minor) => map.serialize_entry("minor", minor)?,
            Self::Unknown => {}
        }
        map.end()
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // What serde hands over.
fn is_first(level: &u32) -> bool {
    *level == 1
}

pub(super) fn from_cbor(payload: &[u8]) -> Result<Form, FormError> {
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
