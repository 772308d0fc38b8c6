//! A sender and a receiver, each a process with a database of its own, killed again and again while they work.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use qujat::exchange::store::{OwnRecords, RedbStore};
use qujat::exchange::{Effect, Form, Inbox, InboxPolicy, Outbox, OutboxPolicy, Outcome, Receipt};
use redb::Database;

use crate::exchange_world::{Chance, World, now, register};

/// What came of it.
#[derive(Debug)]
pub(crate) struct Outcomes {
    /// Messages whose effect is not there.
    pub(crate) lost: usize,
    /// Effects that are there more than once.
    pub(crate) doubled: usize,
    /// Whether the effects are there in the order in which messages were queued.
    pub(crate) in_order: bool,
    /// How often a process was killed.
    pub(crate) kills: usize,
}

/// Lets `total` messages be sent by processes that `child` starts, and kills one of them about every `every`.
pub(crate) fn run(child: impl Fn() -> Command, total: u32, every: Duration) -> Outcomes {
    let folder = std::env::temp_dir().join(format!("qujat-exchange-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    let start = |role: &str| -> Child {
        let mut command = child();
        command.env(ROLE, role).env(FOLDER, &folder).env(TOTAL, total.to_string());
        command.stdout(Stdio::null()).spawn().expect("started")
    };
    let mut chance = Chance(5);
    let (mut sender, mut receiver) = (start("sender"), start("receiver"));
    let mut kills = 0;
    let begun = Instant::now();
    let status = loop {
        let pause = every / 4
            + Duration::from_millis(chance.below(u64::try_from(every.as_millis()).expect("short") * 3 / 2));
        let until = Instant::now() + pause;
        let mut ended = None;
        while ended.is_none() && Instant::now() < until {
            thread::sleep(Duration::from_millis(2));
            ended = sender.try_wait().expect("a state");
        }
        if let Some(status) = ended {
            break status;
        }
        assert!(begun.elapsed() < Duration::from_mins(5), "it does not come to an end");
        if kills == MOST_KILLS {
            continue;
        }
        let (role, victim) =
            if chance.below(2) == 0 { ("sender", &mut sender) } else { ("receiver", &mut receiver) };
        // SIGKILL: whatever it was doing.
        victim.kill().expect("killed");
        victim.wait().expect("gone");
        kills += 1;
        *victim = start(role);
    };
    receiver.kill().expect("killed");
    receiver.wait().expect("gone");
    assert!(status.success(), "the sender failed: {status}");
    let effects = records(&open(&folder.join("receiver.redb")));
    let sent = records(&open(&folder.join("sender.redb")));
    let wanted: Vec<u32> = (1..=total).collect();
    assert_eq!(sent, wanted, "the sender's own records");
    let mut times = vec![0_usize; total as usize + 1];
    for n in &effects {
        times[*n as usize] += 1;
    }
    let _ = std::fs::remove_dir_all(&folder);
    Outcomes {
        lost: times[1..].iter().filter(|times| **times == 0).count(),
        doubled: times.iter().filter(|times| **times > 1).count(),
        in_order: effects.is_sorted(),
        kills,
    }
}

/// Does a child's part, where this process is one.
pub(crate) fn child() -> bool {
    let (Ok(role), Ok(folder), Ok(total)) =
        (std::env::var(ROLE), std::env::var(FOLDER), std::env::var(TOTAL))
    else {
        return false;
    };
    let folder = PathBuf::from(folder);
    match role.as_str() {
        "sender" => send(&folder, total.parse().expect("a number")),
        _ => receive(&folder),
    }
    true
}

fn send(folder: &Path, total: u32) {
    let world = World::new();
    let store = open(&folder.join("sender.redb"));
    let policy = OutboxPolicy { turn: 64, ..OutboxPolicy::default() };
    let outbox = Outbox::new(&store, policy);
    let mut chance = Chance(u64::from(std::process::id()));
    // What was queued before this process was there, it reads from its own records.
    let mut queued = u32::try_from(records(&store).len()).expect("few");
    // A clock that runs faster than the wall's, so that waits are short.
    let mut clock = now();
    let mut link: Option<TcpStream> = None;
    loop {
        if queued < total {
            let many = u32::try_from(chance.below(40)).expect("few") + 1;
            let until = total.min(queued + many);
            let messages: Vec<_> = (queued + 1..=until).map(|n| world.message(n)).collect();
            let mut own = OwnRecords::new();
            (queued + 1..=until).for_each(|n| own.append(LIST, &n.to_be_bytes()).expect("small"));
            outbox.enqueue_all(&messages, &own, clock).expect("queued");
            queued = until;
        }
        clock = clock.plus(30);
        let turn = outbox.turn(clock, &mut |out: &mut [u8]| chance.fill(out)).expect("there");
        let Some(turn) = turn else {
            if queued == total && outbox.waiting(&register(), 1).expect("there").is_empty() {
                assert!(outbox.aside(1).expect("there").is_empty(), "something was set aside");
                return;
            }
            continue;
        };
        let outcomes = turn.send(|item| {
            let answer = deliver(&mut link, folder, item.as_bytes());
            answer.map_or(Outcome::LinkFailed, |bytes| {
                Receipt::from_bytes(&bytes, Form::Cbor).map_or(Outcome::Busy, Outcome::Answered)
            })
        });
        if outcomes.contains(&Outcome::LinkFailed) {
            link = None;
            thread::sleep(Duration::from_millis(5));
        }
        outbox.settle(turn, &outcomes, clock, &mut |out: &mut [u8]| chance.fill(out)).expect("there");
    }
}

fn deliver(link: &mut Option<TcpStream>, folder: &Path, bytes: &[u8]) -> Option<Vec<u8>> {
    if link.is_none() {
        let port: u16 = std::fs::read_to_string(folder.join("port")).ok()?.parse().ok()?;
        let stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
        stream.set_nodelay(true).ok()?;
        *link = Some(stream);
    }
    let stream = link.as_mut()?;
    write(stream, bytes).and_then(|()| read(stream)).ok()
}

fn receive(folder: &Path) {
    let world = World::new();
    let store = open(&folder.join("receiver.redb"));
    let inbox = Inbox::new(&store, InboxPolicy::default());
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = listener.local_addr().expect("its address").port().to_string();
    std::fs::write(folder.join("port.new"), port).expect("written");
    std::fs::rename(folder.join("port.new"), folder.join("port")).expect("in its place");
    for stream in listener.incoming() {
        let mut stream = stream.expect("a sender");
        let _ = stream.set_nodelay(true);
        while let Ok(bytes) = read(&mut stream) {
            let received = world.open(&bytes, Form::Cbor).expect("a message of ours");
            let id = received.message().id.as_bytes()[12..].to_vec();
            let mut own = OwnRecords::new();
            own.append(LIST, &id).expect("small");
            let taken = inbox.accept(&received, Effect { own: Some(&own), send: &[] }, now()).expect("there");
            let receipt = taken.receipt().to_bytes(Form::Cbor).expect("written");
            if write(&mut stream, &receipt).is_err() {
                break;
            }
        }
    }
}

fn write(stream: &mut TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    let length = u32::try_from(bytes.len()).expect("short").to_be_bytes();
    stream.write_all(&[&length, bytes].concat())
}

fn read(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let mut bytes = vec![0; u32::from_be_bytes(length) as usize];
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn open(path: &Path) -> RedbStore {
    RedbStore::new(Arc::new(Database::create(path).expect("a database"))).expect("a store")
}

/// The numbers in a system's own records, in their order.
fn records(store: &RedbStore) -> Vec<u32> {
    let records = OwnRecords::read_list(store, LIST, 0, usize::MAX).expect("there");
    records.iter().map(|(_, n)| u32::from_be_bytes(n.as_slice().try_into().expect("four bytes"))).collect()
}

/// Then they are left alone, so that it comes to an end on a slow machine too.
const MOST_KILLS: usize = 60;
const LIST: &[u8] = b"done";
const ROLE: &str = "QUJAT_EXCHANGE_ROLE";
const FOLDER: &str = "QUJAT_EXCHANGE_FOLDER";
const TOTAL: &str = "QUJAT_EXCHANGE_TOTAL";
