//! From codewords to the modules of a symbol: function patterns, the data in its zigzag, the mask that leaves the least to trip a
//! reader (ISO/IEC 18004 §7.7–7.10).
//!
//! A mask is chosen by weighing all eight on whole rows and columns at a time, sixty-four modules to a word.

use super::Level;
use super::layout::{Layout, Version, format_places, format_word, is_masked, version_word};

/// A symbol's modules, row by row and once more column by column: runs are looked for along both.
#[derive(Clone)]
pub(super) struct Canvas {
    version: Version,
    rows: Vec<Line>,
    columns: Vec<Line>,
}

/// A row or column of at most 192 modules, the first in the lowest bit. What lies outside it is light, as the quiet zone is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Line([u64; 3]);

/// `codewords`, in the order they stand in a symbol, drawn under the mask that weighs least.
pub(super) fn draw(version: Version, level: Level, codewords: &[u8]) -> Canvas {
    let least = under_masks(version, level, codewords).min_by_key(Canvas::weight);
    least.unwrap_or_else(|| Canvas::new(version))
}

/// `codewords` drawn under each mask, 0–7.
fn under_masks(version: Version, level: Level, codewords: &[u8]) -> impl Iterator<Item = Canvas> {
    let mut plain = Canvas::new(version);
    plain.patterns();
    let data = plain.data(codewords);
    (0..8).map(move |mask| plain.masked(&data, level, mask))
}

impl Canvas {
    fn new(version: Version) -> Self {
        let lines = vec![Line::default(); version.size()];
        Self { version, rows: lines.clone(), columns: lines }
    }

    /// Modules row by row, dark ones true.
    pub(super) fn modules(&self) -> impl Iterator<Item = bool> {
        self.rows.iter().flat_map(|row| (0..self.version.size()).map(|x| row.has(x)))
    }

    fn darken(&mut self, x: usize, y: usize) {
        for (lines, line, at) in [(&mut self.rows, y, x), (&mut self.columns, x, y)] {
            if let Some(line) = lines.get_mut(line) {
                line.add(at);
            }
        }
    }

    /// Everything that is the same in all symbols of a version (§6.3), version information too.
    fn patterns(&mut self) {
        let size = self.version.size();
        let corners = [(3, 3), (size - 4, 3), (3, size - 4)];
        for (middle, y) in corners {
            self.rings(middle, y, 3, [true, true, false, true]);
        }
        for at in (8..size - 8).step_by(2) {
            self.darken(at, 6);
            self.darken(6, at);
        }
        let centres = self.version.centres();
        let (first, last) = (6, size - 7);
        for x in centres.as_slice().iter().map(|at| usize::from(*at)) {
            for y in centres.as_slice().iter().map(|at| usize::from(*at)) {
                if ![(first, first), (first, last), (last, first)].contains(&(x, y)) {
                    self.rings(x, y, 2, [true, false, true, false]);
                }
            }
        }
        // §7.9.1: one module is always dark.
        self.darken(8, size - 8);
        if self.version.number() >= 7 {
            let word = version_word(self.version);
            for bit in (0..18).filter(|bit| word >> bit & 1 == 1) {
                let (along, across) = (bit / 3, size - 11 + bit % 3);
                self.darken(across, along);
                self.darken(along, across);
            }
        }
    }

    /// Squares about a module, one in another, `dark` from the middle out.
    fn rings(&mut self, middle: usize, row: usize, most: usize, dark: [bool; 4]) {
        for x in middle - most..=middle + most {
            for y in row - most..=row + most {
                let ring = x.abs_diff(middle).max(y.abs_diff(row));
                if dark.get(ring).copied().unwrap_or_default() {
                    self.darken(x, y);
                }
            }
        }
    }

