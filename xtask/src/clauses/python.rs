//! Tests of Python, by indentation.

use std::collections::BTreeSet;

use super::{Test, id};

/// Every `def test_…` of a text that is not skipped.
pub(super) fn find(text: &str, known: &BTreeSet<String>) -> Vec<Test> {
    let lines: Vec<&str> = text.lines().collect();
    let mut tests = Vec::new();
    let mut above: Vec<&str> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        if code.starts_with('#') || code.starts_with('@') {
            above.push(code);
            continue;
        }
        let name = code.strip_prefix("async ").unwrap_or(code).strip_prefix("def ");
        let name = name.and_then(|rest| rest.split('(').next()).filter(|name| name.starts_with("test_"));
        let skipped =
            above.iter().any(|line| line.starts_with("@pytest.mark.skip(") || *line == "@pytest.mark.skip");
        if let Some(name) = name.filter(|_| !skipped) {
            let mut ids = id::in_name(name, known);
            for comment in above.iter().filter(|line| line.starts_with('#')) {
                ids.extend(id::in_text(comment));
            }
            let body = lines.get(at + 1..).unwrap_or_default();
            ids.extend(in_body(body, line.len() - code.len()));
            tests.push(Test { name: name.to_owned(), line: at + 1, ids });
        }
        above.clear();
    }
    tests
}

/// The ids in the docstring and the comments of a body indented deeper than its `def`.
fn in_body(lines: &[&str], indent: usize) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let mut docstring = Docstring::Before;
    for line in lines {
        let code = line.trim_start();
        if docstring != Docstring::Inside && !code.is_empty() && line.len() - code.len() <= indent {
            // The end of a signature over several lines is no end of the body.
            if code.starts_with(')') {
                continue;
            }
            break;
        }
        let (quotes, counts) = (code.matches("\"\"\"").count(), code.starts_with("\"\"\""));
        docstring = match (docstring, quotes) {
            (Docstring::Before, 1) if counts => Docstring::Inside,
            (Docstring::Before, 0) if code.is_empty() || code.ends_with(',') => Docstring::Before,
            (Docstring::Inside, 0) => Docstring::Inside,
            _ => Docstring::After,
        };
        if counts || docstring == Docstring::Inside {
            ids.extend(id::in_text(code));
        } else if let Some((_, comment)) = code.split_once('#') {
            ids.extend(id::in_text(comment));
        }
    }
    ids
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Docstring {
    Before,
    Inside,
    After,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_tests_carry_ids() {
        let text = r#"
# 352/15: one act.
def test_opens(holder):
    """352/3: by code.

    And 352/16 too.
    """
    assert f("352/18") == 1  # 352/17

def helper():
    # 352/15
    pass

class TestCodes:
    @pytest.mark.parametrize("x", [1])
    def test_c352_2_4_zeros(self, x):
        pass

    # 352/15
    @pytest.mark.skip(reason="slow")
    def test_off(self):
        pass

async def test_waits(
    holder,
):
    # 352/11
    pass
"#;
        let known = BTreeSet::from(["352/2.4".to_owned()]);
        let tests = find(text, &known);
        let short: Vec<(&str, usize, Vec<&str>)> = tests
            .iter()
            .map(|test| (test.name.as_str(), test.line, test.ids.iter().map(String::as_str).collect()))
            .collect();
        assert_eq!(
            short,
            [
                ("test_opens", 3, vec!["352/15", "352/16", "352/17", "352/3"]),
                ("test_c352_2_4_zeros", 16, vec!["352/2.4"]),
                ("test_waits", 24, vec!["352/11"]),
            ]
        );
    }
}
