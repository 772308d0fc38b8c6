//! Dark or light by the neighbourhood of each pixel, so that shadow across a symbol does no harm.

use super::super::luma::Luma;

/// The grey at and below which a pixel is dark, for each block of 8 by 8 pixels: the mean of the black points of the 5 by
/// 5 blocks around it, those with contrast counting for more.
#[derive(Default)]
pub(super) struct Thresholds {
    across: usize,
    down: usize,
    values: Vec<u8>,
    /// The same for where rows change colour: what is of one colour but for noise is all dark or all light.
    of_rows: Vec<u8>,
    /// The contrast of a block that is noise, at most.
    noise: u8,
    /// The mean, the darkest pixel and the range of each block, row by row.
    stats: Vec<[u8; 3]>,
    /// The black point of each block, row by row.
    black_points: Vec<u8>,
    /// Of eight rows, by column.
    sums: Vec<u16>,
    low: Vec<u8>,
    high: Vec<u8>,
    /// The black points of five rows of blocks, weighed and summed by column, and the weights.
    columns: Vec<[u32; 2]>,
}

impl Thresholds {
    /// Takes the thresholds of another picture, in which contrast above `loudest` is no noise.
    pub(super) fn measure(&mut self, luma: Luma<'_>, loudest: usize) {
        (self.across, self.down) = (luma.width().div_ceil(BLOCK), luma.height().div_ceil(BLOCK));
        self.stats.clear();
        for block_y in 0..self.down {
            self.stats_of(luma, block_y);
        }
        self.black_points.clear();
        let flat = self.flat(loudest);
        self.noise = flat;
        for row in self.stats.chunks(self.across) {
            for (index, [mean, low, range]) in row.iter().enumerate() {
                let point = if *range > flat {
                    *mean
                } else if index == 0 {
                    *low / 2
                } else {
                    flat_point(&self.black_points, self.across, *low)
                };
                self.black_points.push(point);
            }
        }
        self.values.clear();
        self.columns.clear();
        self.columns.resize(self.across, [0; 2]);
        let mut rows = 0..0;
        for block_y in 0..self.down {
            // The window of rows moves down by one where it does not end with the picture.
            let wanted = window(block_y, self.down);
            for row in rows.end..wanted.end {
                self.weigh(row, flat, |column, [sum, weight]| [column[0] + sum, column[1] + weight]);
            }
            for row in rows.start..wanted.start {
                self.weigh(row, flat, |column, [sum, weight]| [column[0] - sum, column[1] - weight]);
            }
            rows = wanted;
            self.means();
        }
        self.of_rows.clear();
        self.of_rows.extend(self.values.iter().zip(&self.stats).map(|(value, [mean, _, range])| {
            match (*range > flat, mean <= value) {
                (true, _) => *value,
                (false, true) => u8::MAX,
                (false, false) => 0,
            }
        }));
    }

    /// The thresholds of a row of blocks: the mean of its columns' windows, which move across.
    fn means(&mut self) {
        let wide = WINDOW.min(self.across);
        let (first, entering) = self.columns.split_at(wide);
        let mut total = first.iter().fold([0; 2], |[a, b], [c, d]| [a + c, b + d]);
        // Sums stay below 2^18: nothing is lost, and this is quicker than to divide whole numbers.
        let mean = |[sum, weight]: [u32; 2]| (sum as f32 / weight as f32) as u8;
        // Blocks near the ends share the first window and the last.
        self.values.extend(core::iter::repeat_n(mean(total), wide / 2 + 1));
        for ([sum, weight], [left, light]) in entering.iter().zip(&self.columns) {
            total = [total[0] + sum - left, total[1] + weight - light];
            self.values.push(mean(total));
        }
        self.values.extend(core::iter::repeat_n(mean(total), wide - wide / 2 - 1));
    }

    /// Keeps the thresholds for a smooth copy of the picture, and takes its noise: some of the blocks tell.
    pub(super) fn listen(&mut self, luma: Luma<'_>, loudest: usize) {
        self.stats.clear();
        for block_y in (LISTEN / 2..self.down).step_by(LISTEN) {
            self.stats_of(luma, block_y);
        }
        self.noise = self.flat(loudest);
    }

    /// Takes the black points of a row of blocks to what there is of each column. A block of one colour says little of where dark
    /// begins.
    fn weigh(&mut self, row: usize, flat: u8, take: impl Fn([u32; 2], [u32; 2]) -> [u32; 2]) {
        let row = row * self.across..(row + 1) * self.across;
        let points = self.black_points.get(row.clone()).unwrap_or_default();
        let stats = self.stats.get(row).unwrap_or_default();
        for ((column, point), [_, _, range]) in self.columns.iter_mut().zip(points).zip(stats) {
            let weight = if *range > flat { CONTRAST_WEIGHT } else { 1 };
            *column = take(*column, [weight * u32::from(*point), weight]);
        }
    }

