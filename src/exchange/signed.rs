use core::fmt;

use super::{Family, Form, Kind, Message, MessageError, MessageId, SystemName, jws};
use crate::cose::{Purpose, Signer, Unsigned};
use crate::limits::MAX_MESSAGE_BYTES;

/// A message signed here, ready to be sent. Made only by [`Message::sign`].
#[derive(Clone, PartialEq, Eq)]
pub struct SignedMessage {
    bytes: Vec<u8>,
    form: Form,
    digest: [u8; 32],
    id: MessageId,
    answers: Option<MessageId>,
    family: Family,
    kind: Kind,
    sender: SystemName,
    recipient: SystemName,
}

impl Message {
    /// Signs the message with the worker's key, whose certificate chain names them (1277/7.3, 1277/11).
    pub fn sign(&self, form: Form, signer: &dyn Signer) -> Result<SignedMessage, MessageError> {
        if signer.certificate_chain().is_empty() {
            return Err(MessageError::NoCertificate);
        }
        let payload = self.to_payload(form)?;
        let bytes = match form {
            Form::Json => jws::sign(&payload, signer)?,
            Form::Cbor => Unsigned { purpose: Purpose::ExchangeMessage, payload: &payload }.sign(signer)?,
        };
        if bytes.len() > MAX_MESSAGE_BYTES {
            let (found, limit) = (bytes.len(), MAX_MESSAGE_BYTES);
            return Err(MessageError::TooLarge { what: "bytes", found, limit });
        }
        // What would be refused where it arrives is not sent: a member too many among them.
        Self::from_payload(&payload, form)?;
        Ok(SignedMessage {
            bytes,
            form,
            digest: self.digest()?,
            id: self.id,
            answers: self.content.answers().copied(),
            family: self.content.family(),
            kind: self.content.kind(),
            sender: self.sender.clone(),
            recipient: self.recipient.clone(),
        })
    }
}

impl SignedMessage {
    /// The signed bytes, to be sent as they are.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// In which form.
    pub fn form(&self) -> Form {
        self.form
    }

    /// [`Message::digest`].
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// Its name.
    pub fn id(&self) -> &MessageId {
        &self.id
    }

    /// The request it answers, where it is a response.
    pub fn answers(&self) -> Option<&MessageId> {
        self.answers.as_ref()
    }

    /// Of which family.
    pub fn family(&self) -> Family {
        self.family
    }

    /// Which way it goes.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// From which system.
    pub fn sender(&self) -> &SystemName {
        &self.sender
    }

    /// To which system.
    pub fn recipient(&self) -> &SystemName {
        &self.recipient
    }
}

/// Which message, to whom; nothing of what it carries.
impl fmt::Debug for SignedMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "SignedMessage({}, {:?}, {} bytes, to {})",
            self.id,
            self.form,
            self.bytes.len(),
            self.recipient
        )
    }
}
