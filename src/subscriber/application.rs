use core::fmt;

use thiserror::Error;

use crate::cbor::{self, CborError, Decoder, Value};
use crate::cose::{CoseError, Purpose, Sign1, Signer, Unsigned, Verifier};
use crate::id::{DocumentNumber, Iin, PhoneNumber};
use crate::limits::{MAX_EMAIL_BYTES, MAX_FIELD_BYTES, MAX_TOKEN_BYTES};
use crate::text::Language;
use crate::time::Timestamp;

/// The application to link a subscriber number to an account of the portal, by the form of the order (58/annex).
///
/// Both consents of the form — to the linking, and to the use of data that the law protects — are given by signing: an
/// application without them cannot be written down.
///
/// ```cddl
/// application = {
///   1 => 1,                 ; version
///   2 => tstr,              ; unique number
///   3 => tstr .size 12,     ; IIN
///   4 => tstr,              ; surname
///   5 => tstr,              ; first name
///   ? 6 => tstr,            ; patronymic, if any
///   7 => tstr,              ; e-mail address
///   8 => tstr,              ; phone number, E.164
///   9 => true,              ; consents to the linking
///   10 => true,             ; consents to the use of data protected by law
///   11 => 1..3,             ; by: portal, mobile application, State Corporation
///   12 => int,              ; date, Unix seconds
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Application {
    /// The unique number of the application.
    pub number: DocumentNumber,
    /// The applicant.
    pub applicant: Iin,
    /// Surname, 1 to 2,048 bytes of UTF-8.
    pub surname: String,
    /// First name, likewise.
    pub first_name: String,
    /// Patronymic, if there is one; likewise.
    pub patronymic: Option<String>,
    /// E-mail address, at most 254 bytes.
    pub email: String,
    /// The number to link.
    pub phone: PhoneNumber,
    /// Where the application was made (58/4).
    pub channel: RegistrationChannel,
    /// When it was signed.
    pub signed_at: Timestamp,
}

/// Where a number is registered (58/4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RegistrationChannel {
    /// The web portal of electronic government.
    Portal,
    /// Its mobile application.
    MobileApplication,
    /// The State Corporation "Government for Citizens", at a counter.
    StateCorporation,
}

