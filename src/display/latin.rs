//! Kazakh in Latin letters: a table that is data.
//!
//! The decree in force when this was written is that of 2018; a draft of 2021 was shown and not enacted. Both tables are
//! from memory and marked as not verified; a third comes as data like these.

use serde::Deserialize;
use thiserror::Error;

use crate::limits::MAX_ALPHABET_BYTES;

/// An alphabet: what each Kazakh letter becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alphabet {
    name: String,
    /// Small letters and what each becomes, by letter.
    letters: Vec<(char, String)>,
    /// Capitals that are not those of what their small letters become.
    capitals: Vec<(char, String)>,
}

/// Why an alphabet was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AlphabetError {
    /// More bytes than an alphabet takes.
    #[error("the alphabet has {found} bytes, at most {limit} allowed")]
    TooLarge {
        /// Bytes that came.
        found: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// Not JSON of this form.
    #[error("not an alphabet: line {line}, column {column}")]
    Json {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// A key that is not one letter, or a value that is not letters.
    #[error("letters: each must be one small letter and become at most 3 letters")]
    Letters,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Authored {
    name: String,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "verified")]
    _verified: bool,
    letters: std::collections::BTreeMap<String, String>,
    #[serde(default)]
    capitals: std::collections::BTreeMap<String, String>,
}

impl Alphabet {
    /// The alphabet of decree № 637 of 19.02.2018: `á ǵ ı ń ó sh ch ý ú`.
    pub fn decree_2018() -> Option<Self> {
        Self::from_json(include_bytes!("latin/decree_2018.json")).ok()
    }

    /// The draft shown on 28.01.2021: `ä ğ ı ñ ö ş ū ü`.
    pub fn draft_2021() -> Option<Self> {
        Self::from_json(include_bytes!("latin/draft_2021.json")).ok()
    }

    /// Reads a table: `{ "name": …, "source": …, "verified": …, "letters": { "ә": "á", … }, "capitals": { "и": "I" } }`.
    pub fn from_json(json: &[u8]) -> Result<Self, AlphabetError> {
        if json.len() > MAX_ALPHABET_BYTES {
            return Err(AlphabetError::TooLarge { found: json.len(), limit: MAX_ALPHABET_BYTES });
        }
        let authored: Authored = serde_json::from_slice(json)
            .map_err(|error| AlphabetError::Json { line: error.line(), column: error.column() })?;
        let table = |given: std::collections::BTreeMap<String, String>| {
            given.into_iter().map(|(letter, becomes)| {
                let mut chars = letter.chars();
                let (Some(letter), None) = (chars.next(), chars.next()) else {
                    return Err(AlphabetError::Letters);
                };
                let sound = becomes.chars().count() <= 3 && becomes.chars().all(char::is_alphabetic);
                if !letter.is_lowercase() || !sound {
                    return Err(AlphabetError::Letters);
                }
                Ok((letter, becomes))
            })
        };
        Ok(Self {
            name: authored.name,
            letters: table(authored.letters).collect::<Result<_, _>>()?,
            capitals: table(authored.capitals).collect::<Result<_, _>>()?,
        })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// [`Alphabet::write`] in place.
    pub(super) fn rewrite(&self, text: &mut String) {
        if let Some(written) = self.write(text) {
            *text = written;
        }
    }

    /// A text in this alphabet; `None` where no letter of it changes. Letters it does not know stay as they are.
    pub fn write(&self, text: &str) -> Option<String> {
        if text.is_ascii() {
            return None;
        }
        let mut out = String::with_capacity(text.len());
        let mut changed = false;
        let mut before = None;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let next = chars.peek().copied();
            let small = lower(c);
            match find(&self.letters, small) {
                None => out.push(c),
                Some(becomes) => {
                    changed = true;
                    if small == c {
                        out.push_str(becomes);
                    } else {
                        let capital = find(&self.capitals, small).unwrap_or(becomes);
                        // In a word of capitals all of them are: ШЫМКЕНТ is SHYMKENT, Шымкент is Shymkent.
                        let among = next.or(before).is_some_and(char::is_uppercase);
                        raise(capital, among, &mut out);
                    }
                }
            }
            before = Some(c);
        }
        changed.then_some(out)
    }
}

fn find(table: &[(char, String)], letter: char) -> Option<&str> {
    // In order, as a map of JSON was read.
    let at = table.binary_search_by_key(&letter, |(small, _)| *small).ok()?;
    table.get(at).map(|(_, becomes)| becomes.as_str())
}

fn lower(c: char) -> char {
    let mut small = c.to_lowercase();
    match (small.next(), small.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

fn raise(letters: &str, whole: bool, out: &mut String) {
    for (index, c) in letters.chars().enumerate() {
        if index == 0 || whole { out.extend(c.to_uppercase()) } else { out.push(c) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_words_are_written() {
        let decree = Alphabet::decree_2018().expect("sound");
        let draft = Alphabet::draft_2021().expect("sound");
        for (kazakh, by_decree, by_draft) in [
            ("Жеке куәлік", "Jeke kýálik", "Jeke kuälık"),
            ("Шымкент", "Shymkent", "Şymkent"),
            ("ШЫМКЕНТ", "SHYMKENT", "ŞYMKENT"),
            ("Қазақстан Республикасы", "Qazaqstan Respýblıkasy", "Qazaqstan Respublikasy"),
            ("Үлгібаева Айгерім", "Úlgibaeva Aıgerim", "Ülgıbaeva Aigerım"),
            ("Ильяс", "Ilıas", "İlias"),
            ("ҚР ІІМ", "QR IIM", "QR IIM"),
        ] {
            assert_eq!(decree.write(kazakh).as_deref(), Some(by_decree), "{kazakh}");
            assert_eq!(draft.write(kazakh).as_deref(), Some(by_draft), "{kazakh}");
        }
        assert_eq!(decree.write("Almaty 2026"), None);
        assert_eq!(decree.write("22\u{a0}"), None, "nothing changes");
        assert_eq!(decree.write("漢字 ә").as_deref(), Some("漢字 á"));
    }

    /// Every letter of the Kazakh alphabet of 42 letters becomes something or, of signs, nothing: none is left Cyrillic.
    #[test]
    fn no_letter_is_left() {
        let all = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя";
        assert_eq!(all.chars().count(), 42);
        for alphabet in [Alphabet::decree_2018(), Alphabet::draft_2021()].map(|a| a.expect("sound")) {
            for text in [all.to_owned(), all.to_uppercase()] {
                let written = alphabet.write(&text).expect("changed");
                assert!(
                    written.chars().all(|c| !matches!(c, '\u{400}'..='\u{52f}')),
                    "{}: {written}",
                    alphabet.name()
                );
            }
        }
    }

    #[test]
    fn each_mistake_is_refused() {
        let refusal = |json: &[u8]| Alphabet::from_json(json).expect_err("refused").to_string();
        assert_eq!(
            refusal(&vec![b' '; MAX_ALPHABET_BYTES + 1]),
            "the alphabet has 8193 bytes, at most 8192 allowed"
        );
        assert_eq!(refusal(b"{\n}"), "not an alphabet: line 2, column 1");
        for letters in [r#"{"ab":"c"}"#, r#"{"A":"c"}"#, r#"{"a":"bcde"}"#, r#"{"a":"<"}"#, r#"{"":"a"}"#] {
            let json = format!(r#"{{"name":"n","source":"s","verified":false,"letters":{letters}}}"#);
            assert_eq!(refusal(json.as_bytes()), AlphabetError::Letters.to_string(), "{letters}");
        }
    }
}
