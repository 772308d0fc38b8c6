use core::fmt;

use crate::limits::MAX_AIM_NAME_CHARS;
use crate::text::{Language, LocalText};

/// What an organisation may look at documents for (352/4), by the authorised body's decision: a code for machines, names for
/// the person who is asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Aim {
    /// The code.
    pub code: AimCode,
    /// Its name in the three languages, each of 1 to 60 characters: it goes into a short message.
    pub name: LocalText,
}

/// The code of an [`Aim`]: 1 to 32 of `a`–`z`, `0`–`9`, `_` and `-`, such as `open_account`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AimCode(String);

impl AimCode {
    /// Reads a code; `None` where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=32).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'));
        fits.then(|| Self(text.to_owned()))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A code is public, so it is shown.
impl fmt::Debug for AimCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AimCode({})", self.0)
    }
}

/// Whether all three languages have a name that fits into a short message: no control characters, no space around it.
pub(crate) fn is_name(name: &LocalText) -> bool {
    [&name.kk, &name.ru, &name.en].into_iter().all(|text| {
        !text.is_empty()
            && text.trim() == text
            && text.chars().count() <= MAX_AIM_NAME_CHARS
            && !text.chars().any(is_unseen)
    })
}

/// Controls, and marks that reorder or hide what stands around them: they would let a name pass for other words.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// In the order of [`Language::ALL`]: a name as it is signed.
pub(super) fn in_order(name: &LocalText) -> [&str; 3] {
    Language::ALL.map(|language| match language {
        Language::Kazakh => name.kk.as_str(),
        Language::Russian => name.ru.as_str(),
        Language::English => name.en.as_str(),
    })
}
