//! From the facade to the package of a language: the one way all of them go.
//!
//! 1. [`library`] builds the facade for this machine, as a shared library or a static one;
//! 2. [`generate`] writes the sources of one language, read from the symbols of that library;
//! 3. [`place`] puts the library where the package expects it, stripped.
//!
//! Everything lands in `bindings/LANGUAGE/target/`, which is never committed. What is tested and what is shipped lie
//! in folders of their own there, see [`Variant`].

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Answer;
use crate::process::{cargo, found, install_debian, quiet};
use crate::python_package::{self, Tools};
use crate::swift_package;
use crate::workspace::Workspace;

/// `cargo xtask bindings LANGUAGE`: the package of one language made ready to be built as it is shipped.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<Answer, String> {
    let names = Language::ALL.map(|language| language.to_string()).join(", ");
    let [name] = arguments else { return Err(format!("name one language of: {names}")) };
    let language = Language::ALL
        .into_iter()
        .find(|language| language.to_string() == *name)
        .ok_or_else(|| format!("no bindings for `{name}`; there are: {names}"))?;
    let ready = match language {
        Language::Kotlin => prepare(workspace, language, Variant::Shipped)?,
        Language::Swift => {
            let folder = prepare(workspace, language, Variant::Shipped)?;
            swift_package::assemble(workspace, &folder, Variant::Shipped)?
        }
        Language::Python => python_package::wheel(workspace, &Tools::obtain(workspace)?, Variant::Shipped)?,
    };
    println!("{language}: ready in {}", workspace.shown(&ready));
    Ok(Answer::Yes)
}

/// Does all three steps for this machine, and gives the folder that holds `sources/` (what is generated) and `native/`
/// (the library). Libraries of other machines that lie in `native/` already stay.
pub(crate) fn prepare(
    workspace: &Workspace,
    language: Language,
    variant: Variant,
) -> Result<PathBuf, String> {
    let folder = variant.folder(workspace, language);
    let built = match language.linkage() {
        Linkage::Shared if variant == Variant::Shipped => shipped(workspace)?,
        linkage => Built::alone(library(workspace, linkage, variant)?),
    };
    generate(workspace, &built.described, language, &folder.join("sources"))?;
    let native = folder.join("native");
    place(&built.library, &if language == Language::Kotlin { native.join(jna_platform()) } else { native })?;
    Ok(folder)
}

/// A language with a package of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Kotlin,
    Swift,
    Python,
}

impl Language {
    pub(crate) const ALL: [Self; 3] = [Self::Kotlin, Self::Swift, Self::Python];

    fn linkage(self) -> Linkage {
        match self {
            Self::Kotlin | Self::Python => Linkage::Shared,
            Self::Swift => Linkage::Static,
        }
    }
}

/// As the generator and the folders under `bindings/` call it.
impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Kotlin => "kotlin",
            Self::Swift => "swift",
            Self::Python => "python",
        })
    }
}

/// What the library is built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variant {
    /// Quick to build, since most of it is what the Rust tests are built of, and with a function that panics on purpose
    /// (feature `panic-test`).
    Tested,
    /// As phones get it: profile `mobile`, no feature.
    Shipped,
}

impl Variant {
    /// Where the package of a language finds what is made of this variant: `bindings/LANGUAGE/target/VARIANT`.
    pub(crate) fn folder(self, workspace: &Workspace, language: Language) -> PathBuf {
        let name = match self {
            Self::Tested => "tested",
            Self::Shipped => "shipped",
        };
        workspace.path("bindings").join(language.to_string()).join("target").join(name)
    }

    pub(crate) fn profile(self) -> &'static str {
        match self {
            Self::Tested => DEV,
            Self::Shipped => "mobile",
        }
    }

    pub(crate) fn features(self) -> &'static [&'static str] {
        match self {
            Self::Tested => &["--features", "panic-test"],
            Self::Shipped => &[],
        }
    }
}

