use super::{DeviceElement, IssuerSigned, Item, TAG_DATE_TIME, TAG_FULL_DATE};
use crate::cbor::{self, CborError, Decoder, Kind, TAG_EMBEDDED, Value};
use crate::document::{Claims, DocumentError, Element, ElementValue};
use crate::id::DocType;
use crate::time::{Date, Timestamp};

/// What a document's items say. Believe it only when every item was found to be signed.
pub fn claims<'a, 'b: 'a>(
    doc_type: DocType,
    items: impl IntoIterator<Item = (&'a str, &'a Item<'b>)>,
) -> Result<Claims, DocumentError> {
    let elements = items.into_iter().map(|(namespace, item)| {
        Ok(Element {
            namespace: namespace.to_owned(),
            identifier: item.identifier.clone().into_owned(),
            // Reading the item passed over the value whole, within the depth allowed: it is not checked twice.
            value: read_whole(item.value_bytes())?,
        })
    });
    Ok(Claims { doc_type, elements: elements.collect::<Result<_, DocumentError>>()? })
}

/// What the device states itself. Believe it only when its proof was found to hold and its key to be authorised.
pub fn device_claims(elements: &[DeviceElement<'_>]) -> Result<Vec<Element>, DocumentError> {
    let elements = elements.iter().map(|element| {
        Ok(Element {
            namespace: element.name_space.clone().into_owned(),
            identifier: element.identifier.clone().into_owned(),
            // As above: passed over whole when it was read.
            value: read_whole(element.value_bytes())?,
        })
    });
    elements.collect()
}

impl IssuerSigned<'_> {
    /// What the items say, of a signature nobody has checked: for tools that show what a document says of itself.
    pub fn claims_untrusted(&self, doc_type: DocType) -> Result<Claims, DocumentError> {
        claims(doc_type, self.items())
    }
}

impl ElementValue {
    /// Reads one CBOR item. A tag without a meaning here is passed over, embedded CBOR (tag 24) is opened, a date that is
    /// none stays the text it is, and an item with no place here (an integer past 64 bits, an unassigned simple value) is
    /// given as its CBOR bytes: one odd element makes no document unreadable.
    pub fn from_cbor(bytes: &[u8]) -> Result<Self, DocumentError> {
        // First whole: the reading may then recurse within the depth that was checked.
        cbor::check(bytes, bytes.len()).map_err(|source| DocumentError::Cbor { structure: VALUE, source })?;
        read_whole(bytes)
    }

    /// The CBOR of this value: dates as `full-date` (tag 1004), instants as `tdate` (tag 0).
    pub fn to_cbor(&self) -> Value {
        let tagged = |tag, text| Value::Tag(tag, Box::new(Value::Text(text)));
        match self {
            Self::Text(text) => Value::Text(text.clone()),
            Self::Bytes(bytes) => Value::Bytes(bytes.clone()),
            Self::Integer(number) => Value::from(*number),
            Self::Float(number) => Value::Float(*number),
            Self::Boolean(yes) => Value::Bool(*yes),
            Self::Date(date) => tagged(TAG_FULL_DATE, date.to_string()),
            Self::Instant(at) => tagged(TAG_DATE_TIME, at.to_utc()),
            Self::List(values) => Value::Array(values.iter().map(Self::to_cbor).collect()),
            Self::Map(members) => Value::Map(
                members.iter().map(|(key, value)| (Value::Text(key.clone()), value.to_cbor())).collect(),
            ),
            Self::Null => Value::Null,
        }
    }
}

fn read_whole(checked: &[u8]) -> Result<ElementValue, DocumentError> {
    read(&mut Decoder::again(checked), DEEPEST_EMBEDDED)
        .map_err(|source| DocumentError::Cbor { structure: VALUE, source })
}

fn read(decoder: &mut Decoder<'_>, embedded: usize) -> Result<ElementValue, CborError> {
    Ok(match decoder.peek()? {
        Kind::Unsigned | Kind::Negative => match decoder.clone().integer() {
            Ok(_) => ElementValue::Integer(decoder.integer()?),
            Err(_) => ElementValue::Bytes(decoder.skip()?.to_vec()),
        },
        Kind::Bytes => ElementValue::Bytes(decoder.bytes()?.into_owned()),
        Kind::Text => ElementValue::Text(decoder.text()?.into_owned()),
        Kind::Bool => ElementValue::Boolean(decoder.boolean()?),
        Kind::Null => decoder.null().map(|_| ElementValue::Null)?,
        Kind::Float => ElementValue::Float(decoder.float()?),
        Kind::Simple => ElementValue::Bytes(decoder.skip()?.to_vec()),
        Kind::Tag(number) => {
            decoder.any_tag()?;
            read_tagged(number, decoder, embedded)?
        }
        Kind::Array => {
            let mut values = Vec::new();
            let mut members = decoder.array()?;
            while decoder.more(&mut members)? {
                values.push(read(decoder, embedded)?);
            }
            ElementValue::List(values)
        }
        Kind::Map => {
            let mut values = Vec::new();
            let mut map = decoder.map()?;
            while let Some(mut key) = decoder.key(&mut map)? {
                let key = match key.peek()? {
                    Kind::Text => key.text()?.into_owned(),
                    // A key that is no text goes by its diagnostic notation; of one that holds others, which may be laid out
                    // at fifty times its length, by that of its bytes.
                    Kind::Array | Kind::Map | Kind::Tag(_) => {
                        let mut bytes = Vec::new();
                        cbor::push_bytes(&mut bytes, key.skip()?);
                        cbor::diagnostic(&bytes)?
                    }
                    _ => cbor::diagnostic(key.skip()?)?,
                };
                values.push((key, read(decoder, embedded)?));
            }
            ElementValue::Map(values)
        }
    })
}

fn read_tagged(number: u64, decoder: &mut Decoder<'_>, embedded: usize) -> Result<ElementValue, CborError> {
    if matches!(number, TAG_DATE_TIME | TAG_FULL_DATE) && decoder.peek()? == Kind::Text {
        let text = decoder.text()?;
        let time = if number == TAG_DATE_TIME {
            Timestamp::parse(&text).map(ElementValue::Instant)
        } else {
            Date::parse(&text).map(ElementValue::Date)
        };
        return Ok(time.unwrap_or_else(|_| ElementValue::Text(text.into_owned())));
    }
    Ok(match (number, read(decoder, embedded)?) {
        (TAG_EMBEDDED, ElementValue::Bytes(bytes)) if embedded > 0 => {
            let whole = cbor::check(&bytes, bytes.len());
            match whole.and_then(|()| read(&mut Decoder::again(&bytes), embedded - 1)) {
                Ok(value) => value,
                Err(_) => ElementValue::Bytes(bytes),
            }
        }
        (_, other) => other,
    })
}

/// How many tag-24 wrappings inside one another are opened: each may nest as deep as a whole item.
const DEEPEST_EMBEDDED: usize = 2;
const VALUE: &str = "elementValue";
