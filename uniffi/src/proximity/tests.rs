use std::sync::Arc;

use qujat::id::Iin;

use super::*;
use crate::DeviceException;
use crate::fixtures::{self, now};
use crate::holder::Holder;
use crate::platform::PlatformException;
use crate::platform::tests::{Chip, Random, counting};
use crate::presentation::ElementName;
use crate::values::{CheckName, Verdict};
use crate::verifier::VerifiedDocument;

const CARD: &str = "kz.gov.egov.identity_card.1";

/// Another source than the holder's, or both would make one key.
fn others() -> Random {
    Random(|count| Ok((0..count).map(|index| (index * 7 + 3).to_le_bytes()[0]).collect()))
}

fn bluetooth() -> ProximityMethods {
    let ble = BleMethod { central_uuid: Some(vec![7; 16]), ..BleMethod::default() };
    ProximityMethods { ble: Some(ble), nfc: None }
}

fn document(name: &str) -> Arc<VerifiedDocument> {
    let iin = Iin::parse(fixtures::MOTHER).expect("an IIN");
    let holder = Holder::new(Arc::new(fixtures::verifier()), iin).expect("made");
    holder.add(fixtures::bytes(name), now()).expect("answered");
    holder.list().pop().expect("kept")
}

fn holder() -> ProximityHolder {
    ProximityHolder::new(bluetooth(), Arc::new(counting()), Vec::new()).expect("made")
}

fn reader(holder: &ProximityHolder) -> ProximityReader {
    let verifier = Arc::new(fixtures::verifier());
    ProximityReader::new(verifier, holder.engagement_text(), Arc::new(others())).expect("made")
}

fn request(elements: &[(&str, bool)]) -> ProximityRequest {
    let asked = |(identifier, will_be_kept): &(&str, bool)| ElementAsked {
        name_space: CARD.into(),
        identifier: (*identifier).into(),
        will_be_kept: *will_be_kept,
    };
    ProximityRequest { doc_type: CARD.into(), elements: elements.iter().map(asked).collect() }
}

fn shown(identifiers: &[&str]) -> Vec<ProximityShown> {
    let element =
        |identifier: &&str| ElementName { name_space: CARD.into(), identifier: (*identifier).into() };
    let elements = identifiers.iter().map(element).collect();
    vec![ProximityShown { document: document("identity_card_of_device.mdoc"), elements }]
}

fn chip() -> Arc<Chip> {
    Arc::new(Chip::signing())
}

/// A holder that was asked for two elements, and its reader.
fn asked() -> (ProximityHolder, ProximityReader) {
    let holder = holder();
    let reader = reader(&holder);
    let message =
        reader.ask(vec![request(&[("iin", true), ("portrait", false)])], None, Vec::new()).expect("asked");
    assert!(!holder.receive(message, now(), None).expect("taken").is_over);
    (holder, reader)
}

fn code(error: DeviceException) -> (&'static str, String) {
    match error {
        DeviceException::Cancelled { code, .. } => ("Cancelled", code),
        DeviceException::Unavailable { code, .. } => ("Unavailable", code),
        DeviceException::Failed { code, .. } => ("Failed", code),
        DeviceException::Input { code, .. } => ("Input", code),
    }
}

