//! The inbox: once, whatever comes; and what two systems come to together when everything fails (1277/9).

use std::collections::HashMap;
use std::sync::Mutex;

use super::queue::{numbered, request, seeded, taken};
use super::*;
use crate::exchange::store::{self, Applied, Batch, MemoryStore, OwnRecords, Store, StoreError};
use crate::random::{RandomSource, make_below};

struct Desk {
    world: World,
    official: SoftwareSigner,
    store: MemoryStore,
}

impl Desk {
    fn new() -> Self {
        let world = World::quick();
        Self {
            official: world.worker(Algorithm::EdDsa, MINISTRY, &[FOR_ORGANISATION, MAY_SIGN]),
            world,
            store: MemoryStore::new(),
        }
    }

    fn inbox(&self) -> Inbox<&MemoryStore> {
        Inbox::new(&self.store, InboxPolicy::default())
    }

    /// A message as the system it is for received it.
    fn received(&self, message: &Message) -> Received {
        let own = message.recipient.clone();
        let signer =
            self.world.worker(Algorithm::EdDsa, message.organisation.as_str(), &[FOR_ORGANISATION, MAY_SIGN]);
        let signed = message.sign(Form::Cbor, &signer).expect("signed");
        let later = message.created.max(now());
        Receiving { own: &own, correspondents: &self.world.agreed, trust: &self.world.trust, now: later }
            .open(signed.as_bytes(), Form::Cbor)
            .expect("taken")
    }

    fn happened(&self) -> Vec<(Happened, String)> {
        let events = Events::new(&self.store).read(0, 1_000).expect("there");
        events.into_iter().map(|(_, event)| (event.what, event.note)).collect()
    }
}

fn own(name: &[u8]) -> OwnRecords {
    let mut own = OwnRecords::new();
    own.append(b"effects", name).expect("small");
    own
}

fn effects(store: &impl Store) -> Vec<Vec<u8>> {
    OwnRecords::read_list(store, b"effects", 0, 100_000)
        .expect("there")
        .into_iter()
        .map(|(_, name)| name)
        .collect()
}

/// 1277/9: what comes twice is acted on once, and acknowledged each time.
#[test]
fn a_repeated_message_is_acted_on_once() {
    let desk = Desk::new();
    let received = desk.received(&request(1, &register()));
    let effect = own(b"1");
    let effect = Effect { own: Some(&effect), send: &[] };
    let first = desk.inbox().accept(&received, effect, now()).expect("there");
    assert!(matches!(first, Taken::New(_)));
    for _ in 0..3 {
        let again = desk.inbox().accept(&received, effect, now().plus(9)).expect("there");
        assert_eq!(again, Taken::Again(first.receipt().clone()));
    }
    assert_eq!(effects(&desk.store), [b"1"]);
    assert_eq!(first.receipt().answer, ReceiptAnswer::Taken);
    assert_eq!((first.receipt().message, &first.receipt().digest), (numbered(1), received.digest()));
    // Another content under its id: refused, and nothing is written about it.
    let other = Message { created: now().plus(1), ..request(1, &register()) };
    let refused = desk.inbox().accept(&desk.received(&other), effect, now().plus(1)).expect("there");
    assert!(matches!(refused, Taken::NotTaken(NotTaken::OtherContent, _)));
    assert_eq!(effects(&desk.store).len(), 1);
    let happened: Vec<Happened> = desk.happened().into_iter().map(|(what, _)| what).collect();
    let (came, again, refused) = (Happened::Received, Happened::ReceivedAgain, Happened::Refused);
    assert_eq!(happened, [came, again, again, again, refused]);
}

