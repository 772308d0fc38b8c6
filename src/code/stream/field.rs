//! GF(2⁸) with the polynomial x⁸+x⁴+x³+x²+1 (F6), and the coefficients of a frame.

/// `target += factor · source`, byte by byte; bytes past the shorter of the two are left alone.
pub(super) fn add_scaled(target: &mut [u8], source: &[u8], factor: u8) {
    match factor {
        0 => {}
        1 => target.iter_mut().zip(source).for_each(|(target, source)| *target ^= source),
        _ => {
            let product = Products::of(factor);
            target.iter_mut().zip(source).for_each(|(target, source)| *target ^= product.with(*source));
        }
    }
}

/// `target := factor · target`.
pub(super) fn scale(target: &mut [u8], factor: u8) {
    if factor != 1 {
        let product = Products::of(factor);
        for byte in target {
            *byte = product.with(*byte);
        }
    }
}

/// The inverse of `a`; of 0, which has none, 0.
pub(super) fn invert(a: u8) -> u8 {
    // a²⁵⁵ is 1, so a²⁵⁴ is the inverse: the product of a², a⁴, … a¹²⁸.
    let (mut power, mut product) = (a, 1);
    for _ in 0..7 {
        power = multiply(power, power);
        product = multiply(product, power);
    }
    product
}

/// F5, F6: the coefficients of frame `index`.
pub(super) fn coefficients(id: [u8; 8], index: u32, count: usize) -> Vec<u8> {
    let mut out = vec![0; count];
    if let Some(own) = usize::try_from(index).ok().and_then(|index| out.get_mut(index)) {
        *own = 1;
        return out;
    }
    let mut state = mix(u64::from_be_bytes(id) ^ u64::from(index));
    for chunk in out.chunks_mut(8) {
        state = state.wrapping_add(GAMMA);
        chunk.iter_mut().zip(mix(state).to_be_bytes()).for_each(|(out, byte)| *out = byte);
    }
    if out.iter().all(|byte| *byte == 0)
        && let Some(first) = out.first_mut()
    {
        *first = 1;
    }
    out
}

/// The products of one factor with every byte, put together from those with its two halves.
struct Products {
    low: [u8; 16],
    high: [u8; 16],
}

impl Products {
    fn of(factor: u8) -> Self {
        let mut products = Self { low: [0; 16], high: [0; 16] };
        for ((half, low), high) in (0..16).zip(&mut products.low).zip(&mut products.high) {
            *low = multiply(factor, half);
            *high = multiply(factor, half << 4);
        }
        products
    }

    fn with(&self, byte: u8) -> u8 {
        // Both indices are below 16: the compiler sees it and checks nothing.
        let low = self.low.get(usize::from(byte & 0x0f)).copied().unwrap_or_default();
        let high = self.high.get(usize::from(byte >> 4)).copied().unwrap_or_default();
        low ^ high
    }
}

fn multiply(mut a: u8, mut b: u8) -> u8 {
    let mut product = 0;
    while b != 0 {
        if b & 1 != 0 {
            product ^= a;
        }
        let carry = a & 0x80 != 0;
        a <<= 1;
        if carry {
            a ^= POLYNOMIAL;
        }
        b >>= 1;
    }
    product
}

/// SplitMix64's output function.
fn mix(state: u64) -> u64 {
    let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// x⁴+x³+x²+1: the polynomial without its highest power.
const POLYNOMIAL: u8 = 0x1d;
/// SplitMix64's increment.
const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_field() {
        for a in 0..=255u8 {
            assert_eq!(multiply(a, invert(a)), u8::from(a != 0), "{a}");
            for b in 0..=255u8 {
                let mut target = [b, 7];
                add_scaled(&mut target, &[b], a);
                assert_eq!(target, [b ^ multiply(a, b), 7], "{a} {b}");
                let mut target = [b];
                scale(&mut target, a);
                assert_eq!(target, [multiply(a, b)], "{a} {b}");
                assert_eq!(multiply(a, b), multiply(b, a));
            }
        }
        // x⁷ · x = x⁴+x³+x²+1.
        assert_eq!(multiply(0x80, 2), 0x1d);
    }

    /// F6: pinned, since the two ends may be of different years.
    #[test]
    fn coefficients_are_pinned() {
        assert_eq!(coefficients([0; 8], 2, 5), [0, 0, 1, 0, 0]);
        let row = coefficients(*b"\x01\x23\x45\x67\x89\xab\xcd\xef", 10, 10);
        // Computed apart, in another language.
        assert_eq!(row, [6, 168, 141, 209, 114, 210, 186, 150, 115, 54]);
        for index in 0..2_000 {
            assert_ne!(coefficients([0; 8], index, 1), [0], "{index}");
        }
    }
}
