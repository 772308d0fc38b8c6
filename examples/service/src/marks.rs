//! The cabinets' marks (352/18): in memory, or in Redis so that several processes write one chain.
//!
//! A service of yours keeps them where they survive anything: a mark is owed for as long as the orders say, and Redis with an
//! append-only file is the least that does.

use std::sync::{Mutex, PoisonError};

use qujat::id::{Party, Recipient};
use qujat::journal::{Head, Mark, MarkPair, Marks, MemoryMarks, Placed, StoreError, verify_chain};
use redis::{Client, Connection, Script};

use crate::common::Failure;

/// Marks that can be written and read.
pub(crate) trait Cabinets {
    /// For writing.
    fn marks(&self) -> &dyn Marks;

    /// Those of one cabinet as they are stored, the oldest first; none where they cannot be read.
    fn stored(&self, cabinet: &Recipient) -> Option<Vec<Vec<u8>>>;

    /// Those of the cabinet of somebody who calls, their chain checked.
    fn of(&self, caller: &Party) -> Option<Vec<Mark>> {
        let cabinet = match caller {
            Party::Person(person) => Recipient::Person(*person),
            Party::Employee { organisation, .. } | Party::System(organisation) => {
                Recipient::Organisation(*organisation)
            }
        };
        verify_chain(&cabinet, self.stored(&cabinet)?, None).ok().map(|(_, marks)| marks)
    }
}

impl Cabinets for MemoryMarks {
    fn marks(&self) -> &dyn Marks {
        self
    }

    fn stored(&self, cabinet: &Recipient) -> Option<Vec<Vec<u8>>> {
        Some(Self::stored(self, cabinet))
    }
}

/// Marks in Redis: each cabinet a list of marks, and one set of the pairs that are there. One slot holds them all, so that both
/// cabinets are written in one step.
pub(crate) struct RedisMarks {
    client: Client,
    /// Idle connections.
    idle: Mutex<Vec<Connection>>,
    append: Script,
}

impl RedisMarks {
    pub(crate) fn connect(url: &str) -> Result<Self, Failure> {
        let marks = Self { client: Client::open(url)?, idle: Mutex::default(), append: Script::new(APPEND) };
        let connection = marks.client.get_connection()?;
        marks.rest(connection);
        Ok(marks)
    }

    /// Looks at something, over a new connection where the one at hand was lost: looking twice does no harm.
    fn look<T>(&self, look: impl Fn(&mut Connection) -> redis::RedisResult<T>) -> Result<T, StoreError> {
        self.once(&look).or_else(|_| self.once(&look))
    }

    /// Does something over a connection, which is kept for the next if it went well; if not, none is.
    fn once<T>(&self, work: impl FnOnce(&mut Connection) -> redis::RedisResult<T>) -> Result<T, StoreError> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = idle().pop();
        let mut connection = match kept {
            Some(connection) => connection,
            None => self.client.get_connection().map_err(|_| StoreError::Failed)?,
        };
        let Ok(done) = work(&mut connection) else {
            idle().clear();
            return Err(StoreError::Failed);
        };
        self.rest(connection);
        Ok(done)
    }

    fn rest(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MOST_IDLE {
            idle.push(connection);
        }
    }
}

impl Marks for RedisMarks {
    fn head(&self, cabinet: &Recipient) -> Result<Head, StoreError> {
        let last: Option<Vec<u8>> =
            self.look(|connection| redis::cmd("LINDEX").arg(key(cabinet)).arg(-1).query(connection))?;
        let Some(last) = last else { return Ok(Head::empty(cabinet)) };
        let mark = Mark::from_bytes(&last).map_err(|_| StoreError::Failed)?;
        Ok(Head { count: mark.number(), hash: *mark.hash() })
    }

    fn append(&self, pair: &MarkPair) -> Result<(), StoreError> {
        let [subject, viewer] = pair.both();
        let mut call = self.append.key(PAIRS);
        call.key(key(&subject.cabinet)).key(key(&viewer.cabinet)).arg(&pair.pair().0[..]);
        for Placed { mark, .. } in [subject, viewer] {
            // The mark before ends with the hash that this one follows, and is one less in number.
            call.arg(mark.number() - 1).arg(&mark.previous()[..]).arg(mark.to_bytes());
        }
        match self.once(|connection| call.invoke::<i64>(connection))? {
            0 => Ok(()),
            1 => Err(StoreError::Twice),
            2 => Err(StoreError::Moved),
            _ => Err(StoreError::Failed),
        }
    }
}

impl Cabinets for RedisMarks {
    fn marks(&self) -> &dyn Marks {
        self
    }

    fn stored(&self, cabinet: &Recipient) -> Option<Vec<Vec<u8>>> {
        self.look(|connection| redis::cmd("LRANGE").arg(key(cabinet)).arg(0).arg(-1).query(connection)).ok()
    }
}

fn key(cabinet: &Recipient) -> String {
    match cabinet {
        Recipient::Person(person) => format!("{{qujat:marks}}:person:{}", person.as_str()),
        Recipient::Organisation(organisation) => {
            format!("{{qujat:marks}}:organisation:{}", organisation.as_str())
        }
    }
}

const PAIRS: &str = "{qujat:marks}:pairs";

/// Connections kept for the next.
const MOST_IDLE: usize = 32;

/// Both marks or neither: 0 done, 1 the pair is there, 2 another came first. The hash of a mark is its last 32 bytes.
const APPEND: &str = r"
if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 1 then return 1 end
for side = 0, 1 do
  local count = tonumber(ARGV[2 + 3 * side])
  if redis.call('LLEN', KEYS[2 + side]) ~= count then return 2 end
  if count > 0 and string.sub(redis.call('LINDEX', KEYS[2 + side], -1), -32) ~= ARGV[3 + 3 * side] then return 2 end
end
redis.call('SADD', KEYS[1], ARGV[1])
redis.call('RPUSH', KEYS[2], ARGV[4])
redis.call('RPUSH', KEYS[3], ARGV[7])
return 0
";
