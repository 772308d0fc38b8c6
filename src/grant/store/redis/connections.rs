use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::{Client, Connection, ErrorKind, FromRedisValue, RedisError, Script};

/// Connections to one server, opened as threads need them and kept, so many at most; and what is asked over them. Of any store of
/// ours on Redis: each says in its own words what an error means.
pub(crate) struct Connections {
    client: Client,
    timeout: Duration,
    most_idle: usize,
    idle: Mutex<Vec<Connection>>,
}

/// Whether asking twice does harm, where the first answer was lost.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    Harm,
    Harmless,
}

/// What a script is given.
#[derive(Clone, Copy)]
pub(crate) enum Argument<'a> {
    Number(i64),
    Bytes(&'a [u8]),
}

impl Connections {
    /// To this address, where it is one. Opens none yet.
    pub(crate) fn new(address: &str, timeout: Duration, most_idle: usize) -> Result<Self, RedisError> {
        Ok(Self { client: Client::open(address)?, timeout, most_idle, idle: Mutex::default() })
    }

    /// Whether the server answers.
    pub(crate) fn ping(&self) -> Result<(), RedisError> {
        self.ask(Again::Harmless, |connection| redis::cmd("PING").query::<()>(connection))
    }

    /// Runs a script over these keys.
    pub(crate) fn run<T: FromRedisValue>(
        &self,
        script: &Script,
        again: Again,
        keys: &[&str],
        arguments: &[Argument<'_>],
    ) -> Result<T, RedisError> {
        let mut call = script.prepare_invoke();
        for key in keys {
            call.key(*key);
        }
        for argument in arguments {
            match argument {
                Argument::Number(number) => call.arg(*number),
                Argument::Bytes(bytes) => call.arg(*bytes),
            };
        }
        self.ask(again, |connection| call.invoke(connection))
    }

    /// Asks over a connection; once more over a new one where the first was lost and asking twice does no harm.
    pub(crate) fn ask<T>(
        &self,
        again: Again,
        ask: impl Fn(&mut Connection) -> Result<T, RedisError>,
    ) -> Result<T, RedisError> {
        let kept = self.idle().pop();
        let mut connection = kept.map_or_else(|| self.connect(), Ok)?;
        match ask(&mut connection) {
            Ok(answer) => {
                self.keep(connection);
                Ok(answer)
            }
            Err(error) if is_lost(&error) => {
                drop(connection);
                // Whatever this one was lost to, the others were too.
                self.idle().clear();
                if again == Again::Harm {
                    return Err(error);
                }
                let mut connection = self.connect()?;
                let answer = ask(&mut connection)?;
                self.keep(connection);
                Ok(answer)
            }
            Err(error) => {
                if matches!(error.kind(), ErrorKind::Server(_) | ErrorKind::Extension) {
                    self.keep(connection);
                }
                Err(error)
            }
        }
    }

    fn connect(&self) -> Result<Connection, RedisError> {
        let connection = self.client.get_connection_with_timeout(self.timeout)?;
        connection.set_read_timeout(Some(self.timeout))?;
        connection.set_write_timeout(Some(self.timeout))?;
        Ok(connection)
    }

    fn keep(&self, connection: Connection) {
        let mut idle = self.idle();
        if idle.len() < self.most_idle {
            idle.push(connection);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether keys may start with this: 1 to 32 ASCII letters, digits, `-` and `_`.
pub(crate) fn is_prefix(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=32).contains(&text.len()) && text.bytes().all(allowed)
}

/// Whether nobody knows if what was asked was done. An answer that came late is still under way on its connection.
fn is_lost(error: &RedisError) -> bool {
    error.is_io_error() || error.is_connection_dropped() || error.is_timeout()
}
