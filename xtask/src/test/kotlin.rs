//! The Kotlin package on the JVM and the desktop sample over it, by Maven.

mod screen;

use std::fs;
use std::process::Command;

use super::{Counts, Strictness, Suite, documented, gate};
use crate::bindings::{self, Language, Linkage, Variant};
use crate::process::{each_line, found, install_debian, quiet};
use crate::workspace::Workspace;
use screen::Screen;

/// `bindings/kotlin`: what is generated, what is written by hand, and the tests of both.
pub(super) struct Kotlin;

impl Suite for Kotlin {
    fn name(&self) -> &'static str {
        "kotlin"
    }

    fn set_up(&self, _: &Workspace) -> Result<(), String> {
        let mut missing = Vec::new();
        if !found("mvn") {
            missing.push("maven");
        }
        if !is_enough(&java_version()) {
            // 17 in Debian 12 and newer in what follows it.
            missing.push("default-jdk-headless");
        }
        // The desktop sample is drawn without a window, and letters with what is here to draw them.
        if !found("fc-list") {
            missing.extend(["fontconfig", "fonts-dejavu-core", "libfreetype6"]);
        }
        if !missing.is_empty() {
            install_debian(&missing)?;
        }
        let version = java_version();
        if is_enough(&version) {
            Ok(())
        } else {
            Err(format!("JDK {JDK} or newer wanted, found {version:?}"))
        }
    }

    fn run(&self, workspace: &Workspace) -> Result<Counts, String> {
        let mut counts = gate("facade built and Kotlin generated", || {
            bindings::prepare(workspace, Language::Kotlin, Variant::Tested).map(drop)
        });
        if counts.failed > 0 {
            return Ok(counts);
        }
        counts += gate("every piece of Kotlin in docs/kotlin.md is compiled", || documented(workspace));
        counts += gate(
            "Kotlin for Android generated and compiled, over stand-ins for Android's own classes",
            || {
                bindings::generate_android(
                    workspace,
                    &bindings::library(workspace, Linkage::Shared, Variant::Tested)?,
                )?;
                quiet(&mut maven(workspace, &["-Pandroid", "compile"])).map(drop)
            },
        );
        counts += tests(workspace)?;
        Ok(counts)
    }
}

/// `mvn test` of the package and of the desktop sample, in one run so that nothing is installed; counted by the reports
/// surefire writes. Where a screen can be had, the sample's window is opened on it too.
fn tests(workspace: &Workspace) -> Result<Counts, String> {
    println!("--- tests: mvn test (what it downloads stays in ~/.m2)");
    let mut counts = Counts::default();
    let screen = Screen::open();
    if let Err(missing) = &screen {
        println!("!!! the window of the desktop sample SKIPPED, there is no screen for it: {missing}");
        match Strictness::from_environment() {
            Strictness::Desk => counts.skipped += 1,
            Strictness::Ci => counts.failed += 1,
        }
    }
    let package = Variant::Tested.folder(workspace, Language::Kotlin).join("maven");
    let reports =
        [package, workspace.path(DESKTOP).join("target")].map(|folder| folder.join("surefire-reports"));
    for folder in reports.iter().filter(|folder| folder.is_dir()) {
        fs::remove_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let mut said = Vec::new();
    let both = format!("{}/reactor.xml", workspace.path(DESKTOP).display());
    let profiles = if screen.is_ok() { "-Ptested,window" } else { "-Ptested" };
    let mut run = maven(workspace, &["--file", &both, profiles, "test"]);
    if let Ok(screen) = &screen {
        run.env("DISPLAY", screen.name());
    }
    let well = each_line(&mut run, |line| said.push(line.to_owned()))?;
    for folder in &reports {
        let mut of_folder = Counts::default();
        for file in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if file.extension().is_some_and(|extension| extension == "xml") {
                let suite = suite(&workspace.read(&file)?)?;
                println!("    {}: {}", suite.name, suite.counts);
                of_folder += suite.counts;
            }
        }
        if of_folder == Counts::default() {
            println!("    no tests were run in {}", workspace.shown(folder));
            of_folder.failed += 1;
        }
        counts += of_folder;
    }
    if !well || counts.failed > 0 {
        said.iter().skip(said.len().saturating_sub(SHOWN)).for_each(|line| println!("    {line}"));
    }
    if !well && counts.failed == 0 {
        println!("    mvn stopped before the tests did");
        counts.failed += 1;
    }
    println!("    {counts}");
    Ok(counts)
}

