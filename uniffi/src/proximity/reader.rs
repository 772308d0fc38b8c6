use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use qujat::cose::{Algorithm, SignError, Signer};
use qujat::id::{DocType, Iin};
use qujat::proximity::{
    Aborted, DeviceEngagement, ReaderAnswered, ReaderNext, ReaderSession, ReaderWaiting, RequestDraft,
    SessionStatus,
};
use qujat::time::Timestamp;
use qujat::verify;

use super::turn;
use super::values::{ElementAsked, NfcHandover, ProximityAnswer, ProximityMethods, handover};
use crate::platform::{AppRandom, AppSigner, DeviceKey, RandomSource, signer};
use crate::verifier::Verifier;
use crate::{DeviceException, InputException};

/// The reader's side of one meeting with a holder (ISO/IEC 18013-5): ask, take the answer, verified in this session. The app
/// carries the messages by Bluetooth or NFC. Made anew for each engagement. Safe to call from any thread.
#[derive(uniffi::Object)]
pub struct ProximityReader {
    verifier: Arc<Verifier>,
    engagement: DeviceEngagement,
    state: Mutex<State>,
}

#[allow(clippy::large_enum_variant, reason = "one a session")]
enum State {
    Ready(ReaderSession),
    /// While a key signs the request.
    Asking,
    Waiting(ReaderWaiting),
    /// With the last word, where one is owed.
    Over(Option<Vec<u8>>),
}

/// One document to ask for.
#[derive(Debug, Clone, uniffi::Record)]
pub struct ProximityRequest {
    /// Its kind.
    pub doc_type: String,
    /// Its elements: ask for no more than is needed, and say what will be kept.
    pub elements: Vec<ElementAsked>,
}

#[uniffi::export]
impl ProximityReader {
    /// A reader that scanned a holder's QR code (`mdoc:…`) and verifies what it is shown by `verifier`.
    #[uniffi::constructor]
    pub fn new(
        verifier: Arc<Verifier>,
        engagement_text: String,
        random: Arc<dyn RandomSource>,
    ) -> Result<Self, DeviceException> {
        let engagement = DeviceEngagement::from_uri(&engagement_text).map_err(InputException::from)?;
        Self::start(verifier, engagement, None, &*random)
    }

    /// A reader that was given the engagement by NFC, with the messages it came in.
    #[uniffi::constructor]
    pub fn by_nfc(
        verifier: Arc<Verifier>,
        engagement: Vec<u8>,
        handover: NfcHandover,
        random: Arc<dyn RandomSource>,
    ) -> Result<Self, DeviceException> {
        let engagement = DeviceEngagement::parse(&engagement).map_err(InputException::from)?;
        Self::start(verifier, engagement, Some(handover), &*random)
    }

    /// How the holder offers to carry the session; the first of each sort.
    pub fn methods(&self) -> ProximityMethods {
        ProximityMethods::of(&self.engagement)
    }

    /// The 16 bytes of the characteristic by which a Bluetooth reader knows that it has found this holder.
    pub fn ble_ident(&self) -> Vec<u8> {
        self.engagement.ble_ident().to_vec()
    }

    /// Asks, and gives the message to send. A reader that says who it is gives its key and its certificate chain (DER, its own
    /// first): then the key signs for each document. Where it does not sign, nothing was asked.
    #[uniffi::method(default(key = None, certificate_chain = []))]
    pub fn ask(
        &self,
        documents: Vec<ProximityRequest>,
        key: Option<Arc<dyn DeviceKey>>,
        certificate_chain: Vec<Vec<u8>>,
    ) -> Result<Vec<u8>, DeviceException> {
        let session = {
            let mut state = self.state();
            match std::mem::replace(&mut *state, State::Asking) {
                State::Ready(session) => session,
                other => {
                    *state = other;
                    return Err(
                        turn("an answer is awaited, or the session is over: nothing can be asked").into()
                    );
                }
            }
        };
        let draft = draft(&documents, key.as_deref(), certificate_chain, &session);
        let mut state = self.state();
        if !matches!(*state, State::Asking) {
            return Err(turn("the session was ended before the request").into());
        }
        let draft = match draft {
            Ok(draft) => draft,
            Err(error) => {
                *state = State::Ready(session);
                return Err(error);
            }
        };
        match session.ask(&draft) {
            Ok((waiting, message)) => {
                *state = State::Waiting(waiting);
                Ok(message)
            }
            Err(Aborted { error, reply }) => {
                *state = State::Over(Some(reply));
                Err(InputException::from(error).into())
            }
        }
    }

