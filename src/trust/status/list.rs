use core::fmt;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::inflate::inflate;
use super::{MAX_AGE_WITHOUT_EXPIRY, Status, StatusError, claim};
use crate::cbor::{CborError, Decoder, Kind};
use crate::cose::{Opened, Purpose, Sign1, Verifier};
use crate::limits::{MAX_LIST_BYTES, MAX_STATUS_BYTES, MAX_STATUS_URI_BYTES};
use crate::time::Timestamp;
use crate::trust::Mandate;

/// A status list whose signature held, unpacked. Made only by [`StatusList::open`] and [`StatusList::read`].
///
/// ```cddl
/// StatusListClaims = { 2: tstr,                 ; sub: the URI of the list
///     6: NumericDate,                           ; iat: when it was made
///     ? 4: NumericDate,                         ; exp: the first second it no longer holds
///     ? 65534: uint,                            ; ttl: seconds it may be kept after it was fetched
///     65533: { "bits": 1 / 2 / 4 / 8, "lst": bstr, ? "aggregation_uri": tstr } }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct StatusList {
    uri: String,
    issued: Timestamp,
    expires: Option<Timestamp>,
    ttl: Option<i64>,
    bits: StatusBits,
    /// Shared, since a store is copied to be changed.
    entries: Arc<[u8]>,
    digest: [u8; 32],
}

/// A status list and the mandate of the signer whose key opened it. Made only by [`crate::verify::status_list`], so that
/// nothing unverified gets into a [`crate::trust::TrustStore`].
#[derive(Clone, Debug)]
pub struct SignedStatusList {
    list: StatusList,
    mandate: Mandate,
}

/// How many bits an entry has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatusBits {
    /// One: valid or not.
    One,
    /// Two: suspended too, and one status more.
    Two,
    /// Four.
    Four,
    /// Eight.
    Eight,
}

impl StatusList {
    /// Opens a signed list with its publisher's key.
    pub fn open(bytes: &[u8], key: &dyn Verifier) -> Result<Self, StatusError> {
        Self::read(
            &Sign1::parse_within(without_cwt_tag(bytes), MAX_LIST_BYTES)?.open(Purpose::StatusList, key)?,
        )
    }

    /// Reads the payload of an opened list.
    pub fn read(opened: &Opened<'_>) -> Result<Self, StatusError> {
        if opened.purpose() != Purpose::StatusList {
            return Err(StatusError::Member { member: "payload", what: "was opened as something else" });
        }
        let payload = opened.payload();
        let (mut uri, mut issued, mut expires, mut ttl, mut entries) = (None, None, None, None, None);
        let mut decoder = Decoder::new(payload);
        let mut map = decoder.map()?;
        while let Some(mut key) = decoder.key(&mut map)? {
            // What another claim says is for others: a list of tomorrow may have more.
            let label = if key.peek()? == Kind::Unsigned { Some(key.unsigned()?) } else { None };
            match label {
                Some(claim::SUB) => uri = Some(decoder.text()?),
                Some(claim::IAT) => issued = Some(instant(&mut decoder, "iat")?),
                Some(claim::EXP) => expires = Some(instant(&mut decoder, "exp")?),
                Some(claim::TTL) => ttl = Some(decoder.unsigned()?),
                Some(claim::STATUS_LIST) => entries = Some(read_entries(&mut decoder)?),
                _ => drop(decoder.skip()?),
            }
        }
        decoder.finish()?;

        let missing = |member| StatusError::Member { member, what: "is missing" };
        let uri = uri.ok_or(missing("sub"))?.into_owned();
        check_uri(&uri)?;
        let issued = issued.ok_or(missing("iat"))?;
        if expires.is_some_and(|expires| expires <= issued) {
            return Err(StatusError::Member { member: "exp", what: "is not after iat" });
        }
        // §5.2: a positive number.
        let ttl = match ttl {
            Some(0) => return Err(StatusError::Member { member: "ttl", what: "is zero" }),
            ttl => ttl.map(|ttl| i64::try_from(ttl).unwrap_or(i64::MAX)),
        };
        let (bits, entries) = entries.ok_or(missing("status_list"))?;
        let digest = Sha256::digest(payload).into();
        Ok(Self { uri, issued, expires, ttl, bits, entries: entries.into(), digest })
    }

    /// Its URI: documents name it by exactly this text.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// When it was made.
    pub fn issued(&self) -> Timestamp {
        self.issued
    }

    /// The first second it no longer holds, where it says so.
    pub fn expires(&self) -> Option<Timestamp> {
        self.expires
    }

    /// Seconds it may be kept after it was fetched, where it says so; at least 1.
    pub fn ttl(&self) -> Option<i64> {
        self.ttl
    }

