use std::sync::Barrier;
use std::thread;

use proptest::prelude::*;

use super::*;

/// 352/10, 352/15, 352/17: either carrier opens the same grant.
#[test]
fn both_doors_lead_to_one_grant() {
    let mut desk = Desk::new();
    let opened = desk.open(OpenRequest { views: Some(2), ..request() }, 0);
    let by_code = desk.code(&person(1), opened.code(), 10).expect("a view");
    assert_eq!((by_code.view(), by_code.door(), by_code.at()), (1, Door::Digits, at(10)));
    let by_token = desk.token(&person(2), &opened, 20).expect("a view");
    assert_eq!((by_token.view(), by_token.door()), (2, Door::Qr));
    assert_eq!((by_token.grant(), by_token.subject()), (opened.id(), &iin(SUBJECT)));
    assert_eq!((by_token.viewer(), by_token.documents()), (&person(2), &[document("045123789")][..]));
    assert_eq!(desk.token(&person(3), &opened, 21), Err(Refused::NotOpen));
    assert_eq!(desk.code(&person(3), opened.code(), 21), Err(Refused::NotOpen));
    let told = ["opened", "view 1 by Digits", "view 2 by Qr", "refused: Used", "refused: Used"];
    assert_eq!(desk.log.take(), told);
    assert_eq!(desk.registry.live(&person(SUBJECT), at(22)), Ok(vec![]));
}

/// 352/15: temporary. Half-open at both doors; a clock that goes back opens nothing again.
#[test]
fn at_exactly_the_expiry_it_is_over() {
    for last in [false, true] {
        let mut desk = Desk::new();
        let opened = desk.open(OpenRequest { views: Some(5), ..request() }, 0);
        let open = if last { 180 } else { 179 };
        assert_eq!(desk.token(&person(1), &opened, open).is_ok(), !last);
        assert_eq!(desk.code(&person(1), opened.code(), open).is_ok(), !last);
        if last {
            assert_eq!(desk.log.take(), ["opened", "refused: Expired", "refused: NoSuchCode"]);
            assert_eq!(desk.token(&person(1), &opened, 100), Err(Refused::NotOpen));
            assert_eq!(desk.code(&person(1), opened.code(), 100), Err(Refused::NotOpen));
            assert_eq!(desk.log.take(), ["refused: Expired", "refused: NoSuchCode"]);
        }
    }
    let mut desk = Desk::new();
    let opened = desk.open(request(), 0);
    assert_eq!(desk.token(&person(1), &opened, -1), Err(Refused::NotOpen));
    assert_eq!(desk.code(&person(1), opened.code(), -1), Err(Refused::NotOpen));
    assert_eq!(desk.log.take(), ["opened", "refused: NotYet", "refused: NotYet"]);
    assert!(desk.token(&person(1), &opened, 0).is_ok());
}

/// 352/16: consent withdrawn is withdrawn at both doors; only its giver withdraws it.
#[test]
fn the_subject_closes() {
    let mut desk = Desk::new();
    let opened = desk.open(OpenRequest { views: Some(5), ..request() }, 0);
    for other in
        [person(1), Party::System(bank()), Party::Employee { organisation: bank(), person: iin(SUBJECT) }]
    {
        assert_eq!(desk.registry.close(&other, opened.id(), at(1)), Ok(false));
    }
    assert!(desk.token(&person(1), &opened, 1).is_ok());
    assert_eq!(desk.registry.close(&person(SUBJECT), opened.id(), at(2)), Ok(true));
    assert_eq!(desk.registry.close(&person(SUBJECT), opened.id(), at(2)), Ok(false));
    assert_eq!(desk.token(&person(1), &opened, 3), Err(Refused::NotOpen));
    assert_eq!(desk.code(&person(1), opened.code(), 3), Err(Refused::NotOpen));
    assert_eq!(desk.log.take(), ["opened", "view 1 by Qr", "closed", "refused: Closed", "refused: Closed"]);
}

/// 352/2.3, 352/2.6: a third party is not the subject, even at work; no view is spent by trying.
#[test]
fn the_subject_is_no_third_party() {
    let mut desk = Desk::new();
    let opened = desk.open(request(), 0);
    for oneself in [person(SUBJECT), Party::Employee { organisation: bank(), person: iin(SUBJECT) }] {
        assert_eq!(desk.token(&oneself, &opened, 1), Err(Refused::NotOpen));
        assert_eq!(desk.code(&oneself, opened.code(), 1), Err(Refused::NotOpen));
        assert_eq!(desk.log.take().last().map(String::as_str), Some("refused: OwnSubject"));
    }
    assert_eq!(desk.token(&person(1), &opened, 2).map(|redeemed| redeemed.view()), Ok(1));
}

