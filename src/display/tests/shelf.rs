use super::sample::{at, birth_certificate, driving_licence, form, identity_card, text, verified};
use crate::display::{Audience, BadgeKind, Change, Form, GroupKind, Held, Look, Order, Seen, Shelf};
use crate::document::Claims;
use crate::id::DocType;
use crate::text::Language;
use crate::time::Timestamp;
use crate::verify::Verified;

const NOW: &str = "2026-11-22T04:30:00Z";

struct Kept {
    card: Verified,
    licence: Verified,
    child: Verified,
    forms: [Form; 3],
}

fn kept() -> Kept {
    Kept {
        card: verified(identity_card()),
        licence: verified(driving_licence()),
        child: verified(birth_certificate()),
        forms: [DocType::IDENTITY_CARD, DocType::DRIVING_LICENCE, DocType::BIRTH_CERTIFICATE]
            .map(|kind| form(&kind)),
    }
}

impl Kept {
    fn held(&self, until: Timestamp) -> [Held<'_>; 4] {
        let [card, licence, child] = &self.forms;
        let own = |document, form| Held { document, form, group: GroupKind::Own, until: None };
        [
            own(&self.card, card),
            own(&self.licence, licence),
            Held { group: GroupKind::Child, ..own(&self.child, child) },
            Held { group: GroupKind::Received, until: Some(until), ..own(&self.card, card) },
        ]
    }

    fn shelf(&self, now: &str, order: Order, search: &str, seen: Option<&[Seen]>) -> Shelf {
        let look = Look::new(Language::Russian, Audience::Holder, at(now));
        Shelf::of(&self.held(at(NOW).plus(125)), &look, order, search, seen)
    }
}

fn titles(shelf: &Shelf) -> Vec<(GroupKind, Vec<&str>)> {
    let items =
        |group: &'_ crate::display::Group| group.items.iter().map(|item| item.index).collect::<Vec<_>>();
    let name = |index: usize| ["card", "licence", "child", "received"][index];
    shelf.groups.iter().map(|group| (group.kind, items(group).into_iter().map(name).collect())).collect()
}

/// 352/14, 352/15: own documents, children's by default, and what a grant opened, for as long as it is open.
#[test]
fn documents_stand_in_their_groups_until_their_time_is_over() {
    let kept = kept();
    let shelf = kept.shelf(NOW, Order::Given, "", None);
    assert_eq!(
        titles(&shelf),
        [
            (GroupKind::Own, vec!["card", "licence"]),
            (GroupKind::Child, vec!["child"]),
            (GroupKind::Received, vec!["received"]),
        ]
    );
    assert_eq!(shelf.groups[2].title, "Открытые мне документы");
    let received = &shelf.groups[2].items[0];
    assert_eq!(
        (received.seconds_left, received.countdown.as_deref()),
        (Some(125), Some("Осталось 2 мин 05 с"))
    );
    assert_eq!(received.owner.as_deref(), Some("Сейткали Айгерим"));
    assert_eq!(
        (shelf.groups[0].items[0].owner.as_deref(), shelf.groups[0].items[0].is_valid()),
        (None, true)
    );
    assert_eq!(shelf.groups[1].items[0].owner.as_deref(), Some("Алимжан Укилай"));
    let last = kept.shelf("2026-11-22T04:32:04Z", Order::Given, "", None);
    assert_eq!(last.groups[2].items[0].countdown.as_deref(), Some("Осталось 1 с"));
    let over = kept.shelf("2026-11-22T04:32:05Z", Order::Given, "", None);
    assert_eq!(over.groups.len(), 2, "half-open: the moment it ends it is gone");
}

#[test]
fn documents_are_ordered_and_searched() {
    let kept = kept();
    let own = |order, search: &str| {
        let shelf = kept.shelf(NOW, order, search, None);
        titles(&shelf).first().map(|(_, names)| names.join(" ")).unwrap_or_default()
    };
    assert_eq!(own(Order::Title, ""), "licence card");
    assert_eq!(own(Order::Expiry, ""), "licence card", "2029 before 2034");
    assert_eq!(own(Order::Newest, ""), "card licence", "2024 before 2019");
    for (search, found) in [
        ("УДОСТОВЕРЕНИЕ", "card licence"),
        ("удостоверение  личности", "card"),
        ("жүргізуші", "licence"),
        ("123456", "licence"),
        ("внутренних дел", "card licence"),
        ("\u{202e}card", "card"),
        ("личности 123456", ""),
        ("nobody", ""),
    ] {
        let shelf = kept.shelf(NOW, Order::Given, search, None);
        let own = titles(&shelf).into_iter().find(|(kind, _)| *kind == GroupKind::Own);
        assert_eq!(own.map(|(_, names)| names.join(" ")).unwrap_or_default(), found, "{search}");
    }
    // A search hides, and forgets nothing of what was seen.
    assert_eq!(kept.shelf(NOW, Order::Given, "nobody", None).seen.len(), 4);
}

#[test]
fn what_changed_since_it_was_seen_is_marked() {
    let mut kept = kept();
    let changes = |shelf: &Shelf| -> Vec<Option<Change>> {
        shelf.groups[0].items.iter().map(|item| item.change).collect()
    };
    let first = kept.shelf("2026-11-01T00:00:00Z", Order::Given, "", None);
    assert_eq!(changes(&first), [None, None], "the first time nothing is new");
    assert_eq!(changes(&kept.shelf(NOW, Order::Given, "", Some(&first.seen))), [None, None]);
    assert_eq!(
        changes(&kept.shelf(NOW, Order::Given, "", Some(&[]))),
        [Some(Change::New), Some(Change::New)]
    );
    // In the last month of the licence its state is another.
    let later = kept.shelf("2029-05-01T00:00:00Z", Order::Given, "", Some(&first.seen));
    assert_eq!(changes(&later), [None, Some(Change::State)]);
    assert_eq!(later.groups[0].items[1].badge.kind, BadgeKind::ExpiresIn(12));
    // Signed anew.
    kept.card = kept.card.with_digest_for_test([9; 32]);
    assert_eq!(changes(&kept.shelf(NOW, Order::Given, "", Some(&first.seen))), [Some(Change::Renewed), None]);
    for (language, word) in [(Language::Kazakh, "Жаңа"), (Language::English, "New")] {
        assert_eq!(Change::New.text(language), word);
    }
}

/// What an app keeps of what was seen is no personal data, and the same for each version of a document.
#[test]
fn a_stable_name_says_nothing_and_stays() {
    let id = |claims: Claims| {
        let document = verified(claims);
        let form = form(&DocType::IDENTITY_CARD);
        let held = [Held { document: &document, form: &form, group: GroupKind::Own, until: None }];
        let look = Look::new(Language::English, Audience::Holder, at(NOW));
        Shelf::of(&held, &look, Order::Given, "", None).seen[0].id.clone()
    };
    let card = id(identity_card());
    assert_eq!(card.len(), 32);
    assert!(card.bytes().all(|b| b.is_ascii_hexdigit()));
    let mut renewed = identity_card();
    renewed.elements.retain(|element| element.identifier != "family_name");
    assert_eq!(id(renewed), card);
    let mut other = identity_card();
    let number =
        other.elements.iter_mut().find(|element| element.identifier == "document_number").expect("there");
    number.value = text("045123780");
    assert_ne!(id(other), card);
}
