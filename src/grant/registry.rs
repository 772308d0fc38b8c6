use super::audit::{Audit, Event, Reason};
use super::secrets::Counter;
use super::store::{
    CodeTry, Ended, Insertion, NewGrant, Quota, QuotaKey, Spent, Store, StoreError, Stored, Taken,
};
use super::{
    Audience, Door, Grant, LiveGrant, OpenError, OpenRequest, OpenedAccess, Peppers, Policy, Redeemed,
    Redemption, Refused, Service,
};
use crate::code::ShortCode;
use crate::id::{GrantId, Iin, Party};
use crate::limits::MAX_SCOPE_DOCUMENTS;
use crate::random::RandomSource;
use crate::time::{Timestamp, Validity};

/// The service's register of open access: opens, redeems, closes.
///
/// It keeps nothing itself: any number of registries on any number of machines act as one when they share a store, a
/// policy and the secrets. It reads no clock; the machines' clocks should agree to a second.
pub struct Registry<S> {
    store: S,
    service: Service,
    policy: Policy,
    peppers: Peppers,
    audit: Box<dyn Audit + Send + Sync>,
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
        // 352/3, 352/16: nothing opens without the subject's own act.
        let Party::Person(subject) = subject else {
            return Err(OpenError::NotThePerson);
        };
        let (lifetime, views) = self.check(subject, &request)?;
        let validity = Validity::new(now, now.plus(i64::from(lifetime)))?;
        let id = GrantId::make(random)?;
        let grant = Grant {
            id,
            subject: *subject,
            documents: request.documents,
            audience: request.audience,
            validity,
            views,
        };
        // Signed before it is kept, so that a signer that fails leaves nothing open.
        let link = self.service.sign(&grant)?;

