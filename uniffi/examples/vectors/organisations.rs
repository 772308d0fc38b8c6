//! Organisations that ask for documents, and the journals of what they saw: the files of `bindings/fixtures`.

use std::fs;

use qujat::document::mdoc::IssuerSigned;
use qujat::id::DocType;
use qujat::organisation::Sector;
use serde_json::{Value, json};

use crate::Wanted::{Error, Nothing, Pass, Refused};
use crate::phone::{bank, clerk};
use crate::world::{BIN, IIN, NOW, OTHER_IIN, Who, hex, hexes, issue, material, record, trust_with_body};
use crate::{Cases, Outcome};

pub(crate) fn add(cases: &mut Cases) -> Outcome<()> {
    admissions(cases)?;
    journals(cases)
}

fn admissions(cases: &mut Cases) -> Outcome<()> {
    let card = issue(&record("identity_card")?, Who::Ministry, NOW)?.into_bytes();
    let card =
        IssuerSigned::parse(&card)?.disclose(|_, element| ["iin", "document_number"].contains(&element));
    let (accreditation, employee) = bank(Sector::Other, Who::Body)?;
    let brought = |accreditation: &[u8], employee: Option<&[u8]>, aim: &str| {
        json!({
            "accreditation": hex(accreditation), "employee": employee.map(hex), "aim": aim, "presence": null
        })
    };
    let given = |viewer: Value, ground: &str, channel: &str, admission: Value, now: i64| -> Outcome<Value> {
        Ok(json!({
            "trust": trust_with_body()?, "document": hex(&card), "expected_subject": null, "verified_at": now,
            "viewer": viewer, "ground": ground, "channel": channel, "admission": admission, "language": "english",
            "now": now
        }))
    };
    let whole = brought(&accreditation, Some(&employee), "open_account");
    let system = json!({ "system": { "organisation": BIN } });
    for language in ["kazakh", "russian", "english"] {
        let mut at_a_counter = given(clerk(), "grant", "in_person", whole.clone(), NOW)?;
        at_a_counter["language"] = language.into();
        let name = format!("admitted_clerk_{language}");
        cases.add("access", &name, "a clerk of an accredited bank, with a code", at_a_counter, Pass);
        let mut by_phone = given(system.clone(), "consent", "integration", whole.clone(), NOW)?;
        by_phone["language"] = language.into();
        let name = format!("admitted_system_{language}");
        cases.add("access", &name, "its system, with consent by phone", by_phone, Pass);
    }
    let (elsewhere, _) = bank(Sector::Other, Who::Stranger)?;
    let (financial, its_clerk) = bank(Sector::Financial, Who::Body)?;
    for (name, about, viewer, ground, channel, admission, reason) in [
        (
            "accredited_by_a_stranger",
            "by nobody who is trusted",
            clerk(),
            "grant",
            "in_person",
            brought(&elsewhere, Some(&employee), "open_account"),
            "not_admitted",
        ),
        (
            "clerk_without_a_word",
            "the bank's word is missing",
            clerk(),
            "grant",
            "in_person",
            brought(&accreditation, None, "open_account"),
            "not_admitted",
        ),
        (
            "clerk_of_another",
            "somebody else's word",
            json!({ "employee": { "organisation": BIN, "person": "920807399998" } }),
            "grant",
            "in_person",
            whole.clone(),
            "not_admitted",
        ),
        (
            "aim_of_nobody",
            "an aim that is none of the decision's",
            clerk(),
            "grant",
            "in_person",
            brought(&accreditation, Some(&employee), "marketing"),
            "outside_admission",
        ),
        (
            "admitted_without_consent",
            "on no ground",
            clerk(),
            "no_ground",
            "in_person",
            whole.clone(),
            "no_consent",
        ),
        (
            "financial_remotely",
            "an identity document of somebody who is elsewhere",
            clerk(),
            "grant",
            "remote",
            brought(&financial, Some(&its_clerk), "open_account"),
            "not_present",
        ),
    ] {
        cases.add("access", name, about, given(viewer, ground, channel, admission, NOW)?, Refused(reason));
    }
    let later = given(clerk(), "grant", "in_person", whole, NOW + 86_400)?;
    cases.add("access", "accreditation_ended", "the first second after it", later, Refused("not_admitted"));
    Ok(())
}

