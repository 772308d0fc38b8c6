use core::fmt;
use std::borrow::Cow;

use super::digest;
use crate::cbor::{self, CborError, Decoder, Seen};
use crate::cose::Sign1;
use crate::document::DocumentError;
use crate::limits::{MAX_DOCUMENT_BYTES, MAX_ELEMENTS};

/// A document as its issuer signed it, whole or some of its elements, nothing of it believed.
///
/// ```cddl
/// IssuerSigned = { ? "nameSpaces": { + NameSpace => [ + #6.24(bstr .cbor IssuerSignedItem) ] },
///                  "issuerAuth": COSE_Sign1 }
/// ```
#[derive(Clone)]
pub struct IssuerSigned<'a> {
    /// The namespaces with their items, in the order they came.
    pub name_spaces: Vec<NameSpace<'a>>,
    sign1: Sign1<'a>,
    /// `issuerAuth` as received.
    auth: &'a [u8],
}

/// The items of one namespace.
#[derive(Clone)]
pub struct NameSpace<'a> {
    /// `org.iso.18013.5.1`, …
    pub name: Cow<'a, str>,
    /// Its items, in the order they came; possibly none.
    pub items: Vec<Item<'a>>,
}

/// One salted data element.
///
/// ```cddl
/// IssuerSignedItem = { "digestID": uint, "random": bstr, "elementIdentifier": tstr, "elementValue": any }
/// ```
#[derive(Clone)]
pub struct Item<'a> {
    /// Which signed digest is this item's.
    pub digest_id: u64,
    /// The element's identifier.
    pub identifier: Cow<'a, str>,
    value: &'a [u8],
    received: &'a [u8],
}

impl<'a> IssuerSigned<'a> {
    /// Reads one `IssuerSigned` with nothing after it.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, DocumentError> {
        limit_bytes(bytes)?;
        let mut decoder = Decoder::new(bytes);
        let read = Self::read(&mut decoder);
        read.and_then(|signed| Ok(decoder.finish().map(|()| signed)?))
            .map_err(|error| error.within(STRUCTURE))
    }

    /// Reads one where it stands inside a larger structure.
    pub(super) fn read(decoder: &mut Decoder<'a>) -> Result<Self, DocumentError> {
        let (mut name_spaces, mut auth) = (None, None);
        let mut map = decoder.map()?;
        while let Some(key) = decoder.text_key(&mut map)? {
            match key.as_ref() {
                "nameSpaces" => name_spaces = Some(read_name_spaces(decoder)?),
                "issuerAuth" => {
                    let start = decoder.offset();
                    let sign1 = Sign1::read(decoder)?;
                    auth = Some((sign1, decoder.since(start)));
                }
                _ => drop(decoder.skip()?),
            }
        }
        let (sign1, auth) = auth.ok_or(CborError::Missing { key: "issuerAuth" })?;
        if sign1.payload_untrusted().is_none() {
            return Err(DocumentError::Detached);
        }
        Ok(Self { name_spaces: name_spaces.unwrap_or_default(), sign1, auth })
    }

    /// The issuer's signature: open it for [`crate::cose::Purpose::Document`].
    pub fn sign1(&self) -> &Sign1<'a> {
        &self.sign1
    }

    /// The bytes of the Mobile Security Object, of a signature nobody has checked.
    pub fn mso_untrusted(&self) -> &[u8] {
        // Reading refused a detached payload.
        self.sign1.payload_untrusted().unwrap_or_default()
    }

    /// SHA-256 of the Mobile Security Object's bytes, of a signature nobody has checked.
    pub fn digest_untrusted(&self) -> [u8; 32] {
        digest(self.mso_untrusted())
    }

    /// Every item with its namespace, in the order they came.
    pub fn items(&self) -> impl Iterator<Item = (&str, &Item<'a>)> {
        self.name_spaces.iter().flat_map(|space| space.items.iter().map(|item| (space.name.as_ref(), item)))
    }

    /// The same document with only the elements `choose` says yes to, by namespace and identifier: their bytes and the
    /// issuer's signature as received. A namespace left without an element is left out.
    pub fn disclose(&self, mut choose: impl FnMut(&str, &str) -> bool) -> Vec<u8> {
        let chosen: Vec<(&str, Vec<&[u8]>)> = self
            .name_spaces
            .iter()
            .map(|space| {
                let items = space.items.iter().filter(|item| choose(&space.name, &item.identifier));
                (space.name.as_ref(), items.map(|item| item.received).collect::<Vec<_>>())
            })
            .filter(|(_, items)| !items.is_empty())
            .collect();
        write(self.auth, &chosen)
    }
}

