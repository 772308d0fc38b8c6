use core::fmt;

use super::evidence::{self, Asked};
use super::{
    Admission, Channel, Edition, Effect, Ground, GroundKind, Obligation, ROWS, Reason, Request, Requester,
    RequesterKind, Row,
};
use crate::consent::Way;
use crate::grant::{Door, OpenElements};
use crate::id::{DocType, Iin, Party};
use crate::organisation::{Aim, Sector};
use crate::text::Language;
use crate::time::Timestamp;

/// The answer to a [`Request`].
#[must_use = "a decision is acted on"]
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "made once and taken apart at once")]
pub enum Decision {
    /// Allowed.
    Allow(Permit),
    /// Refused.
    Refuse(Refusal),
}

/// Leave to see one document once. Private fields and one constructor, in [`decide`]; neither copied nor cloned, since
/// [`crate::journal::release`] takes it and it is gone:
///
/// ```compile_fail,E0382
/// # use qujat::{access::Permit, journal::{Marks, release}, random::RandomSource, time::Timestamp};
/// fn twice(permit: Permit, document: Vec<u8>, marks: &dyn Marks, now: Timestamp, random: &mut dyn RandomSource) {
///     let first = release(permit, document.clone(), marks, now, random);
///     let second = release(permit, document, marks, now, random);
/// }
/// ```
///
/// ```compile_fail,E0599
/// # use qujat::access::Permit;
/// fn copy(permit: &Permit) -> Permit {
///     Permit::clone(permit)
/// }
/// ```
#[must_use = "a permit opens nothing by itself"]
pub struct Permit {
    viewer: Party,
    subject: Iin,
    doc_type: DocType,
    document_digest: [u8; 32],
    elements: OpenElements,
    ground: PermitGround,
    aim: Option<Aim>,
    obligations: &'static [Obligation],
    clauses: &'static [&'static str],
    row: &'static str,
    at: Timestamp,
    edition: &'static Edition,
}

/// The ground a permit rests on. As what a representative acts is not in it: "adopter" in a mark would tell an adoption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PermitGround {
    /// The viewer's own document.
    Own,
    /// The viewer represents the subject.
    Representation,
    /// The subject opened access.
    Grant {
        /// SHA-256 of the grant's id under a label of its own: names the grant and opens nothing.
        grant: [u8; 32],
        /// SHA-256 of the grant's id, the view's number and the document: the same for two releases on one view.
        view: [u8; 32],
        /// Which carrier was used.
        door: Door,
    },
    /// The subject consented by phone.
    Consent {
        /// SHA-256 of the challenge's id under a label of its own.
        challenge: [u8; 32],
        /// SHA-256 of the challenge's id and the document: the same for two releases on one consent.
        view: [u8; 32],
        /// By which way.
        way: Way,
    },
}

/// A refusal that can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    pub(super) reason: Reason,
    pub(super) clauses: &'static [&'static str],
}

/// Decides by the table of the day, then by the evidence. Default is deny.
///
/// - Whoever is not authenticated is refused before anything else is looked at.
/// - A combination without a row is refused.
/// - A document that does not show whose it is (no well-formed `iin` disclosed) is refused on every ground, a grant
///   too: without it nobody can tell whose consent is needed (352/16).
/// - An organisation is looked at before the document: who is not admitted learns nothing of it.
/// - Whether the document is valid is looked at last, so that only those who may see it learn it.
pub fn decide(request: &Request<'_>) -> Decision {
    match try_decide(request) {
        Ok(permit) => Decision::Allow(permit),
        Err(refusal) => Decision::Refuse(refusal),
    }
}

/// A row of the table that allows, if the evidence of its ground holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The row.
    pub row: &'static Row,
    /// What must be done when it is used.
    pub obligations: &'static [Obligation],
    /// The edition of the day.
    pub edition: &'static Edition,
    /// Whether evidence is asked for that the subject is present (352/21).
    pub present: bool,
}

