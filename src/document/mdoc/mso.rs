use std::borrow::Cow;

use super::{DeviceKey, DigestAlgorithm, DigestError, Item, TAG_DATE_TIME};
use crate::cbor::{CborError, Decoder};
use crate::document::DocumentError;
use crate::id::DocType;
use crate::limits::MAX_ELEMENTS;
use crate::time::Timestamp;

/// The Mobile Security Object: what the issuer's signature is over (ISO/IEC 18013-5 §9.1.2.4). Believe it only when the
/// payload it was parsed from came out of an opened signature.
///
/// ```cddl
/// MobileSecurityObject = { "version": tstr, "digestAlgorithm": tstr,
///     "valueDigests": { + NameSpace => { + DigestID => bstr } },
///     "deviceKeyInfo": { "deviceKey": COSE_Key, ? "keyAuthorizations": KeyAuthorizations, * tstr => any },
///     "docType": tstr,
///     "validityInfo": { "signed": tdate, "validFrom": tdate, "validUntil": tdate, ? "expectedUpdate": tdate },
///     ? "status": { "status_list": { "idx": uint, "uri": tstr } } }
/// ```
#[derive(Debug, Clone)]
pub struct Mso<'a> {
    /// `1.0`; a later minor version is read as this one.
    pub version: Cow<'a, str>,
    /// How the digests were made.
    pub digest_algorithm: DigestAlgorithm,
    /// The digest of every element the document has.
    pub value_digests: ValueDigests<'a>,
    /// The holder's device key. Mandatory in the standard; a reader of the issuer's signature needs none.
    pub device_key: Option<DeviceKey<'a>>,
    /// What that key may state itself.
    pub key_authorizations: KeyAuthorizations<'a>,
    /// The kind of document.
    pub doc_type: DocType,
    /// When it was signed.
    pub signed: Timestamp,
    /// From when it is valid.
    pub valid_from: Timestamp,
    /// Until when it is valid.
    pub valid_until: Timestamp,
    /// When the issuer expects to sign it anew, if it says so.
    pub expected_update: Option<Timestamp>,
    /// Where to learn whether it was revoked, if the issuer says (Token Status List).
    pub status: Option<StatusReference<'a>>,
    /// Whether the issuer says so in a way that is not carried out here, and in no other (an identifier list).
    pub other_status: bool,
}

/// The signed digests, by namespace and digest id.
#[derive(Debug, Clone, Default)]
pub struct ValueDigests<'a>(Vec<NameSpaceDigests<'a>>);

/// The signed digests of one namespace.
#[derive(Debug, Clone)]
pub struct NameSpaceDigests<'a> {
    /// The namespace.
    pub name: Cow<'a, str>,
    /// Digest ids and digests, in the order they came.
    pub digests: Vec<(u64, Cow<'a, [u8]>)>,
}

/// What the holder's device may state under its own key (ISO/IEC 18013-5 §9.1.2.4); most issuers authorise nothing.
///
/// ```cddl
/// KeyAuthorizations = { ? "nameSpaces": [+ NameSpace], ? "dataElements": { + NameSpace => [+ DataElementIdentifier] } }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyAuthorizations<'a> {
    /// Namespaces of which it may state everything.
    pub name_spaces: Vec<Cow<'a, str>>,
    /// Single elements, by namespace.
    pub elements: Vec<(Cow<'a, str>, Vec<Cow<'a, str>>)>,
}

/// A place in a status list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusReference<'a> {
    /// Where the list is.
    pub uri: Cow<'a, str>,
    /// Which of its entries.
    pub index: u64,
}

impl<'a> Mso<'a> {
    /// Reads the payload of `issuerAuth`: `#6.24(bstr .cbor MobileSecurityObject)`, with nothing after it.
    pub fn parse(payload: &'a [u8]) -> Result<Self, DocumentError> {
        Self::read(payload).map_err(|error| error.within("MobileSecurityObject"))
    }

    /// Whether `item` is one the issuer signed: its bytes as received have the digest signed under its namespace and id.
    pub fn check(&self, name_space: &str, item: &Item<'_>) -> Result<(), DigestError> {
        let space = self.value_digests.name_space(name_space).ok_or(DigestError::NameSpace)?;
        let (_, expected) =
            space.digests.iter().find(|(id, _)| *id == item.digest_id).ok_or(DigestError::Id)?;
        if self.digest_algorithm.matches(item.received(), expected) {
            Ok(())
        } else {
            Err(DigestError::Different)
        }
    }

