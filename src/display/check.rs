//! The checker of forms: a tree of authored data becomes a [`Form`], or an error that names the place.

use super::clean::clean;
use super::form::{
    Emphasis, Form, FormColumn, FormError, FormFault, FormRow, FormSection, FormStatement, FormValidity,
    Format, Place, Scheme, SeenBy, Source, Span, WhenMissing,
};
use super::node::{Node, place_name};
use crate::id::DocType;
use crate::limits::{
    MAX_FORM_COLUMNS, MAX_FORM_ROWS, MAX_FORM_SECTIONS, MAX_FORM_TEXT_CHARS, MAX_FORM_VALUES,
};
use crate::text::LocalText;
use crate::time::Date;

/// Reads a whole form.
///
/// ```cddl
/// form = { doc_type: tstr, version: 1..1000000, dated: full-date-text, title: local, ? issuer: local, ? colours: tstr,
///          ? portrait: element, ? birth_date: element, ? validity: { ? from: element, until: element, ? warn_days: 0..366 },
///          ? statement: { text: local, clause: tstr }, sections: [1*16 section] }
/// section = { id: name, ? title: local, ? place: tstr, rows: [1*64 row] }
/// row = { id: name, label: local, element: element / { ? kk: element, ? ru: element, ? en: element }, ? format: tstr,
///         ? emphasis: tstr, ? span: tstr, ? seen_by: tstr, ? when_missing: tstr, ? values: { 1*512 tstr => local },
///         ? columns: [1*5 { key: element, label: local, ? format: tstr }] }
/// local = { kk: tstr, ru: tstr, ? en: tstr }
/// ```
pub(super) fn form(node: &Node) -> Result<Form, FormError> {
    let mut notes = Notes::default();
    let mut at = Object::open(node, String::new())?;
    let doc_type = {
        let (text, place) = at.wanted("doc_type")?.text()?;
        DocType::parse(text)
            .map_err(|_| malformed(place, "a docType of 1 to 128 printable ASCII characters"))?
    };
    let version = at.wanted("version")?.integer(1, 1_000_000)?;
    let dated = {
        let (text, place) = at.wanted("dated")?.text()?;
        Date::parse(text).map_err(|_| malformed(place, "a date such as 2026-11-22"))?
    };
    let title = at.wanted("title")?.local(&mut notes)?;
    let issuer = at.optional("issuer").map(|spot| spot.local(&mut notes)).transpose()?.unwrap_or_default();
    let colours = at.word("colours", Scheme::State, Scheme::read, &mut notes)?;
    let portrait = at.optional("portrait").map(Spot::element).transpose()?;
    let birth_date = at.optional("birth_date").map(Spot::element).transpose()?;
    let validity = at.optional("validity").map(|spot| validity(&spot, &mut notes)).transpose()?;
    let statement = at.optional("statement").map(|spot| statement(&spot, &mut notes)).transpose()?;
    let list = at.wanted("sections")?;
    let mut names = Vec::new();
    let sections = list
        .list("sections", MAX_FORM_SECTIONS)?
        .iter()
        .map(|spot| section(spot, &mut names, &mut notes))
        .collect::<Result<_, _>>()?;
    at.finish(&mut notes);
    Ok(Form {
        doc_type,
        version,
        dated,
        title,
        issuer,
        colours,
        portrait,
        birth_date,
        validity,
        statement,
        sections,
        not_understood: notes.0,
    })
}

fn validity(spot: &Spot<'_>, notes: &mut Notes) -> Result<FormValidity, FormError> {
    let mut at = Object::open(spot.node, spot.place.clone())?;
    let from = at.optional("from").map(Spot::element).transpose()?;
    let until = at.wanted("until")?.element()?;
    let warn_days = at.optional("warn_days").map_or(Ok(30), |spot| spot.integer(0, 366))?;
    at.finish(notes);
    Ok(FormValidity { from, until, warn_days })
}

