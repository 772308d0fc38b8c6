//! Our own decoder of QR symbols.
//!
//! *Takes* a luma plane. *Gives* every symbol found in it. *Refuses* nothing: what is no symbol is not found.
//!
//! Carries out ISO/IEC 18004 §12 (reference decode algorithm) on greys instead of black and white.

mod codewords;
mod finder;
mod format;
mod geometry;
mod grid;
mod group;
mod reed_solomon;
mod sample;
mod segments;
mod threshold;

use self::codewords::Codewords;
use self::finder::{Finder, Seen};
use self::format::Format;
use self::grid::{Corners, Grid, Guess};
use self::group::Set;
use self::sample::{Greys, Modules};
use self::segments::Message;
use self::threshold::Thresholds;
use super::luma::Luma;
use crate::code::layout::Version;

pub use self::segments::Part;

/// One symbol.
pub(super) struct Decoded {
    pub(super) bytes: Vec<u8>,
    pub(super) version: u8,
    pub(super) part: Option<Part>,
    /// Clockwise as the symbol lies: top left (the corner between the three finder patterns), top right, bottom right,
    /// bottom left.
    pub(super) corners: [[f32; 2]; 4],
}

/// How much may still be done for a picture, in steps of about a nanosecond: a bound on time that is the same on every
/// machine.
pub(super) struct Work(pub(super) u64);

impl Work {
    /// As much of this as `most`.
    pub(super) fn at_most(&self, most: u64) -> Self {
        Self(self.0.min(most))
    }

    pub(super) const fn left(&self) -> u64 {
        self.0
    }

    /// Takes from what is left; false once there is nothing.
    #[inline]
    pub(super) fn spend(&mut self, steps: u64) -> bool {
        self.0 = self.0.saturating_sub(steps);
        self.0 > 0
    }
}

/// How a picture is looked at.
#[derive(Clone, Copy)]
pub(super) struct Way {
    pub(super) light: Light,
    /// Contrast above which nothing is noise, in greys.
    pub(super) loudest: usize,
    /// How wide a finder pattern is at least, in pixels: seven modules, more where it is turned.
    pub(super) narrowest: u32,
}

/// Where dark begins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Light {
    /// Is measured in the picture.
    Measured,
    /// Is measured, and kept.
    Kept,
    /// Is as in the picture it was kept of, of which this is a smooth copy.
    AsKept,
}

/// Reads symbols. Holds the memory it works in.
#[derive(Default)]
pub(super) struct Decoder {
    thresholds: Thresholds,
    kept: Thresholds,
    changes: Vec<u32>,
    finders: Vec<Finder>,
    sets: Vec<Set>,
    used: Vec<bool>,
    guesses: Vec<Guess>,
    reader: Reader,
}

/// What reading one symbol needs.
#[derive(Default)]
struct Reader {
    grid: Grid,
    greys: Greys,
    modules: Modules,
    codewords: Codewords,
}

impl Decoder {
    /// Every symbol in the picture, most plausible first, `most` at most.
    pub(super) fn decode(&mut self, luma: Luma<'_>, most: usize, way: Way, work: &mut Work) -> Vec<Decoded> {
        let thresholds = if way.light == Light::Measured { &mut self.thresholds } else { &mut self.kept };
        match way.light {
            Light::Measured | Light::Kept => thresholds.measure(luma, way.loudest),
            Light::AsKept => thresholds.listen(luma, way.loudest),
        }
        let seen = Seen { luma, thresholds };
        // Half is kept for reading what is found.
        let mut searching = work.at_most(work.left() / 2);
        let before = searching.left();
        finder::search(seen, way, &mut self.changes, &mut searching, &mut self.finders);
        work.spend(before - searching.left());
        group::sets(&self.finders, work, &mut self.sets);
        self.used.clear();
        self.used.resize(self.finders.len(), false);
        let mut found = Vec::new();
        for set in &self.sets {
            let indices = [set.corner, set.right, set.below];
            if indices.iter().any(|index| self.used.get(*index).is_none_or(|used| *used)) {
                continue;
            }
            if !work.spend(5_000) {
                break;
            }
            let [Some(corner), Some(right), Some(below)] = indices.map(|index| self.finders.get(index))
            else {
                continue;
            };
            let corners = Corners::of([corner, right, below]);
            let format = corners.format(seen);
            if format < LEAST_FORMAT {
                continue;
            }
            work.spend(10_000);
            corners.guesses(seen, &mut self.guesses);
            let tries = if format > SURE_FORMAT { 4 } else { 2 };
            let read = self
                .guesses
                .iter()
                .take(tries)
                .filter(|guess| guess.fit > LEAST_TIMING && guess.fit + format > LEAST_BOTH);
            let decoded =
                read.into_iter().find_map(|guess| self.reader.read(seen, &corners, guess, corner.dark, work));
            if let Some(decoded) = decoded {
                // Nor is what lies in the symbol another's pattern.
                for (used, finder) in self.used.iter_mut().zip(&self.finders) {
                    *used |= geometry::is_inside(finder.middle, &decoded.corners);
                }
                found.push(decoded);
                if found.len() == most {
                    break;
                }
            }
        }
        found
    }
}

