//! The orders read anew, as a plain list over plain facts that knows nothing of the table, against what the table decides on
//! random requests; and what must hold whatever the table says.

use super::organisation::of_kind;
use super::*;
use crate::consent::{Question, Way};
use crate::organisation::tests::{bank, client, keys, record as decision, teller, words};
use crate::organisation::{
    Accreditation, AccreditationRecord, Aim, AimCode, EmployeeStatement, Employment, Presence, PresenceKind,
    PresenceStatement, Sector,
};

/// One request, as plain facts.
#[derive(Debug, Clone, Copy)]
struct Facts {
    who: usize,
    channel: Channel,
    moment: usize,
    kind: usize,
    /// Whose document it says it is: the client's, nobody's, the stranger's.
    subject: usize,
    ended: bool,
    /// The decision: financial, about the asker's own organisation, in force, for every kind.
    decision: Option<[bool; 4]>,
    /// The organisation's word: good, over, about somebody else.
    word: Option<usize>,
    aim: usize,
    /// A word of presence: a face compared, the teller saw, the client "saw" themselves; about whom; before the asker's
    /// organisation; how old.
    present: Option<(usize, usize, bool, usize)>,
    /// Which evidence counts: a scan, a face, a word.
    accepted: [bool; 3],
    ground: Bring,
    /// Lists the other way round: must change nothing.
    reversed: bool,
}

#[derive(Debug, Clone, Copy)]
enum Bring {
    Nothing,
    Own,
    /// Which record, and how old.
    Record(usize, usize),
    Grant(Opened, Door),
    /// With the aim it was given for.
    Consent(Opened, usize),
}

/// What a subject opened: to the asker, whose, with this document in it, how long ago.
#[derive(Debug, Clone, Copy)]
struct Opened {
    to_asker: bool,
    subject: usize,
    names_document: bool,
    age: usize,
}

/// What follows from an allow.
#[derive(Debug, PartialEq, Eq)]
struct Duties {
    mark: bool,
    view_only: bool,
}

/// The list. Read it beside the order.
fn orders(f: &Facts) -> Option<Duties> {
    // 11, 12, 18: an authorised person.
    if f.who == 0 {
        return None;
    }
    // The edition of 2022 is the first whose rules are known.
    if f.moment == 0 {
        return None;
    }
    // 2 (3): the subject is the person the data is of; where the document does not say, there is none. 14, 19: it is shown
    // when the data checked out.
    if f.subject == 1 || f.ended {
        return None;
    }
    let person = [None, Some(0), Some(9), Some(2), Some(8), Some(0), Some(8), None, None, Some(9)][f.who];
    let is_person = (1..=3).contains(&f.who);
    let is_system = f.who == 7 || f.who == 8;
    let integration = f.channel == Channel::Integration;
    // 4: by decision of the authorised body, for the asker's organisation, and an employee by its word: the teller is one.
    let admitted = || {
        let Some([_, own, in_force, every_kind]) = f.decision else { return false };
        let teller_by_word = is_system || (f.who == 4 && f.word == Some(0));
        own && in_force && teller_by_word && (every_kind || f.kind == 1) && f.aim < 2
    };
    // 21, from 30.03.2024: identity documents to financial and payment organisations when the person is present.
    let present_where_needed = || {
        let financial = f.decision.is_some_and(|[financial, ..]| financial);
        let identity = f.kind == 0 || f.kind == 3;
        if !(financial && identity && f.moment >= 4) {
            return true;
        }
        if f.channel == Channel::Remote {
            return false;
        }
        let [scan, face, seen] = f.accepted;
        let by_word = f.present.is_some_and(|(kind, whom, before, age)| {
            let counts = [face, seen, seen && whom != 0][kind];
            counts && whom == f.subject && before && (1..=3).contains(&age)
        });
        let by_scan = scan
            && f.channel == Channel::InPerson
            && matches!(f.ground, Bring::Grant(_, Door::Qr))
            && !is_system;
        by_word || by_scan
    };
    // 15, 16: temporary, to the third party (2 (6): not to the subject), for what the subject chose.
    let opened = |opened: Opened| {
        opened.to_asker
            && person != Some(opened.subject)
            && opened.subject == f.subject
            && opened.names_document
            && (1..=3).contains(&opened.age)
    };
    let view = Some(Duties { mark: true, view_only: true });
    match f.ground {
        // 16: a third party needs consent.
        Bring::Nothing => None,
        // 12: the subject looks at an own document.
        Bring::Own => {
            (is_person && person == Some(f.subject)).then_some(Duties { mark: false, view_only: false })
        }
        // 14: a minor's documents to the representative, by a state system's data; 4: not through users' systems.
        Bring::Record(which, age) => {
            // The head of an institution is the representative, for themselves or as its employee.
            let mother = (f.who == 2 && [0, 1, 3].contains(&which)) || (f.who == 9 && which == 3);
            let child = if which == 1 { 2 } else { 0 };
            let holds = mother && f.subject == child && (1..=3).contains(&age) && !integration;
            holds.then_some(Duties { mark: true, view_only: false })
        }
        // 15, 18, 19 in the application; 4, 10, 17 in users' systems; 18: a system does not scan in the application.
        Bring::Grant(grant, _) if is_person => {
            if opened(grant) && !integration {
                view
            } else {
                None
            }
        }
        Bring::Grant(grant, _) => {
            let open = admitted() && opened(grant) && present_where_needed() && (integration || !is_system);
            if open { view } else { None }
        }
        // 20: through integration, to third parties that are organisations.
        Bring::Consent(consent, aim) => {
            let open = !is_person
                && integration
                && admitted()
                && opened(consent)
                && aim == f.aim
                && present_where_needed();
            if open { view } else { None }
        }
    }
}

