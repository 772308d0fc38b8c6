//! The whole story: a body signs, a citizen opens access, a stranger's phone verifies and shows, two cabinets remember —
//! and what is refused.

// A program: it writes files and reads the clock, which the library never does.
#![allow(unreachable_pub, clippy::disallowed_methods)]

#[path = "../common/mod.rs"]
mod common;

mod cast;
mod refusals;
mod told;

use std::path::PathBuf;
use std::process::ExitCode;

use cast::{Cast, Issued, Shown, card};
use common::{Answer, Arguments, Failure, OsRandom, Usage};
use qujat::access::{Ground, Requester};
use qujat::code::{Symbol, Use};
use qujat::display::Audience;
use qujat::grant::{GrantLink, OpenRequest, OpenedAccess, Redeemed};
use qujat::id::{Party, Recipient};
use qujat::journal::{Checkpoint, Side, verify_chain};
use qujat::scan::{Scanned, Scanner};
use qujat::text::Language;
use qujat::time::Timestamp;
use qujat::verify::{self, CheckName, Outcome, SealExpect};
use told::Story;

const HELP: &str = "\
Plays the main job of Qujat: issuer, holder, service and third party over the records of examples/data.

Usage: open_access [--json] [--out FOLDER]

A state body signs documents; their holder sees them and opens access; a third party's phone reads the QR code back from
its picture, asks the service, verifies what it is given and shows it; both cabinets get their marks. Then what is
refused, each refusal with the clauses it rests on. Keys, codes and tokens are made anew at each run.

  --json         one object for machines instead of the story
  --out FOLDER   where cards, codes, tokens and journals are written (default: target/open_access)
  --now TIME     the time of the story, RFC 3339 (default: the machine's clock)
  --help         this text

Exit status: 0 everything as expected, 1 something was not, 2 wrong use or unwritable folder.";

/// The documents of the story.
pub struct Documents {
    /// The mother's.
    pub card: Issued,
    /// The mother's.
    pub licence: Issued,
    /// Her small daughter's.
    pub child: Issued,
    /// Her grown-up son's.
    pub adult: Issued,
    /// The third party's, who is only a person here.
    pub third_party: Issued,
}

fn main() -> ExitCode {
    common::main(&Usage { help: HELP, values: &["out", "now"], flags: &[] }, run)
}

fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    if let Some(stray) = arguments.operands.first() {
        return Err(Failure(format!("{}: no file is asked for", stray.to_string_lossy())));
    }
    let folder = arguments.one("out")?.map_or_else(|| PathBuf::from("target/open_access"), PathBuf::from);
    let now = common::now_or(arguments)?;
    let mut story = Story::new(&folder, arguments.json)?;
    let cast = Cast::new(now)?;

    let documents = issue(&mut story, &cast, now)?;
    hold(&mut story, &cast, &documents, now)?;
    let access = open(&mut story, &cast, &documents, now)?;
    let seen = look(&mut story, &cast, &documents, &access, now.plus(20))?;
    by_digits(&mut story, &cast, &documents, now.plus(40))?;
    by_default(&mut story, &cast, &documents, now.plus(60))?;
    seal(&mut story, &cast, &documents, now.plus(80))?;
    refusals::tell(&mut story, &cast, &documents, &access, seen, now.plus(100))?;
    cabinets(&mut story, &cast, &documents, now.plus(120))?;

    if !arguments.json {
        let shown = folder.display();
        common::say("\nTry the other tools on what was written:");
        for line in [
            format!("cargo run --release --example scan -- {shown}/open_access.png"),
            format!("cargo run --release --example inspect -- {shown}/grant_link.txt"),
            format!(
                "cargo run --release --example verify -- {shown}/released.cbor --trust {shown}/trust_list_key.pem \
                 --trust {shown}/trust_list.cbor"
            ),
        ] {
            common::say(format_args!("  {line}"));
        }
    }
    Ok(if story.end() { Answer::AsAsked } else { Answer::Negative })
}

