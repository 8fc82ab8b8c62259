//! Runs one pipeline in every way in which a pipeline can be run.

use std::future::Future;
use std::sync::OnceLock;
use std::time::Duration;

use stream_core::{Pipeline, Startable};
use tokio::runtime::Runtime;

/// One runtime of two threads for all cases.
pub(crate) fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
    })
}

/// Starts the pipeline and waits for its end.
pub(crate) fn run(pipeline: Pipeline<impl Startable>) {
    block_on(async {
        let running = pipeline.start().await.expect("it starts");
        running.await_termination().await.expect("it ends");
    });
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    runtime().block_on(future)
}

/// Nanoseconds as a `Duration`.
pub(crate) fn nanos(nanos: i64) -> Duration {
    Duration::from_nanos(nanos.unsigned_abs())
}

/// One way to run a pipeline: makes it behind `$source`, runs it as `$run` says, and checks what came out.
macro_rules! way {
    (
        |$records:ident, $out:ident, $late:ident, $disorder:ident| [$($body:tt)*], $input:ident, $check:ident,
        ($how:expr, $partitions:expr), |$pipeline:ident| $run:expr, $($source:tt)+
    ) => {{
        let (results, too_late) = (stream_core::Collected::new(), stream_core::Collected::new());
        let ($out, $late) = (results.clone(), too_late.clone());
        let $disorder = crate::drive::nanos($input.out_of_order);
        let $pipeline = stream_core::stream!({
            let $records = $($source)+;
            $($body)*
        });
        $run;
        $check($how, $partitions, results.take(), too_late.take())?;
    }};
}
pub(crate) use way;

/// Runs the pipeline `|records, out, late, out_of_order| [statements]` in batches and in one other way, which the input draws,
/// and hands what came out to `check(how, partitions, results, late)`, where `partitions` is the input as that way divides it.
macro_rules! every_way {
    ($input:expr, |$($names:ident),*| [$($body:tt)*], $check:expr) => {{
        use stream_core::Trigger;
        use crate::drive::{feed, run, way};
        use crate::oracle::inputs::Way;
        let (input, check) = (&$input, $check);
        let (one, all) = ([input.arrival()], &input.partitions);
        let (batches, arrival, partitions) = (input.batches(), input.arrival(), all.clone());
        let trigger = Trigger::records(1 + input.sizes[0] as u64);
        way!(|$($names),*| [$($body)*], input, check, ("in batches", &one), |p| run(p.workers(input.workers)), queue(batches));
        match input.way {
            Way::PerRecord => way!(|$($names),*| [$($body)*], input, check, ("a record at a time", &one),
                |p| run(p.trigger(Trigger::per_record()).workers(input.workers)), from_iter(arrival)),
            Way::Embedded => way!(|$($names),*| [$($body)*], input, check, ("embedded", &one),
                |p| feed!(p, input.batches()), input::<crate::oracle::Record>()),
            Way::Partitions => way!(|$($names),*| [$($body)*], input, check, ("partitions, one worker", all),
                |p| run(p.trigger(trigger)), from_partitions(partitions)),
            Way::FourWorkers => way!(|$($names),*| [$($body)*], input, check, ("partitions, four workers", all),
                |p| run(p.workers(4).trigger(trigger)), from_partitions(partitions)),
        }
    }};
}
pub(crate) use every_way;

/// Feeds an embedded pipeline, batch by batch, and finishes it with the records of the last batch in it.
macro_rules! feed {
    ($pipeline:expr, $batches:expr) => {{
        let mut embedded = $pipeline.embed().expect("it starts");
        for (at, batch) in $batches.into_iter().enumerate() {
            if at > 0 {
                embedded.drain().expect("it runs");
            }
            batch.into_iter().for_each(|record| embedded.feed(record).expect("it takes the record"));
        }
        embedded.finish().expect("it ends");
    }};
}
pub(crate) use feed;