const MOMENTS: [&str; 6] = [
    "2022-10-14T23:59:59+06:00",
    "2022-10-15T00:00:00+06:00",
    "2023-06-01T12:00:00+06:00",
    "2024-03-29T23:59:59+05:00",
    "2024-03-30T00:00:00+05:00",
    "2026-11-22T09:30:00+05:00",
];
const AIMS: [&str; 3] = ["open_account", "loan", "lottery"];
/// Too new, just not, now, just not too old, too old.
const OF_OPENED: [i64; 5] = [-61, -60, 0, 60, 61];
const OF_RECORDS: [i64; 5] = [-61, -60, 0, 86_400, 86_401];
const OF_PRESENCE: [i64; 5] = [-61, -60, 0, 300, 301];

/// Everything that takes a signature, made once.
struct World {
    parties: Vec<Requester>,
    documents: Vec<Verified>,
    decisions: Vec<Accreditation>,
    words: Vec<Employment>,
    records: Vec<Representation>,
    presences: Vec<Presence>,
}

fn kinds() -> [DocType; 4] {
    let passport = DocType::parse("kz.gov.egov.passport.1").expect("a kind");
    [DocType::IDENTITY_CARD, DocType::DRIVING_LICENCE, DocType::BIRTH_CERTIFICATE, passport]
}

fn other_bank() -> Bin {
    Bin::parse("940140000385").expect("a BIN")
}

fn subject_of(which: usize) -> Option<Iin> {
    [Some(client()), None, Some(stranger())][which]
}

fn window(from: &str, until: &str) -> Validity {
    Validity::new(at(from), at(until)).expect("a window")
}

fn moment(which: usize) -> Timestamp {
    at(MOMENTS[which])
}

