//! What is released, to whom, on what ground; and what the other phone makes of it.

use qujat::access::{
    Channel, Ground, Obligation, Representation, RepresentationKind, RepresentationRecord, Requester,
};
use qujat::code::{Symbol, Use};
use qujat::display::Audience;
use qujat::document::requisites::{Channel as By, RequisiteParts, Requisites, Service as Kind};
use qujat::grant::{OpenRequest, Redeemed};
use qujat::id::{Iin, Recipient};
use qujat::journal::Released;
use qujat::random::RandomSource;
use qujat::scan::{Scanned, Scanner};
use qujat::text::Language;
use qujat::time::{Date, Timestamp};
use qujat::trust::TrustStore;
use qujat::verify::{self, CheckName, Outcome, SealExpect, Verdict};
use serde_json::json;

use crate::common::Failure;
use crate::opening::svg;
use crate::service::{Ask, Held, Phone, Service, kind};
use crate::signing::forms;
use crate::tell::{Tell, moment};
use crate::world::{Person, World};

/// 352/18, 352/19: the token is redeemed once; each document is verified, decided on, marked twice, and only then
/// released. The stranger's phone believes nobody and checks again.
pub fn by_qr(
    tell: &mut Tell,
    world: &World,
    service: &Service,
    token: &[u8],
    now: Timestamp,
    random: &mut dyn RandomSource,
) -> Result<Timestamp, Failure> {
    let viewer = &world.stranger;
    let now = now.plus(2);
    tell.step(
        "The service redeems it once, marks both cabinets, releases",
        &["352/15", "352/16", "352/18", "352/19"],
    );
    let redeemed = service.registry.redeem_token(&viewer.party(), token, None, now)?.granted()?;
    tell.check(redeemed.view() == 1, "redeemed by token: the one view there was is used");
    let mut released = Vec::new();
    for reference in redeemed.documents() {
        let held = service.find(redeemed.subject(), reference).ok_or(Failure("not held".into()))?;
        released.push((held, release(tell, service, held, viewer, Ground::Grant(&redeemed), now, random)?));
    }

    let now = now.plus(1);
    tell.step("His phone checks for itself, and shows them", &["352/2.10", "352/10", "352/14", "352/19"]);
    let phone = Phone::new(world, &forms(world)?)?;
    for (held, bytes) in released {
        show(tell, &phone, held, &bytes, Audience::ThirdParty, "shown_", now)?;
    }
    Ok(now)
}

/// 352/2.4, 352/15: six digits with the subject's IIN are a second door to a grant.
pub fn by_digits(
    tell: &mut Tell,
    world: &World,
    service: &Service,
    now: Timestamp,
    random: &mut dyn RandomSource,
) -> Result<Timestamp, Failure> {
    let (mother, viewer) = (&world.mother, &world.stranger);
    let now = now.plus(60);
    tell.step("The same by six digits, told by word of mouth", &["352/2.4", "352/15", "352/18", "352/19"]);
    let held = service.held("identity_card")?;
    let request = OpenRequest::new(vec![held.reference.clone()]);
    let opened = service.registry.open(&mother.party(), request, now, random)?;
    // What a person hears and types: with the space it is shown with.
    let typed = qujat::code::ShortCode::parse(&opened.code().shown())?;
    let now = now.plus(25);
    let redemption = service.registry.redeem_code(&viewer.party(), &mother.iin, &typed, None, now)?;
    let redeemed: Redeemed = redemption.granted()?;
    tell.check(true, format!("redeemed by her IIN and {}", opened.code().shown()));
    let bytes = release(tell, service, held, viewer, Ground::Grant(&redeemed), now, random)?;
    let phone = Phone::new(world, &forms(world)?)?;
    show(tell, &phone, held, &bytes, Audience::ThirdParty, "shown_", now)?;
    Ok(now)
}

/// 352/14: a minor's documents are open to her representative by default, on a state system's signed answer.
pub fn by_default(
    tell: &mut Tell,
    world: &World,
    service: &Service,
    now: Timestamp,
    random: &mut dyn RandomSource,
) -> Result<Timestamp, Failure> {
    let (mother, child) = (&world.mother, &world.child);
    let now = now.plus(30);
    tell.step("Her daughter's documents, by default: she represents her", &["352/14", "352/18"]);
    let born = world.record("birth_certificate")?.claims().date("birth_date");
    let answer = representation(world, child, born, mother, now)?;
    tell.folder.write("records/representation.cbor", &answer)?;
    let record = open_representation(&answer, &service.trust, now)?;
    tell.check(
        record.is_fresh(now, qujat::access::Policy::default()),
        format!("the register of civil status answers, signed, as of {}", moment(record.as_of())),
    );
    let phone = Phone::new(world, &forms(world)?)?;
    for name in ["birth_certificate", "pupil_card"] {
        let held = service.held(name)?;
        let bytes = release(tell, service, held, mother, Ground::Representation(&record), now, random)?;
        show(tell, &phone, held, &bytes, Audience::Holder, "", now)?;
    }
    Ok(now)
}

