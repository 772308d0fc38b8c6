//! How wide a text will be, and where it breaks, without a font at hand: by the tables of [`super::widths`].

use super::widths::{
    CYRILLIC_BOLD, CYRILLIC_MORE_BOLD, CYRILLIC_MORE_REGULAR, CYRILLIC_REGULAR, LATIN_BOLD, LATIN_MORE_BOLD,
    LATIN_MORE_REGULAR, LATIN_REGULAR, PUNCTUATION_BOLD, PUNCTUATION_REGULAR,
};
use crate::display::clean::is_combining;

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Face {
    /// Pixels.
    pub(super) size: f64,
    /// 600 and up.
    pub(super) bold: bool,
}

/// One line of a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    /// Where a character's width is only guessed: the width the line must be held to.
    pub(super) held_to: Option<f64>,
}

/// Pixels `text` takes at most.
pub(super) fn width(text: &str, face: Face) -> f64 {
    text.chars().map(|c| advance(c, face).0).sum()
}

/// Breaks `text` into at most `lines` lines of at most `room` pixels: between words, after a hyphen where a word is too
/// long, anywhere where that does not help. What does not fit ends in an ellipsis.
pub(super) fn wrap(text: &str, face: Face, room: f64, lines: usize) -> Vec<Line> {
    let mut out: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in words(text) {
        let joined = if line.is_empty() { word.clone() } else { format!("{line} {word}") };
        if fits(&joined, face, room) {
            line = joined;
            continue;
        }
        if !line.is_empty() {
            out.push(core::mem::take(&mut line));
        }
        if fits(&word, face, room) {
            line = word;
            continue;
        }
        for piece in pieces(&word, face, room) {
            let joined = format!("{line}{piece}");
            if fits(&joined, face, room) {
                line = joined;
            } else {
                out.push(core::mem::replace(&mut line, piece));
            }
        }
    }
    if !line.is_empty() {
        out.push(line);
    }
    if out.len() > lines {
        let rest = out.drain(lines.saturating_sub(1)..).collect::<Vec<_>>().join(" ");
        if lines > 0 {
            out.push(shorten(&rest, face, room));
        }
    }
    out.into_iter().filter(|text| !text.is_empty()).map(|text| hold(text, face)).collect()
}

/// The largest of `sizes` at which no word must be broken but after a hyphen; the last one where there is none.
pub(super) fn fitting_size(text: &str, bold: bool, room: f64, sizes: &[f64]) -> f64 {
    let fits = |size: f64| {
        let whole = |part: &str| width(part, Face { size, bold }) <= room;
        words(text).iter().flat_map(|word| word.split_inclusive(HYPHENS)).all(whole)
    };
    sizes.iter().copied().find(|size| fits(*size)).or(sizes.last().copied()).unwrap_or(12.0)
}

/// One line of at most `room` pixels, with an ellipsis where it was longer.
pub(super) fn shorten(text: &str, face: Face, room: f64) -> String {
    if width(text, face) <= room {
        return text.to_owned();
    }
    let room = room - width("…", face);
    let mut used = 0.0;
    let kept: String = text
        .chars()
        .take_while(|c| {
            used += advance(*c, face).0;
            used <= room
        })
        .collect();
    format!("{}…", kept.trim_end_matches([' ', ',', '.', '-', ';', ':']))
}

/// Sums of widths are compared with room for their rounding.
fn fits(text: &str, face: Face, room: f64) -> bool {
    width(text, face) <= room + 0.01
}

/// Words as they hold together: a year keeps its `г.` or `ж.`, a number sign its number, and a word of one letter does
/// not end a line.
fn words(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let after = matches!(word.trim_end_matches([',', ';', ')']), "г." | "ж.");
        match out.last_mut() {
            Some(last)
                if after || last.rsplit(' ').next().is_some_and(|end| end == "№" || is_letter(end)) =>
            {
                last.push(' ');
                last.push_str(word);
            }
            _ => out.push(word.to_owned()),
        }
    }
    out
}

fn is_letter(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
}

/// A long word in pieces, each of which fits: after hyphens first, then after any letter with its marks.
fn pieces(word: &str, face: Face, room: f64) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for part in word.split_inclusive(HYPHENS) {
        let mut piece = String::new();
        let mut used = 0.0;
        for c in part.chars() {
            let (next, _) = advance(c, face);
            if used + next > room && !piece.is_empty() && !is_combining(c) {
                // A hyphen does not begin a line: the letter before it goes along.
                let along =
                    if HYPHENS.contains(&c) && piece.chars().count() > 1 { piece.pop() } else { None };
                out.push(core::mem::replace(&mut piece, along.map(String::from).unwrap_or_default()));
                used = width(&piece, face);
            }
            piece.push(c);
            used += next;
        }
        out.push(piece);
    }
    out
}