impl Reader {
    fn read(
        &mut self,
        seen: Seen<'_>,
        corners: &Corners,
        guess: &Guess,
        dark: bool,
        work: &mut Work,
    ) -> Option<Decoded> {
        let size = guess.version.size() as u64;
        self.grid.build(seen, corners, guess, work)?;
        if !work.spend(size * size * 15) {
            return None;
        }
        self.grid.sample(seen, &mut self.greys);
        self.codewords.start();
        let mut chosen: Option<Format> = None;
        // By the thresholds of the picture first, which costs little and is enough for a clear picture.
        for look in core::iter::once(None).chain(LOOKS.map(Some)) {
            if !work.spend(size * size * if look.is_none() { 10 } else { 40 }) {
                return None;
            }
            match look {
                None => self.greys.decide_by_thresholds(dark, &mut self.modules),
                Some((across, down)) => self.greys.decide(across, down, dark, &mut self.modules),
            }
            let formats = format::read(&self.modules);
            match (formats[0].fit < LEAST_FORMAT, look) {
                (true, None) => continue,
                (true, Some(_)) => return None,
                (false, _) => (),
            }
            // Blocks read by one format are kept for the next look.
            let first = *chosen.get_or_insert(formats[0]);
            if let Some((message, format)) = self.message(guess.version, first, &formats) {
                let corners = self.grid.outline()?;
                // Seen from behind, what lies to the right was printed below.
                let corners =
                    if format.mirrored { [corners[0], corners[3], corners[2], corners[1]] } else { corners };
                let (bytes, part) = (message.bytes, message.part);
                return Some(Decoded { bytes, version: guess.version.number(), part, corners });
            }
        }
        None
    }

    /// What the modules say by `first` or another of the formats that fit nearly as well as the best, and by which.
    fn message(
        &mut self,
        version: Version,
        first: Format,
        formats: &[Format; 3],
    ) -> Option<(Message, Format)> {
        let others = formats.iter().filter(|other| other.fit > formats[0].fit - 0.2);
        let mut tried: Vec<Format> = Vec::new();
        for format in core::iter::once(&first).chain(others) {
            let same = |old: &Format| {
                (old.level, old.mask, old.mirrored) == (format.level, format.mask, format.mirrored)
            };
            if tried.iter().any(same) {
                continue;
            }
            tried.push(*format);
            if let Some(message) = self.message_by(version, *format) {
                return Some((message, *format));
            }
        }
        None
    }

    fn message_by(&mut self, version: Version, format: Format) -> Option<Message> {
        let evidence = self.codewords.look(&self.modules, version, format)?;
        let (message, filler) = segments::read(&self.codewords.data(), version.number())?;
        // An empty symbol says nothing, and a light area can pass for one.
        let says = !message.bytes.is_empty() && evidence + 8.0 * filler as f32 > codewords::ENOUGH;
        says.then_some(message)
    }
}

/// Steps of the decoder by themselves: many times as many of them are tried in a second as frames are.
#[cfg(fuzzing)]
pub mod fuzzing {
    use super::*;

    /// What a symbol of `version` says whose modules are these, row by row: above 0 dark, below 0 light.
    pub fn symbol(version: usize, soft: Vec<i8>) -> Option<Vec<u8>> {
        let version = Version::new(version)?;
        let mut reader = Reader { modules: Modules::of(soft, version.size()), ..Reader::default() };
        let formats = format::read(&reader.modules);
        reader.message(version, formats[0], &formats).map(|(message, _)| message.bytes)
    }

    /// What these data codewords say.
    pub fn segments(version: u8, data: &[u8]) -> Option<Vec<u8>> {
        segments::read(data, version).map(|(message, _)| message.bytes)
    }

    /// Corrects a block; how many of its codewords were wrong.
    pub fn block(block: &mut [u8], correction: usize, erased: &[u8]) -> Option<usize> {
        let syndromes = reed_solomon::Syndromes::of(block, correction)?;
        reed_solomon::correct(block, &syndromes, erased).map(|it| it.errors)
    }
}

/// Parts of 64 of the light of neighbours to take out, in the row and in the column, in one look after another.
const LOOKS: [(i32, i32); 5] = [(0, 0), (8, 8), (16, 16), (20, 0), (0, 20)];
/// How well timing patterns must fit.
const LEAST_TIMING: f32 = 0.15;
/// Format information that leaves little doubt that there is a symbol.
const SURE_FORMAT: f32 = 0.75;
/// How well the format information must fit.
const LEAST_FORMAT: f32 = 0.4;
/// How well both must fit together.
const LEAST_BOTH: f32 = 0.95;
