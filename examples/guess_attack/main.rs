//! `guess_attack`: what guessing six digits all week brings, on the real registry with a clock that is told the time.

// A program prints and reads the clock, which the library never does (clippy.toml says why).
#![allow(unreachable_pub, clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr)]

#[path = "../common/mod.rs"]
mod common;

mod attack;
mod chance;

use std::process::ExitCode;

use attack::{Attack, Outcome};
use common::shown::thousands;
use common::{Answer, Arguments, Failure, Usage, say};
use qujat::grant::Policy;
use serde_json::json;

const USAGE: Usage = Usage {
    help: "\
guess_attack — what guessing short codes brings

Usage: guess_attack [--accounts N] [--grants N] [--days N] [--seed N] [--json]

Attackers with accounts of their own know whose documents are open at every moment, and guess: every account at a person of these
drawn anew each time, as often as the registry lets it, day and night. The registry is the real one, over memory; only the clock is
made up. Says how many guesses were let through, how many opened something, and what probability that is, measured and computed.

  --accounts  accounts that guess, 1 to 1,000,000; without it, 10,000
  --grants    people with a grant open at every moment, 1 to 1,000,000; without it, 10,000
  --days      days it lasts, 1 to 31; without it, 7
  --seed      which guesses, chosen by this number; without it, 1
  --json      one object for machines: {\"accounts\", \"grants\", \"days\", \"guesses\", \"guesses_a_day\", \"opened\",
              \"codes_died\", \"alarms\", \"opened_a_day\", \"opened_a_day_low\", \"opened_a_day_high\", \"bound_a_day\",
              \"p_day\", \"p_day_bound\"}
  --help      this text

Exit status: 0 what was measured agrees with what was computed; 1 it does not; 2 wrong use.",
    values: &["accounts", "grants", "days", "seed"],
    flags: &[],
    words: &[],
};

fn main() -> ExitCode {
    common::main(&USAGE, run)
}

fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let number = |name: &'static str, default: u32, most: u32| -> Result<u32, Failure> {
        let Some(text) = arguments.one(name)? else { return Ok(default) };
        let number = text.to_str().and_then(|text| text.parse().ok()).filter(|it| (1..=most).contains(it));
        number.ok_or_else(|| Failure(format!("--{name}: a number from 1 to {most} is wanted")))
    };
    let attack = Attack {
        accounts: number("accounts", 10_000, 1_000_000)?,
        grants: number("grants", 10_000, 1_000_000)?,
        days: number("days", 7, 31)?,
        seed: number("seed", 1, u32::MAX)?,
        policy: Policy::default(),
    };
    let outcome = attack.run()?;
    let (low, high) = chance::poisson_interval(outcome.opened);
    let days = f64::from(attack.days);
    let opened_a_day = [f64::from(outcome.opened), low, high].map(|opened| opened / days);
    let bound = attack.bound_a_day();
    // More than was computed, beyond what chance explains, is a hole. A right guess is no failure, and takes none of the quota.
    let wrong = outcome.guesses.saturating_sub(u64::from(outcome.opened));
    let agrees = opened_a_day[1] <= bound && wrong <= attack.guesses_bound();
    if arguments.json {
        let [opened_a_day, low, high] = opened_a_day;
        say(json!({
            "accounts": attack.accounts, "grants": attack.grants, "days": attack.days, "guesses": outcome.guesses,
            "guesses_a_day": outcome.guesses / u64::from(attack.days), "opened": outcome.opened, "codes_died": outcome.codes_died,
            "alarms": outcome.alarms, "opened_a_day": opened_a_day, "opened_a_day_low": low, "opened_a_day_high": high,
            "bound_a_day": bound, "p_day": chance::any(opened_a_day), "p_day_bound": chance::any(bound),
        }));
    } else {
        tell(&attack, &outcome, opened_a_day, bound);
    }
    Ok(if agrees { Answer::AsAsked } else { Answer::Negative })
}

fn tell(attack: &Attack, outcome: &Outcome, [opened, low, high]: [f64; 3], bound: f64) {
    let count = |number: u64| thousands(usize::try_from(number).unwrap_or(usize::MAX));
    let failures = attack.policy.settings().failures_a_day;
    say(format!(
        "{} accounts guess for {} days at {} people who have a grant open at every moment.",
        count(attack.accounts.into()),
        attack.days,
        count(attack.grants.into())
    ));
    say(format!(
        "  guesses let through  {:>12}   at most {} ({failures} an account and day)",
        count(outcome.guesses),
        count(attack.guesses_bound())
    ));
    say(format!(
        "  codes that died      {:>12}   of wrong guesses; their QR codes lived on",
        count(outcome.codes_died)
    ));
    say(format!("  alarms               {:>12}", count(outcome.alarms)));
    say(format!("  opened               {:>12}", count(outcome.opened.into())));
    say(format!(
        "  opened a day         {opened:>12.4}   {low:.4} to {high:.4} with 95 % confidence; computed {bound:.4} at most"
    ));
    say("");
    say("What others can expect of the same policy:");
    say("  accounts      guesses a day   any opening in a day   in a year      days until one, in the mean");
    for accounts in [1u32, 100, 1_000, 10_000, 100_000, 1_000_000] {
        let a_day = f64::from(accounts) * f64::from(failures) * attack::ONE;
        say(format!(
            "  {:>9} {:>15}   {:>20}   {:>9}      {:>12.1}",
            count(accounts.into()),
            count(u64::from(accounts) * u64::from(failures)),
            chance::percent(chance::any(a_day)),
            chance::percent(chance::any(a_day * 365.0)),
            1.0 / a_day
        ));
    }
    say("");
    say(
        "Every guesser was authenticated first: each opening is in two cabinets' journals with the guesser's name.",
    );
}
