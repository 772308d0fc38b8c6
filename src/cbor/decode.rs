use std::borrow::Cow;

use ciborium_ll::{Error as LowError, Header};

use super::{CborError, Seen, TAG_EMBEDDED};
use crate::limits::{MAX_CBOR_DEPTH, MAX_CBOR_MEMBERS};

/// Walks CBOR in place. Every read either takes one whole item or leaves an error and must not be used on.
#[derive(Debug, Clone)]
pub struct Decoder<'a> {
    input: &'a [u8],
    at: usize,
    depth: usize,
    /// Whether all of it was walked before: then no key stands twice.
    walked: bool,
}

/// The major type of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Major type 0.
    Unsigned,
    /// Major type 1.
    Negative,
    /// Major type 2.
    Bytes,
    /// Major type 3.
    Text,
    /// Major type 4.
    Array,
    /// Major type 5.
    Map,
    /// Major type 6, with its number.
    Tag(u64),
    /// `false` or `true`.
    Bool,
    /// `null`.
    Null,
    /// Half, single or double precision.
    Float,
    /// Any other simple value, `undefined` among them.
    Simple,
}

/// What is left of an array.
#[derive(Debug)]
pub struct Members {
    left: Left,
    /// What the array is, for a member that is missing.
    what: &'static str,
}

/// What is left of a map, and the keys seen so far.
#[derive(Debug)]
pub struct Map<'a> {
    left: Left,
    /// `None` where they were looked at before.
    keys: Option<Seen<Key<'a>>>,
}

#[derive(Debug)]
enum Left {
    Count(usize),
    UntilBreak(usize),
}

