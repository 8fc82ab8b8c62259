//! A side of a join that never comes: what is held, who holds it back, and what lets it go on.

use futures::channel::mpsc::{UnboundedSender, unbounded};
use futures::stream::pending;
use stream_core::time::ManualClock;
use stream_core::{
    Collected, Error, ErrorKind, Pipeline, Progress, ProgressReports, Running, Startable, stream,
};

use crate::{at, look};

/// A record: its second and its key.
type Record = (i64, u32);

/// What a `left_join` gives.
type Row = (u32, (Record, Option<Record>));

/// A pipeline at work that a test feeds, with a clock that the test moves.
struct Test {
    feed: UnboundedSender<Record>,
    clock: ManualClock,
    reports: ProgressReports,
    running: Running,
}

impl Test {
    async fn start<P: Startable>(
        feed: UnboundedSender<Record>,
        pipeline: Pipeline<P>,
    ) -> Result<Self, Error> {
        let (clock, reports) = (ManualClock::at(at(0)), pipeline.progress());
        let running = pipeline.clock(clock.clone()).start().await?;
        Ok(Test { feed, clock, reports, running })
    }

    /// Feeds records and waits until they have been read; the report of the batch.
    async fn feed(&mut self, records: impl IntoIterator<Item = Record>) -> Progress {
        let mut sent = 0;
        for record in records {
            self.feed.unbounded_send(record).expect("it runs");
            sent += 1;
        }
        loop {
            let report = self.reports.next().await.expect("it runs");
            sent -= report.records_in;
            if sent == 0 {
                return report;
            }
        }
    }
}

/// A left join of what is fed with a side that neither sends anything nor ends.
macro_rules! joined {
    ($out:expr, out_of_order = 0s $($idle:tt)*) => {{
        let (feed, records) = unbounded::<Record>();
        let out = Collected::clone($out);
        let pipeline = stream!({
            let left = from_stream(records).event_time(|record| at(record.0), out_of_order = 0s $($idle)*);
            let right = from_stream(pending::<Record>()).event_time(|record: &Record| at(record.0), out_of_order = 0s $($idle)*);
            left.key_by(|record| record.1).left_join(right.key_by(|record| record.1), within = 5s).collect(out);
        });
        Test::start(feed, pipeline).await?
    }};
}

#[tokio::test]
async fn nothing_comes_out_all_is_held_and_progress_names_the_side() -> Result<(), Error> {
    let out: Collected<Row> = Collected::new();
    let mut test = joined!(&out, out_of_order = 0s);
    let report = test.feed((0..50).map(|n| (n * 10, 1))).await;
    assert_eq!(out.len(), 0, "the right side may still come");
    assert_eq!((report.watermark, report.late), (None, 0));
    let (held_by, partition) = report.held_by.expect("it is held");
    assert_eq!((held_by.name, partition), ("from_stream", 0));
    assert!(held_by.column > 0 && held_by.line > 50, "the second of them: {held_by:?}");
    let state = report.operators[0];
    assert_eq!((state.operator.name, state.keys), ("left_join", 50));
    // The end of the input is the end of the wait.
    test.running.finish().await?;
    assert_eq!(out.len(), 50);
    Ok(())
}

#[tokio::test]
async fn an_idle_time_lets_it_go_on_without_the_side() -> Result<(), Error> {
    let out: Collected<Row> = Collected::new();
    let mut test = joined!(&out, out_of_order = 0s, idle = 30s);
    let report = test.feed([(0, 1), (1, 2), (20, 3)]).await;
    assert_eq!((report.watermark, report.operators[0].keys), (None, 3));
    test.clock.set(at(29));
    let report = test.feed([(21, 3)]).await;
    assert_eq!((report.watermark, out.len()), (None, 0));
    test.clock.set(at(30));
    let mut report = test.reports.next().await.expect("it runs");
    while report.watermark.is_none() {
        report = test.reports.next().await.expect("it runs");
    }
    assert_eq!((report.watermark, report.operators[0].keys), (Some(at(21)), 2));
    assert_eq!(out.take(), [(1, ((0, 1), None)), (2, ((1, 2), None))]);
    test.running.stop().await?;
    assert_eq!(out.len(), 0, "what is open stays open");
    Ok(())
}

#[tokio::test]
async fn what_is_held_is_bounded() -> Result<(), Error> {
    let (feed, records) = unbounded::<Record>();
    let pipeline = stream!({
        let left = from_stream(records).event_time(|record: &Record| at(record.0), out_of_order = 0s);
        let right =
            from_stream(pending::<Record>()).event_time(|record: &Record| at(record.0), out_of_order = 0s);
        left.key_by(|record| record.1)
            .join(right.key_by(|record| record.1), within = 5s, max_held = 10)
            .for_each(|_| ());
    });
    let mut test = Test::start(feed, pipeline).await?;
    test.feed((0..10).map(|second| (second, 1))).await;
    test.feed.unbounded_send((10, 1)).expect("it runs");
    let error = test.running.await_termination().await.expect_err("eleven are held");
    look(&error, ErrorKind::Bound, "join", &["more than 10 records", "`within` shorter", "`max_held`"]);
    Ok(())
}

#[tokio::test]
async fn a_side_that_has_ended_holds_nothing() -> Result<(), Error> {
    let out: Collected<Row> = Collected::new();
    let (feed, records) = unbounded::<Record>();
    let rows = out.clone();
    let pipeline = stream!({
        let left = from_stream(records).event_time(|record: &Record| at(record.0), out_of_order = 0s);
        let right =
            from_iter(Vec::<Record>::new()).event_time(|record: &Record| at(record.0), out_of_order = 0s);
        left.key_by(|record| record.1).left_join(right.key_by(|record| record.1), within = 5s).collect(rows);
    });
    let mut test = Test::start(feed, pipeline).await?;
    test.feed([(0, 1)]).await;
    let report = test.feed([(20, 1)]).await;
    assert_eq!((report.watermark, report.operators[0].keys), (Some(at(20)), 1));
    assert_eq!(out.take(), [(1, ((0, 1), None))]);
    test.running.stop().await
}