impl<'a> Item<'a> {
    /// The element's value, one CBOR item as received.
    pub fn value_bytes(&self) -> &'a [u8] {
        self.value
    }

    /// The bytes a digest is made of: tag 24 and its string, as received (ISO/IEC 18013-5 §9.1.2.5).
    pub fn received(&self) -> &'a [u8] {
        self.received
    }

    fn read(decoder: &mut Decoder<'a>) -> Result<Self, DocumentError> {
        let (received, content) = decoder.embedded()?;
        Self::read_content(received, content).map_err(|error| error.within("IssuerSignedItem"))
    }

    fn read_content(received: &'a [u8], content: &'a [u8]) -> Result<Self, DocumentError> {
        let (mut digest_id, mut random, mut identifier, mut value) = (None, false, None, None);
        let mut decoder = Decoder::new(content);
        let mut map = decoder.map()?;
        while let Some(key) = decoder.text_key(&mut map)? {
            match key.as_ref() {
                "digestID" => digest_id = Some(decoder.unsigned()?),
                "random" => random = decoder.bytes().map(|_| true)?,
                "elementIdentifier" => identifier = Some(decoder.text()?),
                "elementValue" => value = Some(decoder.skip()?),
                _ => drop(decoder.skip()?),
            }
        }
        decoder.finish()?;
        if !random {
            return Err(CborError::Missing { key: "random" }.into());
        }
        Ok(Self {
            digest_id: digest_id.ok_or(CborError::Missing { key: "digestID" })?,
            identifier: identifier.ok_or(CborError::Missing { key: "elementIdentifier" })?,
            value: value.ok_or(CborError::Missing { key: "elementValue" })?,
            received,
        })
    }
}

/// Names its elements, never their values.
impl fmt::Debug for IssuerSigned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.name_spaces).finish()
    }
}

impl fmt::Debug for NameSpace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.name, self.items)
    }
}

impl fmt::Debug for Item<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.digest_id, self.identifier)
    }
}

/// An `IssuerSigned` of the encoded `issuerAuth` and items, each with its tag 24 (RFC 8949 §4.2.1 order of keys).
pub(in crate::document) fn write<B: AsRef<[u8]>>(auth: &[u8], name_spaces: &[(&str, Vec<B>)]) -> Vec<u8> {
    let mut out = Vec::new();
    cbor::push_map(&mut out, 1 + usize::from(!name_spaces.is_empty()));
    cbor::push_text(&mut out, "issuerAuth");
    out.extend_from_slice(auth);
    if !name_spaces.is_empty() {
        cbor::push_text(&mut out, "nameSpaces");
        cbor::push_map(&mut out, name_spaces.len());
        for (name, items) in name_spaces {
            cbor::push_text(&mut out, name);
            cbor::push_array(&mut out, items.len());
            for item in items {
                out.extend_from_slice(item.as_ref());
            }
        }
    }
    out
}

fn read_name_spaces<'a>(decoder: &mut Decoder<'a>) -> Result<Vec<NameSpace<'a>>, DocumentError> {
    let (mut name_spaces, mut count) = (Vec::new(), 0);
    let mut map = decoder.map()?;
    while let Some(name) = decoder.text_key(&mut map)? {
        if name_spaces.len() == MAX_ELEMENTS {
            return Err(DocumentError::TooMany { what: "namespaces", limit: MAX_ELEMENTS });
        }
        let mut members = decoder.array()?;
        let room = members.room(USUAL_ITEMS).min(USUAL_ITEMS);
        let mut items: Vec<Item<'a>> = Vec::with_capacity(room);
        let (mut ids, mut identifiers) = (Seen::with_room(room), Seen::with_room(room));
        while decoder.more(&mut members)? {
            count += 1;
            if count > MAX_ELEMENTS {
                return Err(DocumentError::TooMany { what: "elements", limit: MAX_ELEMENTS });
            }
            let item = Item::read(decoder)?;
            // Two items under one digest id: the second would be checked against the digest of the first. Two values
            // under one identifier: each reader would believe another one.
            if !ids.insert(item.digest_id) {
                return Err(DocumentError::TwiceDigestId { digest_id: item.digest_id });
            }
            if !identifiers.insert(item.identifier.clone()) {
                return Err(DocumentError::TwiceElement { digest_id: item.digest_id });
            }
            items.push(item);
        }
        name_spaces.push(NameSpace { name, items });
    }
    Ok(name_spaces)
}

pub(super) fn limit_bytes(bytes: &[u8]) -> Result<(), DocumentError> {
    if bytes.len() > MAX_DOCUMENT_BYTES {
        return Err(DocumentError::TooLarge { found: bytes.len(), limit: MAX_DOCUMENT_BYTES });
    }
    Ok(())
}

const STRUCTURE: &str = "IssuerSigned";
/// Room for the items of an everyday namespace at most, taken at once.
const USUAL_ITEMS: usize = 32;
