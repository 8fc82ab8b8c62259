//! The arguments of the word count.

use std::time::Duration;

/// What `--help` says.
pub(crate) const HELP: &str = "\
Counts the words that a socket sends, batch by batch.

usage: cargo run --release --example word_count [-- OPTIONS]

  --connect ADDRESS  count what ADDRESS sends, such as 127.0.0.1:4444, where `nc -lk 4444` listens;
                     without it the program serves lines to itself
  --every DURATION   the length of a batch, such as 500ms, 10s or 1min; 1s if left out
  --help             this text

Ctrl-C ends it after the batch in hand.";

/// What to count.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Args {
    /// The peer that sends lines; `None` for the program's own.
    pub(crate) connect: Option<String>,
    /// The length of a batch, more than zero.
    pub(crate) every: Duration,
}

/// The arguments; `None` where help is asked for, an `Err` with a sentence for the user where they are wrong.
pub(crate) fn parse(words: impl Iterator<Item = String>) -> Result<Option<Args>, String> {
    let mut args = Args { connect: None, every: Duration::from_secs(1) };
    let mut words = words;
    while let Some(word) = words.next() {
        let mut value = |what: &str| words.next().ok_or(format!("`{word}` needs {what} after it"));
        match word.as_str() {
            "--help" | "-h" => return Ok(None),
            "--connect" => args.connect = Some(address(value("an address")?)?),
            "--every" => args.every = duration(&value("a duration")?)?,
            _ => return Err(format!("`{word}` is no argument of this program")),
        }
    }
    Ok(Some(args))
}

fn address(text: String) -> Result<String, String> {
    let port = text.rsplit_once(':').and_then(|(host, port)| (!host.is_empty()).then_some(port));
    match port.map(str::parse::<u16>) {
        Some(Ok(_)) => Ok(text),
        _ => Err(format!("`{text}` is no address: write a host and a port, such as 127.0.0.1:4444")),
    }
}

fn duration(text: &str) -> Result<Duration, String> {
    let refused = || {
        format!(
            "`{text}` is no length of a batch: write a whole number and a unit, such as 500ms, 10s or 1min"
        )
    };
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let number: u64 = number.parse().map_err(|_| refused())?;
    let length = match unit {
        "ms" => Duration::from_millis(number),
        "s" => Duration::from_secs(number),
        "min" => Duration::from_secs(number.saturating_mul(60)),
        _ => return Err(refused()),
    };
    if length.is_zero() { Err(refused()) } else { Ok(length) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Option<Args>, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn what_is_left_out_has_a_default() {
        let default = Args { connect: None, every: Duration::from_secs(1) };
        assert_eq!(parsed(""), Ok(Some(default)));
    }

    #[test]
    fn every_argument_is_taken() {
        let args = Args { connect: Some("localhost:4444".into()), every: Duration::from_millis(250) };
        assert_eq!(parsed("--connect localhost:4444 --every 250ms"), Ok(Some(args)));
        assert_eq!(parsed("--every 1min").unwrap().unwrap().every, Duration::from_secs(60));
        assert_eq!(parsed("--help"), Ok(None));
    }

    #[test]
    fn a_mistake_is_named() {
        for (line, start) in [
            ("--evry 1s", "`--evry` is no argument"),
            ("--every", "`--every` needs a duration"),
            ("--every 0s", "`0s` is no length of a batch"),
            ("--every 10", "`10` is no length of a batch"),
            ("--every fast", "`fast` is no length of a batch"),
            ("--connect", "`--connect` needs an address"),
            ("--connect 4444", "`4444` is no address"),
            ("--connect host:99999", "`host:99999` is no address"),
        ] {
            let mistake = parsed(line).unwrap_err();
            assert!(mistake.starts_with(start), "{line}: {mistake}");
        }
    }
}
