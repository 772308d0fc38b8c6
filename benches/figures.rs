//! What the project promises about time, as ratios: `cargo xtask figures` asks for the names with `--list`, then for each
//! figure by its name, and reads `name value unit`.
//!
//! A ratio is of two medians of one run, a sample of the one after a sample of the other, so that whatever slows the
//! machine slows both.
// A bench prints, reads the clock, and has nothing to measure where it cannot set up.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, clippy::indexing_slicing)]

use std::hint::black_box;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use base64::Engine as _;
use p256::ecdsa::signature::{Signer as _, Verifier as _};
use qujat::access::{
    self, Channel, Ground, Representation, RepresentationKind, RepresentationRecord, Request, Requester,
};
use qujat::code::stream::{Receiver, Sender, StreamPolicy, Taken};
use qujat::code::{Symbol, Use};
use qujat::cose::{
    Algorithm, PublicKey, Purpose, Sign1, SignError, Signer, SoftwareSigner, Unsigned, Verifier as _,
};
use qujat::display::{Audience, Form, ViewModel};
use qujat::document::kind::KINDS;
use qujat::document::{Issuance, Official, Record, Seal, SealContents};
use qujat::grant::store::{Capacity, MemoryStore};
use qujat::grant::{DocumentRef, Host, OpenRequest, Pepper, Peppers, Policy, Registry, Service};
use qujat::id::{Bin, DocType, DocumentNumber, Iin, KeyId, Party, Recipient};
use qujat::journal::{MemoryMarks, release, verify_chain};
use qujat::random::RandomError;
use qujat::text::{Language, LocalText};
use qujat::time::{Date, Timestamp};
use qujat::trust::status::{Status, StatusAnswer, StatusBits, StatusListBuilder};
use qujat::trust::{Issuer, TrustGround, TrustStore};
use qujat::verify::{self, Expect, batch, document, grant};

/// A figure by its name.
struct Figure {
    name: &'static str,
    unit: &'static str,
    measure: fn() -> f64,
}

const FIGURES: [Figure; 13] = [
    Figure { name: "verify_document_over_signature", unit: "ratio", measure: verify_document },
    Figure { name: "verify_grant_over_signature", unit: "ratio", measure: verify_grant },
    Figure { name: "status_lookup_ns", unit: "ns", measure: status_lookup },
    Figure { name: "animated_seconds_20kb_loss0", unit: "s", measure: || animated_seconds(0) },
    Figure { name: "animated_seconds_20kb_loss10", unit: "s", measure: || animated_seconds(10) },
    Figure { name: "animated_seconds_20kb_loss30", unit: "s", measure: || animated_seconds(30) },
    Figure { name: "animated_overhead_pct", unit: "%", measure: animated_overhead },
    Figure { name: "verify_overhead_pct", unit: "%", measure: verify_overhead },
    Figure { name: "batch_verify_per_s_core", unit: "documents/s", measure: batch_verify },
    Figure { name: "decide_ns", unit: "ns", measure: decide_ns },
    Figure { name: "seal_qr_version_median", unit: "version", measure: seal_version },
    Figure { name: "view_model_us", unit: "us", measure: view_model },
    Figure { name: "journal_verify_per_s", unit: "marks/s", measure: journal_verify },
];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if wanted == ["--list"] {
        for figure in &FIGURES {
            println!("{}", figure.name);
        }
        return;
    }
    let known = |name: &String| FIGURES.iter().any(|figure| figure.name == name);
    if let Some(unknown) = wanted.iter().find(|name| !known(name)) {
        eprintln!("no figure {unknown}");
        std::process::exit(2);
    }
    for figure in FIGURES {
        if wanted.is_empty() || wanted.iter().any(|name| name == figure.name) {
            println!("{} {:.3} {}", figure.name, (figure.measure)(), figure.unit);
        }
    }
}

/// The whole verification of an identity card of twenty elements, signed by a key the verifier knows, over what `p256`
/// takes for its one signature: the same yardstick whatever our own verification of it costs.
fn verify_document() -> f64 {
    with_card(|whole, key| ratio("a document", whole, key.verification()))
}

/// Everything but the signature, over the signature, both as verified here by a key of the trust store.
fn verify_overhead() -> f64 {
    with_card(|whole, key| 100.0 * (ratio("a document", whole, key.own_verification()) - 1.0))
}

