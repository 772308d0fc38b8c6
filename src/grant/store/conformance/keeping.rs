use super::super::{Ended, Insertion, NewGrant, Replacement, Spent, Stored};
use super::bench::{Bench, at};
use super::{Failure, same};
use crate::grant::Grant;
use crate::time::Validity;

pub(super) fn an_id_once(bench: &Bench<'_>) -> Result<(), Failure> {
    bench.kept(1, 1)?;
    let other_code = NewGrant { codes: bench.code(2), ..bench.grant(1, 1)? };
    bench.insert(other_code.clone(), 20, 0, Insertion::IdTaken)?;
    // Nor for another subject.
    let other_subject = NewGrant { subject: bench.subject(1), ..other_code };
    bench.insert(other_subject, 20, 0, Insertion::IdTaken)?;
    same("the other subject's grants", bench.store.live(&bench.subject(1), at(0))?.len(), 0)?;
    // What was not kept holds no code.
    bench.insert(NewGrant { codes: bench.code(2), ..bench.grant(2, 1)? }, 20, 0, Insertion::Inserted)
}

pub(super) fn a_code_once(bench: &Bench<'_>) -> Result<(), Failure> {
    let first = bench.kept(1, 1)?;
    let same_code = NewGrant { codes: bench.code(1), ..bench.grant(2, 1)? };
    bench.insert(same_code.clone(), 20, 0, Insertion::CodeTaken)?;
    same("what was not kept", bench.store.find(&bench.id(2)?)?, None)?;
    // The same MAC under another pepper is another code; one of several in common is the same.
    let other = NewGrant { codes: vec![bench.mac(2, 1)], ..bench.grant(3, 1)? };
    bench.insert(other, 20, 0, Insertion::Inserted)?;
    let shared = NewGrant { codes: vec![bench.mac(3, 9), bench.mac(1, 1)], ..bench.grant(4, 1)? };
    bench.insert(shared, 20, 0, Insertion::CodeTaken)?;
    // Another subject may have it, and it is free when its grant is closed. An id refused for its code can be used.
    let elsewhere = NewGrant { subject: bench.subject(1), ..same_code };
    bench.insert(elsewhere, 20, 0, Insertion::Inserted)?;
    same("close", bench.store.close(&bench.subject(0), &first, at(0))?, true)?;
    bench.insert(NewGrant { codes: bench.code(1), ..bench.grant(4, 1)? }, 20, 0, Insertion::Inserted)
}

pub(super) fn found_whole(bench: &Bench<'_>) -> Result<(), Failure> {
    let id = bench.kept(1, 3)?;
    let grant = bench.grant(1, 3)?.grant;
    same("find", bench.store.find(&id)?, Some(Stored::new(grant.clone())))?;
    bench.redeem(1, 0, Spent::View(1))?;
    let once = Stored { used: 1, ..Stored::new(grant) };
    same("find after a view", bench.store.find(&id)?, Some(once.clone()))?;
    let live = bench.store.live(&bench.subject(0), at(0))?;
    same("live", live.into_iter().map(|live| (live.stored, live.code_alive)).collect(), vec![(once, true)])?;
    same("find of nothing", bench.store.find(&bench.id(2)?)?, None)?;
    same("live of nobody", bench.store.live(&bench.subject(1), at(0))?, vec![])?;
    // The oldest first.
    bench.kept(2, 1)?;
    bench.kept(3, 1)?;
    let live = bench.store.live(&bench.subject(0), at(0))?;
    let ids = live.into_iter().map(|live| live.stored.grant.id).collect::<Vec<_>>();
    same("the order of live", ids, vec![id, bench.id(2)?, bench.id(3)?])
}

pub(super) fn most_live(bench: &Bench<'_>) -> Result<(), Failure> {
    for of in 1..=3 {
        bench.insert(bench.grant(of, 1)?, 3, 0, Insertion::Inserted)?;
    }
    bench.insert(bench.grant(4, 1)?, 3, 0, Insertion::TooManyLive)?;
    // One used up makes room, one expired as well.
    bench.redeem(2, 0, Spent::View(1))?;
    bench.insert(bench.grant(4, 1)?, 3, 0, Insertion::Inserted)?;
    bench.insert(bench.grant(5, 1)?, 3, 179, Insertion::TooManyLive)?;
    let later = Validity::new(at(180), at(360)).map_err(|error| Failure(error.to_string()))?;
    let fifth = bench.grant(5, 1)?;
    bench.insert(
        NewGrant { grant: Grant { validity: later, ..fifth.grant }, ..fifth },
        3,
        180,
        Insertion::Inserted,
    )
}

