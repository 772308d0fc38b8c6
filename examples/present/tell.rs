//! How it is told: lines for people, one object for machines.

use core::fmt;
use std::path::Path;

use qujat::time::Timestamp;
use qujat::verify::{CheckName, Outcome, Report};
use serde_json::{Map, Value, json};

use crate::common::say;

pub struct Tell {
    json: bool,
    ok: bool,
    told: Map<String, Value>,
    refusals: Vec<Value>,
}

impl Tell {
    pub fn new(json: bool) -> Self {
        Self { json, ok: true, told: Map::new(), refusals: Vec::new() }
    }

    /// A line for people.
    pub fn say(&self, line: impl fmt::Display) {
        if !self.json {
            say(line);
        }
    }

    /// A member for machines.
    pub fn note(&mut self, name: &str, value: impl Into<Value>) {
        self.told.insert(name.to_owned(), value.into());
    }

    /// Whether a step went as it must.
    pub fn ok(&mut self, ok: bool) {
        self.ok &= ok;
    }

    /// The checks of the presentation.
    pub fn checks(&mut self, report: &Report) {
        let mut checks = Vec::new();
        self.say(format_args!("It is {}:", report.verdict().as_str()));
        for check in report.checks() {
            let (outcome, reason) = match &check.outcome {
                Outcome::Passed => ("passed", None),
                Outcome::Failed(why) => ("failed", Some(why)),
                Outcome::NotDone(why) => ("not done", Some(why)),
            };
            let why = reason.map(|why| format!(": {why}")).unwrap_or_default();
            self.say(format_args!("    {:<16} {outcome}{why}", check.name.as_str()));
            checks.push(json!({ "name": check.name.as_str(), "outcome": outcome, "reason": reason }));
        }
        self.note("verdict", report.verdict().as_str());
        self.note("checks", checks);
    }

    /// An attempt that must fail for one check.
    pub fn refusal(&mut self, name: &str, report: &Report, wanted: CheckName) {
        let found = report.reason();
        let ok = found.is_some_and(|(check, _)| check == wanted);
        self.ok(ok);
        let (check, reason) = found.map_or(("none", "it was taken"), |(check, why)| (check.as_str(), why));
        let mark = if ok { "" } else { "  — NOT AS IT MUST BE" };
        self.say(format_args!("    {name}\n        {check}: {reason}{mark}"));
        self.refusals.push(json!({ "name": name, "check": check, "reason": reason, "ok": ok }));
    }

    /// The end; whether all went as it must.
    pub fn close(mut self, at: Timestamp, folder: &Path) -> bool {
        if self.json {
            self.told.insert("ok".to_owned(), self.ok.into());
            self.told.insert("at".to_owned(), at.to_utc().into());
            self.told.insert("folder".to_owned(), folder.display().to_string().into());
            self.told.insert("refusals".to_owned(), self.refusals.into());
            say(Value::Object(self.told));
        } else {
            say(format_args!(
                "\nIn {}: challenge.png, presentation.png (moves in a browser), card.svg",
                folder.display()
            ));
        }
        self.ok
    }
}
