//! Frames of a phone's camera, made: a symbol on paper that is turned, tilted and bent, before a ground, lit unevenly, out of
//! focus, moved, in noise. The same seed gives the same frame.

use qrcode::bits::Bits;
use qrcode::{Color, EcLevel, QrCode, Version};

use crate::optics::{Plane, View, blur, motion};

/// A frame and what is to be read in it.
pub(crate) struct Frame {
    pub(crate) pixels: Vec<u8>,
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// What the symbol says; none where there is no symbol.
    pub(crate) text: Option<Vec<u8>>,
}

/// What stands between a symbol and its reader. Lengths are in pixels, greys in parts of 255.
#[derive(Default, Clone, Copy)]
struct Flaws {
    module: f32,
    blur: f32,
    motion: f32,
    noise: f32,
    glare: f32,
    moire: f32,
    /// How far the paper is bent, in parts of the symbol's side.
    bent: f32,
    /// How much of the symbol is covered with blots.
    damage: f32,
    /// How much darker the far side of the frame is.
    shade: f32,
    contrast: f32,
    /// How far the paper is tilted, in radians.
    tilt: f32,
    /// How sharply the paper is creased.
    creased: f32,
    /// How much of the light dirt on the lens scatters, where it is thickest.
    haze: f32,
    /// How dark it is between the pixels of the screen that shows the symbol; 0 for paper.
    gaps: f32,
}

/// What a steady hand makes of a symbol of this version: all of it in the picture, in focus or nearly.
pub(crate) fn usual(seed: u64, version: i16, width: usize, height: usize) -> Frame {
    let mut random = Random(seed.wrapping_mul(0x1234_5677) ^ 0x00ab_cdef);
    let modules = f32::from(17 + 4 * version) + 8.0;
    let module = height as f32 * random.between(0.62, 0.92) / modules;
    let sometimes = |random: &mut Random, one_in: usize, low: f32, high: f32| {
        let value = random.between(low, high);
        if random.below(one_in) == 0 { value } else { 0.0 }
    };
    let flaws = Flaws {
        module,
        blur: (random.between(0.2, 0.32) * module.min(5.0)).max(0.4),
        motion: sometimes(&mut random, 3, 0.0, 0.6 * module),
        noise: random.between(1.0, 7.0),
        glare: sometimes(&mut random, 4, 0.2, 0.6),
        moire: sometimes(&mut random, 4, 3.0, 12.0),
        bent: sometimes(&mut random, 3, 0.0, 0.008),
        damage: 0.0,
        shade: random.between(0.0, 0.5),
        contrast: random.between(0.5, 1.0),
        tilt: random.between(0.0, 0.25),
        ..Flaws::default()
    };
    make(&mut random, Some(version), width, height, flaws)
}

/// A frame with one thing badly wrong.
pub(crate) fn hard(seed: u64, width: usize, height: usize) -> Frame {
    let mut random = Random(seed.wrapping_mul(0x7654_3217) ^ 0x5eed);
    let version = [2, 4, 7, 10, 14, 18, 22][random.below(7)];
    let modules = f32::from(17 + 4 * version) + 8.0;
    let module = random.between(2.0, 4.0).min(height as f32 * 0.9 / modules);
    let large = (height as f32 * random.between(0.4, 0.85) / modules).max(2.2);
    let mut flaws = Flaws { module, blur: 0.5, noise: 3.0, contrast: 0.8, tilt: 0.1, ..Flaws::default() };
    match random.below(9) {
        0 => flaws.blur = module * random.between(0.45, 0.8),
        1 => flaws.motion = module * random.between(0.8, 1.8),
        2 => flaws.noise = random.between(15.0, 40.0),
        3 => (flaws.glare, flaws.module) = (random.between(0.8, 1.6), large),
        4 => (flaws.moire, flaws.module) = (random.between(20.0, 50.0), large),
        5 => (flaws.bent, flaws.module) = (random.between(0.02, 0.06), large),
        6 => (flaws.damage, flaws.module) = (random.between(0.03, 0.12), large),
        7 => {
            (flaws.contrast, flaws.shade) = (random.between(0.08, 0.25), 0.8);
            flaws.noise = random.between(2.0, 6.0);
        }
        _ => (flaws.tilt, flaws.module) = (random.between(0.35, 0.6), large),
    }
    make(&mut random, Some(version), width, height, flaws)
}

