mod chain;
mod consent;
mod export;
mod report;

use std::cell::Cell;
use std::sync::Arc;

use super::*;
use crate::access::tests::{
    allowed, at, bin, child, document, mother, now, number, opened, record, redeemed, redeemed_elements,
    request, stranger,
};
use crate::access::{Ground, Obligation, Permit, Request};
use crate::cbor::{self, Value};
use crate::cose::{Algorithm, Purpose, SoftwareSigner, Unsigned};
use crate::document::fixtures;
use crate::grant;
use crate::id::{DocType, Party, Recipient};
use crate::random::RandomError;
use crate::text::LocalText;
use crate::time::Timestamp;
use crate::verify::Verified;

/// Counts up, so that every draw differs.
fn random() -> impl FnMut(&mut [u8]) -> Result<(), RandomError> {
    let mut next = 0_u8;
    move |out: &mut [u8]| {
        next += 1;
        out.fill(next);
        Ok(())
    }
}

fn no_random(_: &mut [u8]) -> Result<(), RandomError> {
    Err(RandomError)
}

fn certificate() -> Verified {
    document(Some(child()), "7")
}

fn permit_by_grant(view: u8, door: grant::Door) -> Permit {
    let redeemed = redeemed(child(), "7", &Party::Person(stranger()), view, door);
    allowed(&request(Party::Person(stranger()), Ground::Grant(&redeemed), &certificate()))
}

fn permit_by_representation() -> Permit {
    let record = opened(&record());
    allowed(&request(Party::Person(mother()), Ground::Representation(&record), &certificate()))
}

fn cabinet(iin: crate::id::Iin) -> Recipient {
    Recipient::Person(iin)
}

/// The child's cabinet with marks of four views: three of the stranger's, one of the mother's.
fn four_views() -> MemoryMarks {
    let marks = MemoryMarks::new();
    let mut random = random();
    let permits = [
        permit_by_grant(1, grant::Door::Qr),
        permit_by_representation(),
        permit_by_grant(2, grant::Door::Digits),
        permit_by_grant(3, grant::Door::Qr),
    ];
    for (seconds, permit) in (0..).zip(permits) {
        let released = release(permit, certificate(), &marks, now().plus(seconds), &mut random);
        assert!(released.expect("released").marks().is_some());
    }
    marks
}

fn service() -> SoftwareSigner {
    SoftwareSigner::from_secret(Algorithm::Es256, &[5; 32]).expect("a secret")
}

fn checkpoint(chain: &Chain, when: Timestamp) -> Checkpoint {
    let signed = Checkpoint::sign(chain, when, &service()).expect("signed");
    Checkpoint::open(&signed, &service().public_key()).expect("opened")
}

/// 352/18: one mark in each cabinet, of one view, found from either side.
#[test]
fn each_view_leaves_a_pair_of_marks() {
    let marks = MemoryMarks::new();
    let released =
        release(permit_by_grant(1, grant::Door::Digits), certificate(), &marks, now(), &mut no_random)
            .expect("released");
    assert_eq!(released.obligations(), [Obligation::MarkView, Obligation::ViewOnly]);
    let pair = released.marks().expect("marked").clone();
    assert_eq!(released.into_document().digest(), &[7; 32]);
    assert_eq!(pair.subject().cabinet, cabinet(child()));
    assert_eq!(pair.viewer().cabinet, cabinet(stranger()));

    let (mine, theirs) = (&pair.subject().mark, &pair.viewer().mark);
    assert!(mine.is_pair_of(theirs) && theirs.is_pair_of(mine) && !mine.is_pair_of(mine));
    assert_eq!(marks.counterpart(mine).as_ref(), Some(theirs));
    assert_eq!(marks.counterpart(theirs).as_ref(), Some(mine));

    let view = mine.view();
    assert_eq!(view, theirs.view());
    assert_eq!((mine.number(), theirs.number()), (1, 1));
    assert_eq!((view.door, view.outcome), (Door::Digits, ViewOutcome::Released));
    assert_eq!((&view.viewer, view.subject), (&Party::Person(stranger()), child()));
    assert_eq!((&view.doc_type, view.document_digest), (&DocType::BIRTH_CERTIFICATE, [7; 32]));
    assert_eq!((view.at, view.local.as_str()), (now(), "2026-11-22T09:30:00+05:00"));
    assert_eq!(view.edition, "352/2024");
    for placed in pair.both() {
        let stored = marks.stored(&placed.cabinet);
        assert_eq!(stored, [placed.mark.to_bytes()]);
        assert_eq!(Mark::from_bytes(&stored[0]).as_ref(), Ok(&placed.mark));
    }
}

