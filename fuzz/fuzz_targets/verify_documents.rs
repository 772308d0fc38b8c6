//! Documents from anybody, verified whole: no panic; what passes says only what the issuer signed.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use qujat::document::Claims;
use qujat::document::mdoc::{IssuerSigned, Mso};
use qujat::id::{DocType, Iin};
use qujat::trust::TrustStore;
use qujat::verify::{Expect, ReaderKey, SessionTranscript, Verdict, documents};
use qujat_fuzz::{now, trust};

fuzz_target!(|bytes: &[u8]| {
    let subject = Iin::parse("000000000101").expect("an IIN");
    let (transcript, reader_key) = &*SESSION;
    let shown = Expect {
        subject: Some(&subject),
        doc_type: Some(&DocType::IDENTITY_CARD),
        transcript: Some(transcript),
        reader_key: Some(reader_key),
        ..Expect::default()
    };
    for expect in [Expect::default(), shown] {
        let reports = documents(bytes, &TRUST, &expect, now());
        assert!(!reports.is_empty());
        for report in reports {
            assert_eq!(report.report().verdict() == Verdict::Valid, report.report().reason().is_none());
            if let Ok(verified) = report.verified() {
                let said =
                    |signed: &Claims| verified.claims().elements.iter().all(|e| signed.elements.contains(e));
                assert!(SIGNED.iter().any(said), "forged");
            }
        }
    }
});

/// What the seeds say: all that was ever signed.
static SIGNED: LazyLock<[Claims; 2]> = LazyLock::new(|| {
    let seeds: [&[u8]; 2] =
        [include_bytes!("../seeds/verify_documents/key"), include_bytes!("../seeds/verify_documents/chain")];
    seeds.map(|seed| {
        let signed = IssuerSigned::parse(seed).expect("ours");
        let mso = Mso::parse(signed.mso_untrusted()).expect("ours");
        signed.claims_untrusted(mso.doc_type).expect("ours")
    })
});

static TRUST: LazyLock<TrustStore> = LazyLock::new(|| trust(include_bytes!("../seeds/certificate/anchor")));

static SESSION: LazyLock<(SessionTranscript, ReaderKey)> = LazyLock::new(|| {
    let transcript = SessionTranscript::parse(include_bytes!("../seeds/device_response/transcript"));
    (transcript.expect("ours"), ReaderKey::from_secret(&[3; 32]).expect("a secret"))
});
