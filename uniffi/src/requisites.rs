//! The mandatory requisites of a result received on a phone (order 9, annex 1), and their messages.

use qujat::document::requisites::{self, RequisitesError};
use qujat::time::Date;

use crate::InputException;
use crate::lookup::{number, recipient, seal_text};
use crate::values::Language;

/// How a result reaches its recipient.
pub type RequisitesChannel = requisites::Channel;

/// How a result reaches its recipient.
#[uniffi::remote(Enum)]
pub enum RequisitesChannel {
    /// The mobile application (9/1.3.1): number, date received, IIN or BIN, matrix code.
    App,
    /// A text message or an instant message (9/1.3.2): number, IIN or BIN.
    Message,
}

/// What kind of service a result is of.
pub type RequisitesService = requisites::Service;

/// What kind of service a result is of.
#[uniffi::remote(Enum)]
pub enum RequisitesService {
    /// A state service (9/1.3) or another one (9/1.4): both carry requisites.
    Result,
    /// A service that only informs: it carries none (9/1.4).
    Informational,
}

/// The requisites there are, before anybody has looked whether they are all there.
#[derive(Clone, Default, uniffi::Record)]
pub struct RequisiteParts {
    /// The document's unique number.
    #[uniffi(default = None)]
    pub number: Option<String>,
    /// The date the result was received, `YYYY-MM-DD`.
    #[uniffi(default = None)]
    pub received: Option<String>,
    /// The IIN or BIN of the recipient.
    #[uniffi(default = None)]
    pub recipient: Option<String>,
    /// The text of the document's matrix code, `QS1:…`.
    #[uniffi(default = None)]
    pub matrix_code: Option<String>,
}

/// Requisites that are complete for their channel, ready to show and to send. Personal data.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct CompleteRequisites {
    /// What to show: number, date where there is one, and IIN or BIN, each by its name.
    pub lines: Vec<RequisiteLine>,
    /// The text of the matrix code to draw (`QrSymbol`); of the application's alone.
    pub matrix_code: Option<String>,
    /// The short message: with a usual number one of 70 characters.
    pub short_message: String,
    /// The instant message.
    pub instant_message: String,
}

/// One requisite to show.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct RequisiteLine {
    /// Its name, in the language asked for.
    pub label: String,
    /// Its value.
    pub value: String,
}

/// The requisites of a result, complete for their channel; none for a service that only informs. An error with the code
/// `requisites` that names every part that is missing, or that the matrix code states otherwise; one with the code `number`,
/// `recipient`, `time` or `seal` where a part is malformed.
#[uniffi::export]
pub fn complete_requisites(
    service: RequisitesService,
    channel: RequisitesChannel,
    parts: RequisiteParts,
    language: Language,
) -> Result<Option<CompleteRequisites>, InputException> {
    let parts = requisites::RequisiteParts {
        number: parts.number.as_deref().map(number).transpose()?,
        received: parts.received.as_deref().map(Date::parse).transpose()?,
        recipient: parts.recipient.as_deref().map(recipient).transpose()?,
        matrix_code: parts.matrix_code.as_deref().map(seal_text).transpose()?,
    };
    let complete = requisites::Requisites::complete(service, channel, parts)?;
    Ok(complete.map(|complete| CompleteRequisites {
        lines: complete
            .lines(language)
            .into_iter()
            .map(|(label, value)| RequisiteLine { label: label.to_owned(), value })
            .collect(),
        matrix_code: complete.matrix_code().map(|code| code.as_str().to_owned()),
        short_message: complete.message(language),
        instant_message: complete.instant_message(language),
    }))
}

impl From<RequisitesError> for InputException {
    fn from(error: RequisitesError) -> Self {
        Self::malformed("requisites", error)
    }
}
