use thiserror::Error;

use super::{Chain, Head};
use crate::cbor::{self, CborError, Decoder, Value};
use crate::cose::{CoseError, Opened, Purpose, Sign1, Signer, Unsigned, Verifier};
use crate::limits::MAX_TOKEN_BYTES;
use crate::time::Timestamp;

/// The end of a cabinet's chain at an instant, signed by the service. Whoever keeps one finds any later journal that
/// did not merely grow.
///
/// ```cddl
/// checkpoint = {
///   1 => 1,                  ; version
///   2 => bstr .size 32,      ; the cabinet's name
///   3 => uint,               ; marks
///   4 => bstr .size 32,      ; hash of the last; of none, the cabinet's name
///   5 => int,                ; when, Unix seconds
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    cabinet: [u8; 32],
    head: Head,
    at: Timestamp,
}

/// Why a checkpoint was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// Not signed, not for this purpose, or not by this key.
    #[error("checkpoint: {0}")]
    Cose(#[from] CoseError),
    /// The signed payload does not have the shape of a checkpoint.
    #[error("checkpoint: {0}")]
    Cbor(#[from] CborError),
    /// A member is missing or has a value it cannot have.
    #[error("checkpoint: {member} is missing or malformed")]
    Member {
        /// Which.
        member: &'static str,
    },
    /// A later checkpoint is of another cabinet than an earlier one.
    #[error("the two checkpoints are of different cabinets")]
    OtherCabinet,
    /// A later checkpoint counts fewer marks than an earlier one, or other marks in the same number.
    #[error("the journal did not only grow: {earlier} marks before, {later} after")]
    NotGrown {
        /// Marks before.
        earlier: u64,
        /// Marks after.
        later: u64,
    },
    /// What is given as the later checkpoint was made before the earlier one.
    #[error("the later checkpoint was made before the earlier one")]
    Older,
}

impl Checkpoint {
    /// Signs where `chain` ends now.
    pub fn sign(chain: &Chain, at: Timestamp, signer: &dyn Signer) -> Result<Vec<u8>, CheckpointError> {
        let head = chain.head();
        let values = [
            Value::from(1),
            Value::from(chain.cabinet().as_slice()),
            Value::from(head.count),
            Value::from(head.hash.as_slice()),
            Value::from(at.unix()),
        ];
        let payload = cbor::encode(&Value::Map((1_u64..).map(Value::from).zip(values).collect()))?;
        Ok(Unsigned { purpose: Purpose::ViewMarkCheckpoint, payload: &payload }.sign(signer)?)
    }

    /// Opens a checkpoint with the service's key.
    pub fn open(bytes: &[u8], key: &dyn Verifier) -> Result<Self, CheckpointError> {
        if bytes.len() > MAX_TOKEN_BYTES {
            let (found, limit) = (bytes.len(), MAX_TOKEN_BYTES);
            return Err(CborError::TooLarge { what: "bytes", found, limit }.into());
        }
        Self::read(&Sign1::parse(bytes)?.open(Purpose::ViewMarkCheckpoint, key)?)
    }

    /// Reads the payload of an opened checkpoint, as [`crate::verify::signed`] gives it where the keys come from a trust store.
    pub fn read(opened: &Opened<'_>) -> Result<Self, CheckpointError> {
        if opened.purpose() != Purpose::ViewMarkCheckpoint {
            return Err(wrong("the purpose"));
        }
        let (mut version, mut cabinet, mut count, mut hash, mut at) = (None, None, None, None, None);
        let mut decoder = Decoder::new(opened.payload());
        let mut map = decoder.map()?;
        while let Some(mut key) = decoder.key(&mut map)? {
            match key.unsigned()? {
                1 => version = Some(decoder.unsigned()?),
                2 => cabinet = <[u8; 32]>::try_from(decoder.bytes()?.as_ref()).ok(),
                3 => count = Some(decoder.unsigned()?),
                4 => hash = <[u8; 32]>::try_from(decoder.bytes()?.as_ref()).ok(),
                5 => at = Timestamp::from_unix(decoder.integer()?).ok(),
                _ => return Err(wrong("an unknown member")),
            }
        }
        decoder.finish()?;
        version.filter(|version| *version == 1).ok_or(wrong("the version"))?;
        Ok(Self {
            cabinet: cabinet.ok_or(wrong("the cabinet"))?,
            head: Head { count: count.ok_or(wrong("the count"))?, hash: hash.ok_or(wrong("the hash"))? },
            at: at.ok_or(wrong("the instant"))?,
        })
    }

    /// Whether a journal could have gone from `earlier` to here by growing alone. That it did, [`Chain::resume`] from
    /// `earlier` over the marks between shows.
    pub fn only_grew_since(&self, earlier: &Self) -> Result<(), CheckpointError> {
        if self.cabinet != earlier.cabinet {
            return Err(CheckpointError::OtherCabinet);
        }
        let (before, after) = (earlier.head, self.head);
        if after.count < before.count || (after.count == before.count && after.hash != before.hash) {
            return Err(CheckpointError::NotGrown { earlier: before.count, later: after.count });
        }
        if self.at < earlier.at { Err(CheckpointError::Older) } else { Ok(()) }
    }

    /// The cabinet's name: [`Chain::cabinet`] of its owner.
    pub fn cabinet(&self) -> &[u8; 32] {
        &self.cabinet
    }

    /// Where the chain ended.
    pub fn head(&self) -> Head {
        self.head
    }

    /// When.
    pub fn at(&self) -> Timestamp {
        self.at
    }
}

const fn wrong(member: &'static str) -> CheckpointError {
    CheckpointError::Member { member }
}
