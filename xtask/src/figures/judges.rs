//! What outside judges found: vectors that nobody here wrote, each case as they label it.
//!
//! A test that judges prints `vectors NAME PASSED TOTAL`, or a line that starts with `skipped: ` where its vectors are not
//! there. Each judge becomes two figures, `vectors_passed_NAME` and `vectors_total_NAME`; and `wycheproof_failed` is of all
//! of Wycheproof's together.

use crate::process::{cargo, quiet};
use crate::workspace::Workspace;

/// What one judge found.
#[derive(Debug, PartialEq, Eq)]
struct Judge {
    name: String,
    passed: u64,
    total: u64,
}

/// Whether a figure of this name comes from here.
pub(super) fn is_of_judges(name: &str) -> bool {
    name == FAILED || name.starts_with(PASSED) || name.starts_with(TOTAL)
}

/// Runs the tests of the core and gives the lines of the figures wanted, or of all.
pub(super) fn measure(workspace: &Workspace, wanted: impl Fn(&str) -> bool) -> Result<Vec<String>, String> {
    let test =
        ["test", "--locked", "--package", "qujat", "--lib", "--tests", "--no-fail-fast", "--", "--nocapture"];
    let lines = quiet(&mut cargo(workspace, &test))?;
    for line in lines.iter().filter(|line| line.contains("skipped: no outside vectors")) {
        println!("{}, and its figures are left out", line.trim());
    }
    Ok(figures(&found(&lines)).into_iter().filter(|(name, _)| wanted(name)).map(|(_, line)| line).collect())
}

/// The judges in lines of output, by name. The line may stand behind a test's name that was printed without an end.
fn found(lines: &[String]) -> Vec<Judge> {
    let mut judges: Vec<Judge> = lines
        .iter()
        .filter_map(|line| {
            let (_, rest) = line.split_once("vectors ")?;
            let [name, passed, total] = rest.split(' ').collect::<Vec<_>>()[..] else { return None };
            let is_name = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            let (passed, total) = (passed.parse().ok()?, total.parse().ok()?);
            is_name.then(|| Judge { name: name.to_owned(), passed, total })
        })
        .collect();
    judges.sort_by(|a, b| a.name.cmp(&b.name));
    judges
}

/// Name and line of each figure.
fn figures(judges: &[Judge]) -> Vec<(String, String)> {
    let mut figures = Vec::new();
    let mut add = |name: String, value: u64| figures.push((name.clone(), format!("{name} {value} vectors")));
    for Judge { name, passed, total } in judges {
        add(format!("{PASSED}{name}"), *passed);
        add(format!("{TOTAL}{name}"), *total);
    }
    let of_wycheproof: Vec<_> = judges.iter().filter(|judge| judge.name.starts_with("wycheproof")).collect();
    // None at all is not none failed.
    if !of_wycheproof.is_empty() {
        add(FAILED.to_owned(), of_wycheproof.iter().map(|judge| judge.total.abs_diff(judge.passed)).sum());
    }
    figures
}

const PASSED: &str = "vectors_passed_";
const TOTAL: &str = "vectors_total_";
const FAILED: &str = "wycheproof_failed";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judges_are_found_in_what_tests_say() {
        let lines = [
            "test b ... vectors wycheproof_b 3 4",
            "vectors a 2 2",
            "skipped: no outside vectors in somewhere",
            "vectors are nice",
            "vectors A 1 1",
            "vectors c one 2",
        ];
        let judges = found(&lines.map(str::to_owned));
        let lines: Vec<_> = figures(&judges).into_iter().map(|(_, line)| line).collect();
        assert_eq!(
            lines,
            [
                "vectors_passed_a 2 vectors",
                "vectors_total_a 2 vectors",
                "vectors_passed_wycheproof_b 3 vectors",
                "vectors_total_wycheproof_b 4 vectors",
                "wycheproof_failed 1 vectors",
            ]
        );
        assert!(figures(&[]).is_empty());
        assert!(is_of_judges("vectors_passed_a") && !is_of_judges("lib_size_kib"));
    }
}
