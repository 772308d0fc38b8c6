//! What can go wrong, grouped by what the app does next. A refusal is no error: it is an answer.

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
        /// `iin`, `doc_type`, `time`, `digest`, `digits`, `link`.
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

impl InputException {
    pub(crate) fn malformed(code: &str, reason: impl core::fmt::Display) -> Self {
        Self::Malformed { code: code.to_owned(), reason: reason.to_string() }
    }
}

macro_rules! from {
    ($($error:ty => $variant:ident $code:literal,)*) => {
        $(impl From<$error> for InputException {
            fn from(error: $error) -> Self {
                Self::$variant { code: $code.to_owned(), reason: error.to_string() }
            }
        })*
    };
}

from! {
    qujat::code::ShortCodeError => Malformed "digits",
    qujat::code::SymbolError => Symbol "symbol",
    qujat::cose::CoseError => Trust "trust",
    qujat::display::FormError => Form "form",
    qujat::display::ViewError => Form "form",
    qujat::grant::LinkError => Malformed "link",
    qujat::scan::ScanError => Picture "picture",
    qujat::time::TimeError => Malformed "time",
    qujat::trust::TrustError => Trust "trust",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn core_errors_keep_their_words() {
        let error = InputException::from(qujat::time::TimeError::OutOfRange);
        assert_eq!(error.to_string(), "the year is outside 1900 to 9999");
        assert!(matches!(error, InputException::Malformed { code, .. } if code == "time"));
    }
}
