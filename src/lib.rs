//! Qujat: digital documents of Kazakhstan.
#![forbid(unsafe_code)]

// In the order of the flow: each module uses only those above it.
pub mod limits;
pub mod random;
pub mod text;
pub mod id;
pub mod time;
pub mod cbor;
pub mod cose;
pub mod trust;
pub mod document;
pub mod code;
pub mod grant;
pub mod scan;
pub mod verify;
pub mod access;
pub mod display;
pub mod journal;

/// The folder of outside vectors, or a printed line and `None` where this checkout stands alone.
#[cfg(test)]
pub(crate) fn vectors(folder: &str) -> Option<std::path::PathBuf> {
    let root = std::env::var_os("QUJAT_VECTORS").map_or_else(
        || concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/vectors").into(),
        std::path::PathBuf::from,
    );
    let path = root.join(folder);
    if !path.is_dir() {
        println!("skipped: no outside vectors in {}", path.display());
        return None;
    }
    Some(path)
}
