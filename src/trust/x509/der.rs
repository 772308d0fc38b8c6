use crate::time::Timestamp;
use crate::trust::TrustError;

/// Walks DER (X.690 §10) in place: definite, shortest lengths and low tag numbers only. Inside a value it is as
/// tolerant as the world is: BOOLEANs other than 00 and FF, INTEGERs with a needless leading zero.
#[derive(Debug, Clone)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

/// One tag-length-value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'a> {
    pub(super) tag: u8,
    pub(super) content: &'a [u8],
    /// Tag and length included.
    pub(super) whole: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next item, whatever its tag.
    pub(super) fn item(&mut self) -> Result<Item<'a>, TrustError> {
        let input = self.rest;
        let (&tag, rest) = input.split_first().ok_or(TRUNCATED)?;
        if tag & 0x1f == 0x1f {
            return Err(malformed("a tag number above 30"));
        }
        let (&first, mut rest) = rest.split_first().ok_or(TRUNCATED)?;
        let mut length = usize::from(first);
        if first >= 0x80 {
            // X.690 §10.1: long form only where the short one cannot, and without leading zeros.
            let count = usize::from(first & 0x7f);
            if !(1..=3).contains(&count) {
                return Err(malformed("a length of a form or size that is not allowed"));
            }
            let (digits, after) = rest.split_at_checked(count).ok_or(TRUNCATED)?;
            length = digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit));
            let shortest = if count == 1 { length >= 0x80 } else { length >> (8 * (count - 1)) != 0 };
            if !shortest {
                return Err(malformed("a length that is longer than it need be"));
            }
            rest = after;
        }
        let (content, after) = rest.split_at_checked(length).ok_or(TRUNCATED)?;
        self.rest = after;
        let whole = input.get(..input.len() - after.len()).unwrap_or_default();
        Ok(Item { tag, content, whole })
    }

    /// Whether the next item has this tag.
    pub(super) fn next_is(&self, tag: u8) -> bool {
        self.rest.first() == Some(&tag)
    }

    /// The content of the next item, which must have this tag.
    pub(super) fn expect(&mut self, tag: u8, what: &'static str) -> Result<&'a [u8], TrustError> {
        let item = self.item()?;
        if item.tag == tag { Ok(item.content) } else { Err(malformed(what)) }
    }

    /// The content of the next item where it has this tag; otherwise nothing is taken.
    pub(super) fn optional(&mut self, tag: u8) -> Result<Option<&'a [u8]>, TrustError> {
        if !self.next_is(tag) {
            return Ok(None);
        }
        self.item().map(|item| Some(item.content))
    }

    pub(super) fn finish(self, what: &'static str) -> Result<(), TrustError> {
        if self.is_empty() { Ok(()) } else { Err(malformed(what)) }
    }
}

/// UTCTime or GeneralizedTime in whole seconds and `Z` (RFC 5280 §4.1.2.5). A year past the calendar here — 9999-12-31
/// means "no end" — is held to its last instant.
pub(super) fn time(item: Item<'_>) -> Result<Timestamp, TrustError> {
    let wrong = || malformed("a time is not one");
    let (digits, last) = item.content.split_last_chunk::<1>().ok_or_else(wrong)?;
    if last != b"Z" || !digits.iter().all(u8::is_ascii_digit) {
        return Err(wrong());
    }
    let number = |part: &[u8]| part.iter().fold(0u16, |n, digit| n * 10 + u16::from(digit - b'0'));
    let (year, rest) = match (item.tag, digits.len()) {
        (UTC_TIME, 12) => {
            let (year, rest) = digits.split_at(2);
            let year = number(year);
            (if year < 50 { 2000 + year } else { 1900 + year }, rest)
        }
        (GENERALIZED_TIME, 14) => {
            let (year, rest) = digits.split_at(4);
            (number(year), rest)
        }
        _ => return Err(wrong()),
    };
    let mut parts = rest.chunks(2).map(|pair| u8::try_from(number(pair)).unwrap_or(u8::MAX));
    let mut next = || parts.next().unwrap_or(u8::MAX);
    let (month, day, hour, minute, second) = (next(), next(), next(), next(), next());
    let month = time::Month::try_from(month).map_err(|_| wrong())?;
    let at = time::Date::from_calendar_date(i32::from(year), month, day)
        .and_then(|date| date.with_hms(hour, minute, second))
        .map_err(|_| wrong())?;
    Ok(Timestamp::from_unix(0).map_err(|_| wrong())?.plus(at.assume_utc().unix_timestamp()))
}

/// The text of a directory string (RFC 5280 §4.1.2.4), where it is of a kind that is met.
pub(super) fn text(item: Item<'_>) -> Option<String> {
    match item.tag {
        UTF8_STRING | PRINTABLE_STRING | IA5_STRING | NUMERIC_STRING => {
            core::str::from_utf8(item.content).ok().map(str::to_owned)
        }
        // T.61 in name, Latin-1 in fact.
        TELETEX_STRING => Some(item.content.iter().map(|byte| char::from(*byte)).collect()),
        BMP_STRING => {
            let units =
                item.content.chunks(2).map(|pair| pair.iter().fold(0u16, |n, b| n << 8 | u16::from(*b)));
            char::decode_utf16(units).collect::<Result<_, _>>().ok()
        }
        _ => None,
    }
}

