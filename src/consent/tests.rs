use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::code::PasswordPolicy;
use crate::cose::SoftwareSigner;
use crate::grant::DocumentRef;
use crate::grant::store::MemoryStore;
use crate::id::{Bin, DocType, DocumentNumber, Iin, Party, PhoneNumber};
use crate::limits::MAX_SMS_SEGMENTS;
use crate::organisation::tests::{accreditation, bank, client, employment, keys, now, record, teller, words};
use crate::organisation::{Accreditation, Sector};
use crate::random::RandomError;
use crate::subscriber::LinkedNumber;
use crate::subscriber::tests::{linked_number, secret};
use crate::text::{Language, LocalText};
use crate::time::Timestamp;

pub(crate) fn system() -> Party {
    Party::System(bank())
}

pub(crate) fn card() -> DocumentRef {
    DocumentRef { doc_type: DocType::IDENTITY_CARD, number: DocumentNumber::parse("7").expect("a number") }
}

pub(crate) fn question() -> Question {
    asked_by(&accreditation(Sector::Other), system(), vec![card()]).expect("a question")
}

fn asked_by(
    admitted: &Accreditation,
    asker: Party,
    documents: Vec<DocumentRef>,
) -> Result<Question, QuestionError> {
    Question::new(admitted, asker, Some(&employment()), "open_account", client(), documents, now())
}

/// Draws 0, 1, 2, …: so ids and passwords differ.
fn counting() -> impl FnMut(&mut [u8]) -> Result<(), RandomError> {
    counting_from(0)
}

fn counting_from(mut next: u32) -> impl FnMut(&mut [u8]) -> Result<(), RandomError> {
    move |out: &mut [u8]| {
        out.fill(0);
        out.iter_mut().zip(next.to_le_bytes()).for_each(|(to, from)| *to = from);
        next += 1;
        Ok(())
    }
}

fn desk() -> ConsentDesk<MemoryChallenges> {
    ConsentDesk::new(MemoryChallenges::new(), secret(), ConsentPolicy::default())
}

fn linked() -> LinkedNumber {
    linked_number(client())
}

fn asked(desk: &ConsentDesk<MemoryChallenges>, way: Way, at: Timestamp) -> Asked {
    desk.ask(question(), Some(&linked()), way, at, &mut counting()).expect("asked")
}

fn password(asked: &Asked) -> String {
    let text = asked.message.as_ref().expect("a message").text(Language::English);
    text.split(' ').next().expect("a password").to_owned()
}

fn is_given(answer: &ConsentAnswer) -> bool {
    matches!(answer, ConsentAnswer::Given(_))
}

/// 352/2.2, 352/16, 352/20: the right password, brought by who asked, opens once.
#[test]
fn a_password_passed_on_is_consent_once() {
    let desk = desk();
    let asked = asked(&desk, Way::Password, now());
    let typed = password(&asked);
    assert_eq!(asked.until, now().plus(180));
    assert_eq!(asked.message.as_ref().map(|message| *message.to()), Some(*linked().phone()));
    let later = now().plus(179);
    let ConsentAnswer::Given(consented) = desk.enter(&asked.id, &system(), &typed, later).expect("answered")
    else {
        panic!("not given")
    };
    assert!(*consented.viewer() == system() && *consented.subject() == client());
    assert!(consented.documents() == [card()] && consented.at() == later);
    assert_eq!((consented.aim().as_str(), consented.way()), ("open_account", Way::Password));
    assert_eq!(*consented.challenge(), asked.id);
    assert_eq!(desk.enter(&asked.id, &system(), &typed, later), Ok(ConsentAnswer::NotGiven));
    assert_eq!(desk.take(&asked.id, &system(), later), Ok(ConsentAnswer::NotGiven));
}

