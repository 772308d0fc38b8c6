use super::super::{Applied, Batch, Write};
use super::{Bench, Failure, THREADS, same};

/// A name, and what is expected there.
type Expected<'a> = (&'a [u8], Option<&'a [u8]>);

fn done() -> Applied {
    Applied::Done(Vec::new())
}

fn put(bench: &Bench<'_>, batch: &mut Batch, name: &[u8], value: &[u8]) -> Result<(), Failure> {
    batch.write(Write::Put(bench.key(name)?, value.to_vec()));
    Ok(())
}

pub(super) fn kept_whole(bench: &Bench<'_>) -> Result<(), Failure> {
    let every: Vec<u8> = (0..=255).collect();
    let large = vec![0xa5; 5 * 1024 * 1024];
    for (name, value) in [
        (&b"empty"[..], &b""[..]),
        (b"every", &every),
        (&[0, 0xff, b'}', b'\n', 0], b"odd"),
        (b"large", &large),
    ] {
        same("nothing", bench.get(name)?, None)?;
        same("put", bench.apply(|batch| put(bench, batch, name, value))?, done())?;
        // Not shown where it differs: it may be large.
        same("got", bench.get(name)? == Some(value.to_vec()), true)?;
    }
    bench.apply(|batch| put(bench, batch, b"every", b"new"))?;
    same("put over", bench.get(b"every")?, Some(b"new".to_vec()))
}

pub(super) fn deleted(bench: &Bench<'_>) -> Result<(), Failure> {
    bench.apply(|batch| put(bench, batch, b"a", b"1"))?;
    for _ in 0..2 {
        let key = bench.key(b"a")?;
        same(
            "delete",
            bench.apply(|batch| {
                batch.write(Write::Delete(key));
                Ok(())
            })?,
            done(),
        )?;
        same("gone", bench.get(b"a")?, None)?;
        same("listed", bench.names(b"", None, 10)?, vec![])?;
    }
    Ok(())
}

pub(super) fn ensured(bench: &Bench<'_>) -> Result<(), Failure> {
    for value in [b"1", b"2"] {
        let key = bench.key(b"a")?;
        bench.apply(|batch| {
            batch.write(Write::Ensure(key, value.to_vec()));
            Ok(())
        })?;
        same("kept", bench.get(b"a")?, Some(b"1".to_vec()))?;
    }
    Ok(())
}

pub(super) fn in_order(bench: &Bench<'_>) -> Result<(), Failure> {
    let key = bench.key(b"a")?;
    bench.apply(|batch| {
        put(bench, batch, b"a", b"1")?;
        batch.write(Write::Delete(key.clone()));
        batch.write(Write::Ensure(key.clone(), b"2".to_vec()));
        batch.write(Write::Ensure(key, b"3".to_vec()));
        put(bench, batch, b"b", b"4")?;
        put(bench, batch, b"b", b"5")
    })?;
    same("a", bench.get(b"a")?, Some(b"2".to_vec()))?;
    same("b", bench.get(b"b")?, Some(b"5".to_vec()))
}

