//! Documents shown without a network: what a holder's device signs and draws, what a desk collects and verifies.

use std::sync::{Arc, Mutex};

use qujat::code::stream::{Sender, StreamPolicy};
use qujat::cose::{Signer, SoftwareSigner};
use qujat::document::mdoc::IssuerSigned;
use qujat::document::{Issuance, Record};
use qujat::id::{Bin, Iin};
use qujat::presentation::{Challenge, Presentation, Presenting};
use qujat::time::Timestamp;
use qujat_ffi::{DeviceKey, Holder, PlatformException, PresentationOptions, TrustMaterial, Verifier};
use serde_json::{Value, json};

use crate::Wanted::{Error, Invalid, Nothing, Pass, Unknown};
use crate::world::{
    BIN, IIN, NOW, OTHER_IIN, Who, cose_key, counting, hex, issue, list, material, record, trust,
};
use crate::{Cases, Outcome};

pub(crate) fn add(cases: &mut Cases) -> Outcome<()> {
    let card = bound(Who::Ministry, Who::Device)?;
    present(cases, &card)?;
    verify(cases, &card)?;
    desk(cases, &card)
}

/// The identity card, bound to a device's key.
fn bound(issuer: Who, device: Who) -> Outcome<Vec<u8>> {
    let record = Record::from_json(record("identity_card")?.to_string().as_bytes())?;
    let (signer, device) = (issuer.signer()?, device.key()?);
    // An hour before, so that a clock may be behind.
    let signed_at = Timestamp::from_unix(NOW - 3600)?;
    let issuance = Issuance {
        signer: &signer,
        random: &mut counting(),
        signed_at,
        device_key: Some(&device),
        status: None,
    };
    Ok(record.issue(issuance)?.as_bytes().to_vec())
}

/// How a case of `present` begins; `key` is yet to be said.
fn to_present(card: &[u8]) -> Outcome<Value> {
    Ok(json!({
        "trust": trust()?, "subject": IIN, "document": hex(card), "key": null, "elements": [], "answering": null,
        "organisation": null, "seconds": 120, "symbol_version": 22, "frames_per_second": 10, "now": NOW,
        "frames": [0, 1, 2, 1000], "elapsed": [0, 99, 100, 60_000],
    }))
}

