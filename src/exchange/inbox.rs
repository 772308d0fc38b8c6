use core::fmt;

use thiserror::Error;

use super::events::{Event, Happened};
use super::outbox::{self, Asked, Known};
use super::store::{Applied, Batch, OwnRecords, Store, StoreError, Write};
use super::{Content, Receipt, ReceiptAnswer, Received, Refused, SignedMessage, keys};
use crate::time::Timestamp;

/// What a system has taken from others (1277/9): each message is acted on once, however often and in whatever order it comes.
///
/// *Takes* [`Received`] messages with what shall be written about them: the caller's own records, and the message that answers. *Gives*
/// a [`Receipt`] for whoever sent it. *Refuses* another content under an id that was taken, a response to what was not asked, and
/// what is so old that its id may have been forgotten.
pub struct Inbox<S> {
    store: S,
    policy: InboxPolicy,
}

/// How long messages are known again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InboxPolicy {
    /// Days for which ids are remembered: 92. A message made longer ago is refused, since nobody could tell whether it was taken;
    /// so it is also how long one may wait in a queue.
    pub remembered_days: u32,
}

/// What shall be done about a message, in the same step in which it is taken: once.
#[derive(Clone, Copy, Default)]
pub struct Effect<'a> {
    /// The caller's own records.
    pub own: Option<&'a OwnRecords>,
    /// What is queued: the answer to a request, or a request of another system that it leads to.
    pub send: &'a [SignedMessage],
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// It was new: what was to be written is written.
    New(Receipt),
    /// It was taken before, and acted on then: nothing was written now.
    Again(Receipt),
    /// It is not taken.
    NotTaken(NotTaken, Receipt),
}

/// Why a message that was in order is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum NotTaken {
    /// Another content was taken under its id.
    #[error("another message was taken under this id")]
    OtherContent,
    /// It answers nothing that was asked of its sender in its family, or what was answered already.
    #[error("it answers no request of ours that waits for a response")]
    NotAsked,
    /// It was made so long ago that its id may be forgotten.
    #[error("it was made too long ago")]
    TooOld,
}

/// Why nothing became of a message: it is to be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InboxError {
    /// The store failed: it may have been taken.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was to be queued is known already: its id is used up.
    #[error("a message to be sent has an id that is known")]
    IdTaken,
    /// Others were at the same all the time.
    #[error("others were at the same messages all the time")]
    Contended,
}

impl<S: Store> Inbox<S> {
    /// An inbox in this store; the outbox of the same system must be in the same.
    pub fn new(store: S, policy: InboxPolicy) -> Self {
        Self { store, policy }
    }

    /// Takes a message, once, and in the same step writes what shall be done about it.
    pub fn accept(
        &self,
        received: &Received,
        effect: Effect<'_>,
        now: Timestamp,
    ) -> Result<Taken, InboxError> {
        for _ in 0..TRIES {
            let floor = self.store.get(&keys::floor()?)?;
            let mut batch = Batch::new();
            if let Some(done) = self.known(received, floor.as_deref(), &mut batch, now)? {
                return Ok(done);
            }
            // Nobody forgets ids between the look at the floor and this step.
            batch.expect(keys::floor()?, floor);
            let message = received.message();
            let taken = keys::taken(&message.sender, &message.id)?;
            batch.expect(taken.clone(), None);
            batch.write(Write::Put(taken, received.digest().to_vec()));
            let birth = keys::birth(message.created, &message.sender, &message.id)?;
            batch.write(Write::Put(birth, Vec::new()));
            let note = format!("{} {}", message.content.family().word(), message.content.kind().word());
            event(received, Happened::Received, note, now).write_to(&mut batch)?;
            if let Some(own) = effect.own {
                own.write_to(&mut batch);
            }
            for message in effect.send {
                outbox::queue_into(&mut batch, message, now)?;
            }
            if let Applied::Done(_) = self.store.apply(&batch)? {
                return Ok(Taken::New(receipt(received, ReceiptAnswer::Taken)));
            }
            for message in effect.send {
                // Where the message itself is not known either, it is the answer's id that is.
                let taken = keys::taken(&received.message().sender, &received.message().id)?;
                if self.store.get(&keys::sent(message.id())?)?.is_some() && self.store.get(&taken)?.is_none()
                {
                    return Err(InboxError::IdTaken);
                }
            }
        }
        Err(InboxError::Contended)
    }