/// 352/20: wrong, spent, late, another's, unknown, without a number: one answer, and the limit of tries holds for the right
/// password too.
#[test]
fn refusals_are_one_answer() {
    let not_given = Ok(ConsentAnswer::NotGiven);
    let desk = desk();
    let spent = asked(&desk, Way::Password, now());
    let typed = password(&spent);
    for wrong in ["999999", "", "not a code"] {
        assert_eq!(desk.enter(&spent.id, &system(), wrong, now()), not_given);
    }
    assert_eq!(desk.enter(&spent.id, &system(), &typed, now()), not_given, "locked");

    let mut draws = counting();
    for _ in 0..7 {
        draws(&mut [0; 16]).expect("a draw");
    }
    let ask = |random: &mut dyn FnMut(&mut [u8]) -> Result<(), RandomError>,
               number: Option<&LinkedNumber>| {
        let mut source = |out: &mut [u8]| random(out);
        desk.ask(question(), number, Way::Password, now(), &mut source).expect("asked")
    };
    let late = ask(&mut draws, Some(&linked()));
    assert_eq!(desk.enter(&late.id, &system(), &password(&late), late.until), not_given, "late");
    let others = ask(&mut draws, Some(&linked()));
    let employee = Party::Employee { organisation: bank(), person: teller() };
    assert_eq!(desk.enter(&others.id, &employee, &password(&others), now()), not_given, "another asker");
    assert!(is_given(&desk.enter(&others.id, &system(), &password(&others), now()).expect("answered")));
    let unknown = ChallengeId::from_bytes([9; 16]);
    assert_eq!(desk.enter(&unknown, &system(), &typed, now()), not_given, "unknown");
    assert_eq!(desk.take(&unknown, &system(), now()), not_given, "unknown");

    // The one password of a million that a challenge without a number was made with opens nothing either.
    let nobody = ask(&mut draws, None);
    assert!(nobody.message.is_none());
    for digits in 0..20 {
        let challenge = desk.store().load(&nobody.id, now()).expect("loaded").expect("there");
        let (_, entry) = challenge.count(&system(), now()).expect("a try");
        assert!(!entry.check(&format!("{digits:06}"), &secret()));
    }
    for language in Language::ALL {
        assert!(!ConsentAnswer::NotGiven.text(language).is_empty());
    }
}

/// 352/20: a password is for its own question: it opens no other of the same asker to the same person.
#[test]
fn a_password_answers_its_own_question() {
    let desk = desk();
    let mut draws = counting();
    let ask = |random: &mut dyn FnMut(&mut [u8]) -> Result<(), RandomError>| {
        let mut source = |out: &mut [u8]| random(out);
        desk.ask(question(), Some(&linked()), Way::Password, now(), &mut source).expect("asked")
    };
    let (first, second) = (ask(&mut draws), ask(&mut draws));
    assert_ne!(password(&first), password(&second));
    assert_eq!(desk.enter(&second.id, &system(), &password(&first), now()), Ok(ConsentAnswer::NotGiven));
    assert!(is_given(&desk.enter(&second.id, &system(), &password(&second), now()).expect("answered")));
    assert!(is_given(&desk.enter(&first.id, &system(), &password(&first), now()).expect("answered")));
}

/// 352/20: a reply from the linked number, taken once by who asked.
#[test]
fn a_reply_is_consent_once() {
    let desk = desk();
    let asked = asked(&desk, Way::Reply, now());
    let number = *linked().phone();
    assert_eq!(desk.take(&asked.id, &system(), now()), Ok(ConsentAnswer::Waiting));
    assert_eq!(desk.hear(&number, "что это?", now()), Ok(Heard::Unclear));
    assert_eq!(desk.hear(&number, " Да! ", asked.until.plus(-1)), Ok(Heard::Yes));
    let employee = Party::Employee { organisation: bank(), person: teller() };
    assert_eq!(desk.take(&asked.id, &employee, now()), Ok(ConsentAnswer::NotGiven));
    // An answer given in the last second can still be used within a minute.
    let at = asked.until.plus(59);
    let given = desk.take(&asked.id, &system(), at).expect("answered").given().expect("given");
    assert_eq!((given.way(), given.at()), (Way::Reply, at));
    assert_eq!(desk.take(&asked.id, &system(), at), Ok(ConsentAnswer::NotGiven));
    assert_eq!(desk.enter(&asked.id, &system(), "000000", now()), Ok(ConsentAnswer::NotGiven));
}

