use core::num::NonZeroUsize;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::{DocumentReport, Expect, document};
use crate::limits::MAX_BATCH_THREADS;
use crate::time::Timestamp;
use crate::trust::TrustStore;

/// Verifies many documents, each for itself as [`document`] does, on up to `threads` threads, this one among them. What
/// `answer` makes of each document's bytes and report, on the thread that made it, stands in the order of the documents.
///
/// A certificate chain that many documents share is validated once: what was found is found again only for the very same
/// certificates, question, trust and instant. Nothing is kept after the call, and a batch on one thread gives the same.
///
/// ```
/// # use qujat::{time::Timestamp, trust::TrustStore, verify::{batch, Expect, Verdict}};
/// # let (documents, trust) = ([[0xa0]; 3], TrustStore::new());
/// # let now = Timestamp::parse("2026-11-22T09:30:00+05:00").expect("a time");
/// let threads = std::thread::available_parallelism().expect("known");
/// let words = batch(&documents, &trust, &Expect::default(), now, threads, |_, found| found.report().verdict());
/// assert_eq!(words, [Verdict::Invalid; 3]);
/// ```
pub fn batch<'a, D, T>(
    documents: &'a [D],
    trust: &TrustStore,
    expect: &Expect<'_>,
    now: Timestamp,
    threads: NonZeroUsize,
    answer: impl Fn(&'a [u8], DocumentReport<'a>) -> T + Sync,
) -> Vec<T>
where
    D: AsRef<[u8]> + Sync,
    T: Send,
{
    let trust = trust.remembering();
    let next = AtomicUsize::new(0);
    // Each thread takes the next few that nobody has taken: a slow document holds up only its own thread.
    let work = || {
        let mut answers = Vec::new();
        loop {
            let start = next.fetch_add(TAKEN, Ordering::Relaxed);
            let taken = documents.iter().enumerate().skip(start).take(TAKEN);
            if taken.len() == 0 {
                return answers;
            }
            answers.extend(taken.map(|(place, bytes)| {
                let bytes = bytes.as_ref();
                (place, answer(bytes, document(bytes, &trust, expect, now)))
            }));
        }
    };
    let helpers = threads.get().min(MAX_BATCH_THREADS).min(documents.len().div_ceil(TAKEN)).saturating_sub(1);
    let mut answers = thread::scope(|scope| {
        // A system that gives no more threads has the work done by fewer.
        let helpers: Vec<_> =
            (0..helpers).map_while(|_| thread::Builder::new().spawn_scoped(scope, work).ok()).collect();
        let mut answers = work();
        for helper in helpers {
            match helper.join() {
                Ok(more) => answers.extend(more),
                // Only a panic of the caller's own `answer` ends a helper early: it is the caller's to see.
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        answers
    });
    answers.sort_unstable_by_key(|(place, _)| *place);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// Documents taken at a time: some milliseconds of work at most, and no more than a place in a queue now and then.
const TAKEN: usize = 8;
