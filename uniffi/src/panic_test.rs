//! Only in the libraries that the bindings' tests build: a panic on purpose, to see it arrive as an exception.

use crate::InputException;

/// Panics.
#[uniffi::export]
pub fn panic_on_purpose() -> Result<(), InputException> {
    #[allow(clippy::panic, reason = "what it is for")]
    {
        panic!("on purpose")
    }
}
