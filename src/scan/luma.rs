//! A luma plane in place, and what is made of it before a decoder looks: smaller or larger copies, one bit a pixel.

use super::ScanError;
use crate::limits::{MAX_PICTURE_PIXELS, MAX_PICTURE_SIDE};

/// Luma pixels as they lie in memory, 0 black to 255 white, rows `stride` bytes apart. Borrowed: a camera's frame is
/// never copied.
#[derive(Clone, Copy)]
pub(super) struct Luma<'a> {
    pixels: &'a [u8],
    width: usize,
    height: usize,
    stride: usize,
}

/// One bit a pixel, 1 is dark. Rows start on a word, the least significant bit is the leftmost pixel, and bits past
/// the width are 0.
#[derive(Default)]
pub(super) struct Bits {
    words: Vec<usize>,
    width: usize,
    height: usize,
    row_words: usize,
}

/// What thresholding needs between frames, so that a frame allocates nothing.
#[derive(Default)]
pub(super) struct Blocks {
    /// The black point of each block, row by row.
    black_points: Vec<u8>,
    /// The black points of five rows of blocks, summed by column.
    columns: Vec<u32>,
}

impl<'a> Luma<'a> {
    /// Checks that the rows named lie in `pixels`. The last row may end with its last pixel.
    pub(super) fn new(
        pixels: &'a [u8],
        width: usize,
        height: usize,
        stride: usize,
    ) -> Result<Self, ScanError> {
        check_size(width as u64, height as u64)?;
        if stride < width {
            return Err(ScanError::Stride { found: stride, width });
        }
        let wanted = stride.checked_mul(height - 1).and_then(|rows| rows.checked_add(width));
        match wanted {
            Some(wanted) if wanted <= pixels.len() => Ok(Self { pixels, width, height, stride }),
            wanted => Err(ScanError::Length { found: pixels.len(), wanted: wanted.unwrap_or(usize::MAX) }),
        }
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn height(&self) -> usize {
        self.height
    }

    /// Row `y`, `width` pixels; empty past the last row.
    fn row(&self, y: usize) -> &'a [u8] {
        // `new` saw to it that the product is in the plane.
        let start = y * self.stride;
        self.pixels.get(start..start + self.width).unwrap_or_default()
    }

