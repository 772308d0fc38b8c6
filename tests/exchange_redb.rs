//! The queue on the embedded database, under what happens to computers: processes killed, a disk that is full, writes that were torn.

// A test starts programs and panics where something is missing.
#![allow(clippy::disallowed_methods, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "support/exchange_killed.rs"]
mod exchange_killed;
#[path = "support/exchange_world.rs"]
mod exchange_world;

use std::io::{Error, ErrorKind};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use exchange_world::{Chance, World, now, register};
use qujat::exchange::store::{OwnRecords, RedbStore, RedbTransaction, Store, StoreError};
use qujat::exchange::{
    Effect, Enqueued, Form, Inbox, InboxError, InboxPolicy, Outbox, OutboxError, OutboxPolicy, Outcome,
};
use redb::{Database, ReadableDatabase, ReadableTable, StorageBackend, TableDefinition};

/// 1277/9: ten thousand messages between two processes that are killed at random points: none lost, none acted on twice, in order.
#[test]
fn killed_processes_lose_nothing_and_do_nothing_twice() {
    let this = std::env::current_exe().expect("this program");
    let child = || {
        let mut command = Command::new(&this);
        command.args(["a_process_to_be_killed", "--exact", "--ignored"]);
        command
    };
    let outcomes = exchange_killed::run(child, 10_000, Duration::from_millis(600));
    println!("{outcomes:?}");
    assert_eq!((outcomes.lost, outcomes.doubled), (0, 0));
    assert!(outcomes.in_order && outcomes.kills > 5, "{outcomes:?}");
}

#[test]
#[ignore = "started by the test above, as a process of its own"]
fn a_process_to_be_killed() {
    exchange_killed::child();
}

/// 1277/9: a caller's own table and the queue in one transaction: both or neither.
#[test]
fn a_table_of_the_callers_own_in_the_same_transaction() {
    const OWN: TableDefinition<'static, u32, &str> = TableDefinition::new("applications");
    let disk = Disk::default();
    let store = disk.open().expect("a store");
    let world = World::new();
    let database = store.database();
    for (n, commits) in [(1, false), (1, true), (2, true)] {
        let transaction = database.begin_write().expect("a transaction");
        transaction.open_table(OWN).expect("a table").insert(n, "asked").expect("written");
        let outbox = Outbox::new(RedbTransaction::new(&transaction), OutboxPolicy::default());
        let queued = outbox.enqueue(&world.message(n), &OwnRecords::new(), now());
        assert_eq!(queued, Ok(Enqueued::Queued { number: u64::from(n) }));
        if commits {
            transaction.commit().expect("committed");
        } else {
            transaction.abort().expect("aborted");
        }
    }
    let outbox = Outbox::new(&store, OutboxPolicy::default());
    assert_eq!(outbox.waiting(&register(), 9).expect("there").len(), 2);
    let read = database.begin_read().expect("a transaction");
    assert_eq!(read.open_table(OWN).expect("a table").iter().expect("rows").count(), 2);
    // The same of the other side.
    let received = world.open(world.message(1).as_bytes(), Form::Cbor).expect("taken");
    let transaction = database.begin_write().expect("a transaction");
    transaction.open_table(OWN).expect("a table").insert(9, "given").expect("written");
    let inbox = Inbox::new(RedbTransaction::new(&transaction), InboxPolicy::default());
    inbox.accept(&received, Effect::default(), now()).expect("there");
    drop(transaction);
    let inbox = Inbox::new(&store, InboxPolicy::default());
    let taken = inbox.accept(&received, Effect::default(), now()).expect("there");
    assert!(matches!(taken, qujat::exchange::Taken::New(_)));
}

