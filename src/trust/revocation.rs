use core::fmt;
use std::collections::HashMap;
use std::sync::Arc;

use super::x509::{Certificate, Crl, Issuing, RevocationReason};
use super::{SignatureProvider, TrustError};
use crate::limits::MAX_CRLS;
use crate::time::Timestamp;

/// What the revocation lists at hand say of a signer's certificate and of the authorities above it. A list that is
/// missing, or cannot be used, never makes a certificate good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revocation {
    /// The key is trusted by itself, or a trust list names it, and no revocation list at hand is about its certificate: there
    /// is no chain to ask about. What is withdrawn leaves the trust list.
    NotAsked,
    /// Each certificate of the chain — of a key trusted by itself, the certificate it was given in — is in the care of a list
    /// that does not name it.
    Good {
        /// When the oldest of these lists was made.
        this_update: Timestamp,
        /// When the first of them is due for renewal: from then on nothing is known.
        next_update: Timestamp,
    },
    /// A certificate of the chain is revoked; of a key trusted by itself, the one it was given in or the one that came with
    /// the signature. Since when does not matter: who knows the key can date back.
    Revoked {
        /// The first instant it was.
        since: Timestamp,
        /// Why, where the list says so.
        reason: Option<RevocationReason>,
    },
    /// Of a certificate of the chain nothing is known.
    Unknown {
        /// Why.
        gap: RevocationGap,
    },
}

/// Why nothing is known of a certificate's revocation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RevocationGap {
    /// No list of its issuer's was given that would name it.
    #[error("no revocation list of the certificate's issuer was given")]
    NoList,
    /// There is one, and it cannot be relied on.
    #[error(transparent)]
    Unusable(TrustError),
    /// There was to be a newer one by now.
    #[error("the revocation list of {} was to be renewed by {}", this_update.to_utc(), next_update.to_utc())]
    Stale {
        /// When it was made.
        this_update: Timestamp,
        /// When the next one was due.
        next_update: Timestamp,
    },
    /// It is of a time yet to come: one of the two clocks is wrong.
    #[error("the revocation list is of the future, of {}", this_update.to_utc())]
    Future {
        /// When it says it was made.
        this_update: Timestamp,
    },
}

/// Revocation lists by their issuer's name.
#[derive(Clone, Default)]
pub(super) struct RevocationLists {
    by_issuer: HashMap<Vec<u8>, Vec<Held>>,
    count: usize,
}

#[derive(Clone)]
struct Held {
    crl: Arc<Crl>,
    /// The SubjectPublicKeyInfo of the anchor whose signature held when it was added; a list of an authority that came
    /// without a certificate is verified when a chain brings that.
    by: Option<Vec<u8>>,
}

impl Revocation {
    /// What it comes to at `now`: a list that is stale, or of more than `skew` seconds ahead, leaves the question open.
    #[must_use]
    pub fn at(&self, now: Timestamp, skew: i64) -> Self {
        let gap = match *self {
            Self::Good { this_update, next_update } if now >= next_update => {
                RevocationGap::Stale { this_update, next_update }
            }
            Self::Good { this_update, .. } if this_update > now.plus(skew) => {
                RevocationGap::Future { this_update }
            }
            _ => return self.clone(),
        };
        Self::Unknown { gap }
    }
}

/// As the reason of a check that did not pass.
impl fmt::Display for Revocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAsked => f.write_str("the signer's key is trusted without a chain"),
            Self::Good { next_update, .. } => write!(f, "not revoked, known until {}", next_update.to_utc()),
            Self::Revoked { since, reason } => {
                let reason = reason.unwrap_or(RevocationReason::Other).as_str();
                write!(f, "a certificate was revoked at {}: {reason}", since.to_utc())
            }
            Self::Unknown { gap } => gap.fmt(f),
        }
    }
}

