//! A result's requisites, and whether one is true (order 9).

use qujat::cbor::Value as Cbor;
use qujat::cose::Purpose;
use qujat::document::{Document, Official, Seal, SealContents};
use qujat::id::{Bin, DocType, DocumentNumber, Recipient};
use qujat::lookup::LookupRequest;
use qujat::text::LocalText;
use qujat::time::{Date, Timestamp};
use serde_json::{Value, json};

use crate::Wanted::{Error, Invalid, Pass, Unknown};
use crate::world::{
    BIN, IIN, NOW, OTHER_IIN, Who, hex, issue, material, record, signed, trust_with_portal, written,
};
use crate::{Cases, Outcome};

pub(crate) fn add(cases: &mut Cases) -> Outcome<()> {
    let document = issue(&record("identity_card")?, Who::Ministry, NOW)?;
    requisites(cases, &document)?;
    requests(cases);
    lookups(cases, &document)
}

fn contents(document: &Document) -> Outcome<SealContents> {
    Ok(SealContents {
        number: DocumentNumber::parse(NUMBER)?,
        received: Date::parse("2026-01-10")?,
        recipient: Recipient::parse(IIN)?,
        body: LocalText { kk: "ҚР ІІМ".into(), ru: "МВД РК".into(), ..LocalText::default() },
        body_bin: Bin::parse(BIN)?,
        official: Official { name: "Сынақов Е.".into(), office: "Директор".into() },
        doc_type: DocType::IDENTITY_CARD,
        digest: *document.digest(),
        sealed_at: Timestamp::from_unix(NOW)?,
        expires: None,
    })
}

fn seal(contents: &SealContents, who: Who) -> Outcome<String> {
    Ok(Seal::make(contents, &who.signer()?)?.as_str().to_owned())
}

fn requisites(cases: &mut Cases, document: &Document) -> Outcome<()> {
    let code = seal(&contents(document)?, Who::Ministry)?;
    let whole = json!({ "number": NUMBER, "received": "2026-01-10", "recipient": IIN, "matrix_code": code });
    let given = |service: &str, channel: &str, parts: &Value, language: &str| json!({ "service": service, "channel": channel, "parts": parts, "language": language });
    let with = |name: &str, value: Value| {
        let mut parts = whole.clone();
        parts[name] = value;
        parts
    };
    for language in ["kazakh", "russian", "english"] {
        let app = given("result", "app", &whole, language);
        cases.add("requisites", &format!("app_{language}"), "complete, in the application", app, Pass);
        let two = json!({ "number": NUMBER, "received": null, "recipient": BIN, "matrix_code": null });
        let message = given("result", "message", &two, language);
        cases.add(
            "requisites",
            &format!("message_{language}"),
            "an organisation's, by message",
            message,
            Pass,
        );
    }
    let nothing = json!({ "number": null, "received": null, "recipient": null, "matrix_code": null });
    let none = given("informational", "app", &nothing, "kazakh");
    cases.add("requisites", "informational", "a service that only informs carries none", none, Pass);
    for part in ["number", "received", "recipient", "matrix_code"] {
        let less = given("result", "app", &with(part, Value::Null), "kazakh");
        cases.add(
            "requisites",
            &format!("app_without_{part}"),
            "a part is missing",
            less,
            Error("requisites"),
        );
    }
    for part in ["number", "recipient"] {
        let less = given("result", "message", &with(part, Value::Null), "kazakh");
        let name = format!("message_without_{part}");
        cases.add("requisites", &name, "a part is missing", less, Error("requisites"));
    }
    let none = given("result", "message", &nothing, "kazakh");
    cases.add("requisites", "nothing", "every part is missing", none, Error("requisites"));
    for (name, about, part, value, code) in [
        ("other_number", "the matrix code states another", "number", "1", "requisites"),
        ("other_date", "the matrix code states another", "received", "2026-01-11", "requisites"),
        ("other_recipient", "the matrix code states another", "recipient", OTHER_IIN, "requisites"),
        ("malformed_number", "a space before it", "number", " 1", "number"),
        ("malformed_date", "a day that is none", "received", "2026-02-30", "time"),
        ("malformed_recipient", "its check digit is wrong", "recipient", "860314499993", "recipient"),
        ("malformed_code", "no matrix code of ours", "matrix_code", "QS2:0", "seal"),
    ] {
        cases.add(
            "requisites",
            name,
            about,
            given("result", "app", &with(part, value.into()), "kazakh"),
            Error(code),
        );
    }
    Ok(())
}