/// 352/18: a mark opens nothing: no id of a grant is in it.
#[test]
fn nothing_secret_is_in_a_mark() {
    let marks = four_views();
    for bytes in [child(), stranger(), mother()].iter().flat_map(|iin| marks.stored(&cabinet(*iin))) {
        assert!(!bytes.windows(4).any(|window| window == [0xa7; 4]), "the grant's id");
    }
    let [first, _, third, _] =
        <[Mark; 4]>::try_from(marks.chain(&cabinet(child())).expect("whole").1).expect("four marks");
    // Two views of one grant bear one hash of it and pairs of their own.
    assert!(matches!(first.view().ground, ViewGround::Grant(_)));
    assert_eq!(first.view().ground, third.view().ground);
    assert_ne!(first.view().pair, third.view().pair);
}

/// 352/18, 352/14: a representative's view is marked in the child's cabinet and their own; as what, it does not say.
#[test]
fn a_representative_leaves_marks_too() {
    let marks = MemoryMarks::new();
    let released = release(permit_by_representation(), certificate(), &marks, now(), &mut random());
    let pair = released.expect("released").marks().expect("marked").clone();
    assert_eq!(pair.viewer().cabinet, cabinet(mother()));
    let view = pair.viewer().mark.view();
    assert_eq!((view.ground, view.door), (ViewGround::Representation, Door::Default));
    assert_eq!(view.pair, PairId([1; 16]));

    let failed = release(permit_by_representation(), certificate(), &marks, now(), &mut no_random);
    assert_eq!(failed.expect_err("no random bytes"), JournalError::Random(RandomError));
    assert_eq!(marks.stored(&cabinet(child())).len(), 1);
}

/// 352/12: a person's own view has no third party and leaves no mark.
#[test]
fn an_own_view_owes_no_mark() {
    let marks = MemoryMarks::new();
    let own = certificate();
    let permit = allowed(&request(Party::Person(child()), Ground::Own, &own));
    let released = release(permit, &own, &marks, now(), &mut no_random).expect("released");
    assert!(released.marks().is_none() && released.obligations().is_empty());
    assert_eq!(released.document().digest(), own.digest());
    assert!(marks.stored(&cabinet(child())).is_empty());
}

/// A store that fails where it is told to, and counts what was asked of it.
struct Failing {
    head: Result<(), StoreError>,
    append: StoreError,
    asked: Cell<u32>,
}

impl Marks for Failing {
    fn head(&self, cabinet: &Recipient) -> Result<Head, StoreError> {
        self.head.map(|()| Head::empty(cabinet))
    }

    fn append(&self, _: &MarkPair) -> Result<(), StoreError> {
        self.asked.set(self.asked.get() + 1);
        Err(self.append)
    }
}

/// 352/18: no mark, no view.
#[test]
fn a_failing_store_releases_nothing() {
    use StoreError::{Failed, Moved, Twice};
    for (head, append, asked, error) in [
        (Err(Failed), Failed, 0, JournalError::Store(Failed)),
        (Ok(()), Failed, 1, JournalError::Store(Failed)),
        (Ok(()), Twice, 1, JournalError::ReleasedBefore),
        (Ok(()), Moved, 16, JournalError::Store(Moved)),
    ] {
        let store = Failing { head, append, asked: Cell::new(0) };
        let permit = permit_by_grant(1, grant::Door::Qr);
        let released = release(permit, certificate(), &store, now(), &mut random());
        assert_eq!(released.expect_err("nothing released"), error);
        assert_eq!(store.asked.get(), asked);
    }
    assert_eq!(
        JournalError::Store(Failed).to_string(),
        "the view marks could not be written: the store of view marks failed"
    );
}

/// 352/15: one view of a grant is released once, whatever was kept of it.
#[test]
fn one_view_is_released_once() {
    let marks = MemoryMarks::new();
    let give = |view, door| {
        release(permit_by_grant(view, door), certificate(), &marks, now(), &mut random()).map(drop)
    };
    assert_eq!(give(1, grant::Door::Qr), Ok(()));
    assert_eq!(give(1, grant::Door::Qr), Err(JournalError::ReleasedBefore));
    assert_eq!(give(2, grant::Door::Qr), Ok(()));
    assert_eq!(marks.stored(&cabinet(child())).len(), 2);
    assert_eq!(JournalError::ReleasedBefore.to_string(), "this view was released before");
}

