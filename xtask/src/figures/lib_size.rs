use std::fs;

use crate::bindings::{shipped, strip};
use crate::workspace::Workspace;

/// The stripped shared library of the facade, built as phones get it but for this machine: KiB, one decimal.
pub(super) fn measure(workspace: &Workspace) -> Result<String, String> {
    let library = shipped(workspace)?.library;
    let stripped = library.with_extension("stripped");
    strip(&library, &stripped)?;
    let bytes = fs::metadata(&stripped).map_err(|error| format!("{}: {error}", stripped.display()))?.len();
    Ok(kib(bytes))
}

/// Rounded up to the tenth: a size is never told smaller than it is.
pub(super) fn kib(bytes: u64) -> String {
    let tenths = (bytes * 10).div_ceil(1024);
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_up() {
        assert_eq!(kib(0), "0.0");
        assert_eq!(kib(1024), "1.0");
        assert_eq!(kib(1025), "1.1");
        assert_eq!(kib(2047), "2.0");
    }
}
