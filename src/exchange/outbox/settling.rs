//! What becomes of messages after they were sent, or set aside.

use super::entry::Entry;
use super::{Item, LinkState, Outbox, OutboxError, Outcome, SetAside, Settled, TRIES, Turn};
use crate::exchange::events::{Event, Happened, note};
use crate::exchange::store::{Applied, Batch, Key, Store, StoreError, Write};
use crate::exchange::{Kind, MessageId, ReceiptAnswer, SystemName, keys};
use crate::random::RandomSource;
use crate::time::Timestamp;

/// What an outcome comes to.
enum Verdict {
    Delivered,
    Aside(String),
    Wait { busy: bool },
}

impl Outcome {
    fn verdict(&self, item: &Item) -> Verdict {
        match self {
            // A receipt of another message, or of another content, is none of this one.
            Self::Answered(receipt) if receipt.message != *item.id() || receipt.digest != *item.digest() => {
                Verdict::Wait { busy: true }
            }
            Self::Answered(receipt) => match &receipt.answer {
                ReceiptAnswer::Taken => Verdict::Delivered,
                ReceiptAnswer::Busy => Verdict::Wait { busy: true },
                ReceiptAnswer::Refused { reason } => Verdict::Aside(note(reason)),
            },
            Self::Refused { reason } => Verdict::Aside(note(reason)),
            Self::Busy => Verdict::Wait { busy: true },
            Self::LinkFailed => Verdict::Wait { busy: false },
        }
    }

    /// Whether the message after this one may be sent in the same turn.
    pub(super) fn lets_pass(&self, item: &Item) -> bool {
        !matches!(self.verdict(item), Verdict::Wait { .. })
    }
}

impl<S: Store> Outbox<S> {
    /// Settles a turn: `outcomes` of its messages from the first on, in order, up to and with the first that has to wait; of those
    /// after it nothing is said. In one step the delivered are taken from the queue, the refused set aside, and every fact is
    /// recorded (1277/9).
    #[allow(clippy::needless_pass_by_value, reason = "a turn is settled once")]
    pub fn settle(
        &self,
        turn: Turn,
        outcomes: &[Outcome],
        now: Timestamp,
        random: &mut dyn RandomSource,
    ) -> Result<Settled, OutboxError> {
        let key = keys::link(&turn.system)?;
        let queue = keys::queue(&turn.system)?;
        for _ in 0..TRIES {
            let Some(before) = self.store.get(&key)? else { return Ok(Settled::Lost) };
            let link = LinkState::from_bytes(&before)?;
            if link.token != Some(turn.token) {
                return Ok(Settled::Lost);
            }
            let mut batch = Batch::new();
            batch.expect(key.clone(), Some(before));
            let (mut delivered, mut aside, mut waits) = (0, 0, false);
            for (item, outcome) in turn.items.iter().zip(outcomes) {
                let at = queue.entry(item.number());
                match outcome.verdict(item) {
                    Verdict::Delivered => {
                        delivered += 1;
                        Self::delivered(&mut batch, at, item, &turn.system, now)?;
                    }
                    Verdict::Aside(reason) => {
                        aside += 1;
                        Self::set_aside(&mut batch, at, item.entry().clone(), &turn.system, reason, now)?;
                    }
                    Verdict::Wait { busy } => {
                        waits = true;
                        if self.wait(&mut batch, at, item, &turn.system, busy, now)? {
                            aside += 1;
                        }
                        break;
                    }
                }
            }
            let failures = if waits { link.failures.saturating_add(1) } else { 0 };
            let next_try = waits.then(|| self.policy.next_try(failures, now, random)).transpose()?;
            let settled =
                LinkState { failures, next_try, sending_until: None, token: None, last_turn: link.last_turn };
            batch.write(Write::Put(key.clone(), settled.to_bytes()));
            if let Applied::Done(_) = self.store.apply(&batch)? {
                return Ok(Settled::Done { delivered, aside, next_try });
            }
        }
        Err(OutboxError::Contended)
    }

