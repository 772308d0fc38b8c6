//! Figures against other implementations, each a ratio of two medians of one run: ours over theirs, below one where ours is
//! quicker. `cargo xtask figures` asks for them by name.

use std::hint::black_box;
use std::time::{Duration, Instant};

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ParsedPublicKey};
use graviola::hashing::Sha256;
use graviola::signing::ecdsa::{P256, VerifyingKey};
use isomdl::definitions::DeviceResponse;
use p256::ecdsa::signature::Signer as _;
use qujat::cose::{Algorithm, PublicKey, Verifier as _};
use qujat::trust::TrustStore;
use qujat::verify::{Expect, document};
use qujat_peers::{annex_d, isomdl_authenticates, then};

/// Name, and the ratio; none where what it needs is not here.
const FIGURES: [(&str, fn() -> Option<f64>); 4] = [
    ("p256_verify_vs_awslc", || Some(p256(true).over_awslc())),
    ("p256_verify_new_key_vs_awslc", || Some(p256(false).over_awslc())),
    ("p256_verify_vs_graviola", || Some(p256(true).over_graviola())),
    ("verify_document_vs_isomdl", verify_document),
];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    for (name, measure) in FIGURES {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            match measure() {
                Some(ratio) => println!("{name} {ratio:.3} ratio"),
                None => println!("skipped: {name} is left out"),
            }
        }
    }
}

/// One signature of a message as long as what is signed of a document.
struct Signed {
    message: Vec<u8>,
    signature: Vec<u8>,
    point: Vec<u8>,
    ours: PublicKey,
}

fn p256(prepared: bool) -> Signed {
    let key = p256::ecdsa::SigningKey::from_slice(&[7; 32]).expect("a secret");
    let message = vec![0x51; 1024];
    let signature: p256::ecdsa::Signature = key.sign(&message);
    let point = key.verifying_key().to_sec1_point(false).as_bytes().to_vec();
    let ours = PublicKey::from_sec1(&point).expect("a point");
    let ours = if prepared { ours.prepared() } else { ours };
    Signed { message, signature: signature.to_vec(), point, ours }
}

impl Signed {
    fn ours(&self) {
        self.ours
            .verify(Algorithm::Es256, black_box(&self.message), black_box(&self.signature))
            .expect("true");
    }

    fn over_awslc(&self) -> f64 {
        let theirs = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &self.point).expect("a point");
        ratio(
            "P-256: ours, aws-lc",
            || self.ours(),
            || theirs.verify_sig(black_box(&self.message), black_box(&self.signature)).expect("true"),
        )
    }

    fn over_graviola(&self) -> f64 {
        let theirs = VerifyingKey::<P256>::from_x962_uncompressed(&self.point).expect("a point");
        ratio(
            "P-256: ours, graviola",
            || self.ours(),
            || {
                theirs
                    .verify::<Sha256>(&[black_box(&self.message)], black_box(&self.signature))
                    .expect("true");
            },
        )
    }
}

/// ISO/IEC 18013-5 Annex D, from the bytes of the response to the answer. isomdl does less: see the crate's head.
fn verify_document() -> Option<f64> {
    let response = annex_d("DEVICE_RESPONSE")?;
    let mut trust = TrustStore::new();
    trust.add_signer(&annex_d("DS_CERT")?).expect("a signer");
    let ours = || {
        let found = document(black_box(&response), &trust, &Expect::default(), then());
        found.verified().expect("verified");
    };
    let theirs = || {
        let read: DeviceResponse = isomdl::cbor::from_slice(black_box(&response)).expect("read");
        let documents = read.documents.expect("a document");
        assert!(documents.iter().all(|document| isomdl_authenticates(&document.issuer_signed)));
    };
    Some(ratio("Annex D: ours, isomdl", ours, theirs))
}

/// The median of ours over the median of theirs, a sample of the one after a sample of the other.
fn ratio(what: &str, ours: impl Fn(), theirs: impl Fn()) -> f64 {
    let sample = |work: &dyn Fn()| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    let (mut of_ours, mut of_theirs) = (Vec::with_capacity(SAMPLES), Vec::with_capacity(SAMPLES));
    for count in 0..WARM_UP + SAMPLES {
        let taken = (sample(&ours), sample(&theirs));
        if count >= WARM_UP {
            of_ours.push(taken.0);
            of_theirs.push(taken.1);
        }
    }
    let (ours, theirs) = (median(of_ours), median(of_theirs));
    eprintln!("{what}: {ours:?}, {theirs:?}, medians of {SAMPLES}");
    ours.as_secs_f64() / theirs.as_secs_f64()
}

fn median(mut samples: Vec<Duration>) -> Duration {
    samples.sort_unstable();
    samples[samples.len() / 2]
}

/// Pairs of samples, and pairs before them that are not counted.
const SAMPLES: usize = 2000;
const WARM_UP: usize = 100;
