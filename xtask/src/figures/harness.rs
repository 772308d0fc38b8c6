//! Figures timed by `benches/figures.rs`, a bench with `harness = false` of the core.
//!
//! The bench's side of the bargain: with `--list` it prints the name of each of its figures on a line; with names it
//! measures these in one run and prints `name value unit` for each, raw medians on its error output where it likes.
//! cargo adds an argument `--bench`, which it passes over.

use crate::process::{cargo, quiet};
use crate::workspace::Workspace;

/// The figures of the bench; none where there is no such bench.
pub(super) fn names(workspace: &Workspace) -> Result<Vec<String>, String> {
    if !workspace.path("benches/figures.rs").is_file() {
        return Ok(Vec::new());
    }
    let lines = bench(workspace, &["--list"])?;
    Ok(lines.into_iter().filter(|line| is_name(line)).collect())
}

/// Measures these figures in one run.
pub(super) fn measure(workspace: &Workspace, names: &[&str]) -> Result<Vec<String>, String> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    chosen(&bench(workspace, names)?, names)
}

/// The line of each figure.
fn chosen(lines: &[String], names: &[&str]) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    for name in names {
        let mut of_name = lines.iter().filter(|line| is_figure(line, name));
        match (of_name.next(), of_name.next()) {
            (Some(line), None) => found.push(line.clone()),
            (None, _) => return Err(format!("benches/figures.rs gave no `{name} value unit`")),
            (Some(_), Some(_)) => return Err(format!("benches/figures.rs gave `{name}` twice")),
        }
    }
    Ok(found)
}

fn bench(workspace: &Workspace, arguments: &[&str]) -> Result<Vec<String>, String> {
    let mut command =
        cargo(workspace, &["bench", "--quiet", "--locked", "--package", "qujat", "--bench", "figures"]);
    quiet(command.arg("--").args(arguments))
}

fn is_name(line: &str) -> bool {
    !line.is_empty() && line.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

pub(super) fn is_figure(line: &str, name: &str) -> bool {
    let words: Vec<&str> = line.split(' ').collect();
    matches!(words.as_slice(), [first, value, unit]
        if *first == name && value.parse::<f64>().is_ok_and(f64::is_finite) && !unit.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_one_line() {
        let lines: Vec<String> =
            ["raw median 12.3 µs", "a_over_b 1.07 ratio", "b 3 µs", "b 4 µs", "c NaN ratio"]
                .map(str::to_owned)
                .into();
        assert_eq!(chosen(&lines, &["a_over_b"]), Ok(vec!["a_over_b 1.07 ratio".to_owned()]));
        assert_eq!(chosen(&lines, &["b"]), Err("benches/figures.rs gave `b` twice".to_owned()));
        assert_eq!(chosen(&lines, &["c"]), Err("benches/figures.rs gave no `c value unit`".to_owned()));
        assert!(is_name("verify_document_over_signature"));
        assert!(!is_name("raw median"));
    }
}
