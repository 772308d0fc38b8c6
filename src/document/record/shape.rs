use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::error::FieldProblem;
use super::json::Json;
use super::read::{Members, Reader};
use crate::document::ElementValue;
use crate::document::kind::{FieldType, PERSON, RowMember};
use crate::id::Iin;
use crate::limits::{MAX_FIELD_BYTES, MAX_PORTRAIT_BYTES};
use crate::text::LocalText;
use crate::time::{Date, Timestamp};

/// The value of a member, read and checked, before it is shaped into elements.
pub(super) enum Raw {
    Text(String),
    Local(LocalText),
    Value(ElementValue),
    /// Elements whose identifiers go on from that of the field.
    Several(Vec<(String, ElementValue)>),
}

impl Raw {
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// The elements of a value: how each identifier goes on, and the value. Where `required`, a language the type cannot do
/// without is missing if it is not there.
pub(super) fn elements(
    reader: &mut Reader,
    value: FieldType,
    raw: Raw,
    path: &str,
    required: bool,
) -> Vec<(String, ElementValue)> {
    let one = |value| vec![(String::new(), value)];
    let languages = |parts: &[(&str, &str)]| {
        let there = parts.iter().filter(|(_, text)| !text.is_empty());
        there.map(|(suffix, text)| ((*suffix).to_owned(), ElementValue::Text((*text).to_owned()))).collect()
    };
    match (value, raw) {
        (FieldType::Latin, Raw::Local(text)) => {
            let path = format!("{path}.en");
            if text.en.is_empty() {
                if required {
                    reader.missing(&path);
                }
                return Vec::new();
            }
            reader.latin(text.en, &path).map(|text| one(ElementValue::Text(text))).unwrap_or_default()
        }
        (FieldType::Latin, Raw::Text(text)) => {
            reader.latin(text, path).map(|text| one(ElementValue::Text(text))).unwrap_or_default()
        }
        (FieldType::National, Raw::Local(text)) => {
            languages(&[("", if text.kk.is_empty() { &text.ru } else { &text.kk })])
        }
        (FieldType::NationalText, Raw::Local(text)) => languages(&[("_kk", &text.kk), ("_ru", &text.ru)]),
        (_, Raw::Local(text)) => languages(&[("_kk", &text.kk), ("_ru", &text.ru), ("", &text.en)]),
        (_, Raw::Text(text)) => one(ElementValue::Text(text)),
        (_, Raw::Value(value)) => one(value),
        (_, Raw::Several(elements)) => elements,
    }
}

impl Reader {
    /// The value of a field of a known kind.
    pub(super) fn raw(&mut self, value: FieldType, json: &Json, path: &str) -> Option<Raw> {
        Some(match value {
            FieldType::Text | FieldType::Latin | FieldType::National => Raw::text(self.text(json, path)?),
            FieldType::LocalText | FieldType::NationalText => Raw::Local(self.local(json, path)?),
            FieldType::Date => Raw::Value(ElementValue::Date(self.date(json, path)?)),
            FieldType::Instant => {
                let text = self.text(json, path)?;
                Raw::Value(ElementValue::Instant(self.parsed(Timestamp::parse(text), path)?))
            }
            FieldType::Integer { min, max } => match json {
                Json::Integer(number) if (min..=max).contains(number) => {
                    Raw::Value(ElementValue::Integer(*number))
                }
                _ => return self.refuse(path, FieldProblem::Range { min, max }),
            },
            FieldType::Boolean => match json {
                Json::Boolean(yes) => Raw::Value(ElementValue::Boolean(*yes)),
                _ => return self.refuse(path, FieldProblem::Type { wanted: "true or false" }),
            },
            FieldType::Iin => Raw::text(self.iin(json, path)?.as_str()),
            FieldType::Sex => Raw::Value(ElementValue::Integer(self.sex(json, path)?)),
            FieldType::Country => {
                let text = self.text(json, path)?;
                if text.len() != 2 || !text.bytes().all(|b| b.is_ascii_uppercase()) {
                    let wanted = "the two-letter country codes of ISO 3166-1";
                    return self.refuse(path, FieldProblem::Choice { wanted });
                }
                Raw::text(text)
            }
            FieldType::Choice { words, of } => {
                let text = self.text(json, path)?;
                if !words.contains(&text) {
                    return self.refuse(path, FieldProblem::Choice { wanted: of });
                }
                Raw::text(text)
            }
            FieldType::Jpeg => Raw::Value(ElementValue::Bytes(self.jpeg(json, path)?)),
            FieldType::DrivingPrivileges => Raw::Value(self.privileges(json, path)?),
            FieldType::Person => {
                let parts = self.members(PERSON, json, path)?.into_iter();
                Raw::Several(parts.map(|(key, value)| (format!("_{key}"), value)).collect())
            }
            FieldType::Rows(members) => {
                let mut rows = Vec::new();
                for (index, json) in self.list(json, path)?.iter().enumerate() {
                    let row = self.members(members, json, &format!("{path}[{index}]"));
                    rows.extend(row.map(in_order));
                }
                Raw::Value(ElementValue::List(rows))
            }
        })
    }

