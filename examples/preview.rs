//! A form and a record: the card they make, and what is missing.

// A tool reads files, which the library never does (clippy.toml says why); a member of JSON that is not there reads as null.
#![allow(clippy::disallowed_methods, clippy::indexing_slicing)]

mod common;
#[path = "forms/workshop.rs"]
mod workshop;

use std::path::PathBuf;
use std::process::ExitCode;

use common::{Answer, Arguments, Failure, Usage, main as run, read, say};
use qujat::display::{Audience, Form, Look, Standing, Theme, ViewModel, WhenMissing, card_svg};
use qujat::document::Record;
use qujat::limits::{MAX_FORM_BYTES, MAX_RECORD_BYTES};
use qujat::text::Language;
use qujat::time::Timestamp;

const USAGE: Usage = Usage {
    help: "\
preview — what a document of a record looks like by a form, and what is missing

Usage: preview FORM RECORD [OPTIONS]

  FORM    a display form in JSON, or `built-in`
  RECORD  a source record in JSON, as in examples/data

  --language LANGUAGE  kk, ru or en (kk)
  --third-party        as somebody it was shown to sees it; without it, as its holder does
  --revealed           what waits for a tap is shown
  --revoked            as its holder sees it once it was revoked
  --theme THEME        auto, light or dark (auto)
  --at INSTANT         RFC 3339 (now)
  --out FILE           where the card goes (preview.svg); a name that ends in .png is a picture, where this example was
                       built with `--features card-png`
  --help               this text

The document is signed by a key that is in the sources: it is worth nothing.
Exit status: 0 everything the form asks for is there, 1 something is missing, 2 wrong use or unreadable.",
    values: &["language", "theme", "at", "out"],
    flags: &["third-party", "revealed", "revoked"],
    words: &[],
};

fn main() -> ExitCode {
    run(&USAGE, preview)
}

fn preview(arguments: &Arguments) -> Result<Answer, Failure> {
    let [form, record] = arguments.operands.as_slice() else {
        return Err(Failure("a FORM and a RECORD are wanted.\nTry --help.".into()));
    };
    let word = |name: &str| -> Result<Option<String>, Failure> {
        Ok(arguments.one(name)?.map(|value| value.to_string_lossy().into_owned()))
    };
    let language = match word("language")?.as_deref() {
        None | Some("kk") => Language::Kazakh,
        Some("ru") => Language::Russian,
        Some("en") => Language::English,
        Some(other) => return Err(Failure(format!("--language {other}: kk, ru or en is wanted"))),
    };
    let theme = match word("theme")?.as_deref() {
        None | Some("auto") => Theme::Auto,
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        Some(other) => return Err(Failure(format!("--theme {other}: auto, light or dark is wanted"))),
    };
    let now = match word("at")? {
        Some(at) => Timestamp::parse(&at)?,
        None => common::now()?,
    };
    let audience = if arguments.has("third-party") { Audience::ThirdParty } else { Audience::Holder };
    let name = record.to_string_lossy().into_owned();
    let record = Record::from_json(&read(record, MAX_RECORD_BYTES)?);
    let record = record.map_err(|error| Failure(format!("{name}: {error}")))?;
    let (verified, seal) = workshop::document(&record, now)?;
    let form = if form == "built-in" {
        let chosen = Form::choose(&Form::built_in(), verified.doc_type(), now).cloned();
        chosen.or_else(|| Form::plain(verified.claims())).ok_or(Failure("no form".into()))?
    } else {
        let name = form.to_string_lossy().into_owned();
        Form::from_json(&read(form, MAX_FORM_BYTES)?).map_err(|error| Failure(format!("{name}: {error}")))?
    };
    let standing = if arguments.has("revoked") { Standing::Revoked } else { Standing::AsVerified };
    let look = Look { standing, ..Look::new(language, audience, now) };
    let view = ViewModel::of(&verified, &form, &look)?;
    let view = if arguments.has("revealed") { view.revealed() } else { view };
    let card = card_svg(&view, Some(&seal), theme);
    let out = PathBuf::from(word("out")?.unwrap_or_else(|| "preview.svg".into()));
    write(&out, &card)?;
    say(format_args!("{}: {}", out.display(), view.title()));
    say(view.accessibility());

    for place in form.not_understood() {
        say(format_args!("not understood, passed over: {place}"));
    }
    let missing = missing(&form, &verified);
    for line in &missing {
        say(line);
    }
    Ok(if missing.is_empty() { Answer::AsAsked } else { Answer::Negative })
}

/// What the form asks for and the record does not have.
fn missing(form: &Form, verified: &qujat::verify::Verified) -> Vec<String> {
    let there: Vec<String> =
        verified.claims().elements.iter().map(|element| element.identifier.clone()).collect();
    let mut lines = Vec::new();
    for row in form.sections.iter().flat_map(|section| &section.rows) {
        let asked = row.element.elements();
        if asked.iter().any(|element| there.iter().any(|name| name == element)) {
            let lacking: Vec<&str> =
                asked.into_iter().filter(|element| !there.iter().any(|name| name == element)).collect();
            if !lacking.is_empty() {
                lines.push(format!("missing in part: row {}: {}", row.id, lacking.join(", ")));
            }
        } else {
            let instead = if row.when_missing == WhenMissing::Dash { "a dash" } else { "nothing" };
            lines.push(format!("missing: row {}: {}; {instead} stands there", row.id, asked.join(", ")));
        }
    }
    let pictures = [("portrait", &form.portrait), ("signature", &form.signature)];
    for (what, element) in pictures {
        if let Some(element) = element.as_ref().filter(|element| !there.contains(element)) {
            lines.push(format!("missing: {what}: {element}"));
        }
    }
    lines
}

#[cfg(feature = "card-png")]
fn write(out: &std::path::Path, card: &str) -> Result<(), Failure> {
    if out.extension().is_some_and(|extension| extension == "png") {
        std::fs::write(out, qujat::display::card_png(card, 2.0, &fonts()?)?)?;
        return Ok(());
    }
    std::fs::write(out, card)?;
    Ok(())
}

#[cfg(not(feature = "card-png"))]
fn write(out: &std::path::Path, card: &str) -> Result<(), Failure> {
    if out.extension().is_some_and(|extension| extension == "png") {
        return Err(Failure("this example was built without `--features card-png`".into()));
    }
    std::fs::write(out, card)?;
    Ok(())
}

/// Fonts with the Kazakh letters, where Debian keeps them.
#[cfg(feature = "card-png")]
fn fonts() -> Result<Vec<Vec<u8>>, Failure> {
    let folder = "/usr/share/fonts/truetype";
    let names = [
        "noto/NotoSans-Regular.ttf",
        "noto/NotoSans-Bold.ttf",
        "dejavu/DejaVuSans.ttf",
        "dejavu/DejaVuSans-Bold.ttf",
    ];
    let fonts: Vec<Vec<u8>> =
        names.iter().filter_map(|name| std::fs::read(format!("{folder}/{name}")).ok()).collect();
    if fonts.is_empty() {
        return Err(Failure(format!("no font in {folder}: fonts-noto-core or fonts-dejavu-core is wanted")));
    }
    Ok(fonts)
}
