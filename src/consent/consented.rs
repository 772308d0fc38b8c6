use core::fmt;

use super::{ChallengeId, Question, Way};
use crate::grant::DocumentRef;
use crate::id::{Iin, Party};
use crate::organisation::AimCode;
use crate::time::Timestamp;

/// Proof that a subject consented by phone (352/20): for one viewer, one aim, one set of documents. Private fields and one
/// constructor, called where the store has recorded that the consent is used; not to be copied.
///
/// It opens nothing by itself: [`crate::access`] decides, and the document is released only after both view marks are written.
///
/// ```compile_fail,E0599
/// # fn one_consent_twice(consented: qujat::consent::Consented) -> [qujat::consent::Consented; 2] {
/// [consented.clone(), consented]
/// # }
/// ```
#[must_use = "the consent is used: decide, mark and release, or it is lost"]
#[derive(PartialEq, Eq)]
pub struct Consented {
    challenge: ChallengeId,
    question: Question,
    way: Way,
    at: Timestamp,
}

impl Consented {
    pub(super) fn new(challenge: ChallengeId, question: Question, way: Way, at: Timestamp) -> Self {
        Self { challenge, question, way, at }
    }

    /// A consent given, for the tests of the steps after this one.
    #[cfg(test)]
    pub(crate) fn for_test(question: Question, way: Way, at: Timestamp) -> Self {
        Self::new(ChallengeId::for_test([0xc5; 16]), question, way, at)
    }

    /// The challenge it was given to.
    pub fn challenge(&self) -> &ChallengeId {
        &self.challenge
    }

    /// Whose documents.
    pub fn subject(&self) -> &Iin {
        self.question.subject()
    }

    /// The documents consented to; all others stay closed.
    pub fn documents(&self) -> &[DocumentRef] {
        self.question.documents()
    }

    /// Who may see them now.
    pub fn viewer(&self) -> &Party {
        self.question.asker()
    }

    /// What for.
    pub fn aim(&self) -> &AimCode {
        &self.question.aim().code
    }

    /// By which way it was given.
    pub fn way(&self) -> Way {
        self.way
    }

    /// When it was used: not when it was given.
    pub fn at(&self) -> Timestamp {
        self.at
    }
}

impl fmt::Debug for Consented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Consented({:?}, {:?}, {})", self.way, self.question.aim().code, self.at.to_utc())
    }
}
