use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

use super::*;
use crate::cbor::{self, Value};
use crate::cose::{Algorithm, Purpose, SignError, Signer, SoftwareSigner, Unsigned};
use crate::document::{Document, Seal, SealContents, fixtures};
use crate::grant::store::{MemoryStore, Quota, QuotaKey, Taken};
use crate::id::{Bin, DocumentNumber, Party, Recipient};
use crate::text::{Language, LocalText};
use crate::time::{Timestamp, Validity};
use crate::trust::{DocTypes, Issuer, Scope, TrustGround, TrustStore};
use crate::verify::{CheckName, Verdict};

fn portal() -> SoftwareSigner {
    SoftwareSigner::from_secret(Algorithm::Es256, &[31; 32]).expect("a secret")
}

fn at(second: i64) -> Timestamp {
    fixtures::now().plus(second)
}

fn number(text: &str) -> DocumentNumber {
    DocumentNumber::parse(text).expect("a number")
}

fn recipient(digits: &str) -> Recipient {
    Recipient::parse(digits).expect("an IIN or BIN")
}

const NUMBER: &str = "045123789";
const OTHER: &str = "000001002002";
const BANK: &str = "160440007161";

pub(crate) fn request(of: &str, party: &str) -> LookupRequest {
    LookupRequest::make(number(of), recipient(party), &mut fixtures::random(5)).expect("random")
}

fn service() -> LocalText {
    LocalText {
        kk: "Жеке куәлік беру".into(), ru: "Выдача удостоверения".into(), en: String::new()
    }
}

fn document() -> Document {
    fixtures::issue(&fixtures::record(&fixtures::identity_card()))
}

fn sealed(change: impl FnOnce(&mut SealContents)) -> ServiceResult {
    let mut contents = SealContents { digest: *document().digest(), ..fixtures::seal_contents() };
    change(&mut contents);
    let seal = Seal::make(&contents, &fixtures::signer()).expect("sealed");
    ServiceResult::new(seal, service(), Conclusion::Rendered).expect("a result")
}

pub(crate) fn result() -> ServiceResult {
    let summary = LocalText { ru: "Удостоверение выдано".into(), ..LocalText::default() };
    let whole = sealed(|_| ()).with_summary(summary).expect("a summary");
    whole.with_document(document().as_bytes().to_vec()).expect("a document")
}

/// Trusts the portal for answers and the official for documents and seals.
fn trust() -> TrustStore {
    let mut store = TrustStore::new();
    let validity = Validity::new(at(-86_400), at(86_400 * 365)).expect("a window");
    let answers = Scope { purposes: vec![Purpose::LookupAnswer], doc_types: DocTypes::All };
    for (key, scope) in
        [(portal().public_key(), answers), (fixtures::signer().public_key(), Scope::documents())]
    {
        let issuer = Issuer { name: LocalText::default(), bin: None, ground: TrustGround::Signer };
        store.add_key(key, issuer, scope, Some(validity)).expect("a key");
    }
    store
}

/// Remembers which steps were asked of results and counters.
#[derive(Clone, Default)]
struct Steps(Arc<Mutex<Vec<&'static str>>>);

impl Steps {
    fn step(&self, name: &'static str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(name);
    }

    fn take(&self) -> Vec<&'static str> {
        core::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

struct Recording<T>(T, Steps, bool);

impl Results for Recording<MemoryResults> {
    fn keep(
        &self,
        key: &ResultKey,
        number: &NumberKey,
        result: &ServiceResult,
    ) -> Result<Kept, ResultsError> {
        self.1.step("keep");
        self.0.keep(key, number, result)
    }

    fn find(&self, key: &ResultKey) -> Result<Option<(ServiceResult, bool)>, ResultsError> {
        self.1.step("find");
        if self.2 { Err(ResultsError::Unavailable) } else { self.0.find(key) }
    }

    fn withdraw(&self, key: &ResultKey) -> Result<bool, ResultsError> {
        self.1.step("withdraw");
        self.0.withdraw(key)
    }
}

struct Counting(MemoryStore, Steps);

impl Attempts for Counting {
    fn take(&self, key: &QuotaKey, quota: Quota, now: Timestamp) -> Result<Taken, ResultsError> {
        self.1.step("take");
        Attempts::take(&self.0, key, quota, now)
    }

    fn give_back(&self, key: &QuotaKey, quota: Quota, taken_at: Timestamp) -> Result<(), ResultsError> {
        self.1.step("give_back");
        Attempts::give_back(&self.0, key, quota, taken_at)
    }
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<LookupEvent>>>);

impl LookupAudit for Log {
    fn record(&self, _: Timestamp, _: &Asker<'_>, event: LookupEvent) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(event);
    }
}

impl Log {
    fn last(&self) -> Option<LookupEvent> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).last().copied()
    }
}

