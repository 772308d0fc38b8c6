//! Results of services, looked up by number and IIN or BIN (9/2.5). A portal of yours keeps them where its documents are; this one
//! keeps those of the demonstration in memory. Tries are counted where everything else is: across processes, on Redis.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use qujat::cose::{Algorithm, PublicKey, SoftwareSigner};
use qujat::document::{Record, Seal, SealContents};
use qujat::id::{DocumentNumber, Iin, Party, Recipient};
use qujat::lookup::{
    Asker, Conclusion, LookupAnswer, LookupAudit, LookupDesk, LookupEvent, LookupPolicy, LookupReply,
    LookupRequest, LookupSecret, MemoryResults, ServiceResult,
};
use qujat::random::make_bytes;
use qujat::text::{Language, LocalText};
use qujat::time::Timestamp;
use qujat::trust::TrustStore;
use qujat::verify::{self, SealExpect};
use serde::Serialize;

use crate::admin::Metrics;
use crate::common::{Failure, OsRandom, now};
use crate::holdings::{Held, title};
use crate::seeded::Seeded;
use crate::store::Shared;
use crate::world::{DAY, World};

/// Where results are looked up, and the key whose signature is on the answers.
pub(crate) struct Portal {
    desk: LookupDesk<MemoryResults, Shared>,
    key: PublicKey,
}

/// What became of a look-up.
pub(crate) enum Looked {
    /// Answered, either way.
    Up(Box<LookedUp>),
    /// Asked too often: after so many seconds.
    Later(u32),
}

/// An answer, for the page and for whoever checks it themselves.
#[derive(Serialize)]
pub(crate) struct LookedUp {
    found: bool,
    /// The sentence to show.
    text: &'static str,
    result: Option<Shown>,
    /// What was asked and the signed answer, base64url: to be verified by whoever gets it.
    request: String,
    answer: String,
}

/// A result and whose signature it has.
#[derive(Serialize)]
struct Shown {
    service: String,
    conclusion: &'static str,
    summary: String,
    number: String,
    received: String,
    doc_type: String,
    /// The official's signature, where it holds.
    signature: Option<Signature>,
}

/// Information on the official's signature (9/2.3, 9/2.5).
#[derive(Serialize)]
struct Signature {
    body: String,
    body_bin: String,
    official: String,
    office: String,
    signed: String,
}

/// A result for each document there is, rendered yesterday and sealed by its body's official.
pub(crate) fn sealed(world: &World, held: &HashMap<Iin, Vec<Held>>) -> Result<Vec<ServiceResult>, Failure> {
    let of = |record: &Record| {
        let same = |held: &&Held| held.reference.number == *record.number();
        held.get(&record.subject()).and_then(|all| all.iter().find(same))
    };
    let results = world.records.iter().filter_map(|(_, record)| Some((of(record)?, record)));
    let results = results.map(|(held, record)| {
        let body = world.issuer(record);
        let sealed_at = world.now.plus(-DAY);
        let contents = SealContents {
            number: held.reference.number.clone(),
            received: sealed_at.local_date(),
            recipient: Recipient::Person(held.subject),
            body: LocalText { kk: body.short.into(), ..LocalText::default() },
            body_bin: body.bin,
            official: body.official.clone(),
            doc_type: held.reference.doc_type.clone(),
            digest: *held.document.digest(),
            sealed_at,
            expires: None,
        };
        let [kk, ru, en] = ["Құжат беру", "Выдача документа", "Issue of a document"].map(str::to_owned);
        let seal = Seal::make(&contents, &body.signer)?;
        let result = ServiceResult::new(seal, LocalText { kk, ru, en }, Conclusion::Rendered)?;
        Ok(result.with_summary(title(&held.reference.doc_type))?)
    });
    results.collect()
}

impl Portal {
    /// Where these results are kept, and tries counted in `attempts`.
    pub(crate) fn start(
        results: &[ServiceResult],
        attempts: Shared,
        metrics: Metrics,
    ) -> Result<Self, Failure> {
        let mut random = Seeded::new("qujat-service demonstration portal");
        let signer = SoftwareSigner::from_secret(Algorithm::Es256, &make_bytes::<32>(&mut random)?)?;
        let key = signer.public_key();
        let secret = LookupSecret::new(&make_bytes(&mut random)?)?;
        let desk =
            LookupDesk::new(MemoryResults::default(), attempts, signer, secret, LookupPolicy::default());
        let desk = desk.with_audit(metrics);
        results.iter().try_for_each(|result| desk.keep(result))?;
        Ok(Self { desk, key })
    }

    /// Asks for whoever calls. `trust`: by which the official's signature is looked at.
    pub(crate) fn look_up(
        &self,
        caller: &Party,
        request: &LookupRequest,
        trust: &TrustStore,
        language: Language,
    ) -> Result<Looked, Failure> {
        let now = now()?;
        let answer = match self.desk.answer(&Asker::Party(caller), request, now)? {
            LookupReply::Answer(answer) => answer,
            LookupReply::TryLater { after_seconds } => return Ok(Looked::Later(after_seconds)),
        };
        let opened = LookupAnswer::open(&answer, &self.key)?;
        Ok(Looked::Up(Box::new(LookedUp {
            found: opened.result().is_some(),
            text: opened.text(language),
            result: opened.result().map(|result| shown(result, trust, language, now)),
            request: URL_SAFE_NO_PAD.encode(request.as_bytes()),
            answer: URL_SAFE_NO_PAD.encode(&answer),
        })))
    }
}

/// A request of number and IIN or BIN as they were typed.
pub(crate) fn request(number: DocumentNumber, recipient: Recipient) -> Result<LookupRequest, Failure> {
    Ok(LookupRequest::make(number, recipient, &mut OsRandom)?)
}

fn shown(result: &ServiceResult, trust: &TrustStore, language: Language, now: Timestamp) -> Shown {
    let contents = result.contents_untrusted();
    let seal = verify::seal(result.seal().as_str(), trust, &SealExpect::default(), now).into_seal().ok();
    let signature = seal.as_ref().map(Seal::contents).map(|sealed| Signature {
        body: sealed.body_in(language).to_owned(),
        body_bin: sealed.body_bin.as_str().to_owned(),
        official: sealed.official.name.clone(),
        office: sealed.official.office.clone(),
        signed: sealed.sealed_at.to_local(),
    });
    Shown {
        service: result.service().in_language(language).to_owned(),
        conclusion: result.conclusion().text(language),
        summary: result.summary().in_language(language).to_owned(),
        number: contents.number.as_str().to_owned(),
        received: contents.received.to_string(),
        doc_type: contents.doc_type.as_str().to_owned(),
        signature,
    }
}

impl LookupAudit for Metrics {
    fn record(&self, _: Timestamp, _: &Asker<'_>, event: LookupEvent) {
        let what = match event {
            LookupEvent::Found => "found",
            LookupEvent::Unknown => "unknown",
            LookupEvent::Withdrawn => "withdrawn",
            LookupEvent::NumberRests => "number_rests",
            LookupEvent::RecipientRests => "recipient_rests",
            LookupEvent::TooManyTries | LookupEvent::TooManyFailures => "quota",
            _ => "other",
        };
        self.count("qujat_lookups_total", what);
    }
}