/// Documents verified a second by each core, all cores at work on different documents of one issuer.
fn batch_verify() -> f64 {
    let key = RecordingKey::new();
    let record = Record::from_json(identity_card().as_bytes()).expect("a record");
    let mut random = random();
    let documents: Vec<_> = (0..512)
        .map(|_| {
            let issuance = Issuance {
                signer: &key,
                random: &mut random,
                signed_at: now(),
                device_key: None,
                status: None,
            };
            record.issue(issuance).expect("issued").into_bytes()
        })
        .collect();
    let (trust, threads) = (key.trusted(), std::thread::available_parallelism().expect("known"));
    let mut samples: Vec<Duration> = (0..30)
        .map(|_| {
            let start = Instant::now();
            let valid = batch(&documents, &trust, &Expect::default(), now(), threads, |_, found| {
                found.verified().is_ok()
            });
            let taken = start.elapsed();
            assert!(valid.into_iter().all(|valid| valid));
            taken
        })
        .collect();
    samples.sort_unstable();
    let median = samples[samples.len() / 2];
    eprintln!("{} documents on {threads} cores: {median:?}, median of {}", documents.len(), samples.len());
    #[allow(clippy::cast_precision_loss, reason = "hundreds")]
    let of_one_core = documents.len() as f64 / threads.get() as f64;
    of_one_core / median.as_secs_f64()
}

/// A view model of the kind whose sample takes longest, in microseconds: what a screen pays each time it is drawn anew. The
/// portrait is copied into it.
fn view_model() -> f64 {
    let forms = Form::built_in();
    let slowest = KINDS.iter().map(|kind| {
        let path = format!("{}/examples/data/{}.json", env!("CARGO_MANIFEST_DIR"), kind.slug);
        let record = Record::from_json(&std::fs::read(path).expect("a sample")).expect("a record");
        let key = RecordingKey::new();
        let issuance = Issuance {
            signer: &key,
            random: &mut random(),
            signed_at: now(),
            device_key: None,
            status: None,
        };
        let signed = record.issue(issuance).expect("issued");
        let verified = document(signed.as_bytes(), &key.trusted(), &Expect::default(), now());
        let verified = verified.verified().expect("verified");
        let form = Form::choose(&forms, verified.doc_type(), now()).expect("a form");
        let make = || {
            ViewModel::new(black_box(&verified), form, Language::Kazakh, Audience::Holder, now())
                .expect("a view");
        };
        let mut samples: Vec<Duration> = (0..300)
            .map(|_| {
                let start = Instant::now();
                (0..10).for_each(|_| make());
                start.elapsed() / 10
            })
            .collect();
        samples.sort_unstable();
        let median = samples[samples.len() / 2];
        eprintln!("{}: {median:?}", kind.slug);
        median
    });
    slowest.max().expect("kinds").as_secs_f64() * 1e6
}

/// Hands over the verification of an identity card of twenty elements, and the key that signed it.
fn with_card(measure: impl Fn(&dyn Fn(), &RecordingKey) -> f64) -> f64 {
    let key = RecordingKey::new();
    let issuance =
        Issuance { signer: &key, random: &mut random(), signed_at: now(), device_key: None, status: None };
    let card =
        Record::from_json(identity_card().as_bytes()).expect("a record").issue(issuance).expect("issued");
    let count = card.issuer_signed().expect("ours").items().count();
    assert_eq!(count, 20, "elements of the card");
    let (trust, now) = (key.trusted(), now());
    let whole = || {
        let checked = document(black_box(card.as_bytes()), &trust, &Expect::default(), now);
        checked.verified().expect("verified");
    };
    measure(&whole, &key)
}

