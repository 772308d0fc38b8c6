//! The forms that come with the library, packed.
//!
//! They are authored in `forms/`, one JSON file a kind, and shipped as one piece: their signed form's CBOR, one after
//! another, deflated. Fifteen forms in three languages repeat one another, so that packed they weigh about a tenth.
//! `cargo run --example forms -- pack` makes the piece anew; a test holds it to its sources.

use super::form::{self, Form};
use crate::cbor::Decoder;
use crate::limits::MAX_FORM_BYTES;

/// Every form of the piece. A test checks each; a damaged one would be left out, not shown wrong.
pub(super) fn forms() -> Vec<Form> {
    let mut forms = read(usize::MAX);
    forms.retain(|form| form.doc_type.as_str() != OTHER);
    forms
}

/// The form of a kind that has none. It is the first of the piece.
pub(super) fn other() -> Option<Form> {
    read(1).pop()
}

fn read(count: usize) -> Vec<Form> {
    let limit = MAX_FORM_BYTES * 8;
    let Ok(bytes) = miniz_oxide::inflate::decompress_to_vec_with_limit(PACKED, limit) else {
        return Vec::new();
    };
    let mut forms = Vec::new();
    let mut rest = bytes.as_slice();
    while !rest.is_empty() && forms.len() < count {
        let Ok(item) = Decoder::new(rest).skip() else { break };
        forms.extend(form::from_cbor(item));
        rest = rest.get(item.len()..).unwrap_or_default();
    }
    forms
}

const PACKED: &[u8] = include_bytes!("forms/forms.bin");

const OTHER: &str = "kz.gov.egov.other.1";
