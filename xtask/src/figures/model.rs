//! How often the table of access and the orders, read anew as a plain list in its tests, answer differently: of a million random
//! requests.

use crate::process::{cargo, quiet};
use crate::workspace::Workspace;

pub(super) fn measure(workspace: &Workspace) -> Result<String, String> {
    let test = ["test", "--quiet", "--locked", "--package", "qujat", "--lib", "--", "--nocapture", TEST];
    let lines = quiet(cargo(workspace, &test).env("QUJAT_MODEL_REQUESTS", REQUESTS))?;
    read(&lines).ok_or_else(|| format!("the test {TEST} said no `{LINE}N of {REQUESTS}`"))
}

/// The line may stand behind what the test runner printed without an end.
fn read(lines: &[String]) -> Option<String> {
    let found = lines.iter().find_map(|line| line.split_once(LINE))?.1;
    let (count, of) = found.split_once(" of ")?;
    (of.trim() == REQUESTS && count.parse::<u64>().is_ok()).then(|| count.to_owned())
}

const TEST: &str = "the_orders_agree_on_random_requests";
const LINE: &str = "model_disagreements ";
const REQUESTS: &str = "1000000";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_found_and_is_of_the_whole_run() {
        let lines = |text: &str| vec!["running 1 test".to_owned(), text.to_owned()];
        assert_eq!(read(&lines("model_disagreements 0 of 1000000")), Some("0".to_owned()));
        assert_eq!(read(&lines("test x ... model_disagreements 3 of 1000000")), Some("3".to_owned()));
        assert_eq!(read(&lines("model_disagreements 0 of 20000")), None);
        assert_eq!(read(&lines("ok")), None);
    }
}