/// A permit is for now.
#[test]
fn a_permit_does_not_keep() {
    for (seconds, kept) in [(-1, false), (0, true), (60, true), (61, false)] {
        let marks = MemoryMarks::new();
        let permit = permit_by_representation();
        let released = release(permit, certificate(), &marks, now().plus(seconds), &mut random());
        assert_eq!(released.is_ok(), kept, "{seconds}");
        assert_eq!(marks.stored(&cabinet(child())).len(), usize::from(kept));
        if let Err(error) = released {
            assert_eq!(error, JournalError::PermitOver { age_seconds: seconds });
            assert_eq!(error.to_string(), format!("the permit is {seconds} s old, at most 60 s allowed"));
        }
    }
}

/// 352/16: what is released is what was permitted, to the last value; and nothing is marked for what is not.
#[test]
fn another_document_is_not_released() {
    let issued = fixtures::issue(&fixtures::record(&fixtures::birth_certificate()));
    let permit = || {
        let verified = certificate().with_digest_for_test(*issued.digest());
        let redeemed = redeemed(child(), "7", &Party::Person(stranger()), 1, grant::Door::Qr);
        allowed(&request(Party::Person(stranger()), Ground::Grant(&redeemed), &verified))
    };
    let marks = MemoryMarks::new();
    let give = |bytes: Vec<u8>| release(permit(), bytes, &marks, now(), &mut random());

    // One digit of a value the issuer signed, changed: the security object is the same, the value is not its own.
    let mut changed = issued.as_bytes().to_vec();
    let place = changed.windows(12).position(|window| window == b"000001002002").expect("the value");
    changed[place] ^= 1;
    assert_eq!(changed.document_digest(), None);
    let other = fixtures::issue(&fixtures::record(&fixtures::identity_card())).into_bytes();
    for bytes in [changed, other, Vec::new(), vec![0xa0]] {
        assert_eq!(give(bytes).expect_err("another").to_string(), "the document is not the one permitted");
    }
    let released = release(permit(), certificate(), &marks, now(), &mut random());
    assert_eq!(released.expect_err("another digest"), JournalError::OtherDocument);
    assert!(marks.stored(&cabinet(child())).is_empty());

    // Fewer of its elements are the same document.
    let part = issued.issuer_signed().expect("read").disclose(|_, identifier| identifier == "iin");
    assert_eq!(part.document_digest().as_ref(), Some(issued.digest()));
    let released = release(permit(), issued.clone(), &marks, now(), &mut random()).expect("the document");
    assert_eq!(released.document(), &issued);
    let mark = &released.marks().expect("marked").subject().mark;
    assert_eq!(&mark.view().document_digest, issued.digest());
}

/// 352/15, 352/16: what is released shows no element that was not opened, in whatever form; nothing is marked for what is
/// not, and a part of what was opened may be given.
#[test]
fn no_more_is_released_than_was_opened() {
    let issued = fixtures::issue(&fixtures::record(&fixtures::birth_certificate()));
    let whole = issued.issuer_signed().expect("read");
    let all: Vec<grant::ElementName> = whole
        .items()
        .map(|(namespace, item)| grant::ElementName {
            namespace: namespace.to_owned(),
            identifier: item.identifier.clone().into_owned(),
        })
        .collect();
    let viewer = Party::Person(stranger());
    let verified = certificate().with_digest_for_test(*issued.digest());
    let permit = |view, names: &[grant::ElementName]| {
        let names = grant::ElementNames::new(names.to_vec()).expect("names");
        let elements = grant::OpenElements::Only(names);
        let redeemed = redeemed_elements(child(), "7", &viewer, (view, grant::Door::Qr), elements.clone());
        let permit = allowed(&request(viewer.clone(), Ground::Grant(&redeemed), &verified));
        assert_eq!(permit.elements(), &elements);
        permit
    };
    let marks = MemoryMarks::new();
    for given in [issued.as_bytes().to_vec(), whole.disclose(|_, identifier| identifier == all[2].identifier)]
    {
        let refused = release(permit(1, &all[..2]), given, &marks, now(), &mut random()).expect_err("more");
        assert_eq!(refused, JournalError::OutsideScope);
        assert_eq!(refused.to_string(), "the document shows elements that were not opened");
    }
    let refused = release(permit(1, &all[..2]), issued.clone(), &marks, now(), &mut random());
    assert_eq!(refused.expect_err("more"), JournalError::OutsideScope);
    let refused = release(permit(1, &all[..2]), &verified, &marks, now(), &mut random());
    assert_eq!(refused.expect_err("more"), JournalError::OutsideScope);
    assert!(marks.stored(&cabinet(child())).is_empty());
    for (view, open) in (1..).zip([2, 3]) {
        let names = &all[..open];
        let part = whole.disclose(|namespace, identifier| {
            names[..2].iter().any(|name| name.namespace == namespace && name.identifier == identifier)
        });
        assert!(release(permit(view, names), part, &marks, now(), &mut random()).is_ok());
    }
    assert!(release(permit(3, &all), issued.clone(), &marks, now(), &mut random()).is_ok());
}

