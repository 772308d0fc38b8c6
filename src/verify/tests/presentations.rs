use super::*;
use crate::cose::{Purpose, SoftwareSigner, Unsigned};
use crate::id::{Bin, DocType, Iin};
use crate::limits::MAX_REMEMBERED_PRESENTATIONS;
use crate::presentation::{Challenge, Presentation, Presenting};

fn device(seed: u8) -> SoftwareSigner {
    SoftwareSigner::from_secret(Algorithm::Es256, &[seed; 32]).expect("a key")
}

fn bank() -> Bin {
    Bin::parse("160440007161").expect("a BIN")
}

fn challenge(seed: u64) -> Challenge {
    Challenge::make(&mut fixtures::random(seed), None).expect("random")
}

/// Trust, and a card bound to device 20.
fn bound() -> (TrustStore, Document) {
    let root = root();
    (anchors(&root), issue(signer(&root), Some(&device(20).public_key())))
}

fn shown(document: &[u8], now: Timestamp, audience: Option<Bin>, answer: Option<&Challenge>) -> Vec<u8> {
    let presenting = Presenting { document, device: &device(20), now, seconds: 120, audience, answer };
    Presentation::sign(&presenting).expect("signed").as_bytes().to_vec()
}

/// A proof by any key over any claims: what a forger can make.
fn forged(document: &[u8], issued: i64, expires: i64, purpose: Purpose, key: u8) -> Vec<u8> {
    let claims = Value::Map(vec![
        (4.into(), expires.into()),
        (6.into(), issued.into()),
        ((-70_010).into(), Value::Bytes(document.to_vec())),
    ]);
    Unsigned { purpose, payload: &bytes(&claims) }.sign(&device(key)).expect("signed")
}

/// 352/2.10: the issuer's word and the device's, in one report.
#[test]
fn a_presentation_is_verified() {
    let (trust, card) = bound();
    let chosen = card.issuer_signed().expect("ours").disclose(|_, id| ["iin", "portrait"].contains(&id));
    let (asked, iin) = (challenge(1), Iin::parse(fixtures::IIN).expect("an IIN"));
    let bytes = shown(&chosen, now(), Some(bank()), Some(&asked));
    let before = ShownBefore::new();
    let expect = PresentationExpect {
        subject: Some(&iin),
        doc_type: Some(&DocType::IDENTITY_CARD),
        audience: Some(bank()),
        challenge: Some(&asked),
        shown: Some(&before),
        revocation: RevocationRule::Required,
    };
    let checked = presentation(&bytes, &trust, &expect, now());
    let missing: Vec<_> = checked
        .report()
        .checks()
        .iter()
        .filter(|it| it.outcome != Outcome::Passed)
        .map(|it| it.name)
        .collect();
    assert_eq!(
        missing,
        [CheckName::SignerRevocation, CheckName::Revocation, CheckName::Clock],
        "no list of either was given"
    );
    assert!(!checked.is_complete_but_expired());
    assert_eq!(checked.issuer().map(|issuer| issuer.name.kk.as_str()), Some("ҚР ІІМ"));
    let verified = checked.verified().expect("verified");
    assert_eq!((verified.subject(), verified.digest()), (Some(iin), card.digest()));
    assert_eq!(verified.claims().text("family_name"), None, "what was not chosen is not shown");

    // Without any expectation: the proof is required all the same.
    let bytes = shown(card.as_bytes(), now(), None, None);
    let checked = presentation(&bytes, &trust, &PresentationExpect::default(), now());
    assert_eq!(
        not_done(checked.report(), CheckName::Audience),
        "the presentation is for nobody in particular"
    );
    assert_eq!(not_done(checked.report(), CheckName::Challenge), "no challenge was shown");
    assert_eq!(not_done(checked.report(), CheckName::Replay), "what was shown before is not remembered");
    assert!(checked.verified().is_ok());
}

