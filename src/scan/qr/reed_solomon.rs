//! Errors and erasures of one block put right (ISO/IEC 18004 §7.5.2, annex B).
//!
//! Codewords are elements of GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1; the generator's roots are α^0 to α^(n-1). The
//! locator comes from Berlekamp's and Massey's algorithm started from the erasures, the values from Forney's.

/// What was put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Corrected {
    pub(super) erasures: usize,
    /// Wrong codewords outside the erasures.
    pub(super) errors: usize,
}

/// What a block of codewords says is wrong with it: its polynomial at each of the generator's roots, all 0 where nothing is.
pub(super) struct Syndromes {
    of: [u8; MOST],
    correction: usize,
}

/// Corrects `block` in place, whose syndromes these are. `erased` names codewords not to be believed. `None`, and the block as it was,
/// where it cannot be corrected.
pub(super) fn correct(block: &mut [u8], syndromes: &Syndromes, erased: &[u8]) -> Option<Corrected> {
    let Syndromes { of: syndromes, correction } = syndromes;
    let correction = *correction;
    if block.len() > 255 || erased.len() > correction || block.len() <= correction {
        return None;
    }
    if syndromes.iter().all(|syndrome| *syndrome == 0) {
        return Some(Corrected { erasures: 0, errors: 0 });
    }
    let power_of = |position: u8| (block.len() - 1).checked_sub(usize::from(position));

    // The erasures' locator, the product of 1 - X x.
    let mut locator = [0u8; MOST + 1];
    locator[0] = 1;
    for position in erased {
        let root = exp(power_of(*position)?);
        let mut below = 0;
        for term in &mut locator {
            (*term, below) = (*term ^ multiply(below, root), *term);
        }
    }
    let degree = extend(&mut locator, syndromes, correction, erased.len())?;

    // Every root must be a place in the block.
    let mut places = [0u8; MOST];
    let mut found = 0;
    for power in 0..block.len() {
        if evaluate(&locator, 255 - power % 255) == 0 {
            *places.get_mut(found)? = power as u8;
            found += 1;
        }
    }
    if found != degree || found == 0 {
        return None;
    }

    // ω = S Λ mod x^n; the value at X is X ω(1/X) / Λ'(1/X).
    let mut evaluator = [0u8; MOST + 1];
    for (index, term) in evaluator.iter_mut().take(correction).enumerate() {
        *term = syndromes
            .iter()
            .take(index + 1)
            .zip(locator.iter().take(index + 1).rev())
            .fold(0, |sum, (syndrome, factor)| sum ^ multiply(*syndrome, *factor));
    }
    let mut values = [0u8; MOST];
    for (value, place) in values.iter_mut().zip(&places).take(found) {
        let inverse = 255 - usize::from(*place);
        let mut slope = 0;
        for (index, term) in locator.iter().enumerate().skip(1).step_by(2) {
            slope ^= multiply(*term, exp(inverse * (index - 1)));
        }
        let over = divide(evaluate(&evaluator, inverse), slope)?;
        *value = multiply(over, exp(usize::from(*place)));
    }
    // What was "corrected" must be a codeword: its syndromes are those that came.
    for (index, syndrome) in syndromes.iter().enumerate().take(correction) {
        let of_values = places
            .iter()
            .zip(&values)
            .take(found)
            .fold(0, |sum, (place, value)| sum ^ multiply(*value, exp(usize::from(*place) * index)));
        if of_values != *syndrome {
            return None;
        }
    }
    let last = block.len() - 1;
    for (place, value) in places.iter().zip(&values).take(found) {
        *block.get_mut(last - usize::from(*place))? ^= value;
    }
    Some(Corrected { erasures: erased.len(), errors: degree - erased.len() })
}

impl Syndromes {
    /// Those of `block`, whose last `correction` codewords are the check: thirty at most.
    pub(super) fn of(block: &[u8], correction: usize) -> Option<Self> {
        let mut logs = [0usize; MOST];
        for (index, log) in logs.iter_mut().enumerate() {
            *log = index;
        }
        let mut of = [0u8; MOST];
        let sums = of.get_mut(..correction)?;
        for codeword in block {
            for (sum, log) in sums.iter_mut().zip(&logs) {
                let product = if *sum == 0 { 0 } else { exp(log_of(*sum) + log) };
                *sum = product ^ codeword;
            }
        }
        Some(Self { of, correction })
    }
}

/// Berlekamp and Massey from the erasures' locator on; gives the degree.
fn extend(
    locator: &mut [u8; MOST + 1],
    syndromes: &[u8; MOST],
    correction: usize,
    erasures: usize,
) -> Option<usize> {
    let mut before = *locator;
    let mut length = erasures;
    for step in erasures..correction {
        let discrepancy = locator
            .iter()
            .take(step + 1)
            .zip(syndromes.iter().take(step + 1).rev())
            .fold(0, |sum, (factor, syndrome)| sum ^ multiply(*factor, *syndrome));
        // The one before, times x.
        before.copy_within(0..MOST, 1);
        before[0] = 0;
        if discrepancy == 0 {
            continue;
        }
        let old = *locator;
        for (term, other) in locator.iter_mut().zip(&before) {
            *term ^= multiply(discrepancy, *other);
        }
        if 2 * length <= step + erasures {
            length = step + 1 + erasures - length;
            for (term, other) in before.iter_mut().zip(&old) {
                *term = divide(*other, discrepancy)?;
            }
        }
    }
    let degree = locator.iter().rposition(|term| *term != 0)?;
    (degree == length && 2 * (degree.checked_sub(erasures)?) + erasures <= correction).then_some(degree)
}

