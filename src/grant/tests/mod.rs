//! The registry as its users meet it.

mod alone;
mod doors;
mod limits;
mod opening;
mod refusals;
mod reissue;
mod replay;

use std::sync::{Arc, Mutex, PoisonError};

use super::store::*;
use super::*;
use crate::code::ShortCode;
use crate::cose::{Algorithm, SoftwareSigner};
use crate::random::{RandomError, RandomSource};
use crate::time::Timestamp;

/// When the tests happen: second 0.
const START: i64 = 1_795_000_000;

fn at(second: i64) -> Timestamp {
    Timestamp::from_unix(START + second).expect("a time")
}

/// The `n`th person.
fn iin(n: u32) -> Iin {
    let valid = |base: String| (0..10).find_map(|digit| Iin::parse(&format!("{base}{digit}")).ok());
    // A base is never issued now and then: the next one is.
    (0..9).find_map(|skip| valid(format!("{:011}", 10 * n + 1 + skip))).expect("an IIN")
}

fn person(n: u32) -> Party {
    Party::Person(iin(n))
}

fn bank() -> Bin {
    Bin::parse("160440007161").expect("a BIN")
}

const SUBJECT: u32 = 0;

fn signer(seed: u8) -> SoftwareSigner {
    SoftwareSigner::from_secret(Algorithm::EdDsa, &[seed; 32]).expect("a seed")
}

fn host(name: &str) -> Host {
    Host::parse(name).expect("a host")
}

fn service(seed: u8, name: &str) -> Service {
    Service::new(host(name), "/open", signer(seed), signer(seed).public_key()).expect("a service")
}

fn secret(of: u8) -> [u8; 32] {
    let mut at = 0;
    [(); 32].map(|()| {
        at += 1;
        of ^ at
    })
}

fn pepper(version: u8) -> Pepper {
    Pepper::new(u16::from(version), &secret(version)).expect("a pepper")
}

fn peppers() -> Peppers {
    Peppers::new(&secret(200), pepper(1)).expect("peppers")
}

/// Numbers that only look random, never the same twice.
#[derive(Default)]
struct Counting(u32);

impl RandomSource for Counting {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        self.0 += 1;
        let drawn = (self.0 * 7_919).to_le_bytes();
        out.iter_mut().zip(drawn.into_iter().cycle()).for_each(|(to, from)| *to = from);
        Ok(())
    }
}

fn document(number: &str) -> DocumentRef {
    DocumentRef { doc_type: DocType::IDENTITY_CARD, number: DocumentNumber::parse(number).expect("a number") }
}

fn request() -> OpenRequest {
    OpenRequest::new(vec![document("045123789")])
}

fn wrong(code: &ShortCode, by: u32) -> ShortCode {
    let number: u32 = code.as_str().parse().expect("digits");
    ShortCode::parse(&format!("{:06}", (number + by) % 1_000_000)).expect("a code")
}

/// What the service's own log would hold.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Audit for Log {
    fn record(&self, event: &Event<'_>) {
        let line = match event {
            Event::Refused { reason, .. } => format!("refused: {reason:?}"),
            Event::Opened { .. } => "opened".into(),
            Event::Redeemed { view, door, again: false, .. } => format!("view {view} by {door:?}"),
            Event::Redeemed { view, again: true, .. } => format!("view {view} again"),
            Event::CodeDied { .. } => "code died".into(),
            Event::Closed { .. } => "closed".into(),
            Event::Reissued { .. } => "reissued".into(),
            Event::Alarm { failures, .. } => format!("alarm at {failures}"),
            Event::Asked { unheard: None, .. } => "asked".into(),
            Event::Asked { unheard: Some(reason), .. } => format!("unheard: {reason:?}"),
            Event::Answered { answer, .. } => format!("answered {answer:?}"),
        };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }
}

