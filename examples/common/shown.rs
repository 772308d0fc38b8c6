//! Fields as a tool shows them: a tree in the order the fields came, as aligned text for people and as JSON.

use std::fmt::Write as _;

use qujat::cbor::{self, CborError, Decoder, Kind};
use qujat::document::ElementValue;
use qujat::time::Timestamp;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::to_hex;

/// A value to show.
#[derive(Clone)]
pub enum Shown {
    /// Nothing.
    Null,
    /// Yes or no.
    Yes(bool),
    /// A whole number.
    Integer(i64),
    /// A floating-point number.
    Float(f64),
    /// Text.
    Text(String),
    /// Bytes: hexadecimal in JSON; for people, long ones are cut and pictures only named.
    Bytes(Vec<u8>),
    /// Several values.
    List(Vec<Shown>),
    /// Named values, in order.
    Fields(Vec<(String, Shown)>),
}

/// What an integer key of a signed payload stands for.
pub struct Member {
    /// The key.
    pub key: i64,
    /// Its name.
    pub name: &'static str,
    /// How its value reads.
    pub reading: Reading,
}

/// How the value under a named key reads.
#[derive(Clone, Copy)]
pub enum Reading {
    /// As it stands.
    Plain,
    /// As Unix seconds.
    Time,
    /// As days since 1970-01-01.
    Days,
    /// As one of these numbers, each with its word.
    Word(&'static [(i64, &'static str)]),
}

impl Member {
    /// Reads as it stands.
    pub const fn plain(key: i64, name: &'static str) -> Self {
        Self { key, name, reading: Reading::Plain }
    }

    /// Reads as Unix seconds.
    pub const fn time(key: i64, name: &'static str) -> Self {
        Self { key, name, reading: Reading::Time }
    }

    /// Reads as days since 1970-01-01.
    pub const fn days(key: i64, name: &'static str) -> Self {
        Self { key, name, reading: Reading::Days }
    }

