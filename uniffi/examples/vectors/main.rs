//! Makes the cases of `tests/vectors/`, with fixed keys, salts and times.
//!
//! ```sh
//! cargo run -p qujat-ffi --example vectors                # writes the cases that are not there yet
//! cargo run -p qujat-ffi --example vectors -- --answers   # and what is expected of every one anew
//! ```
//!
//! What a published case gives never changes: neither command touches `given` of a file that is there. What the library
//! answers changes only on purpose, by `--answers`, and the difference shows what other languages and apps will see.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a tool, not the library: it writes files"
)]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "what is wrong here is a case"
)]

mod access;
#[path = "../../tests/vectors/answer.rs"]
mod answer;
mod carriers;
mod certificates;
mod codes;
mod documents;
mod organisations;
mod phone;
mod pictures;
mod presentations;
mod results;
mod revocation;
#[path = "../../tests/vectors/tree.rs"]
mod tree;
mod views;
mod world;

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// What a case is for, said before the library is asked: an answer that differs is not written.
#[derive(Debug, Clone, Copy)]
enum Wanted {
    /// Valid, found, made.
    Pass,
    /// An answer that says no: "invalid" for this check, first of all.
    Invalid(&'static str),
    /// "Unknown", because of this check.
    Unknown(&'static str),
    /// The rules refuse, for this reason.
    Refused(&'static str),
    /// Nothing is found, or nothing of ours.
    Nothing,
    /// An error with this code.
    Error(&'static str),
}

struct Case {
    call: &'static str,
    defect: String,
    about: String,
    given: Value,
    wanted: Wanted,
}

/// The cases, collected.
#[derive(Default)]
struct Cases(Vec<Case>);

impl Cases {
    /// `defect` is the last part of the file's name; `about` says what is special, for those who read a failure.
    fn add(&mut self, call: &'static str, defect: &str, about: &str, given: Value, wanted: Wanted) {
        self.0.push(Case { call, defect: defect.to_owned(), about: about.to_owned(), given, wanted });
    }
}

fn main() -> Outcome<()> {
    let all_answers = std::env::args().skip(1).any(|argument| argument == "--answers");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors");
    let mut cases = Cases::default();
    codes::add(&mut cases)?;
    pictures::add(&mut cases)?;
    documents::add(&mut cases)?;
    certificates::add(&mut cases)?;
    carriers::add(&mut cases)?;
    views::add(&mut cases)?;
    access::add(&mut cases)?;
    revocation::add(&mut cases)?;
    presentations::add(&mut cases)?;
    results::add(&mut cases)?;
    phone::add(&mut cases)?;
    organisations::add(&mut cases)?;

    let (mut written, mut kept, mut wrong) = (0, 0, 0);
    for case in &cases.0 {
        let expected = answer::answer(case.call, &case.given);
        let Some(word) = word(case, &expected) else {
            println!("{} {}: {:?} wanted, found {expected:#}", case.call, case.defect, case.wanted);
            wrong += 1;
            continue;
        };
        let path = folder.join(format!("{}-{word}-{}.json", case.call, case.defect));
        if path.is_file() {
            let published: Value = serde_json::from_slice(&fs::read(&path)?)?;
            if published["given"] != case.given {
                println!("{}: would be made otherwise today, and stays", path.display());
            }
            kept += 1;
        } else {
            write(&path, &case.about, case.call, &case.given, &expected)?;
            written += 1;
        }
    }
    println!("{written} cases written, {kept} were there");
    if wrong > 0 {
        return Err(format!("{wrong} cases are answered otherwise than they were made for").into());
    }
    if all_answers { answer_anew(&folder) } else { Ok(()) }
}

/// `pass` or `fail`, where the answer is the one wanted.
fn word(case: &Case, expected: &Value) -> Option<&'static str> {
    let answer = &expected["ok"];
    let report = match case.call {
        "holder" => answer["reports"].as_array().and_then(|reports| reports.last()).unwrap_or(&Value::Null),
        "child" => &answer["verdict"]["report"],
        "desk" => answer["steps"].as_array().map_or(&Value::Null, |steps| answer::last_report(steps)),
        _ => &answer["report"],
    };
    let decided = |verdict: &str, check: &str| {
        report["verdict"] == verdict && (verdict == "valid" || report["decisive"]["name"] == check)
    };
    let (word, is_wanted) = match case.wanted {
        Wanted::Pass => ("pass", expected.get("ok").is_some() && (report.is_null() || decided("valid", ""))),
        Wanted::Invalid(check) => ("fail", decided("invalid", check)),
        Wanted::Unknown(check) => ("fail", decided("unknown", check)),
        Wanted::Refused(reason) => {
            let decision = if case.call == "child" { &answer["verdict"]["decision"] } else { answer };
            ("fail", decision["answer"] == "refuse" && decision["reason"] == reason)
        }
        Wanted::Nothing if case.call == "journal" => {
            ("fail", answer.is_object() && answer["marks"].is_null())
        }
        Wanted::Nothing if case.call == "consent_reply" => ("fail", answer == "unclear"),
        Wanted::Nothing if case.call == "desk" => ("fail", report.is_null() && answer.is_object()),
        Wanted::Nothing => ("fail", answer == "unknown" || answer.as_array().is_some_and(Vec::is_empty)),
        Wanted::Error(code) => {
            let error = expected["error"].as_object().and_then(|error| error.values().next());
            ("fail", error.is_some_and(|error| error["code"] == code))
        }
    };
    is_wanted.then_some(word)
}

/// What is expected of every file, by what it gives.
fn answer_anew(folder: &Path) -> Outcome<()> {
    let mut changed = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let case: Value = serde_json::from_slice(&fs::read(&path)?)?;
        let text = |name: &str| case[name].as_str().ok_or_else(|| format!("{}: no {name}", path.display()));
        let expected = answer::answer(text("call")?, &case["given"]);
        if expected != case["expected"] {
            println!("{}: another answer", path.display());
            write(&path, text("case")?, text("call")?, &case["given"], &expected)?;
            changed += 1;
        }
    }
    println!("{changed} answers changed");
    Ok(())
}

fn write(path: &Path, about: &str, call: &str, given: &Value, expected: &Value) -> Outcome<()> {
    let members = [("case", &about.into()), ("call", &call.into()), ("given", given), ("expected", expected)];
    let mut text = String::from("{");
    for (at, (name, value)) in members.into_iter().enumerate() {
        let value = serde_json::to_string_pretty(value)?.replace('\n', "\n  ");
        let comma = if at == 0 { "" } else { "," };
        write!(text, "{comma}\n  \"{name}\": {value}")?;
    }
    text.push_str("\n}\n");
    Ok(fs::write(path, text)?)
}
