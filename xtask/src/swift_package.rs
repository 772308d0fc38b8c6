//! The Swift package put together: what is in git, what is generated, and the library, in one folder that Swift builds.

use std::fs;
use std::path::{Path, PathBuf};

use crate::bindings::{LIBRARY, Variant};
use crate::workspace::Workspace;

/// Makes a package of what `bindings::prepare` left in a folder, and gives its place: `Qujat` in that folder, for Swift
/// calls a package as its folder is called.
///
/// The generated source goes beside the hand-written ones: they are one module.
pub(crate) fn assemble(workspace: &Workspace, folder: &Path, variant: Variant) -> Result<PathBuf, String> {
    let assembled = folder.join("Qujat");
    let package = workspace.path("bindings/swift");
    let made = |file: &str| folder.join(file);
    let archive = format!("lib{LIBRARY}.a");
    let mut parts = vec![
        (package.join("Package.swift"), "Package.swift".into()),
        (made("sources/Qujat.swift"), "Sources/Qujat/Qujat.swift".into()),
        (made("sources/QujatFFI.h"), "Sources/QujatFFI/QujatFFI.h".into()),
        (made("sources/QujatFFI.modulemap"), "Sources/QujatFFI/module.modulemap".into()),
        (made("native").join(&archive), Path::new("lib").join(archive)),
    ];
    list(&package.join("Sources"), Path::new("Sources"), &mut parts)?;
    if variant == Variant::Tested {
        list(&package.join("Tests"), Path::new("Tests"), &mut parts)?;
        list(&workspace.path("bindings/fixtures"), Path::new("Tests/QujatTests/Fixtures"), &mut parts)?;
        list(&workspace.path("tests/vectors"), Path::new("Tests/QujatTests/Fixtures/vectors"), &mut parts)?;
        for file in SAMPLE {
            let place = Path::new("Tests/QujatTests/Sample").join(file);
            parts.push((workspace.path("examples/ios/Sources").join(file), place));
        }
    }
    for owned in ["Sources", "Tests", "lib"] {
        clear(&assembled, Path::new(owned), &parts)?;
    }
    parts.iter().try_for_each(|(from, to)| copy(from, &assembled.join(to)))?;
    Ok(assembled)
}

/// What of the sample app for iOS needs none of its system: the tests run it.
const SAMPLE: [&str; 4] = ["Demo.swift", "HolderModel.swift", "VerifierModel.swift", "World.swift"];

/// A file, and its place in the package.
type Part = (PathBuf, PathBuf);

/// Every file below a folder.
fn list(from: &Path, to: &Path, parts: &mut Vec<Part>) -> Result<(), String> {
    let entries = fs::read_dir(from).map_err(|error| format!("{}: {error}", from.display()))?;
    for entry in entries.flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            list(&from, &to, parts)?;
        } else {
            parts.push((from, to));
        }
    }
    Ok(())
}

/// Copies where anything differs: what is the same is not touched, so that nothing is compiled for its sake.
fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{} to {}: {error}", from.display(), to.display());
    let bytes = fs::read(from).map_err(failed)?;
    if fs::read(to).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    fs::create_dir_all(to.parent().unwrap_or(to)).map_err(failed)?;
    fs::write(to, bytes).map_err(failed)
}

/// Removes the files that are no part of the package any more.
fn clear(folder: &Path, below: &Path, parts: &[Part]) -> Result<(), String> {
    for entry in fs::read_dir(folder.join(below)).into_iter().flatten().flatten() {
        let place = below.join(entry.file_name());
        if entry.path().is_dir() {
            clear(folder, &place, parts)?;
        } else if !parts.iter().any(|(_, to)| *to == place) {
            fs::remove_file(entry.path()).map_err(|error| format!("{}: {error}", place.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_holds_its_parts_and_nothing_else() {
        let folder = std::env::temp_dir().join(format!("qujat-swift-package-{}", std::process::id()));
        let (source, package) = (folder.join("source"), folder.join("package"));
        copy_text("old", &source.join("deep/kept"));
        copy_text("x", &package.join("Sources/deep/kept"));
        copy_text("x", &package.join("Sources/gone"));
        let mut parts = Vec::new();
        list(&source, Path::new("Sources"), &mut parts).unwrap();
        clear(&package, Path::new("Sources"), &parts).unwrap();
        parts.iter().try_for_each(|(from, to)| copy(from, &package.join(to))).unwrap();
        assert_eq!(fs::read(package.join("Sources/deep/kept")).unwrap(), b"old");
        assert!(!package.join("Sources/gone").exists());
        fs::remove_dir_all(&folder).unwrap();
    }

    fn copy_text(text: &str, to: &Path) {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, text).unwrap();
    }
}
