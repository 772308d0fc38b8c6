use qujat::display::{self, Look, Standing};

use crate::InputException;
use crate::values::{Audience, Language};

/// A verified document as a screen shows it: a tree that never changes, everything in it localised and formatted. Draw it
/// with a `switch` and decide nothing.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct ViewModel {
    /// The kind of document.
    pub doc_type: String,
    /// The version of the display form it follows (352/9).
    pub form_version: u32,
    /// Colours by meaning: `state`, `identity`, `driving`, `civil`, `health`, `education`, `social`.
    pub colours: String,
    /// The document's name.
    pub title: String,
    /// The issuing body.
    pub issuer: String,
    /// Marks of state.
    pub badges: Vec<ViewBadge>,
    /// Until when it is valid, in words.
    pub validity: String,
    /// The portrait, where there is one.
    pub portrait: Option<ViewPortrait>,
    /// A picture of the subject's signature, where there is one.
    pub signature: Option<ViewPortrait>,
    /// Its sections.
    pub sections: Vec<ViewSection>,
    /// A statement of law, with its clause (352/2.8).
    pub statement: Option<ViewStatement>,
    /// Who signed it, in words.
    pub signed_by: Option<String>,
    /// When this view was made, local time, in words.
    pub shown_at: String,
    /// The whole document in sentences, for a screen reader.
    pub accessibility: String,
}

/// A mark of state.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ViewBadge {
    /// A stable name: that of what it marks, or the form's own.
    pub id: String,
    /// What it marks.
    pub kind: ViewBadgeKind,
    /// How it is meant to feel.
    pub tone: ViewTone,
    /// Its words.
    pub text: String,
}

/// What a badge marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ViewBadgeKind {
    /// Valid today and for longer than the form warns of.
    Valid,
    /// Valid, with so many days after today.
    ExpiresIn {
        /// Days after today.
        days: u32,
    },
    /// Valid today and no longer.
    LastDay,
    /// Its last day is past.
    Expired,
    /// Its first day is to come.
    NotYet,
    /// The signed data are past their time and must be fetched anew.
    UpdateNeeded,
    /// It was revoked since it was verified.
    Revoked,
    /// The subject is under 18.
    Minor,
    /// A mark of the form's own; its `id` says which.
    OfForm,
}

/// How a badge is meant to feel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ViewTone {
    /// All is well.
    Good,
    /// Something will be needed.
    Warning,
    /// Not to be relied on.
    Bad,
    /// Said for information.
    Neutral,
}

/// A picture: a portrait, a signature.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ViewPortrait {
    /// The picture as the issuer signed it.
    pub bytes: Vec<u8>,
    /// `image/jpeg` or `image/png`.
    pub media_type: String,
    /// What it is, for those who do not see it.
    pub description: String,
}

/// A group of rows.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ViewSection {
    /// A stable name.
    pub id: String,
    /// A heading, where there is one.
    pub title: Option<String>,
    /// Whether it stands beside the portrait; else below.
    pub beside_portrait: bool,
    /// Its rows, one or more.
    pub rows: Vec<ViewRow>,
}

/// A label and a value.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ViewRow {
    /// A stable name.
    pub id: String,
    /// What the value is.
    pub label: String,
    /// The value in words; of a table or of persons, all of it in words.
    pub value: String,
    /// What stands in the value's place until it is tapped; absent where it is seen at once.
    pub masked: Option<String>,
    /// The row as a screen reader says it, a masked value left out.
    pub accessibility: String,
    /// How much it stands out.
    pub emphasis: ViewEmphasis,
    /// Whether half the width is enough for it.
    pub half_width: bool,
    /// What the value is.
    pub kind: ViewRowKind,
}