/// 352/16: consent given to one is given to nobody else.
#[test]
fn an_audience_is_kept_to() {
    let employee = |n| Party::Employee { organisation: bank(), person: iin(n) };
    let other = Bin::parse("000740000728").expect("a BIN");
    let rows = [
        (Audience::Person(iin(1)), vec![person(1)], vec![person(2), employee(1), Party::System(bank())]),
        (
            Audience::Organisation(bank()),
            vec![employee(1), employee(2), Party::System(bank())],
            vec![person(1), Party::System(other), Party::Employee { organisation: other, person: iin(1) }],
        ),
        (Audience::AnyoneAuthenticated, vec![person(1), employee(2), Party::System(bank())], vec![]),
    ];
    for (audience, inside, outside) in rows {
        let mut desk = Desk::new();
        let opened = desk.open(OpenRequest { audience, views: Some(5), ..request() }, 0);
        for viewer in &outside {
            assert_eq!(desk.token(viewer, &opened, 1), Err(Refused::NotOpen));
            assert_eq!(desk.code(viewer, opened.code(), 1), Err(Refused::NotOpen));
            assert_eq!(desk.log.take().last().map(String::as_str), Some("refused: Audience"));
        }
        for (viewer, view) in inside.iter().zip(1..) {
            assert_eq!(desk.token(viewer, &opened, 2).map(|redeemed| redeemed.view()), Ok(view));
        }
    }
}

/// A grant of another service, signed for another purpose, or touched on the way, opens nothing.
#[test]
fn tokens_are_not_confused() {
    use crate::cose::{Purpose, Sign1, Unsigned};
    let mut desk = Desk::new();
    let opened = desk.open(request(), 0);
    let refused = |token: &[u8], reason: &str| {
        let answer = desk.registry.redeem_token(&person(1), token, None, at(1)).expect("memory");
        assert_eq!(answer, Redemption::Refused(Refused::NotOpen));
        let told = desk.log.take().pop().expect("a reason");
        assert!(told.contains(reason), "{told}");
    };
    let sign1 = Sign1::parse(opened.token()).expect("a token");
    let payload = sign1.payload_untrusted().expect("attached");
    let seal = Unsigned { purpose: Purpose::Seal, payload }.sign(&signer(1)).expect("signed");
    refused(&seal, "Purpose");
    let forged = Unsigned { purpose: Purpose::Grant, payload }.sign(&signer(2)).expect("signed");
    refused(&forged, "Untrue");
    // The same key at another service, as two installations might share one.
    let elsewhere =
        Registry::new(MemoryStore::default(), service(1, "id.example.com"), Policy::default(), peppers());
    let foreign =
        elsewhere.open(&person(SUBJECT), request(), at(0), &mut Counting::default()).expect("opened");
    refused(foreign.token(), "OtherService");
    // A true token of a grant that says otherwise.
    let mut claims = GrantToken::open(opened.token(), &signer(1).public_key(), &host("id.example.kz"))
        .expect("a token")
        .claims()
        .clone();
    claims.doc_types.push(DocType::BIRTH_CERTIFICATE);
    refused(&claims.sign(&signer(1)).expect("signed"), "Mismatch");
    claims.id = GrantId::from_bytes(&[1; 16]).expect("an id");
    refused(&claims.sign(&signer(1)).expect("signed"), "Unknown");
    refused(b"", "Truncated");
    refused(&[0xff; 5000], "TooLarge");
    for length in 0..opened.token().len() {
        refused(&opened.token()[..length], "Token(");
    }
    let end = opened.token().len();
    for at in [end - 64, end - 1, end - 70] {
        let mut broken = opened.token().to_vec();
        broken[at] ^= 1;
        refused(&broken, "Token(");
    }
    assert!(desk.token(&person(1), &opened, 1).is_ok(), "none of it spent the view");
}