    /// Draws the codewords, highest bit first, in pairs of columns from the right, up and down in turn (§7.7.3). Gives which
    /// modules are for data, those left over too.
    fn data(&mut self, codewords: &[u8]) -> Self {
        let size = self.version.size();
        let layout = Layout::new(self.version);
        let mut data = Self::new(self.version);
        let mut bits = codewords.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1));
        let mut upward = true;
        // Column 6 is the timing pattern's.
        for right in (8..size).rev().step_by(2).chain([5, 3, 1]) {
            for step in 0..size {
                let y = if upward { size - 1 - step } else { step };
                for x in [right, right - 1] {
                    if layout.is_data(x, y) {
                        data.darken(x, y);
                        if bits.next().unwrap_or_default() {
                            self.darken(x, y);
                        }
                    }
                }
            }
            upward = !upward;
        }
        data
    }

    /// A copy under a mask, with the format information that names it.
    fn masked(&self, data: &Self, level: Level, mask: u8) -> Self {
        let size = self.version.size();
        let turned = |lines: &[Line], data: &[Line], is_masked: &dyn Fn(usize, usize) -> bool| {
            let mut period = [Line::default(); 12];
            for (across, line) in period.iter_mut().enumerate() {
                for along in (0..size).filter(|along| is_masked(*along, across)) {
                    line.add(along);
                }
            }
            let lines = lines.iter().zip(data).zip(period.iter().cycle());
            lines.map(|((line, data), mask)| line.xor(mask.and(*data))).collect()
        };
        let mut masked = Self {
            version: self.version,
            rows: turned(&self.rows, &data.rows, &|x, y| is_masked(mask, x, y)),
            columns: turned(&self.columns, &data.columns, &|y, x| is_masked(mask, x, y)),
        };
        let word = format_word(level, mask);
        for bit in (0..15).filter(|bit| word >> bit & 1 == 1) {
            for (x, y) in format_places(bit, size) {
                masked.darken(x, y);
            }
        }
        masked
    }

    /// How much there is to trip a reader (§7.8.3.1).
    fn weight(&self) -> usize {
        let size = self.version.size();
        let along =
            self.rows.iter().chain(&self.columns).map(|line| line.runs(size) + line.finders()).sum::<usize>();
        let blocks = self.rows.windows(2).map(|rows| match rows {
            [above, below] => {
                let same = above.same(size).and(below.same(size));
                same.and(above.xor(*below).not()).count() * 3
            }
            _ => 0,
        });
        let dark: usize = self.rows.iter().map(|row| row.count()).sum();
        let all = size * size;
        // Ten for each whole twentieth away from half.
        let off = (20 * dark).abs_diff(10 * all) / all * 10;
        along + blocks.sum::<usize>() + off
    }
}

