use ciborium::Value;
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

fn write(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    // Writing a `Value` to memory cannot fail: a `Vec` takes every byte and a `Value` is always serialisable.
    let written = ciborium::into_writer(value, &mut out);
    debug_assert!(written.is_ok());
    out
}

/// Appends a byte string, for structures put together by hand where a [`Value`] would copy their content.
pub(crate) fn push_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    let mut header = ciborium_ll::Encoder::from(out);
    // Writing to a `Vec` cannot fail.
    let _ = header.push(ciborium_ll::Header::Bytes(Some(bytes.len())));
    let _ = ciborium_io::Write::write_all(&mut header, bytes);
}