fn statement(spot: &Spot<'_>, notes: &mut Notes) -> Result<FormStatement, FormError> {
    let mut at = Object::open(spot.node, spot.place.clone())?;
    let text = at.wanted("text")?.local(notes)?;
    let clause = {
        let (text, place) = at.wanted("clause")?.text()?;
        let (order, rest) = text.split_once('/').unwrap_or(("", ""));
        let number = !order.is_empty() && order.bytes().all(|b| b.is_ascii_digit());
        let part = |b: u8| b.is_ascii_alphanumeric() || b == b'.';
        if !number || rest.is_empty() || text.len() > 32 || !rest.bytes().all(part) {
            return Err(malformed(place, "a clause such as 352/2.8"));
        }
        text.to_owned()
    };
    at.finish(notes);
    Ok(FormStatement { text, clause })
}

fn section(spot: &Spot<'_>, names: &mut Vec<String>, notes: &mut Notes) -> Result<FormSection, FormError> {
    let mut at = Object::open(spot.node, spot.place.clone())?;
    let id = at.wanted("id")?.name(names)?;
    let title = at.optional("title").map(|spot| spot.local(notes)).transpose()?.unwrap_or_default();
    let place = at.word("place", Place::Body, Place::read, notes)?;
    let list = at.wanted("rows")?;
    let rows = list
        .list("rows", MAX_FORM_ROWS)?
        .iter()
        .map(|spot| row(spot, names, notes))
        .collect::<Result<_, _>>()?;
    at.finish(notes);
    Ok(FormSection { id, title, place, rows })
}

fn row(spot: &Spot<'_>, names: &mut Vec<String>, notes: &mut Notes) -> Result<FormRow, FormError> {
    let mut at = Object::open(spot.node, spot.place.clone())?;
    let id = at.wanted("id")?.name(names)?;
    let label = at.wanted("label")?.local(notes)?;
    let element = source(&at.wanted("element")?, notes)?;
    let known = notes.0.len();
    let format = at.word("format", Format::Text, Format::read, notes)?;
    let later_format = notes.0.len() > known;
    let emphasis = at.word("emphasis", Emphasis::Normal, Emphasis::read, notes)?;
    let span = at.word("span", Span::Full, Span::read, notes)?;
    let seen_by = at.word("seen_by", SeenBy::All, SeenBy::read, notes)?;
    let when_missing = at.word("when_missing", WhenMissing::Hide, WhenMissing::read, notes)?;
    let values = at.of_format("values", format == Format::Enumeration, later_format)?;
    let values = values.map(|spot| enumeration(&spot, notes)).transpose()?.unwrap_or_default();
    let columns = at.of_format("columns", format == Format::Table, later_format)?;
    let columns = columns.map(|spot| table(&spot, notes)).transpose()?.unwrap_or_default();
    at.finish(notes);
    Ok(FormRow { id, label, element, format, emphasis, span, seen_by, when_missing, values, columns })
}

fn source(spot: &Spot<'_>, notes: &mut Notes) -> Result<Source, FormError> {
    if let Node::Text(_) = spot.node {
        return spot.clone().element().map(Source::One);
    }
    let mut at = Object::open(spot.node, spot.place.clone())?;
    let mut one = |name| at.optional(name).map_or(Ok(String::new()), Spot::element);
    let by_language = LocalText { kk: one("kk")?, ru: one("ru")?, en: one("en")? };
    if by_language.is_empty() {
        return Err(fault(&spot.place, FormFault::Empty));
    }
    at.finish(notes);
    Ok(Source::ByLanguage(by_language))
}

