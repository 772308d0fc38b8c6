use thiserror::Error;

use crate::cbor::CborError;
use crate::cose::CoseError;
use crate::time::Timestamp;

/// Why a status list was refused or could not be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StatusError {
    /// Not signed, not for this purpose, or not by this key.
    #[error(transparent)]
    Cose(#[from] CoseError),
    /// Not CBOR, or not of the shape of a status list.
    #[error("status list: {0}")]
    Cbor(#[from] CborError),
    /// A claim or a member with a value it cannot have.
    #[error("status list: {member} {what}")]
    Member {
        /// Which.
        member: &'static str,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The packed entries unpack to more than is held.
    #[error("status list: lst unpacks to more than {limit} bytes")]
    TooLarge {
        /// [`crate::limits::MAX_STATUS_BYTES`].
        limit: usize,
    },
    /// Older than one known of the same URI.
    #[error("status list: made at {}, one of {} is known already", found.to_utc(), known.to_utc())]
    Older {
        /// When the one that came was made.
        found: Timestamp,
        /// When the one known was made.
        known: Timestamp,
    },
    /// Two lists of one URI, made at one moment, that do not say the same.
    #[error("status list: two that differ were made at {}", issued.to_utc())]
    Conflict {
        /// When.
        issued: Timestamp,
    },
    /// An entry that the list being made does not have.
    #[error("status list: it has {entries} entries, there is none with index {index}")]
    Index {
        /// The index.
        index: u64,
        /// How many there are.
        entries: u64,
    },
    /// A status that does not fit into an entry of the list being made.
    #[error("status list: status {code} does not fit into {bits} bits")]
    Fit {
        /// Its value.
        code: u8,
        /// The bits of an entry.
        bits: u8,
    },
}
