//! Consent by phone (352/20), as apps have a part in it: the asker's sees what the subject will be asked, and how the question stands;
//! the subject's reads a reply as the service will. The service asks, counts and records.

use qujat::consent::{self, Question, QuestionError, Reply, segments};
use qujat::grant::DocumentRef;
use qujat::id::{DocType, Iin, Party};
use qujat::organisation::{Accreditation, Employment};
use qujat::time::Timestamp;

use crate::InputException;
use crate::access::Viewer;
use crate::lookup::number;
use crate::values::{Language, Report};
use crate::verifier::Verifier;

/// How consent is given over the linked number.
pub type ConsentWay = consent::Way;

/// How consent is given over the linked number.
#[uniffi::remote(Enum)]
pub enum ConsentWay {
    /// The subject passes a one-time password on to the asker.
    Password,
    /// The subject replies to the portal's notice by a short message.
    Reply,
}

/// A document asked for.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct ConsentDocument {
    /// Its kind.
    pub doc_type: DocType,
    /// Its number.
    pub number: String,
}

/// What an organisation wants to ask a subject for.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct ConsentRequest {
    /// The authorised body's decision about the organisation, as it was signed.
    pub accreditation: Vec<u8>,
    /// Of an employee, the organisation's word that they act for it.
    #[uniffi(default = None)]
    pub employee: Option<Vec<u8>>,
    /// Who asks: an employee or a system.
    pub viewer: Viewer,
    /// The code of what it asks for, one of the decision's.
    pub aim: String,
    /// Whose documents.
    pub subject: Iin,
    /// Which documents, 1 to 4 different ones.
    pub documents: Vec<ConsentDocument>,
}

/// What the subject will read on their phone.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ConsentQuestion {
    /// What was found out about the accreditation.
    pub report: Report,
    /// The message, in the language asked for; absent where the accreditation's word is not "valid". Six dots stand for the password,
    /// which nobody but the subject is told.
    pub text: Option<String>,
    /// How many short messages it takes.
    pub short_messages: u32,
}

/// What a subject replied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ConsentReply {
    /// Agrees.
    Yes,
    /// Does not.
    No,
    /// Neither: who asks back, or writes more than a word, has not agreed.
    Unclear,
}

/// How a question stands, as its asker is told.
pub type ConsentState = consent::ConsentState;

/// How a question stands, as its asker is told.
#[uniffi::remote(Enum)]
pub enum ConsentState {
    /// The subject consented.
    Given,
    /// The subject has not answered by reply, and may still.
    Waiting,
    /// There is no consent: wrong password, none left, too late, declined, nobody to ask. Which of these is told to nobody.
    NotGiven,
}

#[uniffi::export]
impl Verifier {
    /// What the subject would be asked, for the asker to see before the service asks it: `until` is when an answer counts no more. An
    /// error with the code `question` where it may not be asked: the asker is not admitted, the aim or a kind is none of the
    /// accreditation's, it is too long to be read.
    pub fn consent_question(
        &self,
        request: ConsentRequest,
        way: ConsentWay,
        until: Timestamp,
        language: Language,
        now: Timestamp,
    ) -> Result<ConsentQuestion, InputException> {
        let ConsentRequest { accreditation, employee, viewer, aim, subject, documents } = request;
        let (report, accreditation) = Accreditation::verify(&accreditation, self.trust(), now);
        let report = Report::from(&report);
        let Some(accreditation) = accreditation else {
            return Ok(ConsentQuestion { report, text: None, short_messages: 0 });
        };
        let employment = employee.and_then(|word| Employment::open(&word, &accreditation).ok());
        let asker = Party::try_from(viewer)?;
        let documents = documents.into_iter().map(|document| {
            Ok(DocumentRef { doc_type: document.doc_type, number: number(&document.number)? })
        });
        let documents = documents.collect::<Result<Vec<_>, InputException>>()?;
        let question =
            Question::new(&accreditation, asker, employment.as_ref(), &aim, subject, documents, now)?;
        let text = question.preview(way, until, language);
        let short_messages = u32::try_from(segments(&text)).unwrap_or(u32::MAX);
        Ok(ConsentQuestion { report, text: Some(text), short_messages })
    }
}

/// Reads a reply as the service does: one word in Kazakh, Russian or English, with space and punctuation around.
#[uniffi::export]
pub fn consent_reply(text: String) -> ConsentReply {
    match Reply::parse(&text) {
        Some(Reply::Yes) => ConsentReply::Yes,
        Some(Reply::No) => ConsentReply::No,
        None => ConsentReply::Unclear,
    }
}

/// The sentence to show to the asker.
#[uniffi::export]
pub fn consent_state_text(state: ConsentState, language: Language) -> String {
    state.text(language).to_owned()
}

/// What is answered to the subject's reply.
#[uniffi::export]
pub fn consent_reply_text(reply: ConsentReply, language: Language) -> String {
    let heard = match reply {
        ConsentReply::Yes => consent::Heard::Yes,
        ConsentReply::No => consent::Heard::No,
        ConsentReply::Unclear => consent::Heard::Unclear,
    };
    heard.text(language).unwrap_or_default().to_owned()
}

impl TryFrom<Viewer> for Party {
    type Error = InputException;

    fn try_from(viewer: Viewer) -> Result<Self, InputException> {
        match viewer {
            Viewer::Unknown => Err(QuestionError::NotAdmitted.into()),
            Viewer::Person { iin } => Ok(Self::Person(iin)),
            Viewer::Employee { organisation, person } => Ok(Self::Employee { organisation, person }),
            Viewer::System { organisation } => Ok(Self::System(organisation)),
        }
    }
}

impl From<QuestionError> for InputException {
    fn from(error: QuestionError) -> Self {
        Self::malformed("question", error)
    }
}
