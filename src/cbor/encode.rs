use ciborium::Value;
use ciborium::value::Integer;
use ciborium_ll::Header;
use serde::Serialize;

use super::CborError;

/// Core deterministic encoding (RFC 8949 §4.2.1): shortest headers, definite lengths, map members in the bytewise order
/// of their encoded keys. A key that stands twice is an error.
pub fn encode(value: &Value) -> Result<Vec<u8>, CborError> {
    let mut ordered = value.clone();
    order(&mut ordered)?;
    Ok(write(&ordered))
}

/// [`encode`] for any serialisable value.
pub fn to_vec<T: Serialize>(value: &T, what: &'static str) -> Result<Vec<u8>, CborError> {
    let mut value = Value::serialized(value).map_err(|_| CborError::Shape { what })?;
    order(&mut value)?;
    Ok(write(&value))
}

fn order(value: &mut Value) -> Result<(), CborError> {
    if let Value::Tag(tag @ (POSITIVE_BIGNUM | NEGATIVE_BIGNUM), inner) = value
        && let Value::Bytes(bytes) = &**inner
    {
        *value = preferred(*tag, bytes);
        return Ok(());
    }
    match value {
        Value::Tag(_, inner) => order(inner),
        Value::Array(members) => members.iter_mut().try_for_each(order),
        Value::Map(members) => {
            for (key, value) in members.iter_mut() {
                order(key)?;
                order(value)?;
            }
            members.sort_by_cached_key(|(key, _)| write(key));
            let twice = members.windows(2).any(|pair| matches!(pair, [a, b] if write(&a.0) == write(&b.0)));
            if twice { Err(CborError::DuplicateKey { at: 0 }) } else { Ok(()) }
        }
        _ => Ok(()),
    }
}

/// RFC 8949 §3.4.3: a bignum has no leading zeros, and one that fits 64 bits is an integer.
fn preferred(tag: u64, bytes: &[u8]) -> Value {
    let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    let digits = bytes.get(first..).unwrap_or_default();
    if digits.len() <= size_of::<u64>() {
        let number = digits.iter().fold(0, |number: i128, byte| number << 8 | i128::from(*byte));
        let number = if tag == NEGATIVE_BIGNUM { -1 - number } else { number };
        // −2⁶⁴ to 2⁶⁴ − 1 is what an integer of CBOR holds.
        if let Ok(integer) = Integer::try_from(number) {
            return Value::Integer(integer);
        }
    }
    Value::Tag(tag, Box::new(Value::Bytes(digits.to_vec())))
}

fn write(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    // Writing a `Value` to memory cannot fail: a `Vec` takes every byte and a `Value` is always serialisable.
    let written = ciborium::into_writer(value, &mut out);
    debug_assert!(written.is_ok());
    out
}

/// Appends a byte string, for structures put together by hand where a [`Value`] would copy or encode anew their content.
pub(crate) fn push_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    push(out, Header::Bytes(Some(bytes.len())));
    out.extend_from_slice(bytes);
}

/// Appends a text string.
pub(crate) fn push_text(out: &mut Vec<u8>, text: &str) {
    push(out, Header::Text(Some(text.len())));
    out.extend_from_slice(text.as_bytes());
}

/// Appends an unsigned integer.
pub(crate) fn push_unsigned(out: &mut Vec<u8>, number: u64) {
    push(out, Header::Positive(number));
}

/// Appends the header of an array; its members follow.
pub(crate) fn push_array(out: &mut Vec<u8>, members: usize) {
    push(out, Header::Array(Some(members)));
}

/// Appends the header of a map; its keys and values follow, in order of the encoded keys.
pub(crate) fn push_map(out: &mut Vec<u8>, members: usize) {
    push(out, Header::Map(Some(members)));
}

/// Appends a tag; its content follows.
fn push_tag(out: &mut Vec<u8>, number: u64) {
    push(out, Header::Tag(number));
}

/// `#6.24(bstr)` around `content` (RFC 8949 §3.4.5.1).
pub(crate) fn embed(content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + 8);
    push_tag(&mut out, TAG_EMBEDDED);
    push_bytes(&mut out, content);
    out
}

/// Tag 24: embedded CBOR.
pub(crate) const TAG_EMBEDDED: u64 = 24;

fn push(out: &mut Vec<u8>, header: Header) {
    // Writing to a `Vec` cannot fail.
    let _ = ciborium_ll::Encoder::from(out).push(header);
}

/// RFC 8949 §3.4.3.
const POSITIVE_BIGNUM: u64 = 2;
const NEGATIVE_BIGNUM: u64 = 3;
