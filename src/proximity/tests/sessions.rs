//! Both roles, talking.

use super::*;
use crate::cose::PublicKey;
use crate::document::mdoc::{DeviceProof, DeviceResponse, ResponseDraft, Shown};
use crate::text::LocalText;
use crate::trust::{Issuer, TrustGround, TrustStore};
use crate::verify::{CheckName, Expect, Verdict, response};

fn trust() -> TrustStore {
    let mut trust = TrustStore::new();
    let issuer = Issuer { name: LocalText::default(), bin: None, ground: TrustGround::Signer };
    trust.add_signer_key(fixtures::signer().public_key(), issuer).expect("a signer");
    trust
}

/// Shows everything asked for that the card has.
fn agree(asked: &HolderAsked, by_mac: bool) -> ResponseDraft {
    let kept = card();
    let document = kept.issuer_signed().expect("read");
    let request = asked.request().expect("read");
    let mut draft = ResponseDraft::new();
    let (signer, key) = (device(), AgreementKey::from_secret(&[20; 32]).expect("a secret"));
    let proof = if by_mac {
        DeviceProof::Mac { device: &key, reader: asked.reader_key() }
    } else {
        DeviceProof::Signature(&signer)
    };
    for wanted in &request.documents {
        if wanted.doc_type != DocType::IDENTITY_CARD {
            draft.decline(wanted.doc_type.clone(), 0).expect("declined");
            continue;
        }
        let has = |(space, name): &(&str, &str)| {
            document.items().any(|(s, item)| s == *space && item.identifier == *name)
        };
        let (elements, withheld): (Vec<_>, Vec<_>) = wanted.names().partition(has);
        let shown = Shown {
            document: &document,
            elements: &elements,
            withheld: &withheld,
            device_elements: &[],
            proof,
        };
        draft.show(&shown, asked.transcript()).expect("shown");
    }
    draft
}

fn verdicts(answer: &ReaderAnswered) -> Vec<Verdict> {
    let expect = Expect {
        transcript: Some(answer.transcript()),
        reader_key: Some(answer.reader_key()),
        ..Expect::default()
    };
    let report = response(answer.response(), &trust(), &expect, fixtures::now()).expect("read");
    report.documents.iter().map(|one| one.report().verdict()).collect()
}

fn answered(next: ReaderNext) -> ReaderAnswered {
    match next {
        ReaderNext::Answered(answer) => answer,
        ReaderNext::Ended(status) => panic!("ended by {status:?}"),
    }
}

/// ISO/IEC 18013-5 §8, §9.1: engaged, asked, shown, verified, asked again, ended.
/// 352/8: the request to show a document comes to the subscriber's device, and its result from there.
#[test]
fn a_session_from_end_to_end() {
    let (holder, reader) = pair();
    let mut request = request_for(&[(CARD, "iin", false), (CARD, "shoe_size", true)], reader.transcript());
    let licence = [("org.iso.18013.5.1", "family_name", false)];
    request.ask(&DocType::DRIVING_LICENCE, &licence, None, reader.transcript()).expect("asked");
    let (waiting, message) = reader.ask(&request).expect("asked");

    let asked = holder.accept(&message, &Handover::Qr).expect("accepted");
    let agreed = agree(&asked, true);
    let (holder, message) = asked.answer(&agreed).expect("answered");
    let answer = answered(waiting.receive(&message).expect("an answer"));
    assert_eq!(verdicts(&answer), [Verdict::Valid]);
    let read = DeviceResponse::parse(answer.response()).expect("read");
    assert_eq!(read.document_errors[0].doc_type, DocType::DRIVING_LICENCE);
    assert_eq!(read.documents[0].errors[0].identifier, "shoe_size");
    assert_eq!(answer.ended(), None);
    let first = answer.response().to_vec();

    // Again in the same session, by signature, and ended with the answer.
    let reader = answer.into_session().expect("goes on");
    let request = request_for(&[(CARD, "family_name_kk", false)], reader.transcript());
    let (waiting, message) = reader.ask(&request).expect("asked");
    let HolderNext::Asked(asked) = holder.receive(&message).expect("asked again") else { panic!("ended") };
    let agreed = agree(&asked, false);
    let message = asked.answer_and_end(&agreed).expect("answered");
    let answer = answered(waiting.receive(&message).expect("an answer"));
    assert_eq!(verdicts(&answer), [Verdict::Valid]);
    assert_eq!(answer.ended(), Some(SessionStatus::Termination));
    assert!(!format!("{answer:?}").contains("family_name"));

    // What was shown in one session proves nothing in another.
    let (_, other) = asked_reader();
    let expect = Expect {
        transcript: Some(other.transcript()),
        reader_key: Some(other.reader_key()),
        ..Expect::default()
    };
    let report = response(&first, &trust(), &expect, fixtures::now()).expect("read");
    assert!(matches!(report.documents[0].report().reason(), Some((CheckName::Device, _))));
    assert!(answer.into_session().is_none());
}