type Desk = LookupDesk<Recording<MemoryResults>, Counting>;

fn desk(policy: LookupPolicy) -> (Desk, Steps, Log) {
    let (steps, log) = (Steps::default(), Log::default());
    let results = Recording(MemoryResults::default(), steps.clone(), false);
    let attempts = Counting(MemoryStore::default(), steps.clone());
    let secret = LookupSecret::new(&core::array::from_fn(|at| at.to_le_bytes()[0])).expect("a secret");
    let desk = LookupDesk::new(results, attempts, portal(), secret, policy).with_audit(log.clone());
    (desk, steps, log)
}

fn address(last: u8) -> Asker<'static> {
    Asker::Address(IpAddr::V4(Ipv4Addr::new(192, 0, 2, last)))
}

fn answered(reply: LookupReply) -> Vec<u8> {
    match reply {
        LookupReply::Answer(bytes) => bytes,
        LookupReply::TryLater { .. } => panic!("asked too often"),
    }
}

/// 9/2.5: who enters number and IIN sees the service, its result and the official's signature.
#[test]
fn a_result_is_found_and_proved() {
    let (desk, steps, log) = desk(LookupPolicy::default());
    desk.keep(&result()).expect("kept");
    steps.take();
    let asked = request(NUMBER, fixtures::IIN);
    let arrived = LookupRequest::parse(asked.as_bytes()).expect("as it was sent");
    assert_eq!(arrived, asked);
    let bytes = answered(desk.answer(&address(1), &arrived, at(60)).expect("answered"));
    assert_eq!(steps.take(), ["take", "take", "take", "take", "find", "give_back", "give_back", "give_back"]);
    assert_eq!(log.last(), Some(LookupEvent::Found));

    let checked = verify(&bytes, &asked, &trust(), at(61));
    assert_eq!(checked.report().verdict(), Verdict::Valid, "{:?}", checked.report());
    let (answer, seal) = checked.into_answer().expect("valid");
    let found = answer.result().expect("positive");
    assert_eq!(*found, result());
    assert_eq!(found.service().in_language(Language::English), "Выдача удостоверения");
    assert_eq!(found.conclusion().text(Language::Russian), "Услуга оказана.");
    // 9/2.3, 9/2.4: the official's signature, over this number and this recipient.
    let seal = seal.expect("of a positive answer").into_seal().expect("true");
    assert_eq!(seal.contents().official.name, "Ахметова А. С.");
    assert_eq!(
        (seal.contents().number.as_str(), seal.contents().recipient.as_str()),
        (NUMBER, fixtures::IIN)
    );
    assert_eq!(
        answer.text(Language::Russian),
        "Документ существует: результат услуги и сведения о подписи приведены ниже."
    );
}

/// A situation made on a new desk, which ends in "no document".
type Scene = fn(&Desk);

fn guess(desk: &Desk, of: &str, party: &str, times: u8) {
    for asker in 0..times {
        answered(desk.answer(&address(100 + asker), &request(of, party), at(1)).expect("answered"));
    }
}

