use thiserror::Error;

use super::clean::clean;
use super::condition::Facts;
use super::form::{Form, FormRow};
use super::latin::Alphabet;
use super::parts::{Badge, BadgeKind, Portrait, Row, RowKind, Section, Statement};
use super::state::state;
use super::value::Writing;
use super::vocabulary::{Reveal, Scheme, SeenBy, WhenMissing};
use super::{value, words};
use crate::document::Claims;
use crate::id::DocType;
use crate::text::{Language, LocalText};
use crate::time::Timestamp;
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
    signature: Option<Portrait>,
    sections: Vec<Section>,
    statement: Option<Statement>,
    signed_by: Option<String>,
    shown_at: String,
}

/// How a document is looked at: by whom, when, in which language and letters.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// The language of every text.
    pub language: Language,
    /// Who is looking.
    pub audience: Audience,
    /// When.
    pub now: Timestamp,
    /// What became of the document since it was verified.
    pub standing: Standing,
    /// Kazakh in Latin letters by this alphabet; says nothing of other languages.
    pub latin: Option<&'a Alphabet>,
}

/// What became of a document since it was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Standing {
    /// Nothing that is known.
    #[default]
    AsVerified,
    /// It was revoked: verifying it again says so. To its holder it is still shown, marked as such.
    Revoked,
}

impl Look<'_> {
    /// A look at a document as it was verified.
    pub fn new(language: Language, audience: Audience, now: Timestamp) -> Self {
        Self { language, audience, now, standing: Standing::default(), latin: None }
    }
}