/// A map key as compared for duplicates: integers and text by value, anything else by its bytes.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Unsigned(u64),
    Negative(u64),
    Text(Cow<'a, str>),
    Other(&'a [u8]),
}

impl<'a> Decoder<'a> {
    /// Over exactly the bytes of one item.
    pub fn new(input: &'a [u8]) -> Self {
        Self { input, at: 0, depth: 0, walked: false }
    }

    /// Over bytes that [`Decoder::skip`] or [`super::check`] has passed over: keys that stand twice are not looked for again.
    pub(crate) fn again(walked: &'a [u8]) -> Self {
        Self { walked: true, ..Self::new(walked) }
    }

    /// Bytes read so far.
    pub fn offset(&self) -> usize {
        self.at
    }

    /// The bytes read since `offset`, as received.
    pub fn since(&self, offset: usize) -> &'a [u8] {
        self.input.get(offset..self.at).unwrap_or_default()
    }

    /// Ends the reading: nothing may follow.
    pub fn finish(self) -> Result<(), CborError> {
        match self.input.len() - self.at {
            0 => Ok(()),
            count => Err(CborError::Trailing { count }),
        }
    }

    /// The type of the next item.
    pub fn peek(&self) -> Result<Kind, CborError> {
        Ok(match self.header()?.0 {
            Header::Positive(_) => Kind::Unsigned,
            Header::Negative(_) => Kind::Negative,
            Header::Bytes(_) => Kind::Bytes,
            Header::Text(_) => Kind::Text,
            Header::Array(_) => Kind::Array,
            Header::Map(_) => Kind::Map,
            Header::Tag(tag) => Kind::Tag(tag),
            Header::Float(_) => Kind::Float,
            Header::Simple(20 | 21) => Kind::Bool,
            Header::Simple(22) => Kind::Null,
            Header::Simple(_) => Kind::Simple,
            Header::Break => {
                return Err(CborError::Malformed { at: self.at, what: "a break outside its item" });
            }
        })
    }

    /// An unsigned integer.
    pub fn unsigned(&mut self) -> Result<u64, CborError> {
        match self.pull()? {
            (_, Header::Positive(value)) => Ok(value),
            (at, other) => Err(wanted(at, "an unsigned integer", other)),
        }
    }

    /// An integer that fits 64 bits with its sign.
    pub fn integer(&mut self) -> Result<i64, CborError> {
        let (at, header) = self.pull()?;
        let value = match header {
            Header::Positive(value) => i64::try_from(value).ok(),
            Header::Negative(value) => i64::try_from(value).ok().map(|value| !value),
            other => return Err(wanted(at, "an integer", other)),
        };
        value.ok_or(CborError::Value { at, what: "an integer past 64 bits" })
    }

    /// A byte string; borrowed unless it came in chunks.
    pub fn bytes(&mut self) -> Result<Cow<'a, [u8]>, CborError> {
        match self.pull()? {
            (_, Header::Bytes(Some(length))) => self.take(length).map(Cow::Borrowed),
            (_, Header::Bytes(None)) => self.chunks(true).map(Cow::Owned),
            (at, other) => Err(wanted(at, "a byte string", other)),
        }
    }

    /// A text string; borrowed unless it came in chunks.
    pub fn text(&mut self) -> Result<Cow<'a, str>, CborError> {
        let (at, header) = self.pull()?;
        match header {
            Header::Text(Some(length)) => utf8(at, self.take(length)?).map(Cow::Borrowed),
            Header::Text(None) => {
                let whole = self.chunks(false)?;
                String::from_utf8(whole).map(Cow::Owned).map_err(|_| NOT_UTF8(at))
            }
            other => Err(wanted(at, "a text string", other)),
        }
    }

    /// `true` or `false`.
    pub fn boolean(&mut self) -> Result<bool, CborError> {
        match self.pull()? {
            (_, Header::Simple(20)) => Ok(false),
            (_, Header::Simple(21)) => Ok(true),
            (at, other) => Err(wanted(at, "a boolean", other)),
        }
    }

    /// A number as whole seconds, rounded towards the past: a `NumericDate` (RFC 8392 §2) is an integer or a float.
    pub fn seconds(&mut self) -> Result<i64, CborError> {
        let at = self.at;
        if self.peek()? != Kind::Float {
            return self.integer();
        }
        match self.pull()? {
            // Every float in this range is exact after `floor`; a larger one, an infinity or a NaN is no date.
            #[allow(clippy::cast_possible_truncation)]
            (_, Header::Float(value)) if value.abs() < 1e15 => Ok(value.floor() as i64),
            _ => Err(CborError::Value { at, what: "a number that is no time" }),
        }
    }

    /// A floating-point number.
    pub fn float(&mut self) -> Result<f64, CborError> {
        match self.pull()? {
            (_, Header::Float(value)) => Ok(value),
            (at, other) => Err(wanted(at, "a floating-point number", other)),
        }
    }

    /// The number of a simple value that is neither boolean nor null.
    pub fn simple(&mut self) -> Result<u8, CborError> {
        match self.pull()? {
            (_, Header::Simple(value)) => Ok(value),
            (at, other) => Err(wanted(at, "a simple value", other)),
        }
    }

    /// Takes `null` where it stands next.
    pub fn null(&mut self) -> Result<bool, CborError> {
        let (header, length) = self.header()?;
        let found = header == Header::Simple(22);
        if found {
            self.at += length;
        }
        Ok(found)
    }

    /// Takes a tag with this number where it stands next; its content follows.
    pub fn tag(&mut self, number: u64) -> Result<bool, CborError> {
        let (header, length) = self.header()?;
        let found = header == Header::Tag(number);
        if found {
            self.at += length;
        }
        Ok(found)
    }

    /// Takes any tag and gives its number.
    pub fn any_tag(&mut self) -> Result<u64, CborError> {
        match self.pull()? {
            (_, Header::Tag(number)) => Ok(number),
            (at, other) => Err(wanted(at, "a tag", other)),
        }
    }

    /// `#6.24(bstr .cbor …)`: the bytes of tag and string as received, and the content of the string. One that came in chunks
    /// is refused: its content has no place in what was received.
    pub fn embedded(&mut self) -> Result<(&'a [u8], &'a [u8]), CborError> {
        let at = self.at;
        if !self.tag(TAG_EMBEDDED)? {
            return Err(CborError::Value { at, what: "embedded cbor (tag 24) is wanted" });
        }
        match self.bytes()? {
            Cow::Borrowed(content) => Ok((self.since(at), content)),
            Cow::Owned(_) => Err(CborError::Value { at, what: "embedded cbor came in chunks" }),
        }
    }

    /// Opens an array. Call [`Decoder::more`] before each member, until it says no.
    pub fn array(&mut self) -> Result<Members, CborError> {
        match self.pull()? {
            (_, Header::Array(length)) => Ok(Members { left: left(length)?, what: "a member is wanted" }),
            (at, other) => Err(wanted(at, "an array", other)),
        }
    }

    /// Opens an array of exactly `count` members.
    pub fn array_of(&mut self, count: usize, what: &'static str) -> Result<Members, CborError> {
        let at = self.at;
        let members = self.array()?;
        match members.left {
            Left::Count(found) if found != count => Err(CborError::Value { at, what }),
            _ => Ok(Members { what, ..members }),
        }
    }

    /// Whether another member follows; takes the break of an array of indefinite length.
    pub fn more(&mut self, members: &mut Members) -> Result<bool, CborError> {
        self.step(&mut members.left)
    }

    /// Comes to the next member, which must be there: of an array of a length that is known beforehand.
    pub fn member(&mut self, members: &mut Members) -> Result<(), CborError> {
        if self.more(members)? { Ok(()) } else { Err(CborError::Value { at: self.at, what: members.what }) }
    }

    /// Ends an array whose members were all read.
    pub fn close(&mut self, mut members: Members) -> Result<(), CborError> {
        let at = self.at;
        if self.step(&mut members.left)? {
            Err(CborError::Value { at, what: "too many members" })
        } else {
            Ok(())
        }
    }

    /// Opens a map. Call [`Decoder::key`] before each value, until it gives none.
    pub fn map(&mut self) -> Result<Map<'a>, CborError> {
        match self.pull()? {
            (_, Header::Map(length)) => {
                let left = left(length)?;
                let keys = (!self.walked).then(|| Seen::with_room(left.room(8)));
                Ok(Map { left, keys })
            }
            (at, other) => Err(wanted(at, "a map", other)),
        }
    }

    /// A decoder over the next key of `map`, and this one moved to its value. `None` at the end of the map. A key that
    /// stood before is refused, however it is written.
    pub fn key(&mut self, map: &mut Map<'a>) -> Result<Option<Decoder<'a>>, CborError> {
        if !self.step(&mut map.left)? {
            return Ok(None);
        }
        let start = self.clone();
        let (at, header) = (self.at, self.header()?.0);
        let key = match header {
            Header::Positive(value) => self.pull().map(|_| Key::Unsigned(value))?,
            Header::Negative(value) => self.pull().map(|_| Key::Negative(value))?,
            Header::Text(_) => Key::Text(self.text()?),
            _ => Key::Other(self.skip()?),
        };
        map.enter(key, at)?;
        Ok(Some(start))
    }

    /// A text key, or the end of the map. Keys of another type are refused.
    pub fn text_key(&mut self, map: &mut Map<'a>) -> Result<Option<Cow<'a, str>>, CborError> {
        if !self.step(&mut map.left)? {
            return Ok(None);
        }
        let at = self.at;
        let text = self.text()?;
        map.enter(Key::Text(text.clone()), at)?;
        Ok(Some(text))
    }

    /// Takes the next item whole, checks that it is well-formed, and gives its bytes as received.
    pub fn skip(&mut self) -> Result<&'a [u8], CborError> {
        let start = self.at;
        self.depth += 1;
        if self.depth > MAX_CBOR_DEPTH {
            return Err(CborError::TooDeep { at: start, limit: MAX_CBOR_DEPTH });
        }
        match self.header()?.0 {
            Header::Bytes(Some(length)) => {
                self.pull()?;
                self.take(length)?;
            }
            Header::Bytes(None) => drop(self.bytes()?),
            Header::Text(_) => drop(self.text()?),
            Header::Tag(_) => {
                self.pull()?;
                self.skip()?;
            }
            Header::Array(_) => {
                let mut members = self.array()?;
                while self.more(&mut members)? {
                    self.skip()?;
                }
            }
            Header::Map(_) => {
                let mut map = self.map()?;
                while self.key(&mut map)?.is_some() {
                    self.skip()?;
                }
            }
            Header::Break => {
                return Err(CborError::Malformed { at: start, what: "a break outside its item" });
            }
            Header::Positive(_) | Header::Negative(_) | Header::Float(_) | Header::Simple(_) => {
                self.pull().map(|_| ())?;
            }
        }
        self.depth -= 1;
        Ok(self.since(start))
    }

    /// The next header and its length in bytes, not taken.
    fn header(&self) -> Result<(Header, usize), CborError> {
        let rest = self.input.get(self.at..).unwrap_or_default();
        if let Some(short) = short_header(rest) {
            return Ok(short);
        }
        let mut low = ciborium_ll::Decoder::from(rest);
        match low.pull() {
            Ok(header) => {
                let length = low.offset();
                // RFC 8949 §3.3: a simple value below 32 in two bytes is not well-formed.
                if matches!(header, Header::Simple(value) if length == 2 && value < 32) {
                    return Err(CborError::Malformed {
                        at: self.at,
                        what: "a short simple value in two bytes",
                    });
                }
                Ok((header, length))
            }
            Err(LowError::Io(_)) => Err(CborError::Truncated { at: self.input.len() }),
            Err(LowError::Syntax(_)) => Err(CborError::Malformed { at: self.at, what: "a reserved header" }),
        }
    }

    fn pull(&mut self) -> Result<(usize, Header), CborError> {
        let (header, length) = self.header()?;
        let at = self.at;
        self.at += length;
        Ok((at, header))
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], CborError> {
        let end = self.at.checked_add(length);
        let slice = end.and_then(|end| self.input.get(self.at..end));
        let slice = slice.ok_or(CborError::Truncated { at: self.input.len() })?;
        self.at += length;
        Ok(slice)
    }

    /// The chunks of a string of indefinite length, joined (RFC 8949 §3.2.3): each is definite, of the same type,
    /// and a chunk of text is valid UTF-8 by itself.
    fn chunks(&mut self, bytes: bool) -> Result<Vec<u8>, CborError> {
        let mut whole = Vec::new();
        loop {
            let (at, header) = self.pull()?;
            match header {
                Header::Break => return Ok(whole),
                Header::Bytes(Some(length)) if bytes => whole.extend_from_slice(self.take(length)?),
                Header::Text(Some(length)) if !bytes => {
                    whole.extend_from_slice(utf8(at, self.take(length)?)?.as_bytes());
                }
                _ => return Err(CborError::Malformed { at, what: "a chunk of another type" }),
            }
        }
    }

    fn step(&mut self, left: &mut Left) -> Result<bool, CborError> {
        match left {
            Left::Count(0) => Ok(false),
            Left::Count(count) => {
                *count -= 1;
                Ok(true)
            }
            Left::UntilBreak(seen) => {
                let (header, length) = self.header()?;
                if header == Header::Break {
                    self.at += length;
                    *left = Left::Count(0);
                    return Ok(false);
                }
                *seen += 1;
                limit_members(*seen)?;
                Ok(true)
            }
        }
    }
}

