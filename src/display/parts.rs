//! What a view is made of.

use super::latin::Alphabet;
use super::vocabulary::{Emphasis, Place, Span, Tone};
use crate::document::ElementValue;
use crate::limits::MAX_PORTRAIT_BYTES;

/// A mark of state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// A stable name: that of what it marks, or the form's own.
    pub id: String,
    /// What it marks.
    pub kind: BadgeKind,
    /// How it is meant to feel.
    pub tone: Tone,
    /// Its words.
    pub text: String,
}

/// What a badge marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BadgeKind {
    /// Valid today and for longer than the form warns of.
    Valid,
    /// Valid, with so many days after today.
    ExpiresIn(u32),
    /// Valid today and no longer.
    LastDay,
    /// Its last day is past.
    Expired,
    /// Its first day is to come.
    NotYet,
    /// The document itself goes on, but its signed data are past their time and must be fetched anew.
    UpdateNeeded,
    /// It was revoked since it was verified.
    Revoked,
    /// The subject is under 18, by the date of birth in the document.
    Minor,
    /// A mark of the form's own; its id says which.
    OfForm,
}

/// A picture: a portrait, a signature.
#[derive(Clone, PartialEq, Eq)]
pub struct Portrait {
    /// The picture as the issuer signed it.
    pub bytes: Vec<u8>,
    /// `image/jpeg` or `image/png`, by its first bytes.
    pub media_type: String,
    /// What it is, for those who do not see it.
    pub description: String,
}

/// A group of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The stable name the form gives it.
    pub id: String,
    /// A heading, where there is one.
    pub title: Option<String>,
    /// Where it stands.
    pub place: Place,
    /// Its rows: one or more.
    pub rows: Vec<Row>,
}

/// A label and a value.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// The stable name the form gives it.
    pub id: String,
    /// What the value is.
    pub label: String,
    /// The value in words; of a table or of persons, all of it in words.
    pub value: String,
    /// What stands in its place until it is tapped; none where it is seen at once.
    pub masked: Option<String>,
    /// The row as a screen reader says it, a masked value left out.
    pub spoken: String,
    /// How much it stands out.
    pub emphasis: Emphasis,
    /// How much of the width it asks for.
    pub span: Span,
    /// What the value is, for the choice of figures and for tables.
    pub kind: RowKind,
}

/// What a value is.
#[derive(Clone, PartialEq, Eq)]
pub enum RowKind {
    /// Words.
    Text,
    /// A date.
    Date,
    /// An IIN, grouped.
    Iin,
    /// A number.
    Number,
    /// A phone number, grouped.
    Phone,
    /// A table.
    Table(Table),
    /// Persons.
    Persons(Persons),
    /// There is no value, and a dash says so.
    Missing,
}

/// A table: every line has as many cells as there are columns.
#[derive(Clone, PartialEq, Eq)]
pub struct Table {
    /// Headings.
    pub columns: Vec<String>,
    /// Lines of cells.
    pub lines: Vec<Vec<String>>,
    /// Lines that are there and not shown.
    pub more: u32,
}

/// Several persons.
#[derive(Clone, PartialEq, Eq)]
pub struct Persons {
    /// Each with a name and what is said of them.
    pub members: Vec<Person>,
    /// Persons who are there and not shown.
    pub more: u32,
}

/// One of several persons.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: String,
    /// What is said of them.
    pub lines: Vec<Line>,
}

/// A label and a value under a person's name.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    /// What the value is.
    pub label: String,
    /// The value in words.
    pub value: String,
}

/// A statement of law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its words.
    pub text: String,
    /// The clause it rests on.
    pub clause: String,
}

impl Portrait {
    /// What a screen can show: JPEG and PNG. JPEG 2000, which ISO/IEC 18013-5 §7.2.1 allows too, it cannot.
    pub(super) fn of(value: &ElementValue, description: &str) -> Option<Self> {
        let bytes = value.as_bytes().filter(|bytes| bytes.len() <= MAX_PORTRAIT_BYTES)?;
        let media_type = match bytes {
            [0xff, 0xd8, 0xff, ..] => "image/jpeg",
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => "image/png",
            _ => return None,
        };
        Some(Self {
            bytes: bytes.to_vec(),
            media_type: media_type.to_owned(),
            description: description.to_owned(),
        })
    }
}

impl Row {
    /// Its Kazakh letters written in Latin ones; figures stay as they are, whatever letters stand among them.
    pub(super) fn in_letters_of(&mut self, alphabet: &Alphabet) {
        let write = |text: &mut String| alphabet.rewrite(text);
        let figures = matches!(self.kind, RowKind::Number | RowKind::Iin | RowKind::Phone);
        // What a screen reader says ends in the value, which is then left as it is.
        let spoken = self.spoken.strip_suffix(&self.value).filter(|_| figures).map(str::to_owned);
        write(&mut self.label);
        if let Some(mut label) = spoken {
            write(&mut label);
            self.spoken = format!("{label}{}", self.value);
        } else {
            write(&mut self.spoken);
        }
        if figures {
            return;
        }
        write(&mut self.value);
        match &mut self.kind {
            RowKind::Table(table) => {
                table.columns.iter_mut().chain(table.lines.iter_mut().flatten()).for_each(write);
            }
            RowKind::Persons(persons) => {
                for person in &mut persons.members {
                    write(&mut person.name);
                    for line in &mut person.lines {
                        write(&mut line.label);
                        write(&mut line.value);
                    }
                }
            }
            _ => {}
        }
    }
}

impl BadgeKind {
    /// Its stable name; of a form's own mark, that of all such.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::ExpiresIn(_) => "expires_in",
            Self::LastDay => "last_day",
            Self::Expired => "expired",
            Self::NotYet => "not_yet",
            Self::UpdateNeeded => "update_needed",
            Self::Revoked => "revoked",
            Self::Minor => "minor",
            Self::OfForm => "of_form",
        }
    }

    /// How it is meant to feel; of a form's own mark, what the form says instead.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Valid => Tone::Good,
            Self::ExpiresIn(_) | Self::LastDay | Self::UpdateNeeded => Tone::Warning,
            Self::Expired | Self::NotYet | Self::Revoked => Tone::Bad,
            Self::Minor | Self::OfForm => Tone::Neutral,
        }
    }
}

impl core::fmt::Debug for Row {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.id)
    }
}

impl core::fmt::Debug for Portrait {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Portrait(…)")
    }
}

impl core::fmt::Debug for RowKind {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("RowKind(…)")
    }
}

impl core::fmt::Debug for Table {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Table({} lines)", self.lines.len())
    }
}

impl core::fmt::Debug for Persons {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Persons({})", self.members.len())
    }
}

impl core::fmt::Debug for Person {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Person(…)")
    }
}

impl core::fmt::Debug for Line {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.label)
    }
}
