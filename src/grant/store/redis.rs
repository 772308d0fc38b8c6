mod connections;

use core::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use redis::{ErrorKind, FromRedisValue, RedisError, Script};
use thiserror::Error;

pub(crate) use self::connections::{Again, Argument, Connections, is_prefix};

use super::vault::Vault;
use super::{
    AttemptKey, CodeMac, CodeTry, Ended, Insertion, Live, NewGrant, Quota, QuotaKey, Replacement, SlotKey,
    SlotValue, Slots, Spent, Store, StoreError, Stored, SubjectKey, Taken,
};
use crate::id::GrantId;
use crate::time::Timestamp;

/// The store of many processes: Redis 7 or Valkey, at one address. Feature `redis`.
///
/// Every step is one script on the server, over one key: a subject's grants are one hash, so that the same code works where
/// keys are spread over slots. A second key leads from a grant's id to its subject; it is written before the grant and by
/// itself opens nothing. Grants are encrypted under a secret that the server never sees, subjects and codes are HMACs, so that a
/// stolen copy of the data names nobody.
///
/// - *Time* is the caller's. The server's own clock only forgets, [`RedisSettings::margin_seconds`] after a grant or a quota
///   ended by the caller's.
/// - *Durability* is the server's: with `appendonly yes` and `appendfsync always` no view is given twice even where the
///   server was killed; a replica that took over without the latest writes gives one twice. `WAIT` is not used.
/// - *Eviction* must be off (`maxmemory-policy noeviction`): what forgets a spent view must forget its grant with it, which
///   it does, and quotas, which would be lost.
/// - *A lost connection* is opened anew. What can be asked twice without harm is: looking, and redeeming under an
///   [`AttemptKey`]. Everything else is answered with [`StoreError::Unavailable`], for the caller to ask again.
///
/// Connections are opened as threads need them and kept, as many as [`RedisSettings::idle_connections`].
pub struct RedisStore {
    connections: Connections,
    settings: RedisSettings,
    vault: Vault,
    scripts: Scripts,
}

/// What may be set of a [`RedisStore`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedisSettings {
    /// What every key starts with, so that two services share a server: `qujat`. ASCII letters, digits, `-` and `_`.
    pub prefix: String,
    /// How long to wait for a connection, and for an answer: 2 s.
    pub timeout: Duration,
    /// Connections kept open while nobody asks: 64.
    pub idle_connections: usize,
    /// Seconds after which the server forgets what has ended by the caller's clock: 120. More than clocks differ.
    pub margin_seconds: u32,
}

/// Why there is no [`RedisStore`] with these settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RedisSettingsError {
    /// Not an address such as `redis://127.0.0.1:6379/0`.
    #[error("not the address of a Redis server")]
    Address,
    /// A prefix with other characters, none, or more than 32.
    #[error("the prefix is not 1 to 32 ASCII letters, digits, - and _")]
    Prefix,
    /// Thirty-two equal bytes: a secret nobody set.
    #[error("the secret of the grants' records is blank")]
    Blank,
    /// No time to wait in.
    #[error("the timeout is 0")]
    Timeout,
}

impl RedisStore {
    /// A store at this address, with this secret for the grants' records: 32 random bytes, kept apart from the server, the
    /// same on every machine. Opens no connection yet.
    pub fn new(
        address: &str,
        secret: &[u8; 32],
        settings: RedisSettings,
    ) -> Result<Self, RedisSettingsError> {
        if !is_prefix(&settings.prefix) {
            return Err(RedisSettingsError::Prefix);
        }
        if settings.timeout.is_zero() {
            return Err(RedisSettingsError::Timeout);
        }
        let connections = Connections::new(address, settings.timeout, settings.idle_connections);
        let connections = connections.map_err(|_| RedisSettingsError::Address)?;
        let vault = Vault::new(secret).ok_or(RedisSettingsError::Blank)?;
        Ok(Self { connections, settings, vault, scripts: Scripts::new() })
    }

    /// Whether the server answers: for a service's readiness.
    pub fn ping(&self) -> Result<(), StoreError> {
        self.connections.ping().map_err(|error| store_error(&error))
    }

    fn key(&self, kind: &str, of: &[u8]) -> String {
        // In braces: what Redis Cluster picks the slot by.
        format!("{}:{kind}:{{{}}}", self.settings.prefix, URL_SAFE_NO_PAD.encode(of))
    }

