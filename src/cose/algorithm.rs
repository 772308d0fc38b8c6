use core::fmt;

/// A signature algorithm this library carries out (RFC 9053 §2, RFC 9864).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256; signatures are `r‖s`, 64 bytes. Any `s` is accepted, as peers make both; a
    /// signature is never used as an identifier.
    Es256,
    /// ECDSA on P-384 with SHA-384; signatures are `r‖s`, 96 bytes.
    Es384,
    /// Ed25519, verified strictly: no small-order key, no non-canonical encoding (RFC 8032 §5.1.7).
    EdDsa,
}

impl Algorithm {
    /// From a COSE algorithm identifier; the fully-specified ones of RFC 9864 mean the same here.
    pub fn from_label(label: i64) -> Option<Self> {
        match label {
            -7 | -9 => Some(Self::Es256),
            -35 | -51 => Some(Self::Es384),
            -8 | -19 => Some(Self::EdDsa),
            _ => None,
        }
    }

    /// The COSE algorithm identifier.
    pub const fn label(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::Es384 => -35,
            Self::EdDsa => -8,
        }
    }
}

/// `ES256`, `ES384` or `EdDSA`.
impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(name_of(self.label()))
    }
}

/// The registered name of a signature algorithm's identifier, for messages. [`UNREGISTERED`] where there is none: such a
/// signature is nobody's. Identifiers below -65536 are for private use (RFC 9053 §11.1) and may be somebody's.
pub(super) fn name_of(label: i64) -> &'static str {
    match label {
        -7 => "ES256",
        -9 => "ESP256",
        -35 => "ES384",
        -51 => "ESP384",
        -36 => "ES512",
        -52 => "ESP512",
        -8 => "EdDSA",
        -19 => "Ed25519",
        -53 => "Ed448",
        -37 => "PS256",
        -38 => "PS384",
        -39 => "PS512",
        -257 => "RS256",
        -258 => "RS384",
        -259 => "RS512",
        -65535 => "RS1",
        -260 => "WalnutDSA",
        -46 => "HSS-LMS",
        -47 => "ES256K",
        -265 => "ESB256",
        -266 => "ESB320",
        -267 => "ESB384",
        -268 => "ESB512",
        -48 => "ML-DSA-44",
        -49 => "ML-DSA-65",
        -50 => "ML-DSA-87",
        private if private < -65536 => "of private use",
        _ => UNREGISTERED,
    }
}

/// The word for an identifier that is no signature algorithm's.
pub(crate) const UNREGISTERED: &str = "unregistered";