    /// Contrast, in greys, that noise within a block stays below.
    pub(super) fn noise(&self) -> u8 {
        self.noise
    }

    /// The threshold at a pixel.
    #[inline]
    pub(super) fn at(&self, x: usize, y: usize) -> u8 {
        self.values.get(y / BLOCK * self.across + x / BLOCK).copied().unwrap_or_default()
    }

    /// Where row `y` changes colour, as pixel positions: at even indices to dark, at odd ones to light. A row that ends
    /// dark changes once more at its end.
    pub(super) fn changes(&self, luma: Luma<'_>, y: usize, out: &mut Vec<u32>) {
        out.clear();
        let start = y / BLOCK * self.across;
        let thresholds = self.of_rows.get(start..start + self.across).unwrap_or_default();
        let (pixels, rest) = luma.row(y).as_chunks::<WORD>();
        let (of_words, of_rest) =
            thresholds.split_at_checked(pixels.len() * WORD / BLOCK).unwrap_or_default();
        let mut before = 0;
        let mut take = |base: usize, word: u64| {
            // A bit differs from the one to its left.
            let mut change = word ^ (word << 1 | before);
            before = word >> 63;
            while change != 0 {
                out.push(base as u32 + change.trailing_zeros());
                change &= change - 1;
            }
        };
        for (index, (pixels, thresholds)) in pixels.iter().zip(of_words.as_chunks().0).enumerate() {
            take(index * WORD, dark_of(pixels, *thresholds));
        }
        if !rest.is_empty() {
            let (mut pixels, mut thresholds) = ([u8::MAX; WORD], [0; WORD / BLOCK]);
            pixels.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            thresholds.iter_mut().zip(of_rest).for_each(|(to, from)| *to = *from);
            take(luma.width() - rest.len(), dark_of(&pixels, thresholds) & ((1 << rest.len()) - 1));
        }
        if out.len() % 2 == 1 {
            out.push(luma.width() as u32);
        }
        // The tail's bits past the width are light, which may have been a change at the width itself.
        if let [.., last] = out.as_mut_slice() {
            *last = (*last).min(luma.width() as u32);
        }
    }

    /// Contrast at or below which a block is taken to be one colour: more than the noise in the quietest twentieth of all
    /// blocks, which are of one colour in any picture but one filled by a symbol.
    fn flat(&self, loudest: usize) -> u8 {
        let mut counts = [0usize; 256];
        for [_, _, range] in &self.stats {
            if let Some(count) = counts.get_mut(usize::from(*range)) {
                *count += 1;
            }
        }
        let mut seen = 0;
        let quiet = counts.iter().position(|count| {
            seen += count;
            seen * 20 > self.stats.len()
        });
        (quiet.unwrap_or_default() * 3 / 2 + 4).clamp(LEAST_FLAT, loudest.max(LEAST_FLAT)) as u8
    }

    fn stats_of(&mut self, luma: Luma<'_>, block_y: usize) {
        let from = block_y * BLOCK;
        let count = BLOCK.min(luma.height() - from);
        let (sums, low, high) = (&mut self.sums, &mut self.low, &mut self.high);
        let first = luma.row(from);
        sums.clear();
        sums.extend(first.iter().map(|pixel| u16::from(*pixel)));
        low.clear();
        low.extend_from_slice(first);
        high.clear();
        high.extend_from_slice(first);
        // Columns first: sixteen of them at a time in one register.
        for y in from + 1..from + count {
            let row = luma.row(y);
            for (sum, pixel) in sums.iter_mut().zip(row) {
                *sum += u16::from(*pixel);
            }
            for ((low, high), pixel) in low.iter_mut().zip(high.iter_mut()).zip(row) {
                *low = (*low).min(*pixel);
                *high = (*high).max(*pixel);
            }
        }
        let (sums, rest_sums) = sums.as_chunks::<BLOCK>();
        let (low, rest_low) = low.as_chunks::<BLOCK>();
        let (high, rest_high) = high.as_chunks::<BLOCK>();
        let full = BLOCK == count;
        self.stats.extend(sums.iter().zip(low).zip(high).map(|((sums, low), high)| {
            let sum = sums.iter().sum::<u16>();
            let mean = if full { sum / (BLOCK * BLOCK) as u16 } else { sum / (BLOCK * count) as u16 };
            stat(mean, low, high)
        }));
        if !rest_sums.is_empty() {
            let mean = rest_sums.iter().sum::<u16>() / (rest_sums.len() * count) as u16;
            self.stats.push(stat(mean, rest_low, rest_high));
        }
    }
}

/// The mean, the darkest pixel and the range.
#[inline]
fn stat(mean: u16, low: &[u8], high: &[u8]) -> [u8; 3] {
    let low = low.iter().fold(u8::MAX, |least, pixel| least.min(*pixel));
    let high = high.iter().fold(0, |most, pixel| most.max(*pixel));
    [mean as u8, low, high - low]
}

