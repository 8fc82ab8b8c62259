//! A closure that panics ends the pipeline with an error that names its operator, wherever it stands.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::pin::Pin;
use std::task::{Context, Poll};

use stream_core::sink::{Collected, Sink};
use stream_core::{Batch, BoxError, Error, ErrorKind, Operate, Pipeline, Startable, stream};

/// Runs the pipeline on one worker and on two, and looks at the error of each.
fn check<P: Startable + Clone>(operator: &str, pipeline: impl Fn() -> Pipeline<P>) {
    for workers in [1, 2] {
        let error = pipeline().workers(workers).run().expect_err("it panics");
        look(&format!("{workers} workers"), operator, &error);
    }
    look("alone", operator, &pipeline().run().expect_err("it panics"));
}

fn look(how: &str, operator: &str, error: &Error) {
    assert_eq!(error.kind(), ErrorKind::Panic, "{how}: {error}");
    let named = error.operator().map(|operator| operator.name);
    assert_eq!(named, Some(operator), "{how}: {error}");
    assert!(error.to_string().starts_with("panicked: bad, in `"), "{how}: {error}");
    assert!(error.to_string().contains("panics.rs:"), "{how}: {error}");
}

/// Checks a pipeline that ends in `.for_each(|_| ())`, which is at work before the panic.
macro_rules! check {
    ($operator:literal, $($chain:tt)*) => {
        check($operator, || stream!($($chain)*.for_each(|_| ())))
    };
}

/// Panics at 5 and gives back what it was given.
fn bad(n: u32) -> u32 {
    assert!(n != 5, "bad");
    n
}

fn pairs() -> impl Iterator<Item = (u32, u32)> + Clone + Send {
    (0..9).map(|n| (n % 2, n))
}

/// Panics when it is hashed, compared, shown or cloned, as its second half says, if its first is 5.
#[derive(Debug)]
struct Key(u32, &'static str);

impl Key {
    fn all(when: &'static str) -> impl Iterator<Item = Key> + Clone + Send {
        (0..9).map(move |n| Key(n, when))
    }

    fn may(&self, what: &str) {
        if self.1 == what {
            bad(self.0);
        }
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.may("hash");
        (self.0 % 2).hash(state);
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        self.may("eq");
        other.may("eq");
        self.0 == other.0
    }
}

impl Eq for Key {}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Key) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Key) -> std::cmp::Ordering {
        self.may("cmp");
        other.may("cmp");
        self.0.cmp(&other.0)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.may("show");
        f.write_str("key")
    }
}

impl Clone for Key {
    fn clone(&self) -> Key {
        self.may("clone");
        Key(self.0, self.1)
    }
}

#[test]
fn in_a_closure_of_a_record_operator() {
    check!("map", from_iter(0..9).map(bad));
    check!("map", from_iter(0..9).map(|n| bad(n)).filter(|_| true));
    check!("filter", from_iter(0..9).filter(|n| bad(*n) > 0));
    check!("filter_map", from_iter(0..9).filter_map(|n| Some(bad(n))));
    check!("flat_map", from_iter(0..9).flat_map(|n| [bad(n)]));
    check!(
        "inspect",
        from_iter(0..9).inspect(|n| {
            bad(*n);
        })
    );
    check!("try_map", from_iter(0..9).try_map(|n| Ok::<_, String>(bad(n))));
    check!(
        "map",
        from_iter(0..9).map(|n| {
            std::future::ready(()).await;
            bad(n)
        })
    );
    check!("map_async", from_iter(0..9).map_async(|n| std::future::ready(bad(n)), concurrency = 2));
    check!(
        "map_async",
        from_iter(0..9).map_async(
            |n| {
                tokio::task::yield_now().await;
                bad(n)
            },
            concurrency = 2
        )
    );
    check!("key_by", from_iter(0..9).key_by(|n| bad(*n)));
    check!("map_values", from_iter(pairs()).map_values(bad));
    check!("flat_map_values", from_iter(pairs()).flat_map_values(|n| [bad(n)]));
}

#[test]
fn in_an_iterator_that_a_closure_returned() {
    check!("flat_map", from_iter(0..9).map(|n| n).flat_map(|n| (0..n).map(bad)).filter(|n| *n > 0));
    check!("flatten", from_iter([1]).map(|_| (0..9).map(bad)).flatten());
    check!("flat_map_values", from_iter(pairs()).flat_map_values(|n| (0..=n).map(bad)));
    check!("transform", from_iter(0..9).transform(|batch| batch.into_iter().map(bad)));
    check!("apply", from_iter(0..9).apply(Lazy));
}