/// Each thing that may be wrong fails for its own check and for no other.
#[test]
fn each_defect_has_its_own_reason() {
    let (trust, card) = bound();
    let whole = shown(card.as_bytes(), now(), None, None);
    let only = |bytes: &[u8], expect: &PresentationExpect<'_>, at: Timestamp| {
        let checked = presentation(bytes, &trust, expect, at);
        let failures: Vec<_> =
            failed(checked.report()).into_iter().map(|(name, why)| (name, why.to_owned())).collect();
        let expired = checked.is_complete_but_expired();
        assert!(checked.verified().is_err());
        let [(name, why)] = failures.try_into().unwrap_or_else(|all| panic!("{all:?}"));
        (name, why, expired)
    };
    let any = PresentationExpect::default();
    let is = |name: CheckName, why: &str| (name, why.to_owned(), false);

    // Time: half-open at its end, a minute's difference of clocks at its start.
    assert_eq!(
        only(&whole, &any, now().plus(120)),
        (
            CheckName::Freshness,
            "the presentation is complete and has expired, at 2027-01-01T00:02:00Z".to_owned(),
            true
        )
    );
    assert!(presentation(&whole, &trust, &any, now().plus(119)).verified().is_ok());
    assert!(presentation(&whole, &trust, &any, now().plus(-60)).verified().is_ok());
    assert_eq!(
        only(&whole, &any, now().plus(-61)),
        is(CheckName::Freshness, "the presentation is made in the future, at 2027-01-01T00:00:00Z")
    );
    let long = forged(card.as_bytes(), now().unix(), now().unix() + 601, Purpose::Presentation, 20);
    assert_eq!(
        only(&long, &any, now()),
        is(CheckName::Freshness, "the presentation is made to hold 601 s, at most 600 are allowed")
    );

    // Whom it is for.
    let for_bank = shown(card.as_bytes(), now(), Some(bank()), None);
    let other = Bin::parse("000740000728").ok();
    assert_eq!(
        only(&for_bank, &PresentationExpect { audience: other, ..any }, now()),
        is(CheckName::Audience, "the presentation is for another organisation")
    );
    let nobody = presentation(&for_bank, &trust, &any, now());
    assert_eq!(nobody.report().verdict(), Verdict::Unknown);
    assert_eq!(
        nobody.report().reason(),
        Some((
            CheckName::Audience,
            "the presentation is for an organisation, and the verifier did not say which it is"
        ))
    );
    assert!(nobody.verified().is_err());

    // What it answers.
    let (asked, another) = (challenge(1), challenge(2));
    let answering = shown(card.as_bytes(), now(), None, Some(&another));
    let expect = PresentationExpect { challenge: Some(&asked), ..any };
    assert_eq!(
        only(&answering, &expect, now()),
        is(CheckName::Challenge, "the presentation answers another challenge")
    );
    assert_eq!(
        only(&whole, &expect, now()),
        is(CheckName::Challenge, "the presentation does not answer the challenge")
    );
    assert_eq!(
        only(&answering, &any, now()),
        is(CheckName::Challenge, "the presentation answers a challenge that was not shown here")
    );

    // Whose it is, and of which kind.
    let stranger = Iin::parse("000001002002").expect("an IIN");
    assert_eq!(
        only(&whole, &PresentationExpect { subject: Some(&stranger), ..any }, now()).0,
        CheckName::Subject
    );
    let kind = DocType::DRIVING_LICENCE;
    assert_eq!(
        only(&whole, &PresentationExpect { doc_type: Some(&kind), ..any }, now()).0,
        CheckName::DocType
    );
}

#[test]
fn the_bound_device_and_no_other() {
    let (trust, card) = bound();
    let any = PresentationExpect::default();
    let device_says = |bytes: &[u8]| {
        let checked = presentation(bytes, &trust, &any, now());
        let failures: Vec<_> =
            failed(checked.report()).into_iter().map(|(name, why)| (name, why.to_owned())).collect();
        assert!(checked.verified().is_err());
        failures
    };
    let (from, until) = (now().unix(), now().unix() + 60);
    // Somebody who has the document but not the device.
    let thief = forged(card.as_bytes(), from, until, Purpose::Presentation, 21);
    let other = "signed by another key than the one the issuer bound to the document";
    assert_eq!(device_says(&thief), [(CheckName::Device, other.to_owned())]);
    let curve = SoftwareSigner::from_secret(Algorithm::EdDsa, &[20; 32]).expect("a key");
    let claims = value(&thief_payload(card.as_bytes(), from, until));
    let thief = Unsigned { purpose: Purpose::Presentation, payload: &bytes(&claims) };
    assert_eq!(device_says(&thief.sign(&curve).expect("signed")), [(CheckName::Device, other.to_owned())]);

    // A document bound to no device is shown by nobody's.
    let root = root();
    let unbound = issue(signer(&root), None);
    let checked_by = anchors(&root);
    let bytes = forged(unbound.as_bytes(), from, until, Purpose::Presentation, 20);
    let checked = presentation(&bytes, &checked_by, &any, now());
    assert_eq!(failed(checked.report()), [(CheckName::Device, "the document is bound to no device")]);
    assert!(verify_alone(unbound.as_bytes(), &checked_by), "the document itself is genuine");

    // Signed by the right device for another purpose.
    for purpose in Purpose::ALL.into_iter().filter(|purpose| *purpose != Purpose::Presentation) {
        let bytes = forged(card.as_bytes(), from, until, purpose, 20);
        assert_eq!(device_says(&bytes)[0].0, CheckName::Structure, "{purpose:?}");
    }
}