fn requests(cases: &mut Cases) {
    let given =
        |number: &str, recipient: &str| json!({ "number": number, "recipient": recipient, "random": NONCE });
    for (name, recipient) in [("of_a_person", IIN), ("of_an_organisation", BIN)] {
        cases.add("lookup_request", name, "as it is sent", given(NUMBER, recipient), Pass);
    }
    for (name, about, number, recipient, code) in [
        ("no_number", "nothing was typed", "", IIN, "number"),
        ("number_with_a_line", "a line feed in it", "1\n2", IIN, "number"),
        ("number_too_long", "more than a number has", &"9".repeat(65), IIN, "number"),
        ("no_recipient", "nothing was typed", NUMBER, "", "recipient"),
        ("recipient_check_digit", "a wrong check digit", NUMBER, "860314499993", "recipient"),
        ("recipient_letters", "letters that look like digits", NUMBER, "86O314499992", "recipient"),
    ] {
        cases.add("lookup_request", name, about, given(number, recipient), Error(code));
    }
    let same = json!({ "number": NUMBER, "recipient": IIN, "random": "00".repeat(16) });
    cases.add(
        "lookup_request",
        "random_not_filled",
        "a random source that gave zeros",
        same,
        Error("random"),
    );
}

fn given(answer: &[u8], language: &str, now: i64) -> Outcome<Value> {
    Ok(json!({
        "trust": trust_with_portal()?, "number": NUMBER, "recipient": IIN, "random": NONCE, "answer": hex(answer),
        "language": language, "now": now
    }))
}

fn payload(result: Option<Cbor>) -> Outcome<Vec<u8>> {
    let digest = request(NUMBER, IIN)?.digest();
    let mut members =
        vec![(1.into(), 1.into()), (2.into(), Cbor::Bytes(digest.to_vec())), (3.into(), NOW.into())];
    members.extend(result.map(|result| (4.into(), result)));
    Ok(written(&Cbor::Map(members)))
}

fn result(seal: &str, conclusion: i32, summary: bool, document: Option<&[u8]>) -> Cbor {
    let texts = |all: [&str; 3]| Cbor::Array(all.map(Cbor::from).to_vec());
    let service = ["Жеке куәлік беру", "Выдача удостоверения личности", "Issue of an identity card"];
    let mut members =
        vec![(1.into(), seal.into()), (2.into(), texts(service)), (3.into(), conclusion.into())];
    if summary {
        members.push((4.into(), texts(["Куәлік берілді", "Удостоверение выдано", ""])));
    }
    members.extend(document.map(|bytes| (5.into(), Cbor::Bytes(bytes.to_vec()))));
    Cbor::Map(members)
}

fn by_portal(result: Option<Cbor>) -> Outcome<Vec<u8>> {
    signed(Purpose::LookupAnswer, &payload(result)?, Who::Portal)
}

