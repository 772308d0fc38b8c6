//! Presentations from anybody, and payloads of one signed by the device the documents of the seeds are bound to: no panic;
//! what is verified says only what an issuer signed; one text, one challenge.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use qujat::cose::{Purpose, Unsigned};
use qujat::document::Claims;
use qujat::document::mdoc::{IssuerSigned, Mso};
use qujat::presentation::{Challenge, Presented};
use qujat::trust::TrustStore;
use qujat::verify::{PresentationExpect, ShownBefore, Verdict, presentation};
use qujat_fuzz::{issuer, now, trust};

fuzz_target!(|bytes: &[u8]| {
    let text = core::str::from_utf8(bytes).unwrap_or_default();
    if let Ok(challenge) = Challenge::parse(text) {
        assert_eq!(Challenge::parse(&challenge.to_text()), Ok(challenge));
    }
    let by_device =
        Unsigned { purpose: Purpose::Presentation, payload: bytes }.sign(&issuer()).expect("signed");
    for bytes in [bytes, &by_device] {
        let mut before = ShownBefore::new();
        for again in [false, true] {
            let expect = PresentationExpect { shown: Some(&before), ..PresentationExpect::default() };
            let report = presentation(bytes, &TRUST, &expect, now());
            assert_eq!(report.report().verdict() == Verdict::Valid, report.report().reason().is_none());
            assert!(!(again && report.report().verdict() == Verdict::Valid), "taken twice");
            let mut after = before.clone();
            after.remember(&report, now());
            if let Ok(verified) = report.verified() {
                assert!(
                    Presented::parse(bytes).is_ok_and(|shown| shown.open(&issuer().public_key()).is_ok())
                );
                let said =
                    |signed: &Claims| verified.claims().elements.iter().all(|e| signed.elements.contains(e));
                assert!(said(&SIGNED), "forged");
            }
            before = after;
        }
    }
});

/// What the document in the seeds says: all that was ever signed for the device.
static SIGNED: LazyLock<Claims> = LazyLock::new(|| {
    let signed = IssuerSigned::parse(include_bytes!("../seeds/presentation/document")).expect("ours");
    let mso = Mso::parse(signed.mso_untrusted()).expect("ours");
    signed.claims_untrusted(mso.doc_type).expect("ours")
});

static TRUST: LazyLock<TrustStore> = LazyLock::new(|| trust(include_bytes!("../seeds/certificate/anchor")));
