//! Where a place of a form stands in its JSON.

use super::node::place_name;

/// The line of a place such as `sections[1].rows[0].format`, from 1; of what is not there, that of the last part of the
/// place that is. `json` has been read as JSON before: what is not is answered with no line.
pub(super) fn line(json: &[u8], place: &str) -> Option<u32> {
    let place = if place == "the form" { "" } else { place };
    let mut walk = Walk { json, at: 0 };
    let found = walk.find(place, 0)?;
    // One line more than there are ends of lines before it.
    u32::try_from(json.get(..found)?.split(|b| *b == b'\n').count()).ok()
}

struct Walk<'a> {
    json: &'a [u8],
    at: usize,
}

impl Walk<'_> {
    /// The offset of `place` below the value that begins here.
    fn find(&mut self, place: &str, depth: usize) -> Option<usize> {
        self.space();
        let here = self.at;
        if place.is_empty() || depth > MAX_DEPTH {
            return Some(here);
        }
        match self.peek()? {
            b'{' => self.find_member(place, here, depth),
            b'[' => {
                let Some((index, rest)) = index(place) else { return Some(here) };
                self.at += 1;
                for _ in 0..index {
                    self.skip()?;
                    self.space();
                    if self.peek()? != b',' {
                        return Some(here);
                    }
                    self.at += 1;
                }
                self.find(rest, depth + 1)
            }
            _ => Some(here),
        }
    }

    /// The longest member name the place begins with is the one meant; the last of one that stands twice.
    fn find_member(&mut self, place: &str, here: usize, depth: usize) -> Option<usize> {
        let mut best: Option<(usize, usize, usize)> = None;
        self.at += 1;
        loop {
            self.space();
            if self.peek()? == b'}' {
                break;
            }
            let name_at = self.at;
            let name = self.string()?;
            let name = serde_json::from_slice::<String>(name).ok()?;
            let name = place_name(&name);
            self.space();
            self.at += 1;
            let rest = place.strip_prefix(name);
            if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
                && best.is_none_or(|(length, ..)| name.len() >= length)
            {
                best = Some((name.len(), name_at, self.at));
            }
            self.skip()?;
            self.space();
            if self.peek()? == b',' {
                self.at += 1;
            }
        }
        let Some((length, name_at, value_at)) = best else { return Some(here) };
        let rest = place.get(length..).unwrap_or_default();
        if rest.is_empty() {
            return Some(name_at);
        }
        self.at = value_at;
        self.find(rest.strip_prefix('.').unwrap_or(rest), depth + 1)
    }

    /// Passes over one value.
    fn skip(&mut self) -> Option<()> {
        self.space();
        let mut open = 0_usize;
        loop {
            match self.peek()? {
                b'"' => {
                    self.string()?;
                }
                b'{' | b'[' => {
                    open += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    open = open.checked_sub(1)?;
                    self.at += 1;
                }
                b',' | b':' if open > 0 => self.at += 1,
                _ => {
                    while self.peek().is_some_and(|b| !b"{}[],:\" \t\r\n".contains(&b)) {
                        self.at += 1;
                    }
                }
            }
            if open == 0 {
                return Some(());
            }
            self.space();
        }
    }

    /// The text that begins here, its quotes with it.
    fn string(&mut self) -> Option<&[u8]> {
        let from = self.at;
        if self.peek()? != b'"' {
            return None;
        }
        self.at += 1;
        loop {
            match self.peek()? {
                b'\\' => self.at += 2,
                b'"' => break,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        self.json.get(from..self.at)
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|b| b" \t\r\n".contains(&b)) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.json.get(self.at).copied()
    }
}

/// `[3].rows` as 3 and `rows`.
fn index(place: &str) -> Option<(usize, &str)> {
    let (index, rest) = place.strip_prefix('[')?.split_once(']')?;
    Some((index.parse().ok()?, rest.strip_prefix('.').unwrap_or(rest)))
}

/// Deeper than any place of a form.
const MAX_DEPTH: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"{
  "title": { "kk": "a \" } ]",
             "ru": "b" },
  "list": [ 1, { "x": [true,
     null] },
    { "a.b": { "c": 2,
  "c": 3 } } ]
}"#;

    #[test]
    fn a_place_is_found_by_its_line() {
        for (place, line_of) in [
            ("title", 2),
            ("title.kk", 2),
            ("title.ru", 3),
            // Not there: the object it is missing from.
            ("title.en", 2),
            ("missing", 1),
            ("list[0]", 4),
            ("list[1].x[1]", 5),
            ("list[1].x[7]", 4),
            ("list[9]", 4),
            ("list[2]", 6),
            // A name with a dot in it, and one that stands twice.
            ("list[2].a.b.c", 7),
            ("the form", 1),
        ] {
            assert_eq!(line(JSON.as_bytes(), place), Some(line_of), "{place}");
        }
        assert_eq!(line(b"{ \"a", "a"), None);
    }
}
