use thiserror::Error;

use super::clean::clean;
use super::form::{Emphasis, Form, FormRow, FormValidity, Place, Scheme, SeenBy, Span, WhenMissing};
use super::{value, words};
use crate::document::{Claims, ElementValue};
use crate::id::DocType;
use crate::limits::MAX_PORTRAIT_BYTES;
use crate::text::Language;
use crate::time::{Date, Timestamp, Validity};
use crate::verify::Verified;

/// A verified document as a screen shows it: a tree that never changes, everything in it localised, formatted and made
/// fit to be looked at. A screen walks it with a `switch` and decides nothing.
///
/// Private fields and one constructor, which takes a [`Verified`]: a document that failed verification cannot come to
/// look like one that passed (352/14: shown only after the received data checked out).
#[derive(Clone, PartialEq)]
pub struct ViewModel {
    language: Language,
    audience: Audience,
    doc_type: DocType,
    form_version: u32,
    colours: Scheme,
    title: String,
    issuer: String,
    badges: Vec<Badge>,
    validity: String,
    portrait: Option<Portrait>,
    sections: Vec<Section>,
    statement: Option<Statement>,
    signed_by: Option<String>,
    shown_at: String,
}

/// Who is looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Whose document it is, or who stands in for them.
    Holder,
    /// Somebody it was shown to.
    ThirdParty,
}

/// A mark of state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// What it marks.
    pub kind: BadgeKind,
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
    /// The subject is under 18, by the date of birth in the document.
    Minor,
}

/// How a badge is meant to feel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// All is well.
    Good,
    /// Something will be needed.
    Warning,
    /// Not to be relied on.
    Bad,
    /// Said for information.
    Neutral,
}

/// A portrait.
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
    /// The value in words; of a table, the table in words.
    pub value: String,
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
    /// A table.
    Table(Table),
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

/// A statement of law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its words.
    pub text: String,
    /// The clause it rests on.
    pub clause: String,
}

/// Why a document was not shown.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ViewError {
    /// The form is for another kind.
    #[error("the form is for {form}, the document is {document}")]
    OtherKind {
        /// The form's docType.
        form: String,
        /// The document's.
        document: String,
    },
}

impl ViewModel {
    /// The document as `form` shows it to `audience` in `language` at `now`.
    pub fn new(
        document: &Verified,
        form: &Form,
        language: Language,
        audience: Audience,
        now: Timestamp,
    ) -> Result<Self, ViewError> {
        if form.doc_type != *document.doc_type() {
            return Err(ViewError::OtherKind {
                form: form.doc_type.as_str().to_owned(),
                document: document.doc_type().as_str().to_owned(),
            });
        }
        let claims = document.claims();
        let words_of = |text: &crate::text::LocalText| clean(text.in_language(language)).into_owned();
        let (state, validity) = state(form.validity.as_ref(), claims, document.validity(), language, now);
        let born = form.birth_date.as_deref().and_then(|element| value::date(claims.find(element)?));
        // The first moment of majority is 00:00 local time on the 18th birthday.
        let minor = born.is_some_and(|born| now < born.plus_years(18).start());
        let badge = |kind| Badge { kind, text: words::badge(kind, language) };
        let sections = form.sections.iter().filter_map(|section| {
            let rows: Vec<Row> = section
                .rows
                .iter()
                .filter(|row| is_seen(row.seen_by, audience))
                .filter_map(|row| show_row(row, claims, language))
                .collect();
            let title = Some(words_of(&section.title)).filter(|title| !title.is_empty());
            (!rows.is_empty()).then(|| Section { id: section.id.clone(), title, place: section.place, rows })
        });
        let signer = words_of(&document.issuer().name);
        Ok(Self {
            language,
            audience,
            doc_type: form.doc_type.clone(),
            form_version: form.version,
            colours: form.colours,
            title: words_of(&form.title),
            issuer: if form.issuer.is_empty() { signer.clone() } else { words_of(&form.issuer) },
            badges: [Some(state), minor.then_some(BadgeKind::Minor)]
                .into_iter()
                .flatten()
                .map(badge)
                .collect(),
            validity,
            portrait: form.portrait.as_deref().and_then(|element| portrait(claims.find(element)?, language)),
            sections: sections.collect(),
            statement: form.statement.as_ref().map(|statement| Statement {
                text: words_of(&statement.text),
                clause: statement.clause.clone(),
            }),
            signed_by: (!signer.is_empty()).then(|| words::signed_by(&signer, language)),
            shown_at: words::shown_at(now, language),
        })
    }

    /// The language of every text.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Whom it is for.
    pub fn audience(&self) -> Audience {
        self.audience
    }

    /// The kind of document.
    pub fn doc_type(&self) -> &DocType {
        &self.doc_type
    }

    /// The version of the form it follows.
    pub fn form_version(&self) -> u32 {
        self.form_version
    }

    /// Its colours, by meaning.
    pub fn colours(&self) -> Scheme {
        self.colours
    }

    /// The name of the document.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The body that issues such documents, or signed this one.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The state of the document, then other marks. Never empty.
    pub fn badges(&self) -> &[Badge] {
        &self.badges
    }

    /// How long it is valid, to the day.
    pub fn validity(&self) -> &str {
        &self.validity
    }

    /// The portrait, where there is one in a format that can be shown.
    pub fn portrait(&self) -> Option<&Portrait> {
        self.portrait.as_ref()
    }

    /// What is shown, in order.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// What the law says of its force (352/2.8).
    pub fn statement(&self) -> Option<&Statement> {
        self.statement.as_ref()
    }

    /// Who signed it, by the trust material: `Подписано: МВД Республики Казахстан`.
    pub fn signed_by(&self) -> Option<&str> {
        self.signed_by.as_deref()
    }