fn present(cases: &mut Cases, card: &[u8]) -> Outcome<()> {
    let challenge = Challenge::make(&mut counting(), None)?.to_text();
    let of_bank = Challenge::make(&mut counting(), Some(Bin::parse(BIN)?))?.to_text();
    let element = |identifier: &str| json!({ "name_space": IDENTITY_CARD, "identifier": identifier });
    for (name, about, changes) in [
        ("whole", "all of the document, to anybody", json!({})),
        ("chosen", "two elements of it", json!({ "elements": [element("iin"), element("portrait")] })),
        ("answering", "an answer to a challenge", json!({ "answering": challenge })),
        ("answering_a_bank", "an answer to an organisation's challenge", json!({ "answering": of_bank })),
        ("to_a_bank", "for one organisation alone", json!({ "organisation": BIN })),
        (
            "small_symbols",
            "symbols that are read from afar, and many of them",
            json!({ "symbol_version": 8, "frames_per_second": 30, "seconds": 600, "frames": [0, 4_294_967_295_u32] }),
        ),
    ] {
        let given = merged(to_present(card)?, changes);
        cases.add("present", name, about, signed(given)?, Pass);
    }
    for (name, about, thrown, code) in [
        ("cancelled", "the person cancels the prompt", "cancelled", "cancelled"),
        ("key_gone", "the key is gone or locked", "unavailable", "key_unavailable"),
        ("key_fails", "the key does not sign for another reason", "failed", "key"),
    ] {
        let given = merged(to_present(card)?, json!({ "key": thrown }));
        cases.add("present", name, about, given, Error(code));
    }
    let public = hex(&Who::Device.key()?.to_spki()?);
    let key = |public: &Value, signature: &[u8]| json!({ "key": { "signs": { "public_key": public, "signature": hex(signature) } } });
    let mut other = signed(to_present(card)?)?;
    other["now"] = (NOW + 1).into();
    cases.add(
        "present",
        "signature_of_another_second",
        "a signature over other bytes",
        other,
        Error("signature"),
    );
    for (name, about, key, code) in [
        ("no_signature", "the key gives nothing", key(&public, &[]), "signature"),
        ("no_public_key", "a public key that is none", key(&hex(&[4, 1, 2]), &[1; 64]), "device_key"),
    ] {
        cases.add("present", name, about, merged(to_present(card)?, key), Error(code));
    }
    let other = signed_by(to_present(card)?, Who::Stranger)?;
    cases.add(
        "present",
        "another_device",
        "a document bound to another device's key",
        other,
        Error("not_bound"),
    );
    let unbound = issue(&record("identity_card")?, Who::Ministry, NOW)?;
    let unbound = merged(to_present(unbound.as_bytes())?, key(&public, &[1; 64]));
    cases.add("present", "bound_to_no_device", "a document of no device's", unbound, Error("not_bound"));
    for (name, about, changes, code) in [
        (
            "unknown_element",
            "an element the document has not",
            json!({ "elements": [element("shoe_size")] }),
            "document",
        ),
        ("challenge_is_none", "another code than a challenge", json!({ "answering": "QC1:0" }), "challenge"),
        (
            "to_another_than_asked",
            "for one organisation, answering another",
            json!({ "answering": of_bank, "organisation": "000740000728" }),
            "presentation",
        ),
        (
            "malformed_organisation",
            "a BIN with a wrong digit",
            json!({ "organisation": "970240999994" }),
            "bin",
        ),
        ("too_short", "gone before it is read", json!({ "seconds": 29 }), "presentation"),
        ("too_long", "no longer fresh", json!({ "seconds": 601 }), "presentation"),
        ("no_symbol", "a version no symbol has", json!({ "symbol_version": 0 }), "symbol"),
        ("huge_symbol", "a version no symbol has", json!({ "symbol_version": 41 }), "symbol"),
        ("tiny_symbol", "too many symbols", json!({ "symbol_version": 1 }), "symbol"),
        ("standing_still", "no symbol in a second", json!({ "frames_per_second": 0 }), "symbol"),
        ("too_fast", "more symbols than a camera sees", json!({ "frames_per_second": 31 }), "symbol"),
        ("time_too_late", "after the year 9999", json!({ "now": i64::MAX, "verified_at": NOW }), "time"),
    ] {
        let given = merged(merged(to_present(card)?, key(&public, &[1; 64])), changes);
        cases.add("present", name, about, given, Error(code));
    }
    Ok(())
}

/// The case with its key's public half and the signature that it gives: what an honest key would.
fn signed(given: Value) -> Outcome<Value> {
    signed_by(given, Who::Device)
}

fn signed_by(mut given: Value, who: Who) -> Outcome<Value> {
    let key = Arc::new(Recording { signer: who.signer()?, last: Mutex::default() });
    let trusted = TrustMaterial {
        signers: vec![cose_key(Who::Publisher)?],
        lists: vec![list(crate::world::NEXT_UPDATE)?.sign(&Who::Publisher.signer()?)?],
        ..TrustMaterial::default()
    };
    let now = Timestamp::from_unix(NOW)?;
    let holder = Holder::new(Arc::new(Verifier::new(trusted, now, None)?), Iin::parse(IIN)?)?;
    holder.add(bound(Who::Ministry, Who::Device)?, now)?;
    let document = holder.list().pop().ok_or("the card is not valid")?;
    let options: PresentationOptions = crate::answer::options(&given);
    let shown = holder.present(document, key.clone(), options, NOW);
    assert_eq!(shown.is_ok(), who == Who::Device, "only the device's own key presents");
    let signature = key.last.lock().map_err(|_| "a lock")?.clone();
    given["key"] = json!({ "signs": { "public_key": hex(&key.signer.public_key().to_spki()?), "signature": hex(&signature) } });
    Ok(given)
}

/// A key that keeps what it signed last.
struct Recording {
    signer: SoftwareSigner,
    last: Mutex<Vec<u8>>,
}

