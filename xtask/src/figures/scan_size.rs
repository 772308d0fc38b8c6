use std::fs;
use std::path::Path;

use super::lib_size::kib;
use crate::bindings::strip;
use crate::process::{cargo, quiet};
use crate::workspace::Workspace;

/// What decoding QR symbols adds to a stripped library: one that tells what a text is, and the same with the scanner before it, both
/// built as phones get theirs. KiB, one decimal.
pub(super) fn measure(workspace: &Workspace) -> Result<String, String> {
    let folder = workspace.target().join("scan_size");
    let write = |name: &str, text: &str| {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap_or(&folder))
            .and_then(|()| fs::write(&file, text))
            .map_err(|error| format!("{}: {error}", file.display()))
    };
    write("Cargo.toml", &MANIFEST.replace("{qujat}", &workspace.path("").display().to_string()))?;
    write("src/lib.rs", SOURCE)?;
    fs::copy(workspace.path("Cargo.lock"), folder.join("Cargo.lock")).map_err(|error| error.to_string())?;
    let without = build(workspace, &folder, &[])?;
    let with = build(workspace, &folder, &["--features", "scan"])?;
    Ok(kib(with.checked_sub(without).ok_or("the library with the scanner is the smaller one")?))
}

/// Bytes of the stripped library.
fn build(workspace: &Workspace, folder: &Path, features: &[&str]) -> Result<u64, String> {
    let mut command = cargo(workspace, &["build", "--quiet", "--profile", "mobile", "--manifest-path"]);
    command.arg(folder.join("Cargo.toml")).arg("--target-dir").arg(folder.join("target")).args(features);
    quiet(&mut command)?;
    let library = folder.join("target/mobile/libscan_size.so");
    let stripped = library.with_extension("stripped");
    strip(&library, &stripped)?;
    Ok(fs::metadata(&stripped).map_err(|error| format!("{}: {error}", stripped.display()))?.len())
}

const MANIFEST: &str = r#"[package]
name = "scan_size"
version = "0.0.0"
edition = "2024"

[workspace]

[lib]
crate-type = ["cdylib"]

[features]
scan = []

[dependencies]
qujat = { path = "{qujat}" }

[profile.mobile]
inherits = "release"
opt-level = "s"
lto = "fat"
codegen-units = 1
panic = "unwind"
debug = false
"#;

const SOURCE: &str = r#"//! Written to be weighed.
use qujat::scan::Scanned;
#[cfg(feature = "scan")]
use qujat::scan::Scanner;

#[unsafe(no_mangle)]
pub extern "C" fn weighed(bytes: *const u8, width: usize, height: usize) -> usize {
    let Some(length) = width.checked_mul(height) else { return 0 };
    let bytes = unsafe { core::slice::from_raw_parts(bytes, length) };
    #[cfg(feature = "scan")]
    {
        let found = Scanner::new().scan_luma(bytes, width, height, width).unwrap_or_default();
        found.iter().map(|found| found.scanned().kind() as usize + found.bytes.len()).sum()
    }
    #[cfg(not(feature = "scan"))]
    core::str::from_utf8(bytes).map_or(0, |text| Scanned::from_text(text).kind() as usize)
}

#[cfg(feature = "scan")]
#[unsafe(no_mangle)]
pub extern "C" fn told(bytes: *const u8, length: usize) -> usize {
    let bytes = unsafe { core::slice::from_raw_parts(bytes, length) };
    core::str::from_utf8(bytes).map_or(0, |text| Scanned::from_text(text).kind() as usize)
}
"#;
