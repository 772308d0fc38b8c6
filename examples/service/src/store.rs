//! Where grants, counters and marks are kept: memory, or Redis.

use qujat::grant::store::{Capacity, MemoryStore, RedisSettings, RedisStore, Store};
use qujat::journal::MemoryMarks;
use qujat::random::make_bytes;

use crate::common::Failure;
use crate::marks::{Cabinets, RedisMarks};
use crate::seeded::Seeded;

/// Grants and counters, and the cabinets' marks.
pub(crate) type Kept = (Box<dyn Store + Send + Sync>, Box<dyn Cabinets + Send + Sync>);

/// In Redis where its address is given, else in memory.
pub(crate) fn open(redis: Option<&str>) -> Result<Kept, Failure> {
    let Some(url) = redis else {
        return Ok((Box::new(MemoryStore::new(Capacity::default())), Box::new(MemoryMarks::new())));
    };
    // From the vault that the peppers come from, in a service of yours.
    let secret = make_bytes(&mut Seeded::new("qujat-service demonstration records"))?;
    let store = RedisStore::new(url, &secret, RedisSettings::default())?;
    store.ping()?;
    Ok((Box::new(store), Box::new(RedisMarks::connect(url)?)))
}
