//! What the way through a binding costs: the same two calls made from a language and from Rust, both in the library as it
//! is shipped, in turn within one run. See `uniffi/examples/overhead.rs`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bindings::{self, Language, PACKAGE, Variant};
use crate::process::{cargo, quiet};
use crate::python_package::{self, Tools};
use crate::workspace::Workspace;
use crate::{swift_package, test};

/// The figures of a language, in the order [`measure`] gives them.
pub(super) fn names(language: Language) -> [String; 2] {
    ["verify", "frame"].map(|call| format!("ffi_{call}_overhead_{language}"))
}

/// The ratio of each figure: the median of the binding over the median of Rust, each the middle one of some rounds.
pub(super) fn measure(workspace: &Workspace, language: Language) -> Result<[f64; 2], String> {
    let data = workspace.target().join("figures");
    fs::create_dir_all(&data).map_err(|error| format!("{}: {error}", data.display()))?;
    copy(&workspace.path("bindings/fixtures"), &FIXTURES, &data)?;
    let rust = || medians(rust(workspace).arg(&data));
    // Writes the frame, so before the programs that read it; its times do not count.
    rust()?;
    let mut binding = program(workspace, language, &data)?;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        rounds.push((rust()?, medians(&mut binding)?));
    }
    let middle = |of: fn(&(Medians, Medians)) -> u64| {
        let mut all: Vec<u64> = rounds.iter().map(of).collect();
        all.sort_unstable();
        all.get(ROUNDS / 2).copied().unwrap_or_default()
    };
    let (verify, frame) = (middle(|round| round.1.verify), middle(|round| round.1.frame));
    let (verify_in_rust, frame_in_rust) = (middle(|round| round.0.verify), middle(|round| round.0.frame));
    eprintln!(
        "{language}: verify {verify} ns, frame {frame} ns; Rust: {verify_in_rust} ns, {frame_in_rust} ns"
    );
    Ok([ratio(verify, verify_in_rust), ratio(frame, frame_in_rust)])
}

/// What one program printed, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Medians {
    verify: u64,
    frame: u64,
}

fn medians(command: &mut Command) -> Result<Medians, String> {
    read(&quiet(command)?)
}

/// Finds the two lines among whatever else is said.
fn read(lines: &[String]) -> Result<Medians, String> {
    let number = |name: &str| {
        let mut found =
            lines.iter().filter_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok());
        found
            .next()
            .filter(|number| *number > 0)
            .ok_or_else(|| format!("no line `{name} NANOSECONDS` is said"))
    };
    Ok(Medians { verify: number("verify")?, frame: number("frame")? })
}

#[allow(clippy::cast_precision_loss, reason = "a ratio of times")]
fn ratio(whole: u64, part: u64) -> f64 {
    whole as f64 / part as f64
}

/// Built by the profile of what is shipped, so that only the way through the binding differs.
fn rust(workspace: &Workspace) -> Command {
    let profile = Variant::Shipped.profile();
    let build =
        ["run", "--quiet", "--locked", "--profile", profile, "--package", PACKAGE, "--example", "overhead"];
    let mut command = cargo(workspace, &build);
    command.arg("--");
    command
}

/// The program of a language, its package made ready.
fn program(workspace: &Workspace, language: Language, data: &Path) -> Result<Command, String> {
    match language {
        Language::Kotlin => {
            bindings::prepare(workspace, language, Variant::Shipped)?;
            let mut command = test::kotlin::maven(workspace, &["-Pfigures", "test"]);
            command.arg(format!("-Dqujat.figures={}", data.display()));
            Ok(command)
        }
        Language::Swift => {
            let folder = bindings::prepare(workspace, language, Variant::Shipped)?;
            swift_package::assemble(workspace, &folder, Variant::Shipped)?;
            let project = folder.join("Overhead");
            // Beside its program: nothing outside the folder is to be seen from where Swift may run.
            copy(data, &[FIXTURES.as_slice(), &["frame.luma"]].concat(), &project.join("data"))?;
            copy(
                &workspace.path("bindings/swift/Overhead"),
                &["Package.swift", "Sources/Overhead/main.swift"],
                &project,
            )?;
            test::swift::command(&project, &["run", "--configuration", "release", "Overhead", "data"])
        }
        Language::Python => {
            let tools = Tools::obtain(workspace)?;
            let wheel = python_package::wheel(workspace, &tools, Variant::Shipped)?;
            let site = Variant::Shipped.folder(workspace, language).join("site");
            python_package::install(workspace, &tools, &wheel, &site)?;
            let mut command = tools.command(workspace, "python");
            command.args(["-B", "overhead.py"]).arg(data).env("PYTHONPATH", site);
            Ok(command)
        }
    }
}

fn copy(from: &Path, files: &[&str], to: &Path) -> Result<(), String> {
    for file in files {
        let (from, to): (PathBuf, PathBuf) = (from.join(file), to.join(file));
        let failed = |error: std::io::Error| format!("{} to {}: {error}", from.display(), to.display());
        fs::create_dir_all(to.parent().unwrap_or(&to)).map_err(failed)?;
        fs::copy(&from, &to).map_err(failed)?;
    }
    Ok(())
}

const FIXTURES: [&str; 3] = ["publisher.cose_key", "issuers.trust_list", "identity_card.mdoc"];

/// Turns of Rust and the binding.
const ROUNDS: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_lines_are_found_among_others() {
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let said = "Building for production...\nverify 210000\nframe 4100000\n[INFO] BUILD SUCCESS";
        assert_eq!(read(&lines(said)), Ok(Medians { verify: 210_000, frame: 4_100_000 }));
        assert_eq!(read(&lines("verify 1")), Err("no line `frame NANOSECONDS` is said".to_owned()));
        assert!(read(&lines("verify fast\nframe 1")).is_err());
        assert!(read(&lines("verify 0\nframe 1")).is_err(), "nothing takes no time");
    }

    #[test]
    fn each_language_has_its_two_names() {
        assert_eq!(names(Language::Swift), ["ffi_verify_overhead_swift", "ffi_frame_overhead_swift"]);
    }
}
