//! Record at a time: one line in flight over a loopback socket, from the peer to the sink and back.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use stream_core::{Trigger, stream};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::sync::oneshot;

use crate::measure::{Scale, Walls, ratios};
use crate::table::{Bound, Row};

/// Lines of a round, after a warm-up of a tenth of them.
const LINES: usize = 5_000;

/// The median and the 99th percentile of a round.
type Times = [Duration; 2];

/// The amount in a line such as `trade 17 4096`.
fn amount(line: &str) -> u64 {
    line.split(' ').nth(2).and_then(|word| word.parse().ok()).expect("the peer sends such lines")
}

/// The peer: sends one line, waits for its answer on another connection, and so on; the times of all.
fn peer(lines: &TcpListener, answers: &TcpListener) -> Vec<Duration> {
    let (mut lines, mut answers) =
        (lines.accept().expect("a reader comes").0, answers.accept().expect("a sink comes").0);
    lines.set_nodelay(true).expect("the option is known");
    let mut answer = [0; 8];
    let round_trip = |number: usize| {
        let line = format!("trade {} {number}\n", number % 31);
        let start = Instant::now();
        lines.write_all(line.as_bytes()).expect("the reader reads");
        answers.read_exact(&mut answer).expect("the sink answers");
        let took = start.elapsed();
        assert_eq!(u64::from_le_bytes(answer), number as u64, "the sink answers to the line");
        took
    };
    let warm_up = LINES / 10;
    (0..warm_up + LINES).map(round_trip).skip(warm_up).collect()
}

/// Runs the peer beside `answering`, which is told where to read and write, and when it is over.
fn round<F: Future<Output = ()>>(
    answering: impl FnOnce(SocketAddr, TcpStream, oneshot::Receiver<()>) -> F,
) -> Times {
    let [lines, answers] = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").expect("a port is free"));
    let at = [&lines, &answers].map(|listener| listener.local_addr().expect("it has an address"));
    let (over, is_over) = oneshot::channel();
    let peer = thread::spawn(move || {
        let times = peer(&lines, &answers);
        let _ = over.send(());
        times
    });
    let sink = TcpStream::connect(at[1]).expect("the peer listens");
    sink.set_nodelay(true).expect("the option is known");
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    runtime.block_on(answering(at[0], sink, is_over));
    let mut times = peer.join().expect("the peer is well");
    times.sort();
    [times[LINES / 2], times[LINES * 99 / 100]]
}

async fn pipeline(at: SocketAddr, mut sink: TcpStream, is_over: oneshot::Receiver<()>) {
    let pipeline = stream!(
        socket_text(at.to_string())
            .map(|line| amount(line))
            .for_each(|amount| sink.write_all(&amount.to_le_bytes()))
    );
    let running = pipeline.trigger(Trigger::per_record()).start().await.expect("the pipeline starts");
    let _ = is_over.await;
    running.abort().await.expect("the pipeline is well");
}

/// The bare echo: reads a line, parses it, answers.
async fn twin(at: SocketAddr, mut sink: TcpStream, _: oneshot::Receiver<()>) {
    let peer = tokio::net::TcpStream::connect(at).await.expect("the peer listens");
    let (mut reader, mut line) = (BufReader::new(peer), String::new());
    while reader.read_line(&mut line).await.expect("the line is text") > 0 {
        let amount = amount(line.trim_end_matches('\n'));
        sink.write_all(&amount.to_le_bytes()).expect("the peer reads");
        line.clear();
    }
}

/// The rows on the median and the 99th percentile.
pub(crate) fn rows(_: Scale) -> Vec<Row> {
    let rounds: Vec<[Times; 2]> = (0..9).map(|_| [round(pipeline), round(twin)]).collect();
    let row = |at: usize, name: &str| {
        let mut rounds = rounds.iter();
        let Walls { ratio, spread, twin } = ratios(rounds.len(), || {
            let [pipeline, twin] = rounds.next().expect("as many as there are");
            [pipeline[at], twin[at]]
        });
        let twin = format!("{:.1} µs", twin.as_secs_f64() * 1e6);
        Row::ratio(format!("socket, one line in flight, {name}"), Bound::met(1.2), ratio)
            .spread(spread)
            .twin(twin)
    };
    vec![row(0, "median"), row(1, "99th percentile")]
}
