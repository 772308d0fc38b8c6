//! Rows of a card: a label and a value, a table, persons.

use core::fmt::Write as _;

use super::measure::{Face, Line as Set, fitting_size, width, wrap};
use super::{CELL, CELL_VALUE, Card, LABEL, MAX_VALUE_LINES, NAME, Style, count, num};
use crate::display::clean::escape;
use crate::display::parts::{Persons, Row, RowKind, Table};
use crate::display::vocabulary::{Emphasis, Span};
use crate::display::words;

impl Card<'_> {
    /// A label and its value; gives the lower edge.
    pub(super) fn row(&mut self, row: &Row, x: f64, y: f64, room: f64) -> f64 {
        let _ = write!(self.body, "<g data-row=\"{}\">", escape(&row.id));
        let label = wrap(&row.label, LABEL.face(), room, 2);
        let y = self.lines(&label, x, y, LABEL, LABEL.leading()) + 3.0;
        let bottom = match (&row.masked, &row.kind) {
            (None, RowKind::Table(table)) => self.table(table, x, y + 3.0, room),
            (None, RowKind::Persons(persons)) => self.persons(persons, x, y + 3.0, room),
            _ => {
                let style = value_style(row, room);
                let value = wrap(shown(row), style.face(), room, MAX_VALUE_LINES);
                self.lines(&value, x, y, style, style.leading())
            }
        };
        self.put("</g>");
        bottom
    }

    fn table(&mut self, table: &Table, x: f64, y: f64, room: f64) -> f64 {
        let columns = column_widths(table, room);
        let cells = |cells: &[String], style: Style| -> Vec<Vec<Set>> {
            cells.iter().zip(&columns).map(|(cell, wide)| wrap(cell, style.face(), wide - CELL, 2)).collect()
        };
        let mut y = y;
        let mut draw = |card: &mut Self, line: &[Vec<Set>], style: Style, ground: bool| {
            let high = line.iter().map(|cell| count(cell)).fold(1.0, f64::max) * style.leading() + 12.0;
            if ground {
                card.put(&format!(
                    "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"8\" class=\"tint\"/>",
                    num(x),
                    num(y),
                    num(room),
                    num(high)
                ));
            }
            let mut left = x;
            for (index, (cell, wide)) in line.iter().zip(&columns).enumerate() {
                let style = if !ground && index == 0 { Style { weight: "b", ..style } } else { style };
                card.lines(cell, left + CELL / 2.0, y + 6.0, style, style.leading());
                left += wide;
            }
            y += high;
            if !ground {
                card.put(&format!(
                    "<path d=\"M{} {}H{}\" class=\"line rule\"/>",
                    num(x),
                    num(y),
                    num(x + room)
                ));
            }
        };
        let head = cells(&table.columns, LABEL);
        draw(self, &head, LABEL, true);
        for line in &table.lines {
            let line = cells(line, CELL_VALUE);
            draw(self, &line, CELL_VALUE, false);
        }
        if table.more > 0 {
            let more = words::more_lines(table.more as usize, self.view.language());
            let more = wrap(&more, LABEL.face(), room, 1);
            y = self.lines(&more, x + CELL / 2.0, y + 6.0, LABEL, LABEL.leading());
        }
        y
    }

    /// Persons: each name, and what is said of them beside a line down their side.
    fn persons(&mut self, persons: &Persons, x: f64, y: f64, room: f64) -> f64 {
        let (mut y, inner) = (y, room - 14.0);
        for person in &persons.members {
            let top = y;
            let name = wrap(&person.name, NAME.face(), inner, 3);
            y = self.lines(&name, x + 14.0, y, NAME, NAME.leading()) + 1.0;
            for line in &person.lines {
                let text = format!("{}: {}", line.label, line.value);
                let text = wrap(&text, CELL_VALUE.face(), inner, 3);
                y = self.lines(&text, x + 14.0, y, CELL_VALUE, CELL_VALUE.leading());
            }
            self.put(&format!(
                "<path d=\"M{x} {from}V{to}\" class=\"line accent-line\" stroke-width=\"2\" stroke-opacity=\".45\"/>",
                x = num(x + 1.0),
                from = num(top + 2.0),
                to = num(y - 1.0)
            ));
            y += 10.0;
        }
        if persons.more > 0 {
            let more = words::more_lines(persons.more as usize, self.view.language());
            let more = wrap(&more, LABEL.face(), room, 1);
            return self.lines(&more, x + 14.0, y, LABEL, LABEL.leading());
        }
        y - 10.0
    }
}

