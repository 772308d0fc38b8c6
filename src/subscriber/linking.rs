use core::fmt;

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{Application, ApplicationError, RegistrationChannel};
use crate::cbor::{self, CborError, Decoder, Value};
use crate::code::{
    OneTimePassword, PasswordAttempt, PasswordChallenge, PasswordOver, PasswordPolicy, PasswordSecret,
};
use crate::cose::Verifier;
use crate::id::{Iin, PhoneNumber};
use crate::limits::MAX_LINKING_BYTES;
use crate::random::{RandomError, RandomSource};
use crate::text::Language;
use crate::time::Timestamp;

/// The linking of one number, as the service keeps it: begun by a signed application, done by the password sent to the
/// number.
///
/// 58/9: a wrong password is refused at once, and the linking goes on when it is corrected — within the tries of the
/// password and the messages of the linking. Each step gives a new value with the next [`Linking::revision`]; the service saves
/// it by compare-and-set before it acts on it, and drops what it could not save.
#[derive(Clone, PartialEq, Eq)]
pub struct Linking {
    /// As signed: kept as evidence.
    signed: Vec<u8>,
    applicant: Iin,
    phone: PhoneNumber,
    channel: RegistrationChannel,
    /// Of the message sent last; gone once it was answered.
    challenge: Option<PasswordChallenge>,
    sent_at: Timestamp,
    messages_left: u8,
    linked_at: Option<Timestamp>,
    revision: u64,
}

/// A password to send, and where to.
#[must_use = "the person waits for the message"]
pub struct PasswordMessage {
    to: PhoneNumber,
    password: OneTimePassword,
    until: Timestamp,
}

/// A counted try that has not been looked at: save the [`Linking`] it came with, then [`PasswordEntry::check`].
#[must_use = "a counted try is used"]
pub struct PasswordEntry {
    linking: Linking,
    attempt: PasswordAttempt,
    at: Timestamp,
}

/// A number whose subscriber applied for the linking and answered for it. Made only by [`PasswordEntry::check`], or from what
/// the service stored then.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkedNumber {
    person: Iin,
    phone: PhoneNumber,
    at: Timestamp,
}

/// How a password was refused (58/9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Wrong: enter it again.
    Wrong {
        /// Tries left of this password.
        tries_left: u8,
    },
    /// No tries are left, or the password is over: ask for another message.
    Over,
    /// The linking is done or was never sent a message.
    NotOpen,
}

/// What a request for another message comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Resend {
    /// Another message too soon after the last.
    #[error("another message may be sent in {after_seconds} s")]
    TooSoon {
        /// Seconds to wait.
        after_seconds: u32,
    },
    /// No messages are left: apply anew.
    #[error("no messages are left")]
    NoneLeft,
    /// The linking is done.
    #[error("the number is linked already")]
    Done,
    /// The source of random bytes failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}

/// Values the order leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkingPolicy {
    /// Of each password.
    pub password: PasswordPolicy,
    /// Messages in all, the first included.
    pub messages: u8,
    /// Seconds from one message to the next.
    pub resend_seconds: u32,
}

