use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use qujat::code::stream::{Progress, Receiver, Sender, StreamPolicy, Taken};
use qujat::document::mdoc::IssuerSigned;
use qujat::id::{Bin, Iin};
use qujat::presentation::{Challenge, PresentationClaims, Presenting};
use qujat::scan::Scanned;
use qujat::time::Timestamp;
use qujat::verify::{self, PresentationExpect, PresentationReport, ShownBefore};

use crate::holder::Holder;
use crate::platform::{AppRandom, DeviceKey, RandomSource, signer};
use crate::symbol::QrSymbol;
use crate::values::Report;
use crate::verifier::{VerifiedDocument, Verifier};
use crate::{DeviceException, InputException};

/// A document shown without any network: QR symbols without end, of which a camera may miss any. Draw `symbol` of
/// `frameDue`, anew as often as the screen is drawn, until the presentation ends; then present again.
#[derive(uniffi::Object)]
pub struct Presentation {
    sender: Sender,
    claims: PresentationClaims,
}

/// What is shown, and how.
#[derive(Debug, Clone, uniffi::Record)]
pub struct PresentationOptions {
    /// The elements to show; without any, the whole document. Show the person what these are before.
    #[uniffi(default = [])]
    pub elements: Vec<ElementName>,
    /// The text of the verifier's challenge, where the camera saw one (`CodeKind.challenge`).
    #[uniffi(default = None)]
    pub answering: Option<String>,
    /// The BIN of the one organisation it is for. A challenge that names one needs none here.
    #[uniffi(default = None)]
    pub organisation: Option<String>,
    /// How long it holds, in seconds: 30 to 600.
    #[uniffi(default = 120)]
    pub seconds: u32,
    /// The largest version of a symbol, 1 to 40. Smaller symbols are read from farther away and there are more of them.
    #[uniffi(default = 22)]
    pub symbol_version: u32,
    /// Symbols a second, 1 to 30.
    #[uniffi(default = 10)]
    pub frames_per_second: u32,
}

/// An element of a document.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ElementName {
    /// Its namespace: `kz.gov.egov.identity_card.1`, `org.iso.18013.5.1`, …
    pub name_space: String,
    /// Its identifier: `family_name`, `portrait`, …
    pub identifier: String,
}

/// Collects the symbols of a presentation that a camera sees, and verifies the document once it is whole. One a desk: it
/// remembers what was shown to it, and takes nothing twice. Safe to call from any thread.
#[derive(uniffi::Object)]
pub struct PresentationReceiver {
    verifier: Arc<Verifier>,
    organisation: Option<Bin>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    receiver: Receiver,
    challenge: Option<Challenge>,
    shown: ShownBefore,
}

/// What became of one symbol.
#[derive(uniffi::Record)]
pub struct PresentationStep {
    /// Whether it told anything new. Codes of other kinds tell nothing, and do no harm.
    pub is_new: bool,
    /// How much of the document is there, from 0 to 1.
    pub progress: f32,
    /// What was found out, once it is whole.
    pub verdict: Option<PresentationVerdict>,
}

/// What was found out about a presentation.
#[derive(uniffi::Record)]
pub struct PresentationVerdict {
    /// Every check and the overall word: the document's, and of the proof `Device`, `Freshness`, `Audience`, `Challenge` and
    /// `Replay`.
    pub report: Report,
    /// The document, only where the word is "valid": the elements that were shown and no others.
    pub document: Option<Arc<VerifiedDocument>>,
    /// Whether it came too late and nothing else stands against it: ask for it to be shown anew.
    pub is_complete_but_expired: bool,
    /// The first second it no longer holds, Unix, as it says itself; absent where it could not be read.
    pub expires_at: Option<Timestamp>,
    /// Where the issuer says to learn whether the document was revoked, as of `DocumentVerdict`.
    pub status_list: Option<String>,
}