/// The value, or what stands in its place until it is tapped.
fn shown(row: &Row) -> &str {
    row.masked.as_deref().unwrap_or(&row.value)
}

fn value_style(row: &Row, room: f64) -> Style {
    let (sizes, weight, colour): (&[f64], _, _) = match row.emphasis {
        Emphasis::Strong => (&[17.0, 16.0, 15.0, 14.0, 13.0, 12.0], "b", "ink"),
        Emphasis::Normal => (&[15.0, 14.5, 14.0, 13.5], "", "ink"),
        Emphasis::Quiet => (&[13.5, 13.0, 12.5], "", "soft"),
    };
    let size = match row.kind {
        RowKind::Date | RowKind::Iin | RowKind::Phone => one_line_size(shown(row), weight, room, sizes),
        _ => fitting_size(shown(row), !weight.is_empty(), room, sizes),
    };
    let colour = if row.kind == RowKind::Missing || row.masked.is_some() { "soft" } else { colour };
    Style { size, weight, colour }
}

/// The largest of `sizes` at which the whole text is one line, where there is one; else the largest at which no word is
/// broken.
pub(super) fn one_line_size(text: &str, weight: &str, room: f64, sizes: &[f64]) -> f64 {
    let bold = !weight.is_empty();
    let one_line = sizes.iter().copied().find(|size| width(text, Face { size: *size, bold }) <= room);
    one_line.unwrap_or_else(|| fitting_size(text, bold, room, sizes))
}

/// Whether a row that asks for half a line looks well in one.
pub(super) fn fits_half(row: &Row, column: f64) -> bool {
    let style = value_style(row, column);
    let fits = |text: &str, style: Style, lines: usize| {
        let set = wrap(text, style.face(), column, lines + 1);
        set.len() <= lines
    };
    row.span == Span::Half
        && !matches!(row.kind, RowKind::Table(_) | RowKind::Persons(_))
        && fits(shown(row), style, 2)
        && fits(&row.label, LABEL, 2)
}

/// Each column as wide as it needs; where all together need more than there is, each as wide as its longest word and a
/// share of the rest by what it lacks.
fn column_widths(table: &Table, room: f64) -> Vec<f64> {
    let bold = Style { weight: "b", ..CELL_VALUE }.face();
    let widest = |index: usize, measure: &dyn Fn(&str, Face) -> f64| {
        let head = table.columns.get(index).map_or(0.0, |text| measure(text, LABEL.face()));
        let face = if index == 0 { bold } else { CELL_VALUE.face() };
        let cells = table.lines.iter().filter_map(|line| line.get(index)).map(|text| measure(text, face));
        cells.fold(head, f64::max) + CELL
    };
    let columns = 0..table.columns.len();
    let needs: Vec<f64> = columns.clone().map(|index| widest(index, &width)).collect();
    let least: Vec<f64> = columns.map(|index| widest(index, &longest_word)).collect();
    let (all, bare) = (needs.iter().sum::<f64>(), least.iter().sum::<f64>());
    if all <= room {
        let spare = (room - all) / count(&needs).max(1.0);
        needs.iter().map(|need| need + spare).collect()
    } else if bare <= room {
        let share = (room - bare) / (all - bare);
        needs.iter().zip(&least).map(|(need, least)| least + (need - least) * share).collect()
    } else {
        least.iter().map(|least| least * room / bare).collect()
    }
}

fn longest_word(text: &str, face: Face) -> f64 {
    text.split(' ').map(|word| width(word, face)).fold(0.0, f64::max)
}
