//! `open_access`: a citizen opens access to her documents, another person sees them, and two cabinets remember.
//!
//! Plays the state bodies that issue, the service, the subject and her family, and the third party, each with what they
//! would really have and no more. Every answer is the library's; keys are fresh in each run.

// A program reads files and the clock and prints, which the library never does (clippy.toml says why).
#![allow(unreachable_pub, clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr)]

#[path = "../common/mod.rs"]
mod common;

mod cabinets;
mod certificates;
mod folder;
mod opening;
mod refusals;
mod service;
mod signing;
mod tell;
mod viewing;
mod world;

use std::process::ExitCode;

use common::{Answer, Arguments, Failure, OsRandom, Usage, main as run, now_or};
use folder::Folder;
use qujat::text::Language;
use qujat::time::{Date, Timestamp};
use tell::Tell;
use world::World;

const USAGE: Usage = Usage {
    help: "\
open_access — a citizen opens access to her documents, another person sees them, and two cabinets remember

Usage: open_access [--language kk|ru|en] [--now RFC3339] [--out FOLDER] [--json]

Plays everybody over the invented records of examples/data: the state bodies that issue, the service, the subject and
her family, the third party. Writes documents, cards, QR codes, seals, trust and journals, and reads the QR codes back
from their picture files. Then shows what is refused, with the clauses and the text a person reads.

  --language  the language of what persons read; without it, English
  --now       when the story starts; without it, the machine's clock
  --out       where to write; without it, target/open_access
  --json      one object for machines: {\"ok\", \"at\", \"folder\", \"steps\": [{\"number\", \"title\", \"clauses\", \"lines\",
              \"details\"}], \"refusals\": [{\"name\", \"outcome\", \"by\", \"reason\", \"clauses\", \"text\", \"ok\"}], \"files\"}
  --help      this text

Exit status: 0 everything was as it must be, every refusal refused; 1 something was not; 2 wrong use, or the folder
cannot be made.",
    values: &["language", "now", "out"],
    flags: &[],
    words: &[],
};

fn main() -> ExitCode {
    run(&USAGE, open_access)
}

fn open_access(arguments: &Arguments) -> Result<Answer, Failure> {
    if !arguments.operands.is_empty() {
        return Err(Failure("no FILE is wanted.\nTry --help.".into()));
    }
    let language = match arguments.one("language")?.map(|word| word.to_string_lossy().into_owned()) {
        None => Language::English,
        Some(word) => Language::ALL
            .into_iter()
            .find(|language| language.code() == word)
            .ok_or_else(|| Failure(format!("--language {word}: kk, ru or en is wanted")))?,
    };
    let (now, clock) = start(arguments)?;
    let folder = Folder::make(arguments.one("out")?)?;
    let mut tell = Tell::new(arguments.json, language, folder);
    tell.open(now, clock);
    if let Err(Failure(why)) = story(&mut tell, now) {
        // The story breaks off where a step did not give what the next one takes.
        tell.check(false, format!("the story breaks off: {why}"));
    }
    let ok = tell.close(now)?;
    Ok(if ok { Answer::AsAsked } else { Answer::Negative })
}

/// The story, each step from what the one before it gave.
fn story(tell: &mut Tell, now: Timestamp) -> Result<(), Failure> {
    let mut random = OsRandom;
    let world = World::make(now, &mut random)?;
    let service = signing::sign(tell, &world, &mut random)?;
    signing::own_documents(tell, &world, &service)?;
    let (opened, now) = opening::open(tell, &world, &service, &mut random)?;
    let (token, now) = opening::scan(tell, &world, &opened, now)?;
    let now = viewing::by_qr(tell, &world, &service, &token, now, &mut random)?;
    let now = viewing::by_digits(tell, &world, &service, now, &mut random)?;
    let now = viewing::by_default(tell, &world, &service, now, &mut random)?;
    viewing::seal_offline(tell, &world, &service, now)?;
    let now = refusals::all(tell, &world, &service, now, &mut random)?;
    cabinets::all(tell, &world, &service, now)
}

/// When the story starts, and a word on it where it is not now.
fn start(arguments: &Arguments) -> Result<(Timestamp, Option<&'static str>), Failure> {
    let now = now_or(arguments)?;
    if arguments.one("now")?.is_some() {
        return Ok((now, None));
    }
    // The invented documents were issued by the first day, and the first of them ends on the second.
    let told = Date::new(2026, 9, 1)?.start()..Date::new(2029, 6, 1)?.start();
    if told.contains(&now) {
        return Ok((now, None));
    }
    let day = Timestamp::parse("2026-11-22T09:30:00+05:00")?;
    Ok((
        day,
        Some("The machine's clock is outside the time of the invented documents: told on a day inside it."),
    ))
}
