//! Whether the modules of the core use each other one way only.
//!
//! *Takes* `src/**/*.rs`. *Gives* each `crate::…` and `super::…` path that reaches a module. *Refuses* one that reaches
//! a module further down [`ORDER`], one that reaches past the modules (a name at the root, a glob of the root), and the
//! names of [`KEPT_APART`] outside their places. Code that only tests see (`#[cfg(test)]`, `tests.rs`) may look ahead
//! to judge a step by the next one, but may not name what is kept apart either.

use crate::Answer;
use crate::source::{Kind, Language, Token, after_closing, tokens};
use crate::workspace::Workspace;

/// The modules of the core in the order of the flow: each may use those before it.
const ORDER: [&str; 23] = [
    "limits",
    "random",
    "text",
    "id",
    "time",
    "cbor",
    "cose",
    "trust",
    "document",
    "proximity",
    "code",
    "grant",
    "presentation",
    "scan",
    "verify",
    "lookup",
    "subscriber",
    "organisation",
    "consent",
    "access",
    "display",
    "journal",
    "exchange",
];

/// Wraps every step's error: uses all, is used by none.
const ERROR: &str = "error";

/// Crates that only one place may name, by the start of their names; no place is none at all.
const KEPT_APART: [(&str, &[&str]); 4] = [
    ("ciborium", &["src/cbor/"]),
    ("redb", &["src/exchange/store/"]),
    ("redis", &["src/grant/store/", "src/exchange/store/"]),
    ("uniffi", &[]),
];

pub(crate) fn run(workspace: &Workspace) -> Result<Answer, String> {
    let broken = check(workspace)?;
    for line in &broken {
        println!("{line}");
    }
    if broken.is_empty() {
        println!("every arrow runs one way: {}", ORDER.join(", "));
    }
    Ok(broken.is_empty().into())
}

/// One line for each broken arrow.
pub(crate) fn check(workspace: &Workspace) -> Result<Vec<String>, String> {
    let mut broken = Vec::new();
    for path in workspace.files("src", &["rs"]) {
        let shown = workspace.shown(&path).replace('\\', "/");
        broken.extend(in_file(&shown, &workspace.read(&path)?));
    }
    Ok(broken)
}

/// The broken arrows of one file, given by its path from the root.
fn in_file(path: &str, text: &str) -> Vec<String> {
    let all: Vec<Token<'_>> =
        tokens(Language::Rust, text).into_iter().filter(|token| token.kind != Kind::Comment).collect();
    let mut broken = named_outside(path, &all);
    let steps: Vec<&str> = path.trim_start_matches("src/").trim_end_matches(".rs").split('/').collect();
    let (Some(module), Some(file)) = (steps.first().copied(), steps.last().copied()) else { return broken };
    if module == "lib" || file == "tests" || steps.contains(&"tests") {
        return broken;
    }
    let Some(own) = rank(module) else {
        broken.push(format!("{path}: module `{module}` has no place in the order (xtask/src/arrows.rs)"));
        return broken;
    };
    let depth = steps.len() - usize::from(file == "mod");
    for (line, target) in paths_from_root(&all, depth) {
        if target == module {
            continue;
        }
        match rank(target) {
            None => broken.push(format!(
                "{path}:{line}: `crate::{target}` is no module: name the module that `{target}` comes from"
            )),
            Some(_) if target == ERROR => {
                broken.push(format!("{path}:{line}: `{module}` uses `error`, which nobody may"));
            }
            Some(other) if other > own => {
                broken.push(format!("{path}:{line}: `{module}` uses `{target}`, which comes after it"));
            }
            Some(_) => {}
        }
    }
    broken
}

/// Place in the order; `error` stands after all.
fn rank(module: &str) -> Option<usize> {
    if module == ERROR {
        return Some(ORDER.len());
    }
    ORDER.iter().position(|name| *name == module)
}