fn thief_payload(document: &[u8], issued: i64, expires: i64) -> Vec<u8> {
    bytes(&Value::Map(vec![
        (4.into(), expires.into()),
        (6.into(), issued.into()),
        ((-70_010).into(), Value::Bytes(document.to_vec())),
    ]))
}

fn verify_alone(bytes: &[u8], trust: &TrustStore) -> bool {
    document(bytes, trust, &Expect::default(), now()).verified().is_ok()
}

/// Not one byte of a presentation may change.
#[test]
fn every_byte_counts() {
    let (trust, card) = bound();
    let chosen = card.issuer_signed().expect("ours").disclose(|_, id| id == "iin");
    let whole = shown(&chosen, now(), None, Some(&challenge(1)));
    let asked = challenge(1);
    let expect = PresentationExpect { challenge: Some(&asked), ..PresentationExpect::default() };
    assert!(presentation(&whole, &trust, &expect, now()).verified().is_ok());
    // The unprotected header holds only the key's id, labelled 4, which nothing is concluded from.
    let kid = device(20).public_key().key_id();
    let kid = whole.windows(8).position(|window| window == kid.as_bytes()).expect("named");
    for at in (0..whole.len()).filter(|at| !(kid - 2..kid + 8).contains(at)) {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        assert!(presentation(&changed, &trust, &expect, now()).verified().is_err(), "byte {at}");
        assert!(presentation(&whole[..at], &trust, &expect, now()).verified().is_err(), "{at} bytes");
    }
    // An element put in, or another document: the device's word is not over it.
    let more = card.issuer_signed().expect("ours").disclose(|_, id| ["iin", "sex"].contains(&id));
    let mut swapped = value(&whole);
    let Value::Tag(18, inner) = &mut swapped else { panic!("no tag") };
    let Value::Bytes(payload) = &mut array(inner)[2] else { panic!("no payload") };
    let mut claims = value(payload);
    let Value::Map(members) = &mut claims else { panic!("no map") };
    members.last_mut().expect("the document").1 = Value::Bytes(more);
    *payload = bytes(&claims);
    let swapped = bytes(&swapped);
    let checked = presentation(&swapped, &trust, &expect, now());
    assert_eq!(
        failed(checked.report()),
        [(
            CheckName::Device,
            "the device's signature is not true: something was changed, or another key signed"
        )]
    );
}

/// An expired presentation with another defect beside is not merely late.
#[test]
fn only_the_expired_is_merely_expired() {
    let (trust, card) = bound();
    let whole = shown(card.as_bytes(), now(), None, None);
    let late = now().plus(3_600);
    let any = PresentationExpect::default();
    assert!(presentation(&whole, &trust, &any, late).is_complete_but_expired());
    assert!(!presentation(&whole, &TrustStore::new(), &any, late).is_complete_but_expired());
    let asked = challenge(1);
    let expect = PresentationExpect { challenge: Some(&asked), ..any };
    assert!(!presentation(&whole, &trust, &expect, late).is_complete_but_expired());
    let thief = forged(card.as_bytes(), now().unix(), now().unix() + 60, Purpose::Presentation, 21);
    assert!(!presentation(&thief, &trust, &any, late).is_complete_but_expired());
    let long = forged(card.as_bytes(), now().unix(), now().unix() + 900, Purpose::Presentation, 20);
    assert!(!presentation(&long, &trust, &any, now()).is_complete_but_expired());
    assert!(!presentation(b"noise", &trust, &any, late).is_complete_but_expired());
}

