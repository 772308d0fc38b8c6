//! The monitoring system asks a register for data on a citizen's documents, and the link between them fails in the middle. Shows what
//! waits, what goes on by itself, what is done once though it came twice, and the journal of both. Everybody in it is invented.
//!
//! `cargo run --release --example exchange`
// An example prints, and brings the operating system's randomness.
#![allow(clippy::print_stdout, missing_docs)]

#[path = "../common/certified_key.rs"]
mod certified_key;
mod parties;

use std::process::ExitCode;

use parties::{Failure, Party, random};
use qujat::exchange::store::OwnRecords;
use qujat::exchange::{
    AskedDocument, Content, DocumentsAsked, DocumentsGiven, Effect, Field, Form, Found, GivenDocument, Item,
    Marking, Message, MessageId, Outcome, Receipt, Request, Response, ServiceCode, Settled, Taken,
    WrittenConsent,
};
use qujat::id::{DocType, DocumentNumber, Iin, Recipient};
use qujat::time::{Date, Timestamp};

fn main() -> ExitCode {
    if std::env::args().nth(1).is_some() {
        println!(
            "Plays two systems that exchange messages (order 1277) over a link that fails in the middle."
        );
        println!("Takes no arguments: cargo run --release --example exchange");
        return ExitCode::SUCCESS;
    }
    match play() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            println!("failed: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// What the link between both does at the moment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    Up,
    /// The question does not arrive.
    Down,
    /// It arrives, and the answer is lost.
    LosesAnswers,
}

fn play() -> Result<(), Failure> {
    let centre = parties::Centre::new()?;
    let monitoring = centre.party("160440007161", "monitoring", "A worker of the State Corporation")?;
    let register = centre.party("000740000728", "register", "An official of the ministry")?;
    let mut clock = Timestamp::parse("2026-11-22T09:30:00+05:00")?;

    println!("A worker of the State Corporation asks for five citizens' identity cards.");
    for n in 1..=5 {
        let request = request(&monitoring, &register, n, clock)?;
        let form = if n % 2 == 0 { Form::Cbor } else { Form::Json };
        let signed = request.sign(form, &monitoring.signer)?;
        // The system's own note of what it did is written in the same step as the message is queued.
        let mut own = OwnRecords::new();
        own.put(format!("application/{n}").as_bytes(), b"asked the register")?;
        monitoring.outbox().enqueue(&signed, &own, clock)?;
        clock = clock.plus(1);
    }
    let state = [Link::LosesAnswers, Link::Down, Link::Down, Link::Up];
    for link in state {
        println!();
        println!(
            "{} {}",
            clock.to_local(),
            match link {
                Link::Up => "The link is mended.",
                Link::Down => "The link is down.",
                Link::LosesAnswers => "The link breaks after the third message arrived: its answer is lost.",
            }
        );
        let next = send(&monitoring, &register, link, clock)?;
        clock = next.unwrap_or(clock).plus(1);
    }
    println!();
    println!("{} The register's answers go back.", clock.to_local());
    send(&register, &monitoring, Link::Up, clock)?;

    let answered = OwnRecords::read_list(&monitoring.store, b"answered", 0, 100)?;
    let given = OwnRecords::read_list(&register.store, b"given", 0, 100)?;
    println!();
    println!("Asked 5, given {} (one came twice), answered {}.", given.len(), answered.len());
    if (given.len(), answered.len()) != (5, 5) || !monitoring.outbox().unanswered(9)?.is_empty() {
        return Err("something was lost or done twice".into());
    }
    for party in [&monitoring, &register] {
        println!();
        println!("The journal of {}:", party.name);
        for (number, event) in party.events().read(0, 1_000)? {
            println!("{number:>4} {event}");
        }
    }
    Ok(())
}

/// One turn of sending; when to try again, where the link failed.
fn send(from: &Party, to: &Party, link: Link, clock: Timestamp) -> Result<Option<Timestamp>, Failure> {
    let Some(turn) = from.outbox().turn(clock, &mut random)? else {
        println!("  {}: nothing to send now", from.name);
        return Ok(None);
    };
    let mut sent = 0;
    let outcomes = turn.send(|item| {
        sent += 1;
        let answer = match link {
            Link::Down => None,
            Link::LosesAnswers if sent > 3 => None,
            _ => receive(to, item, clock).ok().filter(|_| link == Link::Up || sent < 3),
        };
        println!(
            "  {}: {} {}",
            from.name,
            item.id(),
            if answer.is_some() { "delivered" } else { "no answer" }
        );
        answer.map_or(Outcome::LinkFailed, Outcome::Answered)
    });
    let settled = from.outbox().settle(turn, &outcomes, clock, &mut random)?;
    let waiting = from.outbox().waiting(&to.name, 100)?.len();
    match settled {
        Settled::Done { next_try: Some(next), .. } => {
            println!("  {waiting} wait; tried again at {}", next.to_local());
            Ok(Some(next))
        }
        _ => Ok(None),
    }
}

/// What a system does with a message: takes it once, with what follows from it in the same step.
fn receive(to: &Party, item: &Item, clock: Timestamp) -> Result<Receipt, Failure> {
    let received = to.receiving(clock).open(item.as_bytes(), item.form())?;
    let mut own = OwnRecords::new();
    let mut answers = Vec::new();
    match &received.message().content {
        Content::Request(Request::Documents(asked)) => {
            own.append(b"given", received.message().id.as_bytes())?;
            let response = Response::Documents(look_up(asked)?);
            let id = MessageId::make(&mut random)?;
            let answer = received.answer(id, *to.name.owner(), clock, response).ok_or("no answer to that")?;
            answers.push(answer.sign(Form::Json, &to.signer)?);
        }
        _ => own.append(b"answered", received.message().id.as_bytes())?,
    }
    let taken = to.inbox().accept(&received, Effect { own: Some(&own), send: &answers }, clock)?;
    if let Taken::Again(_) = taken {
        println!("  {}: {} came again, nothing is done again", to.name, received.message().id);
    }
    Ok(taken.receipt().clone())
}

fn request(from: &Party, to: &Party, n: u32, clock: Timestamp) -> Result<Message, Failure> {
    // 1277/7.3: on the citizen's written consent, which lies with whoever asks.
    let subject = Recipient::Person(Iin::parse("000000000101")?);
    let consent = WrittenConsent {
        number: DocumentNumber::parse(&format!("C-{n}"))?,
        by: subject.clone(),
        given: clock.local_date(),
        digest: None,
    };
    let asked = DocumentsAsked {
        service: ServiceCode::parse("00101001")?,
        subject,
        consent,
        documents: vec![AskedDocument { kind: DocType::IDENTITY_CARD, number: None }],
    };
    Ok(Message {
        id: MessageId::make(&mut random)?,
        sender: from.name.clone(),
        recipient: to.name.clone(),
        organisation: *from.name.owner(),
        created: clock,
        marking: Marking::Open,
        content: Content::Request(Request::Documents(asked)),
    })
}

/// The register's own work.
fn look_up(asked: &DocumentsAsked) -> Result<DocumentsGiven, Failure> {
    let found = Found {
        number: DocumentNumber::parse("045123789")?,
        issued: Date::parse("2020-02-29")?,
        last_day: Some(Date::parse("2030-02-28")?),
        fields: vec![Field { name: "family_name".into(), value: "Ulgibayeva".into() }],
        file: None,
    };
    let given = |asked: &AskedDocument| GivenDocument {
        kind: asked.kind.clone(),
        found: (asked.kind == DocType::IDENTITY_CARD).then(|| found.clone()),
    };
    Ok(DocumentsGiven { documents: asked.documents.iter().map(given).collect() })
}
