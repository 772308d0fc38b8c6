use core::fmt;
use std::borrow::Cow;

use super::ProximityError;
use crate::cbor::{self, CborError, Decoder};
use crate::cose::{CoseError, Sign1};
use crate::document::mdoc::SessionTranscript;
use crate::id::DocType;
use crate::limits::{MAX_ELEMENTS, MAX_REQUEST_BYTES, MAX_RESPONSE_DOCUMENTS};
use crate::time::Timestamp;
use crate::trust::{ReaderTrust, TrustError, TrustedReader};

/// What a reader asks for (ISO/IEC 18013-5 §8.3.2.1.2.1), nothing of it believed: who asks is for
/// [`DocumentRequest::reader`] to say, and what is shown for the holder.
///
/// ```cddl
/// DeviceRequest = { "version": tstr, "docRequests": [+ DocRequest] }
/// DocRequest = { "itemsRequest": #6.24(bstr .cbor ItemsRequest), ? "readerAuth": COSE_Sign1 }
/// ```
#[derive(Debug, Clone)]
pub struct DeviceRequest<'a> {
    /// `1.0` or a later minor version.
    pub version: Cow<'a, str>,
    /// Each document asked for, one at least.
    pub documents: Vec<DocumentRequest<'a>>,
}

/// One document that is asked for.
///
/// ```cddl
/// ItemsRequest = { "docType": tstr, "nameSpaces": { + NameSpace => { + DataElementIdentifier => IntentToRetain } },
///                  ? "requestInfo": { * tstr => any } }
/// ```
#[derive(Clone)]
pub struct DocumentRequest<'a> {
    /// Of which kind.
    pub doc_type: DocType,
    /// Its elements that are asked for, in the order they came, one at least.
    pub elements: Vec<RequestedElement<'a>>,
    /// `ItemsRequestBytes` as received, tag 24 and all: a part of what the reader signed.
    items_request: &'a [u8],
    reader_auth: Option<Sign1<'a>>,
}

/// One element that is asked for. Its names are whatever a reader wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestedElement<'a> {
    /// Its namespace.
    pub name_space: Cow<'a, str>,
    /// Its identifier.
    pub identifier: Cow<'a, str>,
    /// Whether the reader means to keep it longer than it takes to look at: the holder is to be told.
    pub intent_to_retain: bool,
}

/// Who asks, as far as that can be known (ISO/IEC 18013-5 §9.1.4): what a holder is shown before agreeing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReaderStanding {
    /// The request is not signed: anybody.
    Anonymous,
    /// Signed in this session by a reader an authority vouches for.
    Trusted(Box<TrustedReader>),
    /// Signed in this session by somebody nobody vouches for, and why; no better than anonymous.
    Unknown(TrustError),
    /// The signature is not true, or not of this session: somebody lies, or a request was recorded elsewhere.
    Untrue(CoseError),
}

impl<'a> DeviceRequest<'a> {
    /// Reads one `DeviceRequest` with nothing after it.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ProximityError> {
        if bytes.len() > MAX_REQUEST_BYTES {
            let (structure, found, limit) = (STRUCTURE, bytes.len(), MAX_REQUEST_BYTES);
            return Err(ProximityError::TooLarge { structure, found, limit });
        }
        Self::read(bytes).map_err(|error| error.within(STRUCTURE))
    }

    fn read(bytes: &'a [u8]) -> Result<Self, ProximityError> {
        let (mut version, mut documents) = (None, Vec::new());
        let mut decoder = Decoder::new(bytes);
        let mut map = decoder.map()?;
        while let Some(key) = decoder.text_key(&mut map)? {
            match key.as_ref() {
                "version" => version = Some(decoder.text()?),
                "docRequests" => {
                    let mut members = decoder.array()?;
                    while decoder.more(&mut members)? {
                        if documents.len() == MAX_RESPONSE_DOCUMENTS {
                            return Err(too_many("documents", MAX_RESPONSE_DOCUMENTS));
                        }
                        documents.push(DocumentRequest::read(&mut decoder)?);
                    }
                }
                // What later versions add, a reader must not rely on.
                _ => drop(decoder.skip()?),
            }
        }
        decoder.finish()?;
        let version = version.ok_or(CborError::Missing { key: "version" })?;
        if !version.starts_with("1.") {
            return Err(ProximityError::Version { structure: STRUCTURE });
        }
        if documents.is_empty() {
            return Err(ProximityError::NothingAsked);
        }
        Ok(Self { version, documents })
    }
}