    /// What a message comes to before anything is written: known, too old, not asked for. Else the batch expects that a response's
    /// request waits, and ends its waiting.
    fn known(
        &self,
        received: &Received,
        floor: Option<&[u8]>,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Result<Option<Taken>, StoreError> {
        let message = received.message();
        if let Some(kept) = self.store.get(&keys::taken(&message.sender, &message.id)?)? {
            if Known::from_bytes(&kept)?.digest != *received.digest() {
                return self.refuse(received, NotTaken::OtherContent, now).map(Some);
            }
            let mut batch = Batch::new();
            event(received, Happened::ReceivedAgain, String::new(), now).write_to(&mut batch)?;
            self.store.apply(&batch)?;
            return Ok(Some(Taken::Again(receipt(received, ReceiptAnswer::Taken))));
        }
        let floor = floor.map(floor_of).transpose()?;
        let oldest = now.plus(-self.remembered_seconds());
        if message.created <= oldest || floor.is_some_and(|floor| message.created <= floor) {
            return self.refuse(received, NotTaken::TooOld, now).map(Some);
        }
        if let Content::Response { to, .. } = &message.content {
            // 1277/7.5: a response is to a request of ours, of its family, from whom it was asked, and there is one.
            let key = keys::asked(to)?;
            let kept = self.store.get(&key)?;
            let asked = kept.as_deref().map(Asked::from_bytes).transpose()?;
            let wanted = Asked { system: message.sender.clone(), family: message.content.family() };
            if asked != Some(wanted) {
                return self.refuse(received, NotTaken::NotAsked, now).map(Some);
            }
            batch.expect(key.clone(), kept);
            batch.write(Write::Delete(key));
        }
        Ok(None)
    }

    fn refuse(&self, received: &Received, why: NotTaken, now: Timestamp) -> Result<Taken, StoreError> {
        let mut batch = Batch::new();
        event(received, Happened::Refused, why.to_string(), now).write_to(&mut batch)?;
        self.store.apply(&batch)?;
        let answer = ReceiptAnswer::Refused { reason: why.to_string() };
        Ok(Taken::NotTaken(why, receipt(received, answer)))
    }

    /// Forgets ids of messages made so long ago that they would be refused, at most 1,000 at a time; how many. What was made up to
    /// then is refused from now on whatever a clock says later: one that was set ahead and back lets nothing be acted on twice.
    pub fn forget(&self, now: Timestamp) -> Result<usize, StoreError> {
        let oldest = now.plus(-self.remembered_seconds());
        let key = keys::floor()?;
        let before = self.store.get(&key)?;
        let mut batch = Batch::new();
        batch.expect(key.clone(), before.clone());
        let mut floor = before.as_deref().map(floor_of).transpose()?;
        let mut count = 0;
        for (birth, _) in self.store.list(&keys::births()?, None, FORGOTTEN_AT_ONCE)? {
            let (taken, made) = keys::taken_of_birth(&birth)?;
            if made > oldest {
                break;
            }
            batch.write(Write::Delete(taken));
            batch.write(Write::Delete(birth));
            floor = floor.max(Some(made));
            count += 1;
        }
        let Some(floor) = floor.filter(|_| count > 0) else { return Ok(0) };
        batch.write(Write::Put(key, floor.to_utc().into_bytes()));
        match self.store.apply(&batch)? {
            Applied::Done(_) => Ok(count),
            Applied::Moved => Ok(0),
        }
    }

    fn remembered_seconds(&self) -> i64 {
        i64::from(self.policy.remembered_days) * 86_400
    }
}

impl Taken {
    /// What to answer.
    pub fn receipt(&self) -> &Receipt {
        match self {
            Self::New(receipt) | Self::Again(receipt) | Self::NotTaken(_, receipt) => receipt,
        }
    }
}

impl Refused {
    /// Whether the same message may be taken later: its signer could not be judged, or its time has not come. What was refused for
    /// good is not to be sent again.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Future => true,
            Self::Untrue(report) => report.verdict() == crate::verify::Verdict::Unknown,
            _ => false,
        }
    }
}

impl Default for InboxPolicy {
    fn default() -> Self {
        Self { remembered_days: 92 }
    }
}

impl<S> fmt::Debug for Inbox<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Inbox({:?})", self.policy)
    }
}

impl fmt::Debug for Effect<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Effect({:?}, {} to send)", self.own, self.send.len())
    }
}

fn receipt(received: &Received, answer: ReceiptAnswer) -> Receipt {
    Receipt { message: received.message().id, digest: *received.digest(), answer }
}

fn event(received: &Received, what: Happened, note: String, now: Timestamp) -> Event {
    let message = received.message();
    Event { at: now, what, system: message.sender.clone(), message: message.id, note }
}

fn floor_of(bytes: &[u8]) -> Result<Timestamp, StoreError> {
    let text = core::str::from_utf8(bytes).ok().and_then(|text| Timestamp::parse(text).ok());
    text.ok_or(StoreError::Broken { what: "a floor that is none" })
}

const TRIES: usize = 16;
const FORGOTTEN_AT_ONCE: usize = 1_000;