/// What the table of the day says of a combination, before any evidence is looked at: the first half of [`decide`], for
/// whoever has not the evidence. Opens nothing.
pub fn rule(
    requester: RequesterKind,
    ground: GroundKind,
    doc_type: &DocType,
    channel: Channel,
    at: Timestamp,
) -> Result<Rule, Refusal> {
    // 352/11, 352/12, 352/18: this comes before all else; no day, row or document changes it.
    if requester == RequesterKind::Nobody {
        return Err(NOT_AUTHENTICATED);
    }
    let edition = Edition::of(at).ok_or(Refusal { reason: Reason::NoRules, clauses: &["352/16"] })?;
    let row = ROWS
        .iter()
        .find(|row| row.matches(requester, ground, doc_type, channel, at))
        .ok_or(Refusal { reason: Reason::NoConsent, clauses: &["352/16"] })?;
    match row.effect {
        Effect::Allow(obligations) => Ok(Rule { row, obligations, edition, present: false }),
        Effect::AllowPresent(obligations) => Ok(Rule { row, obligations, edition, present: true }),
        Effect::Refuse(reason) => Err(Refusal { reason, clauses: row.clauses }),
    }
}

/// [`rule`], and whether an organisation's own evidence admits it (352/4): what can be said before the evidence of the ground is
/// there. Opens nothing.
pub fn outlook(
    requester: &Requester,
    admission: Option<&Admission<'_>>,
    ground: GroundKind,
    doc_type: &DocType,
    channel: Channel,
    at: Timestamp,
) -> Result<Rule, Refusal> {
    let kind = RequesterKind::of(requester, admission);
    let rule = rule(kind, ground, doc_type, channel, at)?;
    match (requester, admission) {
        (Requester::Authenticated(viewer), Some(admission))
            if kind.is_admitted() && ground != GroundKind::Representation =>
        {
            evidence::admitted(admission, viewer, doc_type, at).map(|_| rule)
        }
        _ => Ok(rule),
    }
}

fn try_decide(request: &Request<'_>) -> Result<Permit, Refusal> {
    let document = request.document;
    let requester = RequesterKind::of(&request.requester, request.admission.as_ref());
    let kind = GroundKind::of(&request.ground);
    let Rule { row, obligations, edition, present } =
        rule(requester, kind, document.doc_type(), request.channel, request.at)?;
    let Requester::Authenticated(viewer) = &request.requester else { return Err(NOT_AUTHENTICATED) };
    // 352/4: an organisation is a third party by the authorised body's decision. As the head of an institution an employee is
    // a representative by the record alone (352/14).
    let asks_as_third_party = requester.is_admitted() && kind != GroundKind::Representation;
    let admission = request.admission.filter(|_| asks_as_third_party);
    let aim = admission
        .map(|admission| evidence::admitted(&admission, viewer, document.doc_type(), request.at))
        .transpose()?;
    let subject = document
        .subject()
        .ok_or(Refusal { reason: Reason::SubjectUnknown, clauses: &["352/2.3", "352/16"] })?;
    let asked = Asked { viewer, subject: &subject, document, at: request.at, policy: request.policy };
    let ground = match request.ground {
        // Rows that allow name a ground, so this is out of reach and refused all the same.
        Ground::None => return Err(Refusal { reason: Reason::NoConsent, clauses: &["352/2.6", "352/16"] }),
        Ground::Own => asked.own(),
        Ground::Representation(record) => asked.representation(record),
        Ground::Grant(redeemed) => asked.grant(redeemed),
        Ground::Consent(consented) => asked.consent(consented, aim.as_ref()),
    }?;
    if present {
        asked.present(request)?;
    }
    // 352/14, 352/19: a document is shown when the data received checked out.
    if !document.validity().holds(request.at) {
        return Err(Refusal { reason: Reason::NotValid, clauses: &["352/14", "352/19"] });
    }
    Ok(Permit {
        viewer: viewer.clone(),
        subject,
        doc_type: document.doc_type().clone(),
        document_digest: *document.digest(),
        elements: asked.open_elements(&request.ground)?,
        ground,
        aim,
        obligations,
        clauses: row.clauses,
        row: row.name,
        at: request.at,
        edition,
    })
}

impl Permit {
    /// Who may see.
    pub fn viewer(&self) -> &Party {
        &self.viewer
    }

