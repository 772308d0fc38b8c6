//! View marks: what each release leaves in two cabinets, before it happens.
//!
//! *Takes* a [`Permit`](crate::access::Permit) and the document it is for. *Gives* [`Released`], once both marks are
//! written where one is owed. *Refuses* another document than the permitted one, a permit that lay about, a second
//! release on one view of a grant, and any release whose marks could not be written.
//!
//! Carries out 352/18: "a mark of the view of documents is recorded in the personal cabinets of the subject and of the
//! third party".
//!
//! A cabinet's marks are a chain: each holds the SHA-256 of the one before it, the first that of its cabinet's name, so
//! that [`Chain`] finds any mark altered, removed, put in or moved. What a chain cannot show by itself, that marks are
//! missing from its end or that all of it was written anew, a [`Checkpoint`] signed by the service does. The two marks of
//! one view hold the same [`View`] under one [`PairId`], so that each party can ask for the other's. A refusal stands in no
//! cabinet: [`RefusedView`] is for the service's own audit.

mod chain;
mod checkpoint;
mod export;
mod mark;
mod memory;
mod refused;
mod release;
mod report;

pub use chain::{Chain, ChainError, Head, verify_chain};
pub use checkpoint::{Checkpoint, CheckpointError};
pub use export::{to_csv, to_json};
pub use mark::{Door, Mark, MarkError, PairId, Side, View, ViewGround, ViewOutcome};
pub use memory::MemoryMarks;
pub use refused::RefusedView;
pub use release::{
    JournalError, MarkPair, Marks, PERMIT_SECONDS, Placed, Releasable, Released, StoreError, release,
};
pub use report::MarkReport;

#[cfg(test)]
mod tests;
