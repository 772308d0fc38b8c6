//! The example tools as a person runs them: exit status, the shape of their JSON, what they say of files that are right,
//! wrong and broken.

// A test reads files and starts programs; what fails there fails the test.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;

/// 352/3, 352/10, 352/14, 352/15, 352/16, 352/17, 352/18, 352/19: the whole flow ends as it must, every refusal for its
/// own reason, each with its clauses and a text in three languages.
#[test]
fn the_story_ends_as_it_must() {
    let (folder, story) = story();
    assert_eq!(story["ok"], true);
    assert_eq!(story["steps"].as_array().map(Vec::len), Some(11));
    for step in list(&story["steps"]) {
        assert!(!list(&step["clauses"]).is_empty(), "{step}");
        for line in list(&step["lines"]) {
            assert_ne!(line["ok"], false, "{line}");
        }
    }
    let refusals = list(&story["refusals"]);
    for refusal in refusals {
        assert_eq!((&refusal["ok"], refusal["outcome"].as_str()), (&Value::Bool(true), Some("refused")));
        assert!(!list(&refusal["clauses"]).is_empty(), "{refusal}");
        for language in ["kk", "ru", "en"] {
            assert!(!text(&refusal["text"][language]).is_empty(), "{refusal}");
        }
    }
    let reason = |name: &str| {
        let refusal = refusals.iter().find(|refusal| refusal["name"] == name).expect(name);
        (text(&refusal["by"]), text(&refusal["reason"]))
    };
    for (name, by, why) in [
        ("expired", "grant", "expired"),
        ("second_use", "grant", "used"),
        ("wrong_digits", "grant", "no_such_code"),
        ("dead_digits", "grant", "code_dead"),
        ("too_many_tries", "grant", "too_many_tries"),
        ("own_grant", "grant", "own_subject"),
        ("altered", "verify", "digests"),
        ("other_issuer", "verify", "issuer_entitled"),
        ("another_service", "verify", "issuer_trusted"),
        ("stranger", "access", "no_consent"),
        ("unauthenticated", "access", "not_authenticated"),
        ("organisation", "access", "not_admitted"),
        ("outside_grant", "access", "outside_grant"),
        ("adult_child", "access", "not_representative"),
        ("stale_answer", "access", "not_representative"),
        ("journal_down", "journal", "store"),
    ] {
        assert_eq!(reason(name), (by, why), "{name}");
    }
    // Whatever a grant is refused for, one text: only "try later" is about the asker alone.
    let said: Vec<&Value> = refusals
        .iter()
        .filter(|refusal| refusal["by"] == "grant" && refusal["name"] != "too_many_tries")
        .map(|refusal| &refusal["text"])
        .collect();
    assert!(said.len() >= 5 && said.iter().all(|text| *text == said[0]), "{said:?}");
    for file in list(&story["files"]) {
        assert!(folder.join(text(file)).is_file(), "{file}");
    }
}

#[test]
fn people_read_it_in_their_language() {
    let out = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("story_kk");
    let told =
        run("open_access", &["--language", "kk", "--now", "2027-03-01T10:00:00+05:00", "--out", path(&out)]);
    assert_eq!(told.status.code(), Some(0), "{}", stderr(&told));
    let told = stdout(&told);
    assert!(told.contains("01.03.2027 10:00 (UTC+05:00)"), "{told}");
    assert!(told.contains("Құжат иесі сізге бұл құжатқа қолжетімділік ашқан жоқ."), "{told}");
    assert_eq!(told.matches("    ✗ ").count(), 16);
    assert!(!told.contains("    ! "), "{told}");
    assert!(
        told.trim_end().ends_with("Everything was as it must be, and 16 attempts were refused."),
        "{told}"
    );
    assert!(told.lines().filter(|line| !line.contains("cargo run")).all(|line| line.chars().count() <= 106));
}

