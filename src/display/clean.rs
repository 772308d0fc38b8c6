use std::borrow::Cow;

use crate::limits::MAX_SHOWN_CHARS;

/// Text made fit to be looked at, whoever wrote it: no control or format character, no marks of direction (a bidi
/// override turns `gpj.exe` round), no invisible filler, white space folded into single spaces, at most two combining
/// marks on a letter, and at most [`MAX_SHOWN_CHARS`] characters. What a person reads is then all there is.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let plain =
        text.bytes().all(|b| (b' '..=b'~').contains(&b)) && !text.contains("  ") && text.trim() == text;
    if plain && text.len() <= MAX_SHOWN_CHARS {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len().min(MAX_SHOWN_CHARS * 4));
    let (mut shown, mut space, mut marks) = (0, false, 0);
    for c in text.chars() {
        if c.is_whitespace() && !is_kept_space(c) {
            space = !out.is_empty();
            continue;
        }
        if is_invisible(c) {
            continue;
        }
        marks = if is_combining(c) { marks + 1 } else { 0 };
        if marks > 2 || (marks > 0 && out.is_empty()) {
            continue;
        }
        if shown >= MAX_SHOWN_CHARS {
            out.push('…');
            break;
        }
        if space {
            out.push(' ');
            space = false;
            shown += 1;
        }
        out.push(c);
        shown += 1;
    }
    Cow::Owned(out)
}

/// `text` with the five characters of XML (XML 1.0 §2.4) written as references, fit for content and attributes. What
/// XML cannot carry at all (§2.2) is gone after [`clean`].
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    Cow::Owned(out)
}

/// Non-breaking spaces hold a number or a date together.
fn is_kept_space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}')
}

/// General categories Cc, Cf, Co, Cn's noncharacters, and blank letters: nothing of these has a shape of its own.
fn is_invisible(c: char) -> bool {
    let noncharacter = u32::from(c) & 0xfffe == 0xfffe;
    c.is_control()
        || noncharacter
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{115f}'
            | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fdd0}'..='\u{fdef}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffd}' | '\u{e000}'..='\u{f8ff}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
            | '\u{f0000}'..='\u{10ffff}')
}

/// The blocks of combining marks.
pub(super) fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{2de0}'..='\u{2dff}' | '\u{a66f}'..='\u{a67d}'
        | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_unseen_is_left() {
        for (given, wanted) in [
            ("Әлихан", "Әлихан"),
            ("  a \t\n b\r\n", "a b"),
            ("a\u{202e}gpj.exe\u{202c}", "agpj.exe"),
            ("\u{2066}x\u{2069}\u{200b}y\u{feff}z\u{61c}", "xyz"),
            ("nul\0bell\u{7}del\u{7f}c1\u{9b}", "nulbelldelc1"),
            ("a\u{2028}b", "a b"),
            ("\u{e0041}\u{fffe}\u{1ffff}\u{f8ff}ok", "ok"),
            ("e\u{301}\u{302}\u{303}\u{304}", "e\u{301}\u{302}"),
            ("\u{301}x", "x"),
            ("22\u{a0}қараша", "22\u{a0}қараша"),
        ] {
            assert_eq!(clean(given), wanted, "{given:?}");
        }
        let long = clean(&"ә".repeat(MAX_SHOWN_CHARS + 1)).into_owned();
        assert_eq!((long.chars().count(), long.ends_with('…')), (MAX_SHOWN_CHARS + 1, true));
        assert_eq!(clean(&"ә".repeat(MAX_SHOWN_CHARS)), "ә".repeat(MAX_SHOWN_CHARS));
    }

    #[test]
    fn xml_reads_back_what_was_escaped() {
        assert_eq!(
            escape("<script>\"a\" & 'b'</script>"),
            "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;"
        );
        assert_eq!(escape("Әлихан"), "Әлихан");
    }
}
