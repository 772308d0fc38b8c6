//! The store on Redis against a real server, which these tests start: the contract's cases, a server killed in the middle, an
//! answer lost on its way. `cargo xtask test service` runs them.

// A test starts programs and panics where something is missing.
#![allow(clippy::disallowed_methods, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "support/race.rs"]
mod race;
#[path = "support/redis_server.rs"]
mod redis_server;

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use qujat::code::ShortCode;
use qujat::cose::{Algorithm, SoftwareSigner};
use qujat::grant::store::{
    AttemptKey, Ended, Quota, QuotaKey, RedisSettings, RedisStore, SlotKey, SlotValue, Slots, Spent, Store,
    StoreError, Taken, conformance,
};
use qujat::grant::{
    AskAnswer, Asked, CodeAlone, DocumentRef, Host, OpenRequest, Pepper, Peppers, Policy, PolicySettings,
    Refused, Registry, Service,
};
use qujat::id::{Bin, DocType, DocumentNumber, Iin, Party};
use race::{Outcome, at, fill, grant, names, wait_for};
use redis_server::RedisServer;

#[test]
fn the_contract_is_kept() {
    let server = RedisServer::start();
    let store = server.store();
    for salt in 0..2 {
        for case in conformance::CASES {
            assert_eq!(case.run(&store, salt), Ok(()), "{}", case.name);
        }
        for case in conformance::SLOT_CASES {
            assert_eq!(case.run(&store, salt), Ok(()), "{}", case.name);
        }
    }
}

/// 352/15, exactly once: sixty-four clients for each grant, and the server is killed and started again among them. Every grant
/// has one winner, who knows it.
#[test]
fn a_server_killed_in_the_middle_gives_no_view_twice_and_loses_none() {
    let server = RedisServer::start();
    let store = server.store();
    fill(&store, 0, 400);
    let outcome = race::race(&store, 0, 400, |begun| {
        for grants in [100, 250] {
            wait_for(begun, grants);
            server.kill();
            server.run();
        }
    });
    assert_eq!((outcome.double, outcome.lost), (0, 0), "{outcome:?}");
    assert!(outcome.asked_again > 0, "nobody noticed");
    // Nor later, under other names.
    for n in 0..400 {
        let (subject, id) = names(n);
        assert_eq!(store.redeem(&subject, &id, None, at(2)), Ok(Spent::Refused(Ended::Used)));
    }
    // Whoever won and asks again is told of the same view, nobody else of any.
    assert_eq!(race::race(&store, 0, 20, |_| ()), Outcome { double: 0, lost: 0, asked_again: 0 });
}

/// An answer that is lost after the view was spent is given again, by the store itself or to whoever asks again; without a
/// name nobody can tell, and nothing is given.
#[test]
fn a_lost_answer_is_known_again() {
    let server = RedisServer::start();
    fill(&server.store(), 0, 3);
    let losing = Losing::before(&server);
    let store = losing.store();
    let attempt = AttemptKey::from_bytes([1; 32]);
    // The server knows the scripts from here on, so that the next answer is a step's own.
    let (subject, id) = names(2);
    assert_eq!(store.redeem(&subject, &id, None, at(1)), Ok(Spent::View(1)));
    assert_eq!(store.take(&QuotaKey::from_bytes([8; 32]), Quota::new(1, 100), at(0)), Ok(Taken::Yes));
    let (subject, id) = names(0);
    losing.lose_next();
    assert_eq!(store.redeem(&subject, &id, Some(&attempt), at(1)), Ok(Spent::Again(1)));
    let (subject, id) = names(1);
    losing.lose_next();
    assert_eq!(store.redeem(&subject, &id, None, at(1)), Err(StoreError::Unavailable));
    assert_eq!(store.redeem(&subject, &id, None, at(1)), Ok(Spent::Refused(Ended::Used)));
    // A quota may have been taken: it is not taken again by itself.
    let key = QuotaKey::from_bytes([9; 32]);
    losing.lose_next();
    assert_eq!(store.take(&key, Quota::new(2, 100), at(0)), Err(StoreError::Unavailable));
    assert_eq!(store.take(&key, Quota::new(2, 100), at(0)), Ok(Taken::Yes));
    assert_eq!(store.take(&key, Quota::new(2, 100), at(0)), Ok(Taken::No { until: at(100) }));
}