/// 1277/9: disks that are full, fail, or tear what was being written when the power went: none lost, none acted on twice.
#[test]
fn disks_that_fail_lose_nothing_and_do_nothing_twice() {
    const MESSAGES: u32 = 150;
    let world = World::new();
    let messages: Vec<_> = (1..=MESSAGES).map(|n| world.message(n)).collect();
    let (mut full, mut crashes) = (0, 0);
    for seed in 0..3 {
        let mut chance = Chance(seed);
        let (ours, theirs) = (Disk::default(), Disk::default());
        let mut clock = now();
        let mut rounds = 0;
        loop {
            rounds += 1;
            assert!(rounds < 3_000, "it does not come to an end");
            let (Some(sending), Some(receiving)) = (ours.open(), theirs.open()) else {
                panic!("what was committed cannot be opened any more")
            };
            // From now on something goes wrong sooner or later; in the end nothing does.
            let calm = rounds > 60;
            for disk in [&ours, &theirs] {
                let budget = if calm { i64::MAX } else { i64::try_from(chance.below(120)).expect("few") };
                disk.fail_after(budget, chance.below(2) == 0);
            }
            let policy = OutboxPolicy { turn: 8, busy_tries: u32::MAX, ..OutboxPolicy::default() };
            let outbox = Outbox::new(&sending, policy);
            let inbox = Inbox::new(&receiving, InboxPolicy::default());
            let mut work = || -> Result<bool, OutboxError> {
                let queued = OwnRecords::read_list(&sending, b"done", 0, usize::MAX)?.len();
                for message in messages.iter().skip(queued).take(5) {
                    let mut own = OwnRecords::new();
                    own.append(b"done", message.id().as_bytes())?;
                    outbox.enqueue(message, &own, clock)?;
                }
                clock = clock.plus(1_000);
                let mut random = |out: &mut [u8]| chance.fill(out);
                let Some(turn) = outbox.turn(clock, &mut random)? else {
                    return Ok(queued == messages.len());
                };
                let outcomes = turn.send(|item| {
                    let received = world.open(item.as_bytes(), item.form()).expect("ours");
                    let mut own = OwnRecords::new();
                    own.append(b"done", item.id().as_bytes()).expect("small");
                    let taken = inbox.accept(&received, Effect { own: Some(&own), send: &[] }, clock);
                    if taken == Err(InboxError::Store(StoreError::Full)) {
                        full += 1;
                    }
                    taken.map_or(Outcome::LinkFailed, |taken| Outcome::Answered(taken.receipt().clone()))
                });
                outbox.settle(turn, &outcomes, clock, &mut random)?;
                Ok(false)
            };
            let ended = loop {
                match work() {
                    Ok(false) if calm => {}
                    Ok(false) => {
                        if ours.failed() || theirs.failed() {
                            break false;
                        }
                    }
                    Ok(true) => break true,
                    Err(error) => {
                        full += u32::from(error == OutboxError::Store(StoreError::Full));
                        break false;
                    }
                }
            };
            // The power goes: what was synced stays, of the rest any part does.
            drop((sending, receiving));
            if ended {
                break;
            }
            for disk in [&ours, &theirs] {
                crashes += 1;
                disk.crash(&mut chance);
            }
        }
        let wanted: Vec<Vec<u8>> = messages.iter().map(|message| message.id().as_bytes().to_vec()).collect();
        for disk in [&ours, &theirs] {
            let done = OwnRecords::read_list(&disk.open().expect("a store"), b"done", 0, usize::MAX);
            let done: Vec<Vec<u8>> = done.expect("there").into_iter().map(|(_, id)| id).collect();
            assert_eq!(done, wanted, "seed {seed}");
        }
    }
    assert!(full > 10 && crashes > 100, "{full} full, {crashes} crashes");
}

/// A disk in memory that can be full, fail, and lose its power.
#[derive(Debug, Default, Clone)]
struct Disk(Arc<Mutex<Platter>>);

#[derive(Debug, Default)]
struct Platter {
    /// What a reader sees.
    seen: Vec<u8>,
    /// What is there for certain.
    synced: Vec<u8>,
    /// What was written since.
    pending: Vec<(usize, Vec<u8>)>,
    /// Writes until the disk fails.
    budget: i64,
    full: bool,
}

impl Disk {
    fn open(&self) -> Option<RedbStore> {
        self.fail_after(i64::MAX, false);
        let database = Database::builder().set_cache_size(1 << 20).create_with_backend(self.clone()).ok()?;
        RedbStore::new(Arc::new(database)).ok()
    }

