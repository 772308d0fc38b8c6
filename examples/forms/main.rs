//! Display forms for those who write them: checked, packed for the library, described as JSON Schema, shown as a gallery.

// A tool reads files, which the library never does (clippy.toml says why); a member of JSON that is not there reads as null.
#![allow(clippy::disallowed_methods, clippy::indexing_slicing)]

#[path = "../common/mod.rs"]
mod common;
mod gallery;
mod pack;
mod schema;
mod workshop;

use std::path::Path;
use std::process::ExitCode;

use common::{Answer, Arguments, Failure, Usage, main as run, read, say};
use qujat::display::{Form, FormError};
use qujat::document::KindSpec;
use qujat::limits::MAX_FORM_BYTES;

const USAGE: Usage = Usage {
    help: "\
forms — checks display forms, and makes what the project keeps of its own

Usage: forms check FORM.json…   every mistake that keeps a form from being shown, then what would be passed over, and
                                elements that no document of a known kind has: each with its line
       forms pack               src/display/forms/*.json into src/display/forms/forms.bin
       forms schemas            docs/schemas/records.json from the table of kinds
       forms gallery [FOLDER]   every kind in every language as cards with a page around them (docs/gallery)
       forms figures            how many kinds have a form, and the median of their bytes as signed

  --help  this text

Exit status: 0 sound or made, 1 a form with a mistake, 2 wrong use or unreadable.",
    values: &[],
    flags: &[],
    words: &[],
};

fn main() -> ExitCode {
    run(&USAGE, |arguments| {
        let mut operands = arguments.operands.iter().map(|operand| operand.to_string_lossy().into_owned());
        match operands.next().as_deref() {
            Some("check") => check(arguments),
            Some("pack") => made(pack::PACKED, &pack::pack()?),
            Some("schemas") => made(schema::RECORDS, schema::records().as_bytes()),
            Some("gallery") => {
                let folder = operands.next().unwrap_or_else(|| "docs/gallery".into());
                say(gallery::make(Path::new(&folder))?);
                Ok(Answer::AsAsked)
            }
            Some("figures") => figures(),
            _ => Err(Failure("one of check, pack, schemas, gallery, figures is wanted.\nTry --help.".into())),
        }
    })
}

fn made(path: &str, bytes: &[u8]) -> Result<Answer, Failure> {
    std::fs::write(path, bytes)?;
    say(format_args!("{path}: {} bytes", bytes.len()));
    Ok(Answer::AsAsked)
}

fn check(arguments: &Arguments) -> Result<Answer, Failure> {
    let mut sound = true;
    if arguments.operands.len() < 2 {
        return Err(Failure("a FORM is wanted.\nTry --help.".into()));
    }
    for name in arguments.operands.iter().skip(1) {
        let file = name.to_string_lossy();
        let json = read(name, MAX_FORM_BYTES)?;
        let mistakes = mistakes(&json);
        if mistakes.is_empty() {
            say(format_args!("{file}: sound"));
        }
        for mistake in &mistakes {
            say(format_args!("{file}: {mistake}"));
        }
        sound &= mistakes.is_empty();
    }
    Ok(if sound { Answer::AsAsked } else { Answer::Negative })
}

/// What is wrong with an authored form, by line.
fn mistakes(json: &[u8]) -> Vec<String> {
    let form = match Form::from_json(json) {
        Ok(form) => form,
        Err(error @ FormError::Later { .. }) => return vec![format!("{error}: nothing more can be checked")],
        Err(error) => return vec![error.to_string()],
    };
    let line = |place: &str| Form::line_of(json, place).unwrap_or(1);
    // An author who means a word of a later library says so by the level of the form.
    let mut out: Vec<(u32, String)> = form
        .not_understood()
        .iter()
        .map(|place| {
            (line(place), format!("{place}: not a word of level {} of the form language", Form::LEVEL))
        })
        .collect();
    let kind = KindSpec::by_doc_type(&form.doc_type);
    for (place, element) in kind.map_or_else(Vec::new, |kind| form.unknown_elements(&kind.elements())) {
        out.push((line(&place), format!("{place}: no document of this kind has the element {element}")));
    }
    out.sort();
    out.into_iter().map(|(line, text)| format!("line {line}: {text}")).collect()
}

fn figures() -> Result<Answer, Failure> {
    let mut sizes = Vec::new();
    for form in Form::built_in() {
        sizes.push(form.make(&workshop::body()?)?.len());
    }
    sizes.sort_unstable();
    say(format_args!("forms_kinds {} kinds", sizes.len()));
    say(format_args!("form_bytes_median {} bytes", sizes.get(sizes.len() / 2).copied().unwrap_or_default()));
    Ok(Answer::AsAsked)
}
