//! x509-limbo, path-validation cases of C2SP: those that apply to chains of document signers, each with the answer expected.
//!
//! The last line it prints is `vectors x509_limbo PASSED TOTAL`, of the cases that apply.

// A test reads files; what fails there fails the test.
#![allow(clippy::disallowed_methods, clippy::expect_used, clippy::indexing_slicing, clippy::print_stdout)]

use std::path::Path;

use base64::Engine as _;
use qujat::cose::{Algorithm, Purpose, Sign1, SoftwareSigner, Unsigned};
use qujat::time::Timestamp;
use qujat::trust::{Revocation, Scope, TrustError, TrustStore};
use serde_json::Value;

/// What the verifier said of one case.
#[derive(Debug, PartialEq)]
enum Said {
    Accepted,
    Refused(String),
    /// An algorithm not carried out here: the case cannot be judged.
    Unsupported,
}

#[test]
fn cases_that_apply_are_judged_right() {
    let Some(cases) = read() else { return };
    let (mut passed, mut total, mut apart) = (0, 0, vec![0; APART.len() + 1]);
    let mut wrong = Vec::new();
    for case in &cases {
        let id = text(&case["id"]);
        let expected = text(&case["expected_result"]) == "SUCCESS";
        let said = judge(case);
        if let Some(place) = APART.iter().position(|apart| apart.is_about(id)) {
            if let Some(count) = apart.get_mut(place) {
                *count += 1;
            }
            // A reason that no longer holds goes: what passes by itself is counted with the others.
            let agrees = (said == Said::Accepted) == expected && said != Said::Unsupported;
            if agrees && APART.get(place).is_some_and(|apart| apart.disagrees) {
                wrong.push(format!("{id}: stands apart, and yet: {said:?}"));
            }
            continue;
        }
        if said == Said::Unsupported && expected {
            if let Some(count) = apart.last_mut() {
                *count += 1;
            }
            continue;
        }
        total += 1;
        if (said == Said::Accepted) == expected {
            passed += 1;
        } else {
            wrong.push(format!("{id}: {} expected: {said:?}", text(&case["expected_result"])));
        }
    }
    for (why, count) in
        APART.iter().map(|apart| apart.why).chain(["an algorithm not carried out"]).zip(&apart)
    {
        println!("{count:4} apart: {why}");
    }
    println!("vectors x509_limbo {passed} {total}");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(total > 80, "{total} cases left");
}

/// Cases that ask another question than "does this chain lead to an anchor".
struct Apart {
    /// Ids, or starts of ids that end in `:` or `-`.
    ids: &'static [&'static str],
    why: &'static str,
    /// Whether the answer here is another than the expected one in each of them.
    disagrees: bool,
}

impl Apart {
    fn is_about(&self, id: &str) -> bool {
        self.ids.iter().any(|known| *known == id || known.ends_with([':', '-']) && id.starts_with(known))
    }
}

const APART: &[Apart] = &[
    Apart {
        ids: &[
            "webpki::san::",
            "webpki::cn::",
            "rfc5280::san::",
            "rfc5280::nc::invalid-dnsname-leading-period",
        ],
        why: "host names of servers: a signer of documents has none",
        disagrees: false,
    },
    Apart {
        ids: &["webpki::eku::", "rfc5280::eku::ee-wrong-eku"],
        why: "extended key usages of servers; those of document signers have tests of their own",
        disagrees: true,
    },
    Apart {
        ids: &["pathlen::max-chain-depth-0-exhausted", "pathlen::max-chain-depth-1-exhausted"],
        why: "a depth that the caller sets: here it is fixed",
        disagrees: true,
    },
    Apart {
        ids: &["cve::cve-2024-0567"],
        why: "more certificates than an x5chain may have here",
        disagrees: true,
    },
    Apart {
        ids: &["pathlen::validation-ignores-pathlen-in-leaf", "rfc5280::ca-as-leaf"],
        why: "an authority's own certificate in the signer's place is refused, which is stricter",
        disagrees: true,
    },
    Apart {
        ids: &[
            "rfc5280::nc::permitted-dn-match",
            "rfc5280::nc::nc-permits-email-exact",
            "rfc5280::nc::nc-permits-email-domain",
            "rfc5280::nc::nc-permits-email-literal-asterisk-exact-match",
            "rfc5280::nc::nc-permits-email-literal-double-asterisk",
            "rfc5280::nc::nc-permits-email-literal-mid-asterisk",
        ],
        why: "constraints on directory names and e-mail addresses refuse every name, which is stricter",
        disagrees: true,
    },
    Apart {
        ids: &["pathlen::self-issued-certs-pathlen", "rfc5280::nc::permitted-self-issued"],
        why: "certificates an authority made for itself are no exception between, which is stricter",
        disagrees: true,
    },
    Apart {
        ids: &[
            "crl::crlnumber-missing",
            "rfc5280::aki::",
            "rfc5280::ski::root-missing-ski",
            "rfc5280::ski::intermediate-missing-ski",
            "rfc5280::serial::too-long",
            "rfc5280::serial::zero",
            "rfc5280::root-non-critical-basic-constraints",
            "rfc5280::pc::ica-noncritical-pc",
            "rfc5280::nc::permitted-dns-match-noncritical",
            "rfc5280::nc::not-allowed-in-ee-",
            "webpki::aki::",
            "webpki::nc::intermediate-permitted-excluded-subtrees-both-",
            "webpki::malformed-aia",
        ],
        why: "demands on how a certificate is written that protect nobody: real authorities do not keep them",
        disagrees: false,
    },
];

