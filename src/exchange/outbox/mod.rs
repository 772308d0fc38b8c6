//! The queue of what is to be sent (1277/9).
//!
//! *Takes* signed messages, with records of the caller's own. *Gives* [`Turn`]s of sending: whom to, which messages, in order.
//! *Refuses* a second message under one id.
//!
//! A message is queued in one step with the caller's own record. It is sent at least once, in the order in which messages to the
//! same system were queued, until that system has taken it; a crash at any point makes it be sent again, under the same id, which
//! [`crate::exchange::Inbox`] knows again. While a link fails its messages wait; after it is mended sending goes on by itself.
//! What the other system will never take is set aside, so that it holds nothing up, until an operator releases or discards it.
//!
//! Nothing here reads a clock, waits or opens a socket: the caller asks for a turn, sends over what channel there is, and tells
//! how it went.

mod entry;
mod link;
mod policy;
mod settling;
mod turn;

use core::fmt;

use thiserror::Error;

pub(super) use entry::{Asked, Known};
pub use entry::{Item, SetAside};
pub use link::LinkState;
pub use policy::{OutboxPolicy, OutboxPolicyError};
pub use turn::{Outcome, Settled, Turn};

use super::events::{Event, Happened};
use super::store::{Applied, Batch, Key, OwnRecords, Store, StoreError, Write};
use super::{Kind, MessageId, SignedMessage, SystemName, keys};
use crate::random::RandomError;
use crate::time::Timestamp;
use entry::Entry;

/// The queue of one system's messages to others.
pub struct Outbox<S> {
    store: S,
    policy: OutboxPolicy,
}

/// What became of a message that was to be queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enqueued {
    /// It waits, and the caller's own records are written.
    Queued {
        /// Its number among the messages to that system.
        number: u64,
    },
    /// It was queued before, with the records of then; nothing was done now.
    Already,
}

