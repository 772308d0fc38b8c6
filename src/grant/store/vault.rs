use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use zeroize::Zeroizing;

use super::{SlotKey, StoreError, SubjectKey};
use crate::code::MacKey;
use crate::grant::Grant;

/// Encrypts grants and small values for a store that is another program's: AES-256-GCM under a key of the service, bound to the
/// key under which they are kept.
///
/// Twelve bytes of an HMAC of the record are its nonce, so that a nonce meets another record only where 96 bits collide:
/// one key seals far fewer than the 2³² records for which that is negligible before it is changed.
pub(super) struct Vault {
    cipher: Aes256Gcm,
    nonces: MacKey,
}

impl Vault {
    /// With 32 random bytes; `None` where they are all equal.
    pub(super) fn new(secret: &[u8; 32]) -> Option<Self> {
        let master = MacKey::new(secret)?;
        let key = Zeroizing::new(master.mac("qujat grant record key 1", &[]));
        let nonces = Zeroizing::new(master.mac("qujat grant record nonces 1", &[]));
        let key: &[u8; 32] = &key;
        Some(Self { cipher: Aes256Gcm::new(key.into()), nonces: MacKey::new(&nonces)? })
    }

    pub(super) fn seal(&self, grant: &Grant, subject: &SubjectKey) -> Result<Vec<u8>, StoreError> {
        let record = Zeroizing::new(grant.to_bytes().map_err(|_| UNREADABLE)?);
        self.seal_bytes("qujat grant record nonce 1", &record, subject.as_bytes())
    }

    pub(super) fn open(&self, sealed: &[u8], subject: &SubjectKey) -> Result<Grant, StoreError> {
        let record = self.open_bytes(sealed, subject.as_bytes())?;
        Grant::from_bytes(&record).map_err(|_| UNREADABLE)
    }

    /// A slot's value. The same value at the same key is sealed the same, so that a server can compare it unread.
    pub(super) fn seal_slot(&self, value: &[u8], key: &SlotKey) -> Result<Vec<u8>, StoreError> {
        self.seal_bytes("qujat slot nonce 1", value, key.as_bytes())
    }

    pub(super) fn open_slot(&self, sealed: &[u8], key: &SlotKey) -> Result<Vec<u8>, StoreError> {
        self.open_bytes(sealed, key.as_bytes()).map(|value| value.to_vec())
    }

    fn seal_bytes(&self, label: &str, record: &[u8], of: &[u8; 32]) -> Result<Vec<u8>, StoreError> {
        let mac = self.nonces.mac(label, &[of, record]);
        let nonce: [u8; 12] = mac.first_chunk().copied().ok_or(UNREADABLE)?;
        let payload = Payload { msg: record, aad: of };
        let sealed = self.cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| UNREADABLE)?;
        Ok([&nonce[..], &sealed].concat())
    }

    fn open_bytes(&self, sealed: &[u8], of: &[u8; 32]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let (nonce, sealed) = sealed.split_first_chunk::<12>().ok_or(UNREADABLE)?;
        let payload = Payload { msg: sealed, aad: of };
        let record = self.cipher.decrypt(&Nonce::from(*nonce), payload).map_err(|_| UNREADABLE)?;
        Ok(Zeroizing::new(record))
    }
}

/// Sealed under another secret, for another subject, or changed.
const UNREADABLE: StoreError = StoreError::Broken { what: "a record that cannot be read" };

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grant::{Audience, DocumentRef};
    use crate::id::{DocType, DocumentNumber, GrantId, Iin};
    use crate::time::{Timestamp, Validity};

    fn grant() -> Grant {
        let at = |unix| Timestamp::from_unix(unix).expect("a time");
        let number = DocumentNumber::parse("045123789").expect("a number");
        Grant {
            id: GrantId::from_bytes(&[7; 16]).expect("an id"),
            subject: Iin::parse("000000000101").expect("an IIN"),
            documents: vec![DocumentRef { doc_type: DocType::IDENTITY_CARD, number }.into()],
            audience: Audience::AnyoneAuthenticated,
            validity: Validity::new(at(1_795_000_000), at(1_795_000_180)).expect("a window"),
            views: 3,
            purpose: None,
        }
    }

    fn vault(byte: u8) -> Vault {
        let mut secret = [byte; 32];
        secret[0] = 0;
        Vault::new(&secret).expect("a secret")
    }

    #[test]
    fn only_the_service_reads_what_it_sealed() {
        let (subject, other) = (SubjectKey::from_bytes([1; 32]), SubjectKey::from_bytes([2; 32]));
        let sealed = vault(1).seal(&grant(), &subject).expect("sealed");
        for personal in ["000000000101", "045123789"] {
            assert!(!sealed.windows(personal.len()).any(|window| window == personal.as_bytes()));
        }
        assert_eq!(vault(1).open(&sealed, &subject), Ok(grant()));
        assert_eq!(vault(2).open(&sealed, &subject), Err(UNREADABLE));
        assert_eq!(vault(1).open(&sealed, &other), Err(UNREADABLE));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(vault(1).open(&changed, &subject), Err(UNREADABLE), "byte {at}");
            assert_eq!(vault(1).open(&sealed[..at], &subject), Err(UNREADABLE), "{at} bytes");
        }
        assert!(Vault::new(&[5; 32]).is_none());
    }

    #[test]
    fn another_record_has_another_nonce() {
        let subject = SubjectKey::from_bytes([1; 32]);
        let nonce = |grant: &Grant| vault(1).seal(grant, &subject).expect("sealed")[..12].to_vec();
        assert_ne!(nonce(&grant()), nonce(&Grant { views: 4, ..grant() }));
        assert_eq!(nonce(&grant()), nonce(&grant()));
    }
}