/// The bytes of a BIT STRING without unused bits.
pub(super) fn whole_bytes(content: &[u8]) -> Result<&[u8], TrustError> {
    match content.split_first() {
        Some((0, bytes)) => Ok(bytes),
        _ => Err(malformed("a bit string is not of whole bytes")),
    }
}

/// An INTEGER that counts something: one that is too large for that counts as many as can be, a negative one none.
pub(super) fn small_number(content: &[u8]) -> u32 {
    if content.first().is_some_and(|byte| byte & 0x80 != 0) {
        return 0;
    }
    content.iter().fold(0u32, |number, byte| {
        number.checked_mul(256).map_or(u32::MAX, |number| number.saturating_add(u32::from(*byte)))
    })
}

pub(super) fn malformed(what: &'static str) -> TrustError {
    TrustError::Certificate { what }
}

const TRUNCATED: TrustError = TrustError::Certificate { what: "ends inside an item" };

pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OID: u8 = 0x06;
pub(super) const ENUMERATED: u8 = 0x0a;
pub(super) const UTF8_STRING: u8 = 0x0c;
const NUMERIC_STRING: u8 = 0x12;
const PRINTABLE_STRING: u8 = 0x13;
const TELETEX_STRING: u8 = 0x14;
const IA5_STRING: u8 = 0x16;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
const BMP_STRING: u8 = 0x1e;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;
/// `[0]` and `[3]`, constructed: version and extensions of a certificate.
pub(super) const VERSION: u8 = 0xa0;
pub(super) const EXTENSIONS: u8 = 0xa3;
/// `[0]`, primitive: `keyIdentifier` of `authorityKeyIdentifier`.
pub(super) const CONTEXT_0: u8 = 0x80;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_not_der() {
        let refusal = |bytes: &[u8]| Reader::new(bytes).item().expect_err("refused").to_string();
        assert_eq!(refusal(&[]), "certificate: ends inside an item");
        assert_eq!(refusal(&[0x30]), "certificate: ends inside an item");
        assert_eq!(refusal(&[0x30, 1]), "certificate: ends inside an item");
        assert_eq!(refusal(&[0x3f, 0]), "certificate: a tag number above 30");
        assert_eq!(refusal(&[0x30, 0x80]), "certificate: a length of a form or size that is not allowed");
        assert_eq!(
            refusal(&[0x30, 0x84, 0, 0, 0, 1]),
            "certificate: a length of a form or size that is not allowed"
        );
        assert_eq!(refusal(&[0x30, 0x81, 1, 0]), "certificate: a length that is longer than it need be");
        assert_eq!(refusal(&[0x30, 0x82, 0, 0x80]), "certificate: a length that is longer than it need be");
        assert_eq!(refusal(&[0x30, 0x83, 0xff, 0xff, 0xff]), "certificate: ends inside an item");
    }

    #[test]
    fn times_of_both_kinds() {
        let read = |tag, content: &str| {
            time(Item { tag, content: content.as_bytes(), whole: &[] }).map(Timestamp::to_utc).ok()
        };
        assert_eq!(read(UTC_TIME, "201001000000Z").as_deref(), Some("2020-10-01T00:00:00Z"));
        assert_eq!(read(UTC_TIME, "500101000000Z").as_deref(), Some("1950-01-01T00:00:00Z"));
        assert_eq!(read(GENERALIZED_TIME, "20500229000000Z"), None);
        assert_eq!(read(GENERALIZED_TIME, "20520229235959Z").as_deref(), Some("2052-02-29T23:59:59Z"));
        assert_eq!(read(GENERALIZED_TIME, "99991231235959Z").as_deref(), Some("9999-12-30T23:59:59Z"));
        for bad in ["201001000000", "2010010000Z", "20100100000Z0", "201301000000Z", "201001250000Z", "", "Z"]
        {
            assert_eq!(read(UTC_TIME, bad), None, "{bad}");
        }
    }

    #[test]
    fn text_of_every_kind() {
        let read = |tag, content: &[u8]| text(Item { tag, content, whole: &[] });
        assert_eq!(read(UTF8_STRING, "Әділет".as_bytes()).as_deref(), Some("Әділет"));
        assert_eq!(read(BMP_STRING, &[0x04, 0xd8, 0x00, 0x41]).as_deref(), Some("ӘA"));
        assert_eq!(read(TELETEX_STRING, &[0xe9]).as_deref(), Some("é"));
        assert_eq!(read(UTF8_STRING, &[0xff]), None);
        assert_eq!(read(BMP_STRING, &[0xd8, 0x00]), None);
    }
}
