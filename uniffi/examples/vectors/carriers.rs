//! What a QR code carries: grants and seals; and the screen after "Open access".

use qujat::cose::{Purpose, Sign1};
use qujat::document::{Document, Official, Seal, SealContents};
use qujat::grant::store::MemoryStore;
use qujat::grant::{DocumentRef, GrantLink, Host, OpenRequest, Pepper, Peppers, Policy, Registry, Service};
use qujat::id::{Bin, DocType, DocumentNumber, Iin, Party, Recipient};
use qujat::text::LocalText;
use qujat::time::{Date, Timestamp};
use serde_json::{Value, json};

use crate::Wanted::{Error, Invalid, Nothing, Pass, Unknown};
use crate::world::{
    BIN, IIN, NOW, OTHER_IIN, Who, cose_key, counting, hex, issue, material, record, signed, trust,
};
use crate::{Cases, Outcome};

pub(crate) fn add(cases: &mut Cases) -> Outcome<()> {
    grants(cases)?;
    seals(cases)?;
    screens(cases)
}

/// The link and the digits of a grant to the identity card, opened at `NOW` for 180 seconds.
fn open(who: Who, host: &str) -> Outcome<(String, String)> {
    let service = Service::new(Host::parse(host)?, "/open", who.signer()?, who.key()?)?;
    let peppers = Peppers::new(&counted(0x11), Pepper::new(1, &counted(0x22))?)?;
    let registry = Registry::new(MemoryStore::default(), service, Policy::default(), peppers);
    let number = DocumentNumber::parse("049990001")?;
    let request = OpenRequest::new(vec![DocumentRef { doc_type: DocType::IDENTITY_CARD, number }]);
    let now = Timestamp::from_unix(NOW)?;
    let opened = registry.open(&Party::Person(Iin::parse(IIN)?), request, now, &mut counting())?;
    Ok((opened.link().to_text(), opened.code().as_str().to_owned()))
}

fn counted(from: u8) -> [u8; 32] {
    core::array::from_fn(|at| from.wrapping_add(at.to_le_bytes()[0]))
}

fn grants(cases: &mut Cases) -> Outcome<()> {
    let (link, _) = open(Who::Service, HOST)?;
    let given = |link: &str, now: i64| -> Outcome<Value> {
        Ok(json!({ "trust": trust()?, "link": link, "now": now }))
    };
    cases.add("kind", "grant", "a grant's link", json!({ "text": link }), Pass);
    cases.add("grant", "opened", "the moment it is opened", given(&link, NOW)?, Pass);
    cases.add("grant", "last_second", "its last second", given(&link, NOW + 179)?, Pass);
    for (name, about, now) in
        [("ended", "the first second after it", NOW + 180), ("not_yet", "a second before it", NOW - 1)]
    {
        cases.add("grant", name, about, given(&link, now)?, Invalid("validity"));
    }
    let elsewhere = link.replace(HOST, "evil.example");
    let elsewhere = given(&elsewhere, NOW)?;
    cases.add(
        "grant",
        "other_host",
        "a true token behind a link to another host",
        elsewhere,
        Invalid("issuer_entitled"),
    );
    let stranger = given(&open(Who::Stranger, HOST)?.0, NOW)?;
    cases.add("grant", "stranger", "of a service nobody trusts", stranger, Invalid("issuer_trusted"));
    let ministry = given(&open(Who::Ministry, HOST)?.0, NOW)?;
    cases.add(
        "grant",
        "issuer_of_documents",
        "its key may sign documents only",
        ministry,
        Invalid("issuer_entitled"),
    );
    let mut nobody = given(&link, NOW)?;
    nobody["trust"] = material(&[], &[]);
    cases.add("grant", "no_trust", "nothing is trusted", nobody, Unknown("issuer_trusted"));

    let parsed = GrantLink::parse(&link)?;
    let token = parsed.token();
    let with = |token: &[u8]| -> Outcome<Value> {
        given(&GrantLink::new(parsed.host(), parsed.path(), token)?.to_text(), NOW)
    };
    let mut changed = token.to_vec();
    *changed.last_mut().ok_or("an empty token")? ^= 1;
    cases.add("grant", "changed_signature", "a bit of its signature", with(&changed)?, Invalid("signature"));
    let payload = Sign1::parse(token)?.payload_untrusted().ok_or("no payload")?.to_vec();
    let mut longer = token.to_vec();
    let at = longer.windows(payload.len()).position(|w| w == payload).ok_or("no payload")?;
    // The last byte of `exp`, whose value is five bytes: the claims stand in order of their keys.
    let exp = payload.windows(2).position(|w| w == [0x04, 0x1a]).ok_or("no exp")?;
    longer[at + exp + 5] ^= 0x7f;
    cases.add("grant", "longer_life", "its end moved", with(&longer)?, Invalid("signature"));
    let seal = signed(Purpose::Seal, &payload, Who::Service)?;
    cases.add("grant", "signed_as_a_seal", "signed for another purpose", with(&seal)?, Invalid("signature"));
    let empty = signed(Purpose::Grant, b"\xa0", Who::Service)?;
    cases.add("grant", "no_claims", "signed, and says nothing", with(&empty)?, Invalid("structure"));
    let cut = with(&token[..token.len() - 1])?;
    cases.add("grant", "truncated", "its last byte is missing", cut, Invalid("structure"));
    cases.add("grant", "token_is_none", "base64url of something else", with(b"\x00")?, Invalid("structure"));

    let fragment = link.split_once('#').ok_or("no fragment")?.1;
    for (name, about, link) in [
        ("empty", "no text", String::new()),
        ("no_token", "a link without a token", format!("https://{HOST}/open")),
        ("http", "not https", format!("http://{HOST}/open#{fragment}")),
        (
            "user_in_host",
            "a user name before the host",
            format!("https://{HOST}@evil.example/open#{fragment}"),
        ),
        ("port", "a port after the host", format!("https://{HOST}:8443/open#{fragment}")),
        ("no_host", "no host", format!("https:///open#{fragment}")),
        ("upper_host", "a host in capitals", format!("https://DOCUMENTS.EXAMPLE/open#{fragment}")),
        ("padded_token", "base64 with padding", format!("https://{HOST}/open#0oQ=")),
        ("too_long", "more than a link may have", format!("https://{HOST}/open#{}", "A".repeat(9000))),
        ("space_before", "white space before it", format!(" {link}")),
    ] {
        cases.add("grant", name, about, given(&link, NOW)?, Error("link"));
    }
    Ok(())
}

