//! What a message must have, and what it may not.

use super::*;

fn unsigned(message: &Message) -> String {
    let world = World::new();
    let refusals = Form::ALL
        .map(|form| message.sign(form, &world.signer_of(message)).expect_err("not signed").to_string());
    assert_eq!(refusals[0], refusals[1]);
    refusals[0].clone()
}

/// 1277/2: what is marked as a state secret is neither signed nor, signed by others, read.
#[test]
fn state_secrets_are_refused() {
    let world = World::new();
    let why = "message: marked as a state secret, which is not passed between these systems";
    for marking in [Marking::Secret, Marking::TopSecret, Marking::SpecialImportance] {
        let message = Message { marking, ..asking(status()) };
        assert_eq!(unsigned(&message), why);
        let mut forged = json(&asking(status()));
        forged["marking"] = marking.word().into();
        let signer = world.official(CORPORATION);
        let text = raw_jws(&header("ES256", &signer, ""), forged.to_string().as_bytes(), &signer);
        assert_eq!(world.refusal(&register(), &text, Form::Json), why);
    }
    // A mark nobody knows may be a higher one.
    let mut forged = json(&asking(status()));
    forged["marking"] = "cosmic".into();
    assert_eq!(read(&forged), "message: message: marking is none of its words");
    forged.as_object_mut().expect("an object").remove("marking");
    assert_eq!(read(&forged), "message: message: marking is missing");
}

/// 1277/7.3: a request for a recipient's data names the written consent, by that recipient, given by then.
#[test]
fn a_request_rests_on_consent() {
    for request in [documents(), application()] {
        assert!(request.consent().is_some());
        let mut bare = json(&asking(request));
        bare["body"].as_object_mut().expect("an object").remove("consent");
        assert_eq!(read(&bare), "message: body: consent is missing");
    }
    assert!(status().consent().is_none());
    let with = |change: fn(&mut WrittenConsent)| {
        let Request::Documents(mut asked) = documents() else { unreachable!() };
        change(&mut asked.consent);
        asking(Request::Documents(asked))
    };
    let other = with(|consent| consent.by = Recipient::Organisation(bin(MINISTRY)));
    assert_eq!(unsigned(&other), "message: consent: by is another than whom the request is about");
    let later = with(|consent| consent.given = day("2026-11-23"));
    assert_eq!(unsigned(&later), "message: consent: given is after the request");
    let Request::Application(mut application) = application() else { unreachable!() };
    application.consent.by = Recipient::Organisation(bin(MINISTRY));
    let other = asking(Request::Application(application));
    assert_eq!(unsigned(&other), "message: consent: by is another than whom the request is about");
}

/// 1277/10: every instant is local, with its offset, and one that is not is refused, though it names the same moment.
#[test]
fn times_are_local() {
    let message = asking(status());
    let written = json(&message);
    assert_eq!(written["created"], "2026-11-22T09:30:00+05:00");
    assert_eq!(written["body"]["since"], "2026-11-22T09:30:00+05:00");
    let before = Timestamp::parse("2024-02-29T12:00:00Z").expect("a time");
    let Request::Status(mut report) = status() else { unreachable!() };
    report.since = before;
    assert_eq!(json(&asking(Request::Status(report)))["body"]["since"], "2024-02-29T18:00:00+06:00");
    for elsewhere in [
        "2026-11-22T04:30:00Z",
        "2026-11-22T10:30:00+06:00",
        "2026-11-22T09:30:00.0+05:00",
        "2026-11-22 09:30",
        "",
    ] {
        for place in ["/created", "/body/since"] {
            let mut changed = written.clone();
            *changed.pointer_mut(place).expect("there") = elsewhere.into();
            assert!(read(&changed).ends_with("is not in local time with its offset"), "{elsewhere}");
        }
    }
}

/// 1277/7.2: an application carries what a worker filled in, and electronic copies of what no register holds.
#[test]
fn an_application_carries_copies() {
    let Request::Application(whole) = application() else { unreachable!() };
    let with = |change: &dyn Fn(&mut Application)| {
        let mut application = whole.clone();
        change(&mut application);
        unsigned(&asking(Request::Application(application)))
    };
    let name = "message: file: name is empty, too long, or leads elsewhere";
    for bad in ["", "../passwd", "a\\b", ".hidden", " a", "a\n", &"я".repeat(129)] {
        assert_eq!(with(&|application| application.copies[0].name = bad.into()), name, "{bad:?}");
    }
    for bad in ["", "pdf", "a/b/c", "/", "a/ b"] {
        let why = with(&|application| application.copies[0].media_type = bad.into());
        assert_eq!(why, "message: file: media_type is none", "{bad:?}");
    }
    assert_eq!(with(&|a| a.copies[0].content.clear()), "message: file: content is empty");
    assert_eq!(
        with(&|a| a.copies = vec![file(); 17]),
        "message: application request: files are more than 16"
    );
    assert_eq!(
        with(&|a| a.fields = vec![field("a", ""), field("b", ""), field("a", "1")]),
        "message: application request: fields hold a name twice"
    );
    assert_eq!(with(&|a| a.fields = vec![field("a b", "")]), "message: field: name is malformed");
    assert_eq!(
        with(&|a| a.fields = vec![field("a", &"x".repeat(2049))]),
        "message: field: value is longer than 2,048 bytes"
    );
    let many = |a: &mut Application| a.fields = (0..257).map(|n| field(&format!("f{n}"), "")).collect();
    assert_eq!(with(&many), "message: application request: fields are more than 256");
}

