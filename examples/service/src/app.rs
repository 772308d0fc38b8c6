//! What the service does, without HTTP.

use qujat::access::{self, Channel, Decision, Ground, Refusal, Request, Requester};
use qujat::code::ShortCode;
use qujat::display::{Audience, Form, Theme, ViewModel, card_svg};
use qujat::grant::store::Store;
use qujat::grant::{
    AttemptId, DocumentRef, LiveGrant, OpenError, OpenRequest, OpenedAccess, Policy, Redeemed, Redemption,
    Refused, Registry,
};
use qujat::id::{GrantId, Iin, Party};
use qujat::journal::{self, JournalError, Mark, MarkPair};
use qujat::text::Language;
use qujat::time::Timestamp;
use qujat::verify::{self, Expect};

use crate::admin::Metrics;
use crate::common::{Failure, OsRandom, now};
use crate::holdings::{Held, Holdings};
use crate::marks::Cabinets;
use crate::people::People;
use crate::store;

/// The service.
pub(crate) struct App {
    registry: Registry<Box<dyn Store + Send + Sync>>,
    holdings: Holdings,
    cabinets: Box<dyn Cabinets + Send + Sync>,
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
}

impl App {
    /// A service kept in Redis, where its address is given, else in memory.
    pub(crate) fn start(people: People, redis: Option<&str>) -> Result<Self, Failure> {
        let (holdings, signing) = Holdings::demonstration()?;
        let metrics = Metrics::default();
        let (store, cabinets) = store::open(redis)?;
        let registry = Registry::new(store, signing, Policy::default(), Holdings::peppers()?)
            .with_audit(metrics.clone());
        Ok(Self { registry, holdings, cabinets, people, metrics })
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
    pub(crate) fn documents(&self, caller: &Party, language: Language) -> Result<Vec<Shown>, Denied> {
        let Party::Person(person) = caller else { return Ok(Vec::new()) };
        let now = now().map_err(|_| Denied::Unavailable)?;
        self.holdings
            .of(person)
            .map(|held| self.show(held, caller, Ground::Own, false, language, now))
            .collect()
    }

    /// Opens access (352/15) to documents that whoever calls has.
    pub(crate) fn open(&self, caller: &Party, request: OpenRequest) -> Result<OpenedAccess, Denied> {
        if let Some(person) = caller.person()
            && request.documents.iter().any(|wanted| self.holdings.find(person, &wanted.document).is_none())
        {
            return Err(Denied::Document("a document that is to be opened is not among the caller's"));
        }
        let now = now().map_err(|_| Denied::Unavailable)?;
        self.registry.open(caller, request, now, &mut OsRandom).map_err(Denied::Open)
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
        caller: &Party,
        carrier: &Carrier,
        attempt: Option<&AttemptId>,
        language: Language,
    ) -> Result<(u8, Vec<Shown>), Denied> {
        let now = now().map_err(|_| Denied::Unavailable)?;
        let redemption = match carrier {
            Carrier::Token(token) => self.registry.redeem_token(caller, token, attempt, now),
            Carrier::Digits(subject, code) => self.registry.redeem_code(caller, subject, code, attempt, now),
        };
        let redeemed = match redemption {
            Ok(Redemption::Granted(redeemed)) => redeemed,
            Ok(Redemption::Refused(refused)) => return Err(Denied::Refused(refused)),
            Err(_) => return Err(Denied::Unavailable),
        };
        let shown = self.release(caller, &redeemed, attempt.is_some(), language, now)?;
        Ok((redeemed.view(), shown))
    }

    fn release(
        &self,
        caller: &Party,
        redeemed: &Redeemed,
        again: bool,
        language: Language,
        now: Timestamp,
    ) -> Result<Vec<Shown>, Denied> {
        let held = redeemed.documents().iter().map(|open| {
            let held = self.holdings.find(redeemed.subject(), open);
            held.ok_or(Denied::Document("a document that was opened is not here any more"))
        });
        let held: Vec<&Held> = held.collect::<Result<_, _>>()?;
        let ground = Ground::Grant(redeemed);
        held.into_iter().map(|held| self.show(held, caller, ground, again, language, now)).collect()
    }

    /// Verifies, decides, marks, and only then gives the document. `again` says that the caller named their attempt, so that what was
    /// marked before may be given once more.
    fn show(
        &self,
        held: &Held,
        caller: &Party,
        ground: Ground<'_>,
        again: bool,
        language: Language,
        now: Timestamp,
    ) -> Result<Shown, Denied> {
        let audience = if matches!(ground, Ground::Own) { Audience::Holder } else { Audience::ThirdParty };
        let bytes = held.document.as_bytes();
        // Whose it is and of which kind is read from what was verified, never from an index (352/2.10, 352/14).
        let expect = Expect { subject: Some(&held.subject), ..Expect::default() };
        let verified = verify::document(bytes, &self.holdings.trust, &expect, now).verified();
        let verified = verified.map_err(|report| {
            self.metrics.not_valid(report.reason().map(|(check, _)| check));
            Denied::Document("a document does not check out")
        })?;
        let request = Request {
            requester: Requester::Authenticated(caller.clone()),
            ground,
            admission: None,
            document: &verified,
            channel: Channel::Remote,
            at: now,
            policy: access::Policy::default(),
        };
        let permit = match access::decide(&request) {
            Decision::Allow(permit) => permit,
            Decision::Refuse(refusal) => return Err(Denied::Access(refusal)),
        };
        let chosen = Form::choose(&self.holdings.forms, verified.doc_type(), now).cloned();
        // Kinds are open: one without a form is shown all the same, plainly.
        let form = chosen.or_else(|| Form::plain(verified.claims()));
        let form = form.ok_or(Denied::Document("a document cannot be drawn"))?;
        let view = ViewModel::new(&verified, &form, language, audience, now)
            .map_err(|_| Denied::Document("a document cannot be drawn"))?;
        let card = card_svg(&view, None, Theme::Light);
        let clauses = permit.clauses();
        let obligations = permit.obligations().iter().map(|it| it.text(language)).collect();
        let released = journal::release(permit, bytes.to_vec(), self.cabinets.marks(), now, &mut OsRandom);
        let (document, marks) = match released {
            Ok(released) => {
                let marks = released.marks().cloned();
                (released.into_document(), marks)
            }
            // Its marks are written, and the registry gave this very view to this caller's attempt once more: the reply was lost.
            Err(JournalError::ReleasedBefore) if again => (bytes.to_vec(), None),
            Err(JournalError::ReleasedBefore) => return Err(Denied::Document("this view was shown before")),
            Err(_) => return Err(Denied::Unavailable),
        };
        Ok(Shown { reference: held.reference.clone(), document, card, clauses, obligations, marks })
    }

    /// The marks in the caller's cabinet, the oldest first, their chain checked.
    pub(crate) fn marks(&self, caller: &Party) -> Result<Vec<Mark>, Denied> {
        self.cabinets.of(caller).ok_or(Denied::Unavailable)
    }
}
