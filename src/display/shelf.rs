//! The section "Digital documents": a person's own, their children's, and what others opened to them for a moment.

use core::cmp::{Ordering, Reverse};
use core::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::clean::clean;
use super::form::Form;
use super::parts::{Badge, BadgeKind};
use super::state::state;
use super::view_model::Look;
use super::{value, words};
use crate::document::Claims;
use crate::id::DocType;
use crate::limits::MAX_SEARCH_CHARS;
use crate::text::Language;
use crate::time::{Date, Timestamp};
use crate::verify::Verified;

/// The documents of a screen in groups, each in order. A function of what is given and of now: nothing is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Shelf {
    /// The groups that have a document to show: own, children's, received.
    pub groups: Vec<Group>,
    /// What is seen now: kept by the app and given back the next time, it tells what changed. It holds digests alone.
    pub seen: Vec<Seen>,
}

/// One document of the shelf, and how it got there.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// The document.
    pub document: &'a Verified,
    /// The form it is shown by: its name and validity are the form's.
    pub form: &'a Form,
    /// How it got there.
    pub group: GroupKind,
    /// Of one received by a grant, the first moment it is open no longer: from then on it is not on the shelf.
    pub until: Option<Timestamp>,
}

/// How a document got on the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GroupKind {
    /// It is the person's own.
    Own,
    /// It is a child's, open to its representative by default (352/14).
    Child,
    /// Another opened it by a grant (352/15).
    Received,
}

/// One group.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Which.
    pub kind: GroupKind,
    /// Its heading.
    pub title: String,
    /// Its documents: one or more.
    pub items: Vec<Item>,
}

/// One document on the shelf.
#[derive(Clone, PartialEq)]
pub struct Item {
    /// Which of the documents given.
    pub index: usize,
    /// A stable name: the same for every version of one document, and no personal data.
    pub id: String,
    /// The kind of document.
    pub doc_type: DocType,
    /// Its name.
    pub title: String,
    /// Whose it is, where that is not the person themselves and a name was disclosed.
    pub owner: Option<String>,
    /// Its state.
    pub badge: Badge,
    /// How long it is valid, to the day.
    pub validity: String,
    /// Of one received: whole seconds left, one at the least; count down from here.
    pub seconds_left: Option<u32>,
    /// The same in words.
    pub countdown: Option<String>,
    /// What changed since it was last seen.
    pub change: Option<Change>,
}

/// What changed since a document was last seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// It was not there.
    New,
    /// It was signed anew: something in it may be another.
    Renewed,
    /// Its state is another: it began, nears its end, or ended.
    State,
}

/// What was seen of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The item's stable name.
    pub id: String,
    /// The digest of what the issuer signed.
    pub digest: [u8; 32],
    /// The stable name of its state's mark.
    pub state: String,
}

/// In which order the documents of a group stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// As they were given.
    #[default]
    Given,
    /// By name.
    Title,
    /// Those that end first, first; those without end last.
    Expiry,
    /// Those issued last, first.
    Newest,
}

