//! Numbers modulo the prime of P-256, p = 2²⁵⁶ − 2²²⁴ + 2¹⁹² + 2⁹⁶ − 1 (SEC 2 §2.4.2), in Montgomery's form with R = 2²⁵⁶.
//!
//! *Takes* numbers below p. *Gives* numbers below p. *Refuses* numbers of p and above, which have a second name.
//!
//! For public data only: the time it takes depends on the numbers.

/// A number modulo p, times R, always below p: equal numbers are equal limbs. The lowest limb is the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Element([u64; 4]);

impl Element {
    pub(super) const ZERO: Self = Self([0; 4]);
    /// R mod p.
    pub(super) const ONE: Self = Self([1, 0xffff_ffff_0000_0000, u64::MAX, 0xffff_fffe]);

    /// From limbs, the lowest first; `None` for p and above.
    pub(super) fn new(limbs: [u64; 4]) -> Option<Self> {
        let (_, below) = difference(limbs, P);
        (below == 1).then(|| Self::from_limbs(limbs))
    }

    /// From the limbs of a number below p.
    pub(super) fn from_limbs(limbs: [u64; 4]) -> Self {
        Self(limbs).times(Self(R_SQUARED))
    }

    pub(super) fn is_zero(self) -> bool {
        self == Self::ZERO
    }

    #[inline]
    pub(super) fn plus(self, other: Self) -> Self {
        let (sum, carry) = total(self.0, other.0);
        Self(reduce_once(sum, carry))
    }

    #[inline]
    pub(super) fn minus(self, other: Self) -> Self {
        let (difference, borrow) = difference(self.0, other.0);
        // Below nothing: p is added then, its limbs masked.
        let (difference, _) = total(difference, P.map(|limb| limb & 0u64.wrapping_sub(borrow)));
        Self(difference)
    }

    #[inline]
    pub(super) fn doubled(self) -> Self {
        self.plus(self)
    }

    /// Half of it: an odd number has p added first, which is odd.
    #[inline]
    pub(super) fn halved(self) -> Self {
        let [lowest, ..] = self.0;
        let mask = 0u64.wrapping_sub(lowest & 1);
        let ([r0, r1, r2, r3], r4) = total(self.0, P.map(|limb| limb & mask));
        Self([r0 >> 1 | r1 << 63, r1 >> 1 | r2 << 63, r2 >> 1 | r3 << 63, r3 >> 1 | r4 << 63])
    }

    pub(super) fn negated(self) -> Self {
        Self::ZERO.minus(self)
    }

    /// The product.
    #[inline]
    pub(super) fn times(self, other: Self) -> Self {
        let ([a0, a1, a2, a3], [b0, b1, b2, b3]) = (self.0, other.0);
        let (r0, carry) = mul_add(0, a0, b0, 0);
        let (r1, carry) = mul_add(0, a1, b0, carry);
        let (r2, carry) = mul_add(0, a2, b0, carry);
        let (r3, r4) = mul_add(0, a3, b0, carry);
        let (r1, carry) = mul_add(r1, a0, b1, 0);
        let (r2, carry) = mul_add(r2, a1, b1, carry);
        let (r3, carry) = mul_add(r3, a2, b1, carry);
        let (r4, r5) = mul_add(r4, a3, b1, carry);
        let (r2, carry) = mul_add(r2, a0, b2, 0);
        let (r3, carry) = mul_add(r3, a1, b2, carry);
        let (r4, carry) = mul_add(r4, a2, b2, carry);
        let (r5, r6) = mul_add(r5, a3, b2, carry);
        let (r3, carry) = mul_add(r3, a0, b3, 0);
        let (r4, carry) = mul_add(r4, a1, b3, carry);
        let (r5, carry) = mul_add(r5, a2, b3, carry);
        let (r6, r7) = mul_add(r6, a3, b3, carry);
        Self(reduce([r0, r1, r2, r3], [r4, r5, r6, r7]))
    }

    /// The square: six of the sixteen products of limbs stand in it twice.
    #[inline]
    pub(super) fn squared(self) -> Self {
        let [a0, a1, a2, a3] = self.0;
        let (r1, carry) = mul_add(0, a0, a1, 0);
        let (r2, carry) = mul_add(0, a0, a2, carry);
        let (r3, r4) = mul_add(0, a0, a3, carry);
        let (r3, carry) = mul_add(r3, a1, a2, 0);
        let (r4, r5) = mul_add(r4, a1, a3, carry);
        let (r5, r6) = mul_add(r5, a2, a3, 0);
        let r7 = r6 >> 63;
        let r6 = r6 << 1 | r5 >> 63;
        let r5 = r5 << 1 | r4 >> 63;
        let r4 = r4 << 1 | r3 >> 63;
        let r3 = r3 << 1 | r2 >> 63;
        let r2 = r2 << 1 | r1 >> 63;
        let r1 = r1 << 1;
        let (r0, carry) = mul_add(0, a0, a0, 0);
        let (r1, carry) = add(r1, carry, 0);
        let (r2, carry) = mul_add(r2, a1, a1, carry);
        let (r3, carry) = add(r3, carry, 0);
        let (r4, carry) = mul_add(r4, a2, a2, carry);
        let (r5, carry) = add(r5, carry, 0);
        let (r6, carry) = mul_add(r6, a3, a3, carry);
        Self(reduce([r0, r1, r2, r3], [r4, r5, r6, r7.wrapping_add(carry)]))
    }

    fn squared_times(self, times: usize) -> Self {
        (0..times).fold(self, |power, _| power.squared())
    }

