use std::sync::{Arc, Barrier};
use std::thread;

use proptest::prelude::*;

use super::super::Store;
use super::*;
use crate::grant::{Audience, DocumentRef, Grant};
use crate::id::{DocType, DocumentNumber, Iin};
use crate::time::Validity;

fn at(unix: i64) -> Timestamp {
    Timestamp::from_unix(unix).expect("a time")
}

fn id(of: u8) -> GrantId {
    GrantId::from_bytes(&[of; 16]).expect("an id")
}

fn code(of: u8) -> Vec<CodeMac> {
    vec![CodeMac::new(1, [of; 32])]
}

const SUBJECT: SubjectKey = SubjectKey::from_bytes([7; 32]);
const NOBODY: SubjectKey = SubjectKey::from_bytes([8; 32]);
const VIEWER: QuotaKey = QuotaKey::from_bytes([9; 32]);

/// A grant of `SUBJECT` from second 1000 until second 1180, its id and its code made of `of`.
fn grant(of: u8, views: u8) -> NewGrant {
    let document = DocumentRef {
        doc_type: DocType::IDENTITY_CARD,
        number: DocumentNumber::parse("1").expect("a number"),
    };
    let grant = Grant {
        id: id(of),
        subject: Iin::parse("000000000101").expect("an IIN"),
        documents: vec![document],
        audience: Audience::AnyoneAuthenticated,
        validity: Validity::new(at(1000), at(1180)).expect("a window"),
        views,
    };
    NewGrant { grant, subject: SUBJECT, codes: code(of) }
}

fn store_with(of: u8, views: u8) -> MemoryStore {
    let store = MemoryStore::default();
    assert_eq!(store.insert(grant(of, views), 5, at(1000)), Ok(Insertion::Inserted));
    store
}

/// Runs `step` on 64 threads that start together.
fn race<T: Send>(step: impl Fn(u8) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(64);
    thread::scope(|scope| {
        let run = |n| {
            let (barrier, step) = (&barrier, &step);
            scope.spawn(move || {
                barrier.wait();
                step(n)
            })
        };
        let threads: Vec<_> = (0..64).map(run).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    })
}

#[test]
fn an_id_and_a_code_are_kept_once() {
    let store = store_with(1, 1);
    let other_code = NewGrant { codes: code(2), ..grant(1, 1) };
    assert_eq!(store.insert(other_code, 5, at(1000)), Ok(Insertion::IdTaken));
    let same_code = NewGrant { codes: code(1), ..grant(2, 1) };
    assert_eq!(store.insert(same_code.clone(), 5, at(1000)), Ok(Insertion::CodeTaken));
    // The same MAC among others, as in a change of pepper.
    let mut codes = vec![CodeMac::new(2, [1; 32])];
    assert_eq!(
        store.insert(NewGrant { codes: codes.clone(), ..grant(3, 1) }, 5, at(1000)),
        Ok(Insertion::Inserted)
    );
    codes = vec![CodeMac::new(3, [0; 32]), CodeMac::new(1, [1; 32])];
    assert_eq!(store.insert(NewGrant { codes, ..grant(4, 1) }, 5, at(1000)), Ok(Insertion::CodeTaken));
    // Another subject may have it.
    assert_eq!(
        store.insert(NewGrant { subject: NOBODY, ..same_code.clone() }, 5, at(1000)),
        Ok(Insertion::Inserted)
    );
    // Free again when its grant is closed.
    assert_eq!(store.close(&SUBJECT, &id(1), at(1000)), Ok(true));
    let reused = NewGrant { codes: code(1), ..grant(5, 1) };
    assert_eq!(store.insert(reused, 5, at(1000)), Ok(Insertion::Inserted));
}

#[test]
fn so_many_live_grants_and_no_more() {
    let store = MemoryStore::default();
    for of in 1..=3 {
        assert_eq!(store.insert(grant(of, 1), 3, at(1000)), Ok(Insertion::Inserted));
    }
    assert_eq!(store.insert(grant(4, 1), 3, at(1000)), Ok(Insertion::TooManyLive));
    // One used up makes room, one expired as well.
    assert_eq!(store.redeem(&id(2), at(1000)), Ok(Spent::View(1)));
    assert_eq!(store.insert(grant(4, 1), 3, at(1000)), Ok(Insertion::Inserted));
    assert_eq!(store.insert(grant(5, 1), 3, at(1179)), Ok(Insertion::TooManyLive));
    assert_eq!(store.insert(grant(5, 1), 3, at(1180)), Ok(Insertion::Inserted));
}

