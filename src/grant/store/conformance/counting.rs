use super::super::{CodeTry, Ended, Quota, Spent, Taken};
use super::bench::{Bench, at};
use super::{Failure, same};
use crate::id::GrantId;

fn wrong(died: Vec<GrantId>) -> CodeTry {
    CodeTry::NoMatch { dead: None, died }
}

impl Bench<'_> {
    fn tried(&self, code: u8, limit: u32, second: i64, wanted: CodeTry) -> Result<(), Failure> {
        let tried = self.store.try_code(&self.subject(0), &self.code(code), limit, at(second))?;
        same(&format!("try_code at second {second}"), tried, wanted)
    }

    fn taken(&self, counter: u8, quota: Quota, second: i64, wanted: Taken) -> Result<(), Failure> {
        let taken = self.store.take(&self.counter(counter), quota, at(second))?;
        same(&format!("take at second {second}"), taken, wanted)
    }
}

pub(super) fn right_code(bench: &Bench<'_>) -> Result<(), Failure> {
    let id = bench.kept(1, 1)?;
    for _ in 0..6 {
        bench.tried(1, 5, 0, CodeTry::Match(id))?;
    }
    // Among the MACs of several peppers, too.
    let several = [bench.mac(7, 7), bench.mac(1, 1)];
    same("try_code", bench.store.try_code(&bench.subject(0), &several, 5, at(0))?, CodeTry::Match(id))?;
    // Of one used up, too: what it has ended of is for `redeem` to say.
    bench.redeem(1, 0, Spent::View(1))?;
    bench.tried(1, 5, 179, CodeTry::Match(id))?;
    // Past its expiry it is forgotten, and stays so.
    bench.tried(1, 5, 180, wrong(vec![]))?;
    bench.tried(1, 5, 179, wrong(vec![]))?;
    let nobody = bench.store.try_code(&bench.subject(1), &bench.code(1), 5, at(0))?;
    same("try_code with another's name", nobody, wrong(vec![]))
}

pub(super) fn code_death(bench: &Bench<'_>) -> Result<(), Failure> {
    let first = bench.kept(1, 5)?;
    for _ in 0..3 {
        bench.tried(99, 5, 0, wrong(vec![]))?;
    }
    let second = bench.kept(2, 1)?;
    bench.tried(99, 5, 0, wrong(vec![]))?;
    bench.tried(2, 5, 0, CodeTry::Match(second))?;
    bench.tried(99, 5, 0, wrong(vec![first]))?;
    let dead = CodeTry::NoMatch { dead: Some(first), died: vec![] };
    bench.tried(1, 5, 0, dead.clone())?;
    // A larger limit later does not revive it.
    bench.tried(1, 100, 0, dead)?;
    let live = bench.store.live(&bench.subject(0), at(0))?;
    let alive: Vec<_> = live.iter().map(|live| live.code_alive).collect();
    same("codes alive", alive, vec![false, true])?;
    // Its QR code lives.
    bench.redeem(1, 0, Spent::View(1))
}

pub(super) fn code_death_race(bench: &Bench<'_>) -> Result<(), Failure> {
    let id = bench.kept(1, 5)?;
    let tried =
        bench.race(|bench, _| Ok(bench.store.try_code(&bench.subject(0), &bench.code(99), 5, at(0))?))?;
    same("deaths", tried.iter().filter(|tried| **tried == wrong(vec![id])).count(), 1)?;
    same("other answers", tried.iter().filter(|tried| **tried == wrong(vec![])).count(), 63)
}

pub(super) fn any_window(bench: &Bench<'_>) -> Result<(), Failure> {
    let quota = Quota::new(3, 100);
    let no = |until| Taken::No { until: at(until) };
    for second in [0, 50, 99] {
        bench.taken(1, quota, second, Taken::Yes)?;
    }
    bench.taken(1, quota, 99, no(100))?;
    bench.taken(1, quota, 100, Taken::Yes)?;
    // Two fixed windows would allow three more here.
    bench.taken(1, quota, 101, no(150))?;
    let give_back = |second| bench.store.give_back(&bench.counter(1), quota, at(second));
    give_back(50)?;
    bench.taken(1, quota, 102, Taken::Yes)?;
    // Nothing was taken then.
    give_back(77)?;
    bench.taken(1, quota, 103, no(199))?;
    // A limit that shrank waits for as many as are too many; a clock that goes back frees nothing.
    bench.taken(1, Quota::new(1, 100), 103, no(202))?;
    bench.taken(1, quota, 10, no(199))?;
    bench.taken(2, Quota::new(0, 100), 0, no(100))?;
    // Without a pause a clock that goes back makes nobody wait who has one left.
    bench.taken(4, quota, 50, Taken::Yes)?;
    bench.taken(4, quota, 0, Taken::Yes)?;
    // Two of one second are two; one of them given back is one.
    let two = Quota::new(2, 100);
    let both = |wanted| bench.taken(3, two, 5, wanted);
    both(Taken::Yes)?;
    both(Taken::Yes)?;
    both(no(105))?;
    for _ in 0..3 {
        bench.store.give_back(&bench.counter(3), two, at(5))?;
        both(Taken::Yes)?;
        both(no(105))?;
    }
    bench.taken(3, two, 105, Taken::Yes)
}

pub(super) fn pause(bench: &Bench<'_>) -> Result<(), Failure> {
    let quota = Quota { pause_seconds: 30, ..Quota::new(10, 1_000) };
    let no = |until| Taken::No { until: at(until) };
    for _ in 0..3 {
        bench.taken(1, quota, 0, Taken::Yes)?;
    }
    for (asked, until) in [(0, 30), (30, 90), (90, 210), (210, 450), (450, 930)] {
        if asked > 0 {
            bench.taken(1, quota, asked - 1, no(asked))?;
            bench.taken(1, quota, asked, Taken::Yes)?;
        }
        bench.taken(1, quota, asked, no(until))?;
    }
    // Given back, its pause goes with it.
    bench.store.give_back(&bench.counter(1), quota, at(450))?;
    bench.taken(1, quota, 450, Taken::Yes)?;
    bench.taken(1, quota, 929, no(930))?;
    // The first three are free again: six minus three, and the pause is the first.
    bench.taken(1, quota, 1_030, Taken::Yes)
}

pub(super) fn quota_race(bench: &Bench<'_>) -> Result<(), Failure> {
    let quota = Quota::new(5, 900);
    let taken = bench.race(|bench, _| Ok(bench.store.take(&bench.counter(1), quota, at(0))?))?;
    same("taken", taken.iter().filter(|taken| **taken == Taken::Yes).count(), 5)
}

pub(super) fn sweep(bench: &Bench<'_>) -> Result<(), Failure> {
    bench.kept(1, 2)?;
    let quota = Quota::new(1, 300);
    bench.taken(1, quota, 0, Taken::Yes)?;
    bench.store.sweep(at(179))?;
    bench.redeem(1, 179, Spent::View(1))?;
    bench.taken(1, quota, 179, Taken::No { until: at(300) })?;
    bench.store.sweep(at(180))?;
    let spent = bench.store.redeem(&bench.subject(0), &bench.id(1)?, None, at(180))?;
    let over = matches!(spent, Spent::Refused(Ended::Expired | Ended::Unknown));
    same("over after its sweep", over, true)?;
    bench.taken(1, quota, 299, Taken::No { until: at(300) })?;
    bench.store.sweep(at(300))?;
    bench.taken(1, quota, 300, Taken::Yes)
}
