use thiserror::Error;

use crate::cbor::CborError;
use crate::cose::CoseError;
use crate::id::IdError;
use crate::random::RandomError;
use crate::time::TimeError;
use crate::trust::status::StatusError;

/// Why a document was refused or could not be issued. Holds names and numbers of the structure, never a value.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// More bytes than a document may have.
    #[error("the document has {found} bytes, at most {limit} allowed")]
    TooLarge {
        /// How many came.
        found: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// Not CBOR, or not of the shape of its structure. Offsets inside embedded CBOR count from its own start.
    #[error("{structure}: {source}")]
    Cbor {
        /// The structure of ISO/IEC 18013-5 being read.
        structure: &'static str,
        /// What is wrong.
        source: CborError,
    },
    /// `issuerAuth` or `deviceSignature` is no COSE_Sign1, or signing failed.
    #[error(transparent)]
    Cose(#[from] CoseError),
    /// `issuerAuth` carries no payload.
    #[error("IssuerSigned: issuerAuth carries no MobileSecurityObject")]
    Detached,
    /// Two items of a namespace bear one digest id.
    #[error("IssuerSigned: digest id {digest_id} stands twice in a namespace")]
    TwiceDigestId {
        /// The id.
        digest_id: u64,
    },
    /// Two items of a namespace bear one element identifier.
    #[error(
        "IssuerSigned: the item with digest id {digest_id} repeats an element identifier of its namespace"
    )]
    TwiceElement {
        /// The digest id of the second one.
        digest_id: u64,
    },
    /// More members than allowed.
    #[error("the document has more than {limit} {what}")]
    TooMany {
        /// `elements`, `digests`, `documents` or `document errors`.
        what: &'static str,
        /// How many are allowed.
        limit: usize,
    },
    /// A version that readers of 1.0 do not understand.
    #[error("{structure}: version 1.x wanted")]
    Version {
        /// The structure.
        structure: &'static str,
    },
    /// A digest algorithm that is not SHA-256, SHA-384 or SHA-512.
    #[error("MobileSecurityObject: digestAlgorithm is none of SHA-256, SHA-384, SHA-512")]
    DigestAlgorithm,
    /// Both `deviceSignature` and `deviceMac` are there.
    #[error("DeviceResponse: deviceAuth holds both a signature and a MAC")]
    TwoProofs,
    /// An element was chosen for showing that the document does not hold.
    #[error("the document holds no element {identifier:?} of {name_space:?}")]
    NotThere {
        /// Its namespace, as chosen.
        name_space: String,
        /// Its identifier, as chosen.
        identifier: String,
    },
    /// No element was chosen for showing.
    #[error("no element was chosen")]
    NothingChosen,
    /// A device proof by another key than the one the issuer bound, or of a document bound to no device.
    #[error("the document is not bound to this device's key")]
    DeviceKey,
    /// A device may state only what the issuer authorised its key for (`keyAuthorizations`).
    #[error("the issuer did not authorise the device to state {identifier:?} of {name_space:?}")]
    NotAuthorised {
        /// Its namespace.
        name_space: String,
        /// Its identifier.
        identifier: String,
    },
    /// A docType that cannot be one.
    #[error(transparent)]
    Id(#[from] IdError),
    /// An instant that is none.
    #[error(transparent)]
    Time(#[from] TimeError),
    /// No randomness for salts.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// A place in a status list that cannot be one.
    #[error(transparent)]
    Status(#[from] StatusError),
    /// The record's document has already ended at the moment of signing.
    #[error("the record has expired: nothing is signed")]
    Expired,
}

impl DocumentError {
    /// Names the structure of an error that does not name one yet.
    pub(super) fn within(mut self, name: &'static str) -> Self {
        if let Self::Cbor { structure, .. } = &mut self
            && structure.is_empty()
        {
            *structure = name;
        }
        self
    }
}

/// The structure is named by `within`, which every reader ends with.
impl From<CborError> for DocumentError {
    fn from(source: CborError) -> Self {
        Self::Cbor { structure: "", source }
    }
}
