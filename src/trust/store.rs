use core::fmt;
use std::collections::HashMap;
use std::sync::Arc;

use super::remembered::{Question, Remembered};
use super::revocation::{Revocation, RevocationLists};
use super::status::{HeldStatusList, SignedStatusList, StatusAnswer, StatusLists};
use super::x509::{Anchor, Certificate, Crl, Profile, Signatory, in_force, validate};
use super::{
    Issuer, Mandate, Scope, SignatureProvider, SignerKey, TrustError, TrustGround, TrustList, Vical,
};
use crate::cose::{Header, PublicKey, Purpose};
use crate::id::{DocType, KeyId};
use crate::limits::MAX_KEYS_PER_ID;
use crate::time::{Timestamp, TrustedTime, Validity};

/// Whom to trust: anchors, single signers, and lists. A value of the application's; nothing in it is global.
///
/// A signer is looked up by the key of its certificate or by key id — never by trying every key there is.
#[derive(Clone, Default)]
pub struct TrustStore {
    anchors: Vec<Anchor>,
    /// By the subject's name, as certificates name their issuer.
    anchors_by_name: HashMap<Vec<u8>, Vec<usize>>,
    keys: Vec<TrustedKey>,
    by_id: HashMap<KeyId, Vec<usize>>,
    /// By SubjectPublicKeyInfo, so that finding a certificate's key takes no arithmetic.
    by_spki: HashMap<Vec<u8>, Vec<usize>>,
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

#[derive(Clone, PartialEq)]
struct TrustedKey {
    key: SignerKey,
    issuer: Arc<Issuer>,
    signatory: Option<Arc<Signatory>>,
    scope: Arc<Scope>,
    /// `None` where the key was given without an end.
    validity: Option<Validity>,
    what: &'static str,
    ids: Vec<KeyId>,
    /// The key as certificates write it, uncompressed.
    spki: Vec<u8>,
    /// The list that names it.
    list: Option<Arc<str>>,
}

/// How old a trust list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freshness {
    /// The version of the list.
    pub version: u64,
    /// When it was made.
    pub issued: Timestamp,
    /// When the next one is due.
    pub next_update: Timestamp,
    digest: [u8; 32],
}

/// How long past its date a trust list still serves. The date ([`Freshness::next_update`]) is its publisher's promise of the
/// next one; these are the verifier's patience, counted from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgePolicy {
    /// Seconds past the date after which what rests on the list carries a warning. Default 0: from the date on.
    pub warn_after_seconds: i64,
    /// Seconds past the date after which nothing that rests on the list is called valid. Default 180 days: people go without a
    /// network for months, at sea, in the mountains, at a border post, and where the limit was 48 hours they were locked
    /// out; but who was taken off the list half a year ago signs no more.
    pub refuse_after_seconds: i64,
}

/// What the age of a trust list means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Age {
    /// Young enough.
    Fresh,
    /// Past [`AgePolicy::warn_after_seconds`]: usable, with a warning.
    Old,
    /// Past [`AgePolicy::refuse_after_seconds`].
    TooOld,
}

