//! Every check and test of every language built so far.
//!
//! Each language is a [`Suite`] in its own file, listed in [`suites`]. A suite sets up what it needs on a fresh machine
//! and says so; what it downloads or builds for itself lies in the user's caches, outside the tree. The closing line
//! `N passed, N failed` counts tests, and each check that is no test as one.

mod cargo_test;
mod counts;
mod cross;
mod documented;
mod fuzz;
pub(crate) mod kotlin;
mod python;
mod rust;
mod service;
pub(crate) mod swift;

use std::time::{Duration, Instant};

use crate::Answer;
use crate::workspace::Workspace;
pub(crate) use counts::Counts;

/// The checks and tests of one language.
pub(crate) trait Suite {
    /// The word for it on the command line.
    fn name(&self) -> &'static str;

    /// Finds or installs what it needs. An error is a toolchain that can be neither found nor installed: the suite is
    /// skipped.
    fn set_up(&self, workspace: &Workspace) -> Result<(), String>;

    /// Runs everything.
    fn run(&self, workspace: &Workspace) -> Result<Counts, String>;
}

/// The languages built so far. A new one is a file beside `rust.rs` and a line here.
fn suites() -> Vec<Box<dyn Suite>> {
    vec![
        Box::new(rust::Rust),
        Box::new(service::Service),
        Box::new(kotlin::Kotlin),
        Box::new(swift::Swift),
        Box::new(python::Python),
        Box::new(cross::Cross),
    ]
}

/// Finds or installs what a language needs; an error where it can be neither.
pub(crate) fn set_up(workspace: &Workspace, name: &str) -> Result<(), String> {
    let suite = suites().into_iter().find(|suite| suite.name() == name);
    suite.ok_or_else(|| format!("no tests called `{name}` are built"))?.set_up(workspace)
}

/// Their names.
pub(crate) fn names() -> Vec<&'static str> {
    suites().iter().map(|suite| suite.name()).collect()
}

/// What becomes of a language whose toolchain is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// It counts as skipped.
    Desk,
    /// It counts as failed.
    Ci,
}

impl Strictness {
    /// `CI=true`, as continuous integration sets it.
    pub(crate) fn from_environment() -> Self {
        if std::env::var("CI").is_ok_and(|value| value == "true" || value == "1") {
            Self::Ci
        } else {
            Self::Desk
        }
    }
}

pub(crate) fn run(
    workspace: &Workspace,
    wanted: &[String],
    strictness: Strictness,
) -> Result<Answer, String> {
    let started = Instant::now();
    let (counts, seconds) = run_suites(workspace, &chosen(suites(), wanted)?, strictness);
    println!("\n{:.0} s in all: {}", started.elapsed().as_secs_f64(), listed(&seconds));
    println!("{counts}");
    Ok((counts.failed == 0).into())
}

/// The suites named, in their own order; all where none is.
fn chosen(suites: Vec<Box<dyn Suite>>, wanted: &[String]) -> Result<Vec<Box<dyn Suite>>, String> {
    let known: Vec<&str> = suites.iter().map(|suite| suite.name()).collect();
    if let Some(unknown) = wanted.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(format!("no tests called `{unknown}` are built; there are: {}", known.join(", ")));
    }
    Ok(suites
        .into_iter()
        .filter(|suite| wanted.is_empty() || wanted.iter().any(|name| name == suite.name()))
        .collect())
}

