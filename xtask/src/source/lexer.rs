use super::{Kind, Language, Token};

/// All tokens of a text, white space left out.
pub(crate) fn tokens(language: Language, text: &str) -> Vec<Token<'_>> {
    let mut lexer = Lexer { language, text, at: 0, line: 1 };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next() {
        tokens.push(token);
    }
    tokens
}

struct Lexer<'a> {
    language: Language,
    text: &'a str,
    at: usize,
    line: usize,
}

impl<'a> Lexer<'a> {
    fn next(&mut self) -> Option<Token<'a>> {
        let blank = self.rest().len() - self.rest().trim_start().len();
        self.advance(blank);
        let (start, line) = (self.at, self.line);
        let first = self.rest().chars().next()?;
        let kind = self.take(first);
        let whole = self.text.get(start..self.at).unwrap_or_default();
        let text = if first == '`' { whole.trim_matches('`') } else { whole };
        Some(Token { kind, text, line })
    }

    /// Takes the token that starts with `first`.
    fn take(&mut self, first: char) -> Kind {
        let rest = self.rest();
        if rest.starts_with("//") {
            self.advance(rest.find('\n').unwrap_or(rest.len()));
            return Kind::Comment;
        }
        if rest.starts_with("/*") {
            self.block_comment();
            return Kind::Comment;
        }
        if let Some(hashes) = self.raw_string() {
            self.until(&format!("\"{}", "#".repeat(hashes)));
            return Kind::Text;
        }
        match first {
            '"' => {
                self.string();
                Kind::Text
            }
            '\'' => {
                self.character();
                Kind::Other
            }
            '`' => {
                self.advance(1);
                self.until("`");
                Kind::Word
            }
            _ if first.is_ascii_digit() => {
                self.advance_while(is_word);
                Kind::Other
            }
            _ if is_word(first) => {
                self.advance_while(is_word);
                Kind::Word
            }
            _ => {
                self.advance(first.len_utf8());
                Kind::Mark
            }
        }
    }

    /// Takes the start of a raw string, up to its first quote, and gives the number of its hashes.
    fn raw_string(&mut self) -> Option<usize> {
        let rest = self.rest();
        let body = match self.language {
            Language::Rust => ["br", "cr", "r"].iter().find_map(|prefix| rest.strip_prefix(prefix))?,
            Language::Swift if rest.starts_with('#') => rest,
            Language::Swift | Language::Kotlin => return None,
        };
        let after = body.trim_start_matches('#');
        let hashes = body.len() - after.len();
        after.starts_with('"').then(|| {
            self.advance(rest.len() - after.len() + 1);
            hashes
        })
    }

    /// Takes a string from its opening quote to its closing one, with what is written into it.
    fn string(&mut self) {
        if self.language != Language::Rust && self.rest().starts_with("\"\"\"") {
            self.advance(3);
            self.until("\"\"\"");
            return;
        }
        self.advance(1);
        while let Some(next) = self.rest().chars().next() {
            match (next, self.language) {
                ('"', _) => return self.advance(1),
                // An unclosed string ends with its line where the language has no others.
                ('\n', Language::Kotlin | Language::Swift) => return,
                ('\\', Language::Swift) if self.rest().starts_with("\\(") => {
                    self.advance(1);
                    self.nested("(", ")");
                }
                ('$', Language::Kotlin) if self.rest().starts_with("${") => {
                    self.advance(1);
                    self.nested("{", "}");
                }
                ('\\', _) => {
                    let escaped = self.rest().chars().nth(1).map_or(0, char::len_utf8);
                    self.advance(1 + escaped);
                }
                _ => self.advance(next.len_utf8()),
            }
        }
    }

    /// Takes code written into a string, brackets included.
    fn nested(&mut self, open: &str, close: &str) {
        let mut depth = 0_usize;
        while let Some(token) = self.next() {
            if token.is_mark(open) {
                depth += 1;
            } else if token.is_mark(close) {
                depth -= 1;
                if depth == 0 {
                    return;
                }
            }
        }
    }

    /// Takes a character literal or a lifetime.
    fn character(&mut self) {
        self.advance(1);
        let mut ahead = self.rest().chars();
        let (first, second) = (ahead.next(), ahead.next());
        if first == Some('\\') {
            let escaped = second.map_or(0, char::len_utf8);
            self.advance(1 + escaped);
            self.until("'");
        } else if second == Some('\'') {
            self.advance(first.map_or(0, char::len_utf8) + 1);
        } else {
            self.advance_while(is_word);
        }
    }

    /// Block comments nest in all three languages.
    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        loop {
            let rest = self.rest();
            if rest.starts_with("/*") {
                depth += 1;
                self.advance(2);
            } else if rest.starts_with("*/") {
                depth -= 1;
                self.advance(2);
                if depth == 0 {
                    return;
                }
            } else if let Some(next) = rest.chars().next() {
                self.advance(next.len_utf8());
            } else {
                return;
            }
        }
    }

    fn until(&mut self, end: &str) {
        let rest = self.rest();
        self.advance(rest.find(end).map_or(rest.len(), |at| at + end.len()));
    }

    fn advance_while(&mut self, wanted: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.advance(rest.len() - rest.trim_start_matches(wanted).len());
    }

    fn advance(&mut self, bytes: usize) {
        let taken = self.rest().get(..bytes).unwrap_or_default();
        self.line += taken.matches('\n').count();
        self.at += bytes;
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(language: Language, text: &str) -> Vec<&str> {
        tokens(language, text)
            .iter()
            .filter(|token| token.kind == Kind::Word)
            .map(|token| token.text)
            .collect()
    }

    fn kinds(language: Language, text: &str) -> Vec<(Kind, &str)> {
        tokens(language, text).iter().map(|token| (token.kind, token.text)).collect()
    }

    #[test]
    fn literals_and_comments_are_no_code() {
        let text = r###"
            let a = "crate::x \" // no"; // crate::y "
            /* crate::z /* nested */ still */ let b = r#"a " b"# ;
            let c = b"bytes"; let d = br##"x"# y"##;
        "###;
        assert_eq!(words(Language::Rust, text), ["let", "a", "let", "b", "let", "c", "b", "let", "d"]);
    }

    #[test]
    fn characters_are_told_from_lifetimes() {
        let text = r"fn f<'a>(x: &'a str) { g('\'', '{', '\u{7b}', 'é', 'static); }";
        assert_eq!(words(Language::Rust, text), ["fn", "f", "x", "str", "g"]);
        let braces = tokens(Language::Rust, text).iter().filter(|token| token.is_mark("{")).count();
        assert_eq!(braces, 1);
    }

    #[test]
    fn code_inside_strings_does_not_end_them() {
        assert_eq!(words(Language::Swift, r#"let a = "x \(b["c"]) y"; d"#), ["let", "a", "d"]);
        assert_eq!(words(Language::Kotlin, r#"val a = "x ${b["c"] + "}"} y"; d"#), ["val", "a", "d"]);
        assert_eq!(words(Language::Kotlin, "val a = \"\"\"x \" y\n\"\"\"; d"), ["val", "a", "d"]);
        assert_eq!(words(Language::Swift, "let a = #\"x \" y\"#; d"), ["let", "a", "d"]);
    }

    #[test]
    fn names_in_back_ticks_and_lines() {
        assert_eq!(
            kinds(Language::Kotlin, "fun `six digits, c352_15`()"),
            [(Kind::Word, "fun"), (Kind::Word, "six digits, c352_15"), (Kind::Mark, "("), (Kind::Mark, ")")]
        );
        let lines: Vec<usize> =
            tokens(Language::Rust, "a\n/* b\n c */ d\n\"e\n\" f").iter().map(|token| token.line).collect();
        assert_eq!(lines, [1, 2, 3, 4, 5]);
    }

    #[test]
    fn hostile_text_ends() {
        for text in ["/* open", "\"open", "'", "r#\"open", "`open", "\\", "\"\\", "'\\", "é\"ж"] {
            for language in [Language::Rust, Language::Kotlin, Language::Swift] {
                let _ = tokens(language, text);
            }
        }
        let _ = tokens(Language::Swift, "\"\\(((");
        let _ = tokens(Language::Kotlin, "\"${");
    }
}