/// A symbol on paper that was crumpled, through a dirty lens, or on another phone's screen.
pub(crate) fn worn(seed: u64, width: usize, height: usize) -> Frame {
    let mut random = Random(seed.wrapping_mul(0x2545_f491) ^ 0x0d17);
    let version = [2, 4, 7, 10, 14, 18][random.below(6)];
    let modules = f32::from(17 + 4 * version) + 8.0;
    let module = (height as f32 * random.between(0.4, 0.85) / modules).max(2.5);
    let mut flaws = Flaws { module, blur: 0.6, noise: 4.0, contrast: 0.8, tilt: 0.15, ..Flaws::default() };
    match random.below(3) {
        0 => (flaws.creased, flaws.shade) = (random.between(0.01, 0.04), 0.4),
        1 => (flaws.haze, flaws.glare) = (random.between(0.4, 0.9), 0.3),
        _ => (flaws.gaps, flaws.contrast) = (random.between(0.2, 0.8), 1.0),
    }
    make(&mut random, Some(version), width, height, flaws)
}

/// A frame without a symbol: what lies on a desk, in stripes, boxes and marks the size of letters.
pub(crate) fn empty(seed: u64, width: usize, height: usize) -> Frame {
    let mut random = Random(seed.wrapping_mul(0x3333_1117) ^ 0xe0e0);
    let flaws = Flaws {
        module: 6.0,
        blur: random.between(0.4, 1.5),
        noise: random.between(1.0, 10.0),
        contrast: 0.8,
        shade: random.between(0.0, 0.7),
        moire: if random.below(3) == 0 { random.between(5.0, 30.0) } else { 0.0 },
        ..Flaws::default()
    };
    let mut frame = make(&mut random, None, width, height, flaws);
    for _ in 0..random.below(width * height / 600) {
        let (left, top) = (random.below(width - 12), random.below(height - 16));
        let (wide, tall) = (1 + random.below(9), 1 + random.below(13));
        let grey = random.below(120) as u8;
        for y in 0..tall {
            for x in 0..wide {
                if x < 2 || y < 2 || random.below(3) == 0 {
                    frame.pixels[(top + y) * width + left + x] = grey;
                }
            }
        }
    }
    frame
}

/// A symbol of printable text that fills much of its version.
fn symbol(random: &mut Random, version: i16) -> (Vec<u8>, QrCode) {
    let level = [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H][random.below(4)];
    let most = Bits::new(Version::Normal(version)).max_len(level).expect("a version") / 8 - 3;
    let count = ((most as f32 * random.between(0.6, 1.0)) as usize).max(1);
    let text: Vec<u8> = (0..count).map(|_| 32 + random.below(95) as u8).collect();
    let mut bits = Bits::new(Version::Normal(version));
    bits.push_byte_data(&text).expect("it fits");
    bits.push_terminator(level).expect("it fits");
    (text, QrCode::with_bits(bits, level).expect("a symbol"))
}