impl World {
    fn new() -> Self {
        let [body, organisation, application] = keys();
        let good = || window("2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z");
        let over = || window("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z");
        let person = |iin| Requester::Authenticated(Party::Person(iin));
        let employee =
            |organisation, person| Requester::Authenticated(Party::Employee { organisation, person });
        let system = |bin| Requester::Authenticated(Party::System(bin));
        let decided = |bits: usize| {
            let mut record = AccreditationRecord {
                organisation: if bits & 2 == 0 { bank() } else { other_bank() },
                validity: if bits & 4 == 0 { good() } else { over() },
                doc_types: if bits & 8 == 0 { kinds().to_vec() } else { vec![DocType::DRIVING_LICENCE] },
                ..decision(if bits & 1 == 0 { Sector::Other } else { Sector::Financial })
            };
            if bits & 16 != 0 {
                record.aims.reverse();
                record.doc_types.reverse();
            }
            Accreditation::open(&record.sign(&body).expect("signed"), &body.public_key()).expect("opened")
        };
        let decisions: Vec<_> = (0..32).map(decided).collect();
        let words = [(teller(), good()), (teller(), over()), (stranger(), good())];
        let words = words.map(|(employee, validity)| {
            let word = EmployeeStatement { organisation: bank(), employee, validity };
            Employment::open(&word.sign(&organisation).expect("signed"), &decisions[0]).expect("opened")
        });
        let mut documents = Vec::new();
        for kind in kinds() {
            for subject in 0..3 {
                for ended in [false, true] {
                    let mut claims = of_kind(kind.clone(), "7", client()).claims().clone();
                    claims.elements.retain(|element| element.identifier != "iin");
                    claims.elements.extend(subject_of(subject).map(|iin| Element {
                        namespace: "n".into(),
                        identifier: "iin".into(),
                        value: ElementValue::Text(iin.as_str().into()),
                    }));
                    let until = if ended { "2019-01-01T00:00:00Z" } else { "2040-01-01T00:00:00Z" };
                    documents.push(Verified::for_test(claims, window("2018-01-01T00:00:00Z", until)));
                }
            }
        }
        let mut records = Vec::new();
        let mut presences = Vec::new();
        for now in (0..MOMENTS.len()).map(moment) {
            for which in 0..5 {
                for age in OF_RECORDS {
                    records.push(opened(&record_of(which, now, now.plus(-age))));
                }
            }
            for (kind, subject, before) in
                (0..3).flat_map(|k| [0, 2].into_iter().flat_map(move |s| [true, false].map(|b| (k, s, b))))
            {
                for age in OF_PRESENCE {
                    let organisation = if before { bank() } else { other_bank() };
                    let subject = subject_of(subject).expect("somebody");
                    let kind = [
                        PresenceKind::FaceCompared,
                        PresenceKind::Seen { by: teller() },
                        PresenceKind::Seen { by: client() },
                    ][kind];
                    let statement = PresenceStatement { kind, subject, organisation, at: now.plus(-age) };
                    presences.push(if kind == PresenceKind::FaceCompared {
                        let signed = statement.sign(&application).expect("signed");
                        Presence::face(&signed, &application.public_key()).expect("opened")
                    } else {
                        let signed = statement.sign(&keys()[1]).expect("signed");
                        Presence::seen(&signed, &decisions[if before { 0 } else { 2 }]).expect("opened")
                    });
                }
            }
        }
        let parties = vec![
            Requester::Unauthenticated,
            person(client()),
            person(mother()),
            person(stranger()),
            employee(bank(), teller()),
            employee(bank(), client()),
            employee(other_bank(), teller()),
            system(bank()),
            system(other_bank()),
            employee(bank(), mother()),
        ];
        Self { parties, documents, decisions, words: words.into(), records, presences }
    }

    /// Asks the table.
    fn ask(&self, f: &Facts) -> Result<Permit, Refusal> {
        let now = moment(f.moment);
        let document = &self.documents[f.kind * 6 + f.subject * 2 + usize::from(f.ended)];
        let documents = |opened: &Opened| {
            let number = number(if opened.names_document { "7" } else { "8" });
            let mut all: Vec<DocumentRef> = kinds()
                .into_iter()
                .map(|doc_type| DocumentRef { doc_type, number: number.clone() })
                .collect();
            if f.reversed {
                all.reverse();
            }
            all
        };
        let viewer = |opened: &Opened| match &self.parties[f.who] {
            Requester::Authenticated(party) if opened.to_asker => party.clone(),
            _ => Party::System(Bin::parse("000740000728").expect("a BIN")),
        };
        let subject = |opened: &Opened| subject_of(opened.subject).expect("somebody");
        let (mut grant, mut consent) = (None, None);
        match &f.ground {
            Bring::Grant(opened, door) => {
                let when = now.plus(-OF_OPENED[opened.age]);
                let made = Grant {
                    id: GrantId::from_bytes(&[0xa7; 16]).expect("an id"),
                    subject: subject(opened),
                    documents: documents(opened).into_iter().map(Into::into).collect(),
                    audience: Audience::AnyoneAuthenticated,
                    validity: Validity::new(when, when.plus(180)).expect("a window"),
                    views: 1,
                    purpose: None,
                };
                grant = Some(Redeemed::for_test(made, &viewer(opened), 1, *door, when));
            }
            Bring::Consent(opened, aim) => {
                let aim = Aim { code: AimCode::parse(AIMS[*aim]).expect("a code"), name: words("x") };
                let question = Question::for_test(viewer(opened), aim, subject(opened), documents(opened));
                consent = Some(Consented::for_test(question, Way::Reply, now.plus(-OF_OPENED[opened.age])));
            }
            _ => {}
        }
        let ground = match f.ground {
            Bring::Nothing => Ground::None,
            Bring::Own => Ground::Own,
            Bring::Record(which, age) => {
                Ground::Representation(&self.records[f.moment * 25 + which * 5 + age])
            }
            Bring::Grant(..) => Ground::Grant(grant.as_ref().expect("made")),
            Bring::Consent(..) => Ground::Consent(consent.as_ref().expect("made")),
        };
        let of_bank = f.who != 6 && f.who != 8;
        let presence = f.present.map(|(kind, whom, before, age)| {
            let place = kind * 20 + (whom / 2) * 10 + usize::from(before != of_bank) * 5 + age;
            &self.presences[f.moment * 60 + place]
        });
        let admission = f.decision.map(|[financial, own, in_force, every_kind]| {
            let bits = usize::from(financial) + 2 * usize::from(own != of_bank) + 4 * usize::from(!in_force);
            let bits = bits + 8 * usize::from(!every_kind) + 16 * usize::from(f.reversed);
            let accreditation = &self.decisions[bits];
            Admission {
                accreditation,
                employment: f.word.map(|word| &self.words[word]),
                aim: AIMS[f.aim],
                presence,
            }
        });
        let [scan, face, seen] = f.accepted;
        decide(&Request {
            requester: self.parties[f.who].clone(),
            admission,
            ground,
            document,
            channel: f.channel,
            at: now,
            policy: Policy { presence: PresenceEvidence { scan, face, seen }, ..Policy::default() },
        })
        .permit()
    }

