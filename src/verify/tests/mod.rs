//! Tests of verification: each tampering fails for its own named check, and for no other.

mod annex_d;
mod batch;
mod cose;
mod currency;
mod defects;
mod documents;
mod grants;
mod outside;
mod places;
mod presentations;
mod seals;

use super::*;
use crate::cbor::{self, Value};
use crate::cose::{Algorithm, PublicKey, sign_detached};
use crate::document::fixtures::cbor_member as member;
use crate::document::{Document, Issuance, fixtures};
use crate::time::Timestamp;
use crate::trust::TrustStore;
use crate::trust::testing::{Authority, Key, at, authority_params, signer_params};

/// The checks that failed, with their reasons.
fn failed(report: &Report) -> Vec<(CheckName, &str)> {
    report
        .checks()
        .iter()
        .filter_map(|check| match &check.outcome {
            Outcome::Failed(why) => Some((check.name, why.as_str())),
            _ => None,
        })
        .collect()
}

fn not_done(report: &Report, name: CheckName) -> &str {
    match report.outcome(name) {
        Some(Outcome::NotDone(why)) => why,
        other => panic!("{name}: {other:?}"),
    }
}

fn root() -> Authority {
    Authority::root(authority_params("IACA"), Key::new(Algorithm::Es256, 1))
}

fn anchors(root: &Authority) -> TrustStore {
    let mut store = TrustStore::new();
    store.add_anchor(&root.der).expect("an anchor");
    store
}

/// An identity card issued on 2026-06-01 by a signer of `root` with these parameters.
fn issue(chain: Authority, device_key: Option<&PublicKey>) -> Document {
    let mut random = fixtures::random(1);
    let der = chain.der.clone();
    let signer = chain.key.signer.with_certificate_chain(vec![der]);
    let record = fixtures::record(&fixtures::identity_card());
    let issuance =
        Issuance { signer: &signer, random: &mut random, signed_at: signed_at(), device_key, status: None };
    record.issue(issuance).expect("issued")
}

fn signer(root: &Authority) -> Authority {
    root.certify(signer_params("ҚР ІІМ"), Key::new(Algorithm::Es256, 3))
}

/// A response over `transcript` with one document, signed by `device`.
fn response_of(issued: &Document, device: &Key, transcript: &[u8], doc_type: &str) -> Value {
    response_with(issued.as_bytes(), device, transcript, doc_type, &Value::Map(vec![]))
}

/// The same of any bytes, with what the device states.
fn response_with(issued: &[u8], device: &Key, transcript: &[u8], doc_type: &str, stated: &Value) -> Value {
    let name_spaces = Value::Tag(24, Box::new(Value::Bytes(bytes(stated))));
    let authentication = Value::Array(vec![
        "DeviceAuthentication".into(),
        value(transcript),
        doc_type.into(),
        name_spaces.clone(),
    ]);
    let message = bytes(&Value::Tag(24, Box::new(Value::Bytes(bytes(&authentication)))));
    let sign1 = value(&sign_detached(&message, &[], &device.signer).expect("signed"));
    let text = |key: &str| Value::Text(key.into());
    Value::Map(vec![
        (text("version"), text("1.0")),
        (
            text("documents"),
            Value::Array(vec![Value::Map(vec![
                (text("docType"), text(doc_type)),
                (text("issuerSigned"), value(issued)),
                (
                    text("deviceSigned"),
                    Value::Map(vec![
                        (text("nameSpaces"), name_spaces),
                        (text("deviceAuth"), Value::Map(vec![(text("deviceSignature"), sign1)])),
                    ]),
                ),
            ])]),
        ),
        (text("status"), 0.into()),
    ])
}

fn signed_at() -> Timestamp {
    at("2026-06-01T00:00:00Z")
}

fn now() -> Timestamp {
    at("2027-01-01T00:00:00Z")
}

fn value(bytes: &[u8]) -> Value {
    cbor::from_slice(bytes, 1 << 20, "a test").expect("CBOR")
}

fn bytes(value: &Value) -> Vec<u8> {
    cbor::encode(value).expect("encoded")
}

fn array(value: &mut Value) -> &mut Vec<Value> {
    let Value::Array(members) = value else { panic!("no array") };
    members
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).expect("hex")).collect()
}

fn json(folder: &str, file: &str) -> Option<serde_json::Value> {
    let text = std::fs::read_to_string(crate::vectors(folder)?.join(file)).expect(file);
    Some(serde_json::from_str(&text).expect("JSON"))
}
