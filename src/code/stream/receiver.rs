use core::fmt;
use std::collections::VecDeque;

use super::collected::{Collected, Solved};
use super::frame::Frame;
use crate::limits::{MAX_STREAMS, MAX_STREAMS_BYTES};

/// Collects the frames a camera sees until a message is whole. What it holds stays as it is however long no frame comes, so
/// a pause costs nothing.
#[derive(Default)]
pub struct Receiver {
    streams: Vec<Collected>,
    /// Streams that were delivered, the oldest first.
    delivered: VecDeque<[u8; 8]>,
    /// Frames that came.
    frames: u64,
}

/// What became of one frame.
#[derive(Clone, PartialEq, Eq)]
pub enum Taken {
    /// It is no frame, or one that was misread: nothing was learnt from it.
    Damaged,
    /// It told nothing that was not known already.
    Known,
    /// It told something new of a stream.
    New(Progress),
    /// It was the last that was needed: the message. Nothing in it is proved yet.
    Complete(Vec<u8>),
    /// It was the last that was needed, and what came out is not what the stream is named by (F8): frames of it were
    /// forged. The stream starts again.
    Forged,
}

/// How much of a stream has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Blocks that are there.
    pub have: usize,
    /// Blocks that are needed; 0 where nothing has come yet.
    pub wanted: usize,
    /// Frames of the stream that were seen, known ones too.
    pub frames: u32,
}

impl Receiver {
    /// A receiver that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the bytes of one frame, as [`crate::scan`] gives them. Frames of other streams may come between.
    pub fn take(&mut self, frame: &[u8]) -> Taken {
        let Some(frame) = Frame::parse(frame) else { return Taken::Damaged };
        if self.delivered.contains(&frame.stream.id) {
            return Taken::Known;
        }
        self.frames += 1;
        let now = self.frames;
        // F9.
        self.streams.retain(|stream| now - stream.last_new <= STALE_FRAMES);
        let known = self.streams.iter().position(|stream| *stream.stream() == frame.stream);
        let mut stream = match known {
            Some(at) => self.streams.swap_remove(at),
            None => Collected::new(frame.stream),
        };
        stream.frames = stream.frames.saturating_add(1);
        let is_new = stream.add(&frame);
        if is_new {
            stream.last_new = now;
        }
        let taken = match (is_new, stream.is_complete()) {
            (false, _) => Taken::Known,
            (true, false) => Taken::New(progress(&stream)),
            (true, true) => match stream.solve() {
                Solved::Message(message) => {
                    if self.delivered.len() == MAX_STREAMS {
                        self.delivered.pop_front();
                    }
                    self.delivered.push_back(frame.stream.id);
                    return Taken::Complete(message);
                }
                Solved::Damaged => Taken::Forged,
            },
        };
        self.make_room(stream.bytes());
        self.streams.push(stream);
        taken
    }

    /// How far the stream is that has come furthest.
    pub fn progress(&self) -> Progress {
        // Fractions are compared by their cross products.
        let furthest =
            self.streams.iter().max_by(|a, b| (a.have() * b.wanted()).cmp(&(b.have() * a.wanted())));
        furthest.map(progress).unwrap_or_default()
    }

    /// Forgets everything, delivered streams too: the next frame is the first.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Bytes held.
    pub(super) fn bytes(&self) -> usize {
        self.streams.iter().map(Collected::bytes).sum()
    }

    /// F9: makes room for one stream of so many bytes.
    fn make_room(&mut self, bytes: usize) {
        while self.streams.len() >= MAX_STREAMS || self.bytes() + bytes > MAX_STREAMS_BYTES {
            let weakest = self.streams.iter().enumerate().min_by_key(|(_, it)| (it.have(), it.last_new));
            let Some((at, _)) = weakest else { break };
            self.streams.swap_remove(at);
        }
    }
}

impl Progress {
    /// From 0, nothing, to 1, all.
    #[allow(clippy::cast_precision_loss, reason = "blocks are counted in hundreds")]
    pub fn fraction(&self) -> f32 {
        if self.wanted == 0 { 0.0 } else { self.have as f32 / self.wanted as f32 }
    }
}

fn progress(stream: &Collected) -> Progress {
    Progress { have: stream.have(), wanted: stream.wanted(), frames: stream.frames }
}

/// Streams hold documents: only their sizes are shown.
impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.streams).finish()
    }
}

impl fmt::Debug for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged => f.write_str("Damaged"),
            Self::Known => f.write_str("Known"),
            Self::New(progress) => write!(f, "New({} of {})", progress.have, progress.wanted),
            Self::Complete(message) => write!(f, "Complete({} bytes)", message.len()),
            Self::Forged => f.write_str("Forged"),
        }
    }
}

/// F9: frames, of whatever stream, after which a stream without a new block is dropped: a minute at the default pace.
pub const STALE_FRAMES: u64 = 600;
