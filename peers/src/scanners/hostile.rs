//! Frames made to keep a reader busy: fields of finder patterns and of symbols that say nothing, noise, and what looks like a pattern
//! along every row.

use qrcode::{Color, EcLevel, QrCode, Version};

use crate::frames::{Frame, Random};

/// All of them, of this size.
pub(crate) fn frames(width: usize, height: usize) -> Vec<Frame> {
    let size = [width, height];
    let mut random = Random(5);
    let mut frames = Vec::new();
    for module in [1, 2, 3, 4, 5, 8] {
        for gap in [1, 2, 4, 7] {
            let tiles = tiles(module, gap, size);
            frames.push(noisy(&mut random, &tiles, 60));
            frames.push(tiles);
        }
        frames.push(stripes(module, size));
        for dark in [30, 50, 70] {
            frames.push(blocks(&mut random, module, dark, size));
        }
    }
    for contrast in [10, 40, 100, 255] {
        let grey = Frame { pixels: vec![128; width * height], width, height, text: None };
        frames.push(noisy(&mut random, &grey, contrast));
    }
    for (version, module) in
        [(40, 3), (40, 4), (25, 3), (10, 3), (5, 3), (5, 2), (2, 3), (2, 2), (1, 3), (1, 2)]
    {
        for level in [EcLevel::L, EcLevel::H] {
            for part_right in [0, 33] {
                frames.push(broken(&mut random, version, level, part_right, module, size));
            }
        }
        let broken = broken(&mut random, version, EcLevel::L, 0, module, size);
        frames.push(noisy(&mut random, &broken, 40));
    }
    frames
}

/// A frame whose pixel in column `x` of row `y` is dark where it is said to be.
fn frame([width, height]: [usize; 2], mut is_dark: impl FnMut(usize, usize) -> bool) -> Frame {
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let pixels = places.map(|(x, y)| if is_dark(x, y) { 0 } else { 255 }).collect();
    Frame { pixels, width, height, text: None }
}

/// The same with little contrast, in noise.
fn noisy(random: &mut Random, frame: &Frame, noise: usize) -> Frame {
    let pixels = frame
        .pixels
        .iter()
        .map(|grey| (usize::from(*grey) / 3 + 80 + random.below(noise + 1) - noise / 2) as u8);
    Frame { pixels: pixels.collect(), width: frame.width, height: frame.height, text: None }
}

/// Finder patterns side by side.
fn tiles(module: usize, gap: usize, size: [usize; 2]) -> Frame {
    let cell = (7 + gap) * module;
    frame(size, |x, y| {
        let (x, y) = (x % cell / module, y % cell / module);
        x < 7 && y < 7 && x.abs_diff(3).max(y.abs_diff(3)) != 2
    })
}

/// Rows and columns that each look like the middle of a pattern.
fn stripes(module: usize, size: [usize; 2]) -> Frame {
    let is_bar = |at: usize| at / module % 7 != 1 && at / module % 7 != 5;
    frame(size, |x, y| is_bar(x) && is_bar(y))
}

/// Squares of which so many in a hundred are dark.
fn blocks(random: &mut Random, side: usize, dark: usize, size: [usize; 2]) -> Frame {
    let wide = size[0] / side + 1;
    let squares: Vec<bool> = (0..wide * (size[1] / side + 1)).map(|_| random.below(100) < dark).collect();
    frame(size, |x, y| squares[y / side * wide + x / side])
}

/// Symbols side by side whose function patterns stand and whose codewords are noise, but for so many modules in a hundred.
fn broken(
    random: &mut Random,
    version: i16,
    level: EcLevel,
    part_right: usize,
    module: usize,
    size: [usize; 2],
) -> Frame {
    let code = QrCode::with_version(b"a", Version::Normal(version), level).expect("it fits");
    let side = code.width();
    let cell = (side + 4) * module;
    let wide = size[0].div_ceil(cell);
    let count = wide * size[1].div_ceil(cell) * side * side;
    let noise: Vec<Option<bool>> =
        (0..count).map(|_| (random.below(100) >= part_right).then(|| random.below(2) == 1)).collect();
    frame(size, |x, y| {
        let symbol = y / cell * wide + x / cell;
        let (Some(x), Some(y)) = ((x % cell / module).checked_sub(2), (y % cell / module).checked_sub(2))
        else {
            return false;
        };
        if x >= side || y >= side {
            return false;
        }
        let stands = x == 6 || y == 6 || (x < 9 && (y < 9 || y >= side - 8)) || (x >= side - 8 && y < 9);
        let noise = noise[(symbol * side + y) * side + x].filter(|_| !stands);
        noise.unwrap_or(code[(x, y)] == Color::Dark)
    })
}
