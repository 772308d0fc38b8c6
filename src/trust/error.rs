use thiserror::Error;

use super::{PathFault, UsageFault};
use crate::cbor::CborError;
use crate::cose::CoseError;
use crate::id::IdError;
use crate::time::Timestamp;
use crate::trust::status::StatusError;

/// Why a signer is not trusted, or trust material was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TrustError {
    /// The store is empty: nothing can be said about any signer.
    #[error("no trust material was given")]
    NoMaterial,
    /// The header holds neither a certificate nor a key id.
    #[error("the signature names no signer: neither x5chain nor kid")]
    Unnamed,
    /// No key of the trust material has the key id or the certificate's key.
    #[error("the signer's key is not among the trusted ones")]
    UnknownKey,
    /// No anchor issued the chain.
    #[error("the signer's certificate leads to no trust anchor")]
    NoPath,
    /// A step of the chain does not hold.
    #[error("certificate chain: {fault}")]
    Path {
        /// What is wrong.
        fault: PathFault,
    },
    /// An algorithm this library does not carry out; the signer may well be good.
    #[error("algorithm not supported: {algorithm}")]
    Unsupported {
        /// Its name.
        algorithm: &'static str,
    },
    /// The signer's certificate, or its key's entry, is not in force yet.
    #[error("the signer's {what} is not valid before {}", from.to_utc())]
    NotYetValid {
        /// `certificate` or `key`.
        what: &'static str,
        /// Its first instant.
        from: Timestamp,
    },
    /// The signer's certificate, or its key's entry, is no longer in force.
    #[error("the signer's {what} was valid until {}", until.to_utc())]
    Expired {
        /// `certificate` or `key`.
        what: &'static str,
        /// The first instant after it.
        until: Timestamp,
    },
    /// The certificate itself does not allow what was signed.
    #[error("the signer's certificate is not for signing documents: {fault}")]
    Usage {
        /// What it lacks.
        fault: UsageFault,
    },
    /// The certificate's own extensions do not make it a reader's.
    #[error("the certificate is not a reader's: {what}")]
    ReaderUsage {
        /// Which extension, and what it lacks.
        what: &'static str,
    },
    /// The trust material does not let this signer sign such a thing.
    #[error("the signer may not sign {} {purpose}", article(.purpose))]
    Purpose {
        /// The thing.
        purpose: &'static str,
    },
    /// The trust material does not let this signer sign this kind of document (352/5).
    #[error("the signer may not sign documents of the kind {doc_type}")]
    DocType {
        /// The kind.
        doc_type: String,
    },
    /// Bytes that are not a certificate this library can read.
    #[error("certificate: {what}")]
    Certificate {
        /// What is wrong.
        what: &'static str,
    },
    /// A file of certificates or keys that holds none, or too many, or broken ones.
    #[error("trust file: {what}")]
    File {
        /// What is wrong.
        what: &'static str,
    },
    /// More keys under one key id than are ever tried.
    #[error("more than {limit} keys have the key id {id}")]
    TooMany {
        /// The key id, hexadecimal.
        id: String,
        /// [`crate::limits::MAX_KEYS_PER_ID`].
        limit: usize,
    },
    /// A list older than one the store has, or remembers, of the same name.
    #[error("trust list version {found} is older than version {known}, which is known already")]
    Older {
        /// The version that came.
        found: u64,
        /// The version known.
        known: u64,
    },
    /// Two lists of one name and one version that do not say the same.
    #[error("two different trust lists bear version {version}")]
    Conflict {
        /// The version of both.
        version: u64,
    },
    /// A certificate revocation list that cannot be read or relied on.
    #[error("revocation list: {what}")]
    Crl {
        /// What is wrong.
        what: &'static str,
    },
    /// A revocation list older than one known already of the same issuer, about the same certificates.
    #[error("revocation list of {} is older than that of {}, which is known already", found.to_utc(), known.to_utc())]
    OlderCrl {
        /// When the one that came was made.
        found: Timestamp,
        /// When the one known was.
        known: Timestamp,
    },
    /// A list with a member that is missing or malformed.
    #[error("trust list: {what}")]
    List {
        /// What is wrong.
        what: &'static str,
    },
    /// A VICAL with a member that is missing or malformed.
    #[error("VICAL: {what}")]
    Vical {
        /// What is wrong.
        what: &'static str,
    },
    /// JSON that is none, or not of the shape of a trust list.
    #[error("trust list: not JSON of its shape, at line {line}, column {column}")]
    Json {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// A list's payload that is not CBOR of its shape.
    #[error("trust list: {0}")]
    Cbor(#[from] CborError),
    /// An entry of a list with a member that is malformed.
    #[error("trust list entry {entry}: {what}")]
    Entry {
        /// Its place in the list, from 1.
        entry: usize,
        /// What is wrong.
        what: &'static str,
    },
    /// An entry's identifier that is malformed.
    #[error("trust list entry {entry}: {source}")]
    EntryId {
        /// Its place in the list, from 1.
        entry: usize,
        /// Why.
        source: IdError,
    },
    /// Of status lists.
    #[error(transparent)]
    Status(#[from] StatusError),
    /// The signed envelope or a key in it.
    #[error(transparent)]
    Cose(#[from] CoseError),
}

impl TrustError {
    /// Whether it leaves open what the signer is: an algorithm that nobody here carries out says nothing against it.
    pub fn leaves_open(&self) -> bool {
        match self {
            Self::Unsupported { .. } => true,
            Self::Cose(CoseError::Signature(error)) => error.leaves_open(),
            _ => false,
        }
    }
}

/// `an` before a vowel.
fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}
