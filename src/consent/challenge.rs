use core::fmt;

use sha2::{Digest, Sha256};

use super::{ConsentMessage, ConsentPolicy, Consented, Question, Reply};
use crate::code::{PasswordAttempt, PasswordChallenge, PasswordSecret};
use crate::id::{Party, PhoneNumber};
use crate::random::{RandomError, RandomSource, make_bytes};
use crate::time::Timestamp;

/// One question to one subject by one way, as the service keeps it. Each step gives a new value with the next
/// [`Challenge::revision`], to be saved by compare-and-set before it is acted on; [`super::ConsentDesk`] does.
///
/// One whose subject has no linked number, or is not to be sent another message now, is kept like the others and answers like
/// the others: who asks does not learn it.
#[derive(Clone, PartialEq, Eq)]
pub struct Challenge {
    pub(super) id: ChallengeId,
    pub(super) question: Question,
    /// Where the message went; `None`: nowhere, and nothing opens it.
    pub(super) phone: Option<PhoneNumber>,
    pub(super) way: Way,
    pub(super) state: State,
    pub(super) until: Timestamp,
    pub(super) revision: u64,
}

/// The name of a challenge, for the asker: 128 random bits. Opens nothing without the subject's answer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChallengeId([u8; 16]);

/// How consent is given over the linked number (352/20).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// The subject passes a one-time password on to the asker.
    Password,
    /// The subject replies to the portal's notice by a short message.
    Reply,
}

#[derive(Clone, PartialEq, Eq)]
pub(super) enum State {
    /// Of the password; no digits are kept.
    Password(PasswordChallenge),
    /// Replies that will still be looked at.
    Waiting(u8),
    /// The subject said no, or nothing that is understood, too often. Looks like waiting until the time is over.
    Declined,
    /// The subject said yes.
    Agreed,
    /// The consent was used.
    Used,
}

/// A counted try of the password that has not been looked at.
#[must_use = "a counted try is used"]
pub(super) struct Entry {
    attempt: PasswordAttempt,
    context: [u8; 32],
    sent: bool,
}

impl Challenge {
    /// A new question and, where there is a number, the message to it.
    pub(super) fn make(
        question: Question,
        (id, phone, way): (ChallengeId, Option<PhoneNumber>, Way),
        policy: &ConsentPolicy,
        secret: &PasswordSecret,
        now: Timestamp,
        random: &mut dyn RandomSource,
    ) -> Result<(Self, Option<ConsentMessage>), RandomError> {
        let state = State::Waiting(policy.replies);
        let until = now.plus(i64::from(policy.reply_seconds));
        let mut challenge = Self { id, question, phone, way, state, until, revision: 0 };
        let mut password = None;
        if way == Way::Password {
            let (kept, made) =
                PasswordChallenge::make(&challenge.context(), secret, policy.password, now, random)?;
            challenge.until = kept.until();
            challenge.state = State::Password(kept);
            password = Some(made);
        }
        let message =
            phone.map(|to| ConsentMessage::new(to, challenge.question.clone(), password, challenge.until));
        Ok((challenge, message))
    }

    /// Counts a try of the password by `viewer`: the challenge to save first, then the try.
    pub(super) fn count(&self, viewer: &Party, now: Timestamp) -> Option<(Self, Entry)> {
        let State::Password(password) = &self.state else { return None };
        // 352/20: made for one asker; another has no try.
        if self.question.asker != *viewer {
            return None;
        }
        let (counted, attempt) = password.clone().count(now).ok()?;
        let entry = Entry { attempt, context: self.context(), sent: self.phone.is_some() };
        Some((self.next(State::Password(counted)), entry))
    }

    /// Uses a consent whose password was found right: `None` where it was used in the meantime.
    pub(super) fn settle(&self, now: Timestamp) -> Option<(Self, Consented)> {
        matches!(self.state, State::Password(_)).then(|| self.used(now))
    }

    /// What came from the number: `None` where nothing is waited for.
    pub(super) fn hear(&self, reply: Option<Reply>, now: Timestamp) -> Option<Self> {
        let State::Waiting(left) = self.state else { return None };
        if now >= self.until {
            return None;
        }
        Some(self.next(match (reply, left.saturating_sub(1)) {
            (Some(Reply::Yes), _) => State::Agreed,
            (Some(Reply::No), _) | (None, 0) => State::Declined,
            (None, left) => State::Waiting(left),
        }))
    }

    /// Uses a consent that was given by reply.
    pub(super) fn take(&self, viewer: &Party, now: Timestamp) -> Option<(Self, Consented)> {
        let open = self.state == State::Agreed && self.question.asker == *viewer && now < self.forget_at();
        open.then(|| self.used(now))
    }

    /// Whether `viewer` is to go on waiting, as far as they are told.
    pub(super) fn is_waiting(&self, viewer: &Party, now: Timestamp) -> bool {
        matches!(self.state, State::Waiting(_) | State::Declined)
            && self.question.asker == *viewer
            && now < self.until
    }

    /// Its name.
    pub fn id(&self) -> &ChallengeId {
        &self.id
    }

    /// What is asked.
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// By which way.
    pub fn way(&self) -> Way {
        self.way
    }

    /// The first moment an answer counts no more.
    pub fn until(&self) -> Timestamp {
        self.until
    }

    /// From when on a store may forget it: a minute after its end, in which an answer given in time can still be used.
    pub fn forget_at(&self) -> Timestamp {
        self.until.plus(TAKE_SECONDS)
    }

    /// Counts its states; the first is 0.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    fn used(&self, now: Timestamp) -> (Self, Consented) {
        let consented = Consented::new(self.id, self.question.clone(), self.way, now);
        (self.next(State::Used), consented)
    }

    fn next(&self, state: State) -> Self {
        Self { state, revision: self.revision.saturating_add(1), ..self.clone() }
    }

    /// 352/20: a password answers this question, of this asker, to this number, and no other.
    fn context(&self) -> [u8; 32] {
        Sha256::new().chain_update(LABEL).chain_update(self.identity()).finalize().into()
    }
}

impl Entry {
    /// Whether `typed` is the password, in constant time. One that was sent to nobody is nobody's.
    pub(super) fn check(self, typed: &str, secret: &PasswordSecret) -> bool {
        self.attempt.opens(typed, &self.context, secret) & self.sent
    }
}

impl ChallengeId {
    /// A new id from the caller's randomness.
    pub(super) fn make(random: &mut dyn RandomSource) -> Result<Self, RandomError> {
        make_bytes(random).map(Self)
    }

    /// From what [`ChallengeId::as_bytes`] gave.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// For the tests of later steps.
    #[cfg(test)]
    pub(crate) fn for_test(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The sixteen bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for ChallengeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChallengeId(…)")
    }
}

/// No person, no number.
impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            State::Password(_) | State::Waiting(_) => "open",
            State::Declined => "declined",
            State::Agreed => "agreed",
            State::Used => "used",
        };
        write!(f, "Challenge({:?}, {state}, until {})", self.way, self.until.to_utc())
    }
}

/// Seconds after the end of a question in which a reply that came in time can be used.
const TAKE_SECONDS: i64 = 60;
const LABEL: &[u8] = b"qujat/consent/1\0";