fn make(random: &mut Random, version: Option<i16>, width: usize, height: usize, flaws: Flaws) -> Frame {
    let (text, code) = symbol(random, version.unwrap_or(2));
    let paper = Paper::new(random, &code, flaws);
    let view = View::new(random, flaws.tilt, flaws.module, code.width() as f32, width, height);
    let ground = Ground::new(random, width, height);
    let shade_way = random.between(0.0, 6.28);
    let beat = [random.between(0.02, 0.5) * 2.0, random.between(-0.5, 0.5) * 2.0];
    let mut plane = Plane::new(width, height);
    for (index, grey) in plane.greys.iter_mut().enumerate() {
        let (x, y) = ((index % width) as f32, (index / width) as f32);
        let corners = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)];
        let sum: f32 = corners
            .into_iter()
            .map(|(dx, dy)| {
                let place = view.on_paper(x + dx, y + dy);
                let seen = version.and_then(|_| paper.grey(place));
                seen.unwrap_or_else(|| ground.grey(x, y))
            })
            .sum();
        let along = (x - view.middle[0]) * shade_way.cos() + (y - view.middle[1]) * shade_way.sin();
        let light = 1.0 - flaws.shade * (along / height as f32 + 0.5).clamp(0.0, 1.0);
        *grey = sum / 4.0 * light + flaws.moire * (x * beat[0] + y * beat[1]).sin();
    }
    blur(&mut plane, flaws.blur);
    if flaws.motion > 0.5 {
        plane = motion(&plane, flaws.motion, random.between(0.0, 3.14));
    }
    if flaws.haze > 0.0 {
        haze(random, &mut plane, flaws.haze);
    }
    let half = code.width() as f32 * view.module / 2.0;
    let spot = [0, 1].map(|axis: usize| view.middle[axis] + random.between(-1.0, 1.0) * half);
    let wide = half * random.between(0.3, 0.7);
    let mut pixels = Vec::with_capacity(width * height);
    for (index, grey) in plane.greys.iter().enumerate() {
        let (x, y) = ((index % width) as f32, (index / width) as f32);
        let far = (x - spot[0]).hypot(y - spot[1]) / wide;
        let glare = flaws.glare * 255.0 * (-far * far).exp();
        pixels.push((grey + glare + flaws.noise * random.normal()).clamp(0.0, 255.0) as u8);
    }
    Frame { pixels, width, height, text: version.map(|_| text) }
}

/// Smears on the lens: where they are, what is around is mixed in, and all of it is lighter.
fn haze(random: &mut Random, plane: &mut Plane, thickest: f32) {
    let (width, height) = (plane.width as f32, plane.height as f32);
    let smears: Vec<[f32; 3]> = (0..8)
        .map(|_| [(0.0, width), (0.0, height), (60.0, 320.0)].map(|(low, high)| random.between(low, high)))
        .collect();
    let mut scattered = plane.clone();
    blur(&mut scattered, 9.0);
    let across = plane.width;
    for (index, (grey, scattered)) in plane.greys.iter_mut().zip(&scattered.greys).enumerate() {
        let (x, y) = ((index % across) as f32, (index / across) as f32);
        let thick = |[left, top, wide]: &[f32; 3]| {
            let far = (x - left).hypot(y - top) / wide;
            (-far * far).exp()
        };
        let part = thickest * smears.iter().map(thick).fold(0.0, f32::max);
        *grey = *grey * (1.0 - part) + (scattered * 0.8 + 50.0) * part;
    }
}

/// A symbol with its quiet zone, bent, creased and blotted, or on a screen.
struct Paper<'a> {
    code: &'a QrCode,
    /// Lines, as the way across and how far, with how far the paper rises beside each.
    creases: Vec<[f32; 4]>,
    gaps: f32,
    bent: f32,
    waves: [[f32; 4]; 4],
    blots: Vec<[f32; 3]>,
    blot: f32,
    dark: f32,
    light: f32,
}

