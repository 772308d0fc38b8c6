//! What a version, a level and a mask fix in a QR symbol (ISO/IEC 18004): sizes, where nothing but function patterns stands, how
//! codewords are shared out, and the words that say which of these a symbol has. Who draws symbols and who reads them share it.
#![allow(clippy::cast_possible_truncation, reason = "modules of a side: 177 at most")]

use super::Level;

/// A version of a QR symbol, 1–40.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Version(u8);

/// Columns (and rows) of the centres of alignment patterns (ISO/IEC 18004 annex E).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Centres {
    at: [u8; 7],
    count: usize,
}

/// Which modules carry data.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    version: Version,
    /// For each column or row the alignment pattern it crosses, 0 for none, 1 for the first.
    pattern: [u8; 177],
    last: u8,
}

/// How codewords are shared out between blocks (ISO/IEC 18004 table 9): the first `short` blocks have one data codeword
/// less than the rest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Blocks {
    pub(crate) count: usize,
    /// Error correction codewords of each block.
    pub(crate) correction: usize,
    /// Codewords of a short block, data and correction.
    pub(crate) shorter: usize,
    pub(crate) short: usize,
}

impl Version {
    pub(crate) fn new(number: usize) -> Option<Self> {
        u8::try_from(number).ok().filter(|number| (1..=40).contains(number)).map(Self)
    }

    pub(crate) const fn number(self) -> u8 {
        self.0
    }

    /// Modules a side.
    pub(crate) const fn size(self) -> usize {
        17 + 4 * self.0 as usize
    }

    /// ISO/IEC 18004 annex E: even steps from the far side, the near one takes what is left.
    pub(crate) fn centres(self) -> Centres {
        let version = usize::from(self.0);
        let mut at = [0; 7];
        if version == 1 {
            return Centres { at, count: 0 };
        }
        let count = version / 7 + 2;
        let step = if version == 32 { 26 } else { (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2 };
        for (index, centre) in at.iter_mut().take(count).enumerate() {
            *centre = if index == 0 { 6 } else { (self.size() - 7 - step * (count - 1 - index)) as u8 };
        }
        Centres { at, count }
    }

    /// Codewords of the whole symbol (ISO/IEC 18004 table 1).
    pub(crate) fn codewords(self) -> usize {
        let version = usize::from(self.0);
        let mut modules = (16 * version + 128) * version + 64;
        if version >= 2 {
            let count = version / 7 + 2;
            modules -= (25 * count - 10) * count - 55;
        }
        if version >= 7 {
            modules -= 36;
        }
        modules / 8
    }

    pub(crate) fn blocks(self, level: Level) -> Blocks {
        let row = CORRECTION.get(usize::from(self.0) - 1).unwrap_or(&CORRECTION[0]);
        let (correction, count) = match level {
            Level::L => row[0],
            Level::M => row[1],
            Level::Q => row[2],
            Level::H => row[3],
        };
        let (correction, count, all) = (usize::from(correction), usize::from(count), self.codewords());
        Blocks { count, correction, shorter: all / count, short: count - all % count }
    }
}

impl Centres {
    pub(crate) fn as_slice(&self) -> &[u8] {
        self.at.get(..self.count).unwrap_or_default()
    }
}

impl Layout {
    pub(crate) fn new(version: Version) -> Self {
        let mut pattern = [0; 177];
        let centres = version.centres();
        for (number, centre) in (1..).zip(centres.as_slice()) {
            let near = usize::from(*centre) - 2..=usize::from(*centre) + 2;
            pattern.get_mut(near).unwrap_or_default().fill(number);
        }
        Self { version, pattern, last: centres.as_slice().len() as u8 }
    }