/// The polynomial at α^`power`.
fn evaluate(polynomial: &[u8; MOST + 1], power: usize) -> u8 {
    let mut at = 0;
    let mut sum = 0;
    for term in polynomial {
        if *term != 0 {
            sum ^= exp(log_of(*term) + at);
        }
        at = (at + power) % 255;
    }
    sum
}

fn multiply(a: u8, b: u8) -> u8 {
    if a == 0 || b == 0 { 0 } else { exp(log_of(a) + log_of(b)) }
}

fn divide(a: u8, b: u8) -> Option<u8> {
    match (a, b) {
        (_, 0) => None,
        (0, _) => Some(0),
        _ => Some(exp(log_of(a) + 255 - log_of(b))),
    }
}

/// α^`power`.
#[inline]
fn exp(power: usize) -> u8 {
    let power = if power < 510 { power } else { power % 255 };
    EXP.get(power).copied().unwrap_or(1)
}

#[inline]
fn log_of(value: u8) -> usize {
    LOG.get(usize::from(value)).copied().map_or(0, usize::from)
}

/// Error correction codewords of a block at most.
const MOST: usize = 30;

/// Powers of α, twice over.
static EXP: [u8; 510] = tables().0;
static LOG: [u8; 256] = tables().1;

#[allow(clippy::indexing_slicing, reason = "run by the compiler")]
const fn tables() -> ([u8; 510], [u8; 256]) {
    let (mut exp, mut log) = ([0; 510], [0; 256]);
    let (mut value, mut power) = (1usize, 0);
    while power < 255 {
        exp[power] = value as u8;
        exp[power + 255] = value as u8;
        log[value] = power as u8;
        value <<= 1;
        if value > 255 {
            value ^= 0x11d;
        }
        power += 1;
    }
    (exp, log)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn correct(block: &mut [u8], correction: usize, erased: &[u8]) -> Option<Corrected> {
        super::correct(block, &Syndromes::of(block, correction)?, erased)
    }

    fn encode(data: &[u8], correction: usize) -> Vec<u8> {
        let mut generator = vec![1u8];
        for power in 0..correction {
            let mut next = vec![0; generator.len() + 1];
            for (index, term) in generator.iter().enumerate() {
                next[index] ^= term;
                next[index + 1] ^= multiply(*term, exp(power));
            }
            generator = next;
        }
        let mut rest = data.to_vec();
        rest.resize(data.len() + correction, 0);
        for index in 0..data.len() {
            let factor = rest[index];
            for (at, term) in generator.iter().enumerate() {
                rest[index + at] ^= multiply(*term, factor);
            }
        }
        [data, &rest[data.len()..]].concat()
    }

    #[test]
    fn the_worked_example_of_the_standard() {
        // ISO/IEC 18004 annex I: 01234567 in version 1-M.
        let data = [16, 32, 12, 86, 97, 128, 236, 17, 236, 17, 236, 17, 236, 17, 236, 17];
        let check = [165, 36, 212, 193, 237, 54, 199, 135, 44, 85];
        assert_eq!(encode(&data, 10), [&data[..], &check[..]].concat());
    }

    #[test]
    fn errors_and_erasures_up_to_the_bound_and_none_beyond_unnoticed() {
        let mut state = 7u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            (state >> 33) as usize % below
        };
        for round in 0..4000 {
            let correction = [7, 10, 13, 15, 17, 22, 26, 30][round % 8];
            let data: Vec<u8> = (0..=random(120)).map(|_| random(256) as u8).collect();
            let good = encode(&data, correction);
            let erasures = random(correction + 1).min(good.len());
            let errors = random((correction - erasures) / 2 + 1).min(good.len() - erasures);
            let mut places: Vec<u8> = (0..good.len()).map(|place| place as u8).collect();
            for index in 0..places.len() {
                let other = random(places.len());
                places.swap(index, other);
            }
            let mut bad = good.clone();
            for place in &places[..erasures + errors] {
                bad[usize::from(*place)] ^= 1 + random(255) as u8;
            }
            let corrected = correct(&mut bad, correction, &places[..erasures]);
            assert_eq!(bad, good, "round {round}");
            if erasures + errors > 0 {
                assert_eq!(corrected, Some(Corrected { erasures, errors }), "round {round}");
            }
        }
    }

    #[test]
    fn what_cannot_be_corrected_stays_as_it_was() {
        let good = encode(&[1, 2, 3, 4, 5, 6, 7, 8, 9], 16);
        let mut bad = good.clone();
        bad[..10].iter_mut().for_each(|codeword| *codeword ^= 0x55);
        let before = bad.clone();
        assert_eq!((correct(&mut bad, 16, &[]), bad), (None, before));
        for (block, correction, erased) in
            [(vec![], 7, vec![]), (vec![1; 7], 7, vec![]), (vec![1; 40], 31, vec![])]
        {
            assert_eq!(correct(&mut block.clone(), correction, &erased), None);
        }
        assert_eq!(correct(&mut [1; 30], 7, &[200]), None);
        assert_eq!(correct(&mut [1; 30], 7, &[3, 3, 3]), None);
    }
}
