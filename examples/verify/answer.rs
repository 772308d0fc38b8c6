//! The answer: checks, the word, and what was signed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use qujat::text::Language;
use qujat::time::Timestamp;
use qujat::trust::{Issuer, TrustGround};
use qujat::verify::{Check, CheckName, Outcome, Report, Verdict, Warning};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::common::say;
use crate::common::shown::{Shown, printable, thousands};

/// What was found out about one thing.
pub struct Answered {
    /// What it is, for machines.
    pub kind: &'static str,
    checks: Vec<Checked>,
    verdict: Verdict,
    warnings: Vec<Warning>,
    /// What was signed, where that was proved.
    pub claims: Shown,
}

/// One check and what became of it.
#[derive(Clone)]
struct Checked {
    name: CheckName,
    outcome: Outcome,
}

/// The object `--json` prints.
#[derive(Serialize)]
pub struct Line<'a> {
    #[serde(flatten)]
    pub answered: &'a Answered,
    pub file: &'a str,
}

impl Answered {
    /// From a report of the library's, of a thing called `kind`.
    pub fn new(kind: &'static str, report: &Report) -> Self {
        Self {
            kind,
            checks: report.checks().to_vec().into_iter().map(Checked::from).collect(),
            verdict: report.verdict(),
            warnings: report.warnings().to_vec(),
            claims: Shown::Fields(Vec::new()),
        }
    }

    /// Of a thing nothing is known of yet.
    pub fn nothing(kind: &'static str) -> Self {
        let claims = Shown::Fields(Vec::new());
        Self { kind, checks: Vec::new(), verdict: Verdict::Valid, warnings: Vec::new(), claims }
    }

    /// Enters one more check that the word rests on; one that is there stays if it is worse.
    pub fn enter(&mut self, name: CheckName, outcome: Outcome) {
        self.verdict = worse(
            self.verdict,
            match outcome {
                Outcome::Passed => Verdict::Valid,
                Outcome::Failed(_) => Verdict::Invalid,
                Outcome::NotDone(_) => Verdict::Unknown,
            },
        );
        self.put(Checked { name, outcome });
    }

    /// Puts "not done" in the place of an outcome of the library's that says more than is known.
    pub fn not_done(&mut self, name: CheckName, why: &str) {
        self.checks.retain(|check| check.name != name);
        self.put(Checked { name, outcome: Outcome::NotDone(why.to_owned()) });
        let failed = self.checks.iter().any(|check| matches!(check.outcome, Outcome::Failed(_)));
        self.verdict = if failed { Verdict::Invalid } else { Verdict::Unknown };
    }

    /// What became of a check.
    pub fn outcome(&self, name: CheckName) -> Option<&Outcome> {
        self.checks.iter().find(|check| check.name == name).map(|check| &check.outcome)
    }

    /// Whether a check was done and passed.
    pub fn passed(&self, name: CheckName) -> bool {
        self.outcome(name) == Some(&Outcome::Passed)
    }

    /// In the order of the names, the worse of two outcomes of one check.
    fn put(&mut self, entry: Checked) {
        match self.checks.iter_mut().find(|check| check.name == entry.name) {
            Some(check) if check.badness() >= entry.badness() => {}
            Some(check) => *check = entry,
            None => {
                let after = self.checks.iter().position(|check| check.name > entry.name);
                self.checks.insert(after.unwrap_or(self.checks.len()), entry);
            }
        }
    }

    /// The word.
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// Answers about the documents of one response, as one: of each check the worst outcome.
    pub fn joined(kind: &'static str, parts: Vec<Self>) -> Self {
        let mut all = Self { claims: Shown::Null, ..Self::nothing(kind) };
        let mut documents = Vec::new();
        for (part, number) in parts.into_iter().zip(1..) {
            all.verdict = worse(all.verdict, part.verdict);
            all.warnings.extend(
                part.warnings
                    .iter()
                    .filter(|warning| !all.warnings.contains(warning))
                    .copied()
                    .collect::<Vec<_>>(),
            );
            for mut check in part.checks.clone() {
                if let Outcome::Failed(why) | Outcome::NotDone(why) = &mut check.outcome {
                    *why = format!("document {number}: {why}");
                }
                all.put(check);
            }
            let mut fields = vec![("verdict".to_owned(), Shown::text(part.verdict.as_str()))];
            fields.push(("checks".to_owned(), Shown::List(part.checks.iter().map(Checked::shown).collect())));
            if let Shown::Fields(claims) = part.claims {
                fields.extend(claims);
            }
            documents.push(Shown::Fields(fields));
        }
        all.claims = Shown::Fields(vec![("documents".into(), Shown::List(documents))]);
        all
    }

