//! What a verification costs beside its one signature: each document is verified whole, and its signature alone is
//! verified as often, in the same run. The difference is reading, digests, trust, time and report.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot set up has nothing to measure"
)]

use criterion::{Criterion, criterion_group, criterion_main};
use p256::ecdsa::signature::{Signer as _, Verifier as _};
use qujat::cose::{Algorithm, SoftwareSigner};
use qujat::document::{Issuance, Record};
use qujat::text::LocalText;
use qujat::time::Timestamp;
use qujat::trust::{Issuer, TrustGround, TrustStore};
use qujat::verify::{Expect, document};
use std::hint::black_box;

/// A document of a kind nobody listed, with twenty elements besides its number and dates.
fn twenty_elements() -> (Vec<u8>, TrustStore, Timestamp) {
    let fields: Vec<String> = (1..=12)
        .map(|n| format!(r#""field_{n}": {{"type": "text", "value": "Ақпарат көрсетілген жол {n}"}}"#))
        .collect();
    let json = format!(
        r#"{{"kind": "bench", "doc_type": "kz.gov.egov.bench.1", "number": "S-100", "issued": "2026-01-01",
            "expires": "2030-01-01", "issuer": {{"name": {{"kk": "ҚР ІІМ"}}, "bin": "000740000728"}},
            "subject": {{"iin": "000000000101", "birth_date": "1985-04-12"}}, "fields": {{{}}}}}"#,
        fields.join(",")
    );
    let record = Record::from_json(json.as_bytes()).expect("a record");
    let signer = SoftwareSigner::from_secret(Algorithm::Es256, &[7; 32]).expect("a secret");
    let now = Timestamp::parse("2026-06-01T00:00:00Z").expect("a time");
    let mut count = 0u8;
    let mut random = |out: &mut [u8]| {
        for byte in out {
            count = count.wrapping_mul(13).wrapping_add(7);
            *byte = count;
        }
        Ok(())
    };
    let issuance =
        Issuance { signer: &signer, random: &mut random, signed_at: now, device_key: None, status: None };
    let issued = record.issue(issuance).expect("issued");
    let mut trust = TrustStore::new();
    let issuer = Issuer { name: LocalText::default(), bin: None, ground: TrustGround::Signer };
    trust.add_signer_key(signer.public_key(), issuer).expect("a key");
    (issued.into_bytes(), trust, now)
}

/// ISO/IEC 18013-5 Annex D's response, where the outside vectors are.
#[allow(clippy::disallowed_methods)] // A bench may read a file.
fn annex_d() -> Option<(Vec<u8>, TrustStore, Timestamp)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/vectors/mdoc/annex-d.json");
    let path =
        std::env::var("QUJAT_VECTORS").map_or(path.to_owned(), |root| format!("{root}/mdoc/annex-d.json"));
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
    let bytes = |name: &str| {
        let hex = json[format!("ISO_18013_5_ANNEX_D_{name}")].as_str().unwrap_or_default();
        let digits = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16));
        digits.collect::<Result<Vec<u8>, _>>().expect("hex")
    };
    let mut trust = TrustStore::new();
    trust.add_signer(&bytes("DS_CERT")).expect("a signer");
    Some((bytes("DEVICE_RESPONSE"), trust, Timestamp::parse("2021-01-01T00:00:00Z").expect("a time")))
}

fn verify(criterion: &mut Criterion) {
    let mut cases = vec![("twenty elements", twenty_elements())];
    cases.extend(annex_d().map(|case| ("Annex D", case)));
    let mut group = criterion.benchmark_group("verify");
    let key = p256::ecdsa::SigningKey::from_slice(&[7; 32]).expect("a secret");
    let message = [0x51; 1024];
    let signature: p256::ecdsa::Signature = key.sign(&message);
    let public = *key.verifying_key();
    for (name, (bytes, trust, now)) in &cases {
        group.bench_function(format!("{name}, whole"), |bencher| {
            bencher.iter(|| {
                let checked = document(black_box(bytes), trust, &Expect::default(), *now);
                checked.verified().expect("verified")
            });
        });
        // Without a signer to be found the one expensive step is left out, and everything else is done.
        let nobody = unsigned(bytes);
        group.bench_function(format!("{name}, all but the signature"), |bencher| {
            bencher.iter(|| document(black_box(&nobody), trust, &Expect::default(), *now));
        });
    }
    group.bench_function("one P-256 signature", |bencher| {
        bencher.iter(|| public.verify(black_box(&message), &signature));
    });
    group.finish();
}

/// The same document with a signature that is refused by its form, before any arithmetic: r = 0.
fn unsigned(bytes: &[u8]) -> Vec<u8> {
    // The signature is the one string of 64 bytes.
    let at = bytes.windows(2).position(|window| window == [0x58, 0x40]).expect("a signature");
    let mut bytes = bytes.to_vec();
    bytes[at + 2..at + 34].fill(0);
    bytes
}

criterion_group!(benches, verify);
criterion_main!(benches);
