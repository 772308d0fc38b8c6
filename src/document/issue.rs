use core::fmt;

use super::mdoc::{self, DigestAlgorithm, IssuerSigned, StatusReference, TAG_DATE_TIME};
use super::{DocumentError, Element, Record};
use crate::cbor::{self, Value};
use crate::cose::{PublicKey, Purpose, Signer, Unsigned};
use crate::limits::MAX_DOCUMENT_BYTES;
use crate::random::{RandomError, RandomSource, make_below, make_bytes};
use crate::time::{Timestamp, Validity};
use crate::trust::status::check_uri;

/// What an issuer brings to sign a record.
pub struct Issuance<'a> {
    /// The issuer's document signer.
    pub signer: &'a dyn Signer,
    /// Salts and the order of digest ids come from here.
    pub random: &'a mut dyn RandomSource,
    /// Now.
    pub signed_at: Timestamp,
    /// The key of the holder's device. Without one the document names a key nobody holds
    /// ([`mdoc::DeviceKey::is_nobodys`]): the standard makes the member mandatory.
    pub device_key: Option<&'a PublicKey>,
    /// The document's place in a status list, so that it can be revoked (Token Status List): an entry that no other document
    /// has, drawn by chance ([`crate::trust::status::StatusListBuilder`]). Without one it holds until it ends.
    pub status: Option<StatusReference<'a>>,
}

/// An issuer-signed document: the bytes of an `IssuerSigned` (ISO/IEC 18013-5 §8.3.2.1.2.2), all its elements in it.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    bytes: Vec<u8>,
    digest: [u8; 32],
}

/// How long a document without expiry is valid from its signing, in years: ten, the life of an identity card, the longest
/// of the documents that have one (law № 73-V of 29.01.2013). It is then signed anew from its register; what ends is the
/// signed copy, never the right it attests.
pub const YEARS_WITHOUT_EXPIRY: i32 = 10;

impl Record {
    /// Signs the document of this record (352/5, ISO/IEC 18013-5 §9.1.2).
    ///
    /// It is valid from its signing or, where that is later, the first moment of its date of issue; until the last moment
    /// of its last day, local time, or for [`YEARS_WITHOUT_EXPIRY`].
    pub fn issue(&self, issuance: Issuance<'_>) -> Result<Document, DocumentError> {
        let Issuance { signer, random, signed_at, device_key, status } = issuance;
        if let Some(status) = &status {
            check_uri(&status.uri)?;
        }
        let from = signed_at.max(self.issued().start());
        let until = match self.expires() {
            Some(last) => last.end(),
            None => from.local_date().plus_years(YEARS_WITHOUT_EXPIRY).start(),
        };
        let validity = Validity::new(from, until).map_err(|_| DocumentError::Expired)?;

        let mut spaces: Vec<(&str, Vec<Vec<u8>>)> = Vec::new();
        let mut digests = Vec::new();
        for name in name_spaces(self.elements()) {
            let elements: Vec<_> =
                self.elements().iter().filter(|element| element.namespace == name).collect();
            // ISO/IEC 18013-5 §9.1.2.4 numbers digests freely: by chance, so that neither the id of a shown element nor
            // a gap tells which others the document has.
            let ids = make_order(random, elements.len())?;
            let mut items = Vec::with_capacity(elements.len());
            let mut signed = Vec::with_capacity(elements.len());
            for (element, id) in elements.into_iter().zip(ids) {
                let item = make_item(random, id, element)?;
                signed.push((Value::from(id), Value::Bytes(mdoc::digest(&item).to_vec())));
                items.push(item);
            }
            digests.push((Value::from(name), Value::Map(signed)));
            spaces.push((name, items));
        }

        let payload =
            self.mobile_security_object(Value::Map(digests), signed_at, validity, device_key, status)?;
        let sign1 = Unsigned { purpose: Purpose::Document, payload: &payload }.build(signer)?;
        let bytes = mdoc::write(&cbor::encode(&sign1)?, &spaces);
        if bytes.len() > MAX_DOCUMENT_BYTES {
            return Err(DocumentError::TooLarge { found: bytes.len(), limit: MAX_DOCUMENT_BYTES });
        }
        Ok(Document { bytes, digest: mdoc::digest(&payload) })
    }

