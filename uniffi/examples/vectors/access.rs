//! Who may see a document: decisions, and children's documents on the device of whoever represents them.

use qujat::access::{Ending, RepresentationKind, RepresentationRecord};
use qujat::cose::Purpose;
use qujat::document::mdoc::IssuerSigned;
use qujat::id::Iin;
use qujat::time::{Date, Timestamp};
use serde_json::{Value, json};

use crate::Wanted::{Error, Invalid, Pass, Refused};
use crate::world::{BIN, IIN, NOW, OTHER_IIN, Who, hex, hexes, issue, record, signed, trust_with_register};
use crate::{Cases, Outcome};

pub(crate) fn add(cases: &mut Cases) -> Outcome<()> {
    let card = issue(&record("identity_card")?, Who::Ministry, NOW)?.into_bytes();
    let certificate = issue(&record("birth_certificate")?, Who::Ministry, NOW)?.into_bytes();
    let few = |bytes: &[u8]| -> Outcome<Vec<u8>> {
        let shown = ["iin", "document_number", "birth_date"];
        Ok(IssuerSigned::parse(bytes)?.disclose(|_, element| shown.contains(&element)))
    };
    let (card, certificate) = (few(&card)?, few(&certificate)?);
    decisions(cases, &card)?;
    representatives(cases, &card, &certificate)?;
    children(cases, &card, &certificate)
}

fn given(document: &[u8], viewer: Value, ground: Value, channel: &str, now: i64) -> Outcome<Value> {
    Ok(json!({
        "trust": trust_with_register()?, "document": hex(document), "expected_subject": null, "verified_at": NOW,
        "viewer": viewer, "ground": ground, "channel": channel, "language": "english", "now": now
    }))
}

fn person(iin: &str) -> Value {
    json!({ "person": { "iin": iin } })
}

fn decisions(cases: &mut Cases, card: &[u8]) -> Outcome<()> {
    let employee = json!({ "employee": { "organisation": BIN, "person": IIN } });
    let system = json!({ "system": { "organisation": BIN } });
    for (name, about, viewer, ground, channel, wanted) in [
        ("own", "one's own document", person(IIN), "own", "remote", Pass),
        (
            "shared_in_person",
            "opened by a code: the service decides",
            person(OTHER_IIN),
            "grant",
            "in_person",
            Pass,
        ),
        ("shared_remotely", "opened by a code, far away", person(OTHER_IIN), "grant", "remote", Pass),
        ("not_own", "asked for as one's own", person(OTHER_IIN), "own", "remote", Refused("not_own")),
        (
            "nobody",
            "nobody was authenticated",
            json!("unknown"),
            "own",
            "remote",
            Refused("not_authenticated"),
        ),
        (
            "nobody_with_a_code",
            "the same with a code",
            json!("unknown"),
            "grant",
            "in_person",
            Refused("not_authenticated"),
        ),
        ("no_ground", "on no ground", person(OTHER_IIN), "no_ground", "in_person", Refused("no_consent")),
        (
            "by_integration",
            "a person by an information system",
            person(OTHER_IIN),
            "grant",
            "integration",
            Refused("channel_closed"),
        ),
        (
            "employee",
            "an organisation that was not admitted",
            employee,
            "grant",
            "in_person",
            Refused("not_admitted"),
        ),
        ("system", "an information system", system, "grant", "integration", Refused("not_admitted")),
        (
            "malformed_viewer",
            "a viewer whose IIN is none",
            person("860314499993"),
            "own",
            "remote",
            Error("iin"),
        ),
        (
            "malformed_organisation",
            "an organisation whose BIN is none",
            json!({ "system": { "organisation": "000000000000" } }),
            "grant",
            "integration",
            Error("bin"),
        ),
    ] {
        cases.add("access", name, about, given(card, viewer, json!(ground), channel, NOW)?, wanted);
    }
    for language in ["kazakh", "russian"] {
        let mut refused = given(card, person(OTHER_IIN), json!("own"), "remote", NOW)?;
        refused["language"] = language.into();
        cases.add(
            "access",
            &format!("not_own_{language}"),
            "its explanation in words",
            refused,
            Refused("not_own"),
        );
        let mut shared = given(card, person(OTHER_IIN), json!("grant"), "in_person", NOW)?;
        shared["language"] = language.into();
        cases.add("access", &format!("shared_{language}"), "its obligations in words", shared, Pass);
    }
    let old = given(card, person(IIN), json!("own"), "remote", 1_000_000_000)?;
    cases.add("access", "before_the_rules", "on a day of which no rules are known", old, Refused("no_rules"));
    let late = given(card, person(IIN), json!("own"), "remote", i64::MAX)?;
    cases.add("access", "time_too_late", "after the year 9999", late, Error("time"));
    Ok(())
}

/// The register's answer that the sample person is the mother of the sample child.
fn mother() -> Outcome<RepresentationRecord> {
    Ok(RepresentationRecord {
        child: Iin::parse(CHILD)?,
        born: Date::parse("2018-06-01")?,
        representative: Iin::parse(IIN)?,
        kind: RepresentationKind::Parent,
        institution: None,
        from: Timestamp::parse("2018-06-01T00:00:00+06:00")?,
        until: None,
        as_of: Timestamp::from_unix(NOW)?,
        endings: Vec::new(),
    })
}

