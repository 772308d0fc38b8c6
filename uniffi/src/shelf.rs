use std::sync::Arc;

use qujat::display::{self, Held, Look};
use qujat::time::Timestamp;

use crate::InputException;
use crate::holder::Holder;
use crate::values::{Audience, Language};
use crate::verifier::VerifiedDocument;
use crate::view::{KazakhLatin, ViewBadge};

/// The section "Digital documents": what the holder has, in groups, each in order.
#[derive(uniffi::Record)]
pub struct DocumentShelf {
    /// The groups that have a document to show.
    pub groups: Vec<ShelfGroup>,
    /// What is seen now. Keep it, and give it back the next time to learn what changed; it holds digests alone.
    pub seen: Vec<SeenDocument>,
}

/// What a shelf is asked for.
#[derive(uniffi::Record)]
pub struct ShelfQuery {
    /// The language of every text.
    pub language: Language,
    /// In which order the documents of a group stand.
    #[uniffi(default = None)]
    pub order: Option<ShelfOrder>,
    /// Only those whose name, owner, number or issuing body contain each word of this.
    #[uniffi(default = "")]
    pub search: String,
    /// What others opened by a grant, each until it ends.
    #[uniffi(default = [])]
    pub received: Vec<ReceivedDocument>,
    /// What an earlier shelf said was seen; without it nothing counts as changed.
    #[uniffi(default = None)]
    pub seen: Option<Vec<SeenDocument>>,
    /// Kazakh in Latin letters by this alphabet.
    #[uniffi(default = None)]
    pub latin: Option<KazakhLatin>,
}

/// A document that another opened by a grant.
#[derive(uniffi::Record)]
pub struct ReceivedDocument {
    /// The document.
    pub document: Arc<VerifiedDocument>,
    /// The first second it is open no longer, Unix.
    pub until: Timestamp,
}

/// One group.
#[derive(uniffi::Record)]
pub struct ShelfGroup {
    /// Which.
    pub kind: ShelfGroupKind,
    /// Its heading.
    pub title: String,
    /// Its documents, one or more.
    pub items: Vec<ShelfItem>,
}

/// How a document got on the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ShelfGroupKind {
    /// It is the holder's own.
    Own,
    /// It is a child's, open to its representative (352/14).
    Child,
    /// Another opened it by a grant (352/15).
    Received,
}

/// In which order the documents of a group stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ShelfOrder {
    /// As they were added.
    Given,
    /// By name.
    Title,
    /// Those that end first, first.
    Expiry,
    /// Those issued last, first.
    Newest,
}

/// What changed since a document was last seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ShelfChange {
    /// It was not there.
    New,
    /// It was signed anew.
    Renewed,
    /// Its state is another.
    State,
}

/// One document on the shelf.
#[derive(uniffi::Record)]
pub struct ShelfItem {
    /// A stable name: the same for every version of one document, and no personal data.
    pub id: String,
    /// The document, to be opened.
    pub document: Arc<VerifiedDocument>,
    /// Its name.
    pub title: String,
    /// Whose it is, where that is not the holder and a name was disclosed.
    pub owner: Option<String>,
    /// Its state.
    pub badge: ViewBadge,
    /// How long it is valid, to the day.
    pub validity: String,
    /// Of one received: whole seconds left; count down from here.
    pub seconds_left: Option<u32>,
    /// The same in words.
    pub countdown: Option<String>,
    /// What changed since it was last seen.
    pub change: Option<ShelfChange>,
    /// The same in words.
    pub change_text: Option<String>,
}

/// What was seen of one document. Holds no personal data.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SeenDocument {
    /// The item's stable name.
    pub id: String,
    /// The digest of what the issuer signed, 32 bytes.
    pub digest: Vec<u8>,
    /// The stable name of its state's mark.
    pub state: String,
}

#[uniffi::export]
impl Holder {
    /// The section "Digital documents" at `now`: the subject's own, those of the children the rules open to them (352/14),
    /// and what was received and is still open.
    pub fn shelf(&self, query: ShelfQuery, now: Timestamp) -> Result<DocumentShelf, InputException> {
        let (own, children) = (self.list(), self.children(now)?);
        let kinds = [(display::GroupKind::Own, own), (display::GroupKind::Child, children)];
        let mut documents: Vec<(Arc<VerifiedDocument>, display::GroupKind, Option<Timestamp>)> = Vec::new();
        for (kind, of_kind) in kinds {
            documents.extend(of_kind.into_iter().map(|document| (document, kind, None)));
        }
        let received = query.received.into_iter();
        documents.extend(received.map(|it| (it.document, display::GroupKind::Received, Some(it.until))));
        documents.retain(|(document, ..)| document.form.is_some());
        let held: Vec<Held<'_>> = documents
            .iter()
            .filter_map(|(document, group, until)| {
                let form = document.form.as_ref()?;
                Some(Held { document: &document.verified, form, group: *group, until: *until })
            })
            .collect();
        let seen: Option<Vec<display::Seen>> =
            query.seen.map(|seen| seen.into_iter().filter_map(SeenDocument::into_core).collect());
        let alphabet = query.latin.and_then(KazakhLatin::alphabet);
        let look = Look { latin: alphabet.as_ref(), ..Look::new(query.language, Audience::Holder, now) };
        let order = query.order.map_or(display::Order::default(), ShelfOrder::into_core);
        let made = display::Shelf::of(&held, &look, order, &query.search, seen.as_deref());
        let item = |item: display::Item| {
            let (document, ..) = documents.get(item.index)?;
            Some(ShelfItem {
                document: document.clone(),
                badge: (&item.badge).into(),
                change_text: item.change.map(|change| change.text(query.language).to_owned()),
                change: item.change.map(ShelfChange::from),
                id: item.id,
                title: item.title,
                owner: item.owner,
                validity: item.validity,
                seconds_left: item.seconds_left,
                countdown: item.countdown,
            })
        };
        let group = |group: display::Group| ShelfGroup {
            kind: group.kind.into(),
            title: group.title,
            items: group.items.into_iter().filter_map(item).collect(),
        };
        Ok(DocumentShelf {
            groups: made.groups.into_iter().map(group).collect(),
            seen: made.seen.into_iter().map(SeenDocument::from).collect(),
        })
    }
}

impl ShelfOrder {
    fn into_core(self) -> display::Order {
        match self {
            Self::Given => display::Order::Given,
            Self::Title => display::Order::Title,
            Self::Expiry => display::Order::Expiry,
            Self::Newest => display::Order::Newest,
        }
    }
}

impl From<display::GroupKind> for ShelfGroupKind {
    fn from(kind: display::GroupKind) -> Self {
        match kind {
            display::GroupKind::Own => Self::Own,
            display::GroupKind::Child => Self::Child,
            display::GroupKind::Received => Self::Received,
        }
    }
}

impl From<display::Change> for ShelfChange {
    fn from(change: display::Change) -> Self {
        match change {
            display::Change::New => Self::New,
            display::Change::Renewed => Self::Renewed,
            display::Change::State => Self::State,
        }
    }
}

impl SeenDocument {
    /// What is no digest was not kept as it was given: the document then counts as new.
    fn into_core(self) -> Option<display::Seen> {
        Some(display::Seen { id: self.id, digest: self.digest.try_into().ok()?, state: self.state })
    }
}

impl From<display::Seen> for SeenDocument {
    fn from(seen: display::Seen) -> Self {
        Self { id: seen.id, digest: seen.digest.to_vec(), state: seen.state }
    }
}
