use super::device_auth::{HMAC_256, device_authentication, device_mac};
use super::{DocumentFault, IssuerSigned, Mso, SessionTranscript};
use crate::cbor::{self, Value};
use crate::cose::{CoseError, KeyAgreement, PublicKey, Sign1, SignatureError, Signer, sign_detached};
use crate::document::{DocumentError, Element};
use crate::id::DocType;
use crate::limits::{MAX_DOCUMENT_BYTES, MAX_RESPONSE_DOCUMENTS};

/// A `DeviceResponse` about to be made (ISO/IEC 18013-5 §8.3.2.1.2.2): what a holder's device answers a reader.
///
/// Each document in it carries the issuer's bytes as they were received and the device's proof over one session, so that
/// what is recorded in it is worth nothing in another.
#[derive(Default)]
pub struct ResponseDraft {
    /// Each a whole `Document`.
    documents: Vec<Vec<u8>>,
    faults: Vec<DocumentFault>,
}

/// One document as it is to be shown.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// The kept document, with all its elements.
    pub document: &'a IssuerSigned<'a>,
    /// What the holder agreed to show, by namespace and identifier.
    pub elements: &'a [(&'a str, &'a str)],
    /// What was asked for and is not shown: said so, with the code for "not returned". May be empty.
    pub withheld: &'a [(&'a str, &'a str)],
    /// What the device states itself, each authorised by the issuer in the document's `keyAuthorizations`. Mostly empty.
    pub device_elements: &'a [Element],
    /// How the device proves that it holds the document's key.
    pub proof: DeviceProof<'a>,
}

/// How a device proves that it holds the key the issuer bound (ISO/IEC 18013-5 §9.1.3.4). A MAC convinces the reader of this
/// session and nobody after it; a signature can be shown on.
#[derive(Clone, Copy)]
pub enum DeviceProof<'a> {
    /// `deviceSignature`, by the device key as a signer.
    Signature(&'a dyn Signer),
    /// `deviceMac`, by the device key, on P-256, and the reader's ephemeral one.
    Mac {
        /// The device key.
        device: &'a dyn KeyAgreement,
        /// The reader's ephemeral key of this session.
        reader: &'a PublicKey,
    },
}

/// The `status` of a response (ISO/IEC 18013-5 table 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResponseStatus {
    /// 0: normal processing.
    Ok,
    /// 10: something failed, and it is not said what.
    GeneralError,
    /// 11: the request is not CBOR.
    CborDecodingError,
    /// 12: the request is CBOR of another shape.
    CborValidationError,
}

impl ResponseDraft {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a document with the device's proof over `transcript`. Refused: an element that is not there; nothing chosen; a
    /// key that is not the one the issuer bound; device elements the issuer did not authorise.
    pub fn show(&mut self, shown: &Shown<'_>, transcript: &SessionTranscript) -> Result<(), DocumentError> {
        if self.documents.len() == MAX_RESPONSE_DOCUMENTS {
            return Err(DocumentError::TooMany { what: "documents", limit: MAX_RESPONSE_DOCUMENTS });
        }
        let mso = Mso::parse(shown.document.mso_untrusted())?;
        let elements = shown.elements.iter().map(|(name_space, identifier)| (*name_space, *identifier));
        let issuer_signed = shown.document.disclose_elements(elements)?;
        let name_spaces = device_name_spaces(&mso, shown.device_elements)?;
        let message = device_authentication(transcript, &mso.doc_type, &name_spaces);
        let (member, auth) = shown.proof.make(&mso, transcript, &message)?;

        let mut out = Vec::with_capacity(issuer_signed.len() + auth.len() + 256);
        cbor::push_map(&mut out, 3 + usize::from(!shown.withheld.is_empty()));
        if !shown.withheld.is_empty() {
            cbor::push_text(&mut out, "errors");
            out.extend(cbor::encode(&errors(shown.withheld))?);
        }
        cbor::push_text(&mut out, "docType");
        cbor::push_text(&mut out, mso.doc_type.as_str());
        cbor::push_text(&mut out, "deviceSigned");
        cbor::push_map(&mut out, 2);
        cbor::push_text(&mut out, "deviceAuth");
        cbor::push_map(&mut out, 1);
        cbor::push_text(&mut out, member);
        out.extend(auth);
        cbor::push_text(&mut out, "nameSpaces");
        out.extend(name_spaces);
        cbor::push_text(&mut out, "issuerSigned");
        out.extend(issuer_signed);
        self.documents.push(out);
        Ok(())
    }

    /// Says that no document of a kind asked for is shown: 0 for "not returned", whatever the reason; negative codes are the
    /// application's own (ISO/IEC 18013-5 table 9).
    pub fn decline(&mut self, doc_type: DocType, code: i64) -> Result<(), DocumentError> {
        if self.faults.len() == MAX_RESPONSE_DOCUMENTS {
            return Err(DocumentError::TooMany { what: "document errors", limit: MAX_RESPONSE_DOCUMENTS });
        }
        self.faults.push(DocumentFault { doc_type, code });
        Ok(())
    }