/// 352/2.4: guesses are let through as often as the policy says and no more, and open no more than chance explains.
#[test]
fn guessing_brings_what_was_computed() {
    let said =
        run("guess_attack", &["--accounts", "40", "--grants", "30", "--days", "2", "--seed", "7", "--json"]);
    assert_eq!(said.status.code(), Some(0), "{}", stderr(&said));
    let said = json(&said);
    assert_eq!((said["guesses"].as_u64(), said["guesses_a_day"].as_u64()), (Some(800), Some(400)));
    assert!((said["bound_a_day"].as_f64().expect("a number") - 0.0004).abs() < 1e-9);
    assert_eq!(run("guess_attack", &["--accounts", "0"]).status.code(), Some(2));
    let told = stdout(&run("guess_attack", &["--accounts", "1", "--grants", "1", "--days", "1"]));
    assert!(told.contains("guesses let through            10"), "{told}");
}

/// 352/2.12, 352/10, 9/1.2.3: the QR codes of the story are read from their picture files.
#[test]
fn scan_reads_the_pictures() {
    let (folder, _) = story();
    for (name, kind) in [("grant", "grant"), ("seal", "seal")] {
        let picture = folder.join(format!("codes/{name}.png"));
        let line = json(&run("scan", &["--json", path(&picture)]));
        let codes = list(&line["codes"]);
        assert_eq!((codes.len(), text(&codes[0]["kind"])), (1, kind));
        let drawn = std::fs::read_to_string(folder.join(format!("codes/{name}.txt"))).expect("text");
        assert_eq!(text(&codes[0]["text"]), drawn);
    }
    let nothing = run("scan", &["--json", path(&folder.join("trust/issuers.cbor"))]);
    assert_eq!(nothing.status.code(), Some(2));
}

#[test]
fn inspect_shows_every_file() {
    let (folder, story) = story();
    for file in list(&story["files"]) {
        let file = text(file);
        let signed = [".cbor", ".pem", ".txt"].iter().any(|end| file.ends_with(end));
        if !signed {
            continue;
        }
        let shown = run("inspect", &["--json", path(&folder.join(file))]);
        assert_eq!(shown.status.code(), Some(0), "{file}: {}", stderr(&shown));
        let kind = text(&json(&shown)["kind"]).to_owned();
        assert!(kind != "cbor" && kind != "cose_sign1", "{file}: {kind}");
    }
}

