//! Whether what a page of the documentation shows was compiled: each of its blocks must stand in a source of the tests.

use std::path::{Path, PathBuf};

use crate::workspace::Workspace;

/// Checks the blocks that a page fences as `language`, but those in `elsewhere`, which are tried another way.
pub(super) fn check(
    workspace: &Workspace,
    page: &str,
    language: &str,
    elsewhere: &[String],
    sources: &[PathBuf],
) -> Result<(), String> {
    let page = workspace.read(Path::new(&workspace.path(page)))?;
    let mut compiled = Vec::new();
    for source in sources {
        compiled.push(unindented(&workspace.read(source)?));
    }
    compiled.extend(elsewhere.iter().map(|block| unindented(block)));
    let blocks = blocks(&page, language);
    let unknown = blocks.iter().find(|block| !compiled.iter().any(|text| text.contains(block.as_str())));
    match (blocks.len(), unknown) {
        (0, _) => Err("there is none".to_owned()),
        (_, Some(block)) => {
            let first = block.lines().next().unwrap_or_default();
            Err(format!("no test holds the block that begins `{first}`"))
        }
        (count, None) => {
            println!("    {count} blocks");
            Ok(())
        }
    }
}

/// The blocks a page of Markdown fences as a language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let fenced = page.split(&fence).skip(1).filter_map(|rest| rest.split_once("```"));
    fenced.map(|(block, _)| unindented(block)).collect()
}

/// Lines without what stands before them: a test holds the text deeper than a page does.
fn unindented(text: &str) -> String {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .fold(String::new(), |all, line| all + line + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_found_whatever_their_depth() {
        let page = "a\n```kotlin\nval a = 1\n\n    val b = 2\n```\nb\n```sh\nc\n```\n";
        assert_eq!(blocks(page, "kotlin"), ["val a = 1\nval b = 2\n"]);
        assert!(
            unindented("fun x() {\n    val a = 1\n    val b = 2\n}\n").contains("val a = 1\nval b = 2\n")
        );
        assert_eq!(blocks(page, "swift"), [""; 0]);
    }
}