/// 352/15: temporary; at exactly the expiry it is over, and a clock that goes back revives nothing.
#[test]
fn the_dead_stay_dead() {
    let store = store_with(1, 5);
    assert_eq!(store.redeem(&id(1), at(999)), Ok(Spent::Refused(Ended::NotYet)));
    assert_eq!(store.redeem(&id(1), at(1000)), Ok(Spent::View(1)));
    assert_eq!(store.redeem(&id(1), at(1179)), Ok(Spent::View(2)));
    assert_eq!(store.redeem(&id(1), at(1180)), Ok(Spent::Refused(Ended::Expired)));
    assert_eq!(store.redeem(&id(1), at(1100)), Ok(Spent::Refused(Ended::Expired)));
    assert_eq!(store.live(&SUBJECT, at(1100)), Ok(vec![]));

    let store = store_with(1, 5);
    assert_eq!(store.close(&NOBODY, &id(1), at(1000)), Ok(false), "another's");
    assert_eq!(store.close(&SUBJECT, &id(2), at(1000)), Ok(false), "none");
    assert_eq!(store.close(&SUBJECT, &id(1), at(999)), Ok(true), "early by the clock, closed all the same");
    assert_eq!(store.close(&SUBJECT, &id(1), at(1000)), Ok(false), "closed before");
    assert_eq!(store.redeem(&id(1), at(1000)), Ok(Spent::Refused(Ended::Closed)));

    let store = store_with(1, 5);
    assert_eq!(store.sweep(at(1179)), Ok(0));
    assert_eq!(store.sweep(at(1180)), Ok(1));
    assert_eq!(store.redeem(&id(1), at(1100)), Ok(Spent::Refused(Ended::Unknown)));
    assert_eq!(store.find(&id(1)), Ok(None));
    assert_eq!(
        store.try_code(&SUBJECT, &code(1), 5, at(1100)),
        Ok(CodeTry::NoMatch { dead: None, died: vec![] })
    );

    // A code past its expiry is forgotten where it is tried.
    let store = store_with(1, 5);
    let nothing = Ok(CodeTry::NoMatch { dead: None, died: vec![] });
    assert_eq!(store.try_code(&SUBJECT, &code(1), 5, at(1179)), Ok(CodeTry::Match(id(1))));
    assert_eq!(store.try_code(&SUBJECT, &code(1), 5, at(1180)), nothing);
    assert_eq!(store.try_code(&SUBJECT, &code(1), 5, at(1179)), nothing);
}

#[test]
fn wrong_codes_kill_every_code_of_the_subject() {
    let store = store_with(1, 5);
    let wrong = |died| Ok(CodeTry::NoMatch { dead: None, died });
    for _ in 0..3 {
        assert_eq!(store.try_code(&SUBJECT, &code(99), 5, at(1000)), wrong(vec![]));
    }
    assert_eq!(store.insert(grant(2, 1), 5, at(1000)), Ok(Insertion::Inserted));
    assert_eq!(store.try_code(&SUBJECT, &code(99), 5, at(1000)), wrong(vec![]));
    // A right one is no failure of its own grant nor of the other.
    assert_eq!(store.try_code(&SUBJECT, &code(2), 5, at(1000)), Ok(CodeTry::Match(id(2))));
    assert_eq!(store.try_code(&SUBJECT, &code(99), 5, at(1000)), wrong(vec![id(1)]));
    let dead = CodeTry::NoMatch { dead: Some(id(1)), died: vec![] };
    assert_eq!(store.try_code(&SUBJECT, &code(1), 5, at(1000)), Ok(dead.clone()));
    // A larger limit later does not revive it.
    assert_eq!(store.try_code(&SUBJECT, &code(1), 100, at(1000)), Ok(dead));
    let alive: Vec<_> =
        store.live(&SUBJECT, at(1000)).expect("a list").iter().map(|live| live.code_alive).collect();
    assert_eq!(alive, [false, true]);
    // Its QR code lives.
    assert_eq!(store.redeem(&id(1), at(1000)), Ok(Spent::View(1)));
}

#[test]
fn a_quota_is_of_any_window() {
    let store = MemoryStore::default();
    let quota = Quota { limit: 3, window_seconds: 100 };
    for now in [0, 50, 99] {
        assert_eq!(store.take(&VIEWER, quota, at(now)), Ok(Taken::Yes));
    }
    assert_eq!(store.take(&VIEWER, quota, at(99)), Ok(Taken::No { until: at(100) }));
    assert_eq!(store.take(&VIEWER, quota, at(100)), Ok(Taken::Yes));
    // Two fixed windows would allow three more here.
    assert_eq!(store.take(&VIEWER, quota, at(101)), Ok(Taken::No { until: at(150) }));
    // Given back, taken again.
    assert_eq!(store.give_back(&VIEWER, quota, at(50)), Ok(()));
    assert_eq!(store.take(&VIEWER, quota, at(102)), Ok(Taken::Yes));
    assert_eq!(store.give_back(&VIEWER, quota, at(77)), Ok(()), "nothing was taken then");
    assert_eq!(store.take(&VIEWER, quota, at(103)), Ok(Taken::No { until: at(199) }));
    // A limit that shrank waits for as many as are too many.
    let smaller = Quota { limit: 1, ..quota };
    assert_eq!(store.take(&VIEWER, smaller, at(103)), Ok(Taken::No { until: at(202) }));
    // A clock that goes back frees nothing.
    assert_eq!(store.take(&VIEWER, quota, at(10)), Ok(Taken::No { until: at(199) }));
    let none = Quota { limit: 0, window_seconds: 100 };
    assert_eq!(store.take(&QuotaKey::from_bytes([1; 32]), none, at(0)), Ok(Taken::No { until: at(100) }));
}