/// How much a row stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ViewEmphasis {
    /// As most.
    Normal,
    /// What the eye should meet first.
    Strong,
    /// What is there for completeness.
    Quiet,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum ViewRowKind {
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
    /// A table: every line has as many cells as there are columns.
    Table {
        /// Headings.
        columns: Vec<String>,
        /// Lines of cells.
        lines: Vec<Vec<String>>,
        /// Lines that are there and not shown.
        more: u32,
    },
    /// Several persons.
    Persons {
        /// Each with a name and what is said of them.
        members: Vec<ViewPerson>,
        /// Persons who are there and not shown.
        more: u32,
    },
    /// There is no value, and a dash says so.
    Missing,
}

/// One of several persons.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ViewPerson {
    /// The name.
    pub name: String,
    /// What is said of them.
    pub lines: Vec<ViewLine>,
}

/// A label and a value under a person's name.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ViewLine {
    /// What the value is.
    pub label: String,
    /// The value in words.
    pub value: String,
}

/// How else a document is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, uniffi::Record)]
pub struct ViewOptions {
    /// Kazakh in Latin letters by this alphabet; says nothing of other languages.
    #[uniffi(default = None)]
    pub latin: Option<KazakhLatin>,
    /// Whether verifying the document again said that it was revoked: to its holder it is still shown, marked as such.
    #[uniffi(default = false)]
    pub revoked: bool,
    /// Whether what waits for a tap is shown at once: on a card its holder prints.
    #[uniffi(default = false)]
    pub revealed: bool,
}

/// An alphabet for Kazakh in Latin letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum KazakhLatin {
    /// Decree of the President № 637 of 19.02.2018: `á ǵ ı ń ó sh ch ý ú`.
    Decree,
    /// The draft shown on 28.01.2021, not enacted: `ä ğ ı ñ ö ş ū ü`.
    Draft,
}

/// A statement of law.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ViewStatement {
    /// Its words.
    pub text: String,
    /// The clause it rests on.
    pub clause: String,
}

/// A display form: the authorised body's data on how a kind of document looks (352/9).
#[derive(uniffi::Object)]
pub struct DisplayForm(pub(crate) display::Form);

#[uniffi::export]
impl DisplayForm {
    /// Reads a form as it is authored, in JSON. For previews: what it says is not signed.
    #[uniffi::constructor]
    pub fn from_json(json: String) -> Result<Self, InputException> {
        Ok(Self(display::Form::from_json(json.as_bytes())?))
    }

    /// The kind of document it is for.
    pub fn doc_type(&self) -> String {
        self.0.doc_type.as_str().to_owned()
    }

    /// What in it this version of the library does not know and shows plainly instead.
    pub fn not_understood(&self) -> Vec<String> {
        self.0.not_understood().to_vec()
    }
}

pub(crate) fn view(
    document: &qujat::verify::Verified,
    form: &display::Form,
    language: Language,
    audience: Audience,
    now: qujat::time::Timestamp,
    options: Option<ViewOptions>,
) -> Result<display::ViewModel, InputException> {
    let ViewOptions { latin, revoked, revealed } = options.unwrap_or_default();
    let alphabet = latin.and_then(KazakhLatin::alphabet);
    let standing = if revoked { Standing::Revoked } else { Standing::AsVerified };
    let look = Look { standing, latin: alphabet.as_ref(), ..Look::new(language, audience, now) };
    let view = display::ViewModel::of(document, form, &look)?;
    Ok(if revealed { view.revealed() } else { view })
}

impl KazakhLatin {
    pub(crate) fn alphabet(self) -> Option<display::Alphabet> {
        match self {
            Self::Decree => display::Alphabet::decree_2018(),
            Self::Draft => display::Alphabet::draft_2021(),
        }
    }
}

