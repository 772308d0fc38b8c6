//! Whom an application trusts.
//!
//! *Takes* anchors, signers, keys, lists ([`lists`]) and how strict to be. *Gives* whoever a header means ([`resolve`]).
//! *Refuses* what is no authority, no certificate, no key.

mod lists;
mod resolve;

use core::fmt;
use std::collections::HashMap;
use std::sync::Arc;

pub use resolve::Trusted;

use super::keyring::{Anchors, GivenCertificate, Keyring, TrustedKey};
use super::remembered::Remembered;
use super::revocation::RevocationLists;
use super::status::StatusLists;
use super::x509::{Anchor, Certificate, Crl, Profile};
use super::{AgePolicy, Freshness, Issuer, Scope, SignatureProvider, SignerKey, TrustError, TrustGround};
use crate::cose::PublicKey;
use crate::id::KeyId;
use crate::time::{Timestamp, TrustedTime, Validity};

/// Whom to trust: anchors, single signers, and lists. A value of the application's; nothing in it is global.
///
/// A signer is looked up by the key of its certificate or by key id — never by trying every key there is.
#[derive(Clone, Default)]
pub struct TrustStore {
    anchors: Anchors,
    keys: Keyring,
    lists: HashMap<String, Freshness>,
    /// Versions seen before this store was made.
    floors: HashMap<String, u64>,
    ages: AgePolicy,
    status: StatusLists,
    time: TrustedTime,
    /// For algorithms this library does not carry out.
    provider: Option<Arc<dyn SignatureProvider>>,
    revocation: RevocationLists,
    revocation_required: bool,
    /// Of a store that serves one batch and does not change: see [`TrustStore::remembering`].
    remembered: Option<Arc<Remembered>>,
}

impl TrustStore {
    /// Trusts nobody.
    pub fn new() -> Self {
        Self::default()
    }

    /// Trusts an authority, by its certificate (DER), for documents and seals of every kind.
    pub fn add_anchor(&mut self, der: &[u8]) -> Result<(), TrustError> {
        self.add_anchor_for(der, Scope::documents())
    }

    /// Trusts an authority for the things in `scope`. Documents and seals always take a signer's certificate that says
    /// it is a document signer's ([`Profile::Mdoc`]).
    pub fn add_anchor_for(&mut self, der: &[u8], scope: Scope) -> Result<(), TrustError> {
        self.add_anchor_with(der, scope, Profile::Mdoc)
    }

    /// Trusts an authority for the things in `scope`, its signers' certificates being held to the rules of `profile`.
    pub fn add_anchor_with(&mut self, der: &[u8], scope: Scope, profile: Profile) -> Result<(), TrustError> {
        self.anchors.push(Anchor::parse(der, scope, profile)?);
        Ok(())
    }

    /// Trusts one signer, by its own certificate (DER), for everything, while the certificate is valid. Who issued it is
    /// not asked.
    pub fn add_signer(&mut self, der: &[u8]) -> Result<(), TrustError> {
        self.add_signer_for(der, Scope::everything())
    }

    /// Trusts one signer, by its own certificate, for the things in `scope`.
    pub fn add_signer_for(&mut self, der: &[u8], scope: Scope) -> Result<(), TrustError> {
        let certificate = Certificate::parse(der)?;
        let key = SignerKey::from_spki(certificate.spki(), self.provider.as_ref())?;
        self.keys.add(TrustedKey {
            spki: key.to_spki()?,
            ids: ids(&key, &certificate),
            key,
            issuer: Arc::new(certificate.issuer(TrustGround::Signer)),
            scope: Arc::new(scope),
            validity: Some(certificate.validity()),
            what: "certificate",
            certificate: Some(GivenCertificate::of(&certificate)),
            list: None,
        })
    }

    /// Trusts one key for everything, without an end.
    pub fn add_signer_key(&mut self, key: PublicKey, issuer: Issuer) -> Result<(), TrustError> {
        self.add_key(key, issuer, Scope::everything(), None)
    }

