//! What the judges and the figures share.
//!
//! isomdl 0.2 looks at less than is asked for here: of an mdoc it checks the issuer's signature, and neither the digests of
//! the elements, nor its validity, nor that the kind it is shown as is the one signed.

use std::path::PathBuf;

use isomdl::definitions::IssuerSigned;
use isomdl::definitions::x509::X5Chain;
use isomdl::definitions::x509::x5chain::X5CHAIN_COSE_HEADER_LABEL;
use isomdl::presentation::authentication::mdoc::issuer_authentication;
use qujat::time::Timestamp;
use serde_json::Value;

/// What isomdl's reader does with the documents of a response: the chain out of the header, and the issuer's signature.
pub fn isomdl_authenticates(issued: &IssuerSigned) -> bool {
    let unprotected = &issued.issuer_auth.inner.unprotected.rest;
    let label = isomdl_label();
    let Some((_, chain)) = unprotected.iter().find(|(of, _)| *of == label) else { return false };
    X5Chain::from_cbor(chain.clone()).is_ok_and(|chain| issuer_authentication(chain, issued).is_ok())
}

fn isomdl_label() -> coset_of_isomdl::Label {
    coset_of_isomdl::Label::Int(X5CHAIN_COSE_HEADER_LABEL)
}

/// ISO/IEC 18013-5 Annex D, by the name of one of its parts; a printed line and `None` where the outside vectors are not.
pub fn annex_d(part: &str) -> Option<Vec<u8>> {
    let root = std::env::var_os("QUJAT_VECTORS")
        .map_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/vectors").into(), PathBuf::from);
    let path = root.join("mdoc/annex-d.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: no outside vectors in {}", path.display());
        return None;
    };
    let json: Value = serde_json::from_str(&text).expect("JSON");
    let hex = json[format!("ISO_18013_5_ANNEX_D_{part}")].as_str().expect("a part of Annex D").to_owned();
    let digits = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16));
    Some(digits.collect::<Result<_, _>>().expect("hex"))
}

/// When Annex D was valid.
pub fn then() -> Timestamp {
    Timestamp::parse("2021-01-01T00:00:00Z").expect("a time")
}
