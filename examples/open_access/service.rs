//! The service of digital documents, as far as the story needs one: it holds documents, keeps the register of open
//! access and the marks, decides and releases. It shows nothing to anybody but through [`Service::release`].

use std::sync::{Arc, Mutex, PoisonError};

use qujat::access::{self, Channel, Decision, Ground, Policy, Refusal, Request, Requester};
use qujat::cbor::{self, Decoder};
use qujat::cose::{Purpose, Sign1, Signer, Unsigned};
use qujat::display::{Audience, Form, SealMark, Theme, ViewModel, card_svg};
use qujat::document::{Document, KindSpec, Record, SealText};
use qujat::grant::store::{Capacity, MemoryStore};
use qujat::grant::{Audit, DocumentRef, Event, Host, Pepper, Peppers, Reason, Registry, Service as Signing};
use qujat::id::{DocType, Iin};
use qujat::journal::{JournalError, Marks, MemoryMarks, Released, release};
use qujat::limits::MAX_TOKEN_BYTES;
use qujat::random::{RandomSource, make_bytes};
use qujat::text::{Language, LocalText};
use qujat::time::Timestamp;
use qujat::trust::TrustStore;
use qujat::verify::{self, DocumentReport, Expect, Report, Verified};

use crate::common::Failure;
use crate::world::{HOST, PATH, World};

/// The service.
pub struct Service {
    pub registry: Registry<MemoryStore>,
    pub trust: TrustStore,
    pub marks: MemoryMarks,
    pub log: Log,
    held: Vec<Held>,
}

/// A document the service holds for its subject.
pub struct Held {
    /// The name of its record.
    pub name: &'static str,
    pub subject: Iin,
    pub reference: DocumentRef,
    pub document: Document,
    pub seal: SealText,
}

/// Why nothing was released.
#[derive(Debug)]
pub enum Denied {
    /// The document did not check out.
    Verify(Report),
    /// The table of access refused.
    Access(Refusal),
    /// The marks could not be written, or the bytes are not the permitted ones.
    Journal(JournalError),
}

/// What really happened, for the service's own eyes.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<String>>>);

impl Service {
    /// A service that holds these documents and trusts whom the authorised body's list names.
    pub fn new(world: &World, held: Vec<Held>, random: &mut dyn RandomSource) -> Result<Self, Failure> {
        let signer = world.service()?;
        let key = signer.public_key();
        let signing = Signing::new(Host::parse(HOST)?, PATH, signer, key)?;
        let pepper = Pepper::new(1, &make_bytes(random)?)?;
        let peppers = Peppers::new(&make_bytes(random)?, pepper)?;
        let store = MemoryStore::new(Capacity::default());
        let log = Log::default();
        let registry =
            Registry::new(store, signing, qujat::grant::Policy::default(), peppers).with_audit(log.clone());
        Ok(Self { registry, trust: world.trust()?, marks: MemoryMarks::new(), log, held })
    }

    /// A document by the name of its record.
    pub fn held(&self, name: &str) -> Result<&Held, Failure> {
        self.held.iter().find(|held| held.name == name).ok_or_else(|| Failure(format!("{name} is not held")))
    }

    /// A subject's document by kind and number.
    pub fn find(&self, subject: &Iin, reference: &DocumentRef) -> Option<&Held> {
        self.held.iter().find(|held| held.subject == *subject && held.reference == *reference)
    }

    /// Verifies, decides, marks, and only then gives the document's bytes.
    pub fn release(
        &self,
        held: &Held,
        ask: &Ask<'_>,
        random: &mut dyn RandomSource,
    ) -> Result<(Released<Vec<u8>>, &'static [&'static str]), Denied> {
        self.release_into(held, ask, &self.marks, random)
    }

    /// The same with marks kept elsewhere.
    pub fn release_into(
        &self,
        held: &Held,
        ask: &Ask<'_>,
        marks: &dyn Marks,
        random: &mut dyn RandomSource,
    ) -> Result<(Released<Vec<u8>>, &'static [&'static str]), Denied> {
        let bytes = held.document.as_bytes();
        // 352/2.10, 352/14: whose it is and of which kind is read from what was verified, never from an index.
        let expect = Expect { subject: Some(&held.subject), ..Expect::default() };
        let document =
            verify::document(bytes, &self.trust, &expect, ask.at).verified().map_err(Denied::Verify)?;
        let request = Request {
            requester: ask.requester.clone(),
            admission: None,
            ground: ask.ground,
            document: &document,
            channel: ask.channel,
            at: ask.at,
            policy: Policy::default(),
        };
        let permit = match access::decide(&request) {
            Decision::Allow(permit) => permit,
            Decision::Refuse(refusal) => return Err(Denied::Access(refusal)),
        };
        let clauses = permit.clauses();
        let released = release(permit, bytes.to_vec(), marks, ask.at, random).map_err(Denied::Journal)?;
        Ok((released, clauses))
    }
}

/// Who asks, on what ground, how and when.
pub struct Ask<'a> {
    pub requester: Requester,
    pub ground: Ground<'a>,
    pub channel: Channel,
    pub at: Timestamp,
}

