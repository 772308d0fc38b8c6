//! The state bodies sign; the subject looks at her own documents.

use qujat::access::{Channel, Ground, Requester};
use qujat::code::{Symbol, Use};
use qujat::display::{Audience, Form};
use qujat::document::seal::SealContents;
use qujat::document::{Issuance, Record, Seal};
use qujat::id::Recipient;
use qujat::random::RandomSource;
use qujat::text::{Language, LocalText};
use qujat::time::Timestamp;
use serde_json::json;

use crate::common::Failure;
use crate::common::shown::thousands;
use crate::service::{Ask, Held, Phone, Service, kind, reference};
use crate::tell::Tell;
use crate::world::{Body, DAY, World, pem};

/// Every record becomes a signed document with its seal; the authorised body signs the trust list and the forms.
pub fn sign(tell: &mut Tell, world: &World, random: &mut dyn RandomSource) -> Result<Service, Failure> {
    tell.step("State bodies sign documents from their registers", &["352/5", "352/7", "352/13", "9/1.2.3"]);
    let at = world.now.plus(-DAY);
    let mut held = Vec::new();
    let mut details = Vec::new();
    for (name, record) in &world.records {
        let body = world.issuer(record);
        let signer = &body.signer;
        let document =
            record.issue(Issuance { signer, random, signed_at: at, device_key: None, status: None })?;
        let seal = Seal::make(&seal_contents(record, body, *document.digest(), at), signer)?;
        let symbol = Symbol::encode(seal.as_str(), Use::Screen)?;
        let bytes = document.as_bytes().len();
        tell.folder.write(&format!("documents/{name}.cbor"), document.as_bytes())?;
        let owner = record.claims().local_text("given_name");
        tell.check(
            true,
            format!(
                "{:18} {:12} {:9} by {:11} {:>6} bytes   seal: QR code of version {}",
                kind(record.doc_type()),
                record.number().as_str(),
                owner.in_language(Language::English),
                body.short,
                thousands(bytes),
                symbol.version()
            ),
        );
        details.push(json!({
            "record": name, "doc_type": record.doc_type().as_str(), "number": record.number().as_str(),
            "bytes": bytes, "elements": record.elements().len(), "seal_version": symbol.version(),
        }));
        held.push(Held { name, subject: record.subject(), reference: reference(record), document, seal });
    }
    tell.detail("documents", json!(details));
    publish(tell, world)?;
    Service::new(world, held, random)
}

/// 352/5, 352/9: who may sign what, and how documents look, are data signed by the authorised body.
fn publish(tell: &mut Tell, world: &World) -> Result<(), Failure> {
    let folder = &tell.folder;
    folder.write("certificates/authority.pem", pem("CERTIFICATE", &world.authority.der))?;
    folder.write("trust/authorised_body.pem", pem("PUBLIC KEY", &world.publisher.public_key().to_spki()?))?;
    folder.write("trust/issuers.cbor", &world.list)?;
    for (name, body) in
        [("ministry", &world.ministry), ("corporation", &world.corporation), ("school", &world.school)]
    {
        folder.write(&format!("certificates/{name}.pem"), pem("CERTIFICATE", &body.certificate))?;
    }
    let forms = forms(world)?;
    for (form, signed) in Form::built_in().iter().zip(&forms) {
        folder.write(&format!("forms/{}.cbor", form.doc_type.as_str()), signed)?;
    }
    let list = qujat::trust::TrustListDraft::read_untrusted(&world.list)?;
    tell.say(format!(
        "The authorised body signs the trust list ({} keys: who may sign what) and {} display forms.",
        list.entries.len(),
        forms.len()
    ));
    tell.say("From here on every phone and the service trust one key: the authorised body's.");
    Ok(())
}

/// The display forms, signed.
pub fn forms(world: &World) -> Result<Vec<Vec<u8>>, Failure> {
    let signed = Form::built_in().into_iter().map(|form| form.make(&world.publisher));
    Ok(signed.collect::<Result<_, _>>()?)
}

/// 352/12: the subject sees her own documents. Nobody else is there, so no mark is left.
pub fn own_documents(tell: &mut Tell, world: &World, service: &Service) -> Result<(), Failure> {
    let mother = &world.mother;
    tell.step("The subject looks at her own documents", &["352/11", "352/12", "352/9"]);
    let phone = Phone::new(world, &forms(world)?)?;
    for name in ["identity_card", "driving_licence"] {
        let held = service.held(name)?;
        let ask = Ask {
            requester: Requester::Authenticated(mother.party()),
            ground: Ground::Own,
            channel: Channel::Remote,
            at: world.now,
        };
        let (released, clauses) = match service.release(held, &ask, &mut NoRandom) {
            Ok(released) => released,
            Err(denied) => {
                tell.check(false, format!("{name}: {denied:?}"));
                continue;
            }
        };
        let unmarked = released.marks().is_none();
        let bytes = released.into_document();
        let verified = phone
            .check(&bytes, world.now)
            .verified()
            .map_err(|report| Failure(format!("{name}: {report:?}")))?;
        for language in Language::ALL {
            let view = phone.view(&verified, language, Audience::Holder, world.now)?;
            let card = Phone::card(&view, Some(&held.seal))?;
            tell.folder.write(&format!("cards/{name}.{}.svg", language.code()), card)?;
        }
        let view = phone.view(&verified, tell.language, Audience::Holder, world.now)?;
        let text = format!("{:18} {}", kind(verified.doc_type()), view.validity());
        tell.check_by(unmarked, &text, clauses);
    }
    tell.say(
        "Cards in Kazakh, Russian and English are in cards/; no mark is left, since nobody else looked.",
    );
    Ok(())
}

/// What a seal states (order 9).
fn seal_contents(record: &Record, body: &Body, digest: [u8; 32], at: Timestamp) -> SealContents {
    SealContents {
        number: record.number().clone(),
        received: at.local_date(),
        recipient: Recipient::Person(record.subject()),
        body: LocalText { kk: body.short.to_owned(), ..LocalText::default() },
        body_bin: body.bin,
        official: body.official.clone(),
        doc_type: record.doc_type().clone(),
        digest,
        sealed_at: at,
        expires: record.expires(),
    }
}

/// An own view owes no mark, and so no random bytes.
struct NoRandom;

impl RandomSource for NoRandom {
    fn fill(&mut self, _: &mut [u8]) -> Result<(), qujat::random::RandomError> {
        Err(qujat::random::RandomError)
    }
}
