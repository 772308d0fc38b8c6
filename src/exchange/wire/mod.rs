//! What both forms of a message are made of: one tree, written as JSON and as CBOR, so that neither can mean anything else.
//!
//! *Takes* JSON or CBOR from outside. *Gives* a [`Tree`], and [`Members`] that takes an object apart member by member.
//! *Refuses* a name that stands twice, numbers with a fraction, nesting and counts past [`crate::limits`], a member nobody asked
//! for.
//!
//! In JSON a byte string is text in base64url without padding (RFC 4648 §5); in CBOR it is a byte string.

mod members;
mod read;
mod write;

pub(super) use members::{Members, check_text, is_code};
pub(super) use read::{read_cbor, read_json};

/// One value of a message.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Tree {
    Boolean(bool),
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

/// How a message is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// JSON, signed as a JWS in compact form (RFC 7515).
    Json,
    /// CBOR, signed as a COSE_Sign1 (RFC 9052).
    Cbor,
}

impl Form {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Json, Self::Cbor];

    /// The media type of a signed message in this form, as HTTP names it.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/jose",
            Self::Cbor => "application/cose",
        }
    }
}

impl Tree {
    /// An object of these members; those without a value are left out.
    pub(super) fn object<const N: usize>(members: [(&str, Option<Self>); N]) -> Self {
        let given = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Self::Object(given.collect())
    }

    #[allow(clippy::unnecessary_wraps, reason = "a member that is there, as `object` takes it")]
    pub(super) fn text(text: &str) -> Option<Self> {
        Some(Self::Text(text.to_owned()))
    }

    #[allow(clippy::unnecessary_wraps, reason = "a member that is there, as `object` takes it")]
    pub(super) fn list<T>(members: &[T], of: impl Fn(&T) -> Self) -> Option<Self> {
        Some(Self::List(members.iter().map(of).collect()))
    }
}