fn named_outside(path: &str, tokens: &[Token<'_>]) -> Vec<String> {
    let mut broken = Vec::new();
    for token in tokens.iter().filter(|token| token.kind == Kind::Word) {
        for (name, places) in KEPT_APART {
            let allowed = places.iter().any(|place| path.starts_with(place));
            if token.text.starts_with(name) && !allowed {
                let places =
                    if places.is_empty() { "nowhere in the core".to_owned() } else { places.join(", ") };
                broken.push(format!("{path}:{}: names `{}`, allowed: {places}", token.line, token.text));
            }
        }
    }
    broken
}

/// The first step of each path from the crate's root, with its line. `depth` is how many `super` lead from this file to
/// the root.
fn paths_from_root<'a>(tokens: &[Token<'a>], depth: usize) -> Vec<(usize, &'a str)> {
    let mut found = Vec::new();
    // Where each inline module opened inside this file ends.
    let mut inside: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        inside.retain(|end| at < *end);
        if let Some(after) = after_test_item(tokens, at) {
            at = after;
            continue;
        }
        if token.is_word("mod") && tokens.get(at + 2).is_some_and(|token| token.is_mark("{")) {
            inside.push(after_closing(tokens, at + 2));
            at += 3;
            continue;
        }
        let continues = at >= 1 && tokens.get(at - 1).is_some_and(|token| token.is_mark(":"));
        let at_root = match token {
            _ if token.kind != Kind::Word || continues => None,
            _ if token.text == "crate" => after_separator(tokens, at + 1),
            _ if token.text == "super" => after_supers(tokens, at, depth + inside.len()),
            _ => None,
        };
        if let Some(next) = at_root {
            heads(tokens, next, &mut found);
        }
        at += 1;
    }
    found
}

/// Past an item under `#[cfg(test)]`, where one stands here.
fn after_test_item(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let attribute: String = tokens.get(at..at + 7)?.iter().map(|token| token.text).collect();
    if attribute != "#[cfg(test)]" {
        return None;
    }
    let mut at = at + 7;
    // Further attributes of the same item.
    while tokens.get(at)?.is_mark("#") {
        at = after_closing(tokens, at + 1);
    }
    // A `use` ends with its semicolon, past the braces of its group; anything else with whichever comes first.
    let is_use = tokens.iter().skip(at).take(5).any(|token| token.is_word("use"));
    while let Some(token) = tokens.get(at) {
        match token.text {
            ";" => return Some(at + 1),
            "{" if is_use => at = after_closing(tokens, at),
            "{" => return Some(after_closing(tokens, at)),
            _ => at += 1,
        }
    }
    Some(tokens.len())
}

/// Past a `::` that stands here.
fn after_separator(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    (tokens.get(at)?.is_mark(":") && tokens.get(at + 1)?.is_mark(":")).then_some(at + 2)
}

