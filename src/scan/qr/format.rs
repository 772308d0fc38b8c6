//! Format and version information, read softly: of all words there are, the one that the modules look most like.

use super::sample::Modules;
use crate::code::Level;
use crate::code::layout::{Version, format_places, format_word, version_word};

/// What the format information of a symbol says (ISO/IEC 18004 §7.9).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Format {
    pub(super) level: Level,
    /// Which mask, 0–7.
    pub(super) mask: u8,
    /// Whether columns are rows: the picture shows the symbol from behind.
    pub(super) mirrored: bool,
    /// How well the modules fit the word, 1 at most.
    pub(super) fit: f32,
}

/// The words that fit best, best first.
pub(super) fn read(modules: &Modules) -> [Format; 3] {
    let mut best = [Format { level: Level::L, mask: 0, mirrored: false, fit: -2.0 }; 3];
    for mirrored in [false, true] {
        let (mut soft, mut all) = ([0i32; 15], 0);
        for (bit, sum) in soft.iter_mut().enumerate() {
            for (x, y) in format_places(bit, modules.size()) {
                let module = if mirrored { modules.at(y, x) } else { modules.at(x, y) };
                *sum += i32::from(module);
                all += i32::from(module).abs();
            }
        }
        for (level, mask) in words() {
            let fit = agreement(format_word(level, mask), &soft) as f32 / all.max(1) as f32;
            let mut format = Format { level, mask, mirrored, fit };
            for place in &mut best {
                if format.fit > place.fit {
                    core::mem::swap(place, &mut format);
                }
            }
        }
    }
    best
}

/// A module beside a finder pattern: in which column and row, counted from the symbol's corner that the pattern is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Corner(usize, usize),
    Right(usize, usize),
    Below(usize, usize),
}

/// How well the modules fit the best word, 1 at most, without the rest of the symbol.
pub(super) fn fit(soft_at: impl Fn(Place) -> i32) -> f32 {
    let mut best = -1.0f32;
    for mirrored in [false, true] {
        let (mut soft, mut all) = ([0i32; 15], 0);
        for (bit, sum) in soft.iter_mut().enumerate() {
            for (x, y) in format_places(bit, SOME_SIZE) {
                let (x, y) = if mirrored { (y, x) } else { (x, y) };
                let module = soft_at(match (x, y) {
                    (x, y) if x > 8 => Place::Right(SOME_SIZE - 1 - x, y),
                    (x, y) if y > 8 => Place::Below(x, SOME_SIZE - 1 - y),
                    (x, y) => Place::Corner(x, y),
                });
                *sum += module;
                all += module.abs();
            }
        }
        for (level, mask) in words() {
            best = best.max(agreement(format_word(level, mask), &soft) as f32 / all.max(1) as f32);
        }
    }
    best
}

/// The version whose information `soft`, bit 0 first, looks most like (ISO/IEC 18004 §7.10), and how well, 1 at most.
pub(super) fn version(soft: &[i32; 18]) -> Option<(Version, f32)> {
    let all: i32 = soft.iter().map(|bit| bit.abs()).sum();
    let fit = |version: Version| agreement(version_word(version), soft) as f32 / all.max(1) as f32;
    let best = (7..=40).filter_map(Version::new).map(|version| (version, fit(version)));
    best.max_by(|a, b| a.1.total_cmp(&b.1))
}

/// What format information can say.
fn words() -> impl Iterator<Item = (Level, u8)> {
    Level::ALL.into_iter().flat_map(|level| (0..8).map(move |mask| (level, mask)))
}

fn agreement(word: u32, soft: &[i32]) -> i32 {
    soft.iter().enumerate().map(|(bit, soft)| if word >> bit & 1 == 1 { *soft } else { -soft }).sum()
}

/// Any size there is: places near a corner are counted from it.
const SOME_SIZE: usize = 21;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_with_three_wrong_bits_is_read() {
        for number in 7..=40 {
            let version = Version::new(number).expect("a version");
            let word = version_word(version) ^ 0b1000_0100_0000_0010;
            let soft = core::array::from_fn(|bit| if word >> bit & 1 == 1 { 100 } else { -100 });
            assert_eq!(super::version(&soft).map(|found| found.0), Some(version));
        }
    }
}
