//! Format and version information, read softly: of all words there are, the one that the modules look most like.

use super::sample::Modules;
use super::version::Version;
use crate::code::Level;

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
            for (x, y) in places(bit, modules.size()) {
                let module = if mirrored { modules.at(y, x) } else { modules.at(x, y) };
                *sum += i32::from(module);
                all += i32::from(module).abs();
            }
        }
        for data in 0..32u32 {
            let word = word(data);
            let fit = agreement(word, &soft) as f32 / all.max(1) as f32;
            // ISO/IEC 18004 table 12.
            let level = match data >> 3 {
                0 => Level::M,
                1 => Level::L,
                2 => Level::H,
                _ => Level::Q,
            };
            let mut format = Format { level, mask: data as u8 & 7, mirrored, fit };
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
            for (x, y) in places(bit, SOME_SIZE) {
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
        for data in 0..32 {
            best = best.max(agreement(word(data), &soft) as f32 / all.max(1) as f32);
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

/// ISO/IEC 18004 §7.9.1: five bits of data, ten of a BCH code, masked.
fn word(data: u32) -> u32 {
    let rest = (0..10).fold(data, |rest, _| (rest << 1) ^ ((rest >> 9) * 0x537));
    (data << 10 | rest) ^ 0x5412
}

/// ISO/IEC 18004 annex D: six bits of data, twelve of a BCH code.
fn version_word(version: Version) -> u32 {
    let data = u32::from(version.number());
    let rest = (0..12).fold(data, |rest, _| (rest << 1) ^ ((rest >> 11) * 0x1f25));
    data << 12 | rest
}

fn agreement(word: u32, soft: &[i32]) -> i32 {
    soft.iter().enumerate().map(|(bit, soft)| if word >> bit & 1 == 1 { *soft } else { -soft }).sum()
}

/// Where a bit of the format information stands, twice; bit 0 is the last (ISO/IEC 18004 figure 25).
fn places(bit: usize, size: usize) -> [(usize, usize); 2] {
    let first = match bit {
        0..=5 => (8, bit),
        6 => (8, 7),
        7 => (8, 8),
        8 => (7, 8),
        _ => (14 - bit, 8),
    };
    [first, if bit < 8 { (size - 1 - bit, 8) } else { (8, size - 15 + bit) }]
}

/// Any size there is: places near a corner are counted from it.
const SOME_SIZE: usize = 21;

#[cfg(test)]
mod tests {
    use super::*;

    /// ISO/IEC 18004 §7.9.1 and §7.10: the worked examples.
    #[test]
    fn worked_examples() {
        assert_eq!(word(0b00101), 0b100_0000_1100_1110);
        assert_eq!(version_word(Version::new(7).expect("a version")), 0b00_0111_1100_1001_0100);
    }

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