impl Line {
    fn add(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    fn has(self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    fn and(self, Self(other): Self) -> Self {
        let Self([first, middle, last]) = self;
        Self([first & other[0], middle & other[1], last & other[2]])
    }

    fn xor(self, Self(other): Self) -> Self {
        let Self([first, middle, last]) = self;
        Self([first ^ other[0], middle ^ other[1], last ^ other[2]])
    }

    fn not(self) -> Self {
        Self(self.0.map(|word| !word))
    }

    /// Every module moved `by` (1–63) towards the first.
    fn pulled(self, by: u32) -> Self {
        let Self([a, b, c]) = self;
        Self([a >> by | b << (64 - by), b >> by | c << (64 - by), c >> by])
    }

    /// Every module moved `by` (1–63) away from the first.
    fn pushed(self, by: u32) -> Self {
        let Self([a, b, c]) = self;
        Self([a << by, b << by | a >> (64 - by), c << by | b >> (64 - by)])
    }

    fn count(self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The first `count` modules.
    fn first(count: usize) -> Self {
        Self([0, 64, 128].map(|before| match count.saturating_sub(before) {
            0 => 0,
            left @ 1..64 => (1 << left) - 1,
            _ => u64::MAX,
        }))
    }

    /// Modules of the same colour as the next one of the line, which is `size` long.
    fn same(self, size: usize) -> Self {
        self.xor(self.pulled(1)).not().and(Self::first(size - 1))
    }

    /// Three for each run of five modules of a colour, and one more for each module past the fifth.
    fn runs(self, size: usize) -> usize {
        let two = self.same(size);
        let three = two.and(two.pulled(1));
        let five = three.and(three.pulled(2));
        let starts = five.and(five.pushed(1).not());
        five.count() + 2 * starts.count()
    }

    /// Forty for each place that looks like a finder pattern with four light modules before it or after it.
    fn finders(self) -> usize {
        // Past both ends it is light.
        let line = self.pushed(4);
        let light = line.not();
        let at = |line: Self, after: u32| if after == 0 { line } else { line.pulled(after) };
        let all = |places: [(Self, u32); 7]| {
            places.into_iter().fold(Self([u64::MAX; 3]), |all, (line, after)| all.and(at(line, after)))
        };
        let pattern = [(line, 0), (light, 1), (line, 2), (line, 3), (line, 4), (light, 5), (line, 6)];
        let found = all(pattern);
        if found == Self::default() {
            return 0;
        }
        let four = |from: Self| from.and(from.pulled(1)).and(from.pulled(2)).and(from.pulled(3));
        // Bits above the line's end are light, and so is what is shifted in there.
        let lights = four(light);
        let (before, after) = (lights.pushed(4), at(lights, 7));
        40 * found.and(before.not().and(after.not()).not()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(modules: &str) -> (Line, usize) {
        let mut line = Line::default();
        for (at, _) in modules.char_indices().filter(|(_, it)| *it == '#') {
            line.add(at);
        }
        (line, modules.len())
    }

    #[test]
    fn lines_are_shifted_across_words() {
        let mut line = Line::default();
        for at in [0, 63, 64, 130, 176] {
            line.add(at);
        }
        let places = |line: Line| (0..192).filter(|at| line.has(*at)).collect::<Vec<_>>();
        assert_eq!(places(line.pulled(4)), [59, 60, 126, 172]);
        assert_eq!(places(line.pushed(4)), [4, 67, 68, 134, 180]);
        assert_eq!((line.count(), Line::first(0).count(), Line::first(64).count()), (5, 0, 64));
        assert_eq!(places(Line::first(177)), (0..177).collect::<Vec<_>>());
    }

    /// ISO/IEC 18004 table 11: three for five in a row, four for six, and so on.
    #[test]
    fn runs_weigh_by_their_length() {
        for (modules, weight) in [
            ("#.#.#.#", 0),
            ("####....", 0),
            ("#####.", 3),
            ("######.", 4),
            (".....#####", 6),
            ("#.........#", 7),
        ] {
            let (line, size) = line(modules);
            assert_eq!(line.runs(size), weight, "{modules}");
        }
    }

    #[test]
    fn what_looks_like_a_finder_pattern_weighs_forty() {
        for (modules, weight) in [
            // The quiet zone is light.
            ("#.###.#", 40),
            ("#.###.#.#", 40),
            ("#.#.###.#.#", 0),
            ("#....#.###.#.#", 40),
            ("##.#.###.#....#", 40),
            ("##.#.###.#...##", 0),
        ] {
            assert_eq!(line(modules).0.finders(), weight, "{modules}");
        }
    }

    /// Every version at every level, with the crate that draws its own as the referee: the same modules under the mask that it
    /// chose, and mostly the same choice (its weights differ a little from the standard's).
    #[test]
    fn another_encoder_draws_the_same() {
        use qrcode::{Color, EcLevel, QrCode, bits::Bits, ec};
        let mut same = 0;
        for (number, (level, foreign)) in (1..=40).flat_map(|number| {
            let levels = [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H];
            Level::ALL.into_iter().zip(levels).map(move |level| (number, level))
        }) {
            let version = Version::new(number).expect("a version");
            let theirs = qrcode::Version::Normal(i16::try_from(number).expect("a version"));
            let bits = || {
                let mut bits = Bits::new(theirs);
                let room = bits.max_len(foreign).expect("a level") / 8 - 3;
                let data: Vec<u8> =
                    (0..room).map(|at| u8::try_from(at * at % 251).expect("below 251")).collect();
                bits.push_byte_data(&data).expect("it fits");
                bits.push_terminator(foreign).expect("it fits");
                bits
            };
            let (data, correction) =
                ec::construct_codewords(&bits().into_bytes(), theirs, foreign).expect("codewords");
            let code = QrCode::with_bits(bits(), foreign).expect("a symbol");
            let theirs: Vec<bool> = code.into_colors().into_iter().map(|it| it == Color::Dark).collect();
            let masked: Vec<Canvas> = under_masks(version, level, &[data, correction].concat()).collect();
            let chosen = masked.iter().min_by_key(|it| it.weight()).expect("a mask");
            let is_theirs = |canvas: &Canvas| canvas.modules().eq(theirs.iter().copied());
            assert!(masked.iter().any(is_theirs), "version {number}, {level:?}");
            same += usize::from(is_theirs(chosen));
        }
        assert!(same >= 80, "{same} of 160 under the same mask");
    }
}