/// Another pair, after an answer.
fn asked_reader() -> (HolderAnswered, ReaderAnswered) {
    let methods = [RetrievalMethod::Nfc(NfcOptions { max_command: 255, max_response: 256 })];
    let holder = HolderEngagement::make(&methods, &mut random(12)).expect("made");
    let handover = Handover::Nfc { select: vec![1, 2, 3], request: None };
    let scanned = DeviceEngagement::parse(holder.engagement().as_bytes()).expect("read");
    let reader = ReaderSession::start(&scanned, &handover, &mut random(13)).expect("started");
    let request = request_for(&[(CARD, "iin", false)], reader.transcript());
    let (waiting, message) = reader.ask(&request).expect("asked");
    let asked = holder.accept(&message, &handover).expect("accepted");
    let agreed = agree(&asked, true);
    let (holder, message) = asked.answer(&agreed).expect("answered");
    let answer = answered(waiting.receive(&message).expect("an answer"));
    assert_eq!(verdicts(&answer), [Verdict::Valid]);
    (holder, answer)
}

#[test]
fn each_side_may_end_it_at_any_time() {
    let (asked, waiting) = asked();
    assert!(matches!(
        waiting.receive(&asked.end()).expect("the end"),
        ReaderNext::Ended(SessionStatus::Termination)
    ));
    let (asked, waiting) = super::asked();
    assert_eq!(asked.receive(&waiting.end()), Ok(SessionStatus::Termination));
    let (holder, answer) = asked_reader();
    let HolderNext::Ended(status) = holder.receive(&answer.end().expect("not ended")).expect("the end")
    else {
        panic!("asked")
    };
    assert_eq!(status, SessionStatus::Termination);
    let (holder, answer) = asked_reader();
    let reader = answer.into_session().expect("goes on");
    assert_eq!(reader.receive(&holder.end()), Ok(SessionStatus::Termination));
    // A status nobody defined ends it as well.
    let (_, waiting) = super::asked();
    let next = waiting.receive(&bytes(&map(&[("status", 99.into())]))).expect("the end");
    assert!(matches!(next, ReaderNext::Ended(SessionStatus::Other(99))));
    // A request beside a status wants no answer.
    let (holder, _) = asked_reader();
    let both = bytes(&map(&[("status", 20.into()), ("data", Value::Bytes(vec![1; 40]))]));
    assert!(matches!(holder.receive(&both), Ok(HolderNext::Ended(_))));
}

#[test]
fn out_of_turn_is_the_end() {
    let data = bytes(&map(&[("data", Value::Bytes(vec![1; 40]))]));
    let (asked, _) = asked();
    let aborted = asked.receive(&data).expect_err("refused");
    assert_eq!(
        (aborted.error.clone(), aborted.reply),
        (ProximityError::Turn, SessionStatus::Termination.message())
    );
    assert_eq!(aborted.error.to_string(), "a message came out of turn");
    let aborted = pair().1.receive(&data).expect_err("refused");
    assert_eq!(aborted.error, ProximityError::Turn);
}