/// Maven in the package's folder.
pub(crate) fn maven(workspace: &Workspace, arguments: &[&str]) -> Command {
    let mut maven = Command::new("mvn");
    maven.args(["--batch-mode", "--quiet", "--no-transfer-progress"]).args(arguments);
    maven.current_dir(workspace.path("bindings/kotlin"));
    maven
}

/// One file of surefire's reports.
#[derive(Debug, PartialEq, Eq)]
struct Report {
    name: String,
    counts: Counts,
}

/// Reads the attributes of `<testsuite …>`, the root of the file.
fn suite(xml: &str) -> Result<Report, String> {
    let root = xml.split_once("<testsuite ").and_then(|(_, rest)| rest.split_once('>'));
    let (root, _) = root.ok_or("a report of surefire without a test suite")?;
    let attribute = |name: &str| {
        let (_, value) = root.split_once(&format!(" {name}=\""))?;
        Some(value.split_once('"')?.0)
    };
    let number = |name: &str| -> Result<usize, String> {
        attribute(name)
            .and_then(|value| value.parse().ok())
            .ok_or_else(|| format!("a report of surefire without `{name}`"))
    };
    let (failed, skipped) = (number("errors")? + number("failures")?, number("skipped")?);
    let passed = number("tests")?.saturating_sub(failed + skipped);
    Ok(Report {
        name: attribute("name").unwrap_or_default().to_owned(),
        counts: Counts { passed, failed, skipped },
    })
}

/// Each block of Kotlin on the page stands line for line in a test or a sample, so that it is compiled.
fn documented(workspace: &Workspace) -> Result<(), String> {
    let compiled: Vec<_> = COMPILED.iter().flat_map(|folder| workspace.files(folder, &["kt"])).collect();
    documented::check(workspace, "docs/kotlin.md", "kotlin", &[], &compiled)
}

/// What `javac -version` says of itself, empty where there is none.
fn java_version() -> String {
    if !found("javac") {
        return String::new();
    }
    quiet(Command::new("javac").arg("-version")).map(|lines| lines.join(" ")).unwrap_or_default()
}

/// `javac 17.0.15` is; `javac 11.0.2` and `javac 1.8.0_402` are not.
fn is_enough(version: &str) -> bool {
    let major = version.trim().strip_prefix("javac ").and_then(|number| number.split(['.', '-']).next());
    major.and_then(|major| major.parse::<u32>().ok()).is_some_and(|major| major >= JDK)
}

/// Where Kotlin is compiled that the page may show.
const COMPILED: [&str; 3] = [
    "bindings/kotlin/src/test",
    "examples/desktop/src",
    "examples/android/src/main/kotlin/kz/qujat/sample/platform",
];

/// The sample whose two screens are drawn without a window, and with one.
const DESKTOP: &str = "examples/desktop";

/// The oldest JDK the package is built with.
const JDK: u32 = 17;

/// Lines of Maven's shown where it failed.
const SHOWN: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_counted() {
        let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite xmlns:xsi=\"x\" version=\"3.0\" \
            name=\"kz.qujat.ScanTest\" time=\"0.4\" tests=\"9\" errors=\"1\" skipped=\"2\" failures=\"3\">\n\
            <testcase name=\"tests=\"/></testsuite>";
        let counts = Counts { passed: 3, failed: 4, skipped: 2 };
        assert_eq!(suite(xml), Ok(Report { name: "kz.qujat.ScanTest".to_owned(), counts }));
        assert!(suite("<html></html>").is_err());
        assert!(suite("<testsuite name=\"a\" tests=\"1\">").is_err());
    }

    #[test]
    fn old_compilers_are_not_enough() {
        assert!(is_enough("javac 17.0.15"));
        assert!(is_enough("javac 25-ea"));
        assert!(!is_enough("javac 11.0.2"));
        assert!(!is_enough("javac 1.8.0_402"));
        assert!(!is_enough(""));
    }
}