fn by_register(record: &RepresentationRecord) -> Outcome<Vec<u8>> {
    Ok(record.sign(&Who::Register.signer()?)?)
}

fn deprived() -> Outcome<RepresentationRecord> {
    Ok(RepresentationRecord {
        endings: vec![(Ending::Deprived, Timestamp::from_unix(NOW - 86_400)?)],
        as_of: Timestamp::from_unix(NOW + 60)?,
        ..mother()?
    })
}

fn representatives(cases: &mut Cases, card: &[u8], certificate: &[u8]) -> Outcome<()> {
    let good = by_register(&mother()?)?;
    let ask = |document: &[u8], viewer: &str, record: &[u8], now: i64| {
        given(document, person(viewer), json!({ "representation": { "record": hex(record) } }), "remote", now)
    };
    let pass = ask(certificate, IIN, &good, NOW)?;
    cases.add("access", "mother", "a child's document, by the register's answer", pass, Pass);
    let fresh = ask(certificate, IIN, &good, NOW + 86_400)?;
    cases.add("access", "answer_of_a_day", "the answer is a day old", fresh, Pass);
    let mut changed = good.clone();
    if let Some(last) = changed.last_mut() {
        *last ^= 1;
    }
    let other = RepresentationRecord { representative: Iin::parse(OTHER_IIN)?, ..mother()? };
    let grown = RepresentationRecord { born: Date::parse("2007-06-01")?, ..mother()? };
    for (name, about, document, viewer, record, now) in [
        (
            "stale_answer",
            "the answer is a day and a second old",
            certificate,
            IIN,
            good.clone(),
            NOW + 86_401,
        ),
        ("other_viewer", "the answer names somebody else", certificate, OTHER_IIN, good.clone(), NOW),
        ("other_child", "the answer is about another child", card, IIN, good.clone(), NOW),
        ("not_the_mother", "an answer about another person", certificate, IIN, by_register(&other)?, NOW),
        ("deprived", "the right has ended", certificate, IIN, by_register(&deprived()?)?, NOW + 60),
        ("of_age", "the child is eighteen", certificate, IIN, by_register(&grown)?, NOW),
        ("answer_of_the_future", "the answer is of tomorrow", certificate, IIN, good.clone(), NOW - 3600),
        (
            "answer_of_a_stranger",
            "signed by nobody who is trusted",
            certificate,
            IIN,
            mother()?.sign(&Who::Stranger.signer()?)?,
            NOW,
        ),
        (
            "answer_of_the_ministry",
            "signed by a body that may sign documents",
            certificate,
            IIN,
            mother()?.sign(&Who::Ministry.signer()?)?,
            NOW,
        ),
        ("changed_answer", "a bit of its signature", certificate, IIN, changed, NOW),
        ("answer_is_none", "bytes in its place", certificate, IIN, vec![1], NOW),
    ] {
        cases.add("access", name, about, ask(document, viewer, &record, now)?, Refused("not_representative"));
    }
    let empty = ask(certificate, IIN, &signed(Purpose::Representation, b"\xa0", Who::Register)?, NOW)?;
    cases.add("access", "answer_without_members", "signed, and says nothing", empty, Error("representation"));
    Ok(())
}

fn children(cases: &mut Cases, card: &[u8], certificate: &[u8]) -> Outcome<()> {
    let good = by_register(&mother()?)?;
    let given = |subject: &str, records: &[Vec<u8>], document: &[u8], now: i64| -> Outcome<Value> {
        Ok(json!({
            "trust": trust_with_register()?, "subject": subject, "records": hexes(records),
            "document": hex(document), "language": "russian", "now": now
        }))
    };
    let one = std::slice::from_ref(&good);
    cases.add("child", "mother", "kept by the register's answer", given(IIN, one, certificate, NOW)?, Pass);
    let younger = by_register(&deprived()?)?;
    for (name, about, subject, records, document, now) in [
        ("without_an_answer", "the register was not asked", IIN, vec![], certificate, NOW),
        (
            "stale_answer",
            "the answer is a day and a second old",
            IIN,
            vec![good.clone()],
            certificate,
            NOW + 86_401,
        ),
        ("of_another", "the answer names somebody else", OTHER_IIN, vec![good.clone()], certificate, NOW),
        (
            "younger_answer",
            "a younger answer says the right has ended",
            IIN,
            vec![good.clone(), younger.clone()],
            certificate,
            NOW + 60,
        ),
        (
            "older_answer_after_it",
            "the older one does not come back",
            IIN,
            vec![younger, good.clone()],
            certificate,
            NOW + 60,
        ),
        ("another_adult", "a document of no child of the answer's", IIN, vec![good.clone()], card, NOW),
    ] {
        let given = given(subject, &records, document, now)?;
        cases.add("child", name, about, given, Refused("not_representative"));
    }
    let mut changed = certificate.to_vec();
    let at = changed.windows(2).rposition(|pair| pair == [0x58, 0x40]).ok_or("no signature")?;
    changed[at + 40] ^= 1;
    cases.add(
        "child",
        "changed_signature",
        "the document is not true",
        given(IIN, one, &changed, NOW)?,
        Invalid("signature"),
    );
    cases.add(
        "child",
        "no_document",
        "bytes that are none",
        given(IIN, one, &[1], NOW)?,
        Invalid("structure"),
    );
    Ok(())
}

/// The child of `examples/data/birth_certificate.json`.
const CHILD: &str = "180601699893";
