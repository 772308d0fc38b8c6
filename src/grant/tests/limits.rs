use super::*;

const LATER: fn(u32) -> Result<Redeemed, Refused> = |after_seconds| Err(Refused::TryLater { after_seconds });

/// Five tries in any fifteen minutes, right ones too; the sixth is not even looked at.
#[test]
fn five_tries_in_fifteen_minutes() {
    let mut desk = Desk::with(|settings| settings.pause_seconds = 0);
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
    let mut desk = Desk::with(|settings| settings.pause_seconds = 0);
    let opened = desk.open(request(), 0);
    for _ in 0..5 {
        assert_eq!(desk.code(&person(1), &wrong(opened.code(), 1), 100), Err(Refused::NotOpen));
    }
    assert_eq!(desk.code(&person(1), opened.code(), 50), LATER(950));
}

/// Ten failures in any day, and a right code is no failure.
#[test]
fn ten_failures_a_day() {
    let mut desk = Desk::with(|settings| settings.pause_seconds = 0);
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
    let settings = PolicySettings { pause_seconds: 0, ..PolicySettings::default() };
    let policy = Policy::new(settings).expect("a policy");
    let machine = || Registry::new(Arc::clone(&store), service(1, "id.example.kz"), policy, peppers());
    let (first, second) = (machine(), machine());
    let opened = first.open(&person(SUBJECT), request(), at(0), &mut Counting::default()).expect("opened");
    let hats = [person(1), Party::Employee { organisation: bank(), person: iin(1) }];
    for n in 0..5 {
        let (registry, viewer) = (if n % 2 == 0 { &first } else { &second }, &hats[n % 2]);
        let answer = registry.redeem_code(viewer, &iin(99), opened.code(), None, at(1)).expect("memory");
        assert_eq!(answer, Redemption::Refused(Refused::NotOpen));
    }
    for registry in [&first, &second] {
        for viewer in &hats {
            let answer =
                registry.redeem_code(viewer, &iin(SUBJECT), opened.code(), None, at(1)).expect("memory");
            assert_eq!(answer.granted(), LATER(900));
        }
    }
    // The code's own count and its one view are one, too.
    for viewer in 10..15 {
        let registry = if viewer % 2 == 0 { &first } else { &second };
        let answer =
            registry.redeem_code(&person(viewer), &iin(SUBJECT), &wrong(opened.code(), 1), None, at(1));
        assert_eq!(answer.expect("memory").granted(), Err(Refused::NotOpen));
    }
    let dead = second.redeem_code(&person(20), &iin(SUBJECT), opened.code(), None, at(1)).expect("memory");
    assert_eq!(dead.granted(), Err(Refused::NotOpen));
    assert!(first.redeem_token(&person(20), opened.token(), None, at(1)).expect("memory").granted().is_ok());
    let used = second.redeem_token(&person(21), opened.token(), None, at(1)).expect("memory");
    assert_eq!(used.granted(), Err(Refused::NotOpen));
}

/// From the third wrong code of a day on each next one waits twice as long.
#[test]
fn who_guesses_waits_longer_each_time() {
    let mut desk = Desk::with(|settings| (settings.tries, settings.failures_a_day) = (100, 100));
    let opened = desk.open(OpenRequest { lifetime_seconds: Some(600), ..request() }, 0);
    let guess = |second| desk.code(&person(1), &wrong(opened.code(), 1), second);
    for _ in 0..3 {
        assert_eq!(guess(0), Err(Refused::NotOpen));
    }
    assert_eq!(guess(0), LATER(30));
    assert_eq!(guess(29), LATER(1));
    assert_eq!(guess(30), Err(Refused::NotOpen));
    assert_eq!(guess(31), LATER(59));
    // The right code waits as well, or it would be found out by not waiting; another viewer does not.
    assert_eq!(desk.code(&person(1), opened.code(), 31), LATER(59));
    assert!(desk.code(&person(2), opened.code(), 31).is_ok());
}

/// A right code leaves the count as it was, so that a desk that makes no mistakes never waits.
#[test]
fn right_codes_never_wait() {
    let mut desk = Desk::with(|settings| settings.tries = 100);
    for _ in 0..20 {
        let opened = desk.open(request(), 0);
        assert!(desk.code(&person(1), opened.code(), 0).is_ok());
    }
}

