use core::fmt;
use std::time::Duration;

use redis::{ErrorKind, RedisError, Script};
use thiserror::Error;

use super::{Applied, Batch, Key, Store, StoreError, Write};
use crate::grant::store::{Again, Argument, Connections, is_prefix};

/// The store of many machines: Redis 7 or Valkey, at one address. Feature `redis`.
///
/// One system's messages are one hash, and a sorted set of its fields beside it for listing, in one slot; every call is one script on
/// the server. So a batch is whole, nothing comes between looking and writing, and numbers rise in the order in which
/// batches were done, on however many machines.
///
/// *Why no streams:* a stream gives each message to one of a group's consumers, and what a consumer left behind is claimed by
/// others while newer messages are read already: nothing keeps one correspondent's messages in order. Nor can one command queue
/// a message, write the caller's record, and look whether the id is new; a script can, and then the entries may as well lie under keys.
///
/// - *Durability* is the server's: with `appendonly yes` and `appendfsync always` nothing that was answered is lost where the
///   server was killed. A replica that took over without the latest writes has lost them. `WAIT` is not used.
/// - *Eviction* must be off (`maxmemory-policy noeviction`).
/// - *A lost connection* is opened anew. Reading is asked again; a batch is not, since it may have been done: the caller is told
///   [`StoreError::Unavailable`] and asks again, and what the batch expects tells.
/// - *Messages lie there as they are.* Whoever reads the server reads them.
pub struct RedisMessages {
    connections: Connections,
    settings: RedisMessagesSettings,
    rows: String,
    names: String,
    scripts: [Script; 3],
}

/// What may be set of [`RedisMessages`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedisMessagesSettings {
    /// What the keys start with, so that several systems share a server: `qujat`. 1 to 32 ASCII letters, digits, `-` and `_`.
    pub prefix: String,
    /// How long to wait for a connection, and for an answer: 2 s.
    pub timeout: Duration,
    /// Connections kept open while nobody asks: 16.
    pub idle_connections: usize,
}

/// Why there are no [`RedisMessages`] with these settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RedisMessagesError {
    /// Not an address such as `redis://127.0.0.1:6379/0`.
    #[error("not the address of a Redis server")]
    Address,
    /// A prefix with other characters, none, or more than 32.
    #[error("the prefix is not 1 to 32 ASCII letters, digits, - and _")]
    Prefix,
    /// No time to wait in.
    #[error("the timeout is 0")]
    Timeout,
}

impl RedisMessages {
    /// A store at this address. Opens no connection yet.
    pub fn new(address: &str, settings: RedisMessagesSettings) -> Result<Self, RedisMessagesError> {
        if !is_prefix(&settings.prefix) {
            return Err(RedisMessagesError::Prefix);
        }
        if settings.timeout.is_zero() {
            return Err(RedisMessagesError::Timeout);
        }
        let connections = Connections::new(address, settings.timeout, settings.idle_connections);
        let connections = connections.map_err(|_| RedisMessagesError::Address)?;
        // In braces: what Redis Cluster picks the slot by.
        let [rows, names] = ["rows", "names"].map(|kind| format!("{{{}:exchange}}:{kind}", settings.prefix));
        let scripts =
            [include_str!("redis/get.lua"), include_str!("redis/list.lua"), include_str!("redis/apply.lua")]
                .map(Script::new);
        Ok(Self { connections, settings, rows, names, scripts })
    }

    /// Whether the server answers: for a service's readiness.
    pub fn ping(&self) -> Result<(), StoreError> {
        self.connections.ping().map_err(|error| store_error(&error))
    }

    fn run<T: redis::FromRedisValue>(
        &self,
        script: &Script,
        again: Again,
        arguments: &[Argument<'_>],
    ) -> Result<T, StoreError> {
        let ran = self.connections.run(script, again, &[&self.rows, &self.names], arguments);
        ran.map_err(|error| store_error(&error))
    }
}

impl Store for RedisMessages {
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        let [get, ..] = &self.scripts;
        self.run(get, Again::Harmless, &[Argument::Bytes(key.as_bytes())])
    }

