//! Reading authored data: values by name and place, each mistake an error that names where it stands.

use super::clean::clean;
use super::fault::{FormError, FormFault};
use super::node::{Node, place_name};
use crate::limits::MAX_FORM_TEXT_CHARS;
use crate::text::LocalText;
use crate::time::Date;

/// What was passed over, by place.
#[derive(Default)]
pub(super) struct Notes(pub(super) Vec<String>);

/// A value and where it stands.
#[derive(Clone)]
pub(super) struct Spot<'a> {
    pub(super) node: &'a Node,
    pub(super) place: String,
}

/// An object, and which of its members were asked for.
pub(super) struct Object<'a> {
    pub(super) place: String,
    pub(super) members: &'a [(String, Node)],
    asked: Vec<&'static str>,
}

impl<'a> Object<'a> {
    pub(super) fn open(node: &'a Node, place: String) -> Result<Self, FormError> {
        let Node::Map(members) = node else {
            let place = if place.is_empty() { "the form".into() } else { place };
            return Err(FormError::At {
                line: None,
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
            return Err(FormError::At { line: None, place: join(&place, twice), fault: FormFault::Twice });
        }
        Ok(Self { place, members, asked: Vec::new() })
    }

    pub(super) fn optional(&mut self, name: &'static str) -> Option<Spot<'a>> {
        self.asked.push(name);
        let (_, node) = self.members.iter().find(|(member, _)| member == name)?;
        Some(Spot { node, place: join(&self.place, name) })
    }

    pub(super) fn wanted(&mut self, name: &'static str) -> Result<Spot<'a>, FormError> {
        self.optional(name).ok_or_else(|| FormError::At {
            line: None,
            place: join(&self.place, name),
            fault: FormFault::Missing,
        })
    }

    /// A word of an open list: one of a later library falls back and is noted.
    pub(super) fn word<T>(
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
    pub(super) fn of_format(
        &mut self,
        name: &'static str,
        its_own: bool,
        later_format: bool,
    ) -> Result<Option<Spot<'a>>, FormError> {
        match self.optional(name) {
            None if its_own => {
                Err(FormError::At { line: None, place: join(&self.place, name), fault: FormFault::Missing })
            }
            Some(spot) if !its_own && !later_format => Err(fault(&spot.place, FormFault::OutOfPlace)),
            other => Ok(other),
        }
    }

    /// Notes the members nobody asked for.
    pub(super) fn finish(self, notes: &mut Notes) {
        let unasked = self.members.iter().filter(|(name, _)| !self.asked.contains(&name.as_str()));
        notes.0.extend(unasked.map(|(name, _)| join(&self.place, name)));
    }
}

impl<'a> Spot<'a> {
    /// A text that is fit to be shown, and its place.
    pub(super) fn text(self) -> Result<(&'a str, String), FormError> {
        let Node::Text(text) = self.node else {
            return Err(self.of_type("a text"));
        };
        if text.is_empty() {
            return Err(fault(&self.place, FormFault::Empty));
        }
        let found = text.chars().count();
        if found > MAX_FORM_TEXT_CHARS {
            let what = FormFault::TooMany { found, what: "characters", limit: MAX_FORM_TEXT_CHARS };
            return Err(FormError::At { line: None, place: self.place, fault: what });
        }
        if clean(text) != text.as_str() {
            return Err(malformed(self.place, "a text without hidden characters and stray spaces"));
        }
        Ok((text, self.place))
    }

    pub(super) fn integer(self, from: u32, to: u32) -> Result<u32, FormError> {
        let value = match self.node {
            Node::Integer(value) => u32::try_from(*value).ok(),
            Node::OtherNumber => None,
            _ => return Err(self.of_type("a number")),
        };
        value.filter(|value| (from..=to).contains(value)).ok_or(FormError::At {
            line: None,
            place: self.place,
            fault: FormFault::Range { from, to },
        })
    }

    /// The identifier of a data element, or a member's name inside one.
    pub(super) fn element(self) -> Result<String, FormError> {
        let (text, place) = self.text()?;
        if text.len() > 128 || !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(malformed(place, "an element identifier of 1 to 128 printable ASCII characters"));
        }
        Ok(text.to_owned())
    }

    /// A stable name, unlike those before it.
    pub(super) fn name(self, names: &mut Vec<String>) -> Result<String, FormError> {
        let (text, place) = self.text()?;
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if text.len() > 64 || !text.bytes().all(plain) {
            return Err(malformed(place, "a name of 1 to 64 small letters, digits and '_'"));
        }
        if names.iter().any(|name| name == text) {
            return Err(FormError::At { line: None, place, fault: FormFault::Twice });
        }
        names.push(text.to_owned());
        Ok(text.to_owned())
    }

    /// A text in the languages: the state language and Russian must be there.
    pub(super) fn local(&self, notes: &mut Notes) -> Result<LocalText, FormError> {
        let mut at = Object::open(self.node, self.place.clone())?;
        let kk = at.wanted("kk")?.text()?.0.to_owned();
        let ru = at.wanted("ru")?.text()?.0.to_owned();
        let en = at.optional("en").map(Spot::text).transpose()?.map(|(text, _)| text.to_owned());
        at.finish(notes);
        Ok(LocalText { kk, ru, en: en.unwrap_or_default() })
    }

    /// The members of a list of one or more.
    pub(super) fn list(&self, what: &'static str, limit: usize) -> Result<Vec<Spot<'a>>, FormError> {
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

    /// A calendar date.
    pub(super) fn date(self) -> Result<Date, FormError> {
        let (text, place) = self.text()?;
        Date::parse(text).map_err(|_| malformed(place, "a date such as 2026-11-22"))
    }

    pub(super) fn boolean(self) -> Result<bool, FormError> {
        if let Node::Boolean(yes) = self.node { Ok(*yes) } else { Err(self.of_type("a boolean")) }
    }

    pub(super) fn of_type(&self, wanted: &'static str) -> FormError {
        fault(&self.place, FormFault::Type { found: self.node.kind(), wanted })
    }
}

pub(super) fn join(place: &str, name: &str) -> String {
    let name = place_name(name);
    if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") }
}

pub(super) fn fault(place: &str, fault: FormFault) -> FormError {
    FormError::At { line: None, place: place.to_owned(), fault }
}

pub(super) fn malformed(place: String, wanted: &'static str) -> FormError {
    FormError::At { line: None, place, fault: FormFault::Malformed { wanted } }
}