/// 9/2.3: the matrix code is read from a picture and checked without any network.
pub fn seal_offline(
    tell: &mut Tell,
    world: &World,
    service: &Service,
    now: Timestamp,
) -> Result<(), Failure> {
    tell.step("The seal of the certificate, checked off-line", &["9/1.2.3", "9/1.3.1", "9/2.3", "9/2.4"]);
    let held = service.held("birth_certificate")?;
    let symbol = Symbol::encode(held.seal.as_str(), Use::Print)?;
    tell.folder.write("codes/seal.png", symbol.to_png(6)?)?;
    tell.folder.write("codes/seal.svg", svg(&symbol))?;
    tell.folder.write("codes/seal.txt", held.seal.as_str())?;
    let found = Scanner::new().scan_picture(&tell.folder.read("codes/seal.png")?)?;
    let Some(Scanned::Seal(text)) = found.first().map(qujat::scan::Found::scanned) else {
        return Err(Failure("codes/seal.png: no seal was read from it".into()));
    };
    tell.check(
        text.as_str() == held.seal.as_str(),
        format!("codes/seal.png: version {} for paper, {} characters", symbol.version(), text.as_str().len()),
    );
    let recipient = Recipient::Person(world.child.iin);
    let expect = SealExpect { document: Some(held.document.digest()), recipient: Some(&recipient) };
    let report = verify::seal(text.as_str(), &world.trust()?, &expect, now);
    let issuer = report.issuer().map(|issuer| issuer.name.in_language(tell.language).to_owned());
    let seal = report.into_seal().map_err(|report| Failure(format!("the seal: {report:?}")))?;
    let stated = seal.contents();
    tell.check(
        seal.matches(held.document.digest()),
        format!(
            "No. {} of {}: of this document, and of its recipient",
            stated.number.as_str(),
            stated.received
        ),
    );
    tell.say(format!(
        "signed by {}, {}, for {} — by the trust list: {}",
        stated.official.name,
        stated.official.office,
        stated.body.in_language(tell.language),
        issuer.unwrap_or_default()
    ));
    let parts = RequisiteParts {
        number: Some(stated.number.clone()),
        received: Some(stated.received),
        recipient: Some(stated.recipient.clone()),
        matrix_code: Some(text.clone()),
    };
    let requisites = Requisites::complete(Kind::Result, By::App, parts)?;
    tell.check(
        requisites.is_some(),
        "number, date, IIN and matrix code: the requisites of order 9 are complete",
    );
    if let Some(requisites) = requisites {
        tell.say(format!("as a text message: “{}”", requisites.message(tell.language)));
    }
    tell.detail("seal", json!({ "version": symbol.version(), "characters": text.as_str().len() }));
    Ok(())
}

/// A state system's signed answer that `representative` is a parent of `child`.
pub fn representation(
    world: &World,
    child: &Person,
    born: Option<Date>,
    representative: &Person,
    as_of: Timestamp,
) -> Result<Vec<u8>, Failure> {
    let born = born.ok_or(Failure("the record has no date of birth".into()))?;
    let record = RepresentationRecord {
        child: child.iin,
        born,
        representative: representative.iin,
        kind: RepresentationKind::Parent,
        institution: None,
        from: born.start(),
        until: None,
        as_of,
        endings: Vec::new(),
    };
    Ok(record.sign(&world.register)?)
}

/// Opens such an answer with the key the trust list names for it.
pub fn open_representation(
    bytes: &[u8],
    trust: &TrustStore,
    now: Timestamp,
) -> Result<Representation, Failure> {
    let (report, record) = Representation::verify(bytes, trust, now);
    record.ok_or_else(|| {
        Failure(report.reason().map_or_else(String::new, |(check, why)| format!("{check}: {why}")))
    })
}

/// Asks the service for a document, and says what came of it.
pub fn release(
    tell: &mut Tell,
    service: &Service,
    held: &Held,
    viewer: &Person,
    ground: Ground<'_>,
    now: Timestamp,
    random: &mut dyn RandomSource,
) -> Result<Vec<u8>, Failure> {
    let ask = Ask {
        requester: Requester::Authenticated(viewer.party()),
        ground,
        channel: Channel::InPerson,
        at: now,
    };
    let (released, clauses): (Released<Vec<u8>>, _) = service
        .release(held, &ask, random)
        .map_err(|denied| Failure(format!("{}: {denied:?}", held.name)))?;
    let numbers = released.marks().map(|pair| pair.both().map(|placed| placed.mark.number()));
    let [subjects, viewers] = numbers.unwrap_or_default();
    let view_only = released.obligations().contains(&Obligation::ViewOnly);
    let text = format!(
        "{:18} marks {subjects} and {viewers} written, then released{}",
        kind(&held.reference.doc_type),
        if view_only { " to view" } else { "" },
    );
    tell.check_by(released.marks().is_some(), &text, clauses);
    Ok(released.into_document())
}

/// The three answers of 352/2.10 and the rest, then the card.
fn show(
    tell: &mut Tell,
    phone: &Phone,
    held: &Held,
    bytes: &[u8],
    audience: Audience,
    prefix: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    let report = phone.check(bytes, now);
    let passed = |name| report.report().outcome(name) == Some(&Outcome::Passed);
    let issued = [CheckName::IssuerTrusted, CheckName::IssuerEntitled, CheckName::Signature].map(passed);
    let unchanged = passed(CheckName::Digests);
    let valid = report.report().verdict() == Verdict::Valid;
    let verified = report.verified().map_err(|report| Failure(format!("{}: {report:?}", held.name)))?;
    let owner: Option<Iin> = verified.subject();
    let view = phone.view(&verified, Language::English, audience, now)?;
    tell.check(
        valid && issued == [true; 3] && unchanged && owner == Some(held.subject),
        format!(
            "{:18} by {} · unchanged · {}'s · {}",
            kind(verified.doc_type()),
            verified.issuer().name.in_language(Language::English),
            verified.claims().local_text("given_name").in_language(Language::English),
            view.validity()
        ),
    );
    for language in Language::ALL {
        let view = phone.view(&verified, language, audience, now)?;
        let card = Phone::card(&view, Some(&held.seal))?;
        tell.folder.write(&format!("cards/{prefix}{}.{}.svg", held.name, language.code()), card)?;
    }
    Ok(())
}
