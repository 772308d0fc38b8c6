//! What the service does, without HTTP.

use std::sync::Arc;

use qujat::access::{Ground, Refusal};
use qujat::code::ShortCode;
use qujat::consent::{ConsentError, QuestionError};
use qujat::grant::store::Store;
use qujat::grant::{
    AskId, AttemptId, CodeAlone, DocumentRef, LiveGrant, OpenError, OpenRequest, OpenedAccess, Policy,
    PolicySettings, Redeemed, Redemption, Refused, Registry,
};
use qujat::id::{GrantId, Iin, Party};
use qujat::journal::{Mark, MarkPair};
use qujat::text::Language;
use qujat::time::Timestamp;

use crate::admin::Metrics;
use crate::common::{Failure, OsRandom, now};
use crate::consents::Consents;
use crate::holdings::{Held, Holdings};
use crate::marks::Cabinets;
use crate::people::People;
use crate::results::Portal;
use crate::store::{self, Shared};

/// The service.
pub(crate) struct App {
    pub(crate) registry: Registry<Shared>,
    pub(crate) holdings: Holdings,
    pub(crate) consents: Consents,
    pub(crate) portal: Portal,
    pub(crate) cabinets: Box<dyn Cabinets + Send + Sync>,
    pub(crate) people: People,
    pub(crate) metrics: Metrics,
}

/// Why something was not done.
#[derive(Debug)]
pub(crate) enum Denied {
    /// Nothing is open, or not now.
    Refused(Refused),
    /// The rules of access say no.
    Access(Refusal),
    /// The request to open is not one that can be carried out.
    Open(OpenError),
    /// The subject may not be asked this.
    Question(QuestionError),
    /// The organisation asked too often.
    Asking(ConsentError),
    /// The subject has not consented, as far as the asker is told.
    NotConsented(&'static str),
    /// A document that was opened is not held, does not check out, or was shown on this view before.
    Document(&'static str),
    /// What it rests on does not work now: nothing was released.
    Unavailable,
}

/// A document as a viewer gets it.
pub(crate) struct Shown {
    pub(crate) reference: DocumentRef,
    /// The `IssuerSigned`, for a viewer who checks for themselves.
    pub(crate) document: Vec<u8>,
    /// The card, as SVG.
    pub(crate) card: String,
    /// The clauses the release rests on.
    pub(crate) clauses: &'static [&'static str],
    /// What the viewer must do and not do.
    pub(crate) obligations: Vec<&'static str>,
    /// The marks it left.
    pub(crate) marks: Option<MarkPair>,
}

/// What a viewer brings.
pub(crate) enum Carrier {
    /// The token of a QR code.
    Token(Vec<u8>),
    /// Six digits, with whose they are.
    Digits(Iin, ShortCode),
    /// A question that was put to whomever six digits belong to.
    Ask(AskId),
}

/// Whoever calls, what for where they say, and the language they read.
pub(crate) struct Caller {
    pub(crate) party: Party,
    pub(crate) language: Language,
    pub(crate) aim: String,
}

impl App {
    /// A service kept in Redis, where its address is given, else in memory.
    pub(crate) fn start(people: People, holders: usize, redis: Option<&str>) -> Result<Self, Failure> {
        let (holdings, signing) = Holdings::demonstration(holders)?;
        let metrics = Metrics::default();
        let (store, cabinets) = store::open(redis)?;
        let consents = Consents::demonstration(Arc::clone(&store), &holdings.subject, holdings.today)?;
        let portal = Portal::start(&holdings.results, Arc::clone(&store), metrics.clone())?;
        // A service opts in to digits without an IIN, or leaves this out.
        let settings = PolicySettings { code_alone: Some(CodeAlone::default()), ..PolicySettings::default() };
        let registry = Registry::new(store, signing, Policy::new(settings)?, Holdings::peppers()?)
            .with_audit(metrics.clone());
        Ok(Self { registry, holdings, consents, portal, cabinets, people, metrics })
    }

    /// Whether what it rests on works: the store is asked for a grant that nobody has.
    pub(crate) fn is_well(&self) -> bool {
        GrantId::from_bytes(&[0; 16]).is_ok_and(|nobody| self.registry.store().find(&nobody).is_ok())
    }

    /// Forgets what has ended.
    pub(crate) fn sweep(&self) {
        let _ = now().map(|now| self.registry.sweep(now));
    }

    /// The documents of whoever calls, each with its card in their language (352/12).
    pub(crate) fn documents(&self, caller: &Caller) -> Result<Vec<Shown>, Denied> {
        let Party::Person(person) = &caller.party else { return Ok(Vec::new()) };
        let now = now().map_err(|_| Denied::Unavailable)?;
        self.holdings.of(person).map(|held| self.show(held, caller, Ground::Own, false, now)).collect()
    }

