use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use hkdf::Hkdf;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::ProximityError;
use crate::cose::{AgreementKey, CoseError, KeyAgreement, PublicKey};
use crate::document::mdoc::SessionTranscript;

/// Which side of the session this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Holder,
    Reader,
}

/// The encryption of one session, both ways (ISO/IEC 18013-5 §9.1.1.5): AES-256-GCM under two keys that the ephemeral keys of
/// both sides and the transcript lead to. A message lost, repeated, moved or turned back does not decrypt, since each has its
/// number in its nonce.
pub(super) struct Channel {
    sends: Direction,
    receives: Direction,
}

struct Direction {
    key: Zeroizing<[u8; 32]>,
    /// The first eight bytes of the nonce: 0 for what the reader sends, 1 for what the holder does.
    identifier: u64,
    /// Of the last message; the first is 1.
    counter: u32,
}

impl Channel {
    pub(super) fn new(
        role: Role,
        own: &AgreementKey,
        theirs: &PublicKey,
        transcript: &SessionTranscript,
    ) -> Result<Self, CoseError> {
        let shared = own.agree(theirs)?;
        let salt = Sha256::digest(transcript.as_bytes());
        let hkdf = Hkdf::<Sha256>::new(Some(&salt), shared.as_slice());
        let direction = |info: &[u8], identifier| {
            let mut key = Zeroizing::new([0; 32]);
            // HKDF gives up to 255 hashes; one is asked for.
            hkdf.expand(info, key.as_mut_slice())
                .map_err(|_| CoseError::Key { what: "no session key can be made of it" })?;
            Ok::<_, CoseError>(Direction { key, identifier, counter: 0 })
        };
        let (reader, holder) = (direction(b"SKReader", 0)?, direction(b"SKDevice", 1)?);
        Ok(match role {
            Role::Holder => Self { sends: holder, receives: reader },
            Role::Reader => Self { sends: reader, receives: holder },
        })
    }

    /// Encrypts the next message.
    pub(super) fn seal(&mut self, plain: &[u8]) -> Result<Vec<u8>, ProximityError> {
        let (cipher, nonce) = self.sends.next()?;
        cipher.encrypt(&nonce, plain).map_err(|_| ProximityError::Encryption)
    }

    /// Decrypts the next message. After a refusal the session is over: the caller must not go on with this channel.
    pub(super) fn open(&mut self, sealed: &[u8]) -> Result<Vec<u8>, ProximityError> {
        let (cipher, nonce) = self.receives.next()?;
        cipher.decrypt(&nonce, sealed).map_err(|_| ProximityError::Encryption)
    }
}

impl Direction {
    /// The cipher and the nonce of the next message: a nonce is never used twice, since the count only grows and the session
    /// ends with it.
    fn next(&mut self) -> Result<(Aes256Gcm, Nonce<aes_gcm::aead::consts::U12>), ProximityError> {
        self.counter = self.counter.checked_add(1).ok_or(ProximityError::Exhausted)?;
        let mut nonce = [0; 12];
        let (identifier, counter) = nonce.split_at_mut(8);
        identifier.copy_from_slice(&self.identifier.to_be_bytes());
        counter.copy_from_slice(&self.counter.to_be_bytes());
        let key: &[u8; 32] = &self.key;
        Ok((Aes256Gcm::new(key.into()), nonce.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair() -> (Channel, Channel) {
        let key = |byte| AgreementKey::from_secret(&[byte; 32]).expect("a secret");
        let (holder, reader) = (key(1), key(2));
        let transcript = SessionTranscript::parse(&[0x83, 0xf6, 0xf6, 0xf6]).expect("a transcript");
        (
            Channel::new(Role::Holder, &holder, &reader.public_key(), &transcript).expect("a channel"),
            Channel::new(Role::Reader, &reader, &holder.public_key(), &transcript).expect("a channel"),
        )
    }

    #[test]
    fn messages_arrive_in_their_order_and_only_so() {
        let (mut holder, mut reader) = pair();
        let first = reader.seal(b"one").expect("sealed");
        let second = reader.seal(b"one").expect("sealed");
        assert_ne!(first, second);
        assert_eq!(holder.open(&first).as_deref(), Ok(&b"one"[..]));
        assert_eq!(holder.open(&second).as_deref(), Ok(&b"one"[..]));
        // Again, out of order, turned back, changed, cut.
        let refused = Err(ProximityError::Encryption);
        assert_eq!(pair().0.open(&second), refused);
        let (mut holder, _) = pair();
        assert!(holder.open(&first).is_ok());
        assert_eq!(holder.open(&first), refused);
        assert_eq!(pair().1.open(&first), refused);
        for at in 0..first.len() {
            let mut changed = first.clone();
            changed[at] ^= 1;
            assert_eq!(pair().0.open(&changed), refused);
            assert_eq!(pair().0.open(&first[..at]), refused);
        }
    }

    #[test]
    fn a_nonce_is_never_used_twice() {
        let (mut holder, mut reader) = pair();
        reader.sends.counter = u32::MAX - 1;
        holder.receives.counter = u32::MAX - 1;
        let last = reader.seal(b"last").expect("sealed");
        assert_eq!(reader.seal(b"one more"), Err(ProximityError::Exhausted));
        assert!(holder.open(&last).is_ok());
        assert_eq!(holder.open(&last), Err(ProximityError::Exhausted));
    }
}
