use std::sync::Arc;
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
        documents: vec![document.into()],
        audience: Audience::AnyoneAuthenticated,
        validity: Validity::new(at(1000), at(1180)).expect("a window"),
        views,
        purpose: None,
    };
    NewGrant { grant, subject: SUBJECT, codes: code(of) }
}

fn store_with(of: u8, views: u8) -> MemoryStore {
    let store = MemoryStore::default();
    assert_eq!(store.insert(grant(of, views), 5, at(1000)), Ok(Insertion::Inserted));
    store
}

/// 352/15: temporary; what was swept is gone, whatever the clock says later.
#[test]
fn what_is_swept_is_gone() {
    let store = store_with(1, 5);
    assert_eq!(store.sweep(at(1179)), Ok(0));
    assert_eq!(store.sweep(at(1180)), Ok(1));
    assert_eq!(store.redeem(&SUBJECT, &id(1), None, at(1100)), Ok(Spent::Refused(Ended::Unknown)));
    assert_eq!(store.find(&id(1)), Ok(None));
    assert_eq!(
        store.try_code(&SUBJECT, &code(1), 5, at(1100)),
        Ok(CodeTry::NoMatch { dead: None, died: vec![] })
    );
}

#[test]
fn it_is_bounded() {
    let store = MemoryStore::new(Capacity { grants: 2, quotas: 1, slots: 1 });
    assert_eq!(store.insert(grant(1, 1), 5, at(1000)), Ok(Insertion::Inserted));
    assert_eq!(store.insert(grant(1, 1), 5, at(1000)), Ok(Insertion::CodeTaken));
    assert_eq!(store.insert(grant(2, 1), 5, at(1000)), Ok(Insertion::Inserted));
    let full = store.insert(grant(3, 1), 5, at(1000)).expect_err("full");
    assert_eq!(full.to_string(), "the grant store is full: 2 grants");
    let quota = Quota::new(1, 100);
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
fn a_thread_that_died_does_not_stop_the_others() {
    let store = Arc::new(store_with(1, 1));
    let held = Arc::clone(&store);
    let died = thread::spawn(move || {
        let _guard = held.grants.lock(&id(1));
        panic!("with the lock in hand");
    });
    assert!(died.join().is_err());
    assert_eq!(store.redeem(&SUBJECT, &id(1), None, at(1000)), Ok(Spent::View(1)));
}

proptest! {
    /// In no window of its length does a quota give more than its limit, whatever is tried when.
    #[test]
    fn no_window_holds_more_than_the_limit(
        steps in proptest::collection::vec(0i64..40, 1..120),
        limit in 1u32..6,
        window in 1u32..200,
        pause in 0u32..20,
    ) {
        let store = MemoryStore::default();
        let quota = Quota { pause_seconds: pause, ..Quota::new(limit, window) };
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
