//! Whether a service's result is true, asked by its number and its recipient's IIN or BIN (order 9, annex 2).
//!
//! *Takes* a [`LookupRequest`] — a document's unique number and an IIN or BIN — and results as their issuers sealed them.
//! *Gives* a signed [`LookupAnswer`]: the service, its conclusion, and the seal with the official's signature; or that no
//! document with that number and IIN or BIN exists. *Refuses* to say which of the two was wrong, or anything at all to who asks too
//! often.
//!
//! Carries out 9/2.4 and 9/2.5. Where results are kept, number and recipient are one key ([`ResultKey`]): that one of them is
//! known alone, a store cannot even be asked. The answer is signed by the portal; what it says of the official's signature the asker
//! checks for themselves, from the seal in it (9/2.3).
//!
//! *What it does not prove.* That whoever shows the number is the recipient. A withdrawn result is answered as one that never was.

mod answer;
mod desk;
mod memory;
mod policy;
mod request;
mod result;
mod store;
mod verified;
mod words;

pub use answer::LookupAnswer;
pub use desk::{Asker, LookupAudit, LookupDesk, LookupError, LookupEvent, LookupReply, LookupSecret};
pub use memory::MemoryResults;
pub use policy::{LookupPolicy, LookupPolicyError, LookupSettings};
pub use request::LookupRequest;
pub use result::{Conclusion, ServiceResult};
pub use store::{Attempts, Kept, NumberKey, ResultKey, Results, ResultsError};
pub use verified::{LookupReport, verify};

use thiserror::Error;

use crate::cbor::CborError;
use crate::cose::CoseError;
use crate::document::SealError;

/// Why a request, an answer or a result was not made or not read. Holds no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ResultError {
    /// Not signed, not for this purpose, or not by this key.
    #[error("{thing}: {error}")]
    Cose {
        /// `lookup request`, `lookup answer` or `service result`.
        thing: &'static str,
        /// What is wrong.
        error: CoseError,
    },
    /// Not CBOR of the shape of one.
    #[error("{thing}: {error}")]
    Cbor {
        /// As above.
        thing: &'static str,
        /// What is wrong.
        error: CborError,
    },
    /// A member is missing or has a value it cannot have.
    #[error("{thing}: {member} {what}")]
    Member {
        /// As above.
        thing: &'static str,
        /// Which.
        member: &'static str,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The seal in it is none.
    #[error("service result: {0}")]
    Seal(#[from] SealError),
}

/// One of the three, for its errors.
#[derive(Clone, Copy)]
struct Thing(&'static str);

const REQUEST: Thing = Thing("lookup request");
const ANSWER: Thing = Thing("lookup answer");
const RESULT: Thing = Thing("service result");

impl Thing {
    fn cbor(self) -> impl Fn(CborError) -> ResultError {
        move |error| ResultError::Cbor { thing: self.0, error }
    }

    fn cose(self) -> impl Fn(CoseError) -> ResultError {
        move |error| ResultError::Cose { thing: self.0, error }
    }

    fn member(self, member: &'static str, what: &'static str) -> ResultError {
        ResultError::Member { thing: self.0, member, what }
    }

    fn missing(self, member: &'static str) -> ResultError {
        self.member(member, "is missing or malformed")
    }

    fn within(self, bytes: &[u8], limit: usize) -> Result<(), ResultError> {
        let found = bytes.len();
        if found <= limit {
            Ok(())
        } else {
            Err(self.cbor()(CborError::TooLarge { what: "bytes", found, limit }))
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
