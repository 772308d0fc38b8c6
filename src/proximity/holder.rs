use core::fmt;
use std::borrow::Cow;

use super::channel::{Channel, Role};
use super::engagement::session_key;
use super::message::{SessionData, SessionEstablishment};
use super::{
    Aborted, DeviceEngagement, DeviceRequest, Handover, ProximityError, RetrievalMethod, SessionStatus,
};
use crate::cose::{AgreementKey, KeyAgreement as _, PublicKey};
use crate::document::mdoc::{ResponseDraft, ResponseStatus, SessionTranscript};
use crate::random::RandomSource;

/// A holder that waits for a reader: the engagement to show, and one session's key.
pub struct HolderEngagement {
    engagement: DeviceEngagement,
    key: AgreementKey,
}

/// A holder that was asked: the person sees who wants what, and agrees or not.
pub struct HolderAsked {
    pub(super) session: Session,
    /// A `DeviceRequest` that was read once.
    pub(super) request: Vec<u8>,
}

/// A holder that answered: the reader may ask again, or end.
pub struct HolderAnswered {
    pub(super) session: Session,
}

/// What came after an answer.
#[allow(clippy::large_enum_variant, reason = "one a turn, taken apart at once")]
#[derive(Debug)]
pub enum HolderNext {
    /// Another request.
    Asked(HolderAsked),
    /// The end.
    Ended(SessionStatus),
}

pub(super) struct Session {
    pub(super) channel: Channel,
    transcript: SessionTranscript,
    reader_key: PublicKey,
}

impl Session {
    /// Ends it with a response that holds nothing but why.
    fn refuse(mut self, error: ProximityError, status: ResponseStatus) -> Aborted {
        let response = self.channel.seal(&ResponseDraft::refusal(status)).ok();
        let reply = SessionData::write(response.as_deref(), Some(SessionStatus::Termination));
        Aborted { error, reply }
    }
}

impl HolderEngagement {
    /// A fresh key and the engagement that names it, for one session. `methods` is what the application can carry it by.
    pub fn make(methods: &[RetrievalMethod], random: &mut dyn RandomSource) -> Result<Self, ProximityError> {
        let key = AgreementKey::make(random)?;
        let engagement = DeviceEngagement::make(&key.public_key(), methods)?;
        Ok(Self { engagement, key })
    }

    /// What to show: as a QR code ([`DeviceEngagement::to_uri`]) or by NFC ([`DeviceEngagement::as_bytes`]).
    pub fn engagement(&self) -> &DeviceEngagement {
        &self.engagement
    }

    /// Takes the reader's first message (ISO/IEC 18013-5 §9.1.1.4). Whatever is wrong with it ends the session: the engagement
    /// is for one reader, and the first to speak has used it up.
    pub fn accept(self, message: &[u8], handover: &Handover) -> Result<HolderAsked, Aborted> {
        let (mut session, data) = self.establish(message, handover).map_err(Aborted::unsealed)?;
        let request = session.channel.open(&data).map_err(Aborted::unsealed)?;
        HolderAsked::new(session, request)
    }

    fn establish<'m>(
        self,
        message: &'m [u8],
        handover: &Handover,
    ) -> Result<(Session, Cow<'m, [u8]>), ProximityError> {
        let came = SessionEstablishment::parse(message)?;
        let reader_key = session_key(came.reader_key, "EReaderKey")?;
        let transcript = SessionTranscript::make(
            Some(&self.engagement.embedded()),
            Some(came.reader_key_bytes),
            &handover.to_cbor(),
        )?;
        let channel = Channel::new(Role::Holder, &self.key, &reader_key, &transcript)
            .map_err(|source| ProximityError::Key { structure: "EReaderKey", source })?;
        Ok((Session { channel, transcript, reader_key }, came.data))
    }

    /// With the key and the engagement of a standard's example.
    #[cfg(test)]
    pub(super) fn from_parts(engagement: DeviceEngagement, key: AgreementKey) -> Self {
        Self { engagement, key }
    }
}

