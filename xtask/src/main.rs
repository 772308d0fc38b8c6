//! `cargo xtask`: the project's own commands, on nothing but the standard library.
//!
//! | command | in | does |
//! | --- | --- | --- |
//! | `test` | `test/` | every check of every language, doing its own set-up |
//! | `bindings` | `bindings.rs` | makes the package of a language ready to be built |
//! | `figures` | `figures/` | measures what the project promises |
//! | `clauses` | `clauses/` | every clause of the rules with the tests that prove it |
//! | `arrows` | `arrows.rs` | whether the modules of the core use each other one way only |
#![forbid(unsafe_code)]
// A developer's tool, not the core: it prints, opens files and reads the clock.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]

mod arrows;
mod bindings;
mod clauses;
mod figures;
mod licences;
mod process;
mod python_package;
mod source;
mod swift_package;
mod test;
mod workspace;

use std::process::ExitCode;

use workspace::Workspace;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let workspace = Workspace::here();
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", [].as_slice()),
    };
    let answer = match command {
        "test" => test::run(&workspace, rest, test::Strictness::from_environment()),
        "ci" => test::run(&workspace, rest, test::Strictness::Ci),
        "bindings" => bindings::run(&workspace, rest),
        "figures" => figures::run(&workspace, rest),
        "clauses" => no_more(rest).and_then(|()| clauses::run(&workspace)),
        "arrows" => no_more(rest).and_then(|()| arrows::run(&workspace)),
        "help" | "--help" | "-h" => {
            println!("{}", help());
            Ok(Answer::Yes)
        }
        other => Err(format!("no command `{other}`\n\n{}", help())),
    };
    match answer {
        Ok(Answer::Yes) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(1),
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::from(2)
        }
    }
}

/// What a command found. Exit status 0 and 1; a command that could not be carried out is an error, status 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Yes,
    No,
}

impl From<bool> for Answer {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

fn no_more(rest: &[String]) -> Result<(), String> {
    match rest.first() {
        None => Ok(()),
        Some(argument) => Err(format!("`{argument}` is one argument too many")),
    }
}

fn help() -> String {
    format!(
        "cargo xtask COMMAND

  test [LANGUAGE …]   every check and test ({languages} so far), setting up what they need;
                      ends with `N passed, N failed`; under CI=true a missing toolchain is a failure
  ci [LANGUAGE …]     the same as under CI=true
  bindings LANGUAGE   generates the sources of one language and builds its native library, for shipping
  figures [NAME …]    measures now and prints one line each: name value unit
  clauses             every clause id of docs/CLAUSES.md with its tests
  arrows              checks that modules of the core use only those before them

Exit status: 0 all well, 1 something failed, 2 the command could not be carried out.",
        languages = test::names().join(", "),
    )
}
