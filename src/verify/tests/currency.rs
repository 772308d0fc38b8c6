//! Whether a document still holds: status lists, the device's clock, the age of trust lists.

use std::borrow::Cow;

use super::*;
use crate::cose::{Purpose, SoftwareSigner, Unsigned};
use crate::document::mdoc::StatusReference;
use crate::id::DocType;
use crate::text::LocalText;
use crate::time::{DEVICE_SKEW_SECONDS, SIGNER_SKEW_SECONDS, TrustedTime, Validity};
use crate::trust::status::{SignedStatusList, Status, StatusBits, StatusListBuilder};
use crate::trust::{
    AgePolicy, DocTypes, Issuer, ListEntry, Scope, TrustError, TrustGround, TrustList, TrustListDraft,
};

const URI: &str = "https://status.example.kz/1";
const DAY: i64 = 86_400;

fn key(byte: u8) -> SoftwareSigner {
    SoftwareSigner::from_secret(Algorithm::EdDsa, &[byte; 32]).expect("a seed")
}

fn issuer() -> Issuer {
    Issuer { name: LocalText::default(), bin: None, ground: TrustGround::Signer }
}

/// A card signed by `key(1)` at the place `index` of the list, issued on 2026-06-01.
fn card(index: u64) -> Document {
    card_with(Some(StatusReference { uri: Cow::Borrowed(URI), index }))
}

fn card_with(status: Option<StatusReference<'_>>) -> Document {
    let (signer, mut random) = (key(1), fixtures::random(1));
    let issuance =
        Issuance { signer: &signer, random: &mut random, signed_at: signed_at(), device_key: None, status };
    fixtures::record(&fixtures::identity_card()).issue(issuance).expect("issued")
}

/// Trusts `key(1)` for everything.
fn store() -> TrustStore {
    let mut store = TrustStore::new();
    store.add_signer_key(key(1).public_key(), issuer()).expect("a key");
    store
}

/// A list of eight-bit entries, entry `index` having that status, made a day before now and good for two.
fn list(index: u64, status: Status) -> Vec<u8> {
    let mut list = StatusListBuilder::new(URI, StatusBits::Eight, 100).expect("a list");
    list.set(index, status).expect("an entry");
    let issued = now().plus(-DAY);
    list.sign(&key(1), issued, Some(issued.plus(2 * DAY)), None).expect("signed")
}

fn taken(bytes: &[u8], store: &TrustStore) -> SignedStatusList {
    let (report, list) = status_list(bytes, store, now());
    list.unwrap_or_else(|| panic!("{report:?}"))
}

fn with_list(index: u64, status: Status) -> TrustStore {
    let mut store = store();
    let list = taken(&list(index, status), &store);
    store.add_status_list(list, now()).expect("taken");
    store
}

fn judge<'a>(
    card: &'a Document,
    store: &TrustStore,
    rule: RevocationRule,
    at: Timestamp,
) -> DocumentReport<'a> {
    document(card.as_bytes(), store, &Expect { revocation: rule, ..Expect::default() }, at)
}

/// The word, what the revocation check says, and the warnings.
fn said(checked: &DocumentReport<'_>) -> (Verdict, Outcome, Vec<Warning>) {
    let report = checked.report();
    let outcome = report.outcome(CheckName::Revocation).expect("entered").clone();
    (report.verdict(), outcome, report.warnings().to_vec())
}

const RULES: [RevocationRule; 2] = [RevocationRule::WhereKnown, RevocationRule::Required];