    /// For people.
    pub fn print(&self, file: &str, bytes: usize, now: Timestamp) {
        say(format_args!(
            "{}: {}, {} bytes, judged at {}",
            printable(file),
            title(self.kind),
            thousands(bytes),
            now.to_local()
        ));
        say("");
        let width = self.checks.iter().map(|check| check.name.as_str().len()).max().unwrap_or(0);
        for check in &self.checks {
            let mark = match check.outcome {
                Outcome::Passed => "✓",
                Outcome::Failed(_) => "✗",
                Outcome::NotDone(_) => "–",
            };
            let name = check.name.as_str().replace('_', " ");
            let reason = printable(check.reason().unwrap_or_default());
            say(format!("  {mark} {name:width$}  {reason}").trim_end());
        }
        for warning in &self.warnings {
            say(format_args!("  ! {}", warning.text(Language::English)));
        }
        say("");
        let empty = matches!(&self.claims, Shown::Fields(fields) if fields.is_empty());
        if !empty {
            say(match self.verdict {
                Verdict::Valid => "What was signed:",
                _ => "What was signed, not to be relied on:",
            });
            for line in self.claims.lines() {
                say(format_args!("  {line}"));
            }
            say("");
        }
        say(self.verdict.as_str().to_uppercase());
    }
}

impl From<Check> for Checked {
    fn from(check: Check) -> Self {
        Self { name: check.name, outcome: check.outcome }
    }
}

impl Checked {
    fn reason(&self) -> Option<&str> {
        match &self.outcome {
            Outcome::Passed => None,
            Outcome::Failed(why) | Outcome::NotDone(why) => Some(why),
        }
    }

    fn word(&self) -> &'static str {
        match self.outcome {
            Outcome::Passed => "passed",
            Outcome::Failed(_) => "failed",
            Outcome::NotDone(_) => "not_done",
        }
    }

    fn badness(&self) -> u8 {
        match self.outcome {
            Outcome::Passed => 0,
            Outcome::NotDone(_) => 1,
            Outcome::Failed(_) => 2,
        }
    }

    fn shown(&self) -> Shown {
        Shown::Fields(vec![
            ("name".into(), Shown::text(self.name.as_str())),
            ("outcome".into(), Shown::text(self.word())),
            ("reason".into(), self.reason().map_or(Shown::Null, Shown::text)),
        ])
    }
}

impl Serialize for Checked {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.shown().serialize(serializer)
    }
}

impl Serialize for Answered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("verdict", self.verdict.as_str())?;
        map.serialize_entry("checks", &self.checks)?;
        let warnings: Vec<&str> = self.warnings.iter().map(|warning| warning.as_str()).collect();
        map.serialize_entry("warnings", &warnings)?;
        map.serialize_entry("claims", &Claims(&self.claims))?;
        map.serialize_entry("kind", self.kind)?;
        map.end()
    }
}

/// As JSON with bytes in base64url.
struct Claims<'a>(&'a Shown);

impl Serialize for Claims<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Shown::Bytes(bytes) => serializer.serialize_str(&URL_SAFE_NO_PAD.encode(bytes)),
            Shown::List(members) => serializer.collect_seq(members.iter().map(Claims)),
            Shown::Fields(fields) => {
                serializer.collect_map(fields.iter().map(|(name, value)| (name, Claims(value))))
            }
            other => other.serialize(serializer),
        }
    }
}

/// Who signed.
pub fn issuer(issuer: Option<&Issuer>) -> Shown {
    let Some(issuer) = issuer else { return Shown::Null };
    let name = &issuer.name;
    let mut fields: Vec<(String, Shown)> = if name.kk == name.ru && name.ru == name.en {
        // A certificate has one name for all languages.
        vec![("name".to_owned(), Shown::text(&name.en))]
    } else {
        let names = [("name_kk", &name.kk), ("name_ru", &name.ru), ("name_en", &name.en)];
        names.into_iter().map(|(language, name)| (language.to_owned(), Shown::text(name))).collect()
    };
    fields.retain(|(_, value)| !matches!(value, Shown::Text(text) if text.is_empty()));
    fields.extend(issuer.bin.map(|bin| ("bin".to_owned(), Shown::text(bin.as_str()))));
    let ground = match issuer.ground {
        TrustGround::Anchor => "a certificate chain to an authority given",
        TrustGround::Signer => "its own certificate or key given",
        TrustGround::List => "a trust list",
    };
    fields.push(("trusted_by".to_owned(), Shown::text(ground)));
    Shown::Fields(fields)
}

/// What people call a thing.
fn title(kind: &str) -> &'static str {
    match kind {
        "document" => "a document (IssuerSigned)",
        "response" => "a DeviceResponse",
        "seal" => "a seal",
        "grant" => "a grant",
        "trust_list" => "a trust list",
        "status_list" => "a status list",
        "representation" => "a representation record",
        "display_form" => "a display form",
        "view_mark_checkpoint" => "a checkpoint of view marks",
        _ => "a COSE_Sign1",
    }
}

fn worse(one: Verdict, other: Verdict) -> Verdict {
    let rank = |verdict| match verdict {
        Verdict::Valid => 0,
        Verdict::Unknown => 1,
        Verdict::Invalid => 2,
    };
    if rank(one) >= rank(other) { one } else { other }
}
