use core::fmt;
use std::borrow::Cow;

use super::IssuerSigned;
use super::issuer_signed::limit_bytes;
use crate::cbor::{CborError, Decoder, Kind};
use crate::cose::Sign1;
use crate::document::DocumentError;
use crate::id::DocType;
use crate::limits::{MAX_ELEMENTS, MAX_RESPONSE_DOCUMENTS};

/// What a holder's device answers a reader (ISO/IEC 18013-5 §8.3.2.1.2.2), nothing of it believed.
///
/// ```cddl
/// DeviceResponse = { "version": tstr, ? "documents": [+ Document], ? "documentErrors": [+ { DocType => int }],
///                    "status": uint }
/// Document = { "docType": tstr, "issuerSigned": IssuerSigned, "deviceSigned": DeviceSigned,
///              ? "errors": { + NameSpace => { + DataElementIdentifier => int } } }
/// ```
#[derive(Debug, Clone)]
pub struct DeviceResponse<'a> {
    /// `1.0` or a later minor version.
    pub version: Cow<'a, str>,
    /// The documents shown.
    pub documents: Vec<ResponseDocument<'a>>,
    /// The kinds asked for and not shown.
    pub document_errors: Vec<DocumentFault>,
    /// 0 for a normal answer (ISO/IEC 18013-5 table 8).
    pub status: u64,
}

/// One document of a response.
#[derive(Debug, Clone)]
pub struct ResponseDocument<'a> {
    /// The kind the device says it is: to be compared with the signed one.
    pub doc_type: DocType,
    /// What the issuer signed.
    pub issuer_signed: IssuerSigned<'a>,
    /// The device's proof of holding the key; mandatory in the standard, and without it nobody has proved anything.
    pub device_signed: Option<DeviceSigned<'a>>,
    /// The elements asked for and not shown.
    pub errors: Vec<ElementFault<'a>>,
}

/// An element that was asked for and not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ElementFault<'a> {
    /// Its namespace.
    pub name_space: Cow<'a, str>,
    /// Its identifier.
    pub identifier: Cow<'a, str>,
    /// Why, as in [`DocumentFault::code`].
    pub code: i64,
}

/// A kind that was asked for and not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentFault {
    /// The kind.
    pub doc_type: DocType,
    /// Why: 0 is "data not returned", negative codes are the application's (ISO/IEC 18013-5 table 9).
    pub code: i64,
}

/// What the device signed in this session (ISO/IEC 18013-5 §9.1.3).
#[derive(Clone)]
pub struct DeviceSigned<'a> {
    /// `DeviceNameSpacesBytes` as received, tag 24 and all: a part of what the proof is over.
    pub name_spaces: &'a [u8],
    /// What stands in them: what the device states itself. Mostly nothing.
    pub elements: Vec<DeviceElement<'a>>,
    /// The proof.
    pub auth: DeviceAuth<'a>,
}

/// An element that the device states, and no issuer. Believe it only when the proof holds and the issuer authorised the key
/// for it ([`super::KeyAuthorizations`]).
#[derive(Clone)]
pub struct DeviceElement<'a> {
    /// Its namespace.
    pub name_space: Cow<'a, str>,
    /// Its identifier.
    pub identifier: Cow<'a, str>,
    value: &'a [u8],
}

/// The device's proof over the session transcript.
#[derive(Debug, Clone)]
pub enum DeviceAuth<'a> {
    /// `deviceSignature`: its payload is detached.
    Signature(Sign1<'a>),
    /// `deviceMac`: its payload is detached, its key agreed with the reader's.
    Mac(Mac0<'a>),
}

/// A COSE_Mac0 (RFC 9052 §6.2) as received.
///
/// ```cddl
/// COSE_Mac0 = [protected: bstr, unprotected: { * label => any }, payload: bstr / nil, tag: bstr]
/// ```
#[derive(Clone)]
pub struct Mac0<'a> {
    /// The protected header's bytes as received.
    pub protected: Cow<'a, [u8]>,
    /// `alg` of the protected header: 5 is HMAC with SHA-256.
    pub algorithm: Option<i64>,
    /// The payload, where it is not detached.
    pub payload: Option<Cow<'a, [u8]>>,
    /// The authentication tag.
    pub tag: Cow<'a, [u8]>,
}