/// One organisation's people and systems share a quota of failures; only they are told of it.
#[test]
fn an_organisation_is_told_of_its_own_quota() {
    let mut desk = Desk::with(|settings| settings.organisation_failures = 10);
    let employee = |n| Party::Employee { organisation: bank(), person: iin(n) };
    let opened = desk.open(request(), 0);
    for n in 100..110 {
        let nobody = iin(2000 + n);
        let answer = desk.registry.redeem_code(&employee(n), &nobody, opened.code(), None, at(1));
        assert_eq!(answer.expect("memory").granted(), Err(Refused::NotOpen));
    }
    desk.store.take_steps();
    assert_eq!(desk.code(&employee(200), opened.code(), 2), LATER(3_599));
    assert_eq!(desk.code(&Party::System(bank()), opened.code(), 2), LATER(3_599));
    assert_eq!(
        desk.store.take_steps(),
        ["take", "take", "take", "give_back"].repeat(2),
        "nothing of the subject was read"
    );
    assert_eq!(desk.log.take().pop().as_deref(), Some("refused: OrganisationFailures"));
    assert!(desk.code(&person(200), opened.code(), 2).is_ok(), "for themselves");
    // Right codes of its people are no failures.
    let mut desk = Desk::with(|settings| (settings.organisation_failures, settings.openings) = (10, 100));
    for n in 0..30 {
        let opened = desk.open(request(), 0);
        assert!(desk.code(&employee(100 + n), opened.code(), 1).is_ok());
    }
}

/// 352/16: whoever guesses at one person with many accounts closes that person's digits to everybody for an hour, is told
/// nothing of it, and does not close the QR code. A person nobody knows is counted alike.
#[test]
fn one_person_is_not_guessed_at_by_many() {
    let mut desk = Desk::with(|settings| (settings.subject_failures, settings.code_failures) = (5, 100));
    for subject in [SUBJECT, 77] {
        for viewer in 0..5 {
            let guess = ShortCode::parse("000000").expect("a code");
            let viewer = person(100 * (subject + 1) + viewer);
            let answer = desk.registry.redeem_code(&viewer, &iin(subject), &guess, None, at(0));
            assert_eq!(answer.expect("memory").granted(), Err(Refused::NotOpen));
        }
    }
    let opened = desk.open(request(), 10);
    assert_eq!(desk.code(&person(1), opened.code(), 11), Err(Refused::NotOpen));
    assert_eq!(desk.log.take().pop().as_deref(), Some("refused: SubjectLocked"));
    let unknown = desk.registry.redeem_code(&person(1), &iin(77), opened.code(), None, at(11));
    assert_eq!(unknown.expect("memory").granted(), Err(Refused::NotOpen));
    assert_eq!(desk.log.take(), ["refused: SubjectLocked"]);
    assert!(desk.token(&person(1), &opened, 12).is_ok());
    let opened = desk.open(request(), 3_600);
    assert!(desk.code(&person(2), opened.code(), 3_600).is_ok(), "an hour later");
}

/// The service is told once a window, at the threshold; nobody is refused for it.
#[test]
fn an_alarm_is_told_once_and_refuses_nobody() {
    let mut desk = Desk::with(|settings| settings.alarm_failures = 10);
    let guess = ShortCode::parse("000000").expect("a code");
    for n in 0..30 {
        let answer = desk.registry.redeem_code(&person(100 + n), &iin(1000 + n), &guess, None, at(0));
        assert_eq!(answer.expect("memory").granted(), Err(Refused::NotOpen));
        let alarms = desk.log.take().iter().filter(|line| *line == "alarm at 10").count();
        assert_eq!(alarms, usize::from(n == 10), "after {} failures", n + 1);
    }
    let opened = desk.open(request(), 1);
    assert!(desk.code(&person(1), opened.code(), 1).is_ok());
    // Another window, another alarm.
    for n in 0..12 {
        let answer = desk.registry.redeem_code(&person(200 + n), &iin(1000 + n), &guess, None, at(601));
        assert_eq!(answer.expect("memory").granted(), Err(Refused::NotOpen));
    }
    assert_eq!(desk.log.take().iter().filter(|line| *line == "alarm at 10").count(), 1);
}

#[test]
fn a_subject_opens_so_often_and_no_more() {
    let mut desk = Desk::with(|settings| settings.openings = 3);
    for _ in 0..3 {
        desk.open(request(), 0);
    }
    let refused =
        desk.registry.open(&person(SUBJECT), request(), at(1), &mut desk.random).expect_err("a fourth");
    assert_eq!(refused.to_string(), "access was opened too often, the next time is possible in 3599 s");
    desk.open(request(), 3_600);
}
