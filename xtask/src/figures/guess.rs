use crate::process::{cargo, quiet};
use crate::workspace::Workspace;

/// The chance that ten thousand accounts, guessing for a week at ten thousand people who always have a grant open, open anything in a
/// day: as measured on the real registry. The bound computed from the policy is 0.095.
pub(super) fn measure(workspace: &Workspace) -> Result<String, String> {
    let run = ["run", "--quiet", "--locked", "--release", "--example", "guess_attack", "--", "--json"];
    let lines = quiet(&mut cargo(workspace, &run))?;
    let chance = lines.iter().find_map(|line| member(line, "p_day"));
    chance.map(|chance| format!("{chance:.4}")).ok_or_else(|| "guess_attack does not say p_day".to_owned())
}

/// A number of a flat JSON object.
fn member(json: &str, name: &str) -> Option<f64> {
    let (_, rest) = json.split_once(&format!("\"{name}\":"))?;
    rest.split([',', '}']).next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_by_its_name() {
        let json = r#"{"p_day":0.25,"p_day_bound":0.5}"#;
        assert_eq!(
            (member(json, "p_day"), member(json, "p_day_bound"), member(json, "p")),
            (Some(0.25), Some(0.5), None)
        );
    }
}
