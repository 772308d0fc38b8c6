use std::fs;

use super::lib_size::kib;
use crate::bindings::{self, Language, Variant};
use crate::process::quiet;
use crate::test::kotlin::maven;
use crate::workspace::Workspace;

/// The jar as `mvn package` makes it, with the library of this machine in it, as it is shipped: KiB, one decimal.
pub(super) fn measure(workspace: &Workspace) -> Result<String, String> {
    let folder = bindings::prepare(workspace, Language::Kotlin, Variant::Shipped)?;
    quiet(&mut maven(workspace, &["-DskipTests", "package"]))?;
    let made = folder.join("maven");
    let failed = |error: std::io::Error| format!("{}: {error}", made.display());
    let jars = fs::read_dir(&made).map_err(failed)?.flatten().filter(|entry| {
        let path = entry.path();
        let is_jar = path.extension().is_some_and(|extension| extension == "jar");
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        is_jar && name.starts_with("qujat-") && !name.ends_with("-sources")
    });
    let sizes: Vec<u64> = jars.filter_map(|entry| Some(entry.metadata().ok()?.len())).collect();
    match sizes.as_slice() {
        [bytes] => Ok(kib(*bytes)),
        _ => Err(format!("{}: {} jars where one is wanted", made.display(), sizes.len())),
    }
}
