//! What the facade answers to a case: `call` with `given`.

use qujat::id::{Bin, DocType, Iin};
use qujat::time::Timestamp;
use qujat_ffi::{
    AccessAdmission, AccessChannel, AccessGround, AccessRequest, Audience, CardTheme, ConsentDocument,
    ConsentReply, ConsentRequest, ConsentState, ConsentWay, DeviceException, DeviceKey, DisplayForm,
    DocumentVerdict, ElementName, Holder, InputException, KazakhLatin, Language, LinkingApplication,
    LinkingRefusal, PlatformException, PresentationOptions, PresentationReceiver, QrSymbol, QrUse,
    RandomSource, ReceivedDocument, RegistrationChannel, RequisiteParts, RequisitesChannel,
    RequisitesService, ResultLookup, Scanner, ShelfOrder, ShelfQuery, StatusListFile, TrustMaterial,
    VerifiedDocument, Verifier, VerifierPolicy, ViewOptions, Viewer, bin_kind, code_kind,
    complete_requisites, consent_reply, consent_reply_text, consent_state_text, linking_consents,
    linking_refusal_text, mobile_number, registration_channel_text, sign_linking_application,
};
use serde_json::Value;
use std::sync::Arc;

use crate::tree::{Tree, object};

/// `{"ok": …}` or `{"error": …}`; panics where the case itself is not well made.
pub(crate) fn answer(call: &str, given: &Value) -> Value {
    match answered(call, &Given(given)) {
        Ok(tree) => object([("ok", tree)]),
        Err(Thrown::Input(error)) => object([("error", error.tree())]),
        Err(Thrown::Device(error)) => object([("error", error.tree())]),
    }
}

/// What a call may throw.
enum Thrown {
    Input(InputException),
    Device(DeviceException),
}

impl From<InputException> for Thrown {
    fn from(error: InputException) -> Self {
        Self::Input(error)
    }
}

impl From<DeviceException> for Thrown {
    fn from(error: DeviceException) -> Self {
        Self::Device(error)
    }
}

