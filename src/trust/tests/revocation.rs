//! Revocation lists: whose they are, what they say, how long.

use rcgen::{CrlDistributionPoint, CrlIssuingDistributionPoint, CrlScope, KeyUsagePurpose};

use super::*;
use crate::time::Timestamp;
use crate::trust::x509::testing::Revoking;
use crate::trust::{Revocation, RevocationGap, RevocationReason};

/// The serial of every certificate made here.
const SERIAL: &[u8] = &[1, 2, 3];

fn said(store: &TrustStore, chain: &[&Authority]) -> Revocation {
    ask_store(store, chain, Purpose::Document, now()).expect("trusted").revocation.at(now(), 60)
}

fn store(anchors: &[&Authority]) -> TrustStore {
    let mut store = TrustStore::new();
    for anchor in anchors {
        store.add_anchor(&anchor.der).expect("an anchor");
    }
    store
}

fn with_serial(mut params: rcgen::CertificateParams, serial: &[u8]) -> rcgen::CertificateParams {
    params.serial_number = Some(serial.to_vec().into());
    params
}

fn refusal(store: &mut TrustStore, der: &[u8]) -> String {
    store.add_crl(der).expect_err("refused").to_string()
}

#[test]
fn a_list_names_the_revoked() {
    let root = root();
    let signer = root.certify(signer_params("Signer"), es256(2));
    let mut store = store(&[&root]);
    let no_list = Revocation::Unknown { gap: RevocationGap::NoList };
    assert_eq!(said(&store, &[&signer]), no_list, "no list is no good news");
    store.add_crl(&root.revokes(&Revoking::NOBODY)).expect("a list");
    assert_eq!(
        said(&store, &[&signer]),
        Revocation::Good { this_update: at(Revoking::NOBODY.from), next_update: at(Revoking::NOBODY.until) }
    );
    // Another serial is another certificate; a needless zero before it is none.
    let others: &[(&[u8], &str)] = &[
        (&[9], "2027-05-01T00:00:00Z"),
        (&[1, 2], "2027-05-01T00:00:00Z"),
        (&[1, 2, 3, 4], "2027-05-01T00:00:00Z"),
    ];
    store.add_crl(&root.revokes(&Revoking { serials: others, ..Revoking::NOBODY })).expect("a list");
    assert!(matches!(said(&store, &[&signer]), Revocation::Good { .. }));
    let all = [others, &[(SERIAL, "2027-05-25T10:00:00Z")]].concat();
    let naming = root.revokes(&Revoking { serials: &all, from: "2027-05-26T00:00:00Z", ..Revoking::NOBODY });
    store.add_crl(&naming).expect("a list");
    let revoked = said(&store, &[&signer]);
    let since = at("2027-05-25T10:00:00Z");
    assert_eq!(revoked, Revocation::Revoked { since, reason: Some(RevocationReason::KeyCompromise) });
    assert_eq!(
        revoked.to_string(),
        "a certificate was revoked at 2027-05-25T10:00:00Z: its key is known to others"
    );
    // Once known, an older list does not take it back, and a stale one still tells it.
    assert_eq!(
        refusal(&mut store, &root.revokes(&Revoking::NOBODY)),
        "revocation list of 2027-05-20T00:00:00Z is older than that of 2027-05-26T00:00:00Z, which is known already"
    );
    let later =
        |now| ask_store(&store, &[&signer], Purpose::Document, now).expect("trusted").revocation.at(now, 60);
    assert_eq!(later(at("2027-08-01T00:00:00Z")), revoked);
}

#[test]
fn a_list_has_its_time() {
    let root = root();
    let signer = root.certify(signer_params("Signer"), es256(2));
    let mut store = store(&[&root]);
    store.add_crl(&root.revokes(&Revoking::NOBODY)).expect("a list");
    let said = |now: Timestamp| {
        ask_store(&store, &[&signer], Purpose::Document, now).expect("trusted").revocation.at(now, 60)
    };
    assert!(matches!(said(at("2027-06-19T23:59:59Z")), Revocation::Good { .. }));
    let stale = said(at(Revoking::NOBODY.until));
    assert_eq!(
        stale.to_string(),
        "the revocation list of 2027-05-20T00:00:00Z was to be renewed by 2027-06-20T00:00:00Z"
    );
    assert!(matches!(stale, Revocation::Unknown { gap: RevocationGap::Stale { .. } }));
    assert!(matches!(said(at(Revoking::NOBODY.from).plus(-60)), Revocation::Good { .. }));
    let ahead = said(at(Revoking::NOBODY.from).plus(-61));
    assert_eq!(ahead.to_string(), "the revocation list is of the future, of 2027-05-20T00:00:00Z");
}

