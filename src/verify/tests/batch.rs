//! Many documents at a time: each is answered as by itself.

use core::num::NonZeroUsize;

use super::*;
use crate::trust::testing::with_dates;

fn threads(count: usize) -> NonZeroUsize {
    NonZeroUsize::new(count).expect("one at least")
}

/// Each check with its outcome, as text.
fn told(report: &Report) -> String {
    format!("{:?}", report.checks())
}

/// True and untrue ones, of several signers and of none, more of them than threads take at once.
fn mixed(root: &Authority) -> Vec<Vec<u8>> {
    let good = issue(signer(root), None).into_bytes();
    let mut forged = good.clone();
    // Within the last of the elements: the signature comes after them or holds over other bytes.
    let at = forged.windows(12).rposition(|text| text == b"elementValue").expect("an element") + 14;
    forged[at] ^= 1;
    let over = root.certify(
        with_dates(signer_params("Ended"), "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z"),
        Key::new(Algorithm::Es256, 5),
    );
    let stranger = Authority::root(authority_params("Other"), Key::new(Algorithm::Es384, 8));
    let kinds = [
        good.clone(),
        forged,
        issue(over, None).into_bytes(),
        issue(signer(&stranger), None).into_bytes(),
        good[..good.len() / 2].to_vec(),
        Vec::new(),
    ];
    (0..40).map(|number| kinds[number * 7 % kinds.len()].clone()).collect()
}

#[test]
fn a_batch_answers_as_each_by_itself_in_order() {
    let root = root();
    let (documents, trust) = (mixed(&root), anchors(&root));
    let alone: Vec<String> = documents
        .iter()
        .map(|bytes| told(document(bytes, &trust, &Expect::default(), now()).report()))
        .collect();
    assert!(alone.iter().any(|one| *one != alone[0]));
    for count in [1, 2, 7, 1000] {
        let found = batch(&documents, &trust, &Expect::default(), now(), threads(count), |_, found| {
            told(found.report())
        });
        assert_eq!(found, alone, "{count} threads");
    }
    let verified = batch(&documents[..1], &trust, &Expect::default(), now(), threads(2), |_, found| {
        found.verified().is_ok()
    });
    assert_eq!(verified, [true]);
    let none: [Vec<u8>; 0] = [];
    assert!(batch(&none, &trust, &Expect::default(), now(), threads(3), |_, _| ()).is_empty());
}

/// What was found of a chain answers no other question: another instant, purpose, kind or certificate is asked anew.
#[test]
fn a_remembered_chain_answers_only_the_same_question() {
    use crate::cose::{Purpose, Sign1};
    use crate::id::DocType;
    let root = root();
    let ours = issue(signer(&root), None);
    let ends = with_dates(signer_params("Ends"), "2026-01-01T00:00:00Z", "2027-06-01T00:00:00Z");
    let other = issue(root.certify(ends, Key::new(Algorithm::Es256, 5)), None);
    let trust = anchors(&root);
    let remembering = trust.remembering();
    let tell = |trust: &TrustStore, bytes: &[u8], purpose, kind, at| {
        let issued = crate::document::mdoc::IssuerSigned::parse(bytes).expect("read");
        let sign1: &Sign1<'_> = issued.sign1();
        format!("{:?}", trust.candidates(sign1.header(), purpose, kind, at))
    };
    // Twice, so that each is asked before and after all others.
    for _ in 0..2 {
        for bytes in [ours.as_bytes(), other.as_bytes()] {
            for purpose in [Purpose::Document, Purpose::Grant, Purpose::TrustList] {
                for kind in [None, Some(&DocType::IDENTITY_CARD)] {
                    for at in [now(), at("2027-07-01T00:00:00Z"), at("2030-01-01T00:00:00Z")] {
                        let wanted = tell(&trust, bytes, purpose, kind, at);
                        assert_eq!(tell(&remembering, bytes, purpose, kind, at), wanted);
                    }
                }
            }
        }
    }
    assert_ne!(
        tell(&remembering, other.as_bytes(), Purpose::Document, None, now()),
        tell(&remembering, other.as_bytes(), Purpose::Document, None, at("2027-07-01T00:00:00Z"))
    );
}

/// The same while there is no more room to remember.
#[test]
fn more_chains_than_are_remembered() {
    let root = root();
    let count = crate::limits::MAX_REMEMBERED_CHAINS + 20;
    // One key, and a certificate by another name each time.
    let document_of = |number| {
        let key = Key::new(Algorithm::EdDsa, 3);
        issue(root.certify(signer_params(&format!("S{number}")), key), None).into_bytes()
    };
    let documents: Vec<_> = (0..count).map(document_of).collect();
    let found = batch(&documents, &anchors(&root), &Expect::default(), now(), threads(2), |_, found| {
        found.verified().is_ok()
    });
    assert!(found.into_iter().all(|valid| valid));
}