fn contents(document: &Document) -> Outcome<SealContents> {
    Ok(SealContents {
        number: DocumentNumber::parse("049990001")?,
        received: Date::parse("2026-01-10")?,
        recipient: Recipient::parse(IIN)?,
        body: LocalText { kk: "ҚР ІІМ".into(), ru: "МВД РК".into(), ..LocalText::default() },
        body_bin: Bin::parse(BIN)?,
        official: Official { name: "Сынақов Е.".into(), office: "Директор".into() },
        doc_type: DocType::IDENTITY_CARD,
        digest: *document.digest(),
        sealed_at: Timestamp::from_unix(NOW)?,
        expires: Some(Date::parse("2031-03-14")?),
    })
}

fn seals(cases: &mut Cases) -> Outcome<()> {
    let document = issue(&record("identity_card")?, Who::Ministry, NOW)?;
    let contents = contents(&document)?;
    let make = |contents: &SealContents, who: Who| -> Outcome<String> {
        Ok(Seal::make(contents, &who.signer()?)?.as_str().to_owned())
    };
    let text = make(&contents, Who::Ministry)?;
    let given = |text: &str, digest: Option<&[u8]>, language: &str, now: i64| -> Outcome<Value> {
        let digest = digest.map(hex);
        Ok(
            json!({ "trust": trust()?, "text": text, "document_digest": digest, "language": language, "now": now }),
        )
    };
    let plain = |text: &str, now: i64| given(text, None, "kazakh", now);
    cases.add("kind", "seal", "a document's matrix code", json!({ "text": text }), Pass);
    for language in ["kazakh", "russian", "english"] {
        let given = given(&text, Some(document.digest()), language, NOW)?;
        cases.add("seal", &format!("of_its_document_{language}"), "with the document at hand", given, Pass);
    }
    cases.add("seal", "paper_alone", "nothing to compare with", plain(&text, NOW)?, Pass);
    let endless = SealContents { expires: None, ..contents.clone() };
    let endless = plain(&make(&endless, Who::Ministry)?, 2_500_000_000)?;
    let mut by_key = endless.clone();
    by_key["trust"] = material(&[cose_key(Who::Ministry)?], &[]);
    cases.add("seal", "without_an_end", "of a document that never ends, years later", by_key, Pass);
    let old = "the same by a list that was to be renewed years before";
    cases.add("seal", "list_too_old", old, endless, Unknown("trust_data"));

    let other = given(&text, Some(&[7; 32]), "kazakh", NOW)?;
    cases.add("seal", "other_document", "cut out of another document", other, Invalid("seal_binding"));
    cases.add(
        "seal",
        "ended",
        "the document's last day is past",
        plain(&text, 1_931_281_200)?,
        Invalid("validity"),
    );
    let future = plain(&text, NOW - 61)?;
    cases.add(
        "seal",
        "sealed_in_the_future",
        "further ahead than clocks differ",
        future,
        Invalid("validity"),
    );
    let stranger = plain(&make(&contents, Who::Stranger)?, NOW)?;
    cases.add("seal", "stranger", "signed by nobody who is trusted", stranger, Invalid("issuer_trusted"));
    for (name, about, who) in [
        ("service", "its signer may sign grants only", Who::Service),
        ("other_kind_of_body", "its signer may seal driving licences only", Who::Police),
    ] {
        cases.add("seal", name, about, plain(&make(&contents, who)?, NOW)?, Invalid("issuer_entitled"));
    }
    let body = SealContents { body_bin: Bin::parse("000740000728")?, ..contents.clone() };
    let body = plain(&make(&body, Who::Ministry)?, NOW)?;
    cases.add("seal", "other_body", "names another body than its key's", body, Invalid("issuer_entitled"));

    let bytes = base45::decode(&text["QS1:".len()..])?;
    let with = |bytes: &[u8]| plain(&format!("QS1:{}", base45::encode(bytes)), NOW);
    let mut changed = bytes.clone();
    *changed.last_mut().ok_or("an empty seal")? ^= 1;
    cases.add("seal", "changed_signature", "a bit of its signature", with(&changed)?, Invalid("signature"));
    let mut number = bytes.clone();
    let at = number.windows(9).position(|w| w == b"049990001").ok_or("no number")?;
    number[at + 8] = b'2';
    cases.add("seal", "changed_number", "another number", with(&number)?, Invalid("signature"));
    let payload = Sign1::parse(&bytes)?.payload_untrusted().ok_or("no payload")?.to_vec();
    let grant = with(&signed(Purpose::Grant, &payload, Who::Ministry)?)?;
    cases.add("seal", "signed_as_a_grant", "signed for another purpose", grant, Invalid("signature"));
    for (name, about, text) in [
        ("empty", "no text", String::new()),
        ("prefix", "another prefix", text.replace("QS1:", "QS2:")),
        ("lower_case", "in small letters", text.to_lowercase()),
        ("not_base45", "a letter base45 has not", format!("{text}~")),
        ("truncated", "its last letters are missing", text[..text.len() - 3].to_owned()),
        ("too_long", "more than a symbol holds", format!("QS1:{}", "0".repeat(9000))),
        ("empty_claims", "signed, and says nothing", signed_text(b"\xa0")?),
        (
            "unknown_part",
            "with a part nobody knows",
            signed_text(&[&[payload[0] + 1], &payload[1..], &[0x18, 99, 1]].concat())?,
        ),
    ] {
        cases.add("seal", name, about, plain(&text, NOW)?, Invalid("structure"));
    }
    for (name, about, length) in
        [("short_digest", "a digest of 31 bytes", 31), ("empty_digest", "a digest of none", 0)]
    {
        let given = given(&text, Some(&vec![0; length]), "kazakh", NOW)?;
        cases.add("seal", name, about, given, Error("digest"));
    }
    cases.add("seal", "time_too_late", "after the year 9999", plain(&text, i64::MAX)?, Error("time"));
    // A seal of another purpose is no seal to a scanner either.
    let other = format!("QS1:{}", base45::encode(&signed(Purpose::Grant, &payload, Who::Ministry)?));
    cases.add(
        "kind",
        "grant_in_a_seals_clothes",
        "a seal's prefix, another purpose",
        json!({ "text": other }),
        Nothing,
    );
    Ok(())
}

