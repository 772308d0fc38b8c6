use core::fmt;
use core::ops::Bound;
use std::io::ErrorKind;
use std::sync::Arc;

use redb::{
    CommitError, Database, ReadableDatabase, ReadableTable, StorageError, Table, TableDefinition, TableError,
    TransactionError, WriteTransaction,
};

use super::engine::{self, Rows};
use super::{Applied, Batch, Key, Store, StoreError};

/// The store of one machine, on an embedded database: redb, in pure Rust. Feature `redb`; for services, never for phones.
///
/// - *The database* is the caller's: opened by them, and theirs to keep other tables in. One table is used, `qujat_exchange`.
/// - *Durability*: a batch that was answered is on the disk (`Durability::Immediate`): neither a killed process nor a power cut
///   undoes it, as far as the disk keeps what it was told to sync. A write that was torn is found by its checksum and undone.
/// - *After an error of the disk* redb answers nothing more from that `Database`: open it anew. Nothing that was answered is lost.
/// - *One process* opens a database at a time. For several machines there is Redis.
/// - *Messages lie there as they are.* Whoever reads the file reads them: put it on an encrypted disk.
#[derive(Clone)]
pub struct RedbStore {
    database: Arc<Database>,
}

/// The same store inside a transaction of the caller's, so that what they write to tables of their own and what becomes of a
/// message are committed together, or not at all.
///
/// After an `Err`, or an answer that says that nothing was done, the transaction must be aborted, not committed.
pub struct RedbTransaction<'t> {
    transaction: &'t WriteTransaction,
}

impl RedbStore {
    /// A store in this database. Makes its table where there is none.
    pub fn new(database: Arc<Database>) -> Result<Self, StoreError> {
        let transaction = database.begin_write().map_err(|error| of_transaction(&error))?;
        transaction.open_table(TABLE).map(drop).map_err(|error| of_table(&error))?;
        transaction.commit().map_err(|error| of_commit(&error))?;
        Ok(Self { database })
    }

    /// The database, for tables of the caller's own.
    pub fn database(&self) -> &Database {
        &self.database
    }
}

impl<'t> RedbTransaction<'t> {
    /// The store as seen, and written to, by this transaction.
    pub fn new(transaction: &'t WriteTransaction) -> Self {
        Self { transaction }
    }

    fn table(&self) -> Result<Table<'_, &'static [u8], &'static [u8]>, StoreError> {
        self.transaction.open_table(TABLE).map_err(|error| of_table(&error))
    }
}

impl Store for RedbStore {
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        let transaction = self.database.begin_read().map_err(|error| of_transaction(&error))?;
        let table = transaction.open_table(TABLE).map_err(|error| of_table(&error))?;
        get(&table, key)
    }

    fn list(
        &self,
        prefix: &Key,
        after: Option<&Key>,
        most: usize,
    ) -> Result<Vec<(Key, Vec<u8>)>, StoreError> {
        let transaction = self.database.begin_read().map_err(|error| of_transaction(&error))?;
        let table = transaction.open_table(TABLE).map_err(|error| of_table(&error))?;
        list(&table, prefix, after, most)
    }

    fn apply(&self, batch: &Batch) -> Result<Applied, StoreError> {
        let transaction = self.database.begin_write().map_err(|error| of_transaction(&error))?;
        let applied = RedbTransaction::new(&transaction).apply(batch)?;
        match applied {
            Applied::Done(_) => transaction.commit().map_err(|error| of_commit(&error))?,
            Applied::Moved => transaction.abort().map_err(|error| of_storage(&error))?,
        }
        Ok(applied)
    }
}

impl Store for RedbTransaction<'_> {
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        get(&self.table()?, key)
    }

    fn list(
        &self,
        prefix: &Key,
        after: Option<&Key>,
        most: usize,
    ) -> Result<Vec<(Key, Vec<u8>)>, StoreError> {
        list(&self.table()?, prefix, after, most)
    }

    fn apply(&self, batch: &Batch) -> Result<Applied, StoreError> {
        engine::apply(&mut self.table()?, batch)
    }
}

impl Rows for Table<'_, &'static [u8], &'static [u8]> {
    fn row(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let found = ReadableTable::get(self, key).map_err(|error| of_storage(&error))?;
        Ok(found.map(|value| value.value().to_vec()))
    }

    fn put(&mut self, key: &[u8], value: &[u8]) -> Result<(), StoreError> {
        self.insert(key, value).map(drop).map_err(|error| of_storage(&error))
    }

    fn delete(&mut self, key: &[u8]) -> Result<(), StoreError> {
        self.remove(key).map(drop).map_err(|error| of_storage(&error))
    }
}

fn get(
    table: &impl ReadableTable<&'static [u8], &'static [u8]>,
    key: &Key,
) -> Result<Option<Vec<u8>>, StoreError> {
    let found = table.get(key.as_bytes()).map_err(|error| of_storage(&error))?;
    Ok(found.map(|value| value.value().to_vec()))
}

fn list(
    table: &impl ReadableTable<&'static [u8], &'static [u8]>,
    prefix: &Key,
    after: Option<&Key>,
    most: usize,
) -> Result<Vec<(Key, Vec<u8>)>, StoreError> {
    let from = match after {
        Some(after) if after >= prefix => Bound::Excluded(after.as_bytes()),
        _ => Bound::Included(prefix.as_bytes()),
    };
    let mut found = Vec::new();
    let range = table.range::<&[u8]>((from, Bound::Unbounded)).map_err(|error| of_storage(&error))?;
    for row in range {
        let (key, value) = row.map_err(|error| of_storage(&error))?;
        if found.len() == most || !key.value().starts_with(prefix.as_bytes()) {
            break;
        }
        found.push((Key::kept(key.value()), value.value().to_vec()));
    }
    Ok(found)
}

fn of_transaction(error: &TransactionError) -> StoreError {
    match error {
        TransactionError::Storage(error) => of_storage(error),
        _ => StoreError::Unavailable,
    }
}

fn of_table(error: &TableError) -> StoreError {
    match error {
        TableError::Storage(error) => of_storage(error),
        TableError::TableDoesNotExist(_) => StoreError::Broken { what: "its table is gone" },
        _ => StoreError::Broken { what: "its table is another's" },
    }
}

fn of_commit(error: &CommitError) -> StoreError {
    match error {
        CommitError::Storage(error) => of_storage(error),
        _ => StoreError::Unavailable,
    }
}

fn of_storage(error: &StorageError) -> StoreError {
    match error {
        StorageError::Io(error)
            if matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded) =>
        {
            StoreError::Full
        }
        StorageError::Corrupted(_) => StoreError::Broken { what: "the database is damaged" },
        _ => StoreError::Unavailable,
    }
}

impl fmt::Debug for RedbStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RedbStore")
    }
}

impl fmt::Debug for RedbTransaction<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RedbTransaction")
    }
}

const TABLE: TableDefinition<'static, &'static [u8], &'static [u8]> = TableDefinition::new("qujat_exchange");
