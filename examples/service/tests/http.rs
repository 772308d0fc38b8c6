//! The service called over HTTP.
#![allow(
    unreachable_pub,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::format_push_string,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests open sockets, start programs and say what they leave out, and what fails here fails the test"
)]

mod support;

use qujat::code::{Symbol, Use};
use serde_json::{Value, json};
use support::{Reply, Service, schema, send};

const MOTHER: &str = "860314499992";
const CARD: &str = r#"{"documents": [{"doc_type": "kz.gov.egov.identity_card.1", "number": "049990001"}]}"#;

fn open(service: &Service) -> Value {
    let opened = service.call("POST", "/v1/access", "mother", CARD);
    assert_eq!(opened.status, 201, "{opened:?}");
    opened.json()
}

fn by_link(service: &Service, who: &str, opened: &Value) -> Reply {
    service.call("POST", "/v1/redemptions", who, &json!({ "link": opened["link"] }).to_string())
}

fn by_digits(service: &Service, who: &str, iin: &str, code: &Value) -> Reply {
    service.call("POST", "/v1/redemptions", who, &json!({ "iin": iin, "code": code }).to_string())
}

/// 352/15, 352/16, 352/18, 352/19: opened by its subject, shown once, marked in both cabinets.
#[test]
fn opened_shown_once_and_marked_twice() {
    let service = Service::start(None);
    let opened = open(&service);
    assert_eq!(opened["seconds"], 180);
    let shown = by_link(&service, "stranger", &opened);
    assert_eq!(shown.status, 200, "{shown:?}");
    let shown = shown.json();
    let card = shown["documents"][0]["card_svg"].as_str().expect("a card");
    assert!(card.starts_with("<svg") && card.contains("049990001"));
    assert!(shown["documents"][0]["clauses"].as_array().expect("clauses").contains(&json!("352/19")));
    let again = by_link(&service, "stranger", &opened);
    assert_eq!((again.status, again.json()["code"].as_str()), (403, Some("not_open")));

    let marks = |who| service.call("GET", "/v1/marks", who, "").json();
    let (hers, his) = (marks("mother"), marks("stranger"));
    assert_eq!((hers[0]["side"].as_str(), his[0]["side"].as_str()), (Some("subject"), Some("viewer")));
    for member in ["subject", "viewer", "doc_type", "door", "local"] {
        assert_eq!(hers[0][member], his[0][member], "{member}");
    }
    assert_eq!((hers.as_array().map(Vec::len), his[0]["door"].as_str()), (Some(1), Some("qr")));

    // The other door.
    let opened = open(&service);
    assert_eq!(by_digits(&service, "stranger", MOTHER, &opened["code"]).status, 200);
    assert_eq!(marks("mother")[1]["door"], "digits");
}

/// A reply that was lost is asked for again by the same name of the attempt: no view is lost, none is spent twice.
#[test]
fn a_lost_reply_is_given_again_to_whoever_it_was_for() {
    let service = Service::start(None);
    let opened = open(&service);
    let body = json!({ "link": opened["link"] }).to_string();
    let redeem = |who: &str, key: &str| {
        service.call_with("POST", "/v1/redemptions", who, &[("Idempotency-Key", key)], body.as_bytes())
    };
    let key = "00112233445566778899aabbccddeeff";
    let (first, again) = (redeem("stranger", key), redeem("stranger", key));
    assert_eq!((first.status, again.status), (200, 200), "{again:?}");
    assert_eq!(first.json()["documents"][0]["issuer_signed"], again.json()["documents"][0]["issuer_signed"]);
    assert_eq!((first.json()["view"].as_u64(), again.json()["view"].as_u64()), (Some(1), Some(1)));
    assert_eq!(service.call("GET", "/v1/marks", "stranger", "").json().as_array().map(Vec::len), Some(1));
    assert_eq!(redeem("stranger", "ff112233445566778899aabbccddeeff").status, 403, "another attempt");
    assert_eq!(redeem("mother", key).status, 403, "somebody else's");
    assert_eq!(redeem("stranger", "short").json()["code"], "request");
}

