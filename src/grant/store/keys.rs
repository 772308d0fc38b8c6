use core::fmt;
use core::hash::{Hash, Hasher};

use subtle::{Choice, ConstantTimeEq};

macro_rules! opaque_key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; 32]);

        impl $name {
            /// From its bytes.
            pub const fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// Its bytes.
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

opaque_key! {
    /// Under which a subject's grants stand: an HMAC of the IIN.
    SubjectKey
}

opaque_key! {
    /// Under which something is counted: an HMAC of who and what.
    QuotaKey
}

opaque_key! {
    /// By which an attempt is known again: an HMAC of who makes it and of the name they gave it.
    AttemptKey
}

opaque_key! {
    /// Under which a small value is kept ([`super::Slots`]): an HMAC of what it is about.
    SlotKey
}

/// A short code as kept: HMAC-SHA-256 of IIN and code under one version of the pepper. Compared in constant time.
#[derive(Clone, Copy, Eq)]
pub struct CodeMac {
    version: u16,
    mac: [u8; 32],
}

impl CodeMac {
    /// A MAC and the version of its pepper.
    pub const fn new(version: u16, mac: [u8; 32]) -> Self {
        Self { version, mac }
    }

    /// The version of the pepper.
    pub const fn version(&self) -> u16 {
        self.version
    }

    /// The MAC.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.mac
    }

    /// Whether two lists of one code's MACs have one in common. Looks at every pair.
    pub fn any_shared(left: &[Self], right: &[Self]) -> bool {
        let pairs = left.iter().flat_map(|left| right.iter().map(move |right| left.ct_eq(right)));
        pairs.fold(Choice::from(0), |any, one| any | one).into()
    }
}

impl ConstantTimeEq for CodeMac {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.version.ct_eq(&other.version) & self.mac.ct_eq(&other.mac)
    }
}

impl PartialEq for CodeMac {
    fn eq(&self, other: &Self) -> bool {
        self.ct_eq(other).into()
    }
}

impl Hash for CodeMac {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.version, self.mac).hash(state);
    }
}

impl fmt::Debug for CodeMac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CodeMac(version {})", self.version)
    }
}
