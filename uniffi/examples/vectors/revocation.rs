//! Documents in a status list: whether they were revoked, and what is said where nobody can tell.

use std::borrow::Cow;

use qujat::document::mdoc::{IssuerSigned, StatusReference};
use qujat::document::{Issuance, Record};
use qujat::time::Timestamp;
use qujat::trust::status::{Status, StatusBits, StatusListBuilder};
use serde_json::{Value, json};

use crate::Wanted::{Error, Invalid, Pass, Unknown};
use crate::world::{NOW, Who, counting, hex, record, trust_with_registrar};
use crate::{Cases, Outcome};

pub(crate) fn add(cases: &mut Cases) -> Outcome<()> {
    let valid = list(Status::Valid, Who::Registrar)?;
    let fetched = |bytes: &[u8], at: i64| json!([{ "bytes": hex(bytes), "fetched_at": at }]);
    let none = json!([]);
    let now = fetched(&valid, NOW);
    let document = issued(Some(PLACE))?;
    let given = |document: &[u8], lists: &Value, required: bool, now: i64| -> Outcome<Value> {
        Ok(json!({
            "trust": trust_with_registrar()?, "status_lists": lists, "trusted_time": null,
            "revocation_required": required, "document": hex(document), "expected_subject": null, "now": now
        }))
    };
    for (name, about, document, lists, required, at) in [
        ("valid", "its list says it holds", &document, &now, true, NOW),
        ("no_list_at_hand", "its list was not fetched: a warning", &document, &none, false, NOW),
        ("old_list", "its list is a month old: a warning", &document, &now, false, NOW + 30 * DAY),
        ("in_no_list", "it is in no list, which nobody asks for", &issued(None)?, &none, true, NOW),
    ] {
        cases.add("revocation", name, about, given(document, lists, required, at)?, Pass);
    }
    let revoked = fetched(&list(Status::Invalid, Who::Registrar)?, NOW);
    let suspended = fetched(&list(Status::Suspended, Who::Registrar)?, NOW);
    for (name, about, document, lists, at, wanted) in [
        ("revoked", "its list says it was revoked", &document, &revoked, NOW, Invalid("revocation")),
        ("suspended", "its list says it is suspended", &document, &suspended, NOW, Invalid("revocation")),
        (
            "required_and_not_at_hand",
            "its list was not fetched, and is needed",
            &document,
            &none,
            NOW,
            Unknown("revocation"),
        ),
        (
            "required_and_old",
            "its list is a month old, and a fresh one is needed",
            &document,
            &now,
            NOW + 30 * DAY,
            Unknown("revocation"),
        ),
        (
            "revoked_long_ago",
            "an old list says it was revoked: it stays so",
            &document,
            &revoked,
            NOW + 30 * DAY,
            Invalid("revocation"),
        ),
    ] {
        cases.add("revocation", name, about, given(document, lists, true, at)?, wanted);
    }
    let beyond = issued(Some(1_000_000))?;
    let beyond = given(&beyond, &now, true, NOW)?;
    cases.add(
        "revocation",
        "beyond_the_list",
        "its place is past the list's end",
        beyond,
        Invalid("revocation"),
    );
    let mut changed = valid.clone();
    if let Some(last) = changed.last_mut() {
        *last ^= 1;
    }
    for (name, about, list) in [
        (
            "list_of_a_stranger",
            "a status list signed by nobody who is trusted",
            list(Status::Valid, Who::Stranger)?,
        ),
        (
            "list_of_the_ministry",
            "signed by a body that may sign documents",
            list(Status::Valid, Who::Ministry)?,
        ),
        ("changed_list", "a bit of its signature", changed),
        ("list_is_none", "bytes in its place", vec![1]),
    ] {
        cases.add(
            "revocation",
            name,
            about,
            given(&document, &fetched(&list, NOW), true, NOW)?,
            Error("trust"),
        );
    }
    Ok(())
}

fn list(status: Status, who: Who) -> Outcome<Vec<u8>> {
    let mut list = StatusListBuilder::new(ADDRESS, StatusBits::Two, 1000)?;
    list.set(PLACE, status)?;
    let issued = Timestamp::from_unix(NOW)?;
    Ok(list.sign(&who.signer()?, issued, Some(issued.plus(7 * DAY)), Some(86_400))?)
}

/// The IIN of the identity card, signed with its place in the list.
fn issued(index: Option<u64>) -> Outcome<Vec<u8>> {
    let record = Record::from_json(record("identity_card")?.to_string().as_bytes())?;
    let signer = Who::Ministry.signer()?;
    let document = record.issue(Issuance {
        signer: &signer,
        random: &mut counting(),
        signed_at: Timestamp::from_unix(NOW)?,
        device_key: None,
        status: index.map(|index| StatusReference { uri: Cow::Borrowed(ADDRESS), index }),
    })?;
    Ok(IssuerSigned::parse(document.as_bytes())?.disclose(|_, element| element == "iin"))
}

const ADDRESS: &str = "https://status.example/1";
const PLACE: u64 = 407;
const DAY: i64 = 86_400;