/// 352/5, 352/7, 352/13: documents are made from records of state systems and signed by the bodies that keep them.
fn issue(story: &mut Story, cast: &Cast, now: Timestamp) -> Result<Documents, Failure> {
    story.step("State bodies sign documents from their registers' records");
    let documents = Documents {
        card: cast.police.issue(include_bytes!("../data/identity_card.json"), now)?,
        licence: cast.police.issue(include_bytes!("../data/driving_licence.json"), now)?,
        child: cast.registry_office.issue(include_bytes!("../data/birth_certificate.json"), now)?,
        adult: cast.registry_office.issue(include_bytes!("../data/birth_certificate_adult.json"), now)?,
        third_party: cast.police.issue(include_bytes!("../data/identity_card_employee.json"), now)?,
    };
    for (name, issued) in documents.named() {
        let bytes = issued.document.as_bytes();
        let version = Symbol::encode(issued.seal.as_str(), Use::Screen)?.version();
        let text = format!("{name}: {} bytes, its seal a QR code of version {version}", bytes.len());
        story.fact(true, &text, &["352/5", "352/13", "9/1.3.1"]);
        story.write(&format!("{name}.cbor"), bytes)?;
    }
    story.write("trust_list.cbor", &cast.list)?;
    story.write("trust_list_key.pem", pem(&cast.list_key.public_key().to_spki()?).as_bytes())?;
    story.note(
        "who may sign which kinds is itself a signed list: trust_list.cbor, its key trust_list_key.pem",
    );
    Ok(documents)
}

/// 352/12, 352/14: the holder sees own documents, once they checked out.
fn hold(story: &mut Story, cast: &Cast, documents: &Documents, now: Timestamp) -> Result<(), Failure> {
    story.step("The holder's phone verifies and shows her own documents");
    for (name, issued) in [("identity_card", &documents.card), ("driving_licence", &documents.licence)] {
        let verified = cast.verify(issued.document.as_bytes(), &issued.record.subject(), now)?;
        let checks = verified.report().checks();
        let passed = checks.iter().filter(|check| check.outcome == Outcome::Passed).count();
        for language in Language::ALL {
            let view = cast.view(&verified, language, Audience::Holder, now)?;
            story.write(&format!("{name}_{}.svg", language.code()), card(&view, &issued.seal)?.as_bytes())?;
        }
        let kazakh = cast.view(&verified, Language::Kazakh, Audience::Holder, now)?;
        let text = format!("{}: {passed} checks passed; {}", kazakh.title(), kazakh.validity());
        story.fact(
            verified.subject() == Some(issued.record.subject()),
            &text,
            &["352/12", "352/14", "352/2.10"],
        );
    }
    Ok(())
}

/// 352/15: one act makes a protected QR code and a short code, and one moment ends both.
fn open(
    story: &mut Story,
    cast: &Cast,
    documents: &Documents,
    now: Timestamp,
) -> Result<OpenedAccess, Failure> {
    story.step("She opens access to her identity card");
    let request = OpenRequest::new(vec![documents.card.reference()]);
    let access = cast.registry.open(&documents.card.subject(), request, now, &mut OsRandom)?;
    let link = access.link().to_text();
    let symbol = Symbol::encode(&link, Use::Screen)?;
    story.write("open_access.png", &symbol.to_png(8)?)?;
    let side = symbol.size_with_quiet_zone();
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\"><path fill=\"#fff\" d=\"M0 \
         0h{side}v{side}H0z\"/><path d=\"{}\"/></svg>",
        symbol.to_svg_path()
    );
    story.write("open_access.svg", svg.as_bytes())?;
    story.write("grant_link.txt", link.as_bytes())?;
    let lives = access.validity().until().unix() - now.unix();
    let text = format!("QR code of version {}, and the digits {}", symbol.version(), access.code().shown());
    story.fact(true, &text, &["352/3", "352/15", "352/2.4", "352/2.12"]);
    let (hour, minute) = access.validity().until().local_hour_minute();
    let text = format!("both end in {lives} s, at {hour:02}:{minute:02} local time; one view");
    story.fact(lives == 180, &text, &["352/15"]);
    Ok(access)
}

