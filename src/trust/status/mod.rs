//! Status lists: what became of a document since it was signed — IETF Token Status List, in its CWT form.
//!
//! *Takes* a signed status list and the place in it that a document names. *Gives* a [`Status`] in nanoseconds, from a list
//! that was unpacked once, and an issuer's [`StatusListBuilder`]. *Refuses* lists that unpack past
//! [`crate::limits::MAX_STATUS_BYTES`], streams that are not whole, and lists older than one known.
//!
//! A list is a row of entries of 1, 2, 4 or 8 bits, packed from the least significant bit of each byte on and compressed
//! with zlib (§4). It is named by a URI: a document says "entry 40,961 of the list at this URI", and the list says in its
//! `sub` that it is that list. So what was signed for another URI never answers for this one.
//!
//! # How long an answer holds
//!
//! A list is fresh until its `exp` and for `ttl` seconds after it was fetched, whichever ends first; without `exp`, for
//! [`MAX_AGE_WITHOUT_EXPIRY`] after it was made, since somebody who keeps newer lists away could else serve an old one for
//! ever. From then on a document that stands in it as valid is *unknown*, and unknown is never valid. That it stands there
//! as revoked still counts: whoever can keep a phone off the network must not make a revoked document good by waiting.

mod answer;
mod builder;
mod error;
mod held;
mod inflate;
mod list;

pub use answer::StatusAnswer;
pub use builder::StatusListBuilder;
pub use error::StatusError;
pub use held::HeldStatusList;
pub(super) use held::StatusLists;
pub use list::{SignedStatusList, StatusBits, StatusList};
pub(crate) use list::{check_uri, without_cwt_tag};

/// What became of a document (§7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// `0x00`: as it was issued.
    Valid,
    /// `0x01`: revoked, annulled, taken back.
    Invalid,
    /// `0x02`: not good for the time being.
    Suspended,
    /// Any other value: an application's own, or one that is not assigned. What it means is not known here.
    Other(u8),
}

impl Status {
    /// The value in a list.
    pub const fn code(self) -> u8 {
        match self {
            Self::Valid => 0,
            Self::Invalid => 1,
            Self::Suspended => 2,
            Self::Other(code) => code,
        }
    }

    /// The status of a value.
    pub const fn from_code(code: u8) -> Self {
        match code {
            0 => Self::Valid,
            1 => Self::Invalid,
            2 => Self::Suspended,
            other => Self::Other(other),
        }
    }
}

/// Seconds after it was made for which a list that states no `exp` is taken: a month, within which any list in use is
/// published anew many times.
pub const MAX_AGE_WITHOUT_EXPIRY: i64 = 30 * 24 * 60 * 60;

/// §13, the claims of a CWT; those of RFC 8392 keep their numbers.
mod claim {
    pub(super) const SUB: u64 = 2;
    pub(super) const EXP: u64 = 4;
    pub(super) const IAT: u64 = 6;
    pub(super) const STATUS_LIST: u64 = 65_533;
    pub(super) const TTL: u64 = 65_534;
}

#[cfg(test)]
mod tests;