    /// Whose document.
    pub fn subject(&self) -> &Iin {
        &self.subject
    }

    /// Its kind.
    pub fn doc_type(&self) -> &DocType {
        &self.doc_type
    }

    /// SHA-256 of its Mobile Security Object.
    pub fn document_digest(&self) -> &[u8; 32] {
        &self.document_digest
    }

    /// Which of its data elements may be seen: all but by a grant that opens some (352/15, 352/16).
    pub fn elements(&self) -> &OpenElements {
        &self.elements
    }

    /// On what ground.
    pub fn ground(&self) -> &PermitGround {
        &self.ground
    }

    /// The sentence to show to the viewer.
    pub fn text(&self, language: Language) -> &'static str {
        let ground = match &self.ground {
            PermitGround::Own => GroundKind::Own,
            PermitGround::Representation => GroundKind::Representation,
            PermitGround::Grant { .. } => GroundKind::Grant,
            PermitGround::Consent { .. } => GroundKind::Consent,
        };
        ground.allowed(language)
    }

    /// What for, where an organisation asked.
    pub fn aim(&self) -> Option<&Aim> {
        self.aim.as_ref()
    }

    /// What must be done with it.
    pub fn obligations(&self) -> &'static [Obligation] {
        self.obligations
    }

    /// The clauses it rests on.
    pub fn clauses(&self) -> &'static [&'static str] {
        self.clauses
    }

    /// The row of the table it rests on.
    pub fn row(&self) -> &'static str {
        self.row
    }

    /// When it was decided.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// The edition of the rules it was decided by.
    pub fn edition(&self) -> &'static Edition {
        self.edition
    }
}

impl Refusal {
    /// 352/14, 352/16: no right of representation was shown. Also the answer to a record that cannot be believed.
    pub const NOT_REPRESENTATIVE: Self =
        Self { reason: Reason::NotRepresentative, clauses: &["352/14", "352/16"] };

    /// Why.
    pub fn reason(self) -> Reason {
        self.reason
    }

    /// The clauses it rests on.
    pub fn clauses(self) -> &'static [&'static str] {
        self.clauses
    }

    /// The sentence to show.
    pub fn text(self, language: Language) -> &'static str {
        self.reason.text(language)
    }
}

impl Decision {
    /// As a `Result`, for `?`.
    pub fn permit(self) -> Result<Permit, Refusal> {
        match self {
            Self::Allow(permit) => Ok(permit),
            Self::Refuse(refusal) => Err(refusal),
        }
    }
}

impl RequesterKind {
    /// What `requester` is, by what they bring. Whether it can be believed is looked at later.
    pub fn of(requester: &Requester, admission: Option<&Admission<'_>>) -> Self {
        let Requester::Authenticated(party) = requester else { return Self::Nobody };
        let sector = admission.map(|admission| admission.accreditation.record().sector);
        match (party, sector) {
            (Party::Person(_), _) => Self::Person,
            (Party::Employee { .. }, None) => Self::Employee,
            (Party::Employee { .. }, Some(Sector::Other)) => Self::AdmittedEmployee,
            (Party::Employee { .. }, Some(Sector::Financial)) => Self::FinancialEmployee,
            (Party::System(_), None) => Self::System,
            (Party::System(_), Some(Sector::Other)) => Self::AdmittedSystem,
            (Party::System(_), Some(Sector::Financial)) => Self::FinancialSystem,
        }
    }
}

impl GroundKind {
    /// What `ground` is.
    pub fn of(ground: &Ground<'_>) -> Self {
        match ground {
            Ground::None => Self::None,
            Ground::Own => Self::Own,
            Ground::Representation(_) => Self::Representation,
            Ground::Grant(_) => Self::Grant,
            Ground::Consent(_) => Self::Consent,
        }
    }
}

/// The kind of document and the row; no person.
impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Permit({}, {}, {})", self.row, self.doc_type.as_str(), self.at.to_utc())
    }
}

const NOT_AUTHENTICATED: Refusal =
    Refusal { reason: Reason::NotAuthenticated, clauses: &["352/11", "352/12", "352/18"] };
