use crate::id::Bin;
use crate::text::LocalText;

/// A body that signs, as the trust material names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// Its names; from a certificate alone, the subject's common name stands in all that are empty.
    pub name: LocalText,
    /// Its BIN, where the trust material or the certificate gives one.
    pub bin: Option<Bin>,
    /// By what the key is trusted.
    pub ground: TrustGround,
}

/// By what a key is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TrustGround {
    /// A certificate chain to a trust anchor.
    Anchor,
    /// The signer's own certificate or key was given as trusted.
    Signer,
    /// A signed trust list names the key.
    List,
}