pub(super) fn expectations(bench: &Bench<'_>) -> Result<(), Failure> {
    bench.apply(|batch| put(bench, batch, b"a", b"1"))?;
    let list = bench.key(b"list/")?;
    let with = |expected: &[Expected<'_>]| {
        bench.apply(|batch| {
            for (name, value) in expected {
                batch.expect(bench.key(name)?, value.map(<[u8]>::to_vec));
            }
            batch.write(Write::Append(list.clone(), b"entry".to_vec()));
            batch.write(Write::Delete(bench.key(b"a")?));
            put(bench, batch, b"b", b"2")
        })
    };
    let cases: [&[Expected<'_>]; 6] = [
        &[(b"a", None)],
        &[(b"a", Some(b"2"))],
        &[(b"a", Some(b""))],
        &[(b"b", Some(b""))],
        &[(b"a", Some(b"1")), (b"b", Some(b"2"))],
        &[(b"c", Some(b"1")), (b"a", Some(b"1"))],
    ];
    for wrong in cases {
        same("moved", with(wrong)?, Applied::Moved)?;
        same("as it was", (bench.get(b"a")?, bench.get(b"b")?), (Some(b"1".to_vec()), None))?;
    }
    same("done", with(&[(b"a", Some(b"1")), (b"b", None)])?, Applied::Done(vec![1]))?;
    same("written", (bench.get(b"a")?, bench.get(b"b")?), (None, Some(b"2".to_vec())))
}

pub(super) fn numbers(bench: &Bench<'_>) -> Result<(), Failure> {
    let list = bench.key(b"list/")?;
    let append = |many: usize| {
        bench.apply(|batch| {
            (0..many).for_each(|_| batch.write(Write::Append(list.clone(), b"x".to_vec())));
            Ok(())
        })
    };
    same("first", append(1)?, Applied::Done(vec![1]))?;
    same("three more", append(3)?, Applied::Done(vec![2, 3, 4]))?;
    let last = list.entry(4);
    bench.apply(|batch| {
        batch.write(Write::Delete(last));
        Ok(())
    })?;
    same("after a deletion", append(1)?, Applied::Done(vec![5]))?;
    let left: Vec<Vec<u8>> = [1_u64, 2, 3, 5].map(|number| number.to_be_bytes().to_vec()).into();
    same("entries", bench.names(b"list/", None, 10)?, left)
}

pub(super) fn two_lists(bench: &Bench<'_>) -> Result<(), Failure> {
    for name in [&b"a"[..], b"aa", b"a"] {
        let list = bench.key(name)?;
        bench.apply(|batch| {
            batch.write(Write::Append(list, name.to_vec()));
            Ok(())
        })?;
    }
    let entry =
        |name: &[u8], number: u64| Ok::<_, Failure>(bench.store.get(&bench.key(name)?.entry(number))?);
    same("second of a", entry(b"a", 2)?, Some(b"a".to_vec()))?;
    same("first of aa", entry(b"aa", 1)?, Some(b"aa".to_vec()))?;
    same("second of aa", entry(b"aa", 2)?, None)
}

pub(super) fn pages(bench: &Bench<'_>) -> Result<(), Failure> {
    let all: [&[u8]; 7] = [b"\x00", b"\x00\xff", b"a", b"aa", b"b\x00", b"\xff", b"\xff\xff"];
    bench.apply(|batch| all.iter().rev().try_for_each(|name| put(bench, batch, name, name)))?;
    let whole: Vec<Vec<u8>> = all.iter().map(|name| name.to_vec()).collect();
    same("all", bench.names(b"", None, 100)?, whole.clone())?;
    same("none", bench.names(b"", None, 0)?, vec![])?;
    same("of a start", bench.names(b"a", None, 100)?, vec![vec![], b"a".to_vec()])?;
    same("of the last start", bench.names(b"\xff", None, 100)?, vec![vec![], b"\xff".to_vec()])?;
    let mut paged = Vec::new();
    let mut after = None;
    loop {
        let page = bench.store.list(&bench.key(b"")?, after.as_ref(), 2)?;
        let Some((last, _)) = page.last() else { break };
        let next = last.clone();
        paged.extend(page.into_iter().map(|(_, value)| value));
        after = Some(next);
    }
    same("in pages", paged, whole)?;
    // After a key that lies before the start, or is not there.
    let before = bench.key(b"\x00")?;
    same("after one before", bench.names(b"a", Some(&before), 1)?, vec![vec![]])?;
    let absent = bench.key(b"a\x00")?;
    same("after one absent", bench.names(b"a", Some(&absent), 9)?, vec![b"a".to_vec()])
}

pub(super) fn many(bench: &Bench<'_>) -> Result<(), Failure> {
    let list = bench.key(b"list/")?;
    bench.apply(|batch| {
        (0..300_u16).for_each(|n| batch.write(Write::Append(list.clone(), n.to_be_bytes().to_vec())));
        Ok(())
    })?;
    let listed = bench.store.list(&list, Some(&list.entry(250)), 20)?;
    let wanted: Vec<Vec<u8>> = (250..270_u16).map(|n| n.to_be_bytes().to_vec()).collect();
    same("from 251 on", listed.into_iter().map(|(_, value)| value).collect(), wanted)
}

pub(super) fn appending_race(bench: &Bench<'_>) -> Result<(), Failure> {
    let list = bench.key(b"list/")?;
    let numbers = bench.race(|bench, n| {
        let mut got = Vec::new();
        for round in 0..10 {
            let applied = bench.apply(|batch| {
                batch.write(Write::Append(list.clone(), vec![n, round]));
                Ok(())
            })?;
            match applied {
                Applied::Done(mut numbers) => got.append(&mut numbers),
                Applied::Moved => return Err(Failure("moved, though nothing was expected".to_owned())),
            }
        }
        Ok(got)
    })?;
    for own in &numbers {
        same("each thread's own rise", own.is_sorted(), true)?;
    }
    let mut all: Vec<u64> = numbers.into_iter().flatten().collect();
    all.sort_unstable();
    same("numbers", all, (1..=u64::from(THREADS) * 10).collect())
}

pub(super) fn expecting_race(bench: &Bench<'_>) -> Result<(), Failure> {
    for round in 0..10_u8 {
        let before = bench.get(b"a")?;
        let won = bench.race(|bench, n| {
            let applied = bench.apply(|batch| {
                batch.expect(bench.key(b"a")?, before.clone());
                put(bench, batch, b"a", &[round, n])
            })?;
            Ok(applied != Applied::Moved)
        })?;
        same("winners", won.iter().filter(|won| **won).count(), 1)?;
        let winner = won.iter().position(|won| *won).and_then(|n| u8::try_from(n).ok());
        same("what is there", bench.get(b"a")?, winner.map(|n| vec![round, n]))?;
    }
    Ok(())
}

pub(super) fn whole_batches(bench: &Bench<'_>) -> Result<(), Failure> {
    bench.apply(|batch| {
        put(bench, batch, b"x", &[0xff])?;
        put(bench, batch, b"y", &[0xff])
    })?;
    let seen = bench.race(|bench, n| {
        for _ in 0..10 {
            if n % 2 == 0 {
                bench.apply(|batch| {
                    put(bench, batch, b"x", &[n])?;
                    put(bench, batch, b"y", &[n])
                })?;
            } else {
                let both = bench.store.list(&bench.key(b"")?, None, 2)?;
                let values: Vec<&[u8]> = both.iter().map(|(_, value)| value.as_slice()).collect();
                if !matches!(values.as_slice(), [x, y] if x == y) {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    })?;
    same("whole", seen.iter().all(|whole| *whole), true)
}
