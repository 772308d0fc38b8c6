//! Fuzz targets: built, and each run for a moment from its seeds.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use super::{Counts, ended, gate};
use crate::process::{cargo, each_line, found, quiet};
use crate::workspace::Workspace;

/// Installs `cargo-fuzz` where it is missing.
pub(super) fn set_up(workspace: &Workspace) -> Result<(), String> {
    if !workspace.path("fuzz").is_dir() || found("cargo-fuzz") {
        return Ok(());
    }
    println!("    installing cargo-fuzz from crates.io, about a minute");
    let well = quiet(&mut cargo(workspace, &["install", "cargo-fuzz", "--locked"]));
    well.map(drop).map_err(|error| format!("cargo-fuzz does not install: {error}"))
}

pub(super) fn run(workspace: &Workspace) -> Counts {
    let mut counts = Counts::default();
    let targets = targets(workspace);
    if targets.is_empty() {
        return counts;
    }
    let mut binaries = PathBuf::new();
    counts += gate("fuzz targets build", || {
        // More units of code than the one cargo-fuzz asks for: built on every core, and run for a moment only.
        let mut build = cargo(workspace, &["fuzz", "build", "--codegen-units", "16", "--target-dir"]);
        // The sanitizers are unstable options of rustc; this opens them on the stable toolchain.
        quiet(build.arg(folder(workspace)).env("RUSTC_BOOTSTRAP", "1"))?;
        binaries = built(&folder(workspace), &targets)?;
        Ok(())
    });
    if counts.failed > 0 {
        return counts;
    }
    println!("--- fuzz targets run, each for {RUNS} executions or {SECONDS} seconds");
    let run = |target: &String| {
        let started = Instant::now();
        (smoke(workspace, &binaries, target), started.elapsed())
    };
    in_order(&targets, run, |target, (smoke, time)| {
        println!("--- fuzz {target}");
        smoke.said.iter().for_each(|line| println!("    {line}"));
        counts += ended(smoke.outcome, time);
    });
    counts
}

/// The targets, by the names of their files.
fn targets(workspace: &Workspace) -> Vec<String> {
    let files = workspace.files("fuzz/fuzz_targets", &["rs"]);
    files.iter().filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned())).collect()
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target().join("fuzz")
}

/// Where the programs are: `MACHINE/release` in the folder, one of each target.
fn built(folder: &Path, targets: &[String]) -> Result<PathBuf, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut releases = entries.flatten().map(|entry| entry.path().join("release"));
    let file = |target: &String| format!("{target}{}", std::env::consts::EXE_SUFFIX);
    let whole = |release: &PathBuf| targets.iter().all(|target| release.join(file(target)).is_file());
    releases.find(whole).ok_or_else(|| format!("not every target has its program in {}", folder.display()))
}

