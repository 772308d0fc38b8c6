//! Tests of sessions: the standard's own example, both roles against each other, and everything that must end a session.

mod annex_d;
mod engagements;
mod readers;
mod sessions;

use super::*;
use crate::cbor::{self, Value};
use crate::cose::{AgreementKey, Algorithm, SoftwareSigner};
use crate::document::mdoc::SessionTranscript;
use crate::document::{Document, Issuance, fixtures};
use crate::id::DocType;

const CARD: &str = "kz.gov.egov.identity_card.1";

fn random(seed: u64) -> impl FnMut(&mut [u8]) -> Result<(), crate::random::RandomError> {
    fixtures::random(seed)
}

fn device() -> SoftwareSigner {
    SoftwareSigner::from_secret(Algorithm::Es256, &[20; 32]).expect("a secret")
}

/// A document bound to [`device`].
fn card() -> Document {
    let device_key = device().public_key();
    let issuance = Issuance {
        signer: &fixtures::signer(),
        random: &mut random(1),
        signed_at: fixtures::now(),
        device_key: Some(&device_key),
        status: None,
    };
    fixtures::record(&fixtures::identity_card()).issue(issuance).expect("issued")
}

/// A holder and a reader that scanned its code.
fn pair() -> (HolderEngagement, ReaderSession) {
    let methods = [RetrievalMethod::Ble(BleOptions::central([7; 16]))];
    let holder = HolderEngagement::make(&methods, &mut random(2)).expect("made");
    let scanned = DeviceEngagement::from_uri(&holder.engagement().to_uri()).expect("scanned");
    let reader = ReaderSession::start(&scanned, &Handover::Qr, &mut random(3)).expect("started");
    (holder, reader)
}

fn request_for(elements: &[(&str, &str, bool)], transcript: &SessionTranscript) -> RequestDraft {
    let mut request = RequestDraft::new();
    request.ask(&DocType::IDENTITY_CARD, elements, None, transcript).expect("asked");
    request
}

/// A pair of which the holder was asked.
fn asked() -> (HolderAsked, ReaderWaiting) {
    let (holder, reader) = pair();
    let request = request_for(&[(CARD, "iin", false)], reader.transcript());
    let (waiting, message) = reader.ask(&request).expect("asked");
    (holder.accept(&message, &Handover::Qr).expect("accepted"), waiting)
}

fn bytes(value: &Value) -> Vec<u8> {
    cbor::encode(value).expect("encoded")
}

fn value(bytes: &[u8]) -> Value {
    cbor::from_slice(bytes, 1 << 20, "a test").expect("CBOR")
}

fn text(text: &str) -> Value {
    Value::from(text)
}

fn map(members: &[(&str, Value)]) -> Value {
    Value::Map(members.iter().map(|(key, value)| (text(key), value.clone())).collect())
}

fn embed(content: &Value) -> Value {
    Value::Tag(24, Box::new(Value::Bytes(bytes(content))))
}
