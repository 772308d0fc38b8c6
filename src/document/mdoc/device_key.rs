use crate::cbor::Value;
use crate::cose::{CoseError, PublicKey};
use crate::document::DocumentError;

/// The `deviceKey` of a Mobile Security Object as received: the key only the holder's device can sign with. Read on
/// demand, since a document is as genuine with a key of a curve unknown here, and a point is dear to check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceKey<'a>(&'a [u8]);

impl<'a> DeviceKey<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The COSE_Key as received.
    pub fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// The key, where it is on a curve known here.
    pub fn public_key(&self) -> Result<PublicKey, CoseError> {
        PublicKey::from_cose(self.0)
    }

    /// Whether this is the key nobody holds: the document is bound to no device, so whoever shows it proves nothing by
    /// showing it.
    pub fn is_nobodys(&self) -> bool {
        self.public_key().is_ok_and(|key| nobodys_key().is_ok_and(|nobodys| key == nobodys))
    }
}

/// What stands in `deviceKey` of a document bound to no device.
///
/// ISO/IEC 18013-5 §9.1.2.4 makes `deviceKey` mandatory, and peers refuse a Mobile Security Object without one. A document
/// issued before any device asked for it has none to name. Leaving the member out would break every reader; a fresh key
/// thrown away would look like a binding. So one public point whose secret nobody can know stands there, and readers tell
/// it apart: its x is SHA-256 of "qujat: a document bound to no device, 2" and its y the even one — the first count from 0 whose hash is an x on
/// P-256.
pub(in crate::document) fn nobodys_key() -> Result<PublicKey, CoseError> {
    PublicKey::from_sec1(&NOBODYS_POINT)
}

/// The COSE_Key to write for `key`, or for nobody.
pub(in crate::document) fn write(key: Option<&PublicKey>) -> Result<Value, DocumentError> {
    match key {
        Some(key) => Ok(key.to_cose()),
        None => Ok(nobodys_key()?.to_cose()),
    }
}

/// The compressed point.
const NOBODYS_POINT: [u8; 33] = [
    0x02, 0x31, 0x1d, 0xf8, 0x0e, 0xce, 0x10, 0x67, 0xf0, 0x0e, 0x76, 0x0c, 0xe8, 0x10, 0xff, 0xd7, 0xf4,
    0xe5, 0xb1, 0x7e, 0xdf, 0x70, 0xfc, 0x7d, 0xb7, 0x34, 0x03, 0x3e, 0x51, 0x0a, 0x4d, 0x0a, 0x5b,
];

/// What is hashed, with the count that gives a point.
#[cfg(test)]
const NOBODYS_SEED: &str = "qujat: a document bound to no device, 2";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::mdoc::digest;

    #[test]
    fn nobodys_key_is_what_its_seed_gives() {
        assert_eq!(NOBODYS_POINT[1..], digest(NOBODYS_SEED.as_bytes()));
        for earlier in ["qujat: a document bound to no device, 0", "qujat: a document bound to no device, 1"]
        {
            let mut point = vec![2];
            point.extend(digest(earlier.as_bytes()));
            assert!(PublicKey::from_sec1(&point).is_err(), "{earlier}");
        }
        let cose = crate::cbor::encode(&write(None).expect("on the curve")).expect("encoded");
        assert!(DeviceKey::new(&cose).is_nobodys());
        let mut other = cose.clone();
        *other.last_mut().expect("bytes") ^= 1;
        assert!(!DeviceKey::new(&other).is_nobodys());
    }
}