fn enumeration(spot: &Spot<'_>, notes: &mut Notes) -> Result<Vec<(String, LocalText)>, FormError> {
    let at = Object::open(spot.node, spot.place.clone())?;
    let found = at.members.len();
    if found == 0 {
        return Err(fault(&spot.place, FormFault::Empty));
    }
    if found > MAX_FORM_VALUES {
        let fault = FormFault::TooMany { found, what: "values", limit: MAX_FORM_VALUES };
        return Err(FormError::At { place: spot.place.clone(), fault });
    }
    let name = |(value, node): &(String, Node)| {
        let spot = Spot { node, place: join(&spot.place, value) };
        if value.is_empty() || value.len() > 128 || clean(value) != value.as_str() {
            return Err(malformed(spot.place, "a value of 1 to 128 bytes"));
        }
        Ok((value.clone(), spot.local(notes)?))
    };
    let mut values: Vec<(String, LocalText)> = at.members.iter().map(name).collect::<Result<_, _>>()?;
    // CBOR orders its members its own way: the order has no meaning.
    values.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(values)
}

fn table(spot: &Spot<'_>, notes: &mut Notes) -> Result<Vec<FormColumn>, FormError> {
    let column = |spot: &Spot<'_>| {
        let mut at = Object::open(spot.node, spot.place.clone())?;
        let key = at.wanted("key")?.element()?;
        let label = at.wanted("label")?.local(notes)?;
        let format = at.word("format", Format::Text, Format::read, notes)?;
        at.finish(notes);
        Ok(FormColumn { key, label, format })
    };
    spot.list("columns", MAX_FORM_COLUMNS)?.iter().map(column).collect()
}

/// What was passed over, by place.
#[derive(Default)]
struct Notes(Vec<String>);

/// A value and where it stands.
#[derive(Clone)]
struct Spot<'a> {
    node: &'a Node,
    place: String,
}

/// An object, and which of its members were asked for.
struct Object<'a> {
    place: String,
    members: &'a [(String, Node)],
    asked: Vec<&'static str>,
}

impl<'a> Object<'a> {
    fn open(node: &'a Node, place: String) -> Result<Self, FormError> {
        let Node::Map(members) = node else {
            let place = if place.is_empty() { "the form".into() } else { place };
            return Err(FormError::At {
                place,
                fault: FormFault::Type { found: node.kind(), wanted: "an object" },
            });
        };
        let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        if let Some(twice) = names.windows(2).find_map(|pair| {
            if let [a, b] = pair
                && a == b
            {
                Some(*a)
            } else {
                None
            }
        }) {
            return Err(FormError::At { place: join(&place, twice), fault: FormFault::Twice });
        }
        Ok(Self { place, members, asked: Vec::new() })
    }

    fn optional(&mut self, name: &'static str) -> Option<Spot<'a>> {
        self.asked.push(name);
        let (_, node) = self.members.iter().find(|(member, _)| member == name)?;
        Some(Spot { node, place: join(&self.place, name) })
    }

    fn wanted(&mut self, name: &'static str) -> Result<Spot<'a>, FormError> {
        self.optional(name)
            .ok_or_else(|| FormError::At { place: join(&self.place, name), fault: FormFault::Missing })
    }

    /// A word of an open list: one of a later library falls back and is noted.
    fn word<T>(
        &mut self,
        name: &'static str,
        absent: T,
        read: impl Fn(&str) -> (T, bool),
        notes: &mut Notes,
    ) -> Result<T, FormError> {
        let Some(spot) = self.optional(name) else { return Ok(absent) };
        let (text, place) = spot.text()?;
        let (value, known) = read(text);
        if !known {
            notes.0.push(place);
        }
        Ok(value)
    }

    /// A member that goes with one format: must be there with it, may not be there with another one known.
    fn of_format(
        &mut self,
        name: &'static str,
        its_own: bool,
        later_format: bool,
    ) -> Result<Option<Spot<'a>>, FormError> {
        match self.optional(name) {
            None if its_own => {
                Err(FormError::At { place: join(&self.place, name), fault: FormFault::Missing })
            }
            Some(spot) if !its_own && !later_format => Err(fault(&spot.place, FormFault::OutOfPlace)),
            other => Ok(other),
        }
    }

    /// Notes the members nobody asked for.
    fn finish(self, notes: &mut Notes) {
        let unasked = self.members.iter().filter(|(name, _)| !self.asked.contains(&name.as_str()));
        notes.0.extend(unasked.map(|(name, _)| join(&self.place, name)));
    }
}

impl<'a> Spot<'a> {
    /// A text that is fit to be shown, and its place.
    fn text(self) -> Result<(&'a str, String), FormError> {
        let Node::Text(text) = self.node else {
            return Err(self.of_type("a text"));
        };
        if text.is_empty() {
            return Err(fault(&self.place, FormFault::Empty));
        }
        let found = text.chars().count();
        if found > MAX_FORM_TEXT_CHARS {
            let what = FormFault::TooMany { found, what: "characters", limit: MAX_FORM_TEXT_CHARS };
            return Err(FormError::At { place: self.place, fault: what });
        }
        if clean(text) != text.as_str() {
            return Err(malformed(self.place, "a text without hidden characters and stray spaces"));
        }
        Ok((text, self.place))
    }

