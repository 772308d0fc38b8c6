use core::fmt;

use crate::exchange::MessageError;
use crate::exchange::error::Place;
use crate::exchange::wire::is_code;
use crate::id::Bin;
use crate::random::{RandomError, RandomSource, make_bytes};

/// The name of one message: a UUID (RFC 9562 §5.4), random, written in lower case. What a repeated message is known by, and
/// what a response names its request by (1277/7.4, 7.5).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId([u8; 16]);

impl MessageId {
    /// A new id from the caller's randomness.
    pub fn make(random: &mut dyn RandomSource) -> Result<Self, RandomError> {
        let mut bytes: [u8; 16] = make_bytes(random)?;
        // RFC 9562 §4: version 4, variant 10.
        let [_, _, _, _, _, _, version, _, variant, ..] = &mut bytes;
        *version = (*version & 0x0f) | 0x40;
        *variant = (*variant & 0x3f) | 0x80;
        Ok(Self(bytes))
    }

    /// Reads a UUID in lower case with its hyphens, of any version: peers number theirs as they like.
    pub fn parse(text: &str) -> Result<Self, MessageError> {
        let wrong = Place("message id").member("it", "is no UUID in lower case");
        let groups: Vec<&str> = text.split('-').collect();
        let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
        if lengths != [8, 4, 4, 4, 12] {
            return Err(wrong);
        }
        let digit = |c: u8| match c {
            b'0'..=b'9' => Some(c - b'0'),
            b'a'..=b'f' => Some(c - b'a' + 10),
            _ => None,
        };
        let digits: Option<Vec<u8>> = groups.concat().bytes().map(digit).collect();
        let bytes = digits.ok_or_else(|| wrong.clone())?;
        let bytes: Vec<u8> =
            bytes.chunks_exact(2).map(|pair| pair.iter().fold(0, |n, d| n << 4 | d)).collect();
        bytes.try_into().map(Self).map_err(|_| wrong)
    }

    /// From sixteen bytes, as a store keeps them.
    pub(in crate::exchange) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The sixteen bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// `3f2c0a9e-…`, in lower case.
impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageId({self})")
    }
}

/// An information system: the BIN of its owner and a code among that owner's systems.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SystemName {
    owner: Bin,
    code: String,
}

impl SystemName {
    /// A system of this owner: `monitoring`, `egov-gateway`. 1 to 64 ASCII letters, digits, `-`, `_` and `.`.
    pub fn new(owner: Bin, code: &str) -> Result<Self, MessageError> {
        if is_code(code) {
            Ok(Self { owner, code: code.to_owned() })
        } else {
            Err(Place("system").member("code", "is malformed"))
        }
    }

    /// Reads `160440007161/monitoring`.
    pub fn parse(text: &str) -> Result<Self, MessageError> {
        let (owner, code) =
            text.split_once('/').ok_or(Place("system").member("it", "is no BIN and code with / between"))?;
        Self::new(Bin::parse(owner).map_err(|_| Place("system").member("owner", "is no BIN"))?, code)
    }

    /// Whose it is.
    pub fn owner(&self) -> &Bin {
        &self.owner
    }

    /// Its code among the owner's systems.
    pub fn code(&self) -> &str {
        &self.code
    }
}

/// `160440007161/monitoring`.
impl fmt::Display for SystemName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner.as_str(), self.code)
    }
}

/// Systems are public.
impl fmt::Debug for SystemName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SystemName({self})")
    }
}

/// The code of a state service in the register of services: 1 to 64 ASCII letters, digits, `-`, `_` and `.`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ServiceCode(String);

impl ServiceCode {
    /// Reads a code, exactly.
    pub fn parse(text: &str) -> Result<Self, MessageError> {
        if is_code(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Place("service code").member("it", "is malformed"))
        }
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
