use super::clean::clean;
use super::form::{FormColumn, FormRow, Source};
use super::parts::{Line, Person, Persons, RowKind, Table};
use super::vocabulary::Format;
use super::words;
use crate::document::ElementValue;
use crate::id::PhoneNumber;
use crate::limits::MAX_SHOWN_LINES;
use crate::text::{Language, LocalText};
use crate::time::Date;

/// How values are written.
#[derive(Clone, Copy)]
pub(super) struct Writing {
    pub(super) language: Language,
    /// Whether Kazakh is written in Latin letters, and so takes a register's own spelling where there is one.
    pub(super) latin: bool,
}

/// Where elements are looked for: a document, or one of the maps of a list.
pub(super) type Find<'a> = &'a dyn Fn(&str) -> Option<&'a ElementValue>;

/// The value of a row as it is read, and what it is. `None` where there is nothing to read: bytes, nothing, white space.
pub(super) fn show(find: Find<'_>, row: &FormRow, writing: Writing) -> Option<(String, RowKind)> {
    // One row's value is read by its whole format; parts that are joined are words.
    if let Source::Joined(_) = row.element {
        return joined(find, &row.element, Format::Text, &[], writing).map(|text| (text, RowKind::Text));
    }
    row.element.candidates(writing.language, writing.latin).find_map(|element| {
        let value = find(element)?;
        let fitting = match row.format {
            Format::Table => table(value, row, writing),
            Format::Persons => persons(value, row, writing),
            format => cell(value, format, &row.values, writing.language),
        };
        let fitting = match fitting {
            Some((text, RowKind::Number)) if !row.unit.is_empty() => {
                let unit = clean(row.unit.in_language(writing.language)).into_owned();
                Some((format!("{text}\u{a0}{unit}"), RowKind::Number))
            }
            other => other,
        };
        // A value that does not fit its format shows as text.
        fitting.or_else(|| text(value, writing.language).map(|text| (text, RowKind::Text)))
    })
}

/// The parts of a source in words, joined by spaces.
fn joined(
    find: Find<'_>,
    source: &Source,
    format: Format,
    values: &[(String, LocalText)],
    writing: Writing,
) -> Option<String> {
    let part = |part: &Source| {
        part.candidates(writing.language, writing.latin).find_map(|element| {
            let value = find(element)?;
            let fitting = cell(value, format, values, writing.language).map(|(text, _)| text);
            fitting.or_else(|| text(value, writing.language))
        })
    };
    let parts: Vec<String> = source.parts().iter().filter_map(part).collect();
    (!parts.is_empty()).then(|| clean(&parts.join(" ")).into_owned())
}

fn cell(
    value: &ElementValue,
    format: Format,
    values: &[(String, LocalText)],
    language: Language,
) -> Option<(String, RowKind)> {
    match format {
        Format::Date => date(value).map(|date| (words::long_date(date, language), RowKind::Date)),
        Format::DateShort => date(value).map(|date| (words::short_date(date, language), RowKind::Date)),
        Format::Iin => iin(value).map(|grouped| (grouped, RowKind::Iin)),
        Format::Phone => phone(value).map(|grouped| (grouped, RowKind::Phone)),
        Format::Number => match value {
            ElementValue::Integer(number) => Some((grouped(*number), RowKind::Number)),
            ElementValue::Text(_) => text(value, language).map(|text| (text, RowKind::Number)),
            _ => None,
        },
        Format::Sex => {
            let code = match value {
                ElementValue::Integer(code) => *code,
                ElementValue::Text(letter) => match letter.as_str() {
                    "1" | "M" | "m" | "male" => 1,
                    "2" | "F" | "f" | "female" => 2,
                    _ => return None,
                },
                _ => return None,
            };
            words::sex(code, language).map(|word| (word.to_owned(), RowKind::Text))
        }
        Format::Boolean => match value {
            ElementValue::Boolean(yes) => Some((words::yes_or_no(*yes, language).to_owned(), RowKind::Text)),
            _ => None,
        },
        Format::Enumeration => {
            let key = scalar(value)?;
            let (_, name) = values.iter().find(|(value, _)| *value == key)?;
            Some((clean(name.in_language(language)).into_owned(), RowKind::Text))
        }
        Format::Text | Format::Table | Format::Persons => {
            text(value, language).map(|text| (text, RowKind::Text))
        }
    }
}

/// A single value as it is written in a form: a text, a number, yes or no.
pub(super) fn scalar(value: &ElementValue) -> Option<String> {
    match value {
        ElementValue::Text(text) => Some(text.clone()),
        ElementValue::Integer(number) => Some(number.to_string()),
        ElementValue::Boolean(yes) => Some(yes.to_string()),
        _ => None,
    }
}

/// The cells of each map of a list by the row's columns, and how many members are not shown.
fn cells(value: &ElementValue, row: &FormRow, writing: Writing) -> Option<(Vec<Vec<Option<String>>>, usize)> {
    let ElementValue::List(members) = value else { return None };
    let mut lines = Vec::new();
    for member in members.iter().take(MAX_SHOWN_LINES) {
        let ElementValue::Map(pairs) = member else { return None };
        let find = |key: &str| pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value);
        let cell_of =
            |column: &FormColumn| joined(&find, &column.key, column.format, &column.values, writing);
        lines.push(row.columns.iter().map(cell_of).collect::<Vec<_>>());
    }
    let some = lines.iter().flatten().any(Option::is_some);
    some.then(|| (lines, members.len().saturating_sub(MAX_SHOWN_LINES)))
}