/// 352/20: silence, a refusal and nonsense look alike to the asker until the time is over, and then too.
#[test]
fn who_asks_learns_no_more_than_that_there_is_no_consent() {
    let number = *linked().phone();
    for replies in [vec![], vec!["НЕТ"], vec!["a", "b", "c"], vec!["жоқ", "иә"], vec!["a", "b", "c", "да"]]
    {
        let desk = desk();
        let asked = asked(&desk, Way::Reply, now());
        for reply in &replies {
            desk.hear(&number, reply, now()).expect("heard");
        }
        assert_eq!(
            desk.take(&asked.id, &system(), asked.until.plus(-1)),
            Ok(ConsentAnswer::Waiting),
            "{replies:?}"
        );
        assert_eq!(desk.take(&asked.id, &system(), asked.until), Ok(ConsentAnswer::NotGiven), "{replies:?}");
        assert_eq!(desk.hear(&number, "да", asked.until), Ok(Heard::NothingAsked), "{replies:?}");
        assert_eq!(desk.take(&asked.id, &system(), asked.until), Ok(ConsentAnswer::NotGiven), "{replies:?}");
    }
    let desk = desk();
    let nobody = desk.ask(question(), None, Way::Reply, now(), &mut counting()).expect("asked");
    assert_eq!(desk.hear(&number, "да", now()), Ok(Heard::NothingAsked));
    assert_eq!(desk.take(&nobody.id, &system(), now()), Ok(ConsentAnswer::Waiting));
    assert_eq!(desk.take(&nobody.id, &system(), nobody.until), Ok(ConsentAnswer::NotGiven));
}

/// 352/20: a "yes" answers the question it was sent for: no other is put to the number until the first has been quiet for long
/// enough, and a word sent twice opens nothing.
#[test]
fn a_late_or_double_reply_answers_no_other_question() {
    let number = *linked().phone();
    let desk = desk();
    let mut draws = counting();
    let mut ask =
        |at: Timestamp| desk.ask(question(), Some(&linked()), Way::Reply, at, &mut draws).expect("asked");
    let first = ask(now());
    let second = ask(now().plus(1));
    assert!(first.message.is_some() && second.message.is_none());
    assert_eq!(desk.hear(&number, "да", now().plus(2)), Ok(Heard::Yes));
    assert_eq!(desk.hear(&number, "да", now().plus(3)), Ok(Heard::NothingAsked));
    let third = ask(now().plus(2 + 119));
    assert!(third.message.is_none(), "quiet");
    let fourth = ask(now().plus(2 + 120));
    assert!(fourth.message.is_some());
    assert!(is_given(&desk.take(&first.id, &system(), now().plus(4)).expect("answered")));
    for id in [second.id, third.id] {
        assert!(!is_given(&desk.take(&id, &system(), now().plus(130)).expect("answered")));
    }
    // Unanswered, it keeps the number for its life and the quiet after it.
    let fifth = ask(fourth.until.plus(119));
    assert!(fifth.message.is_none());
    let other = PhoneNumber::parse("+77771234567").expect("a number");
    assert_eq!(desk.hear(&other, "да", now().plus(123)), Ok(Heard::NothingAsked));
}

/// 352/20: the number is the one that was linked to this subject.
#[test]
fn the_number_is_the_subjects() {
    let desk = desk();
    let others = linked_number(teller());
    for way in [Way::Password, Way::Reply] {
        let refused = desk.ask(question(), Some(&others), way, now(), &mut counting()).map(drop);
        assert_eq!(refused, Err(ConsentError::OtherNumber));
    }
    assert!(desk.store().is_empty());
}

/// 352/20: an organisation asks a person so often a day; a person is sent so many messages a day, whoever asks.
#[test]
fn questions_are_counted() {
    let policy = ConsentPolicy::new(PasswordPolicy::default(), 300, 3, 120, 3, 2).expect("a policy");
    let desk = ConsentDesk::new(MemoryChallenges::new(), secret(), policy);
    let mut draws = counting();
    let mut ask = |at: Timestamp| {
        let asked = desk.ask(question(), Some(&linked()), Way::Password, at, &mut draws);
        asked.map(|asked| asked.message.is_some())
    };
    assert_eq!([ask(now()), ask(now()), ask(now())], [Ok(true), Ok(true), Ok(false)]);
    let after_seconds = 14 * 3600 + 30 * 60;
    assert_eq!(ask(now()), Err(ConsentError::TryLater { after_seconds }));
    assert_eq!(ask(now().plus(i64::from(after_seconds))), Ok(true), "another day");
}

