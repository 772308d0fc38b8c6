use core::cell::Cell;
use core::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::Tree;
use crate::cbor::{CborError, Decoder, Kind};
use crate::exchange::MessageError;
use crate::limits::{MAX_MESSAGE_DEPTH, MAX_MESSAGE_LIST, MAX_MESSAGE_MEMBERS, MAX_MESSAGE_VALUES};

/// Reads JSON (RFC 8259), whole.
pub(in crate::exchange) fn read_json(json: &[u8]) -> Result<Tree, MessageError> {
    let values = Cell::new(0);
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let seed = Seed { depth: 0, values: &values };
    let read = seed.deserialize(&mut deserializer).and_then(|tree| deserializer.end().map(|()| tree));
    // serde_json's message may quote the input: only the place goes on.
    read.map_err(|error| MessageError::Json { line: error.line(), column: error.column() })
}

/// Reads CBOR, whole.
pub(in crate::exchange) fn read_cbor(cbor: &[u8]) -> Result<Tree, MessageError> {
    let mut decoder = Decoder::new(cbor);
    let mut values = 0;
    let tree = cbor_value(&mut decoder, 0, &mut values)?;
    decoder.finish()?;
    Ok(tree)
}

fn cbor_value(decoder: &mut Decoder<'_>, depth: usize, values: &mut usize) -> Result<Tree, CborError> {
    *values += 1;
    let at = decoder.offset();
    if depth > MAX_MESSAGE_DEPTH {
        return Err(CborError::TooDeep { at, limit: MAX_MESSAGE_DEPTH });
    }
    if *values > MAX_MESSAGE_VALUES {
        return Err(CborError::TooLarge { what: "values", found: *values, limit: MAX_MESSAGE_VALUES });
    }
    Ok(match decoder.peek()? {
        Kind::Unsigned | Kind::Negative => Tree::Integer(decoder.integer()?),
        Kind::Text => Tree::Text(decoder.text()?.into_owned()),
        Kind::Bytes => Tree::Bytes(decoder.bytes()?.into_owned()),
        Kind::Array => {
            let mut members = decoder.array()?;
            let mut list = Vec::new();
            while decoder.more(&mut members)? {
                count(list.len(), MAX_MESSAGE_LIST)?;
                list.push(cbor_value(decoder, depth + 1, values)?);
            }
            Tree::List(list)
        }
        Kind::Map => {
            let mut map = decoder.map()?;
            let mut members = Vec::new();
            while let Some(mut key) = decoder.key(&mut map)? {
                count(members.len(), MAX_MESSAGE_MEMBERS)?;
                let name = key.text()?.into_owned();
                members.push((name, cbor_value(decoder, depth + 1, values)?));
            }
            Tree::Object(members)
        }
        // A boolean, or what no message holds.
        _ => Tree::Boolean(decoder.boolean()?),
    })
}

fn count(found: usize, limit: usize) -> Result<(), CborError> {
    if found < limit { Ok(()) } else { Err(CborError::TooLarge { what: "members", found: found + 1, limit }) }
}

/// Reads one value `depth` deep, counting all of them.
#[derive(Clone, Copy)]
struct Seed<'a> {
    depth: usize,
    values: &'a Cell<usize>,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Tree;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        self.values.set(self.values.get() + 1);
        if self.depth > MAX_MESSAGE_DEPTH || self.values.get() > MAX_MESSAGE_VALUES {
            return Err(D::Error::custom("too deep or too many"));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of a message")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Tree, E> {
        i64::try_from(value).map(Tree::Integer).map_err(|_| E::custom("past 63 bits"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Tree, E> {
        Ok(Tree::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(member) = access.next_element_seed(Self { depth: self.depth + 1, ..self })? {
            if list.len() == MAX_MESSAGE_LIST {
                return Err(A::Error::custom("too many"));
            }
            list.push(member);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Tree, A::Error> {
        let mut members: Vec<(String, Tree)> = Vec::new();
        while let Some(name) = access.next_key::<String>()? {
            // RFC 8725 §3.3 and RFC 7515 §4: what one reader takes first and another last is two messages in one.
            if members.len() == MAX_MESSAGE_MEMBERS || members.iter().any(|(known, _)| *known == name) {
                return Err(A::Error::custom("twice or too many"));
            }
            let value = access.next_value_seed(Self { depth: self.depth + 1, ..self })?;
            members.push((name, value));
        }
        Ok(Tree::Object(members))
    }
}