    /// The table's answer in the list's terms.
    fn answer(&self, f: &Facts) -> Option<Duties> {
        let permit = self.ask(f).ok()?;
        let has = |duty| permit.obligations().contains(&duty);
        Some(Duties { mark: has(Obligation::MarkView), view_only: has(Obligation::ViewOnly) })
    }
}

/// A parent's, another child's, one that ended this moment, an institution's head's, one of a child of age.
fn record_of(which: usize, now: Timestamp, as_of: Timestamp) -> RepresentationRecord {
    let whole = RepresentationRecord {
        child: client(),
        born: date("2016-07-30"),
        representative: mother(),
        as_of,
        ..record()
    };
    match which {
        0 => whole,
        1 => RepresentationRecord { child: stranger(), ..whole },
        2 => RepresentationRecord { endings: vec![(Ending::Removed, now)], ..whole },
        3 => {
            RepresentationRecord { kind: RepresentationKind::Institution, institution: Some(bank()), ..whole }
        }
        _ => RepresentationRecord { born: date("2000-01-01"), ..whole },
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same requests each time.
struct Draws(u64);

impl Draws {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % bound as u64).expect("small")
    }

    /// Mostly true: else nothing would ever hold all at once.
    fn likely(&mut self) -> bool {
        self.below(8) > 0
    }

    fn age(&mut self) -> usize {
        if self.likely() { 1 + self.below(3) } else { self.below(5) }
    }

    fn opened(&mut self, subject: usize) -> Opened {
        Opened {
            to_asker: self.likely(),
            subject: if self.likely() && subject != 1 { subject } else { 2 * self.below(2) },
            names_document: self.likely(),
            age: self.age(),
        }
    }

    fn facts(&mut self) -> Facts {
        let subject = if self.likely() { 0 } else { self.below(3) };
        let who = self.below(14);
        // Every asker; the teller and the bank's system more often.
        let who = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 4, 7, 4, 7][who];
        let ground = match self.below(8) {
            0 => Bring::Nothing,
            1 => Bring::Own,
            2 => Bring::Record(self.below(5), self.age()),
            3..=5 => Bring::Grant(self.opened(subject), [Door::Qr, Door::Digits][self.below(2)]),
            _ => Bring::Consent(self.opened(subject), self.below(8) / 4),
        };
        let mut bits = || [self.below(2) == 0, self.likely(), self.likely(), self.likely()];
        let decision = bits();
        Facts {
            who,
            channel: Channel::ALL[self.below(3)],
            moment: [0, 1, 2, 3, 4, 4, 5, 5, 5][self.below(9)],
            kind: self.below(4),
            subject,
            ended: !self.likely(),
            decision: self.likely().then_some(decision),
            word: self.likely().then(|| if self.likely() { 0 } else { self.below(3) }),
            aim: if self.likely() { self.below(2) } else { 2 },
            present: self.likely().then(|| {
                let whom = if self.likely() { 0 } else { 2 };
                (self.below(3), whom, self.likely(), self.age())
            }),
            accepted: [self.below(2) == 0, self.likely(), self.likely()],
            ground,
            reversed: self.below(2) == 0,
        }
    }
}