/// 352/20: exactly once, however many ask at the same moment.
#[test]
fn sixteen_at_once_use_one_consent_once() {
    for round in 0..40 {
        let desk = ConsentDesk::new(
            MemoryChallenges::new(),
            secret(),
            ConsentPolicy::new(PasswordPolicy::new(180, 10).expect("a policy"), 300, 3, 120, 5, 20)
                .expect("a policy"),
        );
        let way = if round % 2 == 0 { Way::Password } else { Way::Reply };
        let asked = asked(&desk, way, now());
        let typed = if way == Way::Password { password(&asked) } else { String::new() };
        if way == Way::Reply {
            assert_eq!(desk.hear(linked().phone(), "иә", now()), Ok(Heard::Yes));
        }
        // As many as there are tries: each of them right.
        let (given, gate) = (AtomicUsize::new(0), Barrier::new(10));
        std::thread::scope(|scope| {
            for _ in 0..10 {
                scope.spawn(|| {
                    gate.wait();
                    let answer = match way {
                        Way::Password => desk.enter(&asked.id, &system(), &typed, now()),
                        Way::Reply => desk.take(&asked.id, &system(), now()),
                    };
                    given.fetch_add(usize::from(is_given(&answer.expect("answered"))), Ordering::SeqCst);
                });
            }
        });
        assert_eq!(given.into_inner(), 1, "round {round}");
    }
}

fn slots(secret: u8) -> SlotChallenges<MemoryStore> {
    let mut secret = [secret; 32];
    secret[0] = 0;
    SlotChallenges::new(MemoryStore::default(), &secret).expect("a secret")
}

/// The store over a registry's slots answers like the one in memory, whatever it is asked in whatever order.
#[test]
fn challenges_in_slots_are_kept_like_those_in_memory() {
    let (memory, slots) = (MemoryChallenges::new(), slots(1));
    let desk = desk();
    let mut draws = counting();
    let made: Vec<Challenge> = (0..4)
        .map(|n| {
            let way = if n % 2 == 0 { Way::Password } else { Way::Reply };
            let asked = desk.ask(question(), Some(&linked()), way, now().plus(n * 400), &mut draws);
            desk.store().load(&asked.expect("asked").id, now()).expect("loaded").expect("there")
        })
        .collect();
    let numbers = ["+77011234567", "+77771234567"].map(|text| PhoneNumber::parse(text).expect("a number"));
    let mut state = 7_u64;
    let mut below = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let mut answers = [0; 6];
    for step in 0..3_000_i64 {
        let at = now().plus(step);
        let pick = |below: &mut dyn FnMut(u64) -> u64| usize::try_from(below(4)).expect("small");
        let challenge = &made[pick(&mut below)];
        let number = &numbers[pick(&mut below) % 2];
        let kind = usize::try_from(below(6)).expect("small");
        let both = match kind {
            0 => [&memory as &dyn Store, &slots].map(|store| format!("{:?}", store.insert(challenge, at))),
            1 => [&memory as &dyn Store, &slots].map(|store| {
                let loaded = store.load(challenge.id(), at).expect("loaded");
                format!("{:?}", loaded.map(|kept| (*kept.id(), kept.revision())))
            }),
            2 => {
                // The next state of what is kept, or of what was.
                let kept = memory.load(challenge.id(), at).expect("loaded");
                let kept = kept.filter(|_| below(3) > 0).unwrap_or_else(|| challenge.clone());
                let next = match kept.way() {
                    Way::Password => kept.count(&system(), now()).map(|(next, _)| next),
                    Way::Reply => kept.hear(None, now()),
                };
                let Some(next) = next else { continue };
                [&memory as &dyn Store, &slots].map(|store| format!("{:?}", store.save(&next, at)))
            }
            3 => {
                let until = at.plus(i64::try_from(below(200)).expect("small"));
                [&memory as &dyn Store, &slots]
                    .map(|store| format!("{:?}", store.hold(number, challenge.id(), until, at)))
            }
            4 => [&memory as &dyn Store, &slots]
                .map(|store| format!("{:?}", store.held(number, at).map(|id| id.map(|id| *id.as_bytes())))),
            _ => {
                let (name, until) = ([u8::try_from(below(3)).expect("small"); 32], at.plus(50));
                [&memory as &dyn Store, &slots].map(|store| format!("{:?}", store.count(&name, until, at)))
            }
        };
        assert_eq!(both[0], both[1], "step {step}");
        answers[kind] += 1;
    }
    assert!(answers.iter().all(|count| *count > 100), "{answers:?}");
    assert!(SlotChallenges::new(MemoryStore::default(), &[9; 32]).is_none());
}

