use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use qujat::document::mdoc::{DeviceProof, IssuerSigned, ResponseDraft, SessionTranscript, Shown};
use qujat::proximity::{
    Aborted, DeviceEngagement, DeviceRequest, DocumentRequest, HolderAnswered, HolderAsked, HolderEngagement,
    HolderNext, SessionStatus,
};
use qujat::time::Timestamp;
use qujat::trust::{ReaderTrust, certificates};

use super::turn;
use super::values::{NfcHandover, ProximityAsked, ProximityMethods, handover};
use crate::platform::{AppRandom, AppSigner, DeviceKey, RandomSource, signer};
use crate::presentation::ElementName;
use crate::verifier::VerifiedDocument;
use crate::{DeviceException, InputException};

/// The holder's side of one meeting with a reader (ISO/IEC 18013-5): show the engagement, take the reader's messages, answer
/// what the person agrees to. The app carries the messages by Bluetooth or NFC. Made anew for each reader: the first that
/// speaks uses it up. Safe to call from any thread.
#[derive(uniffi::Object)]
pub struct ProximityHolder {
    engagement: DeviceEngagement,
    readers: ReaderTrust,
    state: Mutex<State>,
}

enum State {
    Engaged(HolderEngagement),
    Asked(HolderAsked),
    /// While the device's key signs.
    Answering,
    Answered(HolderAnswered),
    /// With the last word, where one is owed.
    Over(Option<Vec<u8>>),
}

/// One document that the person agreed to show.
#[derive(Clone, uniffi::Record)]
pub struct ProximityShown {
    /// The document as the holder keeps it. It must be bound to the device's key.
    pub document: Arc<VerifiedDocument>,
    /// What of it the person agreed to, each an element that was asked for.
    pub elements: Vec<ElementName>,
}

#[uniffi::export]
impl ProximityHolder {
    /// A fresh key and the engagement that names it. `methods`: what the app can carry the session by. `readerAnchors`:
    /// certificates (PEM or DER) of the authorities whose readers are called trusted.
    #[uniffi::constructor(default(reader_anchors = []))]
    pub fn new(
        methods: ProximityMethods,
        random: Arc<dyn RandomSource>,
        reader_anchors: Vec<Vec<u8>>,
    ) -> Result<Self, DeviceException> {
        let mut readers = ReaderTrust::new();
        for file in &reader_anchors {
            let ders = certificates(file).map_err(InputException::from)?;
            ders.iter().try_for_each(|der| readers.add_anchor(der)).map_err(InputException::from)?;
        }
        let engaged = HolderEngagement::make(&methods.to_core()?, &mut AppRandom(&*random))?;
        let engagement = engaged.engagement().clone();
        Ok(Self { engagement, readers, state: Mutex::new(State::Engaged(engaged)) })
    }

    /// The engagement as the text of a QR code: `mdoc:…`.
    pub fn engagement_text(&self) -> String {
        self.engagement.to_uri()
    }

    /// The engagement as bytes, for the record of NFC.
    pub fn engagement(&self) -> Vec<u8> {
        self.engagement.as_bytes().to_vec()
    }

    /// The 16 bytes of the characteristic by which a Bluetooth reader knows that it has found this holder.
    pub fn ble_ident(&self) -> Vec<u8> {
        self.engagement.ble_ident().to_vec()
    }

    /// Takes a message of the reader. `nfc`: for the first one, where the engagement crossed by NFC.
    #[uniffi::method(default(nfc = None))]
    pub fn receive(
        &self,
        message: Vec<u8>,
        now: Timestamp,
        nfc: Option<NfcHandover>,
    ) -> Result<ProximityAsked, InputException> {
        let mut state = self.state();
        let next = match std::mem::replace(&mut *state, State::Over(None)) {
            State::Engaged(engaged) => engaged.accept(&message, &handover(nfc)).map(HolderNext::Asked),
            State::Answered(answered) => answered.receive(&message),
            State::Asked(asked) => asked.receive(&message).map(HolderNext::Ended),
            other => {
                *state = other;
                return Err(turn("the session is over or an answer is being made: no message is taken"));
            }
        };
        match next {
            Ok(HolderNext::Ended(_)) => Ok(ProximityAsked::over(None)),
            Err(aborted) => Ok(abort(&mut state, aborted)),
            Ok(HolderNext::Asked(asked)) => {
                let request = asked.request().map_err(|error| turn(&error.to_string()))?;
                let seen = ProximityAsked::of(&request, |document| {
                    document.reader(asked.transcript(), &self.readers, now)
                });
                *state = State::Asked(asked);
                Ok(seen)
            }
        }
    }

