//! Licences and bans of everything that is built, by the lists in `deny.toml`.
//!
//! *Takes* `deny.toml` and what `cargo tree` says. *Gives* how many crates were looked at. *Refuses* a crate whose
//! licence expression the `allow` list does not satisfy, and a banned crate in what is shipped (the core and its
//! facade). `cargo deny` reads the same file and looks further; this needs no installing and runs everywhere.

use std::collections::BTreeSet;

use crate::process;
use crate::workspace::Workspace;

/// One line for each crate that may not be there, and the number of crates.
pub(crate) fn check(workspace: &Workspace) -> Result<(Vec<String>, usize), String> {
    let lists = workspace.read(&workspace.path("deny.toml"))?;
    let allowed = strings(&lists, "licenses", "allow");
    let banned = strings(&lists, "bans", "deny");
    if allowed.is_empty() || banned.is_empty() {
        return Err("deny.toml lists no licence or no banned crate".to_owned());
    }
    let all = tree(workspace, &["--workspace", "--all-features", "--edges", "normal,build,dev"])?;
    let shipped =
        tree(workspace, &["--package", "qujat", "--package", "qujat-ffi", "--edges", "normal,build"])?;
    let mut wrong = Vec::new();
    for (name, licence) in &all {
        match satisfied(licence, &allowed) {
            Some(true) => {}
            Some(false) => {
                wrong.push(format!("{name}: licence `{licence}` is not among those allowed in deny.toml"));
            }
            None => wrong.push(format!("{name}: licence `{licence}` is no SPDX expression")),
        }
    }
    for (name, _) in &shipped {
        if banned.contains(name.split(' ').next().unwrap_or_default()) {
            wrong.push(format!("{name} is banned in deny.toml and would be shipped"));
        }
    }
    Ok((wrong, all.len()))
}

/// Name with version, and licence, of each crate from outside.
fn tree(workspace: &Workspace, which: &[&str]) -> Result<BTreeSet<(String, String)>, String> {
    let mut command =
        process::cargo(workspace, &["tree", "--quiet", "--locked", "--target", "all", "--prefix", "none"]);
    let lines = process::quiet(command.args(["--format", "{p}\t{l}"]).args(which))?;
    Ok(lines.iter().filter_map(|line| of_line(line)).collect())
}

/// A line of the tree; none for our own crates, which stand with their path, and for blank lines.
fn of_line(line: &str) -> Option<(String, String)> {
    let (package, licence) = line.split_once('\t')?;
    let licence = licence.trim_end_matches("(*)").trim();
    let package = package.trim_end_matches("(proc-macro)").trim();
    (!package.ends_with(')')).then(|| (package.to_owned(), licence.to_owned()))
}

/// The strings of a list under a section of TOML; of a list of tables, the values of `crate`.
fn strings(toml: &str, section: &str, key: &str) -> BTreeSet<String> {
    let lines: Vec<&str> =
        toml.lines().map(|line| line.split('#').next().unwrap_or_default().trim()).collect();
    let own = lines.iter().skip_while(|line| **line != format!("[{section}]")).skip(1);
    let own =
        own.take_while(|line| !line.starts_with('[') || line.starts_with("[\"")).copied().collect::<Vec<_>>();
    let start = own.iter().position(|line| line.split('=').next().is_some_and(|name| name.trim() == key));
    let Some(start) = start else { return BTreeSet::new() };
    let text = own.get(start..).unwrap_or_default().join("\n");
    let list = text.split_once('[').and_then(|(_, list)| list.split_once(']')).map_or("", |(list, _)| list);
    let items = list.split(['\n', '{', '}']).flat_map(|item| item.split(','));
    items
        .filter_map(|item| {
            let value = match item.split_once('=') {
                Some((name, value)) => (name.trim() == "crate").then_some(value)?,
                None => item,
            };
            value.trim().strip_prefix('"')?.strip_suffix('"').map(str::to_owned)
        })
        .collect()
}

