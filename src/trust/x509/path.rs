use core::cell::Cell;
use core::time::Duration;
use std::borrow::Cow;
use std::sync::Arc;

use rustls_pki_types::{CertificateDer, Der, SignatureVerificationAlgorithm, TrustAnchor, UnixTime};
use sha2::{Digest, Sha256};
use webpki::{EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeIdIter, VerifiedPath};

use super::Certificate;
use super::algorithm::{Provided, SUPPORTED, name_of_identifier, provided};
use super::profile::{Place, Profile};
use crate::cose::SignatureError;
use crate::time::{Timestamp, Validity};
use crate::trust::mandate::AuthorityId;
use crate::trust::{Mandate, PathFault, Scope, SignatureProvider, TrustError};

/// A certificate authority's certificate, given as trusted.
#[derive(Clone)]
pub(in crate::trust) struct Anchor {
    trusted: TrustAnchor<'static>,
    /// The whole SubjectPublicKeyInfo.
    spki: Vec<u8>,
    validity: Validity,
    key_id: Option<Vec<u8>>,
    path_length: Option<u32>,
    may_revoke: bool,
    place: Place,
    scope: Arc<Scope>,
    id: AuthorityId,
    profile: Profile,
    /// The list that names it.
    list: Option<Arc<str>>,
}

/// The way from a signer's certificate to an anchor.
pub(in crate::trust) struct Path<'c, 's> {
    pub(in crate::trust) anchor: &'s Anchor,
    /// The authorities between, the signer's own first.
    pub(in crate::trust) authorities: Vec<Certificate<'c>>,
}

/// One that issued a certificate or a revocation list: an anchor, or an authority below one.
#[derive(Clone, Copy)]
pub(in crate::trust) struct Issuing<'a> {
    pub(in crate::trust) name: &'a [u8],
    /// The whole SubjectPublicKeyInfo.
    pub(in crate::trust) spki: &'a [u8],
    pub(in crate::trust) may_revoke: bool,
}

impl Anchor {
    /// From the authority's certificate, self-signed or not: it is trusted because it was given, but it must be an
    /// authority's. Any key is taken; one that cannot be used shows when it is needed.
    pub(in crate::trust) fn parse(der: &[u8], scope: Scope, profile: Profile) -> Result<Self, TrustError> {
        let certificate = Certificate::parse(der)?;
        // RFC 5280 §4.2.1.9, §4.2.1.3: `basicConstraints` and, where stated, `keyUsage` with `keyCertSign`.
        if !certificate.is_authority() {
            return Err(TrustError::Certificate { what: "given as an anchor but not an authority's" });
        }
        let refused = |fault| Err(TrustError::Path { fault });
        // RFC 5280 §4.2: rustls-webpki does not look at what else an anchor says.
        if certificate.has_unknown_critical() {
            return refused(PathFault::Critical);
        }
        if certificate.subject_name().is_empty() {
            return refused(PathFault::Nameless);
        }
        let der = CertificateDer::from(der);
        let trusted = webpki::anchor_from_trusted_cert(&der).map_err(|error| explain(&error))?.to_owned();
        let mut id = Sha256::new();
        // The length first: no other name and key run together to the same.
        id.update(trusted.subject.len().to_be_bytes());
        id.update(&*trusted.subject);
        id.update(&*trusted.subject_public_key_info);
        let id = id.finalize().into();
        Ok(Self {
            trusted,
            spki: certificate.spki().to_vec(),
            validity: certificate.validity(),
            key_id: certificate.subject_key_id().map(<[u8]>::to_vec),
            path_length: certificate.path_length(),
            may_revoke: certificate.may_revoke(),
            place: Place::of(&certificate),
            scope: Arc::new(scope),
            id,
            profile,
            list: None,
        })
    }

    /// The subject's name, as certificates name it as their issuer.
    pub(in crate::trust) fn name(&self) -> &[u8] {
        &self.trusted.subject
    }

    /// What the signers it vouches for may sign.
    pub(in crate::trust) fn mandate(&self) -> Mandate {
        Mandate::new(self.scope.clone(), Some(self.id))
    }

    /// The same, to ask about.
    pub(in crate::trust) fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The same, as one that a list names.
    pub(in crate::trust) fn of_list(self, name: &Arc<str>) -> Self {
        Self { list: Some(name.clone()), ..self }
    }

    /// The list that names it.
    pub(in crate::trust) fn list(&self) -> Option<&Arc<str>> {
        self.list.as_ref()
    }

