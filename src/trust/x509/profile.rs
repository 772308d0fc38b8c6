use super::Certificate;
use crate::trust::{CertificateHolder, TrustError, UsageFault};

/// Which rules a signer's certificate must keep, beyond the path that leads to its anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Profile {
    /// ISO/IEC 18013-5 §B.1.4, document signers below an issuing authority: extended key usage `1.0.18013.5.1.2`, key
    /// usage `digitalSignature`, country and province of the authority, at most 457 days. What the standard asks for
    /// without protecting anybody — alternative names, which extensions are critical, key identifiers where they are
    /// missing — is not asked for.
    #[default]
    Mdoc,
    /// Certificates of the national certification centre: an organisation's, of one who may sign for it.
    National,
}

impl Profile {
    /// Whether the national centre made the certificate for somebody who signs in an organisation's service, whatever their
    /// right to sign *for* it (1277/7.3).
    pub(in crate::trust) fn check_worker(leaf: &Certificate<'_>) -> Result<(), TrustError> {
        let fault = |fault| Err(TrustError::Usage { fault });
        if !leaf.allows_signing() {
            return fault(UsageFault::KeyUsage);
        }
        match leaf.signatory() {
            Some(signatory) if signatory.holder == CertificateHolder::Organisation => Ok(()),
            _ => fault(UsageFault::NotOrganisation),
        }
    }

    /// Whether the signer's certificate, issued under `authority`'s, may sign documents and seals.
    pub(in crate::trust) fn check(self, leaf: &Certificate<'_>, authority: &Place) -> Result<(), TrustError> {
        let fault = |fault| Err(TrustError::Usage { fault });
        match self {
            Self::Mdoc => {
                leaf.may_sign_documents()?;
                let place = Place::of(leaf);
                if authority.country.as_ref().is_some_and(|country| !place.is_in_country(country)) {
                    return fault(UsageFault::Country);
                }
                if authority.province.as_ref().is_some_and(|province| !place.is_in_province(province)) {
                    return fault(UsageFault::Province);
                }
                // `notAfter` is the last valid second, and windows here are half-open.
                let seconds = leaf.validity().until().unix() - leaf.validity().from().unix() - 1;
                if seconds > i64::from(MAX_SIGNER_DAYS) * 86_400 {
                    return fault(UsageFault::Lifetime { days: MAX_SIGNER_DAYS });
                }
                Ok(())
            }
            Self::National => {
                if !leaf.allows_signing() {
                    return fault(UsageFault::KeyUsage);
                }
                match leaf.signatory() {
                    Some(signatory) if signatory.may_sign() => Ok(()),
                    Some(signatory) if signatory.holder == CertificateHolder::Organisation => {
                        fault(UsageFault::NoRightToSign)
                    }
                    _ => fault(UsageFault::NotOrganisation),
                }
            }
        }
    }
}

/// Where a certificate says its subject is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// `countryName`: two letters of ISO 3166-1.
    pub country: Option<String>,
    /// `stateOrProvinceName`.
    pub province: Option<String>,
}

impl Place {
    pub(super) fn of(certificate: &Certificate<'_>) -> Self {
        let subject = certificate.subject();
        Self { country: subject.country, province: subject.province }
    }

    /// Whether both are the same country. Real authorities write its code in either case.
    pub fn is_in_country(&self, code: &str) -> bool {
        self.country.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(code))
    }

    /// Whether it is this state or province, likewise.
    pub fn is_in_province(&self, name: &str) -> bool {
        self.province.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name))
    }
}

/// ISO/IEC 18013-5 §B.1.4: validity period of a document signer's certificate.
const MAX_SIGNER_DAYS: u32 = 457;
