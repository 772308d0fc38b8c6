//! What it takes to show a record: a body that signs it, trust in that body, a seal, a moment.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use qujat::code::{Symbol, Use};
use qujat::cose::{Algorithm, SoftwareSigner};
use qujat::display::SealMark;
use qujat::document::portrait::{PortraitPolicy, make_portrait};
use qujat::document::{Issuance, Official, Record, Seal, SealContents};
use qujat::id::Recipient;
use qujat::random::RandomError;
use qujat::time::Timestamp;
use qujat::trust::{Issuer, TrustGround, TrustStore};
use qujat::verify::{self, Expect, Verified};

use super::common::Failure;

/// A body invented for previews: its key is in this file, so that nothing it signed is worth anything.
pub(crate) fn body() -> Result<SoftwareSigner, Failure> {
    Ok(SoftwareSigner::from_secret(Algorithm::Es256, &[0x51; 32])?)
}

/// The same record with its portrait reduced to what a card shows, so that a gallery stays small.
#[allow(dead_code, reason = "the preview shows a record as it is")]
pub(crate) fn reduced(json: &[u8]) -> Result<Record, Failure> {
    let mut record: serde_json::Value = serde_json::from_slice(json)?;
    if let Some(portrait) = record["portrait"].as_str() {
        let policy = PortraitPolicy { width: 208, height: 272, budget: 6 * 1024 };
        let picture = STANDARD.decode(portrait).map_err(|error| Failure(format!("portrait: {error}")))?;
        record["portrait"] = STANDARD.encode(make_portrait(&picture, policy)?).into();
    }
    Ok(Record::from_json(record.to_string().as_bytes())?)
}

/// The record as a document, signed by [`body`] and verified, with its seal.
pub(crate) fn document(record: &Record, now: Timestamp) -> Result<(Verified, SealMark), Failure> {
    let body = body()?;
    // Salts that are the same each time: a gallery made twice is the same.
    let mut state = 0_u8;
    let mut random = |out: &mut [u8]| -> Result<(), RandomError> {
        for byte in out {
            state = state.wrapping_mul(109).wrapping_add(89);
            *byte = state;
        }
        Ok(())
    };
    let issuance =
        Issuance { signer: &body, random: &mut random, signed_at: now, device_key: None, status: None };
    let document = record.issue(issuance)?;
    let contents = SealContents {
        number: record.number().clone(),
        received: now.local_date(),
        recipient: Recipient::parse(record.subject().as_str())?,
        body: record.issuer_name().clone(),
        body_bin: record.issuer_bin(),
        official: Official { name: "Үлгілиева А. С.".into(), office: "Директор".into() },
        doc_type: record.doc_type().clone(),
        digest: *document.digest(),
        sealed_at: now,
        expires: record.expires(),
    };
    let seal = Seal::make(&contents, &body)?;
    let symbol = Symbol::encode(seal.as_str(), Use::Screen)?;
    let modules = u32::try_from(symbol.size_with_quiet_zone())?;
    let mark = SealMark { path: symbol.to_svg_path(), modules };
    let mut trust = TrustStore::new();
    let issuer = Issuer { name: record.issuer_name().clone(), bin: None, ground: TrustGround::Signer };
    trust.add_signer_key(body.public_key(), issuer)?;
    let checked = verify::document(document.as_bytes(), &trust, &Expect::default(), now);
    let verified = checked.verified().map_err(|report| Failure(format!("not verified: {report:?}")))?;
    Ok((verified, mark))
}