/// Works on each of these, as many at a time as there are processors, and hands the results over in order, each as soon as all
/// before it are there.
fn in_order<I: Sync, T: Send>(items: &[I], work: impl Fn(&I) -> T + Sync, mut take: impl FnMut(&I, T)) {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(items.len());
    let next = AtomicUsize::new(0);
    let (done, results) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads {
            let (done, next, work) = (done.clone(), &next, &work);
            scope.spawn(move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { return };
                    // Nobody listens any more only where taking panicked.
                    if done.send((index, work(item))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(done);
        let mut early = BTreeMap::new();
        let mut waiting = items.iter().enumerate().peekable();
        for (index, result) in results {
            early.insert(index, result);
            while let Some(result) = waiting.peek().and_then(|(wanted, _)| early.remove(wanted)) {
                if let Some((_, item)) = waiting.next() {
                    take(item, result);
                }
            }
        }
    });
}

/// How one target ended, and what is to be shown of it.
struct Smoke {
    said: Vec<String>,
    outcome: Result<(), String>,
}

/// The same executions each time: a fixed seed, and what is found new is forgotten.
///
/// The program itself is run: cargo would look through all crates first, each time.
fn smoke(workspace: &Workspace, binaries: &Path, target: &str) -> Smoke {
    let mut last = VecDeque::new();
    let ended = libfuzzer(workspace, binaries, target).and_then(|mut run| {
        each_line(&mut run, |line| {
            last.push_back(line.to_owned());
            if last.len() > SHOWN {
                last.pop_front();
            }
        })
    });
    let last: Vec<String> = last.into();
    match ended {
        Ok(true) => match executions(&last) {
            Some(runs) => Smoke { said: vec![format!("{runs} executions")], outcome: Ok(()) },
            None => Smoke { said: last, outcome: Err("nothing was executed".to_owned()) },
        },
        Ok(false) => {
            let outcome = Err(found_by(&last));
            Smoke { said: last, outcome }
        }
        Err(error) => Smoke { said: last, outcome: Err(error) },
    }
}

/// One target with its seeds. What makes it fail goes where `cargo fuzz run` puts it.
fn libfuzzer(workspace: &Workspace, binaries: &Path, target: &str) -> Result<Command, String> {
    let found = workspace.target().join("fuzz-smoke").join(target);
    let artifacts = workspace.path("fuzz/artifacts").join(target);
    let failed = |error: std::io::Error| format!("{}: {error}", found.display());
    if found.is_dir() {
        fs::remove_dir_all(&found).map_err(failed)?;
    }
    fs::create_dir_all(&found).and_then(|()| fs::create_dir_all(&artifacts)).map_err(failed)?;
    let mut run = Command::new(binaries.join(target));
    run.current_dir(workspace.root()).env("ASAN_OPTIONS", "detect_odr_violation=0").arg(&found);
    let seeds = workspace.path("fuzz/seeds").join(target);
    if seeds.is_dir() {
        run.arg(seeds);
    }
    run.args([format!("-artifact_prefix={}/", artifacts.display()), format!("-runs={RUNS}")]);
    run.arg(format!("-max_total_time={SECONDS}")).args(LIMITS);
    Ok(run)
}

/// Of `Done 20000 runs in 3 second(s)`, libFuzzer's closing line; none where it executed nothing.
fn executions(said: &[String]) -> Option<u64> {
    let done = said.iter().rev().find_map(|line| line.strip_prefix("Done "))?;
    let runs = done.split(' ').next()?.parse().ok()?;
    (runs > 0).then_some(runs)
}

/// The file of `artifact_prefix='…'; Test unit written to FILE`, which makes the target fail again.
fn found_by(said: &[String]) -> String {
    match said.iter().rev().find_map(|line| line.split_once("Test unit written to ")) {
        Some((_, file)) => format!("exit status not 0; the input is {file}"),
        None => "exit status not 0".to_owned(),
    }
}

/// A target ends with whichever comes first.
const RUNS: u32 = 20_000;
const SECONDS: u32 = 30;

/// Longest input in bytes, seconds for one input, memory in MiB.
const LIMITS: [&str; 4] = ["-seed=1", "-max_len=8192", "-timeout=10", "-rss_limit_mb=1024"];

/// Lines shown of a target that failed.
const SHOWN: usize = 60;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_libfuzzer_says_at_the_end_is_read() {
        let said = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        assert_eq!(executions(&said(&["#2\tINITED cov: 9", "Done 7312 runs in 31 second(s)"])), Some(7312));
        assert_eq!(executions(&said(&["Done 0 runs in 0 second(s)"])), None);
        assert_eq!(executions(&said(&["INFO: Seed: 1"])), None);
        let crashed = ["==9== ERROR", "artifact_prefix='a/'; Test unit written to a/crash-1", "Base64: AA=="];
        assert_eq!(found_by(&said(&crashed)), "exit status not 0; the input is a/crash-1");
        assert_eq!(found_by(&said(&["killed"])), "exit status not 0");
    }

    #[test]
    fn results_come_in_order() {
        let mut taken = Vec::new();
        let items: Vec<u64> = (0..9).collect();
        let slow_first = |item: &u64| {
            thread::sleep(Duration::from_millis(if *item == 0 { 20 } else { 0 }));
            item * item
        };
        in_order(&items, slow_first, |item, result| taken.push((*item, result)));
        assert_eq!(taken, items.iter().map(|item| (*item, item * item)).collect::<Vec<_>>());
        in_order(&[], |item: &u64| *item, |_, _| panic!("there is none"));
    }

    #[test]
    fn programs_are_found_where_all_of_them_are() {
        let folder = std::env::temp_dir().join(format!("qujat-fuzz-{}", std::process::id()));
        let release = folder.join("machine/release");
        fs::create_dir_all(&release).unwrap();
        fs::write(release.join(format!("a{}", std::env::consts::EXE_SUFFIX)), "").unwrap();
        assert_eq!(built(&folder, &["a".to_owned()]), Ok(release));
        assert!(built(&folder, &["a".to_owned(), "b".to_owned()]).is_err());
        fs::remove_dir_all(&folder).unwrap();
        assert!(built(&folder, &["a".to_owned()]).is_err());
    }
}
