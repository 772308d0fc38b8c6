use core::fmt;

use super::error::Place;
use super::events::note;
use super::wire::{Form, Members, Tree, read_cbor, read_json};
use super::{MessageError, MessageId};
use crate::limits::MAX_RECEIPT_BYTES;

/// What a system that received a message says of it, over the channel the message came by (1277/9: the fact of receipt).
///
/// It is not signed: it proves to the sender alone that the message need not be sent again, over a channel that names its other
/// end (mutual TLS). Whoever can forge it there can lose a message, and make nobody believe anything.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The message.
    pub message: MessageId,
    /// Its digest: a receipt is of one content.
    pub digest: [u8; 32],
    /// What became of it.
    pub answer: ReceiptAnswer,
}

/// What became of a message where it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReceiptAnswer {
    /// It was taken, now or before.
    Taken,
    /// It cannot be taken now: send it again later.
    Busy,
    /// It will never be taken.
    Refused {
        /// Why.
        reason: String,
    },
}

const RECEIPT: Place = Place("receipt");

impl Receipt {
    /// As the answer to a message of this form.
    pub fn to_bytes(&self, form: Form) -> Result<Vec<u8>, MessageError> {
        let (outcome, reason) = match &self.answer {
            ReceiptAnswer::Taken => ("taken", None),
            ReceiptAnswer::Busy => ("busy", None),
            ReceiptAnswer::Refused { reason } => ("refused", Tree::text(&note(reason))),
        };
        let tree = Tree::object([
            ("message", Some(Tree::Text(self.message.to_string()))),
            ("digest", Some(Tree::Bytes(self.digest.to_vec()))),
            ("outcome", Tree::text(outcome)),
            ("reason", reason),
        ]);
        Ok(match form {
            Form::Json => tree.to_json(),
            Form::Cbor => tree.to_cbor()?,
        })
    }

    /// Reads an answer.
    pub fn from_bytes(bytes: &[u8], form: Form) -> Result<Self, MessageError> {
        if bytes.len() > MAX_RECEIPT_BYTES {
            let (found, limit) = (bytes.len(), MAX_RECEIPT_BYTES);
            return Err(MessageError::TooLarge { what: "bytes", found, limit });
        }
        let tree = match form {
            Form::Json => read_json(bytes)?,
            Form::Cbor => read_cbor(bytes)?,
        };
        let mut members = Members::of(tree, RECEIPT, form)?;
        let message = members.parsed("message", MessageId::parse)?;
        let digest = members.bytes("digest")?;
        let digest = digest.try_into().map_err(|_| RECEIPT.member("digest", "has not 32 bytes"))?;
        let answer = match members.text("outcome")?.as_str() {
            "taken" => ReceiptAnswer::Taken,
            "busy" => ReceiptAnswer::Busy,
            "refused" => ReceiptAnswer::Refused { reason: members.text("reason")? },
            _ => return Err(RECEIPT.member("outcome", "is none of its words")),
        };
        members.finish()?;
        Ok(Self { message, digest, answer })
    }
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Receipt({}, {:?})", self.message, self.answer)
    }
}