/// 9/2.5: the negative answer is one, whatever was wrong: the same bytes after the same steps of the stores. Only the service's own
/// log knows.
#[test]
fn negative_answers_are_alike() {
    let scenes: [(&str, LookupEvent, Scene); 6] = [
        ("nothing is kept", LookupEvent::Unknown, |_| ()),
        ("the number is another's", LookupEvent::Unknown, |desk| {
            desk.keep(&sealed(|contents| contents.recipient = recipient(OTHER))).expect("kept");
        }),
        ("the recipient has another number", LookupEvent::Unknown, |desk| {
            desk.keep(&sealed(|contents| contents.number = number("1"))).expect("kept");
        }),
        ("withdrawn", LookupEvent::Withdrawn, |desk| {
            desk.keep(&result()).expect("kept");
            assert_eq!(desk.withdraw(&number(NUMBER), &recipient(fixtures::IIN)), Ok(true));
            assert_eq!(desk.withdraw(&number(NUMBER), &recipient(fixtures::IIN)), Ok(false));
        }),
        ("too many guessed whose number it is", LookupEvent::NumberRests, |desk| {
            desk.keep(&result()).expect("kept");
            guess(desk, NUMBER, OTHER, 20);
        }),
        ("too many guessed the person's numbers", LookupEvent::RecipientRests, |desk| {
            desk.keep(&result()).expect("kept");
            guess(desk, "1", fixtures::IIN, 20);
            guess(desk, "2", fixtures::IIN, 20);
            guess(desk, "3", fixtures::IIN, 20);
        }),
    ];
    let mut answers = Vec::new();
    for (scene, reason, make) in scenes {
        let (desk, steps, log) = desk(LookupPolicy::default());
        make(&desk);
        steps.take();
        let reply = desk.answer(&address(1), &request(NUMBER, fixtures::IIN), at(2)).expect("answered");
        assert_eq!(steps.take(), ["take", "take", "take", "take", "find"], "{scene}");
        assert_eq!(log.last(), Some(reason), "{scene}");
        answers.push((scene, answered(reply)));
    }
    for (scene, bytes) in &answers {
        assert_eq!(*bytes, answers[0].1, "{scene}");
    }
    let checked = verify(&answers[0].1, &request(NUMBER, fixtures::IIN), &trust(), at(3));
    let (answer, seal) = checked.into_answer().expect("a negative answer is proven too");
    assert!(answer.result().is_none() && seal.is_none());
    assert_eq!(
        Language::ALL.map(|language| answer.text(language)),
        [
            "Енгізілген нөмірі және ЖСН/БСН бар электрондық құжат жоқ.",
            "Электронного документа с введёнными номером и ИИН/БИН не существует.",
            "No electronic document with the number and the IIN or BIN that were entered exists.",
        ]
    );
}

/// 9/2.4: a number is one document's, whoever it is of, and stays so after the document is withdrawn.
#[test]
fn a_number_is_unique() {
    let (desk, ..) = desk(LookupPolicy::default());
    desk.keep(&result()).expect("kept");
    for again in [result(), sealed(|contents| contents.recipient = recipient(OTHER))] {
        assert_eq!(desk.keep(&again), Err(LookupError::NumberTaken));
    }
    desk.withdraw(&number(NUMBER), &recipient(fixtures::IIN)).expect("withdrawn");
    let refused = desk.keep(&result()).expect_err("taken").to_string();
    assert_eq!(refused, "a document with that number is there already");
    // Another number is free, for an organisation too.
    desk.keep(&sealed(|contents| {
        contents.number = number("2");
        contents.recipient = recipient(BANK);
    }))
    .expect("kept");
    let mut random = fixtures::random(1);
    let formed: Vec<_> = (0..100).map(|_| DocumentNumber::make(&mut random).expect("random")).collect();
    for one in formed {
        desk.keep(&sealed(|contents| contents.number = one)).expect("no two are alike");
    }
}