/// Why a linking was not begun or not read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LinkingError {
    /// Of the application.
    #[error(transparent)]
    Application(#[from] ApplicationError),
    /// The source of random bytes failed.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// What was stored is no linking.
    #[error("stored linking: {0}")]
    Cbor(#[from] CborError),
    /// A member of what was stored is missing or malformed.
    #[error("stored linking: {member} is missing or malformed")]
    Member {
        /// Which.
        member: &'static str,
    },
}

impl Linking {
    /// Begins with a signed application (58/annex), whose key the service has found to be the applicant's: the first state,
    /// to be saved, and the first message, to be sent.
    pub fn begin(
        application: Vec<u8>,
        key: &dyn Verifier,
        policy: LinkingPolicy,
        secret: &PasswordSecret,
        now: Timestamp,
        random: &mut dyn RandomSource,
    ) -> Result<(Self, PasswordMessage), LinkingError> {
        let opened = Application::open(&application, key)?;
        let mut linking = Self {
            signed: application,
            applicant: opened.applicant,
            phone: opened.phone,
            channel: opened.channel,
            challenge: None,
            sent_at: now,
            messages_left: policy.messages,
            linked_at: None,
            revision: 0,
        };
        let message = linking.send(policy, secret, now, random)?;
        Ok((linking, message))
    }

    /// Another message; the password sent before is good no more (352/2.2).
    pub fn resend(
        &self,
        policy: LinkingPolicy,
        secret: &PasswordSecret,
        now: Timestamp,
        random: &mut dyn RandomSource,
    ) -> Result<(Self, PasswordMessage), Resend> {
        if self.linked_at.is_some() {
            return Err(Resend::Done);
        }
        if self.messages_left == 0 {
            return Err(Resend::NoneLeft);
        }
        let since = now.unix().saturating_sub(self.sent_at.unix());
        let wait = i64::from(policy.resend_seconds);
        if since < wait {
            // A clock set back may make it longer; never longer than a whole wait is said.
            let after_seconds = u32::try_from((wait - since).min(wait)).unwrap_or(policy.resend_seconds);
            return Err(Resend::TooSoon { after_seconds });
        }
        let mut next = self.clone();
        next.revision += 1;
        let message = next.send(policy, secret, now, random)?;
        Ok((next, message))
    }

    /// Counts a try of the password (58/9): the state to save first, then the try itself.
    pub fn enter(&self, now: Timestamp) -> Result<(Self, PasswordEntry), Refused> {
        let challenge =
            self.challenge.clone().filter(|_| self.linked_at.is_none()).ok_or(Refused::NotOpen)?;
        let (counted, attempt) = challenge.count(now).map_err(|over| match over {
            PasswordOver::Expired | PasswordOver::NoTries => Refused::Over,
        })?;
        let next = Self { challenge: Some(counted), revision: self.revision + 1, ..self.clone() };
        let entry = PasswordEntry { linking: next.clone(), attempt, at: now };
        Ok((next, entry))
    }

    /// Counts the states of this linking; the first is 0.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The number to be linked.
    pub fn phone(&self) -> &PhoneNumber {
        &self.phone
    }

    /// Where the application was made.
    pub fn channel(&self) -> RegistrationChannel {
        self.channel
    }

    /// The application as signed.
    pub fn application(&self) -> &[u8] {
        &self.signed
    }

    /// The linked number, once it is.
    pub fn linked(&self) -> Option<LinkedNumber> {
        self.linked_at.map(|at| LinkedNumber { person: self.applicant, phone: self.phone, at })
    }

    /// For the service's store, and no other: it holds personal data. Deterministic CBOR.
    pub fn to_bytes(&self) -> Result<Vec<u8>, LinkingError> {
        let mut members = vec![
            (VERSION, Value::from(1)),
            (SIGNED, Value::from(self.signed.as_slice())),
            (APPLICANT, Value::from(self.applicant.as_str())),
            (PHONE, Value::from(self.phone.to_e164())),
            (CHANNEL, Value::from(self.channel.code())),
            (SENT_AT, Value::from(self.sent_at.unix())),
            (MESSAGES_LEFT, Value::from(self.messages_left)),
            (REVISION, Value::from(self.revision)),
        ];
        members.extend(self.linked_at.map(|at| (LINKED_AT, Value::from(at.unix()))));
        members.extend(self.challenge.as_ref().map(|challenge| {
            let mac = Value::from(challenge.mac().as_slice());
            let (until, tries) = (Value::from(challenge.until().unix()), Value::from(challenge.tries_left()));
            (CHALLENGE, Value::Array(vec![mac, until, tries]))
        }));
        let members = members.into_iter().map(|(key, value)| (Value::from(key), value));
        Ok(cbor::encode(&Value::Map(members.collect()))?)
    }

    /// From [`Linking::to_bytes`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LinkingError> {
        if bytes.len() > MAX_LINKING_BYTES {
            return Err(
                CborError::TooLarge { what: "bytes", found: bytes.len(), limit: MAX_LINKING_BYTES }.into()
            );
        }
        let (mut version, mut signed, mut applicant, mut phone, mut channel) = (None, None, None, None, None);
        let (mut challenge, mut sent_at, mut messages_left, mut linked_at, mut revision) =
            (None, None, None, None, None);
        let mut decoder = Decoder::new(bytes);
        let mut map = decoder.map()?;
        while let Some(mut key) = decoder.key(&mut map)? {
            match key.unsigned()? {
                VERSION => version = Some(decoder.unsigned()?),
                SIGNED => signed = Some(decoder.bytes()?.into_owned()),
                APPLICANT => applicant = Iin::parse(&decoder.text()?).ok(),
                PHONE => phone = PhoneNumber::parse(&decoder.text()?).ok(),
                CHANNEL => channel = RegistrationChannel::from_code(decoder.unsigned()?),
                SENT_AT => sent_at = Timestamp::from_unix(decoder.integer()?).ok(),
                MESSAGES_LEFT => messages_left = u8::try_from(decoder.unsigned()?).ok(),
                REVISION => revision = Some(decoder.unsigned()?),
                LINKED_AT => {
                    linked_at = Some(
                        Timestamp::from_unix(decoder.integer()?).map_err(|_| member("the instant linked"))?,
                    );
                }
                CHALLENGE => challenge = Some(read_challenge(&mut decoder)?),
                _ => return Err(member("an unknown member")),
            }
        }
        decoder.finish()?;
        version.filter(|version| *version == 1).ok_or(member("the version"))?;
        Ok(Self {
            signed: signed.ok_or(member("the application"))?,
            applicant: applicant.ok_or(member("the applicant"))?,
            phone: phone.ok_or(member("the phone number"))?,
            channel: channel.ok_or(member("the channel"))?,
            challenge,
            sent_at: sent_at.ok_or(member("the instant sent"))?,
            messages_left: messages_left.ok_or(member("the messages left"))?,
            linked_at,
            revision: revision.ok_or(member("the revision"))?,
        })
    }

    fn send(
        &mut self,
        policy: LinkingPolicy,
        secret: &PasswordSecret,
        now: Timestamp,
        random: &mut dyn RandomSource,
    ) -> Result<PasswordMessage, RandomError> {
        let (challenge, password) =
            PasswordChallenge::make(&self.context(), secret, policy.password, now, random)?;
        let until = challenge.until();
        self.challenge = Some(challenge);
        self.sent_at = now;
        self.messages_left = self.messages_left.saturating_sub(1);
        Ok(PasswordMessage { to: self.phone, password, until })
    }

    /// A password answers for this application and no other.
    fn context(&self) -> Vec<u8> {
        [b"link a number\0".as_slice(), Sha256::digest(&self.signed).as_slice()].concat()
    }
}

