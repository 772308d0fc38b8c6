//! Documents.

mod claims;

pub use claims::{Claims, Element, ElementValue};
