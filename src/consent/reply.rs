use crate::limits::MAX_REPLY_CHARS;
use crate::text::Language;

/// What a subject replied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reply {
    /// Agrees.
    Yes,
    /// Does not.
    No,
}

/// A word that is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplyWord {
    /// In lower case.
    pub word: &'static str,
    /// What it means.
    pub reply: Reply,
    /// In which language.
    pub language: Language,
}

/// Every word that is understood: those the messages ask for, as keyboards without Kazakh letters and telephones without
/// Cyrillic ones write them, and "I agree". None means the one in one language and the other in another.
pub const REPLY_WORDS: [ReplyWord; 21] = [
    word("иә", Reply::Yes, Language::Kazakh),
    word("ия", Reply::Yes, Language::Kazakh),
    word("ia", Reply::Yes, Language::Kazakh),
    word("iä", Reply::Yes, Language::Kazakh),
    word("келісемін", Reply::Yes, Language::Kazakh),
    word("жоқ", Reply::No, Language::Kazakh),
    word("жок", Reply::No, Language::Kazakh),
    word("joq", Reply::No, Language::Kazakh),
    word("zhoq", Reply::No, Language::Kazakh),
    word("келіспеймін", Reply::No, Language::Kazakh),
    word("да", Reply::Yes, Language::Russian),
    word("da", Reply::Yes, Language::Russian),
    word("согласен", Reply::Yes, Language::Russian),
    word("согласна", Reply::Yes, Language::Russian),
    word("нет", Reply::No, Language::Russian),
    word("net", Reply::No, Language::Russian),
    word("не согласен", Reply::No, Language::Russian),
    word("не согласна", Reply::No, Language::Russian),
    word("yes", Reply::Yes, Language::English),
    word("i agree", Reply::Yes, Language::English),
    word("no", Reply::No, Language::English),
];

impl Reply {
    /// Reads a short message: one of [`REPLY_WORDS`], in any case, with space around and between, with stops, commas,
    /// exclamation marks, dashes or quotation marks around. `None` for anything else: a longer text, a number, letters of another
    /// script that look alike, and a question mark — who asks back has not agreed.
    pub fn parse(text: &str) -> Option<Self> {
        if text.chars().count() > MAX_REPLY_CHARS {
            return None;
        }
        let lower = text.to_lowercase();
        let bare = lower.trim_matches(|c: char| c.is_whitespace() || AROUND.contains(c));
        let mut words = bare.split_whitespace();
        let found = REPLY_WORDS.iter().find(|known| {
            // Space between words may be any.
            known.word.split(' ').eq(words.clone())
        });
        words.next()?;
        found.map(|known| known.reply)
    }
}

const fn word(word: &'static str, reply: Reply, language: Language) -> ReplyWord {
    ReplyWord { word, reply, language }
}

/// Punctuation that may stand around a reply.
const AROUND: &str = ".,!;:-–—…\"'«»“”„‘’()";

#[cfg(test)]
mod tests {
    use super::*;

    /// 352/20: a word means one thing, whatever language it is read in.
    #[test]
    fn every_word_is_understood_as_it_is_listed() {
        for known in REPLY_WORDS {
            for text in [
                known.word.to_owned(),
                known.word.to_uppercase(),
                format!("  {}.\n", known.word),
                format!("«{}»!", known.word),
                known.word.replace(' ', "  \u{a0}"),
            ] {
                assert_eq!(Reply::parse(&text), Some(known.reply), "{text:?}");
            }
            let same = REPLY_WORDS.iter().filter(|other| other.word == known.word);
            assert_eq!(same.count(), 1, "{}", known.word);
        }
        for language in Language::ALL {
            for reply in [Reply::Yes, Reply::No] {
                assert!(REPLY_WORDS.iter().any(|known| known.language == language && known.reply == reply));
            }
        }
    }

    /// 352/20: nothing else is consent.
    #[test]
    fn nothing_else_is_a_reply() {
        for text in [
            "",
            " ",
            "!",
            "?",
            "да?",
            "Да нет",
            "да, но не сейчас",
            "да да",
            "нет да",
            "yes no",
            "y",
            "+",
            "1",
            "ok",
            "ДА 123456",
            // A Latin a in a Cyrillic word, a zero-width space, a combining mark, full-width letters.
            "дa",
            "д\u{200b}а",
            "да\u{301}",
            "ｙｅｓ",
            "\u{202e}ад",
            "да\0",
            "не",
            "согласен не",
            "не  согласен?",
            "иәжоқ",
        ] {
            assert_eq!(Reply::parse(text), None, "{text:?}");
        }
        assert_eq!(Reply::parse(&format!("да{}", ".".repeat(158))), Some(Reply::Yes));
        assert_eq!(Reply::parse(&format!("да{}", ".".repeat(159))), None);
    }
}