#[test]
fn a_list_is_its_issuers() {
    let root = root();
    let signer = root.certify(signer_params("Signer"), es256(2));
    let mut store = store(&[&root]);
    // Somebody who plays the authority.
    let double = Authority::root(authority_params("IACA"), es256(7));
    let revoking = Revoking { serials: &[(SERIAL, "2027-05-25T10:00:00Z")], ..Revoking::NOBODY };
    assert_eq!(refusal(&mut store, &double.revokes(&revoking)), "revocation list: its signature is not true");
    // An anchor of another name is no issuer of this one's.
    let other = Authority::root(authority_params("Another"), es256(8));
    store.add_crl(&other.revokes(&revoking)).expect("a list of somebody's");
    assert_eq!(said(&store, &[&signer]), Revocation::Unknown { gap: RevocationGap::NoList });
    // One whose key may not sign lists. rcgen would not, so the list is made under another certificate of its key.
    let mut mute = authority_params("Mute");
    mute.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let mute = Authority::root(mute, es256(9));
    let list = Authority::root(authority_params("Mute"), es256(9)).revokes(&Revoking::NOBODY);
    store.add_anchor(&mute.der).expect("an anchor");
    assert_eq!(refusal(&mut store, &list), "revocation list: its issuer's key usage does not let it revoke");
    // One of an algorithm not carried out here.
    let rsa = Authority::root(authority_params("RSA"), Key::pretending(&rcgen::PKCS_RSA_SHA256));
    store.add_anchor(&rsa.der).expect("an anchor");
    assert_eq!(refusal(&mut store, &rsa.revokes(&Revoking::NOBODY)), "algorithm not supported: RSA");

    // A list that came before its issuer was an anchor is verified when it is used.
    let mut early = TrustStore::new();
    early.add_crl(&double.revokes(&revoking)).expect("nobody's yet");
    early.add_anchor(&root.der).expect("an anchor");
    let unusable = said(&early, &[&signer]);
    assert_eq!(unusable.to_string(), "revocation list: its signature is not true");
    assert!(matches!(unusable, Revocation::Unknown { gap: RevocationGap::Unusable(_) }));
    early.add_crl(&root.revokes(&revoking)).expect("the true one");
    assert!(matches!(said(&early, &[&signer]), Revocation::Revoked { .. }));
}

#[test]
fn every_link_is_asked_about() {
    let root = root();
    let middle = root.certify(with_serial(authority_params("Middle"), &[5]), es256(2));
    let signer = middle.certify(with_serial(signer_params("Signer"), &[6]), es256(3));
    let chain = [&signer, &middle];
    let mut store = store(&[&root]);
    store.add_crl(&root.revokes(&Revoking::NOBODY)).expect("a list");
    assert_eq!(
        said(&store, &chain),
        Revocation::Unknown { gap: RevocationGap::NoList },
        "of the signer's issuer"
    );
    // The authority between is known by the chain alone: its list is verified by what that brings.
    let short = Revoking { until: "2027-06-10T00:00:00Z", from: "2027-05-30T00:00:00Z", ..Revoking::NOBODY };
    store.add_crl(&middle.revokes(&short)).expect("a list");
    assert_eq!(
        said(&store, &chain),
        Revocation::Good { this_update: at(Revoking::NOBODY.from), next_update: at(short.until) }
    );
    let mut below = store.clone();
    let revoking = Revoking { serials: &[(&[6], "2027-05-25T10:00:00Z")], ..short };
    below.add_crl(&middle.revokes(&revoking)).expect("a list");
    assert!(matches!(said(&below, &chain), Revocation::Revoked { .. }));
    // An authority that is revoked takes its signers along, whatever its own list says.
    let revoking = Revoking { serials: &[(&[5], "2027-05-25T10:00:00Z")], ..Revoking::NOBODY };
    store.add_crl(&root.revokes(&revoking)).expect("a list");
    assert!(matches!(said(&store, &chain), Revocation::Revoked { .. }));
}