    /// Answers with what the person agreed to and gives the message to send; of what was asked for and is not in it, the
    /// reader is told that it is not shown. Without documents, nothing is shown at all. The device's key signs for each
    /// document: not on the main thread. Where it does not sign, what was asked stays asked. `andEnd`: whether the session
    /// ends with the answer.
    pub fn answer(
        &self,
        shown: Vec<ProximityShown>,
        key: Arc<dyn DeviceKey>,
        and_end: bool,
    ) -> Result<Vec<u8>, DeviceException> {
        // Taken out: no lock is held while a person confirms.
        let asked = {
            let mut state = self.state();
            match std::mem::replace(&mut *state, State::Answering) {
                State::Asked(asked) => asked,
                other => {
                    *state = other;
                    return Err(turn("there is nothing to answer").into());
                }
            }
        };
        let draft = draft(&asked, &shown, &*key);
        let mut state = self.state();
        if !matches!(*state, State::Answering) {
            return Err(turn("the session was ended before the answer").into());
        }
        let draft = match draft {
            Ok(draft) => draft,
            Err(error) => {
                *state = State::Asked(asked);
                return Err(error);
            }
        };
        *state = State::Over(None);
        let sent = if and_end {
            asked.answer_and_end(&draft)
        } else {
            asked.answer(&draft).map(|(answered, message)| {
                *state = State::Answered(answered);
                message
            })
        };
        sent.map_err(|aborted| {
            let error = InputException::from(aborted.error.clone());
            abort(&mut state, aborted);
            error.into()
        })
    }

    /// Ends the session and gives the message to send: after an answer, instead of one, or what is owed to a reader whose
    /// message could not be taken. Empty where nothing more is to be said.
    pub fn end(&self) -> Vec<u8> {
        match std::mem::replace(&mut *self.state(), State::Over(None)) {
            State::Engaged(_) => Vec::new(),
            State::Answering => SessionStatus::Termination.message(),
            State::Asked(asked) => asked.end(),
            State::Answered(answered) => answered.end(),
            State::Over(last) => last.unwrap_or_default(),
        }
    }
}

impl ProximityHolder {
    /// What a panic left behind is a session that is over.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The session is over; what is owed to the other side is kept for `end`.
fn abort(state: &mut State, aborted: Aborted) -> ProximityAsked {
    let seen = ProximityAsked::over(Some(&aborted));
    *state = State::Over(Some(aborted.reply));
    seen
}

/// The answer: each document with its proof, and what of the request is not in it.
fn draft(
    asked: &HolderAsked,
    shown: &[ProximityShown],
    key: &dyn DeviceKey,
) -> Result<ResponseDraft, DeviceException> {
    let request = asked.request().map_err(InputException::from)?;
    let mut draft = ResponseDraft::new();
    for one in shown {
        let wanted = wanted(&request, one)?;
        show(&mut draft, one, wanted, asked.transcript(), &signer(key)?)?;
    }
    for document in &request.documents {
        if !shown.iter().any(|one| *one.document.verified.doc_type() == document.doc_type) {
            draft.decline(document.doc_type.clone(), NOT_RETURNED).map_err(InputException::from)?;
        }
    }
    Ok(draft)
}

/// The request that `shown` answers: of its kind, and for each of its elements.
fn wanted<'r>(
    request: &'r DeviceRequest<'_>,
    shown: &ProximityShown,
) -> Result<&'r DocumentRequest<'r>, InputException> {
    let doc_type = shown.document.verified.doc_type();
    let wanted = request.documents.iter().find(|document| document.doc_type == *doc_type);
    let wanted = wanted
        .ok_or_else(|| InputException::malformed("not_asked", "a document of this kind was not asked for"))?;
    for element in &shown.elements {
        if !wanted.names().any(|name| name == element.pair()) {
            return Err(InputException::malformed(
                "not_asked",
                format_args!(
                    "the element {:?} of {:?} was not asked for",
                    element.identifier, element.name_space
                ),
            ));
        }
    }
    Ok(wanted)
}

fn show(
    draft: &mut ResponseDraft,
    shown: &ProximityShown,
    wanted: &DocumentRequest<'_>,
    transcript: &SessionTranscript,
    device: &AppSigner<'_>,
) -> Result<(), DeviceException> {
    let document = IssuerSigned::parse(&shown.document.received).map_err(InputException::from)?;
    let elements: Vec<_> = shown.elements.iter().map(ElementName::pair).collect();
    let withheld: Vec<_> = wanted.names().filter(|name| !elements.contains(name)).collect();
    let proof = DeviceProof::Signature(device);
    let shown =
        Shown { document: &document, elements: &elements, withheld: &withheld, device_elements: &[], proof };
    Ok(draft.show(&shown, transcript)?)
}

/// ISO/IEC 18013-5 table 9.
const NOT_RETURNED: i64 = 0;