    /// Trusts one key for the things in `scope`, during `validity` where there is one.
    pub fn add_key(
        &mut self,
        key: PublicKey,
        issuer: Issuer,
        scope: Scope,
        validity: Option<Validity>,
    ) -> Result<(), TrustError> {
        self.keys.add(TrustedKey {
            ids: vec![key.key_id()],
            spki: key.to_spki()?,
            key: key.into(),
            issuer: Arc::new(issuer),
            scope: Arc::new(scope),
            validity,
            what: "key",
            certificate: None,
            list: None,
        })
    }

    /// How old trust lists may be.
    pub fn ages(&self) -> AgePolicy {
        self.ages
    }

    /// Changes how old trust lists may be.
    pub fn set_ages(&mut self, ages: AgePolicy) {
        self.ages = ages;
    }

    /// The latest instant known to have passed: of the lists taken, and what was observed. An application stores it and
    /// gives it back to [`TrustStore::observe_time`] after a restart.
    pub fn trusted_time(&self) -> TrustedTime {
        self.time
    }

    /// Learns that `instant` has passed: from a server that is trusted for the time, or from what was stored.
    pub fn observe_time(&mut self, instant: Timestamp) {
        self.time.observe(instant);
    }

    /// Takes a certificate revocation list (DER) of an anchor given before, or of an authority below one; that one's
    /// signature is verified when a chain brings its certificate. A list older than the one known is refused.
    ///
    /// It counts against signers that were given as trusted too, and against those a trust list names: who says that a
    /// key is known to others has the last word.
    pub fn add_crl(&mut self, der: &[u8]) -> Result<(), TrustError> {
        let crl = Crl::parse(der)?;
        let anchors = self.anchors.iter().map(Anchor::issuing);
        self.revocation.add(crl, anchors, self.provider.as_deref())
    }

    /// From now on a signer that is trusted by its chain must be known not to be revoked, by lists that are in date:
    /// without them the word is "unknown". Otherwise a missing list is reported and does not count.
    pub fn require_revocation(&mut self, required: bool) {
        self.revocation_required = required;
    }

    /// Whether [`TrustStore::require_revocation`] was asked for.
    pub fn requires_revocation(&self) -> bool {
        self.revocation_required
    }

    /// From now on algorithms that this library does not carry out are asked of `provider`: in chains, and for signers
    /// and lists that are added after this.
    pub fn set_provider(&mut self, provider: Arc<dyn SignatureProvider>) {
        self.provider = Some(provider);
    }

    /// Whether nobody is trusted.
    pub fn is_empty(&self) -> bool {
        self.anchors.len() == 0 && self.keys.len() == 0
    }

    /// A copy that finds out about each certificate chain once, for a batch of documents. It must not be changed.
    pub(crate) fn remembering(&self) -> Self {
        Self { remembered: Some(Arc::default()), ..self.clone() }
    }
}

impl GivenCertificate {
    fn of(certificate: &Certificate<'_>) -> Self {
        Self {
            der: certificate.der().into(),
            signatory: certificate.signatory().map(Arc::new),
            place: Arc::new(certificate.place()),
        }
    }
}

/// Counts, not names.
impl fmt::Debug for TrustStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (anchors, keys, lists) = (self.anchors.len(), self.keys.len(), self.lists.len());
        write!(f, "TrustStore({anchors} anchors, {keys} keys, {lists} lists)")
    }
}

/// The key ids that signers may send instead of their certificate: of the key, and as the certificate names it.
fn ids(key: &SignerKey, certificate: &Certificate<'_>) -> Vec<KeyId> {
    let named = certificate.subject_key_id().and_then(|id| KeyId::from_bytes(id).ok());
    key.own().map(PublicKey::key_id).into_iter().chain(named).collect()
}