/// 352/2.10, 352/5, 9/2.3: what verify says of everything the story left behind, and that it names the check that fails.
#[test]
fn verify_judges_what_the_story_left() {
    let (folder, story) = story();
    let opened = text(&story["steps"][2]["details"]["grant"]["opened"]);
    let rows: &[(&str, &str, &str, &str)] = &[
        // File, further arguments, verdict, the checks that failed or kept it from "valid".
        ("documents/identity_card.cbor", "--trust trust", "valid", ""),
        ("documents/driving_licence.cbor", "--trust trust --subject 860314499992", "valid", ""),
        ("documents/driving_licence.cbor", "--trust certificates/authority.pem", "valid", ""),
        ("documents/driving_licence.cbor", "--signer certificates/ministry.pem", "valid", ""),
        ("documents/driving_licence.cbor", "--trust certificates/ministry.pem --signer", "valid", ""),
        ("documents/driving_licence.cbor", "--trust certificates/ministry.pem", "unknown", "issuer_trusted"),
        ("documents/driving_licence.cbor", "--trust certificates", "valid", ""),
        ("documents/driving_licence.cbor", "--signer certificates/school.pem", "invalid", "issuer_trusted"),
        ("documents/driving_licence.cbor", "", "unknown", "issuer_trusted"),
        ("documents/driving_licence.cbor", "--trust trust/issuers.cbor", "unknown", "issuer_trusted"),
        ("documents/birth_certificate.cbor", "--trust trust --subject 860314499992", "invalid", "subject"),
        ("documents/altered.cbor", "--trust trust", "invalid", "digests"),
        ("documents/identity_card_by_a_school.cbor", "--trust trust", "invalid", "issuer_entitled"),
        ("documents/identity_card.cbor", "--trust trust --now 2040-01-01T00:00:00Z", "invalid", "validity"),
        ("codes/seal.txt", "--trust trust --document documents/birth_certificate.cbor", "valid", ""),
        ("codes/seal.txt", "--trust trust --subject 180601699893", "valid", ""),
        ("codes/seal.txt", "--trust trust --document documents/pupil_card.cbor", "invalid", "seal_binding"),
        ("codes/seal.txt", "--trust trust --subject 860314499992", "invalid", "subject"),
        ("codes/grant.txt", "--trust trust --now OPENED", "valid", ""),
        ("codes/grant.cbor", "--trust trust --now OPENED", "valid", ""),
        ("codes/grant.txt", "--trust trust --now 2040-01-01T00:00:00Z", "invalid", "validity"),
        ("records/representation.cbor", "--trust trust --now OPENED+d2", "invalid", "validity"),
        ("trust/issuers.cbor", "--trust trust/authorised_body.pem", "valid", ""),
        ("forms/org.iso.18013.5.1.mDL.cbor", "--trust trust", "valid", ""),
        ("forms/org.iso.18013.5.1.mDL.cbor", "--trust certificates", "invalid", "issuer_trusted"),
        ("journals/subject.checkpoint.cbor", "--trust trust --now OPENED+d1", "valid", ""),
    ];
    for (file, more, verdict, against) in rows {
        let more = more.replace("OPENED", opened);
        let mut arguments = vec!["--json".to_owned(), (*file).to_owned()];
        arguments.extend(more.split_whitespace().map(str::to_owned));
        if let Some((at, days)) = arguments.last().and_then(|now| now.split_once("+d")) {
            let at = qujat::time::Timestamp::parse(at).expect("a time");
            let days: i64 = days.parse().expect("days");
            *arguments.last_mut().expect("a time") = at.plus(days * 24 * 60 * 60).to_utc();
        }
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let answered = run_in(folder, "verify", &words);
        let answer = json(&answered);
        assert_eq!(text(&answer["verdict"]), *verdict, "{file} {more}: {answer}");
        assert_eq!(answered.status.code(), Some(i32::from(*verdict != "valid")), "{file} {more}");
        check_shape(&answer);
        if !against.is_empty() {
            let outcome = if *verdict == "invalid" { "failed" } else { "not_done" };
            let first = list(&answer["checks"]).iter().find(|check| check["outcome"] == outcome);
            assert_eq!(first.map(|check| text(&check["name"])), Some(*against), "{file} {more}: {answer}");
        }
    }
}

/// What was signed is shown only where signature and digests hold.
#[test]
fn claims_are_what_was_signed() {
    let (folder, _) = story();
    let card =
        json(&run_in(folder, "verify", &["--json", "documents/identity_card.cbor", "--trust", "trust"]));
    let claims = &card["claims"];
    assert_eq!(claims["docType"], "kz.gov.egov.identity_card.1");
    assert_eq!(claims["kz.gov.egov.identity_card.1"]["family_name"], "Ulgibayeva");
    assert_eq!(claims["kz.gov.egov.identity_card.1"]["birth_date"], "1986-03-14");
    let portrait = text(&claims["kz.gov.egov.identity_card.1"]["portrait"]);
    assert!(portrait.starts_with("_9j_"), "a JPEG in base64url: {}", &portrait[..8]);
    assert_eq!(claims["issuer"]["bin"], "970240999995");
    let altered = json(&run_in(folder, "verify", &["--json", "documents/altered.cbor", "--trust", "trust"]));
    assert_eq!(altered["claims"], serde_json::json!({}));
}