/// The question of a case, as the store is asked it.
fn judge(case: &Value) -> Said {
    let refused = |error: &TrustError| match error {
        TrustError::Unsupported { .. } => Said::Unsupported,
        other => Said::Refused(other.to_string()),
    };
    let mut store = TrustStore::new();
    let mut last = None;
    for pem in list(&case["trusted_certs"]) {
        for der in ders(text(pem), "CERTIFICATE") {
            // An anchor that is none leaves the others.
            last = store.add_anchor_for(&der, Scope::everything()).err().or(last);
        }
    }
    let crls = list(&case["crls"]);
    for pem in crls {
        for der in ders(text(pem), "X509 CRL") {
            last = store.add_crl(&der).err().or(last);
        }
    }
    let mut chain = ders(text(&case["peer_certificate"]), "CERTIFICATE");
    chain
        .extend(list(&case["untrusted_intermediates"]).iter().flat_map(|pem| ders(text(pem), "CERTIFICATE")));
    let signer = SoftwareSigner::from_secret(Algorithm::Es256, &[1; 32])
        .expect("a secret")
        .with_certificate_chain(chain);
    let signed = Unsigned { purpose: Purpose::Grant, payload: b"" }.sign(&signer).expect("signed");
    let sign1 = match Sign1::parse(&signed) {
        Ok(sign1) => sign1,
        Err(error) => return Said::Refused(error.to_string()),
    };
    let now = case["validation_time"].as_str().map_or(THEN, |time| time);
    let now = Timestamp::parse(now).expect(now);
    let trusted = match store.resolve(sign1.header(), Purpose::Grant, None, now) {
        Ok(trusted) => trusted,
        Err(error) => {
            return refused(if store.is_empty() { last.as_ref().unwrap_or(&error) } else { &error });
        }
    };
    if let Err(error) = trusted.entitled {
        return refused(&error);
    }
    match trusted.revocation.at(now, 0) {
        Revocation::Good { .. } => Said::Accepted,
        _ if crls.is_empty() => Said::Accepted,
        other => Said::Refused(last.map_or(other.to_string(), |error| error.to_string())),
    }
}

fn read() -> Option<Vec<Value>> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/vectors");
    let folder = std::env::var_os("QUJAT_VECTORS").map_or(beside, Into::into);
    let Ok(json) = std::fs::read(folder.join("x509-limbo/limbo.json")) else {
        println!("skipped: no x509-limbo in {}", folder.display());
        return None;
    };
    let json: Value = serde_json::from_slice(&json).expect("JSON");
    Some(list(&json["testcases"]).to_vec())
}

/// What a PEM file holds, not looked at: some cases are of certificates that cannot be read.
fn ders(pem: &str, label: &str) -> Vec<Vec<u8>> {
    let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
    let bodies = pem.split(&begin).skip(1).filter_map(|rest| rest.split(&end).next());
    bodies
        .map(|body| {
            let digits: String = body.split_whitespace().collect();
            base64::engine::general_purpose::STANDARD.decode(digits).expect("base64")
        })
        .collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Of cases that name no time: they were made to be valid for long.
const THEN: &str = "2026-06-01T00:00:00Z";