/// 1277/7.5: a response is taken where its request waits: asked of its sender, in its family, once.
#[test]
fn a_response_answers_what_was_asked() {
    let desk = Desk::new();
    let inbox = desk.inbox();
    let response = |n: u32, to: MessageId, response: Response| {
        let content = Content::Response { to, response };
        desk.received(&Message { id: numbered(n), content, ..answering(responses().remove(0)) })
    };
    let not_asked = |received: &Received| {
        let taken = inbox.accept(received, Effect::default(), now()).expect("there");
        assert!(matches!(taken, Taken::NotTaken(NotTaken::NotAsked, _)), "{taken:?}");
        let ReceiptAnswer::Refused { reason } = &taken.receipt().answer else { panic!("{taken:?}") };
        assert_eq!(reason, "it answers no request of ours that waits for a response");
    };
    let given = responses().remove(2);
    not_asked(&response(101, numbered(1), given.clone()));
    let signer = desk.world.worker(Algorithm::EdDsa, CORPORATION, &[FOR_ORGANISATION, MAY_SIGN]);
    let outbox = Outbox::new(&desk.store, OutboxPolicy::default());
    let archive = SystemName::parse("000740000728/archive").expect("a system");
    for (n, to) in [(1, register()), (2, archive)] {
        let signed = request(n, &to).sign(Form::Cbor, &signer).expect("signed");
        outbox.enqueue(&signed, &OwnRecords::new(), now()).expect("queued");
    }
    // Of another family than the request; to a request of another system; to one that is itself no request.
    not_asked(&response(102, numbered(1), responses().remove(0)));
    not_asked(&response(103, numbered(2), given.clone()));
    not_asked(&response(104, numbered(101), given.clone()));
    let answered = response(105, numbered(1), given.clone());
    assert!(matches!(inbox.accept(&answered, Effect::default(), now()), Ok(Taken::New(_))));
    assert!(matches!(inbox.accept(&answered, Effect::default(), now()), Ok(Taken::Again(_))));
    // A second answer to the same, another message: refused.
    not_asked(&response(106, numbered(1), given));
    assert_eq!(outbox.unanswered(9).expect("there").len(), 1);
}

/// A request and its answer: taken and queued in one step, or neither.
#[test]
fn an_answer_is_queued_with_the_taking() {
    let desk = Desk::new();
    let received = desk.received(&request(1, &register()));
    let answer = received.answer(id(9), bin(MINISTRY), now(), responses().remove(2)).expect("an answer");
    let answer = [answer.sign(Form::Json, &desk.official).expect("signed")];
    let effect = Effect { own: None, send: &answer };
    let outbox = Outbox::new(&desk.store, OutboxPolicy::default());
    assert!(matches!(desk.inbox().accept(&received, effect, now()), Ok(Taken::New(_))));
    assert!(matches!(desk.inbox().accept(&received, effect, now()), Ok(Taken::Again(_))));
    assert_eq!(outbox.waiting(&monitoring(), 9).expect("there").len(), 1);
    // Its id is used up: the next request is not taken without its answer.
    let next = desk.received(&request(2, &register()));
    assert_eq!(desk.inbox().accept(&next, effect, now()), Err(InboxError::IdTaken));
    assert!(matches!(desk.inbox().accept(&next, Effect::default(), now()), Ok(Taken::New(_))));
    assert_eq!(outbox.unanswered(9), Ok(vec![]));
}

/// What is so old that its id may be forgotten is refused, and what was forgotten once is refused whatever the clock says later.
#[test]
fn forgetting_lets_nothing_in_twice() {
    let desk = Desk::new();
    let inbox = desk.inbox();
    let day = 86_400;
    let accept =
        |received: &Received, at: Timestamp| inbox.accept(received, Effect::default(), at).expect("there");
    let all: Vec<Received> = (1..=3)
        .map(|n| desk.received(&Message { created: now().plus(i64::from(n)), ..request(n, &register()) }))
        .collect();
    assert!(matches!(accept(&all[0], now()), Taken::New(_)));
    assert!(matches!(accept(&all[1], now()), Taken::New(_)));
    assert_eq!(inbox.forget(now().plus(92 * day)), Ok(0));
    // Known as long as it is remembered, however late it comes again.
    assert!(matches!(accept(&all[0], now().plus(200 * day)), Taken::Again(_)));
    assert!(matches!(accept(&all[2], now().plus(93 * day)), Taken::NotTaken(NotTaken::TooOld, _)));
    // The clock jumps a year ahead, ids are forgotten, the clock jumps back.
    assert_eq!(inbox.forget(now().plus(365 * day)), Ok(2));
    assert_eq!(inbox.forget(now().plus(365 * day)), Ok(0));
    for received in &all[..2] {
        assert!(matches!(accept(received, now().plus(5)), Taken::NotTaken(NotTaken::TooOld, _)));
    }
    // What was made after all that was forgotten is taken.
    assert!(matches!(accept(&all[2], now().plus(5)), Taken::New(_)));
}

