//! Figures against other implementations, measured by `peers/`: a workspace of its own, since it builds C and assembler
//! that nobody who uses the library should.

use super::harness::is_figure;
use crate::process::{cargo, found, install_debian, quiet};
use crate::workspace::Workspace;

/// The figures, named here so that asking for others builds no peer.
pub(super) const NAMES: [&str; 4] = [
    "p256_verify_vs_awslc",
    "p256_verify_new_key_vs_awslc",
    "p256_verify_vs_graviola",
    "verify_document_vs_isomdl",
];

/// Measures these figures in one run. One that needs outside vectors is left out, with a line that says so, where they
/// are not there.
pub(super) fn measure(workspace: &Workspace, names: &[&str]) -> Result<Vec<String>, String> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    // aws-lc is C; cmake builds it where its own build does not know the machine.
    if !found("cc") || !found("c++") || !found("cmake") {
        install_debian(&["cmake", "g++", "gcc", "libc6-dev"])?;
    }
    let run = [
        "run",
        "--quiet",
        "--locked",
        "--release",
        "--features",
        "speed",
        "--manifest-path",
        "peers/Cargo.toml",
    ];
    let mut command = cargo(workspace, &run);
    command.arg("--target-dir").arg(workspace.target().join("peers")).arg("--").args(names);
    let lines = quiet(&mut command)?;
    for line in lines.iter().filter(|line| line.starts_with("skipped: ")) {
        println!("{line}");
    }
    Ok(lines.into_iter().filter(|line| names.iter().any(|name| is_figure(line, name))).collect())
}