    /// Reads as one of these numbers, each with its word.
    pub const fn word(key: i64, name: &'static str, words: &'static [(i64, &'static str)]) -> Self {
        Self { key, name, reading: Reading::Word(words) }
    }
}

impl Shown {
    /// From text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// An instant, in local time.
    pub fn time(at: Timestamp) -> Self {
        Self::Text(at.to_local())
    }

    /// From one CBOR item. `names` says what the integer keys of its maps stand for.
    pub fn from_cbor(bytes: &[u8], names: &'static [Member]) -> Result<Self, CborError> {
        // First whole and within the depth allowed: what follows recurses as deep as the item nests.
        cbor::check(bytes, bytes.len())?;
        item(&mut Decoder::new(bytes), names, Reading::Plain, DEEPEST_EMBEDDED)
    }

    /// As lines for people, each indented by two spaces a level, names aligned within a level.
    pub fn lines(&self) -> Vec<String> {
        match self {
            Self::Fields(fields) => {
                let width = fields.iter().filter(|(_, value)| value.line().is_some());
                let width = width.map(|(name, _)| name.chars().count()).max().unwrap_or(0);
                let mut lines = Vec::new();
                for (name, value) in fields {
                    if let Some(line) = value.line() {
                        lines.push(format!("{name:width$}  {line}"));
                    } else {
                        lines.push(name.clone());
                        lines.extend(value.lines().into_iter().map(|line| format!("  {line}")));
                    }
                }
                lines
            }
            Self::List(members) => members
                .iter()
                .flat_map(|member| {
                    let lines = member.line().map_or_else(|| member.lines(), |line| vec![line]);
                    let marks = core::iter::once("- ").chain(core::iter::repeat("  "));
                    marks.zip(lines).map(|(mark, line)| format!("{mark}{line}")).collect::<Vec<_>>()
                })
                .collect(),
            single => single.line().into_iter().collect(),
        }
    }

    /// The value where it fits one line.
    fn line(&self) -> Option<String> {
        match self {
            Self::Null => Some("none".into()),
            Self::Yes(yes) => Some(if *yes { "yes" } else { "no" }.into()),
            Self::Integer(number) => Some(number.to_string()),
            Self::Float(number) => Some(number.to_string()),
            Self::Text(text) => Some(printable(text)),
            Self::Bytes(bytes) => Some(describe(bytes)),
            Self::List(members) if members.is_empty() => Some("none".into()),
            Self::Fields(fields) if fields.is_empty() => Some("none".into()),
            // A short list of short values reads better in a row.
            Self::List(members) => {
                let row: Option<Vec<String>> = members
                    .iter()
                    .map(|m| m.line().filter(|_| !matches!(m, Self::List(_) | Self::Fields(_))))
                    .collect();
                row.map(|row| row.join(", ")).filter(|row| row.chars().count() <= 72)
            }
            Self::Fields(_) => None,
        }
    }
}

/// As JSON: bytes in hexadecimal, fields in order.
impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Yes(yes) => serializer.serialize_bool(*yes),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Float(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Bytes(bytes) => serializer.serialize_str(&to_hex(bytes)),
            Self::List(members) => serializer.collect_seq(members),
            Self::Fields(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (name, value) in fields {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

/// The value of a data element.
pub fn value(value: &ElementValue) -> Shown {
    match value {
        ElementValue::Text(text) => Shown::text(text),
        ElementValue::Bytes(bytes) => Shown::Bytes(bytes.clone()),
        ElementValue::Integer(number) => Shown::Integer(*number),
        ElementValue::Float(number) => Shown::Float(*number),
        ElementValue::Boolean(yes) => Shown::Yes(*yes),
        ElementValue::Date(date) => Shown::Text(date.to_string()),
        ElementValue::Instant(at) => Shown::time(*at),
        ElementValue::List(members) => Shown::List(members.iter().map(self::value).collect()),
        ElementValue::Map(members) => {
            Shown::Fields(members.iter().map(|(name, member)| (name.clone(), self::value(member))).collect())
        }
        ElementValue::Null => Shown::Null,
    }
}

fn item(
    decoder: &mut Decoder<'_>,
    names: &'static [Member],
    reading: Reading,
    embedded: usize,
) -> Result<Shown, CborError> {
    Ok(match decoder.peek()? {
        Kind::Unsigned | Kind::Negative => match decoder.clone().integer() {
            Ok(number) => {
                decoder.integer()?;
                let word = match reading {
                    Reading::Time => Timestamp::from_unix(number).ok().map(Timestamp::to_local),
                    Reading::Days => number
                        .checked_mul(24 * 60 * 60)
                        .and_then(|seconds| Timestamp::from_unix(seconds).ok())
                        .and_then(|midnight| midnight.to_utc().get(..10).map(str::to_owned)),
                    Reading::Word(words) => {
                        words.iter().find(|(value, _)| *value == number).map(|(_, word)| (*word).to_owned())
                    }
                    Reading::Plain => None,
                };
                word.map_or(Shown::Integer(number), Shown::Text)
            }
            // Past 64 bits with a sign: as it is written.
            Err(_) => Shown::Text(cbor::diagnostic(decoder.skip()?)?),
        },
        Kind::Bytes => Shown::Bytes(decoder.bytes()?.into_owned()),
        Kind::Text => Shown::Text(decoder.text()?.into_owned()),
        Kind::Bool => Shown::Yes(decoder.boolean()?),
        Kind::Null => {
            decoder.null()?;
            Shown::Null
        }
        Kind::Float => {
            let number = decoder.float()?;
            // Rounded towards the past; a number past the years allowed is shown as it is.
            #[allow(clippy::cast_possible_truncation)]
            let seconds = Timestamp::from_unix(number.floor() as i64);
            if let (Reading::Time, Ok(at)) = (reading, seconds) {
                Shown::time(at)
            } else {
                Shown::Float(number)
            }
        }
        Kind::Simple => Shown::Text(cbor::diagnostic(decoder.skip()?)?),
        Kind::Tag(number) => {
            decoder.any_tag()?;
            match number {
                // RFC 8949 §3.4.5.1: encoded CBOR.
                24 if embedded > 0 && decoder.peek()? == Kind::Bytes => {
                    let content = decoder.bytes()?;
                    if cbor::check(&content, content.len()).is_ok() {
                        item(&mut Decoder::new(&content), names, Reading::Plain, embedded - 1)?
                    } else {
                        Shown::Bytes(content.into_owned())
                    }
                }
                // RFC 8949 §3.4.2: seconds since 1970.
                1 => item(decoder, names, Reading::Time, embedded)?,
                _ => item(decoder, names, reading, embedded)?,
            }
        }
        Kind::Array => {
            let mut members = decoder.array()?;
            let mut list = Vec::new();
            while decoder.more(&mut members)? {
                list.push(item(decoder, names, reading, embedded)?);
            }
            Shown::List(list)
        }
        Kind::Map => {
            let mut map = decoder.map()?;
            let mut fields = Vec::new();
            while let Some(mut key) = decoder.key(&mut map)? {
                let known = match key.peek()? {
                    Kind::Unsigned | Kind::Negative => {
                        key.clone().integer().ok().and_then(|key| names.iter().find(|name| name.key == key))
                    }
                    _ => None,
                };
                let name = match (known, key.peek()?) {
                    (Some(name), _) => name.name.to_owned(),
                    (None, Kind::Text) => key.text()?.into_owned(),
                    (None, _) => cbor::diagnostic(key.skip()?)?,
                };
                let reading = known.map_or(Reading::Plain, |name| name.reading);
                // The names are those of this map, not of what stands in it.
                fields.push((name, item(decoder, &[], reading, embedded)?));
            }
            Shown::Fields(fields)
        }
    })
}

/// Bytes for people: what they are, where that is plain; the first few, where they are many.
fn describe(bytes: &[u8]) -> String {
    let picture = match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("JPEG picture"),
        [0x89, b'P', b'N', b'G', ..] => Some("PNG picture"),
        [0xff, 0x4f, 0xff, 0x51, ..] | [0, 0, 0, 12, b'j', b'P', ..] => Some("JPEG 2000 picture"),
        _ => None,
    };
    match (picture, bytes.get(..16)) {
        (Some(picture), _) => format!("{picture}, {} bytes", thousands(bytes.len())),
        (None, Some(first)) if bytes.len() > 32 => {
            format!("{}… ({} bytes)", to_hex(first), thousands(bytes.len()))
        }
        _ if bytes.is_empty() => "no bytes".into(),
        _ => to_hex(bytes),
    }
}

/// Digits in groups of three: `15,244`.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (left, digit) in (0..digits.len()).rev().zip(digits.chars()) {
        out.push(digit);
        if left > 0 && left % 3 == 0 {
            out.push(',');
        }
    }
    out
}

/// Text from outside, safe to print: what could move the cursor or turn the direction of writing is escaped.
pub fn printable(text: &str) -> String {
    let shown = |c: char| {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if c.is_control() || turns { c.escape_unicode().to_string() } else { c.to_string() }
    };
    text.chars().map(shown).collect()
}

/// Diagnostic notation with byte strings past 32 bytes cut: `h'ffd8ffe0…' / 13922 bytes /`. Text is left alone.
pub fn shorten(diagnostic: &str) -> String {
    let mut out = String::with_capacity(diagnostic.len());
    let mut rest = diagnostic;
    while let Some(at) = rest.find(['"', 'h']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let length = if from.starts_with('"') {
            text_length(from)
        } else if let Some(digits) = from.strip_prefix("h'") {
            let digits = digits.find('\'').unwrap_or(digits.len());
            if let Some(first) = from.get(..2 + 32).filter(|_| digits > 64) {
                // Writing to a `String` cannot fail.
                let _ = write!(out, "{first}…' / {} bytes /", digits / 2);
                rest = from.get(digits + 3..).unwrap_or_default();
                continue;
            }
            digits + 3
        } else {
            1
        };
        out.push_str(from.get(..length).unwrap_or(from));
        rest = from.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The length of the quoted text that `from` starts with, quotes and all.
fn text_length(from: &str) -> usize {
    let mut escaped = false;
    for (at, c) in from.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    from.len()
}

/// How many tag-24 wrappings are opened before the rest is shown as bytes.
const DEEPEST_EMBEDDED: usize = 8;
