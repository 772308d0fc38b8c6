//! Whether what is brought shows what the row of the table asks for.

use sha2::{Digest, Sha256};

use super::{
    Admission, Channel, Ground, PermitGround, Policy, Reason, Refusal, Representation, Request, Requester,
};
use crate::consent::Consented;
use crate::grant::{DocumentRef, Door, OpenElements, Redeemed};
use crate::id::{DocType, Iin, Party};
use crate::organisation::{Aim, PresenceKind};
use crate::time::Timestamp;
use crate::verify::Verified;

/// What every ground is compared with.
pub(super) struct Asked<'a> {
    pub(super) viewer: &'a Party,
    pub(super) subject: &'a Iin,
    pub(super) document: &'a Verified,
    pub(super) at: Timestamp,
    pub(super) policy: Policy,
}

/// 352/4: the authorised body decided about this organisation, for this kind and this aim, and who asks acts for it. A person
/// who asks for themselves brings no decision, so theirs is not looked at.
pub(super) fn admitted(
    admission: &Admission<'_>,
    viewer: &Party,
    doc_type: &DocType,
    at: Timestamp,
) -> Result<Aim, Refusal> {
    let Admission { accreditation, employment, aim, .. } = *admission;
    if !accreditation.admits(viewer, employment, at) {
        return Err(refusal(Reason::NotAdmitted, &["352/4", "352/16"]));
    }
    match accreditation.aim(aim) {
        Some(aim) if accreditation.covers(doc_type) => Ok(aim.clone()),
        _ => Err(refusal(Reason::OutsideAdmission, &["352/4"])),
    }
}

