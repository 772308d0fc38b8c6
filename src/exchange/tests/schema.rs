//! The JSON Schema in `docs/schemas/`, judged by a validator that is not ours, and our reader judged by the schema.

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;

use super::*;

struct Judge {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Judge {
    fn new() -> Self {
        let schema: Value =
            serde_json::from_str(include_str!("../../../docs/schemas/exchange-message-1.json"))
                .expect("JSON");
        let (mut compiler, mut schemas) = (Compiler::new(), Schemas::new());
        compiler.add_resource("https://qujat.kz/schemas/exchange-message-1.json", schema).expect("a schema");
        let index = compiler.compile("https://qujat.kz/schemas/exchange-message-1.json", &mut schemas);
        Self { index: index.expect("a schema"), schemas }
    }

    fn takes(&self, message: &Value) -> bool {
        self.schemas.validate(message, self.index).is_ok()
    }
}

fn ours(message: &Value) -> bool {
    Message::from_payload(&serde_json::to_vec(message).expect("JSON"), Form::Json).is_ok()
}

/// The places of all members, as JSON pointers.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| (format!("{at}/{name}"), value)).collect()
        }
        Value::Array(list) => {
            list.iter().enumerate().map(|(n, value)| (format!("{at}/{n}"), value)).collect()
        }
        _ => return,
    };
    for (place, value) in inner {
        places(value, &place, found);
        found.push(place);
    }
}

/// What we write the schema takes; a member taken away, added or of another type both refuse, or both take.
#[test]
fn the_schema_and_the_reader_agree() {
    let judge = Judge::new();
    let (mut refused, mut taken) = (0, 0);
    for message in every() {
        let whole = json(&message);
        assert!(judge.takes(&whole) && ours(&whole), "{message:?}");
        let mut all = Vec::new();
        places(&whole, "", &mut all);
        for place in all {
            let (parent, name) = place.rsplit_once('/').expect("a place");
            for change in 0..4 {
                let mut changed = whole.clone();
                let parent = changed.pointer_mut(parent).expect("there");
                match (change, parent) {
                    (0, Value::Object(members)) => drop(members.remove(name)),
                    (1, Value::Object(members)) => drop(members.insert("more".into(), 1.into())),
                    (2, Value::Object(members)) => drop(members.insert(name.into(), 7.into())),
                    (3, Value::Object(members)) => drop(members.insert(name.into(), "\u{7}".into())),
                    _ => continue,
                }
                assert_eq!(judge.takes(&changed), ours(&changed), "{message:?} {place} {change}");
                if ours(&changed) { taken += 1 } else { refused += 1 }
            }
        }
    }
    // Optional members may go; a field's value may be any text.
    assert!(taken >= 10 && refused > 400, "{taken} {refused}");
}

/// 1277/2, 1277/7.3, 1277/10: what an order forbids, the schema does too.
#[test]
fn the_schema_holds_the_clauses() {
    let judge = Judge::new();
    let whole = json(&asking(documents()));
    for (place, value) in [
        ("/marking", "secret"),
        ("/marking", "top-secret"),
        ("/created", "2026-11-22T04:30:00Z"),
        ("/family", "status"),
        ("/kind", "response"),
        ("/sender", "monitoring"),
        ("/id", "1"),
    ] {
        let mut changed = whole.clone();
        *changed.pointer_mut(place).expect("there") = value.into();
        assert!(!judge.takes(&changed) && !ours(&changed), "{place}");
    }
}
