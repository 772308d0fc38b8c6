//! What two cabinets remember, and how one sees that nothing was taken away.

use qujat::id::Recipient;
use qujat::journal::{Checkpoint, verify_chain};
use qujat::text::Language;
use qujat::time::Timestamp;
use serde_json::json;

use crate::common::Failure;
use crate::service::{Service, title};
use crate::tell::Tell;
use crate::world::{Person, World};

/// 352/18: each party's journal, its chain checked, its end signed.
pub fn all(tell: &mut Tell, world: &World, service: &Service, now: Timestamp) -> Result<(), Failure> {
    tell.step("What the cabinets remember", &["352/18", "1277/10"]);
    let mut journals = Vec::new();
    for (name, person) in
        [("subject", &world.mother), ("third_party", &world.stranger), ("daughter", &world.child)]
    {
        journals.push(journal(tell, world, service, name, person, now)?);
    }
    tell.detail("journals", json!(journals));
    tampering(tell, world, service, now)
}

fn journal(
    tell: &mut Tell,
    world: &World,
    service: &Service,
    name: &str,
    person: &Person,
    now: Timestamp,
) -> Result<serde_json::Value, Failure> {
    let cabinet = Recipient::Person(person.iin);
    let (chain, marks) = service.marks.chain(&cabinet)?;
    let checkpoint = Checkpoint::sign(&chain, now, &world.service()?)?;
    tell.folder.write(&format!("journals/{name}.checkpoint.cbor"), &checkpoint)?;
    let paired = marks.iter().filter(|mark| service.marks.counterpart(mark).is_some()).count();
    tell.check(
        !marks.is_empty() && paired == marks.len(),
        format!(
            "{}: {} marks, one chain, each with its pair in the other cabinet",
            person.name(Language::English),
            marks.len()
        ),
    );
    let reports: Vec<_> = marks.iter().map(|mark| mark.report(&title(&mark.view().doc_type))).collect();
    for report in &reports {
        tell.say(format!("{:2}  {}", report.number, report.sentence.in_language(tell.language)));
    }
    let stored: Vec<String> =
        service.marks.stored(&cabinet).iter().map(|mark| crate::common::to_hex(mark)).collect();
    let file = serde_json::to_string_pretty(&json!({ "marks": reports, "stored": stored }))?;
    tell.folder.write(&format!("journals/{name}.json"), file)?;
    Ok(json!({ "name": name, "marks": reports }))
}

/// A mark altered, and marks cut off the end, are found.
fn tampering(tell: &mut Tell, world: &World, service: &Service, now: Timestamp) -> Result<(), Failure> {
    let cabinet = Recipient::Person(world.mother.iin);
    let (chain, _) = service.marks.chain(&cabinet)?;
    let signer = world.service()?;
    let checkpoint = Checkpoint::open(&Checkpoint::sign(&chain, now, &signer)?, &signer.public_key())?;

    let mut altered = service.marks.stored(&cabinet);
    if let Some(byte) = altered.first_mut().and_then(|mark| mark.last_mut()) {
        *byte ^= 1;
    }
    let mut cut = service.marks.stored(&cabinet);
    cut.pop();
    for (what, marks) in [("one bit of the first mark changed", altered), ("the last mark taken away", cut)] {
        let found = verify_chain(&cabinet, marks, Some(&checkpoint));
        let said = found.as_ref().err().map_or_else(|| "nothing is noticed".to_owned(), ToString::to_string);
        tell.check(found.is_err(), format!("{what}: {said}"));
    }
    Ok(())
}