impl<'a> DocumentRequest<'a> {
    /// Who asks, by the readers' authorities in `trust`, in the session of `transcript`. The certificate must be in force at
    /// `now`, a reader's (extended key usage `1.0.18013.5.1.6`), and lead to one of those authorities.
    pub fn reader(
        &self,
        transcript: &SessionTranscript,
        trust: &ReaderTrust,
        now: Timestamp,
    ) -> ReaderStanding {
        let Some(sign1) = &self.reader_auth else { return ReaderStanding::Anonymous };
        // Whose key it is and whether anybody vouches for it are two questions: first, whether it signed at all.
        let certified = match ReaderTrust::key_of(sign1.header()) {
            Ok(key) => key,
            Err(error) => return ReaderStanding::Unknown(error),
        };
        let message = reader_authentication(transcript, self.items_request);
        if let Err(error) = sign1.verify_detached(&message, &certified) {
            return ReaderStanding::Untrue(error);
        }
        match trust.find(sign1.header(), now) {
            Ok(reader) => ReaderStanding::Trusted(Box::new(reader)),
            Err(error) => ReaderStanding::Unknown(error),
        }
    }

    /// Whether the reader signed this request; by whom, and whether truly, is for [`DocumentRequest::reader`] to say.
    pub fn is_signed(&self) -> bool {
        self.reader_auth.is_some()
    }

    /// The elements by namespace and identifier, as [`crate::document::mdoc::Shown`] takes them.
    pub fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.elements.iter().map(|element| (element.name_space.as_ref(), element.identifier.as_ref()))
    }

    fn read(decoder: &mut Decoder<'a>) -> Result<Self, ProximityError> {
        let (mut items, mut reader_auth) = (None, None);
        let mut map = decoder.map()?;
        while let Some(key) = decoder.text_key(&mut map)? {
            match key.as_ref() {
                "itemsRequest" => items = Some(decoder.embedded()?),
                "readerAuth" => reader_auth = Some(Sign1::read(decoder)?),
                _ => drop(decoder.skip()?),
            }
        }
        let (items_request, content) = items.ok_or(CborError::Missing { key: "itemsRequest" })?;
        let (doc_type, elements) = read_items(content).map_err(|error| error.within("ItemsRequest"))?;
        Ok(Self { doc_type, elements, items_request, reader_auth })
    }
}

/// ISO/IEC 18013-5 §9.1.4.3, around the bytes received:
///
/// ```cddl
/// ReaderAuthenticationBytes = #6.24(bstr .cbor ["ReaderAuthentication", SessionTranscript, ItemsRequestBytes])
/// ```
pub(super) fn reader_authentication(transcript: &SessionTranscript, items_request: &[u8]) -> Vec<u8> {
    let mut content = Vec::with_capacity(transcript.as_bytes().len() + items_request.len() + 64);
    cbor::push_array(&mut content, 3);
    cbor::push_text(&mut content, "ReaderAuthentication");
    content.extend_from_slice(transcript.bare());
    content.extend_from_slice(items_request);
    cbor::embed(&content)
}

fn read_items(content: &[u8]) -> Result<(DocType, Vec<RequestedElement<'_>>), ProximityError> {
    let (mut doc_type, mut elements) = (None, None);
    let mut decoder = Decoder::new(content);
    let mut map = decoder.map()?;
    while let Some(key) = decoder.text_key(&mut map)? {
        match key.as_ref() {
            "docType" => doc_type = Some(DocType::parse(&decoder.text()?)?),
            "nameSpaces" => elements = Some(read_elements(&mut decoder)?),
            _ => drop(decoder.skip()?),
        }
    }
    decoder.finish()?;
    let elements = elements.ok_or(CborError::Missing { key: "nameSpaces" })?;
    if elements.is_empty() {
        return Err(ProximityError::NothingAsked);
    }
    Ok((doc_type.ok_or(CborError::Missing { key: "docType" })?, elements))
}

fn read_elements<'a>(decoder: &mut Decoder<'a>) -> Result<Vec<RequestedElement<'a>>, ProximityError> {
    let (mut elements, mut spaces) = (Vec::new(), 0);
    let mut map = decoder.map()?;
    while let Some(name_space) = decoder.text_key(&mut map)? {
        spaces += 1;
        if spaces > MAX_ELEMENTS {
            return Err(too_many("namespaces", MAX_ELEMENTS));
        }
        let mut members = decoder.map()?;
        while let Some(identifier) = decoder.text_key(&mut members)? {
            if elements.len() == MAX_ELEMENTS {
                return Err(too_many("elements", MAX_ELEMENTS));
            }
            let intent_to_retain = decoder.boolean()?;
            elements.push(RequestedElement { name_space: name_space.clone(), identifier, intent_to_retain });
        }
    }
    Ok(elements)
}

fn too_many(what: &'static str, limit: usize) -> ProximityError {
    ProximityError::TooMany { structure: STRUCTURE, what, limit }
}

impl fmt::Debug for DocumentRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DocumentRequest({}, {:?})", self.doc_type.as_str(), self.elements)
    }
}

const STRUCTURE: &str = "DeviceRequest";
