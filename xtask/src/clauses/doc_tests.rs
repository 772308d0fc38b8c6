//! Examples in documentation comments, which `cargo test` runs.

use std::collections::BTreeSet;

use super::{Test, id};

/// Every doc-test of a Rust text, with the ids in its code and those of the paragraph right above it where that begins
/// with one.
pub(super) fn find(text: &str) -> Vec<Test> {
    let mut tests = Vec::new();
    let mut block = Block::default();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim_start();
        let doc = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"));
        match doc {
            Some(doc) => tests.extend(block.line(at + 1, doc.trim())),
            None => block = Block::default(),
        }
    }
    tests
}

#[derive(Default)]
struct Block {
    /// The paragraph being read or read last.
    paragraph: String,
    /// Whether a blank line ended it.
    ended: bool,
    fence: Option<Fence>,
}

struct Fence {
    line: usize,
    runs: bool,
    ids: BTreeSet<String>,
}

impl Block {
    /// Takes one line of documentation; gives the doc-test it ends.
    fn line(&mut self, number: usize, text: &str) -> Option<Test> {
        if let Some(language) = text.strip_prefix("```") {
            if let Some(fence) = self.fence.take() {
                self.paragraph.clear();
                let Fence { line, runs, ids } = fence;
                return runs.then(|| Test { name: "doc-test".to_owned(), line, ids });
            }
            let head =
                self.paragraph.split(|c: char| c == ':' || c.is_whitespace()).next().unwrap_or_default();
            let above = id::in_text(head).contains(head).then(|| id::in_text(&self.paragraph));
            self.fence = Some(Fence { line: number, runs: runs(language), ids: above.unwrap_or_default() });
        } else if let Some(fence) = &mut self.fence {
            fence.ids.extend(id::in_text(text));
        } else if !text.is_empty() {
            if self.ended {
                self.paragraph.clear();
            }
            self.paragraph.push_str(text);
            self.paragraph.push('\n');
        }
        self.ended = text.is_empty();
        None
    }
}

/// Whether a fence of this kind is compiled and run, or proves that something does not compile.
fn runs(language: &str) -> bool {
    let words = language.split([',', ' ']).map(str::trim).filter(|word| !word.is_empty());
    words.into_iter().all(|word| {
        ["rust", "should_panic", "compile_fail"].contains(&word)
            || word.starts_with("edition")
            || word.starts_with('E')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(usize, Vec<String>)> {
        find(text).into_iter().map(|test| (test.line, test.ids.into_iter().collect())).collect()
    }

    #[test]
    fn code_and_the_paragraph_above_carry_ids() {
        let text = "
/// Opens access, as 352/15 asks.
///
/// ```
/// // 352/3: no code without an act.
/// ```
///
/// 352/16: without consent it does not
/// compile.
///
/// ```compile_fail,E0451
/// let x = Verified {};
/// ```
fn f() {}
";
        assert_eq!(found(text), [(4, vec!["352/3".to_owned()]), (11, vec!["352/16".to_owned()])]);
    }

    #[test]
    fn what_does_not_run_does_not_count() {
        for language in ["text", "cddl", "ignore", "no_run", "rust,no_run", "json"] {
            assert_eq!(found(&format!("/// ```{language}\n/// 352/3\n/// ```")), [], "{language}");
        }
        assert_eq!(found("/// 352/3\nfn f() {}\n/// ```\n/// a\n/// ```"), [(3, vec![])]);
    }
}
