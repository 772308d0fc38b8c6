//! The outbox: order, turns, waiting, what is set aside (1277/9).

use super::Happened::{Delivered, LinkFailed, Queued, Sending, SetAside as Aside};
use super::*;
use crate::exchange::store::{MemoryStore, OwnRecords};
use crate::random::RandomError;

pub(super) fn random() -> impl FnMut(&mut [u8]) -> Result<(), RandomError> {
    seeded(7)
}

/// A generator for tests: SplitMix64.
pub(super) fn seeded(seed: u64) -> impl FnMut(&mut [u8]) -> Result<(), RandomError> {
    let mut state = seed;
    move |out: &mut [u8]| {
        for chunk in out.chunks_mut(8) {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.iter_mut().zip((z ^ (z >> 31)).to_le_bytes()).for_each(|(to, from)| *to = from);
        }
        Ok(())
    }
}

pub(super) fn numbered(n: u32) -> MessageId {
    MessageId::parse(&format!("00000000-0000-4000-8000-{n:012x}")).expect("an id")
}

/// The `n`th request of the monitoring system to a register.
pub(super) fn request(n: u32, to: &SystemName) -> Message {
    Message { id: numbered(n), recipient: to.clone(), ..asking(documents()) }
}

pub(super) fn taken(item: &Item) -> Outcome {
    let answer = ReceiptAnswer::Taken;
    Outcome::Answered(Receipt { message: *item.id(), digest: *item.digest(), answer })
}

fn ids(items: &[Item]) -> Vec<MessageId> {
    items.iter().map(|item| *item.id()).collect()
}

struct Desk {
    world: World,
    signer: SoftwareSigner,
    store: MemoryStore,
}

impl Desk {
    fn new() -> Self {
        let world = World::new();
        Self { signer: world.official(CORPORATION), world, store: MemoryStore::new() }
    }

    fn outbox(&self) -> Outbox<&MemoryStore> {
        Outbox::new(&self.store, OutboxPolicy::default())
    }

    fn queue(&self, numbers: core::ops::RangeInclusive<u32>, to: &SystemName) {
        for n in numbers {
            let signed = request(n, to).sign(Form::Cbor, &self.signer).expect("signed");
            let queued = self.outbox().enqueue(&signed, &OwnRecords::new(), now());
            assert!(matches!(queued, Ok(Enqueued::Queued { .. })));
        }
    }

    fn happened(&self) -> Vec<Happened> {
        let events = Events::new(&self.store).read(0, 1_000).expect("there");
        events.into_iter().map(|(_, event)| event.what).collect()
    }
}

/// 1277/9: a message is queued together with the caller's own record, once.
#[test]
fn a_message_is_queued_with_the_callers_record() {
    let desk = Desk::new();
    let signed = request(1, &register()).sign(Form::Json, &desk.signer).expect("signed");
    let mut own = OwnRecords::new();
    own.put(b"application/7", b"asked").expect("small");
    own.append(b"log", b"asked 7").expect("small");
    let outbox = desk.outbox();
    assert_eq!(outbox.enqueue(&signed, &own, now()), Ok(Enqueued::Queued { number: 1 }));
    assert_eq!(OwnRecords::read(&desk.store, b"application/7"), Ok(Some(b"asked".to_vec())));
    // An answer that was lost, asked again: nothing twice.
    assert_eq!(outbox.enqueue(&signed, &own, now()), Ok(Enqueued::Already));
    assert_eq!(OwnRecords::read_list(&desk.store, b"log", 0, 9), Ok(vec![(1, b"asked 7".to_vec())]));
    assert_eq!(outbox.waiting(&register(), 9).expect("there").len(), 1);
    // Another content under its id, and the record beside it, are not written.
    let other = Message { created: now().plus(1), ..request(1, &register()) };
    let other = other.sign(Form::Json, &desk.signer).expect("signed");
    own.put(b"application/8", b"asked").expect("small");
    assert_eq!(outbox.enqueue(&other, &own, now()), Err(OutboxError::IdTaken));
    assert_eq!(OwnRecords::read(&desk.store, b"application/8"), Ok(None));
    // The same message in the other form is the same message.
    let cbor = request(1, &register()).sign(Form::Cbor, &desk.signer).expect("signed");
    assert_eq!(outbox.enqueue(&cbor, &own, now()), Ok(Enqueued::Already));
    assert_eq!(outbox.unanswered(9), Ok(vec![(numbered(1), register())]));
    // Many at once, or none of them.
    let all: Vec<_> =
        (2..5).map(|n| request(n, &register()).sign(Form::Cbor, &desk.signer).expect("signed")).collect();
    assert_eq!(outbox.enqueue_all(&all, &OwnRecords::new(), now()), Ok(Enqueued::Queued { number: 2 }));
    let again = [request(9, &register()).sign(Form::Cbor, &desk.signer).expect("signed"), all[0].clone()];
    assert_eq!(outbox.enqueue_all(&again, &OwnRecords::new(), now()), Ok(Enqueued::Already));
    assert_eq!(outbox.waiting(&register(), 9).expect("there").len(), 4);
    assert!(own.put(b"", b"").is_err() && own.put(&[1; 201], b"").is_err());
    assert!(own.append(b"a", &vec![0; 65 * 1024]).is_err());
}

