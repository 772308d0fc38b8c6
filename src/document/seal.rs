//! The document's own matrix code (9/1.2.3, 9/2.3): a small signed statement that fits one QR symbol.
//!
//! *Takes* what is stated, and a signer; later, the text read from a symbol, and a key. *Gives* [`SealText`] to draw, and
//! [`Seal`] once its signature was found true. *Refuses* text that is none, statements with a part missing or unknown, and
//! whatever was signed for another purpose.
//!
//! # What a seal proves
//! That the body it names signed a document of this kind, number, date and recipient, by this official, with exactly this
//! digest. With the document at hand the digest ties the two: [`Seal::matches`] says that not one element differs from what
//! was signed.
//!
//! # What it does not prove
//! With paper alone, nothing about the rest of the paper. The code can be copied onto another sheet whole; only what it
//! states itself — number, IIN or BIN, date, kind, body, official — may be compared with what is printed, and anything else
//! there (a name, a portrait, a mark) may be false. Nor does it prove who shows the sheet, or that the document was not
//! revoked since: for that the number and IIN/BIN are looked up (9/2.5).
//!
//! Verification says which of the two it was: [`crate::verify::SealProof`], with a sentence to show.
//!
//! # Form
//! `QS1:` and the base45 (RFC 9285) of a COSE_Sign1 whose `typ` is that of [`Purpose::Seal`] and whose header names the key
//! by `kid`: a certificate chain would not fit, so verifiers find the key in their trust list. The payload is
//! deterministic CBOR:
//!
//! ```cddl
//! seal = {
//!   1: tstr,                  ; document number
//!   2: int,                   ; date received, days since 1970-01-01
//!   3: bstr .size 6 //        ; recipient's IIN, two digits a byte — or
//!   4: bstr .size 6,          ; recipient's BIN, likewise
//!   5: bstr .size 6,          ; BIN of the signing body
//!   ? 6: tstr, ? 7: tstr, ? 8: tstr,  ; its short name in Kazakh, Russian, English: at least one
//!   9: tstr,                  ; the official who signs
//!   10: tstr,                 ; the official's office
//!   11: uint / tstr,          ; kind: 1 identity card, 2 driver's licence, 3 birth certificate, or a docType
//!   12: bstr .size 32,        ; SHA-256 of the document's Mobile Security Object
//!   13: int,                  ; sealed at, seconds since 1970-01-01T00:00:00Z
//!   ? 14: int                 ; last day of validity, days since 1970-01-01
//! }
//! ```
//!
//! A seal with one name of the body and short names of official and office fits version 10-L, 395 characters.

use core::fmt;

use subtle::ConstantTimeEq;
use thiserror::Error;

use crate::cbor::{self, CborError, Decoder, Kind, Value};
use crate::cose::{Algorithm, CoseError, Purpose, Sign1, SignError, Signer, Unsigned, Verifier};
use crate::id::{Bin, DocType, DocumentNumber, IdError, Iin, KeyId, Recipient};
use crate::limits::{MAX_SEAL_CHARS, MAX_SEAL_NAME_BYTES};
use crate::text::{Language, LocalText};
use crate::time::{Date, TimeError, Timestamp};
use crate::trust::Signatory;

/// A seal whose signature was found true. Made only by [`SealText::open`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    contents: SealContents,
}

/// What a seal states.
#[derive(Clone, PartialEq, Eq)]
pub struct SealContents {
    /// The document's unique number (9/1.3.1).
    pub number: DocumentNumber,
    /// The date the result was received (9/1.3.1).
    pub received: Date,
    /// The recipient's IIN or BIN (9/1.3.1).
    pub recipient: Recipient,
    /// The short name of the signing body, in one language or more.
    pub body: LocalText,
    /// The signing body's BIN.
    pub body_bin: Bin,
    /// Who signs for the body (9/2.3).
    pub official: Official,
    /// The kind of document.
    pub doc_type: DocType,
    /// SHA-256 of the document's Mobile Security Object: [`crate::document::Document::digest`].
    pub digest: [u8; 32],
    /// When it was sealed.
    pub sealed_at: Timestamp,
    /// The document's last day of validity, if it has one.
    pub expires: Option<Date>,
}

/// The authorised official of a provider (9/2.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Official {
    /// Surname and initials.
    pub name: String,
    /// Office held.
    pub office: String,
}

/// A seal as the text of its symbol: well-formed, its signature not checked.
#[derive(Clone, PartialEq, Eq)]
pub struct SealText {
    text: String,
    bytes: Vec<u8>,
}