fn lookups(cases: &mut Cases, document: &Document) -> Outcome<()> {
    let contents = contents(document)?;
    let true_seal = seal(&contents, Who::Ministry)?;
    let shown = document.issuer_signed()?.disclose(|_, name| ["iin", "document_number"].contains(&name));
    let found = by_portal(Some(result(&true_seal, 1, true, Some(&shown))))?;
    let none = by_portal(None)?;
    for language in ["kazakh", "russian", "english"] {
        cases.add(
            "lookup",
            &format!("found_{language}"),
            "the result, its document and whose signature it has",
            given(&found, language, NOW)?,
            Pass,
        );
        cases.add(
            "lookup",
            &format!("no_document_{language}"),
            "none with that number and IIN",
            given(&none, language, NOW + 299)?,
            Pass,
        );
    }
    let refused = by_portal(Some(result(&true_seal, 2, false, None)))?;
    cases.add("lookup", "service_refused", "the service was refused", given(&refused, "russian", NOW)?, Pass);

    let plain = |answer: &[u8], now: i64| given(answer, "kazakh", now);
    cases.add("lookup", "too_old", "five minutes later", plain(&found, NOW + 300)?, Invalid("freshness"));
    let future = plain(&found, NOW - 61)?;
    cases.add("lookup", "of_the_future", "further ahead than clocks differ", future, Invalid("freshness"));
    let mut again = plain(&found, NOW)?;
    again["random"] = NONCE.replace("0f", "10").into();
    cases.add("lookup", "asked_again", "an answer to the same question before", again, Invalid("challenge"));
    let mut other = plain(&none, NOW)?;
    other["recipient"] = OTHER_IIN.into();
    cases.add("lookup", "other_question", "an answer about somebody else", other, Invalid("challenge"));
    for (name, about, who, check) in [
        ("stranger", "signed by nobody who is trusted", Who::Stranger, "issuer_trusted"),
        ("of_the_ministry", "signed by whom documents are trusted to", Who::Ministry, "issuer_entitled"),
    ] {
        let answer = signed(Purpose::LookupAnswer, &payload(None)?, who)?;
        cases.add("lookup", name, about, plain(&answer, NOW)?, Invalid(check));
    }
    let mut changed = none.clone();
    *changed.last_mut().ok_or("an empty answer")? ^= 1;
    cases.add(
        "lookup",
        "changed_signature",
        "a bit of its signature",
        plain(&changed, NOW)?,
        Invalid("signature"),
    );
    let grant = signed(Purpose::Grant, &payload(None)?, Who::Portal)?;
    cases.add(
        "lookup",
        "signed_as_a_grant",
        "signed for another purpose",
        plain(&grant, NOW)?,
        Invalid("signature"),
    );
    cases.add("lookup", "empty", "no bytes", plain(&[], NOW)?, Invalid("structure"));
    let nothing = signed(Purpose::LookupAnswer, b"\xa0", Who::Portal)?;
    cases.add(
        "lookup",
        "says_nothing",
        "signed, and says nothing",
        plain(&nothing, NOW)?,
        Invalid("structure"),
    );
    let mut nobody = plain(&none, NOW)?;
    nobody["trust"] = material(&[], &[]);
    cases.add("lookup", "no_trust", "nothing is trusted", nobody, Unknown("issuer_trusted"));

    let late = plain(&none, i64::MAX)?;
    cases.add("lookup", "time_too_late", "after the year 9999", late, Error("time"));
    lies(cases, &contents)
}

/// A portal that lies of what the official signed.
fn lies(cases: &mut Cases, contents: &SealContents) -> Outcome<()> {
    let of = |contents: &SealContents, who: Who, document: Option<&[u8]>| -> Outcome<Value> {
        given(&by_portal(Some(result(&seal(contents, who)?, 1, false, document)))?, "kazakh", NOW)
    };
    let number = SealContents { number: DocumentNumber::parse("049990002")?, ..contents.clone() };
    let recipient = SealContents { recipient: Recipient::parse(OTHER_IIN)?, ..contents.clone() };
    let other = issue(&record("birth_certificate")?, Who::Ministry, NOW)?;
    for (name, about, given) in [
        ("seal_of_another_number", "the seal is of another document", of(&number, Who::Ministry, None)?),
        ("seal_of_somebody_else", "the seal is of somebody else", of(&recipient, Who::Ministry, None)?),
        ("seal_of_a_stranger", "sealed by nobody who is trusted", of(contents, Who::Stranger, None)?),
        ("seal_of_the_portal", "sealed by the portal itself", of(contents, Who::Portal, None)?),
        (
            "other_document",
            "the seal is true, the document is another",
            of(contents, Who::Ministry, Some(other.as_bytes()))?,
        ),
        (
            "document_is_none",
            "the seal is true, the document is none",
            of(contents, Who::Ministry, Some(b"\xa0"))?,
        ),
    ] {
        cases.add("lookup", name, about, given, Invalid("seal_binding"));
    }
    Ok(())
}

fn request(number: &str, recipient: &str) -> Outcome<LookupRequest> {
    let mut random = |out: &mut [u8]| {
        (0..).zip(out).for_each(|(at, byte)| *byte = at);
        Ok(())
    };
    Ok(LookupRequest::make(DocumentNumber::parse(number)?, Recipient::parse(recipient)?, &mut random)?)
}

const NUMBER: &str = "049990001";
const NONCE: &str = "000102030405060708090a0b0c0d0e0f";
