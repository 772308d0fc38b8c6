use core::fmt;

use super::link::check_path;
use super::token::{self, GrantClaims};
use super::{Grant, GrantLink, GrantToken, Host, LinkError, OpenDocument, OpenError, TokenError};
use crate::cose::{Signer, Verifier};
use crate::id::{DocType, KeyId};

/// Who the service is: where its links lead and which key signs its tokens.
pub struct Service {
    host: Host,
    path: String,
    signer: Box<dyn Signer + Send + Sync>,
    verifier: Box<dyn Verifier + Send + Sync>,
    others: Vec<(KeyId, Box<dyn Verifier + Send + Sync>)>,
}

impl Service {
    /// A service whose links are `https://<host><path>#…` and whose tokens `signer` signs; `verifier` is the signer's
    /// public half.
    pub fn new(
        host: Host,
        path: &str,
        signer: impl Signer + Send + Sync + 'static,
        verifier: impl Verifier + Send + Sync + 'static,
    ) -> Result<Self, LinkError> {
        check_path(path)?;
        let path = path.to_owned();
        Ok(Self { host, path, signer: Box::new(signer), verifier: Box::new(verifier), others: Vec::new() })
    }

    /// Also takes tokens signed by another key, where they name it: so that a key is changed without a gap.
    #[must_use]
    pub fn accepting(mut self, key_id: KeyId, verifier: impl Verifier + Send + Sync + 'static) -> Self {
        self.others.push((key_id, Box::new(verifier)));
        self
    }

    /// Its host name: the `iss` of its tokens.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// The signed token of a grant, in its link.
    pub(super) fn sign(&self, grant: &Grant) -> Result<GrantLink, OpenError> {
        let token = self.claims(grant).sign(&*self.signer)?;
        Ok(GrantLink::new(&self.host, &self.path, &token)?)
    }

    /// Opens a token of this service with the key it names.
    pub(super) fn open(&self, token: &[u8]) -> Result<GrantToken, TokenError> {
        let named = token::parse(token)?.header().key_id();
        let other = self.others.iter().find(|(key_id, _)| named.as_ref() == Some(key_id));
        let verifier = other.map_or(&self.verifier, |(_, verifier)| verifier);
        GrantToken::open(token, &**verifier, &self.host)
    }

    /// What the token of a grant says: nobody's name and no number.
    pub(super) fn claims(&self, grant: &Grant) -> GrantClaims {
        let mut doc_types: Vec<DocType> = Vec::with_capacity(grant.documents.len());
        for OpenDocument { document, .. } in &grant.documents {
            if !doc_types.contains(&document.doc_type) {
                doc_types.push(document.doc_type.clone());
            }
        }
        GrantClaims {
            service: self.host.clone(),
            id: grant.id,
            doc_types,
            audience: grant.audience.kind(),
            validity: grant.validity,
        }
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Service(https://{}{})", self.host.as_str(), self.path)
    }
}
