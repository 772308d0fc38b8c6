use super::*;

const LATER: fn(u32) -> Result<Redeemed, Refused> = |after_seconds| Err(Refused::TryLater { after_seconds });

/// Five tries in any fifteen minutes, right ones too; the sixth is not even looked at.
#[test]
fn five_tries_in_fifteen_minutes() {
    let mut desk = Desk::new();
    let opened = desk.open(request(), 0);
    for second in 0..5 {
        assert_eq!(desk.code(&person(1), &wrong(opened.code(), 1), second), Err(Refused::NotOpen));
    }
    desk.store.take_steps();
    assert_eq!(desk.code(&person(1), opened.code(), 5), LATER(895));
    assert_eq!(desk.code(&person(1), opened.code(), 899), LATER(1));
    assert_eq!(desk.store.take_steps(), ["take", "take"], "nothing but the caller's own quota was read");
    assert_eq!(desk.code(&person(1), opened.code(), 900), Err(Refused::NotOpen), "one is free again");
    assert_eq!(desk.code(&person(1), opened.code(), 900), LATER(1));
    // The refusals in between took nothing, so hammering did not prolong the wait; and it names no person's grant.
    let text = Refused::TryLater { after_seconds: 895 }.to_string();
    assert_eq!(text, "too many tries, the next one is possible in 895 s");
    let told = desk.log.take();
    assert_eq!(told.iter().filter(|line| *line == "refused: TooManyTries").count(), 3);
}

#[test]
fn the_clock_going_back_frees_no_try() {
    let mut desk = Desk::new();
    let opened = desk.open(request(), 0);
    for _ in 0..5 {
        assert_eq!(desk.code(&person(1), &wrong(opened.code(), 1), 100), Err(Refused::NotOpen));
    }
    assert_eq!(desk.code(&person(1), opened.code(), 50), LATER(950));
}

/// Ten failures in any day, and a right code is no failure.
#[test]
fn ten_failures_a_day() {
    let mut desk = Desk::new();
    // Twelve right codes, one a window, are no failures.
    for n in 0..12 {
        let opened = desk.open(request(), n * 900);
        assert!(desk.code(&person(1), opened.code(), n * 900).is_ok());
    }
    let start = 20_000;
    for n in 0..10 {
        let opened = desk.open(request(), start + n * 900);
        assert_eq!(desk.code(&person(1), &wrong(opened.code(), 1), start + n * 900), Err(Refused::NotOpen));
    }
    let opened = desk.open(request(), start + 9_900);
    assert_eq!(desk.code(&person(1), opened.code(), start + 9_900), LATER(86_400 - 9_900));
    assert_eq!(desk.log.take().pop().as_deref(), Some("refused: TooManyFailures"));
    // Others are not concerned, and this one's QR door is open.
    assert!(desk.token(&person(1), &opened, start + 9_900).is_ok());
    let opened = desk.open(request(), start + 86_400);
    assert!(desk.code(&person(1), opened.code(), start + 86_400).is_ok());
}

/// 352/15: five wrong guesses of anybody and the code is dead, right digits or not; the QR code lives.
#[test]
fn the_code_dies_and_the_qr_lives() {
    let mut desk = Desk::new();
    let opened = desk.open(OpenRequest { views: Some(2), ..request() }, 0);
    for viewer in 1..=5 {
        assert_eq!(desk.code(&person(viewer), &wrong(opened.code(), viewer), 1), Err(Refused::NotOpen));
    }
    assert_eq!(desk.log.take()[5..], ["code died", "refused: NoSuchCode"]);
    assert_eq!(desk.code(&person(6), opened.code(), 2), Err(Refused::NotOpen));
    assert_eq!(desk.log.take(), ["refused: CodeDead"]);
    assert_eq!(desk.token(&person(6), &opened, 2).map(|redeemed| redeemed.view()), Ok(1));
    let live = desk.registry.live(&person(SUBJECT), at(3)).expect("memory");
    assert_eq!((live[0].code_alive, live[0].used), (false, 1));
    // A new act of opening makes a code that lives.
    let again = desk.open(request(), 3);
    assert!(desk.code(&person(7), again.code(), 4).is_ok());
}

#[test]
fn four_wrong_guesses_leave_the_code_alive() {
    let mut desk = Desk::new();
    let opened = desk.open(request(), 0);
    for viewer in 1..=4 {
        assert_eq!(desk.code(&person(viewer), &wrong(opened.code(), viewer), 1), Err(Refused::NotOpen));
    }
    assert!(desk.code(&person(5), opened.code(), 2).is_ok());
}

/// Two machines on one store count as one; a person counts as one, for whomever they act.
#[test]
fn limits_hold_across_registries_and_hats() {
    let store = Arc::new(MemoryStore::default());
    let machine =
        || Registry::new(Arc::clone(&store), service(1, "id.example.kz"), Policy::default(), peppers());
    let (first, second) = (machine(), machine());
    let opened = first.open(&person(SUBJECT), request(), at(0), &mut Counting::default()).expect("opened");
    let hats = [person(1), Party::Employee { organisation: bank(), person: iin(1) }];
    for n in 0..5 {
        let (registry, viewer) = (if n % 2 == 0 { &first } else { &second }, &hats[n % 2]);
        let answer = registry.redeem_code(viewer, &iin(99), opened.code(), at(1)).expect("memory");
        assert_eq!(answer, Redemption::Refused(Refused::NotOpen));
    }
    for registry in [&first, &second] {
        for viewer in &hats {
            let answer = registry.redeem_code(viewer, &iin(SUBJECT), opened.code(), at(1)).expect("memory");
            assert_eq!(answer.granted(), LATER(900));
        }
    }
    // The code's own count and its one view are one, too.
    for viewer in 10..15 {
        let registry = if viewer % 2 == 0 { &first } else { &second };
        let answer = registry.redeem_code(&person(viewer), &iin(SUBJECT), &wrong(opened.code(), 1), at(1));
        assert_eq!(answer.expect("memory").granted(), Err(Refused::NotOpen));
    }
    let dead = second.redeem_code(&person(20), &iin(SUBJECT), opened.code(), at(1)).expect("memory");
    assert_eq!(dead.granted(), Err(Refused::NotOpen));
    assert!(first.redeem_token(&person(20), opened.token(), at(1)).expect("memory").granted().is_ok());
    let used = second.redeem_token(&person(21), opened.token(), at(1)).expect("memory");
    assert_eq!(used.granted(), Err(Refused::NotOpen));
}