/// 352/10, 352/17–352/19: a third party scans, the service decides and marks, the phone verifies and shows.
fn look(
    story: &mut Story,
    cast: &Cast,
    documents: &Documents,
    access: &OpenedAccess,
    now: Timestamp,
) -> Result<Redeemed, Failure> {
    story.step("A third party's phone scans the code, asks, verifies and shows");
    let link = read_back(story)?;
    let checked = verify::grant(&link, &cast.trust, now);
    let holds = checked.report().verdict() == verify::Verdict::Valid && link.token() == access.token();
    story.fact(
        holds,
        "read back from open_access.png: a grant of the trusted service, in force",
        &["352/10", "352/18"],
    );

    let viewer = documents.third_party.subject();
    let redeemed = cast.registry.redeem_token(&viewer, link.token(), now)?;
    let redeemed = redeemed.granted().map_err(|refused| Failure(format!("the code: {refused}")))?;
    let who = Requester::Authenticated(viewer);
    let Shown::Released(released) = cast.ask(&who, Ground::Grant(&redeemed), &documents.card, now)? else {
        return Err(Failure("the service refused what was opened".into()));
    };
    story.fact(
        released.marks().is_some(),
        "the service: consent found, both marks written, document released",
        &["352/16", "352/18", "352/19"],
    );

    let bytes = released.document().as_bytes();
    story.write("released.cbor", bytes)?;
    let verified = cast.verify(bytes, &documents.card.record.subject(), now)?;
    for language in Language::ALL {
        let view = cast.view(&verified, language, Audience::ThirdParty, now)?;
        let name = format!("third_party_{}.svg", language.code());
        story.write(&name, card(&view, &documents.card.seal)?.as_bytes())?;
    }
    for (question, check) in [
        ("issued by a trusted body entitled to this kind", CheckName::IssuerEntitled),
        ("its subject's", CheckName::Subject),
        ("unchanged", CheckName::Digests),
    ] {
        let passed = verified.report().outcome(check) == Some(&Outcome::Passed);
        story.fact(passed, &format!("the phone: {question}"), &["352/2.10"]);
    }
    story.note("its card: third_party_kk.svg, third_party_ru.svg, third_party_en.svg");
    Ok(redeemed)
}

/// 352/15, 352/19: the same, for somebody without a camera.
fn by_digits(story: &mut Story, cast: &Cast, documents: &Documents, now: Timestamp) -> Result<(), Failure> {
    story.step("The driver's licence by six digits, read out over a counter");
    let holder = documents.licence.subject();
    let request = OpenRequest::new(vec![documents.licence.reference()]);
    let access = cast.registry.open(&holder, request, now, &mut OsRandom)?;
    let viewer = documents.third_party.subject();
    let redeemed =
        cast.registry.redeem_code(&viewer, &documents.licence.record.subject(), access.code(), now)?;
    let redeemed = redeemed.granted().map_err(|refused| Failure(format!("the digits: {refused}")))?;
    let who = Requester::Authenticated(viewer);
    let shown = cast.ask(&who, Ground::Grant(&redeemed), &documents.licence, now)?;
    let holds = matches!(shown, Shown::Released(released) if released.marks().is_some());
    let text = format!("her IIN and {}: marked and released", access.code().shown());
    story.fact(holds, &text, &["352/2.4", "352/15", "352/18", "352/19"]);
    Ok(())
}

/// 352/14: a minor's documents are their representative's to see, by a state system's signed answer.
fn by_default(story: &mut Story, cast: &Cast, documents: &Documents, now: Timestamp) -> Result<(), Failure> {
    story.step("Her small daughter's birth certificate, without a code");
    let mother = documents.card.record.subject();
    let parenthood = cast.parenthood(&documents.child.record, mother, now)?;
    let who = Requester::Authenticated(documents.card.subject());
    let shown = cast.ask(&who, Ground::Representation(&parenthood), &documents.child, now)?;
    let Shown::Released(released) = shown else {
        return Err(Failure("the service refused a mother".into()));
    };
    let bytes = released.document().as_bytes();
    let verified = cast.verify(bytes, &documents.child.record.subject(), now)?;
    for language in Language::ALL {
        let view = cast.view(&verified, language, Audience::Holder, now)?;
        let name = format!("birth_certificate_{}.svg", language.code());
        story.write(&name, card(&view, &documents.child.seal)?.as_bytes())?;
    }
    let holds = released.marks().is_some();
    story.fact(
        holds,
        "the civil register's signed answer, a minute old: shown by default, and marked",
        &["352/14", "352/18"],
    );
    Ok(())
}

