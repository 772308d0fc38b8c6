//! Who may sign what.

mod issuer;

pub use issuer::{Issuer, TrustGround};