/// Why a queue did not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum OutboxError {
    /// The store failed: what was asked may have been done, and may be asked again.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another message was queued under this id.
    #[error("another message has this id")]
    IdTaken,
    /// Others changed the same again and again; nothing was done.
    #[error("others were at the same messages all the time")]
    Contended,
    /// No such message is set aside.
    #[error("no such message is set aside")]
    NotAside,
    /// The source of random bytes failed; nothing was done.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl<S: Store> Outbox<S> {
    /// A queue in this store.
    pub fn new(store: S, policy: OutboxPolicy) -> Self {
        Self { store, policy }
    }

    /// Queues a message together with the caller's own records: both or neither, whatever happens. Asked again for the same
    /// message it does nothing again, so that an answer that was lost is no harm.
    pub fn enqueue(
        &self,
        message: &SignedMessage,
        own: &OwnRecords,
        now: Timestamp,
    ) -> Result<Enqueued, OutboxError> {
        for _ in 0..TRIES {
            let mut batch = Batch::new();
            queue_into(&mut batch, message, now)?;
            own.write_to(&mut batch);
            match self.store.apply(&batch)? {
                Applied::Done(numbers) => {
                    let number = numbers.first().copied();
                    return Ok(Enqueued::Queued { number: number.ok_or(NUMBERLESS)? });
                }
                Applied::Moved => {
                    if let Some(kept) = self.store.get(&keys::sent(message.id())?)? {
                        let same = Known::from_bytes(&kept)?.digest == *message.digest();
                        return if same { Ok(Enqueued::Already) } else { Err(OutboxError::IdTaken) };
                    }
                }
            }
        }
        Err(OutboxError::Contended)
    }

    /// Queues many messages in one step with the caller's own records: all of it or nothing, in their order. Where one of them
    /// was queued before, nothing is done: [`Outbox::enqueue`] them one by one then.
    pub fn enqueue_all(
        &self,
        messages: &[SignedMessage],
        own: &OwnRecords,
        now: Timestamp,
    ) -> Result<Enqueued, OutboxError> {
        let mut batch = Batch::new();
        messages.iter().try_for_each(|message| queue_into(&mut batch, message, now))?;
        own.write_to(&mut batch);
        match self.store.apply(&batch)? {
            Applied::Done(numbers) => Ok(Enqueued::Queued { number: numbers.first().copied().unwrap_or(0) }),
            Applied::Moved => Ok(Enqueued::Already),
        }
    }

    /// How sending to each system goes, of those to which anything was ever queued.
    pub fn links(&self) -> Result<Vec<(SystemName, LinkState)>, StoreError> {
        let prefix = keys::links()?;
        let mut all = Vec::new();
        let mut after: Option<Key> = None;
        loop {
            let page = self.store.list(&prefix, after.as_ref(), PAGE)?;
            for (key, bytes) in &page {
                let name = core::str::from_utf8(key.after(&prefix))
                    .ok()
                    .and_then(|name| SystemName::parse(name).ok());
                let name = name.ok_or(StoreError::Broken { what: "a link to no system" })?;
                all.push((name, LinkState::from_bytes(bytes)?));
            }
            if page.len() < PAGE {
                return Ok(all);
            }
            after = page.into_iter().next_back().map(|(key, _)| key);
        }
    }

    /// The messages that wait for a system, from the first, at most `most`.
    pub fn waiting(&self, system: &SystemName, most: usize) -> Result<Vec<Item>, StoreError> {
        let found = self.store.list(&keys::queue(system)?, None, most)?;
        found
            .into_iter()
            .map(|(key, bytes)| Ok(Item::new(key.number()?, Entry::from_bytes(&bytes)?)))
            .collect()
    }

    /// Requests of ours that no response has come to, at most `most`: their ids and whom they were for.
    pub fn unanswered(&self, most: usize) -> Result<Vec<(MessageId, SystemName)>, StoreError> {
        let prefix = keys::all_asked()?;
        let found = self.store.list(&prefix, None, most)?;
        let of = |(key, bytes): (Key, Vec<u8>)| {
            Ok((entry::id(key.after(&prefix))?, Asked::from_bytes(&bytes)?.system))
        };
        found.into_iter().map(of).collect()
    }

    /// Forgets that messages settled before `before` were ours, at most 1,000 at a time; how many. From then on the same id is
    /// queued as a new one.
    pub fn forget(&self, before: Timestamp) -> Result<usize, StoreError> {
        let mut batch = Batch::new();
        let mut count = 0;
        for (age, _) in self.store.list(&keys::ages()?, None, FORGOTTEN_AT_ONCE)? {
            let (sent, at) = keys::sent_of_age(&age)?;
            if at >= before {
                break;
            }
            batch.write(Write::Delete(sent));
            batch.write(Write::Delete(age));
            count += 1;
        }
        if count > 0 {
            self.store.apply(&batch)?;
        }
        Ok(count)
    }
}

/// Adds to a batch what queues a message: 1277/9, the fact is recorded in the same step.
pub(super) fn queue_into(
    batch: &mut Batch,
    message: &SignedMessage,
    now: Timestamp,
) -> Result<(), StoreError> {
    let system = message.recipient();
    let known = Known { digest: *message.digest() };
    batch.expect(keys::sent(message.id())?, None);
    batch.write(Write::Append(keys::queue(system)?, Entry::of(message, now).to_bytes()));
    batch.write(Write::Put(keys::sent(message.id())?, known.to_bytes()));
    batch.write(Write::Ensure(keys::link(system)?, LinkState::default().to_bytes()));
    if message.kind() == Kind::Request {
        let asked = Asked { system: system.clone(), family: message.family() };
        batch.write(Write::Put(keys::asked(message.id())?, asked.to_bytes()));
    }
    let note = format!("{} {}", message.family().word(), message.kind().word());
    let (at, system) = (now, system.clone());
    Event { at, what: Happened::Queued, system, message: *message.id(), note }.write_to(batch)
}

impl<S> fmt::Debug for Outbox<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outbox({:?})", self.policy)
    }
}

const TRIES: usize = 16;
const PAGE: usize = 256;
const FORGOTTEN_AT_ONCE: usize = 1_000;
const NUMBERLESS: StoreError = StoreError::Broken { what: "an entry without a number" };