#[test]
fn in_a_branch() {
    check("split", || {
        stream!({
            let (low, high) = from_iter(0..9).split(|n| bad(*n) < 3);
            low.for_each(|_| ());
            high.for_each(|_| ());
        })
    });
    check("filter", || {
        stream!({
            let all = from_iter(0..9);
            all.map(|n| n + 1).for_each(|_| ());
            all.filter(|n| bad(*n) > 3).for_each(|_| ());
            all.for_each(|_| ());
        })
    });
    check("map", || {
        stream!({
            let left = from_iter(0..9).filter(|_| true);
            let right = from_iter(0..9).map(bad);
            left.union(right).for_each(|_| ());
        })
    });
}

#[test]
fn in_a_closure_that_combines() {
    check!("reduce_by_key", from_iter(pairs()).reduce_by_key(|_, y| bad(y)));
    check!("fold_by_key", from_iter(pairs()).fold_by_key(bad(0), |_, y| bad(y)));
    check!("fold_by_key", from_iter(pairs()).fold_by_key(bad(5), |x, y| x + y));
    check!("aggregate_by_key", from_iter(pairs()).aggregate_by_key(0, |_, y| bad(y), |x, _| x));
    check!("reduce", from_iter(0..9).reduce(|_, y| bad(y)));
    check!(
        "transform",
        from_iter(0..9).transform(|batch| {
            bad(5);
            batch
        })
    );
    check!("sort_by", from_iter(0..9).sort_by(|n| bad(*n)));
    check!("sort_by", from_iter(0..9).sort_by(|a, b| bad(*a).cmp(b)));
    check!("top", from_iter(0..9).top(3, by = |n| bad(*n)));
}

/// Runs the pipeline on two workers, which both have records behind its `repartition`.
fn check_two<P: Startable + Clone>(operator: &str, pipeline: Pipeline<P>) {
    look("2 workers", operator, &pipeline.workers(2).run().expect_err("it panics"));
}

#[test]
fn in_a_merge_of_what_two_workers_have() {
    let pairs = || (0..100).map(|n| (n % 4 / 2, 1));
    let bad = |_, _| -> u32 { panic!("bad") };
    check_two(
        "aggregate_by_key",
        stream!(from_iter(pairs()).repartition(2).aggregate_by_key(0, |x, y| x + y, bad).for_each(|_| ())),
    );
    check_two(
        "fold_by_key",
        stream!(from_iter(pairs()).repartition(2).fold_by_key(0, |x, y| x + y, merge = bad).for_each(|_| ())),
    );
    // Of two records each, every worker has one: only the merge combines.
    check_two(
        "reduce_by_key",
        stream!(from_iter([(1, 1), (1, 1)]).repartition(2).reduce_by_key(bad).for_each(|_| ())),
    );
    check_two("reduce", stream!(from_iter([1, 1]).repartition(2).reduce(bad).for_each(|_| ())));
}

#[test]
fn in_the_hash_of_a_key() {
    let keys = || Key::all("hash").map(|key| (key, 1));
    check!("distinct", from_iter(Key::all("hash")).distinct());
    check!("count_by_value", from_iter(Key::all("hash")).count_by_value());
    check!("reduce_by_key", from_iter(keys()).reduce_by_key(|x, y| x + y));
    check!("group_by_key", from_iter(keys()).group_by_key());
    check!("count_by_key", from_iter(keys()).count_by_key());
    check!("fold_by_key", from_iter(keys()).fold_by_key(0, |x, y| x + y));
    check!("aggregate_by_key", from_iter(keys()).aggregate_by_key(0, |x, y| x + y, |x, y| x + y));
    check!("join", from_iter(keys()).join(from_iter(keys()), within = batch));
    check!(
        "left_join",
        from_iter(keys()).left_join(from_iter(Key::all("no").map(|key| (key, 1))), within = batch)
    );
    check!(
        "right_join",
        from_iter(Key::all("no").map(|key| (key, 1))).right_join(from_iter(keys()), within = batch)
    );
    check!("full_join", from_iter(keys()).full_join(from_iter(keys()), within = batch));
    check!("cogroup", from_iter(keys()).cogroup(from_iter(keys()), within = batch));
}

#[test]
fn in_the_order_equality_clone_or_text_of_a_record() {
    let twice = || Key::all("eq").chain(Key::all("eq"));
    check!("distinct", from_iter(twice()).distinct());
    check!("group_by_key", from_iter(twice().map(|key| (key, 1))).group_by_key());
    check!("top", from_iter(Key::all("cmp")).top(3));
    check!("sort_by", from_iter(Key::all("cmp")).sort_by(|key| key.clone()));
    check("print", || stream!(from_iter(Key::all("show")).print()));
    check!("parse", from_iter(["1", "5"]).parse::<Parsed>());
}

#[derive(Clone)]
struct Parsed;

impl std::str::FromStr for Parsed {
    type Err = String;

    fn from_str(text: &str) -> Result<Parsed, String> {
        bad(text.len() as u32 + 4);
        Ok(Parsed)
    }
}

/// An operator that panics before it returns.
#[derive(Clone)]
struct Eager;

impl Operate<u32> for Eager {
    type Out = u32;

    fn process(&mut self, record: u32) -> impl IntoIterator<Item = u32> {
        [bad(record)]
    }
}

