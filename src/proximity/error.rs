use thiserror::Error;

use crate::cbor::CborError;
use crate::cose::CoseError;
use crate::document::DocumentError;
use crate::id::IdError;
use crate::random::RandomError;

/// Why something of a session was refused or could not be made. Holds names and numbers of the structure, never a value.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ProximityError {
    /// Not CBOR, or not of the shape of its structure. Offsets inside embedded CBOR count from its own start.
    #[error("{structure}: {source}")]
    Cbor {
        /// The structure of ISO/IEC 18013-5 being read.
        structure: &'static str,
        /// What is wrong.
        source: CborError,
    },
    /// More bytes than allowed.
    #[error("{structure}: {found} bytes, at most {limit} allowed")]
    TooLarge {
        /// The structure.
        structure: &'static str,
        /// How many came.
        found: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// More members than allowed.
    #[error("{structure}: more than {limit} {what}")]
    TooMany {
        /// The structure.
        structure: &'static str,
        /// `retrieval methods`, `documents` or `elements`.
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
    /// A text that is no `mdoc:` link with base64url after it.
    #[error("not an mdoc: link with a device engagement in base64url")]
    Link,
    /// A cipher suite other than 1, the only one there is.
    #[error("DeviceEngagement: cipher suite {found}, 1 is wanted")]
    CipherSuite {
        /// The one that came.
        found: u64,
    },
    /// An ephemeral key that is none, or of a curve sessions are not made on here.
    #[error("{structure}: {source}")]
    Key {
        /// `EDeviceKey` or `EReaderKey`.
        structure: &'static str,
        /// What is wrong.
        source: CoseError,
    },
    /// The message is not of this session and turn, or was changed on its way.
    #[error("the message does not decrypt in this session")]
    Encryption,
    /// The message holds neither data nor a status.
    #[error("SessionData holds neither data nor status")]
    Empty,
    /// Data came where only a status may: the other side speaks out of turn.
    #[error("a message came out of turn")]
    Turn,
    /// As many messages as a session may carry one way.
    #[error("the session has carried as many messages as it may")]
    Exhausted,
    /// A request for nothing.
    #[error("nothing is asked for")]
    NothingAsked,
    /// A reader that signs must say by whom it is vouched for (ISO/IEC 18013-5 §9.1.4.5).
    #[error("the reader's signer has no certificate chain")]
    NoChain,
    /// A docType that cannot be one.
    #[error(transparent)]
    Id(#[from] IdError),
    /// Of the document or the response.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// Of the reader's signature.
    #[error(transparent)]
    Cose(#[from] CoseError),
    /// No randomness for the session's keys.
    #[error(transparent)]
    Random(#[from] RandomError),
}

/// A session that ended by an error: its keys are gone. What is left to do is to send `reply`, close, and begin anew with a
/// new engagement.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{error}")]
pub struct Aborted {
    /// What was wrong.
    #[source]
    pub error: ProximityError,
    /// The last message to the other side, which tells it that the session is over.
    pub reply: Vec<u8>,
}

impl ProximityError {
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
impl From<CborError> for ProximityError {
    fn from(source: CborError) -> Self {
        Self::Cbor { structure: "", source }
    }
}