#[test]
fn it_is_bounded() {
    let store = MemoryStore::new(Capacity { grants: 2, quotas: 1 });
    assert_eq!(store.insert(grant(1, 1), 5, at(1000)), Ok(Insertion::Inserted));
    assert_eq!(store.insert(grant(1, 1), 5, at(1000)), Ok(Insertion::CodeTaken));
    assert_eq!(store.insert(grant(2, 1), 5, at(1000)), Ok(Insertion::Inserted));
    let full = store.insert(grant(3, 1), 5, at(1000)).expect_err("full");
    assert_eq!(full.to_string(), "the grant store is full: 2 grants");
    let quota = Quota { limit: 1, window_seconds: 100 };
    assert_eq!(store.take(&VIEWER, quota, at(1000)), Ok(Taken::Yes));
    let other = QuotaKey::from_bytes([1; 32]);
    let full = store.take(&other, quota, at(1000)).expect_err("full");
    assert_eq!(full.to_string(), "the grant store is full: 1 quotas");
    // Swept, there is room again.
    assert_eq!(store.sweep(at(1180)), Ok(2));
    let later = Grant { validity: Validity::new(at(1180), at(1300)).expect("a window"), ..grant(3, 1).grant };
    assert_eq!(store.insert(NewGrant { grant: later, ..grant(3, 1) }, 5, at(1180)), Ok(Insertion::Inserted));
    assert_eq!(store.take(&other, quota, at(1180)), Ok(Taken::Yes));
    assert_eq!(StoreError::Unavailable.to_string(), "the grant store is not available");
    assert_eq!(
        StoreError::Broken { what: "a view of no grant" }.to_string(),
        "the grant store answered out of order: a view of no grant"
    );
}

#[test]
fn sixty_four_threads_spend_each_view_once() {
    for views in [1, 1, 1, 1, 5, 64] {
        let store = store_with(1, views);
        let mut spent: Vec<u8> = race(|_| store.redeem(&id(1), at(1000)).expect("memory"))
            .into_iter()
            .filter_map(|spent| if let Spent::View(view) = spent { Some(view) } else { None })
            .collect();
        spent.sort_unstable();
        assert_eq!(spent, (1..=views).collect::<Vec<_>>());
    }
}

#[test]
fn sixty_four_threads_get_no_more_than_the_limit() {
    let store = store_with(1, 5);
    let quota = Quota { limit: 5, window_seconds: 900 };
    let taken = race(|_| store.take(&VIEWER, quota, at(1000)));
    assert_eq!(taken.iter().filter(|taken| **taken == Ok(Taken::Yes)).count(), 5);
    // Sixty-four wrong codes at a time: the code dies once, of the fifth.
    let tried = race(|_| store.try_code(&SUBJECT, &code(99), 5, at(1000)).expect("memory"));
    let killed = CodeTry::NoMatch { dead: None, died: vec![id(1)] };
    assert_eq!(tried.iter().filter(|tried| **tried == killed).count(), 1);
    // Sixty-four openings at a time: one code, one grant; five live.
    let inserted = race(|n| {
        let of = 100 + n;
        store.insert(NewGrant { codes: code(50), ..grant(of, 1) }, 5, at(1000)).expect("memory")
    });
    assert_eq!(inserted.iter().filter(|inserted| **inserted == Insertion::Inserted).count(), 1);
    let inserted = race(|n| store.insert(grant(200 - n, 1), 5, at(1000)).expect("memory"));
    assert_eq!(store.live(&SUBJECT, at(1000)).expect("a list").len(), 5);
    assert_eq!(inserted.iter().filter(|inserted| **inserted == Insertion::Inserted).count(), 3);
}

#[test]
fn a_thread_that_died_does_not_stop_the_others() {
    let store = Arc::new(store_with(1, 1));
    let held = Arc::clone(&store);
    let died = thread::spawn(move || {
        let _guard = held.grants.lock(&id(1));
        panic!("with the lock in hand");
    });
    assert!(died.join().is_err());
    assert_eq!(store.redeem(&id(1), at(1000)), Ok(Spent::View(1)));
}

proptest! {
    /// In no window of its length does a quota give more than its limit, whatever is tried when.
    #[test]
    fn no_window_holds_more_than_the_limit(
        steps in proptest::collection::vec(0i64..40, 1..120),
        limit in 1u32..6,
        window in 1u32..200,
    ) {
        let store = MemoryStore::default();
        let quota = Quota { limit, window_seconds: window };
        let (mut now, mut taken) = (0, Vec::new());
        for step in steps {
            now += step;
            match store.take(&VIEWER, quota, at(now)).expect("memory") {
                Taken::Yes => taken.push(now),
                Taken::No { until } => prop_assert!(until.unix() > now && until.unix() <= now + i64::from(window)),
            }
        }
        for (index, first) in taken.iter().enumerate() {
            let inside = taken[index..].iter().filter(|at| **at < first + i64::from(window)).count();
            prop_assert!(inside <= limit as usize);
        }
    }
}
