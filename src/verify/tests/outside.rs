//! Documents of other software.

use super::*;

#[test]
fn documents_of_other_software_hold() {
    let Some(json) = json("mdoc", "third-party.json") else { return };
    for (name, certificate, now) in [
        ("google", "signingCertificate", "2025-03-01T00:00:00Z"),
        ("bdr", "issuerCertificate", "2025-03-01T00:00:00Z"),
    ] {
        let case = &json[name];
        let pem = case["certificates"][certificate][0].as_str().expect("PEM");
        let mut trust = TrustStore::new();
        for der in crate::trust::certificates(pem.as_bytes()).expect("PEM") {
            trust.add_signer(&der).expect("a signer");
        }
        let received = hex(case["hex"].as_str().expect("hex"));
        let checked = document(&received, &trust, &Expect::default(), at(now));
        assert_eq!(failed(checked.report()), [], "{name}");
        assert!(!checked.verified().expect("verified").claims().elements.is_empty());
        let later = document(&received, &trust, &Expect::default(), at("2040-01-01T00:00:00Z"));
        assert!(matches!(failed(later.report())[..], [(CheckName::Validity, _)]));
    }
    println!("vectors mdoc_of_others 2 2");
}