impl<'a> DeviceResponse<'a> {
    /// Reads one `DeviceResponse` with nothing after it.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, DocumentError> {
        limit_bytes(bytes)?;
        Self::read(bytes).map_err(|error| error.within("DeviceResponse"))
    }

    fn read(bytes: &'a [u8]) -> Result<Self, DocumentError> {
        let (mut version, mut documents, mut document_errors, mut status) =
            (None, Vec::new(), Vec::new(), None);
        let mut decoder = Decoder::new(bytes);
        let mut map = decoder.map()?;
        while let Some(key) = decoder.text_key(&mut map)? {
            match key.as_ref() {
                "version" => version = Some(decoder.text()?),
                "documents" => {
                    let mut members = decoder.array()?;
                    while decoder.more(&mut members)? {
                        if documents.len() == MAX_RESPONSE_DOCUMENTS {
                            return Err(DocumentError::TooMany {
                                what: "documents",
                                limit: MAX_RESPONSE_DOCUMENTS,
                            });
                        }
                        documents.push(ResponseDocument::read(&mut decoder)?);
                    }
                }
                "documentErrors" => document_errors = read_faults(&mut decoder)?,
                "status" => status = Some(decoder.unsigned()?),
                _ => drop(decoder.skip()?),
            }
        }
        decoder.finish()?;
        let version = version.ok_or(CborError::Missing { key: "version" })?;
        if !version.starts_with("1.") {
            return Err(DocumentError::Version { structure: "DeviceResponse" });
        }
        let status = status.ok_or(CborError::Missing { key: "status" })?;
        Ok(Self { version, documents, document_errors, status })
    }
}

impl<'a> ResponseDocument<'a> {
    fn read(decoder: &mut Decoder<'a>) -> Result<Self, DocumentError> {
        let (mut doc_type, mut issuer_signed, mut device_signed) = (None, None, None);
        let mut errors = Vec::new();
        let mut map = decoder.map()?;
        while let Some(key) = decoder.text_key(&mut map)? {
            match key.as_ref() {
                "docType" => doc_type = Some(DocType::parse(&decoder.text()?)?),
                "issuerSigned" => issuer_signed = Some(IssuerSigned::read(decoder)?),
                "deviceSigned" => device_signed = Some(DeviceSigned::read(decoder)?),
                "errors" => errors = read_errors(decoder)?,
                _ => drop(decoder.skip()?),
            }
        }
        Ok(Self {
            doc_type: doc_type.ok_or(CborError::Missing { key: "docType" })?,
            issuer_signed: issuer_signed.ok_or(CborError::Missing { key: "issuerSigned" })?,
            device_signed,
            errors,
        })
    }
}

impl<'a> DeviceSigned<'a> {
    fn read(decoder: &mut Decoder<'a>) -> Result<Self, DocumentError> {
        let (mut name_spaces, mut auth) = (None, None);
        let mut elements = Vec::new();
        let mut map = decoder.map()?;
        while let Some(key) = decoder.text_key(&mut map)? {
            match key.as_ref() {
                "nameSpaces" => {
                    let (received, content) = decoder.embedded()?;
                    let mut inside = Decoder::new(content);
                    elements = read_device_elements(&mut inside)?;
                    inside.finish()?;
                    name_spaces = Some(received);
                }
                "deviceAuth" => auth = Some(DeviceAuth::read(decoder)?),
                _ => drop(decoder.skip()?),
            }
        }
        Ok(Self {
            name_spaces: name_spaces.ok_or(CborError::Missing { key: "nameSpaces" })?,
            elements,
            auth: auth.ok_or(CborError::Missing { key: "deviceAuth" })?,
        })
    }
}

impl<'a> DeviceAuth<'a> {
    fn read(decoder: &mut Decoder<'a>) -> Result<Self, DocumentError> {
        let mut auth = None;
        let mut map = decoder.map()?;
        while let Some(key) = decoder.text_key(&mut map)? {
            let proof = match key.as_ref() {
                "deviceSignature" => Self::Signature(Sign1::read(decoder)?),
                "deviceMac" => Self::Mac(Mac0::read(decoder)?),
                _ => {
                    decoder.skip()?;
                    continue;
                }
            };
            // ISO/IEC 18013-5 §9.1.3.4: one of the two.
            if auth.replace(proof).is_some() {
                return Err(DocumentError::TwoProofs);
            }
        }
        Ok(auth.ok_or(CborError::Missing { key: "deviceSignature" })?)
    }
}