pub(super) fn openings_race(bench: &Bench<'_>) -> Result<(), Failure> {
    let count = |inserted: &[Insertion]| inserted.iter().filter(|one| **one == Insertion::Inserted).count();
    let one_code = bench.race(|bench, n| {
        let new = NewGrant { codes: bench.code(0), ..bench.grant(100 + n, 1)? };
        Ok(bench.store.insert(new, 5, at(0))?)
    })?;
    same("grants with one code", count(&one_code), 1)?;
    let many = bench.race(|bench, n| Ok(bench.store.insert(bench.grant(1 + n, 1)?, 5, at(0))?))?;
    same("grants kept beside it", count(&many), 4)?;
    same("live", bench.store.live(&bench.subject(0), at(0))?.len(), 5)?;
    let one_id = bench.race(|bench, n| {
        let new = bench.grant(200, 1)?;
        let new = NewGrant { subject: bench.subject(1 + n), codes: bench.code(n), ..new };
        Ok(bench.store.insert(new, 5, at(0))?)
    })?;
    same("grants with one id", count(&one_id), 1)
}

pub(super) fn replaced(bench: &Bench<'_>) -> Result<(), Failure> {
    let old = bench.kept(1, 3)?;
    bench.kept(2, 1)?;
    bench.redeem(1, 10, Spent::View(1))?;
    let new = bench.grant(3, 2)?;
    let replace = |used, new, wanted| same("replace", bench.store.replace(&old, used, new, at(10))?, wanted);
    replace(0, new.clone(), Replacement::Moved)?;
    replace(1, NewGrant { codes: bench.code(2), ..new.clone() }, Replacement::CodeTaken)?;
    replace(1, NewGrant { subject: bench.subject(1), ..new.clone() }, Replacement::NotLive)?;
    replace(1, NewGrant { codes: bench.code(9), ..bench.grant(2, 2)? }, Replacement::IdTaken)?;
    same("what was not kept", bench.store.find(&bench.id(3)?)?, None)?;
    bench.redeem(1, 10, Spent::View(2))?;
    replace(2, new.clone(), Replacement::Replaced)?;
    bench.redeem(1, 10, Spent::Refused(Ended::Replaced))?;
    bench.redeem(3, 10, Spent::View(1))?;
    replace(2, bench.grant(4, 1)?, Replacement::NotLive)?;
    same(
        "replace of nothing",
        bench.store.replace(&bench.id(7)?, 0, bench.grant(4, 1)?, at(10))?,
        Replacement::NotLive,
    )?;
    let live = bench.store.live(&bench.subject(0), at(10))?;
    let ids = live.into_iter().map(|live| live.stored.grant.id).collect::<Vec<_>>();
    same("live", ids, vec![bench.id(2)?, bench.id(3)?])?;
    // The old one's code is free, and it may be its own successor's.
    bench.insert(NewGrant { codes: bench.code(1), ..bench.grant(5, 1)? }, 20, 10, Insertion::Inserted)?;
    let own_code = NewGrant { codes: bench.code(3), ..bench.grant(6, 1)? };
    same("replace", bench.store.replace(&bench.id(3)?, 1, own_code, at(10))?, Replacement::Replaced)?;
    same("expired", bench.store.replace(&bench.id(6)?, 0, bench.grant(8, 1)?, at(180))?, Replacement::NotLive)
}

pub(super) fn replacing_race(bench: &Bench<'_>) -> Result<(), Failure> {
    for round in 0..4 {
        let (of, heir) = (10 * round + 1, 10 * round + 2);
        let old = bench.kept(of, 1)?;
        let answers = bench.race(|bench, n| {
            if n % 8 == 0 {
                let new = NewGrant { codes: bench.code(100 + n), ..bench.grant(heir, 1)? };
                let replaced = bench.store.replace(&old, 0, new, at(1))?;
                return Ok(u8::from(replaced == Replacement::Replaced));
            }
            let spent = bench.store.redeem(&bench.subject(0), &old, None, at(1))?;
            Ok(u8::from(matches!(spent, Spent::View(_))))
        })?;
        same("views and replacements of one view", answers.iter().sum(), 1)?;
    }
    Ok(())
}

pub(super) fn own_subject(bench: &Bench<'_>) -> Result<(), Failure> {
    let id = bench.kept(1, 1)?;
    let close =
        |subject, wanted| same("close", bench.store.close(&bench.subject(subject), &id, at(0))?, wanted);
    close(1, false)?;
    let spent = bench.store.redeem(&bench.subject(1), &id, None, at(0))?;
    same("redeem of another's", spent, Spent::Refused(Ended::Unknown))?;
    let nothing = bench.store.redeem(&bench.subject(0), &bench.id(2)?, None, at(0))?;
    same("redeem of nothing", nothing, Spent::Refused(Ended::Unknown))?;
    same("close of nothing", bench.store.close(&bench.subject(0), &bench.id(2)?, at(0))?, false)?;
    close(0, true)?;
    close(0, false)?;
    bench.redeem(1, 0, Spent::Refused(Ended::Closed))
}
