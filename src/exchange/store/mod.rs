//! Where messages wait, and what is remembered of them: the contract any store keeps, the one in memory, the one on an embedded
//! database (feature `redb`), and the one on Redis for many machines (feature `redis`).
//!
//! *Takes* batches of writes with what they expect to find. *Gives* each batch whole or not at all. *Refuses* keys and records
//! past [`crate::limits`].
//!
//! A store knows nothing of messages: what is queued, sent, taken and set aside is worked out above it, the same for each, by
//! [`crate::exchange::Outbox`] and [`crate::exchange::Inbox`].

mod batch;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
mod engine;
mod memory;
mod own;
#[cfg(feature = "redb")]
mod redb;
#[cfg(feature = "redis")]
mod redis;

use core::ops::Deref;

use thiserror::Error;

#[cfg(feature = "redb")]
pub use self::redb::{RedbStore, RedbTransaction};
#[cfg(feature = "redis")]
pub use self::redis::{RedisMessages, RedisMessagesError, RedisMessagesSettings};
pub use batch::{Applied, Batch, Key, Write};
pub use memory::MemoryStore;
pub use own::OwnRecords;

/// What an outbox and an inbox need of their store: three calls.
///
/// # The contract
///
/// 1. *All or nothing.* [`Store::apply`] does every write of a batch, or none: across threads, processes, machines and a crash
///    at any point. Before it writes it looks at what the batch expects; where one thing is otherwise it writes nothing and
///    answers [`Applied::Moved`]. No other batch comes between looking and writing.
/// 2. *Numbers.* [`Write::Append`] gives the first entry of a list the number 1 and each later one the next, whatever was deleted
///    since; entries of one list lie in the order of their numbers.
/// 3. *Durability.* When [`Store::apply`] has answered [`Applied::Done`], no crash of the process undoes it. What a crash of the
///    machine undoes is the store's to state.
/// 4. *Order.* [`Store::list`] gives entries by their keys' bytes, ascending, as of one moment.
///
/// An `Err` of [`Store::apply`] may mean either; whoever asks again is told by what the batch expects. What can be said of any
/// store, the `conformance` module of the feature of that name says of one.
pub trait Store {
    /// What lies under a key.
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError>;

    /// What lies under keys that start with `prefix`, after the key `after` where one is given, at most `most`.
    fn list(&self, prefix: &Key, after: Option<&Key>, most: usize)
    -> Result<Vec<(Key, Vec<u8>)>, StoreError>;

    /// Does all of a batch, or nothing.
    fn apply(&self, batch: &Batch) -> Result<Applied, StoreError>;
}

/// Why a store did not answer. What was asked may have been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// A key or a record is larger than allowed; nothing was done.
    #[error("{what} of {found} bytes for the store of messages, at most {limit} allowed")]
    TooLarge {
        /// `a key` or `a record`.
        what: &'static str,
        /// How many came.
        found: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// The disk has no room.
    #[error("the store of messages has no room left")]
    Full,
    /// It cannot be reached, or reading or writing failed.
    #[error("the store of messages is not available")]
    Unavailable,
    /// It holds something that cannot be.
    #[error("the store of messages is out of order: {what}")]
    Broken {
        /// What.
        what: &'static str,
    },
}

/// What leads to a store is one: one borrowed by an outbox and an inbox, one shared by threads.
impl<P: Deref<Target: Store>> Store for P {
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        (**self).get(key)
    }

    fn list(
        &self,
        prefix: &Key,
        after: Option<&Key>,
        most: usize,
    ) -> Result<Vec<(Key, Vec<u8>)>, StoreError> {
        (**self).list(prefix, after, most)
    }

    fn apply(&self, batch: &Batch) -> Result<Applied, StoreError> {
        (**self).apply(batch)
    }
}