#[test]
fn messages_played_again_or_crossed_do_not_decrypt() {
    // The first request again, as the second.
    let (holder, reader) = pair();
    let request = request_for(&[(CARD, "iin", false)], reader.transcript());
    let (waiting, first) = reader.ask(&request).expect("asked");
    let asked = holder.accept(&first, &Handover::Qr).expect("accepted");
    let agreed = agree(&asked, false);
    let (holder, answer) = asked.answer(&agreed).expect("answered");
    let data = message::SessionEstablishment::parse(&first).expect("read").data.into_owned();
    let again = message::SessionData::write(Some(&data), None);
    let aborted = holder.receive(&again).expect_err("refused");
    assert_eq!(
        (aborted.error, aborted.reply),
        (ProximityError::Encryption, SessionStatus::EncryptionError.message())
    );
    // The reader's own message, sent back to it.
    assert!(waiting.receive(&again).is_err());
    // An answer of another session.
    let (_, waiting) = super::asked();
    let (_, other) = asked_reader();
    assert!(matches!(
        other.into_session().expect("goes on").ask(&request).expect("asked").0.receive(&answer),
        Err(Aborted { error: ProximityError::Encryption, .. })
    ));
    drop(waiting);
    // Whoever photographed the code and speaks with a key of their own is another reader, not this one: the holder of a code
    // talks to the first that comes, and the second finds nobody.
}

#[test]
fn a_request_that_cannot_be_read_is_answered_with_why() {
    let session = |plain: &[u8]| {
        let (holder, mut reader) = pair();
        let sealed = reader.channel.seal(plain).expect("sealed");
        let key_bytes = reader.introduction.take().expect("not sent");
        let message = message::SessionEstablishment::write(&key_bytes, &sealed);
        let aborted = holder.accept(&message, &Handover::Qr).expect_err("refused");
        let waiting = ReaderWaiting { session: reader };
        let answer = answered(waiting.receive(&aborted.reply).expect("an answer"));
        assert_eq!(answer.ended(), Some(SessionStatus::Termination));
        let status = DeviceResponse::parse(answer.response()).expect("read").status;
        (aborted.to_string(), status)
    };
    assert_eq!(session(&[0xff]), ("DeviceRequest: cbor at byte 0: a map wanted, a break found".into(), 11));
    assert_eq!(session(&[0xa0]), ("DeviceRequest: cbor map lacks \"version\"".into(), 12));
}

#[test]
fn a_response_that_cannot_be_made_is_said_to_have_failed() {
    let (asked, waiting) = asked();
    // Five portraits are more than a message holds.
    let mut record = fixtures::identity_card();
    record["portrait"] = fixtures::portrait(60_000).into();
    let device_key: PublicKey = device().public_key();
    let issuance = Issuance {
        signer: &fixtures::signer(),
        random: &mut random(1),
        signed_at: fixtures::now(),
        device_key: Some(&device_key),
        status: None,
    };
    let large = fixtures::record(&record).issue(issuance).expect("issued");
    let document = large.issuer_signed().expect("read");
    let mut draft = ResponseDraft::new();
    let signer = device();
    let proof = DeviceProof::Signature(&signer);
    let elements = [(CARD, "portrait")];
    let shown =
        Shown { document: &document, elements: &elements, withheld: &[], device_elements: &[], proof };
    for _ in 0..5 {
        draft.show(&shown, asked.transcript()).expect("shown");
    }
    let aborted = asked.answer(&draft).expect_err("refused");
    assert!(aborted.to_string().contains("bytes, at most 262144 allowed"), "{aborted}");
    let answer = answered(waiting.receive(&aborted.reply).expect("an answer"));
    assert_eq!(DeviceResponse::parse(answer.response()).expect("read").status, 10);
}

/// No name, no key and nothing asked for in what is logged.
#[test]
fn debug_tells_nothing() {
    let (holder, reader) = pair();
    let uri = holder.engagement().to_uri();
    let shown = format!("{holder:?} {reader:?} {:?}", Handover::Nfc { select: vec![1; 9], request: None });
    assert!(!shown.contains(&uri[10..]), "{shown}");
    let (asked, waiting) = asked();
    let shown = format!("{asked:?} {waiting:?}");
    assert!(!shown.contains("iin"), "{shown}");
}