/// Why a seal was refused or could not be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SealError {
    /// The text does not start as a seal's does.
    #[error("not a seal: \"QS1:\" is wanted at the start")]
    Prefix,
    /// More characters than one symbol may hold.
    #[error("the seal has {found} characters, at most {limit} allowed")]
    TooLong {
        /// How many came.
        found: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// What follows the prefix is not base45 as RFC 9285 writes it.
    #[error("the seal is not base45")]
    NotBase45,
    /// Not a COSE_Sign1, signed for something else, not true, or signing failed.
    #[error(transparent)]
    Cose(#[from] CoseError),
    /// The payload is not CBOR of the shape of a seal.
    #[error("seal: {0}")]
    Cbor(#[from] CborError),
    /// A part is not there.
    #[error("the seal lacks its {part}")]
    Missing {
        /// Which.
        part: &'static str,
    },
    /// A part is malformed.
    #[error("the {part} of the seal is malformed")]
    Malformed {
        /// Which.
        part: &'static str,
    },
    /// A part nobody knows: a later form of the seal has a purpose of its own.
    #[error("the seal has a part that is not known")]
    Unknown,
    /// An identifier in it is none.
    #[error("seal: {0}")]
    Id(#[from] IdError),
    /// A date in it is none.
    #[error("seal: {0}")]
    Time(#[from] TimeError),
    /// The signer has no key id for verifiers to find its key by.
    #[error("the signer of a seal must have a key id")]
    NoKeyId,
}

/// What the text of a seal starts with.
pub const SEAL_PREFIX: &str = "QS1:";

impl Seal {
    /// Signs `contents`, giving the text to draw as a symbol.
    pub fn make(contents: &SealContents, signer: &dyn Signer) -> Result<SealText, SealError> {
        contents.check()?;
        let payload = cbor::encode(&contents.to_cbor())?;
        let key_id = signer.key_id().ok_or(SealError::NoKeyId)?;
        let signer = ByKeyId { signer, key_id };
        let bytes = Unsigned { purpose: Purpose::Seal, payload: &payload }.sign(&signer)?;
        let text = format!("{SEAL_PREFIX}{}", base45::encode(&bytes));
        limit_chars(&text)?;
        Ok(SealText { text, bytes })
    }

    /// What it states.
    pub fn contents(&self) -> &SealContents {
        &self.contents
    }

    /// Whether it is of the document with this digest.
    pub fn matches(&self, digest: &[u8; 32]) -> bool {
        self.contents.digest.ct_eq(digest).into()
    }
}

impl SealText {
    /// Reads the text of a symbol.
    pub fn parse(text: &str) -> Result<Self, SealError> {
        let encoded = text.strip_prefix(SEAL_PREFIX).ok_or(SealError::Prefix)?;
        limit_chars(text)?;
        let bytes = base45::decode(encoded).map_err(|_| SealError::NotBase45)?;
        // One seal has one text: no second spelling passes.
        if base45::encode(&bytes) != encoded {
            return Err(SealError::NotBase45);
        }
        let seal = Self { text: text.to_owned(), bytes };
        seal.contents_untrusted()?;
        Ok(seal)
    }

    /// The text to draw.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The COSE_Sign1.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The signature, whose header names the key to open it with.
    pub fn sign1(&self) -> Result<Sign1<'_>, SealError> {
        Ok(Sign1::parse(&self.bytes)?)
    }

    /// What it says of itself, of a signature nobody has checked.
    pub fn contents_untrusted(&self) -> Result<SealContents, SealError> {
        let sign1 = self.sign1()?;
        SealContents::read(sign1.payload_untrusted().ok_or(SealError::Missing { part: "payload" })?)
    }

    /// Checks purpose and signature, and gives what was signed.
    pub fn open(&self, key: &dyn Verifier) -> Result<Seal, SealError> {
        let opened = self.sign1()?.open(Purpose::Seal, key)?;
        Ok(Seal { contents: SealContents::read(opened.payload())? })
    }
}

impl SealContents {
    /// The same, with body and official as the signer's certificate of the national centre names them (9/2.3): the body's BIN and the
    /// official's name; a verifier compares both. The office and the body's short name are whoever's seals it to say.
    pub fn named_by(self, signatory: &Signatory) -> Result<Self, SealError> {
        let bin = signatory.bin.as_deref().ok_or(SealError::Missing { part: BODY_S_BIN })?;
        let body_bin = Bin::parse(bin).map_err(|_| SealError::Malformed { part: BODY_S_BIN })?;
        let name = signatory.name.clone().ok_or(SealError::Missing { part: OFFICIAL })?;
        let contents = Self { body_bin, official: Official { name, ..self.official }, ..self };
        contents.check()?;
        Ok(contents)
    }

    fn check(&self) -> Result<(), SealError> {
        if self.body.is_empty() {
            return Err(SealError::Missing { part: BODY });
        }
        for (part, name) in [
            (BODY, &self.body.kk),
            (BODY, &self.body.ru),
            (BODY, &self.body.en),
            (OFFICIAL, &self.official.name),
            (OFFICE, &self.official.office),
        ] {
            if name.is_empty() && part != BODY {
                return Err(SealError::Missing { part });
            }
            if name.len() > MAX_SEAL_NAME_BYTES || name.trim() != name || name.chars().any(char::is_control) {
                return Err(SealError::Malformed { part });
            }
        }
        Ok(())
    }

    fn to_cbor(&self) -> Value {
        let (recipient_key, recipient) = match &self.recipient {
            Recipient::Person(iin) => (RECIPIENT_IIN, pack(iin.as_str())),
            Recipient::Organisation(bin) => (RECIPIENT_BIN, pack(bin.as_str())),
        };
        let doc_type = match CODES.iter().find(|(_, doc_type)| *doc_type == self.doc_type) {
            Some((code, _)) => Value::from(*code),
            None => Value::from(self.doc_type.as_str()),
        };
        let mut members = vec![
            (NUMBER, Value::from(self.number.as_str())),
            (RECEIVED, Value::from(days(self.received))),
            (recipient_key, recipient),
            (BODY_BIN, pack(self.body_bin.as_str())),
            (OFFICIAL_NAME, Value::from(self.official.name.as_str())),
            (OFFICIAL_OFFICE, Value::from(self.official.office.as_str())),
            (DOC_TYPE, doc_type),
            (DIGEST, Value::Bytes(self.digest.to_vec())),
            (SEALED_AT, Value::from(self.sealed_at.unix())),
        ];
        for (key, name) in [(BODY_KK, &self.body.kk), (BODY_RU, &self.body.ru), (BODY_EN, &self.body.en)] {
            if !name.is_empty() {
                members.push((key, Value::from(name.as_str())));
            }
        }
        members.extend(self.expires.map(|date| (EXPIRES, Value::from(days(date)))));
        Value::Map(members.into_iter().map(|(key, value)| (Value::from(key), value)).collect())
    }

    fn read(payload: &[u8]) -> Result<Self, SealError> {
        let (mut number, mut received, mut recipient, mut body_bin) = (None, None, None, None);
        let (mut doc_type, mut digest, mut sealed_at, mut expires) = (None, None, None, None);
        let (mut body, mut name, mut office) = (LocalText::default(), None, None);
        let mut decoder = Decoder::new(payload);
        let mut map = decoder.map()?;
        while let Some(mut key) = decoder.key(&mut map)? {
            match key.unsigned()? {
                NUMBER => number = Some(DocumentNumber::parse(&decoder.text()?)?),
                RECEIVED => received = Some(date(decoder.integer()?)?),
                key @ (RECIPIENT_IIN | RECIPIENT_BIN) => {
                    let digits = unpack(&decoder.bytes()?).ok_or(SealError::Malformed { part: RECIPIENT })?;
                    let party = if key == RECIPIENT_IIN {
                        Recipient::Person(Iin::parse(&digits)?)
                    } else {
                        Recipient::Organisation(Bin::parse(&digits)?)
                    };
                    if recipient.replace(party).is_some() {
                        return Err(SealError::Malformed { part: RECIPIENT });
                    }
                }
                BODY_BIN => {
                    let digits = unpack(&decoder.bytes()?).ok_or(SealError::Malformed { part: BODY })?;
                    body_bin = Some(Bin::parse(&digits)?);
                }
                BODY_KK => body.kk = decoder.text()?.into_owned(),
                BODY_RU => body.ru = decoder.text()?.into_owned(),
                BODY_EN => body.en = decoder.text()?.into_owned(),
                OFFICIAL_NAME => name = Some(decoder.text()?.into_owned()),
                OFFICIAL_OFFICE => office = Some(decoder.text()?.into_owned()),
                DOC_TYPE => doc_type = Some(read_doc_type(&mut decoder)?),
                DIGEST => {
                    let bytes = decoder.bytes()?;
                    let whole = <[u8; 32]>::try_from(bytes.as_ref());
                    digest = Some(whole.map_err(|_| SealError::Malformed { part: "digest" })?);
                }
                SEALED_AT => sealed_at = Some(Timestamp::from_unix(decoder.integer()?)?),
                EXPIRES => expires = Some(date(decoder.integer()?)?),
                _ => return Err(SealError::Unknown),
            }
        }
        decoder.finish()?;
        let missing = |part| SealError::Missing { part };
        let contents = Self {
            number: number.ok_or(missing("document number"))?,
            received: received.ok_or(missing("date received"))?,
            recipient: recipient.ok_or(missing(RECIPIENT))?,
            body,
            body_bin: body_bin.ok_or(missing(BODY_S_BIN))?,
            official: Official {
                name: name.ok_or(missing(OFFICIAL))?,
                office: office.ok_or(missing(OFFICE))?,
            },
            doc_type: doc_type.ok_or(missing("kind"))?,
            digest: digest.ok_or(missing("digest"))?,
            sealed_at: sealed_at.ok_or(missing("time of sealing"))?,
            expires,
        };
        contents.check()?;
        Ok(contents)
    }

    /// The name of the signing body in `language`, or the nearest there is.
    pub fn body_in(&self, language: Language) -> &str {
        self.body.in_language(language)
    }
}

impl Official {
    /// Whether a certificate's name can be this official's: the surnames, which stand first in both, are the same in any case of
    /// letters. Initials and given names are not compared, since a seal has room for the former only.
    pub fn is_named(&self, certificate: &str) -> bool {
        let surname = |name: &str| name.split_whitespace().next().map(str::to_lowercase);
        surname(&self.name).is_some() && surname(&self.name) == surname(certificate)
    }
}

/// Names no person.
impl fmt::Debug for SealContents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealContents({}, {:?})", self.doc_type.as_str(), self.body_bin)
    }
}

impl fmt::Debug for SealText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealText({} characters)", self.text.len())
    }
}

