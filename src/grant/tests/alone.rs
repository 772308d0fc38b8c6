use super::*;
use crate::text::Language;

const VIEWER: u32 = 500;

fn desk() -> Desk {
    Desk::with(|settings| settings.code_alone = Some(CodeAlone::default()))
}

fn open(desk: &mut Desk, request: OpenRequest) -> OpenedAccess {
    desk.registry.open_to_code_alone(&person(SUBJECT), request, at(0), &mut desk.random).expect("opened")
}

fn ask(desk: &mut Desk, viewer: &Party, code: &ShortCode, second: i64) -> AskId {
    match desk.registry.ask(viewer, code, at(second), &mut desk.random).expect("memory") {
        Asked::Waiting { id, until } => {
            assert_eq!(until, at(second + 60));
            id
        }
        Asked::Refused(refused) => panic!("{refused}"),
    }
}

fn take(desk: &Desk, viewer: &Party, ask: &AskId, second: i64) -> Result<Redeemed, Refused> {
    desk.registry.redeem_ask(viewer, ask, None, at(second)).expect("memory").granted()
}

/// 352/10, 352/3: digits without an IIN open nothing until their subject, who sees who asks, says so.
#[test]
fn the_subject_answers_who_asks() {
    let mut desk = desk();
    let opened = open(&mut desk, request());
    assert_eq!(opened.code_alone_until(), Some(at(60)));
    let (viewer, subject) = (Party::Employee { organisation: bank(), person: iin(VIEWER) }, person(SUBJECT));
    let id = ask(&mut desk, &viewer, opened.code(), 1);
    assert_eq!(take(&desk, &viewer, &id, 2), Err(Refused::NotOpen));

    let asks = desk.registry.asks(&subject, at(2)).expect("memory");
    let [waiting] = asks.as_slice() else { panic!("{asks:?}") };
    assert_eq!((waiting.id(), waiting.grant(), waiting.viewer()), (&id, opened.id(), &viewer));
    assert_eq!(waiting.documents(), [document("045123789")]);
    assert_eq!(
        waiting.text("Omarova Saule", "Halyk Service", Language::English),
        "Omarova Saule of Halyk Service asks to view: Identity card. Show?"
    );
    assert_eq!(
        waiting.text("", "АО «Банк»", Language::Russian),
        "АО «Банк» просит показать: Удостоверение личности. Показать?"
    );
    // Nobody else is asked, and nobody else answers.
    for other in [person(VIEWER), person(7), viewer.clone(), Party::System(bank())] {
        assert_eq!(desk.registry.asks(&other, at(2)), Ok(vec![]));
        assert_eq!(desk.registry.answer(&other, &id, AskAnswer::Show, at(2)), Ok(false));
    }
    assert_eq!(take(&desk, &viewer, &id, 3), Err(Refused::NotOpen));

    assert_eq!(desk.registry.answer(&subject, &id, AskAnswer::Show, at(3)), Ok(true));
    assert_eq!(desk.registry.asks(&subject, at(3)), Ok(vec![]));
    // It is for this viewer in this capacity, and no other.
    for other in [person(VIEWER), Party::System(bank()), person(9)] {
        assert_eq!(take(&desk, &other, &id, 4), Err(Refused::NotOpen));
    }
    let redeemed = take(&desk, &viewer, &id, 4).expect("shown");
    assert_eq!((redeemed.grant(), redeemed.viewer(), redeemed.view()), (opened.id(), &viewer, 1));
    assert_eq!(take(&desk, &viewer, &id, 5), Err(Refused::NotOpen));
    let log = desk.log.take();
    assert!(log.contains(&"asked".to_owned()) && log.contains(&"answered Show".to_owned()), "{log:?}");
}

/// A lost reply is no lost view at this door either.
#[test]
fn an_attempt_is_answered_again() {
    let mut desk = desk();
    let opened = open(&mut desk, request());
    let viewer = person(VIEWER);
    let id = ask(&mut desk, &viewer, opened.code(), 1);
    assert_eq!(desk.registry.answer(&person(SUBJECT), &id, AskAnswer::Show, at(2)), Ok(true));
    let attempt = AttemptId::from_bytes([3; 16]);
    for second in [3, 9] {
        let redemption = desk.registry.redeem_ask(&viewer, &id, Some(&attempt), at(second)).expect("memory");
        assert_eq!(redemption.granted().map(|redeemed| redeemed.view()), Ok(1), "{second}");
    }
    // The grant's other doors have no view left.
    assert_eq!(desk.code(&person(8), opened.code(), 9), Err(Refused::NotOpen));
}