/// How the library is taken into a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Linkage {
    /// Loaded when the program runs.
    Shared,
    /// Part of the program.
    Static,
}

impl Linkage {
    fn crate_type(self) -> &'static str {
        match self {
            Self::Shared => "cdylib",
            Self::Static => "staticlib",
        }
    }

    /// The file's name on this machine.
    fn file(self) -> String {
        use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
        match self {
            Self::Shared => format!("{DLL_PREFIX}{LIBRARY}{DLL_SUFFIX}"),
            Self::Static if cfg!(windows) => format!("{LIBRARY}.lib"),
            Self::Static => format!("lib{LIBRARY}.a"),
        }
    }
}

/// Builds the facade for this machine. The library keeps its symbols: the generator reads them.
///
/// One crate type at a time, named here and not in the manifest: cargo ignores `lto` where `lib` stands beside it.
pub(crate) fn library(workspace: &Workspace, linkage: Linkage, variant: Variant) -> Result<PathBuf, String> {
    let mut build = cargo(workspace, &["rustc", "--package", PACKAGE, "--lib", "--locked"]);
    build.args(["--profile", variant.profile(), "--crate-type", linkage.crate_type()]);
    quiet(build.args(variant.features())).map_err(|error| format!("the facade does not build: {error}"))?;
    Ok(built(workspace, variant.profile()).join(linkage.file()))
}

/// A library, and the one the generator reads.
pub(crate) struct Built {
    described: PathBuf,
    pub(crate) library: PathBuf,
}

impl Built {
    fn alone(library: PathBuf) -> Self {
        Self { described: library.clone(), library }
    }
}

/// The shared library as it is shipped, which exports the facade's functions alone (`uniffi/exports.map`).
///
/// Linked here from the static one: rustc would have it export all that the generator reads as well, names, descriptions and
/// documentation. Elsewhere than on Linux it is as rustc makes it.
pub(crate) fn shipped(workspace: &Workspace) -> Result<Built, String> {
    if !cfg!(target_os = "linux") {
        return Ok(Built::alone(library(workspace, Linkage::Shared, Variant::Shipped)?));
    }
    let archive = library(workspace, Linkage::Static, Variant::Shipped)?;
    let shared = archive.with_file_name("linked").join(Linkage::Shared.file());
    let folder = shared.parent().unwrap_or(&shared);
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut link = Command::new("cc");
    link.args(["-shared", "-Wl,--whole-archive"]).arg(&archive).arg("-Wl,--no-whole-archive");
    link.arg(format!("-Wl,--version-script={}", workspace.path(EXPORTS).display()));
    link.args([
        "-Wl,--gc-sections",
        "-Wl,-O1",
        "-Wl,-z,relro,-z,now",
        "-Wl,--no-undefined",
        "-Wl,--as-needed",
    ]);
    // What `rustc --print native-static-libs` names.
    link.args(["-lgcc_s", "-lutil", "-lrt", "-lpthread", "-lm", "-ldl", "-lc", "-o"]).arg(&shared);
    quiet(&mut link).map_err(|error| format!("the shared library is not linked: {error}"))?;
    Ok(Built { described: archive, library: shared })
}

/// Writes the sources of one language into an emptied folder. `library` must have its symbols.
pub(crate) fn generate(
    workspace: &Workspace,
    library: &Path,
    language: Language,
    folder: &Path,
) -> Result<(), String> {
    generate_with(workspace, library, language, &[], folder)
}

/// The same with more options for the generator.
///
/// Run from the root, because the generator looks up `uniffi.toml` by what cargo tells of the workspace it stands in.
fn generate_with(
    workspace: &Workspace,
    library: &Path,
    language: Language,
    options: &[&str],
    folder: &Path,
) -> Result<(), String> {
    empty(folder)?;
    let mut generate = Command::new(generator(workspace)?);
    generate.args(["generate", "--no-format", "--language", &language.to_string(), "--out-dir"]);
    generate.arg(folder).args(options).arg(library).current_dir(workspace.root());
    quiet(&mut generate).map_err(|error| format!("{language}: nothing generated: {error}"))?;
    let written = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if written { Ok(()) } else { Err(format!("{language}: the generator wrote nothing")) }
}

