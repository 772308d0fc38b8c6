//! Verification.

mod report;
mod verified;

pub use report::{Check, CheckName, Outcome, Report, Verdict};
pub use verified::Verified;
