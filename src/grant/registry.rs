use super::audit::{Audit, Event};
use super::store::{Insertion, NewGrant, Replacement, Store, StoreError, Stored, Taken};
use super::{
    Audience, Grant, GrantLink, LiveGrant, OpenDocument, OpenElements, OpenError, OpenRequest, OpenedAccess,
    Peppers, Policy, Service, seconds_until,
};
use crate::code::ShortCode;
use crate::id::{GrantId, Iin, Party};
use crate::limits::{MAX_SCOPE_DOCUMENTS, MAX_SCOPE_ELEMENTS};
use crate::random::RandomSource;
use crate::time::{Timestamp, Validity};

/// The service's register of open access: opens, redeems, closes.
///
/// It keeps nothing itself: any number of registries on any number of machines act as one when they share a store, a
/// policy and the secrets. It reads no clock; the machines' clocks should agree to a second.
pub struct Registry<S> {
    pub(super) store: S,
    pub(super) service: Service,
    pub(super) policy: Policy,
    pub(super) peppers: Peppers,
    pub(super) audit: Box<dyn Audit + Send + Sync>,
}

impl<S: Store> Registry<S> {
    /// A registry that tells nobody its reasons; see [`Registry::with_audit`].
    pub fn new(store: S, service: Service, policy: Policy, peppers: Peppers) -> Self {
        Self { store, service, policy, peppers, audit: Box::new(()) }
    }

    /// Tells `audit` what really happens.
    #[must_use]
    pub fn with_audit(mut self, audit: impl Audit + Send + Sync + 'static) -> Self {
        self.audit = Box::new(audit);
        self
    }

    /// Opens access to some of `subject`'s documents, from now on. `subject` is the authenticated person who performs
    /// the act; the caller states that by giving a [`Party`].
    pub fn open(
        &self,
        subject: &Party,
        request: OpenRequest,
        now: Timestamp,
        random: &mut dyn RandomSource,
    ) -> Result<OpenedAccess, OpenError> {
        let (subject, grant, link) = self.signed(subject, request, now, random)?;
        self.take_opening(&subject, now)?;

        let most_live = self.policy.settings().most_live;
        for _ in 0..CODE_DRAWS {
            let (code, new) = self.draw(&subject, &grant, random)?;
            match self.store.insert(new, most_live, now)? {
                Insertion::Inserted => {
                    self.audit.record(&Event::Opened { at: now, grant: &grant.id });
                    return Ok(OpenedAccess::new(grant.id, link, code, grant.validity));
                }
                Insertion::CodeTaken => {}
                Insertion::IdTaken => return Err(OpenError::Repeating),
                Insertion::TooManyLive => return Err(OpenError::TooManyLive { limit: most_live }),
            }
        }
        Err(OpenError::Repeating)
    }

    /// Makes a live grant anew for its subject — a code that died of wrong tries, a picture of the symbol that went where
    /// it should not: fresh id, token and digits; the old ones open nothing from now on. It is the same grant otherwise:
    /// its documents, its audience, the views that are left, and its expiry, which is not moved. It counts as an opening.
    pub fn reissue(
        &self,
        subject: &Party,
        grant: &GrantId,
        now: Timestamp,
        random: &mut dyn RandomSource,
    ) -> Result<OpenedAccess, OpenError> {
        let Party::Person(subject) = subject else {
            return Err(OpenError::NotThePerson);
        };
        self.take_opening(subject, now)?;
        for _ in 0..CODE_DRAWS {
            let (old, fresh, link) = self.anew(subject, grant, now, random)?;
            let (code, new) = self.draw(subject, &fresh, random)?;
            match self.store.replace(grant, old.used, new, now)? {
                Replacement::Replaced => {
                    self.audit.record(&Event::Reissued { at: now, old: grant, new: &fresh.id });
                    return Ok(OpenedAccess::new(fresh.id, link, code, fresh.validity));
                }
                // A view was spent meanwhile, or the digits are those of another: once more.
                Replacement::Moved | Replacement::CodeTaken => {}
                Replacement::NotLive => return Err(OpenError::NoSuchGrant),
                Replacement::IdTaken => return Err(OpenError::Repeating),
            }
        }
        Err(OpenError::Repeating)
    }

    /// Closes a grant for its subject, from now on; whether it was open until now. Of somebody else's grant it says
    /// what it says of none.
    pub fn close(&self, subject: &Party, grant: &GrantId, now: Timestamp) -> Result<bool, StoreError> {
        let Party::Person(person) = subject else {
            return Ok(false);
        };
        let closed = self.store.close(&self.peppers.subject(person), grant, now)?;
        if closed {
            self.audit.record(&Event::Closed { at: now, grant });
        }
        Ok(closed)
    }

    /// The subject's grants that are open now, oldest first; nobody's but one's own.
    pub fn live(&self, subject: &Party, now: Timestamp) -> Result<Vec<LiveGrant>, StoreError> {
        let Party::Person(person) = subject else {
            return Ok(Vec::new());
        };
        let live = self.store.live(&self.peppers.subject(person), now)?;
        let shown = live.into_iter().map(|live| LiveGrant {
            grant: live.stored.grant,
            used: live.stored.used,
            code_alive: live.code_alive,
        });
        Ok(shown.collect())
    }

