//! The shared vectors of `tests/vectors/`, through the facade. Kotlin, Swift and Python replay the same files.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test"
)]

mod answer;
mod tree;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

/// Every file by its name without `.json`.
fn cases() -> BTreeMap<String, Value> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors");
    let files = fs::read_dir(&folder).expect("tests/vectors").map(|entry| entry.expect("a file").path());
    let cases = files.filter(|path| path.file_name().is_some_and(|name| name != "README.md")).map(|path| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let name = name.strip_suffix(".json").unwrap_or_else(|| panic!("{name} is no case")).to_owned();
        let bytes = fs::read(&path).expect("a case");
        let case = serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, case)
    });
    cases.collect()
}

#[test]
fn every_case_is_answered_as_written() {
    let cases = cases();
    for (name, case) in &cases {
        let answer = answer::answer(case["call"].as_str().expect("a call"), &case["given"]);
        assert_eq!(answer, case["expected"], "{name}: {}", case["case"]);
    }
    println!("{} cases", cases.len());
    assert!(cases.len() > 100, "{} cases", cases.len());
}

/// `<call>-<pass|fail>-<defect>`: the name says what the answer is.
#[test]
fn names_tell_what_is_expected() {
    let (mut passes, mut fails) = (0, 0);
    for (name, case) in cases() {
        let members: Vec<_> = case.as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(members, ["call", "case", "expected", "given"], "{name}");
        let [call, word, defect] = name.split('-').collect::<Vec<_>>()[..] else {
            panic!("{name}: three parts")
        };
        assert_eq!(Some(call), case["call"].as_str(), "{name}");
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        assert!(!defect.is_empty() && defect.chars().all(plain), "{name}");
        let is_pass = passes_by_its_answer(call, &case["expected"]);
        assert_eq!(word, if is_pass { "pass" } else { "fail" }, "{name}");
        if is_pass { passes += 1 } else { fails += 1 }
    }
    println!("{passes} pass, {fails} fail");
    assert!(fails > passes, "{passes} pass, {fails} fail");
}

/// An error fails, a word other than "valid" fails, and so does finding nothing.
fn passes_by_its_answer(call: &str, expected: &Value) -> bool {
    let Some(answer) = expected.get("ok") else { return false };
    let is_valid = |report: &Value| report["verdict"] == "valid";
    match call {
        "kind" => answer != "unknown",
        "frame" | "picture" => answer.as_array().is_some_and(|found| !found.is_empty()),
        "holder" => answer["reports"].as_array().is_some_and(|reports| reports.iter().all(is_valid)),
        "document" | "revocation" | "seal" | "grant" | "access_screen" | "presentation" | "lookup"
        | "consent_question" => is_valid(&answer["report"]),
        "journal" => !answer["marks"].is_null(),
        "consent_reply" => answer != "unclear",
        "desk" => is_valid(answer::last_report(answer["steps"].as_array().expect("steps"))),
        "access" => answer["answer"] != "refuse",
        "child" => answer["verdict"]["decision"]["answer"] == "allow",
        _ => true,
    }
}