fn label(column: &FormColumn, language: Language) -> String {
    clean(column.label.in_language(language)).into_owned()
}

/// A list of maps as a table; columns with nothing in them are left out.
fn table(value: &ElementValue, row: &FormRow, writing: Writing) -> Option<(String, RowKind)> {
    let (lines, more) = cells(value, row, writing)?;
    let kept: Vec<bool> = (0..row.columns.len())
        .map(|index| lines.iter().any(|line| line.get(index).is_some_and(Option::is_some)))
        .collect();
    let columns = row.columns.iter().zip(&kept).filter(|(_, kept)| **kept);
    let columns: Vec<String> = columns.map(|(column, _)| label(column, writing.language)).collect();
    let lines: Vec<Vec<Option<String>>> = lines
        .into_iter()
        .map(|line| line.into_iter().zip(&kept).filter(|(_, kept)| **kept).map(|(cell, _)| cell).collect())
        .collect();
    let sentence = spoken(&columns, &lines, more, writing.language);
    let dashed = |line: Vec<Option<String>>| {
        line.into_iter().map(|cell| cell.unwrap_or_else(|| DASH.into())).collect()
    };
    let lines: Vec<Vec<String>> = lines.into_iter().map(dashed).collect();
    let more = u32::try_from(more).unwrap_or(u32::MAX);
    Some((sentence, RowKind::Table(Table { columns, lines, more })))
}

/// A list of maps as persons: the first column is the name, each other a line under it.
fn persons(value: &ElementValue, row: &FormRow, writing: Writing) -> Option<(String, RowKind)> {
    let (lines, more) = cells(value, row, writing)?;
    let labels: Vec<String> = row.columns.iter().map(|column| label(column, writing.language)).collect();
    let sentence = spoken(&labels, &lines, more, writing.language);
    let person = |line: Vec<Option<String>>| {
        let mut cells = line.into_iter();
        let name = cells.next().flatten().unwrap_or_else(|| DASH.into());
        let said = labels.iter().skip(1).zip(cells);
        let lines = said.filter_map(|(label, value)| Some(Line { label: label.clone(), value: value? }));
        Person { name, lines: lines.collect() }
    };
    let members = lines.into_iter().map(person).collect();
    let more = u32::try_from(more).unwrap_or(u32::MAX);
    Some((sentence, RowKind::Persons(Persons { members, more })))
}

/// In words: of each line the first cell, then the others under their names.
fn spoken(columns: &[String], lines: &[Vec<Option<String>>], more: usize, language: Language) -> String {
    let line = |line: &Vec<Option<String>>| {
        let cells = columns.iter().zip(line).enumerate().filter_map(|(index, (column, cell))| {
            let cell = cell.as_ref()?;
            Some(if index == 0 { cell.clone() } else { format!("{}: {cell}", lower_first(column)) })
        });
        cells.collect::<Vec<_>>().join(", ")
    };
    let mut sentence = lines.iter().map(line).collect::<Vec<_>>().join("; ");
    if more > 0 {
        sentence = format!("{sentence}; {}", words::more_lines(more, language));
    }
    sentence
}

/// In the middle of a sentence a heading begins small; an abbreviation stays as it is: ИИН.
fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

/// Any value as text; `None` where there is none.
fn text(value: &ElementValue, language: Language) -> Option<String> {
    let shown = match value {
        ElementValue::Text(text) => clean(text).into_owned(),
        ElementValue::Integer(number) => number.to_string(),
        ElementValue::Float(number) => {
            let text = number.to_string();
            let text = if language == Language::English { text } else { text.replace('.', ",") };
            clean(&text).into_owned()
        }
        ElementValue::Boolean(yes) => words::yes_or_no(*yes, language).to_owned(),
        ElementValue::Date(date) => words::long_date(*date, language),
        ElementValue::Instant(at) => words::moment(*at, language),
        ElementValue::List(members) => {
            join(members.iter().take(MAX_SHOWN_LINES).filter_map(|member| text(member, language)))
        }
        ElementValue::Map(pairs) => {
            join(pairs.iter().take(MAX_SHOWN_LINES).filter_map(|(_, member)| text(member, language)))
        }
        ElementValue::Bytes(_) | ElementValue::Null => return None,
    };
    (!shown.is_empty()).then_some(shown)
}

fn join(members: impl Iterator<Item = String>) -> String {
    clean(&members.collect::<Vec<_>>().join(", ")).into_owned()
}

/// A date, also one written as text in ISO 8601.
pub(super) fn date(value: &ElementValue) -> Option<Date> {
    value.as_date().or_else(|| Date::parse(value.as_text()?).ok())
}

/// `900101 300 017`. Twelve digits are grouped whether or not the check digit is right: this is what the document says.
fn iin(value: &ElementValue) -> Option<String> {
    let text = value.as_text().filter(|text| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()))?;
    Some(format!("{} {} {}", text.get(..6)?, text.get(6..9)?, text.get(9..)?))
}

/// `+7 701 123 45 67`, of a mobile number of this country.
fn phone(value: &ElementValue) -> Option<String> {
    PhoneNumber::parse(value.as_text()?).ok().map(|number| number.shown())
}

/// `1 234 567`, with spaces that do not break.
fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::from(if number < 0 { "−" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('\u{a0}');
        }
        out.push(digit);
    }
    out
}

/// What stands where nothing is.
pub(super) const DASH: &str = "—";
