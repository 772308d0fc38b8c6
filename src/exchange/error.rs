use thiserror::Error;

use crate::cbor::CborError;
use crate::cose::{CoseError, SignError};

/// Why a message was not made, not signed or not read. Holds no personal data: of what came it repeats nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MessageError {
    /// Larger than allowed.
    #[error("message: {found} {what}, at most {limit} allowed")]
    TooLarge {
        /// `bytes`, `values` or whatever else is counted.
        what: &'static str,
        /// How many came.
        found: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// Not JSON, a name that stands twice in one object, a number with a fraction, or nested too deep.
    #[error("message: not JSON as it is read here, line {line} column {column}")]
    Json {
        /// Line, from 1.
        line: usize,
        /// Column.
        column: usize,
    },
    /// Not CBOR, or of another shape than a message.
    #[error("message: {0}")]
    Cbor(#[from] CborError),
    /// Not a JWS in compact form, or its protected header is not one of ours.
    #[error("message: JWS {0}")]
    Jws(&'static str),
    /// Not a COSE_Sign1 for this purpose.
    #[error("message: {0}")]
    Cose(#[from] CoseError),
    /// A member is missing, unknown, or has a value it cannot have.
    #[error("message: {place}: {member} {what}")]
    Member {
        /// The part of the message.
        place: &'static str,
        /// Which member.
        member: &'static str,
        /// What is wrong with it.
        what: &'static str,
    },
    /// 1277/2: it is marked as holding state secrets, which are not exchanged here.
    #[error("message: marked as a state secret, which is not passed between these systems")]
    StateSecret,
    /// 1277/11: the signer names no certificate.
    #[error("message: the signer brings no certificate chain, which names the worker")]
    NoCertificate,
    /// The signer failed.
    #[error("message: {0}")]
    Sign(#[from] SignError),
}

/// A part of a message, for the errors of its members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place(pub(super) &'static str);

impl Place {
    pub(super) const fn member(self, member: &'static str, what: &'static str) -> MessageError {
        MessageError::Member { place: self.0, member, what }
    }

    pub(super) const fn missing(self, member: &'static str) -> MessageError {
        self.member(member, "is missing")
    }
}