impl Shelf {
    /// The shelf of these documents as a look sees it. `search`: only those whose name, owner, number or issuing body
    /// contain each of its words. `seen`: what an earlier shelf said; without it nothing counts as changed.
    pub fn of(held: &[Held<'_>], look: &Look<'_>, order: Order, search: &str, seen: Option<&[Seen]>) -> Self {
        let wanted: Vec<String> = fold(&search.chars().take(MAX_SEARCH_CHARS).collect::<String>())
            .split(' ')
            .map(str::to_owned)
            .collect();
        let mut now_seen = Vec::new();
        let mut found: Vec<(GroupKind, Key, Item)> = Vec::new();
        for (index, held) in held.iter().enumerate() {
            if held.until.is_some_and(|until| until <= look.now) {
                continue;
            }
            let mut item = item(index, held, look);
            let digest = *held.document.digest();
            let before = seen.map(|seen| seen.iter().find(|seen| seen.id == item.id));
            item.change = before.and_then(|before| match before {
                None => Some(Change::New),
                Some(before) if before.digest != digest => Some(Change::Renewed),
                Some(before) if before.state != item.badge.id => Some(Change::State),
                Some(_) => None,
            });
            now_seen.push(Seen { id: item.id.clone(), digest, state: item.badge.id.clone() });
            let text = haystack(held, &item);
            if wanted.iter().all(|word| text.contains(word)) {
                found.push((held.group, Key::of(held), item));
            }
        }
        let groups = [GroupKind::Own, GroupKind::Child, GroupKind::Received].into_iter().filter_map(|kind| {
            let mut of_group: Vec<(Key, Item)> = found
                .iter()
                .filter(|(group, ..)| *group == kind)
                .map(|(_, key, item)| (*key, item.clone()))
                .collect();
            // Children stand together, each with all of theirs.
            of_group.sort_by(|(a, first), (b, second)| {
                let owner =
                    if kind == GroupKind::Child { first.owner.cmp(&second.owner) } else { Ordering::Equal };
                owner.then_with(|| order.compare((a, first), (b, second)))
            });
            let items: Vec<Item> = of_group.into_iter().map(|(_, item)| item).collect();
            (!items.is_empty()).then(|| Group {
                kind,
                title: words::group(kind, look.language).to_owned(),
                items,
            })
        });
        Self { groups: groups.collect(), seen: now_seen }
    }
}

/// What documents are ordered by.
#[derive(Clone, Copy)]
struct Key {
    issued: Option<Date>,
    ends: Option<Date>,
}

impl Key {
    fn of(held: &Held<'_>) -> Self {
        let claims = held.document.claims();
        let date = |element: Option<&str>| claims.find(element?).and_then(value::date);
        let stated = held.form.validity.as_ref();
        let from = stated.and_then(|stated| stated.from.as_deref());
        Self {
            issued: date(from.or(Some("issue_date"))),
            ends: date(stated.map(|stated| stated.until.as_str())),
        }
    }
}

impl Order {
    fn compare(self, (a, first): (&Key, &Item), (b, second): (&Key, &Item)) -> Ordering {
        match self {
            Self::Given => Ordering::Equal,
            Self::Title => fold(&first.title).cmp(&fold(&second.title)),
            Self::Expiry => (a.ends.is_none(), a.ends).cmp(&(b.ends.is_none(), b.ends)),
            Self::Newest => Reverse(a.issued).cmp(&Reverse(b.issued)),
        }
    }
}

fn item(index: usize, held: &Held<'_>, look: &Look<'_>) -> Item {
    let Held { document, form, group, until } = *held;
    let claims = document.claims();
    let (kind, validity) = state(form.validity.as_ref(), claims, document.validity(), look);
    let left = until.map(|until| until.unix().saturating_sub(look.now.unix()));
    let seconds_left = left.map(|left| u32::try_from(left).unwrap_or(u32::MAX));
    let name = (group != GroupKind::Own).then(|| owner(claims, look.language)).flatten();
    let latin = look.latin.filter(|_| look.language == Language::Kazakh);
    let write = |text: String| latin.and_then(|alphabet| alphabet.write(&text)).unwrap_or(text);
    Item {
        index,
        id: id(document),
        doc_type: form.doc_type.clone(),
        title: write(clean(form.title.in_language(look.language)).into_owned()),
        owner: name.map(write),
        badge: Badge {
            id: kind.id().to_owned(),
            kind,
            tone: kind.tone(),
            text: write(words::badge(kind, look.language)),
        },
        validity: write(validity),
        seconds_left,
        countdown: seconds_left.map(|seconds| write(words::seconds_left(seconds, look.language))),
        change: None,
    }
}

/// Kind and number, where the number was disclosed; else what the issuer signed.
fn id(document: &Verified) -> String {
    let mut hash = Sha256::new();
    hash.update(document.doc_type().as_str());
    hash.update([0]);
    match document.claims().number() {
        Some(number) => hash.update(number.as_str()),
        None => hash.update(document.digest()),
    }
    let mut out = String::with_capacity(32);
    for byte in hash.finalize().iter().take(16) {
        // Writing to a string does not fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

fn owner(claims: &Claims, language: Language) -> Option<String> {
    let part = |name: &str| clean(claims.local_text(name).in_language(language)).into_owned();
    let name = ["family_name", "given_name"].map(part).join(" ");
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// Where a search looks: what the shelf shows in any language, and the number.
fn haystack(held: &Held<'_>, item: &Item) -> String {
    let claims = held.document.claims();
    let number = claims.number();
    let body = claims.local_text("issuing_authority");
    let title = &held.form.title;
    let mut parts = vec![item.title.as_str(), &title.kk, &title.ru, &title.en, &body.kk, &body.ru, &body.en];
    parts.extend(item.owner.as_deref());
    parts.extend(number.as_ref().map(crate::id::DocumentNumber::as_str));
    parts.extend(held.form.issuer.in_language(Language::Russian).split('\n'));
    fold(&parts.join(" "))
}

/// Small letters, `ё` as `е`, single spaces.
fn fold(text: &str) -> String {
    clean(text).to_lowercase().replace('ё', "е")
}

/// Names the kind, never whose.
impl core::fmt::Debug for Item {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Item({}, {:?})", self.doc_type.as_str(), self.badge.kind)
    }
}

impl Change {
    /// What a mark beside the document says.
    pub fn text(self, language: Language) -> &'static str {
        words::change(self, language)
    }
}

impl Item {
    /// Whether it may be relied on today.
    pub fn is_valid(&self) -> bool {
        matches!(self.badge.kind, BadgeKind::Valid | BadgeKind::ExpiresIn(_) | BadgeKind::LastDay)
    }
}