/// 1277/9: in the order in which they were queued, to each system by itself.
#[test]
fn messages_go_out_in_order() {
    let desk = Desk::new();
    let archive = SystemName::parse("000740000728/archive").expect("a system");
    desk.queue(1..=3, &register());
    desk.queue(4..=5, &archive);
    let (outbox, mut random) = (desk.outbox(), random());
    let mut seen = Vec::new();
    for second in 0..2 {
        let turn = outbox.turn(now().plus(second), &mut random).expect("there").expect("a turn");
        seen.push((turn.system().clone(), ids(turn.items())));
        let outcomes = turn.send(taken);
        let settled = outbox.settle(turn, &outcomes, now().plus(second), &mut random).expect("there");
        assert!(matches!(settled, Settled::Done { aside: 0, next_try: None, .. }));
    }
    seen.sort();
    let of = |numbers: &[u32]| numbers.iter().map(|n| numbered(*n)).collect::<Vec<_>>();
    assert_eq!(seen, [(archive, of(&[4, 5])), (register(), of(&[1, 2, 3]))]);
    assert!(outbox.turn(now(), &mut random).expect("there").is_none());
    // Delivered, and known again; a request waits for its response.
    let signed = request(1, &register()).sign(Form::Cbor, &desk.signer).expect("signed");
    assert_eq!(outbox.enqueue(&signed, &OwnRecords::new(), now()), Ok(Enqueued::Already));
    assert_eq!(outbox.unanswered(9).expect("there").len(), 5);
    // Until it is forgotten.
    assert_eq!(outbox.forget(now()), Ok(0));
    assert_eq!(outbox.forget(now().plus(2)), Ok(5));
    assert_eq!(outbox.enqueue(&signed, &OwnRecords::new(), now()), Ok(Enqueued::Queued { number: 4 }));
}

/// 1277/9: while the link is down messages wait, longer each time and never longer than the policy says, and go on after it is mended.
#[test]
fn a_link_that_fails_is_tried_again() {
    let desk = Desk::new();
    desk.queue(1..=3, &register());
    let (outbox, mut random) = (desk.outbox(), random());
    let mut at = now();
    let mut waits = Vec::new();
    for _ in 0..14 {
        let turn = outbox.turn(at, &mut random).expect("there").expect("a turn");
        let mut sent = 0;
        let outcomes = turn.send(|_| {
            sent += 1;
            Outcome::LinkFailed
        });
        // Nothing goes past one that waits.
        assert_eq!((sent, outcomes.len()), (1, 1));
        let settled = outbox.settle(turn, &outcomes, at, &mut random).expect("there");
        let Settled::Done { delivered: 0, aside: 0, next_try: Some(next) } = settled else {
            panic!("{settled:?}")
        };
        waits.push(next.unix() - at.unix());
        assert!(outbox.turn(next.plus(-1), &mut random).expect("there").is_none());
        at = next;
    }
    for (wait, most) in waits.iter().zip([5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900, 900, 900]) {
        assert!((most / 2..=most).contains(wait), "{waits:?}");
    }
    // By chance: not the same each time.
    assert!(waits[8..].iter().any(|wait| *wait != waits[8]), "{waits:?}");
    // A clock set back by a year does not make it wait for a year.
    let turn = outbox.turn(now().plus(-31_536_000), &mut random).expect("there").expect("a turn");
    assert_eq!(ids(turn.items()), [numbered(1), numbered(2), numbered(3)]);
    let outcomes = turn.send(taken);
    let settled = outbox.settle(turn, &outcomes, now(), &mut random);
    assert_eq!(settled, Ok(Settled::Done { delivered: 3, aside: 0, next_try: None }));
    let (system, link) = outbox.links().expect("there").remove(0);
    assert_eq!((system, link.failures, link.next_try, link.sending_until), (register(), 0, None, None));
}