#[test]
fn a_no_is_kept_and_looks_like_no_answer() {
    let mut desk = desk();
    let opened = open(&mut desk, request());
    let viewer = person(VIEWER);
    let id = ask(&mut desk, &viewer, opened.code(), 1);
    assert_eq!(desk.registry.answer(&person(SUBJECT), &id, AskAnswer::Decline, at(2)), Ok(true));
    // The first answer counts.
    assert_eq!(desk.registry.answer(&person(SUBJECT), &id, AskAnswer::Show, at(2)), Ok(false));
    assert_eq!(take(&desk, &viewer, &id, 3), Err(Refused::NotOpen));
    assert_eq!(desk.log.take().pop(), Some("refused: Declined".to_owned()));
}

/// A situation, the viewer in it, by how much their digits differ, at what second, and the log's truth.
type Scene = (&'static str, fn(&mut Desk) -> OpenedAccess, Party, u32, i64, Option<&'static str>);

fn scenes() -> Vec<Scene> {
    let plain: fn(&mut Desk) -> OpenedAccess = |desk| open(desk, request());
    vec![
        ("right", plain, person(VIEWER), 0, 1, None),
        ("wrong digits", plain, person(VIEWER), 1, 1, Some("NoSuchCode")),
        ("after its minute", plain, person(VIEWER), 0, 60, Some("NoSuchCode")),
        ("one's own", plain, person(SUBJECT), 0, 1, Some("OwnSubject")),
        ("open with the IIN alone", |desk| desk.open(request(), 0), person(VIEWER), 0, 1, Some("NoSuchCode")),
        (
            "for somebody else",
            |desk| open(desk, OpenRequest { audience: Audience::Person(iin(9)), ..request() }),
            person(VIEWER),
            0,
            1,
            Some("Audience"),
        ),
        (
            "closed",
            |desk| {
                let opened = open(desk, request());
                assert_eq!(desk.registry.close(&person(SUBJECT), opened.id(), at(0)), Ok(true));
                opened
            },
            person(VIEWER),
            0,
            1,
            Some("Closed"),
        ),
        (
            "used",
            |desk| {
                let opened = open(desk, request());
                assert!(desk.token(&person(1), &opened, 0).is_ok());
                opened
            },
            person(VIEWER),
            0,
            1,
            Some("Used"),
        ),
        (
            "asked too often",
            |desk| {
                let opened = open(desk, request());
                for viewer in 1..=3 {
                    ask(desk, &person(viewer), opened.code(), 0);
                }
                opened
            },
            person(VIEWER),
            0,
            1,
            Some("TooManyAsks"),
        ),
    ]
}

/// 352/16: whatever is brought, a viewer is told that the question is put, after the same steps of the store; and coming
/// back goes the same way until the subject said yes.
#[test]
fn whoever_asks_learns_nothing() {
    for (scene, make, viewer, by, second, truth) in scenes() {
        let mut desk = desk();
        let opened = make(&mut desk);
        desk.log.take();
        desk.store.take_steps();
        let code = wrong(opened.code(), by);
        let id = ask(&mut desk, &viewer, &code, second);
        assert_eq!(desk.store.take_steps(), ASKED, "{scene}");
        let told = truth.map_or("asked".to_owned(), |reason| format!("unheard: {reason}"));
        assert_eq!(desk.log.take(), [told], "{scene}");

        let others = 3 * usize::from(scene == "asked too often");
        let asks = desk.registry.asks(&person(SUBJECT), at(second)).expect("memory");
        assert_eq!(asks.len(), others + usize::from(truth.is_none()), "{scene}");
        desk.store.take_steps();
        assert_eq!(take(&desk, &viewer, &id, second + 1), Err(Refused::NotOpen), "{scene}");
        assert_eq!(desk.store.take_steps(), ["slot", "slot", "find", "redeem"], "{scene}");
    }
}

/// Own tries and failures, everybody's for the alarm; who has the digits; the grant; its questions; the question's name.
const ASKED: [&str; 8] = ["take", "take", "take", "slot", "find", "slot", "swap", "swap"];

