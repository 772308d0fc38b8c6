//! Whether a service's result is true, asked by its number and its recipient's IIN or BIN (order 9, annex 2).

use std::sync::Arc;

use qujat::document::{SealContents, SealText};
use qujat::id::{DocumentNumber, Recipient};
use qujat::lookup::{self, LookupAnswer, LookupRequest, ServiceResult};
use qujat::time::Timestamp;

use crate::platform::AppRandom;
use crate::values::{Language, Report};
use crate::verifier::{DocumentSignatory, SealStatement, Verifier};
use crate::{DeviceException, InputException, RandomSource};

/// A request to look a result up (9/2.5). Keep it until the answer is there: an answer to another request is none.
#[derive(uniffi::Object)]
pub struct ResultLookup {
    request: LookupRequest,
}

/// What was found out about an answer.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct LookupVerdict {
    /// Every check: the portal's signature, that it answers this request, that it is of now and, of a positive answer, that the
    /// official's seal in it holds.
    pub report: Report,
    /// The answer. `Unproven` unless the word is "valid".
    pub answer: LookupAnswerKind,
    /// The sentence to show, in the language asked for: that the document exists, that none with this number and IIN or BIN does, or
    /// that the answer is not to be relied on.
    pub explanation: String,
    /// The result, of a positive answer alone.
    pub result: Option<ResultStatement>,
}

/// How an answer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum LookupAnswerKind {
    /// There is such a document.
    Found,
    /// No document with the number and the IIN or BIN entered exists. Which of the two is wrong is told to nobody.
    NoDocument,
    /// The answer does not hold: it says nothing either way.
    Unproven,
}

/// What came of a request for a service.
pub type Conclusion = lookup::Conclusion;

/// What came of a request for a service.
#[uniffi::remote(Enum)]
pub enum Conclusion {
    /// The service was rendered.
    Rendered,
    /// It was refused, with reasons.
    Refused,
}

/// A service's result and the signature it has (9/2.3, 9/2.5).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ResultStatement {
    /// The service, in the language asked for.
    pub service: String,
    /// What came of the request.
    pub conclusion: Conclusion,
    /// The same as a sentence to show.
    pub conclusion_text: String,
    /// The result in words, in the language asked for; empty where there are none.
    pub summary: String,
    /// What the official signed: number, date, recipient, body, official.
    pub seal: SealStatement,
    /// Who signed it and in what office, where the certificate is one of the national certification centre's.
    pub signatory: Option<DocumentSignatory>,
    /// The document, where it may be seen: for `Verifier.verifyDocument`. It was found to be the sealed one.
    pub document: Option<Vec<u8>>,
}

#[uniffi::export]
impl ResultLookup {
    /// A request about a document's unique number and its recipient's IIN or BIN, as a person typed them. An error with the code
    /// `number` or `recipient` where one is malformed.
    #[uniffi::constructor]
    pub fn new(
        number: String,
        recipient: String,
        random: Arc<dyn RandomSource>,
    ) -> Result<Self, DeviceException> {
        let number = self::number(&number)?;
        let recipient = self::recipient(&recipient)?;
        Ok(Self { request: LookupRequest::make(number, recipient, &mut AppRandom(&*random))? })
    }

    /// The bytes to send to the portal.
    pub fn request(&self) -> Vec<u8> {
        self.request.as_bytes().to_vec()
    }
}

#[uniffi::export]
impl Verifier {
    /// Verifies the portal's answer to a request made here. Its key is one that the verifier trusts for `lookup-answer`, the official's
    /// one that it trusts for seals.
    pub fn verify_lookup(
        &self,
        lookup: Arc<ResultLookup>,
        answer: Vec<u8>,
        language: Language,
        now: Timestamp,
    ) -> Result<LookupVerdict, InputException> {
        let checked = lookup::verify(&answer, &lookup.request, self.trust(), now);
        let report = checked.report().into();
        let Ok((answer, seal)) = checked.into_answer() else {
            let explanation = LookupAnswer::unproven_text(language).to_owned();
            return Ok(LookupVerdict {
                report,
                answer: LookupAnswerKind::Unproven,
                explanation,
                result: None,
            });
        };
        let explanation = answer.text(language).to_owned();
        let signatory = seal.as_ref().and_then(|seal| seal.signatory()).map(DocumentSignatory::of);
        let result = answer.result().map(|result| ResultStatement::of(result, signatory, language));
        let answer = if result.is_some() { LookupAnswerKind::Found } else { LookupAnswerKind::NoDocument };
        Ok(LookupVerdict { report, answer, explanation, result })
    }
}

impl ResultStatement {
    /// Of a result whose seal was found true.
    fn of(result: &ServiceResult, signatory: Option<DocumentSignatory>, language: Language) -> Self {
        let contents: &SealContents = result.contents_untrusted();
        Self {
            service: result.service().in_language(language).to_owned(),
            conclusion: result.conclusion(),
            conclusion_text: result.conclusion().text(language).to_owned(),
            summary: result.summary().in_language(language).to_owned(),
            seal: SealStatement::of(contents, language),
            signatory,
            document: result.document().map(<[u8]>::to_vec),
        }
    }
}

pub(crate) fn number(text: &str) -> Result<DocumentNumber, InputException> {
    DocumentNumber::parse(text).map_err(|error| InputException::malformed("number", error))
}

pub(crate) fn recipient(text: &str) -> Result<Recipient, InputException> {
    Recipient::parse(text).map_err(|error| InputException::malformed("recipient", error))
}

pub(crate) fn seal_text(text: &str) -> Result<SealText, InputException> {
    SealText::parse(text).map_err(|error| InputException::malformed("seal", error))
}
