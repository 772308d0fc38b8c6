use core::fmt;

use crate::text::Language;

/// What a person shall be told though it does not change the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Warning {
    /// The trust list that names the signer is past its date of renewal, or old.
    TrustListOld,
    /// The document says where to learn whether it was revoked, and that could not be learnt.
    RevocationUnknown,
}

impl Warning {
    /// Every warning.
    pub const ALL: [Self; 2] = [Self::TrustListOld, Self::RevocationUnknown];

    /// The code as JSON carries it; it stays as it is for ever.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TrustListOld => "trust_list_old",
            Self::RevocationUnknown => "revocation_unknown",
        }
    }

    /// The sentence to show a person.
    pub const fn text(self, language: Language) -> &'static str {
        let [kk, ru, en] = match self {
            Self::TrustListOld => [
                "Сенімді органдар тізімі ескірген: желіге қосылып, жаңартыңыз.",
                "Список доверенных органов устарел: подключитесь к сети и обновите его.",
                "The list of trusted bodies is old: go on-line and renew it.",
            ],
            Self::RevocationUnknown => [
                "Құжаттың кері қайтарып алынбағаны тексерілмеді: желіге қосылып, қайта тексеріңіз.",
                "Не проверено, не отозван ли документ: подключитесь к сети и проверьте снова.",
                "Whether the document was revoked was not checked: go on-line and check again.",
            ],
        };
        match language {
            Language::Kazakh => kk,
            Language::Russian => ru,
            Language::English => en,
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
