//! Durations as suffixed literals: `250us`, `1.5s`, `1h30min`. Pure: text in, duration or refusal out, and a duration as
//! such a text.

use std::time::Duration;

/// Why a literal is no duration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Refusal {
    /// A number without a unit.
    Bare,
    /// Digits to base 2, 8 or 16.
    Base,
    /// `m`: the literal with `min`, and with `ms`.
    Ambiguous(String, String),
    /// Units that are none, or in the wrong order.
    Unit,
    /// More than `i64` nanoseconds, or a part of one.
    Range,
}

/// The units with their nanoseconds, the greater before the smaller.
const UNITS: [(&str, u128); 7] = [
    ("d", 86_400_000_000_000),
    ("h", 3_600_000_000_000),
    ("min", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
];

/// The duration that a literal's text says.
///
/// # Errors
///
/// If it says none, or one that is no whole number of nanoseconds from 0 to `i64::MAX`.
pub(crate) fn duration(literal: &str) -> Result<Duration, Refusal> {
    if ["0x", "0b", "0o"].iter().any(|base| literal.starts_with(base)) {
        return Err(Refusal::Base);
    }
    let mut total = 0;
    let mut units = UNITS.as_slice();
    for (number, unit) in parts(&literal.replace('_', ""))? {
        if unit == "m" {
            let digits = |unit| literal.replacen('m', unit, 1);
            return Err(Refusal::Ambiguous(digits("min"), digits("ms")));
        }
        let at = units.iter().position(|(name, _)| *name == unit);
        let at = at.ok_or(Refusal::Unit)?;
        total += nanoseconds(&number, units[at].1)?;
        units = &units[at + 1..];
    }
    match i64::try_from(total) {
        Ok(nanoseconds) => Ok(Duration::from_nanos(nanoseconds.unsigned_abs())),
        Err(_) => Err(Refusal::Range),
    }
}

/// The duration as one writes it in a pipeline: a whole number of the greatest unit that allows it.
pub(crate) fn say(duration: Duration) -> String {
    let nanos = duration.as_nanos();
    let unit = UNITS.iter().find(|(_, unit)| nanos >= *unit && nanos.is_multiple_of(*unit));
    unit.map_or_else(|| "0s".to_owned(), |(name, unit)| format!("{}{name}", nanos / unit))
}

/// `1h30min` as `1`, `h` and `30`, `min`.
fn parts(literal: &str) -> Result<Vec<(String, String)>, Refusal> {
    let mut parts = Vec::new();
    let mut rest = literal;
    while !rest.is_empty() {
        let (number, after) = take(rest, |char| char.is_ascii_digit() || char == '.');
        let (unit, after) = take(after, char::is_alphabetic);
        match (number, unit) {
            (_, "") if parts.is_empty() => return Err(Refusal::Bare),
            ("", _) | (_, "") => return Err(Refusal::Unit),
            _ => parts.push((number.to_owned(), unit.to_owned())),
        }
        rest = after;
    }
    Ok(parts)
}

fn take(text: &str, wanted: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|char| !wanted(char)).unwrap_or(text.len()))
}

/// A decimal number of units, exactly.
fn nanoseconds(number: &str, unit: u128) -> Result<u128, Refusal> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = u32::try_from(fraction.len()).map_err(|_| Refusal::Range)?;
    let scale = 10_u128.checked_pow(digits).ok_or(Refusal::Range)?;
    let scaled: u128 = format!("{whole}{fraction}").parse().map_err(|_| Refusal::Range)?;
    let total = scaled.checked_mul(unit).ok_or(Refusal::Range)?;
    if !total.is_multiple_of(scale) || total / scale > u128::from(u64::MAX) {
        return Err(Refusal::Range);
    }
    Ok(total / scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_say_their_durations() {
        for (literal, nanoseconds) in [
            ("250us", 250_000),
            ("1.5s", 1_500_000_000),
            ("1h30min", 5_400_000_000_000),
            ("1d", 86_400_000_000_000),
            ("10_000ns", 10_000),
            ("0s", 0),
            ("0.000000001s", 1),
        ] {
            assert_eq!(duration(literal), Ok(Duration::from_nanos(nanoseconds)), "{literal}");
        }
    }

    #[test]
    fn what_is_said_of_a_duration_says_it() {
        for (nanoseconds, said) in [
            (0, "0s"),
            (1, "1ns"),
            (90_000_000_000, "90s"),
            (7_200_000_000_000, "2h"),
            (86_400_000_000_000, "1d"),
            (1_000_001_000, "1000001us"),
        ] {
            assert_eq!(say(Duration::from_nanos(nanoseconds)), said);
            assert_eq!(duration(said), Ok(Duration::from_nanos(nanoseconds)));
        }
    }

    #[test]
    fn what_says_no_duration_is_refused_for_its_reason() {
        for (literal, refusal) in [
            ("10", Refusal::Bare),
            ("1.5", Refusal::Bare),
            ("0x1d", Refusal::Base),
            ("2m", Refusal::Ambiguous("2min".into(), "2ms".into())),
            ("1m30s", Refusal::Ambiguous("1min30s".into(), "1ms30s".into())),
            ("10sec", Refusal::Unit),
            ("30min1h", Refusal::Unit),
            ("1h30", Refusal::Unit),
            ("1s1s", Refusal::Unit),
            ("1e3s", Refusal::Unit),
            ("0.5ns", Refusal::Range),
            ("300000d", Refusal::Range),
            ("99999999999999999999999999999999999999999d", Refusal::Range),
        ] {
            assert_eq!(duration(literal), Err(refusal), "{literal}");
        }
    }
}