fn answered(call: &str, given: &Given<'_>) -> Result<Value, Thrown> {
    match call {
        "bin" => Ok(bin_kind(bin(&given.0["bin"])?)?.tree()),
        "mobile_number" => Ok(mobile_number(given.text("text"))?.tree()),
        "iin" => Ok(Holder::new(Arc::new(verifier(None, at(0)?)?), given.iin("iin")?).map(drop)?.tree()),
        "kind" => Ok(code_kind(given.text("text")).tree()),
        "symbol" => Ok(QrSymbol::new(given.text("text"), usage(&given.text("usage")))?.tree()),
        "frame" => {
            let [width, height, row_stride] = given.sizes();
            Ok(Scanner::new().scan(&given.bytes("frame"), width, height, row_stride)?.tree())
        }
        "picture" => Ok(Scanner::new().scan_picture(given.bytes("file"))?.tree()),
        "debounce" => Ok(debounce(given)?),
        "document" => {
            let verdict = given.document(given.now("now")?)?;
            Ok(object([("report", verdict.report.tree()), ("document", verdict.document.tree())]))
        }
        "seal" => {
            let (text, digest) = (given.text("text"), given.maybe("document_digest", Given::bytes));
            Ok(given.verifier()?.verify_seal(text, digest, given.language(), given.now("now")?)?.tree())
        }
        "grant" => Ok(given.verifier()?.verify_grant(given.text("link"), given.now("now")?)?.tree()),
        "trust" => Ok(given.verifier().map(drop)?.tree()),
        "view" => {
            let (language, audience) = (given.language(), audience(&given.text("audience")));
            let form = given.form()?;
            Ok(given.shown()?.view(language, audience, given.now("now")?, form, given.look())?.tree())
        }
        "card" => {
            let theme = theme(&given.text("theme"));
            let seal = given
                .maybe("seal", Given::text)
                .map(|text| QrSymbol::new(text, QrUse::Print))
                .transpose()?
                .map(Arc::new);
            let (language, audience, form) =
                (given.language(), audience(&given.text("audience")), given.form()?);
            let (shown, now) = (given.shown()?, given.now("now")?);
            Ok(shown.card_svg(language, audience, theme, seal, now, form, given.look())?.tree())
        }
        "form" => {
            let form = DisplayForm::from_json(given.text("json"))?;
            Ok(object([
                ("doc_type", form.doc_type().tree()),
                ("not_understood", form.not_understood().tree()),
            ]))
        }
        "shelf" => shelf(given),
        "holder" => {
            let now = given.now("now")?;
            let holder = Holder::new(Arc::new(given.verifier()?), given.iin("subject")?)?;
            let documents = given.list("documents");
            let reports: Vec<_> =
                documents.into_iter().map(|document| holder.add(document, now)).collect::<Result<_, _>>()?;
            Ok(object([("reports", reports.tree()), ("list", holder.list().tree())]))
        }
        "access_screen" => {
            let holder = Holder::new(Arc::new(given.verifier()?), given.iin("subject")?)?;
            Ok(holder.show_access(given.text("link"), given.text("digits"), given.now("now")?)?.tree())
        }
        "access" => {
            let request = AccessRequest {
                viewer: viewer(&given.0["viewer"])?,
                ground: ground(&given.0["ground"]),
                channel: channel(&given.text("channel")),
                admission: given.0.get("admission").map(|brought| admission(&Given(brought))),
            };
            let document = given.shown()?;
            let verifier = verifier(Some(&given.0["trust"]), given.now("verified_at")?)?;
            Ok(verifier.decide(document, request, given.language(), given.now("now")?)?.tree())
        }
        "child" => {
            let now = given.now("now")?;
            let holder = Holder::new(Arc::new(given.verifier()?), given.iin("subject")?)?;
            let records = given.list("records").into_iter();
            let answers: Vec<_> =
                records.map(|record| holder.represent(record, now)).collect::<Result<_, _>>()?;
            let verdict = holder.add_child(given.bytes("document"), given.language(), now)?;
            Ok(object([
                ("answers", answers.tree()),
                ("verdict", verdict.tree()),
                ("children", holder.children(now)?.tree()),
            ]))
        }
        "revocation" => Ok(revocation(given)?),
        "present" => present(given),
        "presentation" => {
            let organisation = given.maybe("organisation", |given, name| bin(&given.0[name])).transpose()?;
            let subject = given.maybe("expected_subject", Given::iin).transpose()?;
            let (now, challenge) = (given.now("now")?, given.maybe("challenge", Given::text));
            let bytes = given.bytes("presentation");
            Ok(given.verifier()?.verify_presentation(bytes, now, challenge, organisation, subject)?.tree())
        }
        "desk" => desk(given),
        other => by_number_or_phone(other, given),
    }
}

/// Results looked up, linking and consent by phone, and the journal of views.
fn by_number_or_phone(call: &str, given: &Given<'_>) -> Result<Value, Thrown> {
    match call {
        "requisites" => requisites(given),
        "lookup_request" => Ok(lookup(given)?.request().tree()),
        "lookup" => {
            let (answer, lookup) = (given.bytes("answer"), Arc::new(lookup(given)?));
            Ok(given.verifier()?.verify_lookup(lookup, answer, given.language(), given.now("now")?)?.tree())
        }
        "application" => application(given),
        "consent_question" => consent_question(given),
        "consent_reply" => Ok(consent_reply(given.text("text")).tree()),
        "words" => Ok(words(given.language())),
        "journal" => journal(given),
        unknown => panic!("no call {unknown}"),
    }
}

/// One frame after the other, by its place in `frames`; −1 is `forget`. The text of each event, or null.
fn debounce(given: &Given<'_>) -> Result<Value, InputException> {
    let [width, height, row_stride] = given.sizes();
    let (scanner, frames) = (Scanner::new(), given.list("frames"));
    let mut events = Vec::new();
    for step in given.0["order"].as_array().expect("an order") {
        match usize::try_from(step.as_i64().expect("a place")) {
            Err(_) => scanner.forget(),
            Ok(place) => {
                let event = scanner.next_event(&frames[place], width, height, row_stride)?;
                events.push(event.and_then(|code| code.text));
            }
        }
    }
    Ok(events.tree())
}