impl PasswordEntry {
    /// Looks at what was typed. Right: the linking is done — save it — and the number is linked. Wrong: refused at once
    /// (58/9).
    pub fn check(self, typed: &str, secret: &PasswordSecret) -> Result<(Linking, LinkedNumber), Refused> {
        let tries_left = self.linking.challenge.as_ref().map_or(0, PasswordChallenge::tries_left);
        if !self.attempt.opens(typed, &self.linking.context(), secret) {
            return Err(if tries_left == 0 { Refused::Over } else { Refused::Wrong { tries_left } });
        }
        let (person, phone) = (self.linking.applicant, self.linking.phone);
        let linking = Linking {
            challenge: None,
            linked_at: Some(self.at),
            revision: self.linking.revision + 1,
            ..self.linking
        };
        Ok((linking, LinkedNumber { person, phone, at: self.at }))
    }
}

impl PasswordMessage {
    /// Where to send it.
    pub fn to(&self) -> &PhoneNumber {
        &self.to
    }

    /// The first moment the password is no longer good.
    pub fn until(&self) -> Timestamp {
        self.until
    }

    /// The message: the password, what it is for, until when, and that nobody asks for it.
    pub fn text(&self, language: Language) -> String {
        let (hour, minute) = self.until.local_hour_minute();
        let (password, time) = (self.password.as_str(), format!("{hour:02}:{minute:02}"));
        match language {
            Language::Kazakh => format!(
                "{password} — нөміріңізді eGov есептік жазбасына қосу коды. {time} дейін жарамды. Оны ешкімге айтпаңыз."
            ),
            Language::Russian => format!(
                "{password} — код для подключения вашего номера к учётной записи eGov. Действует до {time}. Никому его не \
                 сообщайте."
            ),
            Language::English => format!(
                "{password} is the code to link your number to your eGov account. Good until {time}. Tell it to nobody."
            ),
        }
    }
}

impl LinkedNumber {
    /// Whose number.
    pub fn person(&self) -> &Iin {
        &self.person
    }

    /// The number.
    pub fn phone(&self) -> &PhoneNumber {
        &self.phone
    }

    /// Since when.
    pub fn since(&self) -> Timestamp {
        self.at
    }
}