fn hold(text: String, face: Face) -> Line {
    let guessed = text.chars().any(|c| !advance(c, face).1);
    let held_to = guessed.then(|| width(&text, face));
    Line { text, held_to }
}

/// The width of a character, and whether it is known and not guessed.
fn advance(c: char, face: Face) -> (f64, bool) {
    let of = |first: char, regular: &[u8], bold: &[u8]| {
        let table = if face.bold { bold } else { regular };
        table.get((u32::from(c) - u32::from(first)) as usize).copied()
    };
    let known = match c {
        ' '..='~' => of(' ', &LATIN_REGULAR, &LATIN_BOLD),
        '\u{a0}'..='\u{17f}' => of('\u{a0}', &LATIN_MORE_REGULAR, &LATIN_MORE_BOLD),
        'Ѐ'..='џ' => of('Ѐ', &CYRILLIC_REGULAR, &CYRILLIC_BOLD),
        'Ґ'..='ӿ' => of('Ґ', &CYRILLIC_MORE_REGULAR, &CYRILLIC_MORE_BOLD),
        '\u{2010}'..='\u{2027}' => of('\u{2010}', &PUNCTUATION_REGULAR, &PUNCTUATION_BOLD),
        '№' => Some(if face.bold { 121 } else { 108 }),
        '−' => Some(84),
        '\u{202f}' => Some(40),
        c if is_combining(c) => Some(0),
        _ => None,
    };
    match known {
        Some(hundredths) => (f64::from(hundredths) * face.size / 100.0, true),
        // Another script: as wide as an ideograph, and the renderer is told to hold to it.
        None => (face.size, false),
    }
}

/// After these a long word may break.
const HYPHENS: [char; 3] = ['-', '/', ' '];

#[cfg(test)]
mod tests {
    use super::*;

    const FACE: Face = Face { size: 10.0, bold: false };

    fn texts(text: &str, room: f64, lines: usize) -> Vec<String> {
        wrap(text, FACE, room, lines).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn kazakh_letters_are_known() {
        for c in "ӘәҒғҚқҢңӨөҰұҮүҺһІіЁёaz09«»—’".chars() {
            assert!(advance(c, FACE).1, "{c}");
            assert!(advance(c, Face { bold: true, ..FACE }).0 >= advance(c, FACE).0 * 0.9, "{c}");
        }
        // Noto Sans 16.2 em, DejaVu Sans 17.5 em.
        let measured = width("Қонаев Әлихан Нұрмағамбетұлы", Face { size: 1.0, bold: false });
        assert!((17.5..17.8).contains(&measured), "{measured}");
    }

    #[test]
    fn nothing_is_wider_than_its_room() {
        let long = "Мұхаммедрахымбердіқызы-Әбдіғаппарова Ұлпан улица Кабанбай батыра, дом 49/5 𝕏漢字漢字漢字漢字漢字漢字";
        for room in [12.0, 40.0, 77.5, 200.0] {
            for lines in 1..6 {
                let wrapped = wrap(long, FACE, room, lines);
                assert!(wrapped.len() <= lines && !wrapped.is_empty());
                for line in &wrapped {
                    assert!(width(&line.text, FACE) <= room + 0.01, "{} in {room}", line.text);
                }
                assert!(lines > 2 || wrapped.last().expect("a line").text.ends_with('…'), "{room} {lines}");
            }
        }
        assert_eq!(wrap("a", FACE, 100.0, 0), []);
        assert_eq!(wrap("", FACE, 100.0, 3), []);
    }

    #[test]
    fn breaks_where_a_reader_would() {
        assert_eq!(texts("one two three", 45.0, 3), ["one two", "three"]);
        assert_eq!(texts("22 қараша 2026 ж.", 78.0, 3), ["22 қараша", "2026 ж."]);
        assert_eq!(texts("Сейткали-Мухамедьярова", 90.0, 3), ["Сейткали-", "Мухамедьярова"]);
        assert_eq!(texts("one two three four", 45.0, 2), ["one two", "three f…"]);
        assert_eq!(texts("Свидетельство о рождении", 90.0, 2), ["Свидетельство", "о рождении"]);
        assert!(wrap("漢", FACE, 100.0, 1)[0].held_to.is_some());
        assert!(wrap("ә", FACE, 100.0, 1)[0].held_to.is_none());
    }

    #[test]
    fn a_long_word_is_set_smaller_before_it_is_broken() {
        assert!((fitting_size("short", true, 200.0, &[17.0, 15.0, 13.0]) - 17.0).abs() < 0.01);
        assert!(
            (fitting_size("Нұрмағамбетқызы-Жақсылықова", true, 175.0, &[17.0, 15.0, 13.0]) - 15.0).abs()
                < 0.01
        );
        assert!((fitting_size(&"w".repeat(50), true, 200.0, &[17.0, 15.0, 13.0]) - 13.0).abs() < 0.01);
    }
}
