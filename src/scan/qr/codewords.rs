//! From modules to the data codewords of a symbol: unmasked, taken out of their blocks, errors put right.

use super::format::Format;
use super::reed_solomon::{self, Corrected, Syndromes};
use super::sample::Modules;
use crate::code::layout::{Blocks, Layout, Version, is_masked};

/// The codewords of one symbol, and which of its blocks are right. Kept over several looks at the same symbol: a block
/// read in one look needs no other.
#[derive(Default)]
pub(super) struct Codewords {
    read: Vec<u8>,
    /// For each codeword read, how sure its least sure module is.
    sure: Vec<u8>,
    blocks: Vec<Block>,
    order: Order,
    what: Option<(Version, Format)>,
}

/// Where the modules of the codewords of a version stand, one after another.
#[derive(Default)]
struct Order {
    version: Option<Version>,
    places: Vec<Place>,
}

#[derive(Clone, Copy)]
struct Place {
    x: u8,
    y: u8,
    /// Where in a mask.
    mask: u8,
}

#[derive(Clone, Default)]
struct Block {
    data: Vec<u8>,
    right: bool,
    /// Bits by which it is improbable that this block came out of noise.
    evidence: f32,
}

impl Codewords {
    /// Forgets the blocks of the symbol before.
    pub(super) fn start(&mut self) {
        self.what = None;
    }

    /// Reads `modules` by `format` and corrects the blocks that no earlier look corrected. Gives the least evidence of any
    /// block once all are right.
    pub(super) fn look(&mut self, modules: &Modules, version: Version, format: Format) -> Option<f32> {
        let shape = version.blocks(format.level);
        let same = self.what.is_some_and(|(before, old)| {
            before == version
                && (old.level, old.mask, old.mirrored) == (format.level, format.mask, format.mirrored)
        });
        if !same {
            self.blocks.clear();
            self.blocks.resize(shape.count, Block::default());
            self.what = Some((version, format));
        }
        self.gather(modules, version, format);
        let mut least = f32::MAX;
        let mut wrong = 0;
        for index in 0..shape.count {
            let evidence = self.correct(index, &shape);
            match evidence {
                Some(evidence) => least = least.min(evidence),
                None => wrong += 1,
            }
            // Noise: not one block of several is right.
            if wrong > 3 && wrong == index + 1 {
                return None;
            }
        }
        (wrong == 0).then_some(least)
    }

    /// The data codewords, block after block.
    pub(super) fn data(&self) -> Vec<u8> {
        self.blocks.iter().flat_map(|block| block.data.iter().copied()).collect()
    }

    fn gather(&mut self, modules: &Modules, version: Version, format: Format) {
        self.order.of(version);
        let mask: [bool; PERIOD * PERIOD] =
            core::array::from_fn(|at| is_masked(format.mask, at % PERIOD, at / PERIOD));
        self.read.clear();
        self.sure.clear();
        for eight in self.order.places.as_chunks::<8>().0 {
            let (mut byte, mut sure) = (0u8, u8::MAX);
            for place in eight {
                let (x, y) = (usize::from(place.x), usize::from(place.y));
                let module = if format.mirrored { modules.at(y, x) } else { modules.at(x, y) };
                let is_masked = mask.get(usize::from(place.mask)).copied().unwrap_or_default();
                byte = byte << 1 | u8::from((module > 0) ^ is_masked);
                sure = sure.min(module.unsigned_abs());
            }
            self.read.push(byte);
            self.sure.push(sure);
        }
    }

