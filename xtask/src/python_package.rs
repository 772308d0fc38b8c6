//! The Python package: a wheel by maturin, out of the facade itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bindings::{self, Language, Variant};
use crate::process::{found, install_debian, quiet};
use crate::workspace::{Workspace, cache};

/// What builds and tests: in a virtual environment in the user's cache, the versions pinned.
pub(crate) struct Tools(PathBuf);

/// Names of environments and what is in them.
const PACKAGE: (&str, &str) = ("python", "bindings/python/requirements-test.txt");
const SCANNERS: (&str, &str) = ("scanners", "peers/requirements.txt");

impl Tools {
    /// Those of the package.
    pub(crate) fn obtain(workspace: &Workspace) -> Result<Self, String> {
        Self::environment(workspace, PACKAGE)
    }

    /// The interpreter that has zxing-cpp's wheel.
    pub(crate) fn scanners(workspace: &Workspace) -> Result<PathBuf, String> {
        Ok(Self::environment(workspace, SCANNERS)?.program("python"))
    }

    /// Takes what is in the cache, if it is of the pinned versions, or makes it.
    fn environment(workspace: &Workspace, (name, pinned): (&str, &str)) -> Result<Self, String> {
        let tools = Self(cache()?.join(name));
        let wanted = workspace.read(&workspace.path(pinned))?;
        // Written last: where it is, all of it is there.
        let stamp = tools.0.join("pinned.txt");
        if fs::read_to_string(&stamp).is_ok_and(|there| there == wanted) {
            return Ok(tools);
        }
        println!("    installing from PyPI into {}: {}", tools.0.display(), wanted.trim().replace('\n', " "));
        if !found("python3") {
            install_debian(&["python3", "python3-venv"])?;
        }
        let failed = |error: std::io::Error| format!("{}: {error}", tools.0.display());
        if tools.0.is_dir() {
            fs::remove_dir_all(&tools.0).map_err(failed)?;
        }
        let make = || quiet(Command::new("python3").args(["-m", "venv"]).arg(&tools.0));
        if make().is_err() {
            // Debian keeps this part of Python apart.
            install_debian(&["python3-venv"])?;
            make()?;
        }
        let mut pip = Command::new(tools.program("python"));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
        quiet(pip.arg(workspace.path(pinned)))?;
        fs::write(&stamp, wanted).map_err(failed)?;
        Ok(tools)
    }

    fn program(&self, name: &str) -> PathBuf {
        if cfg!(windows) {
            self.0.join("Scripts").join(format!("{name}.exe"))
        } else {
            self.0.join("bin").join(name)
        }
    }

    /// A program of theirs, in the folder of the package.
    pub(crate) fn command(&self, workspace: &Workspace, name: &str) -> Command {
        let mut command = Command::new(self.program(name));
        command.current_dir(workspace.path("bindings/python"));
        command
    }
}

/// Builds the wheel of this machine, and gives its place.
pub(crate) fn wheel(workspace: &Workspace, tools: &Tools, variant: Variant) -> Result<PathBuf, String> {
    let folder = variant.folder(workspace, Language::Python).join("wheel");
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.is_dir() {
        fs::remove_dir_all(&folder).map_err(failed)?;
    }
    let mut build = tools.command(workspace, "maturin");
    build.args(["build", "--locked", "--profile", variant.profile()]).args(variant.features());
    if variant == Variant::Tested {
        // For this machine alone: nothing is asked of the system's libraries.
        build.args(["--compatibility", "linux"]);
    }
    build.arg("--interpreter").arg(tools.program("python")).arg("--out").arg(&folder);
    build.env("CARGO_TARGET_DIR", workspace.target()).env("PATH", path(workspace)?);
    quiet(&mut build)?;
    let mut wheels = fs::read_dir(&folder).map_err(failed)?.flatten().map(|entry| entry.path());
    wheels.next().ok_or_else(|| "maturin made no wheel".to_owned())
}

/// Installs into a folder of its own: the tools serve every checkout.
pub(crate) fn install(workspace: &Workspace, tools: &Tools, wheel: &Path, site: &Path) -> Result<(), String> {
    if site.is_dir() {
        fs::remove_dir_all(site).map_err(|error| format!("{}: {error}", site.display()))?;
    }
    let mut pip = tools.command(workspace, "python");
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target"]);
    quiet(pip.arg(site).arg(wheel)).map(drop)
}

/// The `PATH` with our generator on it, under the name maturin looks for.
fn path(workspace: &Workspace) -> Result<std::ffi::OsString, String> {
    let generator = bindings::generator(workspace)?;
    let folder = workspace.target().join("for-maturin");
    let copy = folder.join(format!("uniffi-bindgen{}", std::env::consts::EXE_SUFFIX));
    fs::create_dir_all(&folder)
        .and_then(|()| fs::copy(&generator, &copy))
        .map_err(|error| format!("{}: {error}", copy.display()))?;
    let others = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths([folder].into_iter().chain(std::env::split_paths(&others)))
        .map_err(|error| format!("PATH: {error}"))
}