impl Log {
    fn take(&self) -> Vec<String> {
        core::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A store that remembers which steps were asked of it, and fails at one if told to.
#[derive(Default)]
struct Recording {
    inner: MemoryStore,
    steps: Mutex<Vec<&'static str>>,
    fails_at: Option<&'static str>,
}

impl Recording {
    fn step(&self, name: &'static str) -> Result<(), StoreError> {
        self.steps.lock().unwrap_or_else(PoisonError::into_inner).push(name);
        if self.fails_at == Some(name) { Err(StoreError::Unavailable) } else { Ok(()) }
    }

    fn take_steps(&self) -> Vec<&'static str> {
        core::mem::take(&mut *self.steps.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store for Recording {
    fn insert(&self, new: NewGrant, most_live: u8, now: Timestamp) -> Result<Insertion, StoreError> {
        self.step("insert")?;
        self.inner.insert(new, most_live, now)
    }

    fn find(&self, id: &GrantId) -> Result<Option<Stored>, StoreError> {
        self.step("find")?;
        self.inner.find(id)
    }

    fn try_code(
        &self,
        subject: &SubjectKey,
        codes: &[CodeMac],
        limit: u32,
        now: Timestamp,
    ) -> Result<CodeTry, StoreError> {
        self.step("try_code")?;
        self.inner.try_code(subject, codes, limit, now)
    }

    fn redeem(
        &self,
        subject: &SubjectKey,
        id: &GrantId,
        attempt: Option<&AttemptKey>,
        now: Timestamp,
    ) -> Result<Spent, StoreError> {
        self.step("redeem")?;
        self.inner.redeem(subject, id, attempt, now)
    }

    fn replace(
        &self,
        old: &GrantId,
        used: u8,
        new: NewGrant,
        now: Timestamp,
    ) -> Result<Replacement, StoreError> {
        self.step("replace")?;
        self.inner.replace(old, used, new, now)
    }

    fn take(&self, key: &QuotaKey, quota: Quota, now: Timestamp) -> Result<Taken, StoreError> {
        self.step("take")?;
        self.inner.take(key, quota, now)
    }

    fn give_back(&self, key: &QuotaKey, quota: Quota, taken_at: Timestamp) -> Result<(), StoreError> {
        self.step("give_back")?;
        self.inner.give_back(key, quota, taken_at)
    }

    fn close(&self, subject: &SubjectKey, id: &GrantId, now: Timestamp) -> Result<bool, StoreError> {
        self.step("close")?;
        self.inner.close(subject, id, now)
    }

    fn live(&self, subject: &SubjectKey, now: Timestamp) -> Result<Vec<Live>, StoreError> {
        self.step("live")?;
        self.inner.live(subject, now)
    }

    fn sweep(&self, now: Timestamp) -> Result<usize, StoreError> {
        self.step("sweep")?;
        self.inner.sweep(now)
    }
}

impl Slots for Recording {
    fn slot(&self, key: &SlotKey, now: Timestamp) -> Result<Option<Vec<u8>>, StoreError> {
        self.step("slot")?;
        self.inner.slot(key, now)
    }

    fn swap(
        &self,
        key: &SlotKey,
        expected: Option<&[u8]>,
        next: Option<SlotValue<'_>>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.step("swap")?;
        self.inner.swap(key, expected, next, now)
    }
}

/// One registry, its store and its log.
struct Desk {
    registry: Registry<Arc<Recording>>,
    store: Arc<Recording>,
    log: Log,
    random: Counting,
}

impl Desk {
    fn new() -> Self {
        Self::over(Recording::default())
    }

    /// With a policy that differs from the default.
    fn with(change: impl FnOnce(&mut PolicySettings)) -> Self {
        let mut settings = PolicySettings::default();
        change(&mut settings);
        Self::made(Recording::default(), Policy::new(settings).expect("a policy"))
    }

    fn over(store: Recording) -> Self {
        Self::made(store, Policy::default())
    }

    fn made(store: Recording, policy: Policy) -> Self {
        let (store, log) = (Arc::new(store), Log::default());
        let registry = Registry::new(Arc::clone(&store), service(1, "id.example.kz"), policy, peppers())
            .with_audit(log.clone());
        Self { registry, store, log, random: Counting::default() }
    }

    fn open(&mut self, request: OpenRequest, second: i64) -> OpenedAccess {
        self.registry.open(&person(SUBJECT), request, at(second), &mut self.random).expect("opened")
    }

    fn token(&self, viewer: &Party, opened: &OpenedAccess, second: i64) -> Result<Redeemed, Refused> {
        self.registry.redeem_token(viewer, opened.token(), None, at(second)).expect("memory").granted()
    }

    fn code(&self, viewer: &Party, code: &ShortCode, second: i64) -> Result<Redeemed, Refused> {
        self.registry.redeem_code(viewer, &iin(SUBJECT), code, None, at(second)).expect("memory").granted()
    }
}
