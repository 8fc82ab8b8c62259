//! Aggregates the events of a CSV file by key and window, as a tool that can be held against any other engine.
//!
//! It reads `time_ms,key,value` and writes `start_ms,end_ms,key,count,sum,mean`, sorted. Without `--input` it makes events of its
//! own and checks that all triggers and numbers of workers give the same results.

mod args;
mod total;

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use csv::StringRecord;
use stream_core::time::Timestamp;
use stream_core::window::Windowed;
use stream_core::{Trigger, stream};

use args::{Args, HELP, Windows};
use total::{Number, Total, TotalOf};

fn main() -> ExitCode {
    let outcome = match args::parse(std::env::args().skip(1)) {
        Err(mistake) => {
            eprintln!("{mistake}\n\n{HELP}");
            return ExitCode::from(2);
        }
        Ok(None) => {
            println!("{HELP}");
            Ok(())
        }
        Ok(Some(args)) => match &args.input {
            Some(input) => aggregate(&args, input),
            None => check(&args),
        },
    };
    if let Err(error) = outcome {
        eprintln!("{error}");
        let mut cause = error.source();
        while let Some(error) = cause {
            eprintln!("  because: {error}");
            cause = error.source();
        }
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// One event of the input.
#[derive(Clone, Debug, PartialEq)]
struct Event {
    time_ms: i64,
    key: String,
    value: Number,
}

impl Event {
    /// The event of a line.
    fn parse(line: &StringRecord) -> Result<Self, String> {
        let mut cells = line.iter();
        let (Some(time), Some(key), Some(value), None) =
            (cells.next(), cells.next(), cells.next(), cells.next())
        else {
            return Err(format!("`{}` is not time_ms,key,value", line.iter().collect::<Vec<_>>().join(",")));
        };
        let time_ms =
            time.trim().parse().map_err(|error| format!("`{time}` is no time in milliseconds: {error}"))?;
        Ok(Event { time_ms, key: key.to_owned(), value: Number::parse(value.trim())? })
    }
}

/// A window: start and end in milliseconds.
type Window = (i64, i64);

/// What came out: the totals by key and window, and the events that came too late.
#[derive(Clone, Debug, Default, PartialEq)]
struct Results {
    windows: BTreeMap<String, BTreeMap<Window, Total>>,
    late: Vec<Event>,
}

impl Results {
    /// A later result of a window replaces an earlier one; that of a session also those of the sessions that have become one.
    fn enter(&mut self, result: Windowed<String, Total>, sessions: bool) {
        let (start, end) = (result.window.start.as_millis(), result.window.end.as_millis());
        let windows = self.windows.entry(result.key).or_default();
        if sessions {
            let merged: Vec<Window> =
                windows.range((start, i64::MIN)..=(end, end)).map(|(window, _)| *window).collect();
            for window in merged {
                windows.remove(&window);
            }
        }
        windows.insert((start, end), result.value);
    }

    /// All totals, by window and then by key.
    fn sorted(&self) -> Vec<(Window, &str, Total)> {
        let mut all = Vec::new();
        for (key, windows) in &self.windows {
            all.extend(windows.iter().map(|(window, total)| (*window, key.as_str(), *total)));
        }
        all.sort_by_key(|(window, key, _)| (*window, *key));
        all
    }
}

/// The pipeline, with the window as it is written in `window(..)`.
macro_rules! pipeline {
    ($lines:ident, $args:ident, $results:ident, $window:expr) => {{
        let (out_of_order, lateness) = ($args.out_of_order, $args.lateness);
        let sessions = matches!($args.windows, Windows::Session(_));
        let (results, late) = (Arc::clone(&$results), Arc::clone(&$results));
        stream!({
            let events = from_iter($lines).try_map(|line: csv::Result<StringRecord>| {
                let line = line.map_err(|error| error.to_string())?;
                let number = line.position().map_or(0, |position| position.line());
                Event::parse(&line).map_err(|reason| format!("line {number}: {reason}"))
            });
            let windows = events
                .event_time(
                    |event| Timestamp::from_millis(event.time_ms),
                    out_of_order = out_of_order,
                    max_ahead = none,
                )
                .key_by(|event| event.key.clone())
                .window($window)
                .allowed_lateness(lateness)
                .aggregate(TotalOf);
            windows.late().map(|(_, event)| event).for_each_batch(|events, _| {
                late.lock().expect("nobody panics with it").late.extend(events);
            });
            windows.for_each_batch(|windows, _| {
                let mut results = results.lock().expect("nobody panics with it");
                windows.into_iter().for_each(|result| results.enter(result, sessions));
            });
        })
        .name("windows")
        .trigger($args.trigger.clone())
        .workers($args.workers)
        .run()
    }};
}

/// The results of the lines.
fn run<L>(args: &Args, lines: L) -> Result<Results, stream_core::Error>
where
    L: Iterator<Item = csv::Result<StringRecord>> + Send + 'static,
{
    let results = Arc::new(Mutex::new(Results::default()));
    match args.windows {
        Windows::Fixed(length) => pipeline!(lines, args, results, fixed(length)),
        Windows::Sliding(length, every) => pipeline!(lines, args, results, sliding(length, every = every)),
        Windows::Session(gap) => pipeline!(lines, args, results, session(gap = gap)),
    }?;
    let results = results.lock().expect("nobody panics with it").clone();
    Ok(results)
}

/// Reads, aggregates and writes.
fn aggregate(args: &Args, input: &Path) -> Result<(), Box<dyn Error>> {
    let file = File::open(input).map_err(|error| format!("cannot open {}: {error}", input.display()))?;
    let lines = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file).into_records();
    let is_heading =
        |line: &csv::Result<StringRecord>| line.as_ref().is_ok_and(|line| line.get(0) == Some("time_ms"));
    let results = run(
        args,
        lines.enumerate().filter(move |(at, line)| *at > 0 || !is_heading(line)).map(|(_, line)| line),
    )?;
    match &args.out {
        Some(path) => write_windows(&results, &mut File::create(path)?)?,
        None => write_windows(&results, &mut io::stdout().lock())?,
    }
    if let Some(path) = &args.late {
        write_late(&results, &mut File::create(path)?)?;
    }
    Ok(())
}

fn write_windows(results: &Results, to: &mut impl Write) -> io::Result<()> {
    let mut to = csv::Writer::from_writer(to);
    to.write_record(["start_ms", "end_ms", "key", "count", "sum", "mean"])?;
    for ((start, end), key, Total { count, sum }) in results.sorted() {
        let mean = sum.as_f64() / count as f64;
        let numbers =
            [start.to_string(), end.to_string(), count.to_string(), sum.to_string(), mean.to_string()];
        let [start, end, count, sum, mean] = &numbers;
        to.write_record([start.as_str(), end, key, count, sum, mean])?;
    }
    to.flush()
}

fn write_late(results: &Results, to: &mut impl Write) -> io::Result<()> {
    let mut to = csv::Writer::from_writer(to);
    to.write_record(["time_ms", "key", "value"])?;
    for Event { time_ms, key, value } in &results.late {
        to.write_record([&time_ms.to_string(), key, &value.to_string()])?;
    }
    to.flush()
}

/// Events of the tool's own, out of order by up to six seconds, one in fifty far too late.
fn generated() -> impl Iterator<Item = csv::Result<StringRecord>> + Send + 'static {
    (0..3_000_i64).map(|n| {
        let late = if n % 50 == 49 { 400_000 } else { n * 7_919 % 6_000 };
        let cells = [(n * 250 - late).to_string(), format!("user-{}", n * 31 % 7), (n % 10).to_string()];
        Ok(StringRecord::from(cells.to_vec()))
    })
}

/// Runs over events of its own with every trigger and several workers, and compares.
fn check(args: &Args) -> Result<(), Box<dyn Error>> {
    let args = Args { out_of_order: std::time::Duration::from_secs(5), ..args.clone() };
    let alone = run(&Args { workers: 1, ..args.clone() }, generated())?;
    assert!(!alone.windows.is_empty() && alone.late.len() >= 50, "{} windows", alone.windows.len());
    let counted: u64 = alone.sorted().iter().map(|(_, _, total)| total.count).sum();
    if matches!(args.windows, Windows::Fixed(_) | Windows::Session(_)) {
        assert_eq!(counted as usize + alone.late.len(), 3_000, "no event is lost");
    }
    for trigger in [Trigger::records(100), Trigger::per_record(), Trigger::asap()] {
        for workers in [1, 4] {
            let other = run(&Args { workers, trigger: trigger.clone(), ..args.clone() }, generated())?;
            assert_eq!(other, alone, "{trigger} with {workers} workers");
        }
    }
    write_windows(&alone, &mut io::stdout().lock())?;
    Ok(())
}
