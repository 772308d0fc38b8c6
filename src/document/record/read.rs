use std::collections::HashSet;

use super::error::{FieldErrors, FieldProblem};
use super::json::Json;
use super::shape::{self, Raw};
use super::{Element, Record};
use crate::document::ElementValue;
use crate::document::kind::{FieldSpec, FieldType, KINDS, KindSpec, OTHER_FIELDS, Requirement, Source};
use crate::id::{Bin, DocType, DocumentNumber, Iin};
use crate::limits::{MAX_ELEMENTS, MAX_PRIVILEGES};
use crate::text::LocalText;
use crate::time::Date;

/// Reads the members of a record's object.
pub(super) fn record(members: &[(String, Json)]) -> Result<Record, FieldErrors> {
    let mut reader = Reader { errors: FieldErrors::new() };
    let mut top = Members::open(&mut reader, members, String::new());
    let kind = reader.required(&mut top, "kind", Reader::name);
    let known = kind.present().and_then(|slug| KindSpec::by_slug(slug));
    let core = Core::read(&mut reader, &mut top);
    let fields = reader.optional(&mut top, "fields", Reader::object);
    let fields = match fields {
        Slot::Present(fields) => fields,
        Slot::Absent => Members::none("fields"),
        Slot::Malformed => Members { reported: true, ..Members::none("fields") },
    };

    let mut made = Made::default();
    let doc_type = match (&kind, known) {
        (_, Some(kind)) => {
            of_known_kind(&mut reader, kind, &core, fields, &mut made);
            Slot::Present(kind.doc_type.clone())
        }
        (Slot::Present(_), None) => of_other_kind(&mut reader, &mut top, &core, fields, &mut made),
        // Without a kind nobody can say what its fields should be.
        _ => Slot::Malformed,
    };
    if kind.present().is_some() {
        top.finish(&mut reader);
    }
    core.check_order(&mut reader);
    if made.0.len() > MAX_ELEMENTS {
        reader.enter("fields", FieldProblem::TooLong { limit: MAX_ELEMENTS, unit: "members" });
    }
    finish(reader, kind, doc_type, core, made)
}

/// The record, where nothing was wrong.
fn finish(
    reader: Reader,
    kind: Slot<String>,
    doc_type: Slot<DocType>,
    core: Core,
    made: Made,
) -> Result<Record, FieldErrors> {
    if !reader.errors.as_slice().is_empty() {
        return Err(reader.errors);
    }
    let expires = core.expires.into_present();
    let parts = (|| {
        Some(Record {
            kind: kind.into_present()?,
            doc_type: doc_type.into_present()?,
            number: core.number.into_present()?,
            issued: core.issued.into_present()?,
            expires,
            issuer_name: core.issuer_name.into_present()?,
            issuer_bin: core.issuer_bin.into_present()?,
            subject: core.iin.into_present()?,
            elements: made.0,
        })
    })();
    // Each part that is not there has entered its error above.
    parts.ok_or(reader.errors)
}

