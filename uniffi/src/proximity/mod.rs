//! A document shown face to face by ISO/IEC 18013-5: both roles, each an object that takes messages and gives them.

mod holder;
mod reader;
#[cfg(test)]
mod tests;
mod values;

pub use holder::{ProximityHolder, ProximityShown};
pub use reader::{ProximityReader, ProximityRequest};
pub use values::{
    BleMethod, DocumentAsked, ElementAsked, NfcHandover, NfcMethod, ProximityAnswer, ProximityAsked,
    ProximityMethods, ReaderIdentity, ReaderTrustLevel,
};

use crate::InputException;

/// A call that this state of a session has no place for. Nothing is lost by it.
fn turn(wanted: &str) -> InputException {
    InputException::malformed("turn", wanted)
}
