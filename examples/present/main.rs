//! `present`: a document through the air, with no network at all.
//!
//! Plays the issuer, the holder's phone and the verifier's, each with what they would really have and no more. The phones
//! meet only in pictures: what one draws into a file, the other scans out of it.

// A program reads files and prints, which the library never does (clippy.toml says why).
#![allow(unreachable_pub, clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr)]

#[path = "../common/mod.rs"]
mod common;

mod film;
mod people;
mod tell;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use common::{Answer, Arguments, Failure, OsRandom, Usage, main as run};
use film::Camera;
use people::{Desk, Phone, issue};
use qujat::code::stream::{Receiver, Sender, StreamPolicy, Taken};
use qujat::code::{Symbol, Use};
use qujat::cose::{Algorithm, SoftwareSigner};
use qujat::display::{Audience, Form, Theme, ViewModel, card_svg};
use qujat::presentation::Challenge;
use qujat::random::make_bytes;
use qujat::scan::{Scanned, Scanner};
use qujat::text::Language;
use qujat::time::Timestamp;
use qujat::verify::{CheckName, PresentationExpect, ShownBefore, Verdict, presentation};
use tell::Tell;

const USAGE: Usage = Usage {
    help: "\
present — a document through the air, with no network at all

Usage: present [--elements NAME]... [--loss PERCENT] [--fps N] [--version N] [--seed N]
               [--language kk|ru|en] [--now RFC3339] [--out FOLDER] [--json]

The verifier's phone shows a challenge; the holder's scans it, signs an invented identity card of examples/data with its own
key, and shows it as a series of QR codes; the verifier's misses some of them, scans the others, verifies and shows the
card. Writes the challenge, the codes as a moving picture (APNG, opened by any browser) and the card. Then shows what is
refused: a film of it, an old one, one for somebody else, a copy of the document on another phone.

  --elements  an element to show, as often as you like; without it, the whole document
  --loss      how many codes of a hundred the camera misses; without it, 30
  --fps       codes a second, 1 to 30; without it, 10
  --version   the largest version of a code, 1 to 40; without it, 22
  --seed      which codes are missed, chosen by this number; without it, 1
  --language  the language of the card; without it, English
  --now       when it happens; without it, 2026-11-22T09:30:00+05:00
  --out       where to write; without it, target/present
  --json      one object for machines: {\"ok\", \"at\", \"folder\", \"document_bytes\", \"presentation_bytes\", \"version\",
              \"block_bytes\", \"frames_needed\", \"frames_shown\", \"frames_missed\", \"seconds\", \"verdict\",
              \"checks\": [{\"name\", \"outcome\", \"reason\"}], \"refusals\": [{\"name\", \"check\", \"reason\", \"ok\"}]}
  --help      this text

Exit status: 0 it arrived, is valid, and every refusal was refused; 1 something was not; 2 wrong use, or the folder cannot be
made.",
    values: &["elements", "loss", "fps", "version", "seed", "language", "now", "out"],
    flags: &[],
    words: &[],
};

fn main() -> ExitCode {
    run(&USAGE, present)
}

/// What the command line asks for.
struct Asked {
    elements: Vec<String>,
    loss: u32,
    seed: u32,
    policy: StreamPolicy,
    language: Language,
    now: Timestamp,
    folder: PathBuf,
}

fn present(arguments: &Arguments) -> Result<Answer, Failure> {
    let asked = asked(arguments)?;
    std::fs::create_dir_all(&asked.folder)?;
    let mut tell = Tell::new(arguments.json);
    story(&mut tell, &asked)?;
    Ok(if tell.close(asked.now, &asked.folder) { Answer::AsAsked } else { Answer::Negative })
}

fn story(tell: &mut Tell, asked: &Asked) -> Result<(), Failure> {
    let (now, mut random) = (asked.now, OsRandom);
    let key = || -> Result<SoftwareSigner, Failure> {
        Ok(SoftwareSigner::from_secret(Algorithm::Es256, &make_bytes::<32>(&mut OsRandom)?)?)
    };
    // Before: the ministry signs the card for the phone's key, and everybody trusts the ministry's.
    let (ministry, phone) = (key()?, Phone { key: key()? });
    let document = issue(&ministry, &phone.key.public_key(), now)?;
    let desk = Desk::trusting(&ministry)?;
    tell.note("document_bytes", document.as_bytes().len());
    tell.say(format_args!("The holder's phone has an identity card of {} bytes.", document.as_bytes().len()));

    // The verifier's phone shows a challenge, the holder's reads it.
    let challenge = Challenge::make(&mut random, Some(desk.bin))?;
    let drawn = Symbol::encode(&challenge.to_text(), Use::Screen)?;
    std::fs::write(asked.folder.join("challenge.png"), drawn.to_png(8)?)?;
    let seen = Scanner::new().scan_picture(&std::fs::read(asked.folder.join("challenge.png"))?)?;
    let Some(Scanned::Challenge(answering)) = seen.first().map(qujat::scan::Found::scanned) else {
        return Err(Failure("the challenge was not read".into()));
    };
    tell.say(format_args!(
        "The verifier's shows a challenge (version {}), which the holder's reads: it is of {}.",
        drawn.version(),
        desk.bin.as_str()
    ));

    // The holder's phone signs and shows.
    let chosen = document.issuer_signed()?.disclose(|_, element| {
        asked.elements.is_empty() || asked.elements.iter().any(|chosen| chosen == element)
    });
    let shown = phone.present(&chosen, now, Some(&answering))?;
    let sender = Sender::new(shown.as_bytes(), asked.policy)?;
    let version = sender.symbol(0)?.version();
    tell.note("presentation_bytes", shown.as_bytes().len());
    tell.note("version", version);
    tell.note("block_bytes", sender.block_bytes());
    tell.note("frames_needed", sender.frames_needed());
    tell.say(format_args!(
        "It signs {} bytes and shows them as codes of version {version} with {} bytes each: {} are needed.",
        shown.as_bytes().len(),
        sender.block_bytes(),
        sender.frames_needed()
    ));
    let film = asked.folder.join("presentation.png");
    film::write(&film, &sender)?;

    // The verifier's phone sees some of them.
    let mut camera = Camera::open(&film, asked.loss, asked.seed)?;
    let (mut scanner, mut receiver) = (Scanner::new(), Receiver::new());
    let arrived = loop {
        let Some(frame) = camera.next()? else {
            return Err(Failure("the film ended before it arrived".into()));
        };
        for found in scanner.scan_luma(&frame.pixels, frame.side, frame.side, frame.side)? {
            if let Scanned::PresentationFrame(bytes) = found.scanned()
                && let Taken::Complete(message) = receiver.take(&bytes)
            {
                camera.arrived = Some(message);
            }
        }
        if let Some(message) = camera.arrived.take() {
            break message;
        }
    };
    let seconds = f64::from(camera.shown) / f64::from(asked.policy.frames_per_second);
    tell.note("frames_shown", camera.shown);
    tell.note("frames_missed", camera.missed);
    tell.note("seconds", seconds);
    tell.say(format_args!(
        "The verifier's camera misses {} of the first {}; after {seconds:.1} s the document is there.",
        camera.missed, camera.shown
    ));

    // It verifies, and shows.
    let mut before = ShownBefore::new();
    let expect = PresentationExpect { challenge: Some(&challenge), ..desk.expect(&before) };
    let checked = presentation(&arrived, &desk.trust, &expect, now);
    tell.checks(checked.report());
    let valid = checked.report().verdict() == Verdict::Valid;
    before.remember(&checked, now);
    if let Ok(verified) = checked.verified() {
        let form = Form::choose(&Form::built_in(), verified.doc_type(), now).cloned();
        let form = form.or_else(|| Form::plain(verified.claims())).ok_or(Failure("no form".into()))?;
        let view = ViewModel::new(&verified, &form, asked.language, Audience::ThirdParty, now)?;
        std::fs::write(asked.folder.join("card.svg"), card_svg(&view, None, Theme::Light))?;
        tell.say("The card is shown.");
    }
    tell.ok(valid);
    refusals(tell, &desk, &phone, &chosen, now, (&arrived, &challenge, &before))
}

/// What is refused, and for which reason.
fn refusals(
    tell: &mut Tell,
    desk: &Desk,
    phone: &Phone,
    chosen: &[u8],
    now: Timestamp,
    (arrived, challenge, before): (&[u8], &Challenge, &ShownBefore),
) -> Result<(), Failure> {
    tell.say("\nRefused:");
    let mut random = OsRandom;
    let own = desk.expect(before);
    let asked = PresentationExpect { challenge: Some(challenge), ..own };
    let fresh = Challenge::make(&mut random, Some(desk.bin))?;
    let unasked = phone.present(chosen, now, None)?;
    let stolen =
        Phone { key: SoftwareSigner::from_secret(Algorithm::Es256, &make_bytes::<32>(&mut random)?)? };
    let stolen = stolen.forge(chosen, now)?;
    let elsewhere = PresentationExpect { audience: Some(desk.other), ..asked };
    let nothing = ShownBefore::new();
    let new_here = PresentationExpect { shown: Some(&nothing), ..asked };
    for (name, bytes, expect, at, wanted) in [
        ("a film of it, shown here again", arrived, asked, now, CheckName::Replay),
        (
            "a film of it, shown to a fresh challenge",
            arrived,
            PresentationExpect { challenge: Some(&fresh), ..new_here },
            now,
            CheckName::Challenge,
        ),
        ("a film of it, shown to another organisation", arrived, elsewhere, now, CheckName::Audience),
        ("it, two minutes later", arrived, new_here, now.plus(120), CheckName::Freshness),
        ("one that answers no challenge", unasked.as_bytes(), asked, now, CheckName::Challenge),
        ("a copy of the document on another phone", stolen.as_slice(), own, now, CheckName::Device),
    ] {
        let checked = presentation(bytes, &desk.trust, &expect, at);
        tell.refusal(name, checked.report(), wanted);
    }
    Ok(())
}

fn asked(arguments: &Arguments) -> Result<Asked, Failure> {
    if !arguments.operands.is_empty() {
        return Err(Failure("no FILE is wanted.\nTry --help.".into()));
    }
    let number = |name: &str, default: u32| match arguments.one(name)? {
        None => Ok(default),
        Some(word) => word
            .to_str()
            .and_then(|word| word.parse().ok())
            .ok_or_else(|| Failure(format!("--{name} {}: a number is wanted", word.to_string_lossy()))),
    };
    let small = |name: &str, default: u8| -> Result<u8, Failure> {
        let found = number(name, default.into())?;
        u8::try_from(found).map_err(|_| Failure(format!("--{name} {found}: too large")))
    };
    let usual = StreamPolicy::default();
    let loss = number("loss", 30)?;
    if loss > 95 {
        return Err(Failure(format!("--loss {loss}: 0 to 95 is wanted")));
    }
    let language = match arguments.one("language")?.map(|word| word.to_string_lossy().into_owned()) {
        None => Language::English,
        Some(word) => Language::ALL
            .into_iter()
            .find(|language| language.code() == word)
            .ok_or_else(|| Failure(format!("--language {word}: kk, ru or en is wanted")))?,
    };
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR"));
    Ok(Asked {
        elements: arguments.all("elements").map(|name| name.to_string_lossy().into_owned()).collect(),
        loss,
        seed: number("seed", 1)?,
        policy: StreamPolicy {
            version: small("version", usual.version)?,
            frames_per_second: small("fps", usual.frames_per_second)?,
        },
        language,
        now: match arguments.one("now")? {
            Some(_) => common::now_or(arguments)?,
            None => Timestamp::parse("2026-11-22T09:30:00+05:00")?,
        },
        folder: match arguments.one("out")? {
            Some(out) => PathBuf::from(out),
            None if checkout.is_dir() => checkout.join("target").join("present"),
            None => PathBuf::from("target/present"),
        },
    })
}
