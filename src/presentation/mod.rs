//! A presentation: a document shown by its holder's own device, where there is no network at all.
//!
//! *Takes* a document, whole or some elements of it, and the key of the device it is bound to; for the other side, random
//! bytes for a [`Challenge`]. *Gives* a [`Presentation`], to be sent as a [`crate::code::stream`]; of bytes received, what
//! they claim ([`Presented`]), nothing of it believed. *Refuses* to present what is bound to no device or to another one,
//! nothing at all, or for longer than [`crate::limits::MAX_PRESENTATION_SECONDS`].
//!
//! A document alone proves what its issuer signed, not that whoever shows it is its holder: a copy is as good. The device's
//! signature, over the very bytes shown and the time, says that the device holding the key named in the document showed it
//! now. It says so to anybody, unless it names an organisation ([`PresentationClaims::audience`]); and a film of it can be
//! shown again until it ends, unless it answers a challenge the verifier just made. [`crate::verify::presentation`] checks
//! both with the document in one report.
//!
//! The format is ours: `docs/formats.md`, cited as `P1` to `P8`.

mod challenge;
mod proof;

pub use challenge::Challenge;
pub use proof::{
    DEFAULT_SECONDS, Presentation, PresentationClaims, PresentationError, Presented, Presenting,
    SHORTEST_SECONDS,
};

// Claims of a presentation and a challenge: RFC 8392 §4, RFC 9711 §4.1 (nonce).
const AUD: i64 = 3;
const EXP: i64 = 4;
const IAT: i64 = 6;
const NONCE: i64 = 10;
// Below -65536: for private use (RFC 8392 §9.1).
const DOCUMENT: i64 = -70_010;

#[cfg(test)]
mod tests;
