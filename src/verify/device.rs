use subtle::ConstantTimeEq;

use super::Outcome;
use super::document::printable;
use super::signer::signature;
use crate::cose::{AgreementKey, CoseError, PublicKey, SignatureError};
use crate::document::mdoc::{
    DeviceAuth, DeviceElement, DeviceSigned, HMAC_256, Mac0, Mso, SessionTranscript, device_authentication,
    device_mac,
};
use crate::id::DocType;

/// ISO/IEC 18013-5 §9.1.3: whether the device that shows the document holds the key the issuer bound. `device` is what the
/// response carries, `doc_type` the kind it names.
pub(super) fn check_device(
    mso: &Mso<'_>,
    device: Option<(&DeviceSigned<'_>, &DocType)>,
    transcript: &SessionTranscript,
    reader_key: Option<&AgreementKey>,
) -> Outcome {
    let Some((signed, doc_type)) = device else {
        return Outcome::failed("the document came without a proof of its device");
    };
    let Some(key) = &mso.device_key else {
        return Outcome::failed("the issuer bound no device key");
    };
    if key.is_nobodys() {
        return Outcome::failed("the issuer bound no device key");
    }
    let key = match key.public_key() {
        Ok(key) => key,
        Err(error) => return signature(&error),
    };
    let message = device_authentication(transcript, doc_type, signed.name_spaces);
    let proof = match &signed.auth {
        // A thing signed for a purpose of ours proves nothing in a session.
        DeviceAuth::Signature(sign1) if sign1.header().typ().is_some() => {
            Outcome::failed("the device's signature was made for something else")
        }
        DeviceAuth::Signature(sign1) => match sign1.verify_detached(&message, &key) {
            Ok(()) => Outcome::Passed,
            Err(error) => device_error(&error),
        },
        DeviceAuth::Mac(mac) => check_mac(mac, &message, &key, transcript, reader_key),
    };
    if proof == Outcome::Passed { check_authorised(mso, signed) } else { proof }
}

/// ISO/IEC 18013-5 §9.1.2.4: the device states nothing but what the issuer authorised its key for.
fn check_authorised(mso: &Mso<'_>, signed: &DeviceSigned<'_>) -> Outcome {
    let may = |element: &&DeviceElement<'_>| {
        !mso.key_authorizations.allow(&element.name_space, &element.identifier)
    };
    match signed.elements.iter().find(may) {
        None => Outcome::Passed,
        Some(element) => Outcome::failed(format_args!(
            "{}: the issuer did not authorise the device to state it",
            printable(&element.identifier).unwrap_or("an element")
        )),
    }
}

fn check_mac(
    mac: &Mac0<'_>,
    message: &[u8],
    key: &PublicKey,
    transcript: &SessionTranscript,
    reader_key: Option<&AgreementKey>,
) -> Outcome {
    // ISO/IEC 18013-5 §9.1.3.5: HMAC 256/256, COSE algorithm 5.
    if mac.algorithm != Some(HMAC_256) {
        return Outcome::failed("the device's MAC is not HMAC 256/256");
    }
    if mac.payload.as_deref().is_some_and(|attached| attached != message) {
        return Outcome::failed("the device's MAC is over something else");
    }
    if key.as_p256().is_none() {
        let algorithm = "a device MAC with a key that is not on P-256";
        return Outcome::not_done(SignatureError::Unsupported { algorithm });
    }
    let Some(reader_key) = reader_key else {
        return Outcome::not_done("the reader's ephemeral key was not given");
    };
    let expected = match device_mac(reader_key, key, transcript, &mac.protected, message) {
        Ok(expected) => expected,
        Err(error) => return Outcome::not_done(error),
    };
    // A guessed tag must not be found byte by byte.
    if expected.as_slice().ct_eq(mac.tag.as_ref()).into() {
        Outcome::Passed
    } else {
        Outcome::failed("the device's MAC is not true")
    }
}

fn device_error(error: &CoseError) -> Outcome {
    match error {
        CoseError::Signature(SignatureError::Untrue) => Outcome::failed("the device's signature is not true"),
        other => signature(other),
    }
}
