//! What a chain costs to compile: CPU time in release mode, and lines of its expansion.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use super::chain_text::{by_hand, in_memory};
use crate::measure::{Scale, ratios, this_program};
use crate::table::{Bound, Row};

/// What a chain needs around it to be a crate.
const HEAD: &str = "use std::pin::pin;
use std::task::{Context, Poll, Waker};
use stream_core::stream;
fn block_on<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!(\"the chain has nothing to wait for\"),
    }
}
";

/// Compilations in a measurement: the system counts CPU time in hundredths of a second.
const TIMES: usize = 5;

/// The rows on lines, and on CPU time.
pub(crate) fn rows(scale: Scale) -> Vec<Row> {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let mut rows = vec![lines(folder.path())];
    if scale == Scale::Table {
        rows.push(cpu(folder.path()));
    }
    rows
}

fn lines(folder: &Path) -> Row {
    let [short, long] = [10, 200].map(|length| {
        let file = file(folder, "lines", &format!("{HEAD}{}", in_memory(length)));
        formatted(&expanded(&file)).lines().count()
    });
    let bench = String::from("expansion of an operator");
    Row::number(bench, Bound::met(8.0), (long - short) as f64 / 190.0, "lines")
}

/// The expansion of a file, as rustc prints it.
fn expanded(file: &Path) -> Vec<u8> {
    let mut rustc = rustc(file);
    output(rustc.arg("-Zunpretty=expanded").env("RUSTC_BOOTSTRAP", "1")).stdout
}

fn formatted(code: &[u8]) -> String {
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--edition", "2024"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut rustfmt = rustfmt.spawn().expect("rustfmt is there");
    rustfmt.stdin.take().expect("it is a pipe").write_all(code).expect("rustfmt reads");
    let output = rustfmt.wait_with_output().expect("rustfmt ends");
    String::from_utf8(output.stdout).expect("code is text")
}

fn cpu(folder: &Path) -> Row {
    let bench = String::from("chain-200, CPU time to compile");
    let bound = Bound::missed(1.3, 7.0);
    if children_cpu().is_none() {
        return Row::skipped(bench, bound, "this system does not tell");
    }
    let pipeline = file(folder, "pipeline", &format!("{HEAD}{}", in_memory(200)));
    let twin = file(folder, "twin", &by_hand(200));
    let walls = ratios(5, || [&pipeline, &twin].map(|file| compile(file)));
    let each = walls.twin.as_secs_f64() / TIMES as f64;
    Row::ratio(bench, bound, walls.ratio).spread(walls.spread).twin(format!("{each:.2} s"))
}

/// The CPU time of compiling the file several times in release mode.
fn compile(file: &Path) -> Duration {
    let before = children_cpu().unwrap_or_default();
    for _ in 0..TIMES {
        output(rustc(file).args(["-Copt-level=3", "--emit=obj", "-o"]).arg(file.with_extension("o")));
    }
    children_cpu().unwrap_or_default() - before
}

/// The CPU time of all processes that this one has started and that have ended.
fn children_cpu() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // After the name, which stands in parentheses: the 14th and 15th field, in hundredths of a second.
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    let hundredths: u64 = fields.get(13..15)?.iter().filter_map(|field| field.parse::<u64>().ok()).sum();
    Some(Duration::from_millis(10 * hundredths))
}

fn rustc(file: &Path) -> Command {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.args(["--edition=2024", "--crate-type=lib", "--extern"]);
    let library = format!("stream_core={}", library().display());
    rustc.arg(library).arg("-L").arg(beside()).arg(file);
    rustc
}

fn output(command: &mut Command) -> Output {
    let output = command.output().expect("the compiler is there");
    assert!(output.status.success(), "{command:?} fails: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn file(folder: &Path, name: &str, code: &str) -> PathBuf {
    let file = folder.join(name).with_extension("rs");
    fs::write(&file, code).expect("the code can be written");
    file
}

/// The folder of this program and of the libraries that it was built with.
fn beside() -> PathBuf {
    this_program().parent().expect("a program is in a folder").to_owned()
}

/// The stream-core that was built last.
fn library() -> PathBuf {
    let files = fs::read_dir(beside()).expect("the folder can be read").flatten();
    let libraries = files.filter(|file| {
        let name = file.file_name().to_string_lossy().into_owned();
        name.starts_with("libstream_core-") && name.ends_with(".rlib")
    });
    let newest = libraries.max_by_key(|file| file.metadata().and_then(|data| data.modified()).ok());
    newest.expect("stream-core was built with this program").path()
}
