use core::fmt;

use super::entry::Entry;
use super::{Item, LinkState, Outbox, OutboxError, TRIES};
use crate::exchange::events::{Event, Happened};
use crate::exchange::store::{Applied, Batch, Store, Write};
use crate::exchange::{Receipt, SystemName, keys};
use crate::random::{RandomSource, make_bytes};
use crate::time::Timestamp;

/// Somebody's turn to send to one system: the first messages that wait for it. To be sent one after the other, each only once the
/// one before was taken or set aside, and then given to [`Outbox::settle`].
///
/// A turn that is never settled, since its process ended, is over by itself after a while; its messages are sent again.
#[must_use = "a turn that is not settled holds its link until it is over"]
pub struct Turn {
    pub(super) system: SystemName,
    pub(super) token: [u8; 16],
    pub(super) items: Vec<Item>,
}

/// How sending one message went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The other system answered with this receipt.
    Answered(Receipt),
    /// It could not be reached, or its answer did not come in time: it may have the message or not.
    LinkFailed,
    /// It answered that it cannot take it now, or something that is no receipt of this message.
    Busy,
    /// It answered without a receipt that it will never take it: a status of HTTP that says so.
    Refused {
        /// Why.
        reason: String,
    },
}

/// What became of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// It is settled.
    Done {
        /// Messages delivered.
        delivered: usize,
        /// Messages set aside.
        aside: usize,
        /// When to try again, where it failed.
        next_try: Option<Timestamp>,
    },
    /// It was over before: somebody else sends the same messages again, which the other system knows again.
    Lost,
}

impl<S: Store> Outbox<S> {
    /// The next turn: of the system that waited longest among those to which something waits, whose link did not just fail, and
    /// to which nobody is sending. `None`: nothing to do now.
    pub fn turn(&self, now: Timestamp, random: &mut dyn RandomSource) -> Result<Option<Turn>, OutboxError> {
        let mut links = self.links()?;
        links.retain(|(_, link)| link.is_free(&self.policy, now));
        links.sort_by_key(|(_, link)| link.last_turn);
        for (system, _) in links {
            if let Some(turn) = self.turn_with(&system, now, random)? {
                return Ok(Some(turn));
            }
        }
        Ok(None)
    }

    /// The next turn with this system.
    pub fn turn_with(
        &self,
        system: &SystemName,
        now: Timestamp,
        random: &mut dyn RandomSource,
    ) -> Result<Option<Turn>, OutboxError> {
        let token = make_bytes(random)?;
        let (key, queue) = (keys::link(system)?, keys::queue(system)?);
        for _ in 0..TRIES {
            let Some(before) = self.store.get(&key)? else { return Ok(None) };
            let link = LinkState::from_bytes(&before)?;
            let found = self.store.list(&queue, None, self.policy.turn)?;
            // An answer of the store that was lost: the turn was taken all the same.
            let own = link.token == Some(token);
            if found.is_empty() || !(own || link.is_free(&self.policy, now)) {
                return Ok(None);
            }
            let items = found
                .into_iter()
                .map(|(key, bytes)| Ok(Item::new(key.number()?, Entry::from_bytes(&bytes)?)))
                .collect::<Result<Vec<_>, OutboxError>>()?;
            let turn = Turn { system: system.clone(), token, items };
            if own {
                return Ok(Some(turn));
            }
            let taken = LinkState {
                token: Some(token),
                sending_until: Some(now.plus(i64::from(self.policy.turn_seconds))),
                last_turn: Some(now),
                ..link
            };
            let mut batch = Batch::new();
            batch.expect(key.clone(), Some(before));
            batch.write(Write::Put(key.clone(), taken.to_bytes()));
            if let Some(first) = turn.items.first() {
                turn.begun(first, now).write_to(&mut batch)?;
            }
            if let Applied::Done(_) = self.store.apply(&batch)? {
                return Ok(Some(turn));
            }
        }
        Ok(None)
    }
}

impl Turn {
    /// Which system to send to.
    pub fn system(&self) -> &SystemName {
        &self.system
    }

    /// What to send, in this order.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Sends each message by `send` and notes how it went, up to the first that was neither taken nor refused for good: what
    /// [`Outbox::settle`] wants.
    pub fn send(&self, mut send: impl FnMut(&Item) -> Outcome) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(self.items.len());
        for item in &self.items {
            let outcome = send(item);
            let goes_on = outcome.lets_pass(item);
            outcomes.push(outcome);
            if !goes_on {
                break;
            }
        }
        outcomes
    }

    fn begun(&self, first: &Item, now: Timestamp) -> Event {
        let note = format!("{} in this turn", self.items.len());
        Event { at: now, what: Happened::Sending, system: self.system.clone(), message: *first.id(), note }
    }
}

/// Who and how many.
impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Turn({}, {} messages)", self.system, self.items.len())
    }
}