    fn grants_of(&self, subject: &SubjectKey) -> String {
        self.key("grants", subject.as_bytes())
    }

    fn way_to(&self, id: &GrantId) -> String {
        self.key("way", id.as_bytes())
    }

    /// Milliseconds until the server forgets what ends at `until`.
    fn ttl(&self, until: Timestamp, now: Timestamp) -> i64 {
        let seconds = until.unix().saturating_sub(now.unix()).max(0);
        seconds.saturating_add(i64::from(self.settings.margin_seconds)).saturating_mul(1_000)
    }

    /// Leads from a new id to its subject; whether none stood there.
    fn lead(&self, id: &GrantId, subject: &SubjectKey, ttl: i64) -> Result<bool, StoreError> {
        let mut set = redis::cmd("SET");
        set.arg(self.way_to(id)).arg(subject.as_bytes()).arg("NX").arg("PX").arg(ttl);
        let set = self.ask(Again::Harm, |connection| set.query::<Option<String>>(connection))?;
        Ok(set.is_some())
    }

    /// Forgets the way to a grant that was not kept; where that fails it leads nowhere until it expires.
    fn mislead(&self, id: &GrantId) {
        let mut delete = redis::cmd("DEL");
        delete.arg(self.way_to(id));
        let _ = self.ask(Again::Harmless, |connection| delete.query::<()>(connection));
    }

