//! A batch over rows that are written one by one, for stores whose own transaction keeps the rest out.

use super::{Applied, Batch, StoreError, Write};

/// Rows by their keys, under a lock or in a transaction.
pub(super) trait Rows {
    fn row(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;
    fn put(&mut self, key: &[u8], value: &[u8]) -> Result<(), StoreError>;
    fn delete(&mut self, key: &[u8]) -> Result<(), StoreError>;
}

/// Looks at everything that is expected, then writes. After an `Err` the rows may be half written: the transaction must go.
pub(super) fn apply(rows: &mut impl Rows, batch: &Batch) -> Result<Applied, StoreError> {
    for (key, expected) in batch.expects() {
        if rows.row(key.as_bytes())? != *expected {
            return Ok(Applied::Moved);
        }
    }
    let mut numbers = Vec::new();
    for write in batch.writes() {
        match write {
            Write::Put(key, value) => rows.put(key.as_bytes(), value)?,
            Write::Ensure(key, value) => {
                if rows.row(key.as_bytes())?.is_none() {
                    rows.put(key.as_bytes(), value)?;
                }
            }
            Write::Delete(key) => rows.delete(key.as_bytes())?,
            Write::Append(list, value) => {
                let counter = list.counter();
                let last = rows.row(&counter)?.map_or(Ok(0), |last| number(&last))?;
                let next = last.checked_add(1).ok_or(StoreError::Broken { what: "a list without an end" })?;
                rows.put(&counter, &next.to_be_bytes())?;
                rows.put(list.entry(next).as_bytes(), value)?;
                numbers.push(next);
            }
        }
    }
    Ok(Applied::Done(numbers))
}

fn number(bytes: &[u8]) -> Result<u64, StoreError> {
    bytes
        .try_into()
        .map(u64::from_be_bytes)
        .map_err(|_| StoreError::Broken { what: "a counter that is none" })
}