/// A document verified with status lists at hand, by a policy that may ask for one.
fn revocation(given: &Given<'_>) -> Result<Value, InputException> {
    let now = given.now("now")?;
    let status_lists = given.0["status_lists"].as_array().expect("lists").iter().map(|list| {
        let list = Given(list);
        Ok(StatusListFile { bytes: list.bytes("bytes"), fetched_at: list.now("fetched_at")? })
    });
    let material = TrustMaterial {
        status_lists: status_lists.collect::<Result<_, InputException>>()?,
        trusted_time: given.maybe("trusted_time", Given::now).transpose()?,
        ..material(&given.0["trust"])
    };
    let policy = VerifierPolicy {
        revocation_required: given.0["revocation_required"] == true,
        warn_after_days: 0,
        refuse_after_days: 180,
    };
    let subject = given.maybe("expected_subject", Given::iin).transpose()?;
    let verifier = Verifier::new(material, now, Some(policy))?;
    let verdict = verifier.verify_document(given.bytes("document"), subject, now)?;
    Ok(object([
        ("report", verdict.report.tree()),
        ("document", verdict.document.tree()),
        ("status_list", verdict.status_list.tree()),
    ]))
}

fn requisites(given: &Given<'_>) -> Result<Value, Thrown> {
    let part = |name: &str| Given(&given.0["parts"]).maybe(name, Given::text);
    let parts = RequisiteParts {
        number: part("number"),
        received: part("received"),
        recipient: part("recipient"),
        matrix_code: part("matrix_code"),
    };
    let service = match given.text("service").as_str() {
        "result" => RequisitesService::Result,
        "informational" => RequisitesService::Informational,
        other => panic!("no service {other}"),
    };
    let channel = match given.text("channel").as_str() {
        "app" => RequisitesChannel::App,
        "message" => RequisitesChannel::Message,
        other => panic!("no channel {other}"),
    };
    Ok(complete_requisites(service, channel, parts, given.language())?.tree())
}

fn lookup(given: &Given<'_>) -> Result<ResultLookup, Thrown> {
    let random = Arc::new(Bytes(given.bytes("random")));
    Ok(ResultLookup::new(given.text("number"), given.text("recipient"), random)?)
}

fn application(given: &Given<'_>) -> Result<Value, Thrown> {
    let form = Given(&given.0["application"]);
    let application = LinkingApplication {
        number: form.text("number"),
        applicant: form.text("applicant"),
        surname: form.text("surname"),
        first_name: form.text("first_name"),
        patronymic: form.maybe("patronymic", Given::text),
        email: form.text("email"),
        phone: form.text("phone"),
        channel: match form.text("channel").as_str() {
            "portal" => RegistrationChannel::Portal,
            "mobile_application" => RegistrationChannel::MobileApplication,
            "state_corporation" => RegistrationChannel::StateCorporation,
            other => panic!("no channel {other}"),
        },
    };
    let now = given.0["now"].as_i64().expect("an instant");
    Ok(sign_linking_application(application, Arc::new(Key::of(&given.0["key"])), now)?.tree())
}

fn consent_question(given: &Given<'_>) -> Result<Value, Thrown> {
    let asked = Given(&given.0["request"]);
    let documents = asked.0["documents"].as_array().expect("documents").iter().map(|document| {
        let doc_type = DocType::parse(document["doc_type"].as_str().expect("a kind"));
        let doc_type = doc_type.map_err(|error| malformed("doc_type", &error))?;
        Ok(ConsentDocument { doc_type, number: Given(document).text("number") })
    });
    let request = ConsentRequest {
        accreditation: asked.bytes("accreditation"),
        employee: asked.maybe("employee", Given::bytes),
        viewer: viewer(&asked.0["viewer"])?,
        aim: asked.text("aim"),
        subject: asked.iin("subject")?,
        documents: documents.collect::<Result<_, InputException>>()?,
    };
    let way = match given.text("way").as_str() {
        "password" => ConsentWay::Password,
        "reply" => ConsentWay::Reply,
        other => panic!("no way {other}"),
    };
    let (until, now) = (given.now("until")?, given.now("now")?);
    Ok(given.verifier()?.consent_question(request, way, until, given.language(), now)?.tree())
}

