//! A Rust with the sources of its standard library, for targets whose standard library is not at hand: Debian's, unpacked
//! into the cache. Nothing of it is installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{each_line, found, install_debian, quiet};
use crate::workspace::{Workspace, cache};

/// Debian's Rust for building browsers: `rustc`, `cargo`, and the library's sources where cargo looks for them.
pub(super) struct Toolchain {
    root: PathBuf,
    linker: PathBuf,
}

impl Toolchain {
    /// Takes the one in the cache, or makes it: a download of some 140 MB. It must be as new as ours.
    pub(super) fn obtain(workspace: &Workspace) -> Result<Self, String> {
        let root = cache()?.join("rust-web");
        if !root.is_dir() {
            unpack(&root)?;
        }
        let toolchain = Self { root, linker: linker()? };
        let version = said(&mut toolchain.command("rustc", &["--version"]))?;
        let wanted = rust_version(&workspace.read(&workspace.path("Cargo.toml"))?)?;
        match minor(version.trim_start_matches("rustc ")) {
            Some(minor) if Some(minor) >= self::minor(&wanted) => Ok(toolchain),
            _ => Err(format!("Debian has {version}, and {wanted} or newer is wanted")),
        }
    }

    /// cargo, told to build the standard library too.
    pub(super) fn cargo(&self, workspace: &Workspace, arguments: &[&str]) -> Command {
        let mut command = self.command("cargo", arguments);
        command.args(["-Zbuild-std=std,panic_unwind", "--locked"]).current_dir(workspace.root());
        command.env("CARGO_TARGET_DIR", workspace.target().join("cross"));
        command
    }

    /// A linker for every target, a single program that knows them all.
    pub(super) fn linker(&self) -> &Path {
        &self.linker
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let bin = self.root.join("usr/bin");
        let mut command = Command::new(bin.join(program));
        command.args(arguments);
        // What the toolchain that runs this command has set for itself, and what its user has set around it.
        for set in ["CARGO", "RUSTUP_TOOLCHAIN", "RUSTFLAGS"] {
            command.env_remove(set);
        }
        command.env("RUSTC_WRAPPER", "").env("RUSTC_WORKSPACE_WRAPPER", "");
        // `-Z` on a stable release, as Debian builds its browsers.
        command.env("RUSTC", bin.join("rustc")).env("RUSTC_BOOTSTRAP", "1");
        command.env("LD_LIBRARY_PATH", self.root.join("usr/lib").join(TRIPLET));
        command
    }
}

/// First beside its place: what is in place is whole.
fn unpack(root: &Path) -> Result<(), String> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) || !found("apt-get") || !found("dpkg-deb") {
        return Err("only Debian on x86-64 has the packages this unpacks".to_owned());
    }
    println!("    unpacking {} and what they need into {}: 0.5 GB", PACKAGES.join(", "), root.display());
    let part = root.with_extension("part");
    let failed = |error: std::io::Error| format!("{}: {error}", part.display());
    if part.is_dir() {
        fs::remove_dir_all(&part).map_err(failed)?;
    }
    let archives = part.join("archives");
    fs::create_dir_all(&archives).map_err(failed)?;
    // Where only root may fetch the lists, those that are there must do.
    drop(quiet(Command::new("apt-get").arg("update")));
    let mut simulate = Command::new("apt-get");
    simulate.args(["install", "--simulate", "--no-install-recommends"]).args(PACKAGES);
    let mut packages = needed(&quiet(&mut simulate)?);
    packages.extend(PACKAGES.iter().map(|&package| package.to_owned()));
    packages.sort();
    packages.dedup();
    let mut download = Command::new("apt-get");
    // Into a folder of this user's, not of apt's own.
    download.args(["download", "--option", "APT::Sandbox::User="]).args(&packages).current_dir(&archives);
    quiet(&mut download)?;
    for archive in fs::read_dir(&archives).map_err(failed)?.flatten() {
        let mut extract = Command::new("sh");
        quiet(extract.args(["-euc", EXTRACT, "sh"]).arg(archive.path()).arg(&part))?;
    }
    fs::remove_dir_all(&archives).map_err(failed)?;
    fs::rename(&part, root).map_err(failed)
}

/// The packages that installing would install: `Inst libllvm22 (1:22.1.8-1 Debian:12/stable [amd64])`.
fn needed(simulated: &[String]) -> Vec<String> {
    let names = simulated.iter().filter_map(|line| line.strip_prefix("Inst ")?.split_whitespace().next());
    names.map(str::to_owned).collect()
}

/// LLVM's, which comes with Rust; else Debian's.
fn linker() -> Result<PathBuf, String> {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    let own = PathBuf::from(said(rustc.args(["--print", "target-libdir"]))?).with_file_name("bin/rust-lld");
    if own.is_file() {
        return Ok(own);
    }
    if !found("ld.lld") {
        install_debian(&["lld"])?;
    }
    Ok("ld.lld".into())
}

/// The first line a program says.
fn said(command: &mut Command) -> Result<String, String> {
    let mut first = None;
    let well = each_line(command, |line| {
        first.get_or_insert_with(|| line.to_owned());
    })?;
    first.filter(|_| well).ok_or_else(|| format!("{} fails", command.get_program().to_string_lossy()))
}

/// `rust-version = "1.95"` of a manifest.
fn rust_version(manifest: &str) -> Result<String, String> {
    let line = manifest.lines().find_map(|line| line.strip_prefix("rust-version = \""));
    line.and_then(|line| line.strip_suffix('"'))
        .map(str::to_owned)
        .ok_or_else(|| "Cargo.toml names no rust-version".to_owned())
}

/// The second number of `1.96.0 (ac68faa20 2026-05-25)`.
fn minor(version: &str) -> Option<u32> {
    version.split('.').nth(1)?.parse().ok()
}

const PACKAGES: [&str; 3] = ["cargo-web", "rust-web-src", "rustc-web"];

/// $1 is the package, $2 where its files go. Of Rust's sources only the library's are wanted: the compiler's own are most of
/// them.
const EXTRACT: &str = r#"
dpkg-deb --fsys-tarfile "$1" |
    tar --extract --directory "$2" --no-wildcards-match-slash \
        --exclude './usr/src/*/compiler' --exclude './usr/src/*/src' --exclude './usr/src/*/tests'
"#;

const TRIPLET: &str = "x86_64-linux-gnu";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_installed_is_read() {
        let said = [
            "Reading package lists...",
            "Inst libllvm22 (1:22.1.8-1~deb12u1 Debian-Security:12/oldstable-security [amd64])",
            "Inst rustc-web [1.85.0] (1.96.0+dfsg1-1~deb12u2 Debian-Security:12 [amd64])",
            "Conf libllvm22 (1:22.1.8-1~deb12u1 Debian-Security:12/oldstable-security [amd64])",
        ];
        assert_eq!(needed(&said.map(str::to_owned)), ["libllvm22", "rustc-web"]);
    }

    #[test]
    fn versions_are_read() {
        assert_eq!(minor("1.96.0 (ac68faa20 2026-05-25) (built from a source tarball)"), Some(96));
        assert_eq!(minor("1.95"), Some(95));
        assert_eq!(minor("nothing"), None);
        assert_eq!(rust_version("[package]\nrust-version = \"1.95\"\n"), Ok("1.95".to_owned()));
        assert!(rust_version("[package]\nrust-version.workspace = true\n").is_err());
    }
}