#[test]
fn parts_that_cannot_be_are_named() {
    let refused = |message: Message, why: &str| assert_eq!(unsigned(&message), format!("message: {why}"));
    refused(Message { recipient: monitoring(), ..asking(status()) }, "message: recipient is the sender");
    let own = Content::Response { to: id(2), response: responses().remove(0) };
    refused(
        Message { content: own, ..answering(responses().remove(0)) },
        "message: in_reply_to is the message itself",
    );
    let Request::Status(report) = status() else { unreachable!() };
    let late = StatusReport { since: now().plus(1), ..report.clone() };
    refused(asking(Request::Status(late)), "status request: since is after the message was made");
    for (note, why) in [
        ("", "is empty or has a space around it"),
        ("a ", "is empty or has a space around it"),
        ("a\u{7}b", "has a control character"),
        (&"я".repeat(1001), "is longer than 1,000 characters"),
    ] {
        let noted = StatusReport { note: Some(note.into()), ..report.clone() };
        refused(asking(Request::Status(noted)), &format!("status request: note {why}"));
    }
    let rejected = StatusReceipt::Rejected { reason: String::new() };
    refused(
        answering(Response::Status(rejected)),
        "status response: reason is empty or has a space around it",
    );
    let Request::Documents(asked) = documents() else { unreachable!() };
    for (documents, why) in [
        (vec![], "documents are none or more than 256"),
        (vec![asked.documents[0].clone(); 2], "documents hold one twice"),
    ] {
        let asked = DocumentsAsked { documents, ..asked.clone() };
        refused(asking(Request::Documents(asked)), &format!("documents request: {why}"));
    }
    refused(
        answering(Response::Documents(DocumentsGiven { documents: vec![] })),
        "documents response: documents are none or more than 256",
    );
    let Response::Documents(mut given) = responses().remove(2) else { unreachable!() };
    given.documents[0].found.as_mut().expect("found").last_day = Some(day("2020-02-28"));
    refused(answering(Response::Documents(given)), "document given: last_day is before it was issued");
    let decision = Decision::Granted { document: number("1"), issued: day("2026-11-23"), file: None };
    let result = ApplicationResult { number: number("1"), decision };
    refused(answering(Response::Application(result)), "application response: issued is after the response");
}

#[test]
fn names_are_read_exactly() {
    let text = "3f2c0a9e-0000-4000-8000-00000000abcd";
    assert_eq!(MessageId::parse(text).expect("a UUID").to_string(), text);
    for bad in
        ["", "3F2C0A9E-0000-4000-8000-00000000ABCD", "3f2c0a9e000040008000000000000abcd", "{3f2c}", "----"]
    {
        assert!(MessageId::parse(bad).is_err(), "{bad}");
    }
    let made = id(0xff).to_string();
    assert_eq!(made, "ffffffff-ffff-4fff-bfff-ffffffffffff");
    for bad in ["", "160440007161", "160440007161/", "160440007162/a", "160440007161/a/b", "160440007161/я"]
    {
        assert!(SystemName::parse(bad).is_err(), "{bad}");
    }
    assert_eq!(monitoring().owner(), &bin(CORPORATION));
    assert_eq!(monitoring().code(), "monitoring");
    for bad in ["", "a b", &"a".repeat(65)] {
        assert!(ServiceCode::parse(bad).is_err(), "{bad}");
    }
}

/// 1277/11: without a certificate nobody is named.
#[test]
fn a_key_without_a_certificate_signs_nothing() {
    let bare = SoftwareSigner::from_secret(Algorithm::Es256, &[1; 32]).expect("a secret");
    assert_eq!(asking(status()).sign(Form::Json, &bare), Err(MessageError::NoCertificate));
}

fn read(message: &serde_json::Value) -> String {
    let bytes = serde_json::to_vec(message).expect("JSON");
    Message::from_payload(&bytes, Form::Json).expect_err("not read").to_string()
}