    /// Whether the module carries data.
    pub(crate) fn is_data(&self, x: usize, y: usize) -> bool {
        let size = self.version.size();
        let (far, wide) = (size - 8, size - 11);
        // Finder patterns with separators and format information (ISO/IEC 18004 §6.3.3, §7.9).
        if (y < 9 && (x < 9 || x >= far)) || (x < 9 && y >= far) || x == 6 || y == 6 {
            return false;
        }
        // Version information (§7.10).
        if self.version.0 >= 7 && ((y < 6 && x >= wide) || (x < 6 && y >= wide)) {
            return false;
        }
        let pattern = |at: usize| self.pattern.get(at).copied().unwrap_or_default();
        match (pattern(x), pattern(y)) {
            (0, _) | (_, 0) => true,
            // Finder patterns stand in three of the corners.
            (1, other) | (other, 1) => other == 1 || other == self.last,
            _ => false,
        }
    }
}

/// The format information of a level and a mask (ISO/IEC 18004 §7.9.1): five bits of data, ten of a BCH code, masked.
pub(crate) fn format_word(level: Level, mask: u8) -> u32 {
    // Table 12.
    let level = match level {
        Level::M => 0,
        Level::L => 1,
        Level::H => 2,
        Level::Q => 3,
    };
    let data = level << 3 | u32::from(mask & 7);
    let rest = (0..10).fold(data, |rest, _| (rest << 1) ^ ((rest >> 9) * 0x537));
    (data << 10 | rest) ^ 0x5412
}

/// Where a bit of the format information stands, twice; bit 0 is the last (ISO/IEC 18004 figure 25).
pub(crate) fn format_places(bit: usize, size: usize) -> [(usize, usize); 2] {
    let first = match bit {
        0..=5 => (8, bit),
        6 => (8, 7),
        7 => (8, 8),
        8 => (7, 8),
        _ => (14 - bit, 8),
    };
    [first, if bit < 8 { (size - 1 - bit, 8) } else { (8, size - 15 + bit) }]
}

/// The version information of versions from 7 on (ISO/IEC 18004 annex D): six bits of data, twelve of a BCH code.
pub(crate) fn version_word(version: Version) -> u32 {
    let data = u32::from(version.number());
    let rest = (0..12).fold(data, |rest, _| (rest << 1) ^ ((rest >> 11) * 0x1f25));
    data << 12 | rest
}

/// Whether a mask, 0–7, turns the module round (ISO/IEC 18004 table 10). Every twelve columns and rows it begins anew.
pub(crate) fn is_masked(mask: u8, x: usize, y: usize) -> bool {
    match mask {
        0 => (x + y).is_multiple_of(2),
        1 => y.is_multiple_of(2),
        2 => x.is_multiple_of(3),
        3 => (x + y).is_multiple_of(3),
        4 => (x / 3 + y / 2).is_multiple_of(2),
        5 => (x * y) % 2 + (x * y) % 3 == 0,
        6 => ((x * y) % 2 + (x * y) % 3).is_multiple_of(2),
        _ => ((x + y) % 2 + (x * y) % 3).is_multiple_of(2),
    }
}

/// Of each version, for levels L, M, Q and H: error correction codewords a block, and blocks (ISO/IEC 18004 table 9).
const CORRECTION: [[(u8, u8); 4]; 40] = [
    [(7, 1), (10, 1), (13, 1), (17, 1)],
    [(10, 1), (16, 1), (22, 1), (28, 1)],
    [(15, 1), (26, 1), (18, 2), (22, 2)],
    [(20, 1), (18, 2), (26, 2), (16, 4)],
    [(26, 1), (24, 2), (18, 4), (22, 4)],
    [(18, 2), (16, 4), (24, 4), (28, 4)],
    [(20, 2), (18, 4), (18, 6), (26, 5)],
    [(24, 2), (22, 4), (22, 6), (26, 6)],
    [(30, 2), (22, 5), (20, 8), (24, 8)],
    [(18, 4), (26, 5), (24, 8), (28, 8)],
    [(20, 4), (30, 5), (28, 8), (24, 11)],
    [(24, 4), (22, 8), (26, 10), (28, 11)],
    [(26, 4), (22, 9), (24, 12), (22, 16)],
    [(30, 4), (24, 9), (20, 16), (24, 16)],
    [(22, 6), (24, 10), (30, 12), (24, 18)],
    [(24, 6), (28, 10), (24, 17), (30, 16)],
    [(28, 6), (28, 11), (28, 16), (28, 19)],
    [(30, 6), (26, 13), (28, 18), (28, 21)],
    [(28, 7), (26, 14), (26, 21), (26, 25)],
    [(28, 8), (26, 16), (30, 20), (28, 25)],
    [(28, 8), (26, 17), (28, 23), (30, 25)],
    [(28, 9), (28, 17), (30, 23), (24, 34)],
    [(30, 9), (28, 18), (30, 25), (30, 30)],
    [(30, 10), (28, 20), (30, 27), (30, 32)],
    [(26, 12), (28, 21), (30, 29), (30, 35)],
    [(28, 12), (28, 23), (28, 34), (30, 37)],
    [(30, 12), (28, 25), (30, 34), (30, 40)],
    [(30, 13), (28, 26), (30, 35), (30, 42)],
    [(30, 14), (28, 28), (30, 38), (30, 45)],
    [(30, 15), (28, 29), (30, 40), (30, 48)],
    [(30, 16), (28, 31), (30, 43), (30, 51)],
    [(30, 17), (28, 33), (30, 45), (30, 54)],
    [(30, 18), (28, 35), (30, 48), (30, 57)],
    [(30, 19), (28, 37), (30, 51), (30, 60)],
    [(30, 19), (28, 38), (30, 53), (30, 63)],
    [(30, 20), (28, 40), (30, 56), (30, 66)],
    [(30, 21), (28, 43), (30, 59), (30, 70)],
    [(30, 22), (28, 45), (30, 62), (30, 74)],
    [(30, 24), (28, 47), (30, 65), (30, 77)],
    [(30, 25), (28, 49), (30, 68), (30, 81)],
];

#[cfg(test)]
mod tests {
    use super::*;

