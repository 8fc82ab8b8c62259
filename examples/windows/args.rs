//! The arguments of the tool.

use std::path::PathBuf;
use std::time::Duration;

use stream_core::Trigger;

/// What `--help` says.
pub(crate) const HELP: &str = "\
Aggregates the events of a CSV file by key and window: count, sum and mean.

usage: cargo run --release --example windows [-- OPTIONS]

  --input FILE          events, a line each: time_ms,key,value; without it the tool makes some and checks itself
  --out FILE            results, sorted: start_ms,end_ms,key,count,sum,mean; standard output if left out
  --late FILE           the events that came too late for every window: time_ms,key,value
  --window WINDOW       fixed:10s, sliding:5min:1min or session:30s; fixed:10s if left out
  --out-of-order TIME   how far the watermark stays behind the latest time; 0s if left out
  --lateness TIME       how long a window waits for late events after the watermark has passed it; 0s if left out
  --workers N           how many workers run the pipeline; 1 if left out
  --trigger TRIGGER     every:1s, records:1000, per-record or available-now, which is the default
  --help                this text

Times are whole numbers with a unit: ms, s, min or h. A line that begins with time_ms is a heading. The results do not depend on
the trigger or the number of workers.";

/// The windows to aggregate by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Windows {
    Fixed(Duration),
    Sliding(Duration, Duration),
    Session(Duration),
}

/// What to do.
#[derive(Clone, Debug)]
pub(crate) struct Args {
    pub(crate) input: Option<PathBuf>,
    pub(crate) out: Option<PathBuf>,
    pub(crate) late: Option<PathBuf>,
    pub(crate) windows: Windows,
    pub(crate) out_of_order: Duration,
    pub(crate) lateness: Duration,
    pub(crate) workers: usize,
    pub(crate) trigger: Trigger,
}

impl Default for Args {
    fn default() -> Self {
        Args {
            input: None,
            out: None,
            late: None,
            windows: Windows::Fixed(Duration::from_secs(10)),
            out_of_order: Duration::ZERO,
            lateness: Duration::ZERO,
            workers: 1,
            trigger: Trigger::available_now(),
        }
    }
}

/// The arguments; `None` where help is asked for, an `Err` with a sentence for the user where they are wrong.
pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Option<Args>, String> {
    let mut args = Args::default();
    while let Some(word) = words.next() {
        let mut value = |what: &str| words.next().ok_or(format!("`{word}` needs {what} after it"));
        match word.as_str() {
            "--help" | "-h" => return Ok(None),
            "--input" => args.input = Some(value("a file")?.into()),
            "--out" => args.out = Some(value("a file")?.into()),
            "--late" => args.late = Some(value("a file")?.into()),
            "--window" => args.windows = windows(&value("a window")?)?,
            "--out-of-order" => args.out_of_order = time(&value("a time")?)?,
            "--lateness" => args.lateness = time(&value("a time")?)?,
            "--workers" => args.workers = number(&value("a number")?)?,
            "--trigger" => args.trigger = trigger(&value("a trigger")?)?,
            _ => return Err(format!("`{word}` is no argument of this program")),
        }
    }
    Ok(Some(args))
}

fn windows(text: &str) -> Result<Windows, String> {
    let parts: Vec<&str> = text.split(':').collect();
    let windows = match parts.as_slice() {
        ["fixed", length] => Windows::Fixed(length_of(length)?),
        ["sliding", length, every] => Windows::Sliding(length_of(length)?, length_of(every)?),
        ["session", gap] => Windows::Session(length_of(gap)?),
        _ => {
            return Err(format!("`{text}` is no window: write fixed:10s, sliding:5min:1min or session:30s"));
        }
    };
    match windows {
        Windows::Sliding(length, every) if every > length => {
            Err(format!("`{text}` leaves events out: let windows begin at most their length apart"))
        }
        windows => Ok(windows),
    }
}

fn trigger(text: &str) -> Result<Trigger, String> {
    match text.split_once(':') {
        Some(("every", interval)) => Ok(Trigger::every(length_of(interval)?)),
        Some(("records", n)) => Ok(Trigger::records(number(n)? as u64)),
        None if text == "per-record" => Ok(Trigger::per_record()),
        None if text == "available-now" => Ok(Trigger::available_now()),
        _ => {
            Err(format!("`{text}` is no trigger: write every:1s, records:1000, per-record or available-now"))
        }
    }
}

fn number(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(format!("`{text}` is no number from 1 on")),
    }
}

fn length_of(text: &str) -> Result<Duration, String> {
    match time(text)? {
        Duration::ZERO => Err(format!("`{text}` is no length: it must be more than zero")),
        length => Ok(length),
    }
}

fn time(text: &str) -> Result<Duration, String> {
    let refused =
        || format!("`{text}` is no time: write a whole number and a unit, such as 500ms, 10s or 5min");
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let number: u64 = number.parse().map_err(|_| refused())?;
    let millis = match unit {
        "ms" => 1,
        "s" => 1_000,
        "min" => 60_000,
        "h" => 3_600_000,
        _ => return Err(refused()),
    };
    number.checked_mul(millis).map(Duration::from_millis).ok_or_else(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Option<Args>, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn every_argument_is_taken() {
        let line = "--input a.csv --out b.csv --late c.csv --window sliding:5min:1min --out-of-order 5s --lateness 1h \
                    --workers 4 --trigger records:10";
        let args = parsed(line).unwrap().unwrap();
        assert_eq!(args.windows, Windows::Sliding(Duration::from_secs(300), Duration::from_secs(60)));
        assert_eq!((args.out_of_order, args.lateness), (Duration::from_secs(5), Duration::from_secs(3600)));
        assert_eq!((args.workers, args.trigger.to_string()), (4, Trigger::records(10).to_string()));
        assert!(args.input.is_some() && args.out.is_some() && args.late.is_some());
        assert!(parsed("--help").unwrap().is_none());
    }

    #[test]
    fn a_mistake_is_named() {
        for (line, start) in [
            ("--windows fixed:10s", "`--windows` is no argument"),
            ("--window", "`--window` needs a window"),
            ("--window tumbling:10s", "`tumbling:10s` is no window"),
            ("--window fixed:0s", "`0s` is no length"),
            ("--window fixed:10", "`10` is no time"),
            ("--window sliding:1min:5min", "`sliding:1min:5min` leaves events out"),
            ("--trigger soon", "`soon` is no trigger"),
            ("--workers 0", "`0` is no number"),
        ] {
            let mistake = parsed(line).unwrap_err();
            assert!(mistake.starts_with(start), "{line}: {mistake}");
        }
    }
}
