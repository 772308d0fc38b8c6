//! What comes over the air in a session, at each of its turns: no panic; nothing is taken but what the other side sent, and the
//! last word of a broken session is one the other side can read.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use qujat::document::mdoc::ResponseDraft;
use qujat::id::DocType;
use qujat::proximity::{
    Aborted, Handover, HolderAnswered, HolderAsked, HolderEngagement, HolderNext, ReaderNext, ReaderSession,
    ReaderWaiting, RequestDraft,
};
use qujat_fuzz::random;

fuzz_target!(|bytes: &[u8]| {
    let (holder, _, message) = engaged();
    match holder.accept(bytes, &Handover::Qr) {
        Ok(_) => assert_eq!(first(bytes), first(&message), "not what the reader sent"),
        Err(aborted) => told(&aborted),
    }
    let (asked, waiting) = asked();
    match waiting.receive(bytes) {
        Ok(ReaderNext::Answered(_)) => panic!("an answer nobody gave"),
        Ok(ReaderNext::Ended(_)) => {}
        Err(aborted) => told(&aborted),
    }
    if let Err(aborted) = asked.receive(bytes) {
        told(&aborted);
    }
    match answered().receive(bytes) {
        Ok(HolderNext::Asked(_)) => panic!("a request nobody made"),
        Ok(HolderNext::Ended(_)) => {}
        Err(aborted) => told(&aborted),
    }
});

/// The last word of a session is read by the other side, and ends it there.
fn told(aborted: &Aborted) {
    let (_, waiting) = asked();
    match waiting.receive(&aborted.reply) {
        Ok(ReaderNext::Ended(_)) | Err(_) => {}
        Ok(ReaderNext::Answered(answer)) => assert!(answer.ended().is_some()),
    }
}

/// What of a first message bears on the session: everything but how its CBOR is laid out.
fn first(message: &[u8]) -> Option<qujat::cbor::Value> {
    let value: qujat::cbor::Value = qujat::cbor::from_slice(message, message.len(), "a message").ok()?;
    let members = value.into_map().ok()?;
    let data = members.into_iter().find(|(key, _)| key.as_text() == Some("data"));
    data.map(|(_, data)| data)
}

fn engaged() -> (HolderEngagement, ReaderWaiting, Vec<u8>) {
    let holder = HolderEngagement::make(&[], &mut random).expect("made");
    let reader = ReaderSession::start(holder.engagement(), &Handover::Qr, &mut random).expect("started");
    let mut request = RequestDraft::new();
    let elements = [("n", "e", false)];
    request.ask(&DocType::IDENTITY_CARD, &elements, None, reader.transcript()).expect("asked");
    let (waiting, message) = reader.ask(&request).expect("asked");
    (holder, waiting, message)
}

fn asked() -> (HolderAsked, ReaderWaiting) {
    let (holder, waiting, message) = engaged();
    (holder.accept(&message, &Handover::Qr).expect("accepted"), waiting)
}

fn answered() -> HolderAnswered {
    asked().0.answer(&EMPTY).expect("answered").0
}

static EMPTY: LazyLock<ResponseDraft> = LazyLock::new(ResponseDraft::new);
