//! Records of the known kinds as JSON Schema, from the table the library reads them by.

use qujat::document::kind::{FieldSpec, FieldType, KINDS, KindSpec, Requirement, RowMember, Source};
use qujat::text::Language;
use serde_json::{Map, Value, json};

pub(crate) const RECORDS: &str = "docs/schemas/records.json";

/// The schema, for people to read too.
pub(crate) fn records() -> String {
    let kinds: Vec<Value> =
        KINDS.iter().map(|kind| json!({ "$ref": format!("#/$defs/{}", kind.slug) })).collect();
    let mut defs = shared();
    for kind in &KINDS {
        defs.insert(kind.slug.into(), of_kind(kind));
    }
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Source records of the kinds this library knows",
        "description": "What a state body's system sends to have a document made (352/5, 352/7, 352/13). `null` is as good as \
    absent. A schema cannot check a check digit, nor that no date comes before another: the library does.",
        "anyOf": kinds,
        "$defs": defs,
    });
    // Values of JSON alone.
    format!("{}\n", serde_json::to_string_pretty(&schema).unwrap_or_default())
}

fn of_kind(kind: &KindSpec) -> Value {
    let mut top = Map::from_iter([("kind".to_owned(), json!({ "const": kind.slug }))]);
    let mut number = json!({ "$ref": "#/$defs/text" });
    if let Some(format) = kind.number {
        let state = if format.verified { "verified" } else { "not verified" };
        number["$comment"] = json!(format!("numbered {} ({state}); not enforced", format.pattern));
    }
    top.insert("number".into(), number);
    top.insert("issued".into(), json!({ "$ref": "#/$defs/date" }));
    top.insert("expires".into(), json!({ "$ref": "#/$defs/date" }));
    top.insert("issuer".into(), json!({ "$ref": "#/$defs/issuer" }));
    let (mut needed, mut subject, mut fields) =
        (vec!["kind", "number", "issued", "issuer", "subject"], vec!["iin"], Vec::new());
    let mut field_types = Map::new();
    let mut groups: Vec<&str> = Vec::new();
    for field in kind.fields() {
        let required = field.requirement == Requirement::Required;
        match field.source {
            Source::Field => {
                field_types.insert(field.identifier.into(), of_field(field));
                if required {
                    fields.push(field.identifier);
                }
                if let Requirement::OneOf(group) = field.requirement {
                    groups.push(group);
                }
            }
            Source::Constant(_) => {}
            source if required => match source.path().split_once('.') {
                Some(("subject", member)) => subject.push(member),
                Some(_) => {}
                None => needed.push(source.path()),
            },
            _ => {}
        }
    }
    if kind.fields().iter().any(|field| field.source == Source::Portrait) {
        top.insert("portrait".into(), json!({ "$ref": "#/$defs/picture" }));
    }
    for list in [&mut needed, &mut subject, &mut fields] {
        list.sort_unstable();
        list.dedup();
    }
    groups.dedup();
    if !fields.is_empty() || !groups.is_empty() {
        needed.push("fields");
    }
    let mut own = json!({ "type": "object", "properties": field_types, "required": fields, "additionalProperties": false });
    if let Some(group) = groups.first() {
        let any: Vec<Value> = group.split(", ").map(|name| json!({ "required": [name] })).collect();
        own["anyOf"] = json!(any);
    }
    top.insert("fields".into(), own);
    top.insert(
        "subject".into(),
        json!({ "allOf": [{ "$ref": "#/$defs/subject" }, { "required": subject }] }),
    );
    json!({
        "title": kind.name(Language::English),
        "type": "object",
        "properties": top,
        "required": needed,
        "additionalProperties": false,
    })
}

fn of_field(field: &FieldSpec) -> Value {
    of_type(field.value)
}

fn of_type(value: FieldType) -> Value {
    let named = |name: &str| json!({ "$ref": format!("#/$defs/{name}") });
    match value {
        FieldType::Text | FieldType::National => named("text"),
        FieldType::Latin => named("latin"),
        FieldType::LocalText | FieldType::NationalText => named("local_text"),
        FieldType::Date => named("date"),
        FieldType::Instant => json!({ "type": "string", "format": "date-time" }),
        FieldType::Integer { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        FieldType::Boolean => json!({ "type": "boolean" }),
        FieldType::Iin => named("iin"),
        FieldType::Sex => named("sex"),
        FieldType::Country => named("country"),
        FieldType::Choice { words, .. } => json!({ "enum": words }),
        FieldType::Jpeg => named("picture"),
        FieldType::DrivingPrivileges => named("driving_privileges"),
        FieldType::Person => named("person"),
        FieldType::Rows(members) => rows(members),
    }
}

fn rows(members: &[RowMember]) -> Value {
    let properties: Map<String, Value> =
        members.iter().map(|member| (member.member.to_owned(), of_type(member.value))).collect();
    let required: Vec<&str> =
        members.iter().filter(|member| member.required).map(|member| member.member).collect();
    json!({ "type": "array", "minItems": 1, "items": {
        "type": "object", "properties": properties, "required": required, "additionalProperties": false } })
}

fn shared() -> Map<String, Value> {
    let text = json!({ "$ref": "#/$defs/text" });
    let local = json!({ "$ref": "#/$defs/local_text" });
    let date = json!({ "$ref": "#/$defs/date" });
    let code = json!({ "type": "object", "properties": { "code": text, "sign": text, "value": text },
                       "required": ["code"], "additionalProperties": false });
    let privilege = json!({
        "type": "object",
        "properties": { "code": { "type": "string", "pattern": "^[A-Za-z0-9]{1,8}$" }, "issued": date, "expires": date,
                        "restrictions": { "type": "array", "minItems": 1, "items": code } },
        "required": ["code"], "additionalProperties": false });
    let shared = json!({
        "text": { "type": "string", "minLength": 1 },
        "latin": { "type": "string", "minLength": 1, "maxLength": 150, "pattern": "^[ -~\u{a0}-\u{ff}]*$" },
        "local_text": { "type": "object", "properties": { "kk": text, "ru": text, "en": text }, "minProperties": 1,
                        "additionalProperties": false },
        "date": { "type": "string", "format": "date", "pattern": "^\\d{4}-\\d{2}-\\d{2}$" },
        "iin": { "type": "string", "pattern": "^\\d{12}$", "$comment": "with its check digit" },
        "sex": { "enum": ["male", "female"] },
        "country": { "type": "string", "pattern": "^[A-Z]{2}$" },
        "picture": { "type": "string", "contentEncoding": "base64", "contentMediaType": "image/jpeg" },
        "issuer": { "type": "object", "properties": { "name": local, "bin": { "type": "string", "pattern": "^\\d{12}$" } },
                    "required": ["name", "bin"], "additionalProperties": false },
        "subject": { "type": "object", "properties": {
            "iin": { "$ref": "#/$defs/iin" }, "birth_date": date, "sex": { "$ref": "#/$defs/sex" }, "surname": local,
            "given_name": local, "patronymic": local }, "additionalProperties": false },
        "person": { "type": "object", "properties": {
            "surname": local, "given_name": local, "patronymic": local, "iin": { "$ref": "#/$defs/iin" },
            "birth_date": date, "citizenship": { "$ref": "#/$defs/country" } },
            "required": ["surname", "given_name"], "additionalProperties": false },
        "driving_privileges": { "type": "array", "minItems": 1, "items": privilege },
    });
    shared.as_object().cloned().unwrap_or_default()
}