impl Refused {
    /// The sentence to show.
    pub fn text(self, language: Language) -> &'static str {
        let [kk, ru, en] = match self {
            Self::Wrong { .. } => [
                "Код дұрыс емес. Тексеріп, қайта енгізіңіз.",
                "Код неверен. Проверьте его и введите ещё раз.",
                "The code is wrong. Check it and enter it again.",
            ],
            Self::Over => [
                "Бұл код енді жарамсыз. Жаңа код сұраңыз.",
                "Этот код больше не действует. Запросите новый.",
                "This code is no longer good. Ask for a new one.",
            ],
            Self::NotOpen => [
                "Нөмірді қосуға өтініш жоқ немесе ол аяқталған.",
                "Заявки на подключение номера нет, или она завершена.",
                "There is no open application to link a number.",
            ],
        };
        match language {
            Language::Kazakh => kk,
            Language::Russian => ru,
            Language::English => en,
        }
    }
}

impl Refused {
    /// The same, and of a wrong password how many tries it has left.
    pub fn text_with_tries(self, language: Language) -> String {
        let text = self.text(language);
        match (self, language) {
            (Self::Wrong { tries_left }, Language::Kazakh) => {
                format!("{text} Қалған әрекет саны: {tries_left}.")
            }
            (Self::Wrong { tries_left }, Language::Russian) => {
                format!("{text} Осталось попыток: {tries_left}.")
            }
            (Self::Wrong { tries_left }, Language::English) => format!("{text} Tries left: {tries_left}."),
            _ => text.to_owned(),
        }
    }
}

impl Resend {
    /// The sentence to show.
    pub fn text(self, language: Language) -> String {
        let [kk, ru, en] = match self {
            Self::TooSoon { after_seconds } => {
                return match language {
                    Language::Kazakh => format!("Жаңа кодты {after_seconds} с кейін сұрауға болады."),
                    Language::Russian => format!("Новый код можно запросить через {after_seconds} с."),
                    Language::English => format!("A new code may be asked for in {after_seconds} s."),
                };
            }
            Self::NoneLeft => [
                "Кодтар таусылды. Өтінішті қайта беріңіз.",
                "Кодов больше не осталось. Подайте заявление заново.",
                "No codes are left. Apply anew.",
            ],
            Self::Done => ["Нөмір қосылған.", "Номер уже подключён.", "The number is linked already."],
            Self::Random(_) => [
                "Сервис қазір қолжетімсіз. Кейінірек қайталаңыз.",
                "Сервис сейчас недоступен. Повторите позже.",
                "The service is not available now. Try again later.",
            ],
        };
        let text = match language {
            Language::Kazakh => kk,
            Language::Russian => ru,
            Language::English => en,
        };
        text.to_owned()
    }
}

impl Default for LinkingPolicy {
    /// Three messages of three tries, a minute apart: nine guesses in a million an application.
    fn default() -> Self {
        Self { password: PasswordPolicy::default(), messages: 3, resend_seconds: 60 }
    }
}

/// Nothing personal.
impl fmt::Debug for Linking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Linking({:?}, revision {}, linked: {})",
            self.channel,
            self.revision,
            self.linked_at.is_some()
        )
    }
}

impl fmt::Debug for LinkedNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkedNumber(…)")
    }
}

impl fmt::Debug for PasswordMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordMessage(…)")
    }
}

impl fmt::Debug for PasswordEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordEntry(…)")
    }
}

/// `[mac, until, tries left]`.
fn read_challenge(decoder: &mut Decoder<'_>) -> Result<PasswordChallenge, LinkingError> {
    let mut members = decoder.array_of(3, "a MAC, an instant and a count are wanted")?;
    let mut next = |decoder: &mut Decoder<'_>| match decoder.more(&mut members) {
        Ok(true) => Ok(()),
        Ok(false) => Err(member("the password")),
        Err(error) => Err(error.into()),
    };
    next(decoder)?;
    let mac = <[u8; 32]>::try_from(decoder.bytes()?.as_ref()).map_err(|_| member("the MAC"))?;
    next(decoder)?;
    let until = Timestamp::from_unix(decoder.integer()?).map_err(|_| member("the password's end"))?;
    next(decoder)?;
    let tries = u8::try_from(decoder.unsigned()?).map_err(|_| member("the tries left"))?;
    decoder.close(members)?;
    Ok(PasswordChallenge::from_parts(mac, until, tries))
}

const fn member(member: &'static str) -> LinkingError {
    LinkingError::Member { member }
}

const VERSION: u64 = 1;
const SIGNED: u64 = 2;
const APPLICANT: u64 = 3;
const PHONE: u64 = 4;
const CHANNEL: u64 = 5;
const CHALLENGE: u64 = 6;
const SENT_AT: u64 = 7;
const MESSAGES_LEFT: u64 = 8;
const LINKED_AT: u64 = 9;
const REVISION: u64 = 10;
