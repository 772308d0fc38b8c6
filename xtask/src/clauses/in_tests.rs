//! Tests of Rust, Kotlin and Swift and the comments that belong to them.

use std::collections::BTreeSet;

use super::{Test, id};
use crate::source::{Kind, Language, Token, after_closing, tokens};

/// Every test of a text, with or without ids.
pub(super) fn find(language: Language, text: &str, known: &BTreeSet<String>) -> Vec<Test> {
    let tokens = tokens(language, text);
    let mut finder = Finder { language, tokens: &tokens, above: Above::default(), blocks: Vec::new() };
    let mut tests = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at = match finder.step(at, token) {
            Step::To(next) => next,
            Step::Test { name, body } => {
                let inside = tokens.get(body.clone()).unwrap_or_default();
                let inside = inside.iter().filter(|token| token.kind == Kind::Comment);
                let blocks =
                    finder.blocks.iter().filter(|block| at < block.end).flat_map(|block| &block.comments);
                let mut ids = id::in_name(name, known);
                for comment in finder.above.comments.iter().chain(blocks).copied().chain(inside.copied()) {
                    ids.extend(id::in_text(comment.text));
                }
                tests.push(Test { name: name.to_owned(), line: token.line, ids });
                finder.above = Above::default();
                body.end
            }
        };
    }
    tests
}

struct Finder<'t, 'a> {
    language: Language,
    tokens: &'t [Token<'a>],
    above: Above<'a>,
    /// `proptest!` blocks: the comments above one belong to every test in it.
    blocks: Vec<Block<'a>>,
}

struct Block<'a> {
    end: usize,
    comments: Vec<Token<'a>>,
}

/// What stands right above the next item.
#[derive(Default)]
struct Above<'a> {
    comments: Vec<Token<'a>>,
    is_test: bool,
    is_ignored: bool,
    /// Line of the last thing taken.
    line: usize,
}

enum Step<'a> {
    To(usize),
    Test { name: &'a str, body: std::ops::Range<usize> },
}