    /// Forgets what has ended; how many grants went. To be called every minute or so.
    pub fn sweep(&self, now: Timestamp) -> Result<usize, StoreError> {
        self.store.sweep(now)
    }

    /// The store.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// A subject, the grant asked for, not yet kept, and its link.
    pub(super) fn signed(
        &self,
        subject: &Party,
        request: OpenRequest,
        now: Timestamp,
        random: &mut dyn RandomSource,
    ) -> Result<(Iin, Grant, GrantLink), OpenError> {
        // 352/3, 352/16: nothing opens without the subject's own act.
        let Party::Person(subject) = subject else {
            return Err(OpenError::NotThePerson);
        };
        let (lifetime, views) = self.check(subject, &request)?;
        let grant = Grant {
            id: GrantId::make(random)?,
            subject: *subject,
            documents: request.documents,
            audience: request.audience,
            validity: Validity::new(now, now.plus(i64::from(lifetime)))?,
            views,
            purpose: request.purpose,
        };
        // Signed before it is kept, so that a signer that fails leaves nothing open.
        let link = self.service.sign(&grant)?;
        Ok((*subject, grant, link))
    }

    /// A live grant of the subject's as it stands, what takes its place, and the link of that.
    fn anew(
        &self,
        subject: &Iin,
        grant: &GrantId,
        now: Timestamp,
        random: &mut dyn RandomSource,
    ) -> Result<(Stored, Grant, GrantLink), OpenError> {
        let live = self.store.live(&self.peppers.subject(subject), now)?;
        let old = live.into_iter().find(|live| live.stored.grant.id == *grant);
        let old = old.ok_or(OpenError::NoSuchGrant)?.stored;
        let validity = Validity::new(now, old.grant.validity.until())?;
        // Live, so a view is left.
        let views = old.grant.views.saturating_sub(old.used);
        let fresh = Grant { id: GrantId::make(random)?, validity, views, ..old.grant.clone() };
        let link = self.service.sign(&fresh)?;
        Ok((old, fresh, link))
    }

    /// Six digits for a grant, and what is kept of both.
    pub(super) fn draw(
        &self,
        subject: &Iin,
        grant: &Grant,
        random: &mut dyn RandomSource,
    ) -> Result<(ShortCode, NewGrant), OpenError> {
        let code = ShortCode::make(random)?;
        let codes = self.peppers.codes(subject, &code);
        let new = NewGrant { grant: grant.clone(), subject: self.peppers.subject(subject), codes };
        Ok((code, new))
    }

    /// One of the subject's openings.
    pub(super) fn take_opening(&self, subject: &Iin, now: Timestamp) -> Result<(), OpenError> {
        match self.store.take(&self.peppers.openings(subject), self.policy.openings(), now)? {
            Taken::Yes => Ok(()),
            Taken::No { until } => {
                Err(OpenError::TooManyOpenings { after_seconds: seconds_until(until, now) })
            }
        }
    }

    /// The lifetime and the views of a request, after all that can be wrong with it.
    fn check(&self, subject: &Iin, request: &OpenRequest) -> Result<(u32, u8), OpenError> {
        let documents = &request.documents;
        if documents.is_empty() {
            return Err(OpenError::NoDocument);
        }
        if documents.len() > MAX_SCOPE_DOCUMENTS {
            return Err(OpenError::TooManyDocuments { found: documents.len(), limit: MAX_SCOPE_DOCUMENTS });
        }
        let twice = |(at, open): (usize, &OpenDocument)| {
            documents.iter().take(at).any(|before| before.document == open.document)
        };
        if let Some(at) = documents.iter().enumerate().position(twice) {
            return Err(OpenError::DocumentTwice { position: at + 1 });
        }
        let named = |document: &OpenDocument| match &document.elements {
            OpenElements::All => 0,
            OpenElements::Only(names) => names.as_slice().len(),
        };
        let found = documents.iter().map(named).sum();
        if found > MAX_SCOPE_ELEMENTS {
            return Err(OpenError::TooManyElements { found, limit: MAX_SCOPE_ELEMENTS });
        }
        if request.audience == Audience::Person(*subject) {
            return Err(OpenError::ForOneself);
        }
        let policy = self.policy.settings();
        let lifetime = request.lifetime_seconds.unwrap_or(policy.lifetime_seconds);
        if !(policy.shortest_seconds..=policy.longest_seconds).contains(&lifetime) {
            return Err(OpenError::Lifetime {
                found: lifetime,
                least: policy.shortest_seconds,
                most: policy.longest_seconds,
            });
        }
        let views = request.views.unwrap_or(policy.views);
        if !(1..=policy.most_views).contains(&views) {
            return Err(OpenError::Views { found: views, most: policy.most_views });
        }
        Ok((lifetime, views))
    }
}

/// How many codes are drawn before giving up: with twenty live grants a draw meets a taken code once in 50,000, so this
/// many in a row are no chance.
pub(super) const CODE_DRAWS: usize = 8;