/// 352/2.10: not revoked, of a document whose issuer keeps a status list.
#[test]
fn what_a_fresh_list_says() {
    let card = card(40);
    for rule in RULES {
        let checked = judge(&card, &with_list(41, Status::Invalid), rule, now());
        assert_eq!(said(&checked), (Verdict::Valid, Outcome::Passed, vec![]));
        assert_eq!(checked.status_list(), Some(URI));
        assert!(checked.verified().is_ok());
        for (status, why) in
            [(Status::Invalid, "the document was revoked"), (Status::Suspended, "the document is suspended")]
        {
            let checked = judge(&card, &with_list(40, status), rule, now());
            assert_eq!(failed(checked.report()), [(CheckName::Revocation, why)]);
            assert_eq!(checked.report().verdict(), Verdict::Invalid);
            assert!(checked.verified().is_err());
        }
        // What an application means by a status of its own is not known, and not known is not valid.
        for code in [3, 4, 15, 255] {
            let checked = judge(&card, &with_list(40, Status::Other(code)), rule, now());
            let why = format!("the document has status {code}, whose meaning is not known here");
            let wanted = (Verdict::Unknown, Outcome::NotDone(why), vec![Warning::RevocationUnknown]);
            assert_eq!(said(&checked), wanted);
            assert!(checked.verified().is_err());
        }
    }
}

#[test]
fn a_place_past_the_end_is_refused() {
    let checked_at = |index| {
        let card = card(index);
        let checked = judge(&card, &with_list(0, Status::Valid), RevocationRule::WhereKnown, now());
        said(&checked)
    };
    assert_eq!(checked_at(99).0, Verdict::Valid);
    let failed = Outcome::failed("the status list has no such entry as the document names");
    assert_eq!(checked_at(100), (Verdict::Invalid, failed.clone(), vec![]));
    assert_eq!(checked_at(u64::MAX), (Verdict::Invalid, failed, vec![]));
}

#[test]
fn without_a_fresh_list_the_rule_decides() {
    let card = card(40);
    let stale = now().plus(DAY);
    let why = "the status list of 2026-12-31T00:00:00Z was fresh until 2027-01-02T00:00:00Z";
    let cases = [(store(), now(), "no status list was given"), (with_list(41, Status::Invalid), stale, why)];
    for (store, at, why) in cases {
        let undone = Outcome::not_done(why);
        let warned = vec![Warning::RevocationUnknown];
        let checked = judge(&card, &store, RevocationRule::WhereKnown, at);
        assert_eq!(said(&checked), (Verdict::Valid, undone.clone(), warned.clone()));
        assert!(checked.verified().is_ok());
        let checked = judge(&card, &store, RevocationRule::Required, at);
        assert_eq!(said(&checked), (Verdict::Unknown, undone, warned));
        assert_eq!(checked.report().reason(), Some((CheckName::Revocation, why)));
        assert!(checked.verified().is_err());
    }
}

/// Whoever keeps a verifier off the network must not make a revoked document good by waiting.
#[test]
fn a_revocation_outlives_its_list() {
    let card = card(40);
    for rule in RULES {
        let checked = judge(&card, &with_list(40, Status::Invalid), rule, now().plus(300 * DAY));
        assert_eq!(failed(checked.report()), [(CheckName::Revocation, "the document was revoked")]);
        for status in [Status::Suspended, Status::Other(7)] {
            let checked = judge(&card, &with_list(40, status), rule, now().plus(300 * DAY));
            assert_eq!(checked.report().verdict(), Verdict::Unknown, "{status:?}");
            assert!(checked.verified().is_err());
        }
    }
}

#[test]
fn a_document_that_names_no_list_needs_none() {
    let card = card_with(None);
    for rule in RULES {
        let checked = judge(&card, &with_list(40, Status::Invalid), rule, now());
        let undone = Outcome::not_done("the document names no status list");
        assert_eq!(said(&checked), (Verdict::Valid, undone, vec![]));
        assert_eq!(checked.status_list(), None);
    }
}