fn of_known_kind(
    reader: &mut Reader,
    kind: &KindSpec,
    core: &Core,
    mut fields: Members<'_>,
    made: &mut Made,
) {
    let mut groups: Vec<(&'static str, String, bool)> = Vec::new();
    for spec in kind.fields() {
        let path = match spec.source {
            Source::Field => fields.path(spec.identifier),
            _ => spec.source.path().to_owned(),
        };
        let raw = match spec.source {
            Source::Field => match fields.take(spec.identifier) {
                Some(json) => Slot::of(reader.raw(spec.value, json, &path)),
                None if fields.reported => Slot::Malformed,
                None => Slot::Absent,
            },
            _ => core.raw(spec.source),
        };
        if let Requirement::OneOf(group) = spec.requirement {
            let there = !matches!(raw, Slot::Absent);
            match groups.iter_mut().find(|(name, ..)| *name == group) {
                Some((.., any)) => *any |= there,
                None => groups.push((group, path.clone(), there)),
            }
        }
        match raw {
            Slot::Present(raw) => {
                let required = spec.requirement == Requirement::Required;
                made.push(reader, spec, raw, &path, required);
            }
            Slot::Absent if spec.requirement == Requirement::Required => {
                // The same member may stand in several elements: it is missing once.
                reader.missing(&path);
            }
            Slot::Absent | Slot::Malformed => {}
        }
    }
    for (group, path, any) in groups {
        if !any {
            reader.enter(&path, FieldProblem::MissingGroup { group });
        }
    }
    if core.portrait.present().is_some() && !kind.fields().iter().any(|spec| spec.source == Source::Portrait)
    {
        reader.enter("portrait", FieldProblem::Unknown);
    }
    fields.finish(reader);
}

fn of_other_kind(
    reader: &mut Reader,
    top: &mut Members<'_>,
    core: &Core,
    mut fields: Members<'_>,
    made: &mut Made,
) -> Slot<DocType> {
    let doc_type = reader.required(top, "doc_type", Reader::doc_type);
    let namespace = reader.optional(top, "namespace", Reader::doc_type);
    // A known kind's document is made by that kind's own rules alone.
    if let Some(doc_type) = doc_type.present()
        && KINDS.iter().any(|kind| kind.doc_type == *doc_type)
    {
        reader.enter("doc_type", FieldProblem::Taken);
    }
    let namespace = namespace.into_present().or_else(|| doc_type.present().cloned());
    let namespace = namespace.as_ref().map(DocType::as_str).unwrap_or_default();

    for (identifier, value, source) in OTHER_FIELDS {
        if let Slot::Present(raw) = core.raw(*source) {
            made.push_named(reader, (namespace, identifier, *value), raw, source.path(), false);
        }
    }
    for (name, json) in core::mem::take(&mut fields.left) {
        let path = fields.path(name);
        if !is_name(name) {
            reader.enter(&path, FieldProblem::Name);
        } else if let Some((value, raw)) = reader.typed(json, &path) {
            made.push_named(reader, (namespace, name, value), raw, &path, true);
        }
    }
    doc_type
}

/// The members every record may have, whatever its kind.
struct Core {
    number: Slot<DocumentNumber>,
    issued: Slot<Date>,
    expires: Slot<Date>,
    issuer_name: Slot<LocalText>,
    issuer_bin: Slot<Bin>,
    iin: Slot<Iin>,
    birth_date: Slot<Date>,
    sex: Slot<i64>,
    surname: Slot<LocalText>,
    given_name: Slot<LocalText>,
    patronymic: Slot<LocalText>,
    portrait: Slot<Vec<u8>>,
}

impl Core {
    fn read(reader: &mut Reader, top: &mut Members<'_>) -> Self {
        let number = reader.required(top, "number", |reader, json, path| {
            let text = reader.text(json, path)?;
            reader.parsed(DocumentNumber::parse(text), path)
        });
        let issued = reader.required(top, "issued", Reader::date);
        let expires = reader.optional(top, "expires", Reader::date);

        let mut body = reader.part(top, "issuer");
        let issuer_name = reader.required(&mut body, "name", Reader::local);
        let issuer_bin = reader.required(&mut body, "bin", |reader, json, path| {
            let text = reader.text(json, path)?;
            reader.parsed(Bin::parse(text), path)
        });
        body.finish(reader);

        let mut subject = reader.part(top, "subject");
        let iin = reader.required(&mut subject, "iin", Reader::iin);
        let birth_date = reader.optional(&mut subject, "birth_date", Reader::date);
        let sex = reader.optional(&mut subject, "sex", Reader::sex);
        let surname = reader.optional(&mut subject, "surname", Reader::local);
        let given_name = reader.optional(&mut subject, "given_name", Reader::local);
        let patronymic = reader.optional(&mut subject, "patronymic", Reader::local);
        subject.finish(reader);

        let portrait = reader.optional(top, "portrait", Reader::jpeg);
        Self {
            number,
            issued,
            expires,
            issuer_name,
            issuer_bin,
            iin,
            birth_date,
            sex,
            surname,
            given_name,
            patronymic,
            portrait,
        }
    }

    fn raw(&self, source: Source) -> Slot<Raw> {
        let date = |slot: &Slot<Date>| slot.map(|date| Raw::Value(ElementValue::Date(*date)));
        let local = |slot: &Slot<LocalText>| slot.map(|text| Raw::Local(text.clone()));
        match source {
            Source::Number => self.number.map(|number| Raw::text(number.as_str())),
            Source::Issued => date(&self.issued),
            Source::Expires => date(&self.expires),
            Source::IssuerName => local(&self.issuer_name),
            Source::IssuerBin => self.issuer_bin.map(|bin| Raw::text(bin.as_str())),
            Source::Iin => self.iin.map(|iin| Raw::text(iin.as_str())),
            Source::BirthDate => date(&self.birth_date),
            Source::Sex => self.sex.map(|sex| Raw::Value(ElementValue::Integer(*sex))),
            Source::Surname => local(&self.surname),
            Source::GivenName => local(&self.given_name),
            Source::Patronymic => local(&self.patronymic),
            Source::Portrait => self.portrait.map(|jpeg| Raw::Value(ElementValue::Bytes(jpeg.clone()))),
            Source::Constant(text) => Slot::Present(Raw::text(text)),
            Source::Field => Slot::Absent,
        }
    }

    fn check_order(&self, reader: &mut Reader) {
        if let (Some(born), Some(issued)) = (self.birth_date.present(), self.issued.present())
            && issued < born
        {
            reader.enter("issued", FieldProblem::Before { other: "subject.birth_date" });
        }
        if let (Some(issued), Some(expires)) = (self.issued.present(), self.expires.present())
            && expires < issued
        {
            reader.enter("expires", FieldProblem::Before { other: "issued" });
        }
    }
}

/// The elements made so far.
#[derive(Default)]
struct Made(Vec<Element>);

impl Made {
    fn push(&mut self, reader: &mut Reader, spec: &FieldSpec, raw: Raw, path: &str, required: bool) {
        self.push_named(reader, (spec.namespace, spec.identifier, spec.value), raw, path, required);
    }

    fn push_named(
        &mut self,
        reader: &mut Reader,
        (namespace, identifier, value): (&str, &str, FieldType),
        raw: Raw,
        path: &str,
        required: bool,
    ) {
        for (suffix, value) in shape::elements(reader, value, raw, path, required) {
            // One too many is enough to refuse the record; each further one would be looked for among all before it.
            if self.0.len() > MAX_ELEMENTS {
                return;
            }
            let identifier = format!("{identifier}{suffix}");
            // Only an unknown kind's own field can stand in the way of another element.
            if self.0.iter().any(|made| made.identifier == identifier && made.namespace == namespace) {
                reader.enter(path, FieldProblem::Taken);
                return;
            }
            self.0.push(Element { namespace: namespace.to_owned(), identifier, value });
        }
    }
}

/// A member that is not there, is there and wrong (its error was entered), or is there.
pub(super) enum Slot<T> {
    Absent,
    Malformed,
    Present(T),
}

impl<T> Slot<T> {
    fn of(read: Option<T>) -> Self {
        read.map_or(Self::Malformed, Self::Present)
    }

    fn present(&self) -> Option<&T> {
        if let Self::Present(value) = self { Some(value) } else { None }
    }

    pub(super) fn into_present(self) -> Option<T> {
        if let Self::Present(value) = self { Some(value) } else { None }
    }

    fn map<U>(&self, make: impl FnOnce(&T) -> U) -> Slot<U> {
        match self {
            Self::Absent => Slot::Absent,
            Self::Malformed => Slot::Malformed,
            Self::Present(value) => Slot::Present(make(value)),
        }
    }
}

/// The members of one object that nobody has taken yet.
pub(super) struct Members<'j> {
    path: String,
    left: Vec<(&'j str, &'j Json)>,
    /// The object itself is missing or malformed and was reported: its members are not reported one by one.
    reported: bool,
}

