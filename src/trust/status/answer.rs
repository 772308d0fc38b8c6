use super::Status;
use crate::time::Timestamp;

/// What is known of a document's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusAnswer {
    /// A fresh list says so.
    Fresh(Status),
    /// A list that is no longer fresh said so.
    Stale {
        /// What it said.
        status: Status,
        /// When it was made.
        issued: Timestamp,
        /// When it ceased to be fresh.
        until: Timestamp,
    },
    /// The list has no such entry.
    NoEntry,
    /// No list of that URI is at hand.
    NoList,
    /// There is one, whose signer may not say what became of such a document.
    NotEntitled,
}