/// However a document is written down, and wherever FILE stands among the options.
#[test]
fn forms_of_input_and_orders_of_words() {
    let (folder, _) = story();
    let out = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("forms");
    std::fs::create_dir_all(&out).expect("a folder");
    let bytes = std::fs::read(folder.join("documents/identity_card.cbor")).expect("bytes");
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).expect("a nibble").to_ascii_uppercase();
    let hex: String = bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
    let wrapped: Vec<&str> =
        hex.as_bytes().chunks(76).map(|line| core::str::from_utf8(line).expect("text")).collect();
    let base64 = base64url(&bytes);
    for (name, content) in
        [("hex", wrapped.join("\n").into_bytes()), ("b64", base64.into_bytes()), ("cbor", bytes.clone())]
    {
        let file = out.join(name);
        std::fs::write(&file, content).expect("written");
        let file = path(&file);
        let (trust, signer) = (folder.join("trust"), folder.join("certificates/ministry.pem"));
        let (trust, signer) = (path(&trust), path(&signer));
        let orders: [&[&str]; 8] = [
            &[file, "--trust", trust],
            &["--trust", trust, file],
            &["--trust", signer, "--signer", file],
            &["--signer", signer, file],
            &["--signer", file, "--trust", signer],
            &[file, "--trust", trust, "--signer", signer],
            &["--trust", trust, signer, "--json", file],
            &["--signer=does/not/matter", "--help"],
        ];
        for order in orders {
            let answered = run("verify", order);
            assert_eq!(answered.status.code(), Some(0), "{order:?}: {}", stderr(&answered));
        }
    }
}

#[test]
fn wrong_use_is_told_apart_from_a_negative_answer() {
    let (folder, _) = story();
    let rows: &[&[&str]] = &[
        &["verify"],
        &["verify", "--nonsense"],
        &["verify", "no/such/file"],
        &["verify", "documents/identity_card.cbor", "--trust", "no/such/file"],
        &["verify", "documents/identity_card.cbor", "--trust"],
        &["verify", "documents/identity_card.cbor", "--trust", "cards/identity_card.kk.svg"],
        &["verify", "documents/identity_card.cbor", "--now", "yesterday"],
        &["verify", "documents/identity_card.cbor", "--now", "2026-13-01T00:00:00Z"],
        &["verify", "documents/identity_card.cbor", "--subject", "860314499993"],
        &["verify", "documents/identity_card.cbor", "--transcript", "codes/grant.cbor"],
        &["verify", "documents/identity_card.cbor", "--reader-key", "codes/grant.cbor"],
        &["verify", "documents/identity_card.cbor", "--document", "documents/identity_card.cbor"],
        &["verify", "codes/seal.txt", "--document", "documents/altered.cbor"],
        &["verify", "codes/seal.txt", "--aad", "xyz"],
        &["verify", "codes/grant.png"],
        &["verify", "cards/identity_card.kk.svg"],
        &["verify", "journals/subject.json"],
        &["verify", "certificates/ministry.pem"],
        &["verify", "documents"],
        &["inspect"],
        &["inspect", "cards/identity_card.kk.svg"],
        &["scan"],
        &["scan", "no/such/file"],
        &["open_access", "FILE"],
        &["open_access", "--now", "later"],
        &["open_access", "--language", "de"],
    ];
    for row in rows {
        let answered = run_in(folder, row[0], &row[1..]);
        assert_eq!(answered.status.code(), Some(2), "{row:?}: {}", stdout(&answered));
        assert!(!stderr(&answered).is_empty(), "{row:?} says why");
        assert!(stdout(&answered).is_empty(), "{row:?}");
    }
    for tool in ["verify", "inspect", "scan", "open_access"] {
        let help = run(tool, &["--help"]);
        assert_eq!(help.status.code(), Some(0));
        assert!(stdout(&help).contains("--json") && stdout(&help).contains("xit status"), "{tool}");
    }
    // A document cut short is a document still: a negative answer, no wrong use.
    let bytes = std::fs::read(folder.join("documents/identity_card.cbor")).expect("bytes");
    let cut = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("cut.cbor");
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).expect("written");
    let answered = run("verify", &["--json", path(&cut)]);
    assert_eq!(answered.status.code(), Some(1));
    let answer = json(&answered);
    assert_eq!(
        answer["checks"][0],
        serde_json::json!({
            "name": "structure", "outcome": "failed", "reason": answer["checks"][0]["reason"],
        })
    );
}