/// Every sentence that stands for a state.
fn words(language: Language) -> Value {
    let refusals = [
        LinkingRefusal::WrongPassword { tries_left: 2 },
        LinkingRefusal::PasswordOver,
        LinkingRefusal::NotOpen,
        LinkingRefusal::TooSoon { after_seconds: 45 },
        LinkingRefusal::NoMessagesLeft,
        LinkingRefusal::Linked,
    ];
    let channels = [
        RegistrationChannel::Portal,
        RegistrationChannel::MobileApplication,
        RegistrationChannel::StateCorporation,
    ];
    let states = [ConsentState::Given, ConsentState::Waiting, ConsentState::NotGiven];
    let replies = [ConsentReply::Yes, ConsentReply::No, ConsentReply::Unclear];
    object([
        ("linking_consents", linking_consents(language).tree()),
        ("linking_refusals", refusals.map(|it| linking_refusal_text(it, language)).to_vec().tree()),
        ("registration_channels", channels.map(|it| registration_channel_text(it, language)).to_vec().tree()),
        ("consent_states", states.map(|it| consent_state_text(it, language)).to_vec().tree()),
        ("consent_replies", replies.map(|it| consent_reply_text(it, language)).to_vec().tree()),
    ])
}

fn journal(given: &Given<'_>) -> Result<Value, Thrown> {
    let (language, checkpoint) = (given.language(), given.maybe("checkpoint", Given::bytes));
    let found = given.verifier()?.verify_journal(
        given.text("owner"),
        given.list("marks"),
        checkpoint,
        language,
        given.now("now")?,
    )?;
    let pairs = given.0["pairs"].as_array().expect("pairs").iter().map(|pair| {
        let number = u32::try_from(pair["number"].as_u64().expect("a number")).expect("of 32 bits");
        let journal = found.journal.as_ref();
        journal.map(|journal| journal.has_pair(number, from_hex(&pair["other"]))).transpose()
    });
    let pairs = pairs.collect::<Result<Vec<_>, _>>()?;
    let marks = found.journal.as_ref().map(|journal| journal.marks(language));
    Ok(object([
        ("marks", marks.tree()),
        ("csv", found.journal.as_ref().map(|journal| journal.csv(language)).tree()),
        ("json", found.journal.as_ref().map(|journal| journal.json()).tree()),
        ("pairs", pairs.tree()),
        ("fault", found.fault.tree()),
        ("explanation", found.explanation.tree()),
        ("checkpoint", found.checkpoint.tree()),
    ]))
}

/// A document shown: what is drawn, at the places asked for.
fn present(given: &Given<'_>) -> Result<Value, Thrown> {
    let verified_at = given.0.get("verified_at").unwrap_or(&given.0["now"]).as_i64().expect("an instant");
    let verified_at = at(verified_at)?;
    let verifier = verifier(Some(&given.0["trust"]), verified_at)?;
    let holder = Holder::new(Arc::new(verifier), given.iin("subject")?)?;
    holder.add(given.bytes("document"), verified_at)?;
    let document = holder.list().pop().expect("what is shown is valid");
    let now = given.0["now"].as_i64().expect("an instant");
    let presentation = holder.present(document, Arc::new(Key::of(&given.0["key"])), options(given.0), now)?;
    let numbers = |name: &str| {
        let numbers = given.0[name].as_array().expect("numbers").clone();
        numbers.into_iter().map(|number| number.as_u64().expect("a number"))
    };
    let frames: Vec<_> = numbers("frames").map(|index| u32::try_from(index).expect("a place")).collect();
    let symbols = frames.iter().map(|index| presentation.symbol(*index)).collect::<Result<Vec<_>, _>>()?;
    Ok(object([
        ("organisation", presentation.organisation().map(|bin| bin.as_str().to_owned()).tree()),
        ("expires_at", presentation.expires_at().tree()),
        ("frames_needed", presentation.frames_needed().tree()),
        ("frames_per_second", presentation.frames_per_second().tree()),
        ("due", numbers("elapsed").map(|elapsed| presentation.frame_due(elapsed)).collect::<Vec<_>>().tree()),
        ("texts", frames.iter().map(|index| presentation.frame_text(*index)).collect::<Vec<_>>().tree()),
        ("versions", symbols.iter().map(|symbol| symbol.version()).collect::<Vec<_>>().tree()),
    ]))
}