    /// This plane at one part in `factor` of the size, each pixel the mean of a square, into `out`.
    pub(super) fn shrink<'b>(&self, factor: usize, out: &'b mut Vec<u8>) -> Luma<'b> {
        let (width, height) = (self.width / factor, self.height / factor);
        let area = (factor * factor) as u32;
        let mut sums = vec![0u32; width];
        out.clear();
        out.reserve(width * height);
        for y in 0..height {
            sums.fill(0);
            for dy in 0..factor {
                let squares = self.row(y * factor + dy).chunks_exact(factor);
                for (sum, square) in sums.iter_mut().zip(squares) {
                    *sum += square.iter().map(|pixel| u32::from(*pixel)).sum::<u32>();
                }
            }
            out.extend(sums.iter().map(|sum| ((sum + area / 2) / area) as u8));
        }
        Luma { pixels: out, width, height, stride: width }
    }

    /// This plane at `FACTOR` times the size, pixels between the centres interpolated, into `out`.
    pub(super) fn grow<'b, const FACTOR: usize>(&self, out: &'b mut Vec<u8>) -> Luma<'b> {
        let (width, height) = (self.width * FACTOR, self.height * FACTOR);
        out.clear();
        out.reserve(width * height);
        for y in 0..height {
            let (above, below, fraction_y) = between::<FACTOR>(y, self.height);
            let (above, below) = (self.row(above), self.row(below));
            for x in 0..width {
                let (left, right, fraction_x) = between::<FACTOR>(x, self.width);
                let at = |row: &[u8], x: usize| row.get(x).copied().map_or(0, usize::from);
                let mix = |a: usize, b: usize, of_b: usize| a * (2 * FACTOR - of_b) + b * of_b;
                let top = mix(at(above, left), at(above, right), fraction_x);
                let bottom = mix(at(below, left), at(below, right), fraction_x);
                out.push((mix(top, bottom, fraction_y) / (4 * FACTOR * FACTOR)) as u8);
            }
        }
        Luma { pixels: out, width, height, stride: width }
    }

    /// Dark or light by the neighbourhood of each pixel, so that shadow across a symbol does no harm: each block of 8
    /// by 8 pixels has a black point, the threshold is their mean over 5 by 5 blocks.
    pub(super) fn threshold(&self, blocks: &mut Blocks, bits: &mut Bits) {
        let (across, down) = (self.width.div_ceil(BLOCK), self.height.div_ceil(BLOCK));
        self.black_points(&mut blocks.black_points, across, down);
        bits.reset(self.width, self.height);
        blocks.columns.resize(across, 0);

        for block_y in 0..down {
            let rows = window(block_y, down);
            blocks.columns.fill(0);
            for row in rows.clone() {
                let points = blocks.black_points.get(row * across..(row + 1) * across).unwrap_or_default();
                for (column, point) in blocks.columns.iter_mut().zip(points) {
                    *column += u32::from(*point);
                }
            }
            let row_count = rows.len() as u32;
            for y in block_y * BLOCK..self.height.min((block_y + 1) * BLOCK) {
                let (pixels, words) = (self.row(y), bits.row_mut(y));
                for (block_x, eight) in pixels.chunks(BLOCK).enumerate() {
                    let columns = blocks.columns.get(window(block_x, across)).unwrap_or_default();
                    let threshold = columns.iter().sum::<u32>() / (columns.len() as u32 * row_count).max(1);
                    let dark = eight.iter().enumerate().fold(0usize, |dark, (bit, pixel)| {
                        dark | usize::from(u32::from(*pixel) <= threshold) << bit
                    });
                    let bit = block_x * BLOCK;
                    if let Some(word) = words.get_mut(bit / WORD) {
                        *word |= dark << (bit % WORD);
                    }
                }
            }
        }
    }

    fn black_points(&self, points: &mut Vec<u8>, across: usize, down: usize) {
        points.clear();
        points.reserve(across * down);
        let mut stats = vec![(0u32, u8::MAX, u8::MIN); across];
        for block_y in 0..down {
            stats.fill((0, u8::MAX, u8::MIN));
            let rows = block_y * BLOCK..self.height.min((block_y + 1) * BLOCK);
            let row_count = rows.len();
            for y in rows {
                for (stat, eight) in stats.iter_mut().zip(self.row(y).chunks(BLOCK)) {
                    let (sum, low, high) = stat;
                    for pixel in eight {
                        *sum += u32::from(*pixel);
                        *low = (*low).min(*pixel);
                        *high = (*high).max(*pixel);
                    }
                }
            }
            for (block_x, (sum, low, high)) in stats.iter().enumerate() {
                let columns = BLOCK.min(self.width - block_x * BLOCK);
                let mean = (*sum / (columns * row_count).max(1) as u32) as u8;
                let point = if high - low > FLAT { mean } else { flat_point(points, across, *low) };
                points.push(point);
            }
        }
    }
}

impl Bits {
    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn height(&self) -> usize {
        self.height
    }

    /// The words of row `y`; empty past the last row.
    pub(super) fn row(&self, y: usize) -> &[usize] {
        self.words.get(y * self.row_words..(y + 1) * self.row_words).unwrap_or_default()
    }

    fn row_mut(&mut self, y: usize) -> &mut [usize] {
        self.words.get_mut(y * self.row_words..(y + 1) * self.row_words).unwrap_or_default()
    }

    fn reset(&mut self, width: usize, height: usize) {
        (self.width, self.height, self.row_words) = (width, height, width.div_ceil(WORD));
        self.words.clear();
        self.words.resize(self.row_words * height, 0);
    }

    /// Dark becomes light and light dark: for light symbols on a dark ground.
    pub(super) fn invert(&mut self) {
        let past_width = self.width % WORD;
        for row in self.words.chunks_mut(self.row_words.max(1)) {
            for word in row.iter_mut() {
                *word = !*word;
            }
            if let (Some(last), 1..) = (row.last_mut(), past_width) {
                *last &= (1 << past_width) - 1;
            }
        }
    }