/// Wrong, of somebody unknown, used, closed, made anew: the same bytes but for the time of day.
#[test]
fn refusals_are_one_answer() {
    let service = Service::start(None);
    let used = open(&service);
    assert_eq!(by_link(&service, "stranger", &used).status, 200);
    let closed = open(&service);
    let path = format!("/v1/access/{}", closed["grant"].as_str().expect("a name"));
    assert_eq!(service.call("DELETE", &path, "stranger", "").json(), json!({ "closed": false }));
    assert_eq!(service.call("DELETE", &path, "mother", "").json(), json!({ "closed": true }));
    let old = open(&service);
    let path = format!("/v1/access/{}/reissue", old["grant"].as_str().expect("a name"));
    let fresh = service.call("POST", &path, "mother", "");
    assert_eq!((fresh.status, fresh.json()["expires"] == old["expires"]), (201, true));
    let wrong = if used["code"] == "000 000" { "000 001" } else { "000 000" };
    let plain = |reply: Reply| {
        let headers: Vec<_> = reply.headers.iter().filter(|(name, _)| name != "date").cloned().collect();
        (reply.status, headers, reply.body)
    };
    let unknown = plain(by_digits(&service, "stranger", "920807399998", &json!(wrong)));
    assert_eq!(unknown.0, 403);
    assert_eq!(plain(by_digits(&service, "stranger", MOTHER, &json!(wrong))), unknown);
    for gone in [&used, &closed, &old] {
        assert_eq!(plain(by_link(&service, "stranger", gone)), unknown);
    }
    assert_eq!(plain(by_digits(&service, "stranger", MOTHER, &closed["code"])), unknown);
    // 352/2.6: nor to its own subject.
    assert_eq!(plain(by_link(&service, "mother", &fresh.json())), unknown);
    assert_eq!(by_link(&service, "stranger", &fresh.json()).status, 200);
    // Only about one's own tries more is said.
    for _ in 0..8 {
        let _ = by_digits(&service, "stranger", MOTHER, &json!(wrong));
    }
    let last = by_digits(&service, "stranger", MOTHER, &json!(wrong));
    assert_eq!((last.status, last.json()["code"].as_str()), (429, Some("try_later")));
    assert_eq!(last.header("retry-after"), Some(last.json()["after_seconds"].to_string().as_str()));
}

const NUMBER: &str = "049990001";

fn looking(number: &str, recipient: &str) -> String {
    json!({ "number": number, "recipient": recipient }).to_string()
}