#[test]
fn keys_and_peppers_change_without_a_gap() {
    let store = Arc::new(MemoryStore::default());
    let registry = |service, peppers| Registry::new(Arc::clone(&store), service, Policy::default(), peppers);
    let with = |current| Peppers::new(&secret(200), pepper(current)).expect("peppers");
    let old = registry(service(1, "id.example.kz"), with(1));
    let new_service =
        service(2, "id.example.kz").accepting(signer(1).public_key().key_id(), signer(1).public_key());
    let new = registry(new_service, with(2).accepting(pepper(1)).expect("another"));
    let mut random = Counting::default();
    for n in 0..2 {
        // Opened before the change, redeemed after it, at either door.
        let opened = old.open(&person(10 + n), request(), at(0), &mut random).expect("opened");
        let redeemed = if n == 0 {
            new.redeem_token(&person(1), opened.token(), None, at(1))
        } else {
            new.redeem_code(&person(1), &iin(10 + n), opened.code(), None, at(1))
        };
        assert!(redeemed.expect("memory").granted().is_ok());
        // Opened after it, redeemed where the old pepper still runs: codes are kept under both.
        let opened = new.open(&person(20 + n), request(), at(0), &mut random).expect("opened");
        let redeemed = old.redeem_code(&person(2), &iin(20 + n), opened.code(), None, at(1));
        assert!(redeemed.expect("memory").granted().is_ok());
    }
}

/// 352/15, exactly once: sixty-four threads at both doors of each single-view grant, one view.
#[test]
fn sixty_four_threads_and_one_view() {
    // Each thread is a viewer of its own, with a policy that lets it try all day.
    let settings = PolicySettings { tries: 100, failures_a_day: 100, ..PolicySettings::default() };
    let policy = Policy::new(settings).expect("a policy");
    let registry = Registry::new(MemoryStore::default(), service(1, "id.example.kz"), policy, peppers());
    let mut random = Counting::default();
    let opened: Vec<_> = (0..40)
        .map(|n| registry.open(&person(1000 + n), request(), at(0), &mut random).expect("opened"))
        .collect();
    let barrier = Barrier::new(64);
    let views: Vec<u32> = thread::scope(|scope| {
        let run = |viewer: u32| {
            let (registry, opened, barrier) = (&registry, &opened, &barrier);
            scope.spawn(move || {
                let mut views = Vec::new();
                for (n, opened) in (0..).zip(opened) {
                    barrier.wait();
                    let answer = if viewer.is_multiple_of(2) {
                        registry.redeem_token(&person(viewer), opened.token(), None, at(1))
                    } else {
                        registry.redeem_code(&person(viewer), &iin(1000 + n), opened.code(), None, at(1))
                    };
                    if answer.expect("memory").granted().is_ok() {
                        views.push(n);
                    }
                }
                views
            })
        };
        let threads: Vec<_> = (0..64).map(run).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
    });
    for n in 0..40 {
        assert_eq!(views.iter().filter(|view| **view == n).count(), 1, "grant {n}");
    }
}

#[derive(Debug, Clone)]
enum Act {
    Token(u32),
    RightCode(u32),
    WrongCode(u32),
    Close,
    Sweep,
    Clock(i64),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0u32..6).prop_map(Act::Token),
        4 => (0u32..6).prop_map(Act::RightCode),
        2 => (0u32..6).prop_map(Act::WrongCode),
        1 => Just(Act::Close),
        1 => Just(Act::Sweep),
        3 => (-30i64..60).prop_map(Act::Clock),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// 352/15: whatever is done in whatever order, under a clock that runs both ways: never more views than opened, each
    /// numbered once, none outside the window, none after closing or after its end was once seen, and no code after its
    /// death.
    #[test]
    fn views_never_exceed(views in 1u8..6, acts in proptest::collection::vec(act(), 1..60)) {
        let mut desk = Desk::new();
        let opened = desk.open(OpenRequest { views: Some(views), ..request() }, 0);
        let (mut now, mut seen, mut over, mut failures) = (0i64, 0u8, false, 0);
        for act in acts {
            let (answer, by_code) = match act {
                Act::Token(viewer) => (desk.token(&person(viewer), &opened, now), false),
                Act::RightCode(viewer) => (desk.code(&person(viewer), opened.code(), now), true),
                Act::WrongCode(viewer) => (desk.code(&person(viewer), &wrong(opened.code(), 1), now), true),
                Act::Close => {
                    over |= desk.registry.close(&person(SUBJECT), opened.id(), at(now)).expect("memory");
                    continue;
                }
                Act::Sweep => {
                    desk.registry.sweep(at(now)).expect("memory");
                    over |= now >= 180;
                    continue;
                }
                Act::Clock(step) => {
                    now += step;
                    continue;
                }
            };
            failures += desk.log.take().iter().filter(|line| *line == "refused: NoSuchCode").count();
            if let Ok(redeemed) = answer {
                seen += 1;
                prop_assert_eq!(redeemed.view(), seen);
                prop_assert_ne!(redeemed.viewer(), &person(SUBJECT));
                prop_assert!(!matches!(act, Act::WrongCode(_)));
                prop_assert!(seen <= views && !over && (0..180).contains(&now));
                prop_assert!(!by_code || failures < 5);
            }
        }
    }
}
