//! How the story is told: numbered steps for a person, one object for a machine.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::common::{self, Failure};

/// The story so far.
pub struct Story {
    folder: PathBuf,
    json: bool,
    steps: Vec<Value>,
    facts: Vec<Value>,
    title: String,
    as_expected: bool,
}

impl Story {
    /// An empty one whose files go into `folder`.
    pub fn new(folder: &Path, json: bool) -> Result<Self, Failure> {
        std::fs::create_dir_all(folder).map_err(|error| Failure(format!("{}: {error}", folder.display())))?;
        let title = String::new();
        Ok(Self {
            folder: folder.to_owned(),
            json,
            steps: Vec::new(),
            facts: Vec::new(),
            title,
            as_expected: true,
        })
    }

    /// Begins a step.
    pub fn step(&mut self, title: &str) {
        self.close();
        title.clone_into(&mut self.title);
        if !self.json {
            common::say(format_args!("\n{}. {title}", self.steps.len() + 1));
        }
    }

    /// Something that was done, and whether it came out as expected; with the clauses it rests on.
    pub fn fact(&mut self, holds: bool, text: &str, clauses: &[&str]) {
        self.as_expected &= holds;
        self.facts.push(json!({"text": text, "as_expected": holds, "clauses": clauses}));
        if !self.json {
            let mark = if holds { '✓' } else { '✗' };
            if clauses.is_empty() {
                common::say(format_args!("   {mark} {text}"));
            } else {
                common::say(format_args!("   {mark} {text}  [{}]", clauses.join(", ")));
            }
        }
    }

    /// Something to know beside the facts.
    pub fn note(&mut self, text: &str) {
        self.facts.push(json!({"note": text}));
        if !self.json {
            common::say(format_args!("     {text}"));
        }
    }

    /// Writes a file and gives its path.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, Failure> {
        let path = self.path(name);
        std::fs::write(&path, bytes).map_err(|error| Failure(format!("{}: {error}", path.display())))?;
        Ok(path)
    }

    /// Where a file of this name lies.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Ends the story: whether all came out as expected.
    pub fn end(mut self) -> bool {
        self.close();
        if self.json {
            let whole = json!({
                "as_expected": self.as_expected,
                "folder": self.folder.display().to_string(),
                "steps": self.steps,
            });
            common::say(whole);
        } else {
            let word = if self.as_expected {
                "Everything was as expected."
            } else {
                "NOT EVERYTHING was as expected."
            };
            common::say(format_args!("\n{word} Cards, codes and journals are in {}.", self.folder.display()));
        }
        self.as_expected
    }

    fn close(&mut self) {
        if !self.title.is_empty() {
            let facts = std::mem::take(&mut self.facts);
            self.steps.push(json!({"title": std::mem::take(&mut self.title), "facts": facts}));
        }
    }
}