/// 352/2.3, 352/2.6, 352/4, 352/11, 352/12, 352/14, 352/15, 352/16, 352/18, 352/20, 352/21: the table and the list agree. As many
/// requests as `QUJAT_MODEL_REQUESTS` says; the figure asks for a million.
#[test]
fn the_orders_agree_on_random_requests() {
    let wanted = std::env::var("QUJAT_MODEL_REQUESTS").ok().and_then(|count| count.parse().ok());
    let count: usize = wanted.unwrap_or(20_000);
    let (world, mut draws) = (World::new(), Draws(1));
    let (mut disagreements, mut allowed, mut rows) = (0, 0, std::collections::BTreeSet::new());
    for _ in 0..count {
        let facts = draws.facts();
        let (list, table) = (orders(&facts), world.answer(&facts));
        allowed += usize::from(list.is_some());
        if let Ok(permit) = world.ask(&facts) {
            rows.insert(permit.row());
        }
        if list != table {
            disagreements += 1;
            println!("{facts:?}: the orders {list:?}, the table {table:?}");
        }
    }
    println!("model_disagreements {disagreements} of {count}");
    assert_eq!(disagreements, 0);
    // It says something only where both answers are common and every row that allows was reached.
    assert!(allowed * 25 > count, "{allowed} of {count} allowed");
    let allow = ROWS.iter().filter(|row| !matches!(row.effect, Effect::Refuse(_)));
    let missed: Vec<&str> = allow.map(|row| row.name).filter(|row| !rows.contains(row)).collect();
    assert!(missed.is_empty(), "{missed:?}");
}

/// 352/16: whatever is taken away, nothing opens; without a ground nothing is open at all.
#[test]
fn less_evidence_never_opens_more() {
    let (world, mut draws) = (World::new(), Draws(2));
    for _ in 0..20_000 {
        let facts = draws.facts();
        let open = world.ask(&facts).is_ok();
        let less = [
            Facts { ground: Bring::Nothing, ..facts },
            Facts { who: 0, ..facts },
            Facts { subject: 1, ..facts },
            Facts { ended: true, ..facts },
            Facts { decision: None, ..facts },
            Facts { word: None, ..facts },
            Facts { present: None, ..facts },
            Facts { accepted: [false; 3], ..facts },
            Facts { aim: 2, ..facts },
        ];
        for (at, weaker) in less.iter().enumerate() {
            let opens = world.ask(weaker).is_ok();
            assert!(open || !opens, "{at}: {facts:?}");
            assert!(at > 3 || !opens, "{at}: {facts:?}");
        }
    }
}

/// 352/15, 352/16, 352/20, 352/21: nothing is open out of its scope, its window or its edition, whatever else holds.
#[test]
fn nothing_opens_outside_scope_window_and_edition() {
    let (world, mut draws) = (World::new(), Draws(3));
    let mut tried = 0;
    for _ in 0..20_000 {
        let facts = draws.facts();
        let Ok(permit) = world.ask(&facts) else { continue };
        assert_eq!(Some(permit.edition()), Edition::of(moment(facts.moment)));
        assert!(world.ask(&Facts { moment: 0, ..facts }).is_err(), "{facts:?}");
        let (wrong, with): ([Opened; 4], _) = match facts.ground {
            Bring::Grant(opened, _) | Bring::Consent(opened, _) => (
                [
                    Opened { to_asker: false, ..opened },
                    Opened { names_document: false, ..opened },
                    Opened { subject: 2 - opened.subject, ..opened },
                    Opened { age: 4, ..opened },
                ],
                facts.ground,
            ),
            _ => continue,
        };
        for wrong in wrong {
            let ground = match with {
                Bring::Grant(_, door) => Bring::Grant(wrong, door),
                _ => Bring::Consent(wrong, facts.aim),
            };
            assert!(world.ask(&Facts { ground, ..facts }).is_err(), "{facts:?}");
            tried += 1;
        }
    }
    assert!(tried > 1_000, "{tried}");
}

/// The order in which equal evidence is listed changes nothing: documents, aims and kinds the other way round.
#[test]
fn the_order_of_evidence_means_nothing() {
    let (world, mut draws) = (World::new(), Draws(4));
    for _ in 0..20_000 {
        let facts = draws.facts();
        let one = world.ask(&facts).map(|permit| (permit.row(), permit.ground().clone()));
        let other = world.ask(&Facts { reversed: !facts.reversed, ..facts });
        assert_eq!(one, other.map(|permit| (permit.row(), permit.ground().clone())), "{facts:?}");
    }
}
