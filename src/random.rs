//! Randomness, brought by the caller.
//!
//! *Takes* random bytes from a [`RandomSource`] the application implements over the operating system's generator.
//! *Gives* identifiers, salts and digits. *Refuses* to go on when the source fails: nothing weaker is used instead.

use thiserror::Error;

/// A source of cryptographically secure random bytes: `SecureRandom` on Android, `SecRandomCopyBytes` on iOS,
/// `getrandom` on a server. A deterministic one is for tests alone.
pub trait RandomSource {
    /// Fills `out` completely, or fails and leaves its content unspecified.
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError>;
}

/// The source of random bytes failed; nothing was made from what it gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the source of random bytes failed")]
pub struct RandomError;

impl<F: FnMut(&mut [u8]) -> Result<(), RandomError>> RandomSource for F {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        self(out)
    }
}

/// `N` random bytes.
pub fn make_bytes<const N: usize>(random: &mut dyn RandomSource) -> Result<[u8; N], RandomError> {
    let mut out = [0; N];
    random.fill(&mut out)?;
    Ok(out)
}

/// A uniform number below `bound` (1 or more), by rejection: no remainder bias, so every value is equally likely.
/// A source whose every draw is rejected 128 times in a row (chance below 2⁻¹²⁸) is broken and reported.
pub fn make_below(random: &mut dyn RandomSource, bound: u32) -> Result<u32, RandomError> {
    let bound = bound.max(1);
    let ceiling = u32::MAX - (u32::MAX % bound);
    for _ in 0..128 {
        let draw = u32::from_le_bytes(make_bytes(random)?);
        if draw < ceiling {
            return Ok(draw % bound);
        }
    }
    Err(RandomError)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejects_the_biased_tail() {
        // u32::MAX lies above the last whole multiple of a million: it is thrown away, the next draw is used.
        let mut draws = [u32::MAX, 4_293_999_999, 1_000_007].into_iter();
        let mut source = |out: &mut [u8]| {
            out.copy_from_slice(&draws.next().ok_or(RandomError)?.to_le_bytes());
            Ok(())
        };
        assert_eq!(make_below(&mut source, 1_000_000), Ok(999_999));
        assert_eq!(make_below(&mut source, 1_000_000), Ok(7));
        assert_eq!(make_below(&mut source, 1_000_000), Err(RandomError));
    }

    #[test]
    fn a_stuck_source_is_an_error() {
        let mut stuck = |out: &mut [u8]| {
            out.fill(0xff);
            Ok(())
        };
        assert_eq!(make_below(&mut stuck, 1_000_000), Err(RandomError));
    }
}
