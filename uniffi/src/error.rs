//! What can go wrong, grouped by what the app does next. A refusal is no error: it is an answer.
//!
//! Every code stands in [`CODES`] and on the page `docs/errors.md`; once published it keeps its meaning.

use core::fmt::Display;

use qujat::cose::{CoseError, SignError};
use qujat::document::DocumentError;
use qujat::presentation::PresentationError;
use qujat::proximity::ProximityError;
use qujat::random::RandomError;
use thiserror::Error;

/// What came from outside is not what was asked for: a code that is none, a file that is no document, a frame whose rows
/// do not fit. Tell the person, or mend the call; trying again with the same bytes gives the same answer.
///
/// `code` is stable and made for a switch and for translations; `reason` is English for developers and logs, and holds no
/// personal data.
#[derive(Debug, Clone, Error, uniffi::Error)]
pub enum InputException {
    /// An identifier, a date or an instant is malformed.
    #[error("{reason}")]
    Malformed {
        /// `iin`, `bin`, `phone_number`, `doc_type`, `time`, `digest`, `digits`, `link`, `representation`, `device_key`,
        /// `document`, `mark`, `owner`, `presentation`, `challenge`, `not_bound`, `method`, `not_asked`, `session`, `turn`,
        /// `number`, `recipient`, `requisites`, `seal`, `application`, `question`.
        code: String,
        /// What came and what was wanted.
        reason: String,
    },
    /// Trust material — a certificate, a key, a list — cannot be read or is refused.
    #[error("{reason}")]
    Trust {
        /// `trust`.
        code: String,
        /// What came and what was wanted.
        reason: String,
    },
    /// A camera frame or a picture file cannot be scanned.
    #[error("{reason}")]
    Picture {
        /// `picture`.
        code: String,
        /// What came and what was wanted.
        reason: String,
    },
    /// A display form is refused, or is for another kind of document.
    #[error("{reason}")]
    Form {
        /// `form`.
        code: String,
        /// What came and what was wanted.
        reason: String,
    },
    /// A text does not fit into a QR symbol.
    #[error("{reason}")]
    Symbol {
        /// `symbol`.
        code: String,
        /// What came and what was wanted.
        reason: String,
    },
}

/// The device did not do its part in a call that needs its key, its random source or its clock. What the app's own code
/// threw is in none of the texts.
///
/// `code` and `reason` as of `InputException`.
#[derive(Debug, Clone, Error, uniffi::Error)]
pub enum DeviceException {
    /// The person cancelled the prompt. Go back without a word.
    #[error("{reason}")]
    Cancelled {
        /// `cancelled`.
        code: String,
        /// What was not done.
        reason: String,
    },
    /// The key is gone or locked. Have the device unlocked, or documents bound to a new key.
    #[error("{reason}")]
    Unavailable {
        /// `key_unavailable`.
        code: String,
        /// What was not done.
        reason: String,
    },
    /// The key, the random source or the clock failed. Trying again may help; else it is a defect of the app or the device.
    #[error("{reason}")]
    Failed {
        /// `key`, `signature`, `random`, `clock`.
        code: String,
        /// What failed and what was wanted.
        reason: String,
    },
    /// What came from outside is not what was asked for, as of `InputException`.
    #[error("{reason}")]
    Input {
        /// As of `InputException`.
        code: String,
        /// What came and what was wanted.
        reason: String,
    },
}

/// Every code there is.
pub(crate) const CODES: &[&str] = &[
    "application",
    "bin",
    "cancelled",
    "challenge",
    "clock",
    "device_key",
    "digest",
    "digits",
    "doc_type",
    "document",
    "form",
    "iin",
    "key",
    "key_unavailable",
    "link",
    "mark",
    "method",
    "not_asked",
    "not_bound",
    "number",
    "owner",
    "phone_number",
    "picture",
    "presentation",
    "question",
    "random",
    "recipient",
    "representation",
    "requisites",
    "seal",
    "session",
    "signature",
    "symbol",
    "time",
    "trust",
    "turn",
];

impl InputException {
    pub(crate) fn malformed(code: &str, reason: impl Display) -> Self {
        Self::Malformed { code: known(code), reason: reason.to_string() }
    }

    fn parts(self) -> (String, String) {
        match self {
            Self::Malformed { code, reason }
            | Self::Trust { code, reason }
            | Self::Picture { code, reason }
            | Self::Form { code, reason }
            | Self::Symbol { code, reason } => (code, reason),
        }
    }
}

impl DeviceException {
    pub(crate) fn failed(code: &str, reason: impl Display) -> Self {
        Self::Failed { code: known(code), reason: reason.to_string() }
    }
}

/// A code that stands in [`CODES`], which tests check.
pub(crate) fn known(code: &str) -> String {
    debug_assert!(CODES.contains(&code), "`{code}` stands in no list of codes");
    code.to_owned()
}