        let key = self.peppers.subject(subject);
        let most_live = self.policy.settings().most_live;
        for _ in 0..CODE_DRAWS {
            let code = ShortCode::make(random)?;
            let codes = self.peppers.codes(subject, &code);
            let new = NewGrant { grant: grant.clone(), subject: key, codes };
            match self.store.insert(new, most_live, now)? {
                Insertion::Inserted => {
                    self.audit.record(&Event::Opened { at: now, grant: &id });
                    return Ok(OpenedAccess::new(id, link, code, validity));
                }
                Insertion::CodeTaken => {}
                Insertion::IdTaken => return Err(OpenError::Repeating),
                Insertion::TooManyLive => return Err(OpenError::TooManyLive { limit: most_live }),
            }
        }
        Err(OpenError::Repeating)
    }

    /// Redeems the token of a QR code (352/10, 352/17).
    ///
    /// No quota is taken: a signature and 128 random bits leave nothing to guess, and a clerk scans all day.
    pub fn redeem_token(
        &self,
        viewer: &Party,
        token: &[u8],
        now: Timestamp,
    ) -> Result<Redemption, StoreError> {
        let mut attempt = Attempt { viewer, door: Door::Qr, now, meant: None };
        // What an untrue token is refused for, its bearer can find out alone; the store is spared.
        let claims = match self.service.open(token) {
            Ok(token) => token.claims().clone(),
            Err(error) => return Ok(self.refuse(&attempt, &Reason::Token(error))),
        };
        attempt.meant = Some(claims.id);
        let found = self.store.find(&claims.id)?;
        let agrees =
            |grant: &Grant| if self.service.claims(grant) == claims { Ok(()) } else { Err(Reason::Mismatch) };
        self.spend(&attempt, &claims.id, found, agrees, Reason::Unknown)
    }

    /// Redeems six digits with the subject's IIN (352/10, 352/19).
    ///
    /// Whatever is refused after the quotas goes through the same steps of the store: wrong digits, a person nobody
    /// knows, an expired, used, closed or locked grant, one for somebody else, one's own.
    pub fn redeem_code(
        &self,
        viewer: &Party,
        subject: &Iin,
        code: &ShortCode,
        now: Timestamp,
    ) -> Result<Redemption, StoreError> {
        let mut attempt = Attempt { viewer, door: Door::Digits, now, meant: None };
        // Counted before anything is looked at. The failure is counted as one ahead and given back on success.
        let tries = self.peppers.viewer(Counter::Tries, viewer);
        if let Some(refusal) = self.take(&attempt, &tries, self.policy.tries(), &Reason::TooManyTries)? {
            return Ok(refusal);
        }
        let failures = self.peppers.viewer(Counter::Failures, viewer);
        if let Some(refusal) =
            self.take(&attempt, &failures, self.policy.failures(), &Reason::TooManyFailures)?
        {
            return Ok(refusal);
        }

        let codes = self.peppers.codes(subject, code);
        let key = self.peppers.subject(subject);
        let limit = self.policy.settings().code_failures;
        let outcome = self.store.try_code(&key, &codes, limit, now)?;
        let (matched, absent) = match &outcome {
            CodeTry::Match(id) => (Some(*id), Reason::Unknown),
            CodeTry::NoMatch { dead: Some(_), .. } => (None, Reason::CodeDead),
            CodeTry::NoMatch { dead: None, .. } => (None, Reason::NoSuchCode),
        };
        attempt.meant = matched;
        if let CodeTry::NoMatch { dead, died } = &outcome {
            attempt.meant = *dead;
            for grant in died {
                self.audit.record(&Event::CodeDied { at: now, grant, viewer });
            }
        }
        let id = matched.unwrap_or_else(|| self.peppers.decoy(key.as_bytes()));
        let found = self.store.find(&id)?;
        let agrees = |grant: &Grant| if grant.subject == *subject { Ok(()) } else { Err(Reason::Mismatch) };
        let redemption = self.spend(&attempt, &id, found, agrees, absent)?;
        if matches!(redemption, Redemption::Granted(_)) {
            // The view is spent already: an error here costs the viewer one failure of the day, not the view.
            let _ = self.store.give_back(&failures, self.policy.failures(), now);
        }
        Ok(redemption)
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

    /// The lifetime and the views of a request, after all that can be wrong with it.
    fn check(&self, subject: &Iin, request: &OpenRequest) -> Result<(u32, u8), OpenError> {
        let documents = &request.documents;
        if documents.is_empty() {
            return Err(OpenError::NoDocument);
        }
        if documents.len() > MAX_SCOPE_DOCUMENTS {
            return Err(OpenError::TooManyDocuments { found: documents.len(), limit: MAX_SCOPE_DOCUMENTS });
        }
        let twice = |(at, document)| documents.iter().take(at).any(|before| before == document);
        if let Some(at) = documents.iter().enumerate().position(twice) {
            return Err(OpenError::DocumentTwice { position: at + 1 });
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

    /// Takes one of the viewer's own quota, or says when the next is free.
    fn take(
        &self,
        attempt: &Attempt<'_>,
        key: &QuotaKey,
        quota: Quota,
        reason: &Reason,
    ) -> Result<Option<Redemption>, StoreError> {
        match self.store.take(key, quota, attempt.now)? {
            Taken::Yes => Ok(None),
            Taken::No { until } => {
                self.tell(attempt, reason);
                let seconds = until.unix().saturating_sub(attempt.now.unix()).max(1);
                let after_seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
                Ok(Some(Redemption::Refused(Refused::TryLater { after_seconds })))
            }
        }
    }

    /// Spends a view of the grant found, if the viewer is one to whom it is open; in every other case goes through the
    /// same step of the store with an id that names no grant.
    fn spend(
        &self,
        attempt: &Attempt<'_>,
        id: &GrantId,
        found: Option<Stored>,
        agrees: impl Fn(&Grant) -> Result<(), Reason>,
        absent: Reason,
    ) -> Result<Redemption, StoreError> {
        let grant = found.map(|stored| stored.grant);
        let judged = grant.as_ref().ok_or(absent).and_then(|grant| {
            agrees(grant)?;
            // 352/2.3, 352/2.6: a third party is not the subject, for whomever they act.
            if attempt.viewer.person() == Some(&grant.subject) {
                return Err(Reason::OwnSubject);
            }
            if grant.audience.admits(attempt.viewer) { Ok(()) } else { Err(Reason::Audience) }
        });
        let target = if judged.is_ok() { *id } else { self.peppers.decoy(id.as_bytes()) };
        let spent = self.store.redeem(&target, attempt.now)?;
        let reason = match (judged, grant, spent) {
            (Ok(()), Some(grant), Spent::View(view)) => {
                let (at, viewer, door) = (attempt.now, attempt.viewer, attempt.door);
                self.audit.record(&Event::Redeemed { at, grant: &grant.id, viewer, door, view });
                return Ok(Redemption::Granted(Redeemed::new(grant, viewer, view, door, at)));
            }
            (Ok(()), _, Spent::Refused(ended)) => ended.into(),
            (Err(reason), _, Spent::Refused(_)) => reason,
            // A view of a decoy, or of a grant that was not found: the store invents grants.
            (_, _, Spent::View(_)) => return Err(StoreError::Broken { what: "a view of no grant" }),
        };
        Ok(self.refuse(attempt, &reason))
    }

    /// The one refusal. The reason goes to the audit and nowhere else.
    fn refuse(&self, attempt: &Attempt<'_>, reason: &Reason) -> Redemption {
        self.tell(attempt, reason);
        Redemption::Refused(Refused::NotOpen)
    }

    fn tell(&self, attempt: &Attempt<'_>, reason: &Reason) {
        let &Attempt { viewer, door, now, meant } = attempt;
        self.audit.record(&Event::Refused { at: now, grant: meant.as_ref(), viewer, door, reason });
    }
}

/// Who knocks, where and when, and which grant they turned out to mean.
struct Attempt<'a> {
    viewer: &'a Party,
    door: Door,
    now: Timestamp,
    meant: Option<GrantId>,
}

impl From<Ended> for Reason {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Unknown => Self::Unknown,
            Ended::NotYet => Self::NotYet,
            Ended::Expired => Self::Expired,
            Ended::Used => Self::Used,
            Ended::Closed => Self::Closed,
        }
    }
}

/// How many codes are drawn before giving up: with twenty live grants a draw meets a taken code once in 50,000, so this
/// many in a row are no chance.
const CODE_DRAWS: usize = 8;