    /// Corrects one block: as it is, then with its least sure codewords erased.
    fn correct(&mut self, index: usize, shape: &Blocks) -> Option<f32> {
        let block = self.blocks.get(index)?;
        if block.right {
            return Some(block.evidence);
        }
        let data = shape.shorter - shape.correction + usize::from(index >= shape.short);
        let mut bytes = [0u8; 256];
        let mut order = [(0u8, 0u8); 256];
        let length = data + shape.correction;
        for place in 0..length {
            // §7.6: the first codeword of every block, the second of every block, and so on.
            let at = if place < shape.shorter - shape.correction {
                place * shape.count + index
            } else if place < data {
                place * shape.count + index - shape.short
            } else {
                (place - data) * shape.count + index + self.read.len() - shape.correction * shape.count
            };
            *bytes.get_mut(place)? = *self.read.get(at)?;
            *order.get_mut(place)? = (*self.sure.get(at)?, place as u8);
        }
        let (bytes, order) = (bytes.get_mut(..length)?, order.get_mut(..length)?);
        let mut right = bytes.to_vec();
        let syndromes = Syndromes::of(bytes, shape.correction)?;
        let corrected = reed_solomon::correct(&mut right, &syndromes, &[]);
        let mut found = corrected.map(|it| evidence(it, length, shape.correction));
        if found.is_none_or(|evidence| evidence < ENOUGH) {
            order.sort_unstable();
            let mut other = bytes.to_vec();
            for parts in [2, 3, 1] {
                let mut erased = [0u8; 32];
                let count = shape.correction * parts / 4;
                for (erased, (_, place)) in erased.iter_mut().zip(order.iter()).take(count) {
                    *erased = *place;
                }
                other.copy_from_slice(bytes);
                let corrected = reed_solomon::correct(&mut other, &syndromes, erased.get(..count)?);
                let evidence = corrected.map(|it| evidence(it, length, shape.correction));
                if evidence.is_some_and(|evidence| evidence >= ENOUGH) {
                    (found, right) = (evidence, other);
                    break;
                }
            }
        }
        // A block of few check codewords stands alone in its symbol, where filler may speak for it.
        let least = if shape.count == 1 { ALONE } else { ENOUGH };
        let evidence = found.filter(|evidence| *evidence >= least)?;
        let block = self.blocks.get_mut(index)?;
        right.truncate(data);
        block.data = right;
        block.right = true;
        block.evidence = evidence;
        Some(evidence)
    }
}

impl Order {
    /// Finds them, unless this version was the last: a symbol is tried in several ways, and seen in many frames. ISO/IEC 18004 §7.7.3:
    /// pairs of columns from the right, up and down in turn.
    fn of(&mut self, version: Version) {
        if self.version.replace(version) == Some(version) {
            return;
        }
        let size = version.size();
        let layout = Layout::new(version);
        self.places.clear();
        // Column 6 is the timing pattern's.
        let rights = (8..size).rev().step_by(2).chain([5, 3, 1]);
        for (pair, right) in rights.enumerate() {
            for step in 0..size {
                let y = if pair % 2 == 0 { size - 1 - step } else { step };
                let both = [right, right - 1].into_iter().filter(|x| layout.is_data(*x, y));
                let mask = |x| (y % PERIOD * PERIOD + x % PERIOD) as u8;
                self.places.extend(both.map(|x| Place { x: x as u8, y: y as u8, mask: mask(x) }));
            }
        }
        self.places.truncate(version.codewords() * 8);
    }
}

/// By how many bits it is improbable that noise is corrected with so much put right: a codeword of check says eight, of
/// which each erasure and each error takes one codeword, and the errors' places were free to choose.
fn evidence(corrected: Corrected, length: usize, correction: usize) -> f32 {
    let Corrected { erasures, errors } = corrected;
    let left = correction.saturating_sub(erasures + errors);
    let places = (0..errors).map(|error| ((length - erasures - error) as f32 / (error + 1) as f32).log2());
    8.0 * left as f32 - places.sum::<f32>()
}

/// Columns, and rows, after which every mask begins anew.
const PERIOD: usize = 12;
/// Bits of evidence a block must have.
pub(super) const ENOUGH: f32 = 28.0;
/// Bits of evidence without filler, where filler can make up for the rest.
const ALONE: f32 = 12.0;

#[cfg(test)]
mod tests {
    use super::*;

    /// ISO/IEC 18004 table 9: version 1-L corrects two codewords and not the three its check could, 1-H eight.
    #[test]
    fn few_check_codewords_are_believed_less() {
        let bits = |errors, erasures, length, correction| {
            evidence(Corrected { erasures, errors }, length, correction)
        };
        assert!(bits(2, 0, 26, 7) >= ENOUGH && bits(3, 0, 26, 7) < ENOUGH);
        assert!(bits(4, 0, 26, 10) >= ENOUGH && bits(5, 0, 26, 10) < ENOUGH);
        assert!(bits(8, 0, 26, 17) >= ENOUGH);
        assert!(bits(15, 0, 148, 30) >= ENOUGH);
        // Erasures take one codeword each, and leave less to believe in.
        assert!(bits(0, 20, 148, 30) >= ENOUGH && bits(5, 20, 148, 30) < ENOUGH);
    }
}
