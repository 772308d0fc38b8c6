use core::time::Duration;
use std::sync::Arc;

use rustls_pki_types::{CertificateDer, Der, TrustAnchor, UnixTime};
use sha2::{Digest, Sha256};
use webpki::{EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeIdIter, VerifiedPath};

use super::Certificate;
use super::algorithm::SUPPORTED;
use crate::time::{Timestamp, Validity};
use crate::trust::mandate::AuthorityId;
use crate::trust::{Mandate, Scope, TrustError};

/// A certificate authority's certificate, given as trusted.
#[derive(Clone)]
pub(in crate::trust) struct Anchor {
    trusted: TrustAnchor<'static>,
    validity: Validity,
    scope: Arc<Scope>,
    id: AuthorityId,
}

impl Anchor {
    /// From the authority's certificate, self-signed or not: it is trusted because it was given, but it must be an
    /// authority's. Any key is taken; one that cannot be used shows when it is needed.
    pub(in crate::trust) fn parse(der: &[u8], scope: Scope) -> Result<Self, TrustError> {
        let certificate = Certificate::parse(der)?;
        if !certificate.is_authority() {
            return Err(TrustError::Certificate { what: "given as an anchor but not an authority's" });
        }
        let der = CertificateDer::from(der);
        let trusted = webpki::anchor_from_trusted_cert(&der).map_err(|error| explain(&error))?.to_owned();
        let mut id = Sha256::new();
        // The length first: no other name and key run together to the same.
        id.update(trusted.subject.len().to_be_bytes());
        id.update(&*trusted.subject);
        id.update(&*trusted.subject_public_key_info);
        let id = id.finalize().into();
        Ok(Self { trusted, validity: certificate.validity(), scope: Arc::new(scope), id })
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

    fn borrow(&self) -> TrustAnchor<'_> {
        TrustAnchor {
            subject: Der::from(&*self.trusted.subject),
            subject_public_key_info: Der::from(&*self.trusted.subject_public_key_info),
            name_constraints: self.trusted.name_constraints.as_ref().map(|der| Der::from(&**der)),
        }
    }
}

/// The anchor the signer's certificate leads to at `at`, among those `find` gives for an issuer's name. RFC 5280 §6 by rustls-webpki; here is what it leaves out: the anchor's own validity, and `keyUsage` of the
/// authorities between. What the signer's own certificate may be used for is the caller's question.
pub(in crate::trust) fn validate<'s, I>(
    leaf: &Certificate<'_>,
    rest: &[&[u8]],
    find: impl Fn(&[u8]) -> I,
    at: Timestamp,
) -> Result<&'s Anchor, TrustError>
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
    match walk(leaf.der(), rest, &valid, at) {
        Err(TrustError::NoPath) if !over.is_empty() => {
            // RFC 5280 §6.2 lets one ignore an anchor's validity; a lapsed authority vouches for nobody.
            walk(leaf.der(), rest, &over, at)?;
            Err(TrustError::Path { what: "the trust anchor is not valid at this time" })
        }
        result => result,
    }
}

fn walk<'s>(
    leaf: &[u8],
    rest: &[&[u8]],
    anchors: &[&'s Anchor],
    at: Timestamp,
) -> Result<&'s Anchor, TrustError> {
    let borrowed: Vec<TrustAnchor<'_>> = anchors.iter().map(|anchor| anchor.borrow()).collect();
    let rest: Vec<CertificateDer<'_>> = rest.iter().map(|der| CertificateDer::from(*der)).collect();
    let leaf = CertificateDer::from(leaf);
    let leaf = EndEntityCert::try_from(&leaf).map_err(|error| explain(&error))?;
    // Before 1970 nothing was signed: a negative time is as good as the first second.
    let time = UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(at.unix()).unwrap_or_default()));
    let path = leaf
        .verify_for_usage(SUPPORTED, &borrowed, &rest, time, AnyUsage, None, Some(&authorities_may_certify))
        .map_err(|error| explain(&error))?;
    let used = borrowed.iter().zip(anchors).find(|(anchor, _)| core::ptr::eq(*anchor, path.anchor()));
    // The path ends in one of those it was given.
    used.map(|(_, anchor)| *anchor).ok_or(TrustError::NoPath)
}

/// RFC 5280 §6.1.4 (n): where an authority states its key usage, it includes certifying.
fn authorities_may_certify(path: &VerifiedPath<'_>) -> Result<(), Error> {
    let all = path.intermediate_certificates().all(|authority| {
        let der = authority.der();
        Certificate::parse(&der).is_ok_and(|certificate| certificate.is_authority())
    });
    if all { Ok(()) } else { Err(Error::EndEntityUsedAsCa) }
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
    let what = match error {
        Error::UnknownIssuer => return TrustError::NoPath,
        Error::UnsupportedSignatureAlgorithmContext(context) => {
            return TrustError::Unsupported { algorithm: name_of(&context.signature_algorithm_id) };
        }
        Error::UnsupportedSignatureAlgorithmForPublicKeyContext(context) => {
            return TrustError::Unsupported { algorithm: name_of(&context.public_key_algorithm_id) };
        }
        Error::CertExpired { .. } => "a certificate is no longer valid",
        Error::CertNotValidYet { .. } => "a certificate is not valid yet",
        Error::InvalidSignatureForPublicKey => "the signature of a certificate is not true",
        Error::CaUsedAsEndEntity => "the signer's certificate is an authority's",
        Error::EndEntityUsedAsCa => "a certificate that is not an authority's certifies another",
        Error::PathLenConstraintViolated => "longer than an authority allows",
        Error::NameConstraintViolation => "a name lies outside what an authority allows",
        Error::UnsupportedCriticalExtension => "a critical extension is not understood",
        Error::UnsupportedCertVersion => "a certificate is not version 3",
        Error::SignatureAlgorithmMismatch => "a certificate names two signature algorithms",
        Error::MaximumPathDepthExceeded
        | Error::MaximumPathBuildCallsExceeded
        | Error::MaximumSignatureChecksExceeded
        | Error::MaximumNameConstraintComparisonsExceeded => "too long or too tangled",
        _ => "a certificate is malformed",
    };
    TrustError::Path { what }
}

/// Of the content of an AlgorithmIdentifier.
fn name_of(identifier: &[u8]) -> &'static str {
    let mut identifier = super::der::Reader::new(identifier);
    let oid = identifier.expect(super::der::OID, "").unwrap_or_default();
    let curve = identifier.optional(super::der::OID).ok().flatten();
    super::algorithm::name_of(oid, curve)
}