    /// How many bits an entry has.
    pub fn bits(&self) -> StatusBits {
        self.bits
    }

    /// How many entries there is room for: the number that were issued, rounded up to whole bytes.
    pub fn len(&self) -> u64 {
        self.entries.len() as u64 * u64::from(self.bits.per_byte())
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entry of `index`; `None` past the end, where nothing is said. Takes nanoseconds.
    pub fn status(&self, index: u64) -> Option<Status> {
        let (at, shift) = self.bits.place(index)?;
        let byte = self.entries.get(at)?;
        Some(Status::from_code((byte >> shift) & self.bits.mask()))
    }

    /// SHA-256 of its payload.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// The first second at which a copy fetched at `fetched` no longer says that a document is valid.
    pub fn fresh_until(&self, fetched: Timestamp) -> Timestamp {
        let end = self.expires.unwrap_or_else(|| self.issued.plus(MAX_AGE_WITHOUT_EXPIRY));
        self.ttl.map_or(end, |ttl| end.min(fetched.plus(ttl)))
    }

    pub(super) fn entries(&self) -> &[u8] {
        &self.entries
    }
}

impl SignedStatusList {
    /// For [`crate::verify`], once the signature held and the signer was found to be one who may sign status lists.
    pub(crate) fn new(list: StatusList, mandate: Mandate) -> Self {
        Self { list, mandate }
    }

    /// The list.
    pub fn list(&self) -> &StatusList {
        &self.list
    }

    pub(super) fn mandate(&self) -> &Mandate {
        &self.mandate
    }
}

impl StatusBits {
    /// From the number of bits: 1, 2, 4 or 8.
    pub const fn from_number(bits: u64) -> Option<Self> {
        match bits {
            1 => Some(Self::One),
            2 => Some(Self::Two),
            4 => Some(Self::Four),
            8 => Some(Self::Eight),
            _ => None,
        }
    }

    /// The number of bits.
    pub const fn number(self) -> u8 {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Four => 4,
            Self::Eight => 8,
        }
    }

    pub(super) const fn per_byte(self) -> u8 {
        8 / self.number()
    }

    /// The bits of one entry, at the low end.
    pub(super) const fn mask(self) -> u8 {
        u8::MAX >> (8 - self.number())
    }

    /// §4.1: which byte an entry is in, and how far from its least significant bit.
    pub(super) fn place(self, index: u64) -> Option<(usize, u8)> {
        let per_byte = u64::from(self.per_byte());
        let at = usize::try_from(index / per_byte).ok()?;
        let within = u8::try_from(index % per_byte).ok()?;
        Some((at, within * self.number()))
    }
}

/// RFC 8392 §6: the tag of a CWT may stand before that of its COSE_Sign1.
pub(crate) fn without_cwt_tag(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(&[0xd8, 61]).unwrap_or(bytes)
}

/// A URI as a document and a list name it, compared byte by byte: printable ASCII, within the limit.
pub(crate) fn check_uri(uri: &str) -> Result<(), StatusError> {
    let wrong = |what| Err(StatusError::Member { member: "sub", what });
    if uri.is_empty() || !uri.bytes().all(|byte| byte.is_ascii_graphic()) {
        return wrong("is not a URI");
    }
    if uri.len() > MAX_STATUS_URI_BYTES {
        return wrong("is too long");
    }
    Ok(())
}

/// §4.2: `{"bits": …, "lst": …}`, unpacked.
fn read_entries(decoder: &mut Decoder<'_>) -> Result<(StatusBits, Vec<u8>), StatusError> {
    let (mut bits, mut packed) = (None, None);
    let mut map = decoder.map()?;
    while let Some(key) = decoder.text_key(&mut map)? {
        match key.as_ref() {
            "bits" => bits = Some(decoder.unsigned()?),
            "lst" => packed = Some(decoder.bytes()?),
            _ => drop(decoder.skip()?),
        }
    }
    let bits = bits.ok_or(CborError::Missing { key: "bits" })?;
    let bits = StatusBits::from_number(bits)
        .ok_or(StatusError::Member { member: "bits", what: "is none of 1, 2, 4, 8" })?;
    let packed = packed.ok_or(CborError::Missing { key: "lst" })?;
    Ok((bits, inflate(&packed, MAX_STATUS_BYTES)?))
}

fn instant(decoder: &mut Decoder<'_>, member: &'static str) -> Result<Timestamp, StatusError> {
    Timestamp::from_unix(decoder.seconds()?)
        .map_err(|_| StatusError::Member { member, what: "is outside the years 1900 to 9999" })
}

impl fmt::Debug for StatusList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StatusList({}, {} entries of {:?})", self.uri, self.len(), self.bits)
    }
}
