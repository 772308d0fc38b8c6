use core::fmt;

use thiserror::Error;

use super::Way;
use super::message::{self, Body};
use super::sms::segments;
use crate::document::KindSpec;
use crate::grant::DocumentRef;
use crate::id::{Iin, Party};
use crate::limits::{MAX_CONSENT_DOCUMENTS, MAX_SMS_SEGMENTS};
use crate::organisation::{Accreditation, Aim, Employment};
use crate::text::{Language, LocalText};
use crate::time::Timestamp;

/// What a subject is asked by phone (352/20): who wants to see which documents, and what for. Made from the authorised body's
/// decision, so that the name and the aim a person reads are not the asker's own words.
#[derive(Clone, PartialEq, Eq)]
pub struct Question {
    pub(super) asker: Party,
    pub(super) name: LocalText,
    pub(super) aim: Aim,
    pub(super) subject: Iin,
    pub(super) documents: Vec<DocumentRef>,
}

/// Why a question may not be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum QuestionError {
    /// The asker does not act for the organisation, or its accreditation is not in force.
    #[error("the asker is not admitted by this accreditation now")]
    NotAdmitted,
    /// The aim is none of the accreditation's.
    #[error("the aim is none of the accreditation's")]
    Aim,
    /// A document is of a kind that is not open to the organisation.
    #[error("document {index} is of a kind that is not open to the organisation")]
    Kind {
        /// Which, from 1.
        index: usize,
    },
    /// None, too many, or one twice.
    #[error("{found} documents are asked for, 1 to {MAX_CONSENT_DOCUMENTS} different ones may be")]
    Documents {
        /// How many came, each counted once.
        found: usize,
    },
    /// The asker is the subject, who is no third party (352/2.6).
    #[error("the asker is the subject")]
    Own,
    /// The message would be too long to be read.
    #[error("the message takes {found} short messages, at most {MAX_SMS_SEGMENTS} allowed")]
    TooLong {
        /// How many it would take in the longest language.
        found: usize,
    },
}

impl Question {
    /// A question of `asker` to `subject` about `documents`, for the aim of this code.
    pub fn new(
        accreditation: &Accreditation,
        asker: Party,
        employment: Option<&Employment>,
        aim: &str,
        subject: Iin,
        documents: Vec<DocumentRef>,
        now: Timestamp,
    ) -> Result<Self, QuestionError> {
        // 352/4: third parties come in by the authorised body's decision, for what it names.
        if !accreditation.admits(&asker, employment, now) {
            return Err(QuestionError::NotAdmitted);
        }
        if asker.person() == Some(&subject) {
            return Err(QuestionError::Own);
        }
        let aim = accreditation.aim(aim).ok_or(QuestionError::Aim)?.clone();
        let twice =
            documents.iter().enumerate().any(|(at, one)| documents.iter().skip(at + 1).any(|o| o == one));
        if twice || !(1..=MAX_CONSENT_DOCUMENTS).contains(&documents.len()) {
            return Err(QuestionError::Documents { found: documents.len() });
        }
        if let Some(at) = documents.iter().position(|document| !accreditation.covers(&document.doc_type)) {
            return Err(QuestionError::Kind { index: at + 1 });
        }
        let question = Self { asker, name: accreditation.record().name.clone(), aim, subject, documents };
        let length =
            |body| Language::ALL.map(|language| segments(&message::text(&question, body, now, language)));
        let found = [Body::Password("000000"), Body::Reply].into_iter().flat_map(length).max().unwrap_or(0);
        if found > MAX_SMS_SEGMENTS { Err(QuestionError::TooLong { found }) } else { Ok(question) }
    }

    /// A question that nobody checked, for the tests of the steps after this one.
    #[cfg(test)]
    pub(crate) fn for_test(asker: Party, aim: Aim, subject: Iin, documents: Vec<DocumentRef>) -> Self {
        Self { asker, name: aim.name.clone(), aim, subject, documents }
    }

    /// What the subject will read on their phone, for the asker to see before it is asked: six dots stand for the password, which
    /// nobody but the subject is told.
    pub fn preview(&self, way: Way, until: Timestamp, language: Language) -> String {
        let body = if way == Way::Password { Body::Password("••••••") } else { Body::Reply };
        message::text(self, body, until, language)
    }

    /// Who asks.
    pub fn asker(&self) -> &Party {
        &self.asker
    }

    /// What the asker's organisation is called.
    pub fn name(&self) -> &LocalText {
        &self.name
    }

    /// What for.
    pub fn aim(&self) -> &Aim {
        &self.aim
    }

    /// Whose documents.
    pub fn subject(&self) -> &Iin {
        &self.subject
    }

    /// Which documents; all others stay closed.
    pub fn documents(&self) -> &[DocumentRef] {
        &self.documents
    }

    /// The kinds asked for, in words, each once.
    pub(super) fn kinds(&self, language: Language) -> String {
        let mut names: Vec<&str> = Vec::new();
        for document in &self.documents {
            let name = KindSpec::by_doc_type(&document.doc_type)
                .map_or(document.doc_type.as_str(), |kind| kind.name(language));
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.join(", ")
    }
}

/// Who asks and what for; not whom.
impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.documents.len();
        write!(f, "Question({}, {:?}, {count} documents)", self.name.en, self.aim.code)
    }
}
