//! A message too large for one symbol, as a series of symbols without end: any of them may be missed, in any order, as
//! long as enough arrive. What carries a presentation from screen to camera where there is no network.
//!
//! *Takes* a message to send ([`Sender`]), or the bytes of frames a camera saw ([`Receiver`]). *Gives* frame *n* for any
//! *n*, as text and symbol; on the other side, progress, and the message once enough frames came. *Refuses* frames whose
//! check sum is wrong or that contradict themselves, streams past [`crate::limits`], and a message whose digest is not
//! the one its stream is named by.
//!
//! Nothing that arrives is to be believed: a stream proves only that it arrived whole. What the message says is proved by
//! whoever verifies it.
//!
//! The format is ours: `docs/formats.md`, cited as `F1` to `F9`.

mod collected;
mod field;
mod frame;
mod receiver;
mod sender;

pub use frame::FRAME_PREFIX;
pub use receiver::{Progress, Receiver, STALE_FRAMES, Taken};
pub use sender::{Sender, StreamError, StreamPolicy};

#[cfg(test)]
mod tests;
