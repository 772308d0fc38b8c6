//! Linking a phone number to an account of the portal (order 58), as the applicant's app does it: the application, signed by the
//! device's key, and the words for what the service answers. Passwords are sent, counted and compared by the service.

use std::sync::Arc;

use qujat::id::{Iin, PhoneNumber};
use qujat::subscriber::{self, Application, ApplicationError, Refused, Resend};
use qujat::time::Timestamp;

use crate::lookup::number;
use crate::values::Language;
use crate::{DeviceException, DeviceKey, InputException};

/// Where a number is registered (58/4).
pub type RegistrationChannel = subscriber::RegistrationChannel;

/// Where a number is registered (58/4).
#[uniffi::remote(Enum)]
pub enum RegistrationChannel {
    /// The web portal of electronic government.
    Portal,
    /// Its mobile application.
    MobileApplication,
    /// The State Corporation "Government for Citizens", at a counter.
    StateCorporation,
}

/// The application to link a number, by the form of the order (58/annex). Personal data.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct LinkingApplication {
    /// The unique number of the application.
    pub number: String,
    /// The applicant's IIN.
    pub applicant: String,
    /// Surname.
    pub surname: String,
    /// First name.
    pub first_name: String,
    /// Patronymic, if there is one.
    #[uniffi(default = None)]
    pub patronymic: Option<String>,
    /// E-mail address.
    pub email: String,
    /// The number to link, however it was typed.
    pub phone: String,
    /// Where the application is made.
    pub channel: RegistrationChannel,
}

/// How the service refused a password, or another message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum LinkingRefusal {
    /// The password is wrong: enter it again (58/9: refused at once, and goes on when it is corrected).
    WrongPassword {
        /// Tries left of this password.
        tries_left: u32,
    },
    /// No tries are left, or the password is over: ask for another message.
    PasswordOver,
    /// There is no application under way.
    NotOpen,
    /// Another message too soon after the last.
    TooSoon {
        /// Seconds to wait.
        after_seconds: u32,
    },
    /// No messages are left: apply anew.
    NoMessagesLeft,
    /// The number is linked.
    Linked,
}

/// The two consents of the form, which the applicant gives by signing: show them before `signLinkingApplication`.
#[uniffi::export]
pub fn linking_consents(language: Language) -> Vec<String> {
    Application::consents(language).map(str::to_owned).to_vec()
}

/// Signs an application with the device's key; the bytes are for the service, which keeps them. With them both consents are given.
/// The person may be asked to confirm. `now`: Unix seconds. An error with the code `application` where a part is missing or malformed,
/// `iin`, `number` or `phone_number` where that one is.
#[uniffi::export]
pub fn sign_linking_application(
    application: LinkingApplication,
    key: Arc<dyn DeviceKey>,
    now: i64,
) -> Result<Vec<u8>, DeviceException> {
    let signed_at = Timestamp::from_unix(now).map_err(InputException::from)?;
    let applicant =
        Iin::parse(&application.applicant).map_err(|error| InputException::malformed("iin", error))?;
    let phone = PhoneNumber::parse(&application.phone)
        .map_err(|error| InputException::malformed("phone_number", error))?;
    let application = Application {
        number: number(&application.number)?,
        applicant,
        surname: application.surname,
        first_name: application.first_name,
        patronymic: application.patronymic,
        email: application.email,
        phone,
        channel: application.channel,
        signed_at,
    };
    let signer = crate::platform::signer(&*key)?;
    Ok(application.sign(&signer)?)
}

/// The sentence to show for a refusal, with the tries that are left or the seconds to wait.
#[uniffi::export]
pub fn linking_refusal_text(refusal: LinkingRefusal, language: Language) -> String {
    match refusal {
        LinkingRefusal::WrongPassword { tries_left } => {
            let tries_left = u8::try_from(tries_left).unwrap_or(u8::MAX);
            Refused::Wrong { tries_left }.text_with_tries(language)
        }
        LinkingRefusal::PasswordOver => Refused::Over.text_with_tries(language),
        LinkingRefusal::NotOpen => Refused::NotOpen.text_with_tries(language),
        LinkingRefusal::TooSoon { after_seconds } => Resend::TooSoon { after_seconds }.text(language),
        LinkingRefusal::NoMessagesLeft => Resend::NoneLeft.text(language),
        LinkingRefusal::Linked => Resend::Done.text(language),
    }
}

/// Where a number is registered, in words.
#[uniffi::export]
pub fn registration_channel_text(channel: RegistrationChannel, language: Language) -> String {
    channel.text(language).to_owned()
}

impl From<ApplicationError> for DeviceException {
    fn from(error: ApplicationError) -> Self {
        match error {
            ApplicationError::Cose(error) => error.into(),
            other => InputException::malformed("application", other).into(),
        }
    }
}