/// 352/20: exactly once over slots too.
#[test]
fn sixteen_at_once_use_one_consent_in_slots_once() {
    for _ in 0..20 {
        let desk = ConsentDesk::new(slots(2), secret(), ConsentPolicy::default());
        let asked = desk.ask(question(), Some(&linked()), Way::Reply, now(), &mut counting()).expect("asked");
        assert_eq!(desk.hear(linked().phone(), "иә", now()), Ok(Heard::Yes));
        let (given, gate) = (AtomicUsize::new(0), Barrier::new(16));
        std::thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| {
                    gate.wait();
                    let answer = desk.take(&asked.id, &system(), now()).expect("answered");
                    given.fetch_add(usize::from(is_given(&answer)), Ordering::SeqCst);
                });
            }
        });
        assert_eq!(given.into_inner(), 1);
    }
}

/// 352/4, 352/20: a question is put together from the authorised body's decision.
#[test]
fn a_question_is_within_the_accreditation() {
    let admitted = accreditation(Sector::Other);
    let employee = |person| Party::Employee { organisation: bank(), person };
    let ask = |asker: Party, documents| asked_by(&admitted, asker, documents).map(drop);
    assert_eq!(ask(employee(teller()), vec![card()]), Ok(()));
    let other = Bin::parse("940140000385").expect("a BIN");
    let stranger = Iin::parse("990101399990").unwrap_or(client());
    for asker in [Party::Person(teller()), Party::System(other)] {
        assert_eq!(ask(asker, vec![card()]), Err(QuestionError::NotAdmitted));
    }
    if stranger != client() {
        assert_eq!(ask(employee(stranger), vec![card()]), Err(QuestionError::NotAdmitted));
    }
    assert_eq!(ask(system(), vec![]), Err(QuestionError::Documents { found: 0 }));
    assert_eq!(ask(system(), vec![card(), card()]), Err(QuestionError::Documents { found: 2 }));
    let numbered =
        |n: u32| DocumentRef { number: DocumentNumber::parse(&n.to_string()).expect("n"), ..card() };
    assert_eq!(ask(system(), (0..5).map(numbered).collect()), Err(QuestionError::Documents { found: 5 }));
    let passport =
        DocumentRef { doc_type: DocType::parse("kz.gov.egov.passport.1").expect("a kind"), ..card() };
    assert_eq!(ask(system(), vec![card(), passport]), Err(QuestionError::Kind { index: 2 }));
    let aim = Question::new(&admitted, system(), None, "lottery", client(), vec![card()], now());
    assert_eq!(aim.map(drop), Err(QuestionError::Aim));
    let over = Question::new(&admitted, system(), None, "loan", client(), vec![card()], now().plus(86_400));
    assert_eq!(over.map(drop), Err(QuestionError::NotAdmitted));
    // 352/2.6: an employee asks nobody about their own documents.
    let word = employment();
    let own =
        Question::new(&admitted, employee(teller()), Some(&word), "loan", teller(), vec![card()], now());
    assert_eq!(own.map(drop), Err(QuestionError::Own));
}