    /// Which rules their certificates keep.
    pub(in crate::trust) fn profile(&self) -> Profile {
        self.profile
    }

    pub(in crate::trust) fn issuing(&self) -> Issuing<'_> {
        Issuing { name: self.name(), spki: &self.spki, may_revoke: self.may_revoke }
    }

    fn borrow(&self) -> TrustAnchor<'_> {
        TrustAnchor {
            subject: Der::from(&*self.trusted.subject),
            subject_public_key_info: Der::from(&*self.trusted.subject_public_key_info),
            name_constraints: self.trusted.name_constraints.as_ref().map(|der| Der::from(&**der)),
        }
    }
}

impl Path<'_, '_> {
    /// Where the authority that issued the signer's certificate is.
    pub(in crate::trust) fn place_of_issuer(&self) -> Cow<'_, Place> {
        self.authorities.first().map_or(Cow::Borrowed(&self.anchor.place), |near| Cow::Owned(Place::of(near)))
    }

    /// Each certificate of the path with the one that issued it, the signer's first.
    pub(in crate::trust) fn links<'p>(
        &'p self,
        leaf: &'p Certificate<'p>,
    ) -> impl Iterator<Item = (&'p Certificate<'p>, Issuing<'p>)> {
        let below = core::iter::once(leaf).chain(&self.authorities);
        let above = self.authorities.iter().map(Certificate::issuing).chain([self.anchor.issuing()]);
        below.zip(above)
    }
}

/// The path from the signer's certificate to an anchor that holds at `at`, among those `find` gives for an issuer's name, in
/// their order. RFC 5280 §6 by rustls-webpki; here is what it leaves out: the anchor's own validity and path length,
/// `keyUsage` of the authorities between, key identifiers. What the signer's own certificate may be used for is the
/// caller's question.
pub(in crate::trust) fn validate<'c, 's, I>(
    leaf: &Certificate<'c>,
    rest: &[&'c [u8]],
    find: impl Fn(&[u8]) -> I,
    at: Timestamp,
    provider: Option<&dyn SignatureProvider>,
) -> Result<Path<'c, 's>, TrustError>
where
    I: Iterator<Item = &'s Anchor>,
{
    // Anchors are looked up by the names the chain mentions, so that thousands of them cost nothing.
    let mut anchors: Vec<&Anchor> = find(leaf.issuer_name()).collect();
    let mut names = vec![leaf.issuer_name()];
    for der in rest {
        let name = Certificate::parse(der)?.issuer_name();
        if !names.contains(&name) {
            names.push(name);
            anchors.extend(find(name));
        }
    }
    let (valid, over): (Vec<&Anchor>, Vec<&Anchor>) =
        anchors.into_iter().partition(|anchor| anchor.validity.holds(at));
    match walk(leaf, rest, &valid, at, provider) {
        Err(TrustError::NoPath) if !over.is_empty() => {
            // RFC 5280 §6.2 lets one ignore an anchor's validity; a lapsed authority vouches for nobody.
            walk(leaf, rest, &over, at, provider)?;
            Err(TrustError::Path { fault: PathFault::AnchorNotCurrent })
        }
        result => result,
    }
}

fn walk<'c, 's>(
    leaf: &Certificate<'_>,
    rest: &[&'c [u8]],
    anchors: &[&'s Anchor],
    at: Timestamp,
    provider: Option<&dyn SignatureProvider>,
) -> Result<Path<'c, 's>, TrustError> {
    let borrowed: Vec<TrustAnchor<'_>> = anchors.iter().map(|anchor| anchor.borrow()).collect();
    let ders: Vec<CertificateDer<'_>> = rest.iter().map(|der| CertificateDer::from(*der)).collect();
    let der = CertificateDer::from(leaf.der());
    let end = EndEntityCert::try_from(&der).map_err(|error| explain(&error))?;
    // Before 1970 nothing was signed: a negative time is as good as the first second.
    let time = UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(at.unix()).unwrap_or_default()));
    let provided = provided(provider);
    let mut algorithms = SUPPORTED.to_vec();
    algorithms.extend(provided.iter().map(|algorithm| algorithm as &dyn SignatureVerificationAlgorithm));

    let trace = |path: &VerifiedPath<'_>| {
        let used = borrowed.iter().zip(anchors).find(|(anchor, _)| core::ptr::eq(*anchor, path.anchor()));
        // The path ends in one of those it was given, and leads over those that came.
        let (_, anchor) = used.ok_or(TrustError::NoPath)?;
        let mut authorities = Vec::new();
        for authority in path.intermediate_certificates() {
            let der = authority.der();
            let came = rest.iter().find(|came| **came == &*der).ok_or(TrustError::NoPath)?;
            authorities.push(Certificate::parse(came)?);
        }
        Ok(Path { anchor, authorities })
    };
    // A path whose signatures hold and that is refused here says more than any of the others.
    let refused = Cell::new(None);
    let judge = |path: &VerifiedPath<'_>| {
        let fault = trace(path).map_or(Err(PathFault::Malformed), |path| check_links(leaf, &path));
        fault.map_err(|fault| {
            refused.set(Some(fault));
            Error::UnknownIssuer
        })
    };
    match end.verify_for_usage(&algorithms, &borrowed, &ders, time, AnyUsage, None, Some(&judge)) {
        Ok(path) => trace(&path),
        // A signature of the chain that nobody checked is not one that is not true.
        Err(_) if provided.iter().any(Provided::was_unanswered) => {
            Err(TrustError::Cose(SignatureError::Unanswered.into()))
        }
        Err(error) => Err(refused.take().map_or_else(|| explain(&error), |fault| TrustError::Path { fault })),
    }
}