    /// The documents of the children of whoever calls, by default (352/14): on the state system's answer of this moment.
    pub(crate) fn children(&self, caller: &Caller) -> Result<Vec<Shown>, Denied> {
        let Party::Person(person) = &caller.party else { return Ok(Vec::new()) };
        let now = now().map_err(|_| Denied::Unavailable)?;
        let mut shown = Vec::new();
        for answer in self.holdings.represented(person, now).map_err(|_| Denied::Unavailable)? {
            for held in self.holdings.of(answer.child()) {
                match self.show(held, caller, Ground::Representation(&answer), false, now) {
                    Ok(document) => shown.push(document),
                    // A right that ended is no error, and nothing is said of why (352/14).
                    Err(Denied::Access(_)) => {}
                    Err(denied) => return Err(denied),
                }
            }
        }
        Ok(shown)
    }

    /// Opens access (352/15) to documents that whoever calls has.
    pub(crate) fn open(
        &self,
        caller: &Party,
        request: OpenRequest,
        code_alone: bool,
    ) -> Result<OpenedAccess, Denied> {
        if let Some(person) = caller.person()
            && request.documents.iter().any(|wanted| self.holdings.find(person, &wanted.document).is_none())
        {
            return Err(Denied::Document("a document that is to be opened is not among the caller's"));
        }
        let now = now().map_err(|_| Denied::Unavailable)?;
        let opened = if code_alone {
            self.registry.open_to_code_alone(caller, request, now, &mut OsRandom)
        } else {
            self.registry.open(caller, request, now, &mut OsRandom)
        };
        opened.map_err(Denied::Open)
    }

    /// Makes a grant anew: fresh digits, a fresh code, the same expiry.
    pub(crate) fn reissue(&self, caller: &Party, grant: &GrantId) -> Result<OpenedAccess, Denied> {
        let now = now().map_err(|_| Denied::Unavailable)?;
        self.registry.reissue(caller, grant, now, &mut OsRandom).map_err(Denied::Open)
    }

    /// What whoever calls has open now.
    pub(crate) fn live(&self, caller: &Party) -> Result<Vec<LiveGrant>, Denied> {
        let now = now().map_err(|_| Denied::Unavailable)?;
        self.registry.live(caller, now).map_err(|_| Denied::Unavailable)
    }

    /// Closes a grant of the caller's; whether it was open.
    pub(crate) fn close(&self, caller: &Party, grant: &GrantId) -> Result<bool, Denied> {
        let now = now().map_err(|_| Denied::Unavailable)?;
        self.registry.close(caller, grant, now).map_err(|_| Denied::Unavailable)
    }

    /// Redeems what a viewer brings, and releases what it opens: every document is verified, decided on and marked in both cabinets
    /// before any of them is given (352/16, 352/18, 352/19).
    pub(crate) fn redeem(
        &self,
        caller: &Caller,
        carrier: &Carrier,
        attempt: Option<&AttemptId>,
    ) -> Result<(u8, Vec<Shown>), Denied> {
        let now = now().map_err(|_| Denied::Unavailable)?;
        let viewer = &caller.party;
        let redemption = match carrier {
            Carrier::Token(token) => self.registry.redeem_token(viewer, token, attempt, now),
            Carrier::Digits(subject, code) => self.registry.redeem_code(viewer, subject, code, attempt, now),
            Carrier::Ask(ask) => self.registry.redeem_ask(viewer, ask, attempt, now),
        };
        let redeemed = match redemption {
            Ok(Redemption::Granted(redeemed)) => redeemed,
            Ok(Redemption::Refused(refused)) => return Err(Denied::Refused(refused)),
            Err(_) => return Err(Denied::Unavailable),
        };
        let shown = self.release(caller, &redeemed, attempt.is_some(), now)?;
        Ok((redeemed.view(), shown))
    }

    fn release(
        &self,
        caller: &Caller,
        redeemed: &Redeemed,
        again: bool,
        now: Timestamp,
    ) -> Result<Vec<Shown>, Denied> {
        let ground = Ground::Grant(redeemed);
        let held = self.held(redeemed.subject(), redeemed.documents())?;
        held.into_iter().map(|held| self.show(held, caller, ground, again, now)).collect()
    }

    /// A subject's documents, all of them or none.
    pub(crate) fn held(&self, subject: &Iin, documents: &[DocumentRef]) -> Result<Vec<&Held>, Denied> {
        let find = |open| {
            let held = self.holdings.find(subject, open);
            held.ok_or(Denied::Document("a document that was opened is not here any more"))
        };
        documents.iter().map(find).collect()
    }

    /// The marks in the caller's cabinet, the oldest first, their chain checked.
    pub(crate) fn marks(&self, caller: &Party) -> Result<Vec<Mark>, Denied> {
        self.cabinets.of(caller).ok_or(Denied::Unavailable)
    }
}
