use std::borrow::Cow;

use super::IdError;

/// What kind of document a document is: the `docType` of ISO/IEC 18013-5 §7.1, a name in reverse-domain form. Driver's
/// licences are [`DocType::DRIVING_LICENCE`]; Kazakh kinds are `kz.gov.egov.<kind>.1`. Any other name is as good: kinds
/// are open.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocType(Cow<'static, str>);

impl DocType {
    /// Identity card of a citizen.
    pub const IDENTITY_CARD: Self = Self(Cow::Borrowed("kz.gov.egov.identity_card.1"));
    /// Driver's licence: the international mobile driving licence.
    pub const DRIVING_LICENCE: Self = Self(Cow::Borrowed("org.iso.18013.5.1.mDL"));
    /// Birth certificate.
    pub const BIRTH_CERTIFICATE: Self = Self(Cow::Borrowed("kz.gov.egov.birth_certificate.1"));

    /// A name of this library's own, well-formed as written.
    pub(crate) const fn constant(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// Reads 1 to 128 printable ASCII characters without a space.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        if text.is_empty() || text.len() > 128 || !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(IdError::DocType);
        }
        Ok(Self(Cow::Owned(text.to_owned())))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
