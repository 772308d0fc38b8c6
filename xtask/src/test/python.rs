//! The Python package: a wheel by maturin, its tests by pytest, its types by mypy.

use std::path::Path;

use super::{Counts, Suite, gate};
use crate::bindings::{Language, Variant};
use crate::process::{each_line, quiet};
use crate::python_package::{Tools, install, wheel};
use crate::workspace::Workspace;

/// `bindings/python`: what is generated, what is written by hand, and the tests of both.
pub(super) struct Python;

impl Suite for Python {
    fn name(&self) -> &'static str {
        "python"
    }

    fn set_up(&self, workspace: &Workspace) -> Result<(), String> {
        Tools::obtain(workspace).map(drop)
    }

    fn run(&self, workspace: &Workspace) -> Result<Counts, String> {
        let tools = Tools::obtain(workspace)?;
        let site = Variant::Tested.folder(workspace, Language::Python).join("site");
        let cache = site.with_file_name("mypy");
        let mut counts = gate("wheel built and installed", || {
            let wheel = wheel(workspace, &tools, Variant::Tested)?;
            install(workspace, &tools, &wheel, &site)
        });
        if counts.failed > 0 {
            return Ok(counts);
        }
        counts += gate("types of the tests, by mypy, strictly", || {
            let mut mypy = tools.command(workspace, "mypy");
            mypy.arg("tests");
            quiet(mypy.env("MYPYPATH", &site).env("MYPY_CACHE_DIR", &cache)).map(drop)
        });
        counts += gate("types, against the package, by stubtest", || {
            let mut stubtest = tools.command(workspace, "python");
            stubtest.args(["-B", "-m", "mypy.stubtest", "qujat", "--mypy-config-file", "pyproject.toml"]);
            stubtest.args(["--allowlist", "stubtest-allowed.txt", "--ignore-unused-allowlist"]);
            stubtest.env("MYPYPATH", &site).env("PYTHONPATH", &site).env("MYPY_CACHE_DIR", &cache);
            quiet(&mut stubtest).map(drop)
        });
        counts += tests(workspace, &tools, &site)?;
        Ok(counts)
    }
}

fn tests(workspace: &Workspace, tools: &Tools, site: &Path) -> Result<Counts, String> {
    println!("--- tests: pytest");
    let mut said = Vec::new();
    let mut pytest = tools.command(workspace, "python");
    // Nothing is written beside the sources.
    pytest.args(["-B", "-m", "pytest", "-p", "no:cacheprovider", "--color=no"]).env("PYTHONPATH", site);
    let well = each_line(&mut pytest, |line| said.push(line.to_owned()))?;
    let mut counts = said.iter().rev().find_map(|line| summary(line)).unwrap_or_default();
    if counts.failed == 0 && (!well || counts.passed == 0) {
        println!("    pytest stopped before the tests did");
        counts.failed = 1;
    }
    if counts.failed > 0 {
        said.iter().skip(said.len().saturating_sub(SHOWN)).for_each(|line| println!("    {line}"));
    }
    println!("    {counts}");
    Ok(counts)
}

/// Reads pytest's closing line: `=== 1 failed, 34 passed, 2 skipped in 0.40s ===`.
fn summary(line: &str) -> Option<Counts> {
    let line = line.trim_matches(|c| c == '=' || c == ' ');
    let (outcomes, time) = line.rsplit_once(" in ")?;
    if !time.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut counts = Counts::default();
    for outcome in outcomes.split(", ") {
        let (number, word) = outcome.split_once(' ')?;
        let number: usize = number.parse().ok()?;
        match word {
            "passed" => counts.passed += number,
            "failed" | "error" | "errors" => counts.failed += number,
            "skipped" | "xfailed" | "deselected" => counts.skipped += number,
            _ => {}
        }
    }
    Some(counts)
}

/// Lines of pytest's shown where it failed.
const SHOWN: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_is_read() {
        let counts = |passed, failed, skipped| Some(Counts { passed, failed, skipped });
        assert_eq!(summary("============ 35 passed in 0.40s ============"), counts(35, 0, 0));
        assert_eq!(
            summary("= 1 failed, 34 passed, 2 skipped, 1 warning in 61.2s (0:01:01) ="),
            counts(34, 1, 2)
        );
        assert_eq!(summary("==== 2 errors in 0.10s ===="), counts(0, 2, 0));
        assert_eq!(summary("3 passed in the sun"), None);
        assert_eq!(summary("E   ValueError: not in list"), None);
    }
}
