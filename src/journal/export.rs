use super::Mark;
use crate::text::{Language, LocalText};

/// A cabinet's marks as a table for a spreadsheet: RFC 4180, UTF-8, a line of names first, then one for each mark as
/// [`Mark::report`] has it, the sentence in one language. Nothing secret is in a mark, so none is in it.
///
/// A value that a spreadsheet would run as a formula — it starts with `=`, `+`, `-`, `@`, a tab or a carriage return — gets an
/// apostrophe before it: docTypes and names come from outside.
pub fn to_csv(marks: &[Mark], title: &dyn Fn(&Mark) -> LocalText, language: Language) -> String {
    let mut out = String::new();
    line(&mut out, NAMES.map(str::to_owned).iter());
    for mark in marks {
        let report = mark.report(&title(mark));
        let sentence = report.sentence.in_language(language).to_owned();
        let values = [
            report.number.to_string(),
            report.side.to_owned(),
            report.utc,
            report.local,
            report.doc_type,
            report.other,
            report.door.to_owned(),
            report.aim.unwrap_or_default(),
            report.outcome.to_owned(),
            report.edition,
            sentence,
            report.document_digest,
            report.pair,
            report.hash,
        ];
        line(&mut out, values.iter());
    }
    out
}

/// A cabinet's marks as a JSON array of what [`Mark::report`] gives, the oldest first.
pub fn to_json(marks: &[Mark], title: &dyn Fn(&Mark) -> LocalText) -> String {
    let reports: Vec<_> = marks.iter().map(|mark| mark.report(&title(mark))).collect();
    // Texts and numbers: nothing in it that JSON cannot hold.
    serde_json::to_string_pretty(&reports).unwrap_or_default()
}

/// RFC 4180 §2: fields in quotation marks, those in a field doubled, lines end with CR LF.
fn line<'a>(out: &mut String, values: impl Iterator<Item = &'a String>) {
    for (at, value) in values.enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push('"');
        if value.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            out.push('\'');
        }
        for c in value.chars() {
            if c == '"' {
                out.push('"');
            }
            out.push(c);
        }
        out.push('"');
    }
    out.push_str("\r\n");
}

const NAMES: [&str; 14] = [
    "number",
    "side",
    "utc",
    "local",
    "doc_type",
    "other",
    "door",
    "purpose",
    "outcome",
    "edition",
    "sentence",
    "document_digest",
    "pair",
    "hash",
];