    fn read(payload: &'a [u8]) -> Result<Self, DocumentError> {
        let mut outer = Decoder::new(payload);
        let (_, content) = outer.embedded()?;
        outer.finish()?;

        let (mut version, mut digest_algorithm, mut value_digests) = (None, None, None);
        let (mut device_key, mut doc_type, mut validity) = (None, None, None);
        let (mut status, mut other_status) = (None, false);
        let mut key_authorizations = KeyAuthorizations::default();
        let mut decoder = Decoder::new(content);
        let mut map = decoder.map()?;
        while let Some(key) = decoder.text_key(&mut map)? {
            match key.as_ref() {
                "version" => version = Some(decoder.text()?),
                "digestAlgorithm" => {
                    let known = DigestAlgorithm::from_name(&decoder.text()?);
                    digest_algorithm = Some(known.ok_or(DocumentError::DigestAlgorithm)?);
                }
                "valueDigests" => value_digests = Some(ValueDigests::read(&mut decoder)?),
                "deviceKeyInfo" => (device_key, key_authorizations) = read_device_key_info(&mut decoder)?,
                "docType" => doc_type = Some(DocType::parse(&decoder.text()?)?),
                "validityInfo" => validity = Some(Validities::read(&mut decoder)?),
                "status" => (status, other_status) = read_status(&mut decoder)?,
                _ => drop(decoder.skip()?),
            }
        }
        decoder.finish()?;

        let missing = |key| CborError::Missing { key };
        let version = version.ok_or(missing("version"))?;
        // ISO/IEC 18013-5 §9.1.2.4: 1.0; a change that breaks readers would change the first number.
        if !version.starts_with("1.") {
            return Err(DocumentError::Version { structure: "MobileSecurityObject" });
        }
        let validity = validity.ok_or(missing("validityInfo"))?;
        Ok(Self {
            version,
            digest_algorithm: digest_algorithm.ok_or(missing("digestAlgorithm"))?,
            value_digests: value_digests.ok_or(missing("valueDigests"))?,
            device_key,
            key_authorizations,
            doc_type: doc_type.ok_or(missing("docType"))?,
            signed: validity.signed.ok_or(missing("signed"))?,
            valid_from: validity.from.ok_or(missing("validFrom"))?,
            valid_until: validity.until.ok_or(missing("validUntil"))?,
            expected_update: validity.expected_update,
            status,
            other_status,
        })
    }
}

impl<'a> ValueDigests<'a> {
    /// The digests of a namespace.
    pub fn name_space(&self, name: &str) -> Option<&NameSpaceDigests<'a>> {
        self.0.iter().find(|space| space.name == name)
    }

    /// Every namespace, in the order they came.
    pub fn iter(&self) -> impl Iterator<Item = &NameSpaceDigests<'a>> {
        self.0.iter()
    }

    fn read(decoder: &mut Decoder<'a>) -> Result<Self, DocumentError> {
        let (mut spaces, mut count) = (Vec::new(), 0);
        let mut map = decoder.map()?;
        while let Some(name) = decoder.text_key(&mut map)? {
            if spaces.len() == MAX_ELEMENTS {
                return Err(DocumentError::TooMany { what: "namespaces", limit: MAX_ELEMENTS });
            }
            // A digest id that stands twice is a key that stands twice: the decoder refuses it.
            let mut ids = decoder.map()?;
            let mut digests = Vec::with_capacity(ids.room(USUAL_DIGESTS).min(USUAL_DIGESTS));
            while let Some(mut id) = decoder.key(&mut ids)? {
                count += 1;
                if count > MAX_ELEMENTS {
                    return Err(DocumentError::TooMany { what: "digests", limit: MAX_ELEMENTS });
                }
                digests.push((id.unsigned()?, decoder.bytes()?));
            }
            spaces.push(NameSpaceDigests { name, digests });
        }
        Ok(Self(spaces))
    }
}

impl<'a> KeyAuthorizations<'a> {
    /// Whether the device may state this element.
    pub fn allow(&self, name_space: &str, identifier: &str) -> bool {
        self.name_spaces.iter().any(|whole| whole == name_space)
            || self.elements.iter().any(|(space, elements)| {
                space == name_space && elements.iter().any(|element| element == identifier)
            })
    }