#[test]
fn receipts_are_read_strictly() {
    let receipt = |answer| Receipt { message: numbered(1), digest: [9; 32], answer };
    for answer in
        [ReceiptAnswer::Taken, ReceiptAnswer::Busy, ReceiptAnswer::Refused { reason: "no\nsuch".into() }]
    {
        for form in Form::ALL {
            let bytes = receipt(answer.clone()).to_bytes(form).expect("written");
            let read = Receipt::from_bytes(&bytes, form).expect("read");
            let clean = match &answer {
                ReceiptAnswer::Refused { .. } => ReceiptAnswer::Refused { reason: "no such".into() },
                other => other.clone(),
            };
            assert_eq!(read, receipt(clean));
            assert!(Receipt::from_bytes(&bytes[..bytes.len() - 1], form).is_err());
        }
    }
    let json = String::from_utf8(receipt(ReceiptAnswer::Taken).to_bytes(Form::Json).expect("written"))
        .expect("text");
    for (from, to, why) in [
        ("taken", "lost", "receipt: outcome is none of its words"),
        ("taken", "refused", "receipt: reason is missing"),
        ("\"outcome\"", "\"more\":1,\"outcome\"", "receipt: an unknown member stands in it"),
        ("CQkJ", "", "receipt: digest has not 32 bytes"),
    ] {
        let refusal = Receipt::from_bytes(json.replacen(from, to, 1).as_bytes(), Form::Json).expect_err(to);
        assert_eq!(refusal.to_string(), format!("message: {why}"));
    }
    let huge = vec![b' '; 5000];
    assert!(matches!(Receipt::from_bytes(&huge, Form::Json), Err(MessageError::TooLarge { .. })));
}

/// 1277/7.4: what may be taken later is told from what never will be.
#[test]
fn refusals_that_may_pass() {
    let desk = Desk::new();
    let nobody = TrustStore::new();
    let message = request(1, &register());
    let signer = desk.world.worker(Algorithm::EdDsa, CORPORATION, &[FOR_ORGANISATION, MAY_SIGN]);
    let signed = message.sign(Form::Cbor, &signer).expect("signed");
    let own = register();
    let open = |trust: &TrustStore, now: Timestamp| {
        Receiving { own: &own, correspondents: &desk.world.agreed, trust, now }
            .open(signed.as_bytes(), Form::Cbor)
            .expect_err("refused")
    };
    assert!(open(&nobody, now()).may_pass());
    assert!(open(&desk.world.trust, now().plus(-100)).may_pass());
    let other = Authority::root(authority_params("Other"), Key::new(Algorithm::EdDsa, 50));
    let mut elsewhere = TrustStore::new();
    elsewhere.add_anchor_with(&other.der, Scope::everything(), Profile::National).expect("an anchor");
    assert!(!open(&elsewhere, now()).may_pass());
    assert!(!Refused::Stranger.may_pass());
}

/// A store that fails now and then: before it did what was asked, or after it, when only the answer is lost.
struct Failing<'a> {
    inner: &'a MemoryStore,
    chance: Mutex<Box<dyn RandomSource + Send>>,
    one_in: u32,
}

impl<'a> Failing<'a> {
    fn new(inner: &'a MemoryStore, seed: u64, one_in: u32) -> Self {
        Self { inner, chance: Mutex::new(Box::new(seeded(seed))), one_in }
    }

    fn fails(&self) -> bool {
        make_below(&mut **self.chance.lock().expect("no panic"), self.one_in) == Ok(0)
    }
}

