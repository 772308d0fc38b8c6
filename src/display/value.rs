use super::clean::clean;
use super::form::{FormRow, Format};
use super::view_model::{RowKind, Table};
use super::words;
use crate::document::ElementValue;
use crate::limits::MAX_SHOWN_LINES;
use crate::text::Language;
use crate::time::Date;

/// A value as it is read, and what it is. `None` where there is nothing to read: bytes, nothing, white space.
pub(super) fn show(value: &ElementValue, row: &FormRow, language: Language) -> Option<(String, RowKind)> {
    let enumerated = || {
        let key = match value {
            ElementValue::Text(text) => text.clone(),
            ElementValue::Integer(number) => number.to_string(),
            ElementValue::Boolean(yes) => yes.to_string(),
            _ => return None,
        };
        let (_, name) = row.values.iter().find(|(value, _)| *value == key)?;
        Some((clean(name.in_language(language)).into_owned(), RowKind::Text))
    };
    let fitting = match row.format {
        Format::Enumeration => enumerated(),
        Format::Table => table(value, row, language),
        format => cell(value, format, language),
    };
    // A value that does not fit its format shows as text.
    fitting.or_else(|| text(value, language).map(|text| (text, RowKind::Text)))
}

fn cell(value: &ElementValue, format: Format, language: Language) -> Option<(String, RowKind)> {
    match format {
        Format::Date => date(value).map(|date| (words::long_date(date, language), RowKind::Date)),
        Format::DateShort => date(value).map(|date| (words::short_date(date, language), RowKind::Date)),
        Format::Iin => iin(value).map(|grouped| (grouped, RowKind::Iin)),
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
        Format::Text | Format::Enumeration | Format::Table => {
            text(value, language).map(|text| (text, RowKind::Text))
        }
    }
}

/// A list of maps as a table; columns with nothing in them are left out.
fn table(value: &ElementValue, row: &FormRow, language: Language) -> Option<(String, RowKind)> {
    let ElementValue::List(members) = value else { return None };
    let mut lines = Vec::new();
    for member in members.iter().take(MAX_SHOWN_LINES) {
        let ElementValue::Map(pairs) = member else { return None };
        let cell_of = |key: &str, format| {
            let (_, value) = pairs.iter().find(|(name, _)| name == key)?;
            cell(value, format, language).map(|(text, _)| text).or_else(|| text(value, language))
        };
        lines.push(row.columns.iter().map(|column| cell_of(&column.key, column.format)).collect::<Vec<_>>());
    }
    let kept: Vec<bool> = (0..row.columns.len())
        .map(|index| lines.iter().any(|line| line.get(index).is_some_and(Option::is_some)))
        .collect();
    if !kept.contains(&true) {
        return None;
    }
    let columns: Vec<String> = row
        .columns
        .iter()
        .zip(&kept)
        .filter(|(_, kept)| **kept)
        .map(|(column, _)| clean(column.label.in_language(language)).into_owned())
        .collect();
    let lines: Vec<Vec<Option<String>>> = lines
        .into_iter()
        .map(|line| line.into_iter().zip(&kept).filter(|(_, kept)| **kept).map(|(cell, _)| cell).collect())
        .collect();
    // In words: the first cell, then the others under their names.
    let spoken = |line: &Vec<Option<String>>| {
        let cells = columns.iter().zip(line).enumerate().filter_map(|(index, (column, cell))| {
            let cell = cell.as_ref()?;
            Some(if index == 0 { cell.clone() } else { format!("{}: {cell}", column.to_lowercase()) })
        });
        cells.collect::<Vec<_>>().join(", ")
    };
    let mut sentence = lines.iter().map(spoken).collect::<Vec<_>>().join("; ");
    let more = members.len().saturating_sub(MAX_SHOWN_LINES);
    if more > 0 {
        sentence = format!("{sentence}; {}", words::more_lines(more, language));
    }
    let dashed = |line: Vec<Option<String>>| {
        line.into_iter().map(|cell| cell.unwrap_or_else(|| DASH.into())).collect()
    };
    let lines: Vec<Vec<String>> = lines.into_iter().map(dashed).collect();
    let more = u32::try_from(more).unwrap_or(u32::MAX);
    Some((sentence, RowKind::Table(Table { columns, lines, more })))
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