/// Past `super::super::…` where that leads exactly to the root.
fn after_supers(tokens: &[Token<'_>], mut at: usize, depth: usize) -> Option<usize> {
    let mut climbed = 0;
    while tokens.get(at)?.is_word("super") {
        at = after_separator(tokens, at + 1)?;
        climbed += 1;
    }
    (climbed == depth).then_some(at)
}

/// The first steps of what is named here: a word, `*`, or a group of both.
fn heads<'a>(tokens: &[Token<'a>], at: usize, found: &mut Vec<(usize, &'a str)>) {
    let Some(token) = tokens.get(at) else { return };
    if !token.is_mark("{") {
        found.push((token.line, token.text));
        return;
    }
    let mut depth = 0_usize;
    let mut starts = true;
    for token in tokens.iter().skip(at + 1) {
        match token.text {
            "}" if depth == 0 => return,
            "}" => depth -= 1,
            "{" => depth += 1,
            "," if depth == 0 => starts = true,
            _ if starts => {
                found.push((token.line, token.text));
                starts = false;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upward_arrows_hold() {
        let text = "
            //! See [`crate::verify`].
            use crate::cbor::{self, Decoder};
            use crate::{id::{Iin, Bin}, limits, time::Timestamp};
            use super::header;
            pub(crate) fn f(x: crate::text::LocalText) -> super::CoseError { \"crate::journal\" }
        ";
        assert_eq!(in_file("src/cose/sign1.rs", text), [""; 0]);
        assert_eq!(in_file("src/lib.rs", "pub use crate::journal::Mark;"), [""; 0]);
        assert_eq!(in_file("src/error.rs", "use crate::{journal::JournalError, id::IdError};"), [""; 0]);
    }

    #[test]
    fn downward_arrows_are_found_however_written() {
        let broken = |path, text| in_file(path, text).join("\n");
        let wanted = "src/cose/key.rs:1: `cose` uses `trust`, which comes after it";
        for text in [
            "use crate::trust::Issuer;",
            "use crate::{cbor::{Decoder, Kind}, trust};",
            "fn f() { let _ = crate::trust::g(); }",
            "use super::super::trust;",
            "mod inner { use super::super::super::trust; }",
            "pub use crate::trust as hidden;",
        ] {
            assert_eq!(broken("src/cose/key.rs", text), wanted, "{text}");
        }
        assert_eq!(
            broken("src/time.rs", "\nuse super::cbor;"),
            "src/time.rs:2: `time` uses `cbor`, which comes after it"
        );
        assert_eq!(
            broken("src/cose/mod.rs", "use super::grant;"),
            "src/cose/mod.rs:1: `cose` uses `grant`, which comes after it"
        );
        assert_eq!(
            broken("src/id/mod.rs", "use crate::error::X;"),
            "src/id/mod.rs:1: `id` uses `error`, which nobody may"
        );
    }

    #[test]
    fn names_at_the_root_hide_the_arrow() {
        assert_eq!(
            in_file("src/scan/mod.rs", "use crate::Iin;"),
            ["src/scan/mod.rs:1: `crate::Iin` is no module: name the module that `Iin` comes from"]
        );
        assert_eq!(in_file("src/scan/mod.rs", "use crate::*;").len(), 1);
        assert_eq!(in_file("src/sacn/mod.rs", "").len(), 1);
    }

    #[test]
    fn tests_may_look_ahead() {
        let text = "
            use crate::cbor;
            #[cfg(test)]
            use crate::{journal, trust::Issuer};
            #[cfg(test)]
            #[allow(dead_code)]
            mod tests { use crate::journal::Mark; fn f() { crate::vectors(); } }
            use crate::id::Iin;
        ";
        assert_eq!(in_file("src/cose/key.rs", text), [""; 0]);
        assert_eq!(in_file("src/cose/tests.rs", "use crate::journal::Mark;"), [""; 0]);
        // What follows a test item is code again.
        let text = "#[cfg(test)] mod tests; use crate::trust::Issuer;";
        assert_eq!(in_file("src/cose/mod.rs", text).len(), 1);
    }

    #[test]
    fn crates_are_kept_apart() {
        assert_eq!(in_file("src/cbor/encode.rs", "use ciborium::Value;"), [""; 0]);
        assert_eq!(
            in_file("src/trust/list.rs", "use ciborium_ll::Header;"),
            ["src/trust/list.rs:1: names `ciborium_ll`, allowed: src/cbor/"]
        );
        assert_eq!(in_file("src/scan/mod.rs", "use ciborium::Value;").len(), 1);
        assert_eq!(in_file("src/exchange/store/redb.rs", "use redb::Database;"), [""; 0]);
        assert_eq!(
            in_file("src/exchange/outbox/mod.rs", "use redis::Client; use redb::Database;"),
            [
                "src/exchange/outbox/mod.rs:1: names `redis`, allowed: src/grant/store/, src/exchange/store/",
                "src/exchange/outbox/mod.rs:1: names `redb`, allowed: src/exchange/store/",
            ]
        );
        assert_eq!(in_file("src/lib.rs", "uniffi::setup_scaffolding!();").len(), 1);
        assert_eq!(in_file("src/scan/mod.rs", "// ciborium reads it\nlet x = \"ciborium\";"), [""; 0]);
    }
}