impl Store for Failing<'_> {
    fn get(&self, key: &store::Key) -> Result<Option<Vec<u8>>, StoreError> {
        if self.fails() { Err(StoreError::Unavailable) } else { self.inner.get(key) }
    }

    fn list(
        &self,
        prefix: &store::Key,
        after: Option<&store::Key>,
        most: usize,
    ) -> Result<Vec<(store::Key, Vec<u8>)>, StoreError> {
        if self.fails() { Err(StoreError::Unavailable) } else { self.inner.list(prefix, after, most) }
    }

    fn apply(&self, batch: &Batch) -> Result<Applied, StoreError> {
        if self.fails() {
            return Err(StoreError::Unavailable);
        }
        let applied = self.inner.apply(batch)?;
        if self.fails() { Err(StoreError::Unavailable) } else { Ok(applied) }
    }
}

/// 1277/9, the whole of it: both stores fail, the link loses questions and answers, delivers late and twice, both clocks jump back and
/// forth, turns are forgotten; of each message the effect is there once, in the order in which they were queued.
#[test]
fn nothing_is_lost_and_nothing_done_twice() {
    const MESSAGES: u32 = 400;
    let world = World::quick();
    let signer = world.worker(Algorithm::EdDsa, CORPORATION, &[FOR_ORGANISATION, MAY_SIGN]);
    let signed: Vec<SignedMessage> = (1..=MESSAGES)
        .map(|n| {
            let form = if n % 2 == 0 { Form::Json } else { Form::Cbor };
            request(n, &register()).sign(form, &signer).expect("signed")
        })
        .collect();
    for seed in 0..3 {
        let (ours, theirs) = (MemoryStore::new(), MemoryStore::new());
        let policy = OutboxPolicy { turn: 16, busy_tries: u32::MAX, ..OutboxPolicy::default() };
        let outbox = Outbox::new(Failing::new(&ours, seed + 100, 20), policy);
        let inbox = Inbox::new(Failing::new(&theirs, seed + 200, 20), InboxPolicy::default());
        let mut random = seeded(seed);
        let mut clock = now();
        let mut late: Vec<(Vec<u8>, Form)> = Vec::new();
        let own_system = register();
        let deliver = |bytes: &[u8], form: Form, at: Timestamp| -> Option<Receipt> {
            let receiving =
                Receiving { own: &own_system, correspondents: &world.agreed, trust: &world.trust, now: at };
            let received = receiving.open(bytes, form).ok()?;
            let effect = own(received.message().id.to_string().as_bytes());
            let effect = Effect { own: Some(&effect), send: &[] };
            inbox.accept(&received, effect, at).ok().map(|taken| taken.receipt().clone())
        };
        let mut queued = 0;
        let mut rounds = 0_u32;
        while queued < signed.len() || outbox_is_busy(&ours) {
            rounds += 1;
            assert!(rounds < 100_000, "it does not come to an end");
            let chance = make_below(&mut random, 10).expect("random");
            // The clock: on by some minutes, or a jump of up to a day back or forth.
            let step = i64::from(make_below(&mut random, 172_800).expect("random")) - 86_400;
            let jumps = make_below(&mut random, 8) == Ok(0);
            clock = if jumps { now().plus(step.max(0)) } else { clock.plus(300) };
            if chance < 5 && queued < signed.len() {
                let message = &signed[queued];
                let record = own(message.id().to_string().as_bytes());
                if outbox.enqueue(message, &record, clock).is_ok() {
                    queued += 1;
                }
                continue;
            }
            // Something that was thought lost arrives after all.
            if chance == 9 && !late.is_empty() {
                let at = make_below(&mut random, u32::try_from(late.len()).expect("few")).expect("random");
                let (bytes, form) = late.swap_remove(at as usize);
                let _ = deliver(&bytes, form, clock);
                continue;
            }
            let Ok(Some(turn)) = outbox.turn(clock, &mut random) else { continue };
            let outcomes = turn.send(|item| {
                let luck =
                    make_below(&mut seeded(u64::from(rounds) * 1_000 + item.number()), 20).expect("random");
                match luck {
                    // The question is lost, or comes late.
                    0 => Outcome::LinkFailed,
                    1 => {
                        late.push((item.as_bytes().to_vec(), item.form()));
                        Outcome::LinkFailed
                    }
                    // The answer is lost; the message may come a second time besides.
                    2 | 3 => {
                        let _ = deliver(item.as_bytes(), item.form(), clock);
                        late.push((item.as_bytes().to_vec(), item.form()));
                        Outcome::LinkFailed
                    }
                    4 => {
                        let _ = deliver(item.as_bytes(), item.form(), clock);
                        deliver(item.as_bytes(), item.form(), clock).map_or(Outcome::Busy, Outcome::Answered)
                    }
                    _ => {
                        deliver(item.as_bytes(), item.form(), clock).map_or(Outcome::Busy, Outcome::Answered)
                    }
                }
            });
            // The sender may be killed before it settles.
            if make_below(&mut random, 20) != Ok(0) {
                let _ = outbox.settle(turn, &outcomes, clock, &mut random);
            }
        }
        let wanted: Vec<Vec<u8>> =
            signed.iter().map(|message| message.id().to_string().into_bytes()).collect();
        assert_eq!(effects(&theirs), wanted, "seed {seed}");
        assert_eq!(effects(&ours), wanted, "the callers' own records, seed {seed}");
        let outbox = Outbox::new(&ours, policy);
        assert_eq!(outbox.aside(9).expect("there").len(), 0);
        // The journal tells of each message once that it was taken, and that it was delivered.
        for (store, what) in [(&theirs, Happened::Received), (&ours, Happened::Delivered)] {
            let mut count = HashMap::new();
            for (_, event) in Events::new(store).read(0, 100_000).expect("there") {
                *count.entry(event.message).or_insert(0) += u32::from(event.what == what);
            }
            assert_eq!(count.values().filter(|times| **times == 1).count(), MESSAGES as usize, "{what:?}");
        }
    }
}

