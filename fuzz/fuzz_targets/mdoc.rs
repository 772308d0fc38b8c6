//! Issuer-signed documents from anybody: no panic; what is disclosed of one is read again, its bytes as they were.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qujat::document::ElementValue;
use qujat::document::mdoc::{IssuerSigned, Mso};
use qujat::id::DocType;

fuzz_target!(|bytes: &[u8]| {
    drop(Mso::parse(bytes));
    if let Ok(value) = ElementValue::from_cbor(bytes) {
        drop(qujat::cbor::encode(&value.to_cbor()));
    }
    let Ok(signed) = IssuerSigned::parse(bytes) else { return };
    for of_all in [1, 2] {
        let shown = signed.disclose(|_, identifier| identifier.len().is_multiple_of(of_all));
        let again = IssuerSigned::parse(&shown).expect("what is disclosed is read");
        let items = |(name_space, item): (&str, &qujat::document::mdoc::Item<'_>)| {
            (name_space.to_owned(), item.received().to_vec())
        };
        let left = signed.items().filter(|(_, item)| item.identifier.len().is_multiple_of(of_all));
        assert!(again.items().map(items).eq(left.map(items)));
        assert_eq!(again.mso_untrusted(), signed.mso_untrusted());
    }
    if let Ok(mso) = Mso::parse(signed.mso_untrusted()) {
        for (name_space, item) in signed.items() {
            let _ = mso.check(name_space, item);
        }
        drop(mso.device_key.map(|key| key.public_key()));
    }
    let claims = signed.claims_untrusted(DocType::IDENTITY_CARD);
    drop(claims.map(|claims| (claims.subject(), claims.number(), claims.local_text("surname"))));
});