    fn read(decoder: &mut Decoder<'a>) -> Result<Self, DocumentError> {
        let (mut found, mut count) = (Self::default(), 0);
        let mut map = decoder.map()?;
        while let Some(key) = decoder.text_key(&mut map)? {
            match key.as_ref() {
                "nameSpaces" => found.name_spaces = read_names(decoder, &mut count)?,
                "dataElements" => {
                    let mut spaces = decoder.map()?;
                    while let Some(space) = decoder.text_key(&mut spaces)? {
                        found.elements.push((space, read_names(decoder, &mut count)?));
                    }
                }
                _ => drop(decoder.skip()?),
            }
        }
        Ok(found)
    }
}

/// A list of names; `count` is of those read so far, namespaces and elements together.
fn read_names<'a>(decoder: &mut Decoder<'a>, count: &mut usize) -> Result<Vec<Cow<'a, str>>, DocumentError> {
    let mut names = Vec::new();
    let mut members = decoder.array()?;
    while decoder.more(&mut members)? {
        *count += 1;
        if *count > MAX_ELEMENTS {
            return Err(DocumentError::TooMany { what: "authorised elements", limit: MAX_ELEMENTS });
        }
        names.push(decoder.text()?);
    }
    Ok(names)
}

/// The instants of `validityInfo` as they come in.
#[derive(Default)]
struct Validities {
    signed: Option<Timestamp>,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    expected_update: Option<Timestamp>,
}

impl Validities {
    fn read(decoder: &mut Decoder<'_>) -> Result<Self, DocumentError> {
        let mut found = Self::default();
        let mut map = decoder.map()?;
        while let Some(key) = decoder.text_key(&mut map)? {
            match key.as_ref() {
                "signed" => found.signed = Some(read_date_time(decoder)?),
                "validFrom" => found.from = Some(read_date_time(decoder)?),
                "validUntil" => found.until = Some(read_date_time(decoder)?),
                "expectedUpdate" => found.expected_update = Some(read_date_time(decoder)?),
                _ => drop(decoder.skip()?),
            }
        }
        Ok(found)
    }
}

/// `tdate`. ISO/IEC 18013-5 §9.1.2.4 wants whole seconds in UTC; a real issuer writes microseconds, so any RFC 3339 is read.
fn read_date_time(decoder: &mut Decoder<'_>) -> Result<Timestamp, DocumentError> {
    let at = decoder.offset();
    if !decoder.tag(TAG_DATE_TIME)? {
        return Err(CborError::Value { at, what: "a tdate (tag 0) is wanted" }.into());
    }
    Ok(Timestamp::parse(&decoder.text()?)?)
}

type DeviceKeyInfo<'a> = (Option<DeviceKey<'a>>, KeyAuthorizations<'a>);

fn read_device_key_info<'a>(decoder: &mut Decoder<'a>) -> Result<DeviceKeyInfo<'a>, DocumentError> {
    let (mut device_key, mut authorizations) = (None, KeyAuthorizations::default());
    let mut map = decoder.map()?;
    while let Some(key) = decoder.text_key(&mut map)? {
        match key.as_ref() {
            "deviceKey" => device_key = Some(DeviceKey::new(decoder.skip()?)),
            "keyAuthorizations" => authorizations = KeyAuthorizations::read(decoder)?,
            _ => drop(decoder.skip()?),
        }
    }
    Ok((device_key, authorizations))
}

/// `status`; a form of it other than a status list cannot be looked up here: whether there is one and no list.
fn read_status<'a>(decoder: &mut Decoder<'a>) -> Result<(Option<StatusReference<'a>>, bool), DocumentError> {
    let (mut status, mut other) = (None, false);
    let mut map = decoder.map()?;
    while let Some(key) = decoder.text_key(&mut map)? {
        if key != "status_list" {
            decoder.skip()?;
            other = true;
            continue;
        }
        let (mut uri, mut index) = (None, None);
        let mut list = decoder.map()?;
        while let Some(key) = decoder.text_key(&mut list)? {
            match key.as_ref() {
                "uri" => uri = Some(decoder.text()?),
                "idx" => index = Some(decoder.unsigned()?),
                _ => drop(decoder.skip()?),
            }
        }
        status = Some(StatusReference {
            uri: uri.ok_or(CborError::Missing { key: "uri" })?,
            index: index.ok_or(CborError::Missing { key: "idx" })?,
        });
    }
    let other = other && status.is_none();
    Ok((status, other))
}

/// Room for the digests of an everyday namespace, taken at once.
const USUAL_DIGESTS: usize = 32;
