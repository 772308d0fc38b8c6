use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::Tree;
use crate::cbor::{self, CborError, Value};

impl Tree {
    /// As JSON, members in the order they stand in.
    pub(in crate::exchange) fn to_json(&self) -> Vec<u8> {
        // Text, whole numbers and names that are text: nothing of it fails to be written to memory.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// As CBOR, deterministically (RFC 8949 §4.2.1).
    pub(in crate::exchange) fn to_cbor(&self) -> Result<Vec<u8>, CborError> {
        cbor::encode(&self.to_value())
    }

    fn to_value(&self) -> Value {
        match self {
            Self::Boolean(value) => Value::from(*value),
            Self::Integer(value) => Value::from(*value),
            Self::Text(text) => Value::from(text.as_str()),
            Self::Bytes(bytes) => Value::from(bytes.as_slice()),
            Self::List(list) => Value::Array(list.iter().map(Self::to_value).collect()),
            Self::Object(members) => Value::Map(
                members.iter().map(|(name, value)| (Value::from(name.as_str()), value.to_value())).collect(),
            ),
        }
    }
}

/// For JSON alone.
impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Boolean(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => serializer.serialize_i64(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Bytes(bytes) => serializer.serialize_str(&URL_SAFE_NO_PAD.encode(bytes)),
            Self::List(list) => {
                let mut members = serializer.serialize_seq(Some(list.len()))?;
                list.iter().try_for_each(|member| members.serialize_element(member))?;
                members.end()
            }
            Self::Object(object) => {
                let mut members = serializer.serialize_map(Some(object.len()))?;
                object.iter().try_for_each(|(name, value)| members.serialize_entry(name, value))?;
                members.end()
            }
        }
    }
}
