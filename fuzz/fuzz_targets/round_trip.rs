//! From a record of any texts and numbers to a signed document and back: what is let in comes out as it was.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::document::{Document, Issuance, Record};
use qujat_fuzz::{Nobody, now, random};
use serde_json::{Map, Value, json};

fuzz_target!(|parts: Vec<(u8, String)>| {
    let fields: Map<String, Value> = parts
        .iter()
        .take(64)
        .enumerate()
        .map(|(at, (kind, text))| {
            let (kind, value) = match kind % 5 {
                0 => ("text", json!(text)),
                1 => ("local_text", json!({ "kk": text, "en": text.to_uppercase() })),
                2 => (
                    "integer",
                    json!(text.chars().fold(i64::from(*kind), |sum, c| sum.wrapping_mul(977) ^ c as i64)),
                ),
                3 => ("boolean", json!(text.len() > 3)),
                _ => {
                    ("list", json!([{ "type": "text", "value": text }, { "type": "integer", "value": kind }]))
                }
            };
            (format!("field_{at}"), json!({ "type": kind, "value": value }))
        })
        .collect();
    let json = json!({
        "kind": "noise", "doc_type": "kz.gov.egov.noise.1", "number": "N-1",
        "issued": "2026-01-01", "expires": "2030-01-01",
        "issuer": { "name": { "kk": "ҚР ІІМ" }, "bin": "000740000728" },
        "subject": { "iin": "000000000101" }, "fields": fields,
    });
    let Ok(record) = Record::from_json(json.to_string().as_bytes()) else { return };
    let issuance =
        Issuance { signer: &Nobody, random: &mut random, signed_at: now(), device_key: None, status: None };
    let document = record.issue(issuance).expect("a record that was let in is issued");
    let again = Document::from_bytes(document.as_bytes().to_vec()).expect("ours");
    assert_eq!(again.digest(), document.digest());
    let signed = again.issuer_signed().expect("ours");
    let claims = signed.claims_untrusted(record.doc_type().clone()).expect("ours");
    assert!(claims == record.claims());
});