fn check_links(leaf: &Certificate<'_>, path: &Path<'_, '_>) -> Result<(), PathFault> {
    for authority in &path.authorities {
        if authority.subject_name().is_empty() {
            return Err(PathFault::Nameless);
        }
        if !authority.says_authority() {
            return Err(PathFault::NotAuthority);
        }
        // RFC 5280 §6.1.4 (n): where an authority states its key usage, it includes certifying.
        if !authority.may_certify() {
            return Err(PathFault::MayNotCertify);
        }
    }
    // RFC 5280 §6.1.4 (l), (m), for the anchor too: certificates an authority makes for itself do not count.
    let counted = path.authorities.iter().filter(|one| one.issuer_name() != one.subject_name()).count();
    if path.anchor.path_length.is_some_and(|most| u32::try_from(counted).is_ok_and(|count| count > most)) {
        return Err(PathFault::Length);
    }
    // RFC 5280 §4.2.1.1: where both sides state a key, it is the same one.
    let ids = path.authorities.iter().map(Certificate::subject_key_id).chain([path.anchor.key_id.as_deref()]);
    let named = core::iter::once(leaf).chain(&path.authorities).map(Certificate::authority_key_id);
    if named.zip(ids).any(|pair| matches!(pair, (Some(named), Some(id)) if named != id)) {
        return Err(PathFault::KeyId);
    }
    Ok(())
}

/// Which extended key usage is wanted depends on what was signed, and is another question than trust: it is asked of the
/// signer's certificate apart. Here only its form is checked.
struct AnyUsage;

impl ExtendedKeyUsageValidator for AnyUsage {
    fn validate(&self, mut usages: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        usages.try_for_each(|usage| usage.map(drop))
    }
}

fn explain(error: &Error) -> TrustError {
    let fault = match error {
        Error::UnknownIssuer => return TrustError::NoPath,
        Error::UnsupportedSignatureAlgorithmContext(context) => {
            return TrustError::Unsupported {
                algorithm: name_of_identifier(&context.signature_algorithm_id),
            };
        }
        Error::UnsupportedSignatureAlgorithmForPublicKeyContext(context) => {
            return TrustError::Unsupported {
                algorithm: name_of_identifier(&context.public_key_algorithm_id),
            };
        }
        Error::CertExpired { .. } => PathFault::Expired,
        Error::CertNotValidYet { .. } => PathFault::NotYetValid,
        Error::InvalidSignatureForPublicKey => PathFault::Signature,
        Error::CaUsedAsEndEntity => PathFault::SignerIsAuthority,
        Error::EndEntityUsedAsCa => PathFault::NotAuthority,
        Error::PathLenConstraintViolated => PathFault::Length,
        Error::NameConstraintViolation => PathFault::Name,
        Error::UnsupportedCriticalExtension => PathFault::Critical,
        Error::UnsupportedCertVersion => PathFault::Version,
        Error::SignatureAlgorithmMismatch => PathFault::TwoAlgorithms,
        Error::MaximumPathDepthExceeded
        | Error::MaximumPathBuildCallsExceeded
        | Error::MaximumSignatureChecksExceeded
        | Error::MaximumNameConstraintComparisonsExceeded => PathFault::Tangled,
        _ => PathFault::Malformed,
    };
    TrustError::Path { fault }
}