fn signed_text(payload: &[u8]) -> Outcome<String> {
    Ok(format!("QS1:{}", base45::encode(&signed(Purpose::Seal, payload, Who::Ministry)?)))
}

fn screens(cases: &mut Cases) -> Outcome<()> {
    let (link, digits) = open(Who::Service, HOST)?;
    let given = |subject: &str, link: &str, digits: &str, now: i64| -> Outcome<Value> {
        Ok(json!({ "trust": trust()?, "subject": subject, "link": link, "digits": digits, "now": now }))
    };
    cases.add(
        "access_screen",
        "opened",
        "both doors and three minutes",
        given(IIN, &link, &digits, NOW)?,
        Pass,
    );
    cases.add(
        "access_screen",
        "last_second",
        "its last second",
        given(IIN, &link, &digits, NOW + 179)?,
        Pass,
    );
    let grouped = format!("{} {}", &digits[..3], &digits[3..]);
    cases.add(
        "access_screen",
        "grouped_digits",
        "digits as they are shown",
        given(IIN, &link, &grouped, NOW)?,
        Pass,
    );
    cases.add("access_screen", "leading_zeros", "zeros are digits", given(IIN, &link, "000001", NOW)?, Pass);
    let ended = given(IIN, &link, &digits, NOW + 180)?;
    cases.add("access_screen", "ended", "the grant has ended", ended, Invalid("validity"));
    let elsewhere = given(OTHER_IIN, &link.replace(HOST, "evil.example"), &digits, NOW)?;
    cases.add(
        "access_screen",
        "other_host",
        "a link that leads elsewhere",
        elsewhere,
        Invalid("issuer_entitled"),
    );
    let stranger = given(IIN, &open(Who::Stranger, HOST)?.0, &digits, NOW)?;
    cases.add("access_screen", "stranger", "of a service nobody trusts", stranger, Invalid("issuer_trusted"));
    for (name, about, digits) in [
        ("no_digits", "no digits", ""),
        ("five_digits", "a digit is missing", "12345"),
        ("seven_digits", "a digit too many", "1234567"),
        ("letters", "letters that look like digits", "l2345O"),
        ("minus", "a sign before them", "-12345"),
        ("decimal", "a point among them", "123.456"),
    ] {
        cases.add("access_screen", name, about, given(IIN, &link, digits, NOW)?, Error("digits"));
    }
    cases.add(
        "access_screen",
        "link_is_none",
        "not a link",
        given(IIN, "documents", &digits, NOW)?,
        Error("link"),
    );
    Ok(())
}

const HOST: &str = "documents.example";
