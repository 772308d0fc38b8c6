//! The attackers, and the people they guess at.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use qujat::code::ShortCode;
use qujat::cose::{Algorithm, SignError, SignatureError, Signer, Verifier};
use qujat::grant::store::{Capacity, MemoryStore};
use qujat::grant::{
    Audit, DocumentRef, Event, Host, OpenRequest, Pepper, Peppers, Policy, Redemption, Refused, Registry,
    Service,
};
use qujat::id::{DocType, DocumentNumber, Iin, Party};
use qujat::random::{RandomError, RandomSource, make_bytes};
use qujat::time::Timestamp;

use crate::common::Failure;

/// What is tried.
pub struct Attack {
    pub accounts: u32,
    pub grants: u32,
    pub days: u32,
    pub seed: u32,
    pub policy: Policy,
}

/// The chance of one guess at a person with one grant open: six digits.
pub const ONE: f64 = 1e-6;

/// What came of it.
pub struct Outcome {
    /// Guesses that were answered, not put off.
    pub guesses: u64,
    pub opened: u32,
    pub codes_died: u64,
    pub alarms: u64,
}

impl Attack {
    /// Openings to expect in a day at most: no account has more wrong guesses than the policy lets it have.
    pub fn bound_a_day(&self) -> f64 {
        f64::from(self.accounts) * f64::from(self.policy.settings().failures_a_day) * ONE
    }

    /// Guesses that the policy lets through at most.
    pub fn guesses_bound(&self) -> u64 {
        u64::from(self.accounts) * u64::from(self.policy.settings().failures_a_day) * u64::from(self.days)
    }

    /// Plays it.
    pub fn run(&self) -> Result<Outcome, Failure> {
        let mut random = SplitMix(u64::from(self.seed));
        let counts = Arc::new(Counts::default());
        let pepper = Pepper::new(1, &make_bytes(&mut random)?)?;
        let peppers = Peppers::new(&make_bytes(&mut random)?, pepper)?;
        let service = Service::new(Host::parse("id.example.kz")?, "/open", Blank, Blank)?;
        let store =
            MemoryStore::new(Capacity { grants: 4_000_000, quotas: 16_000_000, ..Capacity::default() });
        let registry = Registry::new(store, service, self.policy, peppers).with_audit(Arc::clone(&counts));
        let mut everybody = people();
        let subjects: Vec<Iin> = everybody.by_ref().take(self.grants as usize).collect();
        let accounts: Vec<Iin> = everybody.take(self.accounts as usize).collect();
        let document = DocumentRef {
            doc_type: DocType::parse("kz.gov.egov.identity_card.1")?,
            number: DocumentNumber::parse("049990001")?,
        };
        let start = Timestamp::parse("2026-11-22T00:00:00+05:00")?;
        let end = start.plus(i64::from(self.days) * 86_400);
        // Seconds at which a person's grant ends, and at which an account may guess again.
        let mut ends = vec![start; subjects.len()];
        let mut waiting: BinaryHeap<Reverse<(i64, usize)>> = (0..accounts.len())
            .map(|account| Reverse((start.unix() + random.below(900).cast_signed(), account)))
            .collect();
        let mut outcome = Outcome { guesses: 0, opened: 0, codes_died: 0, alarms: 0 };
        let mut swept = start;
        while let Some(Reverse((at, account))) = waiting.pop() {
            let now = start.plus(at - start.unix());
            if now >= end {
                break;
            }
            if now.unix() - swept.unix() >= 600 {
                registry.sweep(now)?;
                swept = now;
            }
            let target = usize::try_from(random.below(u64::from(self.grants)))?;
            let (Some(subject), Some(until), Some(guesser)) =
                (subjects.get(target), ends.get_mut(target), accounts.get(account))
            else {
                continue;
            };
            if *until <= now {
                // Whoever is guessed at has something open, always.
                let request = OpenRequest::new(vec![document.clone()]);
                match registry.open(&Party::Person(*subject), request, now, &mut random) {
                    Ok(opened) => *until = opened.validity().until(),
                    Err(qujat::grant::OpenError::TooManyOpenings { .. }) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            let code = ShortCode::parse(&format!("{:06}", random.below(1_000_000)))?;
            let wait = match registry.redeem_code(&Party::Person(*guesser), subject, &code, None, now)? {
                Redemption::Granted(_) => {
                    (outcome.guesses, outcome.opened) = (outcome.guesses + 1, outcome.opened + 1);
                    *until = now;
                    1
                }
                Redemption::Refused(Refused::NotOpen) => {
                    outcome.guesses += 1;
                    1
                }
                Redemption::Refused(Refused::TryLater { after_seconds }) => i64::from(after_seconds),
            };
            waiting.push(Reverse((at + wait, account)));
        }
        outcome.codes_died = counts.codes_died.load(Ordering::Relaxed);
        outcome.alarms = counts.alarms.load(Ordering::Relaxed);
        Ok(outcome)
    }
}

/// What the registry tells its own service.
#[derive(Default)]
struct Counts {
    codes_died: AtomicU64,
    alarms: AtomicU64,
}

impl Audit for Counts {
    fn record(&self, event: &Event<'_>) {
        match event {
            Event::CodeDied { .. } => self.codes_died.fetch_add(1, Ordering::Relaxed),
            Event::Alarm { .. } => self.alarms.fetch_add(1, Ordering::Relaxed),
            _ => 0,
        };
    }
}

/// Nobody scans here: links are made and thrown away, so nothing is spent on signing them.
struct Blank;

impl Signer for Blank {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDsa
    }

    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, SignError> {
        Ok(vec![0; 64])
    }
}

impl Verifier for Blank {
    fn verify(&self, _: Algorithm, _: &[u8], _: &[u8]) -> Result<(), SignatureError> {
        Err(SignatureError::Untrue)
    }
}

/// IINs of people who are not, one after another.
fn people() -> impl Iterator<Item = Iin> {
    let days =
        (0..100).flat_map(|year| (1..=12).flat_map(move |month| (1..=28).map(move |day| (year, month, day))));
    days.flat_map(|(year, month, day)| {
        (0..10_000).filter_map(move |serial| {
            let start = format!("{year:02}{month:02}{day:02}5{serial:04}");
            (0..10).find_map(|digit| Iin::parse(&format!("{start}{digit}")).ok())
        })
    })
}

/// SplitMix64: the same guesses for the same seed. Never for secrets.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, count: u64) -> u64 {
        self.next() % count.max(1)
    }
}

impl RandomSource for SplitMix {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        for eight in out.chunks_mut(8) {
            for (to, from) in eight.iter_mut().zip(self.next().to_le_bytes()) {
                *to = from;
            }
        }
        Ok(())
    }
}
