//! The rules of access, for a lawyer to read.
//!
//! A tool may do what the library may not: read its arguments and print.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::fmt::Write as _;
use std::process::ExitCode;

use lexopt::prelude::{Long, Short, ValueExt};
use qujat::access::{EDITIONS, Edition, Effect, ROWS, Row, Term};
use qujat::text::Language;
use qujat::time::{Date, Timestamp};
use serde::Serialize;

const HELP: &str = "\
Prints who may see which document: every rule with its clauses, what follows and since when.

usage: rules [--language kk|ru|en] [--on YYYY-MM-DD] [--json]

  --language LANGUAGE  kk, ru or en (ru)
  --on DATE            the rules in force on that day, local time, and no others
  --json               one document: {\"editions\": [{\"name\", \"order\", \"act\", \"from\", \"terms\": {word: text}}],
                       \"rules\": [{\"name\", \"sentence\", \"answer\": allow | allow_if_present | refuse,
                       \"obligations\": [text], \"clauses\": [id], \"citation\", \"since\", \"until\": edition or null}]}
  -h, --help           this text

exit status: 0 printed, 1 no rules are known for that day, 2 wrong use";

struct Wanted {
    language: Language,
    on: Option<Date>,
    json: bool,
}

fn main() -> ExitCode {
    let wanted = match arguments() {
        Ok(Some(wanted)) => wanted,
        Ok(None) => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("rules: {error}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    // Noon: any instant of the day would do, since editions begin with a day.
    let at = wanted.on.map(|day| day.start().plus(12 * 3600));
    if at.is_some_and(|at| Edition::of(at).is_none()) {
        eprintln!("rules: no rules are known for that day");
        return ExitCode::from(1);
    }
    let rows: Vec<&Row> = ROWS.iter().filter(|row| at.is_none_or(|at| holds(row, at))).collect();
    let editions: Vec<&Edition> = match at {
        Some(at) => Edition::of(at).into_iter().collect(),
        None => EDITIONS.to_vec(),
    };
    let printed = if wanted.json {
        as_json(&editions, &rows, wanted.language)
    } else {
        as_markdown(&editions, &rows, wanted.language)
    };
    print!("{printed}");
    ExitCode::SUCCESS
}

fn arguments() -> Result<Option<Wanted>, lexopt::Error> {
    let mut wanted = Wanted { language: Language::Russian, on: None, json: false };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("json") => wanted.json = true,
            Long("language") => {
                let code = parser.value()?.string()?;
                let language = Language::ALL.into_iter().find(|language| language.code() == code);
                wanted.language = language.ok_or("the language is none of kk, ru, en")?;
            }
            Long("on") => wanted.on = Some(parser.value()?.parse_with(Date::parse)?),
            Short('h') | Long("help") => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(wanted))
}

fn holds(row: &Row, at: Timestamp) -> bool {
    let begun = |edition: &Edition| at >= edition.from().start();
    begun(row.since) && !row.until.is_some_and(begun)
}

fn as_markdown(editions: &[&Edition], rows: &[&Row], language: Language) -> String {
    let words = words(language);
    let mut out = format!("# {}\n\n{} {}\n\n", words.title, words.default, words.admitted);
    for edition in editions {
        let _ = writeln!(
            out,
            "- **{}** — {}. {}: {}.",
            edition.name,
            edition.act(language),
            edition.order,
            edition.from()
        );
    }
    for (number, row) in (1..).zip(rows) {
        let _ = write!(out, "\n## {number}. `{}`\n\n{}\n", row.name, row.sentence(language));
        for obligation in row.effect.obligations() {
            let _ = writeln!(out, "- {}", obligation.text(language));
        }
        let _ = write!(
            out,
            "\n{}: {}. {}: {}.\n",
            words.rests,
            row.citation(language),
            words.force,
            row.in_force(language)
        );
    }
    let _ = write!(out, "\n## {}\n\n", words.terms);
    for edition in editions {
        let terms = Term::ALL.map(|term| edition.term(term, language)).join(", ");
        let _ = writeln!(out, "- **{}**: {terms}.", edition.name);
    }
    out
}

struct Words {
    title: &'static str,
    default: &'static str,
    admitted: &'static str,
    rests: &'static str,
    force: &'static str,
    terms: &'static str,
}

fn words(language: Language) -> Words {
    match language {
        Language::Kazakh => Words {
            title: "Цифрлық құжатты кім көре алады",
            default: "Ешбір ереже рұқсат етпегеннің бәрінен бас тартылады.",
            admitted: "Рұқсат етілген ұйым — қолжетімділігі туралы уәкілетті орган шешім қабылдаған ұйым (4-тармақ).",
            rests: "Негізі",
            force: "Күші",
            terms: "Қағидалардың терминдері",
        },
        Language::Russian => Words {
            title: "Кто может видеть цифровой документ",
            default: "Чего не разрешает ни одно правило, в том отказывается.",
            admitted: "Допущенная организация — та, о доступе которой решил уполномоченный орган (пункт 4).",
            rests: "Основание",
            force: "Действует",
            terms: "Термины правил",
        },
        Language::English => Words {
            title: "Who may see a digital document",
            default: "What no rule allows is refused.",
            admitted: "An admitted organisation is one whose access the authorised body decided on (clause 4).",
            rests: "Rests on",
            force: "In force",
            terms: "The rules' own terms",
        },
    }
}

#[derive(Serialize)]
struct Table {
    editions: Vec<EditionLine>,
    rules: Vec<RuleLine>,
}

#[derive(Serialize)]
struct EditionLine {
    name: &'static str,
    order: &'static str,
    act: &'static str,
    from: String,
    terms: std::collections::BTreeMap<String, &'static str>,
}

#[derive(Serialize)]
struct RuleLine {
    name: &'static str,
    sentence: String,
    answer: &'static str,
    obligations: Vec<&'static str>,
    clauses: &'static [&'static str],
    citation: String,
    since: &'static str,
    until: Option<&'static str>,
}

fn as_json(editions: &[&'static Edition], rows: &[&'static Row], language: Language) -> String {
    let edition = |edition: &&'static Edition| EditionLine {
        name: edition.name,
        order: edition.order,
        act: edition.act(language),
        from: edition.from().to_string(),
        terms: Term::ALL.iter().map(|term| (format!("{term:?}"), edition.term(*term, language))).collect(),
    };
    let rule = |row: &&'static Row| RuleLine {
        name: row.name,
        sentence: row.sentence(language),
        answer: match row.effect {
            Effect::Allow(_) => "allow",
            Effect::AllowPresent(_) => "allow_if_present",
            Effect::Refuse(_) => "refuse",
        },
        obligations: row.effect.obligations().iter().map(|obligation| obligation.text(language)).collect(),
        clauses: row.clauses,
        citation: row.citation(language),
        since: row.since.name,
        until: row.until.map(|edition| edition.name),
    };
    let table =
        Table { editions: editions.iter().map(edition).collect(), rules: rows.iter().map(rule).collect() };
    serde_json::to_string_pretty(&table).map(|json| json + "\n").unwrap_or_default()
}