    fn run<T: FromRedisValue>(
        &self,
        script: &Script,
        again: Again,
        key: &str,
        arguments: &[Argument<'_>],
    ) -> Result<T, StoreError> {
        let ran = self.connections.run(script, again, &[key], arguments);
        ran.map_err(|error| store_error(&error))
    }

    fn ask<T>(
        &self,
        again: Again,
        ask: impl Fn(&mut redis::Connection) -> Result<T, RedisError>,
    ) -> Result<T, StoreError> {
        self.connections.ask(again, ask).map_err(|error| store_error(&error))
    }

    /// Keeps a new grant by `script`, which adds what `before` says.
    fn add(
        &self,
        script: &Script,
        before: &[Argument<'_>],
        new: &NewGrant,
        now: Timestamp,
    ) -> Result<Added, StoreError> {
        let (id, ttl) = (new.grant.id, self.ttl(new.grant.validity.until(), now));
        let body = self.vault.seal(&new.grant, &new.subject)?;
        if !self.lead(&id, &new.subject, ttl)? {
            return Ok(Added::IdTaken);
        }
        let codes: Vec<_> = new.codes.iter().map(packed).collect();
        let validity = new.grant.validity;
        let mut arguments = before.to_vec();
        arguments.extend([
            Argument::Bytes(id.as_bytes()),
            Argument::Bytes(&body),
            Argument::Number(i64::from(new.grant.views)),
            Argument::Number(validity.from().unix()),
            Argument::Number(validity.until().unix()),
            Argument::Number(ttl),
        ]);
        arguments.extend(codes.iter().map(|code| Argument::Bytes(code)));
        let answer: i64 = self.run(script, Again::Harm, &self.grants_of(&new.subject), &arguments)?;
        if answer != 0 {
            self.mislead(&id);
        }
        match answer {
            0 => Ok(Added::Kept),
            1 => Ok(Added::IdTaken),
            2 => Ok(Added::CodeTaken),
            3 => Ok(Added::Refused),
            4 => Ok(Added::Moved),
            _ => Err(BROKEN),
        }
    }
}

impl Store for RedisStore {
    fn insert(&self, new: NewGrant, most_live: u8, now: Timestamp) -> Result<Insertion, StoreError> {
        let before = [Argument::Number(now.unix()), Argument::Number(i64::from(most_live))];
        match self.add(&self.scripts.insert, &before, &new, now)? {
            Added::Kept => Ok(Insertion::Inserted),
            Added::IdTaken => Ok(Insertion::IdTaken),
            Added::CodeTaken => Ok(Insertion::CodeTaken),
            Added::Refused => Ok(Insertion::TooManyLive),
            Added::Moved => Err(BROKEN),
        }
    }

    fn find(&self, id: &GrantId) -> Result<Option<Stored>, StoreError> {
        let mut get = redis::cmd("GET");
        get.arg(self.way_to(id));
        let way: Option<Vec<u8>> = self.ask(Again::Harmless, |connection| get.query(connection))?;
        // Where no way leads the same is asked of a subject who has nothing: no answer is quicker.
        let subject = way.map_or(Ok([0; 32]), |way| <[u8; 32]>::try_from(way).map_err(|_| BROKEN))?;
        let subject = SubjectKey::from_bytes(subject);
        let found: Option<(u8, u8, Vec<u8>)> = self.run(
            &self.scripts.find,
            Again::Harmless,
            &self.grants_of(&subject),
            &[Argument::Bytes(id.as_bytes())],
        )?;
        found
            .map(|(used, ended, body)| {
                let grant = self.vault.open(&body, &subject)?;
                if grant.id != *id {
                    return Err(BROKEN);
                }
                Ok(Stored { grant, used, ended: if ended == 0 { None } else { Some(why_ended(ended)?) } })
            })
            .transpose()
    }

    fn try_code(
        &self,
        subject: &SubjectKey,
        codes: &[CodeMac],
        limit: u32,
        now: Timestamp,
    ) -> Result<CodeTry, StoreError> {
        let codes: Vec<_> = codes.iter().map(packed).collect();
        let mut arguments = vec![Argument::Number(now.unix()), Argument::Number(i64::from(limit))];
        arguments.extend(codes.iter().map(|code| Argument::Bytes(code)));
        let answer: redis::Value =
            self.run(&self.scripts.try_code, Again::Harm, &self.grants_of(subject), &arguments)?;
        let redis::Value::Array(answer) = answer else { return Err(BROKEN) };
        let mut answer = answer.into_iter();
        let matched = answer.next() == Some(redis::Value::Int(1));
        let ids: Vec<Vec<u8>> = answer
            .map(|id| if let redis::Value::BulkString(id) = id { Ok(id) } else { Err(BROKEN) })
            .collect::<Result<_, _>>()?;
        let id = |bytes: &Vec<u8>| GrantId::from_bytes(bytes).map_err(|_| BROKEN);
        let (first, died) = ids.split_first().ok_or(BROKEN)?;
        if matched {
            return Ok(CodeTry::Match(id(first)?));
        }
        let dead = if first.is_empty() { None } else { Some(id(first)?) };
        Ok(CodeTry::NoMatch { dead, died: died.iter().map(id).collect::<Result<_, _>>()? })
    }

    fn redeem(
        &self,
        subject: &SubjectKey,
        id: &GrantId,
        attempt: Option<&AttemptKey>,
        now: Timestamp,
    ) -> Result<Spent, StoreError> {
        let again = if attempt.is_some() { Again::Harmless } else { Again::Harm };
        let arguments = [
            Argument::Number(now.unix()),
            Argument::Bytes(id.as_bytes()),
            Argument::Bytes(attempt.map_or(&[], |attempt| attempt.as_bytes())),
        ];
        match self.run(&self.scripts.redeem, again, &self.grants_of(subject), &arguments)? {
            (0_u8, view) => Ok(Spent::View(view)),
            (1, view) => Ok(Spent::Again(view)),
            (2, ended) => Ok(Spent::Refused(why_ended(ended)?)),
            _ => Err(BROKEN),
        }
    }

    fn take(&self, key: &QuotaKey, quota: Quota, now: Timestamp) -> Result<Taken, StoreError> {
        let arguments = [
            Argument::Number(now.unix()),
            Argument::Number(i64::from(quota.limit)),
            Argument::Number(i64::from(quota.window_seconds)),
            Argument::Number(i64::from(quota.pause_seconds)),
            Argument::Number(self.ttl(now.plus(i64::from(quota.window_seconds)), now)),
        ];
        let key = self.key("quota", key.as_bytes());
        match self.run::<i64>(&self.scripts.take, Again::Harm, &key, &arguments)? {
            0 => Ok(Taken::Yes),
            until => Ok(Taken::No { until: Timestamp::from_unix(until).map_err(|_| BROKEN)? }),
        }
    }

    fn give_back(&self, key: &QuotaKey, quota: Quota, taken_at: Timestamp) -> Result<(), StoreError> {
        let free_at = taken_at.plus(i64::from(quota.window_seconds)).unix();
        let key = self.key("quota", key.as_bytes());
        self.run::<i64>(&self.scripts.give_back, Again::Harm, &key, &[Argument::Number(free_at)]).map(drop)
    }

    fn replace(
        &self,
        old: &GrantId,
        used: u8,
        new: NewGrant,
        now: Timestamp,
    ) -> Result<Replacement, StoreError> {
        let before = [
            Argument::Number(now.unix()),
            Argument::Bytes(old.as_bytes()),
            Argument::Number(i64::from(used)),
        ];
        Ok(match self.add(&self.scripts.replace, &before, &new, now)? {
            Added::Kept => Replacement::Replaced,
            Added::IdTaken => Replacement::IdTaken,
            Added::CodeTaken => Replacement::CodeTaken,
            Added::Refused => Replacement::NotLive,
            Added::Moved => Replacement::Moved,
        })
    }

    fn close(&self, subject: &SubjectKey, id: &GrantId, now: Timestamp) -> Result<bool, StoreError> {
        let arguments = [Argument::Number(now.unix()), Argument::Bytes(id.as_bytes())];
        self.run(&self.scripts.close, Again::Harm, &self.grants_of(subject), &arguments)
            .map(|closed: i64| closed == 1)
    }

    fn live(&self, subject: &SubjectKey, now: Timestamp) -> Result<Vec<Live>, StoreError> {
        let found: Vec<(u8, u8, Vec<u8>)> = self.run(
            &self.scripts.live,
            Again::Harmless,
            &self.grants_of(subject),
            &[Argument::Number(now.unix())],
        )?;
        let live = found.into_iter().map(|(used, alive, body)| {
            let stored = Stored { used, ..Stored::new(self.vault.open(&body, subject)?) };
            Ok(Live { stored, code_alive: alive == 1 })
        });
        live.collect()
    }

    /// The server forgets by itself.
    fn sweep(&self, _: Timestamp) -> Result<usize, StoreError> {
        Ok(0)
    }
}

impl Slots for RedisStore {
    fn slot(&self, key: &SlotKey, now: Timestamp) -> Result<Option<Vec<u8>>, StoreError> {
        let mut get = redis::cmd("HMGET");
        get.arg(self.key("slot", key.as_bytes())).arg("u").arg("v");
        let kept: (Option<i64>, Option<Vec<u8>>) =
            self.ask(Again::Harmless, |connection| get.query(connection))?;
        match kept {
            (Some(until), Some(sealed)) if now.unix() < until => self.vault.open_slot(&sealed, key).map(Some),
            _ => Ok(None),
        }
    }

    fn swap(
        &self,
        key: &SlotKey,
        expected: Option<&[u8]>,
        next: Option<SlotValue<'_>>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        next.iter().try_for_each(SlotValue::check)?;
        let sealed =
            |value: Option<&[u8]>| value.map_or(Ok(Vec::new()), |value| self.vault.seal_slot(value, key));
        let until = next.map_or(now, |next| next.until);
        let arguments = [
            Argument::Number(now.unix()),
            Argument::Bytes(&sealed(expected)?),
            Argument::Bytes(&sealed(next.map(|next| next.bytes))?),
            Argument::Number(until.unix()),
            Argument::Number(self.ttl(until, now)),
        ];
        let key = self.key("slot", key.as_bytes());
        self.run(&self.scripts.swap, Again::Harm, &key, &arguments).map(|swapped: i64| swapped == 1)
    }
}

/// What became of a new grant.
enum Added {
    Kept,
    IdTaken,
    CodeTaken,
    /// Too many live, or the old one is not.
    Refused,
    Moved,
}

/// The steps, each with what all of them begin with.
struct Scripts {
    insert: Script,
    find: Script,
    try_code: Script,
    redeem: Script,
    replace: Script,
    close: Script,
    live: Script,
    take: Script,
    give_back: Script,
    swap: Script,
}

impl Scripts {
    fn new() -> Self {
        let of_grants = |step: &str| Script::new(&[include_str!("redis/look.lua"), step].concat());
        Self {
            insert: of_grants(include_str!("redis/insert.lua")),
            find: of_grants(include_str!("redis/find.lua")),
            try_code: of_grants(include_str!("redis/try_code.lua")),
            redeem: of_grants(include_str!("redis/redeem.lua")),
            replace: of_grants(include_str!("redis/replace.lua")),
            close: of_grants(include_str!("redis/close.lua")),
            live: of_grants(include_str!("redis/live.lua")),
            take: Script::new(include_str!("redis/take.lua")),
            give_back: Script::new(include_str!("redis/give_back.lua")),
            swap: Script::new(include_str!("redis/swap.lua")),
        }
    }
}

/// A code's MAC after the version of its pepper.
fn packed(code: &CodeMac) -> [u8; 34] {
    let mut packed = [0; 34];
    let both = code.version().to_be_bytes().into_iter().chain(*code.as_bytes());
    packed.iter_mut().zip(both).for_each(|(to, from)| *to = from);
    packed
}

/// As the scripts number them.
fn why_ended(number: u8) -> Result<Ended, StoreError> {
    Ok(match number {
        1 => Ended::Unknown,
        2 => Ended::NotYet,
        3 => Ended::Expired,
        4 => Ended::Used,
        5 => Ended::Closed,
        6 => Ended::Replaced,
        _ => return Err(BROKEN),
    })
}

fn store_error(error: &RedisError) -> StoreError {
    match error.kind() {
        ErrorKind::UnexpectedReturnType | ErrorKind::Parse => BROKEN,
        _ => StoreError::Unavailable,
    }
}

impl Default for RedisSettings {
    fn default() -> Self {
        Self {
            prefix: "qujat".to_owned(),
            timeout: Duration::from_secs(2),
            idle_connections: 64,
            margin_seconds: 120,
        }
    }
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RedisStore({:?})", self.settings)
    }
}

const BROKEN: StoreError = StoreError::Broken { what: "an answer of Redis of another shape" };

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: [u8; 32] = *b"0123456789abcdef0123456789abcdef";