/// A signer that is trusted, and what may be said against it all the same.
#[derive(Debug, Clone)]
pub struct Trusted {
    /// Its key.
    pub key: SignerKey,
    /// Whose it is.
    pub issuer: Arc<Issuer>,
    /// Who signs with it and in what office, where its certificate is one of the national centre's.
    pub signatory: Option<Arc<Signatory>>,
    /// Whether it may sign what was asked about (352/5).
    pub entitled: Result<(), TrustError>,
    /// Whether its certificate, or its key's entry, is in force at the time asked about.
    pub current: Result<(), TrustError>,
    /// When its certificate, or its key's entry, is in force; `None` where the key was given without an end.
    pub validity: Option<Validity>,
    /// The state of the list that names it, where one does.
    pub list: Option<Freshness>,
    /// On whose word it is trusted, and for what.
    pub mandate: Mandate,
    /// What the revocation lists at hand say of its certificate chain.
    pub revocation: Revocation,
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
        let anchor = Anchor::parse(der, scope, profile)?;
        self.push_anchor(anchor);
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
        let mut ids: Vec<KeyId> = key.own().map(PublicKey::key_id).into_iter().collect();
        // Signers that send a key id instead of their certificate take it from there.
        ids.extend(certificate.subject_key_id().and_then(|id| KeyId::from_bytes(id).ok()));
        self.add(TrustedKey {
            spki: key.to_spki()?,
            key,
            issuer: Arc::new(certificate.issuer(TrustGround::Signer)),
            signatory: certificate.signatory().map(Arc::new),
            scope: Arc::new(scope),
            validity: Some(certificate.validity()),
            what: "certificate",
            ids,
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
        let ids = vec![key.key_id()];
        let (issuer, scope) = (Arc::new(issuer), Arc::new(scope));
        let spki = key.to_spki()?;
        let key = key.into();
        self.add(TrustedKey {
            key,
            issuer,
            signatory: None,
            scope,
            validity,
            what: "key",
            ids,
            spki,
            list: None,
        })
    }

    /// Trusts the keys of a list, in place of those of an earlier version of the same name. A version older than one
    /// known is refused, and so are two lists of one version that differ; the same list again changes nothing.
    pub fn add_list(&mut self, list: &TrustList) -> Result<(), TrustError> {
        self.check_version(list.name(), list.version(), list.digest())?;
        // Made apart, so that a list that is refused half-way leaves everything as it was.
        let mut next = self.clone();
        next.forget_list(list.name());
        let name: Arc<str> = list.name().into();
        for entry in list.entries() {
            let issuer = Issuer { name: entry.name.clone(), bin: entry.bin, ground: TrustGround::List };
            next.add(TrustedKey {
                ids: vec![entry.key.key_id()],
                spki: entry.key.to_spki()?,
                key: entry.key.clone().into(),
                issuer: Arc::new(issuer),
                signatory: None,
                scope: Arc::new(entry.scope.clone()),
                validity: Some(entry.validity),
                what: "key",
                list: Some(name.clone()),
            })?;
        }
        // The list is signed: the moment it was made has passed.
        next.time.observe(list.issued());
        next.lists.insert(
            list.name().to_owned(),
            Freshness {
                version: list.version(),
                issued: list.issued(),
                next_update: list.next_update(),
                digest: *list.digest(),
            },
        );
        *self = next;
        Ok(())
    }

    /// Trusts the authorities that a VICAL names (ISO/IEC 18013-5 Annex C), each for documents of its kinds, in place of
    /// those of an earlier issue of the same provider. As with [`TrustStore::add_list`], an issue older than one known is
    /// refused. What a key's own trust list says goes before what a certificate below such an authority says.
    pub fn add_vical(&mut self, vical: &Vical) -> Result<(), TrustError> {
        let name: Arc<str> = vical.list_name().into();
        self.check_version(&name, vical.version(), vical.digest())?;
        let mut next = self.clone();
        next.forget_list(&name);
        for entry in vical.entries() {
            let anchor = Anchor::parse(&entry.certificate, entry.scope(), Profile::Mdoc)?;
            next.push_anchor(anchor.of_list(&name));
        }
        // The list is signed: the moment it was made has passed.
        next.time.observe(vical.date());
        next.lists.insert(
            name.to_string(),
            Freshness {
                version: vical.version(),
                issued: vical.date(),
                next_update: vical.next_update(),
                digest: *vical.digest(),
            },
        );
        *self = next;
        Ok(())
    }

    /// Whether a list may take the place of the one known by its name.
    fn check_version(&self, name: &str, found: u64, digest: &[u8; 32]) -> Result<(), TrustError> {
        let known = self.lists.get(name);
        let floor = self.floors.get(name).copied().unwrap_or_default();
        let most = known.map_or(floor, |known| known.version.max(floor));
        if found < most {
            return Err(TrustError::Older { found, known: most });
        }
        match known {
            Some(known) if found == known.version && *digest != known.digest => {
                Err(TrustError::Conflict { version: found })
            }
            _ => Ok(()),
        }
    }

    /// Refuses versions of the list `name` below `version` from now on: what an application that stores the versions it has
    /// seen says after a restart.
    pub fn require_list_version(&mut self, name: &str, version: u64) {
        let floor = self.floors.entry(name.to_owned()).or_default();
        *floor = version.max(*floor);
    }

    /// The lists in force by name: what an application stores, so as to refuse older ones after a restart.
    pub fn lists(&self) -> impl Iterator<Item = (&str, &Freshness)> {
        self.lists.iter().map(|(name, freshness)| (name.as_str(), freshness))
    }

    /// Takes a status list, fetched at `fetched`, in place of an older one of its URI. One made before the one known is
    /// refused; the same list again counts as fetched anew.
    pub fn add_status_list(&mut self, list: SignedStatusList, fetched: Timestamp) -> Result<(), TrustError> {
        let issued = list.list().issued();
        self.status.add(list, fetched)?;
        self.time.observe(issued);
        Ok(())
    }

    /// Refuses status lists of `uri` made before `issued` from now on: what an application that stores when the lists it has
    /// seen were made says after a restart.
    pub fn require_status_list(&mut self, uri: &str, issued: Timestamp) {
        self.status.require_issued(uri, issued);
    }

    /// The status lists at hand, in no order: their URIs, and until when each is fresh.
    pub fn status_lists(&self) -> impl Iterator<Item = &HeldStatusList> {
        self.status.iter()
    }

    /// What is known of a document of `doc_type` that names entry `index` of the list at `uri` as the place of its status
    /// and was signed under the mandate `signer`.
    pub fn status(
        &self,
        uri: &str,
        index: u64,
        doc_type: &DocType,
        signer: &Mandate,
        now: Timestamp,
    ) -> StatusAnswer {
        self.status.answer((uri, index), doc_type, signer, now)
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
    /// that are added after this.
    pub fn set_provider(&mut self, provider: Arc<dyn SignatureProvider>) {
        self.provider = Some(provider);
    }

    /// Whether nobody is trusted.
    pub fn is_empty(&self) -> bool {
        self.anchors.is_empty() && self.keys.is_empty()
    }

    /// The signer a header names, if it is trusted and in force at `at`. Whether it may sign this is in
    /// [`Trusted::entitled`].
    pub fn resolve(
        &self,
        header: &Header<'_>,
        purpose: Purpose,
        doc_type: Option<&DocType>,
        at: Timestamp,
    ) -> Result<Trusted, TrustError> {
        let all = self.candidates(header, purpose, doc_type, at)?;
        let best = all.into_iter().next().ok_or(TrustError::UnknownKey)?;
        best.current.clone()?;
        Ok(best)
    }

    /// Everyone the header may mean — one, but for key ids that happen to meet — the fittest first. Signers whose
    /// certificate or entry is not in force at `at` are among them, marked; so each question keeps its own answer.
    pub fn candidates(
        &self,
        header: &Header<'_>,
        purpose: Purpose,
        doc_type: Option<&DocType>,
        at: Timestamp,
    ) -> Result<Vec<Trusted>, TrustError> {
        let question = self.remembered.as_ref().zip(Question::new(header, purpose, doc_type, at));
        match question {
            Some((remembered, question)) => {
                remembered.answer(question, || self.find(header, purpose, doc_type, at))
            }
            None => self.find(header, purpose, doc_type, at),
        }
    }

    /// A copy that finds out about each certificate chain once, for a batch of documents. It must not be changed.
    pub(crate) fn remembering(&self) -> Self {
        Self { remembered: Some(Arc::default()), ..self.clone() }
    }

    fn find(
        &self,
        header: &Header<'_>,
        purpose: Purpose,
        doc_type: Option<&DocType>,
        at: Timestamp,
    ) -> Result<Vec<Trusted>, TrustError> {
        if self.is_empty() {
            return Err(TrustError::NoMaterial);
        }
        let mut chain = header.x5chain();
        let Some(leaf) = chain.next() else {
            let id = header.key_id().ok_or(TrustError::Unnamed)?;
            let keys = self.keys(self.by_id.get(&id));
            // A key id is a hint and may be another's; a key of another algorithm is surely not meant.
            let keys = keys.filter(|key| key.key.fits(header));
            return fittest(keys.map(|key| self.trusted(key, purpose, doc_type, at)).collect());
        };
        let leaf = Certificate::parse(leaf)?;
        let mut known = self.by_spki.get(leaf.spki());
        if known.is_none() {
            // The same key may be written with a compressed point.
            known =
                leaf.public_key().and_then(|key| Ok(key.to_spki()?)).ok().and_then(|s| self.by_spki.get(&s));
        }
        let mut all: Vec<Trusted> =
            self.keys(known).map(|key| self.trusted(key, purpose, doc_type, at)).collect();
        let fit = all.iter().any(|trusted| trusted.current.is_ok() && trusted.entitled.is_ok());
        // 352/5: a key that stands in a list may sign what the list says and no more, whoever else certified it.
        let listed = all.iter().any(|trusted| trusted.list.is_some());
        if !fit && !listed && !self.anchors.is_empty() {
            let rest: Vec<&[u8]> = chain.collect();
            match self.by_chain(&leaf, &rest, purpose, doc_type, at) {
                Ok(trusted) => all.push(trusted),
                Err(error) if all.is_empty() => return Err(error),
                Err(_) => {}
            }
        }
        fittest(all)
    }

    /// A signer whose certificate leads to an anchor.
    fn by_chain(
        &self,
        leaf: &Certificate<'_>,
        rest: &[&[u8]],
        purpose: Purpose,
        doc_type: Option<&DocType>,
        at: Timestamp,
    ) -> Result<Trusted, TrustError> {
        // A certificate that is over, or not yet begun, is judged by the nearest of its own days, so that "not trusted" and
        // "no longer valid" stay two answers; `current` tells the second.
        let validity = leaf.validity();
        let when = at.max(validity.from()).min(validity.until().plus(-1));
        // The same authority may be given twice, for different things: the one that lets this be signed comes first.
        let covers = |anchor: &Anchor| anchor.scope().covers(purpose, doc_type);
        let find = |name: &[u8]| {
            let named = self.anchors_by_name.get(name);
            let named = named.into_iter().flatten().filter_map(|index| self.anchors.get(*index));
            let (first, then): (Vec<_>, Vec<_>) = named.partition(|anchor| covers(anchor).is_ok());
            first.into_iter().chain(then)
        };
        let provider = self.provider.as_deref();
        let path = validate(leaf, rest, find, when, provider)?;
        let (anchor, profile) = (path.anchor, path.anchor.profile());
        let list = anchor.list().and_then(|name| self.lists.get(&**name)).cloned();
        let entitled = covers(anchor).and_then(|()| match (purpose, profile) {
            // Who signs documents says what became of them. The usage that Token Status List §10.1 makes for this alone had no
            // number yet: a signer with nothing else is trusted by itself, or by a trust list.
            (Purpose::Document | Purpose::Seal | Purpose::StatusList, _) | (_, Profile::National) => {
                profile.check(leaf, &path.place_of_issuer())
            }
            _ => leaf.may_sign_anything(),
        });
        Ok(Trusted {
            key: SignerKey::from_spki(leaf.spki(), self.provider.as_ref())?,
            issuer: Arc::new(leaf.issuer(TrustGround::Anchor)),
            signatory: leaf.signatory().map(Arc::new),
            entitled,
            current: in_force(validity, "certificate", at),
            validity: Some(validity),
            list,
            mandate: anchor.mandate(),
            revocation: self.revocation.check(path.links(leaf), provider),
        })
    }

    fn keys<'s>(&'s self, indices: Option<&'s Vec<usize>>) -> impl Iterator<Item = &'s TrustedKey> {
        indices.into_iter().flatten().filter_map(|index| self.keys.get(*index))
    }

    fn trusted(
        &self,
        key: &TrustedKey,
        purpose: Purpose,
        doc_type: Option<&DocType>,
        at: Timestamp,
    ) -> Trusted {
        Trusted {
            key: key.key.clone(),
            issuer: key.issuer.clone(),
            signatory: key.signatory.clone(),
            entitled: key.scope.covers(purpose, doc_type),
            current: key.validity.map_or(Ok(()), |validity| in_force(validity, key.what, at)),
            validity: key.validity,
            list: key.list.as_ref().and_then(|name| self.lists.get(&**name)).cloned(),
            mandate: Mandate::new(key.scope.clone(), None),
            revocation: Revocation::NotAsked,
        }
    }

    fn add(&mut self, mut key: TrustedKey) -> Result<(), TrustError> {
        // Looked for among those of its own key alone: a list may bring thousands.
        if self.keys(self.by_spki.get(&key.spki)).any(|known| *known == key) {
            return Ok(());
        }
        for id in &key.ids {
            if self.by_id.get(id).is_some_and(|known| known.len() >= MAX_KEYS_PER_ID) {
                return Err(TrustError::TooMany { id: id.to_string(), limit: MAX_KEYS_PER_ID });
            }
        }
        let index = self.keys.len();
        for id in &key.ids {
            self.by_id.entry(id.clone()).or_default().push(index);
        }
        self.by_spki.entry(key.spki.clone()).or_default().push(index);
        // A key that is trusted will verify many documents. Only those that do take memory for it.
        key.key = key.key.prepared();
        self.keys.push(key);
        Ok(())
    }

    fn push_anchor(&mut self, anchor: Anchor) {
        self.anchors_by_name.entry(anchor.name().to_vec()).or_default().push(self.anchors.len());
        self.anchors.push(anchor);
    }

    /// Takes away what a list brought, and finds everything again by its new place.
    fn forget_list(&mut self, name: &str) {
        self.keys.retain(|key| key.list.as_deref() != Some(name));
        self.anchors_by_name.clear();
        for anchor in core::mem::take(&mut self.anchors) {
            if anchor.list().map(|list| &**list) != Some(name) {
                self.push_anchor(anchor);
            }
        }
        self.by_id.clear();
        for (index, key) in self.keys.iter().enumerate() {
            for id in &key.ids {
                self.by_id.entry(id.clone()).or_default().push(index);
            }
        }
        self.by_spki.clear();
        for (index, key) in self.keys.iter().enumerate() {
            self.by_spki.entry(key.spki.clone()).or_default().push(index);
        }
    }
}

impl Freshness {
    /// Whether the next list was due before `now`.
    pub fn is_stale(&self, now: Timestamp) -> bool {
        now >= self.next_update
    }

    /// What its age means under `policy`.
    pub fn age(&self, policy: AgePolicy, now: Timestamp) -> Age {
        let past = now.unix().saturating_sub(self.next_update.unix());
        if past >= policy.refuse_after_seconds {
            Age::TooOld
        } else if past >= policy.warn_after_seconds {
            Age::Old
        } else {
            Age::Fresh
        }
    }
}

impl Default for AgePolicy {
    fn default() -> Self {
        Self { warn_after_seconds: 0, refuse_after_seconds: 180 * DAY }
    }
}

/// Counts, not names.
impl fmt::Debug for TrustStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (anchors, keys, lists) = (self.anchors.len(), self.keys.len(), self.lists.len());
        write!(f, "TrustStore({anchors} anchors, {keys} keys, {lists} lists)")
    }
}

fn fittest(mut all: Vec<Trusted>) -> Result<Vec<Trusted>, TrustError> {
    all.sort_by_key(|trusted| (trusted.current.is_err(), trusted.entitled.is_err()));
    if all.is_empty() { Err(TrustError::UnknownKey) } else { Ok(all) }
}

const DAY: i64 = 24 * 60 * 60;
