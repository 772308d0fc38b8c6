use std::sync::Arc;

use super::Scope;
use crate::cose::Purpose;
use crate::id::DocType;

/// On whose word a signer is trusted, and for what. It decides whether a status list may speak about a document that another
/// key signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandate {
    scope: Arc<Scope>,
    /// The authority the signer's certificate leads to; `None` where the signer itself is trusted.
    authority: Option<AuthorityId>,
}

/// SHA-256 of an authority's name and key.
pub(super) type AuthorityId = [u8; 32];

impl Mandate {
    pub(super) fn new(scope: Arc<Scope>, authority: Option<AuthorityId>) -> Self {
        Self { scope, authority }
    }

    /// The authority.
    pub(super) fn authority(&self) -> Option<AuthorityId> {
        self.authority
    }

    /// Whether a status list signed under this mandate may say what became of a document of `doc_type` signed under
    /// `document`'s.
    ///
    /// 352/5: a signer that is trusted itself speaks for the kinds it was given. One that is trusted by its authority speaks
    /// for documents of that authority alone: otherwise any country's authority could declare another's revoked documents
    /// good.
    pub(super) fn may_tell_of(&self, doc_type: &DocType, document: &Self) -> bool {
        self.scope.covers(Purpose::StatusList, Some(doc_type)).is_ok()
            && (self.authority.is_none() || self.authority == document.authority)
    }
}