#[test]
fn an_answer_comes_in_time_or_not_at_all() {
    let mut desk = desk();
    let opened = open(&mut desk, OpenRequest { views: Some(2), ..request() });
    let (viewer, subject) = (person(VIEWER), person(SUBJECT));
    let id = ask(&mut desk, &viewer, opened.code(), 30);
    assert_eq!(desk.registry.answer(&subject, &id, AskAnswer::Show, at(90)), Ok(false));
    assert_eq!(desk.registry.asks(&subject, at(90)), Ok(vec![]));
    let id = ask(&mut desk, &viewer, opened.code(), 59);
    assert_eq!(desk.registry.answer(&subject, &id, AskAnswer::Show, at(118)), Ok(true));
    // A yes is of use while the grant is.
    assert_eq!(take(&desk, &viewer, &id, 180), Err(Refused::NotOpen));
    let mut desk = Desk::with(|settings| settings.code_alone = Some(CodeAlone::default()));
    let opened = open(&mut desk, request());
    let id = ask(&mut desk, &viewer, opened.code(), 1);
    assert_eq!(desk.registry.close(&subject, opened.id(), at(2)), Ok(true));
    assert_eq!(desk.registry.answer(&subject, &id, AskAnswer::Show, at(3)), Ok(false));
    assert_eq!(take(&desk, &viewer, &id, 3), Err(Refused::NotOpen));
}

/// What came to nothing is a failure, and what was shown is none.
#[test]
fn questions_count_as_failures_until_shown() {
    let mut desk = Desk::with(|settings| {
        settings.code_alone = Some(CodeAlone::default());
        settings.tries = 100;
        settings.failures_a_day = 2;
        settings.pause_seconds = 0;
    });
    let viewer = person(VIEWER);
    let opened = open(&mut desk, OpenRequest { views: Some(5), ..request() });
    for second in 1..=3 {
        let id = ask(&mut desk, &viewer, opened.code(), second);
        assert_eq!(desk.registry.answer(&person(SUBJECT), &id, AskAnswer::Show, at(second)), Ok(true));
        assert!(take(&desk, &viewer, &id, second).is_ok());
    }
    let nobody = ShortCode::parse("000000").expect("a code");
    for second in [4, 5] {
        ask(&mut desk, &viewer, &nobody, second);
    }
    let later = desk.registry.ask(&viewer, &nobody, at(6), &mut desk.random);
    assert!(matches!(later, Ok(Asked::Refused(Refused::TryLater { .. }))), "{later:?}");
}

/// A view asked for again under its attempt's name forgives nothing again: not the wrong digits of the same second.
#[test]
fn a_view_asked_for_again_forgives_no_guess() {
    let mut desk = Desk::with(|settings| {
        settings.code_alone = Some(CodeAlone::default());
        settings.tries = 100;
        settings.failures_a_day = 3;
        settings.pause_seconds = 0;
    });
    let viewer = person(VIEWER);
    let opened = open(&mut desk, request());
    let nobody = ShortCode::parse("000000").expect("a code");
    let shown = ask(&mut desk, &viewer, opened.code(), 1);
    for _ in 0..2 {
        ask(&mut desk, &viewer, &nobody, 1);
    }
    assert_eq!(desk.registry.answer(&person(SUBJECT), &shown, AskAnswer::Show, at(1)), Ok(true));
    let attempt = AttemptId::from_bytes([3; 16]);
    for _ in 0..5 {
        let redemption = desk.registry.redeem_ask(&viewer, &shown, Some(&attempt), at(1)).expect("memory");
        assert!(redemption.granted().is_ok());
    }
    // Two of three are used up, and stay so.
    ask(&mut desk, &viewer, &nobody, 1);
    let later = desk.registry.ask(&viewer, &nobody, at(1), &mut desk.random);
    assert!(matches!(later, Ok(Asked::Refused(Refused::TryLater { .. }))), "{later:?}");
}

#[test]
fn digits_alone_are_few_and_unique() {
    let mut desk = Desk::with(|settings| {
        settings.code_alone = Some(CodeAlone { most_live: 3, ..CodeAlone::default() });
    });
    // The source says the same digits again and again: only the first may have them.
    let mut same = |out: &mut [u8]| {
        out.fill(5);
        Ok(())
    };
    let first = desk.registry.open_to_code_alone(&person(1), request(), at(0), &mut same);
    assert!(first.is_ok());
    let repeating = desk.registry.open_to_code_alone(&person(2), request(), at(0), &mut same);
    assert_eq!(repeating.map(drop), Err(OpenError::Repeating));
    // Past the minute they are free.
    let third = desk.registry.open_to_code_alone(&person(3), request(), at(60), &mut desk.random);
    assert!(third.is_ok());
    for (second, wanted) in [(60, true), (60, true), (60, false), (119, false), (120, true)] {
        let opened = desk.registry.open_to_code_alone(&person(4), request(), at(second), &mut desk.random);
        assert_eq!(opened.is_ok(), wanted, "{second}");
        if let Err(error) = opened {
            let after_seconds = u32::try_from(120 - second).expect("seconds");
            assert_eq!(error, OpenError::CodeAloneFull { after_seconds });
        }
    }
}