impl Log {
    /// What happened since the last look.
    pub fn take(&self) -> Vec<String> {
        core::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Audit for Log {
    fn record(&self, event: &Event<'_>) {
        let line = match event {
            Event::Opened { .. } => "opened".to_owned(),
            Event::Redeemed { view, .. } => format!("view {view}"),
            Event::Refused { reason, .. } => word(reason).to_owned(),
            Event::CodeDied { .. } => "code_died".to_owned(),
            Event::Closed { .. } => "closed".to_owned(),
            _ => "something new".to_owned(),
        };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }
}

fn word(reason: &Reason) -> &'static str {
    match reason {
        Reason::Token(_) => "token",
        Reason::Unknown => "unknown",
        Reason::NoSuchCode => "no_such_code",
        Reason::CodeDead => "code_dead",
        Reason::Expired => "expired",
        Reason::Used => "used",
        Reason::Closed => "closed",
        Reason::OwnSubject => "own_subject",
        Reason::Audience => "audience",
        Reason::TooManyTries => "too_many_tries",
        Reason::TooManyFailures => "too_many_failures",
        _ => "other",
    }
}

/// What a phone can do with what it received: check it by its own trust, and show it.
pub struct Phone {
    pub trust: TrustStore,
    forms: Vec<Form>,
}

impl Phone {
    /// A phone that trusts one key, the authorised body's, and has its signed forms (352/9).
    pub fn new(world: &World, forms: &[Vec<u8>]) -> Result<Self, Failure> {
        let opened = forms.iter().map(|form| Form::open(form, &world.publisher.public_key()));
        Ok(Self { trust: world.trust()?, forms: opened.collect::<Result<_, _>>()? })
    }

    /// Checks a document received.
    pub fn check<'b>(&self, bytes: &'b [u8], at: Timestamp) -> DocumentReport<'b> {
        verify::document(bytes, &self.trust, &Expect::default(), at)
    }

    /// The view of a checked document.
    pub fn view(
        &self,
        document: &Verified,
        language: Language,
        audience: Audience,
        at: Timestamp,
    ) -> Result<ViewModel, Failure> {
        let chosen = Form::choose(&self.forms, document.doc_type(), at).cloned();
        // Kinds are open: one without a form is shown all the same, plainly.
        let form = chosen.or_else(|| Form::plain(document.claims()));
        let form = form.ok_or_else(|| Failure(format!("no form for {}", document.doc_type().as_str())))?;
        Ok(ViewModel::new(document, &form, language, audience, at)?)
    }

    /// Its card, with the seal where there is one.
    pub fn card(view: &ViewModel, seal: Option<&SealText>) -> Result<String, Failure> {
        let mark = seal.map(|seal| {
            let symbol = qujat::code::Symbol::encode(seal.as_str(), qujat::code::Use::Screen)?;
            let modules = u32::try_from(symbol.size_with_quiet_zone()).unwrap_or(u32::MAX);
            Ok::<_, qujat::code::SymbolError>(SealMark { path: symbol.to_svg_path(), modules })
        });
        Ok(card_svg(view, mark.transpose()?.as_ref(), Theme::Light))
    }
}

/// The kind and number of a record's document.
pub fn reference(record: &Record) -> DocumentRef {
    DocumentRef { doc_type: record.doc_type().clone(), number: record.number().clone() }
}

/// A kind as people call it. The library knows the three it began with; of another one whoever brought it knows.
pub fn title(doc_type: &DocType) -> LocalText {
    let [kk, ru, en] = match KindSpec::by_doc_type(doc_type) {
        Some(kind) => Language::ALL.map(|language| kind.name(language)),
        None if doc_type.as_str() == "kz.gov.egov.pupil_card.1" => {
            ["Оқушы билеті", "Ученический билет", "Pupil's card"]
        }
        None => [doc_type.as_str(); 3],
    };
    LocalText { kk: kk.into(), ru: ru.into(), en: en.into() }
}

/// The same in English, in which the story is told.
pub fn kind(doc_type: &DocType) -> String {
    title(doc_type).en
}

/// What somebody else's service would sign: the same claims but their host, under their own key.
pub fn forged(token: &[u8], host: &Host, signer: &dyn Signer) -> Result<Vec<u8>, Failure> {
    let token = Sign1::parse(token)?;
    let payload = token.payload_untrusted().unwrap_or_default();
    let mut decoder = Decoder::new(payload);
    let mut map = decoder.map()?;
    let mut claims = Vec::new();
    while let Some(mut key) = decoder.key(&mut map)? {
        let key: cbor::Value = cbor::from_slice(key.skip()?, MAX_TOKEN_BYTES, "a claim")?;
        let value = cbor::from_slice(decoder.skip()?, MAX_TOKEN_BYTES, "a claim")?;
        let iss = key == cbor::Value::from(1);
        claims.push((key, if iss { cbor::Value::from(host.as_str()) } else { value }));
    }
    let payload = cbor::encode(&cbor::Value::Map(claims))?;
    Ok(Unsigned { purpose: Purpose::Grant, payload: &payload }.sign(signer)?)
}