/// A way of revocation that is not carried out here is not the same as none.
#[test]
fn another_way_of_revocation_is_named() {
    let card = card(40);
    let mut changed = value(card.as_bytes());
    let auth = array(member(&mut changed, "issuerAuth"));
    let Value::Bytes(payload) = &auth[2] else { panic!("no payload") };
    let Value::Tag(24, inner) = value(payload) else { panic!("no tag 24") };
    let Value::Bytes(content) = *inner else { panic!("no bytes") };
    let mut mso = value(&content);
    *member(&mut mso, "status") =
        Value::Map(vec![("identifier_list".into(), Value::Map(vec![("id".into(), Value::Bytes(vec![1]))]))]);
    let payload = bytes(&Value::Tag(24, Box::new(Value::Bytes(bytes(&mso)))));
    let signed = Unsigned { purpose: Purpose::Document, payload: &payload }.build(&key(1)).expect("signed");
    let Value::Array(signed) = signed else { panic!("no array") };
    auth[2] = signed[2].clone();
    auth[3] = signed[3].clone();
    let changed = bytes(&changed);
    let judge =
        |rule| said(&document(&changed, &store(), &Expect { revocation: rule, ..Expect::default() }, now()));
    let undone = Outcome::not_done("the document names a way of revocation that is not a status list");
    let warned = vec![Warning::RevocationUnknown];
    assert_eq!(judge(RevocationRule::WhereKnown), (Verdict::Valid, undone.clone(), warned.clone()));
    assert_eq!(judge(RevocationRule::Required), (Verdict::Unknown, undone, warned));
}

/// The place in the list is part of what is signed: another one does not hold.
#[test]
fn a_moved_place_does_not_hold() {
    let card = card(40);
    let moved = card.as_bytes().to_vec();
    let at = moved.windows(URI.len()).position(|text| text == URI.as_bytes()).expect("the URI is there");
    let mut moved = moved;
    moved[at + URI.len() - 1] = b'2';
    let checked = document(&moved, &with_list(40, Status::Invalid), &Expect::default(), now());
    assert_eq!(failed(checked.report()), [(CheckName::Signature, "the signature is not true")]);
    assert_eq!(checked.status_list(), None, "a forger's address is not to be visited");
}

