//! Sums of multiples of points, by tables of odd multiples and signed digits.

use super::point::{Affine, Jacobian};

/// Odd multiples of a point in rows: the first of the point itself, each next one of the last one's point doubled 256 /
/// `rows` times. A sum takes that many doublings: with one row 256, with eight 32.
pub(super) struct Table {
    /// `1, 3, 5, …` times the point, row after row.
    multiples: Vec<Affine>,
    rows: usize,
    width: u32,
}

/// A number below 2²⁵⁶ as digits that are nought or odd and less than half of 2^width in size, `width` noughts or more
/// between them but one: a non-adjacent form. The lowest digit is the first.
pub(super) struct Digits([i8; BITS + 1]);

/// Bits of a number.
const BITS: usize = 256;
/// Rows of a table that has been prepared.
pub(super) const ROWS: usize = 8;

impl Table {
    /// A table for digits of `width`, 2 to 8, with 1 or [`ROWS`] rows.
    pub(super) fn new(point: Affine, width: u32, rows: usize) -> Self {
        let count = 1 << (width - 2);
        let mut multiples = Vec::with_capacity(count * rows);
        let mut base = Jacobian::from(point);
        for row in 0..rows {
            let twice = base.doubled();
            let mut multiple = base;
            multiples.push(multiple);
            for _ in 1..count {
                multiple = multiple.plus(&twice);
                multiples.push(multiple);
            }
            if row + 1 < rows {
                base = (1..BITS / rows).fold(twice, |point, _| point.doubled());
            }
        }
        // Multiples below the order of the group, which is a prime: none of them is the neutral point.
        Self { multiples: Jacobian::to_affine(&multiples), rows, width }
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn digits(&self, number: [u64; 4]) -> Digits {
        Digits::new(number, self.width)
    }

    /// The multiple a digit of this row stands for; none for nought.
    #[inline]
    fn multiple(&self, row: usize, digit: i8) -> Option<Affine> {
        if digit == 0 {
            return None;
        }
        let at = (row << (self.width - 2)) + usize::from(digit.unsigned_abs() >> 1);
        let multiple = *self.multiples.get(at)?;
        Some(if digit < 0 { multiple.negated() } else { multiple })
    }
}

impl Digits {
    fn new(number: [u64; 4], width: u32) -> Self {
        let mut digits = [0i8; BITS + 1];
        let [n0, n1, n2, n3] = number;
        let (low, high) = (u128::from(n0) | u128::from(n1) << 64, u128::from(n2) | u128::from(n3) << 64);
        // The bits from `at` on, as many as a digit has.
        let window = |at: usize| match at {
            0 => low,
            1..128 => low >> at | high << (128 - at),
            128..BITS => high >> (at - 128),
            _ => 0,
        } & ((1 << width) - 1);
        let (mut at, mut carry) = (0, 0);
        while at <= BITS {
            let bits = i16::try_from(window(at)).unwrap_or_default() + carry;
            if bits & 1 == 0 {
                at += 1;
                continue;
            }
            carry = i16::from(bits >= 1 << (width - 1));
            let digit = bits - (carry << width);
            if let Some(place) = digits.get_mut(at) {
                *place = i8::try_from(digit).unwrap_or_default();
            }
            at += width as usize;
        }
        Self(digits)
    }

    #[inline]
    fn at(&self, at: usize) -> i8 {
        self.0.get(at).copied().unwrap_or_default()
    }
}

/// The sum of each table's point times its number, by `rows` rows of each: every one has at least as many.
pub(super) fn sum(terms: &[(&Table, Digits)], rows: usize) -> Jacobian {
    let stride = BITS / rows;
    let mut sum = Jacobian::NEUTRAL;
    // The highest digit of all is one above the last row's.
    for at in (0..=stride).rev() {
        sum = sum.doubled();
        for (table, digits) in terms {
            for row in 0..rows {
                if at == stride && row + 1 < rows {
                    continue;
                }
                if let Some(multiple) = table.multiple(row, digits.at(row * stride + at)) {
                    sum = sum.plus_affine(&multiple);
                }
            }
        }
    }
    sum
}