/// 352/15, 352/16, 352/18, 352/19: opened, redeemed by six digits, decided, marked, released; once.
#[test]
fn from_open_access_to_two_cabinets() {
    let mut draw = fixtures::random(5);
    let mut secret = |_| crate::random::make_bytes::<32>(&mut draw).expect("bytes");
    let key = service().public_key();
    let host = grant::Host::parse("id.example.kz").expect("a host");
    let service = grant::Service::new(host, "/d", service(), key).expect("a service");
    let peppers = grant::Peppers::new(&secret(1), grant::Pepper::new(1, &secret(2)).expect("a pepper"));
    let store = grant::store::MemoryStore::default();
    let registry = grant::Registry::new(store, service, grant::Policy::default(), peppers.expect("peppers"));
    let open = grant::OpenRequest {
        documents: vec![
            grant::DocumentRef { doc_type: DocType::BIRTH_CERTIFICATE, number: number("7") }.into(),
        ],
        audience: grant::Audience::AnyoneAuthenticated,
        lifetime_seconds: None,
        views: None,
        purpose: Some(grant::GrantPurpose::Education),
    };
    let mut random = fixtures::random(7);
    let access = registry.open(&Party::Person(child()), open, now(), &mut random).expect("opened");
    let viewer = Party::Person(stranger());
    let redeemed = registry
        .redeem_code(&viewer, &child(), access.code(), None, now().plus(20))
        .expect("answered")
        .granted()
        .expect("redeemed");
    let document = certificate();
    let permit = || {
        let asked = request(viewer.clone(), Ground::Grant(&redeemed), &document);
        allowed(&Request { at: now().plus(21), ..asked })
    };
    let marks = MemoryMarks::new();
    let first = release(permit(), &document, &marks, now().plus(22), &mut random).expect("released");
    let mark = &first.marks().expect("marked").viewer().mark;
    assert_eq!((mark.view().door, mark.view().subject), (Door::Digits, child()));
    let second = release(permit(), &document, &marks, now().plus(23), &mut random);
    assert_eq!(second.expect_err("one view, one release"), JournalError::ReleasedBefore);
}

/// Many at once, in the same cabinets: every view has its pair and every chain is whole.
#[test]
fn concurrent_views_keep_the_chains_whole() {
    let marks = Arc::new(MemoryMarks::new());
    let released: usize = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..4_u8)
            .map(|thread| {
                let marks = Arc::clone(&marks);
                scope.spawn(move || {
                    (0..25)
                        .filter(|step| {
                            let permit = permit_by_grant(thread * 25 + step + 1, grant::Door::Qr);
                            // Where sixteen tries were not enough, nothing is released and nothing is there.
                            release(permit, certificate(), marks.as_ref(), now(), &mut no_random).is_ok()
                        })
                        .count()
                })
            })
            .collect();
        handles.into_iter().map(|handle| handle.join().expect("a thread")).sum()
    });
    assert!(released > 0);
    let (_, mine) = marks.chain(&cabinet(child())).expect("whole");
    let (_, theirs) = marks.chain(&cabinet(stranger())).expect("whole");
    assert_eq!((mine.len(), theirs.len()), (released, released));
    assert!(mine.iter().all(|mark| marks.counterpart(mark).is_some()));
}

/// A pair that comes late, or in part, changes neither cabinet.
#[test]
fn a_pair_is_appended_whole_or_not_at_all() {
    let (marks, elsewhere) = (MemoryMarks::new(), MemoryMarks::new());
    let mut random = random();
    let first = release(permit_by_representation(), certificate(), &elsewhere, now(), &mut random);
    let first = first.expect("released").marks().expect("marked").clone();
    // The child's cabinet moves on by a view of the stranger's; the mother's has not.
    release(permit_by_grant(1, grant::Door::Qr), certificate(), &marks, now(), &mut random)
        .map(drop)
        .expect("released");
    assert_eq!(marks.append(&first), Err(StoreError::Moved));
    assert!(marks.stored(&cabinet(mother())).is_empty());
    assert_eq!(marks.stored(&cabinet(child())).len(), 1);
    assert_eq!(elsewhere.append(&first), Err(StoreError::Twice));
    assert_eq!(marks.counterpart(&first.subject().mark), None);
}