/// 9/2.5: tries are counted before anything is looked at, and hold however many ask at a time.
#[test]
fn tries_are_limited_before_the_look_up() {
    let policy =
        LookupPolicy::new(LookupSettings { tries: 5, ..LookupSettings::default() }).expect("a policy");
    let (desk, steps, log) = desk(policy);
    desk.keep(&result()).expect("kept");
    let asked = request(NUMBER, fixtures::IIN);
    let found = std::thread::scope(|scope| {
        let ask = || desk.answer(&address(1), &asked, at(1)).expect("answered");
        let all: Vec<_> = (0..40).map(|_| scope.spawn(ask)).collect();
        let replies = all.into_iter().map(|one| one.join().expect("no panic"));
        replies.filter(|reply| matches!(reply, LookupReply::Answer(_))).count()
    });
    assert_eq!(found, 5);
    steps.take();
    let later = desk.answer(&address(1), &asked, at(1)).expect("answered");
    assert_eq!(later, LookupReply::TryLater { after_seconds: 900 });
    assert_eq!(steps.take(), ["take"]);
    assert_eq!(log.last(), Some(LookupEvent::TooManyTries));
    let mapped = Asker::Address(IpAddr::V6(Ipv4Addr::new(192, 0, 2, 1).to_ipv6_mapped()));
    assert!(matches!(desk.answer(&mapped, &asked, at(2)), Ok(LookupReply::TryLater { .. })));
    // Another asker is not held up, and this one only for a time. Addresses of one subscriber are one asker.
    assert!(matches!(desk.answer(&address(2), &asked, at(1)), Ok(LookupReply::Answer(_))));
    assert!(matches!(desk.answer(&address(1), &asked, at(901)), Ok(LookupReply::Answer(_))));
    let v6 =
        |subnet, host| Asker::Address(IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, subnet, 0, 0, 0, host)));
    for host in 0..5 {
        assert!(matches!(desk.answer(&v6(1, host), &asked, at(1)), Ok(LookupReply::Answer(_))));
    }
    assert!(matches!(desk.answer(&v6(1, 9), &asked, at(1)), Ok(LookupReply::TryLater { .. })));
    assert!(matches!(desk.answer(&v6(2, 9), &asked, at(1)), Ok(LookupReply::Answer(_))));
}

#[test]
fn failures_of_a_day_are_counted_for_the_person() {
    let policy = LookupSettings { failures_a_day: 2, ..LookupSettings::default() };
    let (desk, steps, log) = desk(LookupPolicy::new(policy).expect("a policy"));
    desk.keep(&result()).expect("kept");
    let Recipient::Person(person) = recipient(OTHER) else { panic!("a person") };
    let alone = Party::Person(person);
    let organisation = Bin::parse(BANK).expect("a BIN");
    let employed = Party::Employee { organisation, person };
    let ask = |party: &Party, of: &str| desk.answer(&Asker::Party(party), &request(of, fixtures::IIN), at(1));
    // What is found is no failure.
    for _ in 0..5 {
        answered(ask(&alone, NUMBER).expect("answered"));
    }
    answered(ask(&alone, "1").expect("answered"));
    answered(ask(&employed, "2").expect("answered"));
    steps.take();
    let later = ask(&employed, NUMBER).expect("answered");
    assert!(matches!(later, LookupReply::TryLater { after_seconds } if after_seconds > 80_000), "{later:?}");
    assert_eq!(steps.take(), ["take", "take"]);
    assert_eq!(log.last(), Some(LookupEvent::TooManyFailures));
    let system = Party::System(organisation);
    assert!(matches!(ask(&system, NUMBER), Ok(LookupReply::Answer(_))));
    assert_eq!(LookupReply::later_text(Language::English), "Too many requests. Try again later.");
}