impl Asked<'_> {
    /// 352/2.3: the subject is who the document's data is of.
    pub(super) fn own(&self) -> Result<PermitGround, Refusal> {
        if matches!(self.viewer, Party::Person(person) if person == self.subject) {
            Ok(PermitGround::Own)
        } else {
            Err(refusal(Reason::NotOwn, &["352/2.3", "352/16"]))
        }
    }

    /// 352/14, with one refusal for every cause.
    pub(super) fn representation(&self, record: &Representation) -> Result<PermitGround, Refusal> {
        if record.entitles(self.viewer, self.subject, self.at, self.policy) {
            Ok(PermitGround::Representation)
        } else {
            Err(Refusal::NOT_REPRESENTATIVE)
        }
    }

    /// 352/15.
    pub(super) fn grant(&self, redeemed: &Redeemed) -> Result<PermitGround, Refusal> {
        // 352/18: the third party who scanned is the one who sees. Before the rest: nothing of a grant is told to others.
        if redeemed.viewer() != self.viewer {
            return Err(refusal(Reason::RedeemedByAnother, &["352/16", "352/18"]));
        }
        // 352/2.3, 352/2.6: a subject is no third party to their own documents.
        if self.viewer.person() == Some(redeemed.subject()) {
            return Err(refusal(Reason::OwnGrant, &["352/2.3", "352/2.6"]));
        }
        // 352/15, 352/16: consent is for the documents chosen, of the person who gave it.
        if !self.is_among(redeemed.subject(), redeemed.documents()) {
            return Err(refusal(Reason::OutsideGrant, &["352/15", "352/16"]));
        }
        // 352/15: access is temporary.
        if !self.is_fresh(redeemed.at(), self.policy.redemption_seconds) {
            return Err(refusal(Reason::RedemptionOver, &["352/15"]));
        }
        let named =
            |label: &[u8]| Sha256::new().chain_update(label).chain_update(redeemed.grant().as_bytes());
        Ok(PermitGround::Grant {
            grant: named(GRANT_LABEL).finalize().into(),
            view: named(VIEW_LABEL)
                .chain_update([redeemed.view()])
                .chain_update(self.document.digest())
                .finalize()
                .into(),
            door: redeemed.door(),
        })
    }

    /// How much of the document this ground opens, once it is found to hold: a grant may open a part.
    pub(super) fn open_elements(&self, ground: &Ground<'_>) -> Result<OpenElements, Refusal> {
        let Ground::Grant(redeemed) = ground else { return Ok(OpenElements::All) };
        let number = self.document.claims().number();
        let open = number.and_then(|number| redeemed.open_elements(self.document.doc_type(), &number));
        open.cloned().ok_or(refusal(Reason::OutsideGrant, &["352/15", "352/16"]))
    }

    /// 352/20: for one asker, one aim, one set of documents.
    pub(super) fn consent(&self, consented: &Consented, aim: Option<&Aim>) -> Result<PermitGround, Refusal> {
        if consented.viewer() != self.viewer {
            return Err(refusal(Reason::RedeemedByAnother, &["352/16", "352/20"]));
        }
        if self.viewer.person() == Some(consented.subject()) {
            return Err(refusal(Reason::OwnGrant, &["352/2.3", "352/2.6"]));
        }
        let inside = aim.is_some_and(|aim| aim.code == *consented.aim())
            && self.is_among(consented.subject(), consented.documents());
        if !inside {
            return Err(refusal(Reason::OutsideGrant, &["352/16", "352/20"]));
        }
        if !self.is_fresh(consented.at(), self.policy.redemption_seconds) {
            return Err(refusal(Reason::RedemptionOver, &["352/20"]));
        }
        let named =
            |label: &[u8]| Sha256::new().chain_update(label).chain_update(consented.challenge().as_bytes());
        Ok(PermitGround::Consent {
            challenge: named(CHALLENGE_LABEL).finalize().into(),
            view: named(CONSENT_VIEW_LABEL).chain_update(self.document.digest()).finalize().into(),
            way: consented.way(),
        })
    }

    /// 352/21: "when the person is physically present".
    pub(super) fn present(&self, request: &Request<'_>) -> Result<(), Refusal> {
        let accepted = self.policy.presence;
        let word = request.admission.and_then(|admission| admission.presence).is_some_and(|presence| {
            let statement = presence.statement();
            let counts = match statement.kind {
                PresenceKind::FaceCompared => accepted.face,
                // Nobody sees themselves before them.
                PresenceKind::Seen { by } => accepted.seen && by != statement.subject,
            };
            counts
                && statement.subject == *self.subject
                && self.viewer.organisation() == Some(&statement.organisation)
                && self.is_fresh(statement.at, self.policy.presence_seconds)
        });
        let scanned = accepted.scan
            && request.channel == Channel::InPerson
            && matches!(request.ground, Ground::Grant(redeemed) if redeemed.door() == Door::Qr)
            && matches!(request.requester, Requester::Authenticated(Party::Employee { .. }));
        if word || scanned { Ok(()) } else { Err(refusal(Reason::NotPresent, &["352/21"])) }
    }

    fn is_among(&self, subject: &Iin, documents: &[DocumentRef]) -> bool {
        let number = self.document.claims().number();
        subject == self.subject
            && documents.iter().any(|open| {
                open.doc_type == *self.document.doc_type() && Some(&open.number) == number.as_ref()
            })
    }

    fn is_fresh(&self, since: Timestamp, seconds: i64) -> bool {
        let age = self.at.unix().saturating_sub(since.unix());
        (-self.policy.clock_skew_seconds..=seconds).contains(&age)
    }
}

const fn refusal(reason: Reason, clauses: &'static [&'static str]) -> Refusal {
    Refusal { reason, clauses }
}

const GRANT_LABEL: &[u8] = b"qujat/grant-in-a-mark/1\0";
const VIEW_LABEL: &[u8] = b"qujat/view-of-a-grant/1\0";
const CHALLENGE_LABEL: &[u8] = b"qujat/consent-in-a-mark/1\0";
const CONSENT_VIEW_LABEL: &[u8] = b"qujat/view-by-consent/1\0";
