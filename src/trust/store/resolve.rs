//! The signer a header means, and what may be said of it.

use std::sync::Arc;

use super::TrustStore;
use crate::cose::{Header, Purpose};
use crate::id::DocType;
use crate::time::{Timestamp, Validity};
use crate::trust::keyring::TrustedKey;
use crate::trust::remembered::Question;
use crate::trust::x509::{Anchor, Certificate, Place, Profile, Signatory, in_force, validate};
use crate::trust::{Freshness, Issuer, Mandate, Revocation, SignerKey, TrustError, TrustGround};

/// A signer that is trusted, and what may be said against it all the same.
#[derive(Debug, Clone)]
pub struct Trusted {
    /// Its key.
    pub key: SignerKey,
    /// Whose it is.
    pub issuer: Arc<Issuer>,
    /// Who signs with it and in what office, where its certificate is one of the national centre's.
    pub signatory: Option<Arc<Signatory>>,
    /// Where its certificate says it is, where somebody who is trusted vouches for the certificate.
    pub place: Option<Arc<Place>>,
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

/// What a signer is looked for.
#[derive(Clone, Copy)]
struct For<'a> {
    purpose: Purpose,
    doc_type: Option<&'a DocType>,
    at: Timestamp,
}

impl TrustStore {
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
        let asked = For { purpose, doc_type, at };
        let question = self.remembered.as_ref().zip(Question::new(header, purpose, doc_type, at));
        match question {
            Some((remembered, question)) => remembered.answer(question, || self.find(header, asked)),
            None => self.find(header, asked),
        }
    }

    fn find(&self, header: &Header<'_>, asked: For<'_>) -> Result<Vec<Trusted>, TrustError> {
        if self.is_empty() {
            return Err(TrustError::NoMaterial);
        }
        let mut chain = header.x5chain();
        let Some(leaf) = chain.next() else {
            let id = header.key_id().ok_or(TrustError::Unnamed)?;
            // A key id is a hint and may be another's; a key of another algorithm is surely not meant.
            let keys = self.keys.by_id(&id).filter(|key| key.key.fits(header));
            return fittest(keys.map(|key| self.trusted(key, None, asked)).collect());
        };
        let leaf = Certificate::parse(leaf)?;
        let mut all: Vec<Trusted> =
            self.keys.by_spki(leaf.spki()).map(|key| self.trusted(key, Some(&leaf), asked)).collect();
        if all.is_empty()
            // The same key may be written with a compressed point.
            && let Some(spki) = leaf.public_key().ok().and_then(|key| key.to_spki().ok())
        {
            all = self.keys.by_spki(&spki).map(|key| self.trusted(key, Some(&leaf), asked)).collect();
        }
        let fit = all.iter().any(|trusted| trusted.current.is_ok() && trusted.entitled.is_ok());
        // 352/5: a key that stands in a list may sign what the list says and no more, whoever else certified it.
        let listed = all.iter().any(|trusted| trusted.list.is_some());
        if !fit && !listed && self.anchors.len() > 0 {
            let rest: Vec<&[u8]> = chain.collect();
            match self.by_chain(&leaf, &rest, asked) {
                Ok(trusted) => all.push(trusted),
                Err(error) if all.is_empty() => return Err(error),
                // Whether the chain would have made it fit nobody here can tell: that is not a "no".
                Err(error) if error.leaves_open() => {
                    for trusted in &mut all {
                        trusted.leave_open(&error);
                    }
                }
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
        asked: For<'_>,
    ) -> Result<Trusted, TrustError> {
        // A certificate that is over, or not yet begun, is judged by the nearest of its own days, so that "not trusted" and
        // "no longer valid" stay two answers; `current` tells the second.
        let validity = leaf.validity();
        let when = asked.at.max(validity.from()).min(validity.until().plus(-1));
        // The same authority may be given twice, for different things: the one that lets this be signed comes first.
        let covers = |anchor: &Anchor| anchor.scope().covers(asked.purpose, asked.doc_type);
        let find = |name: &[u8]| {
            let (first, then): (Vec<_>, Vec<_>) =
                self.anchors.named(name).partition(|anchor| covers(anchor).is_ok());
            first.into_iter().chain(then)
        };
        let provider = self.provider.as_deref();
        let path = validate(leaf, rest, find, when, provider)?;
        let (anchor, profile) = (path.anchor, path.anchor.profile());
        let list = anchor.list().and_then(|name| self.lists.get(&**name)).cloned();
        let entitled = covers(anchor).and_then(|()| match (asked.purpose, profile) {
            // Who signs documents says what became of them. The usage that Token Status List §10.1 makes for this alone had no
            // number yet: a signer with nothing else is trusted by itself, or by a trust list.
            // 1277/7.3: a worker's own certificate, given for official use; what they may certify the message's reader says.
            (Purpose::ExchangeMessage, Profile::National) => Profile::check_worker(leaf),
            (Purpose::Document | Purpose::Seal | Purpose::StatusList, _) | (_, Profile::National) => {
                profile.check(leaf, &path.place_of_issuer())
            }
            _ => leaf.may_sign_anything(),
        });
        Ok(Trusted {
            key: SignerKey::from_spki(leaf.spki(), self.provider.as_ref())?,
            issuer: Arc::new(leaf.issuer(TrustGround::Anchor)),
            signatory: leaf.signatory().map(Arc::new),
            place: Some(Arc::new(leaf.place())),
            entitled,
            current: in_force(validity, "certificate", asked.at),
            validity: Some(validity),
            list,
            mandate: anchor.mandate(),
            revocation: self.revocation.check(path.links(leaf), provider),
        })
    }

    /// A signer that is trusted itself; `leaf` is the certificate a signature brought, of the same key.
    fn trusted(&self, key: &TrustedKey, leaf: Option<&Certificate<'_>>, asked: For<'_>) -> Trusted {
        let given = key.certificate.as_ref();
        Trusted {
            key: key.key.clone(),
            issuer: key.issuer.clone(),
            signatory: given.and_then(|given| given.signatory.clone()),
            place: given.map(|given| given.place.clone()),
            entitled: key.scope.covers(asked.purpose, asked.doc_type),
            current: key.validity.map_or(Ok(()), |validity| in_force(validity, key.what, asked.at)),
            validity: key.validity,
            list: key.list.as_ref().and_then(|name| self.lists.get(&**name)).cloned(),
            mandate: Mandate::new(key.scope.clone(), None),
            revocation: self.revocation.check_given(given.map(|given| &*given.der), leaf),
        }
    }
}

impl Trusted {
    /// What stands against it is not known to stand: `why` kept it from being found out.
    fn leave_open(&mut self, why: &TrustError) {
        for found in [&mut self.entitled, &mut self.current] {
            if found.is_err() {
                *found = Err(why.clone());
            }
        }
    }
}

fn fittest(mut all: Vec<Trusted>) -> Result<Vec<Trusted>, TrustError> {
    all.sort_by_key(|trusted| (trusted.current.is_err(), trusted.entitled.is_err()));
    if all.is_empty() { Err(TrustError::UnknownKey) } else { Ok(all) }
}