/// What was not kept holds no digits.
#[test]
fn a_refused_opening_gives_its_digits_back() {
    let mut desk = Desk::with(|settings| {
        settings.code_alone = Some(CodeAlone::default());
        settings.most_live = 1;
    });
    open(&mut desk, request());
    let again = desk.registry.open_to_code_alone(&person(SUBJECT), request(), at(1), &mut desk.random);
    assert_eq!(again.map(drop), Err(OpenError::TooManyLive { limit: 1 }));
    // The digits drawn, not the first grant's, are nobody's: taken by one swap, given back by the next.
    assert_eq!(desk.store.take_steps()[4..], ["take", "take", "swap", "insert", "swap"]);
    desk.log.take();
    let [code] = [ShortCode::make(&mut Counting(desk.random.0 - 1)).expect("a code")];
    ask(&mut desk, &person(VIEWER), &code, 2);
    assert_eq!(desk.log.take(), ["unheard: NoSuchCode"]);
}

#[test]
fn a_service_that_does_not_offer_it_refuses() {
    let mut desk = Desk::new();
    let opened = desk.registry.open_to_code_alone(&person(SUBJECT), request(), at(0), &mut desk.random);
    assert_eq!(opened.map(drop), Err(OpenError::CodeAloneOff));
    let code = ShortCode::parse("012345").expect("a code");
    let asked = desk.registry.ask(&person(VIEWER), &code, at(0), &mut desk.random);
    assert_eq!(asked, Ok(Asked::Refused(Refused::NotOpen)));
    assert_eq!(desk.store.take_steps(), [""; 0]);
}

/// While peppers change, digits of two machines that stand for two grants stand for none.
#[test]
fn a_change_of_pepper_gives_no_digits_to_two() {
    let store = Arc::new(MemoryStore::default());
    let settings = PolicySettings { code_alone: Some(CodeAlone::default()), ..PolicySettings::default() };
    let machine = |current: u8, other: u8| {
        let peppers = Peppers::new(&secret(200), pepper(current)).expect("peppers");
        let peppers = peppers.accepting(pepper(other)).expect("another");
        let policy = Policy::new(settings).expect("a policy");
        Registry::new(Arc::clone(&store), service(1, "id.example.kz"), policy, peppers)
    };
    let (old, new) = (machine(1, 2), machine(2, 1));
    let mut same = |out: &mut [u8]| {
        out.fill(5);
        Ok(())
    };
    let opened = old.open_to_code_alone(&person(1), request(), at(0), &mut same).expect("opened");
    let taken = new.open_to_code_alone(&person(2), request(), at(0), &mut same);
    assert_eq!(taken.map(drop), Err(OpenError::Repeating));
    // The other machine finds them.
    let mut random = Counting::default();
    let asked = new.ask(&person(VIEWER), opened.code(), at(1), &mut random).expect("memory");
    assert!(matches!(asked, Asked::Waiting { .. }));
    assert_eq!(old.asks(&person(1), at(1)).expect("memory").len(), 1);
}

#[test]
fn a_failing_store_asks_nobody_and_shows_nothing() {
    for step in ["slot", "swap", "find"] {
        let store = Recording { fails_at: Some(step), ..Recording::default() };
        let settings = PolicySettings { code_alone: Some(CodeAlone::default()), ..PolicySettings::default() };
        let mut desk = Desk::made(store, Policy::new(settings).expect("a policy"));
        let code = ShortCode::parse("012345").expect("a code");
        let failed = AskError::Store(StoreError::Unavailable);
        assert_eq!(desk.registry.ask(&person(1), &code, at(0), &mut desk.random), Err(failed), "{step}");
        let opened = desk.registry.open_to_code_alone(&person(1), request(), at(0), &mut desk.random);
        if step == "swap" {
            assert_eq!(opened.map(drop), Err(OpenError::Store(StoreError::Unavailable)));
        }
        let redeemed = desk.registry.redeem_ask(&person(1), &AskId::from_bytes([1; 16]), None, at(0));
        assert_eq!(redeemed.is_err(), step != "swap", "{step}");
    }
}
