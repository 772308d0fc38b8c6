//! Proximity: a document shown face to face, without a network (ISO/IEC 18013-5 §8, §9.1.1, §9.1.5).
//!
//! *Takes* the messages that crossed Bluetooth, NFC or Wi-Fi — those are the application's — and the randomness for one
//! session's keys. *Gives* the messages to send back, and between them a [`DeviceRequest`] for the holder and a
//! `DeviceResponse` for the reader, which [`crate::document::mdoc`] makes and [`mod@crate::verify`] judges. *Refuses* what is out
//! of turn, not of this session, changed, lost or played again: such a session is over, and says so to the other side.
//!
//! ```text
//! holder  HolderEngagement ──QR code or NFC──►  reader  ReaderSession
//!         HolderAsked      ◄──request──────             ReaderWaiting
//!         HolderAnswered   ───response─────►            ReaderAnswered ─► verify
//! ```
//!
//! Each state is a type of its own, and each step takes the state away: a step left out does not compile, a step done twice
//! neither. The keys of a session are made for it alone, live in its states, and are wiped with them.
//!
//! | what | where |
//! | --- | --- |
//! | the holder's QR code or NFC record | [`DeviceEngagement`] (§8.2.1) |
//! | what is asked, and by whom | [`DeviceRequest`], [`RequestDraft`], [`ReaderStanding`] (§8.3.2.1.2.1, §9.1.4) |
//! | what is sent | `SessionEstablishment`, `SessionData`, AES-256-GCM (§9.1.1.4, §9.1.1.5) |
//! | what both sides sign | [`crate::document::mdoc::SessionTranscript`], with the [`Handover`] (§9.1.5.1) |
//!
//! Both roles, talking:
//!
//! ```
//! use qujat::cose::{Algorithm, SoftwareSigner};
//! use qujat::document::mdoc::{DeviceProof, ResponseDraft, Shown};
//! use qujat::document::{Issuance, Record};
//! use qujat::proximity::*;
//! use qujat::text::LocalText;
//! use qujat::time::Timestamp;
//! use qujat::trust::{Issuer, ReaderTrust, TrustGround, TrustStore};
//! use qujat::verify::{self, Expect};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let record = Record::from_json(include_bytes!("../../examples/data/identity_card.json"))?;
//! # let issuer = SoftwareSigner::from_secret(Algorithm::Es256, &[1; 32])?;
//! # let device = SoftwareSigner::from_secret(Algorithm::Es256, &[2; 32])?;
//! # let now = Timestamp::parse("2026-11-22T09:30:00+05:00")?;
//! # let mut seed = 0_u8;
//! # let mut random = |out: &mut [u8]| Ok(out.fill_with(|| { seed = seed.wrapping_mul(5).wrapping_add(7); seed }));
//! # let device_key = device.public_key();
//! # let issuance = Issuance { signer: &issuer, random: &mut random, signed_at: now, device_key: Some(&device_key), status: None };
//! # let kept = record.issue(issuance)?;
//! # let mut trust = TrustStore::new();
//! # let body = Issuer { name: LocalText::default(), bin: None, ground: TrustGround::Signer };
//! # trust.add_signer_key(issuer.public_key(), body)?;
//! // The holder shows a QR code; the reader scans it and asks for one element.
//! let holder = HolderEngagement::make(&[RetrievalMethod::Ble(BleOptions::central([7; 16]))], &mut random)?;
//! let scanned = DeviceEngagement::from_uri(&holder.engagement().to_uri())?;
//! let reader = ReaderSession::start(&scanned, &Handover::Qr, &mut random)?;
//! let mut request = RequestDraft::new();
//! let card = "kz.gov.egov.identity_card.1";
//! request.ask(&record.doc_type(), &[(card, "family_name", false)], None, reader.transcript())?;
//! let (waiting, message) = reader.ask(&request)?;
//!
//! // The holder sees who asks for what, agrees, and shows it.
//! let asked = holder.accept(&message, &Handover::Qr)?;
//! let wanted = asked.request()?;
//! let one = &wanted.documents[0];
//! let readers = ReaderTrust::new();
//! assert!(matches!(one.reader(asked.transcript(), &readers, now), ReaderStanding::Anonymous));
//! let mut response = ResponseDraft::new();
//! let document = kept.issuer_signed()?;
//! let elements: Vec<_> = one.names().collect();
//! let proof = DeviceProof::Signature(&device);
//! let shown = Shown { document: &document, elements: &elements, withheld: &[], device_elements: &[], proof };
//! response.show(&shown, asked.transcript())?;
//! let (_holder, message) = asked.answer(&response)?;
//!
//! // The reader verifies that the document is genuine and shown by its own device, now, to this reader.
//! let ReaderNext::Answered(answer) = waiting.receive(&message)? else { panic!("no answer") };
//! let expect = Expect {
//!     transcript: Some(answer.transcript()),
//!     reader_key: Some(answer.reader_key()),
//!     ..Expect::default()
//! };
//! let verified = verify::document(answer.response(), &trust, &expect, now).verified().expect("valid");
//! assert_eq!(verified.claims().elements.len(), 1);
//! # Ok(())
//! # }
//! ```

mod channel;
mod engagement;
mod error;
mod handover;
mod holder;
mod message;
mod reader;
mod request;
mod request_draft;
mod retrieval;

pub use engagement::DeviceEngagement;
pub use error::{Aborted, ProximityError};
pub use handover::Handover;
pub use holder::{HolderAnswered, HolderAsked, HolderEngagement, HolderNext};
pub use message::SessionStatus;
pub use reader::{ReaderAnswered, ReaderNext, ReaderSession, ReaderWaiting};
pub use request::{DeviceRequest, DocumentRequest, ReaderStanding, RequestedElement};
pub use request_draft::RequestDraft;
pub use retrieval::{BleOptions, NfcOptions, RetrievalMethod, WifiOptions};

#[cfg(test)]
mod tests;
