//! The table against a plain reading of the orders, and what must hold whatever it says.

use proptest::prelude::*;

use super::*;

/// One point of a small world, as plain facts; the model below reads nothing else.
#[derive(Debug, Clone, Copy)]
struct Point {
    who: usize,
    ground: usize,
    document: usize,
    channel: usize,
    seconds: i64,
}

struct World {
    parties: Vec<Requester>,
    documents: Vec<Verified>,
    records: Vec<Representation>,
    grants: Vec<Redeemed>,
}

impl World {
    fn new() -> Self {
        let person = |iin| Requester::Authenticated(Party::Person(iin));
        let employee = |person| Requester::Authenticated(Party::Employee { organisation: bin(), person });
        let other = RepresentationRecord { child: stranger(), ..record() };
        let over = RepresentationRecord { endings: vec![(Ending::Removed, now())], ..record() };
        Self {
            parties: vec![
                Requester::Unauthenticated,
                person(child()),
                person(mother()),
                person(stranger()),
                employee(child()),
                employee(mother()),
                employee(stranger()),
                Requester::Authenticated(Party::System(bin())),
            ],
            documents: vec![
                document(Some(child()), "7"),
                document(None, "7"),
                document(Some(mother()), "7"),
                document(Some(child()), "8"),
                ended(),
            ],
            records: vec![opened(&record()), opened(&other), opened(&over)],
            grants: vec![
                redeemed(child(), "7", &Party::Person(stranger()), 1, Door::Qr),
                redeemed(child(), "7", &Party::Person(mother()), 1, Door::Digits),
                redeemed(mother(), "7", &Party::Person(stranger()), 1, Door::Qr),
                redeemed(
                    child(),
                    "7",
                    &Party::Employee { organisation: bin(), person: stranger() },
                    1,
                    Door::Qr,
                ),
            ],
        }
    }

    fn request(&self, point: Point) -> Request<'_> {
        let ground = match point.ground {
            0 => Ground::None,
            1 => Ground::Own,
            n @ 2..=4 => Ground::Representation(&self.records[n - 2]),
            n => Ground::Grant(&self.grants[n - 5]),
        };
        Request {
            requester: self.parties[point.who].clone(),
            admission: None,
            ground,
            document: &self.documents[point.document],
            channel: Channel::ALL[point.channel],
            at: now().plus(point.seconds),
            policy: Policy::default(),
        }
    }
}

/// The orders read anew as a plain list of what is allowed, sharing nothing with the table.
fn model(point: Point) -> bool {
    let Point { who, ground, document, channel, seconds } = point;
    let day = 24 * 3600;
    // Who the document is of: 1 the child, 2 the mother, 0 nobody knows. Valid until `now` exclusive: the last one.
    let (subject, number, valid) =
        [(1, 7, true), (0, 7, true), (2, 7, true), (1, 8, true), (1, 7, seconds < 0)][document];
    let in_application = channel != 2;
    let rules_known = seconds > -4 * 365 * day;
    let ground_holds = match ground {
        1 => who == 1 && subject == 1 || who == 2 && subject == 2,
        // The record is as of `now`, of the mother and the child, for the first; ended at `now`, for the last.
        2 => who == 2 && subject == 1 && in_application && (-60..=day).contains(&seconds),
        4 => who == 2 && subject == 1 && in_application && (-60..0).contains(&seconds),
        5 => who == 3 && subject == 1 && number == 7 && in_application && (-60..=60).contains(&seconds),
        6 => who == 2 && subject == 1 && number == 7 && in_application && (-60..=60).contains(&seconds),
        7 => who == 3 && subject == 2 && number == 7 && in_application && (-60..=60).contains(&seconds),
        _ => false,
    };
    rules_known && ground_holds && valid
}

const MOMENTS: [i64; 9] = [-5 * 365 * 86_400, -61, -60, -1, 0, 60, 61, 86_400, 86_401];

fn points() -> impl Iterator<Item = Point> {
    (0..8).flat_map(|who| {
        (0..9).flat_map(move |ground| {
            (0..5).flat_map(move |document| {
                (0..3).flat_map(move |channel| {
                    MOMENTS.into_iter().map(move |seconds| Point { who, ground, document, channel, seconds })
                })
            })
        })
    })
}

/// 352/2.3, 352/2.6, 352/14, 352/16: the table and a plain reading of the orders agree on every point.
#[test]
fn the_model_agrees() {
    let world = World::new();
    let (mut allowed, mut all) = (0, 0);
    for point in points() {
        let decision = decide(&world.request(point)).permit();
        assert_eq!(decision.is_ok(), model(point), "{point:?}: {decision:?}");
        allowed += usize::from(decision.is_ok());
        all += 1;
    }
    assert_eq!(all, 8 * 9 * 5 * 3 * 9);
    assert!(allowed > 100, "{allowed}");
}

/// 352/16: no allow without own, representation or grant; nothing taken away opens anything.
#[test]
fn less_evidence_never_opens_more() {
    let world = World::new();
    for point in points() {
        let asked = world.request(point);
        let without_subject = Request { document: &world.documents[1], ..asked.clone() };
        let less = [
            Request { ground: Ground::None, ..asked.clone() },
            Request { requester: Requester::Unauthenticated, ..asked.clone() },
            without_subject,
        ];
        for asked in less {
            assert!(decide(&asked).permit().is_err(), "{point:?}");
        }
    }
}

proptest! {
    /// 352/14: a record with one more ending, or a shorter period, or an older answer, never opens what it did not.
    #[test]
    fn a_weaker_record_never_opens_more(
        days in 0_i32..9000,
        kind in 0_usize..6,
        from in -1000_i64..1000,
        length in 1_i64..2000,
        age in -100_i64..90_000,
        ending in 0_usize..7,
        since in -1000_i64..1000,
        seconds in -1500_i64..1500,
    ) {
        let kind = RepresentationKind::ALL[kind];
        let born = at("2026-11-22T12:00:00Z").plus(-i64::from(days) * 86_400).local_date();
        let whole = RepresentationRecord {
            born,
            kind,
            institution: (kind == RepresentationKind::Institution).then(bin),
            from: now().plus(from),
            until: Some(now().plus(from + length)),
            as_of: now().plus(seconds - age),
            ..record()
        };
        let weaker = [
            RepresentationRecord {
                endings: vec![(Ending::ALL[ending], now().plus(since))], ..whole.clone()
            },
            RepresentationRecord { until: Some(now().plus(from + 1)), ..whole.clone() },
            RepresentationRecord { as_of: whole.as_of.plus(-40_000), ..whole.clone() },
        ];
        let document = document(Some(child()), "7");
        let opens = |record: &RepresentationRecord| {
            let record = opened(record);
            let ground = Ground::Representation(&record);
            let asked = Request {
                at: now().plus(seconds), ..request(Party::Person(mother()), ground, &document)
            };
            decide(&asked).permit().is_ok()
        };
        // An answer from the future that grows older is another matter: it was refused for its clock.
        prop_assume!(age >= -60);
        let strong = opens(&whole);
        for record in &weaker {
            prop_assert!(strong || !opens(record));
        }
    }
}