    /// Where the row changes colour, as pixel positions: at even indices to dark, at odd ones to light. A row that
    /// ends dark changes once more at its end.
    pub(super) fn changes(&self, y: usize, out: &mut Vec<u32>) {
        out.clear();
        let mut before = 0;
        for (index, word) in self.row(y).iter().enumerate() {
            // A bit differs from the one to its left.
            let mut change = word ^ (word << 1 | before);
            before = word >> (WORD - 1);
            while change != 0 {
                out.push(index as u32 * WORD as u32 + change.trailing_zeros());
                change &= change - 1;
            }
        }
        if out.len() % 2 == 1 {
            out.push(self.width as u32);
        }
    }

    /// Fills gaps of one and two pixels in what is dark (grow, then shrink, by a square of three): symbols printed in
    /// dots hang together after it.
    pub(super) fn close_into(&self, between: &mut Self, out: &mut Self) {
        self.filter(between, |a, b| a | b, 0);
        // Past the border counts as dark, or what touches it would lose a pixel.
        between.filter(out, |a, b| a & b, usize::MAX);
    }

    /// Joins each pixel with its eight neighbours; beyond the border lies `outside`.
    fn filter(&self, out: &mut Self, join: impl Fn(usize, usize) -> usize, outside: usize) {
        out.reset(self.width, self.height);
        let beyond = vec![outside; self.row_words];
        let tail = if self.width.is_multiple_of(WORD) { 0 } else { usize::MAX << (self.width % WORD) };
        let last = self.row_words.saturating_sub(1);
        for y in 0..self.height {
            let above = if y == 0 { beyond.as_slice() } else { self.row(y - 1) };
            let below = if y + 1 == self.height { beyond.as_slice() } else { self.row(y + 1) };
            let column = |index: usize| {
                let word = |row: &[usize]| row.get(index).copied().unwrap_or(outside);
                let joined = join(join(word(above), word(self.row(y))), word(below));
                if index == last { joined & !tail | outside & tail } else { joined }
            };
            let mut left = outside;
            let mut middle = column(0);
            for index in 0..self.row_words {
                let right = if index == last { outside } else { column(index + 1) };
                let from_left = middle << 1 | left >> (WORD - 1);
                let from_right = middle >> 1 | right << (WORD - 1);
                let mut joined = join(join(from_left, middle), from_right);
                if index == last {
                    joined &= !tail;
                }
                if let Some(word) = out.row_mut(y).get_mut(index) {
                    *word = joined;
                }
                (left, middle) = (middle, right);
            }
        }
    }
}

/// Whether a picture of this size is looked at; checked before a pixel of it is decoded.
pub(super) fn check_size(width: u64, height: u64) -> Result<(), ScanError> {
    if width == 0 || height == 0 {
        return Err(ScanError::Empty);
    }
    let pixels = width.checked_mul(height);
    if width > MAX_PICTURE_SIDE || height > MAX_PICTURE_SIDE || pixels.is_none_or(|n| n > MAX_PICTURE_PIXELS)
    {
        return Err(ScanError::TooLarge { width, height });
    }
    Ok(())
}

/// The black point of a block without contrast, from the blocks already done: paper is light, so half its darkest
/// pixel — unless the neighbours above and to the left have seen dark modules and this block is darker than their
/// black points, which makes it the inside of a dark area.
fn flat_point(points: &[u8], across: usize, low: u8) -> u8 {
    let index = points.len();
    let neighbour = |back: usize| index.checked_sub(back).and_then(|at| points.get(at));
    if !index.is_multiple_of(across)
        && let (Some(left), Some(above), Some(corner)) =
            (neighbour(1), neighbour(across), neighbour(across + 1))
    {
        let nearby = (2 * u16::from(*left) + u16::from(*above) + u16::from(*corner)) / 4;
        if u16::from(low) < nearby {
            return nearby as u8;
        }
    }
    low / 2
}

/// Five blocks around `at`, moved inward at the ends of `count`.
fn window(at: usize, count: usize) -> core::ops::Range<usize> {
    let start = at.saturating_sub(2).min(count.saturating_sub(5));
    start..count.min(start + 5)
}