impl<'a> Paper<'a> {
    fn new(random: &mut Random, code: &'a QrCode, flaws: Flaws) -> Self {
        let size = code.width() as f32;
        let waves = core::array::from_fn(|_| {
            [(0.5, 2.2), (0.5, 2.2), (0.0, 6.28), (-1.0, 1.0)].map(|(low, high)| random.between(low, high))
        });
        let blots = (0..(flaws.damage * 60.0) as usize)
            .map(|_| [size, size, size * 0.06 + 0.6].map(|most| random.between(0.0, most)))
            .collect();
        let creases = (0..if flaws.creased > 0.0 { 9 } else { 0 })
            .map(|_| {
                let way = random.between(0.0, 6.28);
                let middle = random.between(0.1, 0.9) * size * (way.cos() + way.sin());
                [way.cos(), way.sin(), middle, flaws.creased * random.between(-1.0, 1.0)]
            })
            .collect();
        let (middle, half) = (random.between(100.0, 150.0), 105.0 * flaws.contrast);
        let (dark, light) = ((middle - half).max(8.0), (middle + half).min(247.0));
        let blot = random.between(0.0, 255.0);
        Self { code, creases, gaps: flaws.gaps, bent: flaws.bent, waves, blots, blot, dark, light }
    }

    /// The grey at a place, in modules; none beside the paper.
    fn grey(&self, [x, y]: [f32; 2]) -> Option<f32> {
        let size = self.code.width() as f32;
        let (mut a, mut b) = (x, y);
        for [across, down, start, way] in self.waves {
            let lift = ((across * x + down * y) / size * 3.0 + start).sin() * self.bent * size * 0.5;
            a += lift * way;
            b += lift * (1.0 - way.abs()) * 0.7;
        }
        // Each side of a crease leans its own way, and takes the light differently.
        let mut light = 1.0;
        for [across, down, middle, rise] in &self.creases {
            let from = across * x + down * y - middle;
            a += across * from.abs() * rise;
            b += down * from.abs() * rise;
            light += 3.0 * rise * from.signum();
        }
        if a.min(b) <= -4.0 || a.max(b) >= size + 4.0 {
            return None;
        }
        // Four of the screen's pixels a module.
        let is_gap = |at: f32| (at * 4.0).rem_euclid(1.0) < 0.2;
        if is_gap(a) || is_gap(b) {
            light *= 1.0 - self.gaps;
        }
        if self.blots.iter().any(|[x, y, radius]| (a - x).hypot(b - y) < *radius) {
            return Some(self.blot * light);
        }
        let inside = a.min(b) >= 0.0 && a.max(b) < size;
        let dark = inside && self.code[(a as usize, b as usize)] == Color::Dark;
        Some(if dark { self.dark } else { self.light } * light)
    }
}

/// Boxes of one grey on a ground that may be rough.
struct Ground {
    boxes: Vec<[f32; 5]>,
    rough: f32,
    smooth: f32,
}

impl Ground {
    fn new(random: &mut Random, width: usize, height: usize) -> Self {
        let (wide, tall) = (width as f32, height as f32);
        let ranges = [(0.0, wide), (0.0, tall), (10.0, 300.0), (4.0, 150.0), (40.0, 220.0)];
        let boxes = (0..14).map(|_| ranges.map(|(low, high)| random.between(low, high))).collect();
        let rough = random.between(0.0, 25.0);
        let rough = if random.below(4) == 0 { rough } else { 0.0 };
        Self { boxes, rough, smooth: random.between(0.0, 1.0) }
    }

    fn grey(&self, x: f32, y: f32) -> f32 {
        let over = |it: &&[f32; 5]| (x - it[0]).abs() < it[2] / 2.0 && (y - it[1]).abs() < it[3] / 2.0;
        let weave = || (x * 0.05 + y * 0.021).sin() + (x * 0.3 * self.smooth).sin() * (y * 0.27).cos();
        self.boxes.iter().rev().find(over).map_or_else(|| 150.0 + self.rough * weave(), |it| it[4])
    }
}

/// SplitMix64.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    pub(crate) fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }

    /// Nearly normal, of mean 0 and deviation 1.
    fn normal(&mut self) -> f32 {
        (0..4).map(|_| self.between(0.0, 1.0)).sum::<f32>() * 1.732 - 3.464
    }
}
