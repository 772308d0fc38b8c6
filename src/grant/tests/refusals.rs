use super::*;

/// A situation made on a new desk, and what a viewer brings to it.
type Scene = fn(&mut Desk) -> (Party, Iin, OpenedAccess, u32, i64);

const VIEWER: u32 = 500;

fn scenes() -> Vec<(&'static str, &'static str, Scene)> {
    vec![
        ("a person nobody knows", "NoSuchCode", |desk| {
            let opened = desk.open(request(), 0);
            (person(VIEWER), iin(77), opened, 0, 1)
        }),
        ("wrong digits", "NoSuchCode", |desk| {
            let opened = desk.open(request(), 0);
            (person(VIEWER), iin(SUBJECT), opened, 1, 1)
        }),
        ("the digits that kill the code", "NoSuchCode", |desk| {
            let opened = desk.open(request(), 0);
            for viewer in 1..5 {
                assert_eq!(desk.code(&person(viewer), &wrong(opened.code(), 1), 1), Err(Refused::NotOpen));
            }
            (person(VIEWER), iin(SUBJECT), opened, 1, 1)
        }),
        ("expired", "NoSuchCode", |desk| {
            let opened = desk.open(request(), 0);
            (person(VIEWER), iin(SUBJECT), opened, 0, 180)
        }),
        ("not yet open", "NotYet", |desk| {
            let opened = desk.open(request(), 0);
            (person(VIEWER), iin(SUBJECT), opened, 0, -5)
        }),
        ("used", "Used", |desk| {
            let opened = desk.open(request(), 0);
            assert!(desk.token(&person(1), &opened, 1).is_ok());
            (person(VIEWER), iin(SUBJECT), opened, 0, 1)
        }),
        ("closed", "Closed", |desk| {
            let opened = desk.open(request(), 0);
            assert_eq!(desk.registry.close(&person(SUBJECT), opened.id(), at(1)), Ok(true));
            (person(VIEWER), iin(SUBJECT), opened, 0, 1)
        }),
        ("locked", "CodeDead", |desk| {
            let opened = desk.open(request(), 0);
            for viewer in 1..=5 {
                assert_eq!(desk.code(&person(viewer), &wrong(opened.code(), 1), 1), Err(Refused::NotOpen));
            }
            (person(VIEWER), iin(SUBJECT), opened, 0, 1)
        }),
        ("for somebody else", "Audience", |desk| {
            let opened = desk.open(OpenRequest { audience: Audience::Person(iin(9)), ..request() }, 0);
            (person(VIEWER), iin(SUBJECT), opened, 0, 1)
        }),
        ("one's own", "OwnSubject", |desk| {
            let opened = desk.open(request(), 0);
            (person(SUBJECT), iin(SUBJECT), opened, 0, 1)
        }),
        ("made anew", "NoSuchCode", |desk| {
            let opened = desk.open(request(), 0);
            desk.registry.reissue(&person(SUBJECT), opened.id(), at(1), &mut desk.random).expect("made anew");
            (person(VIEWER), iin(SUBJECT), opened, 0, 1)
        }),
        ("at whom too many guessed", "SubjectLocked", |desk| {
            for viewer in 0..30 {
                let nobody = ShortCode::parse("000000").expect("a code");
                assert_eq!(desk.code(&person(1000 + viewer), &nobody, 0), Err(Refused::NotOpen));
            }
            let opened = desk.open(request(), 1);
            (person(VIEWER), iin(SUBJECT), opened, 0, 1)
        }),
        ("swept", "NoSuchCode", |desk| {
            let opened = desk.open(request(), 0);
            assert_eq!(desk.registry.sweep(at(180)), Ok(1));
            (person(VIEWER), iin(SUBJECT), opened, 0, 1)
        }),
    ]
}

/// 352/16: default is deny, and a denial tells nothing. Every refusal at the digits is the same answer after the same
/// steps of the store; only the service's own log knows.
#[test]
fn refusals_at_the_digits_are_alike() {
    for (scene, reason, make) in scenes() {
        let mut desk = Desk::new();
        let (viewer, subject, opened, by, second) = make(&mut desk);
        desk.store.take_steps();
        desk.log.take();
        let code = wrong(opened.code(), by);
        let answer = desk.registry.redeem_code(&viewer, &subject, &code, None, at(second)).expect("memory");
        assert_eq!(answer, Redemption::Refused(Refused::NotOpen), "{scene}");
        assert_eq!(format!("{answer:?}"), "Refused(NotOpen)", "{scene}");
        assert_eq!(desk.store.take_steps(), REFUSED_AT_THE_DIGITS, "{scene}");
        assert_eq!(desk.log.take().pop(), Some(format!("refused: {reason}")), "{scene}");
    }
    assert_eq!(Refused::NotOpen.to_string(), "nothing is open under what was given");
}

/// Own tries, own failures, those with the IIN; the look-up; everybody's failures, for the alarm.
const REFUSED_AT_THE_DIGITS: [&str; 7] = ["take", "take", "take", "try_code", "find", "redeem", "take"];

/// The same at the QR door, where a true token is refused for what only the store knows.
#[test]
fn refusals_at_the_qr_door_are_alike() {
    for (scene, reason, make) in scenes() {
        let reason = match (scene, reason) {
            ("expired", _) => "Expired",
            ("swept", _) => "Unknown",
            ("made anew", _) => "Replaced",
            // These concern the digits alone.
            (_, "NoSuchCode" | "CodeDead" | "SubjectLocked") => continue,
            (_, same) => same,
        };
        let mut desk = Desk::new();
        let (viewer, _, opened, _, second) = make(&mut desk);
        desk.store.take_steps();
        desk.log.take();
        let answer = desk.registry.redeem_token(&viewer, opened.token(), None, at(second)).expect("memory");
        assert_eq!(answer, Redemption::Refused(Refused::NotOpen), "{scene}");
        assert_eq!(desk.store.take_steps(), ["find", "redeem"], "{scene}");
        assert_eq!(desk.log.take(), [format!("refused: {reason}")], "{scene}");
    }
}

