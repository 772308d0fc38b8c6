//! Sixty-four clients race for each of many grants of one view, each asking until it is answered.

use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use qujat::grant::store::{AttemptKey, CodeMac, Insertion, NewGrant, Spent, Store, SubjectKey};
use qujat::grant::{Audience, DocumentRef, Grant};
use qujat::id::{DocType, DocumentNumber, GrantId, Iin};
use qujat::time::{Timestamp, Validity};

/// Clients at a time.
pub(crate) const CLIENTS: usize = 64;

/// What a race found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// Grants that more than one client was told to have.
    pub(crate) double: usize,
    /// Grants that no client was told to have.
    pub(crate) lost: usize,
    /// Answers that never came and were asked for again.
    pub(crate) asked_again: usize,
}

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_unix(1_795_000_000 + second).expect("a time")
}

/// The names of the `n`th grant: uniform, as an HMAC's or random ones are.
pub(crate) fn names(n: u64) -> (SubjectKey, GrantId) {
    let word = |salt: u64| {
        (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29).wrapping_mul(salt | 1).to_le_bytes()
    };
    let bytes =
        [word(0x1234_5677), word(0x0bad_f00d_1237), word(0x5bd1_e995_0001), word(0xc2b2_ae3d_27d4_eb4f)]
            .concat();
    let key: [u8; 32] = bytes.try_into().expect("32 bytes");
    (SubjectKey::from_bytes(key), GrantId::from_bytes(&key[8..24]).expect("16 bytes"))
}

/// The `n`th grant, of one view.
pub(crate) fn grant(n: u64) -> NewGrant {
    let (subject, id) = names(n);
    let number = DocumentNumber::parse("045123789").expect("a number");
    let grant = Grant {
        id,
        subject: Iin::parse("000000000101").expect("an IIN"),
        documents: vec![DocumentRef { doc_type: DocType::IDENTITY_CARD, number }.into()],
        audience: Audience::AnyoneAuthenticated,
        validity: Validity::new(at(0), at(600)).expect("a window"),
        views: 1,
        purpose: None,
    };
    NewGrant { grant, subject, codes: vec![CodeMac::new(1, *subject.as_bytes())] }
}

/// Keeps grants `from` to `until`, on some threads.
pub(crate) fn fill(store: &(dyn Store + Sync), from: u64, until: u64) {
    thread::scope(|scope| {
        for thread in 0..8 {
            scope.spawn(move || {
                for n in (from..until).skip(thread).step_by(8) {
                    assert_eq!(store.insert(grant(n), 5, at(0)), Ok(Insertion::Inserted), "grant {n}");
                }
            });
        }
    });
}

/// Races for grants `from` to `until`, which were kept before. `disturb` runs beside it, with the number of grants begun.
pub(crate) fn race(
    store: &(dyn Store + Sync),
    from: u64,
    until: u64,
    disturb: impl FnOnce(&AtomicUsize) + Send,
) -> Outcome {
    let winners: Vec<AtomicUsize> = (from..until).map(|_| AtomicUsize::new(0)).collect();
    let (begun, asked_again, barrier) = (AtomicUsize::new(0), AtomicUsize::new(0), Barrier::new(CLIENTS));
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (winners, begun, asked_again, barrier) = (&winners, &begun, &asked_again, &barrier);
            scope.spawn(move || {
                let attempt = AttemptKey::from_bytes([u8::try_from(client).expect("64 of them"); 32]);
                for (n, won) in (from..until).zip(winners) {
                    let (subject, id) = names(n);
                    barrier.wait();
                    if client == 0 {
                        begun.fetch_add(1, Ordering::Relaxed);
                    }
                    let spent = loop {
                        if let Ok(spent) = store.redeem(&subject, &id, Some(&attempt), at(1)) {
                            break spent;
                        }
                        asked_again.fetch_add(1, Ordering::Relaxed);
                        thread::sleep(Duration::from_millis(5));
                    };
                    if matches!(spent, Spent::View(_) | Spent::Again(_)) {
                        won.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
        scope.spawn(|| disturb(&begun));
    });
    let count =
        |wanted: fn(usize) -> bool| winners.iter().filter(|won| wanted(won.load(Ordering::Relaxed))).count();
    Outcome {
        double: count(|won| won > 1),
        lost: count(|won| won == 0),
        asked_again: asked_again.load(Ordering::Relaxed),
    }
}

/// Waits until so many grants were begun.
pub(crate) fn wait_for(begun: &AtomicUsize, grants: usize) {
    while begun.load(Ordering::Relaxed) < grants {
        thread::sleep(Duration::from_millis(1));
    }
}
