use super::*;

const PRESS: AttemptId = AttemptId::from_bytes([1; 16]);

/// 352/15: an answer that was lost on its way is given again, at either door, and is the same view.
#[test]
fn a_lost_answer_is_given_again() {
    let mut desk = Desk::new();
    let opened = desk.open(request(), 0);
    let token = |viewer: &Party, attempt: Option<&AttemptId>, second| {
        desk.registry.redeem_token(viewer, opened.token(), attempt, at(second)).expect("memory").granted()
    };
    let view = |answer: Result<Redeemed, Refused>| answer.map(|redeemed| (redeemed.view(), redeemed.at()));
    assert_eq!(view(token(&person(1), Some(&PRESS), 1)), Ok((1, at(1))));
    assert_eq!(view(token(&person(1), Some(&PRESS), 3)), Ok((1, at(3))));
    // Another press, no name, another person or the same one with another hat: another attempt.
    let hat = Party::Employee { organisation: bank(), person: iin(1) };
    assert_eq!(view(token(&person(1), Some(&AttemptId::from_bytes([2; 16])), 4)), Err(Refused::NotOpen));
    assert_eq!(view(token(&person(1), None, 4)), Err(Refused::NotOpen));
    assert_eq!(view(token(&person(2), Some(&PRESS), 4)), Err(Refused::NotOpen));
    assert_eq!(view(token(&hat, Some(&PRESS), 4)), Err(Refused::NotOpen));
    assert_eq!(view(token(&person(1), Some(&PRESS), 180)), Err(Refused::NotOpen), "over is over");
    let told = desk.log.take();
    assert_eq!(told[..3], ["opened", "view 1 by Qr", "view 1 again"]);

    let opened = desk.open(request(), 0);
    for told in ["view 1 by Digits", "view 1 again"] {
        let answer = desk.registry.redeem_code(&person(1), &iin(SUBJECT), opened.code(), Some(&PRESS), at(1));
        assert_eq!(answer.expect("memory").granted().map(|redeemed| redeemed.view()), Ok(1));
        assert_eq!(desk.log.take().pop().as_deref(), Some(told));
    }
}

/// 352/15: a picture of the symbol and the digits, taken and used after the expiry.
#[test]
fn a_stolen_screenshot_is_of_no_use_later() {
    let mut desk = Desk::new();
    let opened = desk.open(OpenRequest { views: Some(5), ..request() }, 0);
    for second in [180, 181, 3_600, 86_400, 31_536_000] {
        assert_eq!(desk.token(&person(1), &opened, second), Err(Refused::NotOpen));
        assert_eq!(desk.code(&person(2), opened.code(), second), Err(Refused::NotOpen));
    }
}

/// Machines whose clocks differ by less than a grant's life agree on who is in it, each by its own clock; one that saw the
/// end has ended it for all.
#[test]
fn clocks_may_differ() {
    let store = Arc::new(MemoryStore::default());
    let machine =
        || Registry::new(Arc::clone(&store), service(1, "id.example.kz"), Policy::default(), peppers());
    let (ahead, behind) = (machine(), machine());
    let asked = OpenRequest { views: Some(5), ..request() };
    let opened = ahead.open(&person(SUBJECT), asked, at(30), &mut Counting::default()).expect("opened");
    let at_second = |registry: &Registry<_>, second| {
        registry.redeem_token(&person(1), opened.token(), None, at(second)).expect("memory").granted().is_ok()
    };
    // Opened by a clock that is ahead, it is not open yet by the other: never is one open too early or too long.
    assert!(!at_second(&behind, 29));
    assert!(at_second(&behind, 30) && at_second(&ahead, 209));
    assert!(at_second(&behind, 208));
    assert!(!at_second(&ahead, 210));
    assert!(!at_second(&behind, 180), "seen past its end by one machine it has ended at all");
}

type Change = fn(&mut GrantClaims);