/// Bytes changed by chance: never a panic, never a claim that was not signed.
#[test]
fn verify_stands_whatever_comes() {
    let (folder, _) = story();
    let out = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("changed");
    std::fs::create_dir_all(&out).expect("a folder");
    let trust = folder.join("trust");
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    for name in ["documents/identity_card.cbor", "codes/seal.txt", "codes/grant.cbor", "trust/issuers.cbor"] {
        let whole = std::fs::read(folder.join(name)).expect("bytes");
        let now = text(&story().1["steps"][2]["details"]["grant"]["opened"]);
        let truth = json(&run(
            "verify",
            &["--json", path(&folder.join(name)), "--trust", path(&trust), "--now", now],
        ));
        for round in 0..40 {
            let mut bytes = whole.clone();
            for _ in 0..=chance.below(3) {
                let at = chance.below(bytes.len());
                match round % 4 {
                    0 => bytes[at] ^= 1 << chance.below(8),
                    1 => bytes[at] = u8::try_from(chance.below(256)).expect("a byte"),
                    2 => drop(bytes.drain(at..bytes.len().min(at + 3))),
                    _ => bytes.truncate(at.max(1)),
                }
            }
            let file = out.join("file");
            std::fs::write(&file, &bytes).expect("written");
            let answered = run("verify", &["--json", path(&file), "--trust", path(&trust), "--now", now]);
            let said = stderr(&answered);
            assert!(matches!(answered.status.code(), Some(0..=2)), "{name}, round {round}: {said}");
            assert!(!said.contains("panicked"), "{name}, round {round}: {said}");
            if answered.status.code() == Some(0) {
                assert_eq!(json(&answered)["claims"], truth["claims"], "{name}, round {round}");
            }
        }
    }
}

/// ISO/IEC 18013-5 Annex D and two documents of other software, through the tool.
#[test]
fn documents_of_others() {
    let Some(vectors) = vectors("mdoc") else { return };
    let out = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("mdoc");
    std::fs::create_dir_all(&out).expect("a folder");
    let write = |name: &str, content: &str| {
        std::fs::write(out.join(name), content).expect("written");
    };
    let annex: Value =
        serde_json::from_slice(&std::fs::read(vectors.join("annex-d.json")).expect("bytes")).expect("JSON");
    for (file, name) in [
        ("response", "DEVICE_RESPONSE"),
        ("signer", "DS_CERT"),
        ("transcript", "SESSION_TRANSCRIPT_BYTES"),
        ("reader", "EPHEMERAL_READER_KEY_D"),
        ("other", "EPHEMERAL_DEVICE_KEY_D"),
    ] {
        write(file, text(&annex[format!("ISO_18013_5_ANNEX_D_{name}")]));
    }
    let third: Value =
        serde_json::from_slice(&std::fs::read(vectors.join("third-party.json")).expect("bytes"))
            .expect("JSON");
    for (name, certificate) in [("google", "signingCertificate"), ("bdr", "issuerCertificate")] {
        write(name, text(&third[name]["hex"]));
        write(&format!("{name}.pem"), text(&third[name]["certificates"][certificate][0]));
    }
    let response = text(&annex["ISO_18013_5_ANNEX_D_DEVICE_RESPONSE"]);
    write("renamed", &response.replacen("63446f65", "63446f78", 1));
    write(
        "extended",
        &response
            .replace("323032312d31302d30315431333a33303a30325a", "323033312d31302d30315431333a33303a30325a"),
    );
    let then = "--signer=signer --now 2021-01-01T00:00:00Z";
    let rows = [
        (format!("response {then}"), "valid", ""),
        ("response --signer=signer".to_owned(), "invalid", "validity"),
        (format!("response {then} --transcript transcript"), "unknown", "device"),
        (format!("response {then} --transcript transcript --reader-key reader"), "valid", ""),
        (format!("response {then} --transcript transcript --reader-key other"), "invalid", "device"),
        ("response --now 2021-01-01T00:00:00Z".to_owned(), "unknown", "issuer_trusted"),
        ("response --signer=google.pem --now 2021-01-01T00:00:00Z".to_owned(), "invalid", "issuer_trusted"),
        (format!("renamed {then}"), "invalid", "digests"),
        (format!("extended {then}"), "invalid", "signature"),
        ("google --signer=google.pem --now 2025-03-01T00:00:00Z".to_owned(), "valid", ""),
        ("bdr --signer=bdr.pem --now 2025-03-01T00:00:00Z".to_owned(), "valid", ""),
        ("bdr --signer=bdr.pem --now 2040-03-01T00:00:00Z".to_owned(), "invalid", "validity"),
    ];
    for (line, verdict, against) in rows {
        let words: Vec<&str> = core::iter::once("--json").chain(line.split(' ')).collect();
        let answered = run_in(&out, "verify", &words);
        let answer = json(&answered);
        check_shape(&answer);
        assert_eq!(text(&answer["verdict"]), verdict, "{line}: {answer}");
        if !against.is_empty() {
            let outcome = if verdict == "invalid" { "failed" } else { "not_done" };
            let found =
                list(&answer["checks"]).iter().any(|c| c["name"] == against && c["outcome"] == outcome);
            assert!(found, "{line}: {answer}");
        }
    }
}