    fn delivered(
        batch: &mut Batch,
        at: Key,
        item: &Item,
        system: &SystemName,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        batch.write(Write::Delete(at));
        batch.write(Write::Put(keys::age(now, item.id())?, Vec::new()));
        event(Happened::Delivered, system, item.id(), String::new(), now).write_to(batch)
    }

    /// A message that waits on; whether it was set aside instead, since it was tried too often.
    fn wait(
        &self,
        batch: &mut Batch,
        at: Key,
        item: &Item,
        system: &SystemName,
        busy: bool,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        if !busy {
            // A link that fails says nothing of the message: it waits as long as it must.
            event(Happened::LinkFailed, system, item.id(), String::new(), now).write_to(batch)?;
            return Ok(false);
        }
        let mut entry = item.entry().clone();
        entry.tries = entry.tries.saturating_add(1);
        if entry.tries >= self.policy.busy_tries {
            let reason = format!("not taken {} times", entry.tries);
            Self::set_aside(batch, at, entry, system, reason, now)?;
            return Ok(true);
        }
        event(Happened::Busy, system, item.id(), format!("try {}", entry.tries), now).write_to(batch)?;
        batch.write(Write::Put(at, entry.to_bytes()));
        Ok(false)
    }

    fn set_aside(
        batch: &mut Batch,
        at: Key,
        entry: Entry,
        system: &SystemName,
        reason: String,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let id = entry.id;
        event(Happened::SetAside, system, &id, reason.clone(), now).write_to(batch)?;
        let aside = SetAside { system: system.clone(), reason, entry };
        batch.write(Write::Delete(at));
        batch.write(Write::Put(keys::aside(&id)?, aside.to_bytes()));
        Ok(())
    }

    /// Messages that were set aside, at most `most`.
    pub fn aside(&self, most: usize) -> Result<Vec<SetAside>, StoreError> {
        let found = self.store.list(&keys::all_aside()?, None, most)?;
        found.into_iter().map(|(_, bytes)| SetAside::from_bytes(&bytes)).collect()
    }

    /// Puts a message that was set aside back at the end of its queue: after those that were queued meanwhile.
    pub fn release(&self, id: &MessageId, now: Timestamp) -> Result<(), OutboxError> {
        self.take_from_aside(id, Happened::Released, now, |batch, aside| {
            let entry = Entry { tries: 0, ..aside.entry };
            batch.write(Write::Append(keys::queue(&aside.system)?, entry.to_bytes()));
            Ok(())
        })
    }

    /// Gives up a message that was set aside. Its id stays known until it is forgotten; a request of it waits for no response any
    /// more.
    pub fn discard(&self, id: &MessageId, now: Timestamp) -> Result<(), OutboxError> {
        self.take_from_aside(id, Happened::Discarded, now, |batch, aside| {
            if aside.entry.kind == Kind::Request {
                batch.write(Write::Delete(keys::asked(&aside.entry.id)?));
            }
            batch.write(Write::Put(keys::age(now, &aside.entry.id)?, Vec::new()));
            Ok(())
        })
    }

    fn take_from_aside(
        &self,
        id: &MessageId,
        what: Happened,
        now: Timestamp,
        then: impl FnOnce(&mut Batch, SetAside) -> Result<(), StoreError>,
    ) -> Result<(), OutboxError> {
        let key = keys::aside(id)?;
        let bytes = self.store.get(&key)?.ok_or(OutboxError::NotAside)?;
        let aside = SetAside::from_bytes(&bytes)?;
        let mut batch = Batch::new();
        batch.expect(key.clone(), Some(bytes));
        batch.write(Write::Delete(key));
        event(what, &aside.system, id, String::new(), now).write_to(&mut batch)?;
        then(&mut batch, aside)?;
        match self.store.apply(&batch)? {
            Applied::Done(_) => Ok(()),
            Applied::Moved => Err(OutboxError::NotAside),
        }
    }
}

fn event(what: Happened, system: &SystemName, id: &MessageId, note: String, now: Timestamp) -> Event {
    Event { at: now, what, system: system.clone(), message: *id, note }
}
