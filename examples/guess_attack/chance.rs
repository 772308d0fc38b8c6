//! Probabilities of rare things.

/// The chance that anything happens at all where so much is expected.
pub fn any(expected: f64) -> f64 {
    -(-expected).exp_m1()
}

/// A chance as a person reads it.
pub fn percent(chance: f64) -> String {
    match chance * 100.0 {
        percent if percent >= 99.995 => "100 %".to_owned(),
        percent if percent >= 1.0 => format!("{percent:.1} %"),
        percent => format!("{percent:.4} %"),
    }
}

/// Between which means a count of `seen` lies with 95 % confidence (exact Poisson limits, by bisection).
pub fn poisson_interval(seen: u32) -> (f64, f64) {
    let tail = |mean: f64, from: u32| -> f64 {
        // The chance of fewer than `from`.
        let (mut term, mut sum) = ((-mean).exp(), 0.0);
        for number in 0..from {
            sum += term;
            term *= mean / f64::from(number + 1);
        }
        sum
    };
    let solve = |wanted: f64, from: u32| {
        let (mut low, mut high) = (0.0, 10.0 + 3.0 * f64::from(seen));
        for _ in 0..100 {
            let middle = f64::midpoint(low, high);
            if tail(middle, from) > wanted { low = middle } else { high = middle }
        }
        f64::midpoint(low, high)
    };
    let low = if seen == 0 { 0.0 } else { solve(0.975, seen) };
    (low, solve(0.025, seen + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Garwood's limits, as tables print them.
    #[test]
    fn limits_of_a_count() {
        for (seen, low, high) in [(0, 0.0, 3.689), (1, 0.025, 5.572), (10, 4.795, 18.390)] {
            let (found_low, found_high) = poisson_interval(seen);
            assert!(
                (found_low - low).abs() < 0.001 && (found_high - high).abs() < 0.001,
                "{seen}: {found_low} {found_high}"
            );
        }
    }

    #[test]
    fn chances_are_read() {
        assert_eq!(
            [0.000_01, 0.0951, 1.0].map(|chance| percent(any(chance))),
            ["0.0010 %", "9.1 %", "63.2 %"]
        );
        assert_eq!(percent(any(30.0)), "100 %");
    }
}
