use super::cargo_test::Reader;
use super::{Counts, Suite, fuzz, gate};
use crate::bindings::{DEV, PACKAGE, WITH_GENERATOR, built};
use crate::clauses::Survey;
use crate::process::{cargo, each_line, found, install_debian, quiet, shown};
use crate::workspace::Workspace;
use crate::{arrows, licences};

/// The core, the facade's Rust side, examples, benches, fuzz targets and these commands themselves.
pub(super) struct Rust;

impl Suite for Rust {
    fn name(&self) -> &'static str {
        "rust"
    }

    fn set_up(&self, workspace: &Workspace) -> Result<(), String> {
        // The linker of Rust, and what libFuzzer is written in.
        if !found("cc") || !found("c++") {
            install_debian(&["gcc", "g++", "libc6-dev"])?;
        }
        fuzz::set_up(workspace)
    }

    fn run(&self, workspace: &Workspace) -> Result<Counts, String> {
        let mut counts = Counts::default();
        counts += gate("arrows: modules use only those before them", || said(&arrows::check(workspace)?));
        counts += gate("clauses: every one that is built has a test", || {
            let survey = Survey::of(workspace)?;
            println!("    {}", survey.summary());
            said(&survey.wrong)
        });
        counts += gate("licences and bans of deny.toml", || {
            let (wrong, crates) = licences::check(workspace)?;
            println!("    {crates} crates");
            said(&wrong)
        });
        counts += gate(
            "what is shipped of the facade is without the generator of bindings and any client of a network",
            || {
                let mut tree = cargo(workspace, &["tree", "--quiet", "--locked", "--package", PACKAGE]);
                without_tools(&quiet(tree.args(["--edges", "normal,build", "--prefix", "none"]))?)
            },
        );
        if found("cargo-deny") {
            // Without the advisories: their database is no package of a registry.
            counts += gate("cargo deny", || {
                shown(&mut cargo(
                    workspace,
                    &["deny", "--all-features", "check", "licenses", "bans", "sources"],
                ))
            });
        } else {
            println!("--- cargo deny is not installed here and is left out");
        }
        counts += gate("formatting", || shown(&mut cargo(workspace, &["fmt", "--all", "--check"])));
        counts += gate("clippy, warnings denied", || {
            let all = ["clippy", "--workspace", "--all-targets", "--locked", "--", "--deny", "warnings"];
            shown(&mut cargo(workspace, &all))
        });
        counts += gate("documentation, warnings denied", || {
            let mut doc = cargo(workspace, &["doc", "--workspace", "--no-deps", "--locked"]);
            shown(doc.env("RUSTDOCFLAGS", "-D warnings"))
        });
        counts += tests(workspace)?;
        // All at once, on every core; what is run below is then there.
        counts += gate("examples build as released", || {
            let build = ["build", "--release", "--locked", "--examples"];
            shown(&mut cargo(workspace, &build))
        });
        for example in workspace.examples() {
            counts += gate(&format!("example {example}"), || run_example(workspace, &example));
        }
        counts += gate("isomdl reads ours and we read its", || {
            let judges = ["test", "--locked", "--manifest-path", "peers/Cargo.toml"];
            shown(cargo(workspace, &judges).arg("--target-dir").arg(workspace.target().join("peers")))
        });
        counts += fuzz::run(workspace);
        Ok(counts)
    }
}

/// Unit tests, integration tests and examples in documentation.
fn tests(workspace: &Workspace) -> Result<Counts, String> {
    println!("--- tests: unit, integration, documentation");
    let mut reader = Reader::default();
    let mut command = cargo(workspace, &["test", "--workspace", "--locked", "--no-fail-fast"]);
    // The generator is built along, while there is other work for the other processors: the bindings need it later.
    command.args(WITH_GENERATOR);
    // All examples are built before any test is run, with other features than the tests of the tools would ask for.
    command.env("QUJAT_TOOLS", built(workspace, DEV).join("examples"));
    let well = each_line(&mut command, |line| {
        if let Some(line) = reader.line(line) {
            println!("    {line}");
        }
    })?;
    let (counts, said) = reader.finish(well);
    if let Some(said) = said {
        println!("    {said}");
    }
    println!("    {counts}");
    Ok(counts)
}

/// Every example explains itself; one that is the main job needs no argument and does it.
fn run_example(workspace: &Workspace, name: &str) -> Result<(), String> {
    let run = |arguments: &[&str]| {
        let mut command =
            cargo(workspace, &["run", "--quiet", "--locked", "--release", "--example", name, "--"]);
        let mut lines = Vec::new();
        let well = each_line(command.args(arguments), |line| lines.push(line.to_owned()))?;
        let what = format!("{name} {}", arguments.join(" "));
        if !well || lines.is_empty() {
            for line in &lines {
                println!("    {line}");
            }
        }
        match (well, lines.is_empty()) {
            (true, false) => Ok(()),
            (true, true) => Err(format!("`{what}` says nothing")),
            (false, _) => Err(format!("`{what}`: exit status not 0")),
        }
    };
    run(&["--help"])?;
    if RUN_WITHOUT_ARGUMENTS.contains(&name) { run(&[]) } else { Ok(()) }
}

/// Looks through the packages of a `cargo tree`: uniffi's feature `cli` brings a parser of arguments and the generator, which weigh
/// many times what is shipped; a store on Redis is for services.
fn without_tools(packages: &[String]) -> Result<(), String> {
    let names: Vec<&str> = packages.iter().filter_map(|line| line.split(' ').next()).collect();
    if !names.contains(&"uniffi_core") {
        return Err("the facade's own packages are not there either".to_owned());
    }
    match names.iter().find(|name| TOOLS.contains(name)) {
        Some(name) => Err(format!("{name} is in it")),
        None => Ok(()),
    }
}

/// Prints what is wrong; an error where anything is.
fn said(wrong: &[String]) -> Result<(), String> {
    for line in wrong {
        println!("    {line}");
    }
    match wrong.len() {
        0 => Ok(()),
        1 => Err("1 finding".to_owned()),
        count => Err(format!("{count} findings")),
    }
}

/// What uniffi's features `cli` and `bindgen` bring, and the core's features `redis`, `redb` and `card-png`.
const TOOLS: [&str; 5] = ["uniffi_bindgen", "clap", "redis", "redb", "resvg"];

/// Examples that do their whole job when given nothing.
const RUN_WITHOUT_ARGUMENTS: [&str; 3] = ["exchange", "open_access", "present"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generator_in_what_is_shipped_is_found() {
        let tree = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        let shipped = ["qujat-ffi v0.1.0 (/x/uniffi)", "uniffi_core v0.32.2", "thiserror v2.0.1"];
        assert_eq!(without_tools(&tree(&shipped)), Ok(()));
        let fat = [&shipped[..], &["clap v4.5.1"]].concat();
        assert_eq!(without_tools(&tree(&fat)), Err("clap is in it".to_owned()));
        let networked = [&shipped[..], &["redis v1.8.1"]].concat();
        assert_eq!(without_tools(&tree(&networked)), Err("redis is in it".to_owned()));
        assert!(without_tools(&[]).is_err());
    }
}