#[uniffi::export]
impl Holder {
    /// Has the device's key sign that it shows a document now, and gives what to draw. The document must be bound to that
    /// key (`deviceKeyForIssuer`). The person may be asked to confirm: not on the main thread.
    pub fn present(
        &self,
        document: Arc<VerifiedDocument>,
        key: Arc<dyn DeviceKey>,
        options: PresentationOptions,
        now: i64,
    ) -> Result<Arc<Presentation>, DeviceException> {
        let now = Timestamp::from_unix(now).map_err(InputException::from)?;
        let chosen = options.choose(&document.received)?;
        // Before the person is asked to confirm: what cannot be shown need not be signed.
        Sender::new(&chosen, options.policy()).map_err(InputException::from)?;
        let answer = options.answering.as_deref().map(Challenge::parse).transpose()?;
        let shown = qujat::presentation::Presentation::sign(&Presenting {
            document: &chosen,
            device: &signer(&*key)?,
            now,
            seconds: options.seconds,
            audience: options.organisation()?,
            answer: answer.as_ref(),
        })?;
        let sender = Sender::new(shown.as_bytes(), options.policy()).map_err(InputException::from)?;
        Ok(Arc::new(Presentation { sender, claims: *shown.claims() }))
    }
}

#[uniffi::export]
impl Presentation {
    /// Symbol `index`, of any number: all are of one size and equally good.
    pub fn symbol(&self, index: u32) -> Result<Arc<QrSymbol>, InputException> {
        Ok(Arc::new(QrSymbol(self.sender.symbol(index)?)))
    }

    /// The text of symbol `index`, for apps that draw their own.
    pub fn frame_text(&self, index: u32) -> String {
        self.sender.text(index)
    }

    /// Which symbol to show so many milliseconds after the first.
    pub fn frame_due(&self, elapsed_milliseconds: u64) -> u32 {
        self.sender.due(elapsed_milliseconds)
    }

    /// How many symbols a camera must see at least. One: nothing need move.
    pub fn frames_needed(&self) -> u32 {
        u32::try_from(self.sender.frames_needed()).unwrap_or(u32::MAX)
    }

    /// Symbols a second.
    pub fn frames_per_second(&self) -> u32 {
        self.sender.policy().frames_per_second.into()
    }

    /// The organisation it is for, if it is for one alone.
    pub fn organisation(&self) -> Option<Bin> {
        self.claims.audience
    }

    /// The first second it no longer holds, Unix.
    pub fn expires_at(&self) -> Timestamp {
        self.claims.validity.until()
    }
}

#[uniffi::export]
impl PresentationReceiver {
    /// A desk that verifies by `verifier`. `organisation`: which it is of, so that what is shown to another is refused.
    #[uniffi::constructor(default(organisation = None))]
    pub fn new(verifier: Arc<Verifier>, organisation: Option<Bin>) -> Result<Self, InputException> {
        Ok(Self { verifier, organisation, state: Mutex::default() })
    }

    /// The text of a fresh challenge to show as a symbol: from now on until `reset`, or until it was answered, only a
    /// presentation that answers it is taken. Without one, a film of a presentation shown elsewhere is as good as it for as
    /// long as it holds.
    pub fn make_challenge(&self, random: Arc<dyn RandomSource>) -> Result<String, DeviceException> {
        let challenge = Challenge::make(&mut AppRandom(&*random), self.organisation)?;
        let mut state = self.state();
        state.receiver.reset();
        state.challenge = Some(challenge);
        Ok(challenge.to_text())
    }

