use core::fmt;

use sha2::{Digest, Sha256};

use super::field::{add_scaled, coefficients, invert, scale};
use super::frame::{Frame, StreamName};

/// What was collected of one stream: as many equations for its blocks as frames that told anything new, kept so that each
/// new one costs one pass over the others (Gauss).
pub(super) struct Collected {
    stream: StreamName,
    /// The equation that first has a coefficient at this place, which is then 1: its coefficients and, after them, the
    /// block.
    rows: Vec<Option<Vec<u8>>>,
    have: usize,
    /// Frames of it that came, new or not.
    pub(super) frames: u32,
    /// The count of all frames when the last one that told anything new came.
    pub(super) last_new: u64,
}

/// What a stream came to.
pub(super) enum Solved {
    /// F8: the message.
    Message(Vec<u8>),
    /// F8: something the stream is not named by.
    Damaged,
}

impl Collected {
    pub(super) fn new(stream: StreamName) -> Self {
        let rows = core::iter::repeat_with(|| None).take(stream.blocks()).collect();
        Self { stream, rows, have: 0, frames: 0, last_new: 0 }
    }

    pub(super) fn stream(&self) -> &StreamName {
        &self.stream
    }

    pub(super) fn have(&self) -> usize {
        self.have
    }

    pub(super) fn wanted(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn is_complete(&self) -> bool {
        self.have == self.rows.len()
    }

    /// Bytes it holds.
    pub(super) fn bytes(&self) -> usize {
        self.have * (self.rows.len() + self.stream.block) + self.rows.len() * size_of::<Option<Vec<u8>>>()
    }

    /// Adds a frame of this stream; whether it told anything new.
    pub(super) fn add(&mut self, frame: &Frame<'_>) -> bool {
        let mut row = coefficients(self.stream.id, frame.index, self.rows.len());
        row.extend_from_slice(frame.block);
        for (at, place) in self.rows.iter_mut().enumerate() {
            let Some(tail) = row.get_mut(at..) else { return false };
            let Some(factor) = tail.first().copied().filter(|factor| *factor != 0) else { continue };
            if let Some(known) = place {
                add_scaled(tail, known.get(at..).unwrap_or_default(), factor);
                continue;
            }
            scale(tail, invert(factor));
            *place = Some(row);
            self.have += 1;
            return true;
        }
        false
    }

    /// Solves for the blocks, all equations being there, and forgets them.
    pub(super) fn solve(&mut self) -> Solved {
        let mut rows = core::mem::take(&mut self.rows);
        self.have = 0;
        let (count, mut message) = (rows.len(), Vec::with_capacity(rows.len() * self.stream.block));
        for at in (0..count).rev() {
            let (above, own) = rows.split_at_mut(at);
            let Some(own) = own.first().and_then(Option::as_deref) else { continue };
            for row in above.iter_mut().flatten() {
                let factor = row.get(at).copied().unwrap_or_default();
                let (Some(tail), Some(own)) = (row.get_mut(at..), own.get(at..)) else { continue };
                add_scaled(tail, own, factor);
            }
        }
        for row in rows.iter().flatten() {
            message.extend_from_slice(row.get(count..).unwrap_or_default());
        }
        message.truncate(self.stream.length);
        self.rows.resize_with(count, || None);
        if message.len() == self.stream.length && Sha256::digest(&message).starts_with(&self.stream.id) {
            Solved::Message(message)
        } else {
            Solved::Damaged
        }
    }
}

impl fmt::Debug for Collected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} blocks", self.have, self.rows.len())
    }
}