    /// When this was shown, local time (1277/10).
    pub fn shown_at(&self) -> &str {
        &self.shown_at
    }

    /// The whole document in sentences, for a screen reader.
    pub fn accessibility(&self) -> String {
        let mut sentences = vec![self.title.as_str(), &self.issuer];
        sentences.extend(self.badges.iter().map(|badge| badge.text.as_str()));
        sentences.push(&self.validity);
        sentences.extend(self.portrait.as_ref().map(|portrait| portrait.description.as_str()));
        let mut rows = Vec::new();
        for section in &self.sections {
            rows.extend(section.title.clone());
            rows.extend(section.rows.iter().map(Row::accessibility));
        }
        sentences.extend(rows.iter().map(String::as_str));
        sentences.extend(self.statement.as_ref().map(|statement| statement.text.as_str()));
        sentences.extend(self.signed_by.as_deref());
        let mut out = String::new();
        for sentence in sentences.into_iter().filter(|sentence| !sentence.is_empty()) {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(sentence);
            if !sentence.ends_with(['.', '…', '!', '?']) {
                out.push('.');
            }
        }
        out
    }
}

impl Row {
    /// The row in words, for a screen reader.
    pub fn accessibility(&self) -> String {
        format!("{}: {}", self.label, self.value)
    }
}

impl BadgeKind {
    /// How it is meant to feel.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Valid => Tone::Good,
            Self::ExpiresIn(_) | Self::LastDay | Self::UpdateNeeded => Tone::Warning,
            Self::Expired | Self::NotYet => Tone::Bad,
            Self::Minor => Tone::Neutral,
        }
    }
}

fn is_seen(by: SeenBy, audience: Audience) -> bool {
    match by {
        SeenBy::All => true,
        SeenBy::Holder => audience == Audience::Holder,
        SeenBy::ThirdParty => audience == Audience::ThirdParty,
    }
}

fn show_row(row: &FormRow, claims: &Claims, language: Language) -> Option<Row> {
    let shown = row
        .element
        .candidates(language)
        .find_map(|element| value::show(claims.find(element)?, row, language));
    let (value, kind) = match (shown, row.when_missing) {
        (Some(shown), _) => shown,
        (None, WhenMissing::Dash) => (value::DASH.to_owned(), RowKind::Missing),
        (None, WhenMissing::Hide) => return None,
    };
    Some(Row {
        id: row.id.clone(),
        label: clean(row.label.in_language(language)).into_owned(),
        value,
        emphasis: row.emphasis,
        span: row.span,
        kind,
    })
}

/// The state at `now` and the words on validity. What the document says of itself goes before the window of the issuer's
/// signature, which is shorter where data are signed anew now and then.
fn state(
    stated: Option<&FormValidity>,
    claims: &Claims,
    signed: Validity,
    language: Language,
    now: Timestamp,
) -> (BadgeKind, String) {
    let element = |name: Option<&str>| claims.find(name?);
    let first = element(stated.and_then(|stated| stated.from.as_deref())).and_then(first_moment);
    let last = element(stated.map(|stated| stated.until.as_str())).and_then(end_and_last_day);
    let begins = first.map_or(signed.from(), |first| first.max(signed.from()));
    if now < begins {
        return (BadgeKind::NotYet, words::valid_from(begins.local_date(), language));
    }
    let over = signed.until() <= now;
    let (days, text) = match (last, stated) {
        (Some((end, last)), _) if end <= now => {
            return (BadgeKind::Expired, words::was_valid_through(last, language));
        }
        (Some((_, last)), _) => {
            (Some(last.days_since(now.local_date())), words::valid_through(last, language))
        }
        // The document has a last day, and it was not disclosed: only the signature's is known.
        (None, Some(_)) => (None, words::data_valid_through(last_day(signed.until()), over, language)),
        (None, None) => (None, words::no_expiry(language).to_owned()),
    };
    let kind = match (over, days.map(u32::try_from), stated) {
        (true, ..) => BadgeKind::UpdateNeeded,
        (false, Some(Ok(0)), _) => BadgeKind::LastDay,
        (false, Some(Ok(days)), Some(stated)) if days <= stated.warn_days => BadgeKind::ExpiresIn(days),
        _ => BadgeKind::Valid,
    };
    (kind, text)
}

fn first_moment(value: &ElementValue) -> Option<Timestamp> {
    if let ElementValue::Instant(at) = value { Some(*at) } else { value::date(value).map(Date::start) }
}

/// The first moment after, and the last day within: a date is itself included, an instant is not.
fn end_and_last_day(value: &ElementValue) -> Option<(Timestamp, Date)> {
    if let ElementValue::Instant(at) = value {
        Some((*at, last_day(*at)))
    } else {
        value::date(value).map(|date| (date.end(), date))
    }
}

fn last_day(end: Timestamp) -> Date {
    end.plus(-1).local_date()
}

/// What a screen can show: JPEG and PNG. JPEG 2000, which ISO/IEC 18013-5 §7.2.1 allows too, it cannot.
fn portrait(value: &ElementValue, language: Language) -> Option<Portrait> {
    let bytes = value.as_bytes().filter(|bytes| bytes.len() <= MAX_PORTRAIT_BYTES)?;
    let media_type = match bytes {
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => "image/png",
        _ => return None,
    };
    Some(Portrait {
        bytes: bytes.to_vec(),
        media_type: media_type.to_owned(),
        description: words::portrait(language).to_owned(),
    })
}

/// Names the kind, never a value.
impl core::fmt::Debug for ViewModel {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "ViewModel({}, {:?}, {:?})", self.doc_type.as_str(), self.language, self.sections)
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