/// Until 20 KB have arrived as symbols of version 22 at ten a second, where `lost` of a hundred are missed: 19 of 20 streams
/// take no longer. Simulated: each frame that is not missed is read at the end of its tenth of a second.
fn animated_seconds(lost: u64) -> f64 {
    let sender = animated();
    let mut seconds: Vec<f64> = (0..1_000_u64)
        .map(|seed| {
            let (mut receiver, mut chance) = (Receiver::new(), seed);
            let shown = (0..10_000).find(|index| {
                chance =
                    chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (chance >> 33) % 100 >= lost
                    && matches!(receiver.take(&sender.frame(*index)), Taken::Complete(_))
            });
            f64::from(shown.expect("it arrives") + 1) / f64::from(sender.policy().frames_per_second)
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() * 19 / 20]
}

/// What the symbols that are needed hold beyond 20 KB of message: headers, check sums, base45 in alphanumeric mode.
fn animated_overhead() -> f64 {
    let sender = animated();
    // ISO/IEC 18004 §7.4.4: two characters are eleven bits.
    let bits = u32::try_from(sender.frames_needed() * sender.text(0).len() * 11 / 2).expect("small");
    (f64::from(bits) / 8.0 / f64::from(ANIMATED_BYTES) - 1.0) * 100.0
}

fn animated() -> Sender {
    let message: Vec<u8> =
        (0..ANIMATED_BYTES).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    Sender::new(&message, StreamPolicy::default()).expect("it is sent")
}

const ANIMATED_BYTES: u32 = 20 * 1024;

/// The whole verification of a grant's link over that of its one signature.
fn verify_grant() -> f64 {
    let key = RecordingKey::new();
    let host = Host::parse("qujat.example.kz").expect("a host");
    let service = Service::new(host, "/open", key.clone(), key.public_key()).expect("a service");
    let secret = |salt: u8| core::array::from_fn(|at| salt ^ at.to_le_bytes()[0]);
    let peppers = Peppers::new(&secret(3), Pepper::new(1, &secret(9)).expect("a pepper")).expect("peppers");
    let registry = Registry::new(MemoryStore::new(Capacity::default()), service, Policy::default(), peppers);
    let subject = Party::Person(Iin::parse(IIN).expect("an IIN"));
    let number = DocumentNumber::parse("045123789").expect("a number");
    let request = OpenRequest::new(vec![DocumentRef { doc_type: DocType::IDENTITY_CARD, number }]);
    let opened = registry.open(&subject, request, now(), &mut random()).expect("opened");
    let (trust, now) = (key.trusted(), now());
    let whole = || {
        let checked = grant(black_box(opened.link()), &trust, now);
        checked.into_token().expect("verified");
    };
    ratio("a grant", whole, key.verification())
}

/// What became of a document, of a list of 2^20 entries among a hundred lists: finding the list by its URI, whether it may
/// tell and is fresh, and the entry. The list was unpacked when it came.
fn status_lookup() -> f64 {
    let key = RecordingKey::new();
    let mut trust = key.trusted();
    for number in 0..100 {
        let mut list = StatusListBuilder::new(&status_uri(number), StatusBits::Two, 1 << 20).expect("a list");
        list.set(u64::from(number) * 7, Status::Invalid).expect("an entry");
        let bytes = list.sign(&key, now(), Some(now().plus(86_400)), None).expect("signed");
        let (_, list) = verify::status_list(&bytes, &trust, now());
        trust.add_status_list(list.expect("verified"), now()).expect("taken");
    }
    let header = Unsigned { purpose: Purpose::Document, payload: b"" }.sign(&key).expect("signed");
    let header = Sign1::parse(&header).expect("ours");
    let signer = trust.resolve(header.header(), Purpose::Document, None, now()).expect("trusted").mandate;
    let (uri, kind) = (status_uri(50), DocType::IDENTITY_CARD);
    let ask = |index| trust.status(black_box(&uri), black_box(index), &kind, &signer, now());
    assert_eq!(ask(350), StatusAnswer::Fresh(Status::Invalid));
    let mut samples = Vec::with_capacity(SAMPLES);
    let mut index = 0;
    for _ in 0..SAMPLES {
        let start = Instant::now();
        for _ in 0..LOOK_UPS {
            // A step that is prime to the length: every place is met, and none is near the one before.
            index = (index + 611_953) & ((1 << 20) - 1);
            black_box(ask(index));
        }
        samples.push(start.elapsed());
    }
    median(samples).as_secs_f64() * 1e9 / f64::from(LOOK_UPS)
}

/// One decision of the table, of the kind with the most to compare: a parent's, by a state system's record that was opened before.
fn decide_ns() -> f64 {
    with_childs_document(|document, record, mother| {
        let ask = || {
            let request = Request {
                requester: Requester::Authenticated(mother.clone()),
                admission: None,
                ground: Ground::Representation(record),
                document: black_box(document),
                channel: Channel::Remote,
                at: now(),
                policy: access::Policy::default(),
            };
            access::decide(&request).permit().expect("allowed")
        };
        let samples = (0..SAMPLES).map(|_| {
            let start = Instant::now();
            for _ in 0..LOOK_UPS {
                drop(black_box(ask()));
            }
            start.elapsed()
        });
        median(samples.collect()).as_secs_f64() * 1e9 / f64::from(LOOK_UPS)
    })
}

/// Marks of one cabinet read, hashed and followed a second, on one core: a year of ten views a day.
fn journal_verify() -> f64 {
    with_childs_document(|document, record, mother| {
        let (marks, mut random) = (MemoryMarks::new(), random());
        for _ in 0..MARKS {
            let request = Request {
                requester: Requester::Authenticated(mother.clone()),
                admission: None,
                ground: Ground::Representation(record),
                document,
                channel: Channel::Remote,
                at: now(),
                policy: access::Policy::default(),
            };
            let permit = access::decide(&request).permit().expect("allowed");
            drop(release(permit, document, &marks, now(), &mut random).expect("released"));
        }
        let cabinet = Recipient::parse(IIN).expect("an IIN");
        let stored = marks.stored(&cabinet);
        assert_eq!(stored.len(), usize::from(MARKS));
        let samples = (0..30).map(|_| {
            let start = Instant::now();
            let (chain, read) = verify_chain(&cabinet, black_box(&stored), None).expect("whole");
            assert_eq!((chain.head().count, read.len()), (u64::from(MARKS), stored.len()));
            start.elapsed()
        });
        f64::from(MARKS) / median(samples.collect()).as_secs_f64()
    })
}

/// Hands over a verified identity card and the record of a parent of its subject, whom it calls a child for once.
fn with_childs_document(measure: impl Fn(&verify::Verified, &Representation, &Party) -> f64) -> f64 {
    let key = RecordingKey::new();
    let issuance =
        Issuance { signer: &key, random: &mut random(), signed_at: now(), device_key: None, status: None };
    let card =
        Record::from_json(identity_card().as_bytes()).expect("a record").issue(issuance).expect("issued");
    let checked = document(card.as_bytes(), &key.trusted(), &Expect::default(), now());
    let verified = checked.verified().expect("verified");
    let mother = Iin::parse(MOTHER).expect("an IIN");
    let record = RepresentationRecord {
        child: verified.subject().expect("an IIN"),
        born: Date::new(2016, 7, 30).expect("a date"),
        representative: mother,
        kind: RepresentationKind::Parent,
        institution: None,
        from: Timestamp::parse("2016-07-30T00:00:00Z").expect("a time"),
        until: None,
        as_of: now(),
        endings: Vec::new(),
    };
    let record =
        Representation::open(&record.sign(&key).expect("signed"), &key.public_key()).expect("opened");
    measure(&verified, &record, &Party::Person(mother))
}

fn status_uri(number: u32) -> String {
    format!("https://status.example.kz/lists/{number}")
}

/// The median of `whole` over the median of `part`.
fn ratio(what: &str, whole: impl Fn(), part: impl Fn()) -> f64 {
    let sample = |work: &dyn Fn()| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    let (mut wholes, mut parts) = (Vec::with_capacity(SAMPLES), Vec::with_capacity(SAMPLES));
    for count in 0..WARM_UP + SAMPLES {
        let taken = (sample(&whole), sample(&part));
        if count >= WARM_UP {
            wholes.push(taken.0);
            parts.push(taken.1);
        }
    }
    let (whole, part) = (median(wholes), median(parts));
    eprintln!("{what}: {whole:?} whole, {part:?} its signature, medians of {SAMPLES}");
    whole.as_secs_f64() / part.as_secs_f64()
}

fn median(mut samples: Vec<Duration>) -> Duration {
    samples.sort_unstable();
    samples[samples.len() / 2]
}

/// A key on P-256 that remembers the last message it signed, so that its signature can be verified by itself.
#[derive(Clone)]
struct RecordingKey {
    key: p256::ecdsa::SigningKey,
    last: Arc<Mutex<Vec<u8>>>,
}

impl RecordingKey {
    fn new() -> Self {
        let key = p256::ecdsa::SigningKey::from_slice(&[7; 32]).expect("a secret");
        Self { key, last: Arc::default() }
    }

    fn public_key(&self) -> PublicKey {
        PublicKey::from_sec1(&self.key.verifying_key().to_sec1_bytes()).expect("a point")
    }

    fn trusted(&self) -> TrustStore {
        let mut trust = TrustStore::new();
        let issuer = Issuer { name: LocalText::default(), bin: None, ground: TrustGround::Signer };
        trust.add_signer_key(self.public_key(), issuer).expect("a key");
        trust
    }

    /// The same by the library, with the key prepared as a trust store does.
    fn own_verification(&self) -> impl Fn() {
        let message = self.last.lock().expect("nobody panicked").clone();
        let signature: p256::ecdsa::Signature = self.key.sign(&message);
        let (signature, public) = (signature.to_vec(), self.public_key().prepared());
        move || {
            public.verify(Algorithm::Es256, black_box(&message), black_box(&signature)).expect("true");
        }
    }

    /// The verification of the last signature by `p256` and nothing else: SHA-256 of the message and the arithmetic.
    fn verification(&self) -> impl Fn() {
        let message = self.last.lock().expect("nobody panicked").clone();
        let signature: p256::ecdsa::Signature = self.key.sign(&message);
        let public = *self.key.verifying_key();
        move || public.verify(black_box(&message), black_box(&signature)).expect("true")
    }
}

impl Signer for RecordingKey {
    fn algorithm(&self) -> Algorithm {
        Algorithm::Es256
    }

    fn key_id(&self) -> Option<KeyId> {
        Some(self.public_key().key_id())
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        *self.last.lock().map_err(|_| SignError::Failed)? = message.to_vec();
        let signature: p256::ecdsa::Signature = self.key.sign(message);
        Ok(signature.to_vec())
    }
}

/// An invented person's card: names in two or three languages, and a portrait as large as that of ISO/IEC 18013-5
/// annex D.
fn identity_card() -> String {
    let mut portrait = vec![0xff, 0xd8, 0xff, 0xe0];
    portrait.resize(2 * 1024, 0x5a);
    let portrait = base64::engine::general_purpose::STANDARD.encode(portrait);
    format!(
        r#"{{"kind": "identity_card", "number": "045123789", "issued": "2021-03-15", "expires": "2031-03-14",
            "issuer": {{"name": {{"kk": "ҚР ІІМ", "ru": "МВД РК"}}, "bin": "000740000728"}},
            "subject": {{"iin": "{IIN}", "birth_date": "1985-04-12", "sex": "female",
                "surname": {{"kk": "Серікова", "ru": "Серикова", "en": "SERIKOVA"}},
                "given_name": {{"kk": "Айгүл", "ru": "Айгуль", "en": "AIGUL"}}}},
            "portrait": "{portrait}",
            "fields": {{"birth_place": {{"kk": "Алматы қаласы", "ru": "город Алматы"}}}}}}"#
    )
}

