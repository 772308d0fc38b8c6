use core::fmt;

use super::channel::{Channel, Role};
use super::holder::only_a_status;
use super::message::{SessionData, SessionEstablishment};
use super::{Aborted, DeviceEngagement, Handover, ProximityError, RequestDraft, SessionStatus};
use crate::cbor;
use crate::cose::{AgreementKey, KeyAgreement as _};
use crate::document::mdoc::SessionTranscript;
use crate::random::RandomSource;

/// A reader that may ask: it has scanned an engagement, or was answered and goes on.
pub struct ReaderSession {
    pub(super) channel: Channel,
    transcript: SessionTranscript,
    key: AgreementKey,
    /// `EReaderKeyBytes`, until the first message has carried them over.
    pub(super) introduction: Option<Vec<u8>>,
}

/// A reader that asked and waits for the answer.
pub struct ReaderWaiting {
    pub(super) session: ReaderSession,
}

/// What came after a request.
#[allow(clippy::large_enum_variant, reason = "one a turn, taken apart at once")]
#[derive(Debug)]
pub enum ReaderNext {
    /// An answer.
    Answered(ReaderAnswered),
    /// The end, without one.
    Ended(SessionStatus),
}

/// An answer, decrypted and not yet believed.
pub struct ReaderAnswered {
    response: Vec<u8>,
    pub(super) session: ReaderSession,
    ended: Option<SessionStatus>,
}

impl ReaderSession {
    /// A fresh key for one session with the holder that showed `engagement` by `handover`.
    pub fn start(
        engagement: &DeviceEngagement,
        handover: &Handover,
        random: &mut dyn RandomSource,
    ) -> Result<Self, ProximityError> {
        Self::with_key(engagement, handover, AgreementKey::make(random)?)
    }

    pub(super) fn with_key(
        engagement: &DeviceEngagement,
        handover: &Handover,
        key: AgreementKey,
    ) -> Result<Self, ProximityError> {
        let key_bytes = cbor::embed(&cbor::encode(&key.public_key().to_cose())?);
        let transcript =
            SessionTranscript::make(Some(&engagement.embedded()), Some(&key_bytes), &handover.to_cbor())?;
        let channel = Channel::new(Role::Reader, &key, engagement.device_key(), &transcript)
            .map_err(|source| ProximityError::Key { structure: "EDeviceKey", source })?;
        Ok(Self { channel, transcript, key, introduction: Some(key_bytes) })
    }

    /// What the reader signs its request over ([`RequestDraft::ask`]).
    pub fn transcript(&self) -> &SessionTranscript {
        &self.transcript
    }

    /// Asks. Gives the message to send, and waits for the answer.
    pub fn ask(mut self, request: &RequestDraft) -> Result<(ReaderWaiting, Vec<u8>), Aborted> {
        let sealed = request
            .finish()
            .and_then(|plain| self.channel.seal(&plain))
            .map_err(|error| Aborted { error, reply: SessionStatus::Termination.message() })?;
        let message = match self.introduction.take() {
            Some(key_bytes) => SessionEstablishment::write(&key_bytes, &sealed),
            None => SessionData::write(Some(&sealed), None),
        };
        Ok((ReaderWaiting { session: self }, message))
    }

    /// Takes a message that comes before a request: only an end may.
    pub fn receive(self, message: &[u8]) -> Result<SessionStatus, Aborted> {
        only_a_status(message)
    }

    /// Ends the session. Gives the message to send.
    pub fn end(self) -> Vec<u8> {
        SessionStatus::Termination.message()
    }
}

impl ReaderWaiting {
    /// Takes the answer, or the end.
    pub fn receive(self, message: &[u8]) -> Result<ReaderNext, Aborted> {
        let Self { mut session } = self;
        let came = SessionData::parse(message).map_err(Aborted::unsealed)?;
        let Some(data) = came.data else {
            // A message without data holds a status, or it would not have been read.
            return Ok(ReaderNext::Ended(came.status.unwrap_or(SessionStatus::Termination)));
        };
        let response = session.channel.open(&data).map_err(Aborted::unsealed)?;
        Ok(ReaderNext::Answered(ReaderAnswered { response, session, ended: came.status }))
    }

    /// Ends the session without waiting. Gives the message to send.
    pub fn end(self) -> Vec<u8> {
        SessionStatus::Termination.message()
    }
}

impl ReaderAnswered {
    /// The `DeviceResponse`, to be verified with [`crate::verify::response`] against this session: give it
    /// [`ReaderAnswered::transcript`] and [`ReaderAnswered::reader_key`], or a recorded answer passes for a fresh one.
    pub fn response(&self) -> &[u8] {
        &self.response
    }

    /// What the device's proof must be over.
    pub fn transcript(&self) -> &SessionTranscript {
        &self.session.transcript
    }

    /// The reader's key of this session, for a proof by MAC.
    pub fn reader_key(&self) -> &AgreementKey {
        &self.session.key
    }

    /// What the holder said of the session, if it ended it with the answer.
    pub fn ended(&self) -> Option<SessionStatus> {
        self.ended
    }

    /// Goes on to ask again, where the holder did not end the session.
    pub fn into_session(self) -> Option<ReaderSession> {
        match self.ended {
            None => Some(self.session),
            Some(_) => None,
        }
    }

    /// Ends the session. Gives the message to send, where the holder has not ended it already.
    pub fn end(self) -> Option<Vec<u8>> {
        self.into_session().map(ReaderSession::end)
    }
}

impl fmt::Debug for ReaderSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReaderSession({:?})", self.transcript)
    }
}

impl fmt::Debug for ReaderWaiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReaderWaiting({:?})", self.session.transcript)
    }
}

/// Its size, not what it holds.
impl fmt::Debug for ReaderAnswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReaderAnswered({} bytes, {:?})", self.response.len(), self.ended)
    }
}