/// Every check of an answer, by an answer that fails it and no other.
#[test]
fn an_answer_that_does_not_hold() {
    let asked = request(NUMBER, fixtures::IIN);
    let sign = |result: Option<&ServiceResult>, when: i64| {
        LookupAnswer::sign(&asked, result, at(when), &portal()).expect("signed")
    };
    let only = |bytes: &[u8], request: &LookupRequest, now: i64| {
        let checked = verify(bytes, request, &trust(), at(now));
        let report = checked.report().clone();
        assert!(checked.into_answer().is_err());
        let (name, why) = report.reason().expect("a reason");
        (report.verdict(), name, why.to_owned())
    };
    let invalid = |name, why: &str| (Verdict::Invalid, name, why.to_owned());
    let good = sign(Some(&result()), 0);
    assert!(verify(&good, &asked, &trust(), at(299)).into_answer().is_ok());
    let other = request("1", fixtures::IIN);
    assert_eq!(only(&good, &other, 0), invalid(CheckName::Challenge, "the answer is to another request"));
    // The same number and person, asked another time.
    let again = LookupRequest::make(number(NUMBER), recipient(fixtures::IIN), &mut fixtures::random(6));
    assert_eq!(only(&good, &again.expect("random"), 0).1, CheckName::Challenge);
    assert_eq!(
        only(&good, &asked, 300),
        invalid(CheckName::Freshness, "answered too long ago, at 2026-01-10T04:00:00Z")
    );
    assert_eq!(
        only(&good, &asked, -61),
        invalid(CheckName::Freshness, "answered in the future, at 2026-01-10T04:00:00Z")
    );
    let stranger = LookupAnswer::sign(&asked, None, at(0), &fixtures::signer()).expect("signed");
    assert_eq!(only(&stranger, &asked, 0).1, CheckName::IssuerEntitled);
    let mut changed = good.clone();
    *changed.last_mut().expect("bytes") ^= 1;
    assert_eq!(only(&changed, &asked, 0).1, CheckName::Signature);
    assert_eq!(only(b"", &asked, 0).1, CheckName::Structure);
    let empty =
        Unsigned { purpose: Purpose::LookupAnswer, payload: b"\xa0" }.sign(&portal()).expect("signed");
    assert_eq!(only(&empty, &asked, 0), invalid(CheckName::Structure, "lookup answer: version is not 1"));
    let list = Unsigned { purpose: Purpose::TrustList, payload: b"\xa0" }.sign(&portal()).expect("signed");
    assert_eq!(only(&list, &asked, 0).1, CheckName::Signature);
    // A portal that lies: its signature holds, the official's speaks of something else.
    let wrong = |change: fn(&mut SealContents)| only(&sign(Some(&sealed(change)), 0), &asked, 0);
    assert_eq!(
        wrong(|contents| contents.number = number("1")),
        invalid(CheckName::SealBinding, "the seal is of another number")
    );
    assert_eq!(
        wrong(|contents| contents.recipient = recipient(OTHER)),
        invalid(CheckName::SealBinding, "the seal: subject: the document belongs to somebody else")
    );
    let with = |document: Vec<u8>| {
        only(&sign(Some(&sealed(|_| ()).with_document(document).expect("bytes")), 0), &asked, 0)
    };
    let other = fixtures::issue(&fixtures::record(&fixtures::driving_licence()));
    assert_eq!(
        with(other.as_bytes().to_vec()),
        invalid(CheckName::SealBinding, "the seal: seal_binding: the seal is of another document")
    );
    assert_eq!(
        with(vec![0xa0]),
        invalid(CheckName::SealBinding, "the document that came along is not valid")
    );
    let contents = fixtures::seal_contents();
    let forged = Seal::make(&contents, &portal()).expect("sealed");
    let forged = ServiceResult::new(forged, service(), Conclusion::Refused).expect("a result");
    assert_eq!(only(&sign(Some(&forged), 0), &asked, 0).1, CheckName::SealBinding);
    // Nothing is trusted: unknown, never valid, and never "no such document".
    let nobody = verify(&sign(None, 0), &asked, &TrustStore::new(), at(0));
    assert_eq!(nobody.report().verdict(), Verdict::Unknown);
    assert!(nobody.into_answer().is_err());
    assert_eq!(
        LookupAnswer::unproven_text(Language::English),
        "The answer could not be verified: do not rely on it."
    );
}