fn now() -> Timestamp {
    Timestamp::parse("2026-06-01T00:00:00Z").expect("a time")
}

/// Bytes that differ from one another, the same in every run.
fn random() -> impl FnMut(&mut [u8]) -> Result<(), RandomError> {
    let mut count = 0u64;
    move |out: &mut [u8]| {
        for byte in out {
            count = count.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            *byte = count.to_be_bytes()[0];
        }
        Ok(())
    }
}

const IIN: &str = "000000000101";
const MOTHER: &str = "841123399997";
/// A year of ten views a day.
const MARKS: u16 = 3_650;
/// Pairs of samples: some tenths of a second.
const SAMPLES: usize = 2000;
/// Look-ups a sample: one alone is shorter than a clock can tell.
const LOOK_UPS: u32 = 100;
/// Pairs before them that are not counted.
const WARM_UP: usize = 100;

/// The version of the QR symbol of a document's seal, the median over the sample documents: each with a number as they are formed, its
/// body's short name, and an official of a usual length.
fn seal_version() -> f64 {
    let samples: [&[u8]; 5] = [
        include_bytes!("../examples/data/identity_card.json"),
        include_bytes!("../examples/data/identity_card_employee.json"),
        include_bytes!("../examples/data/driving_licence.json"),
        include_bytes!("../examples/data/birth_certificate.json"),
        include_bytes!("../examples/data/pupil_card.json"),
    ];
    let signer = SoftwareSigner::from_secret(Algorithm::Es256, &[7; 32]).expect("a secret");
    let now = Timestamp::parse("2026-11-22T09:30:00+05:00").expect("a time");
    let mut versions: Vec<u8> = samples
        .iter()
        .map(|json| {
            let record = Record::from_json(json).expect("a record");
            let mut random = random();
            let issuance = Issuance {
                signer: &signer,
                random: &mut random,
                signed_at: now,
                device_key: None,
                status: None,
            };
            let document = record.issue(issuance).expect("issued");
            let contents = SealContents {
                number: DocumentNumber::make(&mut random).expect("random"),
                received: Date::parse("2026-11-22").expect("a date"),
                recipient: Recipient::Person(record.subject()),
                body: LocalText { kk: "ҚР ІІМ".into(), ..LocalText::default() },
                body_bin: Bin::parse("000740000728").expect("a BIN"),
                official: Official {
                    name: "Ахметова А. С.".into(), office: "Директор".into()
                },
                doc_type: record.doc_type().clone(),
                digest: *document.digest(),
                sealed_at: now,
                expires: Date::parse("2036-11-21").ok(),
            };
            let text = Seal::make(&contents, &signer).expect("sealed");
            Symbol::encode(text.as_str(), Use::Screen).expect("a symbol").version()
        })
        .collect();
    versions.sort_unstable();
    f64::from(versions[versions.len() / 2])
}
