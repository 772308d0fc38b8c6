//! What the grant store promises in numbers: `cargo xtask figures` asks for each by its name. Starts Redis servers of its own.
// A bench prints, reads the clock, starts programs, and has nothing to measure where it cannot set up.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "../tests/support/race.rs"]
mod race;
#[path = "../tests/support/redis_server.rs"]
mod redis_server;

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::hint::black_box;
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use qujat::grant::store::{MemoryStore, Spent, Store};
use race::{CLIENTS, Outcome, at, fill, names, wait_for};
use redis_server::RedisServer;

/// Name, unit, and how it is measured.
type Figure = (&'static str, &'static str, fn() -> f64);

fn main() {
    let figures: [Figure; 6] = [
        ("redeem_per_s_memory", "1/s", || per_second(GRANTS_IN_MEMORY, in_memory().0)),
        ("redeem_vs_hashmap", "ratio", || {
            let (redeem, update) = in_memory();
            redeem.as_secs_f64() / update.as_secs_f64()
        }),
        ("redeem_per_s_redis", "1/s", || per_second(GRANTS_ON_REDIS, on_redis().0)),
        ("redeem_vs_redis_ping", "ratio", || {
            let (redeem, ping) = on_redis();
            redeem.as_secs_f64() / ping.as_secs_f64()
        }),
        ("double_redemptions", "grants", || summed(|outcome| outcome.double)),
        ("lost_redemptions", "grants", || summed(|outcome| outcome.lost)),
    ];
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    for (name, unit, measure) in figures {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            println!("{name} {:.3} {unit}", measure());
        }
    }
}

/// Redeeming each of many grants once, and changing each entry of a bare map of as many: medians of samples that alternate,
/// on every core.
fn in_memory() -> (Duration, Duration) {
    static MEASURED: OnceLock<(Duration, Duration)> = OnceLock::new();
    *MEASURED.get_or_init(|| {
        let keys: Vec<_> = (0..GRANTS_IN_MEMORY).map(names).collect();
        let (mut redeeming, mut updating) = (Vec::new(), Vec::new());
        for _ in 0..SAMPLES {
            let store = MemoryStore::default();
            fill(&store, 0, GRANTS_IN_MEMORY);
            redeeming.push(timed(&keys, cores(), |(subject, id)| {
                assert_eq!(store.redeem(subject, id, None, at(1)), Ok(Spent::View(1)));
            }));
            drop(store);
            let map = Bare::new();
            for (_, id) in &keys {
                map.update(id.as_bytes(), 1);
            }
            updating.push(timed(&keys, cores(), |(_, id)| map.update(black_box(id.as_bytes()), 2)));
        }
        let both = (median(redeeming), median(updating));
        eprintln!(
            "{GRANTS_IN_MEMORY} grants on {} cores: redeemed in {:?}, a bare map changed in {:?}",
            cores(),
            both.0,
            both.1
        );
        both
    })
}

/// The same on a Redis that syncs every write to the disk, and as many PINGs over as many connections.
fn on_redis() -> (Duration, Duration) {
    static MEASURED: OnceLock<(Duration, Duration)> = OnceLock::new();
    *MEASURED.get_or_init(|| {
        let server = RedisServer::start();
        let store = server.store();
        let (mut redeeming, mut pinging) = (Vec::new(), Vec::new());
        for sample in 0..SAMPLES as u64 {
            let (from, until) = (sample * GRANTS_ON_REDIS, (sample + 1) * GRANTS_ON_REDIS);
            fill(&store, from, until);
            let keys: Vec<_> = (from..until).map(names).collect();
            redeeming.push(timed(&keys, CLIENTS, |(subject, id)| {
                assert_eq!(store.redeem(subject, id, None, at(1)), Ok(Spent::View(1)));
            }));
            pinging.push(timed(&keys, CLIENTS, |_| store.ping().expect("it answers")));
        }
        let both = (median(redeeming), median(pinging));
        eprintln!(
            "{GRANTS_ON_REDIS} grants over {CLIENTS} connections: redeemed in {:?}, pinged in {:?}",
            both.0, both.1
        );
        both
    })
}

/// Races in memory, on Redis, and on Redis killed and started again in the middle.
fn races() -> &'static [Outcome; 3] {
    static RUN: OnceLock<[Outcome; 3]> = OnceLock::new();
    RUN.get_or_init(|| {
        let run = |what: &str, store: &(dyn Store + Sync), disturb: &(dyn Fn(usize) + Sync)| {
            fill(store, 0, RACES);
            let start = Instant::now();
            let outcome = race::race(store, 0, RACES, |begun| {
                for part in 1..4 {
                    let grants = usize::try_from(RACES).expect("few") / 4 * part;
                    wait_for(begun, grants);
                    disturb(grants);
                }
            });
            eprintln!(
                "{what}: {CLIENTS} clients for each of {RACES} grants: {outcome:?} in {:?}",
                start.elapsed()
            );
            outcome
        };
        let memory = run("in memory", &MemoryStore::default(), &|_| ());
        let server = RedisServer::start();
        let calm = run("on Redis", &server.store(), &|_| ());
        drop(server);
        let server = RedisServer::start();
        let killed = run("on Redis, killed three times", &server.store(), &|_| {
            server.kill();
            server.run();
        });
        assert!(killed.asked_again > 0, "nobody noticed that the server was killed");
        [memory, calm, killed]
    })
}

/// One count of all three races.
fn summed(count: fn(&Outcome) -> usize) -> f64 {
    races().iter().map(|outcome| f64::from(u32::try_from(count(outcome)).expect("few"))).sum()
}

/// How long `step` takes for all keys, shared out to so many threads.
fn timed<K: Sync>(keys: &[K], threads: usize, step: impl Fn(&K) + Sync) -> Duration {
    let start = Instant::now();
    thread::scope(|scope| {
        for share in keys.chunks(keys.len().div_ceil(threads)) {
            let step = &step;
            scope.spawn(move || share.iter().for_each(step));
        }
    });
    start.elapsed()
}

fn median(mut samples: Vec<Duration>) -> Duration {
    samples.sort_unstable();
    samples[samples.len() / 2]
}

#[allow(clippy::cast_precision_loss, reason = "a few hundred thousand")]
fn per_second(count: u64, taken: Duration) -> f64 {
    count as f64 / taken.as_secs_f64()
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, Into::into)
}

/// What is compared with: maps under locks, as many and with the same hash as the store's own.
struct Bare(Vec<Mutex<BareMap>>);

type BareMap = HashMap<[u8; 16], u64, BuildHasherDefault<Head>>;

impl Bare {
    fn new() -> Self {
        Self((0..64).map(|_| Mutex::default()).collect())
    }

    fn update(&self, key: &[u8; 16], value: u64) {
        self.0[usize::from(key[15]) % 64].lock().expect("no panic").insert(*key, value);
    }
}

#[derive(Default)]
struct Head(u64);

impl Hasher for Head {
    fn write(&mut self, bytes: &[u8]) {
        self.0 ^= bytes.first_chunk().map_or(0, |head| u64::from_le_bytes(*head));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

const GRANTS_IN_MEMORY: u64 = 200_000;
const GRANTS_ON_REDIS: u64 = 20_000;
const RACES: u64 = 10_000;
const SAMPLES: usize = 5;
