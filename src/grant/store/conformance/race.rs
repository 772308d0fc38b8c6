use std::sync::Barrier;
use std::thread;

/// Runs `step` on so many threads that start together; what each gave, in their order. `died` is said of one that panicked.
pub(crate) fn race<T: Send, F: Send>(
    threads: u8,
    step: impl Fn(u8) -> Result<T, F> + Sync,
    died: impl Fn() -> F,
) -> Result<Vec<T>, F> {
    let barrier = Barrier::new(usize::from(threads));
    thread::scope(|scope| {
        let run = |n| {
            let (barrier, step) = (&barrier, &step);
            scope.spawn(move || {
                barrier.wait();
                step(n)
            })
        };
        let threads: Vec<_> = (0..threads).map(run).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err(died()))).collect()
    })
}
