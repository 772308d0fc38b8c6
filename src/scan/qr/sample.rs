//! The grey of each module of a symbol, and from it which are dark and how surely.

/// Modules of a symbol, row by row: above 0 dark, below 0 light, the further from 0 the surer.
#[derive(Default)]
pub(super) struct Modules {
    soft: Vec<i8>,
    size: usize,
}

/// What deciding needs between looks.
#[derive(Default)]
pub(super) struct Greys {
    /// The grey of each module as sampled, row by row.
    pub(super) grey: Vec<u8>,
    /// The threshold of the picture where each lies.
    pub(super) thresholds: Vec<u8>,
    pub(super) size: usize,
    /// It with neighbours' light taken out.
    clear: Vec<u8>,
    /// Sums over all modules above and to the left: of all greys, of dark ones, and how many are dark.
    all: Vec<u32>,
    dark: Vec<u32>,
    count: Vec<u32>,
}

impl Modules {
    #[cfg(fuzzing)]
    pub(super) fn of(soft: Vec<i8>, size: usize) -> Self {
        Self { soft, size }
    }

    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// The module in column `x` of row `y`; 0, which is neither, outside the symbol.
    #[inline]
    pub(super) fn at(&self, x: usize, y: usize) -> i8 {
        if x < self.size { self.soft.get(y * self.size + x).copied().unwrap_or_default() } else { 0 }
    }
}

impl Greys {
    /// Decides with `across` and `down` parts of 64 of the light of neighbours in the row and in the column taken out
    /// (what blur and motion mixed in). `dark` tells whether dark modules are dark in the picture.
    pub(super) fn decide(&mut self, across: i32, down: i32, dark: bool, modules: &mut Modules) {
        let size = self.size;
        modules.size = size;
        self.equalise(across, down);
        // A first threshold: the mean of the neighbourhood.
        sums(&mut self.all, &self.clear, size, |_, grey| u32::from(*grey));
        let (all, clear) = (&self.all, &self.clear);
        modules.soft.clear();
        for y in 0..size {
            let row = clear.get(y * size..(y + 1) * size).unwrap_or_default();
            for (x, grey) in row.iter().enumerate() {
                let window = Window::around(x, y, size);
                let is_dark = u32::from(*grey) * window.count() < window.sum(all, size);
                modules.soft.push(i8::from(is_dark));
            }
        }
        // A second: half way between the mean of what is dark there and the mean of what is light.
        let soft = &modules.soft;
        let is_dark = |index: usize| u32::from(soft.get(index).is_some_and(|soft| *soft == 1));
        sums(&mut self.dark, clear, size, |index, grey| is_dark(index) * u32::from(*grey));
        sums(&mut self.count, clear, size, |index, _| is_dark(index));
        let least = contrast(clear) / 8.0;
        let mut index = 0;
        for y in 0..size {
            for x in 0..size {
                let window = Window::around(x, y, size);
                let (count, sum) = (window.sum(&self.count, size), window.sum(&self.dark, size));
                let mean_dark = sum as f32 / count.max(1) as f32;
                let light = window.sum(all, size).saturating_sub(sum);
                let mean_light = light as f32 / window.count().saturating_sub(count).max(1) as f32;
                let half = ((mean_light - mean_dark) / 2.0).max(least).max(1.0);
                let grey = clear.get(index).copied().map_or(0.0, f32::from);
                let away = (f32::midpoint(mean_dark, mean_light) - grey) / half * 100.0;
                let away = if dark { away } else { -away };
                if let Some(soft) = modules.soft.get_mut(index) {
                    *soft = away.clamp(-127.0, 127.0) as i8;
                }
                index += 1;
            }
        }
    }

