//! The keys and authorities of a store, each with its indexes.
//!
//! *Takes* keys that are trusted, and anchors. *Gives* those a header may mean, by key id, by key, or by an issuer's name,
//! without looking through all. *Refuses* more keys under one key id than are ever tried.

use std::collections::HashMap;
use std::sync::Arc;

use super::x509::{Anchor, Place, Signatory};
use super::{Issuer, Scope, SignerKey, TrustError};
use crate::id::KeyId;
use crate::limits::MAX_KEYS_PER_ID;
use crate::time::Validity;

/// Keys that are trusted themselves.
#[derive(Clone, Default)]
pub(super) struct Keyring {
    keys: Vec<TrustedKey>,
    by_id: HashMap<KeyId, Vec<usize>>,
    /// By SubjectPublicKeyInfo, so that finding a certificate's key takes no arithmetic.
    by_spki: HashMap<Vec<u8>, Vec<usize>>,
}

/// One of them.
#[derive(Clone, PartialEq)]
pub(super) struct TrustedKey {
    pub(super) key: SignerKey,
    pub(super) issuer: Arc<Issuer>,
    pub(super) scope: Arc<Scope>,
    /// `None` where the key was given without an end.
    pub(super) validity: Option<Validity>,
    pub(super) what: &'static str,
    pub(super) ids: Vec<KeyId>,
    /// The key as certificates write it, uncompressed.
    pub(super) spki: Vec<u8>,
    /// What the certificate says that it was given in.
    pub(super) certificate: Option<GivenCertificate>,
    /// The list that names it.
    pub(super) list: Option<Arc<str>>,
}

/// A signer's certificate that is trusted as it is.
#[derive(Clone, PartialEq)]
pub(super) struct GivenCertificate {
    pub(super) der: Arc<[u8]>,
    pub(super) signatory: Option<Arc<Signatory>>,
    pub(super) place: Arc<Place>,
}

/// Authorities.
#[derive(Clone, Default)]
pub(super) struct Anchors {
    all: Vec<Anchor>,
    /// By the subject's name, as certificates name their issuer.
    by_name: HashMap<Vec<u8>, Vec<usize>>,
}

impl Keyring {
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    pub(super) fn by_id(&self, id: &KeyId) -> impl Iterator<Item = &TrustedKey> {
        self.at(self.by_id.get(id))
    }

    /// `spki` as a certificate writes it; a point may be compressed in it.
    pub(super) fn by_spki(&self, spki: &[u8]) -> impl Iterator<Item = &TrustedKey> {
        self.at(self.by_spki.get(spki))
    }

    pub(super) fn add(&mut self, mut key: TrustedKey) -> Result<(), TrustError> {
        // Looked for among those of its own key alone: a list may bring thousands.
        if self.by_spki(&key.spki).any(|known| *known == key) {
            return Ok(());
        }
        for id in &key.ids {
            if self.by_id.get(id).is_some_and(|known| known.len() >= MAX_KEYS_PER_ID) {
                return Err(TrustError::TooMany { id: id.to_string(), limit: MAX_KEYS_PER_ID });
            }
        }
        // A key that is trusted will verify many documents. Only those that do take memory for it.
        key.key = key.key.prepared();
        self.push(key);
        Ok(())
    }

    /// Takes away what a list brought, and finds everything again by its new place.
    pub(super) fn forget_list(&mut self, name: &str) {
        let keys = core::mem::take(&mut self.keys);
        self.by_id.clear();
        self.by_spki.clear();
        keys.into_iter().filter(|key| key.list.as_deref() != Some(name)).for_each(|key| self.push(key));
    }

    fn push(&mut self, key: TrustedKey) {
        let index = self.keys.len();
        for id in &key.ids {
            self.by_id.entry(id.clone()).or_default().push(index);
        }
        self.by_spki.entry(key.spki.clone()).or_default().push(index);
        self.keys.push(key);
    }

    fn at<'s>(&'s self, indices: Option<&'s Vec<usize>>) -> impl Iterator<Item = &'s TrustedKey> {
        indices.into_iter().flatten().filter_map(|index| self.keys.get(*index))
    }
}

impl Anchors {
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Anchor> {
        self.all.iter()
    }

    /// Those of a subject's name, in the order they were given.
    pub(super) fn named<'s>(&'s self, name: &[u8]) -> impl Iterator<Item = &'s Anchor> + use<'s> {
        self.by_name.get(name).into_iter().flatten().filter_map(|index| self.all.get(*index))
    }

    pub(super) fn push(&mut self, anchor: Anchor) {
        self.by_name.entry(anchor.name().to_vec()).or_default().push(self.all.len());
        self.all.push(anchor);
    }

    /// Takes away what a list brought.
    pub(super) fn forget_list(&mut self, name: &str) {
        self.by_name.clear();
        for anchor in core::mem::take(&mut self.all) {
            if anchor.list().map(|list| &**list) != Some(name) {
                self.push(anchor);
            }
        }
    }
}
