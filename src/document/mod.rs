//! Documents.

mod claims;
mod error;
pub mod mdoc;

pub use claims::{Claims, Element, ElementValue};
pub use error::DocumentError;