    fn mobile_security_object(
        &self,
        digests: Value,
        signed_at: Timestamp,
        validity: Validity,
        device_key: Option<&PublicKey>,
        status: Option<StatusReference<'_>>,
    ) -> Result<Vec<u8>, DocumentError> {
        let text = |key: &str| Value::Text(key.to_owned());
        let instant = |at: Timestamp| Value::Tag(TAG_DATE_TIME, Box::new(Value::Text(at.to_utc())));
        let device_key = mdoc::write_device_key(device_key)?;
        let mut mso = vec![
            (text("version"), text("1.0")),
            (text("digestAlgorithm"), text(&DigestAlgorithm::Sha256.to_string())),
            (text("valueDigests"), digests),
            (text("deviceKeyInfo"), Value::Map(vec![(text("deviceKey"), device_key)])),
            (text("docType"), text(self.doc_type().as_str())),
            (
                text("validityInfo"),
                Value::Map(vec![
                    (text("signed"), instant(signed_at)),
                    (text("validFrom"), instant(validity.from())),
                    (text("validUntil"), instant(validity.until())),
                ]),
            ),
        ];
        mso.extend(status.map(|status| {
            let reference = vec![
                (text("idx"), Value::from(status.index)),
                (text("uri"), Value::Text(status.uri.into_owned())),
            ];
            (text("status"), Value::Map(vec![(text("status_list"), Value::Map(reference))]))
        }));
        Ok(cbor::embed(&cbor::encode(&Value::Map(mso))?))
    }
}

impl Document {
    /// Takes bytes received, after reading them whole once: every later [`Document::issuer_signed`] succeeds.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, DocumentError> {
        let digest = IssuerSigned::parse(&bytes)?.digest_untrusted();
        Ok(Self { bytes, digest })
    }

    /// The document read in place, nothing of it believed.
    pub fn issuer_signed(&self) -> Result<IssuerSigned<'_>, DocumentError> {
        IssuerSigned::parse(&self.bytes)
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Its digest: SHA-256 of what the issuer signed. A seal carries it.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({} bytes)", self.bytes.len())
    }
}

/// The namespaces of the elements, each once, in the order they come.
fn name_spaces(elements: &[Element]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for element in elements {
        if !names.contains(&element.namespace.as_str()) {
            names.push(&element.namespace);
        }
    }
    names
}

/// The numbers below `count` in an order where each is equally likely anywhere (Fisher and Yates).
fn make_order(random: &mut dyn RandomSource, count: usize) -> Result<Vec<u32>, RandomError> {
    let count = u32::try_from(count).map_err(|_| RandomError)?;
    let mut order: Vec<u32> = (0..count).collect();
    for last in (1..count).rev() {
        let other = make_below(random, last + 1)?;
        order.swap(last as usize, other as usize);
    }
    Ok(order)
}

/// An `IssuerSignedItem` with its tag 24.
fn make_item(random: &mut dyn RandomSource, id: u32, element: &Element) -> Result<Vec<u8>, DocumentError> {
    let salt: [u8; SALT_BYTES] = make_bytes(random)?;
    let item = Value::Map(vec![
        (Value::from("random"), Value::Bytes(salt.to_vec())),
        (Value::from("digestID"), Value::from(id)),
        (Value::from("elementIdentifier"), Value::from(element.identifier.as_str())),
        (Value::from("elementValue"), element.value.to_cbor()),
    ]);
    Ok(cbor::embed(&cbor::encode(&item)?))
}

/// ISO/IEC 18013-5 §9.1.2.5 wants 16 at least; 128 bits of salt leave nothing to guess.
const SALT_BYTES: usize = 16;

#[cfg(test)]
mod tests;