    #[test]
    fn settings_are_checked() {
        let refused = |address: &str, secret: &[u8; 32], change: fn(&mut RedisSettings)| {
            let mut settings = RedisSettings::default();
            change(&mut settings);
            RedisStore::new(address, secret, settings).map(drop).map_err(|error| error.to_string())
        };
        let here = "redis://127.0.0.1:1/";
        assert_eq!(refused(here, &SECRET, |_| ()), Ok(()));
        let said = |text: &str| Err(text.to_owned());
        assert_eq!(refused("http://127.0.0.1", &SECRET, |_| ()), said("not the address of a Redis server"));
        assert_eq!(refused(here, &[0; 32], |_| ()), said("the secret of the grants' records is blank"));
        let prefix = said("the prefix is not 1 to 32 ASCII letters, digits, - and _");
        assert_eq!(refused(here, &SECRET, |settings| settings.prefix.clear()), prefix);
        assert_eq!(refused(here, &SECRET, |settings| settings.prefix = "a{b}".to_owned()), prefix);
        assert_eq!(refused(here, &SECRET, |settings| settings.prefix = "a".repeat(33)), prefix);
        assert_eq!(
            refused(here, &SECRET, |settings| settings.timeout = Duration::ZERO),
            said("the timeout is 0")
        );
    }