    /// Takes the text of a symbol that the camera saw, and verifies the document if that was the last that was needed.
    /// `expectedSubject`: whose it must be (352/2.10).
    #[uniffi::method(default(expected_subject = None))]
    pub fn take(
        &self,
        text: String,
        now: Timestamp,
        expected_subject: Option<Iin>,
    ) -> Result<PresentationStep, InputException> {
        let Scanned::PresentationFrame(frame) = Scanned::from_text(&text) else {
            return Ok(PresentationStep::nothing(&self.state()));
        };
        let mut state = self.state();
        let state = &mut *state;
        let progress = match state.receiver.take(&frame) {
            Taken::Complete(bytes) => {
                let expect = PresentationExpect {
                    subject: expected_subject.as_ref(),
                    audience: self.organisation,
                    challenge: state.challenge.as_ref(),
                    shown: Some(&state.shown),
                    revocation: self.verifier.revocation(),
                    ..PresentationExpect::default()
                };
                let report = verify::presentation(&bytes, self.verifier.trust(), &expect, now);
                state.shown.remember(&report, now);
                let verdict = self.verifier.presented(report, &bytes, now);
                if verdict.document.is_some() {
                    state.challenge = None;
                }
                return Ok(PresentationStep { is_new: true, progress: 1.0, verdict: Some(verdict) });
            }
            Taken::New(progress) => progress,
            _ => return Ok(PresentationStep::nothing(state)),
        };
        Ok(PresentationStep { is_new: true, progress: progress.fraction(), verdict: None })
    }

    /// How much of the document that has come furthest is there, from 0 to 1.
    pub fn progress(&self) -> f32 {
        self.state().receiver.progress().fraction()
    }

    /// Forgets what was collected and the challenge, for the next person. What was shown stays remembered.
    pub fn reset(&self) {
        let mut state = self.state();
        state.receiver.reset();
        state.challenge = None;
    }
}

#[uniffi::export]
impl Verifier {
    /// Verifies a presentation that arrived in another way. `challenge`: the text of the one that was shown. What was shown
    /// before is not known here: `PresentationReceiver` remembers it.
    #[uniffi::method(default(challenge = None, organisation = None, expected_subject = None))]
    pub fn verify_presentation(
        &self,
        presentation: Vec<u8>,
        now: Timestamp,
        challenge: Option<String>,
        organisation: Option<Bin>,
        expected_subject: Option<Iin>,
    ) -> Result<PresentationVerdict, InputException> {
        let challenge = challenge.as_deref().map(Challenge::parse).transpose()?;
        let expect = PresentationExpect {
            subject: expected_subject.as_ref(),
            audience: organisation,
            challenge: challenge.as_ref(),
            revocation: self.revocation(),
            ..PresentationExpect::default()
        };
        let report = verify::presentation(&presentation, self.trust(), &expect, now);
        Ok(self.presented(report, &presentation, now))
    }
}

impl Verifier {
    fn presented(&self, report: PresentationReport<'_>, bytes: &[u8], now: Timestamp) -> PresentationVerdict {
        PresentationVerdict {
            is_complete_but_expired: report.is_complete_but_expired(),
            expires_at: report.claims_untrusted().map(|claims| claims.validity.until()),
            status_list: report.document().status_list().map(str::to_owned),
            report: report.report().into(),
            document: report.verified().ok().map(|verified| self.keep(verified, bytes, now)),
        }
    }
}

impl PresentationReceiver {
    /// What a panic left behind is as good as any: whatever is collected is checked by its digest.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PresentationStep {
    fn nothing(state: &State) -> Self {
        let progress: Progress = state.receiver.progress();
        Self { is_new: false, progress: progress.fraction(), verdict: None }
    }
}

impl ElementName {
    /// As the core takes it.
    pub(crate) fn pair(&self) -> (&str, &str) {
        (&self.name_space, &self.identifier)
    }
}

impl PresentationOptions {
    /// The document with the elements chosen.
    fn choose(&self, document: &[u8]) -> Result<Vec<u8>, InputException> {
        if self.elements.is_empty() {
            return Ok(document.to_vec());
        }
        let chosen = self.elements.iter().map(ElementName::pair);
        Ok(IssuerSigned::parse(document)?.disclose_elements(chosen)?)
    }

