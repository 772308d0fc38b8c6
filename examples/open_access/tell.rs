//! How the story is told: numbered steps for people, one object for machines.

use qujat::text::{Language, LocalText};
use qujat::time::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::common::{Failure, say};
use crate::folder::Folder;

/// Tells the story as it happens, and keeps it for the end.
pub struct Tell {
    pub folder: Folder,
    pub language: Language,
    json: bool,
    steps: Vec<Step>,
    refusals: Vec<Refusal>,
    ok: bool,
}

#[derive(Serialize)]
struct Step {
    number: usize,
    title: &'static str,
    clauses: &'static [&'static str],
    lines: Vec<Line>,
    details: Map<String, Value>,
}

#[derive(Serialize)]
struct Line {
    /// `null` where nothing was checked.
    ok: Option<bool>,
    text: String,
}

/// An attempt that must be refused.
#[derive(Serialize)]
pub struct Refusal {
    /// A word for it.
    pub name: &'static str,
    /// What was tried.
    pub attempt: String,
    /// `refused` or `allowed`.
    pub outcome: &'static str,
    /// Which step of the library refused: `grant`, `verify`, `access`, `journal`.
    pub by: &'static str,
    /// Why, in truth; of a grant only its service knows.
    pub reason: String,
    /// The clauses it rests on.
    pub clauses: Vec<&'static str>,
    /// What the person reads.
    pub text: LocalText,
    /// Whether it was refused, and for the reason expected.
    pub ok: bool,
}

impl Tell {
    pub fn new(json: bool, language: Language, folder: Folder) -> Self {
        Self { folder, language, json, steps: Vec::new(), refusals: Vec::new(), ok: true }
    }

    /// The heading.
    pub fn open(&self, now: Timestamp, clock: Option<&str>) {
        self.print("Open access: a document from a state body's register to another person's screen");
        self.print("");
        self.print("    Aigerim    the subject: opens access to her documents");
        self.print("    Yerlan     a third party: is shown them");
        self.print("    Aiaru      her daughter, a minor");
        self.print("    Sanzhar    her son, of age");
        self.print("");
        self.print(format_args!("    {}. Every person and number is invented; keys are fresh.", moment(now)));
        if let Some(clock) = clock {
            self.print(format_args!("    {clock}"));
        }
    }

    /// Starts a step.
    pub fn step(&mut self, title: &'static str, clauses: &'static [&'static str]) {
        let number = self.steps.len() + 1;
        let cited = clauses.join("  ");
        let room = WIDTH.saturating_sub(cited.chars().count() + 4);
        self.print("");
        self.print(format_args!("{number:2}  {title:room$}{cited}"));
        self.steps.push(Step { number, title, clauses, lines: Vec::new(), details: Map::new() });
    }

    /// Something that is so.
    pub fn say(&mut self, text: impl Into<String>) {
        self.line(None, text.into());
    }

    /// Something that was found to be as it must be, or not.
    pub fn check(&mut self, ok: bool, text: impl Into<String>) {
        self.ok &= ok;
        self.line(Some(ok), text.into());
    }

    /// The same, with the clauses it rests on.
    pub fn check_by(&mut self, ok: bool, text: &str, clauses: &[&str]) {
        let cited = clauses.join("  ");
        let room = WIDTH.saturating_sub(cited.chars().count() + 8);
        self.check(ok, format!("{text:room$}  {cited}"));
    }

    /// Something for machines.
    pub fn detail(&mut self, name: &str, value: Value) {
        if let Some(step) = self.steps.last_mut() {
            step.details.insert(name.to_owned(), value);
        }
    }

    /// An attempt and how it ended.
    pub fn refusal(&mut self, refusal: Refusal) {
        self.ok &= refusal.ok;
        let cited = refusal.clauses.join("  ");
        let room = WIDTH.saturating_sub(cited.chars().count() + 8);
        let (mark, odd) = match (refusal.outcome, refusal.ok) {
            ("refused", true) => ("✗", String::new()),
            ("refused", false) => ("!", format!("   NOT FOR THE REASON EXPECTED: {}", refusal.reason)),
            _ => ("!", "   NOT REFUSED".to_owned()),
        };
        self.print(format_args!("    {mark} {:room$}  {cited}{odd}", refusal.attempt));
        let said = format!("“{}”", refusal.text.in_language(self.language));
        for piece in wrapped(&said, WIDTH - 6) {
            self.print(format_args!("      {piece}"));
        }
        self.refusals.push(refusal);
    }

    /// What is left to say; whether everything was as it must be.
    pub fn close(self, now: Timestamp) -> Result<bool, Failure> {
        if self.json {
            say(serde_json::to_string(&json!({
                "ok": self.ok,
                "at": now.to_local(),
                "folder": self.folder.shown(),
                "steps": self.steps,
                "refusals": self.refusals,
                "files": self.folder.written(),
            }))?);
            return Ok(self.ok);
        }
        let folder = self.folder.shown();
        say(format_args!("\nIn {folder}, {} files. To look for yourself:\n", self.folder.written().len()));
        for (tool, rest) in [
            ("scan", format!("{folder}/codes/grant.png")),
            ("inspect", format!("{folder}/documents/driving_licence.cbor")),
            ("verify", format!("{folder}/documents/identity_card.cbor --trust {folder}/trust")),
            ("verify", format!("{folder}/documents/altered.cbor --trust {folder}/trust")),
            ("verify", format!("{folder}/codes/seal.txt --trust {folder}/trust")),
        ] {
            say(format_args!("    cargo run -q --example {tool} -- {rest}"));
        }
        say("");
        say(if self.ok {
            format!("Everything was as it must be, and {} attempts were refused.", self.refusals.len())
        } else {
            "SOMETHING WAS NOT AS IT MUST BE: see the lines marked ! and ✗ above.".to_owned()
        });
        Ok(self.ok)
    }

    fn line(&mut self, ok: Option<bool>, text: String) {
        let mark = match ok {
            None => " ",
            Some(true) => "✓",
            Some(false) => "!",
        };
        // What goes on in the next line stands under the text.
        let indent = text.chars().take_while(|c| *c == ' ').count();
        for (at, piece) in wrapped(&text, WIDTH - 6).into_iter().enumerate() {
            if at == 0 {
                self.print(format_args!("    {mark} {piece}"));
            } else {
                self.print(format_args!("      {:indent$}{}", "", piece));
            }
        }
        if let Some(step) = self.steps.last_mut() {
            step.lines.push(Line { ok, text });
        }
    }

    fn print(&self, line: impl core::fmt::Display) {
        if !self.json {
            say(line);
        }
    }
}

/// Lines of at most so many characters, broken at spaces; spaces that align are kept.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    if text.chars().count() <= most {
        return vec![text.to_owned()];
    }
    let mut lines = vec![String::new()];
    for word in text.split_inclusive(' ') {
        let fits = |line: &String| line.chars().count() + word.trim_end().chars().count() <= most;
        match lines.last_mut().filter(|line| fits(line)) {
            Some(line) => line.push_str(word),
            None => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

/// `22.11.2026 09:30 (UTC+05:00)`, local time.
pub fn moment(at: Timestamp) -> String {
    let local = at.to_local();
    let part = |range: core::ops::Range<usize>| local.get(range).unwrap_or_default();
    format!("{}.{}.{} {} (UTC{})", part(8..10), part(5..7), part(0..4), part(11..16), part(19..25))
}

/// `09:30:15`, local time.
pub fn clock(at: Timestamp) -> String {
    at.to_local().get(11..19).unwrap_or_default().to_owned()
}

/// Columns of a line.
const WIDTH: usize = 106;