/// Builds the generator, and gives its place.
///
/// Its largest crate keeps one processor busy for more than a minute, so it is part of the workspace's one build for all
/// tests. It is asked for with the features of all packages, those for their tests among them, which cargo takes in where an
/// example is named: whatever the tests have built is then taken, and nothing is built twice.
pub(crate) fn generator(workspace: &Workspace) -> Result<PathBuf, String> {
    let mut build = cargo(workspace, &["build", "--workspace", "--locked", "--profile", DEV]);
    quiet(build.args(WITH_GENERATOR).args(["--bin", GENERATOR, "--example", "overhead"]))
        .map_err(|error| format!("the generator does not build: {error}"))?;
    Ok(built(workspace, DEV).join(format!("{GENERATOR}{}", std::env::consts::EXE_SUFFIX)))
}

/// Where cargo leaves what it builds in a profile.
pub(crate) fn built(workspace: &Workspace, profile: &str) -> PathBuf {
    workspace.target().join(if profile == DEV { "debug" } else { profile })
}

/// Generates Kotlin once more, as the Android library takes it: `bindings/kotlin/target/android/sources`.
pub(crate) fn generate_android(workspace: &Workspace, library: &Path) -> Result<(), String> {
    let config = ["--config", "bindings/kotlin/android/uniffi.toml"];
    let folder = workspace.path("bindings/kotlin/target/android/sources");
    generate_with(workspace, library, Language::Kotlin, &config, &folder)
}

/// Copies a library into a folder, without its symbols, and gives its new place.
pub(crate) fn place(library: &Path, folder: &Path) -> Result<PathBuf, String> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let name = library.file_name().ok_or_else(|| format!("{} is no file", library.display()))?;
    let placed = folder.join(name);
    strip(library, &placed)?;
    Ok(placed)
}

/// Writes a library without the symbols nothing needs at run time.
pub(crate) fn strip(library: &Path, stripped: &Path) -> Result<(), String> {
    if !found("strip") {
        install_debian(&["binutils"])?;
    }
    let is_archive = library.extension().is_some_and(|extension| extension == "a");
    // An archive is linked later, by its symbols; and the linker of Apple's systems needs those a library exports.
    let which = if is_archive {
        "--strip-debug"
    } else if cfg!(target_os = "macos") {
        "-x"
    } else {
        "--strip-all"
    };
    quiet(Command::new("strip").arg(which).arg("-o").arg(stripped).arg(library)).map(drop)
}

/// The folder in a jar in which JNA looks for this machine's library (its `Platform.RESOURCE_PREFIX`).
fn jna_platform() -> String {
    use std::env::consts::{ARCH, OS};
    let system = match OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    let machine = match ARCH {
        "x86_64" => "x86-64",
        other => other,
    };
    format!("{system}-{machine}")
}

fn empty(folder: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.is_dir() {
        fs::remove_dir_all(folder).map_err(failed)?;
    }
    fs::create_dir_all(folder).map_err(failed)
}

/// The facade's package, and its library as linkers name it.
pub(crate) const PACKAGE: &str = "qujat-ffi";
pub(crate) const LIBRARY: &str = "qujat_ffi";

/// Which symbols a shared library that is shipped gives out.
pub(crate) const EXPORTS: &str = "uniffi/exports.map";

const GENERATOR: &str = "qujat-bindgen";

/// What brings it into a build of the workspace.
pub(crate) const WITH_GENERATOR: [&str; 2] = ["--features", "qujat-ffi/bindgen"];

/// The profile of the Rust tests.
pub(crate) const DEV: &str = "dev";