/// 352/5: a list counts only by a signer that may sign it, and only for what it may speak of.
#[test]
fn who_may_sign_a_status_list() {
    let bytes = list(40, Status::Valid);
    let refused = |store: &TrustStore, bytes: &[u8]| {
        let (report, list) = status_list(bytes, store, now());
        assert!(list.is_none());
        failed(&report).iter().map(|(name, why)| (*name, (*why).to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(refused(&TrustStore::new(), &bytes).len(), 0, "with nobody to trust, nothing is known");
    let mut others = TrustStore::new();
    others.add_signer_key(key(2).public_key(), issuer()).expect("a key");
    assert_eq!(
        refused(&others, &bytes),
        [(CheckName::IssuerTrusted, "the signer's key is not among the trusted ones".to_owned())]
    );
    let scoped = |purposes, doc_types| {
        let mut store = store();
        store.add_key(key(4).public_key(), issuer(), Scope { purposes, doc_types }, None).expect("a key");
        store
    };
    let of_other = StatusListBuilder::new(URI, StatusBits::One, 100).expect("a list");
    let of_other = of_other.sign(&key(4), now(), None, None).expect("signed");
    assert_eq!(
        refused(&scoped(vec![Purpose::Document], DocTypes::All), &of_other),
        [(CheckName::IssuerEntitled, "the signer may not sign a status list".to_owned())]
    );
    let mut store = scoped(vec![Purpose::StatusList], DocTypes::Only(vec![DocType::DRIVING_LICENCE]));
    let taken = taken(&of_other, &store);
    store.add_status_list(taken, now()).expect("taken");
    let card = card(40);
    let checked = judge(&card, &store, RevocationRule::Required, now());
    assert_eq!(
        not_done(checked.report(), CheckName::Revocation),
        "the status list is signed by one who may not say what became of this document"
    );
    assert_eq!(checked.report().verdict(), Verdict::Unknown);

    let mut changed = bytes.clone();
    let last = changed.len() - 1;
    changed[last] ^= 1;
    let store = self::store();
    assert_eq!(refused(&store, &changed), [(CheckName::Signature, "the signature is not true".to_owned())]);
    let ahead = StatusListBuilder::new(URI, StatusBits::One, 8).expect("a list");
    let ahead = ahead.sign(&key(1), now().plus(SIGNER_SKEW_SECONDS + 1), None, None).expect("signed");
    assert_eq!(
        refused(&store, &ahead),
        [(CheckName::Validity, "the list is issued in the future, at 2027-01-01T00:01:01Z".to_owned())]
    );
    let misshapen =
        Unsigned { purpose: Purpose::StatusList, payload: &[0xa0] }.sign(&key(1)).expect("signed");
    assert_eq!(
        refused(&store, &misshapen),
        [(CheckName::Structure, "status list: sub is missing".to_owned())]
    );
    assert_eq!(refused(&store, b"\xd2").len(), 1, "not even a COSE_Sign1");
}

/// By their chains: the list of a document's own authority counts, another authority's does not.
#[test]
fn an_authority_speaks_for_its_own_documents() {
    let (ours, theirs) = (root(), Authority::root(authority_params("IACA 2"), Key::new(Algorithm::Es256, 7)));
    let mut store = TrustStore::new();
    store.add_anchor(&ours.der).expect("an anchor");
    store.add_anchor(&theirs.der).expect("an anchor");
    let signer_of =
        |root: &Authority, byte| root.certify(signer_params("S"), Key::new(Algorithm::Es256, byte));
    let mut revoking = StatusListBuilder::new(URI, StatusBits::One, 100).expect("a list");
    revoking.set(40, Status::Invalid).expect("an entry");
    let list_by = |authority: Authority, list: &StatusListBuilder| {
        let der = authority.der.clone();
        let signer = authority.key.signer.with_certificate_chain(vec![der]);
        list.sign(&signer, now(), None, None).expect("signed")
    };
    let (mut random, document_signer) = (fixtures::random(1), signer_of(&ours, 3));
    let der = document_signer.der.clone();
    let document_signer = document_signer.key.signer.with_certificate_chain(vec![der]);
    let status = Some(StatusReference { uri: Cow::Borrowed(URI), index: 40 });
    let issuance = Issuance {
        signer: &document_signer,
        random: &mut random,
        signed_at: signed_at(),
        device_key: None,
        status,
    };
    let card = fixtures::record(&fixtures::identity_card()).issue(issuance).expect("issued");

    let good = StatusListBuilder::new(URI, StatusBits::One, 100).expect("a list");
    let foreign = taken(&list_by(signer_of(&theirs, 8), &good), &store);
    store.add_status_list(foreign, now()).expect("taken");
    let checked = judge(&card, &store, RevocationRule::Required, now());
    assert_eq!(checked.report().verdict(), Verdict::Unknown);
    let own = taken(&list_by(signer_of(&ours, 5), &revoking), &store);
    store.add_status_list(own, now()).expect("taken");
    let checked = judge(&card, &store, RevocationRule::Required, now());
    assert_eq!(failed(checked.report()), [(CheckName::Revocation, "the document was revoked")]);
    assert_eq!(store.status_lists().count(), 2);

    // A certificate that is not a document signer's signs no status lists.
    let plain = ours.certify(crate::trust::testing::params("P"), Key::new(Algorithm::Es256, 6));
    let (report, _) = status_list(&list_by(plain, &good), &store, now());
    let reason = "the signer's certificate is not for signing documents: extended key usage 1.0.18013.5.1.2 is missing";
    assert_eq!(failed(&report), [(CheckName::IssuerEntitled, reason)]);
}

#[test]
fn a_list_feeds_the_trusted_time() {
    let store = with_list(40, Status::Valid);
    assert_eq!(store.trusted_time(), TrustedTime::at_least(now().plus(-DAY)));
    let mut store = store;
    store.add_list(&trust_list_of(now())).expect("taken");
    assert_eq!(store.trusted_time().instant(), Some(now()));
    let older = taken(&list(40, Status::Valid), &store);
    store.add_status_list(older, now()).expect("the same again");
    store.observe_time(now().plus(-5));
    assert_eq!(store.trusted_time().instant(), Some(now()));
    let newer = StatusListBuilder::new(URI, StatusBits::One, 8).expect("a list");
    let newer = newer.sign(&key(1), now(), None, None).expect("signed");
    let newer = taken(&newer, &store);
    store.add_status_list(newer, now()).expect("taken");
    let refused = store.add_status_list(taken(&list(40, Status::Valid), &store), now()).expect_err("older");
    assert!(matches!(refused, TrustError::Status(_)), "{refused}");
    let mut restarted = self::store();
    restarted.require_status_list(URI, now());
    let older = taken(&list(40, Status::Valid), &restarted);
    assert!(restarted.add_status_list(older, now()).is_err());
}

/// 352/2.10: winding the clock back makes nothing valid that has ended, and is named.
#[test]
fn a_clock_wound_back_is_not_believed() {
    let card = card_with(None);
    let ended = at("2031-03-15T00:00:00+05:00");
    let long_ago = at("2027-01-01T00:00:00Z");
    let mut store = store();
    let judge = |store: &TrustStore, at| judge(&card, store, RevocationRule::WhereKnown, at);
    let clock = |checked: &DocumentReport<'_>| checked.report().outcome(CheckName::Clock).cloned();
    let unchecked = Outcome::not_done("no trusted time is known to compare the clock with");
    let checked = judge(&store, long_ago);
    assert_eq!((clock(&checked), checked.report().verdict()), (Some(unchecked), Verdict::Valid));

    store.observe_time(ended);
    let checked = judge(&store, long_ago);
    assert_eq!(
        failed(checked.report()),
        [(CheckName::Validity, "the document was valid until 2031-03-14T19:00:00Z")]
    );
    assert_eq!(
        not_done(checked.report(), CheckName::Clock),
        "the device's clock says 2027-01-01T00:00:00Z, but 2031-03-14T19:00:00Z has passed"
    );
    assert!(checked.verified().is_err());

    // Not ended by the latest time known to have passed: by such a clock nobody can tell.
    let mut store = self::store();
    store.observe_time(long_ago);
    let checked = judge(&store, long_ago.plus(-DEVICE_SKEW_SECONDS - 1));
    assert_eq!((failed(checked.report()), checked.report().verdict()), (vec![], Verdict::Unknown));
    assert_eq!(checked.report().reason().map(|(name, _)| name), Some(CheckName::Clock));
    assert!(checked.verified().is_err());
    for fine in [-DEVICE_SKEW_SECONDS, 0, 100 * DAY] {
        let checked = judge(&store, long_ago.plus(fine));
        assert_eq!((clock(&checked), checked.report().verdict()), (Some(Outcome::Passed), Verdict::Valid));
    }
    // Within the tolerance the later of the two is now: the last minutes do not come back.
    let mut store = self::store();
    store.observe_time(ended);
    assert_eq!(judge(&store, ended.plus(-60)).report().verdict(), Verdict::Invalid);
}

#[test]
fn a_clock_wound_back_stands_against_every_signed_thing() {
    let mut store = store();
    let card = card_with(None);
    store.observe_time(now());
    let behind = now().plus(-DAY);
    let signed_thing =
        Unsigned { purpose: Purpose::Representation, payload: b"x" }.sign(&key(1)).expect("signed");
    let checked = signed(&signed_thing, Purpose::Representation, &store, behind);
    assert_eq!(checked.report().verdict(), Verdict::Unknown);
    assert!(checked.into_opened().is_err());
    assert!(signed(&signed_thing, Purpose::Representation, &store, now()).into_opened().is_ok());
    let text = fixtures::seal();
    let mut seals = TrustStore::new();
    seals.add_signer_key(fixtures::signer().public_key(), issuer()).expect("a key");
    seals.observe_time(now());
    assert_eq!(
        seal(text.as_str(), &seals, &SealExpect::default(), behind).report().verdict(),
        Verdict::Unknown
    );
    assert!(seal(text.as_str(), &seals, &SealExpect::default(), now()).into_seal().is_ok());

    // Lists are taken all the same: without them nothing could be judged once the clock is set.
    let (report, list) = status_list(&list(40, Status::Invalid), &store, behind);
    assert!(list.is_some());
    assert!(not_done(&report, CheckName::Clock).starts_with("the device's clock says"));
    let draft = draft(now().plus(-5)).sign(&key(1)).expect("signed");
    assert!(trust_list(&draft, &store, behind).1.is_some());
    assert!(card.issuer_signed().is_ok());
}

fn draft(issued: Timestamp) -> TrustListDraft {
    let validity = Validity::new(signed_at(), at("2040-01-01T00:00:00Z")).expect("a window");
    let name = LocalText { en: "Ministry".into(), ..LocalText::default() };
    TrustListDraft {
        name: "kz.gov.egov.issuers".into(),
        version: 1,
        issued,
        next_update: issued.plus(200 * DAY),
        entries: vec![ListEntry {
            signer: key(2).public_key().into(),
            name,
            bin: None,
            scope: Scope { purposes: vec![Purpose::Document], doc_types: DocTypes::All },
            validity,
        }],
    }
}

fn trust_list_of(issued: Timestamp) -> TrustList {
    TrustList::open(&draft(issued).sign(&key(9)).expect("signed"), &key(9).public_key()).expect("opened")
}

/// 352/5: how old the list is that says the signer may sign: first a warning, in the end a refusal.
#[test]
fn a_trust_list_grows_old() {
    let issued = signed_at();
    let mut store = TrustStore::new();
    store.add_list(&trust_list_of(issued)).expect("taken");
    let (signer, mut random) = (key(2), fixtures::random(1));
    let issuance =
        Issuance { signer: &signer, random: &mut random, signed_at: issued, device_key: None, status: None };
    let card = fixtures::record(&fixtures::identity_card()).issue(issuance).expect("issued");
    let said = |store: &TrustStore, days: i64| {
        let checked = document(card.as_bytes(), store, &Expect::default(), issued.plus(days * DAY));
        let outcome = checked.report().outcome(CheckName::TrustData).expect("entered").clone();
        (checked.report().verdict(), outcome, checked.report().warnings().to_vec())
    };
    let warned = vec![Warning::TrustListOld];
    assert_eq!(said(&store, 199), (Verdict::Valid, Outcome::Passed, vec![]));
    let overdue = "the trust list of 2026-06-01T00:00:00Z was to be renewed by 2026-12-18T00:00:00Z";
    assert_eq!(said(&store, 200), (Verdict::Valid, Outcome::not_done(overdue), warned.clone()));
    assert_eq!(said(&store, 379), (Verdict::Valid, Outcome::not_done(overdue), warned.clone()));
    let too_old = Outcome::not_done("the trust list of 2026-06-01T00:00:00Z is too old");
    assert_eq!(said(&store, 380), (Verdict::Unknown, too_old.clone(), warned.clone()));
    assert_eq!(said(&store, 1500), (Verdict::Unknown, too_old.clone(), warned.clone()));

    store.set_ages(AgePolicy { warn_after_seconds: 10 * DAY, refuse_after_seconds: 20 * DAY });
    assert_eq!(store.ages().refuse_after_seconds, 20 * DAY);
    assert_eq!(said(&store, 209), (Verdict::Valid, Outcome::not_done(overdue), vec![]));
    assert_eq!(said(&store, 210), (Verdict::Valid, Outcome::not_done(overdue), warned.clone()));
    assert_eq!(said(&store, 220), (Verdict::Unknown, too_old, warned));

    // A clock wound back does not make the list young again.
    store.observe_time(issued.plus(220 * DAY));
    assert_eq!(said(&store, 0).0, Verdict::Unknown);
}