/// What of a case says how a document is shown.
pub(crate) fn options(given: &Value) -> PresentationOptions {
    let given = Given(given);
    let number = |name: &str| u32::try_from(given.0[name].as_u64().expect("a number")).expect("of 32 bits");
    let elements = given.0["elements"].as_array().expect("elements").iter().map(|element| ElementName {
        name_space: Given(element).text("name_space"),
        identifier: Given(element).text("identifier"),
    });
    PresentationOptions {
        elements: elements.collect(),
        answering: given.maybe("answering", Given::text),
        organisation: given.maybe("organisation", Given::text),
        seconds: number("seconds"),
        symbol_version: number("symbol_version"),
        frames_per_second: number("frames_per_second"),
    }
}

/// A device's key that gives the signature of its case, or throws what it says.
struct Key(Result<(Vec<u8>, Vec<u8>), PlatformException>);

impl Key {
    fn of(key: &Value) -> Self {
        Self(match key.as_str() {
            Some("cancelled") => Err(PlatformException::Cancelled),
            Some("unavailable") => Err(PlatformException::Unavailable),
            Some("failed") => Err(PlatformException::Failed),
            Some(other) => panic!("no key {other}"),
            None => Ok((from_hex(&key["signs"]["public_key"]), from_hex(&key["signs"]["signature"]))),
        })
    }
}

impl DeviceKey for Key {
    fn public_key(&self) -> Result<Vec<u8>, PlatformException> {
        self.0.clone().map(|(public, _)| public)
    }

    fn sign(&self, _: Vec<u8>) -> Result<Vec<u8>, PlatformException> {
        self.0.clone().map(|(_, signature)| signature)
    }
}

/// A random source that gives the bytes of its case.
struct Bytes(Vec<u8>);

impl RandomSource for Bytes {
    fn random_bytes(&self, count: u32) -> Result<Vec<u8>, PlatformException> {
        Ok(self.0[..usize::try_from(count).expect("few")].to_vec())
    }
}

/// The symbols of a presentation before a desk's camera; null is `reset`.
fn desk(given: &Given<'_>) -> Result<Value, Thrown> {
    let organisation = given.maybe("organisation", |given, name| bin(&given.0[name])).transpose()?;
    let desk = PresentationReceiver::new(Arc::new(given.verifier()?), organisation)?;
    let random = given.maybe("random", Given::bytes);
    let challenge = random.map(|bytes| desk.make_challenge(Arc::new(Bytes(bytes)))).transpose()?;
    let (now, subject) = (given.now("now")?, given.maybe("expected_subject", Given::iin).transpose()?);
    let mut steps = Vec::new();
    for text in given.0["texts"].as_array().expect("texts") {
        let Some(text) = text.as_str() else {
            desk.reset();
            steps.push(Value::Null);
            continue;
        };
        let step = desk.take(text.to_owned(), now, subject)?;
        steps.push(object([
            ("is_new", step.is_new.tree()),
            ("percent", percent(step.progress).into()),
            ("verdict", step.verdict.tree()),
        ]));
    }
    Ok(object([("challenge", challenge.tree()), ("steps", steps.into())]))
}

/// Reckoned in 64 bits, so that it is the same everywhere.
#[allow(clippy::cast_possible_truncation, reason = "0 to 100")]
fn percent(progress: f32) -> i64 {
    (f64::from(progress) * 100.0 + 0.5).floor() as i64
}

/// The report of the last verdict among the steps of a desk, null where there is none.
pub(crate) fn last_report(steps: &[Value]) -> &Value {
    let last = steps.iter().rfind(|step| !step["verdict"].is_null());
    last.map_or(&Value::Null, |step| &step["verdict"]["report"])
}