/// The same keys always, and in each check a name, an outcome, and a reason where it did not pass.
fn check_shape(answer: &Value) {
    let mut keys: Vec<&str> = answer.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["checks", "claims", "file", "kind", "verdict", "warnings"]);
    assert!(answer["claims"].is_object(), "{answer}");
    for check in list(&answer["checks"]) {
        assert!(matches!(text(&check["outcome"]), "passed" | "failed" | "not_done"), "{check}");
        assert_eq!(check["reason"].is_null(), check["outcome"] == "passed", "{check}");
        assert_eq!(check.as_object().map(serde_json::Map::len), Some(3));
    }
}

/// The story, told once for all tests.
fn story() -> &'static (PathBuf, Value) {
    static STORY: OnceLock<(PathBuf, Value)> = OnceLock::new();
    STORY.get_or_init(|| {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("story");
        let told = run("open_access", &["--json", "--out", path(&folder)]);
        assert_eq!(told.status.code(), Some(0), "{}{}", stdout(&told), stderr(&told));
        (folder, json(&told))
    })
}

fn run(tool: &str, arguments: &[&str]) -> Output {
    run_in(Path::new("."), tool, arguments)
}

fn run_in(folder: &Path, tool: &str, arguments: &[&str]) -> Output {
    let program = tools().join(format!("{tool}{}", std::env::consts::EXE_SUFFIX));
    Command::new(program).args(arguments).current_dir(folder).output().expect(tool)
}

/// 352/4, 352/14, 352/16, 352/20, 352/21: the table as a lawyer reads it, in three languages. The pages in `docs/rules/` are what
/// the tool prints: `rules --language ru > docs/rules/ru.md`.
#[test]
fn the_rules_are_printed_as_the_pages_say() {
    for language in ["kk", "ru", "en"] {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/rules/{language}.md"));
        let page = std::fs::read_to_string(page).expect("a page").replace("\r\n", "\n");
        let printed = run("rules", &["--language", language]);
        assert_eq!(printed.status.code(), Some(0));
        assert!(
            stdout(&printed) == page,
            "docs/rules/{language}.md is not what `rules --language {language}` prints"
        );
        let table = json(&run("rules", &["--language", language, "--json"]));
        let rules = list(&table["rules"]);
        assert_eq!(page.matches("\n## ").count(), rules.len() + 1, "{language}");
        for rule in rules {
            assert!(
                page.contains(text(&rule["sentence"])) && page.contains(text(&rule["citation"])),
                "{rule}"
            );
            assert_eq!(
                list(&rule["obligations"]).is_empty(),
                rule["answer"] == "refuse" || rule["name"] == "own document"
            );
        }
        assert_eq!(list(&table["editions"]).len(), 2);
    }
    let on = |day: &str| json(&run("rules", &["--json", "--on", day]));
    let has = |table: &Value, name: &str| list(&table["rules"]).iter().any(|rule| rule["name"] == name);
    let remotely = "identity document to a financial organisation, remotely";
    assert!(!has(&on("2024-03-29"), remotely) && has(&on("2024-03-30"), remotely));
    assert_eq!(text(&on("2024-03-29")["editions"][0]["name"]), "352/2022");
    assert_eq!(run("rules", &["--on", "2022-10-14"]).status.code(), Some(1));
    for wrong in [&["--on", "yesterday"][..], &["--language", "de"], &["--nonsense"], &["file"]] {
        assert_eq!(run("rules", wrong).status.code(), Some(2), "{wrong:?}");
    }
    assert!(stdout(&run("rules", &["--help"])).starts_with("Prints who may see which document"));
}

