//! The forms of the library in one piece: their CBOR, one after another, deflated.

use std::path::Path;

use super::common::Failure;
use qujat::cbor;
use qujat::display::Form;
use qujat::document::kind::KINDS;

pub(crate) const PACKED: &str = "src/display/forms/forms.bin";

/// The piece, from `src/display/forms/*.json`: the form of kinds that have none first, then the kinds in their order.
pub(crate) fn pack() -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    for slug in ["other"].into_iter().chain(KINDS.iter().map(|kind| kind.slug)) {
        let path = Path::new("src/display/forms").join(slug).with_extension("json");
        let json = std::fs::read(&path).map_err(|error| Failure(format!("{}: {error}", path.display())))?;
        let form = Form::from_json(&json).map_err(|error| Failure(format!("{}: {error}", path.display())))?;
        if let Some(place) = form.not_understood().first() {
            return Err(Failure(format!("{}: {place} is not understood", path.display())));
        }
        bytes.extend(cbor::to_vec(&form, "a display form")?);
    }
    Ok(miniz_oxide::deflate::compress_to_vec(&bytes, 10))
}
