use sha2::{Digest, Sha256};

use super::super::{AttemptKey, CodeMac, Insertion, NewGrant, QuotaKey, Spent, Store, SubjectKey};
use super::race::race;
use super::{Failure, same};
use crate::grant::{
    Audience, DocumentRef, ElementName, ElementNames, Grant, GrantPurpose, OpenDocument, OpenElements,
};
use crate::id::{DocType, DocumentNumber, GrantId, Iin};
use crate::time::{Timestamp, Validity};

/// A store on the bench, and names of which no other case and no other run has one.
pub(super) struct Bench<'a> {
    pub(super) store: &'a (dyn Store + Sync),
    salt: u64,
    case: &'static str,
}

impl<'a> Bench<'a> {
    pub(super) fn new(store: &'a (dyn Store + Sync), salt: u64, case: &'static str) -> Self {
        Self { store, salt, case }
    }

    fn name(&self, kind: &str, of: u8) -> [u8; 32] {
        let hash = Sha256::new().chain_update(self.salt.to_le_bytes()).chain_update(self.case);
        hash.chain_update(kind).chain_update([of]).finalize().into()
    }

    pub(super) fn subject(&self, of: u8) -> SubjectKey {
        SubjectKey::from_bytes(self.name("subject", of))
    }

    pub(super) fn counter(&self, of: u8) -> QuotaKey {
        QuotaKey::from_bytes(self.name("quota", of))
    }

    pub(super) fn attempt(&self, of: u8) -> AttemptKey {
        AttemptKey::from_bytes(self.name("attempt", of))
    }

    /// A code's MACs under one pepper.
    pub(super) fn code(&self, of: u8) -> Vec<CodeMac> {
        vec![self.mac(1, of)]
    }

    pub(super) fn mac(&self, version: u16, of: u8) -> CodeMac {
        CodeMac::new(version, self.name("code", of))
    }

    pub(super) fn id(&self, of: u8) -> Result<GrantId, Failure> {
        let name = self.name("id", of);
        GrantId::from_bytes(name.get(..16).unwrap_or_default()).map_err(made)
    }

    /// A grant of the first subject from second 0 until second 180, its id and its code made of `of`.
    pub(super) fn grant(&self, of: u8, views: u8) -> Result<NewGrant, Failure> {
        let number = DocumentNumber::parse("045123789").map_err(made)?;
        let name =
            ElementName { namespace: "org.iso.18013.5.1".to_owned(), identifier: "portrait".to_owned() };
        let document = DocumentRef { doc_type: DocType::IDENTITY_CARD, number };
        let elements = OpenElements::Only(ElementNames::new(vec![name]).map_err(made)?);
        let grant = Grant {
            id: self.id(of)?,
            subject: Iin::parse("000000000101").map_err(made)?,
            documents: vec![OpenDocument { document, elements }],
            audience: Audience::AnyoneAuthenticated,
            validity: Validity::new(at(0), at(180)).map_err(made)?,
            views,
            purpose: Some(GrantPurpose::Age),
        };
        Ok(NewGrant { grant, subject: self.subject(0), codes: self.code(of) })
    }

    /// Keeps [`Bench::grant`].
    pub(super) fn kept(&self, of: u8, views: u8) -> Result<GrantId, Failure> {
        self.insert(self.grant(of, views)?, 20, 0, Insertion::Inserted)?;
        self.id(of)
    }

    pub(super) fn insert(
        &self,
        new: NewGrant,
        most_live: u8,
        second: i64,
        wanted: Insertion,
    ) -> Result<(), Failure> {
        same("insert", self.store.insert(new, most_live, at(second))?, wanted)
    }

    /// Redeems a grant of the first subject without an attempt's name.
    pub(super) fn redeem(&self, of: u8, second: i64, wanted: Spent) -> Result<(), Failure> {
        let spent = self.store.redeem(&self.subject(0), &self.id(of)?, None, at(second))?;
        same(&format!("redeem at second {second}"), spent, wanted)
    }

    /// Runs `step` on 64 threads that start together; what each gave, in their order.
    pub(super) fn race<T: Send>(
        &self,
        step: impl Fn(&Self, u8) -> Result<T, Failure> + Sync,
    ) -> Result<Vec<T>, Failure> {
        race(THREADS, |n| step(self, n), || Failure("a thread died".to_owned()))
    }
}

/// So many seconds after the start of the cases' own time.
pub(super) fn at(second: i64) -> Timestamp {
    Timestamp::from_unix(START + second).unwrap_or_else(|_| unreachable!("minutes around 2026"))
}

/// Names of the cases' own that are none of their kind.
fn made(error: impl core::fmt::Display) -> Failure {
    Failure(format!("the case itself: {error}"))
}

/// In the year 2026.
const START: i64 = 1_795_000_000;

pub(super) const THREADS: u8 = 64;
