//! Clause ids in text and in names of functions.

use std::collections::BTreeSet;

/// The orders, each with whether its ids always have a point (`9/10` is a fraction, `9/1.4` is a clause).
const ORDERS: [(&str, bool); 5] = [("1277", false), ("352", false), ("58", false), ("10", true), ("9", true)];

/// Parts of an id that are words.
const WORDS: [&str; 2] = ["annex", "item2"];

/// Every clause id in a text, in no particular order.
pub(super) fn in_text(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (slash, _) in text.match_indices('/') {
        let before = text.get(..slash).unwrap_or_default();
        let after = text.get(slash + 1..).unwrap_or_default();
        for (order, pointed) in ORDERS {
            let Some(head) = before.strip_suffix(order) else { continue };
            // Part of a longer number, a path or a name.
            if head.chars().next_back().is_some_and(|c| c.is_alphanumeric() || "._/-".contains(c)) {
                continue;
            }
            let Some(place) = place(after) else { continue };
            let end = after.get(place.len()..).unwrap_or_default().chars().next();
            // `352/2024` is the order's edition of that year.
            let is_year = place.len() == 4 && place.parse::<u16>().is_ok();
            let goes_on = end.is_some_and(|c| c.is_alphanumeric() || "_/".contains(c));
            if !goes_on && !is_year && (!pointed || place.contains('.') || WORDS.contains(&place)) {
                found.insert(format!("{order}/{place}"));
            }
        }
    }
    found
}

/// Every clause id of a text with its line.
pub(super) fn by_line(text: &str) -> Vec<(usize, String)> {
    let lines = text.lines().enumerate();
    lines.flat_map(|(at, line)| in_text(line).into_iter().map(move |id| (at + 1, id))).collect()
}

/// Whether an id stands in the table, or is the clause whose sub-clauses do: `9/1.3` of `9/1.3.1`.
pub(super) fn stands_in(known: &BTreeSet<String>, id: &str) -> bool {
    known.contains(id)
        || known.iter().any(|known| known.strip_prefix(id).is_some_and(|rest| rest.starts_with('.')))
}

/// Numbers with points between, or a word, at the start of a text.
fn place(text: &str) -> Option<&str> {
    if let Some(word) = WORDS.iter().find(|word| text.starts_with(**word)) {
        return Some(word);
    }
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let place = text.get(..end)?.trim_end_matches('.');
    (!place.is_empty() && place.split('.').all(|number| !number.is_empty())).then_some(place)
}

/// The clause id in a function's name: `c352_2_4_keeps_zeros` carries 352/2.4. Of several readings the longest that is
/// known counts, so that `c352_3_2_parties` may mean clause 3; without a known one, the longest.
pub(super) fn in_name(name: &str, known: &BTreeSet<String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let steps: Vec<&str> = name.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    for (at, step) in steps.iter().enumerate() {
        let Some(order) = step.strip_prefix('c') else { continue };
        if !ORDERS.iter().any(|(known, _)| *known == order) {
            continue;
        }
        let mut readings = Vec::new();
        let mut id = format!("{order}/");
        for part in steps.iter().skip(at + 1) {
            let number = !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
            let is_word = id.ends_with('/') && WORDS.contains(part);
            if !number && !is_word {
                break;
            }
            if !id.ends_with('/') {
                id.push('.');
            }
            id.push_str(part);
            readings.push(id.clone());
        }
        let longest_known = readings.iter().rfind(|id| known.contains(*id));
        found.extend(longest_known.or(readings.last()).cloned());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Vec<String> {
        in_text(text).into_iter().collect()
    }

    #[test]
    fn ids_stand_in_text() {
        assert_eq!(text("/// 352/15: opens access."), ["352/15"]);
        assert_eq!(text("(352/2.10, 9/1.3.1; 58/annex)"), ["352/2.10", "58/annex", "9/1.3.1"]);
        assert_eq!(text("\"1277/5.1\" and 352/11–12."), ["1277/5.1", "352/11"]);
        assert_eq!(text("10/item2"), ["10/item2"]);
    }

    #[test]
    fn fractions_paths_and_dates_are_no_ids() {
        for other in [
            "9/10 of them",
            "10/2",
            "1352/15",
            "a/352/15",
            "x352/15",
            "352/15/x",
            "352/x",
            "352/",
            "58/2a",
            "9/01/2016",
            "3.352/15",
            "-9/1.4",
            "352/2024",
        ] {
            assert_eq!(text(other), [""; 0], "{other}");
        }
    }

    #[test]
    fn ids_stand_in_names() {
        let known: BTreeSet<String> = ["352/15", "352/3", "352/2.4", "9/1.3.1"].map(str::to_owned).into();
        let name = |name: &str| in_name(name, &known).into_iter().collect::<Vec<_>>();
        assert_eq!(name("c352_15"), ["352/15"]);
        assert_eq!(name("six_digits_c352_2_4"), ["352/2.4"]);
        assert_eq!(name("c9_1_3_1_and_c352_15_agree"), ["352/15", "9/1.3.1"]);
        assert_eq!(name("c352_3_2_parties"), ["352/3"]);
        assert_eq!(name("c58_annex_form"), ["58/annex"]);
        assert_eq!(name("c352_99_unknown"), ["352/99"]);
        assert_eq!(name("six digits, c352_15"), ["352/15"]);
        assert_eq!(name("abc352_15"), [""; 0]);
        assert_eq!(name("c352"), [""; 0]);
    }

    #[test]
    fn a_clause_stands_in_the_table_by_its_sub_clauses() {
        let known = BTreeSet::from(["9/1.3.1".to_owned()]);
        for (id, stands) in
            [("9/1.3.1", true), ("9/1.3", true), ("9/1", true), ("9/1.3.2", false), ("9/1.3.1.1", false)]
        {
            assert_eq!(stands_in(&known, id), stands, "{id}");
        }
        assert!(!stands_in(&BTreeSet::from(["352/15".to_owned()]), "352/1"));
    }

    #[test]
    fn lines_are_counted_from_one() {
        assert_eq!(by_line("a\nb 352/3\n"), [(2, "352/3".to_owned())]);
    }
}