#[test]
fn a_document_is_asked_for_and_shown_face_to_face() {
    let holder = holder();
    assert!(holder.engagement_text().starts_with("mdoc:"));
    let reader = reader(&holder);
    assert_eq!((reader.methods(), reader.ble_ident()), (bluetooth(), holder.ble_ident()));

    let wanted = [request(&[("iin", true), ("portrait", false)])];
    let message = reader.ask(wanted.to_vec(), None, Vec::new()).expect("asked");
    let seen = holder.receive(message, now(), None).expect("taken");
    let [one] = &seen.documents[..] else { panic!("{seen:?}") };
    assert_eq!((one.doc_type.as_str(), &one.elements), (CARD, &wanted[0].elements));
    assert_eq!(one.reader.level, ReaderTrustLevel::Anonymous);

    let message = holder.answer(shown(&["iin"]), chip(), false).expect("answered");
    let answer = reader.receive(message, now(), None).expect("taken");
    assert!(!answer.is_over && answer.problem.is_none() && answer.declined.is_empty());
    let [verdict] = &answer.documents[..] else { panic!("one document") };
    assert_eq!(verdict.report.verdict, Verdict::Valid);
    let device = verdict.report.checks.iter().find(|check| check.name == CheckName::Device);
    assert_eq!(device.map(|check| check.outcome), Some(crate::values::CheckOutcome::Passed));
    let document = verdict.document.as_ref().expect("valid");
    assert_eq!(document.verified.claims().elements.len(), 1, "what was agreed to and no more");

    // Asked again in the same session: this time of a kind that is not shown.
    let again = ProximityRequest { doc_type: "org.iso.18013.5.1.mDL".into(), ..request(&[("iin", false)]) };
    let message = reader.ask(vec![again], None, Vec::new()).expect("asked");
    assert_eq!(holder.receive(message, now(), None).expect("taken").documents.len(), 1);
    let message = holder.answer(Vec::new(), chip(), true).expect("answered");
    let answer = reader.receive(message, now(), None).expect("taken");
    assert_eq!(
        (answer.documents.len(), &answer.declined[..]),
        (0, &["org.iso.18013.5.1.mDL".to_owned()][..])
    );
    assert!(answer.is_over);
    assert!(reader.end().is_empty() && holder.end().is_empty());
}

#[test]
fn a_recorded_answer_is_nothing_in_another_session() {
    let (first, _) = asked();
    let recorded = first.answer(shown(&["iin"]), chip(), false).expect("answered");
    let holder = ProximityHolder::new(bluetooth(), Arc::new(others()), Vec::new()).expect("made");
    let reader =
        ProximityReader::new(Arc::new(fixtures::verifier()), holder.engagement_text(), Arc::new(counting()))
            .expect("made");
    reader.ask(vec![request(&[("iin", false)])], None, Vec::new()).expect("asked");
    let answer = reader.receive(recorded, now(), None).expect("taken");
    assert!(answer.is_over && answer.documents.is_empty());
    assert!(answer.problem.is_some_and(|why| why.contains("decrypt")));
    assert!(!reader.end().is_empty(), "the holder is told");
    assert!(reader.end().is_empty(), "once");
}

#[test]
fn what_the_key_does_not_sign_stays_asked() {
    let (holder, reader) = asked();
    let cancelled = Chip::that(|_, _| Err(PlatformException::Cancelled));
    let refused = holder.answer(shown(&["iin"]), Arc::new(cancelled), false).expect_err("cancelled");
    assert_eq!(code(refused), ("Cancelled", "cancelled".into()));
    let message = holder.answer(shown(&["iin"]), chip(), false).expect("the person thinks again");
    assert_eq!(reader.receive(message, now(), None).expect("taken").documents.len(), 1);
}

#[test]
fn what_was_not_asked_is_not_shown() {
    let (holder, _reader) = asked();
    let refused = |shown| code(holder.answer(shown, chip(), false).expect_err("refused"));
    assert_eq!(refused(shown(&["family_name"])), ("Input", "not_asked".into()));
    let mut other = shown(&["iin"]);
    other[0].document = document("driving_licence.mdoc");
    assert_eq!(refused(other), ("Input", "not_asked".into()));
    let mut unbound = shown(&["iin"]);
    unbound[0].document = document("identity_card.mdoc");
    assert_eq!(refused(unbound), ("Input", "not_bound".into()));
    assert_eq!(refused(shown(&[])), ("Input", "document".into()), "nothing of it chosen");
}