/// What a stolen copy of the data says of whom: nothing. And the server forgets by itself.
#[test]
fn nothing_personal_lies_there_and_it_is_forgotten() {
    let server = RedisServer::start();
    let settings = RedisSettings { margin_seconds: 1, ..RedisSettings::default() };
    let secret = *b"of the records of these tests 01";
    let store = RedisStore::new(&server.address(), &secret, settings).expect("settings");
    let (subject, id) = names(0);
    store.insert(grant(0), 5, at(599)).expect("kept");
    assert_eq!(store.take(&QuotaKey::from_bytes([9; 32]), Quota::new(2, 1), at(0)), Ok(Taken::Yes));
    let value = SlotValue { bytes: b"a question to 000000000101", until: at(600) };
    assert_eq!(store.swap(&SlotKey::from_bytes([7; 32]), None, Some(value), at(599)), Ok(true));
    let mut connection =
        redis::Client::open(server.address()).expect("an address").get_connection().expect("there");
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query(&mut connection).expect("keys");
    assert_eq!(keys.len(), 4, "{keys:?}");
    let mut all = keys.concat().into_bytes();
    for key in &keys {
        all.extend(redis::cmd("DUMP").arg(key).query::<Vec<u8>>(&mut connection).expect("a value"));
    }
    for personal in ["000000000101", "045123789"] {
        assert!(!all.windows(personal.len()).any(|window| window == personal.as_bytes()), "{personal}");
    }
    // Under another secret it is no grant, and no error tells what it is.
    let other =
        RedisStore::new(&server.address(), b"of the records of these tests 02", RedisSettings::default());
    let unread = other.expect("settings").find(&id).expect_err("not read");
    assert_eq!(unread.to_string(), "the grant store answered out of order: a record that cannot be read");
    assert!(store.find(&id).expect("there").is_some());
    thread::sleep(Duration::from_millis(2_500));
    assert_eq!(store.find(&id), Ok(None));
    assert_eq!(store.redeem(&subject, &id, None, at(599)), Ok(Spent::Refused(Ended::Unknown)));
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query(&mut connection).expect("keys");
    assert_eq!(keys, Vec::<String>::new());
}

/// A cluster refuses a step that touches keys of two slots; this one of a single node has them all.
#[test]
fn each_step_keeps_to_one_slot() {
    let server = RedisServer::start_cluster();
    for case in conformance::CASES {
        assert_eq!(case.run(&server.store(), 1), Ok(()), "{}", case.name);
    }
    for case in conformance::SLOT_CASES {
        assert_eq!(case.run(&server.store(), 1), Ok(()), "{}", case.name);
    }
}

