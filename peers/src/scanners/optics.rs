//! How paper becomes a picture: perspective, focus and motion.

use crate::frames::Random;

/// Greys row by row, not yet rounded.
#[derive(Clone)]
pub(crate) struct Plane {
    pub(crate) greys: Vec<f32>,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

impl Plane {
    pub(crate) fn new(width: usize, height: usize) -> Self {
        Self { greys: vec![0.0; width * height], width, height }
    }
}

/// Paper seen in perspective, all of its symbol in the picture.
pub(crate) struct View {
    /// Pixels a module, in the middle of the symbol.
    pub(crate) module: f32,
    pub(crate) middle: [f32; 2],
    size: f32,
    /// From places in the picture to places on the paper.
    back: [[f32; 3]; 3],
}

impl View {
    /// A view at random, of a symbol of `size` modules a side: as large as asked for, or as the picture has room for.
    pub(crate) fn new(
        random: &mut Random,
        tilt: f32,
        module: f32,
        size: f32,
        width: usize,
        height: usize,
    ) -> Self {
        let (wide, tall) = (width as f32, height as f32);
        let roll = if random.below(2) == 0 { random.between(-0.3, 0.3) } else { random.between(-3.14, 3.14) };
        let (sr, cr) = roll.sin_cos();
        let (sy, cy) = (tilt * random.between(-1.5, 1.5)).sin_cos();
        let (sp, cp) = (tilt * random.between(-1.5, 1.5)).sin_cos();
        // The paper's axes as the camera sees them, from a distance of `far`.
        let far = tall * 1.6;
        let across = [cr * cy, sr * cp + cr * sy * sp, sr * sp - cr * sy * cp];
        let down = [-sr * cy, cr * cp - sr * sy * sp, cr * sp + sr * sy * cp];
        let bounds = |half: f32| {
            let corners = [[-half, -half], [half, -half], [half, half], [-half, half]].map(|[x, y]| {
                let depth = (x * across[2] + y * down[2] + far) / far;
                [(x * across[0] + y * down[0]) / depth, (x * across[1] + y * down[1]) / depth]
            });
            let most = |axis: usize| corners.iter().map(|it| it[axis]).fold(f32::MIN, f32::max);
            let least = |axis: usize| corners.iter().map(|it| it[axis]).fold(f32::MAX, f32::min);
            [least(0), least(1), most(0), most(1)]
        };
        let mut module = module;
        let [left, top, right, bottom] = loop {
            let it = bounds((size + 4.0) * module / 2.0);
            if it[2] - it[0] < wide && it[3] - it[1] < tall {
                break it;
            }
            module *= 0.97;
        };
        let middle = [random.between(-left, wide - right), random.between(-top, tall - bottom)];
        let forth =
            [0, 1].map(|axis| [across, down].map(|it: [f32; 3]| it[axis] * far + middle[axis] * it[2]));
        let back = inverse([
            [forth[0][0], forth[0][1], middle[0] * far],
            [forth[1][0], forth[1][1], middle[1] * far],
            [across[2], down[2], far],
        ]);
        Self { module, middle, size, back }
    }

    /// Where on the paper a place in the picture is, in modules from the symbol's corner.
    pub(crate) fn on_paper(&self, x: f32, y: f32) -> [f32; 2] {
        let [a, b, depth] = self.back.map(|row| row[0] * x + row[1] * y + row[2]);
        [a, b].map(|at| at / depth / self.module + self.size / 2.0)
    }
}

/// A Gaussian blur.
pub(crate) fn blur(plane: &mut Plane, deviation: f32) {
    let reach = (deviation * 3.0).ceil() as isize;
    let kernel: Vec<f32> =
        (-reach..=reach).map(|at| (-(at * at) as f32 / (2.0 * deviation * deviation)).exp()).collect();
    let sum: f32 = kernel.iter().sum();
    let (width, height) = (plane.width, plane.height);
    let mut out = vec![0f32; plane.greys.len()];
    for (row, out) in plane.greys.chunks(width).zip(out.chunks_mut(width)) {
        for (x, out) in out.iter_mut().enumerate() {
            let weighed = kernel.iter().enumerate().map(|(index, weight)| {
                let at = (x as isize + index as isize - reach).clamp(0, width as isize - 1);
                row[at as usize] * weight
            });
            *out = weighed.sum::<f32>() / sum;
        }
    }
    for (y, row) in plane.greys.chunks_mut(width).enumerate() {
        row.fill(0.0);
        for (index, weight) in kernel.iter().enumerate() {
            let at = (y as isize + index as isize - reach).clamp(0, height as isize - 1) as usize;
            for (to, from) in row.iter_mut().zip(&out[at * width..(at + 1) * width]) {
                *to += from * weight / sum;
            }
        }
    }
}

/// The picture as the camera moves by `long` pixels along `way`, an angle.
pub(crate) fn motion(plane: &Plane, long: f32, way: f32) -> Plane {
    let steps = (long * 2.0).ceil() as i32;
    let (width, height) = (plane.width, plane.height);
    let at = |x: usize, y: usize| plane.greys[y.min(height - 1) * width + x.min(width - 1)];
    let mut out = Plane::new(width, height);
    for (index, grey) in out.greys.iter_mut().enumerate() {
        let (x, y) = ((index % width) as f32, (index / width) as f32);
        for step in 0..=steps {
            let moved = (step as f32 / steps as f32 - 0.5) * long;
            let x = (x + moved * way.cos()).clamp(0.0, width as f32 - 1.001);
            let y = (y + moved * way.sin()).clamp(0.0, height as f32 - 1.001);
            let (left, top) = (x as usize, y as usize);
            let (right, below) = (x - left as f32, y - top as f32);
            let upper = at(left, top) * (1.0 - right) + at(left + 1, top) * right;
            let lower = at(left, top + 1) * (1.0 - right) + at(left + 1, top + 1) * right;
            *grey += (upper * (1.0 - below) + lower * below) / (steps + 1) as f32;
        }
    }
    out
}

fn inverse(matrix: [[f32; 3]; 3]) -> [[f32; 3]; 3] {
    let m = matrix.map(|row| row.map(f64::from));
    let minor = |a: usize, b: usize, c: usize, d: usize| m[a][b] * m[c][d] - m[a][d] * m[c][b];
    let determinant = m[0][0] * minor(1, 1, 2, 2) - m[0][1] * minor(1, 0, 2, 2) + m[0][2] * minor(1, 0, 2, 1);
    [
        [minor(1, 1, 2, 2), -minor(0, 1, 2, 2), minor(0, 1, 1, 2)],
        [-minor(1, 0, 2, 2), minor(0, 0, 2, 2), -minor(0, 0, 1, 2)],
        [minor(1, 0, 2, 1), -minor(0, 0, 2, 1), minor(0, 0, 1, 1)],
    ]
    .map(|row| row.map(|value| (value / determinant) as f32))
}