    /// A field of an unknown kind: `{ "type": …, "value": … }`.
    pub(super) fn typed(&mut self, json: &Json, path: &str) -> Option<(FieldType, Raw)> {
        let mut members = self.object(json, path)?;
        let typed = self.typed_members(&mut members);
        members.finish(self);
        typed
    }

    fn typed_members(&mut self, members: &mut Members<'_>) -> Option<(FieldType, Raw)> {
        let is_list = |json: &Json| matches!(json, Json::Text(text) if text == "list");
        let type_path = members.path("type");
        let kind = self.required(members, "type", |reader, json, path| {
            if is_list(json) {
                return Some(None);
            }
            let name = reader.text(json, path)?;
            match TYPES.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => Some(Some(*value)),
                None => reader.refuse(&type_path, FieldProblem::Choice { wanted: TYPE_NAMES }),
            }
        });
        let value = self.required(members, "value", |_, json, path| Some((json, path.to_owned())));
        let (kind, (json, path)) = (kind.into_present()?, value.into_present()?);
        if let Some(value) = kind {
            return Some((value, self.raw(value, json, &path)?));
        }
        let mut values = Vec::new();
        for (index, member) in self.list(json, &path)?.iter().enumerate() {
            let path = format!("{path}[{index}]");
            // Lists do not nest: a list's member has one value.
            match self.typed(member, &path) {
                Some((_, Raw::Text(text))) => values.push(ElementValue::Text(text)),
                Some((_, Raw::Value(value))) if !matches!(value, ElementValue::List(_)) => values.push(value),
                Some(_) => self.enter(&path, FieldProblem::Type { wanted: "a single value" }),
                None => {}
            }
        }
        Some((FieldType::Text, Raw::Value(ElementValue::List(values))))
    }