#[test]
fn a_list_may_be_of_some_certificates_only() {
    let point = |uri: &str, scope| {
        Some(CrlIssuingDistributionPoint {
            distribution_point: CrlDistributionPoint { uris: vec![uri.to_owned()] },
            scope,
        })
    };
    let root = root();
    let signer = |uri: &str| {
        let mut params = signer_params("Signer");
        params.crl_distribution_points = vec![CrlDistributionPoint { uris: vec![uri.to_owned()] }];
        root.certify(params, es256(2))
    };
    let (here, there) = (signer("http://a.example/1.crl"), signer("http://a.example/2.crl"));
    let unpointed = root.certify(signer_params("Signer"), es256(2));
    let serials: &[(&[u8], &str)] = &[(SERIAL, "2027-05-25T10:00:00Z")];
    let mut store = store(&[&root]);
    let of = |scope| Revoking { serials, point: point("http://a.example/1.crl", scope), ..Revoking::NOBODY };
    store.add_crl(&root.revokes(&of(None))).expect("a list");
    assert!(matches!(said(&store, &[&here]), Revocation::Revoked { .. }));
    for elsewhere in [&there, &unpointed] {
        assert_eq!(said(&store, &[elsewhere]), Revocation::Unknown { gap: RevocationGap::NoList });
    }
    // One for authorities does not answer for signers.
    let mut other = TrustStore::new();
    other.add_anchor(&root.der).expect("an anchor");
    other.add_crl(&root.revokes(&of(Some(CrlScope::CaCertsOnly)))).expect("a list");
    assert_eq!(said(&other, &[&here]), Revocation::Unknown { gap: RevocationGap::NoList });
    other.add_crl(&root.revokes(&of(Some(CrlScope::UserCertsOnly)))).expect("a list beside it");
    assert!(matches!(said(&other, &[&here]), Revocation::Revoked { .. }));
}

#[test]
fn keys_without_a_chain_are_not_asked_about() {
    let root = root();
    let signer = root.certify(signer_params("Signer"), es256(2));
    let mut store = TrustStore::new();
    store.add_signer(&signer.der).expect("a signer");
    assert_eq!(said(&store, &[&signer]), Revocation::NotAsked);
    assert!(!store.requires_revocation());
}

/// A list with `from` for `to` in its DER, the lengths being the same; its signature is not looked at.
fn read(list: &[u8], from: &[u8], to: &[u8]) -> Result<(), TrustError> {
    assert_eq!(from.len(), to.len());
    let at = list.windows(from.len()).position(|window| window == from).expect("there");
    let mut changed = list.to_vec();
    changed[at..at + to.len()].copy_from_slice(to);
    TrustStore::new().add_crl(&changed)
}

#[test]
fn lists_that_cannot_be_relied_on() {
    let root = root();
    let scope = Some(CrlScope::UserCertsOnly);
    let uris = vec!["http://a.example/1.crl".to_owned()];
    let point =
        Some(CrlIssuingDistributionPoint { distribution_point: CrlDistributionPoint { uris }, scope });
    let serials: &[(&[u8], &str)] = &[(SERIAL, "2027-05-25T10:00:00Z")];
    let list = root.revokes(&Revoking { serials, point, ..Revoking::NOBODY });
    let refusal = |from: &[u8], to: &[u8]| read(&list, from, to).expect_err("refused").to_string();
    assert_eq!(read(&list, &[0x30], &[0x30]), Ok(()));
    // The list's own version, before its algorithm.
    assert_eq!(refusal(&[2, 1, 1, 0x30], &[2, 1, 0, 0x30]), "revocation list: not version 2");
    assert_eq!(
        refusal(&[0x55, 0x1d, 0x14], &[0x55, 0x1d, 0x1b]),
        "revocation list: a delta list is not supported"
    );
    assert_eq!(
        refusal(&[0x55, 0x1d, 0x1c, 1, 1], &[0x55, 0x1d, 0x63, 1, 1]),
        "revocation list: a critical extension is not understood"
    );
    // onlyContainsUserCerts becomes indirectCRL, then onlySomeReasons.
    for tag in [0x84, 0x83, 0x85] {
        assert_eq!(
            refusal(&[0x81, 1, 0xff], &[tag, 1, 0xff]),
            "revocation list: a list of some reasons, of others' or of attribute certificates"
        );
    }
    let (from, until) = (b"270520000000Z", b"270620000000Z");
    assert_eq!(refusal(until, from), "revocation list: nextUpdate is not after thisUpdate");
    assert_eq!(refusal(from, b"271320000000Z"), "revocation list: a time is not one");
    // nextUpdate has another tag: it is taken for what follows it.
    assert_eq!(
        refusal(&[&[0x17, 13][..], until].concat(), &[&[0x30, 13][..], until].concat()),
        "revocation list: nextUpdate is missing"
    );
    assert_eq!(refusal(&[0x30], &[0x31]), "revocation list: not a revocation list");
    let mut store = TrustStore::new();
    assert_eq!(refusal_of(&mut store, &[]), "revocation list: ends inside an item");
    assert_eq!(
        refusal_of(&mut store, &[list.as_slice(), &[0]].concat()),
        "revocation list: bytes follow the list"
    );
    assert_eq!(
        refusal_of(&mut store, &vec![0; crate::limits::MAX_CRL_BYTES + 1]),
        "revocation list: too large"
    );
    for length in 0..list.len() {
        assert!(store.add_crl(&list[..length]).is_err(), "{length}");
    }
    let signer = root.certify(signer_params("Signer"), es256(2));
    for at in 0..list.len() {
        for bit in [1, 0x80, 0xff] {
            let mut broken = list.clone();
            broken[at] ^= bit;
            let mut with_anchor = TrustStore::new();
            with_anchor.add_anchor(&root.der).expect("an anchor");
            let name_is_whole = with_anchor.add_crl(&broken);
            // Whatever was changed, no true list comes of it: either it is refused or it is nobody's.
            if name_is_whole.is_ok() {
                assert_eq!(
                    said(&with_anchor, &[&signer]),
                    Revocation::Unknown { gap: RevocationGap::NoList }
                );
            }
        }
    }
}

