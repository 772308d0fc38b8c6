//! The quick start of `docs/swift.md` as a new user follows it: its files made, built and run.

use std::fs;
use std::path::Path;

use super::Compiler;
use crate::process::quiet;
use crate::workspace::Workspace;

/// `folder` holds the package, assembled.
pub(super) fn follow(workspace: &Workspace, compiler: &Compiler, folder: &Path) -> Result<(), String> {
    let page = workspace.read(&workspace.path("docs/swift.md"))?;
    let project = folder.join("QuickStart");
    for (name, replaced) in FILES {
        let text = file(&page, name).ok_or_else(|| format!("the page has no file `{name}`"))?;
        if !text.contains(replaced.0) {
            return Err(format!("`{name}` has no `{}`", replaced.0));
        }
        let path = project.join(name);
        let failed = |error: std::io::Error| format!("{}: {error}", path.display());
        fs::create_dir_all(path.parent().unwrap_or(&path)).map_err(failed)?;
        fs::write(&path, text.replace(replaced.0, replaced.1)).map_err(failed)?;
    }
    for (document, wanted) in ANSWERS {
        let files = ["publisher.cose_key", "issuers.trust_list", document];
        let files = files.map(|name| format!("../Qujat/Tests/QujatTests/Fixtures/{name}"));
        let arguments: Vec<&str> =
            ["run", "QuickStart"].into_iter().chain(files.iter().map(String::as_str)).collect();
        let said = quiet(&mut compiler.command(&project, "swift", &arguments))?;
        if !said.iter().any(|line| line.contains(wanted)) {
            for line in &said {
                println!("    {line}");
            }
            return Err(format!("{document}: no `{wanted}` is said"));
        }
    }
    Ok(())
}

/// The files that the page has a reader make.
pub(super) fn files(workspace: &Workspace) -> Result<Vec<String>, String> {
    let page = workspace.read(&workspace.path("docs/swift.md"))?;
    Ok(FILES.iter().filter_map(|(name, _)| file(&page, name)).collect())
}

/// The files to make, and what is another here than there: where the package lies, and the time, which is the fixtures' own
/// so that this holds for ever.
const FILES: [(&str, (&str, &str)); 2] = [
    ("Package.swift", ("/path/to/the/checkout/bindings/swift/target/shipped/Qujat", "../Qujat")),
    ("Sources/QuickStart/main.swift", ("Int64(Date().timeIntervalSince1970)", "Int64(1_768_017_600)")),
];

/// What is verified, and what is said of it.
const ANSWERS: [(&str, &str); 2] =
    [("identity_card.mdoc", "Ulgibayeva"), ("identity_card_changed.mdoc", "invalid: digests")];

/// The block of Swift that follows the name of its file.
fn file(page: &str, name: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("\n`{name}`:\n\n```swift\n"))?;
    Some(rest.split_once("```")?.0.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_by_their_names() {
        let page = "a\n\n`A.swift`:\n\n```swift\nlet a = 1\n```\n\n```swift\nb\n```\n";
        assert_eq!(file(page, "A.swift"), Some("let a = 1\n".to_owned()));
        assert_eq!(file(page, "B.swift"), None);
    }
}