#[test]
fn a_call_out_of_turn_changes_nothing() {
    let holder = holder();
    let early = holder.answer(Vec::new(), chip(), false).expect_err("nothing was asked");
    assert_eq!(code(early), ("Input", "turn".into()));
    let reader = reader(&holder);
    let message = reader.ask(vec![request(&[("iin", false)])], None, Vec::new()).expect("asked");
    let twice = reader.ask(vec![request(&[("iin", false)])], None, Vec::new()).expect_err("not answered");
    assert_eq!(code(twice), ("Input", "turn".into()));
    assert_eq!(holder.receive(message, now(), None).expect("taken").documents.len(), 1);
    let message = holder.answer(shown(&["iin"]), chip(), false).expect("answered");
    assert_eq!(reader.receive(message, now(), None).expect("taken").documents.len(), 1);
    // The end is told, and after it nothing is taken.
    let last = holder.end();
    assert!(reader.receive(last, now(), None).expect("taken").is_over);
    assert!(reader.receive(Vec::new(), now(), None).is_err());
    assert!(holder.receive(Vec::new(), now(), None).is_err());
}

#[test]
fn the_person_may_end_while_the_key_signs() {
    use std::sync::OnceLock;

    static SESSION: OnceLock<ProximityHolder> = OnceLock::new();
    let (holder, reader) = asked();
    let holder = SESSION.get_or_init(|| holder);
    let ending = Chip::that(|signer, message| {
        let last = SESSION.get().expect("set").end();
        assert!(!last.is_empty());
        qujat::cose::Signer::sign(signer, message).map_err(|_| PlatformException::Failed)
    });
    let ended = holder.answer(shown(&["iin"]), Arc::new(ending), false).expect_err("ended");
    assert_eq!(code(ended), ("Input", "turn".into()));
    assert!(reader.receive(holder.end(), now(), None).is_ok());
}

#[test]
fn noise_ends_a_session_and_says_so() {
    let holder = holder();
    let reader = reader(&holder);
    let seen = holder.receive(b"noise".to_vec(), now(), None).expect("taken");
    assert!(seen.is_over && seen.documents.is_empty() && seen.problem.is_some());
    let last = holder.end();
    assert!(reader.receive(last, now(), None).expect("taken").is_over);
    for text in ["", "mdoc:", "mdoc:AAAA", "QP1:"] {
        let made =
            ProximityReader::new(Arc::new(fixtures::verifier()), text.into(), Arc::new(others())).map(drop);
        assert_eq!(code(made.expect_err("no engagement")), ("Input", "session".into()), "{text}");
    }
}

#[test]
fn methods_that_make_no_sense_are_refused() {
    let ble = |ble| ProximityMethods { ble: Some(ble), nfc: None };
    let nfc = |max_command, max_response| ProximityMethods {
        ble: None,
        nfc: Some(NfcMethod { max_command, max_response }),
    };
    for methods in [
        ble(BleMethod::default()),
        ble(BleMethod { central_uuid: Some(vec![1; 15]), ..BleMethod::default() }),
        ble(BleMethod {
            peripheral_uuid: Some(vec![1; 16]),
            address: Some(vec![1; 7]),
            ..BleMethod::default()
        }),
        nfc(254, 256),
        nfc(255, 65_537),
    ] {
        let refused = ProximityHolder::new(methods, Arc::new(counting()), Vec::new()).map(drop);
        assert_eq!(code(refused.expect_err("refused")), ("Input", "method".into()));
    }
    let methods = nfc(255, 256);
    let holder = ProximityHolder::new(methods.clone(), Arc::new(counting()), Vec::new()).expect("made");
    let handover = NfcHandover { select: vec![1, 2], request: None };
    let reader = ProximityReader::by_nfc(
        Arc::new(fixtures::verifier()),
        holder.engagement(),
        handover.clone(),
        Arc::new(others()),
    )
    .expect("made");
    assert_eq!(reader.methods(), methods);
    let message = reader.ask(vec![request(&[("iin", false)])], None, Vec::new()).expect("asked");
    // The same handover on both sides, or the session's keys differ.
    assert!(!holder.receive(message, now(), Some(handover)).expect("taken").is_over);
}