fn refusal_of(store: &mut TrustStore, der: &[u8]) -> String {
    refusal(store, der)
}

/// rustls-webpki reads the same lists, and finds the same serials.
#[test]
fn another_reader_agrees() {
    let root = root();
    let serials: Vec<[u8; 2]> = (0..200u8).map(|n| [n.wrapping_mul(37) | 1, n]).collect();
    let named: Vec<(&[u8], &str)> =
        serials.iter().map(|serial| (serial.as_slice(), "2027-05-25T10:00:00Z")).collect();
    let list = root.revokes(&Revoking { serials: &named, ..Revoking::NOBODY });
    let theirs = webpki::OwnedCertRevocationList::from_der(&list).expect("read");
    let theirs = webpki::CertRevocationList::from(theirs);
    let mut store = store(&[&root]);
    store.add_crl(&list).expect("a list");
    for serial in serials.iter().map(|serial| serial.to_vec()).chain([vec![2, 0], vec![1], vec![1, 0, 1]]) {
        let signer = root.certify(with_serial(signer_params("Signer"), &serial), es256(2));
        let der = crate::trust::Certificate::parse(&signer.der).expect("read");
        let found = theirs.find_serial(der.serial()).expect("looked up").is_some();
        assert_eq!(matches!(said(&store, &[&signer]), Revocation::Revoked { .. }), found, "{serial:?}");
    }
}

/// A signer that was given as trusted, or that a trust list names, is revoked all the same where its authority says so.
#[test]
fn a_key_trusted_by_itself_is_revoked_too() {
    let root = root();
    let signer = root.certify(signer_params("Signer"), es256(2));
    let issuer = || crate::trust::Issuer {
        name: crate::text::LocalText::default(),
        bin: None,
        ground: TrustGround::Signer,
    };
    let by_certificate = || {
        let mut store = store(&[&root]);
        store.add_signer(&signer.der).expect("a signer");
        store
    };
    let by_key = || {
        let mut store = store(&[&root]);
        store.add_signer_key(es256(2).signer.public_key(), issuer()).expect("a key");
        store
    };
    let by_list = || {
        let mut store = store(&[&root]);
        store.add_list(&list(1, &[(2, Purpose::Document)])).expect("a list");
        store
    };
    let naming = root.revokes(&Revoking { serials: &[(SERIAL, "2027-05-25T10:00:00Z")], ..Revoking::NOBODY });
    for mut store in [by_certificate(), by_key(), by_list()] {
        assert_eq!(said(&store, &[&signer]), Revocation::NotAsked, "nobody promised a list");
        store.add_crl(&naming).expect("a list");
        assert!(matches!(said(&store, &[&signer]), Revocation::Revoked { .. }));
    }
    // A certificate that somebody vouches for may be known to be good; one that only came along may not.
    let mut given = by_certificate();
    given.add_crl(&root.revokes(&Revoking::NOBODY)).expect("a list");
    assert!(matches!(said(&given, &[&signer]), Revocation::Good { .. }));
    let mut bare = by_key();
    bare.add_crl(&root.revokes(&Revoking::NOBODY)).expect("a list");
    assert_eq!(said(&bare, &[&signer]), Revocation::NotAsked);
    // Bringing another certificate of the same key does not hide what became of the one that was given.
    let mut given = by_certificate();
    given.add_crl(&naming).expect("a list");
    let other = root.certify(with_serial(signer_params("Signer"), &[9]), es256(2));
    assert!(matches!(said(&given, &[&other]), Revocation::Revoked { .. }));
    // A list that no anchor signed speaks of nobody.
    let double = Authority::root(authority_params("IACA"), es256(7));
    let mut early = TrustStore::new();
    early.add_signer(&signer.der).expect("a signer");
    let forged =
        double.revokes(&Revoking { serials: &[(SERIAL, "2027-05-25T10:00:00Z")], ..Revoking::NOBODY });
    early.add_crl(&forged).expect("nobody's yet");
    assert_eq!(said(&early, &[&signer]), Revocation::NotAsked);
}