/// 352/10, 352/15: two machines on one server act as one registry.
#[test]
fn two_registries_on_one_server_act_as_one() {
    let server = RedisServer::start();
    let machine = || {
        let signer = SoftwareSigner::from_secret(Algorithm::EdDsa, &[1; 32]).expect("a seed");
        let key = signer.public_key();
        let service = Service::new(Host::parse("id.example.kz").expect("a host"), "/open", signer, key);
        let secret = |of: u8| core::array::from_fn(|at| of ^ at.to_le_bytes()[0]);
        let peppers =
            Peppers::new(&secret(1), Pepper::new(1, &secret(2)).expect("a pepper")).expect("peppers");
        let settings = PolicySettings { code_alone: Some(CodeAlone::default()), ..PolicySettings::default() };
        let policy = Policy::new(settings).expect("a policy");
        Registry::new(server.store(), service.expect("a service"), policy, peppers)
    };
    let (first, second) = (machine(), machine());
    let subject = Iin::parse("000000000101").expect("an IIN");
    let viewer = (0..10).find_map(|digit| Iin::parse(&format!("00000000021{digit}")).ok()).expect("an IIN");
    let viewer = Party::Person(viewer);
    let clerk = Party::System(Bin::parse("160440007161").expect("a BIN"));
    let number = DocumentNumber::parse("045123789").expect("a number");
    let request = OpenRequest::new(vec![DocumentRef { doc_type: DocType::IDENTITY_CARD, number }]);
    let mut at_random = 0_u32;
    let mut random = |out: &mut [u8]| {
        at_random += 1;
        out.iter_mut()
            .zip((at_random * 7_919).to_le_bytes().into_iter().cycle())
            .for_each(|(to, from)| *to = from);
        Ok(())
    };
    let open = first.open(&Party::Person(subject), request.clone(), at(0), &mut random).expect("opened");
    let redeemed = second.redeem_code(&clerk, &subject, open.code(), None, at(1)).expect("there").granted();
    assert_eq!(redeemed.expect("a view").documents()[0], request.documents[0].document);

    // Digits without an IIN: opened on one machine, asked on the other, answered on the first, redeemed on the second.
    let owner = Party::Person(subject);
    let open = first.open_to_code_alone(&owner, request.clone(), at(1), &mut random).expect("opened");
    let Asked::Waiting { id, .. } = second.ask(&clerk, open.code(), at(2), &mut random).expect("there")
    else {
        panic!("refused")
    };
    assert_eq!(second.redeem_ask(&clerk, &id, None, at(2)).expect("there").granted(), Err(Refused::NotOpen));
    let waiting = first.asks(&owner, at(3)).expect("there");
    assert_eq!(waiting.iter().map(|ask| (ask.id(), ask.viewer())).collect::<Vec<_>>(), [(&id, &clerk)]);
    assert_eq!(first.answer(&owner, &id, AskAnswer::Show, at(3)), Ok(true));
    assert!(second.redeem_ask(&clerk, &id, None, at(4)).expect("there").granted().is_ok());
    assert_eq!(first.redeem_ask(&clerk, &id, None, at(4)).expect("there").granted(), Err(Refused::NotOpen));
    let again = first.redeem_token(&clerk, open.token(), None, at(2)).expect("there").granted();
    assert_eq!(again.expect_err("used"), Refused::NotOpen);
    let open = first.open(&Party::Person(subject), request, at(3), &mut random).expect("opened");
    let anew = second.reissue(&Party::Person(subject), open.id(), at(4), &mut random).expect("made anew");
    let old = first.redeem_token(&clerk, open.token(), None, at(5)).expect("there").granted();
    assert_eq!(old.expect_err("replaced"), Refused::NotOpen);
    assert_eq!(first.live(&Party::Person(subject), at(5)).expect("there").len(), 1);
    assert_eq!(first.close(&Party::Person(subject), anew.id(), at(6)), Ok(true));
    assert_eq!(second.live(&Party::Person(subject), at(6)).expect("there").len(), 0);
    // Tries of one viewer are counted together.
    let wrong = ShortCode::parse("000000").expect("six digits");
    for n in 0..3 {
        let registry = if n == 1 { &second } else { &first };
        let answer = registry.redeem_code(&viewer, &subject, &wrong, None, at(10)).expect("there").granted();
        assert_eq!(answer.expect_err("wrong"), Refused::NotOpen);
    }
    let answer = second.redeem_code(&viewer, &subject, &wrong, None, at(10)).expect("there").granted();
    assert_eq!(answer.expect_err("too quick"), Refused::TryLater { after_seconds: 30 });
}

/// A go-between that can lose the server's next answer: the question arrives, the connection breaks.
struct Losing {
    address: String,
    lose: Arc<AtomicBool>,
}

impl Losing {
    fn before(server: &RedisServer) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let address = format!("redis://{}/", listener.local_addr().expect("its address"));
        let lose = Arc::new(AtomicBool::new(false));
        let (losing, target) = (Arc::clone(&lose), server.address());
        let target = target.trim_start_matches("redis://").trim_end_matches('/').to_owned();
        thread::spawn(move || {
            for client in listener.incoming() {
                let client = client.expect("a client");
                let server = TcpStream::connect(&target).expect("the server");
                let (mut up, mut to) =
                    (client.try_clone().expect("a handle"), server.try_clone().expect("a handle"));
                thread::spawn(move || std::io::copy(&mut up, &mut to));
                let losing = Arc::clone(&losing);
                thread::spawn(move || answers(server, client, &losing));
            }
        });
        Self { address, lose }
    }

    fn lose_next(&self) {
        self.lose.store(true, Ordering::SeqCst);
    }

    fn store(&self) -> RedisStore {
        let secret = *b"of the records of these tests 01";
        RedisStore::new(&self.address, &secret, RedisSettings::default()).expect("settings")
    }
}

/// Passes answers on, but for the one to be lost.
fn answers(mut server: TcpStream, mut client: TcpStream, lose: &AtomicBool) {
    let mut buffer = [0; 4096];
    while let Ok(length @ 1..) = server.read(&mut buffer) {
        if lose.swap(false, Ordering::SeqCst) || client.write_all(&buffer[..length]).is_err() {
            let _ = client.shutdown(Shutdown::Both);
            return;
        }
    }
}