/// A signer that names its key by id alone.
struct ByKeyId<'a> {
    signer: &'a dyn Signer,
    key_id: KeyId,
}

impl Signer for ByKeyId<'_> {
    fn algorithm(&self) -> Algorithm {
        self.signer.algorithm()
    }

    fn key_id(&self) -> Option<KeyId> {
        Some(self.key_id.clone())
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        self.signer.sign(message)
    }
}

fn limit_chars(text: &str) -> Result<(), SealError> {
    if text.len() > MAX_SEAL_CHARS {
        return Err(SealError::TooLong { found: text.len(), limit: MAX_SEAL_CHARS });
    }
    Ok(())
}

fn read_doc_type(decoder: &mut Decoder<'_>) -> Result<DocType, SealError> {
    if decoder.peek()? == Kind::Text {
        return Ok(DocType::parse(&decoder.text()?)?);
    }
    let code = decoder.unsigned()?;
    let known = CODES.iter().find(|(known, _)| *known == code);
    known.map(|(_, doc_type)| doc_type.clone()).ok_or(SealError::Malformed { part: "kind" })
}

/// Twelve digits as six bytes, the first of two in the upper half.
fn pack(digits: &str) -> Value {
    let half = |digit: Option<&u8>| digit.map_or(0, |d| d.wrapping_sub(b'0') & 0x0f);
    Value::Bytes(
        digits.as_bytes().chunks(2).map(|pair| half(pair.first()) << 4 | half(pair.get(1))).collect(),
    )
}

