use core::fmt;

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{Door, Head, Mark, MarkError, PairId, Side, View, ViewGround, ViewOutcome};
use crate::access::{Obligation, Permit, PermitGround};
use crate::consent::Way;
use crate::document::Document;
use crate::document::mdoc::{IssuerSigned, Mso};
use crate::grant::{self, OpenElements};
use crate::id::Recipient;
use crate::random::{RandomError, RandomSource, make_bytes};
use crate::time::Timestamp;
use crate::verify::Verified;

/// Where the marks of all cabinets are kept.
pub trait Marks {
    /// Where a cabinet's chain ends; [`Head::empty`] where it has no mark yet.
    fn head(&self, cabinet: &Recipient) -> Result<Head, StoreError>;

    /// Appends both marks, or neither, in one step that survives a crash:
    ///
    /// - each only if its cabinet's chain still ends where the mark says (`number` − 1, `previous`), else
    ///   [`StoreError::Moved`];
    /// - only if no mark with this pair is there, else [`StoreError::Twice`], which comes before `Moved`.
    fn append(&self, pair: &MarkPair) -> Result<(), StoreError>;
}

/// Why a store did not do as it was asked. In each case nothing was written, or nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another mark came first: read the head again.
    #[error("another mark came first")]
    Moved,
    /// A mark of this view is there already.
    #[error("a mark of this view is there already")]
    Twice,
    /// The store failed.
    #[error("the store of view marks failed")]
    Failed,
}

/// The two marks of one view, each with its cabinet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkPair {
    subject: Placed,
    viewer: Placed,
}

/// A mark and the cabinet it stands in.
#[derive(Clone, PartialEq, Eq)]
pub struct Placed {
    /// Whose cabinet.
    pub cabinet: Recipient,
    /// The mark.
    pub mark: Mark,
}

/// A document that may be shown. Made only by [`release`], after the marks it owes were written.
#[must_use = "the view is marked: show it"]
pub struct Released<D> {
    document: D,
    marks: Option<MarkPair>,
    obligations: &'static [Obligation],
}

/// Why nothing was released.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The document is not the one the permit is for, or its bytes hold a value its issuer did not sign.
    #[error("the document is not the one permitted")]
    OtherDocument,
    /// 352/15, 352/16: the document shows more than the subject opened: disclose the permitted elements of it.
    #[error("the document shows elements that were not opened")]
    OutsideScope,
    /// The permit was not used at once, or is from the future.
    #[error("the permit is {age_seconds} s old, at most {PERMIT_SECONDS} s allowed")]
    PermitOver {
        /// Its age in seconds; negative where it is from the future.
        age_seconds: i64,
    },
    /// This view of the grant was released before.
    #[error("this view was released before")]
    ReleasedBefore,
    /// A mark is owed, but subject and viewer are one.
    #[error("the subject and the viewer have one cabinet, not two")]
    OneCabinet,
    /// The source of random bytes failed.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// A mark could not be made.
    #[error(transparent)]
    Mark(#[from] MarkError),
    /// The marks could not be written.
    #[error("the view marks could not be written: {0}")]
    Store(StoreError),
}

/// A document as it can be released: a [`Verified`] to show here, or a [`Document`] or the bytes of an
/// `IssuerSigned` to pass on.
pub trait Releasable: sealed::Sealed {
    /// SHA-256 of its Mobile Security Object, every value it discloses being one that object has a digest of; `None`
    /// where it is no such document.
    fn document_digest(&self) -> Option<[u8; 32]>;

    /// Whether it discloses none but these elements.
    fn keeps_to(&self, elements: &OpenElements) -> bool;
}

/// Takes the permit, writes the marks it owes, and only then gives the document.
///
/// 352/18: no mark, no view. If anything fails nothing is released; a mark may then stand for a view nobody had, never
/// the reverse. A person's own view of an own document owes none: there is no third party and no second cabinet.
// Taking the permit is the point: it is used up.
#[allow(clippy::needless_pass_by_value)]
pub fn release<D: Releasable>(
    permit: Permit,
    document: D,
    marks: &dyn Marks,
    now: Timestamp,
    random: &mut dyn RandomSource,
) -> Result<Released<D>, JournalError> {
    if document.document_digest() != Some(*permit.document_digest()) {
        return Err(JournalError::OtherDocument);
    }
    if !document.keeps_to(permit.elements()) {
        return Err(JournalError::OutsideScope);
    }
    let age_seconds = now.unix().saturating_sub(permit.at().unix());
    if !(0..=PERMIT_SECONDS).contains(&age_seconds) {
        return Err(JournalError::PermitOver { age_seconds });
    }
    let obligations = permit.obligations();
    let written = if obligations.contains(&Obligation::MarkView) {
        Some(write(&view(&permit, now, random)?, marks)?)
    } else {
        None
    };
    Ok(Released { document, marks: written, obligations })
}

