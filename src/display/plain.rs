use super::built_in;
use super::form::{ByLanguage, Form, FormRow, FormSection, Source};
use super::vocabulary::{Emphasis, Format, Place, Reveal, SeenBy, Span, WhenMissing};
use crate::document::{Claims, ElementValue};
use crate::limits::MAX_FORM_ROWS;
use crate::text::LocalText;

impl Form {
    /// A form for a document whose kind has none yet: kinds are open, and one that came before its form is shown all the
    /// same. What every document has is labelled in three languages; elements of its own stand under their identifiers.
    pub fn plain(claims: &Claims) -> Option<Self> {
        let mut form = built_in::other()?;
        form.doc_type = claims.doc_type.clone();
        let labelled: Vec<String> = form
            .sections
            .iter()
            .flat_map(|section| &section.rows)
            .flat_map(|row| row.element.elements())
            .map(str::to_owned)
            .chain(form.portrait.clone())
            .collect();
        let mut rows: Vec<FormRow> = Vec::new();
        for element in &claims.elements {
            let name = base(&element.identifier);
            let id = id(name);
            let shown = labelled.contains(&element.identifier)
                || rows.iter().any(|row| row.id == id)
                || matches!(element.value, ElementValue::Bytes(_) | ElementValue::Null);
            if !shown && rows.len() < MAX_FORM_ROWS {
                rows.push(row(name));
            }
        }
        if !rows.is_empty() {
            let section = FormSection {
                id: "other".into(),
                title: LocalText::default(),
                place: Place::Body,
                when: None,
                rows,
            };
            form.sections.insert(form.sections.len().saturating_sub(1), section);
        }
        Some(form)
    }
}

/// An element's identifier without its language.
fn base(identifier: &str) -> &str {
    identifier.strip_suffix("_kk").or_else(|| identifier.strip_suffix("_ru")).unwrap_or(identifier)
}

fn id(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    format!("other_{}", name.chars().take(58).map(plain).collect::<String>())
}

/// `language_of_instruction` becomes `Language of instruction`: an identifier is English, whatever the language.
fn row(name: &str) -> FormRow {
    let mut label = name.replace('_', " ");
    if let Some(first) = label.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    FormRow {
        id: id(name),
        label: LocalText { kk: label.clone(), ru: label.clone(), en: label },
        element: Source::ByLanguage(ByLanguage {
            kk: format!("{name}_kk"),
            ru: format!("{name}_ru"),
            en: name.into(),
            kk_latin: String::new(),
        }),
        format: Format::Text,
        emphasis: Emphasis::Normal,
        span: Span::Full,
        seen_by: SeenBy::All,
        when_missing: WhenMissing::Hide,
        reveal: Reveal::Always,
        when: None,
        spoken: LocalText::default(),
        unit: LocalText::default(),
        values: Vec::new(),
        columns: Vec::new(),
    }
}
