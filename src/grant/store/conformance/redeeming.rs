use super::super::{Ended, Spent};
use super::bench::{Bench, at};
use super::{Failure, same};

pub(super) fn views(bench: &Bench<'_>) -> Result<(), Failure> {
    bench.kept(1, 3)?;
    for view in 1..=3 {
        bench.redeem(1, 1, Spent::View(view))?;
    }
    bench.redeem(1, 1, Spent::Refused(Ended::Used))?;
    bench.redeem(2, 1, Spent::Refused(Ended::Unknown))
}

pub(super) fn expiry(bench: &Bench<'_>) -> Result<(), Failure> {
    bench.kept(1, 5)?;
    bench.redeem(1, -1, Spent::Refused(Ended::NotYet))?;
    bench.redeem(1, 0, Spent::View(1))?;
    bench.redeem(1, 179, Spent::View(2))?;
    bench.redeem(1, 180, Spent::Refused(Ended::Expired))?;
    same("live", bench.store.live(&bench.subject(0), at(180))?, vec![])
}

pub(super) fn dead_stay_dead(bench: &Bench<'_>) -> Result<(), Failure> {
    bench.kept(1, 5)?;
    bench.redeem(1, 180, Spent::Refused(Ended::Expired))?;
    bench.redeem(1, 100, Spent::Refused(Ended::Expired))?;
    same("live", bench.store.live(&bench.subject(0), at(100))?, vec![])?;
    bench.kept(2, 5)?;
    same("live at the expiry", bench.store.live(&bench.subject(0), at(180))?, vec![])?;
    bench.redeem(2, 100, Spent::Refused(Ended::Expired))?;
    // Closed early by the clock is closed all the same: its subject asked for it.
    let third = bench.kept(3, 5)?;
    same("close", bench.store.close(&bench.subject(0), &third, at(-1))?, true)?;
    bench.redeem(3, 10, Spent::Refused(Ended::Closed))
}

pub(super) fn views_race(bench: &Bench<'_>) -> Result<(), Failure> {
    for (of, views) in (1..).zip([1, 1, 1, 1, 5, 64]) {
        bench.kept(of, views)?;
        let id = bench.id(of)?;
        let spent = bench.race(|bench, _| Ok(bench.store.redeem(&bench.subject(0), &id, None, at(1))?))?;
        let mut seen: Vec<u8> = spent
            .into_iter()
            .filter_map(|spent| if let Spent::View(view) = spent { Some(view) } else { None })
            .collect();
        seen.sort_unstable();
        same("views", seen, (1..=views).collect())?;
    }
    Ok(())
}

pub(super) fn again(bench: &Bench<'_>) -> Result<(), Failure> {
    let id = bench.kept(1, 2)?;
    let redeem = |attempt, second, wanted| {
        let attempt = bench.attempt(attempt);
        let spent = bench.store.redeem(&bench.subject(0), &id, Some(&attempt), at(second))?;
        same(&format!("redeem at second {second}"), spent, wanted)
    };
    redeem(1, 1, Spent::View(1))?;
    redeem(1, 2, Spent::Again(1))?;
    redeem(2, 3, Spent::View(2))?;
    // Used up for everybody else.
    redeem(3, 4, Spent::Refused(Ended::Used))?;
    redeem(1, 5, Spent::Again(1))?;
    redeem(2, 179, Spent::Again(2))?;
    // Consent that has ended has ended for a lost answer too.
    redeem(2, 180, Spent::Refused(Ended::Expired))?;
    let id = bench.kept(2, 2)?;
    let attempt = bench.attempt(1);
    let redeem = || bench.store.redeem(&bench.subject(0), &id, Some(&attempt), at(1));
    same("another grant's attempt of that name", redeem()?, Spent::View(1))?;
    same("close", bench.store.close(&bench.subject(0), &id, at(1))?, true)?;
    same("closed meanwhile", redeem()?, Spent::Refused(Ended::Closed))
}

pub(super) fn again_race(bench: &Bench<'_>) -> Result<(), Failure> {
    let id = bench.kept(1, 64)?;
    let spent = bench
        .race(|bench, _| Ok(bench.store.redeem(&bench.subject(0), &id, Some(&bench.attempt(1)), at(1))?))?;
    same("views", spent.iter().filter(|spent| **spent == Spent::View(1)).count(), 1)?;
    same("answers again", spent.iter().filter(|spent| **spent == Spent::Again(1)).count(), 63)
}
