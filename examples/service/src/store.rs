//! Where grants, counters, questions and marks are kept: memory, or Redis.

use std::sync::Arc;

use qujat::grant::store::{Capacity, MemoryStore, RedisSettings, RedisStore, Slots, Store};
use qujat::journal::MemoryMarks;
use qujat::random::make_bytes;

use crate::common::Failure;
use crate::marks::{Cabinets, RedisMarks};
use crate::seeded::Seeded;

/// What grants, counters and questions are kept in.
pub(crate) trait Everything: Store + Slots + Send + Sync {}

impl<S: Store + Slots + Send + Sync> Everything for S {}

/// One for the registry and for the consent desk.
pub(crate) type Shared = Arc<dyn Everything>;

/// Grants, counters and questions, and the cabinets' marks.
pub(crate) type Kept = (Shared, Box<dyn Cabinets + Send + Sync>);

/// In Redis where its address is given, else in memory.
pub(crate) fn open(redis: Option<&str>) -> Result<Kept, Failure> {
    let Some(url) = redis else {
        return Ok((Arc::new(MemoryStore::new(Capacity::default())), Box::new(MemoryMarks::new())));
    };
    // From the vault that the peppers come from, in a service of yours.
    let secret = make_bytes(&mut Seeded::new("qujat-service demonstration records"))?;
    let store = RedisStore::new(url, &secret, RedisSettings::default())?;
    store.ping()?;
    Ok((Arc::new(store), Box::new(RedisMarks::connect(url)?)))
}