impl HolderAsked {
    fn new(session: Session, request: Vec<u8>) -> Result<Self, Aborted> {
        if let Err(error) = DeviceRequest::parse(&request) {
            // ISO/IEC 18013-5 table 8: what is no CBOR, and what is no request, are told apart.
            let status = match crate::cbor::check(&request, request.len()) {
                Ok(()) => ResponseStatus::CborValidationError,
                Err(_) => ResponseStatus::CborDecodingError,
            };
            return Err(session.refuse(error, status));
        }
        Ok(Self { session, request })
    }

    /// What is asked. It was read once when it came, so this does not fail.
    pub fn request(&self) -> Result<DeviceRequest<'_>, ProximityError> {
        DeviceRequest::parse(&self.request)
    }

    /// What the device's proof is over ([`ResponseDraft::show`]), and the reader's ([`super::DocumentRequest::reader`]).
    pub fn transcript(&self) -> &SessionTranscript {
        &self.session.transcript
    }

    /// The reader's key of this session, for a proof by MAC ([`crate::document::mdoc::DeviceProof::Mac`]).
    pub fn reader_key(&self) -> &PublicKey {
        &self.session.reader_key
    }

    /// Answers. Gives the message to send, and waits for what comes then.
    pub fn answer(self, response: &ResponseDraft) -> Result<(HolderAnswered, Vec<u8>), Aborted> {
        let (session, sealed) = self.seal(response)?;
        Ok((HolderAnswered { session }, SessionData::write(Some(&sealed), None)))
    }

    /// Answers and ends the session with the same message.
    pub fn answer_and_end(self, response: &ResponseDraft) -> Result<Vec<u8>, Aborted> {
        let (_, sealed) = self.seal(response)?;
        Ok(SessionData::write(Some(&sealed), Some(SessionStatus::Termination)))
    }

    fn seal(self, response: &ResponseDraft) -> Result<(Session, Vec<u8>), Aborted> {
        let Self { mut session, .. } = self;
        let sealed = response.finish().map_err(ProximityError::from);
        match sealed.and_then(|plain| session.channel.seal(&plain)) {
            Ok(sealed) => Ok((session, sealed)),
            Err(error) => Err(session.refuse(error, ResponseStatus::GeneralError)),
        }
    }

    /// Takes a message that comes before the answer: only an end may.
    pub fn receive(self, message: &[u8]) -> Result<SessionStatus, Aborted> {
        only_a_status(message)
    }

    /// Ends the session without an answer. Gives the message to send.
    pub fn end(self) -> Vec<u8> {
        SessionStatus::Termination.message()
    }
}

impl HolderAnswered {
    /// Takes what comes next.
    pub fn receive(self, message: &[u8]) -> Result<HolderNext, Aborted> {
        let Self { mut session } = self;
        let came = SessionData::parse(message).map_err(Aborted::unsealed)?;
        // ISO/IEC 18013-5 §9.1.1.4: after a status nothing follows, so a request beside one wants no answer.
        if let Some(status) = came.status {
            return Ok(HolderNext::Ended(status));
        }
        let data = came.data.unwrap_or_default();
        let request = session.channel.open(&data).map_err(Aborted::unsealed)?;
        HolderAsked::new(session, request).map(HolderNext::Asked)
    }

    /// Ends the session. Gives the message to send.
    pub fn end(self) -> Vec<u8> {
        SessionStatus::Termination.message()
    }
}

impl Aborted {
    /// With nothing to say but the status.
    pub(super) fn unsealed(error: ProximityError) -> Self {
        let reply = SessionStatus::of(&error).message();
        Self { error, reply }
    }
}

/// The status of a message that may hold no data.
pub(super) fn only_a_status(message: &[u8]) -> Result<SessionStatus, Aborted> {
    match SessionData::parse(message).map_err(Aborted::unsealed)? {
        SessionData { status: Some(status), .. } => Ok(status),
        SessionData { status: None, .. } => Err(Aborted::unsealed(ProximityError::Turn)),
    }
}

impl fmt::Debug for HolderEngagement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HolderEngagement({:?})", self.engagement)
    }
}

impl fmt::Debug for HolderAsked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HolderAsked({:?})", self.session.transcript)
    }
}

impl fmt::Debug for HolderAnswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HolderAnswered({:?})", self.session.transcript)
    }
}
