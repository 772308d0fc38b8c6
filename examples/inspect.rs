//! `inspect FILE`: what a signed thing says, as fields and as diagnostic notation, without trusting any of it.

mod common;

use std::process::ExitCode;

use common::members::{CHECKPOINT, COSE_KEY, CWT, GRANT, REPRESENTATION, SEAL};
use common::shape::Shape;
use common::shown::{Member, Shown, shorten, thousands, value};
use common::{Answer, Arguments, Failure, Form, Input, Usage, main as run, read, say, to_hex, unwrap};
use qujat::cbor::{self, Decoder};
use qujat::cose::{PublicKey, Purpose, Sign1};
use qujat::document::Claims;
use qujat::document::mdoc::{DeviceAuth, DeviceResponse, IssuerSigned, Mso};
use qujat::trust::Certificate;
use serde::Serialize;
use sha2::{Digest, Sha256};

const USAGE: Usage = Usage {
    help: "\
inspect — what a document, seal, grant, list, record, form, key or certificate says, without trusting it

Usage: inspect [--json] [--full] FILE…

  FILE    CBOR as it is, as hexadecimal or as base64url; the text of a seal's QR code (QS1:…); a grant's link;
          a certificate or public key as PEM or DER; `-` for the standard input
  --full  show every byte; without it, long byte strings are cut
  --json  one object a line and file: {\"file\", \"kind\", \"fields\", \"diagnostic\"}, of signed things also
          \"protected_diagnostic\" and \"payload_diagnostic\", where something is odd \"note\"; never cut
  --help  this text

Nothing is verified: no signature, no digest, no validity. Personal data in the file is shown.
Exit status: 0 shown, 2 wrong use or unreadable.",
    values: &[],
    flags: &["full"],
    words: &[],
};

fn main() -> ExitCode {
    run(&USAGE, inspect_all)
}

fn inspect_all(arguments: &Arguments) -> Result<Answer, Failure> {
    if arguments.operands.is_empty() {
        return Err(Failure("a FILE is wanted.\nTry --help.".into()));
    }
    for (at, name) in arguments.operands.iter().enumerate() {
        let file = name.to_string_lossy();
        let input = read(name, common::MAX_INPUT_BYTES)?;
        let inspected = unwrap(input).and_then(|input| Ok((inspect(&input)?, input)));
        let (inspected, input) = inspected.map_err(|failure| Failure(format!("{file}: {failure}")))?;
        if arguments.json {
            say(serde_json::to_string(&Line { file: &file, inspected: &inspected })?);
        } else {
            if at > 0 {
                say("");
            }
            inspected.print(&file, &input, arguments.has("full"));
        }
    }
    Ok(Answer::AsAsked)
}

/// What something says.
#[derive(Serialize)]
struct Inspected {
    /// What it is, for machines.
    kind: &'static str,
    /// What it is, for people.
    #[serde(skip)]
    title: &'static str,
    fields: Shown,
    /// The whole as diagnostic notation; DER as one byte string.
    diagnostic: String,
    /// What a signature's byte strings hold, where that is CBOR.
    #[serde(rename = "protected_diagnostic", skip_serializing_if = "Option::is_none")]
    protected: Option<String>,
    #[serde(rename = "payload_diagnostic", skip_serializing_if = "Option::is_none")]
    payload: Option<String>,
    /// What is odd about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    #[serde(flatten)]
    inspected: &'a Inspected,
}

impl Inspected {
    fn new(kind: &'static str, title: &'static str, fields: Shown, diagnostic: String) -> Self {
        Self { kind, title, fields, diagnostic, protected: None, payload: None, note: None }
    }

    fn print(&self, file: &str, input: &Input, full: bool) {
        say(format_args!("{file}: {}, {} bytes {}", self.title, thousands(input.bytes.len()), input.form));
        if let Form::Link(host) = &input.form {
            say(format_args!("The link leads to {}", common::shown::printable(host)));
        }
        if let Some(note) = &self.note {
            say(format_args!("Note: {note}."));
        }
        say("Nothing here was verified.");
        say("");
        for line in self.fields.lines() {
            say(line);
        }
        let parts = [
            ("Diagnostic notation", Some(&self.diagnostic)),
            ("Protected header", self.protected.as_ref()),
            ("Signed payload", self.payload.as_ref()),
        ];
        for (heading, diagnostic) in parts {
            if let Some(diagnostic) = diagnostic {
                let shown = if full { diagnostic.clone() } else { shorten(diagnostic) };
                say(format_args!("\n{heading}:\n{shown}"));
            }
        }
    }
}

/// Finds out what the bytes are from their outermost shape alone.
fn inspect(input: &Input) -> Result<Inspected, Failure> {
    let bytes = input.bytes.as_slice();
    // DER starts with a SEQUENCE; as CBOR that byte alone would be the integer -17, with more after it.
    if matches!(input.form, Form::Pem(..)) || (bytes.first() == Some(&0x30) && bytes.len() > 1) {
        return der(bytes);
    }
    let diagnostic = cbor::check(bytes, common::MAX_INPUT_BYTES)
        .and_then(|()| cbor::diagnostic(bytes))
        .map_err(|error| Failure(format!("not CBOR ({error}), and no certificate or public key either")))?;
    let inspected = match Shape::of(bytes) {
        Shape::Signed => signed(bytes),
        Shape::Document => document(bytes),
        Shape::Response => response(bytes),
        Shape::Key => key(bytes),
        Shape::Other => Err(Failure(String::new())),
    };
    Ok(match inspected {
        Ok(inspected) => Inspected { diagnostic, ..inspected },
        Err(Failure(why)) => {
            let mut plain = Inspected::new("cbor", "CBOR", Shown::from_cbor(bytes, &[])?, diagnostic);
            plain.note = (!why.is_empty()).then_some(why);
            plain
        }
    })
}

/// An IssuerSigned.
fn document(bytes: &[u8]) -> Result<Inspected, Failure> {
    let document = IssuerSigned::parse(bytes)
        .map_err(|error| Failure(format!("it has the shape of a document but is none: {error}")))?;
    let fields = Shown::Fields(document_fields(&document)?);
    let mut inspected = Inspected::new("document", "a document (IssuerSigned)", fields, String::new());
    inspected.payload = Some(cbor::diagnostic(document.mso_untrusted())?);
    Ok(inspected)
}

/// A DeviceResponse.
fn response(bytes: &[u8]) -> Result<Inspected, Failure> {
    let response = DeviceResponse::parse(bytes)
        .map_err(|error| Failure(format!("it has the shape of a DeviceResponse but is none: {error}")))?;
    let mut documents = Vec::new();
    for document in &response.documents {
        let mut fields = document_fields(&document.issuer_signed)?;
        fields.insert(0, ("shown_as".into(), Shown::text(document.doc_type.as_str())));
        let proof = match &document.device_signed {
            None => Shown::Null,
            Some(signed) => {
                let auth = match &signed.auth {
                    DeviceAuth::Signature(sign1) => header(sign1),
                    DeviceAuth::Mac(mac) => Shown::Fields(vec![(
                        "mac".into(),
                        mac.algorithm.map_or(Shown::Null, |algorithm| match algorithm {
                            5 => Shown::text("HMAC 256/256"),
                            other => Shown::Integer(other),
                        }),
                    )]),
                };
                Shown::Fields(vec![
                    ("proof".into(), auth),
                    ("elements".into(), Shown::from_cbor(signed.name_spaces, &[])?),
                ])
            }
        };
        fields.push(("device_signed".into(), proof));
        documents.push(Shown::Fields(fields));
    }
    let faults = response
        .document_errors
        .iter()
        .map(|fault| Shown::Fields(vec![(fault.doc_type.as_str().to_owned(), Shown::Integer(fault.code))]));
    let mut fields = vec![
        ("version".to_owned(), Shown::text(response.version.as_ref())),
        ("status".to_owned(), response.status.try_into().map_or(Shown::Null, Shown::Integer)),
        ("documents".to_owned(), Shown::List(documents)),
    ];
    if !response.document_errors.is_empty() {
        fields.push(("document_errors".to_owned(), Shown::List(faults.collect())));
    }
    let mut inspected = Inspected::new("response", "a DeviceResponse", Shown::Fields(fields), String::new());
    if let [only] = response.documents.as_slice() {
        inspected.payload = Some(cbor::diagnostic(only.issuer_signed.mso_untrusted())?);
    }
    Ok(inspected)
}

/// What a document says of itself.
fn document_fields(document: &IssuerSigned<'_>) -> Result<Vec<(String, Shown)>, Failure> {
    let mso = Mso::parse(document.mso_untrusted())?;
    let claims = document.claims_untrusted(mso.doc_type.clone())?;
    let mut fields = mso_fields(&mso);
    fields.push(("digest".into(), Shown::Bytes(document.digest_untrusted().to_vec())));
    fields.push(("signed_with".into(), header(document.sign1())));
    fields.push(("elements".into(), elements(&claims)));
    // Digests with no element beside them: what the holder keeps back.
    let signed: usize = mso.value_digests.iter().map(|space| space.digests.len()).sum();
    let kept_back = i64::try_from(signed.saturating_sub(claims.elements.len())).unwrap_or(i64::MAX);
    fields.push(("elements_not_shown".into(), Shown::Integer(kept_back)));
    Ok(fields)
}

fn mso_fields(mso: &Mso<'_>) -> Vec<(String, Shown)> {
    let device_key = match &mso.device_key {
        None => Shown::Null,
        Some(key) if key.is_nobodys() => Shown::text("nobody's: bound to no device"),
        Some(key) => match key.public_key() {
            Ok(key) => Shown::Fields(public_key(&key)),
            Err(_) => Shown::text("of a kind this library does not know"),
        },
    };
    let mut fields = vec![
        ("doc_type".to_owned(), Shown::text(mso.doc_type.as_str())),
        ("signed".to_owned(), Shown::time(mso.signed)),
        ("valid_from".to_owned(), Shown::time(mso.valid_from)),
        ("valid_until".to_owned(), Shown::time(mso.valid_until)),
        ("digest_algorithm".to_owned(), Shown::Text(mso.digest_algorithm.to_string())),
        ("device_key".to_owned(), device_key),
    ];
    if let Some(status) = &mso.status {
        let index = status.index.try_into().map_or(Shown::Null, Shown::Integer);
        let status = vec![("list".into(), Shown::text(status.uri.as_ref())), ("index".into(), index)];
        fields.push(("status".to_owned(), Shown::Fields(status)));
    }
    fields
}

/// Elements by namespace, in the order they came.
fn elements(claims: &Claims) -> Shown {
    let mut spaces: Vec<(String, Shown)> = Vec::new();
    for element in &claims.elements {
        let entry = (element.identifier.clone(), value(&element.value));
        match spaces.last_mut() {
            Some((name, Shown::Fields(entries))) if *name == element.namespace => entries.push(entry),
            _ => spaces.push((element.namespace.clone(), Shown::Fields(vec![entry]))),
        }
    }
    Shown::Fields(spaces)
}

/// A COSE_Sign1: its header, and its payload by what it says it was signed for.
fn signed(bytes: &[u8]) -> Result<Inspected, Failure> {
    let sign1 = Sign1::parse(bytes)
        .map_err(|error| Failure(format!("it has the shape of COSE_Sign1 but is none: {error}")))?;
    let purpose = sign1.header().typ().map(Purpose::from_media_type);
    let (kind, title, names): (_, _, &'static [Member]) = match purpose {
        Some(Some(Purpose::Seal)) => ("seal", "a seal", SEAL),
        Some(Some(Purpose::Grant)) => ("grant", "a grant", GRANT),
        Some(Some(Purpose::TrustList)) => ("trust_list", "a trust list", &[]),
        Some(Some(Purpose::StatusList)) => ("status_list", "a status list", CWT),
        Some(Some(Purpose::Representation)) => ("representation", "a representation record", REPRESENTATION),
        Some(Some(Purpose::DisplayForm)) => ("display_form", "a display form", &[]),
        Some(Some(Purpose::ViewMarkCheckpoint)) => {
            ("view_mark_checkpoint", "a view-mark checkpoint", CHECKPOINT)
        }
        Some(Some(Purpose::ExchangeMessage)) => ("exchange_message", "a message between systems", &[]),
        // A document's signature without its elements.
        None if sign1.payload_untrusted().is_some_and(|payload| Mso::parse(payload).is_ok()) => {
            ("document_signature", "a document's signature (issuerAuth), without elements", &[])
        }
        _ => ("cose_sign1", "a COSE_Sign1", CWT),
    };
    let payload = sign1.payload_untrusted();
    let is_cbor = payload.filter(|payload| cbor::check(payload, payload.len()).is_ok());
    let says = match (payload, is_cbor) {
        (_, Some(payload)) => Shown::from_cbor(payload, names)?,
        (Some(payload), None) => match core::str::from_utf8(payload) {
            Ok(text) => Shown::text(text),
            Err(_) => Shown::Bytes(payload.to_vec()),
        },
        (None, None) => Shown::text("detached: it travels apart"),
    };
    let fields = Shown::Fields(vec![("signed_with".into(), header(&sign1)), ("payload".into(), says)]);
    let mut inspected = Inspected::new(kind, title, fields, String::new());
    inspected.payload = is_cbor.map(cbor::diagnostic).transpose()?;
    inspected.protected = protected(bytes)?;
    Ok(inspected)
}

/// The header parameters that matter.
fn header(sign1: &Sign1<'_>) -> Shown {
    let header = sign1.header();
    let algorithm = header.algorithm().map_or(header.algorithm_name().to_owned(), |known| known.to_string());
    let mut fields = vec![("algorithm".to_owned(), Shown::Text(algorithm))];
    if let Some(typ) = header.typ() {
        fields.push(("typ".into(), Shown::text(typ)));
    }
    if let Some(key_id) = header.key_id() {
        fields.push(("key_id".into(), Shown::Text(key_id.to_string())));
    }
    let chain: Vec<Shown> = header
        .x5chain()
        .map(|der| match Certificate::parse(der) {
            Ok(certificate) => Shown::Fields(certificate_fields(&certificate)),
            Err(error) => Shown::Fields(vec![("unreadable".into(), Shown::text(error.to_string()))]),
        })
        .collect();
    if !chain.is_empty() {
        fields.push(("certificates".into(), Shown::List(chain)));
    }
    Shown::Fields(fields)
}

/// The protected header map as diagnostic notation; it stands in a byte string.
fn protected(sign1: &[u8]) -> Result<Option<String>, Failure> {
    let mut decoder = Decoder::new(sign1);
    decoder.tag(18)?;
    let mut members = decoder.array()?;
    if !decoder.more(&mut members)? {
        return Ok(None);
    }
    let map = decoder.bytes()?;
    Ok(if map.is_empty() { None } else { Some(cbor::diagnostic(&map)?) })
}

/// A COSE_Key, public.
fn key(bytes: &[u8]) -> Result<Inspected, Failure> {
    let mut fields = match PublicKey::from_cose(bytes) {
        Ok(key) => public_key(&key),
        Err(error) => vec![("unusable".to_owned(), Shown::text(error.to_string()))],
    };
    fields.push(("members".into(), Shown::from_cbor(bytes, COSE_KEY)?));
    Ok(Inspected::new("cose_key", "a COSE_Key", Shown::Fields(fields), String::new()))
}

fn public_key(key: &PublicKey) -> Vec<(String, Shown)> {
    vec![
        ("algorithm".into(), Shown::Text(key.algorithm().to_string())),
        ("key_id".into(), Shown::Text(key.key_id().to_string())),
    ]
}

/// A certificate or a public key.
fn der(bytes: &[u8]) -> Result<Inspected, Failure> {
    let diagnostic = format!("h'{}'", to_hex(bytes));
    if let Ok(key) = PublicKey::from_spki(bytes) {
        return Ok(Inspected::new("public_key", "a public key", Shown::Fields(public_key(&key)), diagnostic));
    }
    let certificate = Certificate::parse(bytes).map_err(|error| {
        Failure(format!("DER, but no public key of P-256, P-384 or Ed25519 and no certificate ({error})"))
    })?;
    let fields = Shown::Fields(certificate_fields(&certificate));
    Ok(Inspected::new("certificate", "a certificate", fields, diagnostic))
}

fn certificate_fields(certificate: &Certificate<'_>) -> Vec<(String, Shown)> {
    let subject = certificate.subject();
    let mut names: Vec<(String, Shown)> = Vec::new();
    let mut name = |label: &str, text: Option<&str>| {
        names.extend(text.map(|text| (label.to_owned(), Shown::text(text))));
    };
    name("common_name", subject.common_name.as_deref());
    name("organisation", subject.organisation.as_deref());
    subject.units.iter().for_each(|unit| name("unit", Some(unit)));
    name("bin", subject.bin.as_ref().map(qujat::id::Bin::as_str));
    name("iin", subject.iin.as_ref().map(qujat::id::Iin::as_str));

    let key = certificate.public_key().map_or_else(
        |error| vec![("unusable".to_owned(), Shown::text(error.to_string()))],
        |key| public_key(&key),
    );
    // `notAfter` itself is still in.
    let last = certificate.validity().until().plus(-1);
    vec![
        ("subject".into(), Shown::Fields(names)),
        ("not_before".into(), Shown::time(certificate.validity().from())),
        ("not_after".into(), Shown::time(last)),
        ("key".into(), Shown::Fields(key)),
        ("signed_with".into(), Shown::text(certificate.signature_algorithm_name())),
        ("authority".into(), Shown::Yes(certificate.is_authority())),
        ("document_signer".into(), Shown::Yes(certificate.may_sign_documents().is_ok())),
        ("sha256".into(), Shown::Bytes(Sha256::digest(certificate.der()).to_vec())),
    ]
}
