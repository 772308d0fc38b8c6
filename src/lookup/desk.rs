use core::fmt;
use std::net::IpAddr;

use thiserror::Error;

use super::{
    Attempts, Kept, LookupAnswer, LookupPolicy, LookupRequest, NumberKey, ResultError, ResultKey, Results,
    ResultsError, ServiceResult,
};
use crate::code::MacKey;
use crate::cose::Signer;
use crate::grant::store::{Quota, QuotaKey, Taken};
use crate::id::{DocumentNumber, Party, Recipient};
use crate::time::Timestamp;

/// Where the portal has results looked up (9/2.5). Keeps nothing itself: any number of desks on any number of machines act as one
/// when they share stores, policy and secret.
pub struct LookupDesk<R, A> {
    results: R,
    attempts: A,
    signer: Box<dyn Signer + Send + Sync>,
    secret: LookupSecret,
    policy: LookupPolicy,
    audit: Box<dyn LookupAudit + Send + Sync>,
}

/// Thirty-two random bytes under which the keys of the stores are made, kept apart from them: numbers and IIN are short enough to
/// be tried, all of them.
pub struct LookupSecret(MacKey);

/// Who asks, for the counting alone: anybody may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker<'a> {
    /// Somebody authenticated.
    Party(&'a Party),
    /// Nobody in particular, from this address: one of IPv6 counts with all that share its first 64 bits.
    Address(IpAddr),
}

/// What an asker gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookupReply {
    /// The signed answer, to be sent as it is.
    Answer(Vec<u8>),
    /// Asked too often: says nothing of any document.
    TryLater {
        /// Seconds until the next request is taken, 1 or more.
        after_seconds: u32,
    },
}

/// Where the service keeps what really happened; an asker is told none of it. It must not fail and should not wait.
pub trait LookupAudit {
    /// Takes note of one request.
    fn record(&self, at: Timestamp, asker: &Asker<'_>, event: LookupEvent);
}

/// What became of a request, for the service's own eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LookupEvent {
    /// The result was given.
    Found,
    /// There is none with that number and IIN or BIN.
    Unknown,
    /// There was one, which is withdrawn.
    Withdrawn,
    /// Too many were wrong with that number, whoever asked: it rests.
    NumberRests,
    /// Too many were wrong with that IIN or BIN: it rests.
    RecipientRests,
    /// The asker's requests are used up.
    TooManyTries,
    /// The asker's failures of the day are used up.
    TooManyFailures,
}