/// The black point of a block without contrast, from the blocks already done: paper is light, so half its darkest
/// pixel — unless the neighbours above and to the left have seen dark modules and this block is darker than their
/// black points, which makes it the inside of a dark area.
fn flat_point(points: &[u8], across: usize, low: u8) -> u8 {
    let index = points.len();
    let neighbour = |back: usize| index.checked_sub(back).and_then(|at| points.get(at));
    if let (Some(left), Some(above), Some(corner)) = (neighbour(1), neighbour(across), neighbour(across + 1))
    {
        let nearby = (2 * u16::from(*left) + u16::from(*above) + u16::from(*corner)) / 4;
        if u16::from(low) < nearby {
            return nearby as u8;
        }
    }
    low / 2
}

/// Which pixels of a word are at or below the thresholds of its blocks, the first in the lowest bit.
#[inline]
fn dark_of(pixels: &[u8; WORD], thresholds: [u8; WORD / BLOCK]) -> u64 {
    let mut words = [0; WORD / BLOCK];
    for ((word, eight), threshold) in words.iter_mut().zip(pixels.as_chunks::<BLOCK>().0).zip(&thresholds) {
        *word = dark(*eight, *threshold);
    }
    words.iter().zip((0..WORD).step_by(BLOCK)).fold(0, |all, (word, shift)| all | word << shift)
}

/// Which of eight pixels are at or below the threshold, the first in the lowest bit: eight bytes compared in one word.
#[inline]
fn dark(eight: [u8; BLOCK], threshold: u8) -> u64 {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let pixels = u64::from_le_bytes(eight);
    let threshold = u64::from(threshold) * 0x0101_0101_0101_0101;
    // Bit 7 of each byte: whether the low seven bits of the pixel are at most those of the threshold.
    let low = (threshold | HIGH) - (pixels & !HIGH);
    let at_most = (threshold & !pixels | !(threshold ^ pixels) & low) & HIGH;
    // Byte i's bit to bit i.
    (at_most >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// As many blocks around `at`, moved inward at the ends of `count`.
fn window(at: usize, count: usize) -> core::ops::Range<usize> {
    let start = at.saturating_sub(WINDOW / 2).min(count.saturating_sub(WINDOW));
    start..count.min(start + WINDOW)
}

/// Pixels of a block's side: about three modules of a symbol held at arm's length.
const BLOCK: usize = 8;
/// Blocks of a window's side.
const WINDOW: usize = 5;
/// Rows of blocks from one that is listened to to the next.
const LISTEN: usize = 8;
/// Pixels of a row whose colours are found at a time.
const WORD: usize = 64;
/// What a block with contrast weighs, one of one colour weighing 1.
const CONTRAST_WEIGHT: u32 = 32;
/// Contrast below which a block is taken to be one colour in the quietest picture.
const LEAST_FLAT: usize = 14;

#[cfg(test)]
mod tests {
    use super::*;

    fn changes_of(pixels: &[u8], width: usize) -> Vec<Vec<u32>> {
        let luma = Luma::new(pixels, width, pixels.len() / width, width).expect("a plane");
        let mut thresholds = Thresholds::default();
        thresholds.measure(luma, 48);
        let mut changes = Vec::new();
        let row = |y| {
            thresholds.changes(luma, y, &mut changes);
            changes.clone()
        };
        (0..luma.height()).map(row).collect()
    }

    #[test]
    fn changes_cross_words_and_end_with_the_row() {
        for width in [68, 64, 130, 71] {
            let row: Vec<u8> = (0..width).map(|x| if x / 3 % 2 == 1 { 30 } else { 220 }).collect();
            let mut wanted: Vec<u32> = (3..width as u32).step_by(3).collect();
            if wanted.len() % 2 == 1 {
                wanted.push(width as u32);
            }
            assert_eq!(changes_of(&row.repeat(9), width), vec![wanted; 9], "{width}");
        }
    }

    #[test]
    fn eight_pixels_at_once() {
        assert_eq!(dark([0, 100, 101, 255, 99, 128, 100, 200], 100), 0b0101_0011);
        assert_eq!(dark([0, 127, 128, 255, 129, 200, 199, 201], 200), 0b0111_0111);
        assert_eq!(dark([255; 8], 255), 0xff);
        assert_eq!(dark([1; 8], 0), 0);
    }

    #[test]
    fn a_shadow_does_not_turn_paper_dark() {
        // Stripes of 4 pixels, printed at 40 on 200, under a shadow that takes 2 of every 3 parts at the right.
        let pixels: Vec<u8> = (0..64 * 64u32)
            .map(|at| {
                let x = at % 64;
                let ink = if x / 4 % 2 == 0 { 40 } else { 200 };
                (ink * (96 - x) / 96) as u8
            })
            .collect();
        assert_eq!(changes_of(&pixels, 64), vec![(0..64).step_by(4).collect::<Vec<u32>>(); 64]);
    }
}
