use core::fmt;

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::frame::{self, FRAME_PREFIX, OVERHEAD, StreamName};
use crate::code::symbol::{Level, Symbol, SymbolError, Use};
use crate::limits::{MAX_FRAMES_PER_SECOND, MAX_STREAM_BLOCKS, MAX_STREAM_BYTES, MAX_SYMBOL_VERSION};

/// A message on its way: frame *n* for any *n*, all equally good, without end.
///
/// ```
/// use qujat::code::stream::{Receiver, Sender, StreamPolicy, Taken};
///
/// let message = vec![7; 20_000];
/// let sender = Sender::new(&message, StreamPolicy::default())?;
/// let mut receiver = Receiver::new();
/// // Every third frame is missed.
/// for index in (0..).filter(|index| index % 3 != 0) {
///     if let Taken::Complete(arrived) = receiver.take(&sender.frame(index)) {
///         assert_eq!(arrived, message);
///         break;
///     }
/// }
///
/// assert!(Sender::new(&[], StreamPolicy::default()).is_err());
/// # Ok::<(), qujat::code::stream::StreamError>(())
/// ```
#[derive(Clone)]
pub struct Sender {
    stream: StreamName,
    /// The message, filled up to whole blocks.
    filled: Vec<u8>,
    policy: StreamPolicy,
}

/// How a message is shown. What suits a phone's screen before a phone's camera is the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamPolicy {
    /// The largest version of a symbol, 1 to 40: 22 by default, since denser ones are read slowly or not at all. Small
    /// versions want more frames, and are read from farther away.
    pub version: u8,
    /// Frames a second, 1 to 30: 10 by default. A screen drawn 60 times a second then shows each frame for six
    /// refreshes, and a camera of 30 pictures a second sees it about three times, one of them whole.
    pub frames_per_second: u8,
}

/// Why a message cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StreamError {
    /// No message.
    #[error("an empty message has no frames")]
    Empty,
    /// A message of more bytes than a stream may have.
    #[error("the message has {found} bytes, at most {MAX_STREAM_BYTES} are sent")]
    TooLarge {
        /// Its bytes.
        found: usize,
    },
    /// A message of more blocks than a stream may have: larger symbols hold it.
    #[error(
        "the message needs {found} frames of symbols of version {version}, at most {MAX_STREAM_BLOCKS} are sent"
    )]
    TooManyFrames {
        /// Blocks it would have.
        found: usize,
        /// The version asked for.
        version: u8,
    },
    /// A version outside 1–40, or one that holds no frame.
    #[error("no frame fits a QR symbol of version {found}")]
    Version {
        /// The version asked for.
        found: u8,
    },
    /// Frames a second that no camera follows, or none.
    #[error("{found} frames a second, 1 to {MAX_FRAMES_PER_SECOND} are shown")]
    Rate {
        /// Frames a second asked for.
        found: u8,
    },
}

impl Sender {
    /// Cuts a message into blocks.
    pub fn new(message: &[u8], policy: StreamPolicy) -> Result<Self, StreamError> {
        if !(1..=MAX_FRAMES_PER_SECOND).contains(&policy.frames_per_second) {
            return Err(StreamError::Rate { found: policy.frames_per_second });
        }
        if message.is_empty() {
            return Err(StreamError::Empty);
        }
        if message.len() > MAX_STREAM_BYTES {
            return Err(StreamError::TooLarge { found: message.len() });
        }
        let largest = largest_block(policy.version).ok_or(StreamError::Version { found: policy.version })?;
        // F4.
        let blocks = message.len().div_ceil(largest);
        if blocks > MAX_STREAM_BLOCKS {
            return Err(StreamError::TooManyFrames { found: blocks, version: policy.version });
        }
        let block = message.len().div_ceil(blocks);
        // F3.
        let digest: [u8; 32] = Sha256::digest(message).into();
        let id = digest.first_chunk().copied().unwrap_or_default();
        let stream = StreamName { id, length: message.len(), block };
        let mut filled = message.to_vec();
        filled.resize(stream.blocks() * block, 0);
        Ok(Self { stream, filled, policy })
    }

    /// The bytes of frame `index`.
    pub fn frame(&self, index: u32) -> Vec<u8> {
        frame::write(&self.stream, &self.filled, index)
    }

    /// The text of frame `index`, for a symbol.
    pub fn text(&self, index: u32) -> String {
        format!("{FRAME_PREFIX}{}", base45::encode(self.frame(index)))
    }

    /// Frame `index` as a symbol. Those of one message are all of one size.
    pub fn symbol(&self, index: u32) -> Result<Symbol, SymbolError> {
        Symbol::encode_within(&self.text(index), Use::Screen, self.policy.version)
    }

    /// The frame to show `elapsed_ms` milliseconds after the first: the sender's pace.
    pub fn due(&self, elapsed_ms: u64) -> u32 {
        let due = elapsed_ms.saturating_mul(u64::from(self.policy.frames_per_second)) / 1_000;
        u32::try_from(due).unwrap_or(u32::MAX)
    }

    /// How many frames a receiver needs at least: as many as the message has blocks. One means that nothing need move.
    pub fn frames_needed(&self) -> usize {
        self.stream.blocks()
    }

    /// Bytes of the message in one frame.
    pub fn block_bytes(&self) -> usize {
        self.stream.block
    }

    /// How it is shown.
    pub fn policy(&self) -> StreamPolicy {
        self.policy
    }
}

impl Default for StreamPolicy {
    fn default() -> Self {
        Self { version: MAX_SYMBOL_VERSION, frames_per_second: 10 }
    }
}

/// A message is a document: only its size is shown.
impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sender({} bytes in {} blocks)", self.stream.length, self.stream.blocks())
    }
}

/// The most bytes of a message that a frame in a symbol of this version holds: its text is alphanumeric, and one frame lost
/// is no loss, so the least error correction does.
pub(super) fn largest_block(version: u8) -> Option<usize> {
    let chars = Symbol::alphanumeric_capacity(version, Level::L)?.checked_sub(FRAME_PREFIX.len())?;
    // RFC 9285: three characters carry two bytes, two a last one.
    let bytes = chars / 3 * 2 + usize::from(chars % 3 == 2);
    bytes.checked_sub(OVERHEAD).filter(|bytes| *bytes > 0)
}
