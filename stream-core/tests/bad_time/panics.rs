//! A panic in a closure, a key or an aggregate of an operator over time ends the pipeline with an error that names the operator.

use std::hash::{Hash, Hasher};

use stream_core::window::{Aggregate, AggregateError};
use stream_core::{Error, ErrorKind, Pipeline, Startable, stream};

use crate::{at, look};

/// Runs the pipeline alone, on one worker and on two, and looks at the error of each.
fn check<P: Startable + Clone>(operator: &str, pipeline: impl Fn() -> Pipeline<P>) {
    panicked(operator, pipeline().run());
    for workers in [1, 2] {
        panicked(operator, pipeline().workers(workers).run());
    }
}

fn panicked(operator: &str, result: Result<(), Error>) {
    let error = result.expect_err("it panics");
    look(&error, ErrorKind::Panic, operator, &["panicked: bad, in `", "panics.rs:"]);
}

/// Checks a pipeline that ends in `.for_each(|_| ())`.
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

/// A key that panics when it is hashed or compared, as its second half says, if its first is 5.
#[derive(Clone)]
struct Key(u32, &'static str);

impl Key {
    fn all(when: &'static str) -> impl Iterator<Item = (Key, u32)> + Clone + Send {
        (0..9).map(move |n| (Key(n, when), n))
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
        self.0.cmp(&other.0)
    }
}

/// An aggregate of which one method panics.
#[derive(Clone)]
struct Falls(&'static str);

impl Falls {
    fn may(&self, what: &str) {
        assert!(self.0 != what, "bad");
    }
}

impl Aggregate for Falls {
    type In = u32;
    type State = u32;
    type Output = u32;

    fn init(&self) -> u32 {
        self.may("init");
        0
    }

    fn add(&self, state: &mut u32, record: u32) {
        self.may("add");
        *state += record;
    }

    fn merge(&self, state: &mut u32, other: u32) {
        self.may("merge");
        *state += other;
    }

    fn finish(&self, state: u32) -> Result<u32, AggregateError> {
        self.may("finish");
        Ok(state)
    }
}

#[test]
fn in_the_hash_or_order_of_a_key() {
    check!("count", from_iter(Key::all("hash")).window(fixed(10s)).count());
    check!("count", from_iter(Key::all("eq").chain(Key::all("eq"))).window(sliding(10s, every = 2s)).count());
    check!("count", from_iter(Key::all("hash")).window(session(gap = 10s)).count());
    check!("count", from_iter(Key::all("hash")).running().count());
    check!("count", from_iter(Key::all("hash")).window(count(2)).count());
    check!("count", from_iter(Key::all("hash")).window(batches(2)).count());
    check!("dedup_by", from_iter(Key::all("hash")).dedup_by(|k| k.0.clone(), within = 1s));
    check!(
        "update_state_by_key",
        from_iter(Key::all("hash")).update_state_by_key(|_, _: Option<u32>| Some(1))
    );
    check!("stateful", from_iter(Key::all("hash")).stateful(|_, v, _: &mut u32, ctx| ctx.emit(v)));
    check!("top", from_iter(Key::all("cmp").map(|k| (0, k))).window(fixed(10s)).top(2, by = |v| v.0.clone()));
    check!(
        "distinct_count",
        from_iter(Key::all("hash").map(|k| (0, k))).window(fixed(10s)).distinct_count(|v| v.0.clone())
    );
    check!(
        "distinct_count",
        from_iter(Key::all("hash").map(|k| (0, k)))
            .window(sliding(10s, every = 1s))
            .distinct_count(|v| v.0.clone())
    );
    check!("max", from_iter(Key::all("cmp").map(|k| (0, k))).window(fixed(10s)).max(|v| v.0.clone()));
    check!(
        "join",
        from_iter(Key::all("hash"))
            .event_time(|_| at(0), out_of_order = 0s)
            .join(from_iter(Key::all("no")).event_time(|_| at(0), out_of_order = 0s), within = 1s)
    );
    check!(
        "join",
        from_iter(Key::all("no"))
            .event_time(|_| at(0), out_of_order = 0s)
            .join(from_iter(Key::all("hash")).event_time(|_| at(0), out_of_order = 0s), within = 1s)
    );
    check!("join", from_iter(Key::all("hash")).join(from_iter(Key::all("no")), fixed(10s)));
    check!("cogroup", from_iter(Key::all("hash")).cogroup(from_iter(Key::all("no")), fixed(10s)));
    check!("lookup", from_iter(Key::all("hash")).lookup(|k| std::future::ready(k.0), cache = 3));
}

#[test]
fn in_a_closure() {
    check!("event_time", from_iter(0..9).event_time(|n| at(bad(*n).into()), out_of_order = 0s));
    check!(
        "event_time",
        from_iter(0..9).event_time(
            |n| {
                tokio::task::yield_now().await;
                at(bad(*n).into())
            },
            out_of_order = 0s
        )
    );
    check!("dedup_by", from_iter(0..9).dedup_by(|k| bad(*k), within = 1s));
    check!("update_state_by_key", from_iter(pairs()).update_state_by_key(|_, _: Option<u32>| Some(bad(5))));
    check!("stateful", from_iter(pairs()).stateful(|_, v, _: &mut u32, ctx| ctx.emit(bad(v))));
    check!(
        "stateful",
        from_iter(pairs()).stateful(
            |_, v, _: &mut u32, ctx| {
                ctx.set_timer(at(1));
                ctx.emit(v)
            },
            on_timer = |_, _, _, _| {
                bad(5);
            }
        )
    );
    check!(
        "reduce_by_key_and_window",
        from_iter(pairs()).reduce_by_key_and_window(|_, y| bad(y), batches(2))
    );
    check!(
        "reduce_by_key_and_window",
        queue(pairs().map(|pair| [pair])).reduce_by_key_and_window(
            |x, y| x + y,
            batches(2),
            inverse = |_, y| bad(5.max(y))
        )
    );
    check!("sum", from_iter(pairs()).window(fixed(10s)).sum(|v| bad(*v)));
    check!("mean", from_iter(pairs()).window(session(gap = 10s)).mean(|v| bad(*v)));
    check!("top", from_iter(pairs()).window(session(gap = 10s)).top(2, by = |v| bad(*v)));
    check!("reduce", from_iter(pairs()).window(fixed(10s)).reduce(|_, y| bad(y)));
    check!("reduce", from_iter(pairs()).window(session(gap = 1s)).reduce(|_, y| bad(y)));
    check!("reduce", from_iter(pairs()).running().reduce(|_, y| bad(y)));
    check!("fold", from_iter(pairs()).window(fixed(10s)).fold(bad(0), |_, y| bad(y), merge = |a, b| a + b));
    check!("fold", from_iter(pairs()).window(fixed(10s)).fold(bad(5), |_, y| y, merge = |a, b| a + b));
    check!(
        "lookup",
        from_iter(pairs()).map(|(_, v)| (v, v)).lookup(|k| std::future::ready(bad(k)), cache = 3)
    );
    check!(
        "lookup",
        from_iter(pairs()).map(|(_, v)| (v, v)).lookup(
            |k| {
                tokio::task::yield_now().await;
                bad(k)
            },
            cache = 3
        )
    );
}

#[test]
fn behind_an_operator_over_time() {
    check!("map", from_iter(pairs()).window(fixed(10s)).sum().map(|_| bad(5)));
    check!("map", from_iter(pairs()).stateful(|_, v, _: &mut u32, ctx| ctx.emit(v)).map(bad));
    check!(
        "map",
        from_iter(pairs())
            .event_time(|_| at(0), out_of_order = 0s)
            .join(from_iter(pairs()).event_time(|_| at(0), out_of_order = 0s), within = 10s)
            .map(|p| bad(p.1.0))
    );
    check!("map", from_iter(pairs()).lookup(|k| std::future::ready(k), cache = 3).map(|p| bad(p.1.0)));
    check!("map", from_iter(pairs()).dedup_by(|p| p.1, within = 1s).map(|p| bad(p.1)));
}

#[test]
fn in_an_aggregate() {
    for method in ["init", "add", "finish"] {
        check!("aggregate", from_iter(pairs()).window(fixed(10s)).aggregate(Falls(method)));
        check!("aggregate", from_iter(pairs()).window(session(gap = 10s)).aggregate(Falls(method)));
        check!("aggregate", from_iter(pairs()).window(sliding(10s, every = 3s)).aggregate(Falls(method)));
        check!("aggregate", from_iter(pairs()).running().aggregate(Falls(method)));
    }
}

#[test]
fn in_a_merge_of_what_two_workers_have() {
    let pairs = || (0..4000).map(|n| (n / 2 % 4, n));
    macro_rules! merged {
        ($($window:tt)*) => {
            panicked(
                "aggregate",
                stream!(from_iter(pairs()).repartition(2)$($window)*.aggregate(Falls("merge")).for_each(|_| ())).workers(2).run(),
            )
        };
    }
    merged!(.window(fixed(10s)));
    merged!(.window(sliding(10s, every = 2s)));
    merged!(.window(session(gap = 10s)));
    merged!(.running());
}
