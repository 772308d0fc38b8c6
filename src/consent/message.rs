use core::fmt;

use super::sms::segments;
use super::{Question, Way};
use crate::code::OneTimePassword;
use crate::id::PhoneNumber;
use crate::text::Language;
use crate::time::Timestamp;

/// A message to the subject, and where to send it: to the linked number and nowhere else (352/20).
#[must_use = "the subject waits for the message"]
pub struct ConsentMessage {
    to: PhoneNumber,
    question: Question,
    password: Option<OneTimePassword>,
    until: Timestamp,
}

/// What the message asks for.
#[derive(Clone, Copy)]
pub(super) enum Body<'a> {
    /// A password to pass on.
    Password(&'a str),
    /// A reply.
    Reply,
}

impl ConsentMessage {
    pub(super) fn new(
        to: PhoneNumber,
        question: Question,
        password: Option<OneTimePassword>,
        until: Timestamp,
    ) -> Self {
        Self { to, question, password, until }
    }

    /// Where to send it.
    pub fn to(&self) -> &PhoneNumber {
        &self.to
    }

    /// What it asks for.
    pub fn way(&self) -> Way {
        if self.password.is_some() { Way::Password } else { Way::Reply }
    }

    /// The first moment an answer counts no more.
    pub fn until(&self) -> Timestamp {
        self.until
    }

    /// The text: who asks, for what, until when, and what to do (352/20).
    pub fn text(&self, language: Language) -> String {
        let body = self.password.as_ref().map_or(Body::Reply, |password| Body::Password(password.as_str()));
        text(&self.question, body, self.until, language)
    }

    /// How many short messages the text takes, as networks count: at most [`crate::limits::MAX_SMS_SEGMENTS`].
    pub fn segments(&self, language: Language) -> usize {
        segments(&self.text(language))
    }
}

/// The same for every question, so that a person learns to read it. The code stands first, where previews show it and other
/// applications look for it.
pub(super) fn text(question: &Question, body: Body<'_>, until: Timestamp, language: Language) -> String {
    let (hour, minute) = until.local_hour_minute();
    let time = format!("{hour:02}:{minute:02}");
    let (who, what) = (question.name.in_language(language), question.kinds(language));
    let aim = question.aim.name.in_language(language);
    match (language, body) {
        (Language::Kazakh, Body::Password(code)) => format!(
            "{code} — келісім коды. {who} сұрайды: {what}. Мақсаты: {aim}. {time} дейін, бір рет. Келіссеңіз ғана айтыңыз."
        ),
        (Language::Russian, Body::Password(code)) => format!(
            "{code} — код согласия. {who} запрашивает: {what}. Цель: {aim}. До {time}, один раз. Сообщите, только если \
             согласны."
        ),
        (Language::English, Body::Password(code)) => format!(
            "{code} is your consent code. {who} asks for: {what}. Purpose: {aim}. Until {time}, once. Tell it only if you \
             agree."
        ),
        (Language::Kazakh, Body::Reply) => format!(
            "{who} сұрайды: {what}. Мақсаты: {aim}. Бір рет көруге келісесіз бе? {time} дейін ИӘ немесе ЖОҚ деп жауап беріңіз."
        ),
        (Language::Russian, Body::Reply) => format!(
            "{who} запрашивает: {what}. Цель: {aim}. Согласны на один просмотр? Ответьте ДА или НЕТ до {time}."
        ),
        (Language::English, Body::Reply) => format!(
            "{who} asks for: {what}. Purpose: {aim}. Do you agree to one view? Reply YES or NO by {time}."
        ),
    }
}

/// Neither the number nor the password.
impl fmt::Debug for ConsentMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ConsentMessage({:?}, until {})", self.way(), self.until.to_utc())
    }
}