macro_rules! from {
    ($($error:ty => $variant:ident $code:literal,)*) => {
        $(impl From<$error> for InputException {
            fn from(error: $error) -> Self {
                Self::$variant { code: known($code), reason: error.to_string() }
            }
        })*
    };
}

from! {
    qujat::access::RepresentationError => Malformed "representation",
    qujat::code::ShortCodeError => Malformed "digits",
    qujat::code::SymbolError => Symbol "symbol",
    qujat::code::stream::StreamError => Symbol "symbol",
    qujat::journal::MarkError => Malformed "mark",
    CoseError => Trust "trust",
    DocumentError => Malformed "document",
    qujat::display::FormError => Form "form",
    qujat::display::ViewError => Form "form",
    qujat::grant::LinkError => Malformed "link",
    ProximityError => Malformed "session",
    qujat::scan::ScanError => Picture "picture",
    qujat::time::TimeError => Malformed "time",
    qujat::trust::TrustError => Trust "trust",
}

impl From<PresentationError> for InputException {
    fn from(error: PresentationError) -> Self {
        let code = match error {
            PresentationError::NotChallenge => "challenge",
            PresentationError::Unbound | PresentationError::OtherDevice => "not_bound",
            PresentationError::Document(_) => "document",
            _ => "presentation",
        };
        Self::malformed(code, error)
    }
}

impl From<PresentationError> for DeviceException {
    fn from(error: PresentationError) -> Self {
        match error {
            PresentationError::Cose(CoseError::Sign(error)) => error.into(),
            other => InputException::from(other).into(),
        }
    }
}

impl From<ProximityError> for DeviceException {
    fn from(error: ProximityError) -> Self {
        match error {
            ProximityError::Random(error) => error.into(),
            ProximityError::Cose(CoseError::Sign(error)) => error.into(),
            other => InputException::from(other).into(),
        }
    }
}

impl From<DocumentError> for DeviceException {
    fn from(error: DocumentError) -> Self {
        match error {
            DocumentError::Cose(CoseError::Sign(error)) => error.into(),
            DocumentError::DeviceKey => InputException::malformed("not_bound", error).into(),
            other => InputException::from(other).into(),
        }
    }
}

impl From<InputException> for DeviceException {
    fn from(error: InputException) -> Self {
        let (code, reason) = error.parts();
        Self::Input { code, reason }
    }
}

impl From<SignError> for DeviceException {
    fn from(error: SignError) -> Self {
        let reason = error.to_string();
        match error {
            SignError::Declined => Self::Cancelled { code: known("cancelled"), reason },
            SignError::Unavailable => Self::Unavailable { code: known("key_unavailable"), reason },
            SignError::Untrue => Self::Failed { code: known("signature"), reason },
            _ => Self::Failed { code: known("key"), reason },
        }
    }
}

impl From<CoseError> for DeviceException {
    fn from(error: CoseError) -> Self {
        match error {
            CoseError::Sign(error) => error.into(),
            other => Self::failed("key", other),
        }
    }
}

impl From<RandomError> for DeviceException {
    fn from(error: RandomError) -> Self {
        Self::failed("random", error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn core_errors_keep_their_words() {
        let error = InputException::from(qujat::time::TimeError::OutOfRange);
        assert_eq!(error.to_string(), "the year is outside 1900 to 9999");
        assert!(matches!(&error, InputException::Malformed { code, .. } if code == "time"));
        let error = DeviceException::from(error);
        assert_eq!(error.to_string(), "the year is outside 1900 to 9999");
        assert!(matches!(error, DeviceException::Input { code, .. } if code == "time"));
    }

    #[test]
    fn why_nothing_was_signed_keeps_its_group() {
        let group = |error: SignError| match DeviceException::from(CoseError::from(error)) {
            DeviceException::Cancelled { code, .. } => ("cancelled", code),
            DeviceException::Unavailable { code, .. } => ("unavailable", code),
            DeviceException::Failed { code, .. } => ("failed", code),
            DeviceException::Input { code, .. } => ("input", code),
        };
        for (error, expected) in [
            (SignError::Declined, ("cancelled", "cancelled")),
            (SignError::Unavailable, ("unavailable", "key_unavailable")),
            (SignError::Failed, ("failed", "key")),
            (SignError::Untrue, ("failed", "signature")),
        ] {
            assert_eq!(group(error), (expected.0, expected.1.to_owned()));
        }
        assert!(
            matches!(DeviceException::from(RandomError), DeviceException::Failed { code, .. } if code == "random")
        );
    }

    /// The page names each code once in a table row, with each language's group, and no other.
    #[test]
    fn every_code_stands_on_its_page() {
        let page = include_str!("../../docs/errors.md");
        let rows =
            page.lines().filter_map(|line| line.strip_prefix("| `")).filter_map(|row| row.split_once('`'));
        let mut listed: Vec<&str> = rows
            .map(|(code, _)| code)
            .filter(|code| code.starts_with(|first: char| first.is_lowercase()))
            .collect();
        listed.sort_unstable();
        assert_eq!(listed, CODES);
    }
}
