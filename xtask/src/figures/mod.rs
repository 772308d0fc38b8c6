//! What the project promises in numbers, measured now on this machine.
//!
//! Each figure is one line, `name value unit`. Those that measure the build or the sources are functions in this folder,
//! listed in [`own`]; those that time the core are measured together in one run of `benches/figures.rs` (see
//! [`harness`]), so that a ratio of two of them is of the same moment.

mod harness;
mod lib_size;

use crate::Answer;
use crate::clauses::Survey;
use crate::workspace::Workspace;

/// A figure measured here.
struct Figure {
    name: &'static str,
    unit: &'static str,
    measure: fn(&Workspace) -> Result<String, String>,
}

fn own() -> [Figure; 3] {
    [
        Figure { name: "lib_size_kib", unit: "KiB", measure: lib_size::measure },
        Figure {
            name: "clauses_covered",
            unit: "clauses",
            measure: |w| Ok(Survey::of(w)?.covered().to_string()),
        },
        Figure {
            name: "clauses_total",
            unit: "clauses",
            measure: |w| Ok(Survey::of(w)?.total().to_string()),
        },
    ]
}

pub(crate) fn run(workspace: &Workspace, wanted: &[String]) -> Result<Answer, String> {
    let own = own();
    let timed = harness::names(workspace)?;
    let known: Vec<&str> =
        own.iter().map(|figure| figure.name).chain(timed.iter().map(String::as_str)).collect();
    if let Some(unknown) = wanted.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(format!("no figure `{unknown}`; there are: {}", known.join(", ")));
    }
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name);
    let timed: Vec<&str> = timed.iter().map(String::as_str).filter(|name| is_wanted(name)).collect();
    for line in harness::measure(workspace, &timed)? {
        println!("{line}");
    }
    for figure in own.iter().filter(|figure| is_wanted(figure.name)) {
        println!("{} {} {}", figure.name, (figure.measure)(workspace)?, figure.unit);
    }
    Ok(Answer::Yes)
}