    /// Takes the holder's answer and verifies each document of it, by the key of its device in this session too.
    /// `expectedSubject`: whose they must be (352/2.10). Afterwards the reader may ask again, or end.
    #[uniffi::method(default(expected_subject = None))]
    pub fn receive(
        &self,
        message: Vec<u8>,
        now: Timestamp,
        expected_subject: Option<Iin>,
    ) -> Result<ProximityAnswer, InputException> {
        let mut state = self.state();
        let next = match std::mem::replace(&mut *state, State::Over(None)) {
            State::Waiting(waiting) => waiting.receive(&message),
            State::Ready(session) => session.receive(&message).map(ReaderNext::Ended),
            other => {
                *state = other;
                return Err(turn("the session is over or a request is being made: no message is taken"));
            }
        };
        match next {
            Ok(ReaderNext::Ended(_)) => Ok(ProximityAnswer::over(None)),
            Err(aborted) => {
                let seen = ProximityAnswer::over(Some(&aborted));
                *state = State::Over(Some(aborted.reply));
                Ok(seen)
            }
            Ok(ReaderNext::Answered(answered)) => {
                let seen = self.judge(&answered, expected_subject.as_ref(), now);
                if let Some(session) = answered.into_session() {
                    *state = State::Ready(session);
                }
                Ok(seen)
            }
        }
    }

    /// Ends the session and gives the message to send, or what is owed to a holder whose message could not be taken. Empty
    /// where nothing more is to be said.
    pub fn end(&self) -> Vec<u8> {
        match std::mem::replace(&mut *self.state(), State::Over(None)) {
            State::Ready(session) => session.end(),
            State::Asking => SessionStatus::Termination.message(),
            State::Waiting(waiting) => waiting.end(),
            State::Over(last) => last.unwrap_or_default(),
        }
    }
}

impl ProximityReader {
    fn start(
        verifier: Arc<Verifier>,
        engagement: DeviceEngagement,
        nfc: Option<NfcHandover>,
        random: &dyn RandomSource,
    ) -> Result<Self, DeviceException> {
        let session = ReaderSession::start(&engagement, &handover(nfc), &mut AppRandom(random))?;
        Ok(Self { verifier, engagement, state: Mutex::new(State::Ready(session)) })
    }

    fn judge(&self, answered: &ReaderAnswered, subject: Option<&Iin>, now: Timestamp) -> ProximityAnswer {
        let expect = verify::Expect {
            subject,
            transcript: Some(answered.transcript()),
            reader_key: Some(answered.reader_key()),
            revocation: self.verifier.revocation(),
            ..verify::Expect::default()
        };
        let is_over = answered.ended().is_some();
        let bytes = answered.response();
        match verify::response(bytes, self.verifier.trust(), &expect, now) {
            Ok(response) => ProximityAnswer {
                documents: response
                    .documents
                    .into_iter()
                    .map(|checked| self.verifier.verdict(bytes, checked, now))
                    .collect(),
                declined: response
                    .document_errors
                    .iter()
                    .map(|fault| fault.doc_type.as_str().to_owned())
                    .collect(),
                is_over,
                problem: (response.status != 0)
                    .then(|| format!("the holder answers with status {}", response.status)),
            },
            Err(error) => ProximityAnswer {
                documents: Vec::new(),
                declined: Vec::new(),
                is_over,
                problem: Some(error.to_string()),
            },
        }
    }

    /// What a panic left behind is a session that is over.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn draft(
    documents: &[ProximityRequest],
    key: Option<&dyn DeviceKey>,
    chain: Vec<Vec<u8>>,
    session: &ReaderSession,
) -> Result<RequestDraft, DeviceException> {
    let reader =
        key.map(|key| Ok::<_, DeviceException>(Certified { signer: signer(key)?, chain })).transpose()?;
    let reader = reader.as_ref().map(|reader| -> &dyn Signer { reader });
    let mut draft = RequestDraft::new();
    for document in documents {
        let doc_type = DocType::parse(&document.doc_type)
            .map_err(|error| InputException::malformed("doc_type", error))?;
        let elements: Vec<_> = document
            .elements
            .iter()
            .map(|element| (element.name_space.as_str(), element.identifier.as_str(), element.will_be_kept))
            .collect();
        draft.ask(&doc_type, &elements, reader, session.transcript())?;
    }
    Ok(draft)
}

/// The app's key under a certificate chain.
struct Certified<'a> {
    signer: AppSigner<'a>,
    chain: Vec<Vec<u8>>,
}

impl Signer for Certified<'_> {
    fn algorithm(&self) -> Algorithm {
        self.signer.algorithm()
    }

    fn certificate_chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        self.signer.sign(message)
    }
}