/// An operator whose results panic when they are taken.
#[derive(Clone)]
struct Lazy;

impl Operate<u32> for Lazy {
    type Out = u32;

    fn process(&mut self, record: u32) -> impl IntoIterator<Item = u32> {
        (0..=record).map(bad)
    }
}

fn eager() -> Eager {
    Eager
}

#[test]
fn in_an_operator_of_ones_own() {
    check!("apply", from_iter(0..9).apply(Eager));
    check!("eager", from_iter(0..9).eager());
}

/// A sink that panics in one of its methods.
#[derive(Clone)]
struct Falling(&'static str);

impl Falling {
    fn may(&self, what: &str) {
        assert!(self.0 != what, "bad");
    }
}

impl Sink<u32> for Falling {
    fn write(&mut self, _: u32) -> Result<(), BoxError> {
        self.may("write");
        Ok(())
    }

    fn poll_flush(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.may("flush");
        Poll::Ready(Ok(()))
    }

    fn end_batch(&mut self, _: &Batch) -> Result<(), BoxError> {
        self.may("end");
        Ok(())
    }

    fn poll_close(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.may("close");
        Poll::Ready(Ok(()))
    }
}

impl futures::Sink<u32> for Falling {
    type Error = BoxError;

    fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn start_send(self: Pin<&mut Self>, _: u32) -> Result<(), BoxError> {
        self.may("send");
        Ok(())
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.may("flush");
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.may("close");
        Poll::Ready(Ok(()))
    }
}

#[test]
fn in_a_sink() {
    check("for_each", || {
        stream!(from_iter(0..9).for_each(|n| {
            bad(n);
        }))
    });
    check("for_each", || {
        stream!(from_iter(0..9).for_each(|n| {
            tokio::task::yield_now().await;
            bad(n);
        }))
    });
    check("for_each_batch", || {
        stream!(from_iter(0..9).for_each_batch(|_, _| {
            bad(5);
        }))
    });
    check("for_each_batch", || {
        stream!(from_iter(0..9).for_each_batch(|_, _| {
            tokio::task::yield_now().await;
            bad(5);
        }))
    });
    for method in ["write", "flush", "end", "close"] {
        check("sink", || stream!(from_iter(0..9).map(|n| n).sink(Falling(method))));
    }
    for method in ["send", "flush", "close"] {
        check("into_sink", || stream!(from_iter(0..9).map(|n| n).into_sink(Falling(method))));
    }
}

#[test]
fn in_a_source() {
    check!("from_iter", from_iter((0..9).map(bad)).map(|n| n));
    check!("queue", queue((0..9).map(|n| [bad(n)])).map(|n| n));
    check!("queue", queue([(0..9).map(bad)]).map(|n| n));
    let stream = || futures::stream::iter((0..9).map(bad));
    check!("from_stream", from_stream(stream()).map(|n| n));
}

#[test]
fn behind_a_boundary_the_operator_there_is_named() {
    check!("map", from_iter(pairs()).reduce_by_key(|x, y| x + y).map(|_| bad(5)));
    check!("filter", from_iter(0..9).count().filter(|n| bad(*n as u32 - 4) > 0));
    check!("map", from_iter(0..9).repartition(2).map(bad));
    check!("map", from_iter(0..9).map_async(|n| std::future::ready(n), concurrency = 2).map(bad));
    check("for_each", || {
        stream!(from_iter(0..9).sort_by(|n| *n).for_each(|n| {
            bad(n);
        }))
    });
}

#[test]
fn what_came_before_the_panic_is_kept() {
    let kept = Collected::new();
    let pipeline = stream!(queue([0..3, 3..9]).map(bad).collect(&kept));
    look("alone", "map", &pipeline.run().expect_err("it panics"));
    assert_eq!(kept.take(), [0, 1, 2, 3, 4]);
}

#[test]
fn embedded_too() {
    let mut pipeline =
        stream!(input::<u32>().map(|n| n).reduce(|_, y| bad(y)).output::<u32>()).embed().unwrap();
    (0..9).for_each(|n| pipeline.feed(n).unwrap());
    look("embedded", "reduce", &pipeline.drain().map(drop).expect_err("it panics"));
    look(
        "again",
        "reduce",
        &pipeline.feed(1).and_then(|()| pipeline.drain().map(drop)).expect_err("it has ended"),
    );
}

#[tokio::test]
async fn what_waits_behind_a_lazy_iterator_can_be_started() {
    let kept = Collected::new();
    let pipeline = stream!(
        from_iter(0..3_u32)
            .transform(|batch| {
                tokio::task::yield_now().await;
                batch.into_iter().map(bad)
            })
            .map(|n| {
                tokio::task::yield_now().await;
                n
            })
            .collect(&kept)
    );
    pipeline.start().await.unwrap().await_termination().await.unwrap();
    assert_eq!(kept.take(), [0, 1, 2]);
}
