//! Messages between systems in both forms, the envelope as noise and what lies behind one that is whole: no panic; what is taken
//! is no secret, and says what its digest says.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::cose::Purpose;
use qujat::exchange::{Correspondent, Correspondents, Family, Form, Marking, Receipt, Receiving, SystemName};
use qujat::id::Bin;
use qujat::trust::{DocTypes, Profile, Scope};
use qujat_fuzz::{base64url, now, signed, trust};

fuzz_target!(|bytes: &[u8]| {
    let anchor = include_bytes!("../seeds/certificate/anchor");
    let mut trust = trust(anchor);
    let scope = Scope { purposes: vec![Purpose::ExchangeMessage], doc_types: DocTypes::All };
    trust.add_anchor_with(anchor, scope, Profile::National).expect("an anchor");
    let own = SystemName::parse("160440007161/monitoring").expect("a system");
    let correspondents = Correspondents::new(vec![Correspondent {
        system: SystemName::parse("000740000728/register").expect("a system"),
        organisations: vec![Bin::parse("000740000728").expect("a BIN")],
        asks: Family::ALL.to_vec(),
        answers: Family::ALL.to_vec(),
    }]);
    let receiving = Receiving { own: &own, correspondents: &correspondents, trust: &trust, now: now() };
    for form in Form::ALL {
        if let Ok(receipt) = Receipt::from_bytes(bytes, form) {
            let again = receipt.to_bytes(form).expect("what is read can be written");
            assert_eq!(Receipt::from_bytes(&again, form).expect("ours").digest, receipt.digest);
        }
        if let Ok(received) = receiving.open(bytes, form) {
            let message = received.message();
            assert!(matches!(message.marking, Marking::Open | Marking::OfficialUse));
            assert_eq!(message.digest().as_ref(), Ok(received.digest()));
            assert!(message.check().is_ok());
        }
    }
    // The reader of the payload is reached; a signer nobody certified is not taken, whatever it says.
    assert!(receiving.open(&signed(Purpose::ExchangeMessage, bytes), Form::Cbor).is_err());
    let header = br#"{"alg":"EdDSA","typ":"vnd.qujat.exchange-message","x5c":["AAAA"]}"#;
    let jws = [base64url(header), base64url(bytes), base64url(&[0; 64])].join(".");
    assert!(receiving.open(jws.as_bytes(), Form::Json).is_err());
});