/// What the other system will not take is set aside, where it is seen, and holds up nothing; an operator releases or discards it.
#[test]
fn poison_is_set_aside() {
    let desk = Desk::new();
    desk.queue(1..=4, &register());
    let (outbox, mut random) = (desk.outbox(), random());
    let turn = outbox.turn(now(), &mut random).expect("there").expect("a turn");
    let outcomes = turn.send(|item| match item.number() {
        2 => Outcome::Refused { reason: "no such\nservice".into() },
        3 => {
            let answer = ReceiptAnswer::Refused { reason: "unknown".into() };
            Outcome::Answered(Receipt { message: *item.id(), digest: *item.digest(), answer })
        }
        _ => taken(item),
    });
    let settled = outbox.settle(turn, &outcomes, now(), &mut random);
    assert_eq!(settled, Ok(Settled::Done { delivered: 2, aside: 2, next_try: None }));
    let aside = outbox.aside(9).expect("there");
    assert_eq!(
        aside.iter().map(|one| (*one.id(), one.reason.as_str())).collect::<Vec<_>>(),
        [(numbered(2), "no such service"), (numbered(3), "unknown")]
    );
    assert!(!aside[0].as_bytes().is_empty() && aside[0].form() == Form::Cbor);
    // Released, it goes after those that came meanwhile; discarded, it is gone, and waits for no response.
    desk.queue(5..=5, &register());
    assert_eq!(outbox.release(&numbered(2), now()), Ok(()));
    assert_eq!(outbox.release(&numbered(2), now()), Err(OutboxError::NotAside));
    assert_eq!(outbox.discard(&numbered(3), now()), Ok(()));
    assert_eq!(outbox.discard(&numbered(1), now()), Err(OutboxError::NotAside));
    assert_eq!(ids(&outbox.waiting(&register(), 9).expect("there")), [numbered(5), numbered(2)]);
    assert!(outbox.unanswered(9).expect("there").iter().all(|(id, _)| *id != numbered(3)));
    assert_eq!(outbox.aside(9).expect("there").len(), 0);
}

/// One that the other system could not take eight times, though the link holds, is set aside; a receipt of something else is none.
#[test]
fn a_message_that_is_never_taken_is_set_aside() {
    let desk = Desk::new();
    desk.queue(1..=2, &register());
    let (outbox, mut random) = (desk.outbox(), random());
    let mut at = now();
    for tried in 1..=8_u32 {
        let turn = outbox.turn(at, &mut random).expect("there").expect("a turn");
        let first = &turn.items()[0];
        assert_eq!((*first.id(), first.tries()), (numbered(1), tried - 1));
        let outcome = match (tried % 4, taken(first)) {
            (1, Outcome::Answered(receipt)) => Outcome::Answered(Receipt { digest: [0; 32], ..receipt }),
            (2, Outcome::Answered(receipt)) => Outcome::Answered(Receipt { message: numbered(2), ..receipt }),
            (3, Outcome::Answered(receipt)) => {
                Outcome::Answered(Receipt { answer: ReceiptAnswer::Busy, ..receipt })
            }
            _ => Outcome::Busy,
        };
        let Settled::Done { aside, next_try: Some(next), .. } =
            outbox.settle(turn, &[outcome], at, &mut random).expect("there")
        else {
            panic!("not settled")
        };
        assert_eq!(aside, usize::from(tried == 8));
        at = next;
    }
    assert_eq!(outbox.aside(9).expect("there")[0].reason, "not taken 8 times");
    assert_eq!(ids(&outbox.waiting(&register(), 9).expect("there")), [numbered(2)]);
    // Released, it is tried anew.
    outbox.release(&numbered(1), at).expect("aside");
    assert_eq!(outbox.waiting(&register(), 9).expect("there")[1].tries(), 0);
}

