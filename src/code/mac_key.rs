use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// A key of HMAC-SHA-256, filled with zeros to the block length as RFC 2104 §2 does with any key. What is so short that all of
/// it can be tried — six digits, an IIN — is stored only under one.
pub(crate) struct MacKey(Zeroizing<[u8; 64]>);

impl MacKey {
    /// Of 32 random bytes; `None` where they are all equal: a secret nobody set.
    pub(crate) fn new(secret: &[u8; 32]) -> Option<Self> {
        if secret.iter().all(|byte| Some(byte) == secret.first()) {
            return None;
        }
        let mut block = Zeroizing::new([0; 64]);
        block.iter_mut().zip(secret).for_each(|(to, from)| *to = *from);
        Some(Self(block))
    }

    /// The MAC of `parts` one after another: where two are of no fixed length, the caller tells their lengths. `label` keeps
    /// the uses of one key apart.
    pub(crate) fn mac(&self, label: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as KeyInit>::new((&*self.0).into());
        mac.update(label.as_bytes());
        mac.update(&[0]);
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}
