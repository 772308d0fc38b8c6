//! One document to one viewer: verified, decided on, marked, and only then given.

use qujat::access::{self, Channel, Decision, Ground, Permit, Request, Requester};
use qujat::display::{Audience, Form, Theme, ViewModel, card_svg};
use qujat::document::{Document, DocumentError};
use qujat::grant::OpenElements;
use qujat::id::{Iin, Party};
use qujat::journal::{self, JournalError};
use qujat::time::Timestamp;
use qujat::verify::{self, Expect, Verified};

use crate::app::{App, Caller, Denied, Shown};
use crate::common::OsRandom;
use crate::holdings::Held;

impl App {
    /// Verifies, decides, marks, and only then gives the document, or as much of it as was opened. `again` says that the caller named
    /// their attempt, so that what was marked before may be given once more.
    pub(crate) fn show(
        &self,
        held: &Held,
        caller: &Caller,
        ground: Ground<'_>,
        again: bool,
        now: Timestamp,
    ) -> Result<Shown, Denied> {
        let verified = self.verified(&held.document, Some(&held.subject), now)?;
        let permit = self.decide(caller, ground, &verified, now)?;
        let (document, verified) = match permit.elements() {
            OpenElements::All => (held.document.clone(), verified),
            OpenElements::Only(names) => {
                let open = |space: &str, element: &str| {
                    names.as_slice().iter().any(|it| it.namespace == space && it.identifier == element)
                };
                let part = part(&held.document, open)
                    .map_err(|_| Denied::Document("nothing of a document is left to be shown"))?;
                // It may leave out whose it is; the whole of it was verified.
                let verified = self.verified(&part, None, now)?;
                (part, verified)
            }
        };
        let audience = match ground {
            Ground::Own | Ground::Representation(_) => Audience::Holder,
            _ => Audience::ThirdParty,
        };
        let card = self.card(&verified, caller, audience, now)?;
        let clauses = permit.clauses();
        let obligations = permit.obligations().iter().map(|it| it.text(caller.language)).collect();
        let bytes = document.as_bytes().to_vec();
        let released = journal::release(permit, bytes.clone(), self.cabinets.marks(), now, &mut OsRandom);
        let (document, marks) = match released {
            Ok(released) => {
                let marks = released.marks().cloned();
                (released.into_document(), marks)
            }
            // Its marks are written, and the registry gave this very view to this caller's attempt once more: the reply was lost.
            Err(JournalError::ReleasedBefore) if again => (bytes, None),
            Err(JournalError::ReleasedBefore) => return Err(Denied::Document("this view was shown before")),
            Err(_) => return Err(Denied::Unavailable),
        };
        Ok(Shown { reference: held.reference.clone(), document, card, clauses, obligations, marks })
    }

    /// `subject`: whose it must be, read from what was verified and never from an index (352/2.10, 352/14).
    fn verified(
        &self,
        document: &Document,
        subject: Option<&Iin>,
        now: Timestamp,
    ) -> Result<Verified, Denied> {
        let expect = Expect { subject, ..Expect::default() };
        let verified = verify::document(document.as_bytes(), &self.holdings.trust, &expect, now).verified();
        verified.map_err(|report| {
            self.metrics.not_valid(report.reason().map(|(check, _)| check));
            Denied::Document("a document does not check out")
        })
    }

    fn decide(
        &self,
        caller: &Caller,
        ground: Ground<'_>,
        document: &Verified,
        now: Timestamp,
    ) -> Result<Permit, Denied> {
        // 352/20, 352/18: consent by phone is for integrated systems, and a system is one; people sign in and scan.
        let integrated = matches!(ground, Ground::Consent(_)) || matches!(caller.party, Party::System(_));
        let request = Request {
            requester: Requester::Authenticated(caller.party.clone()),
            ground,
            admission: self.consents.admission(&caller.party, &caller.aim),
            document,
            channel: if integrated { Channel::Integration } else { Channel::Remote },
            at: now,
            policy: access::Policy::default(),
        };
        match access::decide(&request) {
            Decision::Allow(permit) => Ok(permit),
            Decision::Refuse(refusal) => Err(Denied::Access(refusal)),
        }
    }

    fn card(
        &self,
        verified: &Verified,
        caller: &Caller,
        audience: Audience,
        now: Timestamp,
    ) -> Result<String, Denied> {
        let chosen = Form::choose(&self.holdings.forms, verified.doc_type(), now).cloned();
        // Kinds are open: one without a form is shown all the same, plainly.
        let form = chosen.or_else(|| Form::plain(verified.claims()));
        let form = form.ok_or(Denied::Document("a document cannot be drawn"))?;
        let view = ViewModel::new(verified, &form, caller.language, audience, now)
            .map_err(|_| Denied::Document("a document cannot be drawn"))?;
        Ok(card_svg(&view, None, Theme::Light))
    }
}

/// A document with those of its elements that are open.
fn part(document: &Document, open: impl Fn(&str, &str) -> bool) -> Result<Document, DocumentError> {
    let signed = document.issuer_signed()?;
    let left: Vec<(&str, &str)> = signed
        .items()
        .map(|(space, item)| (space, &*item.identifier))
        .filter(|(space, element)| open(space, element))
        .collect();
    document.disclose(left)
}
