use hex_literal::hex;

use super::*;
use crate::cbor::Value;

fn signer(algorithm: Algorithm) -> SoftwareSigner {
    let secret = [7; 48];
    let length = if algorithm == Algorithm::Es384 { 48 } else { 32 };
    SoftwareSigner::from_secret(algorithm, &secret[..length]).expect("a valid secret")
}

#[test]
fn each_algorithm_signs_and_opens() {
    for algorithm in [Algorithm::Es256, Algorithm::Es384, Algorithm::EdDsa] {
        let signer = signer(algorithm);
        let signed = Unsigned { purpose: Purpose::Grant, payload: b"payload" }.sign(&signer).expect("signed");
        let sign1 = Sign1::parse(&signed).expect("parsed");
        assert_eq!(sign1.header().algorithm(), Some(algorithm));
        assert_eq!(sign1.header().key_id(), signer.key_id());
        let opened = sign1.open(Purpose::Grant, &signer.public_key()).expect("opened");
        assert_eq!((opened.payload(), opened.purpose()), (b"payload".as_slice(), Purpose::Grant));

        let mut broken = signed.clone();
        *broken.last_mut().expect("bytes") ^= 1;
        let refused = Sign1::parse(&broken).expect("parsed").open(Purpose::Grant, &signer.public_key());
        assert_eq!(refused.expect_err("untrue").to_string(), "the signature is not true");
    }
}

#[test]
fn one_purpose_never_passes_for_another() {
    let signer = signer(Algorithm::EdDsa);
    for signed_for in Purpose::ALL {
        let signed = Unsigned { purpose: signed_for, payload: b"x" }.sign(&signer).expect("signed");
        for asked in Purpose::ALL {
            let opened = Sign1::parse(&signed).expect("parsed").open(asked, &signer.public_key());
            assert_eq!(opened.is_ok(), signed_for == asked, "{signed_for:?} opened as {asked:?}");
        }
    }
    let signed = Unsigned { purpose: Purpose::Seal, payload: b"x" }.sign(&signer).expect("signed");
    let refused = Sign1::parse(&signed).expect("parsed").open(Purpose::Grant, &signer.public_key());
    assert_eq!(refused.expect_err("another purpose").to_string(), "signed as seal, grant wanted");
}

#[test]
fn another_key_or_algorithm_is_refused() {
    let signed =
        Unsigned { purpose: Purpose::Seal, payload: b"x" }.sign(&signer(Algorithm::Es256)).expect("signed");
    let refused =
        Sign1::parse(&signed).expect("parsed").open(Purpose::Seal, &signer(Algorithm::EdDsa).public_key());
    assert_eq!(refused.expect_err("other key").to_string(), "the key is for EdDSA, the signature is ES256");
}

#[test]
fn malformed_things_are_refused() {
    let refusal = |bytes: &[u8]| Sign1::parse(bytes).expect_err("refused").to_string();
    assert_eq!(refusal(&hex!("d11c8440a04040")), "CBOR tag 17 found, 18 (COSE_Sign1) wanted");
    assert_eq!(
        refusal(&hex!("8340a040")),
        "COSE_Sign1: cbor at byte 0: an array of 4 (COSE_Sign1) is wanted"
    );
    assert_eq!(
        refusal(&hex!("9f40a040ff")),
        "COSE_Sign1: cbor at byte 5: an array of 4 (COSE_Sign1) is wanted"
    );
    assert_eq!(refusal(&hex!("8443a10126a101264040")), "COSE header parameter 1: stands in both header maps");
    // Thousands of labels in one map, the last of them again in the other.
    let mut labels = hex!("b90fff").to_vec();
    for label in 0x1000..0x1fff_u16 {
        labels.push(0x19);
        labels.extend(label.to_be_bytes());
        labels.push(0);
    }
    let unprotected = [&hex!("8440")[..], &labels, &hex!("4040")].concat();
    assert!(Sign1::parse(&unprotected).is_ok());
    let both = [&hex!("8445a1191ffe00")[..], &labels, &hex!("4040")].concat();
    assert_eq!(refusal(&both), "COSE header parameter 8190: stands in both header maps");
    assert_eq!(refusal(&hex!("8442a000a04040")), "COSE_Sign1: 1 bytes follow the cbor item");
    assert_eq!(refusal(&hex!("8445a102811863a04040")), "a critical COSE header parameter is not understood");
    assert_eq!(refusal(&hex!("8440a110617840 40")), "COSE header parameter 16: must be protected");
    assert_eq!(
        refusal(&hex!("8443a10126a20442313104423131 4040")),
        "COSE_Sign1: cbor map holds a key twice at byte 10"
    );
    assert_eq!(refusal(&hex!("8440a0404000")), "COSE_Sign1: 1 bytes follow the cbor item");
}

#[test]
fn unprotected_algorithm_is_no_proof_of_ours() {
    // RFC 9052's example with an empty protected map passes as bare COSE and fails as anything of ours.
    let bytes = hex!("8441a0a1012640 40");
    let sign1 = Sign1::parse(&bytes).expect("parsed");
    let refused = sign1.open(Purpose::Document, &signer(Algorithm::Es256).public_key());
    assert_eq!(refused.expect_err("unprotected").to_string(), "COSE header parameter 1: must be protected");
}

#[test]
fn keys_round_trip_and_hostile_ones_are_refused() {
    for algorithm in [Algorithm::Es256, Algorithm::Es384, Algorithm::EdDsa] {
        let key = signer(algorithm).public_key();
        let cose = crate::cbor::encode(&key.to_cose()).expect("encoded");
        assert_eq!(PublicKey::from_cose(&cose), Ok(key.clone()));
        assert_eq!(PublicKey::from_spki(&key.to_spki().expect("DER")), Ok(key));
    }
    let off_curve = Value::Map(vec![
        (1.into(), 2.into()),
        ((-1).into(), 1.into()),
        ((-2).into(), Value::Bytes(vec![1; 32])),
        ((-3).into(), Value::Bytes(vec![1; 32])),
    ]);
    let bytes = crate::cbor::encode(&off_curve).expect("encoded");
    assert_eq!(PublicKey::from_cose(&bytes), Err(CoseError::Key { what: "not a point on its curve" }));
    let weak = PublicKey::from_ed25519_bytes(&hex!(
        "0100000000000000000000000000000000000000000000000000000000000000"
    ));
    assert_eq!(weak, Err(CoseError::Key { what: "an Ed25519 key of small order" }));
}

#[test]
fn coset_agrees() {
    use coset::{CborSerializable, TaggedCborSerializable};
    let signer = signer(Algorithm::Es256);
    let signed = Unsigned { purpose: Purpose::Grant, payload: b"payload" }.sign(&signer).expect("signed");
    let theirs = coset::CoseSign1::from_tagged_slice(&signed).expect("coset reads ours");
    let verified = theirs.verify_signature(b"", |signature, message| {
        signer.public_key().verify(Algorithm::Es256, message, signature)
    });
    assert_eq!(verified, Ok(()));

    let made = coset::CoseSign1Builder::new()
        .protected(coset::HeaderBuilder::new().algorithm(coset::iana::Algorithm::ES256).build())
        .payload(b"theirs".to_vec())
        .create_signature(b"", |message| signer.sign(message).expect("signed"))
        .build()
        .to_vec()
        .expect("encoded");
    let opened = Sign1::parse(&made).expect("we read coset's").open(Purpose::Document, &signer.public_key());
    assert_eq!(opened.expect("opened").payload(), b"theirs");
}
