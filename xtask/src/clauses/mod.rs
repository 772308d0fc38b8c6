//! Every clause of the rules with the tests that prove it.
//!
//! *Takes* the table in `docs/CLAUSES.md` and the sources. *Gives* a [`Survey`]: each id with the tests that carry it.
//! *Refuses* an id marked `built` that no test carries, and an id in the sources that stands in no row.
//!
//! A test carries an id when the id is in its name (`c352_2_4_…` for 352/2.4), in a comment right above it or in a
//! comment inside it; a doc-test, when the id is in its code or begins the paragraph right above it. Strings do not
//! count, nor do tests that are ignored.

mod doc_tests;
mod id;
mod in_tests;
mod python;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use crate::Answer;
use crate::source::Language;
use crate::workspace::Workspace;
use table::{Row, State};

/// A test and the clauses it carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Test {
    name: String,
    line: usize,
    ids: BTreeSet<String>,
}

/// Clauses, their tests, and what is wrong with either.
#[derive(Debug)]
pub(crate) struct Survey {
    rows: Vec<Row>,
    /// For each id, the tests that carry it, as `path:line name`.
    tests: BTreeMap<String, Vec<String>>,
    pub(crate) wrong: Vec<String>,
}

pub(crate) fn run(workspace: &Workspace) -> Result<Answer, String> {
    let survey = Survey::of(workspace)?;
    for row in &survey.rows {
        println!("{:<12} {:<8} {}", row.id, row.state.name(), row.asks);
        for test in survey.tests.get(&row.id).into_iter().flatten() {
            println!("{:<12} {:<8}   {test}", "", "");
        }
    }
    println!("\n{}", survey.summary());
    for line in &survey.wrong {
        println!("{line}");
    }
    Ok(survey.wrong.is_empty().into())
}

impl Survey {
    pub(crate) fn of(workspace: &Workspace) -> Result<Self, String> {
        let (rows, mut wrong) = table::read(&workspace.read(&workspace.path("docs/CLAUSES.md"))?);
        let known: BTreeSet<String> = rows.iter().map(|row| row.id.clone()).collect();
        let mut tests: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for folder in SOURCES {
            for path in workspace.files(folder, &["rs", "kt", "swift", "py"]) {
                let text = workspace.read(&path)?;
                let shown = workspace.shown(&path);
                for (line, id) in id::by_line(&text) {
                    if !id::stands_in(&known, &id) {
                        wrong.push(format!("{shown}:{line}: {id} stands in no row of docs/CLAUSES.md"));
                    }
                }
                let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
                for test in in_source(&extension, &shown, &text, &known) {
                    for id in test.ids {
                        if known.contains(&id) {
                            tests.entry(id).or_default().push(format!("{shown}:{} {}", test.line, test.name));
                        } else if !id::stands_in(&known, &id) {
                            let (line, name) = (test.line, &test.name);
                            wrong.push(format!(
                                "{shown}:{line}: {name}: {id} stands in no row of docs/CLAUSES.md"
                            ));
                        }
                    }
                }
            }
        }
        for row in rows.iter().filter(|row| row.state == State::Built && !tests.contains_key(&row.id)) {
            wrong.push(format!("{} is marked built, and no test carries it", row.id));
        }
        // An unknown id in a test's comment is found by its line and by its test.
        wrong.sort();
        wrong.dedup();
        Ok(Self { rows, tests, wrong })
    }

    /// Clauses in force, built or not.
    pub(crate) fn total(&self) -> usize {
        self.rows.iter().filter(|row| row.state != State::Repealed).count()
    }

    /// Clauses built that a test carries.
    pub(crate) fn covered(&self) -> usize {
        let built = self.rows.iter().filter(|row| row.state == State::Built);
        built.filter(|row| self.tests.contains_key(&row.id)).count()
    }

    pub(crate) fn summary(&self) -> String {
        let open = self.rows.iter().filter(|row| row.state == State::Open).count();
        let tests: usize = self.tests.values().map(Vec::len).sum();
        format!("{} of {} clauses covered, {tests} marks on tests, {open} open", self.covered(), self.total())
    }
}

/// The tests of one file that carry a clause.
fn in_source(extension: &str, path: &str, text: &str, known: &BTreeSet<String>) -> Vec<Test> {
    let mut tests = match extension {
        "rs" => in_tests::find(Language::Rust, text, known),
        "kt" => in_tests::find(Language::Kotlin, text, known),
        "swift" => in_tests::find(Language::Swift, text, known),
        _ => python::find(text, known),
    };
    // Only these are libraries, whose doc-tests run.
    if extension == "rs" && (path.starts_with("src/") || path.starts_with("uniffi/src/")) {
        tests.extend(doc_tests::find(text));
    }
    tests.retain(|test| !test.ids.is_empty());
    tests
}

/// The folders whose tests count and whose ids must be known.
const SOURCES: [&str; 6] = ["src", "tests", "uniffi", "bindings", "examples", "benches"];