/// Between which two pixels of a row of `count` the centre of enlarged pixel `at` lies, and how near the second, in
/// parts of `2 * FACTOR`.
fn between<const FACTOR: usize>(at: usize, count: usize) -> (usize, usize, usize) {
    let twice = (2 * at + 1).saturating_sub(FACTOR);
    let (first, fraction) = (twice / (2 * FACTOR), twice % (2 * FACTOR));
    (first, (first + 1).min(count - 1), fraction)
}

/// Pixels of a block's side: about three modules of a symbol held at arm's length.
const BLOCK: usize = 8;
/// Contrast at or below which a block is taken to be one colour.
const FLAT: u8 = 24;
/// Bits of a word.
const WORD: usize = usize::BITS as usize;

#[cfg(test)]
mod tests {
    use super::*;

    fn bits_of(rows: &[&str]) -> Bits {
        let mut bits = Bits::default();
        bits.reset(rows[0].len(), rows.len());
        for (y, row) in rows.iter().enumerate() {
            for (x, _) in row.bytes().enumerate().filter(|(_, byte)| *byte == b'#') {
                bits.row_mut(y)[x / WORD] |= 1 << (x % WORD);
            }
        }
        bits
    }

    fn text_of(bits: &Bits) -> Vec<String> {
        let dark = |x: usize, y: usize| bits.row(y)[x / WORD] >> (x % WORD) & 1 == 1;
        (0..bits.height())
            .map(|y| (0..bits.width()).map(|x| if dark(x, y) { '#' } else { '.' }).collect())
            .collect()
    }

    #[test]
    fn changes_cross_words_and_end_with_the_row() {
        let row = format!("..##{}#.##", ".".repeat(60));
        let bits = bits_of(&[&row, &"#".repeat(68)]);
        let mut changes = Vec::new();
        bits.changes(0, &mut changes);
        assert_eq!(changes, [2, 4, 64, 65, 66, 68]);
        bits.changes(1, &mut changes);
        assert_eq!(changes, [0, 68]);
    }

    #[test]
    fn closing_fills_gaps_and_keeps_the_outline() {
        let blank = ".".repeat(9);
        let picture = |middle: [&str; 4]| -> Vec<String> {
            let blank = [blank.as_str(); 2];
            blank.iter().chain(&middle).chain(&blank).map(|row| (*row).to_owned()).collect()
        };
        let rows = picture(["..##.##..", "..##.##..", ".........", "..#####.."]);
        let open = bits_of(&rows.iter().map(String::as_str).collect::<Vec<_>>());
        let (mut between, mut closed) = (Bits::default(), Bits::default());
        open.close_into(&mut between, &mut closed);
        assert_eq!(text_of(&closed), picture(["..#####.."; 4]));
        let long = format!("{}.{}", "#".repeat(63), "#".repeat(10));
        bits_of(&[&long, &long, &long]).close_into(&mut between, &mut closed);
        assert_eq!(text_of(&closed), vec!["#".repeat(74); 3]);
    }

    #[test]
    fn inverting_leaves_bits_past_the_width_alone() {
        let mut bits = bits_of(&["#..", ".#."]);
        bits.invert();
        assert_eq!(text_of(&bits), [".##", "#.#"]);
        assert_eq!(bits.row(0), [0b110]);
    }

    #[test]
    fn scales_by_means_and_by_interpolation() {
        let pixels = [0, 100, 50, 50, 200, 100, 51, 50, 9, 9, 9, 9];
        let luma = Luma::new(&pixels, 4, 3, 4).expect("a plane");
        let mut out = Vec::new();
        assert_eq!(luma.shrink(2, &mut out).pixels, [100, 50]);
        let luma = Luma::new(&[0, 120], 2, 1, 2).expect("a plane");
        let grown = luma.grow::<3>(&mut out);
        assert_eq!((grown.width, grown.height), (6, 3));
        assert_eq!(grown.row(0), [0, 0, 40, 80, 120, 120]);
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
        let mut bits = Bits::default();
        Luma::new(&pixels, 64, 64, 64).expect("a plane").threshold(&mut Blocks::default(), &mut bits);
        assert_eq!(text_of(&bits), vec!["####....".repeat(8); 64]);
    }
}