    fn list(
        &self,
        prefix: &Key,
        after: Option<&Key>,
        most: usize,
    ) -> Result<Vec<(Key, Vec<u8>)>, StoreError> {
        let [_, list, _] = &self.scripts;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let after = after.filter(|after| *after >= prefix).map_or(&[][..], Key::as_bytes);
        let arguments = [Argument::Bytes(prefix.as_bytes()), Argument::Bytes(after), Argument::Number(most)];
        let found: Vec<Vec<u8>> = self.run(list, Again::Harmless, &arguments)?;
        let mut found = found.into_iter();
        let mut rows = Vec::new();
        while let (Some(key), Some(value)) = (found.next(), found.next()) {
            rows.push((Key::kept(&key), value));
        }
        Ok(rows)
    }

    fn apply(&self, batch: &Batch) -> Result<Applied, StoreError> {
        let [.., apply] = &self.scripts;
        let count = |length: usize| Argument::Number(i64::try_from(length).unwrap_or(i64::MAX));
        let mut arguments = vec![count(batch.expects().len())];
        for (key, value) in batch.expects() {
            arguments.push(Argument::Bytes(key.as_bytes()));
            arguments.push(Argument::Bytes(if value.is_some() { b"is" } else { b"none" }));
            arguments.push(Argument::Bytes(value.as_deref().unwrap_or_default()));
        }
        for write in batch.writes() {
            let (word, key, value): (&[u8], _, &[u8]) = match write {
                Write::Put(key, value) => (b"put", key, value),
                Write::Ensure(key, value) => (b"ensure", key, value),
                Write::Delete(key) => (b"delete", key, &[]),
                Write::Append(key, value) => (b"append", key, value),
            };
            arguments.extend([word, key.as_bytes(), value].map(Argument::Bytes));
        }
        let answer: Option<Vec<u64>> = self.run(apply, Again::Harm, &arguments)?;
        Ok(answer.map_or(Applied::Moved, Applied::Done))
    }
}

fn store_error(error: &RedisError) -> StoreError {
    match error.kind() {
        ErrorKind::UnexpectedReturnType | ErrorKind::Parse => {
            StoreError::Broken { what: "an answer of Redis of another shape" }
        }
        _ if error.code() == Some("OOM") => StoreError::Full,
        _ => StoreError::Unavailable,
    }
}

impl Default for RedisMessagesSettings {
    fn default() -> Self {
        Self { prefix: "qujat".to_owned(), timeout: Duration::from_secs(2), idle_connections: 16 }
    }
}

impl fmt::Debug for RedisMessages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RedisMessages({:?})", self.settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_checked() {
        let refused = |address: &str, change: fn(&mut RedisMessagesSettings)| {
            let mut settings = RedisMessagesSettings::default();
            change(&mut settings);
            RedisMessages::new(address, settings).map(drop).map_err(|error| error.to_string())
        };
        let here = "redis://127.0.0.1:1/";
        assert_eq!(refused(here, |_| ()), Ok(()));
        let said = |text: &str| Err(text.to_owned());
        assert_eq!(refused("http://127.0.0.1", |_| ()), said("not the address of a Redis server"));
        let prefix = said("the prefix is not 1 to 32 ASCII letters, digits, - and _");
        assert_eq!(refused(here, |settings| settings.prefix.clear()), prefix);
        assert_eq!(refused(here, |settings| settings.prefix = "a{b}".to_owned()), prefix);
        assert_eq!(refused(here, |settings| settings.timeout = Duration::ZERO), said("the timeout is 0"));
    }

    #[test]
    fn a_server_that_is_not_there_is_said_to_be_unavailable() {
        let store = RedisMessages::new("redis://127.0.0.1:1/", RedisMessagesSettings::default());
        let store = store.expect("settings");
        let key = Key::new(&[b"a"]).expect("a key");
        assert_eq!(store.ping(), Err(StoreError::Unavailable));
        assert_eq!(store.get(&key), Err(StoreError::Unavailable));
        assert_eq!(store.list(&key, None, 1), Err(StoreError::Unavailable));
        assert_eq!(store.apply(&Batch::new()), Err(StoreError::Unavailable));
    }
}
