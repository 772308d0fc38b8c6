//! The Swift package: `swift test`, by the Swift on the `PATH` or in a Debian root of its own.

mod quick_start;
mod root;

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Counts, Suite, documented, gate};
use crate::bindings::{self, Language, Variant};
use crate::process::{each_line, found, install_debian, quiet};
use crate::swift_package;
use crate::workspace::Workspace;
use root::Root;

/// `bindings/swift`: what is generated, what is written by hand, and the tests of both.
pub(super) struct Swift;

impl Suite for Swift {
    fn name(&self) -> &'static str {
        "swift"
    }

    fn set_up(&self, _: &Workspace) -> Result<(), String> {
        if !found("shellcheck") {
            // Checks the release script, which itself needs a Mac. Without it that check is left out, and says so.
            drop(install_debian(&["shellcheck"]));
        }
        Compiler::find().map(drop)
    }

    fn run(&self, workspace: &Workspace) -> Result<Counts, String> {
        let compiler = Compiler::find()?;
        let mut package = PathBuf::new();
        let mut counts = gate("facade built, Swift generated, package put together", || {
            let folder = bindings::prepare(workspace, Language::Swift, Variant::Tested)?;
            package = swift_package::assemble(workspace, &folder, Variant::Tested)?;
            Ok(())
        });
        if counts.failed > 0 {
            return Ok(counts);
        }
        counts += gate("every piece of Swift in docs/swift.md is compiled", || {
            let mut sources = workspace.files("bindings/swift/Tests", &["swift"]);
            sources.extend(APPLE_ONLY.map(|file| workspace.path(file)));
            let followed = quick_start::files(workspace)?;
            documented::check(workspace, "docs/swift.md", "swift", &followed, &sources)
        });
        counts += script(workspace);
        counts += tests(&compiler, &package)?;
        counts += gate("what is written by hand, the sample app for iOS too: swift format lint", || {
            lint(workspace, &compiler, &package)
        });
        counts += gate("the quick start of docs/swift.md, followed", || {
            quick_start::follow(workspace, &compiler, &Variant::Tested.folder(workspace, Language::Swift))
        });
        if cfg!(not(target_os = "macos")) {
            counts += gate("camera and Secure Enclave: compiled over stand-ins for Apple's modules", || {
                stand_ins(workspace, &compiler, &package)
            });
        }
        Ok(counts)
    }
}

/// Where Swift is.
enum Compiler {
    OnPath,
    Root(Root),
}

impl Compiler {
    fn find() -> Result<Self, String> {
        let version = Command::new("swift").arg("--version").output().ok();
        let version = version.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
        if version.is_some_and(|text| major(&text).is_some_and(|major| major >= 6)) {
            return Ok(Self::OnPath);
        }
        Root::obtain().map(Self::Root)
    }

    /// Runs a program of Swift's in a folder, which has no need of anything outside the folder above it.
    fn command(&self, folder: &Path, program: &str, arguments: &[&str]) -> Command {
        match self {
            Self::OnPath => {
                let mut command = Command::new(program);
                command.args(arguments).current_dir(folder);
                command
            }
            Self::Root(root) => root.command(folder.parent().unwrap_or(folder), folder, program, arguments),
        }
    }
}

/// A program of Swift's in a folder, see [`Compiler::command`].
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Result<Command, String> {
    Ok(Compiler::find()?.command(folder, "swift", arguments))
}