#[test]
fn requests_are_read_whole_or_not_at_all() {
    let good = request(NUMBER, fixtures::IIN);
    let of_bank = request(NUMBER, BANK);
    for request in [&good, &of_bank] {
        assert_eq!(LookupRequest::parse(request.as_bytes()).as_ref(), Ok(request));
    }
    let changed = |key: u64, value: Option<Value>| {
        let Value::Map(mut members) = cbor::from_slice(good.as_bytes(), 1 << 10, "a test").expect("CBOR")
        else {
            panic!("a map")
        };
        members.retain(|(known, _)| *known != Value::from(key));
        members.extend(value.map(|value| (Value::from(key), value)));
        let bytes = cbor::encode(&Value::Map(members)).expect("encoded");
        LookupRequest::parse(&bytes).expect_err("refused").to_string()
    };
    assert_eq!(changed(1, None), "lookup request: version is not 1");
    assert_eq!(changed(1, Some(Value::from(2))), "lookup request: version is not 1");
    assert_eq!(changed(2, None), "lookup request: document number is missing or malformed");
    assert_eq!(
        changed(2, Some(Value::from(" 1"))),
        "lookup request: document number is missing or malformed"
    );
    let recipient = "lookup request: IIN or BIN of the recipient is missing or malformed";
    assert_eq!(changed(3, None), recipient);
    assert_eq!(changed(3, Some(Value::from("000000000102"))), recipient);
    assert_eq!(changed(3, Some(Value::from("00000000010"))), recipient);
    assert_eq!(changed(4, Some(Value::Bytes(vec![0; 15]))), "lookup request: nonce is missing or malformed");
    assert_eq!(changed(5, Some(Value::from(1))), "lookup request: an unknown member stands in it");
    assert_eq!(
        LookupRequest::parse(&[0; 257]).expect_err("refused").to_string(),
        "lookup request: cbor has 257 bytes, at most 256 allowed"
    );
    for end in 0..good.as_bytes().len() {
        assert!(LookupRequest::parse(&good.as_bytes()[..end]).is_err(), "{end}");
    }
    assert!(LookupRequest::parse(&[good.as_bytes(), &[0]].concat()).is_err());
    assert_eq!(format!("{good:?}"), "LookupRequest(…)");
}

