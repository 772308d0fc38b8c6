use core::fmt;

use super::Report;
use crate::document::{Claims, Element};
use crate::id::{DocType, Iin};
use crate::time::Validity;
use crate::trust::{Issuer, Signatory};

/// A document whose every required check passed. Private fields and one constructor: to find every way a document may
/// come to be called verified, look for `Verified {`.
///
/// ```compile_fail,E0451
/// # use qujat::verify::Verified;
/// # fn other_claims(verified: Verified, claims: qujat::document::Claims) -> Verified {
/// Verified { claims, ..verified }
/// # }
/// ```
///
/// ```compile_fail,E0616
/// # use qujat::verify::{Report, Verified};
/// # fn other_report(verified: &mut Verified, report: Report) {
/// verified.report = report;
/// # }
/// ```
#[derive(Clone)]
pub struct Verified {
    pub(super) claims: Claims,
    pub(super) device_elements: Vec<Element>,
    pub(super) issuer: Issuer,
    pub(super) signatory: Option<Signatory>,
    pub(super) validity: Validity,
    pub(super) digest: [u8; 32],
    pub(super) report: Report,
}

impl Verified {
    /// A document as if every check had passed, for the tests of the steps after this one.
    #[cfg(test)]
    pub(crate) fn for_test(claims: Claims, validity: Validity) -> Self {
        use crate::text::LocalText;
        use crate::trust::TrustGround;

        let name = LocalText { en: "Test".into(), ..LocalText::default() };
        Self::for_test_by(Issuer { name, bin: None, ground: TrustGround::Signer }, claims, validity)
    }

    /// The same, of an issuer's.
    #[cfg(test)]
    pub(crate) fn for_test_by(issuer: Issuer, claims: Claims, validity: Validity) -> Self {
        Self {
            claims,
            device_elements: Vec::new(),
            issuer,
            signatory: None,
            validity,
            digest: [7; 32],
            report: Report::new(&[]),
        }
    }

    /// The same with the digest of another document.
    #[cfg(test)]
    pub(crate) fn with_digest_for_test(self, digest: [u8; 32]) -> Self {
        Self { digest, ..self }
    }

    /// The kind of document.
    pub fn doc_type(&self) -> &DocType {
        &self.claims.doc_type
    }

    /// What it says; each element had the digest the issuer signed.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// What the device states itself, under the key the issuer bound and authorised for it. No issuer vouches for it: it is
    /// no part of [`Verified::claims`], and empty unless a session was given in which the device proved itself.
    pub fn device_elements(&self) -> &[Element] {
        &self.device_elements
    }

    /// Whose document it is, where its `iin` was disclosed.
    pub fn subject(&self) -> Option<Iin> {
        self.claims.subject()
    }

    /// Who issued it.
    pub fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// Who signed it and in what office, where the signer's certificate is one of the national certification centre's.
    pub fn signatory(&self) -> Option<&Signatory> {
        self.signatory.as_ref()
    }

    /// When it is valid, as the issuer signed it.
    pub fn validity(&self) -> Validity {
        self.validity
    }

    /// SHA-256 of the Mobile Security Object: the same for every disclosure of one document.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// Every check and its outcome.
    pub fn report(&self) -> &Report {
        &self.report
    }
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Verified({:?})", self.claims)
    }
}