    fn fail_after(&self, writes: i64, full: bool) {
        let mut platter = self.0.lock().expect("no panic");
        (platter.budget, platter.full) = (writes, full);
    }

    fn failed(&self) -> bool {
        self.0.lock().expect("no panic").budget < 0
    }

    /// Of what was not synced any part is there: whole writes, halves of them, none, in any order.
    fn crash(&self, chance: &mut Chance) {
        let mut platter = self.0.lock().expect("no panic");
        let mut after = std::mem::take(&mut platter.synced);
        for (offset, bytes) in std::mem::take(&mut platter.pending) {
            let length = u64::try_from(bytes.len()).expect("short");
            let kept = match chance.below(3) {
                0 => 0,
                // Disks write sectors whole.
                1 => usize::try_from(chance.below(length + 1)).expect("short") / 512 * 512,
                _ => bytes.len(),
            };
            let end = offset + kept;
            if after.len() < end {
                after.resize(end, 0);
            }
            after[offset..end].copy_from_slice(&bytes[..kept]);
        }
        // A file that grew may have grown.
        if after.len() < platter.seen.len() {
            let length = platter.seen.len();
            after.resize(length, 0);
        }
        (platter.seen, platter.synced) = (after.clone(), after);
    }
}

impl Platter {
    fn spend(&mut self) -> Result<(), Error> {
        self.budget = self.budget.saturating_sub(1);
        match (self.budget < 0, self.full) {
            (false, _) => Ok(()),
            (true, true) => Err(Error::from(ErrorKind::StorageFull)),
            (true, false) => Err(Error::other("the disk fails")),
        }
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> Result<u64, Error> {
        Ok(self.0.lock().expect("no panic").seen.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), Error> {
        let platter = self.0.lock().expect("no panic");
        let offset = usize::try_from(offset).expect("small");
        let bytes = platter.seen.get(offset..offset + out.len()).ok_or(ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(bytes);
        Ok(())
    }

    fn set_len(&self, len: u64) -> Result<(), Error> {
        let mut platter = self.0.lock().expect("no panic");
        platter.spend()?;
        platter.seen.resize(usize::try_from(len).expect("small"), 0);
        Ok(())
    }

    fn sync_data(&self) -> Result<(), Error> {
        let platter = &mut *self.0.lock().expect("no panic");
        platter.spend()?;
        platter.synced.clone_from(&platter.seen);
        platter.pending.clear();
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<(), Error> {
        let mut platter = self.0.lock().expect("no panic");
        let offset = usize::try_from(offset).expect("small");
        let spent = platter.spend();
        // What fails may have written a part.
        let kept = if spent.is_ok() { data.len() } else { data.len() / 2 };
        if platter.seen.len() < offset + kept {
            platter.seen.resize(offset + kept, 0);
        }
        platter.seen[offset..offset + kept].copy_from_slice(&data[..kept]);
        platter.pending.push((offset, data[..kept].to_vec()));
        spent
    }
}

/// What a full disk says.
#[test]
fn a_full_disk_is_said_to_be_full() {
    let disk = Disk::default();
    let store = disk.open().expect("a store");
    disk.fail_after(0, true);
    let world = World::new();
    let outbox = Outbox::new(&store, OutboxPolicy::default());
    let queued = outbox.enqueue(&world.message(1), &OwnRecords::new(), now());
    assert_eq!(queued, Err(OutboxError::Store(StoreError::Full)));
    drop(store);
    // There is room again: opened anew, nothing was queued, and is now.
    let store = disk.open().expect("a store");
    let outbox = Outbox::new(&store, OutboxPolicy::default());
    assert_eq!(outbox.waiting(&register(), 9), Ok(vec![]));
    assert!(matches!(
        outbox.enqueue(&world.message(1), &OwnRecords::new(), now()),
        Ok(Enqueued::Queued { .. })
    ));
    assert!(
        store.get(&qujat::exchange::store::Key::new(&[b"floor"]).expect("a key")).expect("there").is_none()
    );
}
