use super::Outcome;
use crate::cbor::Decoder;
use crate::document::mdoc::{IssuerSigned, Item};
use crate::trust::Place;

/// ISO/IEC 18013-5 §9.3.3: the country a licence names as the one that issued it is that of its signer's certificate, and its
/// jurisdiction is too, where the certificate names one. `None` where the document discloses neither.
pub(super) fn check_place(issued: &IssuerSigned<'_>, signer: Option<&Place>) -> Option<Outcome> {
    let country = disclosed(issued, "issuing_country");
    let jurisdiction = disclosed(issued, "issuing_jurisdiction");
    if country.is_none() && jurisdiction.is_none() {
        return None;
    }
    let Some(signer) = signer else {
        return Some(Outcome::not_done("the signer is trusted without a certificate that says where it is"));
    };
    if country.is_some_and(|said| is_another(said, |said| signer.is_in_country(said)))
        && signer.country.is_some()
    {
        return Some(Outcome::failed("the document names another country than its signer's certificate"));
    }
    // A certificate that names no province speaks for the whole country.
    if jurisdiction.is_some_and(|said| is_another(said, |said| signer.is_in_province(said)))
        && signer.province.is_some()
    {
        return Some(Outcome::failed(
            "the document names another jurisdiction than its signer's certificate",
        ));
    }
    let compared = (country.is_some() && signer.country.is_some())
        || (jurisdiction.is_some() && signer.province.is_some());
    Some(if compared {
        Outcome::Passed
    } else {
        Outcome::not_done("the signer's certificate names no place")
    })
}

/// The value of an element of the standard's own namespace.
fn disclosed<'a>(issued: &'a IssuerSigned<'_>, identifier: &str) -> Option<&'a [u8]> {
    let space = issued.name_spaces.iter().find(|space| space.name == NAME_SPACE)?;
    space.items.iter().find(|item| item.identifier == identifier).map(Item::value_bytes)
}

fn is_another(value: &[u8], is_same: impl Fn(&str) -> bool) -> bool {
    Decoder::new(value).text().map_or(true, |said| !is_same(&said))
}

const NAME_SPACE: &str = "org.iso.18013.5.1";