    /// A text as a person would write it: not empty, no control or direction character, no space around it.
    pub(super) fn text<'j>(&mut self, json: &'j Json, path: &str) -> Option<&'j str> {
        let problem = match json {
            Json::Text(text) if text.is_empty() => FieldProblem::Empty,
            Json::Text(text) if text.len() > MAX_FIELD_BYTES => {
                FieldProblem::TooLong { limit: MAX_FIELD_BYTES, unit: "bytes" }
            }
            Json::Text(text) if text.trim() != text || text.chars().any(is_hidden) => FieldProblem::Character,
            Json::Text(text) => return Some(text),
            _ => FieldProblem::Type { wanted: "a text" },
        };
        self.refuse(path, problem)
    }

    pub(super) fn local(&mut self, json: &Json, path: &str) -> Option<LocalText> {
        let mut members = self.object(json, path)?;
        let mut language = |reader: &mut Self, name| {
            let slot = reader.optional(&mut members, name, |reader, json, path| {
                reader.text(json, path).map(str::to_owned)
            });
            match slot {
                super::read::Slot::Absent => Some(String::new()),
                other => other.into_present(),
            }
        };
        let (kk, ru, en) = (language(self, "kk"), language(self, "ru"), language(self, "en"));
        members.finish(self);
        let text = LocalText { kk: kk?, ru: ru?, en: en? };
        if text.is_empty() {
            return self.refuse(path, FieldProblem::MissingLanguage);
        }
        Some(text)
    }

    pub(super) fn date(&mut self, json: &Json, path: &str) -> Option<Date> {
        let text = self.text(json, path)?;
        self.parsed(Date::parse(text), path)
    }

    pub(super) fn iin(&mut self, json: &Json, path: &str) -> Option<Iin> {
        let text = self.text(json, path)?;
        self.parsed(Iin::parse(text), path)
    }

    /// ISO/IEC 5218.
    pub(super) fn sex(&mut self, json: &Json, path: &str) -> Option<i64> {
        match self.text(json, path)? {
            "male" => Some(1),
            "female" => Some(2),
            _ => self.refuse(path, FieldProblem::Choice { wanted: "male, female" }),
        }
    }

    pub(super) fn jpeg(&mut self, json: &Json, path: &str) -> Option<Vec<u8>> {
        let Json::Text(text) = json else {
            return self.refuse(path, FieldProblem::Type { wanted: "a text" });
        };
        let too_long = FieldProblem::TooLong { limit: MAX_PORTRAIT_BYTES, unit: "bytes" };
        // Four characters carry three bytes.
        if text.len() > MAX_PORTRAIT_BYTES / 3 * 4 + 4 {
            return self.refuse(path, too_long);
        }
        let Ok(bytes) = STANDARD.decode(text) else {
            return self.refuse(path, FieldProblem::NotBase64);
        };
        if bytes.len() > MAX_PORTRAIT_BYTES {
            return self.refuse(path, too_long);
        }
        // ISO/IEC 10918-1 annex B: start of image, then another marker.
        if !matches!(bytes.as_slice(), [0xff, 0xd8, 0xff, 0xc0..=0xfe, ..]) {
            return self.refuse(path, FieldProblem::NotJpeg);
        }
        Some(bytes)
    }

    /// ISO/IEC 18013-5 §7.2.1: `latin1b`, at most 150 characters.
    fn latin(&mut self, text: String, path: &str) -> Option<String> {
        if text.chars().any(|c| !matches!(c, ' '..='~' | '\u{a0}'..='\u{ff}')) {
            return self.refuse(path, FieldProblem::NotLatin);
        }
        if text.chars().count() > 150 {
            return self.refuse(path, FieldProblem::TooLong { limit: 150, unit: "characters" });
        }
        Some(text)
    }

    /// ```cddl
    /// DrivingPrivileges = [ + { "vehicle_category_code": tstr, ? "issue_date": full-date, ? "expiry_date": full-date,
    ///                           ? "codes": [ + { "code": tstr, ? "sign": tstr, ? "value": tstr } ] } ]
    /// ```
    fn privileges(&mut self, json: &Json, path: &str) -> Option<ElementValue> {
        let mut privileges = Vec::new();
        for (index, json) in self.list(json, path)?.iter().enumerate() {
            let path = format!("{path}[{index}]");
            let Some(mut members) = self.object(json, &path) else { continue };
            let mut privilege = Vec::new();
            let code = self.required(&mut members, "code", Self::category);
            privilege.extend(code.into_present().map(|code| ("vehicle_category_code", code)));
            let issued = self.optional(&mut members, "issued", Self::date).into_present();
            privilege.extend(issued.map(|date| ("issue_date", ElementValue::Date(date))));
            let expires_path = members.path("expires");
            let expires = self.optional(&mut members, "expires", Self::date).into_present();
            privilege.extend(expires.map(|date| ("expiry_date", ElementValue::Date(date))));
            if issued.zip(expires).is_some_and(|(issued, expires)| expires < issued) {
                self.enter(&expires_path, FieldProblem::Before { other: "issued" });
            }
            let restrictions = self.optional(&mut members, "restrictions", Self::restrictions);
            privilege.extend(restrictions.into_present().map(|codes| ("codes", codes)));
            members.finish(self);
            privileges.push(map(privilege));
        }
        Some(ElementValue::List(privileges))
    }

    /// A vehicle category of ISO/IEC 18013-1 annex B or the national law (`Tm`, `Tb`): short, Latin.
    fn category(&mut self, json: &Json, path: &str) -> Option<ElementValue> {
        let text = self.text(json, path)?;
        if text.len() > 8 || !text.bytes().all(|b| b.is_ascii_alphanumeric()) {
            let wanted = "the vehicle categories, such as B or C1E,";
            return self.refuse(path, FieldProblem::Choice { wanted });
        }
        Some(ElementValue::Text(text.to_owned()))
    }

    fn restrictions(&mut self, json: &Json, path: &str) -> Option<ElementValue> {
        let mut codes = Vec::new();
        for (index, json) in self.list(json, path)?.iter().enumerate() {
            let Some(mut members) = self.object(json, &format!("{path}[{index}]")) else { continue };
            let text = |reader: &mut Self, json: &Json, path: &str| {
                let text = reader.text(json, path)?.to_owned();
                reader.latin(text, path).map(ElementValue::Text)
            };
            let mut code = Vec::new();
            code.extend(self.required(&mut members, "code", text).into_present().map(|v| ("code", v)));
            code.extend(self.optional(&mut members, "sign", text).into_present().map(|v| ("sign", v)));
            code.extend(self.optional(&mut members, "value", text).into_present().map(|v| ("value", v)));
            members.finish(self);
            codes.push(map(code));
        }
        Some(ElementValue::List(codes))
    }

    /// The members of an object by a table, each under its key, a text in several languages as several.
    fn members(
        &mut self,
        table: &[RowMember],
        json: &Json,
        path: &str,
    ) -> Option<Vec<(String, ElementValue)>> {
        let mut members = self.object(json, path)?;
        let mut made = Vec::new();
        for RowMember { member, key, value, required } in table {
            let path = members.path(member);
            let Some(json) = members.take(member) else {
                if *required {
                    self.missing(&path);
                }
                continue;
            };
            let Some(raw) = self.raw(*value, json, &path) else { continue };
            let parts = elements(self, *value, raw, &path, *required);
            made.extend(parts.into_iter().map(|(language, value)| (format!("{key}{language}"), value)));
        }
        members.finish(self);
        Some(made)
    }

    fn refuse<T>(&mut self, path: &str, problem: FieldProblem) -> Option<T> {
        self.enter(path, problem);
        None
    }
}

