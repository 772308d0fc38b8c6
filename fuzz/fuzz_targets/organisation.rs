//! Accreditations and organisations' statements, or the payload of one: no panic; what is read is signed as it was.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use qujat::cose::{Purpose, Signer, Unsigned};
use qujat::id::{Bin, DocType};
use qujat::organisation::{
    Accreditation, AccreditationRecord, Aim, AimCode, Employment, Presence, Sector,
};
use qujat::text::LocalText;
use qujat::time::Validity;
use qujat_fuzz::{Gullible, Nobody, issuer, now, signed};

/// An organisation whose key the fuzzer has, so that it gets behind the signature.
static ADMITTED: LazyLock<Accreditation> = LazyLock::new(|| {
    let words = LocalText { kk: "а".into(), ru: "б".into(), en: "c".into() };
    let record = AccreditationRecord {
        organisation: Bin::parse("000740000728").expect("a BIN"),
        name: words.clone(),
        aims: vec![Aim { code: AimCode::parse("a").expect("a code"), name: words }],
        doc_types: vec![DocType::IDENTITY_CARD],
        validity: Validity::new(now(), now().plus(1)).expect("a window"),
        sector: Sector::Financial,
        key: issuer().public_key(),
    };
    Accreditation::open(&record.sign(&Nobody).expect("signed"), &Gullible).expect("ours")
});

fuzz_target!(|bytes: &[u8]| {
    for decision in [bytes, &signed(Purpose::Accreditation, bytes)] {
        if let Ok(read) = Accreditation::open(decision, &Gullible) {
            let again = read.record().sign(&Nobody).expect("what is read can be signed");
            assert!(Accreditation::open(&again, &Gullible).expect("ours") == read);
        }
    }
    let by_organisation = |purpose| {
        let signer: &dyn Signer = &issuer();
        Unsigned { purpose, payload: bytes }.sign(signer).expect("signed")
    };
    for statement in [bytes, &by_organisation(Purpose::EmployeeStatement)] {
        drop(Employment::open(statement, &ADMITTED));
    }
    for statement in [bytes, &by_organisation(Purpose::PresenceStatement)] {
        if let Ok(read) = Presence::seen(statement, &ADMITTED) {
            let again = read.statement().sign(&issuer()).expect("what is read can be signed");
            assert!(Presence::seen(&again, &ADMITTED).expect("ours") == read);
        }
    }
    for statement in [bytes, &signed(Purpose::PresenceStatement, bytes)] {
        if let Ok(read) = Presence::face(statement, &Gullible) {
            let again = read.statement().sign(&Nobody).expect("what is read can be signed");
            assert!(Presence::face(&again, &Gullible).expect("ours") == read);
        }
    }
});