/// Why an application was not made or not opened. Says nothing of what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ApplicationError {
    /// Not signed, not for this purpose, or not by this key.
    #[error("application: {0}")]
    Cose(#[from] CoseError),
    /// The signed payload does not have the shape of an application.
    #[error("application: {0}")]
    Cbor(#[from] CborError),
    /// A member is missing or has a value it cannot have.
    #[error("application: {member} {what}")]
    Member {
        /// Which.
        member: &'static str,
        /// What is wrong with it.
        what: &'static str,
    },
}

impl Application {
    /// Signs the application with the applicant's key; at a counter, with the key the applicant signs there with.
    pub fn sign(&self, signer: &dyn Signer) -> Result<Vec<u8>, ApplicationError> {
        self.check()?;
        let payload = cbor::encode(&self.to_value())?;
        Ok(Unsigned { purpose: Purpose::SubscriberApplication, payload: &payload }.sign(signer)?)
    }

    /// Opens a signed application with the applicant's key.
    pub fn open(bytes: &[u8], key: &dyn Verifier) -> Result<Self, ApplicationError> {
        if bytes.len() > MAX_TOKEN_BYTES {
            let (found, limit) = (bytes.len(), MAX_TOKEN_BYTES);
            return Err(CborError::TooLarge { what: "bytes", found, limit }.into());
        }
        let opened = Sign1::parse(bytes)?.open(Purpose::SubscriberApplication, key)?;
        Self::from_payload(opened.payload())
    }

    /// What the applicant agrees to by signing, to be shown before: both consents of the form (58/annex).
    pub const fn consents(language: Language) -> [&'static str; 2] {
        match language {
            Language::Kazakh => [
                "Абоненттік нөмірімді «электрондық үкімет» порталындағы есептік жазбама қосуға келісемін.",
                "Ақпараттық жүйелердегі заңмен қорғалатын құпияны құрайтын мәліметтерді пайдалануға келісемін.",
            ],
            Language::Russian => [
                "Согласен(на) на подключение моего абонентского номера к моей учётной записи портала «электронного правительства».",
                "Согласен(на) на использование сведений, составляющих охраняемую законом тайну, содержащихся в информационных системах.",
            ],
            Language::English => [
                "I consent to the linking of my subscriber number to my account of the electronic government's portal.",
                "I consent to the use of data in information systems that are a secret protected by law.",
            ],
        }
    }

    fn check(&self) -> Result<(), ApplicationError> {
        name("surname", &self.surname)?;
        name("first name", &self.first_name)?;
        self.patronymic.as_deref().map_or(Ok(()), |patronymic| name("patronymic", patronymic))?;
        email(&self.email)
    }

    fn to_value(&self) -> Value {
        let mut members = vec![
            (NUMBER, Value::from(self.number.as_str())),
            (APPLICANT, Value::from(self.applicant.as_str())),
            (SURNAME, Value::from(self.surname.as_str())),
            (FIRST_NAME, Value::from(self.first_name.as_str())),
            (EMAIL, Value::from(self.email.as_str())),
            (PHONE, Value::from(self.phone.to_e164())),
            (CONSENT_TO_LINK, Value::from(true)),
            (CONSENT_TO_USE, Value::from(true)),
            (CHANNEL, Value::from(self.channel.code())),
            (SIGNED_AT, Value::from(self.signed_at.unix())),
            (VERSION, Value::from(1)),
        ];
        members.extend(self.patronymic.as_deref().map(|text| (PATRONYMIC, Value::from(text))));
        Value::Map(members.into_iter().map(|(key, value)| (Value::from(key), value)).collect())
    }

    fn from_payload(payload: &[u8]) -> Result<Self, ApplicationError> {
        let (mut version, mut number, mut applicant, mut surname, mut first_name) =
            (None, None, None, None, None);
        let (mut patronymic, mut email, mut phone, mut channel, mut signed_at) =
            (None, None, None, None, None);
        let (mut to_link, mut to_use) = (false, false);
        let mut decoder = Decoder::new(payload);
        let mut map = decoder.map()?;
        while let Some(mut key) = decoder.key(&mut map)? {
            match key.unsigned()? {
                VERSION => version = Some(decoder.unsigned()?),
                NUMBER => number = DocumentNumber::parse(&decoder.text()?).ok(),
                APPLICANT => applicant = Iin::parse(&decoder.text()?).ok(),
                SURNAME => surname = Some(decoder.text()?.into_owned()),
                FIRST_NAME => first_name = Some(decoder.text()?.into_owned()),
                PATRONYMIC => patronymic = Some(decoder.text()?.into_owned()),
                EMAIL => email = Some(decoder.text()?.into_owned()),
                PHONE => {
                    let text = decoder.text()?;
                    phone = PhoneNumber::parse(&text).ok().filter(|phone| phone.to_e164() == text);
                }
                CONSENT_TO_LINK => to_link = decoder.boolean()?,
                CONSENT_TO_USE => to_use = decoder.boolean()?,
                CHANNEL => channel = RegistrationChannel::from_code(decoder.unsigned()?),
                SIGNED_AT => signed_at = Timestamp::from_unix(decoder.integer()?).ok(),
                // What is not understood may be a reservation: refused, never passed over.
                _ => return Err(wrong("an unknown member", "stands in it")),
            }
        }
        decoder.finish()?;
        if version != Some(1) {
            return Err(wrong("version", "is not 1"));
        }
        for (given, member) in [(to_link, "consent to the linking"), (to_use, "consent to the use of data")] {
            if !given {
                return Err(wrong(member, "is not given"));
            }
        }
        let application = Self {
            number: number.ok_or(MALFORMED("number"))?,
            applicant: applicant.ok_or(MALFORMED("IIN"))?,
            surname: surname.ok_or(MALFORMED("surname"))?,
            first_name: first_name.ok_or(MALFORMED("first name"))?,
            patronymic,
            email: email.ok_or(MALFORMED("e-mail address"))?,
            phone: phone.ok_or(MALFORMED("phone number"))?,
            channel: channel.ok_or(MALFORMED("channel"))?,
            signed_at: signed_at.ok_or(MALFORMED("date"))?,
        };
        application.check()?;
        Ok(application)
    }
}

impl RegistrationChannel {
    /// Every channel.
    pub const ALL: [Self; 3] = [Self::Portal, Self::MobileApplication, Self::StateCorporation];

    /// In words, to show.
    pub const fn text(self, language: Language) -> &'static str {
        let [kk, ru, en] = match self {
            Self::Portal => [
                "«электрондық үкімет» порталы",
                "портал «электронного правительства»",
                "the portal of electronic government",
            ],
            Self::MobileApplication => {
                ["мобильдік қосымша", "мобильное приложение", "the mobile application"]
            }
            Self::StateCorporation => [
                "«Азаматтарға арналған үкімет» мемлекеттік корпорациясы",
                "Государственная корпорация «Правительство для граждан»",
                "the State Corporation “Government for Citizens”",
            ],
        };
        match language {
            Language::Kazakh => kk,
            Language::Russian => ru,
            Language::English => en,
        }
    }

    pub(super) const fn code(self) -> u64 {
        match self {
            Self::Portal => 1,
            Self::MobileApplication => 2,
            Self::StateCorporation => 3,
        }
    }

    pub(super) fn from_code(code: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.code() == code)
    }
}

/// Nothing personal.
impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Application({:?})", self.channel)
    }
}

fn name(member: &'static str, text: &str) -> Result<(), ApplicationError> {
    if text.trim().is_empty() || text.trim() != text {
        Err(wrong(member, "is empty or has a space around it"))
    } else if text.len() > MAX_FIELD_BYTES {
        Err(wrong(member, "is longer than 2,048 bytes"))
    } else if text.chars().any(char::is_control) {
        Err(wrong(member, "has a control character"))
    } else {
        Ok(())
    }
}

/// One `@` with something on both sides and no white space: whether letters arrive there only a letter shows.
fn email(text: &str) -> Result<(), ApplicationError> {
    let two = text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && !domain.is_empty()
            && !domain.contains('@')
            && !domain.starts_with('.')
            && !domain.ends_with('.')
    });
    if !two || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        Err(wrong("e-mail address", "is none"))
    } else if text.len() > MAX_EMAIL_BYTES {
        Err(wrong("e-mail address", "is longer than 254 bytes"))
    } else {
        Ok(())
    }
}

const fn wrong(member: &'static str, what: &'static str) -> ApplicationError {
    ApplicationError::Member { member, what }
}

const MALFORMED: fn(&'static str) -> ApplicationError = |member| wrong(member, "is missing or malformed");

const VERSION: u64 = 1;
const NUMBER: u64 = 2;
const APPLICANT: u64 = 3;
const SURNAME: u64 = 4;
const FIRST_NAME: u64 = 5;
const PATRONYMIC: u64 = 6;
const EMAIL: u64 = 7;
const PHONE: u64 = 8;
const CONSENT_TO_LINK: u64 = 9;
const CONSENT_TO_USE: u64 = 10;
const CHANNEL: u64 = 11;
const SIGNED_AT: u64 = 12;