impl<'a> Mac0<'a> {
    fn read(decoder: &mut Decoder<'a>) -> Result<Self, DocumentError> {
        decoder.tag(TAG_MAC0)?;
        let mut members = decoder.array_of(4, "an array of 4 (COSE_Mac0) is wanted")?;
        decoder.member(&mut members)?;
        let protected = decoder.bytes()?;
        let algorithm = if protected.is_empty() { None } else { read_algorithm(&protected)? };
        decoder.member(&mut members)?;
        decoder.skip()?;
        decoder.member(&mut members)?;
        let payload = if decoder.null()? { None } else { Some(decoder.bytes()?) };
        decoder.member(&mut members)?;
        let tag = decoder.bytes()?;
        decoder.close(members)?;
        Ok(Self { protected, algorithm, payload, tag })
    }
}

impl<'a> DeviceElement<'a> {
    /// Its value, one CBOR item as received.
    pub fn value_bytes(&self) -> &'a [u8] {
        self.value
    }
}

/// Names it, without its value.
impl fmt::Debug for DeviceElement<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name_space, self.identifier)
    }
}

impl fmt::Debug for DeviceSigned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceSigned").field("auth", &self.auth).finish_non_exhaustive()
    }
}

impl fmt::Debug for Mac0<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mac0(algorithm {:?})", self.algorithm)
    }
}

fn read_algorithm(protected: &[u8]) -> Result<Option<i64>, CborError> {
    let mut algorithm = None;
    let mut decoder = Decoder::new(protected);
    let mut map = decoder.map()?;
    while let Some(mut key) = decoder.key(&mut map)? {
        match key.peek()? {
            Kind::Unsigned if key.unsigned()? == 1 => algorithm = Some(decoder.integer()?),
            _ => drop(decoder.skip()?),
        }
    }
    decoder.finish()?;
    Ok(algorithm)
}

/// `DeviceNameSpaces = { * NameSpace => { + DataElementIdentifier => any } }`.
fn read_device_elements<'a>(decoder: &mut Decoder<'a>) -> Result<Vec<DeviceElement<'a>>, DocumentError> {
    let mut elements = Vec::new();
    read_by_name_space(decoder, |name_space, identifier, decoder| {
        elements.push(DeviceElement { name_space, identifier, value: decoder.skip()? });
        Ok(())
    })?;
    Ok(elements)
}

fn read_errors<'a>(decoder: &mut Decoder<'a>) -> Result<Vec<ElementFault<'a>>, DocumentError> {
    let mut errors = Vec::new();
    read_by_name_space(decoder, |name_space, identifier, decoder| {
        errors.push(ElementFault { name_space, identifier, code: decoder.integer()? });
        Ok(())
    })?;
    Ok(errors)
}

/// A map of maps by namespace and element identifier, at most [`MAX_ELEMENTS`] of each.
fn read_by_name_space<'a>(
    decoder: &mut Decoder<'a>,
    mut take: impl FnMut(Cow<'a, str>, Cow<'a, str>, &mut Decoder<'a>) -> Result<(), CborError>,
) -> Result<(), DocumentError> {
    let (mut spaces, mut elements) = (0, 0);
    let mut map = decoder.map()?;
    while let Some(name_space) = decoder.text_key(&mut map)? {
        spaces += 1;
        if spaces > MAX_ELEMENTS {
            return Err(DocumentError::TooMany { what: "namespaces", limit: MAX_ELEMENTS });
        }
        let mut members = decoder.map()?;
        while let Some(identifier) = decoder.text_key(&mut members)? {
            elements += 1;
            if elements > MAX_ELEMENTS {
                return Err(DocumentError::TooMany { what: "elements", limit: MAX_ELEMENTS });
            }
            take(name_space.clone(), identifier, decoder)?;
        }
    }
    Ok(())
}

fn read_faults(decoder: &mut Decoder<'_>) -> Result<Vec<DocumentFault>, DocumentError> {
    let mut faults = Vec::new();
    let mut members = decoder.array()?;
    while decoder.more(&mut members)? {
        let mut map = decoder.map()?;
        while let Some(key) = decoder.text_key(&mut map)? {
            if faults.len() == MAX_RESPONSE_DOCUMENTS {
                return Err(DocumentError::TooMany {
                    what: "document errors",
                    limit: MAX_RESPONSE_DOCUMENTS,
                });
            }
            faults.push(DocumentFault { doc_type: DocType::parse(&key)?, code: decoder.integer()? });
        }
    }
    Ok(faults)
}

const TAG_MAC0: u64 = 17;