/// One sends at a time; who was killed while sending holds the link for a while and no longer, and settles nothing afterwards.
#[test]
fn a_turn_is_one_senders() {
    let desk = Desk::new();
    desk.queue(1..=2, &register());
    let (outbox, mut random) = (desk.outbox(), random());
    let lost = outbox.turn(now(), &mut random).expect("there").expect("a turn");
    assert!(outbox.turn(now(), &mut random).expect("there").is_none());
    assert!(outbox.turn(now().plus(119), &mut random).expect("there").is_none());
    // Nor does a clock that was set back keep anybody out.
    let back = outbox.turn(now().plus(-3_600), &mut random).expect("there").expect("a turn");
    assert_eq!(ids(back.items()), ids(lost.items()));
    let again = outbox.turn(now().plus(120), &mut random).expect("there").expect("a turn");
    let outcomes = again.send(taken);
    for over in [lost, back] {
        let settled = outbox.settle(over, &[Outcome::LinkFailed], now(), &mut random);
        assert_eq!(settled, Ok(Settled::Lost));
    }
    let settled = outbox.settle(again, &outcomes, now(), &mut random);
    assert_eq!(settled, Ok(Settled::Done { delivered: 2, aside: 0, next_try: None }));
    // Settled with nothing said of its messages: they are sent again at once.
    desk.queue(3..=3, &register());
    let turn = outbox.turn(now(), &mut random).expect("there").expect("a turn");
    assert!(matches!(outbox.settle(turn, &[], now(), &mut random), Ok(Settled::Done { delivered: 0, .. })));
    assert!(outbox.turn(now(), &mut random).expect("there").is_some());
}

/// 1277/9, 1277/10: every fact of sending is recorded, in order, in local time.
#[test]
fn sendings_are_recorded_in_local_time() {
    let desk = Desk::new();
    desk.queue(1..=3, &register());
    let (outbox, mut random) = (desk.outbox(), random());
    let turn = outbox.turn(now().plus(1), &mut random).expect("there").expect("a turn");
    let outcomes = turn.send(|item| match item.number() {
        1 => taken(item),
        2 => Outcome::Refused { reason: "no".into() },
        _ => Outcome::LinkFailed,
    });
    outbox.settle(turn, &outcomes, now().plus(2), &mut random).expect("there");
    assert_eq!(desk.happened(), [Queued, Queued, Queued, Sending, Delivered, Aside, LinkFailed]);
    let events = Events::new(&desk.store);
    let lines: Vec<String> =
        events.read(3, 2).expect("there").into_iter().map(|(n, event)| format!("{n} {event}")).collect();
    assert_eq!(
        lines,
        [
            "4 2026-11-22T09:30:01+05:00 sending 00000000-0000-4000-8000-000000000001 000740000728/register (3 in this turn)",
            "5 2026-11-22T09:30:02+05:00 delivered 00000000-0000-4000-8000-000000000001 000740000728/register",
        ]
    );
    assert_eq!(events.forget(4), Ok(4));
    assert_eq!(events.read(0, 1).expect("there")[0].0, 5);
    for what in Happened::ALL {
        assert_eq!(Happened::ALL.iter().filter(|other| other.word() == what.word()).count(), 1);
    }
}

#[test]
fn policies_that_make_no_sense() {
    let whole = OutboxPolicy::default();
    assert_eq!(whole.check(), Ok(whole));
    for policy in [
        OutboxPolicy { first_wait_seconds: 0, ..whole },
        OutboxPolicy { longest_wait_seconds: 4, ..whole },
        OutboxPolicy { longest_wait_seconds: 86_401, ..whole },
    ] {
        assert_eq!(policy.check(), Err(OutboxPolicyError::Waits));
    }
    for policy in [
        OutboxPolicy { turn: 0, ..whole },
        OutboxPolicy { turn: 257, ..whole },
        OutboxPolicy { turn_seconds: 0, ..whole },
    ] {
        assert_eq!(policy.check(), Err(OutboxPolicyError::Turn));
    }
    assert_eq!(OutboxPolicy { busy_tries: 0, ..whole }.check(), Err(OutboxPolicyError::Tries));
    let broken = &mut |_: &mut [u8]| Err(RandomError);
    assert_eq!(
        Outbox::new(MemoryStore::new(), whole).turn_with(&register(), now(), broken).expect_err("no token"),
        OutboxError::Random(RandomError)
    );
    let _ = Desk::new().world;
}
