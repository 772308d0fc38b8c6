use core::fmt;

use sha2::{Digest, Sha256};

use super::{Content, Family, Kind, Marking, MessageId, SystemName};
use crate::exchange::MessageError;
use crate::exchange::error::Place;
use crate::exchange::wire::{Form, Members, Tree, read_cbor, read_json};
use crate::id::Bin;
use crate::time::Timestamp;

/// A message between two information systems. It means the same in both forms; its digest says so.
///
/// ```cddl
/// message = {
///   "version": 1,
///   "id": tstr,                              ; a UUID in lower case
///   "family": "status" / "documents" / "application",
///   "kind": "request" / "response",
///   ? "in_reply_to": tstr,                   ; of a response: the id of its request
///   "sender": tstr, "recipient": tstr,       ; BIN of the owner, "/", code of the system
///   "organisation": tstr .size 12,           ; BIN of the body whose worker signs
///   "created": tstr,                         ; RFC 3339, local time with its offset
///   "marking": "open" / "official-use",
///   "body": { * tstr => any },               ; of the family and the kind
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Its name: what a repeated message is known by.
    pub id: MessageId,
    /// The system it comes from.
    pub sender: SystemName,
    /// The system it goes to.
    pub recipient: SystemName,
    /// The body whose worker signs it (1277/7.3, 1277/11).
    pub organisation: Bin,
    /// When it was made.
    pub created: Timestamp,
    /// How its content is marked.
    pub marking: Marking,
    /// What it carries.
    pub content: Content,
}

const MESSAGE: Place = Place("message");

impl Message {
    /// Whether it may be sent: every part can be, the consent a request needs is there, and no secret is in it by its mark.
    pub fn check(&self) -> Result<(), MessageError> {
        // 1277/2: before anything else is looked at.
        self.marking.check()?;
        if self.sender == self.recipient {
            return Err(MESSAGE.member("recipient", "is the sender"));
        }
        if self.content.answers() == Some(&self.id) {
            return Err(MESSAGE.member("in_reply_to", "is the message itself"));
        }
        self.content.check(self.created)
    }

    /// SHA-256 of the message as deterministic CBOR, whichever form it travels in: two messages of one digest say the same.
    pub fn digest(&self) -> Result<[u8; 32], MessageError> {
        Ok(Sha256::digest(self.to_tree().to_cbor()?).into())
    }

    /// The bytes a signature is made over, in this form.
    pub(in crate::exchange) fn to_payload(&self, form: Form) -> Result<Vec<u8>, MessageError> {
        self.check()?;
        let tree = self.to_tree();
        Ok(match form {
            Form::Json => tree.to_json(),
            Form::Cbor => tree.to_cbor()?,
        })
    }

    /// Reads a payload. Nothing is proven by that.
    pub(in crate::exchange) fn from_payload(payload: &[u8], form: Form) -> Result<Self, MessageError> {
        let tree = match form {
            Form::Json => read_json(payload)?,
            Form::Cbor => read_cbor(payload)?,
        };
        let mut members = Members::of(tree, MESSAGE, form)?;
        if members.integer("version")? != 1 {
            return Err(MESSAGE.member("version", "is not 1"));
        }
        // 1277/2: a secret is not read on.
        let marking = members.word("marking", Marking::from_word)?;
        marking.check()?;
        let family = members.word("family", Family::from_word)?;
        let to = match members.word("kind", Kind::from_word)? {
            // One that stands there all the same is an unknown member.
            Kind::Request => None,
            Kind::Response => Some(members.parsed("in_reply_to", MessageId::parse)?),
        };
        let mut body = Members::of(members.value("body")?, Place("body"), form)?;
        let content = Content::read(family, to, &mut body)?;
        body.finish()?;
        let message = Self {
            id: members.parsed("id", MessageId::parse)?,
            sender: members.parsed("sender", SystemName::parse)?,
            recipient: members.parsed("recipient", SystemName::parse)?,
            organisation: members.bin("organisation")?,
            created: members.local_time("created")?,
            marking,
            content,
        };
        members.finish()?;
        message.check()?;
        Ok(message)
    }

    fn to_tree(&self) -> Tree {
        Tree::object([
            ("version", Some(Tree::Integer(1))),
            ("id", Some(Tree::Text(self.id.to_string()))),
            ("family", Tree::text(self.content.family().word())),
            ("kind", Tree::text(self.content.kind().word())),
            ("in_reply_to", self.content.answers().map(|id| Tree::Text(id.to_string()))),
            ("sender", Some(Tree::Text(self.sender.to_string()))),
            ("recipient", Some(Tree::Text(self.recipient.to_string()))),
            ("organisation", Tree::text(self.organisation.as_str())),
            // 1277/10: local time, with its offset.
            ("created", Some(Tree::Text(self.created.to_local()))),
            ("marking", Tree::text(self.marking.word())),
            ("body", Some(self.content.to_tree())),
        ])
    }
}

/// Which message, between whom; nothing of what it carries.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (family, kind) = (self.content.family().word(), self.content.kind().word());
        write!(f, "Message({}, {family} {kind}, {} to {})", self.id, self.sender, self.recipient)
    }
}