impl DeviceKey for Recording {
    fn public_key(&self) -> Result<Vec<u8>, PlatformException> {
        self.signer.public_key().to_spki().map_err(|_| PlatformException::Failed)
    }

    fn sign(&self, message: Vec<u8>) -> Result<Vec<u8>, PlatformException> {
        let signature = self.signer.sign(&message).map_err(|_| PlatformException::Failed)?;
        self.last.lock().map_err(|_| PlatformException::Failed)?.clone_from(&signature);
        Ok(signature)
    }
}

/// What a device shows of a document for two minutes from `NOW` on.
fn shown(
    document: &[u8],
    device: Who,
    organisation: Option<&str>,
    answer: Option<&Challenge>,
) -> Outcome<Vec<u8>> {
    let presentation = Presentation::sign(&Presenting {
        document,
        device: &device.signer()?,
        now: Timestamp::from_unix(NOW)?,
        seconds: 120,
        audience: organisation.map(Bin::parse).transpose()?,
        answer,
    })?;
    Ok(presentation.as_bytes().to_vec())
}

fn to_verify(presentation: &[u8], changes: Value) -> Outcome<Value> {
    let given = json!({
        "trust": trust()?, "presentation": hex(presentation), "challenge": null, "organisation": null,
        "expected_subject": null, "now": NOW,
    });
    Ok(merged(given, changes))
}

fn verify(cases: &mut Cases, card: &[u8]) -> Outcome<()> {
    let ours = Challenge::make(&mut counting(), None)?;
    let asked = json!({ "challenge": ours.to_text() });
    let whole = shown(card, Who::Device, None, None)?;
    let answer = shown(card, Who::Device, None, Some(&ours))?;
    let to_bank = shown(card, Who::Device, Some(BIN), None)?;
    let parts = IssuerSigned::parse(card)?
        .disclose_elements([(IDENTITY_CARD, "iin"), (IDENTITY_CARD, "portrait")])?;
    let parts = shown(&parts, Who::Device, None, None)?;
    for (name, about, bytes, changes) in [
        ("fresh", "the second it was made", &whole, json!({})),
        ("last_second", "its last second", &whole, json!({ "now": NOW + 119 })),
        ("clock_ahead", "the device's clock is a minute ahead", &whole, json!({ "now": NOW - 60 })),
        ("hers", "of the person it is expected of", &whole, json!({ "expected_subject": IIN })),
        ("chosen", "two elements", &parts, json!({})),
        ("answer", "it answers the challenge", &answer, asked.clone()),
        ("to_the_bank", "for this organisation", &to_bank, json!({ "organisation": BIN })),
    ] {
        cases.add("presentation", name, about, to_verify(bytes, changes)?, Pass);
    }
    let another = Challenge::make(
        &mut |out: &mut [u8]| {
            out.fill(7);
            Ok(())
        },
        None,
    )?
    .to_text();
    for (name, about, bytes, changes, check) in [
        ("over", "the first second after it", &whole, json!({ "now": NOW + 120 }), "freshness"),
        ("not_yet", "further ahead than clocks differ", &whole, json!({ "now": NOW - 61 }), "freshness"),
        (
            "somebody_elses",
            "of another person than expected",
            &whole,
            json!({ "expected_subject": OTHER_IIN }),
            "subject",
        ),
        ("unanswered", "a challenge was shown, and this answers none", &whole, asked.clone(), "challenge"),
        (
            "other_answer",
            "it answers another challenge",
            &answer,
            json!({ "challenge": another }),
            "challenge",
        ),
        (
            "to_another",
            "for another organisation",
            &to_bank,
            json!({ "organisation": "000740000728" }),
            "audience",
        ),
    ] {
        cases.add("presentation", name, about, to_verify(bytes, changes)?, Invalid(check));
    }
    broken(cases, card, &whole)?;
    let nobody = to_verify(&whole, json!({ "trust": material(&[], &[]) }))?;
    cases.add("presentation", "no_trust", "nothing is trusted", nobody, Unknown("issuer_trusted"));
    let to_nobody = to_verify(&to_bank, json!({}))?;
    cases.add(
        "presentation",
        "to_a_bank",
        "for an organisation, and the verifier says not which it is",
        to_nobody,
        Unknown("audience"),
    );
    for (name, about, changes, code) in [
        ("challenge_is_none", "another code than a challenge", json!({ "challenge": "QP1:00" }), "challenge"),
        (
            "malformed_organisation",
            "a BIN with a wrong digit",
            json!({ "organisation": "970240999994" }),
            "bin",
        ),
        (
            "malformed_subject",
            "an IIN with a wrong digit",
            json!({ "expected_subject": "860314499993" }),
            "iin",
        ),
        ("time_too_late", "after the year 9999", json!({ "now": i64::MAX }), "time"),
    ] {
        cases.add("presentation", name, about, to_verify(&whole, changes)?, Error(code));
    }
    Ok(())
}

