//! Words in the three languages a document speaks.

use serde::{Deserialize, Serialize};

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// Kazakh, the state language.
    #[default]
    Kazakh,
    /// Russian.
    Russian,
    /// English.
    English,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 3] = [Self::Kazakh, Self::Russian, Self::English];

    /// The ISO 639-1 code: `kk`, `ru`, `en`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kazakh => "kk",
            Self::Russian => "ru",
            Self::English => "en",
        }
    }
}

/// A text in Kazakh, Russian and English. A missing language falls back: English to Russian, Russian and Kazakh to each
/// other, all of them at last to whichever is there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalText {
    /// Kazakh.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kk: String,
    /// Russian.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ru: String,
    /// English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
}

impl LocalText {
    /// The text in `language` or the nearest there is; empty only where all three are.
    pub fn in_language(&self, language: Language) -> &str {
        let order = match language {
            Language::Kazakh => [&self.kk, &self.ru, &self.en],
            Language::Russian => [&self.ru, &self.kk, &self.en],
            Language::English => [&self.en, &self.ru, &self.kk],
        };
        order.into_iter().find(|text| !text.is_empty()).map_or("", String::as_str)
    }

    /// Whether no language has a text.
    pub fn is_empty(&self) -> bool {
        Language::ALL.iter().all(|language| self.in_language(*language).is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn falls_back_to_what_is_there() {
        let text = LocalText { ru: "р".into(), ..LocalText::default() };
        assert!(Language::ALL.iter().all(|language| text.in_language(*language) == "р"));
        assert!(LocalText::default().is_empty());
    }
}
