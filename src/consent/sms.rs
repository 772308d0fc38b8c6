//! How many short messages a text takes (3GPP TS 23.038, TS 23.040 §9.2.3.24.1).

/// How many short messages a text takes: of 160 characters of the basic alphabet, or 70 of UCS-2 where one is outside it; in
/// more than one message 153 or 67, since each then bears its number. Characters of the extension table take two places, those
/// beyond U+FFFF likewise, and none is parted between messages.
pub fn segments(text: &str) -> usize {
    let basic: Option<Vec<usize>> = text.chars().map(places).collect();
    match basic {
        Some(places) => packed(&places, 160, 153),
        None => packed(&text.chars().map(char::len_utf16).collect::<Vec<_>>(), 70, 67),
    }
}

/// Places of a character in the basic alphabet; `None` where it has none.
fn places(c: char) -> Option<usize> {
    if BASIC.contains(c) {
        Some(1)
    } else if EXTENSION.contains(c) {
        Some(2)
    } else {
        None
    }
}

fn packed(places: &[usize], single: usize, each: usize) -> usize {
    if places.iter().sum::<usize>() <= single {
        return 1;
    }
    let mut messages = 1;
    let mut used = 0;
    for places in places {
        if used + places > each {
            messages += 1;
            used = 0;
        }
        used += places;
    }
    messages
}

/// TS 23.038 §6.2.1, without the escape.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§\
                     ¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// §6.2.1.1.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_basic_alphabet_is_the_standards() {
        assert_eq!(BASIC.chars().count(), 127);
        assert_eq!(EXTENSION.chars().count(), 10);
    }

    /// 352/20: as a network counts.
    #[test]
    fn counts_as_networks_do() {
        for (text, wanted) in [
            (String::new(), 1),
            ("a".repeat(160), 1),
            ("a".repeat(161), 2),
            ("a".repeat(306), 2),
            ("a".repeat(307), 3),
            // One of two places does not fit the last one.
            ([&"a".repeat(152), "€", &"a".repeat(151)].concat(), 2),
            ([&"a".repeat(152), "€", &"a".repeat(152)].concat(), 3),
            ("ж".repeat(70), 1),
            ("ж".repeat(71), 2),
            ("ж".repeat(134), 2),
            ("ж".repeat(135), 3),
            ([&"a".repeat(69), "ж"].concat(), 1),
            ("😀".repeat(35), 1),
            ("😀".repeat(36), 2),
            ("😀".repeat(67), 3),
        ] {
            assert_eq!(segments(&text), wanted, "{} characters", text.chars().count());
        }
    }
}