    fn integer(self, from: u32, to: u32) -> Result<u32, FormError> {
        let value = match self.node {
            Node::Integer(value) => u32::try_from(*value).ok(),
            Node::OtherNumber => None,
            _ => return Err(self.of_type("a number")),
        };
        value
            .filter(|value| (from..=to).contains(value))
            .ok_or(FormError::At { place: self.place, fault: FormFault::Range { from, to } })
    }

    /// The identifier of a data element, or a member's name inside one.
    fn element(self) -> Result<String, FormError> {
        let (text, place) = self.text()?;
        if text.len() > 128 || !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(malformed(place, "an element identifier of 1 to 128 printable ASCII characters"));
        }
        Ok(text.to_owned())
    }

    /// A stable name, unlike those before it.
    fn name(self, names: &mut Vec<String>) -> Result<String, FormError> {
        let (text, place) = self.text()?;
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if text.len() > 64 || !text.bytes().all(plain) {
            return Err(malformed(place, "a name of 1 to 64 small letters, digits and '_'"));
        }
        if names.iter().any(|name| name == text) {
            return Err(FormError::At { place, fault: FormFault::Twice });
        }
        names.push(text.to_owned());
        Ok(text.to_owned())
    }

    /// A text in the languages: the state language and Russian must be there.
    fn local(&self, notes: &mut Notes) -> Result<LocalText, FormError> {
        let mut at = Object::open(self.node, self.place.clone())?;
        let kk = at.wanted("kk")?.text()?.0.to_owned();
        let ru = at.wanted("ru")?.text()?.0.to_owned();
        let en = at.optional("en").map(Spot::text).transpose()?.map(|(text, _)| text.to_owned());
        at.finish(notes);
        Ok(LocalText { kk, ru, en: en.unwrap_or_default() })
    }

    /// The members of a list of one or more.
    fn list(&self, what: &'static str, limit: usize) -> Result<Vec<Spot<'a>>, FormError> {
        let Node::List(members) = self.node else {
            return Err(self.of_type("a list"));
        };
        match members.len() {
            0 => Err(fault(&self.place, FormFault::Empty)),
            found if found > limit => Err(fault(&self.place, FormFault::TooMany { found, what, limit })),
            _ => Ok(members
                .iter()
                .enumerate()
                .map(|(index, node)| Spot { node, place: format!("{}[{index}]", self.place) })
                .collect()),
        }
    }

    fn of_type(&self, wanted: &'static str) -> FormError {
        fault(&self.place, FormFault::Type { found: self.node.kind(), wanted })
    }
}

fn join(place: &str, name: &str) -> String {
    let name = place_name(name);
    if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") }
}

fn fault(place: &str, fault: FormFault) -> FormError {
    FormError::At { place: place.to_owned(), fault }
}

fn malformed(place: String, wanted: &'static str) -> FormError {
    FormError::At { place, fault: FormFault::Malformed { wanted } }
}
