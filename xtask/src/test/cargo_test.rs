//! Reading what `cargo test` prints.

use super::Counts;

/// Takes the lines in order; keeps counts, and which lines are worth showing.
#[derive(Debug, Default)]
pub(super) struct Reader {
    counts: Counts,
    /// The binary whose tests run now.
    binary: String,
    /// `running N tests` came and its `test result:` has not.
    open: bool,
}

impl Reader {
    /// What to show for this line.
    pub(super) fn line(&mut self, line: &str) -> Option<String> {
        let trimmed = line.trim();
        if let Some(binary) = trimmed.strip_prefix("Running ").or_else(|| trimmed.strip_prefix("Doc-tests "))
        {
            let broken = self.close();
            binary.split(" (").next().unwrap_or(binary).clone_into(&mut self.binary);
            return broken;
        }
        if trimmed.starts_with("running ") && (trimmed.ends_with(" tests") || trimmed.ends_with(" test")) {
            let broken = self.close();
            self.open = true;
            return broken;
        }
        if let Some(result) = trimmed.strip_prefix("test result: ") {
            self.open = false;
            let counts = counts(result);
            self.counts += counts;
            // A binary without tests is nobody's news.
            return (counts != Counts::default()).then(|| format!("{}: {counts}", self.binary));
        }
        let is_test = trimmed.starts_with("test ")
            && [" ... ok", " ... ignored"].iter().any(|end| trimmed.contains(end));
        (!is_test && !crate::process::is_progress(line)).then(|| line.to_owned())
    }

    /// The counts at the end; `well` is whether cargo was content.
    pub(super) fn finish(mut self, well: bool) -> (Counts, Option<String>) {
        let mut said = self.close();
        if !well && self.counts.failed == 0 {
            self.counts.failed = 1;
            said = Some("cargo test stopped before its tests did".to_owned());
        }
        (self.counts, said)
    }

    /// A binary that died in the middle of its tests failed once.
    fn close(&mut self) -> Option<String> {
        std::mem::take(&mut self.open).then(|| {
            self.counts.failed += 1;
            format!("{}: ended in the middle of its tests", self.binary)
        })
    }
}

/// `ok. 12 passed; 0 failed; 1 ignored; 0 measured; …`
fn counts(result: &str) -> Counts {
    let number = |word: &str| {
        result
            .split([';', '.'])
            .find_map(|part| part.trim().strip_suffix(word)?.trim().parse().ok())
            .unwrap_or_default()
    };
    Counts { passed: number("passed"), failed: number("failed"), skipped: number("ignored") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, well: bool) -> (Counts, Vec<String>) {
        let mut reader = Reader::default();
        let mut shown: Vec<String> = text.lines().filter_map(|line| reader.line(line)).collect();
        let (counts, said) = reader.finish(well);
        shown.extend(said);
        (counts, shown)
    }

    #[test]
    fn counts_are_added_and_noise_is_dropped() {
        let text = "   Compiling qujat v0.1.0
     Running unittests src/lib.rs (target/debug/deps/qujat-1)

running 2 tests
test id::tests::a ... ok
test id::tests::b ... ignored, slow

test result: ok. 1 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s

     Running unittests src/main.rs (target/debug/deps/x-1)

running 0 tests

test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

   Doc-tests qujat

running 1 test
test src/lib.rs - (line 3) - compile fail ... ok

test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s
";
        let (counts, shown) = read(text, true);
        assert_eq!(counts, Counts { passed: 2, failed: 0, skipped: 1 });
        assert_eq!(
            shown,
            ["unittests src/lib.rs: 1 passed, 0 failed, 1 skipped", "qujat: 1 passed, 0 failed"]
        );
    }

    #[test]
    fn failures_are_counted_and_shown() {
        let text = "     Running tests/flow.rs (target/debug/deps/flow-1)
running 2 tests
test a ... FAILED
test b ... ok
failures:
---- a stdout ----
thread 'a' panicked at tests/flow.rs:3:5:
test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
error: 1 target failed:
";
        let (counts, shown) = read(text, false);
        assert_eq!(counts, Counts { passed: 1, failed: 1, skipped: 0 });
        assert_eq!(shown.first().map(String::as_str), Some("test a ... FAILED"));
        assert!(shown.contains(&"tests/flow.rs: 1 passed, 1 failed".to_owned()));
    }

    #[test]
    fn what_ends_early_has_failed() {
        let died = "     Running tests/a.rs (x)\nrunning 2 tests\ntest a ... ok\n     Running tests/b.rs (y)\nrunning 1 test\n\
            test c ... ok\ntest result: ok. 1 passed; 0 failed; 0 ignored";
        assert_eq!(read(died, false).0, Counts { passed: 1, failed: 1, skipped: 0 });
        let (counts, shown) = read("error[E0308]: mismatched types", false);
        assert_eq!(counts, Counts { passed: 0, failed: 1, skipped: 0 });
        assert_eq!(shown, ["error[E0308]: mismatched types", "cargo test stopped before its tests did"]);
        assert_eq!(read("running 1 test", false).0.failed, 1);
    }
}