/// 9/2.5: the result and the official's signature; or that there is none with the two, in the same words whichever was wrong.
#[test]
fn a_result_is_looked_up_by_number_and_iin() {
    let service = Service::start(None);
    let look_up = |number: &str, recipient: &str| {
        service.call("POST", "/v1/results", "stranger", &looking(number, recipient))
    };
    let found = look_up(NUMBER, MOTHER).json();
    assert_eq!((found["found"].as_bool(), found["result"]["number"].as_str()), (Some(true), Some(NUMBER)));
    assert_eq!(found["result"]["conclusion"], "The service was rendered.");
    assert_eq!(found["result"]["signature"]["official"], "А. Үлгіұлы");
    // Of another person, of an organisation; of another number.
    let mut answers = Vec::new();
    for (number, recipient) in [(NUMBER, "920807399998"), (NUMBER, "160440007161"), ("049990009", MOTHER)] {
        let reply = look_up(number, recipient);
        assert_eq!(reply.status, 200);
        let mut answer = reply.json();
        // A request and its answer hold a nonce.
        let signed = [answer["request"].take(), answer["answer"].take()];
        let length = |text: &Value| text.as_str().map(str::len);
        answers.push((answer, length(&signed[1])));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(answers[0].0["result"], Value::Null);
    assert_eq!(
        answers[0].0["text"],
        "No electronic document with the number and the IIN or BIN that were entered exists."
    );
    // The request of one's own device, and what is none.
    let own = json!({ "request": found["request"] }).to_string();
    assert_eq!(service.call("POST", "/v1/results", "stranger", &own).json()["found"], true);
    for body in
        [looking("", MOTHER), looking(NUMBER, "1"), json!({ "request": "AA" }).to_string(), "{}".into()]
    {
        assert_eq!(service.call("POST", "/v1/results", "stranger", &body).status, 400, "{body}");
    }
    // Tries are counted, for the caller.
    let last = (0..30).map(|_| look_up("1", MOTHER)).find(|reply| reply.status != 200).expect("a limit");
    assert_eq!((last.status, last.json()["code"].as_str()), (429, Some("try_later")));
    assert_eq!(service.call("POST", "/v1/results", "mother", &looking(NUMBER, MOTHER)).json()["found"], true);
}

/// 352/11, 352/12, 352/18.
#[test]
fn nobody_unknown_is_answered() {
    let service = Service::start(None);
    for (method, path) in [
        ("GET", "/v1/documents"),
        ("POST", "/v1/results"),
        ("POST", "/v1/redemptions"),
        ("POST", "/v1/scans"),
    ] {
        let reply = service.call(method, path, "nobody", "");
        assert_eq!((reply.status, reply.json()["code"].as_str()), (401, Some("who")), "{path}");
        assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
    }
    // Somebody else's document is none of the caller's to open.
    let reply = service.call("POST", "/v1/access", "stranger", CARD);
    assert_eq!((reply.status, reply.json()["code"].as_str()), (409, Some("document")));
}

#[test]
fn what_cannot_be_read_is_said_without_its_values() {
    let service = Service::start(None);
    for (body, says) in [
        ("", "body: no JSON, line 1, column 0"),
        ("{", "body: no JSON, line 1, column 1"),
        (r#"{"documents": [], "secret": 1}"#, "body: JSON of another shape than wanted, line 1, column 26"),
        (r#"{"documents": [{"doc_type": "", "number": "1"}]}"#, "doc_type: "),
    ] {
        let reply = service.call("POST", "/v1/access", "mother", body);
        let title = reply.json()["title"].as_str().expect("a title").to_owned();
        assert_eq!((reply.status, title.starts_with(says)), (400, true), "{title}");
    }
    let reply = service.call("POST", "/v1/access", "mother", r#"{"documents": []}"#);
    assert_eq!((reply.status, reply.json()["code"].as_str()), (422, Some("open")));
    for body in [
        r#"{"iin": "860314499992"}"#,
        r#"{"link": "https://id.example.kz/"}"#,
        r#"{"iin": "1", "code": "1"}"#,
    ] {
        assert_eq!(service.call("POST", "/v1/redemptions", "stranger", body).status, 400, "{body}");
    }
    assert_eq!(service.call("POST", "/v1/scans", "stranger", "no picture").status, 400);
    let large = vec![b' '; 70_000];
    assert_eq!(service.call_with("POST", "/v1/access", "mother", &[], &large).status, 413);
    assert_eq!(service.call("GET", "/v1/nothing", "mother", "").json()["code"], "not_found");
    assert_eq!(service.call("PUT", "/v1/access", "mother", "").json()["code"], "method");
    assert_eq!(service.call("DELETE", "/v1/access/zz", "mother", "").status, 400);
}

#[test]
fn a_code_is_read_from_its_picture() {
    let service = Service::start(None);
    let opened = open(&service);
    let text = opened["link"].as_str().expect("a link");
    let picture = Symbol::encode(text, Use::Screen).expect("a symbol").to_png(4).expect("a picture");
    let found = service.call_with("POST", "/v1/scans", "stranger", &[], &picture);
    assert_eq!(found.json(), json!([{ "kind": "grant", "text": text }]));
    assert_eq!(by_link(&service, "stranger", &json!({ "link": found.json()[0]["text"] })).status, 200);
}

/// Why somebody was refused is counted where no caller sees it.
#[test]
fn health_and_metrics_are_elsewhere() {
    let service = Service::start(None);
    let opened = open(&service);
    assert_eq!(by_link(&service, "mother", &opened).status, 403);
    for path in ["/healthz", "/metrics"] {
        assert_eq!(service.call("GET", path, "mother", "").status, 404);
    }
    let health = send(&service.admin, "GET", "/healthz", &[], &[]);
    assert_eq!((health.status, health.body.as_slice()), (200, b"ok\n".as_slice()));
    let metrics = send(&service.admin, "GET", "/metrics", &[], &[]).body;
    let metrics = String::from_utf8(metrics).expect("text");
    for line in ["qujat_opened_total 1", "qujat_refused_total{what=\"own_subject\"} 1"] {
        assert!(metrics.lines().any(|it| it == line), "{metrics}");
    }
}

#[test]
fn it_stops_when_asked() {
    let service = Service::start(None);
    open(&service);
    assert_eq!(service.stop(), Some(0));
}

/// What the mother opens, with more said of it.
fn with(more: &Value) -> String {
    let mut opening: Value = serde_json::from_str(CARD).expect("JSON");
    opening.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    opening.to_string()
}

/// The clinic's question to the mother.
fn asking(way: &str) -> Value {
    let card = json!({ "doc_type": "kz.gov.egov.identity_card.1", "number": "049990001" });
    json!({ "iin": MOTHER, "documents": [card], "aim": "registration", "way": way })
}

/// 352/10, 352/3: six digits without an IIN ask their subject, who sees who asks; only a "show" shows.
#[test]
fn digits_alone_ask_their_subject() {
    let service = Service::start(None);
    let opened = service.call("POST", "/v1/access", "mother", &with(&json!({ "code_alone": true })));
    let opened = opened.json();
    assert!(opened["code_alone_until"].is_string(), "{opened}");
    let ask = |who: &str, code: &Value| {
        let asked = service.call("POST", "/v1/asks", who, &json!({ "code": code }).to_string());
        assert_eq!(asked.status, 202, "{asked:?}");
        asked.json()["ask"].as_str().expect("a name").to_owned()
    };
    let redeem = |who: &str, ask: &str| {
        let body = json!({ "ask": ask, "aim": "registration" }).to_string();
        service.call("POST", "/v1/redemptions", who, &body).status
    };
    let wrong = if opened["code"] == "000 000" { "000 001" } else { "000 000" };
    let nobody = ask("clerk", &json!(wrong));
    let asked = ask("clerk", &opened["code"]);
    assert_eq!((redeem("clerk", &nobody), redeem("clerk", &asked)), (403, 403));
    let asks = service.call("GET", "/v1/asks", "mother", "").json();
    assert_eq!(asks.as_array().map(Vec::len), Some(1), "{asks}");
    let text = asks[0]["text"].as_str().expect("a text");
    assert!(text.contains("of Ulgi Clinic asks to view: Identity card."), "{text}");
    assert_eq!(service.call("GET", "/v1/asks", "clerk", "").json(), json!([]));

    let answer = |who: &str, show: bool| {
        let path = format!("/v1/asks/{asked}/answer");
        service.call("POST", &path, who, &json!({ "show": show }).to_string()).json()["taken"].clone()
    };
    assert_eq!((answer("clerk", true), answer("stranger", true)), (json!(false), json!(false)));
    assert_eq!(redeem("clerk", &asked), 403);
    assert_eq!(answer("mother", true), json!(true));
    assert_eq!(
        (redeem("stranger", &asked), redeem("clerk", &asked), redeem("clerk", &asked)),
        (403, 200, 403)
    );
    // What was declined stays closed.
    let opened = service.call("POST", "/v1/access", "mother", &with(&json!({ "code_alone": true }))).json();
    let asked = ask("stranger", &opened["code"]);
    let path = format!("/v1/asks/{asked}/answer");
    assert_eq!(service.call("POST", &path, "mother", r#"{"show": false}"#).json(), json!({ "taken": true }));
    assert_eq!(redeem("stranger", &asked), 403);
}

/// 352/20: a password that the subject passes on, or a reply from the linked number, opens once, to who asked.
#[test]
fn consent_by_phone_opens_once() {
    let service = Service::start(None);
    let messages = || -> Value {
        serde_json::from_slice(&send(&service.admin, "GET", "/messages", &[], &[]).body).expect("JSON")
    };
    let ask = |who: &str, way: &str| {
        let asked = service.call("POST", "/v1/consents", who, &asking(way).to_string());
        assert_eq!(asked.status, 202, "{asked:?}");
        format!("/v1/consents/{}/view", asked.json()["consent"].as_str().expect("a name"))
    };
    let view = |who: &str, path: &str, password: Option<&str>| {
        service.call("POST", path, who, &json!({ "password": password }).to_string())
    };
    let path = ask("clinic", "password");
    let sent = messages();
    let text = sent[0]["text"].as_str().expect("a text");
    assert!(text.contains("«Үлгі» емханасы сұрайды: Жеке куәлік"), "{text}");
    let password = &text[..6];
    let wrong = if password == "000000" { "000001" } else { "000000" };
    for (who, typed) in [("clerk", password), ("clinic", wrong)] {
        let refused = view(who, &path, Some(typed));
        assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("not_consented")), "{who}");
    }
    let shown = view("clinic", &path, Some(password));
    assert_eq!(shown.status, 200, "{shown:?}");
    assert!(shown.json()["documents"][0]["clauses"].as_array().expect("clauses").contains(&json!("352/20")));
    assert_eq!(view("clinic", &path, Some(password)).status, 403);

    let path = ask("clinic", "reply");
    let waiting = view("clinic", &path, None);
    assert_eq!((waiting.status, waiting.json()), (202, json!({ "waiting": true })));
    let reply = |from: &str, text: &str| {
        let body = json!({ "from": from, "text": text }).to_string();
        send(&service.admin, "POST", "/messages", &[], body.as_bytes()).status
    };
    assert_eq!((reply("+77029999999", "иә"), view("clinic", &path, None).status), (204, 202));
    assert_eq!((reply("+77010000001", "иә"), view("clinic", &path, None).status), (204, 200));
    assert_eq!((view("clinic", &path, None).status, reply("nobody", "иә")), (403, 400));
    let doors = service.call("GET", "/v1/marks", "mother", "").json();
    let doors: Vec<_> = doors.as_array().expect("marks").iter().map(|mark| mark["door"].clone()).collect();
    assert_eq!(doors, [json!("password"), json!("reply")]);

    // 352/4: who is not admitted asks nobody; and nobody learns who has a number.
    let refused = service.call("POST", "/v1/consents", "stranger", &asking("reply").to_string());
    assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("not_admitted")));
    let mut unknown = asking("password");
    unknown["iin"] = json!("880202399990");
    assert_eq!(service.call("POST", "/v1/consents", "clinic", &unknown.to_string()).status, 202);
    assert_eq!(messages().as_array().map(Vec::len), Some(3), "two questions and the answer to a reply");
}

/// 352/15, 352/16: what is opened in part is shown in part; and what for is told to its subject.
#[test]
fn some_elements_are_shown_and_no_other() {
    let service = Service::start(None);
    let element = json!({ "namespace": "kz.gov.egov.identity_card.1", "identifier": "document_number" });
    let documents = json!([{
        "doc_type": "kz.gov.egov.identity_card.1", "number": "049990001", "elements": [element],
    }]);
    let body = json!({ "documents": documents, "purpose": "age" }).to_string();
    let opened = service.call("POST", "/v1/access", "mother", &body);
    assert_eq!(opened.status, 201, "{opened:?}");
    let live = service.call("GET", "/v1/access", "mother", "").json();
    assert!(live[0]["purpose"].as_str().is_some_and(|text| !text.is_empty()), "{live}");
    let shown = by_link(&service, "stranger", &opened.json());
    assert_eq!(shown.status, 200, "{shown:?}");
    let card = shown.json()["documents"][0]["card_svg"].as_str().expect("a card").to_owned();
    assert!(card.contains("049990001") && !card.contains(MOTHER), "{card}");
    for (member, value) in [("elements", json!([])), ("purpose", json!("revenge"))] {
        let mut body =
            json!({ "documents": [{ "doc_type": "kz.gov.egov.identity_card.1", "number": "049990001" }] });
        if member == "purpose" {
            body["purpose"] = value;
        } else {
            body["documents"][0]["elements"] = value;
        }
        assert_eq!(service.call("POST", "/v1/access", "mother", &body.to_string()).status, 400, "{member}");
    }
}

/// 352/14: a minor's documents are open to her mother by default, and to nobody else.
#[test]
fn a_childs_documents_are_open_to_her_mother() {
    let service = Service::start(None);
    let shown = service.call("GET", "/v1/children", "mother", "").json();
    assert!(shown.as_array().is_some_and(|shown| !shown.is_empty()), "{shown}");
    for document in shown.as_array().expect("documents") {
        assert!(document["clauses"].as_array().expect("clauses").contains(&json!("352/14")), "{document}");
    }
    for who in ["stranger", "clerk", "clinic"] {
        assert_eq!(service.call("GET", "/v1/children", who, "").json(), json!([]), "{who}");
    }
    let marks = service.call("GET", "/v1/marks", "mother", "").json();
    assert!(marks.as_array().expect("marks").iter().all(|mark| mark["door"] == "default"));
}

/// Every route that is described is there, and answers as the description says.
#[test]
fn answers_are_as_described() {
    let service = Service::start(None);
    let description = service.call("GET", "/openapi.json", "", "").json();
    let opened = open(&service);
    let other = open(&service);
    let by = |link: &Value| json!({ "link": link }).to_string();
    let picture = Symbol::encode("a", Use::Screen).expect("a symbol").to_png(4).expect("a picture");
    let grant = |of: &Value| of["grant"].as_str().expect("a name").to_owned();
    let alone = service.call("POST", "/v1/access", "mother", &with(&json!({ "code_alone": true })));
    let asked =
        service.call("POST", "/v1/asks", "stranger", &json!({ "code": alone.json()["code"] }).to_string());
    let answer = format!("/v1/asks/{}/answer", asked.json()["ask"].as_str().expect("a name"));
    let consent = |way: &str| asking(way).to_string();
    let asked = service.call("POST", "/v1/consents", "clinic", &consent("reply"));
    let waiting = format!("/v1/consents/{}/view", asked.json()["consent"].as_str().expect("a name"));
    let calls: Vec<(&str, &str, String, &str, Vec<u8>)> = vec![
        ("get", "/v1/documents", "/v1/documents".into(), "mother", Vec::new()),
        ("post", "/v1/access", "/v1/access".into(), "mother", CARD.into()),
        ("get", "/v1/access", "/v1/access".into(), "mother", Vec::new()),
        ("post", "/v1/redemptions", "/v1/redemptions".into(), "stranger", by(&opened["link"]).into()),
        ("post", "/v1/redemptions", "/v1/redemptions".into(), "stranger", by(&opened["link"]).into()),
        (
            "post",
            "/v1/access/{grant}/reissue",
            format!("/v1/access/{}/reissue", grant(&other)),
            "mother",
            Vec::new(),
        ),
        ("delete", "/v1/access/{grant}", format!("/v1/access/{}", grant(&other)), "mother", Vec::new()),
        ("post", "/v1/results", "/v1/results".into(), "stranger", looking(NUMBER, MOTHER).into()),
        ("post", "/v1/results", "/v1/results".into(), "stranger", looking("1", MOTHER).into()),
        ("post", "/v1/results", "/v1/results".into(), "stranger", looking("1", "1").into()),
        ("post", "/v1/scans", "/v1/scans".into(), "mother", picture),
        ("get", "/v1/marks", "/v1/marks".into(), "mother", Vec::new()),
        ("get", "/v1/children", "/v1/children".into(), "mother", Vec::new()),
        ("get", "/v1/asks", "/v1/asks".into(), "mother", Vec::new()),
        ("post", "/v1/asks", "/v1/asks".into(), "clerk", br#"{"code": "000000"}"#.into()),
        ("post", "/v1/asks/{ask}/answer", answer, "mother", br#"{"show": false}"#.into()),
        ("post", "/v1/consents", "/v1/consents".into(), "clinic", consent("password").into()),
        ("post", "/v1/consents/{consent}/view", waiting.clone(), "clinic", b"{}".into()),
        ("post", "/v1/consents/{consent}/view", waiting, "clerk", br#"{"password": "000000"}"#.into()),
        ("post", "/v1/consents", "/v1/consents".into(), "stranger", consent("reply").into()),
    ];
    let mut described: Vec<(String, String)> = Vec::new();
    for (path, methods) in description["paths"].as_object().expect("paths") {
        described.extend(
            methods.as_object().expect("methods").keys().map(|method| (method.clone(), path.clone())),
        );
    }
    for (method, path, at, who, body) in calls {
        described.retain(|it| *it != (method.to_owned(), path.to_owned()));
        let reply = service.call_with(&method.to_uppercase(), &at, who, &[], &body);
        let responses = &description["paths"][path][method]["responses"];
        let (response, kind) = match responses.get(reply.status.to_string()) {
            Some(response) => (response, "application/json"),
            None => (&responses["default"], "application/problem+json"),
        };
        assert_eq!(reply.header("content-type"), Some(kind), "{method} {at}");
        let wrong =
            schema::check(&description, &response["content"][kind]["schema"], &reply.json(), "answer");
        assert!(wrong.is_empty(), "{method} {at}: {wrong:?}");
    }
    assert!(described.is_empty(), "described and not called: {described:?}");
}
