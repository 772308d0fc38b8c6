//! A small reading of source text: enough to tell code from comments and literals in Rust, Kotlin and Swift.
//!
//! *Takes* the text of a file. *Gives* its [`Token`]s. *Refuses* nothing: what it does not understand becomes
//! [`Kind::Other`].

mod lexer;

pub(crate) use lexer::tokens;

/// The languages whose comments, literals and blocks are alike enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Rust,
    Kotlin,
    Swift,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word; one in back-ticks without them.
    Word,
    /// One character that is no part of anything else.
    Mark,
    /// A comment of any kind, with its marks.
    Comment,
    /// A string literal, with its quotes.
    Text,
    /// Numbers, characters, lifetimes.
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind,
    pub(crate) text: &'a str,
    /// Line of its first character, from 1.
    pub(crate) line: usize,
}

impl Token<'_> {
    /// Line of its last character.
    pub(crate) fn last_line(&self) -> usize {
        self.line + self.text.matches('\n').count()
    }

    pub(crate) fn is_mark(&self, mark: &str) -> bool {
        self.kind == Kind::Mark && self.text == mark
    }

    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text == word
    }
}

/// The position after the bracket that closes the one standing at `open`; the end where none does.
pub(crate) fn after_closing(tokens: &[Token<'_>], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if token.kind == Kind::Mark {
            match token.text {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth = depth.saturating_sub(1),
                _ => continue,
            }
            if depth == 0 {
                return at + 1;
            }
        }
    }
    tokens.len()
}
