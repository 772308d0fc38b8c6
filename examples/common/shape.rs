//! What bytes are, from their outermost shape alone.

use qujat::cbor::{CborError, Decoder, Kind};

/// What CBOR looks like from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A COSE_Sign1: tag 18, or an array of bytes, a map, anything and bytes, under whatever tag.
    Signed,
    /// An IssuerSigned: a map with `issuerAuth`, or with `nameSpaces` and no kind: that would be a request.
    Document,
    /// A DeviceResponse: a map with `version` and `documents`, `documentErrors` or `status`.
    Response,
    /// A COSE_Key: a map with the integer keys 1 and -1.
    Key,
    /// Something else.
    Other,
}

impl Shape {
    /// Looks as far as the bytes can be read: what is broken inside is still what it set out to be.
    pub fn of(bytes: &[u8]) -> Self {
        let mut seen = Seen::default();
        // Where the reading ends early, what was seen until then decides.
        let _ = seen.walk(&mut Decoder::new(bytes));
        seen.shape()
    }
}

/// What was seen of the outermost item.
#[derive(Default)]
struct Seen {
    tag: Option<u64>,
    members: Vec<Kind>,
    integers: Vec<i64>,
    texts: Vec<String>,
}

impl Seen {
    fn walk(&mut self, decoder: &mut Decoder<'_>) -> Result<(), CborError> {
        if let Kind::Tag(tag) = decoder.peek()? {
            self.tag = Some(decoder.any_tag()?);
            if tag == 18 {
                return Ok(());
            }
        }
        match decoder.peek()? {
            Kind::Array => {
                let mut members = decoder.array()?;
                while decoder.more(&mut members)? {
                    self.members.push(decoder.peek()?);
                    decoder.skip()?;
                }
            }
            Kind::Map => {
                let mut map = decoder.map()?;
                while let Some(mut key) = decoder.key(&mut map)? {
                    match key.peek()? {
                        Kind::Unsigned | Kind::Negative => self.integers.extend(key.integer()),
                        Kind::Text => self.texts.push(key.text()?.into_owned()),
                        _ => {}
                    }
                    decoder.skip()?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn shape(&self) -> Shape {
        let has = |name: &str| self.texts.iter().any(|text| text == name);
        if self.tag == Some(18) || matches!(self.members.as_slice(), [Kind::Bytes, Kind::Map, _, Kind::Bytes])
        {
            Shape::Signed
        } else if self.tag.is_some() {
            Shape::Other
        } else if self.integers.contains(&1) && self.integers.contains(&-1) {
            Shape::Key
        } else if has("issuerAuth") || (has("nameSpaces") && !has("docType")) {
            Shape::Document
        } else if has("documents") || (has("version") && (has("documentErrors") || has("status"))) {
            Shape::Response
        } else {
            Shape::Other
        }
    }
}
