//! The checker of forms: a tree of authored data becomes a [`Form`], or an error that names the place.

use super::clean::clean;
use super::fault::{FormError, FormFault};
use super::form::{
    ByLanguage, Condition, Form, FormBadge, FormColumn, FormRow, FormSection, FormStatement, FormValidity,
    Source,
};
use super::node::Node;
use super::reading::{Notes, Object, Spot, fault, join, malformed};
use super::vocabulary::{Emphasis, Format, Place, Reveal, Scheme, SeenBy, Span, State, Tone, WhenMissing};
use crate::id::DocType;
use crate::limits::{
    MAX_FORM_BADGES, MAX_FORM_COLUMNS, MAX_FORM_JOINED, MAX_FORM_ROWS, MAX_FORM_SECTIONS, MAX_FORM_VALUES,
};
use crate::text::LocalText;

/// Reads a whole form.
///
/// ```cddl
/// form = { doc_type: tstr, version: 1..1000000, ? level: 1..1000, ? least_level: 1..1000, dated: full-date-text,
///          ? until: full-date-text, title: local, ? issuer: local, ? colours: tstr, ? portrait: element,
///          ? signature: element, ? birth_date: element,
///          ? validity: { ? from: element, until: element, ? warn_days: 0..366 },
///          ? statement: { text: local, clause: tstr }, ? badges: [1*8 badge], sections: [1*16 section] }
/// badge = { id: name, text: local, ? tone: tstr, when: condition }
/// section = { id: name, ? title: local, ? place: tstr, ? when: condition, rows: [1*64 row] }
/// row = { id: name, label: local, element: source, ? format: tstr, ? emphasis: tstr, ? span: tstr, ? seen_by: tstr,
///         ? when_missing: tstr, ? reveal: tstr, ? when: condition, ? spoken: local, ? unit: local,
///         ? values: values, ? columns: [1*6 { key: source, label: local, ? format: tstr, ? values: values }] }
/// source = single / [2*4 single]
/// single = element / { ? kk: element, ? ru: element, ? en: element, ? kk_latin: element }
/// condition = { element: element, present: bool } / { element: element, is: [1*32 tstr] } / { state: [1*8 tstr] }
///           / { minor: bool }
/// values = { 1*512 tstr => local }
/// local = { kk: tstr, ru: tstr, ? en: tstr }
/// ```
pub(super) fn form(node: &Node) -> Result<Form, FormError> {
    let mut notes = Notes::default();
    let mut at = Object::open(node, String::new())?;
    // First whether this library may show it at all: what else it says may be of no form known here.
    let mut level = |name| at.optional(name).map_or(Ok(1), |spot| spot.integer(1, 1_000));
    let (level, least_level) = (level("level")?, level("least_level")?);
    if least_level > Form::LEVEL {
        return Err(FormError::Later { least: least_level, known: Form::LEVEL });
    }
    let doc_type = {
        let (text, place) = at.wanted("doc_type")?.text()?;
        DocType::parse(text)
            .map_err(|_| malformed(place, "a docType of 1 to 128 printable ASCII characters"))?
    };
    let version = at.wanted("version")?.integer(1, 1_000_000)?;
    let dated = at.wanted("dated")?.date()?;
    let until = at.optional("until").map(|spot| {
        let place = spot.place.clone();
        let until = spot.date()?;
        if until < dated { Err(malformed(place, "a day not before `dated`")) } else { Ok(until) }
    });
    let until = until.transpose()?;
    let title = at.wanted("title")?.local(&mut notes)?;
    let issuer = at.optional("issuer").map(|spot| spot.local(&mut notes)).transpose()?.unwrap_or_default();
    let colours = at.word("colours", Scheme::State, Scheme::read, &mut notes)?;
    let portrait = at.optional("portrait").map(Spot::element).transpose()?;
    let signature = at.optional("signature").map(Spot::element).transpose()?;
    let birth_date = at.optional("birth_date").map(Spot::element).transpose()?;
    let validity = at.optional("validity").map(|spot| validity(&spot, &mut notes)).transpose()?;
    let statement = at.optional("statement").map(|spot| statement(&spot, &mut notes)).transpose()?;
    let mut names = Vec::new();
    let badges = match at.optional("badges") {
        Some(list) => list
            .list("badges", MAX_FORM_BADGES)?
            .iter()
            .map(|spot| badge(spot, &mut names, &mut notes))
            .collect::<Result<_, _>>()?,
        None => Vec::new(),
    };
    let list = at.wanted("sections")?;
    let sections = list
        .list("sections", MAX_FORM_SECTIONS)?
        .iter()
        .map(|spot| section(spot, &mut names, &mut notes))
        .collect::<Result<_, _>>()?;
    at.finish(&mut notes);
    Ok(Form {
        doc_type,
        version,
        level,
        least_level,
        dated,
        until,
        title,
        issuer,
        colours,
        portrait,
        signature,
        birth_date,
        validity,
        statement,
        badges,
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
    let when = at.optional("when").map(|spot| condition(&spot, notes)).transpose()?;
    let list = at.wanted("rows")?;
    let rows = list
        .list("rows", MAX_FORM_ROWS)?
        .iter()
        .map(|spot| row(spot, names, notes))
        .collect::<Result<_, _>>()?;
    at.finish(notes);
    Ok(FormSection { id, title, place, when, rows })
}

fn badge(spot: &Spot<'_>, names: &mut Vec<String>, notes: &mut Notes) -> Result<FormBadge, FormError> {
    let mut at = Object::open(spot.node, spot.place.clone())?;
    let id = at.wanted("id")?.name(names)?;
    let text = at.wanted("text")?.local(notes)?;
    let tone = at.word("tone", Tone::Neutral, Tone::read, notes)?;
    let when = condition(&at.wanted("when")?, notes)?;
    at.finish(notes);
    Ok(FormBadge { id, text, tone, when })
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
    let reveal = at.word("reveal", Reveal::Always, Reveal::read, notes)?;
    let when = at.optional("when").map(|spot| condition(&spot, notes)).transpose()?;
    let spoken = at.optional("spoken").map(|spot| spot.local(notes)).transpose()?.unwrap_or_default();
    let unit = match at.optional("unit") {
        Some(spot) if format != Format::Number && !later_format => {
            return Err(fault(&spot.place, FormFault::OutOfPlace));
        }
        spot => spot.map(|spot| spot.local(notes)).transpose()?.unwrap_or_default(),
    };
    let values = at.of_format("values", format == Format::Enumeration, later_format)?;
    let values = values.map(|spot| enumeration(&spot, notes)).transpose()?.unwrap_or_default();
    let with_columns = matches!(format, Format::Table | Format::Persons);
    let columns = at.of_format("columns", with_columns, later_format)?;
    let columns = columns.map(|spot| table(&spot, notes)).transpose()?.unwrap_or_default();
    at.finish(notes);
    Ok(FormRow {
        id,
        label,
        element,
        format,
        emphasis,
        span,
        seen_by,
        when_missing,
        reveal,
        when,
        spoken,
        unit,
        values,
        columns,
    })
}

fn source(spot: &Spot<'_>, notes: &mut Notes) -> Result<Source, FormError> {
    let Node::List(_) = spot.node else { return single(spot, notes) };
    let parts = spot.list("elements", MAX_FORM_JOINED)?;
    if parts.len() < 2 {
        return Err(malformed(spot.place.clone(), "two elements to join or more"));
    }
    Ok(Source::Joined(parts.iter().map(|part| single(part, notes)).collect::<Result<_, _>>()?))
}

fn single(spot: &Spot<'_>, notes: &mut Notes) -> Result<Source, FormError> {
    if let Node::Text(_) = spot.node {
        return spot.clone().element().map(Source::One);
    }
    let mut at = Object::open(spot.node, spot.place.clone())?;
    let mut one = |name| at.optional(name).map_or(Ok(String::new()), Spot::element);
    let by_language =
        ByLanguage { kk: one("kk")?, ru: one("ru")?, en: one("en")?, kk_latin: one("kk_latin")? };
    if by_language == ByLanguage::default() {
        return Err(fault(&spot.place, FormFault::Empty));
    }
    at.finish(notes);
    Ok(Source::ByLanguage(by_language))
}

/// One condition. What is none of those known here is noted, and holds as [`Condition::Unknown`] does.
fn condition(spot: &Spot<'_>, notes: &mut Notes) -> Result<Condition, FormError> {
    let mut at = Object::open(spot.node, spot.place.clone())?;
    let element = at.optional("element").map(Spot::element).transpose()?;
    let present = at.optional("present").map(Spot::boolean).transpose()?;
    let is = at.optional("is").map(|spot| texts(&spot)).transpose()?;
    let state = at.optional("state").map(|spot| states(&spot, notes)).transpose()?;
    let minor = at.optional("minor").map(Spot::boolean).transpose()?;
    let known = notes.0.len();
    at.finish(notes);
    // A condition with a member more than is known says something else than without it.
    if notes.0.len() > known {
        return Ok(Condition::Unknown);
    }
    match (element, present, is, state, minor) {
        (Some(element), Some(present), None, None, None) => Ok(Condition::Present { element, present }),
        (Some(element), None, Some(values), None, None) => Ok(Condition::Is { element, values }),
        (None, None, None, Some(states), None) => Ok(Condition::State(states)),
        (None, None, None, None, Some(minor)) => Ok(Condition::Minor(minor)),
        _ => Err(malformed(spot.place.clone(), "one of element with present, element with is, state, minor")),
    }
}

fn texts(spot: &Spot<'_>) -> Result<Vec<String>, FormError> {
    let one = |spot: &Spot<'_>| spot.clone().text().map(|(text, _)| text.to_owned());
    spot.list("values", MAX_FORM_JOINED * 8)?.iter().map(one).collect()
}

fn states(spot: &Spot<'_>, notes: &mut Notes) -> Result<Vec<State>, FormError> {
    let mut states = Vec::new();
    for spot in spot.list("states", MAX_FORM_JOINED * 2)? {
        let (text, place) = spot.text()?;
        let (state, known) = State::read(text);
        if !known || state == State::Unknown {
            notes.0.push(place);
        }
        states.push(if known { state } else { State::Unknown });
    }
    Ok(states)
}

fn enumeration(spot: &Spot<'_>, notes: &mut Notes) -> Result<Vec<(String, LocalText)>, FormError> {
    let at = Object::open(spot.node, spot.place.clone())?;
    let found = at.members.len();
    if found == 0 {
        return Err(fault(&spot.place, FormFault::Empty));
    }
    if found > MAX_FORM_VALUES {
        let fault = FormFault::TooMany { found, what: "values", limit: MAX_FORM_VALUES };
        return Err(super::reading::fault(&spot.place, fault));
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
    let mut column = |spot: &Spot<'_>| {
        let mut at = Object::open(spot.node, spot.place.clone())?;
        let key = source(&at.wanted("key")?, notes)?;
        let label = at.wanted("label")?.local(notes)?;
        let known = notes.0.len();
        let format = at.word("format", Format::Text, Format::read, notes)?;
        let later_format = notes.0.len() > known;
        let values = at.of_format("values", format == Format::Enumeration, later_format)?;
        let values = values.map(|spot| enumeration(&spot, notes)).transpose()?.unwrap_or_default();
        at.finish(notes);
        Ok(FormColumn { key, label, format, values })
    };
    spot.list("columns", MAX_FORM_COLUMNS)?.iter().map(&mut column).collect()
}