/// `Swift version 6.0.3 (swift-6.0.3-RELEASE)`, `Apple Swift version 6.1 …`.
fn major(version: &str) -> Option<u32> {
    let (_, number) = version.split_once("Swift version ")?;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// The release scripts cannot run here; what a shell makes of them can be told.
fn script(workspace: &Workspace) -> Counts {
    if !found("shellcheck") {
        println!("--- shellcheck is neither here nor to be had: {} are not checked", SCRIPTS.join(", "));
        return Counts { skipped: 1, ..Counts::default() };
    }
    gate("the release scripts, by shellcheck; they are not run, they need a Mac and Android's NDK", || {
        quiet(Command::new("shellcheck").args(SCRIPTS.map(|script| workspace.path(script)))).map(drop)
    })
}

fn tests(compiler: &Compiler, package: &Path) -> Result<Counts, String> {
    println!("--- tests: swift test");
    let mut reader = Reader::default();
    let mut said = Vec::new();
    // Debian's libswiftObservation, which the sample's models use, names a function it does not bring and never calls.
    let observation: &[&str] =
        if cfg!(target_os = "linux") { &["-Xlinker", "--allow-shlib-undefined"] } else { &[] };
    let arguments = [&["test", "-Xswiftc", "-warnings-as-errors"], observation].concat();
    let mut command = compiler.command(package, "swift", &arguments);
    let well = each_line(&mut command, |line| {
        if let Some(line) = reader.line(line) {
            println!("    {line}");
        }
        said.push(line.to_owned());
    })?;
    let (counts, early) = reader.finish(well);
    if early {
        println!("    swift stopped before the tests did");
        said.iter().skip(said.len().saturating_sub(SHOWN)).for_each(|line| println!("    {line}"));
    }
    println!("    {counts}");
    Ok(counts)
}

/// Counts what XCTest and Swift Testing print.
#[derive(Debug, Default)]
struct Reader {
    counts: Counts,
}

impl Reader {
    /// What to show for this line.
    fn line(&mut self, line: &str) -> Option<String> {
        let line = line.trim();
        // XCTest: `Test Case 'ScannerTests.testFrame' passed (0.1 seconds)`. Swift Testing: a mark, then
        // `Test "a frame" passed after 0.1 seconds.`
        let test =
            ["Test Case '", "✔ Test ", "✘ Test ", "➜ Test "].iter().any(|start| line.starts_with(start));
        if line.contains(": error: ") {
            return Some(line.to_owned());
        }
        if !test || line.starts_with("✔ Test run") || line.starts_with("✘ Test run") {
            return None;
        }
        if line.contains(" failed") {
            self.counts.failed += 1;
            return Some(line.to_owned());
        }
        if line.contains(" skipped") {
            self.counts.skipped += 1;
            return Some(line.to_owned());
        }
        if line.contains(" passed") {
            self.counts.passed += 1;
        }
        None
    }

    /// The counts, and whether it ended before its tests did.
    fn finish(mut self, well: bool) -> (Counts, bool) {
        let early = self.counts.failed == 0 && (!well || self.counts.passed == 0);
        self.counts.failed += usize::from(early);
        (self.counts, early)
    }
}

/// Compiles the module as on Apple's platforms, where it also has what takes a `CVPixelBuffer` and the key in the Secure
/// Enclave: modules of the same names stand in for Apple's.
fn stand_ins(workspace: &Workspace, compiler: &Compiler, package: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("stand-ins: {error}");
    let folder = package.join("stand-ins");
    std::fs::create_dir_all(&folder).map_err(failed)?;
    for name in STAND_INS {
        let file = format!("{name}.swift");
        std::fs::copy(workspace.path("bindings/swift/StandIns").join(&file), folder.join(&file))
            .map_err(failed)?;
        let (module, source) = (format!("stand-ins/{name}.swiftmodule"), format!("stand-ins/{file}"));
        let mut options = vec!["-emit-module", "-parse-as-library", "-swift-version", "6", "-I", "stand-ins"];
        options.extend(["-module-name", name, "-emit-module-path", &module, &source]);
        quiet(&mut compiler.command(package, "swiftc", &options))?;
    }
    let sources = workspace.files("bindings/swift/Sources/Qujat", &["swift"]);
    let mut sources: Vec<String> = sources
        .iter()
        .filter_map(|path| Some(format!("Sources/Qujat/{}", path.file_name()?.to_string_lossy())))
        .collect();
    sources.push("Sources/Qujat/Qujat.swift".to_owned());
    let module =
        ["-emit-module", "-emit-module-path", "stand-ins/Qujat.swiftmodule", "-module-name", "Qujat"];
    swift_6(compiler, package, &module, &sources)?;
    // What uses them, as an app does.
    let mut sources = Vec::new();
    for file in APPLE_ONLY.map(|file| workspace.path(file)) {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        std::fs::copy(&file, folder.join(&name)).map_err(failed)?;
        sources.push(format!("stand-ins/{name}"));
    }
    swift_6(compiler, package, &["-typecheck", "-module-name", "App"], &sources)
}

/// Compiles over the stand-ins, in Swift 6 mode and without a warning.
fn swift_6(compiler: &Compiler, package: &Path, options: &[&str], sources: &[String]) -> Result<(), String> {
    let strict = ["-parse-as-library", "-swift-version", "6", "-warnings-as-errors"];
    let found = ["-I", "stand-ins", "-I", "Sources/QujatFFI"];
    let mut arguments = [options, &strict, &found].concat();
    arguments.extend(sources.iter().map(String::as_str));
    quiet(&mut compiler.command(package, "swiftc", &arguments)).map(drop)
}

/// Everything written by hand. Of the sample's screens, which need what Apple's systems alone have, no more than this.
fn lint(workspace: &Workspace, compiler: &Compiler, package: &Path) -> Result<(), String> {
    let lent = package.join("lint");
    let failed = |error: std::io::Error| format!("{}: {error}", lent.display());
    if lent.is_dir() {
        std::fs::remove_dir_all(&lent).map_err(failed)?;
    }
    let folders = ["bindings/swift/Sources", "bindings/swift/Tests", "examples/ios/Sources"];
    let mut files: Vec<PathBuf> =
        folders.iter().flat_map(|folder| workspace.files(folder, &["swift"])).collect();
    files.extend(
        ["Package.swift", "Package.release.swift"].map(|name| workspace.path("bindings/swift").join(name)),
    );
    files.push(workspace.path(".swift-format"));
    for file in &files {
        let copy = lent.join(workspace.shown(file));
        std::fs::create_dir_all(copy.parent().unwrap_or(&lent)).map_err(failed)?;
        std::fs::copy(file, copy).map_err(failed)?;
    }
    let lint = ["format", "lint", "--strict", "--configuration", "lint/.swift-format", "--recursive", "lint"];
    quiet(&mut compiler.command(package, "swift", &lint)).map(drop)
}

/// For iOS, and for Android.
const SCRIPTS: [&str; 2] =
    ["bindings/swift/scripts/build-xcframework.sh", "bindings/kotlin/android/build-native.sh"];

/// In `bindings/swift/StandIns`, each after those it uses.
const STAND_INS: [&str; 5] = ["CoreVideo", "LocalAuthentication", "Security", "CryptoKit", "AVFoundation"];

/// Compiled over the stand-ins too: the camera and the key of the sample, and what the page shows of Apple's systems.
const APPLE_ONLY: [&str; 3] = [
    "examples/ios/Sources/Camera.swift",
    "examples/ios/Sources/DemoKey.swift",
    "bindings/swift/StandIns/Documented.swift",
];

/// Lines shown of a run that failed.
const SHOWN: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, well: bool) -> Counts {
        let mut reader = Reader::default();
        for line in text.lines() {
            reader.line(line);
        }
        reader.finish(well).0
    }

    #[test]
    fn both_frameworks_are_counted() {
        let text = "Test Suite 'All tests' started at 2026-11-22 02:00:00.000
Test Case 'FrameTests.testData' started at 2026-11-22 02:00:00.000
Test Case 'FrameTests.testData' passed (0.004 seconds)
Test Case 'FrameTests.testOther' started at 2026-11-22 02:00:00.000
/x/FrameTests.swift:9: error: FrameTests.testOther : XCTAssertEqual failed: (\"1\") is not equal to (\"2\") -
Test Case 'FrameTests.testOther' failed (0.001 seconds)
Test Case 'FrameTests.testMac' skipped (0.001 seconds)
Test Suite 'FrameTests' failed at 2026-11-22 02:00:00.000
\t Executed 2 tests, with 1 failure (0 unexpected) in 0.005 (0.005) seconds
✔ Test \"a frame\" passed after 0.001 seconds.
✘ Test \"another\" failed after 0.001 seconds with 1 issue.
✘ Test run with 2 tests failed after 0.001 seconds with 1 issue.";
        assert_eq!(read(text, false), Counts { passed: 2, failed: 2, skipped: 1 });
    }

    #[test]
    fn what_ends_early_has_failed() {
        let passed = "Test Case 'A.b' passed (0.0 seconds)";
        assert_eq!(read(passed, true), Counts { passed: 1, ..Counts::default() });
        assert_eq!(read(passed, false), Counts { passed: 1, failed: 1, skipped: 0 });
        assert_eq!(read("error: emit-module command failed", false).failed, 1);
        assert_eq!(read("Executed 0 tests", true).failed, 1);
    }

    #[test]
    fn versions_are_read() {
        assert_eq!(major("Swift version 6.0.3 (swift-6.0.3-RELEASE)\nTarget: x86_64"), Some(6));
        assert_eq!(major("Apple Swift version 5.10 (swiftlang-5.10)"), Some(5));
        assert_eq!(major("OpenStack Object Storage"), None);
    }
}