fn journals(cases: &mut Cases) -> Outcome<()> {
    let file = |name: &str| fs::read(format!("{}/../bindings/fixtures/{name}", env!("CARGO_MANIFEST_DIR")));
    let marks = [file("mother_1.mark")?, file("mother_2.mark")?];
    let (checkpoint, other) = (file("mother.checkpoint")?, file("child_1.mark")?);
    let trust = material(
        &[file("publisher.cose_key")?],
        &[file("issuers.trust_list")?, file("organisations.trust_list")?],
    );
    let at = NOW + 3600;
    let pairs = json!([{ "number": 1, "other": hex(&other) }, { "number": 2, "other": hex(&other) }]);
    let given = |owner: &str, marks: &[Vec<u8>], checkpoint: Option<&[u8]>, language: &str| {
        json!({
            "trust": trust, "owner": owner, "marks": hexes(marks), "checkpoint": checkpoint.map(hex), "pairs": pairs,
            "language": language, "now": at
        })
    };
    for language in ["kazakh", "russian", "english"] {
        let whole = given(IIN, &marks, Some(&checkpoint), language);
        cases.add("journal", &format!("whole_{language}"), "two views and a checkpoint", whole, Pass);
    }
    let alone = given(IIN, &marks, None, "english");
    cases.add("journal", "without_a_checkpoint", "nothing says where it ends", alone, Pass);
    cases.add(
        "journal",
        "of_nobody",
        "no views, no checkpoint",
        given(OTHER_IIN, &[], None, "english"),
        Pass,
    );
    let [first, second] = marks.clone();
    let mut altered = first.clone();
    let at_byte = altered.windows(9).position(|w| w == &DocType::IDENTITY_CARD.as_str().as_bytes()[..9]);
    *altered.get_mut(at_byte.unwrap_or(60)).ok_or("a byte")? ^= 1;
    let mut changed = checkpoint.clone();
    *changed.last_mut().ok_or("an empty checkpoint")? ^= 1;
    for (name, about, owner, marks, checkpoint) in [
        ("altered", "a letter of a mark", IIN, vec![altered, second.clone()], Some(&checkpoint)),
        ("first_removed", "its first mark is gone", IIN, vec![second.clone()], Some(&checkpoint)),
        ("end_cut_off", "its last mark is gone", IIN, vec![first.clone()], Some(&checkpoint)),
        ("nothing_left", "every mark is gone", IIN, vec![], Some(&checkpoint)),
        ("turned_round", "in another order", IIN, vec![second.clone(), first.clone()], None),
        ("twice", "a mark twice", IIN, vec![first.clone(), first.clone()], None),
        ("put_in", "the other party's mark among them", IIN, vec![first.clone(), other.clone()], None),
        ("somebody_elses", "another cabinet's", OTHER_IIN, vec![first.clone(), second.clone()], None),
        ("mark_is_none", "no mark", IIN, vec![vec![0xa0]], None),
        (
            "changed_checkpoint",
            "a bit of its signature",
            IIN,
            vec![first.clone(), second.clone()],
            Some(&changed),
        ),
    ] {
        let given = given(owner, &marks, checkpoint.map(Vec::as_slice), "russian");
        cases.add("journal", name, about, given, Nothing);
    }
    let mut nobody = given(IIN, &marks, Some(&checkpoint), "english");
    nobody["trust"] = material(&[], &[]);
    cases.add("journal", "no_trust", "nobody vouches for the checkpoint", nobody, Nothing);
    let owner = given("860314499993", &marks, None, "english");
    cases.add("journal", "owner_is_none", "neither an IIN nor a BIN", owner, Error("owner"));
    let mut pair = given(IIN, &marks, None, "english");
    pair["pairs"] = json!([{ "number": 1, "other": "a0" }]);
    cases.add("journal", "pair_is_none", "the other party's mark is none", pair, Error("mark"));
    Ok(())
}