    /// The border would check a `Bin` too, but could tell of it as an `InputException` alone.
    fn organisation(&self) -> Result<Option<Bin>, InputException> {
        let read = |text: &str| Bin::parse(text).map_err(|error| InputException::malformed("bin", error));
        self.organisation.as_deref().map(read).transpose()
    }

    fn policy(&self) -> StreamPolicy {
        // What does not fit is out of range, and refused as such.
        let small = |number: u32| u8::try_from(number).unwrap_or(u8::MAX);
        StreamPolicy { version: small(self.symbol_version), frames_per_second: small(self.frames_per_second) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{self, now};
    use crate::platform::PlatformException;
    use crate::platform::tests::{Chip, counting};
    use crate::values::{CheckName, Verdict};

    const IDENTITY_CARD: &str = "kz.gov.egov.identity_card.1";

    fn options() -> PresentationOptions {
        PresentationOptions {
            elements: Vec::new(),
            answering: None,
            organisation: None,
            seconds: 120,
            symbol_version: 22,
            frames_per_second: 10,
        }
    }

    fn holder() -> (Holder, Arc<VerifiedDocument>) {
        let iin = Iin::parse(fixtures::MOTHER).expect("an IIN");
        let holder = Holder::new(Arc::new(fixtures::verifier()), iin).expect("made");
        holder.add(fixtures::bytes("identity_card_of_device.mdoc"), now()).expect("answered");
        let document = holder.list().pop().expect("kept");
        (holder, document)
    }

    fn present(chip: Chip, options: PresentationOptions) -> Result<Arc<Presentation>, DeviceException> {
        let (holder, document) = holder();
        holder.present(document, Arc::new(chip), options, now().unix())
    }

    fn desk(organisation: Option<Bin>) -> PresentationReceiver {
        PresentationReceiver::new(Arc::new(fixtures::verifier()), organisation).expect("made")
    }

    /// Shows every third frame.
    fn show(presentation: &Presentation, desk: &PresentationReceiver, at: Timestamp) -> PresentationVerdict {
        let mut before = 0.0;
        for index in (0..).step_by(3) {
            let text = presentation.frame_text(index);
            let step = desk.take(text.clone(), at, None).expect("taken");
            assert!(step.progress >= before);
            before = step.progress;
            if let Some(verdict) = step.verdict {
                let again = desk.take(text, at, None).expect("taken");
                assert!(!again.is_new && again.verdict.is_none());
                return verdict;
            }
            let again = desk.take(text, at, None).expect("taken");
            assert!(!again.is_new && again.verdict.is_none(), "frame {index}");
        }
        unreachable!("without end")
    }

    fn decisive(verdict: &PresentationVerdict) -> Option<CheckName> {
        verdict.report.decisive.as_ref().map(|check| check.name)
    }

    #[test]
    fn a_document_crosses_without_a_network() {
        let bank = Bin::parse("970240999995").expect("a BIN");
        let desk = desk(Some(bank));
        let asked = desk.make_challenge(Arc::new(counting())).expect("made");
        let chosen = |identifier: &str| ElementName {
            name_space: IDENTITY_CARD.to_owned(),
            identifier: identifier.to_owned(),
        };
        let elements = vec![chosen("iin"), chosen("portrait")];
        let options = PresentationOptions { answering: Some(asked), elements, ..options() };
        let presentation = present(Chip::signing(), options.clone()).expect("signed");
        assert_eq!(presentation.organisation(), Some(bank));
        assert_eq!(presentation.expires_at(), now().plus(120));
        assert_eq!((presentation.frames_per_second(), presentation.frame_due(1_999)), (10, 19));
        assert!(presentation.frames_needed() > 10);
        assert!(presentation.symbol(7).expect("a symbol").version() <= 22);

        let verdict = show(&presentation, &desk, now());
        assert_eq!((verdict.report.verdict, decisive(&verdict)), (Verdict::Valid, None));
        let document = verdict.document.expect("valid");
        assert_eq!(document.subject().map(|iin| iin.as_str().to_owned()).as_deref(), Some(fixtures::MOTHER));
        assert_eq!(document.verified.claims().elements.len(), 2);

        // The challenge was answered: the next needs another.
        desk.reset();
        let verdict = show(&presentation, &desk, now());
        assert_eq!(decisive(&verdict), Some(CheckName::Challenge));
    }

    #[test]
    fn late_and_again_are_told_apart() {
        let presentation = present(Chip::signing(), options()).expect("signed");
        let late = show(&presentation, &desk(None), now().plus(120));
        assert!(late.is_complete_but_expired && late.document.is_none());
        assert_eq!((decisive(&late), late.expires_at), (Some(CheckName::Freshness), Some(now().plus(120))));
        let desk = desk(None);
        assert!(show(&presentation, &desk, now()).document.is_some());
        desk.reset();
        let again = show(&presentation, &desk, now());
        assert_eq!((decisive(&again), again.is_complete_but_expired), (Some(CheckName::Replay), false));
    }

    #[test]
    fn other_codes_do_no_harm() {
        let desk = desk(None);
        for text in ["https://example.kz/", "QP1:", "QP1:0000", "QC1:6GKM9A40P40P40P40P40P40P40PH4", ""] {
            let step = desk.take(text.to_owned(), now(), None).expect("taken");
            assert!(!step.is_new && step.progress == 0.0 && step.verdict.is_none(), "{text}");
        }
        assert!(desk.progress() == 0.0);
    }

    #[test]
    fn what_is_not_presented_says_why() {
        let refused = |chip, options| match present(chip, options).map(drop).expect_err("refused") {
            DeviceException::Cancelled { code, .. } => ("Cancelled", code),
            DeviceException::Unavailable { code, .. } => ("Unavailable", code),
            DeviceException::Failed { code, .. } => ("Failed", code),
            DeviceException::Input { code, .. } => ("Input", code),
        };
        let cancelled = Chip::that(|_, _| Err(PlatformException::Cancelled));
        assert_eq!(refused(cancelled, options()), ("Cancelled", "cancelled".to_owned()));
        for (options, code) in [
            (PresentationOptions { answering: Some("QC1:".into()), ..options() }, "challenge"),
            (PresentationOptions { organisation: Some("970240999994".into()), ..options() }, "bin"),
            (PresentationOptions { seconds: 29, ..options() }, "presentation"),
            (PresentationOptions { symbol_version: 300, ..options() }, "symbol"),
            (PresentationOptions { frames_per_second: 0, ..options() }, "symbol"),
            (
                PresentationOptions {
                    elements: vec![ElementName { name_space: "n".into(), identifier: "e".into() }],
                    ..options()
                },
                "document",
            ),
        ] {
            assert_eq!(refused(Chip::signing(), options), ("Input", code.to_owned()));
        }
        // A document bound to no device.
        let iin = Iin::parse(fixtures::MOTHER).expect("an IIN");
        let holder = Holder::new(Arc::new(fixtures::verifier()), iin).expect("made");
        holder.add(fixtures::bytes("identity_card.mdoc"), now()).expect("answered");
        let document = holder.list().pop().expect("kept");
        let refused = holder.present(document, Arc::new(Chip::signing()), options(), now().unix());
        assert!(matches!(refused, Err(DeviceException::Input { code, .. }) if code == "not_bound"));
    }

    #[test]
    fn a_presentation_from_elsewhere_is_verified_alone() {
        let verifier = fixtures::verifier();
        let verdict =
            verifier.verify_presentation(b"noise".to_vec(), now(), None, None, None).expect("answered");
        assert_eq!((decisive(&verdict), verdict.expires_at), (Some(CheckName::Structure), None));
        assert!(verifier.verify_presentation(Vec::new(), now(), Some("QC1".into()), None, None).is_err());
    }
}
