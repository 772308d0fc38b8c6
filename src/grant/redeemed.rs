use core::fmt;

use thiserror::Error;

use super::{DocumentRef, Grant, GrantPurpose, OpenElements};
use crate::id::{DocType, DocumentNumber, GrantId, Iin, Party};
use crate::text::Language;
use crate::time::Timestamp;

/// Proof that a viewer used one view of a grant (352/10, 352/15). Private fields and one constructor, called where the
/// store has spent the view; not to be copied, so that one view is released once.
///
/// It opens nothing by itself: the document is released only after both view marks are written (352/18).
///
/// ```compile_fail,E0599
/// # fn one_view_twice(redeemed: qujat::grant::Redeemed) -> [qujat::grant::Redeemed; 2] {
/// [redeemed.clone(), redeemed]
/// # }
/// ```
#[must_use = "the view is spent: decide, mark and release, or it is lost"]
#[derive(PartialEq, Eq)]
pub struct Redeemed {
    grant: GrantId,
    subject: Iin,
    documents: Vec<DocumentRef>,
    /// How much of each, in the same order.
    elements: Vec<OpenElements>,
    purpose: Option<GrantPurpose>,
    viewer: Party,
    view: u8,
    door: Door,
    at: Timestamp,
}

/// A viewer's name for one attempt to redeem: sixteen bytes drawn at random for each press of the button, and sent again
/// unchanged when no answer came. It names nothing outside that viewer's own attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AttemptId([u8; 16]);

impl AttemptId {
    /// From its bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// Which carrier of the grant was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Door {
    /// The token of the QR code.
    Qr,
    /// The short code with the subject's IIN.
    Digits,
}

/// The answer to an attempt to redeem.
#[must_use = "a granted view is spent"]
#[derive(Debug, PartialEq, Eq)]
pub enum Redemption {
    /// The viewer has used one view.
    Granted(Redeemed),
    /// Nothing was opened.
    Refused(Refused),
}

/// All that a refused viewer learns. Wrong, expired, used, closed, locked, not for them, their own, of an unknown
/// person or with an untrue signature: one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refused {
    /// Nothing is open to this viewer under what they brought.
    #[error("nothing is open under what was given")]
    NotOpen,
    /// This viewer's own tries are used up; says nothing about anybody's documents.
    #[error("too many tries, the next one is possible in {after_seconds} s")]
    TryLater {
        /// Seconds until a try is free again, 1 or more.
        after_seconds: u32,
    },
}

impl Redeemed {
    pub(super) fn new(grant: Grant, viewer: &Party, view: u8, door: Door, at: Timestamp) -> Self {
        let open = grant.documents.into_iter().map(|open| (open.document, open.elements));
        let (documents, elements) = open.unzip();
        Self {
            grant: grant.id,
            subject: grant.subject,
            documents,
            elements,
            purpose: grant.purpose,
            viewer: viewer.clone(),
            view,
            door,
            at,
        }
    }

    /// A view used, for the tests of the steps after this one.
    #[cfg(test)]
    pub(crate) fn for_test(grant: Grant, viewer: &Party, view: u8, door: Door, at: Timestamp) -> Self {
        Self::new(grant, viewer, view, door, at)
    }

    /// The grant.
    pub fn grant(&self) -> &GrantId {
        &self.grant
    }

    /// Whose documents.
    pub fn subject(&self) -> &Iin {
        &self.subject
    }

    /// The documents opened, all of each or a part ([`Redeemed::open_elements`]); all others stay closed.
    pub fn documents(&self) -> &[DocumentRef] {
        &self.documents
    }

    /// How much of one document is open; nothing where it is none of them.
    pub fn open_elements(&self, doc_type: &DocType, number: &DocumentNumber) -> Option<&OpenElements> {
        let mut open = self.documents.iter().zip(&self.elements);
        let found = open.find(|(open, _)| open.doc_type == *doc_type && open.number == *number);
        found.map(|(_, elements)| elements)
    }

    /// What the subject opened them for, where they said.
    pub fn purpose(&self) -> Option<GrantPurpose> {
        self.purpose
    }

    /// Who may see them now.
    pub fn viewer(&self) -> &Party {
        &self.viewer
    }

    /// Which view of the grant this is, from 1.
    pub fn view(&self) -> u8 {
        self.view
    }

    /// Through which door.
    pub fn door(&self) -> Door {
        self.door
    }

    /// When.
    pub fn at(&self) -> Timestamp {
        self.at
    }
}

impl Refused {
    /// The sentence to show to whoever was refused.
    pub fn text(self, language: Language) -> String {
        match self {
            Self::NotOpen => match language {
                Language::Kazakh => {
                    "Бұл код бойынша ашық құжат жоқ. Құжат иесінен қолжетімділікті қайта ашуды сұраңыз."
                }
                Language::Russian => {
                    "По этому коду нет открытых документов. Попросите владельца открыть доступ ещё раз."
                }
                Language::English => {
                    "Nothing is open under this code. Ask the owner of the document to open access again."
                }
            }
            .to_owned(),
            Self::TryLater { after_seconds } => {
                let minutes = after_seconds.div_ceil(60);
                match language {
                    Language::Kazakh => {
                        format!("Әрекеттер саны таусылды. {minutes} минуттан кейін қайталап көріңіз.")
                    }
                    Language::Russian => format!("Попытки исчерпаны. Повторите через {minutes} мин."),
                    Language::English => format!("No tries are left. Try again in {minutes} min."),
                }
            }
        }
    }
}

impl fmt::Debug for Redeemed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Redeemed({:?}, view {}, {:?}, {})", self.grant, self.view, self.door, self.at.to_utc())
    }
}

impl Redemption {
    /// As a `Result`, for `?`.
    pub fn granted(self) -> Result<Redeemed, Refused> {
        match self {
            Self::Granted(redeemed) => Ok(redeemed),
            Self::Refused(refused) => Err(refused),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_can_be_shown() {
        for language in Language::ALL {
            assert!(!Refused::NotOpen.text(language).is_empty());
        }
        let later = |after_seconds| Refused::TryLater { after_seconds }.text(Language::English);
        assert_eq!(later(1), "No tries are left. Try again in 1 min.");
        assert_eq!(later(899), "No tries are left. Try again in 15 min.");
    }
}
