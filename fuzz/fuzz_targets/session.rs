//! What comes over the air in a session, at each of its turns: no panic; nothing is taken but what the other side sent, and the
//! last word of a broken session is one the other side can read.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use qujat::document::mdoc::ResponseDraft;
use qujat::id::DocType;
use qujat::proximity::{
    Aborted, DeviceEngagement, Handover, HolderAnswered, HolderAsked, HolderEngagement, HolderNext,
    ReaderNext, ReaderSession, ReaderWaiting, RequestDraft,
};
use qujat_fuzz::random;

fuzz_target!(|bytes: &[u8]| {
    // One turn for an input: two keys are made and agree for each, which is the greater part of the work.
    let [turn, bytes @ ..] = bytes else { return };
    // What a broken session says last is read by the other side of it, every other time.
    let told = |aborted: &Aborted, other: fn(&[u8])| {
        if turn & 4 != 0 {
            other(&aborted.reply);
        }
    };
    match turn % 4 {
        0 => match holder().accept(bytes, &Handover::Qr) {
            Ok(_) => assert_eq!(first(bytes), first(&ASKED), "not what the reader sent"),
            Err(aborted) => told(&aborted, reader_reads),
        },
        1 => match waiting().receive(bytes) {
            Ok(ReaderNext::Answered(_)) => panic!("an answer nobody gave"),
            Ok(ReaderNext::Ended(_)) => {}
            Err(aborted) => told(&aborted, holder_reads),
        },
        2 => {
            if let Err(aborted) = asked().receive(bytes) {
                told(&aborted, reader_reads);
            }
        }
        _ => match answered().receive(bytes) {
            Ok(HolderNext::Asked(_)) => panic!("a request nobody made"),
            Ok(HolderNext::Ended(_)) => {}
            Err(aborted) => told(&aborted, reader_reads),
        },
    }
});

fn reader_reads(last: &[u8]) {
    match waiting().receive(last) {
        Ok(ReaderNext::Ended(_)) | Err(_) => {}
        Ok(ReaderNext::Answered(answer)) => assert!(answer.ended().is_some()),
    }
}

fn holder_reads(last: &[u8]) {
    assert!(asked().receive(last).is_ok(), "a reader's last word is a status");
}

/// What of a first message bears on the session: everything but how its CBOR is laid out.
fn first(message: &[u8]) -> Option<qujat::cbor::Value> {
    let value: qujat::cbor::Value = qujat::cbor::from_slice(message, message.len(), "a message").ok()?;
    let members = value.into_map().ok()?;
    let data = members.into_iter().find(|(key, _)| key.as_text() == Some("data"));
    data.map(|(_, data)| data)
}

fn holder() -> HolderEngagement {
    HolderEngagement::make(&[], &mut random).expect("made")
}

/// The reader that asked, and its message: the same each time, since its randomness is.
fn ask() -> (ReaderWaiting, Vec<u8>) {
    let reader = ReaderSession::start(&ENGAGEMENT, &Handover::Qr, &mut random).expect("started");
    let mut request = RequestDraft::new();
    let elements = [("n", "e", false)];
    request.ask(&DocType::IDENTITY_CARD, &elements, None, reader.transcript()).expect("asked");
    reader.ask(&request).expect("asked")
}

fn waiting() -> ReaderWaiting {
    ask().0
}

fn asked() -> HolderAsked {
    holder().accept(&ASKED, &Handover::Qr).expect("accepted")
}

fn answered() -> HolderAnswered {
    asked().answer(&EMPTY).expect("answered").0
}

static ENGAGEMENT: LazyLock<DeviceEngagement> = LazyLock::new(|| holder().engagement().clone());
static ASKED: LazyLock<Vec<u8>> = LazyLock::new(|| ask().1);
static EMPTY: LazyLock<ResponseDraft> = LazyLock::new(ResponseDraft::new);