impl From<&display::ViewModel> for ViewModel {
    fn from(model: &display::ViewModel) -> Self {
        Self {
            doc_type: model.doc_type().as_str().to_owned(),
            form_version: model.form_version(),
            colours: model.colours().word().to_owned(),
            title: model.title().to_owned(),
            issuer: model.issuer().to_owned(),
            badges: model.badges().iter().map(ViewBadge::from).collect(),
            validity: model.validity().to_owned(),
            portrait: model.portrait().map(ViewPortrait::from),
            signature: model.signature().map(ViewPortrait::from),
            sections: model.sections().iter().map(ViewSection::from).collect(),
            statement: model.statement().map(|statement| ViewStatement {
                text: statement.text.clone(),
                clause: statement.clause.clone(),
            }),
            signed_by: model.signed_by().map(str::to_owned),
            shown_at: model.shown_at().to_owned(),
            accessibility: model.accessibility(),
        }
    }
}

impl From<&display::Portrait> for ViewPortrait {
    fn from(picture: &display::Portrait) -> Self {
        Self {
            bytes: picture.bytes.clone(),
            media_type: picture.media_type.clone(),
            description: picture.description.clone(),
        }
    }
}

impl From<&display::Badge> for ViewBadge {
    fn from(badge: &display::Badge) -> Self {
        use display::{BadgeKind, Tone};

        Self {
            id: badge.id.clone(),
            kind: match badge.kind {
                BadgeKind::Valid => ViewBadgeKind::Valid,
                BadgeKind::ExpiresIn(days) => ViewBadgeKind::ExpiresIn { days },
                BadgeKind::LastDay => ViewBadgeKind::LastDay,
                BadgeKind::Expired => ViewBadgeKind::Expired,
                BadgeKind::NotYet => ViewBadgeKind::NotYet,
                BadgeKind::UpdateNeeded => ViewBadgeKind::UpdateNeeded,
                BadgeKind::Revoked => ViewBadgeKind::Revoked,
                BadgeKind::Minor => ViewBadgeKind::Minor,
                BadgeKind::OfForm => ViewBadgeKind::OfForm,
            },
            tone: match badge.tone {
                Tone::Good => ViewTone::Good,
                Tone::Warning => ViewTone::Warning,
                Tone::Bad => ViewTone::Bad,
                Tone::Neutral => ViewTone::Neutral,
            },
            text: badge.text.clone(),
        }
    }
}

impl From<&display::Section> for ViewSection {
    fn from(section: &display::Section) -> Self {
        Self {
            id: section.id.clone(),
            title: section.title.clone(),
            beside_portrait: section.place == display::Place::BesidePortrait,
            rows: section.rows.iter().map(ViewRow::from).collect(),
        }
    }
}

impl From<&display::Row> for ViewRow {
    fn from(row: &display::Row) -> Self {
        use display::{Emphasis, RowKind};

        Self {
            id: row.id.clone(),
            label: row.label.clone(),
            value: row.value.clone(),
            masked: row.masked.clone(),
            accessibility: row.spoken.clone(),
            emphasis: match row.emphasis {
                Emphasis::Normal => ViewEmphasis::Normal,
                Emphasis::Strong => ViewEmphasis::Strong,
                Emphasis::Quiet => ViewEmphasis::Quiet,
            },
            half_width: row.span == display::Span::Half,
            kind: match &row.kind {
                RowKind::Text => ViewRowKind::Text,
                RowKind::Date => ViewRowKind::Date,
                RowKind::Iin => ViewRowKind::Iin,
                RowKind::Number => ViewRowKind::Number,
                RowKind::Phone => ViewRowKind::Phone,
                RowKind::Persons(persons) => ViewRowKind::Persons {
                    members: persons.members.iter().map(ViewPerson::from).collect(),
                    more: persons.more,
                },
                RowKind::Table(table) => ViewRowKind::Table {
                    columns: table.columns.clone(),
                    lines: table.lines.clone(),
                    more: table.more,
                },
                RowKind::Missing => ViewRowKind::Missing,
            },
        }
    }
}

impl From<&display::Person> for ViewPerson {
    fn from(person: &display::Person) -> Self {
        let line = |line: &display::Line| ViewLine { label: line.label.clone(), value: line.value.clone() };
        Self { name: person.name.clone(), lines: person.lines.iter().map(line).collect() }
    }
}
