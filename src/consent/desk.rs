use core::fmt;

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{
    Challenge, ChallengeId, ConsentMessage, ConsentPolicy, Consented, Question, Reply, Store, StoreError, Way,
};
use crate::code::PasswordSecret;
use crate::id::{Bin, Party, PhoneNumber};
use crate::random::{RandomError, RandomSource};
use crate::subscriber::LinkedNumber;
use crate::text::Language;
use crate::time::Timestamp;

/// Where the service asks for consent by phone (352/20): the state machine over a store.
pub struct ConsentDesk<S> {
    store: S,
    secret: PasswordSecret,
    policy: ConsentPolicy,
}

/// A question that was asked.
#[must_use = "the message is to be sent"]
pub struct Asked {
    /// For the asker: with it they bring the password, or come for the answer.
    pub id: ChallengeId,
    /// For the asker: the first moment an answer counts no more.
    pub until: Timestamp,
    /// For the gateway of messages alone: where it is `None` nothing is to be sent, and the asker is told nothing of it.
    pub message: Option<ConsentMessage>,
}

/// The answer to an asker.
#[must_use = "a consent is used"]
#[derive(Debug, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "made once and taken apart at once")]
pub enum ConsentAnswer {
    /// The subject consented, and the consent is used now.
    Given(Consented),
    /// The subject has not answered by reply, and may still.
    Waiting,
    /// There is no consent. Wrong password, none left, too late, declined, used, another's, unknown, no number to ask: one
    /// answer.
    NotGiven,
}

/// How a question stands, as its asker is told: it holds nothing and opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConsentState {
    /// The subject consented.
    Given,
    /// The subject has not answered by reply, and may still.
    Waiting,
    /// There is no consent, for whatever reason.
    NotGiven,
}

/// What a short message from a number came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// The subject agreed.
    Yes,
    /// The subject did not.
    No,
    /// It is none of the words that are understood.
    Unclear,
    /// Nothing is asked of that number now.
    NothingAsked,
}

