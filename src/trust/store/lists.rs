//! Lists that say who may sign, and what became of what was signed.

use std::sync::Arc;

use super::{TrustStore, ids};
use crate::id::DocType;
use crate::time::Timestamp;
use crate::trust::keyring::{GivenCertificate, TrustedKey};
use crate::trust::status::{HeldStatusList, SignedStatusList, StatusAnswer};
use crate::trust::x509::{Anchor, Certificate, Profile};
use crate::trust::{
    Freshness, Issuer, ListEntry, ListedSigner, Mandate, SignerKey, TrustError, TrustGround, TrustList, Vical,
};

impl TrustStore {
    /// Trusts the signers of a list, in place of those of an earlier version of the same name. A version older than one
    /// known is refused, and so are two lists of one version that differ; the same list again changes nothing.
    pub fn add_list(&mut self, list: &TrustList) -> Result<(), TrustError> {
        self.check_version(list.name(), list.version(), list.digest())?;
        // Made apart, so that a list that is refused half-way leaves everything as it was.
        let mut next = self.clone();
        next.forget_list(list.name());
        let name: Arc<str> = list.name().into();
        for entry in list.entries() {
            let key = next.listed(entry, &name)?;
            next.keys.add(key)?;
        }
        let freshness = Freshness {
            version: list.version(),
            issued: list.issued(),
            next_update: list.next_update(),
            digest: *list.digest(),
        };
        next.enter_list(list.name(), freshness);
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
            next.anchors.push(anchor.of_list(&name));
        }
        let freshness = Freshness {
            version: vical.version(),
            issued: vical.date(),
            next_update: vical.next_update(),
            digest: *vical.digest(),
        };
        next.enter_list(&name, freshness);
        *self = next;
        Ok(())
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

    fn enter_list(&mut self, name: &str, freshness: Freshness) {
        // The list is signed: the moment it was made has passed.
        self.time.observe(freshness.issued);
        self.lists.insert(name.to_owned(), freshness);
    }

    fn forget_list(&mut self, name: &str) {
        self.keys.forget_list(name);
        self.anchors.forget_list(name);
    }

    /// One entry of a list as a trusted key.
    fn listed(&self, entry: &ListEntry, list: &Arc<str>) -> Result<TrustedKey, TrustError> {
        let (key, ids, validity, certificate) = match &entry.signer {
            ListedSigner::Key(key) => (key.clone().into(), vec![key.key_id()], entry.validity, None),
            ListedSigner::Certificate(der) => {
                let certificate = Certificate::parse(der)?;
                let key = SignerKey::named(certificate.spki(), self.provider.as_ref())?;
                let ids = ids(&key, &certificate);
                let both = entry.validity.intersection(certificate.validity()).ok_or(TrustError::List {
                    what: "an entry's certificate is never in force when the entry is",
                })?;
                (key, ids, both, Some(GivenCertificate::of(&certificate)))
            }
        };
        Ok(TrustedKey {
            spki: key.to_spki()?,
            key,
            ids,
            issuer: Arc::new(Issuer { name: entry.name.clone(), bin: entry.bin, ground: TrustGround::List }),
            scope: Arc::new(entry.scope.clone()),
            validity: Some(validity),
            what: "key",
            certificate,
            list: Some(list.clone()),
        })
    }
}