fn outbox_is_busy(store: &MemoryStore) -> bool {
    !Outbox::new(store, OutboxPolicy::default()).waiting(&register(), 1).expect("there").is_empty()
}

/// The same over a turn that two take since a clock went back: in order all the same.
#[test]
fn two_senders_keep_the_order() {
    let desk = Desk::new();
    let outbox = Outbox::new(&desk.store, OutboxPolicy::default());
    let signer = desk.world.worker(Algorithm::EdDsa, CORPORATION, &[FOR_ORGANISATION, MAY_SIGN]);
    for n in 1..=3 {
        let signed = request(n, &register()).sign(Form::Cbor, &signer).expect("signed");
        outbox.enqueue(&signed, &OwnRecords::new(), now()).expect("queued");
    }
    let mut random = seeded(1);
    let one = outbox.turn(now(), &mut random).expect("there").expect("a turn");
    let other = outbox.turn(now().plus(-1_000), &mut random).expect("there").expect("a turn");
    let theirs = MemoryStore::new();
    let inbox = Inbox::new(&theirs, InboxPolicy::default());
    let send = |item: &Item| {
        let received = desk.world.open(&register(), item.as_bytes(), item.form()).expect("taken");
        let effect = own(item.id().to_string().as_bytes());
        let effect = Effect { own: Some(&effect), send: &[] };
        Outcome::Answered(inbox.accept(&received, effect, now()).expect("there").receipt().clone())
    };
    for (first, second) in one.items().iter().zip(other.items()) {
        assert_eq!(send(first), taken(first));
        assert_eq!(send(second), taken(second));
    }
    let outcomes: Vec<Outcome> = other.items().iter().map(taken).collect();
    assert_eq!(outbox.settle(one, &outcomes, now(), &mut random), Ok(Settled::Lost));
    assert!(matches!(
        outbox.settle(other, &outcomes, now(), &mut random),
        Ok(Settled::Done { delivered: 3, .. })
    ));
    let wanted: Vec<Vec<u8>> = (1..=3).map(|n| numbered(n).to_string().into_bytes()).collect();
    assert_eq!(effects(&theirs), wanted);
}
