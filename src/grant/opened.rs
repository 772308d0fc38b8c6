use core::fmt;

use thiserror::Error;

use super::store::StoreError;
use super::{Audience, DocumentRef, Grant, GrantLink, GrantPurpose, LinkError, OpenDocument, TokenError};
use crate::code::ShortCode;
use crate::id::GrantId;
use crate::random::RandomError;
use crate::time::{TimeError, Timestamp, Validity};

/// What a subject opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenRequest {
    /// Which of the subject's documents, 1 to 32, each once. The registry does not look them up: what is released later
    /// is looked up under the subject's IIN, so a number that is not theirs opens nothing.
    pub documents: Vec<OpenDocument>,
    /// For whom.
    pub audience: Audience,
    /// For how long, seconds; the policy's default where it is not said.
    pub lifetime_seconds: Option<u32>,
    /// How many views; the policy's default where it is not said.
    pub views: Option<u8>,
    /// What for, where the subject says.
    pub purpose: Option<GrantPurpose>,
}

/// What one act of opening makes (352/3, 352/15): one grant, two carriers, one expiry. It goes to the subject alone.
/// Made only by [`super::Registry::open`]: without the subject's act there is nothing to show.
///
/// ```compile_fail,E0451
/// # fn token_without_an_act(id: qujat::id::GrantId, link: qujat::grant::GrantLink, code: qujat::code::ShortCode,
/// #     validity: qujat::time::Validity) -> qujat::grant::OpenedAccess {
/// qujat::grant::OpenedAccess { id, link, code, validity, alone_until: None }
/// # }
/// ```
#[derive(Clone)]
pub struct OpenedAccess {
    id: GrantId,
    link: GrantLink,
    code: ShortCode,
    validity: Validity,
    alone_until: Option<Timestamp>,
}

/// One of a subject's grants that are open now, for the subject's own list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveGrant {
    /// The grant.
    pub grant: Grant,
    /// Views used.
    pub used: u8,
    /// Whether its short code still opens it; wrong tries may have ended that.
    pub code_alive: bool,
}

/// Why access was not opened. Told to the subject, about their own request.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum OpenError {
    /// 352/3: only the subject in person opens access.
    #[error("access is opened by a person for their own documents")]
    NotThePerson,
    /// No document in the request.
    #[error("no document to open")]
    NoDocument,
    /// More documents than one grant holds.
    #[error("{found} documents in one grant, at most {limit} allowed")]
    TooManyDocuments {
        /// How many came.
        found: usize,
        /// [`crate::limits::MAX_SCOPE_DOCUMENTS`].
        limit: usize,
    },
    /// A document stands twice.
    #[error("document {position} of the request stands in it before")]
    DocumentTwice {
        /// Its place in the request, from 1.
        position: usize,
    },
    /// More elements are named than one grant's scope holds.
    #[error("{found} elements in one grant, at most {limit} allowed")]
    TooManyElements {
        /// How many came, all documents together.
        found: usize,
        /// [`crate::limits::MAX_SCOPE_ELEMENTS`].
        limit: usize,
    },
    /// A life outside the policy.
    #[error("a life of {found} s was asked for, {least} to {most} allowed")]
    Lifetime {
        /// Seconds asked for.
        found: u32,
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
    /// A number of views outside the policy.
    #[error("{found} views were asked for, 1 to {most} allowed")]
    Views {
        /// Views asked for.
        found: u8,
        /// The most.
        most: u8,
    },
    /// 352/2.6: a grant for the subject would never be of use.
    #[error("the audience is the subject")]
    ForOneself,
    /// The subject has as many grants open as the policy allows.
    #[error("{limit} grants are open already, close one first")]
    TooManyLive {
        /// How many are allowed.
        limit: u8,
    },
    /// The subject opened as often as the policy allows.
    #[error("access was opened too often, the next time is possible in {after_seconds} s")]
    TooManyOpenings {
        /// Seconds until it is possible again, 1 or more.
        after_seconds: u32,
    },
    /// The service does not look up digits without an IIN.
    #[error("six digits are not looked up without an IIN here")]
    CodeAloneOff,
    /// As many grants of everybody's as allowed are open to digits alone.
    #[error("too much is open to digits without an IIN, the next opening is possible in {after_seconds} s")]
    CodeAloneFull {
        /// Seconds until it may be possible again, 1 or more.
        after_seconds: u32,
    },
    /// No grant of the subject's with that id is open.
    #[error("no such grant is open")]
    NoSuchGrant,
    /// No code was free, or an id came twice: the source of random bytes repeats itself.
    #[error("the source of random bytes repeats itself")]
    Repeating,
    /// The source of random bytes failed.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The expiry lies past the calendar.
    #[error(transparent)]
    Time(#[from] TimeError),
    /// The token could not be made.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The link could not be made: too many kinds for one symbol.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl OpenRequest {
    /// These documents, for no stated purpose, for anyone authenticated, as long and as often as the policy says.
    pub fn new(documents: Vec<DocumentRef>) -> Self {
        Self {
            documents: documents.into_iter().map(Into::into).collect(),
            audience: Audience::AnyoneAuthenticated,
            lifetime_seconds: None,
            views: None,
            purpose: None,
        }
    }
}

impl OpenedAccess {
    pub(super) fn new(id: GrantId, link: GrantLink, code: ShortCode, validity: Validity) -> Self {
        Self { id, link, code, validity, alone_until: None }
    }

    /// Whose code is looked up without an IIN until then.
    pub(super) fn alone(self, until: Timestamp) -> Self {
        Self { alone_until: Some(until), ..self }
    }

    /// The grant's id, to close it by.
    pub fn id(&self) -> &GrantId {
        &self.id
    }

    /// The link with the signed token; its text goes into the QR code.
    pub fn link(&self) -> &GrantLink {
        &self.link
    }

    /// The signed token.
    pub fn token(&self) -> &[u8] {
        self.link.token()
    }

    /// The six digits.
    pub fn code(&self) -> &ShortCode {
        &self.code
    }

    /// The first instant at which the digits are of no use without the IIN any more; `None` where they never are.
    pub fn code_alone_until(&self) -> Option<Timestamp> {
        self.alone_until
    }

    /// When both carriers are of use.
    pub fn validity(&self) -> Validity {
        self.validity
    }
}

impl fmt::Debug for OpenedAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OpenedAccess(…, until {})", self.validity.until().to_utc())
    }
}