    /// Nobody listens there: every step says so and opens nothing.
    #[test]
    fn a_server_that_is_not_there_is_said_to_be_unavailable() {
        let store =
            RedisStore::new("redis://127.0.0.1:1/", &SECRET, RedisSettings::default()).expect("settings");
        let now = Timestamp::from_unix(0).expect("a time");
        let id = GrantId::from_bytes(&[1; 16]).expect("an id");
        assert_eq!(store.ping(), Err(StoreError::Unavailable));
        assert_eq!(store.find(&id), Err(StoreError::Unavailable));
        let subject = SubjectKey::from_bytes([1; 32]);
        assert_eq!(store.redeem(&subject, &id, None, now), Err(StoreError::Unavailable));
        assert_eq!(
            store.take(&QuotaKey::from_bytes([1; 32]), Quota::new(1, 1), now),
            Err(StoreError::Unavailable)
        );
        assert!(!format!("{store:?}").contains("0123"));
    }

    /// What picks the slot of a key is the part in braces, and there is one pair of them.
    #[test]
    fn keys_have_one_tag() {
        let store =
            RedisStore::new("redis://127.0.0.1:1/", &SECRET, RedisSettings::default()).expect("settings");
        for byte in [0, 1, 0x7b, 0x7d, 0xff] {
            let key = store.grants_of(&SubjectKey::from_bytes([byte; 32]));
            assert!(
                key.starts_with("qujat:grants:{")
                    && key.ends_with('}')
                    && key.matches(['{', '}']).count() == 2
            );
        }
    }
}
