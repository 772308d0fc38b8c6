//! What the project promises in numbers, measured now on this machine.
//!
//! Each figure is one line, `name value unit`. Those that measure the build or the sources are functions in this folder,
//! listed in [`own`]; those that time the core are measured together in one run of `benches/figures.rs` (see
//! [`harness`]), so that a ratio of two of them is of the same moment; those that time the bindings are measured together
//! for each language (see [`overhead`]). Those against other implementations are measured by `peers/` (see [`peers`]), those of the
//! grant store by `benches/registry.rs` (see [`registry`]), those of the queue of messages by `benches/exchange.rs` (see [`exchange`]),
//! those of the service under load by its test (see [`load`]), and what
//! outside judges found is what tests print (see [`judges`]). A figure whose toolchain can be neither found nor installed is left out, and said so.

mod exchange;
mod forms;
mod guess;
mod harness;
mod jar_size;
mod judges;
mod lib_size;
mod load;
mod model;
mod overhead;
mod peers;
mod registry;
mod scan_size;

use crate::Answer;
use crate::bindings::Language;
use crate::clauses::Survey;
use crate::test;
use crate::workspace::Workspace;

/// A figure measured here.
struct Figure {
    name: &'static str,
    unit: &'static str,
    /// The language whose toolchain it needs beside Rust's.
    needs: Option<Language>,
    measure: fn(&Workspace) -> Result<String, String>,
}

fn own() -> [Figure; 9] {
    [
        Figure { name: "lib_size_kib", unit: "KiB", needs: None, measure: lib_size::measure },
        Figure { name: "scan_lib_kib", unit: "KiB", needs: None, measure: scan_size::measure },
        Figure {
            name: "kotlin_jar_kib",
            unit: "KiB",
            needs: Some(Language::Kotlin),
            measure: jar_size::measure,
        },
        Figure {
            name: "clauses_covered",
            unit: "clauses",
            needs: None,
            measure: |w| Ok(Survey::of(w)?.covered().to_string()),
        },
        Figure {
            name: "clauses_total",
            unit: "clauses",
            needs: None,
            measure: |w| Ok(Survey::of(w)?.total().to_string()),
        },
        Figure { name: "forms_kinds", unit: "kinds", needs: None, measure: forms::kinds },
        Figure { name: "form_bytes_median", unit: "bytes", needs: None, measure: forms::median_bytes },
        Figure { name: "guess_p_day", unit: "probability", needs: None, measure: guess::measure },
        Figure { name: "model_disagreements", unit: "requests", needs: None, measure: model::measure },
    ]
}

pub(crate) fn run(workspace: &Workspace, wanted: &[String]) -> Result<Answer, String> {
    let own = own();
    let through = Language::ALL.map(|language| (language, overhead::names(language)));
    let here = own.iter().map(|figure| figure.name).chain(peers::NAMES).chain(registry::NAMES);
    let here = here.chain(load::NAMES).chain(exchange::NAMES);
    let here: Vec<&str> =
        here.chain(through.iter().flat_map(|(_, names)| names).map(String::as_str)).collect();
    // The bench is built for its names: not where nothing of it is asked for.
    let is_here = |name: &String| here.contains(&name.as_str()) || judges::is_of_judges(name);
    let all_here = !wanted.is_empty() && wanted.iter().all(is_here);
    let timed = if all_here { Vec::new() } else { harness::names(workspace)? };
    let unknown = wanted.iter().find(|name| !is_here(name) && !timed.contains(name));
    if let Some(unknown) = unknown {
        let timed = timed.iter().map(String::as_str);
        let known: Vec<&str> = here.iter().copied().chain(timed).collect();
        let of_judges = "wycheproof_failed and, of each judge, vectors_passed_… and vectors_total_…";
        return Err(format!("no figure `{unknown}`; there are: {}, {of_judges}", known.join(", ")));
    }
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name);
    let timed: Vec<&str> = timed.iter().map(String::as_str).filter(|name| is_wanted(name)).collect();
    for line in harness::measure(workspace, &timed)? {
        println!("{line}");
    }
    let of_peers: Vec<&str> = peers::NAMES.into_iter().filter(|name| is_wanted(name)).collect();
    for line in peers::measure(workspace, &of_peers)? {
        println!("{line}");
    }
    let of_exchange: Vec<&str> = exchange::NAMES.into_iter().filter(|name| is_wanted(name)).collect();
    for line in exchange::measure(workspace, &of_exchange)? {
        println!("{line}");
    }
    let of_registry: Vec<&str> = registry::NAMES.into_iter().filter(|name| is_wanted(name)).collect();
    if !of_registry.is_empty() {
        match test::set_up(workspace, "service") {
            Ok(()) => {
                for line in registry::measure(workspace, &of_registry)? {
                    println!("{line}");
                }
            }
            Err(missing) => eprintln!("!!! {} left out, Redis is missing: {missing}", of_registry.join(", ")),
        }
    }
    let of_load: Vec<&str> = load::NAMES.into_iter().filter(|name| is_wanted(name)).collect();
    if !of_load.is_empty() {
        match test::set_up(workspace, "service") {
            Ok(()) => {
                for line in load::measure(workspace, &of_load)? {
                    println!("{line}");
                }
            }
            Err(missing) => eprintln!("!!! {} left out, something is missing: {missing}", of_load.join(", ")),
        }
    }
    if wanted.is_empty() || wanted.iter().any(|name| judges::is_of_judges(name)) {
        for line in judges::measure(workspace, is_wanted)? {
            println!("{line}");
        }
    }
    for figure in own.iter().filter(|figure| is_wanted(figure.name)) {
        if figure.needs.is_none_or(|language| is_there(workspace, language, &[figure.name])) {
            println!("{} {} {}", figure.name, (figure.measure)(workspace)?, figure.unit);
        }
    }
    for (language, names) in &through {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        if !names.iter().any(|name| is_wanted(name)) || !is_there(workspace, *language, &names) {
            continue;
        }
        for (name, ratio) in names.iter().zip(overhead::measure(workspace, *language)?) {
            if is_wanted(name) {
                println!("{name} {ratio:.3} ratio");
            }
        }
    }
    Ok(Answer::Yes)
}

/// Whether the toolchain of a language is there or can be set up; says which figures are left out where it cannot.
fn is_there(workspace: &Workspace, language: Language, figures: &[&str]) -> bool {
    let missing = test::set_up(workspace, &language.to_string()).err();
    if let Some(missing) = &missing {
        eprintln!("!!! {} left out, its toolchain is missing: {missing}", figures.join(", "));
    }
    missing.is_none()
}