impl<'j> Members<'j> {
    pub(super) fn open(reader: &mut Reader, members: &'j [(String, Json)], path: String) -> Self {
        let mut open = Self { path, left: Vec::with_capacity(members.len()), reported: false };
        let mut seen = HashSet::with_capacity(members.len());
        for (name, value) in members {
            if seen.insert(name.as_str()) {
                open.left.push((name, value));
            } else {
                reader.enter(&open.path(name), FieldProblem::Twice);
            }
        }
        open
    }

    fn none(path: &str) -> Self {
        Self { path: path.to_owned(), left: Vec::new(), reported: false }
    }

    /// The path of a member; a name the record brought itself is cut and made printable.
    pub(super) fn path(&self, name: &str) -> String {
        let name: String =
            name.chars().take(64).map(|c| if (' '..='~').contains(&c) { c } else { '?' }).collect();
        if self.path.is_empty() { name } else { format!("{}.{name}", self.path) }
    }

    /// Takes a member; `null` is as good as absent.
    pub(super) fn take(&mut self, name: &str) -> Option<&'j Json> {
        let index = self.left.iter().position(|(left, _)| *left == name)?;
        let (_, value) = self.left.remove(index);
        if matches!(value, Json::Null) { None } else { Some(value) }
    }

    /// Ends the object: what nobody took is not known.
    pub(super) fn finish(self, reader: &mut Reader) {
        for (name, _) in &self.left {
            reader.enter(&self.path(name), FieldProblem::Unknown);
        }
    }
}