/// Whether an SPDX expression is satisfied by the licences allowed; `None` where it is no expression. The `/` of old
/// manifests is an OR; an exception (`WITH`) only adds permission.
fn satisfied(expression: &str, allowed: &BTreeSet<String>) -> Option<bool> {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Expression { words: &words, at: 0, allowed };
    let answer = reader.any()?;
    (reader.at == words.len()).then_some(answer)
}

struct Expression<'a> {
    words: &'a [&'a str],
    at: usize,
    allowed: &'a BTreeSet<String>,
}

impl Expression<'_> {
    fn any(&mut self) -> Option<bool> {
        let mut answer = self.all()?;
        while self.take("OR") {
            answer |= self.all()?;
        }
        Some(answer)
    }

    fn all(&mut self) -> Option<bool> {
        let mut answer = self.one()?;
        while self.take("AND") {
            answer &= self.one()?;
        }
        Some(answer)
    }

    fn one(&mut self) -> Option<bool> {
        if self.take("(") {
            let answer = self.any()?;
            return self.take(")").then_some(answer);
        }
        let name = *self.words.get(self.at)?;
        self.at += 1;
        if ["AND", "OR", "WITH", ")"].contains(&name) {
            return None;
        }
        if self.take("WITH") {
            self.words.get(self.at)?;
            self.at += 1;
        }
        Some(self.allowed.contains(name))
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.words.get(self.at) == Some(&word);
        self.at += usize::from(found);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_judged() {
        let allowed = BTreeSet::from(["MIT", "ISC", "Apache-2.0"].map(str::to_owned));
        for (expression, answer) in [
            ("MIT", Some(true)),
            ("GPL-3.0", Some(false)),
            ("MIT OR GPL-3.0", Some(true)),
            ("GPL-3.0/MIT", Some(true)),
            ("MIT AND GPL-3.0", Some(false)),
            ("(MIT OR GPL-3.0) AND ISC", Some(true)),
            ("MIT AND (GPL-3.0 OR LGPL-2.1)", Some(false)),
            ("GPL-3.0 OR MIT AND ISC", Some(true)),
            ("Apache-2.0 WITH LLVM-exception", Some(true)),
            ("", None),
            ("MIT OR", None),
            ("MIT ISC", None),
            ("(MIT", None),
        ] {
            assert_eq!(satisfied(expression, &allowed), answer, "{expression}");
        }
    }

    #[test]
    fn lists_are_read() {
        let toml = "[graph]\nallow = [\"no\"]\n[licenses]\nconfidence-threshold = 0.9\nallow = [\n  \"MIT\", # \"GPL\"\n  \
            \"ISC\",\n]\n[bans]\nmultiple-versions = \"warn\"\ndeny = [\n  { crate = \"ring\", reason = \"c\" },\n  \
            { crate = \"openssl\" },\n]\n";
        assert_eq!(strings(toml, "licenses", "allow"), BTreeSet::from(["MIT", "ISC"].map(str::to_owned)));
        assert_eq!(strings(toml, "bans", "deny"), BTreeSet::from(["ring", "openssl"].map(str::to_owned)));
        assert_eq!(strings(toml, "sources", "allow"), BTreeSet::new());
    }

    #[test]
    fn lines_of_the_tree_are_read() {
        let crate_of = |line| of_line(line).map(|(name, licence)| format!("{name}: {licence}"));
        assert_eq!(
            crate_of("syn v2.0.1\tMIT OR Apache-2.0 (*)").as_deref(),
            Some("syn v2.0.1: MIT OR Apache-2.0")
        );
        assert_eq!(
            crate_of("serde_derive v1.0.1 (proc-macro)\tMIT").as_deref(),
            Some("serde_derive v1.0.1: MIT")
        );
        assert_eq!(crate_of("qujat v0.1.0 (/somewhere)\tMIT"), None);
        assert_eq!(crate_of("xtask v0.1.0 (/somewhere/xtask)\tMIT (*)"), None);
        assert_eq!(crate_of(""), None);
    }
}