/// What is no presentation, or was changed on its way.
fn broken(cases: &mut Cases, card: &[u8], whole: &[u8]) -> Outcome<()> {
    let mut proof = whole.to_vec();
    *proof.last_mut().ok_or("an empty presentation")? ^= 1;
    let mut letter = whole.to_vec();
    let at = letter.windows(9).position(|w| w == b"Ulgibayev").ok_or("no name")?;
    letter[at] = b'O';
    let stranger = shown(&bound(Who::Stranger, Who::Device)?, Who::Device, None, None)?;
    for (name, about, bytes, check) in [
        ("changed_proof", "a bit of the device's signature", &proof, "device"),
        ("stranger", "issued by nobody who is trusted", &stranger, "issuer_trusted"),
        ("truncated", "its last byte is missing", &whole[..whole.len() - 1].to_vec(), "structure"),
        ("document_alone", "a document, and no device's proof", &card.to_vec(), "structure"),
        ("empty", "no bytes", &Vec::new(), "structure"),
    ] {
        cases.add("presentation", name, about, to_verify(bytes, json!({}))?, Invalid(check));
    }
    cases.add(
        "presentation",
        "changed_letter",
        "a letter of the name",
        to_verify(&letter, json!({}))?,
        Invalid("digests"),
    );
    Ok(())
}

/// The texts of frames, in the order a camera saw them; `None` is `reset`.
fn seen(presentation: &[u8], frames: &[Option<u32>]) -> Outcome<Vec<Option<String>>> {
    let sender = Sender::new(presentation, StreamPolicy { version: 12, frames_per_second: 10 })?;
    Ok(frames.iter().map(|frame| frame.map(|index| sender.text(index))).collect())
}

fn to_see(texts: &[Option<String>], changes: Value) -> Outcome<Value> {
    let given = json!({
        "trust": trust()?, "organisation": null, "random": null, "expected_subject": null, "now": NOW, "texts": texts,
    });
    Ok(merged(given, changes))
}