/// P8: neither the same proof again, nor an older one of the same document.
#[test]
fn nothing_is_shown_twice() {
    let (trust, card) = bound();
    let [older, newer] = [now(), now().plus(10)].map(|at| shown(card.as_bytes(), at, None, None));
    let mut before = ShownBefore::new();
    let at = now().plus(20);
    let reason = |bytes: &[u8], before: &ShownBefore| {
        let expect = PresentationExpect { shown: Some(before), ..PresentationExpect::default() };
        let checked = presentation(bytes, &trust, &expect, at);
        checked.report().reason().map(|(name, why)| (name, why.to_owned()))
    };
    let replay = |why: &str| Some((CheckName::Replay, why.to_owned()));
    assert_eq!(reason(&newer, &before), None);
    // What is refused is not remembered.
    let wrong = PresentationExpect {
        audience: None,
        challenge: Some(&challenge(1)),
        ..PresentationExpect::default()
    };
    before.remember(&presentation(&newer, &trust, &wrong, at), at);
    assert_eq!(reason(&newer, &before), None);
    before.remember(&presentation(&newer, &trust, &PresentationExpect::default(), at), at);
    assert_eq!(reason(&newer, &before), replay("it was shown here before"));
    assert_eq!(
        reason(&older, &before),
        replay("it is older than one of the same document that was shown here")
    );
    // Wrapped otherwise, it is the same.
    let mut untagged = value(&newer);
    let Value::Tag(18, inner) = &mut untagged else { panic!("no tag") };
    array(inner)[1] = Value::Map(vec![]);
    let untagged = bytes(inner);
    assert_eq!(reason(&untagged, &before), replay("it was shown here before"));
    // Made anew it is taken, and so is another disclosure of the same second.
    assert_eq!(reason(&shown(card.as_bytes(), at, None, None), &before), None);
    let fewer = card.issuer_signed().expect("ours").disclose(|_, id| id == "iin");
    assert_eq!(reason(&shown(&fewer, now().plus(10), None, None), &before), None);
    // What has ended is forgotten: it is refused as expired.
    before.remember(&presentation(b"noise", &trust, &PresentationExpect::default(), at), now().plus(130));
    assert_eq!(format!("{before:?}"), "ShownBefore(0)");
}

#[test]
fn memory_is_bounded() {
    let (trust, card) = bound();
    let bytes = shown(card.as_bytes(), now(), None, None);
    let report = presentation(&bytes, &trust, &PresentationExpect::default(), now());
    let mut before = ShownBefore::new();
    for _ in 0..MAX_REMEMBERED_PRESENTATIONS + 5 {
        before.remember(&report, now());
    }
    assert_eq!(format!("{before:?}"), format!("ShownBefore({MAX_REMEMBERED_PRESENTATIONS})"));
}

/// A device's word for a presentation is none in a session, and the reverse.
#[test]
fn a_presentation_is_no_device_authentication() {
    let (trust, card) = bound();
    let transcript = SessionTranscript::parse(&[0x83, 0xf6, 0xf6, 0xf6]).expect("a transcript");
    let name_spaces = [0xd8, 0x18, 0x41, 0xa0];
    let kind = DocType::IDENTITY_CARD;
    let message = crate::document::mdoc::device_authentication(&transcript, &kind, &name_spaces);
    let session = |sign1: &[u8]| {
        let Value::Tag(18, mut sign1) = value(sign1) else { panic!("no tag") };
        array(&mut sign1)[2] = Value::Null;
        let device_signed = Value::Map(vec![
            ("nameSpaces".into(), value(&name_spaces)),
            ("deviceAuth".into(), Value::Map(vec![("deviceSignature".into(), *sign1)])),
        ]);
        let shown = Value::Map(vec![
            ("docType".into(), kind.as_str().into()),
            ("issuerSigned".into(), value(card.as_bytes())),
            ("deviceSigned".into(), device_signed),
        ]);
        let response = Value::Map(vec![
            ("version".into(), "1.0".into()),
            ("documents".into(), Value::Array(vec![shown])),
            ("status".into(), 0.into()),
        ]);
        let response = bytes(&response);
        let expect = Expect { transcript: Some(&transcript), ..Expect::default() };
        let checked = document(&response, &trust, &expect, now());
        checked.report().reason().map(|(name, why)| (name, why.to_owned()))
    };
    let over = |purpose| Unsigned { purpose, payload: &message }.sign(&device(20)).expect("signed");
    assert_eq!(session(&over(Purpose::Document)), None, "the session itself is good");
    // Even over the very bytes of a session, a thing signed as a presentation is none of its proofs.
    let elsewhere =
        Some((CheckName::Device, "the device's signature was made for something else".to_owned()));
    assert_eq!(session(&over(Purpose::Presentation)), elsewhere);
    // And a session's proof, attached or not, opens as no presentation.
    let proof = over(Purpose::Document);
    let checked = presentation(&proof, &trust, &PresentationExpect::default(), now());
    assert_eq!(failed(checked.report())[0].0, CheckName::Structure);
    // Nor does a presentation pass for a document, or a document for one.
    let bytes = shown(card.as_bytes(), now(), None, None);
    assert!(!verify_alone(&bytes, &trust));
    assert!(presentation(card.as_bytes(), &trust, &PresentationExpect::default(), now()).verified().is_err());
}