/// 352/2.6, 352/16: a token is of one service, kind, audience and window; whatever else one says under a true signature is
/// refused by the registry that keeps the grant, and spends nothing.
#[test]
fn a_token_says_what_its_grant_says_or_is_refused() {
    let mut desk = Desk::new();
    let opened = desk.open(OpenRequest { audience: Audience::Organisation(bank()), ..request() }, 0);
    let clerk = Party::Employee { organisation: bank(), person: iin(1) };
    let key = signer(1).public_key();
    let claims =
        GrantToken::open(opened.token(), &key, &host("id.example.kz")).expect("a token").claims().clone();
    let window = |from, until| Validity::new(at(from), at(until)).expect("a window");
    let other = Bin::parse("000740000728").expect("a BIN");
    let changes: [(&str, Change); 3] = [
        ("kind", |claims| claims.doc_types = vec![DocType::DRIVING_LICENCE]),
        ("more kinds", |claims| claims.doc_types.push(DocType::DRIVING_LICENCE)),
        ("audience", |claims| claims.audience = AudienceKind::AnyoneAuthenticated),
    ];
    let mut forged: Vec<(&str, GrantClaims)> = changes
        .into_iter()
        .map(|(what, change)| {
            let mut claims = claims.clone();
            change(&mut claims);
            (what, claims)
        })
        .collect();
    forged.push((
        "organisation",
        GrantClaims { audience: AudienceKind::Organisation(other), ..claims.clone() },
    ));
    forged.push(("one person", GrantClaims { audience: AudienceKind::OnePerson, ..claims.clone() }));
    forged.push(("a longer life", GrantClaims { validity: window(0, 600), ..claims.clone() }));
    forged.push(("an earlier start", GrantClaims { validity: window(-60, 180), ..claims.clone() }));
    for (what, claims) in forged {
        let token = claims.sign(&signer(1)).expect("signed");
        let answer = desk.registry.redeem_token(&clerk, &token, None, at(1)).expect("memory");
        assert_eq!(answer, Redemption::Refused(Refused::NotOpen), "{what}");
        assert_eq!(desk.log.take().pop().as_deref(), Some("refused: Mismatch"), "{what}");
    }
    let elsewhere = GrantClaims { service: host("id.example.com"), ..claims };
    let token = elsewhere.sign(&signer(1)).expect("signed");
    let answer = desk.registry.redeem_token(&clerk, &token, None, at(1)).expect("memory");
    assert_eq!(answer, Redemption::Refused(Refused::NotOpen));
    assert_eq!(desk.log.take(), ["refused: Token(OtherService)"]);
    assert!(desk.token(&clerk, &opened, 1).is_ok(), "none of it spent the view");
}

/// A version of the token that this code does not know: another purpose in `typ`, or a claim of its own.
#[test]
fn a_token_of_another_version_is_refused() {
    use crate::cose::{Purpose, Sign1, Unsigned};
    let mut desk = Desk::new();
    let opened = desk.open(request(), 0);
    let payload =
        Sign1::parse(opened.token()).expect("a token").payload_untrusted().expect("attached").to_vec();
    // One member more: -70003, the number after our last claim.
    let mut newer = payload.clone();
    newer[0] += 1;
    newer.extend([0x3a, 0x00, 0x01, 0x11, 0x72, 0x01]);
    let newer = Unsigned { purpose: Purpose::Grant, payload: &newer }.sign(&signer(1)).expect("signed");
    let refused = |token: &[u8]| {
        let answer = desk.registry.redeem_token(&person(1), token, None, at(1)).expect("memory");
        assert_eq!(answer, Redemption::Refused(Refused::NotOpen));
        desk.log.take().pop().expect("a reason")
    };
    assert_eq!(refused(&newer), "refused: Token(UnknownClaim)");
    for purpose in [Purpose::Seal, Purpose::TrustList, Purpose::Representation] {
        let other = Unsigned { purpose, payload: &payload }.sign(&signer(1)).expect("signed");
        assert!(refused(&other).contains("Purpose"));
    }
    assert!(desk.token(&person(1), &opened, 1).is_ok());
}
