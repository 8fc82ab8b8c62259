//! Ctrl-C ends `run()`: the first after the batch in hand, the second at once. A process of its own,
//! because the signal is the process's.
#![cfg(all(unix, feature = "runtime"))]

use std::process::Command;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

use stream_core::private::{Cx, Plan, pipeline};
use stream_core::record::Operator;
use stream_core::source::{Chunk, Ready, Source};
use stream_core::{Error, ErrorKind, Trigger};

const PLAN: Plan = Plan {
    operators: &[Operator { name: "ten", file: file!(), line: 1, column: 1 }],
    inputs: &[&[]],
    boundaries: &[],
    stages: &[0],
    per_batch: &[],
    lasting: &[],
    ordered: &[],
    waits: false,
};

/// Ten records, then nothing, without an end.
struct Ten(u64);

impl Source for Ten {
    type Item<'a> = u64;
    type Chunk<'a> = Lent<'a>;

    fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<Ready, Error>> {
        if self.0 < 10 { std::task::Poll::Ready(Ok(Ready::Records)) } else { std::task::Poll::Pending }
    }

    fn chunk(&mut self, max: usize) -> Lent<'_> {
        let end = 10.min(self.0 + max as u64);
        Lent { source: self, end }
    }

    fn taken(&self) -> u64 {
        self.0
    }
}

struct Lent<'a> {
    source: &'a mut Ten,
    end: u64,
}

impl Iterator for Lent<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        let record = self.source.0;
        (record < self.end).then(|| self.source.0 += 1).map(|()| record)
    }
}

impl Chunk for Lent<'_> {}

fn interrupt() {
    let kill = format!("kill -INT {}", std::process::id());
    let status = Command::new("sh").args(["-c", &kill]).status().expect("there is a shell");
    assert!(status.success());
}

/// Runs a pipeline whose only batch is an hour long, says when it has taken its records in, and
/// sends the records of the batch when it ends; `stuck`: it never ends.
fn run(taken_in: Sender<()>, ended: Sender<Vec<u64>>, stuck: bool) -> Result<(), Error> {
    let pipeline = pipeline(PLAN, |cx: Cx<()>| async move {
        let (mut w, ()) = cx.split();
        let mut s0 = w.open(0, Ten(0))?;
        w.opened().await?;
        let mut here = Vec::new();
        while w.begin(&mut (&mut s0, ())).await? {
            while w.fill(&mut (&mut s0, ())).await?.is_some() {
                here.extend(s0.chunk());
                taken_in.send(()).expect("the test waits");
            }
            if stuck {
                std::future::pending::<()>().await;
            }
            ended.send(std::mem::take(&mut here)).expect("the test waits");
            w.end().await?;
        }
        Ok(())
    });
    pipeline.trigger(Trigger::every(Duration::from_secs(3600))).run()
}

#[test]
fn ctrl_c_ends_after_the_batch_in_hand_and_at_once_the_second_time() {
    let (taken_in, is_taken_in) = channel();
    let (ended, batches) = channel();
    let running = thread::spawn(move || run(taken_in, ended, false));
    is_taken_in.recv().expect("the records are taken in");
    interrupt();
    assert_eq!(batches.recv().expect("the batch is completed"), (0..10).collect::<Vec<_>>());
    running.join().expect("no panic").expect("it ended in good order");

    let (taken_in, is_taken_in) = channel();
    let (ended, batches) = channel();
    let running = thread::spawn(move || run(taken_in, ended, true));
    is_taken_in.recv().expect("the records are taken in");
    while !running.is_finished() {
        interrupt();
        thread::sleep(Duration::from_millis(10));
    }
    let error = running.join().expect("no panic").expect_err("it was stuck");
    assert_eq!(error.kind(), ErrorKind::Aborted);
    assert!(batches.recv().is_err(), "no batch was completed");
}
