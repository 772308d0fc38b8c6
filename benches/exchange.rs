//! What the queue of messages promises in numbers: `cargo xtask figures` asks for each by its name. Writes databases into the folder
//! for what is temporary, and kills processes of its own.
// A bench prints, reads the clock, starts programs, and has nothing to measure where it cannot set up.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "../tests/support/exchange_killed.rs"]
mod exchange_killed;
#[path = "../tests/support/exchange_world.rs"]
mod exchange_world;

use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use exchange_killed::Outcomes;
use exchange_world::{Chance, World, now};
use qujat::exchange::store::{OwnRecords, RedbStore};
use qujat::exchange::{Outbox, OutboxPolicy, Outcome, Receipt, ReceiptAnswer, SignedMessage};
use redb::{Database, TableDefinition};

/// Name, unit, and how it is measured.
type Figure = (&'static str, &'static str, fn() -> f64);

fn main() {
    if exchange_killed::child() {
        return;
    }
    let figures: [Figure; 4] = [
        ("outbox_msgs_per_s", "1/s", || f64::from(MESSAGES) / queueing().0.as_secs_f64()),
        ("outbox_vs_raw_db", "ratio", || {
            let (queue, raw) = queueing();
            raw.as_secs_f64() / queue.as_secs_f64()
        }),
        ("outbox_lost", "messages", || count(killed().lost)),
        ("outbox_duplicated_effects", "messages", || count(killed().doubled)),
    ];
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    for (name, unit, measure) in figures {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            println!("{name} {:.3} {unit}", measure());
        }
    }
}

/// As many messages as bare inserts of the same bytes into the same kind of database, each on the disk by a commit of its own before
/// the next; the messages then go out in turns and are settled. Medians of samples that alternate.
fn queueing() -> (Duration, Duration) {
    static MEASURED: OnceLock<(Duration, Duration)> = OnceLock::new();
    *MEASURED.get_or_init(|| {
        let world = World::new();
        let messages: Vec<SignedMessage> = (1..=MESSAGES).map(|n| world.message(n)).collect();
        let (mut queue, mut raw) = (Vec::new(), Vec::new());
        for _ in 0..SAMPLES {
            queue.push(through_the_queue(&messages));
            raw.push(bare(&messages));
        }
        queue.sort_unstable();
        raw.sort_unstable();
        let both = (queue[SAMPLES / 2], raw[SAMPLES / 2]);
        eprintln!("{MESSAGES} messages: queued and sent in {:?}, bare inserts in {:?}", both.0, both.1);
        both
    })
}

fn through_the_queue(messages: &[SignedMessage]) -> Duration {
    let (path, database) = database("queue");
    let store = RedbStore::new(Arc::new(database)).expect("a store");
    let outbox = Outbox::new(&store, OutboxPolicy::default());
    let mut chance = Chance(1);
    let mut random = |out: &mut [u8]| chance.fill(out);
    let begun = Instant::now();
    for message in messages {
        outbox.enqueue(message, &OwnRecords::new(), now()).expect("queued");
    }
    let mut sent = 0;
    while let Some(turn) = outbox.turn(now(), &mut random).expect("there") {
        let outcomes = turn.send(|item| {
            sent += 1;
            let answer = ReceiptAnswer::Taken;
            Outcome::Answered(Receipt { message: *item.id(), digest: *item.digest(), answer })
        });
        outbox.settle(turn, &outcomes, now(), &mut random).expect("there");
    }
    let taken = begun.elapsed();
    assert_eq!(sent, messages.len());
    drop(store);
    let _ = std::fs::remove_file(path);
    taken
}

fn bare(messages: &[SignedMessage]) -> Duration {
    const TABLE: TableDefinition<'static, u64, &[u8]> = TableDefinition::new("bare");
    let (path, database) = database("bare");
    let begun = Instant::now();
    for (n, message) in (1..).zip(messages) {
        let transaction = database.begin_write().expect("a transaction");
        transaction.open_table(TABLE).expect("a table").insert(n, message.as_bytes()).expect("written");
        transaction.commit().expect("committed");
    }
    let taken = begun.elapsed();
    drop(database);
    let _ = std::fs::remove_file(path);
    taken
}

fn database(name: &str) -> (PathBuf, Database) {
    let path = std::env::temp_dir().join(format!("qujat-bench-{}-{name}.redb", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let database = Database::create(&path).expect("a database");
    (path, database)
}

/// Ten thousand messages between processes that are killed.
fn killed() -> &'static Outcomes {
    static RUN: OnceLock<Outcomes> = OnceLock::new();
    RUN.get_or_init(|| {
        let this = std::env::current_exe().expect("this program");
        let outcomes = exchange_killed::run(|| Command::new(&this), 10_000, Duration::from_millis(400));
        eprintln!("10,000 messages between processes that were killed: {outcomes:?}");
        assert!(outcomes.kills > 5, "nobody was killed");
        assert!(outcomes.in_order, "out of order");
        outcomes
    })
}

fn count(found: usize) -> f64 {
    f64::from(u32::try_from(found).expect("few"))
}

const MESSAGES: u32 = 1_000;
const SAMPLES: usize = 5;
