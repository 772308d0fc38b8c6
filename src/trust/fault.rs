use thiserror::Error;

/// Why a chain of certificates does not hold (RFC 5280 §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum PathFault {
    /// The anchor it leads to is not in force: a lapsed authority vouches for nobody.
    #[error("the trust anchor is not valid at this time")]
    AnchorNotCurrent,
    /// An authority's certificate is over.
    #[error("a certificate is no longer valid")]
    Expired,
    /// An authority's certificate has not begun.
    #[error("a certificate is not valid yet")]
    NotYetValid,
    /// A signature was checked, and is not true.
    #[error("the signature of a certificate is not true")]
    Signature,
    /// RFC 5280 §4.2.1.9: an authority's own certificate signs no documents.
    #[error("the signer's certificate is an authority's")]
    SignerIsAuthority,
    /// RFC 5280 §6.1.4 (k): `basicConstraints` of a certifying certificate does not say it is an authority's.
    #[error("a certificate that is not an authority's certifies another")]
    NotAuthority,
    /// RFC 5280 §6.1.4 (n): `keyUsage` of an authority lacks `keyCertSign`.
    #[error("an authority's key usage does not let it certify")]
    MayNotCertify,
    /// RFC 5280 §6.1.4 (m): more authorities below one than its `pathLenConstraint` allows.
    #[error("longer than an authority allows")]
    Length,
    /// RFC 5280 §4.2.1.10.
    #[error("a name lies outside what an authority allows")]
    Name,
    /// RFC 5280 §4.2: an extension that must be understood is not.
    #[error("a critical extension is not understood")]
    Critical,
    /// RFC 5280 §4.1.2.1.
    #[error("a certificate is not version 3")]
    Version,
    /// RFC 5280 §4.1.1.2: inside and outside of the signed part differ.
    #[error("a certificate names two signature algorithms")]
    TwoAlgorithms,
    /// RFC 5280 §4.2.1.1: `authorityKeyIdentifier` is not the issuer's `subjectKeyIdentifier`.
    #[error("a certificate names another key as its issuer's")]
    KeyId,
    /// More certificates, signatures or names than are ever looked through.
    #[error("too long or too tangled")]
    Tangled,
    /// RFC 5280 §4.1.2.6: an authority's subject is not empty; an empty one identifies nobody.
    #[error("an authority has no name")]
    Nameless,
    /// Not a certificate that can be read.
    #[error("a certificate is malformed")]
    Malformed,
}

/// Why a certificate, good in itself, does not let its key sign what was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum UsageFault {
    /// RFC 5280 §4.2.1.3: `keyUsage` is stated and lacks `digitalSignature`.
    #[error("key usage lacks digitalSignature")]
    KeyUsage,
    /// RFC 5280 §4.2.1.9: `keyCertSign` in a certificate that is no authority's.
    #[error("key usage lets it certify others")]
    Certifies,
    /// ISO/IEC 18013-5 §B.1.4: not a document signer's.
    #[error("extended key usage 1.0.18013.5.1.2 is missing")]
    DocumentSigner,
    /// ISO/IEC 18013-5 Annex C: not a VICAL signer's.
    #[error("extended key usage 1.0.18013.5.1.8 is missing")]
    VicalSigner,
    /// ISO/IEC 18013-5 §B.1.4: `countryName` is the authority's. An authority of one country vouches for no other's.
    #[error("its country is not that of its authority")]
    Country,
    /// ISO/IEC 18013-5 §B.1.4: `stateOrProvinceName`, where the authority states one, is the authority's.
    #[error("its state or province is not that of its authority")]
    Province,
    /// ISO/IEC 18013-5 §B.1.4: a key that signs documents is changed at least so often.
    #[error("it is valid for more than {days} days")]
    Lifetime {
        /// The most there may be.
        days: u32,
    },
    /// A certificate of the national centre that is a person's own: it speaks for no body.
    #[error("it is a person's, not an organisation's")]
    NotOrganisation,
    /// A certificate of the national centre of one who may not sign for the organisation.
    #[error("it gives neither the office of chief executive nor the right to sign")]
    NoRightToSign,
}
