use super::field::{add_scaled, coefficients};
use crate::limits::{MAX_STREAM_BLOCKS, MAX_STREAM_BYTES};

/// F1: what the text of a frame starts with.
pub const FRAME_PREFIX: &str = "QP1:";

/// What tells streams apart: frames that differ in any of it are not of one stream (F7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StreamName {
    /// F3.
    pub(super) id: [u8; 8],
    /// Bytes of the message.
    pub(super) length: usize,
    /// Bytes of a block.
    pub(super) block: usize,
}

/// A frame as it came: its parts fit together, which is all that is known of it.
#[derive(Clone, Copy)]
pub(super) struct Frame<'a> {
    pub(super) stream: StreamName,
    pub(super) index: u32,
    pub(super) block: &'a [u8],
}

impl StreamName {
    /// F4: how many blocks the message has.
    pub(super) fn blocks(&self) -> usize {
        self.length.div_ceil(self.block.max(1))
    }
}

impl<'a> Frame<'a> {
    /// F2, F4. `None` where the check sum is wrong, a part is missing, or length and block do not go together.
    pub(super) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (content, crc) = bytes.split_last_chunk()?;
        if crc32fast::hash(content) != u32::from_be_bytes(*crc) {
            return None;
        }
        let (id, rest) = content.split_first_chunk()?;
        let ([a, b, c], rest) = rest.split_first_chunk()?;
        let (index, block) = rest.split_first_chunk()?;
        let length = usize::try_from(u32::from_be_bytes([0, *a, *b, *c])).ok()?;
        let stream = StreamName { id: *id, length, block: block.len() };
        // An attacker chooses all of these: each bounds memory and work.
        let fits = (1..=MAX_STREAM_BYTES).contains(&length)
            && !block.is_empty()
            && (1..=MAX_STREAM_BLOCKS).contains(&stream.blocks())
            && length.div_ceil(stream.blocks()) == block.len();
        fits.then_some(Self { stream, index: u32::from_be_bytes(*index), block })
    }
}

/// F2, F5, F6: frame `index` of the stream whose message, filled up to whole blocks, is `filled`.
pub(super) fn write(stream: &StreamName, filled: &[u8], index: u32) -> Vec<u8> {
    let length = u32::try_from(stream.length).unwrap_or(u32::MAX).to_be_bytes();
    let mut out = Vec::with_capacity(stream.block + OVERHEAD);
    out.extend_from_slice(&stream.id);
    out.extend(length.iter().skip(1));
    out.extend_from_slice(&index.to_be_bytes());
    let mut block = vec![0; stream.block];
    let row = coefficients(stream.id, index, stream.blocks());
    for (source, factor) in filled.chunks(stream.block.max(1)).zip(row) {
        add_scaled(&mut block, source, factor);
    }
    out.extend_from_slice(&block);
    out.extend_from_slice(&crc32fast::hash(&out).to_be_bytes());
    out
}

/// F2: bytes of a frame beside its block.
pub(super) const OVERHEAD: usize = 8 + 3 + 4 + 4;