fn desk(cases: &mut Cases, card: &[u8]) -> Outcome<()> {
    let whole = shown(card, Who::Device, None, None)?;
    let needed = u32::try_from(
        Sender::new(&whole, StreamPolicy { version: 12, frames_per_second: 10 })?.frames_needed(),
    )?;
    let frames = |range: core::ops::Range<u32>| range.map(Some).collect::<Vec<_>>();
    let in_order = frames(0..needed);
    // Enough of them for any loss: what comes after the last that was needed is the same message again.
    let lossy: Vec<_> = (0..needed * 3).rev().filter(|index| index % 3 != 1).map(Some).collect();
    let twice: Vec<_> = in_order.iter().flat_map(|frame| [*frame, *frame]).collect();
    for (name, about, order) in [
        ("in_order", "every frame, from the first on", in_order.clone()),
        ("backwards_with_losses", "from a late one back, every third missed", lossy),
        ("each_twice", "a camera faster than the screen", twice),
    ] {
        let texts = until_whole(&whole, &seen(&whole, &order)?)?;
        cases.add("desk", name, about, to_see(&texts, json!({}))?, Pass);
    }
    let mut among = seen(&whole, &in_order)?;
    for (at, other) in ["https://example.kz/", "QP1:", "QP1:0000", "", "QC1:6GKM9A40P40P40P40P40P40P40PH4"]
        .into_iter()
        .enumerate()
    {
        among.insert(at * 2, Some(other.to_owned()));
    }
    cases.add("desk", "other_codes_between", "other codes do no harm", to_see(&among, json!({}))?, Pass);
    let nonce: Vec<u8> = (1..=16).collect();
    let challenge = Challenge::make(
        &mut |out: &mut [u8]| {
            out.copy_from_slice(&nonce);
            Ok(())
        },
        Some(Bin::parse(BIN)?),
    )?;
    let answer = seen(&shown(card, Who::Device, None, Some(&challenge))?, &frames(0..needed + 1))?;
    let of_bank = json!({ "organisation": BIN, "random": hex(&nonce) });
    cases.add(
        "desk",
        "challenge_answered",
        "a bank's challenge, and the answer",
        to_see(&answer, of_bank.clone())?,
        Pass,
    );

    let again = [&seen(&whole, &in_order)?[..], &[None], &seen(&whole, &in_order)?[..]].concat();
    cases.add(
        "desk",
        "film",
        "shown again after it was taken",
        to_see(&again, json!({}))?,
        Invalid("replay"),
    );
    let unanswered = to_see(&seen(&whole, &in_order)?, of_bank)?;
    cases.add(
        "desk",
        "challenge_unanswered",
        "a challenge, and an older presentation",
        unanswered,
        Invalid("challenge"),
    );
    let late = to_see(&seen(&whole, &in_order)?, json!({ "now": NOW + 120 }))?;
    cases.add("desk", "over", "whole, and over", late, Invalid("freshness"));
    let theirs = to_see(&seen(&whole, &in_order)?, json!({ "expected_subject": OTHER_IIN }))?;
    cases.add("desk", "somebody_elses", "of another person than expected", theirs, Invalid("subject"));
    let partly = to_see(&seen(&whole, &frames(0..needed - 1))?, json!({}))?;
    cases.add("desk", "one_short", "one frame is missing", partly, Nothing);
    let damaged: Vec<_> =
        seen(&whole, &in_order)?.into_iter().map(|text| text.map(|text| damage(&text))).collect();
    cases.add("desk", "damaged", "a letter of each frame is another", to_see(&damaged, json!({}))?, Nothing);
    let other = shown(card, Who::Device, Some(BIN), None)?;
    let (ours, theirs) = (seen(&whole, &frames(0..needed / 2))?, seen(&other, &frames(0..needed / 2))?);
    cases.add(
        "desk",
        "two_halves",
        "half of one and half of another",
        to_see(&[ours, theirs].concat(), json!({}))?,
        Nothing,
    );
    let malformed = to_see(&[], json!({ "organisation": "970240999994" }))?;
    cases.add("desk", "malformed_organisation", "a BIN with a wrong digit", malformed, Error("bin"));
    Ok(())
}

/// The texts up to the one that makes the message whole.
fn until_whole(message: &[u8], texts: &[Option<String>]) -> Outcome<Vec<Option<String>>> {
    use qujat::code::stream::{Receiver, Taken};
    use qujat::scan::Scanned;

    let mut receiver = Receiver::new();
    for (at, text) in texts.iter().enumerate() {
        let Some(Scanned::PresentationFrame(frame)) = text.as_deref().map(Scanned::from_text) else {
            continue;
        };
        if let Taken::Complete(arrived) = receiver.take(&frame) {
            assert_eq!(arrived, message);
            return Ok(texts[..=at].to_vec());
        }
    }
    Err("the frames do not suffice".into())
}

/// Another letter of base45 somewhere in the middle.
fn damage(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let at = bytes.len() / 2;
    bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
    String::from_utf8(bytes).expect("ASCII")
}

/// The members of one object, and in their place or beside them those of another.
fn merged(mut given: Value, changes: Value) -> Value {
    let members = given.as_object_mut().expect("an object");
    if let Value::Object(changes) = changes {
        members.extend(changes);
    }
    given
}

const IDENTITY_CARD: &str = "kz.gov.egov.identity_card.1";
