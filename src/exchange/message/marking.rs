use crate::exchange::MessageError;

/// How a message's content is marked by whoever made it. The words of secrecy stand here so that a system can pass on the
/// mark its records carry, and be refused (1277/2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Marking {
    /// No mark.
    Open,
    /// For official use: limited distribution, and no state secret.
    OfficialUse,
    /// "Secret".
    Secret,
    /// "Top secret".
    TopSecret,
    /// "Of special importance".
    SpecialImportance,
}

impl Marking {
    /// Every marking.
    pub const ALL: [Self; 5] =
        [Self::Open, Self::OfficialUse, Self::Secret, Self::TopSecret, Self::SpecialImportance];

    /// As messages write it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::OfficialUse => "official-use",
            Self::Secret => "secret",
            Self::TopSecret => "top-secret",
            Self::SpecialImportance => "special-importance",
        }
    }

    /// 1277/2: what holds state secrets is not exchanged, whoever signed it.
    pub fn check(self) -> Result<(), MessageError> {
        match self {
            Self::Open | Self::OfficialUse => Ok(()),
            Self::Secret | Self::TopSecret | Self::SpecialImportance => Err(MessageError::StateSecret),
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|marking| marking.word() == word)
    }
}