/// The arguments of a case. A missing one is the case's own mistake.
struct Given<'a>(&'a Value);

impl Given<'_> {
    fn text(&self, name: &str) -> String {
        self.0[name].as_str().unwrap_or_else(|| panic!("`{name}` is no text")).to_owned()
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        from_hex(&self.0[name])
    }

    fn list(&self, name: &str) -> Vec<Vec<u8>> {
        list(&self.0[name])
    }

    /// Null where there is none: every argument is named in a case.
    fn maybe<T>(&self, name: &str, read: impl Fn(&Self, &str) -> T) -> Option<T> {
        let there = self.0.get(name).unwrap_or_else(|| panic!("`{name}` is not there"));
        (!there.is_null()).then(|| read(self, name))
    }

    fn sizes(&self) -> [u32; 3] {
        ["width", "height", "row_stride"]
            .map(|name| u32::try_from(self.0[name].as_u64().expect("a size")).expect("a size of 32 bits"))
    }

    /// The border checks an instant and an IIN as they come in; other languages see these errors from there.
    fn now(&self, name: &str) -> Result<Timestamp, InputException> {
        at(self.0[name].as_i64().unwrap_or_else(|| panic!("`{name}` is no instant")))
    }

    fn iin(&self, name: &str) -> Result<Iin, InputException> {
        iin(&self.0[name])
    }

    fn language(&self) -> Language {
        match self.text("language").as_str() {
            "kazakh" => Language::Kazakh,
            "russian" => Language::Russian,
            "english" => Language::English,
            other => panic!("no language {other}"),
        }
    }

    fn verifier(&self) -> Result<Verifier, InputException> {
        verifier(Some(&self.0["trust"]), self.now("now")?)
    }

    fn document(&self, now: Timestamp) -> Result<DocumentVerdict, InputException> {
        let subject = self.maybe("expected_subject", Self::iin).transpose()?;
        verifier(Some(&self.0["trust"]), now)?.verify_document(self.bytes("document"), subject, now)
    }

    /// The document, verified earlier: what a case of a view needs to be about.
    fn shown(&self) -> Result<Arc<VerifiedDocument>, InputException> {
        Ok(self.document(self.now("verified_at")?)?.document.expect("a view is of a valid document"))
    }

    /// How else a document is looked at; absent where nothing else is said.
    fn look(&self) -> Option<ViewOptions> {
        let look = self.0.get("look")?;
        Some(ViewOptions {
            latin: look["latin"].as_str().map(|latin| match latin {
                "decree" => KazakhLatin::Decree,
                "draft" => KazakhLatin::Draft,
                other => panic!("no alphabet {other}"),
            }),
            revoked: look["revoked"] == true,
            revealed: look["revealed"] == true,
        })
    }

    fn form(&self) -> Result<Option<Arc<DisplayForm>>, InputException> {
        Ok(self.maybe("form", Self::text).map(DisplayForm::from_json).transpose()?.map(Arc::new))
    }
}

/// The documents of a holder at `now`, seen before at `seen_at` where that is there; `received` are open until then.
fn shelf(given: &Given<'_>) -> Result<Value, Thrown> {
    let verifier = Arc::new(given.verifier()?);
    let holder = Holder::new(verifier.clone(), given.iin("subject")?)?;
    let now = given.now("now")?;
    for document in given.list("documents") {
        holder.add(document, now)?;
    }
    let query = |seen| -> Result<ShelfQuery, InputException> {
        let received = given.0["received"].as_array().expect("a list").iter().map(|received| {
            let document = verifier.verify_document(from_hex(&received["document"]), None, now)?.document;
            let until = at(received["until"].as_i64().expect("an instant"))?;
            Ok(ReceivedDocument { document: document.expect("valid"), until })
        });
        Ok(ShelfQuery {
            language: given.language(),
            order: Some(match given.text("order").as_str() {
                "given" => ShelfOrder::Given,
                "title" => ShelfOrder::Title,
                "expiry" => ShelfOrder::Expiry,
                "newest" => ShelfOrder::Newest,
                other => panic!("no order {other}"),
            }),
            search: given.text("search"),
            received: received.collect::<Result<_, InputException>>()?,
            seen,
            latin: None,
        })
    };
    let seen = given.maybe("seen_at", Given::now).transpose()?;
    let seen = seen.map(|at| Ok::<_, InputException>(holder.shelf(query(None)?, at)?.seen)).transpose()?;
    Ok(holder.shelf(query(seen)?, now)?.tree())
}