impl<'a> Finder<'_, 'a> {
    fn step(&mut self, at: usize, token: &Token<'a>) -> Step<'a> {
        let previous = std::mem::replace(&mut self.above.line, token.last_line());
        // A blank line parts a comment from what follows it.
        if token.line > previous + 1 && !self.above.comments.is_empty() {
            self.above.comments.clear();
        }
        if token.kind == Kind::Comment {
            // A comment after code on its line belongs to that code; one about the file, to the file.
            let trails =
                at > 0 && self.tokens.get(at - 1).is_some_and(|before| before.last_line() == token.line);
            if !trails && !token.text.starts_with("//!") {
                self.above.comments.push(*token);
            }
            return Step::To(at + 1);
        }
        if let Some(after) = self.attribute(at) {
            if let Some(last) = self.tokens.get(after - 1) {
                self.above.line = last.last_line();
            }
            return Step::To(after);
        }
        if token.is_word("proptest") && self.is_mark(at + 1, "!") && self.is_mark(at + 2, "{") {
            let comments = std::mem::take(&mut self.above).comments;
            self.blocks.push(Block { end: after_closing(self.tokens, at + 2), comments });
            return Step::To(at + 3);
        }
        if token.is_word(self.keyword())
            && self.tokens.get(at + 1).is_some_and(|name| name.kind == Kind::Word)
        {
            return self.function(at);
        }
        if token.kind == Kind::Mark && ["{", "}", ";"].contains(&token.text) {
            self.above = Above { line: token.line, ..Above::default() };
        }
        Step::To(at + 1)
    }

    fn function(&mut self, at: usize) -> Step<'a> {
        let name = self.tokens.get(at + 1).map_or("", |token| token.text);
        let by_name = self.language == Language::Swift && name.starts_with("test");
        if (self.above.is_test || by_name) && !self.above.is_ignored {
            return Step::Test { name, body: at + 1..self.after_body(at + 2) };
        }
        self.above = Above { line: self.above.line, ..Above::default() };
        Step::To(at + 2)
    }

    /// Past the body of a function whose name ends before `at`.
    fn after_body(&self, mut at: usize) -> usize {
        while let Some(token) = self.tokens.get(at) {
            match token.text {
                _ if token.kind != Kind::Mark => at += 1,
                "(" | "[" => at = after_closing(self.tokens, at),
                "{" => return after_closing(self.tokens, at),
                ";" | "}" => return at,
                _ => at += 1,
            }
        }
        at
    }

    /// Past an attribute or annotation that stands here, noting what it says.
    fn attribute(&mut self, at: usize) -> Option<usize> {
        if self.language == Language::Rust {
            if !self.is_mark(at, "#") || !self.is_mark(at + 1, "[") {
                return None;
            }
            let after = after_closing(self.tokens, at + 1);
            let inside = self.tokens.get(at + 2..after - 1).unwrap_or_default();
            let said: String = inside.iter().map(|token| token.text).collect();
            self.above.is_test |= said == "test" || said.ends_with("::test");
            self.above.is_ignored |= said.starts_with("ignore");
            return Some(after);
        }
        if !self.is_mark(at, "@") {
            return None;
        }
        let mut last = at + 1;
        while self.is_mark(last + 1, ".") {
            last += 2;
        }
        let name = self.tokens.get(last)?.text;
        self.above.is_test |= ["Test", "ParameterizedTest", "RepeatedTest", "TestFactory"].contains(&name);
        self.above.is_ignored |= ["Disabled", "Ignore"].contains(&name);
        if !self.is_mark(last + 1, "(") {
            return Some(last + 1);
        }
        let after = after_closing(self.tokens, last + 1);
        let arguments = self.tokens.get(last + 1..after).unwrap_or_default();
        self.above.is_ignored |= arguments.iter().any(|token| token.is_word("disabled"));
        Some(after)
    }

    fn is_mark(&self, at: usize, mark: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is_mark(mark))
    }

    fn keyword(&self) -> &'static str {
        match self.language {
            Language::Rust => "fn",
            Language::Kotlin => "fun",
            Language::Swift => "func",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(language: Language, text: &str) -> Vec<(String, Vec<String>)> {
        let known = BTreeSet::from(["352/15".to_owned(), "352/2.4".to_owned()]);
        let tests = find(language, text, &known);
        tests.into_iter().map(|test| (test.name, test.ids.into_iter().collect())).collect()
    }

    fn one(name: &str, ids: &[&str]) -> (String, Vec<String>) {
        (name.to_owned(), ids.iter().map(|id| (*id).to_owned()).collect())
    }

    #[test]
    fn rust_tests_carry_ids() {
        let text = r#"
//! 352/20: about the file.

/// 352/16: about code, not a test.
fn code() { /* 352/16 */ }

/// 352/15: one act.
/// 9/1.4 as well.
#[test]
#[should_panic(expected = "x")]
fn opens() {
    // 352/3: inside.
    assert_eq!(f("352/18"), 1); // 352/17 trailing
}

// 352/11: right above.
#[tokio::test]
async fn waits() -> Result<(), E> { Ok(()) }

#[test]
fn c352_2_4_keeps_zeros() {}

#[test]
/// 352/12: below the attribute.
fn below() {}
"#;
        assert_eq!(
            found(Language::Rust, text),
            [
                one("opens", &["352/15", "352/17", "352/3", "9/1.4"]),
                one("waits", &["352/11"]),
                one("c352_2_4_keeps_zeros", &["352/2.4"]),
                one("below", &["352/12"]),
            ]
        );
    }

    #[test]
    fn rust_comments_elsewhere_do_not_count() {
        let text = r"
// 352/15: a heading.

#[test]
fn apart() {}

const A: u8 = 1; // 352/15: of the constant
#[test]
fn after_code() {}

/// 352/15: of the helper.
fn helper() {}
#[test]
fn after_helper() {}

/// 352/15: never run.
#[test]
#[ignore = \x22slow\x22]
fn ignored() {}
"
        .replace("\\x22", "\"");
        assert_eq!(
            found(Language::Rust, &text),
            [one("apart", &[]), one("after_code", &[]), one("after_helper", &[])]
        );
    }

    #[test]
    fn rust_property_tests_carry_the_ids_above_their_block() {
        let text = "
// 352/16: removing evidence never grants access.
proptest! {
    #![proptest_config(Config::with_cases(64))]
    /// 352/15
    #[test]
    fn first(a in 0..5u8, b in \"[a-z]{3}\") { prop_assert!(true); }
    #[test]
    fn second(a in any::<[u8; 4]>()) {}
}
#[test]
fn outside() {}
";
        assert_eq!(
            found(Language::Rust, text),
            [one("first", &["352/15", "352/16"]), one("second", &["352/16"]), one("outside", &[])]
        );
    }

    #[test]
    fn kotlin_tests_carry_ids() {
        let text = "
/** 352/3 */
class OpenAccessTest {
    /** 352/15: one act. */
    @Test
    fun `opens access`() = use(holder) { // 352/16
        check(\"352/18\")
    }

    @org.junit.jupiter.api.Test fun c352_2_4_zeros() { }

    // 352/15
    @ParameterizedTest
    @ValueSource(strings = [\"a\"])
    internal fun each(value: String) { }

    /** 352/15 */
    @Test @Disabled(\"slow\") fun off() { }

    /** 352/15 */
    fun helper() { }
}
";
        assert_eq!(
            found(Language::Kotlin, text),
            [
                one("opens access", &["352/15", "352/16"]),
                one("c352_2_4_zeros", &["352/2.4"]),
                one("each", &["352/15"]),
            ]
        );
    }

    #[test]
    fn swift_tests_carry_ids() {
        let text = "
final class T: XCTestCase {
    /// 352/15: one act.
    func testOpens() throws { XCTAssert(\"\\(codes[\"}\"])\") }
    /// 352/15
    func helper() {}
}
/// 352/16
@Test(\"default is deny\", arguments: [1, 2]) func denies(n: Int) async throws { }
/// 352/15
@Test(.disabled(\"slow\")) func off() {}
";
        assert_eq!(found(Language::Swift, text), [one("testOpens", &["352/15"]), one("denies", &["352/16"])]);
    }
}
