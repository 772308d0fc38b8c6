//! Source records: no panic; the document a record makes says what the record says.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::document::mdoc::Mso;
use qujat::document::{Issuance, Record};
use qujat_fuzz::{Nobody, random};

fuzz_target!(|json: &[u8]| {
    let record = match Record::from_json(json) {
        Ok(record) => record,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let signed_at = record.issued().start();
    let issuance =
        Issuance { signer: &Nobody, random: &mut random, signed_at, device_key: None, status: None };
    let Ok(document) = record.issue(issuance) else { return };
    let signed = document.issuer_signed().expect("ours");
    let mso = Mso::parse(signed.mso_untrusted()).expect("ours");
    assert!(signed.items().all(|(name_space, item)| mso.check(name_space, item).is_ok()));
    let (claims, wanted) = (signed.claims_untrusted(mso.doc_type).expect("ours"), record.claims());
    assert_eq!(claims.elements.len(), wanted.elements.len());
    assert!(wanted.elements.iter().all(|element| claims.elements.contains(element)));
});
