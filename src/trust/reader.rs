use super::x509::{Anchor, Certificate, Profile, in_force, validate};
use super::{Scope, Subject, TrustError};
use crate::cose::{Header, PublicKey};
use crate::time::Timestamp;

/// Authorities that vouch for readers (ISO/IEC 18013-5 §9.1.4, §B.1.7): whom a holder lets tell apart who asks. A store of
/// its own, so that an authority of documents vouches for no reader, nor the other way round.
#[derive(Clone, Default)]
pub struct ReaderTrust {
    anchors: Vec<Anchor>,
}

/// A reader somebody vouches for.
#[derive(Clone, PartialEq, Eq)]
pub struct TrustedReader {
    /// Its key.
    pub key: PublicKey,
    /// Who it is, as its authority certified.
    pub subject: Subject,
}

impl ReaderTrust {
    /// Trusts nobody.
    pub fn new() -> Self {
        Self::default()
    }

    /// Trusts an authority of readers, by its certificate (DER).
    pub fn add_anchor(&mut self, der: &[u8]) -> Result<(), TrustError> {
        // What a scope covers are signed things; a reader signs none of them.
        let scope = Scope { purposes: Vec::new(), ..Scope::documents() };
        self.anchors.push(Anchor::parse(der, scope, Profile::Mdoc)?);
        Ok(())
    }

    /// Whether nobody is trusted.
    pub fn is_empty(&self) -> bool {
        self.anchors.is_empty()
    }

    /// The reader whose certificate stands in `x5chain` of a `readerAuth`, where an authority vouches for it at `at`.
    pub fn find(&self, header: &Header<'_>, at: Timestamp) -> Result<TrustedReader, TrustError> {
        if self.is_empty() {
            return Err(TrustError::NoMaterial);
        }
        let mut chain = header.x5chain();
        let leaf = Certificate::parse(chain.next().ok_or(TrustError::Unnamed)?)?;
        let rest: Vec<&[u8]> = chain.collect();
        let find = |name: &[u8]| {
            let name = name.to_vec();
            self.anchors.iter().filter(move |anchor| anchor.name() == name)
        };
        in_force(leaf.validity(), "certificate", at)?;
        validate(&leaf, &rest, find, at, None)?;
        leaf.may_authenticate_readers()?;
        Ok(TrustedReader { key: leaf.public_key()?, subject: leaf.subject() })
    }

    /// The key of the certificate a header names, whoever it is.
    pub(crate) fn key_of(header: &Header<'_>) -> Result<PublicKey, TrustError> {
        let leaf = header.x5chain().next().ok_or(TrustError::Unnamed)?;
        Certificate::parse(leaf)?.public_key()
    }
}

/// Counts, not names.
impl core::fmt::Debug for ReaderTrust {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "ReaderTrust({} anchors)", self.anchors.len())
    }
}

impl core::fmt::Debug for TrustedReader {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "TrustedReader({:?})", self.key)
    }
}