    /// The inverse, as the power p − 2 (Fermat); of nothing, nothing.
    pub(super) fn inverted(self) -> Self {
        // p − 2 from the top: 32 ones, 31 noughts, a one, 96 noughts, 94 ones, a nought, a one.
        let ones2 = self.squared().times(self);
        let ones4 = ones2.squared_times(2).times(ones2);
        let ones8 = ones4.squared_times(4).times(ones4);
        let ones16 = ones8.squared_times(8).times(ones8);
        let ones32 = ones16.squared_times(16).times(ones16);
        ones32
            .squared_times(32)
            .times(self)
            .squared_times(96 + 32)
            .times(ones32)
            .squared_times(32)
            .times(ones32)
            .squared_times(16)
            .times(ones16)
            .squared_times(8)
            .times(ones8)
            .squared_times(4)
            .times(ones4)
            .squared_times(2)
            .times(ones2)
            .squared_times(2)
            .times(self)
    }
}

/// The sum of two numbers; `None` from 2²⁵⁶ on.
pub(super) fn sum(a: [u64; 4], b: [u64; 4]) -> Option<[u64; 4]> {
    let (sum, carry) = total(a, b);
    (carry == 0).then_some(sum)
}

const P: [u64; 4] = [u64::MAX, 0xffff_ffff, 0, 0xffff_ffff_0000_0001];
/// R² mod p, which brings a number into Montgomery's form.
const R_SQUARED: [u64; 4] = [3, 0xffff_fffb_ffff_ffff, 0xffff_ffff_ffff_fffe, 0x4_ffff_fffd];

#[inline]
fn add(a: u64, b: u64, carry: u64) -> (u64, u64) {
    split(u128::from(a) + u128::from(b) + u128::from(carry))
}

#[inline]
fn sub(a: u64, b: u64, borrow: u64) -> (u64, u64) {
    let (r, first) = a.overflowing_sub(b);
    let (r, second) = r.overflowing_sub(borrow);
    (r, u64::from(first | second))
}

/// `t + a·b + carry`, which is at most 2¹²⁸ − 1.
#[inline]
fn mul_add(t: u64, a: u64, b: u64, carry: u64) -> (u64, u64) {
    split(u128::from(a) * u128::from(b) + u128::from(t) + u128::from(carry))
}

/// The low limb and the high one.
#[inline]
#[allow(clippy::cast_possible_truncation, reason = "the low limb is what is wanted of it")]
fn split(wide: u128) -> (u64, u64) {
    (wide as u64, (wide >> 64) as u64)
}

/// `a + b` modulo 2²⁵⁶, and its fifth limb.
#[inline]
fn total([a0, a1, a2, a3]: [u64; 4], [b0, b1, b2, b3]: [u64; 4]) -> ([u64; 4], u64) {
    let (r0, carry) = add(a0, b0, 0);
    let (r1, carry) = add(a1, b1, carry);
    let (r2, carry) = add(a2, b2, carry);
    let (r3, carry) = add(a3, b3, carry);
    ([r0, r1, r2, r3], carry)
}

/// `a − b` modulo 2²⁵⁶, and 1 where that is below nothing.
#[inline]
fn difference([a0, a1, a2, a3]: [u64; 4], [b0, b1, b2, b3]: [u64; 4]) -> ([u64; 4], u64) {
    let (r0, borrow) = sub(a0, b0, 0);
    let (r1, borrow) = sub(a1, b1, borrow);
    let (r2, borrow) = sub(a2, b2, borrow);
    let (r3, borrow) = sub(a3, b3, borrow);
    ([r0, r1, r2, r3], borrow)
}

/// A number below 2p, its fifth limb in `carry`, less p where that is not below nothing.
#[inline]
fn reduce_once(limbs: [u64; 4], carry: u64) -> [u64; 4] {
    let ([r0, r1, r2, r3], below) = difference(limbs, P);
    // A choice by mask, for a branch here is foreseen half of the time.
    let keep = 0u64.wrapping_sub(below & (carry ^ 1));
    let [a0, a1, a2, a3] = limbs;
    let pick = |a, r| (a & keep) | (r & !keep);
    [pick(a0, r0), pick(a1, r1), pick(a2, r2), pick(a3, r3)]
}

/// Montgomery's reduction of a product of two numbers below p: `(low + 2²⁵⁶·high) / 2²⁵⁶` modulo p.
#[inline]
fn reduce(low: [u64; 4], high: [u64; 4]) -> [u64; 4] {
    // The low half becomes at most p, and the high half of such a product is below p: together less than 2p. That the
    // halves are added only at the end leaves the processor more to do at a time than one chain of carries would.
    let (sum, carry) = total(step(step(step(step(low)))), high);
    reduce_once(sum, carry)
}

/// `(t + m·p) / 2⁶⁴` with m = t₀, which leaves no remainder, since −1/p is 1 modulo 2⁶⁴.
#[inline]
fn step([m, t1, t2, t3]: [u64; 4]) -> [u64; 4] {
    // m·p = 2²⁵⁶·m − 2²²⁴·m + 2¹⁹²·m + 2⁹⁶·m − m. The last takes t₀ away; 2⁹⁶·m falls on two limbs; the first three are
    // p₃·m on the two above, which are below 2¹²⁸. What is left is at most p, and so are four limbs.
    let (p3_low, borrow) = sub(m, m << 32, 0);
    let p3_high = m.wrapping_sub(m >> 32).wrapping_sub(borrow);
    let (r0, carry) = add(t1, m << 32, 0);
    let (r1, carry) = add(t2, m >> 32, carry);
    let (r2, carry) = add(t3, p3_low, carry);
    [r0, r1, r2, p3_high.wrapping_add(carry)]
}
