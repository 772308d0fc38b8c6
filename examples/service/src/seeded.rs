//! Random bytes that are not: the same ones in every process, so that two of them make the same keys for the demonstration.

use qujat::random::{RandomError, RandomSource};
use sha2::{Digest, Sha256};

/// SHA-256 of a label and a number that counts up.
pub(crate) struct Seeded {
    label: &'static str,
    count: u64,
    left: Vec<u8>,
}

impl Seeded {
    pub(crate) const fn new(label: &'static str) -> Self {
        Self { label, count: 0, left: Vec::new() }
    }
}

impl RandomSource for Seeded {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        for byte in out {
            if self.left.is_empty() {
                let block = Sha256::new().chain_update(self.label).chain_update(self.count.to_be_bytes());
                self.left = block.finalize().to_vec();
                self.count += 1;
            }
            *byte = self.left.pop().ok_or(RandomError)?;
        }
        Ok(())
    }
}