/// Why a question was not asked or an answer not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ConsentError {
    /// The number is linked to somebody else than the subject.
    #[error("the number is linked to somebody else")]
    OtherNumber,
    /// The organisation asked this person too often today; says nothing of anybody's answers.
    #[error("too many questions, the next one is possible in {after_seconds} s")]
    TryLater {
        /// Seconds until then, 1 or more.
        after_seconds: u32,
    },
    /// The source of random bytes failed.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl<S: Store> ConsentDesk<S> {
    /// Over a store and the service's secret for one-time passwords.
    pub fn new(store: S, secret: PasswordSecret, policy: ConsentPolicy) -> Self {
        Self { store, secret, policy }
    }

    /// Asks the subject. `linked` is the number linked to the subject, as the service found it (352/20); `None` where there is
    /// none: the asker gets the same answer.
    pub fn ask(
        &self,
        question: Question,
        linked: Option<&LinkedNumber>,
        way: Way,
        now: Timestamp,
        random: &mut dyn RandomSource,
    ) -> Result<Asked, ConsentError> {
        if linked.is_some_and(|number| number.person() != question.subject()) {
            return Err(ConsentError::OtherNumber);
        }
        let day = now.local_date();
        let counter = |label: &[u8], organisation: Option<&Bin>| -> [u8; 32] {
            let hash = Sha256::new().chain_update(label).chain_update(day.to_string());
            let hash = hash.chain_update(question.subject().as_str());
            hash.chain_update(organisation.map_or("", Bin::as_str)).finalize().into()
        };
        let asks = counter(b"qujat/consent/asks/1\0", question.asker().organisation());
        if self.store.count(&asks, day.end(), now)? > self.policy.asks_a_day {
            let wait = day.end().unix().saturating_sub(now.unix()).max(1);
            return Err(ConsentError::TryLater { after_seconds: u32::try_from(wait).unwrap_or(u32::MAX) });
        }
        let messages = self.store.count(&counter(b"qujat/consent/messages/1\0", None), day.end(), now)?;
        let id = ChallengeId::make(random)?;
        let mut phone =
            linked.map(|number| *number.phone()).filter(|_| messages <= self.policy.messages_a_day);
        if let (Some(number), Way::Reply) = (phone, way) {
            // A bare "yes" names no question: one at a time to a number.
            let end = now.plus(i64::from(self.policy.reply_seconds));
            if !self.store.hold(&number, &id, self.quiet_after(end), now)? {
                phone = None;
            }
        }
        let (challenge, message) =
            Challenge::make(question, (id, phone, way), &self.policy, &self.secret, now, random)?;
        self.store.insert(&challenge, now)?;
        Ok(Asked { id, until: challenge.until(), message })
    }

    /// The asker brings the password they were told. It is counted before it is looked at; right, it is used, once.
    pub fn enter(
        &self,
        id: &ChallengeId,
        viewer: &Party,
        typed: &str,
        now: Timestamp,
    ) -> Result<ConsentAnswer, ConsentError> {
        let entry = self.step(id, now, |challenge| challenge.count(viewer, now))?;
        if !entry.is_some_and(|entry| entry.check(typed, &self.secret)) {
            return Ok(ConsentAnswer::NotGiven);
        }
        let consented = self.step(id, now, |challenge| challenge.settle(now))?;
        Ok(consented.map_or(ConsentAnswer::NotGiven, ConsentAnswer::Given))
    }

    /// A short message came from a number, as the network names it.
    pub fn hear(&self, from: &PhoneNumber, text: &str, now: Timestamp) -> Result<Heard, ConsentError> {
        let Some(id) = self.store.held(from, now)? else { return Ok(Heard::NothingAsked) };
        let reply = Reply::parse(text);
        let heard = self.step(&id, now, |challenge| {
            // The number in the challenge is the one it was sent to.
            let next = challenge.hear(reply, now).filter(|_| challenge.phone.as_ref() == Some(from))?;
            Some((next, ()))
        })?;
        let Some(()) = heard else { return Ok(Heard::NothingAsked) };
        let Some(reply) = reply else { return Ok(Heard::Unclear) };
        // Whoever sends the word twice has not answered the next question.
        self.store.hold(from, &id, self.quiet_after(now), now)?;
        Ok(match reply {
            Reply::Yes => Heard::Yes,
            Reply::No => Heard::No,
        })
    }

    /// The asker comes for what the subject replied; a "yes" is used, once.
    pub fn take(
        &self,
        id: &ChallengeId,
        viewer: &Party,
        now: Timestamp,
    ) -> Result<ConsentAnswer, ConsentError> {
        if let Some(consented) = self.step(id, now, |challenge| challenge.take(viewer, now))? {
            return Ok(ConsentAnswer::Given(consented));
        }
        let waiting = self.store.load(id, now)?.is_some_and(|challenge| challenge.is_waiting(viewer, now));
        Ok(if waiting { ConsentAnswer::Waiting } else { ConsentAnswer::NotGiven })
    }

    /// The store, for whoever keeps it.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// One step of a challenge, saved before its fruit is given out; `None` where there is no such challenge or step.
    fn step<T>(
        &self,
        id: &ChallengeId,
        now: Timestamp,
        step: impl Fn(&Challenge) -> Option<(Challenge, T)>,
    ) -> Result<Option<T>, ConsentError> {
        let mut tries = STEP_TRIES;
        loop {
            let Some((next, fruit)) = self.store.load(id, now)?.as_ref().and_then(&step) else {
                return Ok(None);
            };
            tries -= 1;
            match self.store.save(&next, now) {
                Ok(()) => return Ok(Some(fruit)),
                Err(StoreError::Moved) if tries > 0 => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn quiet_after(&self, end: Timestamp) -> Timestamp {
        end.plus(i64::from(self.policy.quiet_seconds))
    }
}

impl ConsentAnswer {
    /// As a `Result`, for `?`: waiting is no consent yet.
    pub fn given(self) -> Option<Consented> {
        if let Self::Given(consented) = self { Some(consented) } else { None }
    }

    /// What of it the asker is told.
    pub fn state(&self) -> ConsentState {
        match self {
            Self::Given(_) => ConsentState::Given,
            Self::Waiting => ConsentState::Waiting,
            Self::NotGiven => ConsentState::NotGiven,
        }
    }

    /// The sentence to show to the asker.
    pub fn text(&self, language: Language) -> &'static str {
        self.state().text(language)
    }
}

impl ConsentState {
    /// The sentence to show to the asker.
    pub const fn text(self, language: Language) -> &'static str {
        let [kk, ru, en] = match self {
            Self::Given => [
                "Құжат иесі келісім берді.",
                "Владелец документа дал согласие.",
                "The owner of the document consented.",
            ],
            Self::Waiting => [
                "Құжат иесінің жауабы күтілуде.",
                "Ожидается ответ владельца документа.",
                "The answer of the document's owner is awaited.",
            ],
            Self::NotGiven => [
                "Құжат иесінің келісімі алынған жоқ.",
                "Согласие владельца документа не получено.",
                "The document's owner has not consented.",
            ],
        };
        in_language([kk, ru, en], language)
    }
}

impl Heard {
    /// What to answer to the number; `None` where nothing is to be said.
    pub fn text(self, language: Language) -> Option<&'static str> {
        let texts = match self {
            Self::Yes => ["Келісіміңіз қабылданды.", "Ваше согласие принято.", "Your consent is accepted."],
            Self::No => ["Бас тартуыңыз қабылданды.", "Ваш отказ принят.", "Your refusal is accepted."],
            Self::Unclear => ["ИӘ немесе ЖОҚ деп жауап беріңіз.", "Ответьте ДА или НЕТ.", "Reply YES or NO."],
            Self::NothingAsked => return None,
        };
        Some(in_language(texts, language))
    }
}

const fn in_language([kk, ru, en]: [&'static str; 3], language: Language) -> &'static str {
    match language {
        Language::Kazakh => kk,
        Language::Russian => ru,
        Language::English => en,
    }
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Asked(until {})", self.until.to_utc())
    }
}

impl<S> fmt::Debug for ConsentDesk<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConsentDesk(…)")
    }
}

/// Times a step is tried anew when others step between loading and saving.
const STEP_TRIES: u32 = 64;