/// 9/2.3: a document's own matrix code, checked from its picture without a network.
fn seal(story: &mut Story, cast: &Cast, documents: &Documents, now: Timestamp) -> Result<(), Failure> {
    story.step("The seal on the card, checked without a network");
    let picture = Symbol::encode(documents.card.seal.as_str(), Use::Print)?.to_png(6)?;
    let path = story.write("seal.png", &picture)?;
    let picture = std::fs::read(path).map_err(|error| Failure(error.to_string()))?;
    let found = Scanner::new().scan_picture(&picture)?;
    let Some(Scanned::Seal(text)) = found.first().map(|found| found.scanned()) else {
        return Err(Failure("no seal in seal.png".into()));
    };
    let expect = SealExpect { document: Some(documents.card.document.digest()), recipient: None };
    let checked = verify::seal(text.as_str(), &cast.trust, &expect, now);
    let opened = checked.into_seal().map_err(|report| Failure(format!("the seal: {:?}", report.reason())))?;
    let contents = opened.contents();
    let official = &contents.official;
    let text = format!("{}, {}: {}", contents.body.kk, official.office, official.name);
    story.fact(true, &format!("signed for {text}; of this very document"), &["9/1.2.3", "9/2.3"]);
    let other = SealExpect { document: Some(documents.licence.document.digest()), recipient: None };
    let pasted = verify::seal(documents.card.seal.as_str(), &cast.trust, &other, now);
    let refused = matches!(pasted.report().outcome(CheckName::SealBinding), Some(Outcome::Failed(_)));
    story.fact(refused, "cut out and pasted onto another document it fails", &["9/2.3"]);
    Ok(())
}

/// 352/18: each party finds the mark in their own cabinet, and can tell that nothing was taken out.
fn cabinets(story: &mut Story, cast: &Cast, documents: &Documents, now: Timestamp) -> Result<(), Failure> {
    story.step("Both cabinets remember");
    for (name, issued) in [("subject", &documents.card), ("third_party", &documents.third_party)] {
        let cabinet = Recipient::Person(issued.record.subject());
        let stored = cast.marks.stored(&cabinet);
        let (chain, marks) = verify_chain(&cabinet, &stored, None)?;
        let signed = Checkpoint::sign(&chain, now, &cast.service_signer)?;
        let checkpoint = Checkpoint::open(&signed, &cast.service_signer.public_key())?;
        let whole = verify_chain(&cabinet, &stored, Some(&checkpoint)).is_ok();
        let paired = marks.iter().all(|mark| cast.marks.counterpart(mark).is_some());
        let text = format!("the {name}'s: {} marks, the chain whole, each with its counterpart", marks.len());
        story.fact(whole && paired && !marks.is_empty(), &text, &["352/18"]);
        let reports: Vec<_> = marks
            .iter()
            .map(|mark| {
                let form = cast.forms.iter().find(|form| form.doc_type == mark.view().doc_type);
                mark.report(&form.map(|form| form.title.clone()).unwrap_or_default())
            })
            .collect();
        for (mark, report) in marks.iter().zip(&reports) {
            let side = if mark.side() == Side::Subject { "their document" } else { "their view" };
            story.note(&format!("{side}: {}", report.sentence.in_language(Language::English)));
        }
        let journal = serde_json::to_vec_pretty(&reports)?;
        story.write(&format!("journal_{name}.json"), &journal)?;

        // A mark quietly taken out.
        let shorter = stored.get(1..).unwrap_or_default();
        story.fact(
            verify_chain(&cabinet, shorter, None).is_err(),
            "a mark taken out of it is found missing",
            &["352/18"],
        );
    }
    Ok(())
}

/// The grant's link, from the picture of its code.
fn read_back(story: &Story) -> Result<GrantLink, Failure> {
    let path = story.path("open_access.png");
    let picture = std::fs::read(&path).map_err(|error| Failure(format!("{}: {error}", path.display())))?;
    let found = Scanner::new().scan_picture(&picture)?;
    match found.first().map(|found| found.scanned()) {
        Some(Scanned::Grant(link)) => Ok(link),
        other => Err(Failure(format!("{other:?} in open_access.png, a grant wanted"))),
    }
}

impl Documents {
    fn named(&self) -> [(&'static str, &Issued); 5] {
        [
            ("identity_card", &self.card),
            ("driving_licence", &self.licence),
            ("birth_certificate", &self.child),
            ("birth_certificate_adult", &self.adult),
            ("identity_card_third_party", &self.third_party),
        ]
    }

    /// Somebody with nothing to do with any of it.
    pub fn stranger(&self) -> Party {
        self.adult.subject()
    }
}

fn pem(der: &[u8]) -> String {
    use base64::Engine;

    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<&str> =
        (0..text.len()).step_by(64).filter_map(|at| text.get(at..text.len().min(at + 64))).collect();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"))
}
