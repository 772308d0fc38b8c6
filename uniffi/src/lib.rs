//! The facade of Qujat.
mod error;
pub use error::InputException;
uniffi::setup_scaffolding!();

/// The version of this library, `major.minor.patch`.
#[uniffi::export]
pub fn library_version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Checks twelve digits as an individual identification number and gives them back as written.
#[uniffi::export]
pub fn check_iin(text: String) -> Result<String, InputException> {
    Ok(qujat::id::Iin::parse(&text)?.as_str().to_owned())
}

/// Counts dark pixels.
#[uniffi::export]
pub fn dark(frame: &[u8]) -> u32 {
    frame.iter().filter(|p| **p < 128).count() as u32
}
