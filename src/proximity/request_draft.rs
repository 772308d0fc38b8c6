use super::ProximityError;
use super::request::reader_authentication;
use crate::cbor::{self, Value};
use crate::cose::{Signer, sign_detached};
use crate::document::mdoc::SessionTranscript;
use crate::id::DocType;
use crate::limits::{MAX_ELEMENTS, MAX_REQUEST_BYTES, MAX_RESPONSE_DOCUMENTS};

/// A `DeviceRequest` about to be made: what a reader asks for.
#[derive(Default)]
pub struct RequestDraft {
    /// Each a whole `DocRequest`.
    documents: Vec<Vec<u8>>,
}

impl RequestDraft {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks for elements of a document of one kind, each by namespace and identifier and whether it is meant to be kept
    /// (`IntentToRetain`). A reader that says who it is signs with its key and its certificate chain, over this session alone
    /// (ISO/IEC 18013-5 §9.1.4).
    pub fn ask(
        &mut self,
        doc_type: &DocType,
        elements: &[(&str, &str, bool)],
        reader: Option<&dyn Signer>,
        transcript: &SessionTranscript,
    ) -> Result<(), ProximityError> {
        if elements.is_empty() {
            return Err(ProximityError::NothingAsked);
        }
        if self.documents.len() == MAX_RESPONSE_DOCUMENTS {
            return Err(too_many("documents", MAX_RESPONSE_DOCUMENTS));
        }
        if elements.len() > MAX_ELEMENTS {
            return Err(too_many("elements", MAX_ELEMENTS));
        }
        let items_request = items_request(doc_type, elements)?;
        let mut out = Vec::new();
        cbor::push_map(&mut out, 1 + usize::from(reader.is_some()));
        if let Some(signer) = reader {
            let chain = signer.certificate_chain();
            if chain.is_empty() {
                return Err(ProximityError::NoChain);
            }
            let message = reader_authentication(transcript, &items_request);
            cbor::push_text(&mut out, "readerAuth");
            out.extend(sign_detached(&message, chain, signer)?);
        }
        cbor::push_text(&mut out, "itemsRequest");
        out.extend(items_request);
        self.documents.push(out);
        Ok(())
    }

    /// The bytes of the request.
    pub fn finish(&self) -> Result<Vec<u8>, ProximityError> {
        if self.documents.is_empty() {
            return Err(ProximityError::NothingAsked);
        }
        let mut out = Vec::new();
        cbor::push_map(&mut out, 2);
        cbor::push_text(&mut out, "version");
        cbor::push_text(&mut out, "1.0");
        cbor::push_text(&mut out, "docRequests");
        cbor::push_array(&mut out, self.documents.len());
        out.extend(self.documents.iter().flatten());
        if out.len() > MAX_REQUEST_BYTES {
            let (structure, found, limit) = (STRUCTURE, out.len(), MAX_REQUEST_BYTES);
            return Err(ProximityError::TooLarge { structure, found, limit });
        }
        Ok(out)
    }
}

/// `ItemsRequestBytes`. An element asked for twice stands once; it is kept if one of the two says so.
fn items_request(doc_type: &DocType, elements: &[(&str, &str, bool)]) -> Result<Vec<u8>, ProximityError> {
    let mut spaces: Vec<(&str, Vec<(&str, bool)>)> = Vec::new();
    for (space, identifier, retain) in elements {
        let index = spaces.iter().position(|(name, _)| name == space).unwrap_or_else(|| {
            spaces.push((space, Vec::new()));
            spaces.len() - 1
        });
        let Some((_, members)) = spaces.get_mut(index) else { continue };
        match members.iter_mut().find(|(name, _)| name == identifier) {
            Some((_, known)) => *known |= retain,
            None => members.push((identifier, *retain)),
        }
    }
    let spaces = spaces.into_iter().map(|(space, members)| {
        let members = members.into_iter().map(|(name, retain)| (Value::from(name), Value::from(retain)));
        (Value::from(space), Value::Map(members.collect()))
    });
    let items = Value::Map(vec![
        ("docType".into(), doc_type.as_str().into()),
        ("nameSpaces".into(), Value::Map(spaces.collect())),
    ]);
    Ok(cbor::embed(&cbor::encode(&items)?))
}

fn too_many(what: &'static str, limit: usize) -> ProximityError {
    ProximityError::TooMany { structure: STRUCTURE, what, limit }
}

const STRUCTURE: &str = "DeviceRequest";
