//! The queue on Redis against a real server, which these tests start: the contract's cases, a cluster, a server killed among machines.
//! `cargo xtask test service` runs them.

// A test starts programs and panics where something is missing.
#![allow(clippy::disallowed_methods, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "support/exchange_world.rs"]
mod exchange_world;
#[path = "support/redis_server.rs"]
mod redis_server;

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use exchange_world::{Chance, World, now, register};
use qujat::exchange::store::{OwnRecords, RedisMessages, RedisMessagesSettings, conformance};
use qujat::exchange::{Effect, Inbox, InboxPolicy, Outbox, OutboxPolicy, Outcome};
use redis_server::RedisServer;

fn store(server: &RedisServer, prefix: &str) -> RedisMessages {
    let settings = RedisMessagesSettings { prefix: prefix.to_owned(), ..RedisMessagesSettings::default() };
    RedisMessages::new(&server.address(), settings).expect("settings")
}

#[test]
fn the_contract_is_kept() {
    let server = RedisServer::start();
    for salt in 0..2 {
        for case in conformance::CASES {
            assert_eq!(case.run(&store(&server, "contract"), salt), Ok(()), "{}", case.name);
        }
    }
}

/// A cluster refuses a step that touches keys of two slots; this one of a single node has them all.
#[test]
fn each_step_keeps_to_one_slot() {
    let server = RedisServer::start_cluster();
    for case in conformance::CASES {
        assert_eq!(case.run(&store(&server, "contract"), 1), Ok(()), "{}", case.name);
    }
}

/// 1277/9: machines that queue and send at a time, on a server that is killed and started again among them: none lost, none acted on
/// twice.
#[test]
fn a_server_killed_among_machines_loses_nothing() {
    const MESSAGES: u32 = 400;
    let server = RedisServer::start();
    let world = World::new();
    let (next, over) = (AtomicU32::new(1), AtomicBool::new(false));
    let policy = OutboxPolicy { turn: 16, busy_tries: u32::MAX, ..OutboxPolicy::default() };
    thread::scope(|scope| {
        // Machines that queue: each message with a record, asked again until the answer is there.
        for _ in 0..3 {
            scope.spawn(|| {
                let ours = store(&server, "ours");
                let outbox = Outbox::new(&ours, policy);
                loop {
                    let n = next.fetch_add(1, Ordering::SeqCst);
                    if n > MESSAGES {
                        break;
                    }
                    let mut own = OwnRecords::new();
                    own.append(b"done", &n.to_be_bytes()).expect("small");
                    while outbox.enqueue(&world.message(n), &own, now()).is_err() {
                        thread::sleep(Duration::from_millis(2));
                    }
                }
            });
        }
        // Machines that send, by clocks that run fast.
        for machine in 0..2 {
            let (server, world, over) = (&server, &world, &over);
            scope.spawn(move || {
                let (ours, theirs) = (store(server, "ours"), store(server, "theirs"));
                let outbox = Outbox::new(&ours, policy);
                let inbox = Inbox::new(&theirs, InboxPolicy::default());
                let mut chance = Chance(machine);
                let mut clock = now();
                while !over.load(Ordering::SeqCst) {
                    clock = clock.plus(40);
                    let mut random = |out: &mut [u8]| chance.fill(out);
                    let Ok(Some(turn)) = outbox.turn(clock, &mut random) else {
                        thread::sleep(Duration::from_millis(1));
                        continue;
                    };
                    let outcomes = turn.send(|item| {
                        let received = world.open(item.as_bytes(), item.form()).expect("ours");
                        let mut own = OwnRecords::new();
                        own.append(b"done", &item.id().as_bytes()[12..]).expect("small");
                        let taken = inbox.accept(&received, Effect { own: Some(&own), send: &[] }, now());
                        taken.map_or(Outcome::LinkFailed, |taken| Outcome::Answered(taken.receipt().clone()))
                    });
                    let _ = outbox.settle(turn, &outcomes, clock, &mut random);
                }
            });
        }
        let ours = store(&server, "ours");
        let mut kills = 0;
        let mut waited = 0;
        loop {
            thread::sleep(Duration::from_millis(150));
            waited += 1;
            assert!(waited < 600, "it does not come to an end");
            let waiting = Outbox::new(&ours, policy).waiting(&register(), 1);
            if next.load(Ordering::SeqCst) > MESSAGES + 2 && waiting.is_ok_and(|all| all.is_empty()) {
                break;
            }
            if kills < 4 {
                server.kill();
                server.run();
                kills += 1;
            }
        }
        over.store(true, Ordering::SeqCst);
        assert!(kills > 0, "nobody was killed");
    });
    let done = |prefix: &str| {
        let store = store(&server, prefix);
        let records = OwnRecords::read_list(&store, b"done", 0, 10_000).expect("there");
        records.into_iter().map(|(_, n)| n).collect::<Vec<_>>()
    };
    // In the order in which the server queued them; each once.
    let (ours, theirs) = (done("ours"), done("theirs"));
    assert_eq!(ours, theirs);
    let mut sorted = theirs;
    sorted.sort();
    assert_eq!(sorted, (1..=MESSAGES).map(|n| n.to_be_bytes().to_vec()).collect::<Vec<_>>());
}
