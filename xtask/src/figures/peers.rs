//! Figures against other implementations, measured by `peers/`: a workspace of its own, since it builds C, C++ and assembler
//! that nobody who uses the library should.

use std::path::Path;

use super::harness::is_figure;
use crate::process::{cargo, found, install_debian, quiet};
use crate::python_package::Tools;
use crate::workspace::Workspace;

/// The figures, named here so that asking for others builds no peer.
pub(super) const NAMES: [&str; 12] = [
    "p256_verify_vs_awslc",
    "p256_verify_new_key_vs_awslc",
    "p256_verify_vs_graviola",
    "verify_document_vs_isomdl",
    "scan_recall_vs_zxingcpp",
    "scan_time_vs_zxingcpp",
    "scan_negative_ms_720p",
    "scan_stream_negative_ms_720p",
    "scan_stream_negative_vs_zxingcpp",
    "scan_worst_ms_720p",
    "scan_false_decodes",
    "qr_encode_vs_crate",
];

/// Measures these figures in one run. One that needs outside vectors is left out, with a line that says so, where they
/// are not there.
pub(super) fn measure(workspace: &Workspace, names: &[&str]) -> Result<Vec<String>, String> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    // aws-lc is C and zxing-cpp C++; cmake builds them where their own builds do not know the machine.
    if !found("cc") || !found("c++") || !found("cmake") {
        install_debian(&["cmake", "g++", "gcc", "libc6-dev"])?;
    }
    let of_codes = |name: &&str| name.starts_with("scan_") || name.starts_with("qr_");
    let (codes, others): (Vec<&str>, Vec<&str>) = names.iter().copied().partition(of_codes);
    let mut figures = Vec::new();
    if !others.is_empty() {
        figures.extend(run(workspace, "qujat-peers", "speed", None, &others)?);
    }
    if !codes.is_empty() {
        let wheel = Tools::scanners(workspace)?;
        figures.extend(run(workspace, "scanners", "scanners", Some(&wheel), &codes)?);
    }
    Ok(figures)
}

/// Figures of one program of `peers/`, which is built with the feature it needs.
fn run(
    workspace: &Workspace,
    program: &str,
    feature: &str,
    wheel: Option<&Path>,
    names: &[&str],
) -> Result<Vec<String>, String> {
    let run = ["run", "--quiet", "--locked", "--release", "--manifest-path", "peers/Cargo.toml"];
    let mut command = cargo(workspace, &run);
    command.args(["--bin", program, "--features", feature]);
    command.arg("--target-dir").arg(workspace.target().join("peers")).arg("--").args(names);
    if let Some(wheel) = wheel {
        command.env("QUJAT_WHEEL", wheel);
    }
    let lines = quiet(&mut command)?;
    for line in lines.iter().filter(|line| line.starts_with("skipped: ")) {
        println!("{line}");
    }
    Ok(lines.into_iter().filter(|line| names.iter().any(|name| is_figure(line, name))).collect())
}
