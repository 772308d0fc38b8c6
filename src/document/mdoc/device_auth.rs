use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::SessionTranscript;
use crate::cbor;
use crate::cose::{CoseError, KeyAgreement, PublicKey};
use crate::id::DocType;

/// ISO/IEC 18013-5 §9.1.3.4, around the bytes received:
///
/// ```cddl
/// DeviceAuthenticationBytes = #6.24(bstr .cbor
///     ["DeviceAuthentication", SessionTranscript, DocType, DeviceNameSpacesBytes])
/// ```
pub(crate) fn device_authentication(
    transcript: &SessionTranscript,
    doc_type: &DocType,
    name_spaces: &[u8],
) -> Vec<u8> {
    let mut content = Vec::with_capacity(transcript.as_bytes().len() + name_spaces.len() + 64);
    cbor::push_array(&mut content, 4);
    cbor::push_text(&mut content, "DeviceAuthentication");
    content.extend_from_slice(transcript.bare());
    cbor::push_text(&mut content, doc_type.as_str());
    content.extend_from_slice(name_spaces);
    cbor::embed(&content)
}

/// ISO/IEC 18013-5 §9.1.3.5: the MAC over `message` under `EMacKey`, which the device's key and the reader's ephemeral one
/// agree on — `own` is one side's, `theirs` the other's — by ECDH and HKDF-SHA-256.
pub(crate) fn device_mac(
    own: &dyn KeyAgreement,
    theirs: &PublicKey,
    transcript: &SessionTranscript,
    protected: &[u8],
    message: &[u8],
) -> Result<[u8; 32], CoseError> {
    let shared = own.agree(theirs)?;
    let salt = Sha256::digest(transcript.as_bytes());
    let mut key = Zeroizing::new([0; 32]);
    let expanded = Hkdf::<Sha256>::new(Some(&salt), shared.as_slice()).expand(b"EMacKey", key.as_mut_slice());
    // HKDF gives up to 255 hashes, one is asked for; an HMAC takes a key of any length: neither fall-back is reached.
    let (Ok(()), Ok(mut hmac)) = (expanded, Hmac::<Sha256>::new_from_slice(key.as_slice())) else {
        return Err(CoseError::Key { what: "no MAC key can be made of it" });
    };
    hmac.update(&mac_structure(protected, message));
    Ok(hmac.finalize().into_bytes().into())
}

/// RFC 9052 §6.3: `MAC_structure = ["MAC0", protected, external_aad, payload]`.
fn mac_structure(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    // RFC 9052 §6.3: a zero-length map is encoded as a zero-length string.
    let protected = if protected == [0xa0] { &[] } else { protected };
    let mut out = Vec::with_capacity(protected.len() + payload.len() + 32);
    cbor::push_array(&mut out, 4);
    cbor::push_text(&mut out, "MAC0");
    for part in [protected, b"", payload] {
        cbor::push_bytes(&mut out, part);
    }
    out
}

/// HMAC 256/256 (RFC 9053 §3.1), the one algorithm of device MACs.
pub(crate) const HMAC_256: i64 = 5;