fn verifier(trust: Option<&Value>, now: Timestamp) -> Result<Verifier, InputException> {
    Verifier::new(trust.map_or_else(TrustMaterial::default, material), now, None)
}

fn material(trust: &Value) -> TrustMaterial {
    TrustMaterial {
        anchors: list(&trust["anchors"]),
        signers: list(&trust["signers"]),
        lists: list(&trust["lists"]),
        ..TrustMaterial::default()
    }
}

fn at(seconds: i64) -> Result<Timestamp, InputException> {
    Ok(Timestamp::from_unix(seconds)?)
}

fn list(value: &Value) -> Vec<Vec<u8>> {
    value.as_array().expect("a list").iter().map(from_hex).collect()
}

fn from_hex(value: &Value) -> Vec<u8> {
    let digits = value.as_str().expect("hexadecimal digits").as_bytes();
    let pairs = digits.chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair).expect("ASCII");
        u8::from_str_radix(pair, 16).expect("two hexadecimal digits")
    });
    pairs.collect()
}

fn iin(value: &Value) -> Result<Iin, InputException> {
    Iin::parse(value.as_str().expect("a text")).map_err(|error| malformed("iin", &error))
}

fn bin(value: &Value) -> Result<Bin, InputException> {
    Bin::parse(value.as_str().expect("a text")).map_err(|error| malformed("bin", &error))
}

fn malformed(code: &str, error: &impl ToString) -> InputException {
    InputException::Malformed { code: code.to_owned(), reason: error.to_string() }
}

fn viewer(value: &Value) -> Result<Viewer, InputException> {
    if value == "unknown" {
        return Ok(Viewer::Unknown);
    }
    let (name, fields) = value.as_object().and_then(|one| one.iter().next()).expect("a viewer");
    Ok(match name.as_str() {
        "person" => Viewer::Person { iin: iin(&fields["iin"])? },
        "employee" => {
            Viewer::Employee { organisation: bin(&fields["organisation"])?, person: iin(&fields["person"])? }
        }
        "system" => Viewer::System { organisation: bin(&fields["organisation"])? },
        other => panic!("no viewer {other}"),
    })
}

fn admission(brought: &Given<'_>) -> AccessAdmission {
    AccessAdmission {
        accreditation: brought.bytes("accreditation"),
        aim: brought.text("aim"),
        employee: brought.maybe("employee", Given::bytes),
        presence: brought.maybe("presence", Given::bytes),
    }
}

fn ground(value: &Value) -> AccessGround {
    match value.as_str() {
        Some("consent") => AccessGround::Consent,
        Some("no_ground") => AccessGround::NoGround,
        Some("own") => AccessGround::Own,
        Some("grant") => AccessGround::Grant,
        _ => AccessGround::Representation { record: from_hex(&value["representation"]["record"]) },
    }
}

fn channel(word: &str) -> AccessChannel {
    match word {
        "in_person" => AccessChannel::InPerson,
        "remote" => AccessChannel::Remote,
        "integration" => AccessChannel::Integration,
        other => panic!("no channel {other}"),
    }
}

fn usage(word: &str) -> QrUse {
    match word {
        "screen" => QrUse::Screen,
        "print" => QrUse::Print,
        other => panic!("no use {other}"),
    }
}

fn audience(word: &str) -> Audience {
    match word {
        "holder" => Audience::Holder,
        "third_party" => Audience::ThirdParty,
        other => panic!("no audience {other}"),
    }
}

fn theme(word: &str) -> CardTheme {
    match word {
        "auto" => CardTheme::Auto,
        "light" => CardTheme::Light,
        "dark" => CardTheme::Dark,
        other => panic!("no theme {other}"),
    }
}