/// A suite's name, and how long it took with what it set up.
type Seconds = (&'static str, f64);

/// `rust 900, service 70`
fn listed(seconds: &[Seconds]) -> String {
    seconds.iter().map(|(name, seconds)| format!("{name} {seconds:.0}")).collect::<Vec<_>>().join(", ")
}

fn run_suites(
    workspace: &Workspace,
    suites: &[Box<dyn Suite>],
    strictness: Strictness,
) -> (Counts, Vec<Seconds>) {
    let mut total = Counts::default();
    let mut seconds = Vec::new();
    for suite in suites {
        println!("\n=== {}", suite.name());
        let started = Instant::now();
        if let Err(missing) = suite.set_up(workspace) {
            println!("!!! {} SKIPPED, its toolchain is missing: {missing}", suite.name());
            match strictness {
                Strictness::Desk => total.skipped += 1,
                Strictness::Ci => total.failed += 1,
            }
            continue;
        }
        let counts = suite.run(workspace).unwrap_or_else(|error| {
            println!("!!! {} could not be run: {error}", suite.name());
            Counts { failed: 1, ..Counts::default() }
        });
        let took = started.elapsed().as_secs_f64();
        println!("=== {}: {counts} ({took:.0} s)", suite.name());
        seconds.push((suite.name(), took));
        total += counts;
    }
    (total, seconds)
}

/// Runs one check that is no test, says what it does and how it ended, and counts it as one.
fn gate(name: &str, check: impl FnOnce() -> Result<(), String>) -> Counts {
    println!("--- {name}");
    let started = Instant::now();
    ended(check(), started.elapsed())
}

/// Says how a check ended and how long it took, and counts it as one.
fn ended(outcome: Result<(), String>, time: Duration) -> Counts {
    let seconds = time.as_secs_f64();
    match outcome {
        Ok(()) => {
            println!("    ok ({seconds:.1} s)");
            Counts { passed: 1, ..Counts::default() }
        }
        Err(error) => {
            println!("    FAILED: {error} ({seconds:.1} s)");
            Counts { failed: 1, ..Counts::default() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed {
        name: &'static str,
        set_up: Result<(), String>,
        run: Result<Counts, String>,
    }

    impl Suite for Fixed {
        fn name(&self) -> &'static str {
            self.name
        }

        fn set_up(&self, _: &Workspace) -> Result<(), String> {
            self.set_up.clone()
        }

        fn run(&self, _: &Workspace) -> Result<Counts, String> {
            self.run.clone()
        }
    }

    fn fixed() -> Vec<Box<dyn Suite>> {
        let passed = Counts { passed: 3, failed: 1, skipped: 2 };
        vec![
            Box::new(Fixed { name: "one", set_up: Ok(()), run: Ok(passed) }),
            Box::new(Fixed { name: "two", set_up: Err("no compiler".into()), run: Ok(passed) }),
            Box::new(Fixed { name: "three", set_up: Ok(()), run: Err("no file".into()) }),
        ]
    }

    #[test]
    fn a_missing_toolchain_is_skipped_at_the_desk_and_fails_in_ci() {
        let total = |strictness| run_suites(&Workspace::here(), &fixed(), strictness).0;
        assert_eq!(total(Strictness::Desk), Counts { passed: 3, failed: 2, skipped: 3 });
        assert_eq!(total(Strictness::Ci), Counts { passed: 3, failed: 3, skipped: 2 });
    }

    #[test]
    fn seconds_are_listed_of_what_ran() {
        let (_, seconds) = run_suites(&Workspace::here(), &fixed(), Strictness::Desk);
        assert_eq!(seconds.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["one", "three"]);
        assert_eq!(listed(&[("rust", 900.4), ("service", 69.6)]), "rust 900, service 70");
    }

    #[test]
    fn an_unknown_name_is_told_what_there_is() {
        let chosen = |wanted: &[&str]| {
            let wanted: Vec<String> = wanted.iter().map(|name| (*name).to_owned()).collect();
            chosen(fixed(), &wanted).map(|suites| suites.iter().map(|suite| suite.name()).collect::<Vec<_>>())
        };
        assert_eq!(chosen(&[]), Ok(vec!["one", "two", "three"]));
        assert_eq!(chosen(&["three", "one"]), Ok(vec!["one", "three"]));
        assert_eq!(
            chosen(&["one", "cobol"]),
            Err("no tests called `cobol` are built; there are: one, two, three".to_owned())
        );
    }

    #[test]
    fn a_gate_counts_as_one() {
        assert_eq!(gate("well", || Ok(())), Counts { passed: 1, ..Counts::default() });
        assert_eq!(gate("ill", || Err("why".into())), Counts { failed: 1, ..Counts::default() });
    }
}
