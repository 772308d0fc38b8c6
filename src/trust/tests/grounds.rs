//! Lists, anchors and signers that speak of one key.

use super::*;
use crate::trust::{DocTypes, TrustListDraft};

/// 352/5: a key that stands in a list may sign what the list says, whoever certified it besides.
#[test]
fn an_anchor_widens_no_list() {
    let root = root();
    let signer = root.certify(signer_params("Signer"), es256(2));
    let mut store = TrustStore::new();
    store.add_anchor(&root.der).expect("an anchor");
    let said = |store: &TrustStore, purpose| {
        let trusted = ask_store(store, &[&signer], purpose, now()).expect("trusted");
        (trusted.issuer.ground, trusted.entitled.map_err(|error| error.to_string()))
    };
    assert_eq!(said(&store, Purpose::Document), (TrustGround::Anchor, Ok(())));
    // The list knows the key for grants alone.
    store.add_list(&list(1, &[(2, Purpose::Grant)])).expect("a list");
    let (ground, entitled) = said(&store, Purpose::Document);
    assert_eq!(ground, TrustGround::List);
    assert_eq!(entitled, Err("the signer may not sign a document".to_owned()));
    assert_eq!(said(&store, Purpose::Grant), (TrustGround::List, Ok(())));
    // Another key below the same anchor is no worse for it.
    let other = root.certify(signer_params("Signer"), es256(3));
    assert_eq!(
        ask_store(&store, &[&other], Purpose::Document, now()).expect("trusted").issuer.ground,
        TrustGround::Anchor
    );
}

/// 352/5: one kind in the list is one kind, and an entry that is over is over.
#[test]
fn a_list_limits_kinds_and_time() {
    let root = root();
    let signer = root.certify(signer_params("Signer"), es256(2));
    let mut draft = TrustListDraft {
        name: "kz.test".into(),
        version: 1,
        issued: at("2027-01-01T00:00:00Z"),
        next_update: at("2027-07-01T00:00:00Z"),
        entries: list(1, &[(2, Purpose::Document)]).entries().to_vec(),
    };
    draft.entries[0].scope.doc_types = DocTypes::Only(vec![DocType::DRIVING_LICENCE]);
    let publisher = es256(99).signer;
    let open = |draft: &TrustListDraft| {
        crate::trust::TrustList::open(&draft.sign(&publisher).expect("signed"), &publisher.public_key())
            .expect("opened")
    };
    let mut store = TrustStore::new();
    store.add_anchor(&root.der).expect("an anchor");
    store.add_list(&open(&draft)).expect("a list");
    let entitled = ask_store(&store, &[&signer], Purpose::Document, now()).expect("trusted").entitled;
    assert_eq!(
        entitled.expect_err("another kind").to_string(),
        "the signer may not sign documents of the kind kz.gov.egov.identity_card.1"
    );

    draft.version = 2;
    draft.entries[0].scope.doc_types = DocTypes::All;
    draft.entries[0].validity =
        crate::time::Validity::new(at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z")).expect("a window");
    store.add_list(&open(&draft)).expect("a newer list");
    let trusted = ask_store(&store, &[&signer], Purpose::Document, now()).expect("known");
    assert_eq!(
        trusted.current.expect_err("over").to_string(),
        "the signer's key was valid until 2027-01-01T00:00:00Z"
    );
    // Struck off the list, it is again what its certificate makes it.
    draft.version = 3;
    draft.entries.clear();
    store.add_list(&open(&draft)).expect("a newer list");
    assert_eq!(
        ask_store(&store, &[&signer], Purpose::Document, now()).expect("trusted").issuer.ground,
        TrustGround::Anchor
    );
}

/// The same authority given twice, for two things: either lets its signers sign its own.
#[test]
fn an_authority_may_be_given_twice() {
    let root = root();
    let signer = root.certify(signer_params("Signer"), es256(2));
    let only = |kind| Scope { purposes: vec![Purpose::Document], doc_types: DocTypes::Only(vec![kind]) };
    for kinds in [
        [DocType::DRIVING_LICENCE, DocType::IDENTITY_CARD],
        [DocType::IDENTITY_CARD, DocType::DRIVING_LICENCE],
    ] {
        let mut store = TrustStore::new();
        for kind in kinds {
            store.add_anchor_for(&root.der, only(kind)).expect("an anchor");
        }
        let trusted = ask_store(&store, &[&signer], Purpose::Document, now()).expect("trusted");
        assert_eq!(trusted.entitled, Ok(()));
        assert!(ask_store(&store, &[&signer], Purpose::Seal, now()).expect("trusted").entitled.is_err());
    }
}

/// Whether a chain would have made a key fit that is trusted for something else is left open where its algorithm is not
/// carried out here; a chain that does not hold leaves nothing open.
#[test]
fn a_chain_that_cannot_be_checked_leaves_the_question_open() {
    let rsa = Authority::root(authority_params("RSA"), Key::pretending(&rcgen::PKCS_RSA_SHA256));
    let signer = rsa.certify(signer_params("Signer"), es256(2));
    let issuer = crate::trust::Issuer {
        name: crate::text::LocalText::default(),
        bin: None,
        ground: TrustGround::Signer,
    };
    let grants = Scope { purposes: vec![Purpose::Grant], doc_types: DocTypes::All };
    let past = crate::time::Validity::new(at("2020-01-01T00:00:00Z"), at("2021-01-01T00:00:00Z")).ok();
    for validity in [None, past] {
        let mut store = TrustStore::new();
        let key = es256(2).signer.public_key();
        store.add_key(key, issuer.clone(), grants.clone(), validity).expect("a key");
        store.add_anchor(&root().der).expect("another anchor");
        let entitled = ask_store(&store, &[&signer], Purpose::Document, now()).expect("known").entitled;
        assert_eq!(entitled.expect_err("grants alone").to_string(), "the signer may not sign a document");
        store.add_anchor(&rsa.der).expect("an anchor");
        let trusted = ask_store(&store, &[&signer], Purpose::Document, now()).expect("known");
        let open = Err(TrustError::Unsupported { algorithm: "RSA" });
        assert_eq!(trusted.entitled, open);
        assert_eq!(trusted.current, if validity.is_some() { open } else { Ok(()) });
        // What it may sign of itself is not asked of the chain.
        if validity.is_none() {
            assert_eq!(ask_store(&store, &[&signer], Purpose::Grant, now()).expect("known").entitled, Ok(()));
        }
    }
}