fn view(permit: &Permit, now: Timestamp, random: &mut dyn RandomSource) -> Result<View, JournalError> {
    let (pair, ground, door) = match permit.ground() {
        // The table asks for no mark of an own view; one in two cabinets there cannot be.
        PermitGround::Own => return Err(JournalError::OneCabinet),
        PermitGround::Representation => (make_bytes(random)?, ViewGround::Representation, Door::Default),
        PermitGround::Grant { grant, view, door } => {
            let door = match door {
                grant::Door::Qr => Door::Qr,
                grant::Door::Digits => Door::Digits,
            };
            (pair_of(view), ViewGround::Grant(*grant), door)
        }
        PermitGround::Consent { challenge, view, way } => {
            let door = match way {
                Way::Password => Door::Password,
                Way::Reply => Door::Reply,
            };
            (pair_of(view), ViewGround::Consent(*challenge), door)
        }
    };
    Ok(View {
        pair: PairId(pair),
        ground,
        doc_type: permit.doc_type().clone(),
        document_digest: *permit.document_digest(),
        viewer: permit.viewer().clone(),
        subject: *permit.subject(),
        door,
        at: now,
        local: now.to_local(),
        edition: permit.edition().name.to_owned(),
        outcome: ViewOutcome::Released,
        aim: permit.aim().cloned(),
    })
}

/// Derived, so that a second release on one view bears the same pair and is refused.
fn pair_of(view: &[u8; 32]) -> [u8; 16] {
    let mut pair = [0; 16];
    pair.iter_mut().zip(Sha256::digest(view)).for_each(|(out, byte)| *out = byte);
    pair
}

fn write(view: &View, marks: &dyn Marks) -> Result<MarkPair, JournalError> {
    let place = |side| {
        let cabinet = view.cabinet(side);
        let head = marks.head(&cabinet).map_err(JournalError::Store)?;
        let mark = Mark::after(head, side, view)?;
        Ok::<_, JournalError>(Placed { cabinet, mark })
    };
    let mut tries = APPEND_TRIES;
    loop {
        let pair = MarkPair { subject: place(Side::Subject)?, viewer: place(Side::Viewer)? };
        tries -= 1;
        match marks.append(&pair) {
            Ok(()) => return Ok(pair),
            Err(StoreError::Moved) if tries > 0 => {}
            Err(StoreError::Twice) => return Err(JournalError::ReleasedBefore),
            Err(error) => return Err(JournalError::Store(error)),
        }
    }
}

impl MarkPair {
    /// In the subject's cabinet.
    pub fn subject(&self) -> &Placed {
        &self.subject
    }

    /// In the viewer's cabinet.
    pub fn viewer(&self) -> &Placed {
        &self.viewer
    }

    /// What joins them.
    pub fn pair(&self) -> PairId {
        self.subject.mark.view().pair
    }

    /// Both, the subject's first.
    pub fn both(&self) -> [&Placed; 2] {
        [&self.subject, &self.viewer]
    }
}

impl<D> Released<D> {
    /// The document.
    pub fn document(&self) -> &D {
        &self.document
    }

    /// The document, taken out.
    pub fn into_document(self) -> D {
        self.document
    }

    /// The marks that were written, where any were owed.
    pub fn marks(&self) -> Option<&MarkPair> {
        self.marks.as_ref()
    }

    /// What else must be done with it.
    pub fn obligations(&self) -> &'static [Obligation] {
        self.obligations
    }
}

impl Releasable for Verified {
    fn document_digest(&self) -> Option<[u8; 32]> {
        Some(*self.digest())
    }

    fn keeps_to(&self, elements: &OpenElements) -> bool {
        let mut shown = self.claims().elements.iter().chain(self.device_elements());
        shown.all(|element| elements.admits(&element.namespace, &element.identifier))
    }
}

impl Releasable for &Verified {
    fn document_digest(&self) -> Option<[u8; 32]> {
        Some(*self.digest())
    }

    fn keeps_to(&self, elements: &OpenElements) -> bool {
        (**self).keeps_to(elements)
    }
}

/// The bytes of an `IssuerSigned`, with all its elements or some.
impl Releasable for Vec<u8> {
    fn document_digest(&self) -> Option<[u8; 32]> {
        disclosed_digest(self)
    }

    fn keeps_to(&self, elements: &OpenElements) -> bool {
        discloses_only(self, elements)
    }
}

impl Releasable for Document {
    fn document_digest(&self) -> Option<[u8; 32]> {
        disclosed_digest(self.as_bytes())
    }

    fn keeps_to(&self, elements: &OpenElements) -> bool {
        discloses_only(self.as_bytes(), elements)
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for crate::verify::Verified {}
    impl Sealed for &crate::verify::Verified {}
    impl Sealed for crate::document::Document {}
    impl Sealed for Vec<u8> {}
}

fn disclosed_digest(bytes: &[u8]) -> Option<[u8; 32]> {
    let document = IssuerSigned::parse(bytes).ok()?;
    // That the security object is the verified one, the comparison with the permit shows; here only that every value
    // disclosed is one it has a digest of.
    let mso = Mso::parse(document.mso_untrusted()).ok()?;
    let unchanged = document.items().all(|(namespace, item)| mso.check(namespace, item).is_ok());
    unchanged.then(|| document.digest_untrusted())
}

fn discloses_only(bytes: &[u8], elements: &OpenElements) -> bool {
    *elements == OpenElements::All
        || IssuerSigned::parse(bytes).is_ok_and(|document| {
            document.items().all(|(namespace, item)| elements.admits(namespace, &item.identifier))
        })
}

/// Whether marks were written; no person.
impl<D> fmt::Debug for Released<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Released(marks: {:?})", self.marks)
    }
}

impl fmt::Debug for Placed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.mark)
    }
}

/// Seconds between a decision and the release on it: they are one act.
pub const PERMIT_SECONDS: i64 = 60;

/// Times a pair is made anew when others write in the same cabinets between reading and appending.
const APPEND_TRIES: u32 = 16;