impl RevocationLists {
    /// Takes a list whose issuer is one of `anchors`, or is to be found in chains.
    pub(super) fn add<'a>(
        &mut self,
        crl: Crl,
        anchors: impl Iterator<Item = Issuing<'a>>,
        provider: Option<&dyn SignatureProvider>,
    ) -> Result<(), TrustError> {
        let (mut by, mut refused) = (None, None);
        for anchor in anchors.filter(|anchor| anchor.name == crl.issuer()) {
            match crl.verify(anchor, provider) {
                Ok(()) => by = Some(anchor.spki.to_vec()),
                // An algorithm that cannot be checked says more than a key that is another's.
                Err(error @ TrustError::Unsupported { .. }) => refused = Some(error),
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        if let (None, Some(refused)) = (&by, refused) {
            return Err(refused);
        }
        let held = self.by_issuer.entry(crl.issuer().to_vec()).or_default();
        let known = held.iter_mut().find(|known| known.by == by && known.crl.is_about_the_same(&crl));
        if let Some(known) = known {
            let (found, of) = (crl.this_update(), known.crl.this_update());
            if found < of {
                return Err(TrustError::OlderCrl { found, known: of });
            }
            known.crl = Arc::new(crl);
            return Ok(());
        }
        if self.count == MAX_CRLS {
            return Err(TrustError::Crl { what: "more lists than are ever held" });
        }
        self.count += 1;
        held.push(Held { crl: Arc::new(crl), by });
        Ok(())
    }

    /// What the lists say of certificates, each given with its issuer.
    pub(super) fn check<'c>(
        &self,
        links: impl Iterator<Item = (&'c Certificate<'c>, Issuing<'c>)>,
        provider: Option<&dyn SignatureProvider>,
    ) -> Revocation {
        let (mut window, mut gap) = (None, None);
        for (certificate, issuing) in links {
            match self.check_one(certificate, issuing, provider) {
                // Nothing outweighs this, unknown things above and below least of all.
                revoked @ Revocation::Revoked { .. } => return revoked,
                Revocation::Good { this_update, next_update } => {
                    let (from, until) = window.unwrap_or((this_update, next_update));
                    window = Some((this_update.min(from), next_update.min(until)));
                }
                Revocation::Unknown { gap: why } => gap = gap.or(Some(why)),
                Revocation::NotAsked => {}
            }
        }
        match (gap, window) {
            (Some(gap), _) => Revocation::Unknown { gap },
            (None, Some((this_update, next_update))) => Revocation::Good { this_update, next_update },
            (None, None) => Revocation::NotAsked,
        }
    }

    /// What the lists say of a signer that is trusted without a chain: of the certificate it was `given` in, and of the one
    /// that `came` with a signature of its key. Nobody who is trusted vouches for the second, so that it can speak against
    /// its key and not for it. Only a list that is an anchor's counts: of others there is no chain to learn whose they are.
    pub(super) fn check_given(&self, given: Option<&[u8]>, came: Option<&Certificate<'_>>) -> Revocation {
        if self.count == 0 {
            return Revocation::NotAsked;
        }
        let given = given.and_then(|der| Certificate::parse(der).ok());
        let of_given = given.as_ref().map_or(Revocation::NotAsked, |given| self.of_anchors(given));
        match came.map(|came| self.of_anchors(came)) {
            Some(revoked @ Revocation::Revoked { .. }) => revoked,
            _ => of_given,
        }
    }

    fn of_anchors(&self, certificate: &Certificate<'_>) -> Revocation {
        let held = self.by_issuer.get(certificate.issuer_name()).into_iter().flatten();
        let usable = held.filter(|held| held.by.is_some() && held.crl.is_about(certificate));
        of_lists(certificate, usable.map(|held| &*held.crl)).unwrap_or(Revocation::NotAsked)
    }

    fn check_one(
        &self,
        certificate: &Certificate<'_>,
        issuing: Issuing<'_>,
        provider: Option<&dyn SignatureProvider>,
    ) -> Revocation {
        let held = self.by_issuer.get(issuing.name).into_iter().flatten();
        let own = held.filter(|held| held.by.as_deref().is_none_or(|by| by == issuing.spki));
        let mut gap = RevocationGap::NoList;
        let usable = own.filter(|held| held.crl.is_about(certificate)).filter(|Held { crl, by }| {
            let verified = if by.is_some() { Ok(()) } else { crl.verify(issuing, provider) };
            verified.map_err(|error| gap = RevocationGap::Unusable(error)).is_ok()
        });
        let said = of_lists(certificate, usable.map(|held| &*held.crl));
        said.unwrap_or(Revocation::Unknown { gap })
    }
}

/// What lists that are about a certificate say of it; `None` where there are none.
fn of_lists<'c>(certificate: &Certificate<'_>, lists: impl Iterator<Item = &'c Crl>) -> Option<Revocation> {
    let mut window = None;
    for crl in lists {
        if let Some((since, reason)) = crl.find(certificate) {
            return Some(Revocation::Revoked { since, reason });
        }
        // Any of them answers for it; the freshest lasts longest.
        let (_, until) = window.unwrap_or((crl.this_update(), crl.next_update()));
        if crl.next_update() >= until {
            window = Some((crl.this_update(), crl.next_update()));
        }
    }
    window.map(|(this_update, next_update)| Revocation::Good { this_update, next_update })
}
