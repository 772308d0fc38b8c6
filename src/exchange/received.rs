use core::fmt;
use std::sync::Arc;

use thiserror::Error;

use super::jws::Jws;
use super::{Content, Correspondents, Form, Message, MessageError, MessageId, Request, Response, SystemName};
use crate::cose::{CoseError, Header, Purpose, Sign1, Verifier};
use crate::id::Bin;
use crate::limits::MAX_MESSAGE_BYTES;
use crate::time::{SIGNER_SKEW_SECONDS, Timestamp};
use crate::trust::{CertificateHolder, Signatory, TrustStore};
use crate::verify::{self, Envelope, Report};

/// Who receives: what a message is judged by.
#[derive(Clone, Copy)]
pub struct Receiving<'a> {
    /// The system that receives.
    pub own: &'a SystemName,
    /// With whom it is integrated, for what.
    pub correspondents: &'a Correspondents,
    /// Whose certificates are trusted for [`Purpose::ExchangeMessage`].
    pub trust: &'a TrustStore,
    /// Now.
    pub now: Timestamp,
}

/// A message whose signature was checked, from a system that may send it to this one. Made only by [`Receiving::open`]. It may
/// still be a repeated one: [`crate::exchange::Inbox`] tells.
#[derive(Clone)]
pub struct Received {
    message: Message,
    digest: [u8; 32],
    form: Form,
    worker: Arc<Signatory>,
}

/// Why a message was not taken. An answer: it is told to whoever sent it, and holds no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Refused {
    /// It cannot be read, or holds what no message may.
    #[error(transparent)]
    Unreadable(#[from] MessageError),
    /// Its signature, its signer or their certificate does not hold.
    #[error("message: {}", why(.0))]
    Untrue(Report),
    /// 1277/11: the certificate names no worker of an organisation.
    #[error("message: the certificate is none of a worker of an organisation")]
    NoWorker,
    /// The worker is of another body than the message names.
    #[error("message: signed by a worker of another organisation than it names")]
    OtherOrganisation,
    /// 1277/11: the worker's certificate gives no right to sign what the body answers for.
    #[error("message: the worker's certificate does not give the right to sign for the organisation")]
    NoRightToSign,
    /// It is for another system.
    #[error("message: for another system")]
    OtherRecipient,
    /// Nobody agreed on messages with its sender.
    #[error("message: from a system that is no correspondent")]
    Stranger,
    /// Its sender may not send this: another body's worker, another family, a request where it only answers.
    #[error("message: {what} is not among what its sender may send here")]
    NotAgreed {
        /// `this organisation`, `such a request` or `such a response`.
        what: &'static str,
    },
    /// It was made after now.
    #[error("message: made in the future")]
    Future,
}

impl Receiving<'_> {
    /// Checks everything that can be checked of a message by itself: signature, chain, worker, sender, recipient, family,
    /// direction, time. Of the order of these checks nothing follows: none is passed over.
    pub fn open(&self, bytes: &[u8], form: Form) -> Result<Received, Refused> {
        if bytes.len() > MAX_MESSAGE_BYTES {
            let (found, limit) = (bytes.len(), MAX_MESSAGE_BYTES);
            return Err(MessageError::TooLarge { what: "bytes", found, limit }.into());
        }
        let unread = |error: CoseError| Refused::from(MessageError::from(error));
        match form {
            Form::Json => {
                let jws = Jws::parse(bytes)?;
                let message = Message::from_payload(jws.payload_unproved(), form)?;
                self.judge(message, form, &jws.header(), |key| jws.verify(key))
            }
            Form::Cbor => {
                let sign1 = Sign1::parse_within(bytes, MAX_MESSAGE_BYTES).map_err(unread)?;
                let payload = sign1.payload_unproved(Purpose::ExchangeMessage).map_err(unread)?;
                let message = Message::from_payload(&payload, form)?;
                let open = |key: &dyn Verifier| sign1.open(Purpose::ExchangeMessage, key).map(drop);
                self.judge(message, form, sign1.header(), open)
            }
        }
    }

    fn judge(
        &self,
        message: Message,
        form: Form,
        header: &Header<'_>,
        open: impl Fn(&dyn Verifier) -> Result<(), CoseError>,
    ) -> Result<Received, Refused> {
        // A chain, though the key may be known by itself: the message says who signed it.
        if header.x5chain().len() == 0 {
            return Err(MessageError::NoCertificate.into());
        }
        let envelope = Envelope { header, purpose: Purpose::ExchangeMessage, made: message.created };
        let report = verify::envelope(&envelope, self.trust, self.now, open);
        let (issuer, signatory) = report.into_signer().map_err(Refused::Untrue)?;
        // 1277/11: by a certificate of the national centre, of somebody who signs in an organisation's service.
        let worker = signatory.filter(|worker| worker.holder == CertificateHolder::Organisation);
        let worker = worker.ok_or(Refused::NoWorker)?;
        let bin = worker.bin.as_deref().and_then(|bin| Bin::parse(bin).ok()).or(issuer.bin);
        if bin != Some(message.organisation) {
            return Err(Refused::OtherOrganisation);
        }
        // 1277/7.3: a request on the recipient's consent is certified by the worker's own signature, given for official use.
        // 1277/11: everything else, by those authorised to sign for their body.
        let on_consent = matches!(&message.content, Content::Request(request) if request.consent().is_some());
        if !(worker.may_sign() || on_consent && !worker.offices.is_empty()) {
            return Err(Refused::NoRightToSign);
        }
        if message.recipient != *self.own {
            return Err(Refused::OtherRecipient);
        }
        self.correspondents.admit(&message)?;
        if message.created > self.now.plus(SIGNER_SKEW_SECONDS) {
            return Err(Refused::Future);
        }
        let digest = message.digest()?;
        Ok(Received { message, digest, form, worker })
    }
}

impl Received {
    /// What it says.
    pub fn message(&self) -> &Message {
        &self.message
    }

    /// [`Message::digest`].
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// In which form it came.
    pub fn form(&self) -> Form {
        self.form
    }

    /// Who signed it, and in what office (1277/7.3, 1277/11).
    pub fn worker(&self) -> &Signatory {
        &self.worker
    }

    /// The request in it, where it is one.
    pub fn request(&self) -> Option<&Request> {
        match &self.message.content {
            Content::Request(request) => Some(request),
            Content::Response { .. } => None,
        }
    }

    /// The answer to this request (1277/7.5), from this system, signed by a worker of `organisation`; nothing where this is no
    /// request or the response is of another family.
    pub fn answer(
        &self,
        id: MessageId,
        organisation: Bin,
        created: Timestamp,
        response: Response,
    ) -> Option<Message> {
        let request = self.request()?;
        (request.family() == response.family()).then(|| Message {
            id,
            sender: self.message.recipient.clone(),
            recipient: self.message.sender.clone(),
            organisation,
            created,
            // An answer repeats what was asked about.
            marking: self.message.marking,
            content: Content::Response { to: self.message.id, response },
        })
    }
}

fn why(report: &Report) -> &str {
    report.reason().map_or("it could not be verified", |(_, why)| why)
}

/// Which message; nothing of what it carries, nor who signed it.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Received({:?})", self.message)
    }
}
