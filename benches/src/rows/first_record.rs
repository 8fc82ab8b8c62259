//! From the start of a process to its first record in the sink.

use std::io::{Read, Write, stdout};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use stream_core::{Trigger, stream};

use crate::measure::{Scale, median, this_program};
use crate::table::{Bound, Row};

/// The argument with which this program is started anew: with a pipeline, or with the sink alone.
pub(crate) const ARGS: [&str; 2] = ["first-record", "first-byte"];

/// What the new process does.
pub(crate) fn child(arg: &str) {
    if arg == ARGS[0] {
        let pipeline = stream!(from_iter([b'1']).for_each(say));
        pipeline.trigger(Trigger::per_record()).run().expect("the pipeline runs");
    } else {
        say(b'1').expect("somebody reads");
    }
}

fn say(byte: u8) -> std::io::Result<()> {
    stdout().write_all(&[byte])?;
    stdout().flush()
}

fn time(arg: &str) -> Duration {
    let start = Instant::now();
    let mut child = Command::new(this_program())
        .arg(arg)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program can be started");
    let mut first = [0];
    child.stdout.take().expect("it is a pipe").read_exact(&mut first).expect("the first record comes");
    let took = start.elapsed();
    assert!(child.wait().is_ok_and(|status| status.success()), "the new process fails");
    took
}

/// The row on the median of 20 starts.
pub(crate) fn rows(_: Scale) -> Vec<Row> {
    let times: Vec<_> = (0..20).map(|_| ARGS.map(time)).collect();
    let [pipeline, twin] = [0, 1].map(|at| median(times.iter().map(|times| times[at]).collect()));
    let millis = |time: Duration| time.as_secs_f64() * 1e3;
    let bench = String::from("process start to first record");
    let row = Row::number(bench, Bound::met(20.0), millis(pipeline), "ms");
    vec![row.twin(format!("{:.2} ms for the sink alone", millis(twin)))]
}