fn map(members: Vec<(&'static str, ElementValue)>) -> ElementValue {
    in_order(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// A map in the order it will be encoded in (RFC 8949 §4.2.1: a shorter text key comes first).
fn in_order(mut members: Vec<(String, ElementValue)>) -> ElementValue {
    members.sort_by(|(a, _), (b, _)| (a.len(), a).cmp(&(b.len(), b)));
    ElementValue::Map(members)
}

/// Control characters, line and paragraph separators, and the characters that turn the direction of writing: with them a
/// name could be shown as another than it is.
fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The types a field of an unknown kind may say it is of, beside `list`.
const TYPES: &[(&str, FieldType)] = &[
    ("text", FieldType::Text),
    ("local_text", FieldType::LocalText),
    ("date", FieldType::Date),
    ("instant", FieldType::Instant),
    ("integer", FieldType::Integer { min: i64::MIN, max: i64::MAX }),
    ("boolean", FieldType::Boolean),
    ("iin", FieldType::Iin),
    ("country", FieldType::Country),
    ("jpeg", FieldType::Jpeg),
    ("driving_privileges", FieldType::DrivingPrivileges),
    ("people", FieldType::Rows(PERSON)),
];
const TYPE_NAMES: &str =
    "text, local_text, date, instant, integer, boolean, iin, country, jpeg, driving_privileges, people, list";
