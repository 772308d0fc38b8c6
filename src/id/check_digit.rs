//! The check digit IIN and BIN share (government resolution № 853 of 22.08.2003, with both weight rows).

use super::IdError;

/// Twelve ASCII digits whose last is the check digit of the first eleven.
pub(super) fn parse(what: &'static str, text: &str) -> Result<[u8; 12], IdError> {
    if let Some(at) = text.chars().position(|c| !c.is_ascii_digit()) {
        return Err(IdError::NotDigit { what, position: at + 1 });
    }
    let digits: [u8; 12] =
        text.as_bytes().try_into().map_err(|_| IdError::Length { what, found: text.len() })?;
    match derive(&digits) {
        None => Err(IdError::NeverIssued { what }),
        Some(check) if check != digits[11] - b'0' => Err(IdError::CheckDigit { what }),
        Some(_) => Ok(digits),
    }
}

/// The check digit of the first eleven: weights 1–11; if that leaves 10, weights 3–11, 1, 2; if again, none.
fn derive(digits: &[u8; 12]) -> Option<u8> {
    let sum = |weight: fn(u32) -> u32| {
        digits.iter().take(11).zip(0..).map(|(d, i)| u32::from(d - b'0') * weight(i)).sum::<u32>() % 11
    };
    let first = sum(|i| i + 1);
    let check = if first == 10 { sum(|i| (i + 2) % 11 + 1) } else { first };
    u8::try_from(check).ok().filter(|c| *c < 10)
}