/// Reads values, entering an error for each that is wrong.
pub(super) struct Reader {
    errors: FieldErrors,
}

impl Reader {
    pub(super) fn enter(&mut self, path: &str, problem: FieldProblem) {
        self.errors.enter(path, problem);
    }

    /// Enters that a member is missing, once.
    pub(super) fn missing(&mut self, path: &str) {
        let known = |error: &super::FieldError| error.path == path && error.problem == FieldProblem::Missing;
        if !self.errors.as_slice().iter().any(known) {
            self.enter(path, FieldProblem::Missing);
        }
    }

    /// The value of a result, or its error entered.
    pub(super) fn parsed<T, E: Into<FieldProblem>>(&mut self, parsed: Result<T, E>, path: &str) -> Option<T> {
        parsed.map_err(|problem| self.enter(path, problem.into())).ok()
    }

    pub(super) fn optional<'j, T>(
        &mut self,
        members: &mut Members<'j>,
        name: &str,
        read: impl FnOnce(&mut Self, &'j Json, &str) -> Option<T>,
    ) -> Slot<T> {
        match members.take(name) {
            Some(json) => Slot::of(read(self, json, &members.path(name))),
            None if members.reported => Slot::Malformed,
            None => Slot::Absent,
        }
    }

    pub(super) fn required<'j, T>(
        &mut self,
        members: &mut Members<'j>,
        name: &str,
        read: impl FnOnce(&mut Self, &'j Json, &str) -> Option<T>,
    ) -> Slot<T> {
        let slot = self.optional(members, name, read);
        if matches!(slot, Slot::Absent) {
            self.missing(&members.path(name));
            return Slot::Malformed;
        }
        slot
    }

    /// An object every record has. Where it is not there, its required members are missing.
    fn part<'j>(&mut self, top: &mut Members<'j>, name: &str) -> Members<'j> {
        match self.optional(top, name, Self::object) {
            Slot::Present(members) => members,
            Slot::Absent => Members::none(name),
            Slot::Malformed => Members { reported: true, ..Members::none(name) },
        }
    }

    pub(super) fn object<'j>(&mut self, json: &'j Json, path: &str) -> Option<Members<'j>> {
        let Json::Object(members) = json else {
            self.enter(path, FieldProblem::Type { wanted: "an object" });
            return None;
        };
        Some(Members::open(self, members, path.to_owned()))
    }

    pub(super) fn list<'j>(&mut self, json: &'j Json, path: &str) -> Option<&'j [Json]> {
        let problem = match json {
            Json::List(members) if members.is_empty() => FieldProblem::Empty,
            Json::List(members) if members.len() > MAX_PRIVILEGES => {
                FieldProblem::TooLong { limit: MAX_PRIVILEGES, unit: "members" }
            }
            Json::List(members) => return Some(members),
            _ => FieldProblem::Type { wanted: "a list" },
        };
        self.enter(path, problem);
        None
    }

    fn name(&mut self, json: &Json, path: &str) -> Option<String> {
        let text = self.text(json, path)?;
        if is_name(text) {
            return Some(text.to_owned());
        }
        self.enter(path, FieldProblem::Name);
        None
    }

    fn doc_type(&mut self, json: &Json, path: &str) -> Option<DocType> {
        let text = self.text(json, path)?;
        self.parsed(DocType::parse(text), path)
    }
}

/// Whether a text can be a kind or an element identifier of an unknown kind.
fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