/// Why nothing was answered or kept.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LookupError {
    /// Of the answer: signing failed.
    #[error(transparent)]
    Answer(#[from] ResultError),
    /// Of the stores.
    #[error(transparent)]
    Store(#[from] ResultsError),
    /// A document with that number is there already, of this recipient or of another.
    #[error("a document with that number is there already")]
    NumberTaken,
    /// Thirty-two equal bytes: a secret nobody set.
    #[error("the secret of the look-up is blank")]
    BlankSecret,
}

impl<R: Results, A: Attempts> LookupDesk<R, A> {
    /// A desk whose answers `signer` signs and that tells nobody its reasons; see [`LookupDesk::with_audit`].
    pub fn new(
        results: R,
        attempts: A,
        signer: impl Signer + Send + Sync + 'static,
        secret: LookupSecret,
        policy: LookupPolicy,
    ) -> Self {
        Self { results, attempts, signer: Box::new(signer), secret, policy, audit: Box::new(()) }
    }

    /// Tells `audit` what really happens.
    #[must_use]
    pub fn with_audit(mut self, audit: impl LookupAudit + Send + Sync + 'static) -> Self {
        self.audit = Box::new(audit);
        self
    }

    /// Keeps a result, to be found by number and recipient of its seal. 9/2.4: a number is one document's, once and for all.
    pub fn keep(&self, result: &ServiceResult) -> Result<(), LookupError> {
        let contents = result.contents_untrusted();
        let key = self.secret.result(&contents.number, &contents.recipient);
        match self.results.keep(&key, &self.secret.number(&contents.number), result)? {
            Kept::Yes => Ok(()),
            Kept::NumberTaken => Err(LookupError::NumberTaken),
        }
    }

    /// Withdraws the result of this number and recipient; whether one held until now. To askers it never was.
    pub fn withdraw(&self, number: &DocumentNumber, recipient: &Recipient) -> Result<bool, LookupError> {
        Ok(self.results.withdraw(&self.secret.result(number, recipient))?)
    }

    /// Answers a request (9/2.5). Whatever leads to "no document" goes through the same steps of the stores and gives the same
    /// bytes: an unknown number, another's, one withdrawn, one at which too many guessed.
    pub fn answer(
        &self,
        asker: &Asker<'_>,
        request: &LookupRequest,
        now: Timestamp,
    ) -> Result<LookupReply, LookupError> {
        // Counted before anything is looked at. Failures are counted as ones ahead and given back on success.
        let tries = self.secret.asker("qujat lookup tries 1", asker);
        if let Some(later) = self.take(&tries, self.policy.tries(), now)? {
            self.audit.record(now, asker, LookupEvent::TooManyTries);
            return Ok(later);
        }
        let failures = (self.secret.asker("qujat lookup failures 1", asker), self.policy.failures());
        if let Some(later) = self.take(&failures.0, failures.1, now)? {
            self.audit.record(now, asker, LookupEvent::TooManyFailures);
            return Ok(later);
        }
        // Nothing of number or recipient may show in the answer: past these the steps go on with a key of nothing.
        let number = (self.secret.of_number(request.number()), self.policy.number_failures());
        let number_rests = self.attempts.take(&number.0, number.1, now)? != Taken::Yes;
        let recipient = (self.secret.of_recipient(request.recipient()), self.policy.recipient_failures());
        let recipient_rests = self.attempts.take(&recipient.0, recipient.1, now)? != Taken::Yes;

        let key = self.secret.result(request.number(), request.recipient());
        let asked = if number_rests || recipient_rests { self.secret.decoy(&key) } else { key };
        let found = self.results.find(&asked)?;
        let (result, event) = match &found {
            Some((result, false)) => (Some(result), LookupEvent::Found),
            Some((_, true)) => (None, LookupEvent::Withdrawn),
            None if number_rests => (None, LookupEvent::NumberRests),
            None if recipient_rests => (None, LookupEvent::RecipientRests),
            None => (None, LookupEvent::Unknown),
        };
        let answer = LookupAnswer::sign(request, result, now, &*self.signer)?;
        if result.is_some() {
            for (key, quota) in [failures, number, recipient] {
                // The answer stands already: an error here costs one of the counters, not the answer.
                let _ = self.attempts.give_back(&key, quota, now);
            }
        }
        self.audit.record(now, asker, event);
        Ok(LookupReply::Answer(answer))
    }

    /// The store of results, for whoever keeps it.
    pub fn results(&self) -> &R {
        &self.results
    }

    fn take(&self, key: &QuotaKey, quota: Quota, now: Timestamp) -> Result<Option<LookupReply>, LookupError> {
        Ok(match self.attempts.take(key, quota, now)? {
            Taken::Yes => None,
            Taken::No { until } => {
                let wait = until.unix().saturating_sub(now.unix()).max(1);
                Some(LookupReply::TryLater { after_seconds: u32::try_from(wait).unwrap_or(u32::MAX) })
            }
        })
    }
}

impl LookupSecret {
    /// Of 32 random bytes.
    pub fn new(secret: &[u8; 32]) -> Result<Self, LookupError> {
        MacKey::new(secret).map(Self).ok_or(LookupError::BlankSecret)
    }

    /// The IIN or BIN is of fixed length and stands first, so the joint of the two cannot be moved.
    fn result(&self, number: &DocumentNumber, recipient: &Recipient) -> ResultKey {
        let parts = [recipient.as_str().as_bytes(), number.as_str().as_bytes()];
        ResultKey::from_bytes(self.0.mac("qujat lookup result 1", &parts))
    }

    fn number(&self, number: &DocumentNumber) -> NumberKey {
        NumberKey::from_bytes(self.0.mac("qujat lookup number 1", &[number.as_str().as_bytes()]))
    }

    /// A key under which no result stands.
    fn decoy(&self, key: &ResultKey) -> ResultKey {
        ResultKey::from_bytes(self.0.mac("qujat lookup decoy 1", &[key.as_bytes()]))
    }

    fn of_number(&self, number: &DocumentNumber) -> QuotaKey {
        QuotaKey::from_bytes(self.0.mac("qujat lookup guessed number 1", &[number.as_str().as_bytes()]))
    }

    fn of_recipient(&self, recipient: &Recipient) -> QuotaKey {
        let parts = [recipient.as_str().as_bytes()];
        QuotaKey::from_bytes(self.0.mac("qujat lookup guessed recipient 1", &parts))
    }

    /// A person has one quota, for whomever they act; a system has its organisation's.
    fn asker(&self, label: &str, asker: &Asker<'_>) -> QuotaKey {
        let mac = |kind: &[u8], of: &[u8]| QuotaKey::from_bytes(self.0.mac(label, &[kind, of]));
        match asker {
            Asker::Party(Party::Person(person) | Party::Employee { person, .. }) => {
                mac(b"p", person.as_str().as_bytes())
            }
            Asker::Party(Party::System(organisation)) => mac(b"o", organisation.as_str().as_bytes()),
            Asker::Address(address) => match address.to_canonical() {
                IpAddr::V4(address) => mac(b"4", &address.octets()),
                // RFC 6177: a subscriber has at least 64 bits of addresses.
                IpAddr::V6(address) => mac(b"6", &(address.to_bits() >> 64).to_be_bytes()),
            },
        }
    }
}

/// Takes note of nothing.
impl LookupAudit for () {
    fn record(&self, _: Timestamp, _: &Asker<'_>, _: LookupEvent) {}
}

impl<A: LookupAudit + ?Sized> LookupAudit for std::sync::Arc<A> {
    fn record(&self, at: Timestamp, asker: &Asker<'_>, event: LookupEvent) {
        (**self).record(at, asker, event);
    }
}

impl<R, A> fmt::Debug for LookupDesk<R, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LookupDesk(…)")
    }
}

impl fmt::Debug for LookupSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LookupSecret(…)")
    }
}