/// Who is looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Whose document it is, or who stands in for them.
    Holder,
    /// Somebody it was shown to.
    ThirdParty,
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
        Self::of(document, form, &Look::new(language, audience, now))
    }

    /// The document as `form` shows it to this look.
    pub fn of(document: &Verified, form: &Form, look: &Look<'_>) -> Result<Self, ViewError> {
        if form.doc_type != *document.doc_type() {
            return Err(ViewError::OtherKind {
                form: form.doc_type.as_str().to_owned(),
                document: document.doc_type().as_str().to_owned(),
            });
        }
        let Look { language, audience, now, .. } = *look;
        let claims = document.claims();
        let words_of = |text: &LocalText| clean(text.in_language(language)).into_owned();
        let (state, validity) = state(form.validity.as_ref(), claims, document.validity(), look);
        let born = form.birth_date.as_deref().and_then(|element| value::date(claims.find(element)?));
        // The first moment of majority is 00:00 local time on the 18th birthday.
        let minor = born.map(|born| now < born.plus_years(18).start());
        let facts = Facts { claims, state, minor };
        let latin = look.latin.filter(|_| language == Language::Kazakh);
        let reading =
            Reading { facts: &facts, writing: Writing { language, latin: latin.is_some() }, audience };
        let sections = form.sections.iter().filter_map(|section| {
            if !facts.shows(section.when.as_ref(), audience) {
                return None;
            }
            let rows: Vec<Row> = section.rows.iter().filter_map(|row| reading.row(row)).collect();
            let title = Some(words_of(&section.title)).filter(|title| !title.is_empty());
            (!rows.is_empty()).then(|| Section { id: section.id.clone(), title, place: section.place, rows })
        });
        let own = |kind: BadgeKind| Badge {
            id: kind.id().to_owned(),
            kind,
            tone: kind.tone(),
            text: words::badge(kind, language),
        };
        let of_form = form.badges.iter().filter(|badge| facts.hold(&badge.when)).map(|badge| Badge {
            id: badge.id.clone(),
            kind: BadgeKind::OfForm,
            tone: badge.tone,
            text: words_of(&badge.text),
        });
        let marks = [Some(state), (minor == Some(true)).then_some(BadgeKind::Minor)];
        let badges = marks.into_iter().flatten().map(own).chain(of_form).collect();
        let picture = |element: &Option<String>, description: &str| {
            Portrait::of(claims.find(element.as_deref()?)?, description)
        };
        let signer = words_of(&document.issuer().name);
        let view = Self {
            language,
            audience,
            doc_type: form.doc_type.clone(),
            form_version: form.version,
            colours: form.colours,
            title: words_of(&form.title),
            issuer: if form.issuer.is_empty() { signer.clone() } else { words_of(&form.issuer) },
            badges,
            validity,
            portrait: picture(&form.portrait, words::portrait(language)),
            signature: picture(&form.signature, words::signature(language)),
            sections: sections.collect(),
            // What was revoked is equal to nothing.
            statement: form.statement.as_ref().filter(|_| state != BadgeKind::Revoked).map(|statement| {
                Statement { text: words_of(&statement.text), clause: statement.clause.clone() }
            }),
            signed_by: (!signer.is_empty()).then(|| words::signed_by(&signer, language)),
            shown_at: words::shown_at(now, language),
        };
        Ok(match latin {
            Some(alphabet) => view.in_letters_of(alphabet),
            None => view,
        })
    }

    /// The same with every value seen: for a card its holder prints.
    #[must_use]
    pub fn revealed(mut self) -> Self {
        for row in self.sections.iter_mut().flat_map(|section| &mut section.rows) {
            if row.masked.take().is_some() {
                let named = row.spoken.strip_suffix(words::hidden(self.language));
                let named = named.map_or_else(|| format!("{}: ", row.label), str::to_owned);
                row.spoken = format!("{named}{}", row.value);
            }
        }
        self
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

    /// A picture of the subject's signature, where there is one in a format that can be shown.
    pub fn signature(&self) -> Option<&Portrait> {
        self.signature.as_ref()
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
            rows.extend(section.rows.iter().map(|row| row.spoken.clone()));
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

impl ViewModel {
    /// The same, Kazakh letters written in Latin ones; figures stay as they are, whatever letters stand among them.
    fn in_letters_of(mut self, alphabet: &Alphabet) -> Self {
        let write = |text: &mut String| alphabet.rewrite(text);
        write(&mut self.title);
        write(&mut self.issuer);
        write(&mut self.validity);
        write(&mut self.shown_at);
        self.badges.iter_mut().for_each(|badge| write(&mut badge.text));
        self.signed_by.iter_mut().for_each(write);
        self.statement.iter_mut().for_each(|statement| write(&mut statement.text));
        let pictures = self.portrait.iter_mut().chain(&mut self.signature);
        pictures.for_each(|picture| write(&mut picture.description));
        for section in &mut self.sections {
            section.title.iter_mut().for_each(write);
            for row in &mut section.rows {
                row.in_letters_of(alphabet);
            }
        }
        self
    }
}

/// How the rows of one view are read.
struct Reading<'a> {
    facts: &'a Facts<'a>,
    writing: Writing,
    audience: Audience,
}

impl Reading<'_> {
    fn row(&self, row: &FormRow) -> Option<Row> {
        let Writing { language, .. } = self.writing;
        if !is_seen(row.seen_by, self.audience) || !self.facts.shows(row.when.as_ref(), self.audience) {
            return None;
        }
        let claims: &Claims = self.facts.claims;
        let (value, kind) =
            match (value::show(&|name| claims.find(name), row, self.writing), row.when_missing) {
                (Some(shown), _) => shown,
                (None, WhenMissing::Dash) => (value::DASH.to_owned(), RowKind::Missing),
                (None, WhenMissing::Hide) => return None,
            };
        let label = clean(row.label.in_language(language)).into_owned();
        let masked = row.reveal == Reveal::OnTap && kind != RowKind::Missing;
        let named = if row.spoken.is_empty() { &row.label } else { &row.spoken };
        let named = clean(named.in_language(language));
        let said = if masked { words::hidden(language) } else { &value };
        Some(Row {
            id: row.id.clone(),
            label,
            masked: masked.then(|| MASK.to_owned()),
            spoken: format!("{named}: {said}"),
            value,
            emphasis: row.emphasis,
            span: row.span,
            kind,
        })
    }
}

/// What stands for a value that waits for a tap, whatever its length: that is part of what is hidden.
const MASK: &str = "••••••";

fn is_seen(by: SeenBy, audience: Audience) -> bool {
    match by {
        SeenBy::All => true,
        SeenBy::Holder => audience == Audience::Holder,
        SeenBy::ThirdParty => audience == Audience::ThirdParty,
    }
}

/// Names the kind, never a value.
impl core::fmt::Debug for ViewModel {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "ViewModel({}, {:?}, {:?})", self.doc_type.as_str(), self.language, self.sections)
    }
}
