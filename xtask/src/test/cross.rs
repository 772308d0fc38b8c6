//! The facade for phones: compiled for Android and iOS, and linked for Android. Nothing of it can be run here.

mod library;
mod toolchain;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Counts, Suite, gate};
use crate::bindings::{EXPORTS, LIBRARY, PACKAGE};
use crate::process::{found, install_debian, quiet};
use crate::workspace::Workspace;
use toolchain::Toolchain;

/// The targets of phones, with a standard library built for them on the way.
pub(super) struct Cross;

impl Suite for Cross {
    fn name(&self) -> &'static str {
        "cross"
    }

    fn set_up(&self, workspace: &Workspace) -> Result<(), String> {
        if !found("cc") || !found("readelf") {
            // What is compiled for this machine on the way, and what reads a library.
            install_debian(&["gcc", "libc6-dev", "binutils"])?;
        }
        Toolchain::obtain(workspace).map(drop)
    }

    fn run(&self, workspace: &Workspace) -> Result<Counts, String> {
        let toolchain = Toolchain::obtain(workspace)?;
        let mut counts = Counts::default();
        let mut exported: Vec<BTreeSet<String>> = Vec::new();
        // All at once: where one waits for a single crate, another goes on. As a plain library, since cargo makes other kinds for
        // one target only; the gates below find all but the facade itself there.
        let androids = ANDROID.map(|android| android.target);
        counts += gate("compiled for Android, every processor", || {
            compile(workspace, &toolchain, "build", &androids)
        });
        for android in &ANDROID {
            let name =
                format!("{}: compiled, linked, aligned to 16 KB, exporting the facade alone", android.target);
            counts += gate(&name, || {
                let archive = archive(workspace, &toolchain, android.target)?;
                let library = link(workspace, &toolchain, android, &archive)?;
                exported.push(library::check(&library, android.machine)?);
                Ok(())
            });
        }
        counts += gate("all of them export the same", || same(&exported));
        counts +=
            gate("compiled for iOS, device and simulator", || compile(workspace, &toolchain, "check", &IOS));
        for ios in IOS {
            counts += gate(&format!("{ios}: compiled"), || compile(workspace, &toolchain, "check", &[ios]));
        }
        Ok(counts)
    }
}

/// A processor of Android's phones.
struct Android {
    target: &'static str,
    /// As LLVM's linker calls it.
    emulation: &'static str,
    /// As `readelf` calls it.
    machine: &'static str,
}

const ANDROID: [Android; 3] = [
    Android { target: "aarch64-linux-android", emulation: "aarch64linux", machine: "AArch64" },
    Android { target: "armv7-linux-androideabi", emulation: "armelf_linux_eabi", machine: "ARM" },
    Android {
        target: "x86_64-linux-android",
        emulation: "elf_x86_64",
        machine: "Advanced Micro Devices X86-64",
    },
];

/// A device and the simulator. Compiled as far as `cargo check` goes: what links them is on Macs alone.
const IOS: [&str; 2] = ["aarch64-apple-ios", "aarch64-apple-ios-sim"];

/// The facade as an archive for one target, and its place.
fn archive(workspace: &Workspace, toolchain: &Toolchain, target: &str) -> Result<PathBuf, String> {
    let build = ["rustc", "--package", PACKAGE, "--lib", "--profile", PROFILE, "--target", target];
    let mut build = toolchain.cargo(workspace, &build);
    quiet(build.args(["--crate-type", "staticlib"]))?;
    Ok(folder(workspace, target).join(format!("lib{LIBRARY}.a")))
}

/// The facade by a command of cargo's, `build` or `check`, for each target.
fn compile(
    workspace: &Workspace,
    toolchain: &Toolchain,
    command: &str,
    targets: &[&str],
) -> Result<(), String> {
    let mut build =
        toolchain.cargo(workspace, &[command, "--package", PACKAGE, "--lib", "--profile", PROFILE]);
    quiet(build.args(targets.iter().flat_map(|target| ["--target", target]))).map(drop)
}

/// Makes a shared library of an archive, with nothing of Android's at hand: what it needs of Android's own libraries stays
/// open until it is loaded.
fn link(
    workspace: &Workspace,
    toolchain: &Toolchain,
    android: &Android,
    archive: &Path,
) -> Result<PathBuf, String> {
    let library = archive.with_extension("so");
    let mut link = Command::new(toolchain.linker());
    link.args(["-flavor", "gnu", "-m", android.emulation, "-shared", "--gc-sections", "--strip-all"]);
    link.args(["-z", "max-page-size=16384", "--undefined-glob=uniffi_*", "--undefined-glob=ffi_*"]);
    link.arg("--version-script").arg(workspace.path(EXPORTS)).arg("-o").arg(&library).arg(archive);
    quiet(&mut link)?;
    Ok(library)
}

fn same(exported: &[BTreeSet<String>]) -> Result<(), String> {
    let [first, others @ ..] = exported else { return Err("none was linked".to_owned()) };
    if others.len() + 1 != ANDROID.len() {
        return Err(format!("{} of {} were linked", others.len() + 1, ANDROID.len()));
    }
    println!("    {} functions", first.len());
    match others.iter().find_map(|other| first.symmetric_difference(other).next()) {
        None => Ok(()),
        Some(name) => Err(format!("not all have {name}")),
    }
}

fn folder(workspace: &Workspace, target: &str) -> PathBuf {
    workspace.target().join("cross").join(target).join(PROFILE)
}

/// Compiled quickly, since it is never run.
const PROFILE: &str = "cross";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_that_one_library_lacks_is_named() {
        let of = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let (both, one) = (of(&["uniffi_a", "uniffi_b"]), of(&["uniffi_a"]));
        assert_eq!(same(&[both.clone(), both.clone(), both.clone()]), Ok(()));
        assert_eq!(same(&[both.clone(), both.clone(), one]), Err("not all have uniffi_b".to_owned()));
        assert_eq!(same(&[both.clone(), both]), Err("2 of 3 were linked".to_owned()));
        assert_eq!(same(&[]), Err("none was linked".to_owned()));
    }
}
