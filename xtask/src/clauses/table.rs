//! The table of clauses.

use super::id;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) asks: String,
    pub(super) state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Carried out: a test must prove it.
    Built,
    /// Not carried out yet.
    Open,
    /// No longer in force, kept as a row.
    Repealed,
}

impl State {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Built => "built",
            Self::Open => "open",
            Self::Repealed => "repealed",
        }
    }
}

/// The rows of `| id | asks | where | state |` whose first cell is an id, and a line for each that is malformed.
pub(super) fn read(text: &str) -> (Vec<Row>, Vec<String>) {
    let (mut rows, mut wrong): (Vec<Row>, Vec<String>) = (Vec::new(), Vec::new());
    for (at, line) in text.lines().enumerate() {
        let Some(cells) = line.trim().strip_prefix('|').and_then(|line| line.strip_suffix('|')) else {
            continue;
        };
        let cells: Vec<&str> = cells.split('|').map(str::trim).collect();
        let Some(id) = cells.first().filter(|first| id::in_text(first).contains(**first)) else { continue };
        let place = format!("docs/CLAUSES.md:{}: {id}", at + 1);
        let state = match cells.get(3) {
            Some(&"built") => State::Built,
            Some(&"open") => State::Open,
            Some(&"repealed") => State::Repealed,
            _ => {
                wrong.push(format!("{place}: the fourth cell is `built`, `open` or `repealed`"));
                continue;
            }
        };
        if rows.iter().any(|row| row.id == *id) {
            wrong.push(format!("{place} stands in two rows"));
            continue;
        }
        rows.push(Row { id: (*id).to_owned(), asks: cells.get(1).unwrap_or(&"").to_string(), state });
    }
    if rows.is_empty() {
        wrong.push("docs/CLAUSES.md holds no clause".to_owned());
    }
    (rows, wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_and_malformed_ones_told() {
        let text = "# Clauses\n| id | asks | where | state |\n| --- | --- | --- | --- |\n\
            | 352/3 | by code | `grant` | built |\n| 58/annex | form | — | open |\n| 10/item2 | x | — | repealed |\n\
            | 352/3 | again | `grant` | built |\n| 352/4 | y | — | done |\n| 352/5, 6 | z | — | open |\n";
        let (rows, wrong) = read(text);
        let short: Vec<(&str, State)> = rows.iter().map(|row| (row.id.as_str(), row.state)).collect();
        assert_eq!(
            short,
            [("352/3", State::Built), ("58/annex", State::Open), ("10/item2", State::Repealed)]
        );
        assert_eq!(
            wrong,
            [
                "docs/CLAUSES.md:7: 352/3 stands in two rows",
                "docs/CLAUSES.md:8: 352/4: the fourth cell is `built`, `open` or `repealed`",
            ]
        );
        assert_eq!(read("nothing").1.len(), 1);
    }
}