    /// The bytes of the response, of status [`ResponseStatus::Ok`].
    pub fn finish(&self) -> Result<Vec<u8>, DocumentError> {
        let lists = usize::from(!self.documents.is_empty()) + usize::from(!self.faults.is_empty());
        let mut out = start(ResponseStatus::Ok, lists);
        if !self.documents.is_empty() {
            cbor::push_text(&mut out, "documents");
            cbor::push_array(&mut out, self.documents.len());
            out.extend(self.documents.iter().flatten());
        }
        if !self.faults.is_empty() {
            cbor::push_text(&mut out, "documentErrors");
            cbor::push_array(&mut out, self.faults.len());
            for fault in &self.faults {
                cbor::push_map(&mut out, 1);
                cbor::push_text(&mut out, fault.doc_type.as_str());
                out.extend(cbor::encode(&fault.code.into())?);
            }
        }
        if out.len() > MAX_DOCUMENT_BYTES {
            return Err(DocumentError::TooLarge { found: out.len(), limit: MAX_DOCUMENT_BYTES });
        }
        Ok(out)
    }

    /// A response that holds nothing but why.
    pub fn refusal(status: ResponseStatus) -> Vec<u8> {
        start(status, 0)
    }
}

impl ResponseStatus {
    /// The number on the wire.
    pub const fn code(self) -> u64 {
        match self {
            Self::Ok => 0,
            Self::GeneralError => 10,
            Self::CborDecodingError => 11,
            Self::CborValidationError => 12,
        }
    }

    /// Of a number on the wire, where it is one of the table.
    pub fn from_code(code: u64) -> Option<Self> {
        [Self::Ok, Self::GeneralError, Self::CborDecodingError, Self::CborValidationError]
            .into_iter()
            .find(|status| status.code() == code)
    }
}

impl DeviceProof<'_> {
    /// The member of `deviceAuth` with its value. What was made is held against the key the issuer bound: a proof that no
    /// reader would accept is found here, where something can still be done about it.
    fn make(
        &self,
        mso: &Mso<'_>,
        transcript: &SessionTranscript,
        message: &[u8],
    ) -> Result<(&'static str, Vec<u8>), DocumentError> {
        let bound = mso.device_key.filter(|key| !key.is_nobodys()).ok_or(DocumentError::DeviceKey)?;
        let bound = bound.public_key()?;
        match self {
            Self::Signature(signer) => {
                let signed = sign_detached(message, &[], *signer)?;
                match Sign1::parse(&signed)?.verify_detached(message, &bound) {
                    Ok(()) => Ok(("deviceSignature", signed)),
                    Err(CoseError::Signature(
                        SignatureError::Untrue | SignatureError::OtherAlgorithm { .. },
                    )) => Err(DocumentError::DeviceKey),
                    Err(error) => Err(error.into()),
                }
            }
            Self::Mac { device, reader } => {
                if device.public_key() != bound {
                    return Err(DocumentError::DeviceKey);
                }
                let protected = cbor::encode(&Value::Map(vec![(1.into(), HMAC_256.into())]))?;
                let tag = device_mac(*device, reader, transcript, &protected, message)?;
                let members = [
                    Value::Bytes(protected),
                    Value::Map(Vec::new()),
                    Value::Null,
                    Value::Bytes(tag.to_vec()),
                ];
                Ok(("deviceMac", cbor::encode(&Value::Array(members.into()))?))
            }
        }
    }
}

/// `DeviceNameSpacesBytes = #6.24(bstr .cbor { * NameSpace => { + DataElementIdentifier => any } })`.
fn device_name_spaces(mso: &Mso<'_>, elements: &[Element]) -> Result<Vec<u8>, DocumentError> {
    for element in elements {
        // ISO/IEC 18013-5 §9.1.2.4: the key may sign what the issuer lists, and nothing else.
        if !mso.key_authorizations.allow(&element.namespace, &element.identifier) {
            return Err(DocumentError::NotAuthorised {
                name_space: element.namespace.clone(),
                identifier: element.identifier.clone(),
            });
        }
    }
    let spaces = by_name_space(elements.iter().map(|element| {
        (element.namespace.as_str(), (Value::from(element.identifier.as_str()), element.value.to_cbor()))
    }));
    Ok(cbor::embed(&cbor::encode(&spaces)?))
}

/// `Errors = { + NameSpace => { + DataElementIdentifier => ErrorCode } }`, each 0: not returned.
fn errors(withheld: &[(&str, &str)]) -> Value {
    by_name_space(withheld.iter().map(|(space, identifier)| (*space, (Value::from(*identifier), 0.into()))))
}

/// A map of maps, by namespace.
fn by_name_space<'a>(members: impl Iterator<Item = (&'a str, (Value, Value))>) -> Value {
    let mut spaces: Vec<(&str, Vec<(Value, Value)>)> = Vec::new();
    for (name, member) in members {
        match spaces.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => known.push(member),
            None => spaces.push((name, vec![member])),
        }
    }
    Value::Map(spaces.into_iter().map(|(name, members)| (name.into(), Value::Map(members))).collect())
}

/// The start of a response with `lists` members to follow.
fn start(status: ResponseStatus, lists: usize) -> Vec<u8> {
    let mut out = Vec::new();
    cbor::push_map(&mut out, 2 + lists);
    cbor::push_text(&mut out, "status");
    cbor::push_unsigned(&mut out, status.code());
    cbor::push_text(&mut out, "version");
    cbor::push_text(&mut out, VERSION);
    out
}

const VERSION: &str = "1.0";

#[cfg(test)]
mod tests;