    /// Decides by the thresholds of the picture. `dark` tells whether dark modules are dark in the picture.
    pub(super) fn decide_by_thresholds(&self, dark: bool, modules: &mut Modules) {
        modules.size = self.size;
        modules.soft.clear();
        modules.soft.extend(self.grey.iter().zip(&self.thresholds).map(|(grey, threshold)| {
            let away = i16::from(*threshold) - i16::from(*grey);
            (if dark { away } else { -away }).clamp(-127, 127) as i8
        }));
    }

    fn equalise(&mut self, across: i32, down: i32) {
        let size = self.size;
        self.clear.clear();
        if across == 0 && down == 0 {
            self.clear.extend_from_slice(&self.grey);
            return;
        }
        let row = |y: usize| self.grey.get(y * size..(y + 1) * size).unwrap_or_default();
        for y in 0..size {
            let (above, here, below) = (row(y.saturating_sub(1)), row(y), row((y + 1).min(size - 1)));
            for (x, ((above, grey), below)) in above.iter().zip(here).zip(below).enumerate() {
                let beside = |x: usize| here.get(x).copied().map_or(i32::from(*grey), i32::from);
                let (left, right) = (beside(x.wrapping_sub(1)), beside(x + 1));
                let grey = i32::from(*grey);
                let taken = across * (2 * grey - left - right)
                    + down * (2 * grey - i32::from(*above) - i32::from(*below));
                self.clear.push((grey + taken / 64).clamp(0, 255) as u8);
            }
        }
    }
}

/// Half of the range the middle nine tenths of the greys lie in.
fn contrast(greys: &[u8]) -> f32 {
    let mut counts = [0usize; 256];
    for grey in greys {
        if let Some(count) = counts.get_mut(usize::from(*grey)) {
            *count += 1;
        }
    }
    let (low, high) = (tail(counts.iter(), greys.len() / 20), tail(counts.iter().rev(), greys.len() / 20));
    255usize.saturating_sub(low + high) as f32 / 2.0
}

/// How many of the counts there are until their sum passes `cut`.
fn tail<'a>(counts: impl Iterator<Item = &'a usize>, cut: usize) -> usize {
    let mut seen = 0;
    counts
        .take_while(|count| {
            seen += **count;
            seen <= cut
        })
        .count()
}

/// Modules around one, cut at the symbol's edge.
#[derive(Clone, Copy)]
struct Window {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
}

impl Window {
    fn around(x: usize, y: usize, size: usize) -> Self {
        Self {
            left: x.saturating_sub(REACH),
            top: y.saturating_sub(REACH),
            right: (x + REACH + 1).min(size),
            bottom: (y + REACH + 1).min(size),
        }
    }

    fn count(self) -> u32 {
        ((self.right - self.left) * (self.bottom - self.top)) as u32
    }

    fn sum(self, sums: &[u32], size: usize) -> u32 {
        let wide = size + 1;
        let at = |x: usize, y: usize| sums.get(y * wide + x).copied().unwrap_or_default();
        (at(self.right, self.bottom) + at(self.left, self.top))
            .wrapping_sub(at(self.left, self.bottom) + at(self.right, self.top))
    }
}

/// Sums of `value` over all modules above and to the left of each corner between modules.
fn sums(out: &mut Vec<u32>, greys: &[u8], size: usize, value: impl Fn(usize, &u8) -> u32) {
    let wide = size + 1;
    out.clear();
    out.resize(wide * wide, 0);
    for (y, row) in greys.chunks_exact(size.max(1)).enumerate() {
        let Some((above, below)) = out.get_mut(y * wide..(y + 2) * wide).map(|two| two.split_at_mut(wide))
        else {
            return;
        };
        let mut sum = 0;
        let places = below.iter_mut().skip(1).zip(above.iter().skip(1));
        for ((x, grey), (place, above)) in row.iter().enumerate().zip(places) {
            sum += value(y * size + x, grey);
            *place = sum + above;
        }
    }
}

/// Modules to each side that a module is compared with: a mask leaves none of so many alike.
const REACH: usize = 5;