fn unpack(bytes: &[u8]) -> Option<String> {
    let digit = |half: u8| char::from_digit(half.into(), 10);
    let mut digits = String::with_capacity(12);
    for byte in <[u8; 6]>::try_from(bytes).ok()? {
        digits.push(digit(byte >> 4)?);
        digits.push(digit(byte & 0x0f)?);
    }
    Some(digits)
}

/// Days since 1970-01-01 (RFC 8943 §1.1).
fn days(date: Date) -> i64 {
    // 1970-01-01 is a date.
    Date::new(1970, 1, 1).map_or(0, |epoch| i64::from(date.days_since(epoch)))
}

fn date(days: i64) -> Result<Date, TimeError> {
    // Local time is ahead of UTC: where the day begins in UTC, the local date is the same day.
    days.checked_mul(86_400)
        .ok_or(TimeError::OutOfRange)
        .and_then(Timestamp::from_unix)
        .map(Timestamp::local_date)
}

/// Kinds by number: a docType spelt out would take a tenth of the symbol. A number once given stays.
const CODES: &[(u64, DocType)] =
    &[(1, DocType::IDENTITY_CARD), (2, DocType::DRIVING_LICENCE), (3, DocType::BIRTH_CERTIFICATE)];

const BODY: &str = "signing body";
const OFFICIAL: &str = "signing official";
const BODY_S_BIN: &str = "signing body's BIN";
const OFFICE: &str = "office of the signing official";
const RECIPIENT: &str = "IIN or BIN";

const NUMBER: u64 = 1;
const RECEIVED: u64 = 2;
const RECIPIENT_IIN: u64 = 3;
const RECIPIENT_BIN: u64 = 4;
const BODY_BIN: u64 = 5;
const BODY_KK: u64 = 6;
const BODY_RU: u64 = 7;
const BODY_EN: u64 = 8;
const OFFICIAL_NAME: u64 = 9;
const OFFICIAL_OFFICE: u64 = 10;
const DOC_TYPE: u64 = 11;
const DIGEST: u64 = 12;
const SEALED_AT: u64 = 13;
const EXPIRES: u64 = 14;

#[cfg(test)]
mod tests;
