use std::fs;
use std::process::Command;

use crate::process::{cargo, found, install_debian, quiet};
use crate::workspace::Workspace;

/// The stripped shared library of the facade, built as phones get it but for this machine: KiB, one decimal.
pub(super) fn measure(workspace: &Workspace) -> Result<String, String> {
    let build = [
        "rustc",
        "--package",
        "qujat-ffi",
        "--lib",
        "--locked",
        "--profile",
        "mobile",
        "--crate-type",
        "cdylib",
    ];
    quiet(&mut cargo(workspace, &build))?;
    if !found("strip") {
        install_debian(&["binutils"])?;
    }
    let folder = workspace.target().join("mobile");
    let file = format!("{}qujat_ffi{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let stripped = folder.join(format!("stripped-{file}"));
    // Without `-x` the linker of Apple's systems keeps what it needs by itself and strips too little.
    let all = if cfg!(target_os = "macos") { "-x" } else { "--strip-all" };
    quiet(Command::new("strip").arg(all).arg("-o").arg(&stripped).arg(folder.join(file)))?;
    let bytes = fs::metadata(&stripped).map_err(|error| format!("{}: {error}", stripped.display()))?.len();
    Ok(kib(bytes))
}

/// Rounded up to the tenth: a size is never told smaller than it is.
pub(super) fn kib(bytes: u64) -> String {
    let tenths = (bytes * 10).div_ceil(1024);
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_up() {
        assert_eq!(kib(0), "0.0");
        assert_eq!(kib(1024), "1.0");
        assert_eq!(kib(1025), "1.1");
        assert_eq!(kib(2047), "2.0");
    }
}