/// 352/20: the message says who asks, for what, until when, in each language, and how many messages it is.
#[test]
fn messages_say_who_what_for_and_until_when() {
    let name = LocalText {
        kk: "«Халық» банкі".into(), ru: "Банк «Халык»".into(), en: "Halyk Bank".into()
    };
    let mut decision = record(Sector::Other);
    decision.name = name;
    decision.aims[0].name =
        LocalText {
            kk: "шот ашу".into(), ru: "открытие счёта".into(), en: "to open an account".into()
        };
    let signer: &SoftwareSigner = &keys()[0];
    let admitted =
        Accreditation::open(&decision.sign(signer).expect("signed"), &signer.public_key()).expect("opened");
    let certificate = DocumentRef { doc_type: DocType::BIRTH_CERTIFICATE, ..card() };
    let question = asked_by(&admitted, system(), vec![card(), certificate]).expect("a question");
    let desk = desk();
    let ask = |way| {
        let asked = desk.ask(question.clone(), Some(&linked()), way, now(), &mut counting());
        asked.map(|asked| asked.message.expect("a message"))
    };
    let message = ask(Way::Password).expect("asked");
    assert_eq!((message.way(), message.until()), (Way::Password, now().plus(180)));
    assert_eq!(
        Language::ALL.map(|language| (message.text(language), message.segments(language))),
        [
            (
                "000001 — келісім коды. «Халық» банкі сұрайды: Жеке куәлік, Туу туралы куәлік. Мақсаты: шот ашу. 09:33 дейін, \
                 бір рет. Келіссеңіз ғана айтыңыз."
                    .to_owned(),
                3
            ),
            (
                "000001 — код согласия. Банк «Халык» запрашивает: Удостоверение личности, Свидетельство о рождении. Цель: \
                 открытие счёта. До 09:33, один раз. Сообщите, только если согласны."
                    .to_owned(),
                3
            ),
            (
                "000001 is your consent code. Halyk Bank asks for: Identity card, Birth certificate. Purpose: to open an \
                 account. Until 09:33, once. Tell it only if you agree."
                    .to_owned(),
                1
            ),
        ]
    );
    let desk_of_replies = self::desk();
    let asked = desk_of_replies.ask(question.clone(), Some(&linked()), Way::Reply, now(), &mut counting());
    let message = asked.expect("asked").message.expect("a message");
    assert_eq!(
        Language::ALL.map(|language| message.text(language)),
        [
            "«Халық» банкі сұрайды: Жеке куәлік, Туу туралы куәлік. Мақсаты: шот ашу. Бір рет көруге келісесіз бе? 09:35 \
             дейін ИӘ немесе ЖОҚ деп жауап беріңіз.",
            "Банк «Халык» запрашивает: Удостоверение личности, Свидетельство о рождении. Цель: открытие счёта. Согласны на \
             один просмотр? Ответьте ДА или НЕТ до 09:35.",
            "Halyk Bank asks for: Identity card, Birth certificate. Purpose: to open an account. Do you agree to one view? \
             Reply YES or NO by 09:35.",
        ]
    );
    assert!(Language::ALL.iter().all(|language| message.segments(*language) <= MAX_SMS_SEGMENTS));
    assert!(!format!("{message:?} {:?} {question:?}", linked()).contains(client().as_str()));
    for (heard, said) in
        [(Heard::Yes, true), (Heard::No, true), (Heard::Unclear, true), (Heard::NothingAsked, false)]
    {
        assert!(Language::ALL.iter().all(|language| heard.text(*language).is_some() == said));
    }
}

/// 352/20: a message nobody would read to its end is not sent.
#[test]
fn a_question_that_takes_too_many_messages_is_refused() {
    let mut decision = record(Sector::Other);
    decision.name = words(&"n".repeat(55));
    decision.aims[0].name = words(&"a".repeat(55));
    let kind = |n: u32| DocType::parse(&format!("kz.gov.egov.{}.{n}", "k".repeat(60))).expect("a kind");
    decision.doc_types = (0..4).map(kind).collect();
    let signer = &keys()[0];
    let admitted =
        Accreditation::open(&decision.sign(signer).expect("signed"), &signer.public_key()).expect("opened");
    let documents = |count| (0..count).map(|n| DocumentRef { doc_type: kind(n), ..card() }).collect();
    let refused = asked_by(&admitted, system(), documents(4)).map(drop).expect_err("refused");
    assert!(matches!(refused, QuestionError::TooLong { found } if found > MAX_SMS_SEGMENTS), "{refused}");
    assert_eq!(asked_by(&admitted, system(), documents(1)).map(drop), Ok(()));
}

/// What a service stores is what it reads; the password is not in it.
#[test]
fn challenges_are_stored_and_read() {
    for way in [Way::Password, Way::Reply] {
        let desk = desk();
        let asked = desk.ask(question(), Some(&linked()), way, now(), &mut counting_from(654_320));
        let asked = asked.expect("asked");
        assert!(way == Way::Reply || password(&asked) == "654321");
        let check = || {
            let kept = desk.store().load(&asked.id, now()).expect("loaded").expect("there");
            let bytes = kept.to_bytes().expect("written");
            assert!(Challenge::from_bytes(&bytes).expect("read") == kept);
            assert!(!bytes.windows(6).any(|six| six == b"654321"), "no password");
            bytes
        };
        let bytes = check();
        for cut in 0..bytes.len() {
            assert!(Challenge::from_bytes(&bytes[..cut]).is_err());
        }
        desk.hear(linked().phone(), "yes", now()).expect("heard");
        check();
        drop(desk.take(&asked.id, &system(), now()));
        check();
    }
    let refused = Challenge::from_bytes(&vec![0; 5000]).expect_err("refused").to_string();
    assert_eq!(refused, "stored challenge: cbor has 5000 bytes, at most 4096 allowed");
    assert_eq!(Challenge::from_bytes(&[0xa0]), Err(StoredError::Member { member: "the version" }));
}