#[test]
fn results_are_read_whole_or_not_at_all() {
    let open = |payload: &Value| {
        let payload = cbor::encode(payload).expect("encoded");
        let bytes = Unsigned { purpose: Purpose::LookupAnswer, payload: &payload }.sign(&portal());
        LookupAnswer::open(&bytes.expect("signed"), &portal().public_key())
    };
    let answer = |result: Value| {
        let members = [
            (1, Value::from(1)),
            (2, Value::Bytes(vec![7; 32])),
            (3, Value::from(at(0).unix())),
            (4, result),
        ];
        Value::Map(members.into_iter().map(|(key, value)| (Value::from(key), value)).collect())
    };
    assert_eq!(open(&answer(result().to_value())).expect("opened").result(), Some(&result()));
    let changed = |key: u64, value: Option<Value>| {
        let Value::Map(mut members) = result().to_value() else { panic!("a map") };
        members.retain(|(known, _)| *known != Value::from(key));
        members.extend(value.map(|value| (Value::from(key), value)));
        open(&answer(Value::Map(members))).expect_err("refused").to_string()
    };
    let texts = |text: &str| Value::Array([text, "", ""].map(Value::from).to_vec());
    assert_eq!(changed(1, None), "service result: seal is missing or malformed");
    assert_eq!(
        changed(1, Some(Value::from("QS2:"))),
        "service result: not a seal: \"QS1:\" is wanted at the start"
    );
    assert_eq!(changed(2, None), "service result: service is missing or malformed");
    assert_eq!(changed(2, Some(texts(""))), "service result: service is missing or malformed");
    assert_eq!(
        changed(2, Some(texts("a\u{7}"))),
        "service result: service has a control character or a space around it"
    );
    assert_eq!(
        changed(2, Some(texts(&"a".repeat(1025)))),
        "service result: service is longer than 1,024 bytes"
    );
    assert_eq!(changed(3, None), "service result: conclusion is missing or malformed");
    assert_eq!(changed(3, Some(Value::from(3))), "service result: conclusion is missing or malformed");
    assert_eq!(changed(4, Some(texts(""))), "service result: result in words is missing or malformed");
    assert_eq!(changed(5, Some(Value::Bytes(vec![]))), "service result: document is missing or malformed");
    assert_eq!(
        result().with_document(vec![0; 256 * 1024 + 1]).expect_err("too large").to_string(),
        "service result: cbor has 262145 bytes, at most 262144 allowed"
    );
    assert_eq!(changed(6, Some(Value::from(1))), "service result: an unknown member stands in it");
    let missing = |key: u64| {
        let Value::Map(mut members) = answer(result().to_value()) else { panic!("a map") };
        members.retain(|(known, _)| *known != Value::from(key));
        open(&Value::Map(members)).expect_err("refused").to_string()
    };
    assert_eq!(missing(2), "lookup answer: digest of the request is missing or malformed");
    assert_eq!(missing(3), "lookup answer: time is missing or malformed");
    let seal = Unsigned { purpose: Purpose::Seal, payload: b"\xa0" }.sign(&portal()).expect("signed");
    assert_eq!(
        LookupAnswer::open(&seal, &portal().public_key()).expect_err("another purpose").to_string(),
        "lookup answer: signed as seal, lookup answer wanted"
    );
    let large = vec![0; crate::limits::MAX_LOOKUP_ANSWER_BYTES + 1];
    assert!(LookupAnswer::open(&large, &portal().public_key()).is_err());
}

/// A key that does not sign, a store that fails: no answer of either kind.
#[test]
fn what_fails_is_no_answer() {
    struct Broken;
    impl Signer for Broken {
        fn algorithm(&self) -> Algorithm {
            Algorithm::Es256
        }

        fn sign(&self, _: &[u8]) -> Result<Vec<u8>, SignError> {
            Err(SignError::Failed)
        }
    }
    let secret = || LookupSecret::new(&core::array::from_fn(|at| at.to_le_bytes()[0])).expect("a secret");
    assert_eq!(LookupSecret::new(&[7; 32]).map(|_| ()), Err(LookupError::BlankSecret));
    let asked = request(NUMBER, fixtures::IIN);
    let results = MemoryResults::new(1);
    let desk = LookupDesk::new(&results, MemoryStore::default(), Broken, secret(), LookupPolicy::default());
    assert!(matches!(desk.answer(&address(1), &asked, at(0)), Err(LookupError::Answer(_))));
    desk.keep(&result()).expect("kept");
    let full = desk.keep(&sealed(|contents| contents.number = number("2"))).expect_err("full").to_string();
    assert_eq!(full, "the store of results is full: 1");
    assert_eq!(format!("{results:?}"), "MemoryResults(1)");
    let steps = Steps::default();
    let failing = Recording(MemoryResults::default(), steps, true);
    let desk = LookupDesk::new(failing, MemoryStore::default(), portal(), secret(), LookupPolicy::default());
    let failed = desk.answer(&address(1), &asked, at(0)).expect_err("failed").to_string();
    assert_eq!(failed, "the store of results is not available");
    let debug = format!("{:?} {desk:?} {:?} {:?}", secret(), result(), ResultKey::from_bytes([1; 32]));
    assert!(!debug.contains(NUMBER) && !debug.contains(fixtures::IIN), "{debug}");
}
