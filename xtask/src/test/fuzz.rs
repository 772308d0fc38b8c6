//! Fuzz targets: built, and each run for a moment from its seeds.

use std::fs;
use std::path::Path;

use super::{Counts, gate};
use crate::process::{cargo, found, quiet};
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
    counts += gate("fuzz targets build", || {
        // The sanitizers are unstable options of rustc; this opens them on the stable toolchain.
        let mut build = cargo(workspace, &["fuzz", "build"]);
        quiet(build.env("RUSTC_BOOTSTRAP", "1")).map(drop)
    });
    if counts.failed > 0 {
        return counts;
    }
    for target in targets {
        counts += gate(&format!("fuzz {target}, {RUNS} executions"), || smoke(workspace, &target));
    }
    counts
}

/// The targets, by the names of their files.
fn targets(workspace: &Workspace) -> Vec<String> {
    let files = workspace.files("fuzz/fuzz_targets", &["rs"]);
    files.iter().filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned())).collect()
}

/// The same executions each time: a fixed seed, and what is found new is forgotten.
fn smoke(workspace: &Workspace, target: &str) -> Result<(), String> {
    let found = workspace.target().join("fuzz-smoke").join(target);
    let failed = |error: std::io::Error| format!("{}: {error}", found.display());
    if found.is_dir() {
        fs::remove_dir_all(&found).map_err(failed)?;
    }
    fs::create_dir_all(&found).map_err(failed)?;
    let mut run = cargo(workspace, &["fuzz", "run", target]);
    run.env("RUSTC_BOOTSTRAP", "1").arg(&found);
    let seeds = workspace.path("fuzz/seeds").join(target);
    if Path::is_dir(&seeds) {
        run.arg(&seeds);
    }
    run.args(["--", "-seed=1", &format!("-runs={RUNS}")]).args(LIMITS);
    quiet(&mut run).map(drop)
}

const RUNS: u32 = 20_000;

/// Longest input in bytes, seconds for one input, memory in MiB, and seconds for them all.
const LIMITS: [&str; 4] = ["-max_len=8192", "-timeout=10", "-rss_limit_mb=1024", "-max_total_time=120"];