impl Members {
    /// How many follow, as far as that is said; `unsaid` where it is not. At most [`MAX_CBOR_MEMBERS`].
    pub(crate) fn room(&self, unsaid: usize) -> usize {
        self.left.room(unsaid)
    }
}

impl Left {
    fn room(&self, unsaid: usize) -> usize {
        if let Self::Count(count) = self { *count } else { unsaid }
    }
}

/// A header of three bytes or less that is no float, simple value or break, as nearly all are: read here at a third of the
/// cost. Anything else is left to ciborium.
fn short_header(rest: &[u8]) -> Option<(Header, usize)> {
    let (first, tail) = rest.split_first()?;
    let (value, length) = match (first & 0x1f, tail) {
        (value @ 0..24, _) => (u16::from(value), 1),
        (24, [value, ..]) => (u16::from(*value), 2),
        (25, [high, low, ..]) => (u16::from_be_bytes([*high, *low]), 3),
        _ => return None,
    };
    let header = match first >> 5 {
        0 => Header::Positive(value.into()),
        1 => Header::Negative(value.into()),
        2 => Header::Bytes(Some(value.into())),
        3 => Header::Text(Some(value.into())),
        4 => Header::Array(Some(value.into())),
        5 => Header::Map(Some(value.into())),
        6 => Header::Tag(value.into()),
        _ => return None,
    };
    Some((header, length))
}

