use core::fmt;

use miniz_oxide::deflate::compress_to_vec_zlib;

use super::list::check_uri;
use super::{Status, StatusBits, StatusError, StatusList, claim};
use crate::cbor::{self, Value};
use crate::cose::{Purpose, Signer, Unsigned};
use crate::limits::{MAX_LIST_BYTES, MAX_STATUS_BYTES};
use crate::time::Timestamp;

/// A status list as its publisher keeps it: every entry valid to begin with, changed one by one, and signed anew at each
/// change and before each copy ends.
///
/// An issuer gives each document an index of its own when it signs it ([`crate::document::Issuance::status`]), drawn by
/// chance among those not given yet: an index that counts up would tell the order of issue, and one given twice would
/// revoke two documents at once. Which list a document is in is seen by all who verify it, so a list wants many documents.
///
/// ```
/// use qujat::cose::{Algorithm, SoftwareSigner};
/// use qujat::time::Timestamp;
/// use qujat::trust::status::{Status, StatusBits, StatusList, StatusListBuilder};
///
/// # fn main() -> Result<(), qujat::Error> {
/// let signer = SoftwareSigner::from_secret(Algorithm::Es256, &[1; 32])?;
/// let now = Timestamp::parse("2026-11-22T09:30:00+05:00")?;
/// let mut list = StatusListBuilder::new("https://status.example.kz/1", StatusBits::Two, 1_000_000)?;
/// list.set(40_961, Status::Invalid)?;
/// // Good for a week, to be fetched anew after a day.
/// let bytes = list.sign(&signer, now, Some(now.plus(7 * 86_400)), Some(86_400))?;
///
/// let read = StatusList::open(&bytes, &signer.public_key())?;
/// assert_eq!(read.status(40_961), Some(Status::Invalid));
/// assert_eq!(read.status(40_962), Some(Status::Valid));
/// // Continued from what was published last.
/// assert_eq!(StatusListBuilder::from_list(&read).status(40_961), Some(Status::Invalid));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct StatusListBuilder {
    uri: String,
    bits: StatusBits,
    entries: Vec<u8>,
}

impl StatusListBuilder {
    /// A list at `uri` with room for `entries` documents, rounded up to whole bytes, all of them valid.
    pub fn new(uri: &str, bits: StatusBits, entries: u64) -> Result<Self, StatusError> {
        check_uri(uri)?;
        let bytes = usize::try_from(entries.div_ceil(bits.per_byte().into())).unwrap_or(usize::MAX);
        if bytes > MAX_STATUS_BYTES {
            return Err(StatusError::TooLarge { limit: MAX_STATUS_BYTES });
        }
        Ok(Self { uri: uri.to_owned(), bits, entries: vec![0; bytes] })
    }

    /// Goes on from a list published before.
    pub fn from_list(list: &StatusList) -> Self {
        Self { uri: list.uri().to_owned(), bits: list.bits(), entries: list.entries().to_vec() }
    }

    /// How many entries there is room for.
    pub fn len(&self) -> u64 {
        self.entries.len() as u64 * u64::from(self.bits.per_byte())
    }

    /// Whether there is room for none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entry of `index`; `None` past the end.
    pub fn status(&self, index: u64) -> Option<Status> {
        let (at, shift) = self.bits.place(index)?;
        self.entries.get(at).map(|byte| Status::from_code((byte >> shift) & self.bits.mask()))
    }

    /// Changes the entry of `index`.
    pub fn set(&mut self, index: u64, status: Status) -> Result<(), StatusError> {
        let (code, mask) = (status.code(), self.bits.mask());
        if code > mask {
            return Err(StatusError::Fit { code, bits: self.bits.number() });
        }
        let missing = StatusError::Index { index, entries: self.len() };
        let (at, shift) = self.bits.place(index).ok_or(missing.clone())?;
        let byte = self.entries.get_mut(at).ok_or(missing)?;
        *byte = (*byte & !(mask << shift)) | (code << shift);
        Ok(())
    }

    /// Signs the list as it stands, made at `issued`. `expires`: the first second it no longer holds; without it a copy is
    /// taken for [`super::MAX_AGE_WITHOUT_EXPIRY`]. `ttl`: seconds after which whoever fetched it shall fetch it anew, at
    /// least 1.
    pub fn sign(
        &self,
        signer: &dyn Signer,
        issued: Timestamp,
        expires: Option<Timestamp>,
        ttl: Option<u32>,
    ) -> Result<Vec<u8>, StatusError> {
        if expires.is_some_and(|expires| expires <= issued) {
            return Err(StatusError::Member { member: "exp", what: "is not after iat" });
        }
        if ttl == Some(0) {
            return Err(StatusError::Member { member: "ttl", what: "is zero" });
        }
        let packed = compress_to_vec_zlib(&self.entries, HARDEST);
        let list = Value::Map(vec![
            (Value::from("bits"), Value::from(self.bits.number())),
            (Value::from("lst"), Value::Bytes(packed)),
        ]);
        let mut claims = vec![
            (Value::from(claim::SUB), Value::from(self.uri.as_str())),
            (Value::from(claim::IAT), Value::from(issued.unix())),
            (Value::from(claim::STATUS_LIST), list),
        ];
        claims.extend(expires.map(|at| (Value::from(claim::EXP), Value::from(at.unix()))));
        claims.extend(ttl.map(|seconds| (Value::from(claim::TTL), Value::from(seconds))));
        let payload = cbor::encode(&Value::Map(claims))?;
        let bytes = Unsigned { purpose: Purpose::StatusList, payload: &payload }.sign(signer)?;
        // Entries that look like noise do not pack: nothing is published that would not open.
        if bytes.len() > MAX_LIST_BYTES {
            return Err(StatusError::TooLarge { limit: MAX_LIST_BYTES });
        }
        Ok(bytes)
    }
}

impl fmt::Debug for StatusListBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StatusListBuilder({}, {} entries of {:?})", self.uri, self.len(), self.bits)
    }
}

/// §4.1 recommends the highest compression there is: a list is packed once and fetched by everybody.
const HARDEST: u8 = 9;