    /// ISO/IEC 18004 table 1: every module is a function pattern's, a codeword's, or one of at most seven left over.
    #[test]
    fn codewords_fill_every_version() {
        for number in 1..=40 {
            let version = Version::new(number).expect("a version");
            let layout = Layout::new(version);
            let places = (0..version.size()).flat_map(|y| (0..version.size()).map(move |x| (x, y)));
            let data = places.filter(|(x, y)| layout.is_data(*x, *y)).count();
            assert_eq!(data / 8, version.codewords(), "version {number}");
            for level in [Level::L, Level::M, Level::Q, Level::H] {
                let blocks = version.blocks(level);
                let all = blocks.count * blocks.shorter + blocks.count - blocks.short;
                assert_eq!(all, version.codewords(), "version {number}");
                assert!(blocks.shorter > blocks.correction && blocks.shorter < 255);
            }
        }
        assert!(Version::new(0).is_none() && Version::new(41).is_none() && Version::new(297).is_none());
    }

    /// ISO/IEC 18004 §7.9.1 and §7.10: the worked examples.
    #[test]
    fn worked_examples() {
        assert_eq!(format_word(Level::M, 0b101), 0b100_0000_1100_1110);
        assert_eq!(version_word(Version::new(7).expect("a version")), 0b00_0111_1100_1001_0100);
    }

    /// ISO/IEC 18004 table 10: how many of 12 by 12 modules each mask turns.
    #[test]
    fn masks() {
        let turned = |mask| {
            let places = (0..12).flat_map(|y| (0..12).map(move |x| (x, y)));
            places.filter(|(x, y)| is_masked(mask, *x, *y)).count()
        };
        assert_eq!([0, 1, 2, 3, 4, 5, 6, 7].map(turned), [72, 72, 48, 48, 72, 60, 92, 72]);
        assert!(is_masked(4, 0, 1) && !is_masked(4, 0, 2) && is_masked(5, 0, 7) && is_masked(7, 0, 0));
    }

    #[test]
    fn masks_begin_anew() {
        for mask in 0..8 {
            for (x, y) in (0..12).flat_map(|y| (0..12).map(move |x| (x, y))) {
                assert_eq!(is_masked(mask, x, y), is_masked(mask, x + 12, y), "mask {mask}");
                assert_eq!(is_masked(mask, x, y), is_masked(mask, x, y + 12), "mask {mask}");
            }
        }
    }

    /// ISO/IEC 18004 annex E.
    #[test]
    fn alignment_patterns_stand_where_the_standard_has_them() {
        for (number, centres) in [
            (1, &[][..]),
            (2, &[6, 18]),
            (7, &[6, 22, 38]),
            (14, &[6, 26, 46, 66]),
            (32, &[6, 34, 60, 86, 112, 138]),
            (36, &[6, 24, 50, 76, 102, 128, 154]),
            (39, &[6, 26, 54, 82, 110, 138, 166]),
            (40, &[6, 30, 58, 86, 114, 142, 170]),
        ] {
            let version = Version::new(number).expect("a version");
            assert_eq!(version.centres().as_slice(), centres, "version {number}");
        }
    }
}