impl<'a> Map<'a> {
    /// As [`Members::room`].
    pub(crate) fn room(&self, unsaid: usize) -> usize {
        self.left.room(unsaid)
    }

    /// RFC 8949 §5.6: no key stands twice.
    fn enter(&mut self, key: Key<'a>, at: usize) -> Result<(), CborError> {
        let is_new = self.keys.as_mut().is_none_or(|keys| keys.insert(key));
        if is_new { Ok(()) } else { Err(CborError::DuplicateKey { at }) }
    }
}

fn left(length: Option<usize>) -> Result<Left, CborError> {
    length.map_or(Ok(Left::UntilBreak(0)), |count| limit_members(count).map(|()| Left::Count(count)))
}

fn limit_members(found: usize) -> Result<(), CborError> {
    if found > MAX_CBOR_MEMBERS {
        return Err(CborError::TooLarge { what: "members", found, limit: MAX_CBOR_MEMBERS });
    }
    Ok(())
}

fn utf8(at: usize, bytes: &[u8]) -> Result<&str, CborError> {
    core::str::from_utf8(bytes).map_err(|_| NOT_UTF8(at))
}

const NOT_UTF8: fn(usize) -> CborError = |at| CborError::Malformed { at, what: "text that is not UTF-8" };

fn wanted(at: usize, wanted: &'static str, found: Header) -> CborError {
    let found = match found {
        Header::Positive(_) | Header::Negative(_) => "an integer",
        Header::Float(_) => "a floating-point number",
        Header::Simple(20 | 21) => "a boolean",
        Header::Simple(22) => "null",
        Header::Simple(_) => "a simple value",
        Header::Tag(_) => "a tag",
        Header::Break => "a break",
        Header::Bytes(_) => "a byte string",
        Header::Text(_) => "a text string",
        Header::Array(_) => "an array",
        Header::Map(_) => "a map",
    };
    CborError::Type { at, wanted, found }
}
