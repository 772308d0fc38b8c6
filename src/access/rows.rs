use super::edition::{SINCE_2022, SINCE_2024};
use super::{Channel, Documents, Effect, GroundKind, Obligation, Reason, RequesterKind, Row};

use RequesterKind::{
    AdmittedEmployee, AdmittedSystem, Employee, FinancialEmployee, FinancialSystem, Nobody, Person, System,
};

/// The table.
pub static ROWS: [Row; 26] = [
    // 352/11, 352/12, 352/18: the service is for those who are authenticated, third parties too.
    Row {
        name: "not authenticated",
        requesters: &[Nobody],
        grounds: &GroundKind::ALL,
        effect: Effect::Refuse(Reason::NotAuthenticated),
        clauses: &["352/11", "352/12", "352/18"],
        ..ANY
    },
    // 352/12: the subject authenticates, then sees the document. No mark: 352/18 marks the view of a third party in two
    // cabinets, and here is no third party and no second cabinet.
    Row {
        name: "own document",
        requesters: &[Person],
        grounds: &[GroundKind::Own],
        effect: Effect::Allow(&[]),
        clauses: &["352/2.3", "352/11", "352/12"],
        ..ANY
    },
    // 352/14: open by default to a minor's legal representatives, according to state systems' data. An employee is one
    // only as the head of the institution the record names.
    Row {
        name: "minor's representative",
        requesters: &[Person, Employee, AdmittedEmployee, FinancialEmployee],
        grounds: &[GroundKind::Representation],
        channels: IN_APPLICATION,
        effect: Effect::Allow(&[Obligation::MarkView]),
        clauses: &["352/11", "352/14", "352/18"],
        ..ANY
    },
    // 352/15, 352/16, 352/19: the subject opened access, the code checked out, the third party sees the document.
    Row {
        name: "grant holder",
        requesters: &[Person],
        grounds: &[GroundKind::Grant],
        channels: IN_APPLICATION,
        effect: VIEW,
        clauses: &["352/15", "352/16", "352/18", "352/19"],
        ..ANY
    },
    // 352/16: a third party without consent.
    Row {
        name: "stranger",
        requesters: &[Person],
        grounds: &[GroundKind::None],
        effect: Effect::Refuse(Reason::NoConsent),
        clauses: &["352/2.6", "352/16"],
        ..ANY
    },
    // 352/4: organisations and their systems come in by decision of the authorised body.
    Row {
        name: "organisation not admitted",
        requesters: &[Employee, System],
        grounds: &[GroundKind::None, GroundKind::Own, GroundKind::Grant, GroundKind::Consent],
        effect: Effect::Refuse(Reason::NotAdmitted),
        clauses: &["352/4", "352/16"],
        ..ANY
    },
    // 352/14 speaks of persons: a system represents nobody.
    Row {
        name: "system as representative",
        requesters: &[System, AdmittedSystem, FinancialSystem],
        grounds: &[GroundKind::Representation],
        channels: IN_APPLICATION,
        effect: Effect::Refuse(Reason::NotRepresentative),
        clauses: &["352/14", "352/16"],
        ..ANY
    },
    // 352/20: third parties get documents through integration with consent by one-time password or SMS, not by code.
    Row {
        name: "grant holder through integration",
        requesters: &[Person],
        grounds: &[GroundKind::Grant],
        channels: INTEGRATION,
        effect: Effect::Refuse(Reason::ChannelClosed),
        clauses: &["352/4", "352/20"],
        ..ANY
    },
    // 352/4: users' systems serve "exclusively with the subject's consent"; 352/14 needs none and gives none.
    Row {
        name: "representative through integration",
        requesters: &[
            Person,
            Employee,
            System,
            AdmittedEmployee,
            AdmittedSystem,
            FinancialEmployee,
            FinancialSystem,
        ],
        grounds: &[GroundKind::Representation],
        channels: INTEGRATION,
        effect: Effect::Refuse(Reason::ChannelClosed),
        clauses: &["352/4", "352/14"],
        ..ANY
    },
    // 352/4, 352/20: integration is for organisations; a person who acts for themselves has no integrated system.
    Row {
        name: "person with consent by phone",
        requesters: &[Person],
        grounds: &[GroundKind::Consent],
        effect: Effect::Refuse(Reason::WrongChannel),
        clauses: &["352/4", "352/20"],
        ..ANY
    },
    // 352/2.3, 352/16: an admitted organisation is a third party like any other, and owns no document of a person.
    Row {
        name: "admitted organisation without consent",
        requesters: &[AdmittedEmployee, AdmittedSystem, FinancialEmployee, FinancialSystem],
        grounds: &[GroundKind::None, GroundKind::Own],
        effect: Effect::Refuse(Reason::NoConsent),
        clauses: &["352/2.3", "352/2.6", "352/16"],
        ..ANY
    },
    // 352/20: consent by phone is for integration; in the application the subject opens access.
    Row {
        name: "consent by phone in the application",
        requesters: &[AdmittedEmployee, AdmittedSystem, FinancialEmployee, FinancialSystem],
        grounds: &[GroundKind::Consent],
        channels: IN_APPLICATION,
        effect: Effect::Refuse(Reason::WrongChannel),
        clauses: &["352/20"],
        ..ANY
    },
    // 352/18: in the application a person signs in and scans; a system does neither.
    Row {
        name: "system in the application",
        requesters: &[AdmittedSystem, FinancialSystem],
        grounds: &[GroundKind::Grant],
        channels: IN_APPLICATION,
        effect: Effect::Refuse(Reason::WrongChannel),
        clauses: &["352/4", "352/18"],
        ..ANY
    },
    // 352/4, 352/10, 352/17: codes are checked in the application and in integrated systems.
    Row {
        name: "employee with a grant",
        requesters: &[AdmittedEmployee],
        grounds: &[GroundKind::Grant],
        effect: VIEW,
        clauses: GRANT,
        ..ANY
    },
    Row {
        name: "system with a grant",
        requesters: &[AdmittedSystem],
        grounds: &[GroundKind::Grant],
        channels: INTEGRATION,
        effect: VIEW,
        clauses: GRANT,
        ..ANY
    },
    // 352/20: through integration, with consent over the registered number.
    Row {
        name: "organisation with consent by phone",
        requesters: &[AdmittedEmployee, AdmittedSystem],
        grounds: &[GroundKind::Consent],
        channels: INTEGRATION,
        effect: VIEW,
        clauses: CONSENT,
        ..ANY
    },
    // Documents that identify nobody: financial organisations are like others.
    Row {
        name: "financial employee with a grant",
        requesters: &[FinancialEmployee],
        grounds: &[GroundKind::Grant],
        documents: Documents::Other,
        effect: VIEW,
        clauses: GRANT,
        ..ANY
    },
    Row {
        name: "financial system with a grant",
        requesters: &[FinancialSystem],
        grounds: &[GroundKind::Grant],
        documents: Documents::Other,
        channels: INTEGRATION,
        effect: VIEW,
        clauses: GRANT,
        ..ANY
    },
    Row {
        name: "financial organisation with consent by phone",
        requesters: &[FinancialEmployee, FinancialSystem],
        grounds: &[GroundKind::Consent],
        documents: Documents::Other,
        channels: INTEGRATION,
        effect: VIEW,
        clauses: CONSENT,
        ..ANY
    },
    // Identity documents before 352/21: likewise.
    Row {
        name: "financial employee with a grant, identity document, before 2024",
        requesters: &[FinancialEmployee],
        grounds: &[GroundKind::Grant],
        documents: Documents::Identifying,
        until: Some(&SINCE_2024),
        effect: VIEW,
        clauses: GRANT,
        ..ANY
    },
    Row {
        name: "financial system with a grant, identity document, before 2024",
        requesters: &[FinancialSystem],
        grounds: &[GroundKind::Grant],
        documents: Documents::Identifying,
        channels: INTEGRATION,
        until: Some(&SINCE_2024),
        effect: VIEW,
        clauses: GRANT,
        ..ANY
    },
    Row {
        name: "financial organisation with consent by phone, identity document, before 2024",
        requesters: &[FinancialEmployee, FinancialSystem],
        grounds: &[GroundKind::Consent],
        documents: Documents::Identifying,
        channels: INTEGRATION,
        until: Some(&SINCE_2024),
        effect: VIEW,
        clauses: CONSENT,
        ..ANY
    },
    // 352/21: "when the person is physically present".
    Row {
        name: "financial employee with a grant, person present",
        requesters: &[FinancialEmployee],
        grounds: &[GroundKind::Grant],
        documents: Documents::Identifying,
        channels: &[Channel::InPerson],
        since: &SINCE_2024,
        effect: VIEW_PRESENT,
        clauses: GRANT_PRESENT,
        ..ANY
    },
    Row {
        name: "financial organisation with a grant through integration, person present",
        requesters: &[FinancialEmployee, FinancialSystem],
        grounds: &[GroundKind::Grant],
        documents: Documents::Identifying,
        channels: INTEGRATION,
        since: &SINCE_2024,
        effect: VIEW_PRESENT,
        clauses: GRANT_PRESENT,
        ..ANY
    },
    Row {
        name: "financial organisation with consent by phone, person present",
        requesters: &[FinancialEmployee, FinancialSystem],
        grounds: &[GroundKind::Consent],
        documents: Documents::Identifying,
        channels: INTEGRATION,
        since: &SINCE_2024,
        effect: VIEW_PRESENT,
        clauses: &["352/4", "352/16", "352/18", "352/20", "352/21"],
        ..ANY
    },
    Row {
        name: "identity document to a financial organisation, remotely",
        requesters: &[FinancialEmployee],
        grounds: &[GroundKind::Grant],
        documents: Documents::Identifying,
        channels: &[Channel::Remote],
        since: &SINCE_2024,
        effect: Effect::Refuse(Reason::NotPresent),
        clauses: &["352/21"],
        ..ANY
    },
];

/// What most rows have in common.
const ANY: Row = Row {
    name: "",
    requesters: &[],
    grounds: &[],
    documents: Documents::Any,
    channels: &Channel::ALL,
    since: &SINCE_2022,
    until: None,
    effect: Effect::Refuse(Reason::NoConsent),
    clauses: &[],
};

const IN_APPLICATION: &[Channel] = &[Channel::InPerson, Channel::Remote];
const INTEGRATION: &[Channel] = &[Channel::Integration];
const VIEW: Effect = Effect::Allow(&[Obligation::MarkView, Obligation::ViewOnly]);
const VIEW_PRESENT: Effect = Effect::AllowPresent(&[Obligation::MarkView, Obligation::ViewOnly]);
const GRANT: &[&str] = &["352/4", "352/15", "352/16", "352/17", "352/18", "352/19"];
const GRANT_PRESENT: &[&str] = &["352/4", "352/15", "352/16", "352/17", "352/18", "352/19", "352/21"];
const CONSENT: &[&str] = &["352/4", "352/16", "352/18", "352/20"];