/// The README shows what is found in its own pictures.
#[test]
fn the_pictures_of_the_readme_are_read_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pictures = ["docs/images/identity_card_kk.png", "docs/images/open_access.png"];
    let output = run_in(folder, "scan", &pictures);
    assert_eq!(output.status.code(), Some(0));
    let readme = std::fs::read_to_string(folder.join("README.md")).expect("the README");
    // How long it took is of that day.
    let without_time = |line: &str| line.split(" (").next().unwrap_or_default().to_owned();
    let shown: Vec<String> = readme.lines().map(without_time).collect();
    let said: Vec<String> = stdout(&output).lines().map(without_time).collect();
    assert_eq!(said.len(), 4);
    assert!(shown.windows(said.len()).any(|lines| lines == said), "{said:?}");
}

/// The schema of records is what the table of kinds says: `forms schemas` writes it.
#[test]
fn the_schema_of_records_is_that_of_the_table() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("schemas");
    std::fs::create_dir_all(folder.join("docs/schemas")).expect("a folder");
    assert_eq!(run_in(&folder, "forms", &["schemas"]).status.code(), Some(0));
    let made = std::fs::read_to_string(folder.join("docs/schemas/records.json")).expect("written");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schemas/records.json");
    let kept = std::fs::read_to_string(kept).expect("the schema").replace("\r\n", "\n");
    assert!(made == kept, "docs/schemas/records.json is not what `forms schemas` writes");
}

/// Where the tools are: where `QUJAT_TOOLS` says, or built as this test was, since `cargo test --test tools` alone builds no
/// examples.
fn tools() -> &'static Path {
    static TOOLS: OnceLock<PathBuf> = OnceLock::new();
    TOOLS.get_or_init(|| {
        if let Some(built) = std::env::var_os("QUJAT_TOOLS") {
            return built.into();
        }
        let test = std::env::current_exe().expect("this program");
        // <profile>/deps/tools-….
        let profile = test.parent().and_then(Path::parent).expect("a profile's folder");
        let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        // Of the whole workspace: with the features it has together, and so already there when all its tests are run.
        build.args(["build", "--quiet", "--workspace", "--examples"]).current_dir(env!("CARGO_MANIFEST_DIR"));
        if profile.file_name().is_some_and(|name| name == "release") {
            build.arg("--release");
        }
        assert!(build.status().expect("cargo").success(), "the examples are built");
        profile.join("examples")
    })
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error}: {}{}", stdout(output), stderr(output));
    })
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path of text")
}

fn base64url(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// The folder of outside vectors, or a printed line and `None` where this checkout stands alone.
fn vectors(folder: &str) -> Option<PathBuf> {
    let root = std::env::var_os("QUJAT_VECTORS")
        .map_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/vectors").into(), PathBuf::from);
    let path = root.join(folder);
    if !path.is_dir() {
        println!("skipped: no outside vectors in {}", path.display());
        return None;
    }
    Some(path)
}

/// Numbers that look random and are the same in every run (xorshift64*).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(drawn).unwrap_or(0) % bound.max(1)
    }
}