/// A grant is opened through the same steps, and what success adds comes after the view is spent.
#[test]
fn success_goes_the_same_way() {
    let mut desk = Desk::new();
    let opened = desk.open(OpenRequest { views: Some(2), ..request() }, 0);
    assert_eq!(desk.store.take_steps(), ["take", "insert"]);
    assert!(desk.code(&person(VIEWER), opened.code(), 1).is_ok());
    assert_eq!(
        desk.store.take_steps(),
        ["take", "take", "take", "try_code", "find", "redeem", "give_back", "give_back"]
    );
    assert!(desk.token(&person(VIEWER), &opened, 1).is_ok());
    assert_eq!(desk.store.take_steps(), ["find", "redeem"]);
}

/// A store that fails is neither an opening nor a refusal.
#[test]
fn a_failing_store_opens_nothing() {
    for step in ["insert", "try_code", "find", "redeem", "give_back", "replace", "close", "live", "sweep"] {
        let mut desk = Desk::over(Recording { fails_at: Some(step), ..Recording::default() });
        let subject = person(SUBJECT);
        let opened = desk.registry.open(&subject, request(), at(0), &mut desk.random);
        let failed = Err(StoreError::Unavailable);
        if step == "insert" {
            assert_eq!(opened.map(|opened| *opened.id()), Err(OpenError::Store(StoreError::Unavailable)));
            continue;
        }
        let opened = opened.expect("opened");
        let by_code = desk.registry.redeem_code(&person(1), &iin(SUBJECT), opened.code(), None, at(1));
        if ["try_code", "find", "redeem"].contains(&step) {
            assert_eq!(by_code, failed, "{step}");
            assert_eq!(desk.log.take(), ["opened"], "{step}");
        } else {
            // A view once spent is not lost for want of the accounting after it.
            assert!(by_code.expect("redeemed").granted().is_ok(), "{step}");
        }
        let by_token = desk.registry.redeem_token(&person(1), opened.token(), None, at(1));
        assert_eq!(by_token.is_err(), ["find", "redeem"].contains(&step), "{step}");
        let second = desk.registry.open(&subject, request(), at(1), &mut desk.random).expect("opened");
        let anew = desk.registry.reissue(&subject, second.id(), at(1), &mut desk.random);
        assert_eq!(anew.is_err(), ["replace", "live"].contains(&step), "{step}");
        assert_eq!(desk.registry.close(&subject, opened.id(), at(1)).is_err(), step == "close");
        assert_eq!(desk.registry.live(&subject, at(1)).is_err(), step == "live");
        assert_eq!(desk.registry.sweep(at(1)).is_err(), step == "sweep");
    }
}

/// A store that answers what cannot be is not believed.
#[test]
fn a_store_that_invents_views_is_not_believed() {
    struct Inventing(MemoryStore);

    impl Store for Inventing {
        fn redeem(
            &self,
            _: &SubjectKey,
            _: &GrantId,
            _: Option<&AttemptKey>,
            _: Timestamp,
        ) -> Result<Spent, StoreError> {
            Ok(Spent::View(1))
        }

        fn replace(
            &self,
            old: &GrantId,
            used: u8,
            new: NewGrant,
            now: Timestamp,
        ) -> Result<Replacement, StoreError> {
            self.0.replace(old, used, new, now)
        }

        fn insert(&self, new: NewGrant, most_live: u8, now: Timestamp) -> Result<Insertion, StoreError> {
            self.0.insert(new, most_live, now)
        }

        fn find(&self, id: &GrantId) -> Result<Option<Stored>, StoreError> {
            self.0.find(id)
        }

        fn try_code(
            &self,
            subject: &SubjectKey,
            codes: &[CodeMac],
            limit: u32,
            now: Timestamp,
        ) -> Result<CodeTry, StoreError> {
            self.0.try_code(subject, codes, limit, now)
        }

        fn take(&self, key: &QuotaKey, quota: Quota, now: Timestamp) -> Result<Taken, StoreError> {
            self.0.take(key, quota, now)
        }

        fn give_back(&self, key: &QuotaKey, quota: Quota, taken_at: Timestamp) -> Result<(), StoreError> {
            self.0.give_back(key, quota, taken_at)
        }

        fn close(&self, subject: &SubjectKey, id: &GrantId, now: Timestamp) -> Result<bool, StoreError> {
            self.0.close(subject, id, now)
        }

        fn live(&self, subject: &SubjectKey, now: Timestamp) -> Result<Vec<Live>, StoreError> {
            self.0.live(subject, now)
        }

        fn sweep(&self, now: Timestamp) -> Result<usize, StoreError> {
            self.0.sweep(now)
        }
    }

    let store = Inventing(MemoryStore::default());
    let registry = Registry::new(store, service(1, "id.example.kz"), Policy::default(), peppers());
    let subject = person(SUBJECT);
    let opened = registry.open(&subject, request(), at(0), &mut Counting::default()).expect("opened");
    let broken = Err(StoreError::Broken { what: "a view of no grant" });
    assert_eq!(registry.redeem_code(&person(1), &iin(5), opened.code(), None, at(1)), broken);
    assert_eq!(registry.redeem_token(&subject, opened.token(), None, at(1)), broken);
}
