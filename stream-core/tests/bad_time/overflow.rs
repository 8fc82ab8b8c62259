//! Aggregates that overflow: an error with the key, or wrapping by choice.

use stream_core::ErrorKind::Bound;
use stream_core::window::{Aggregate, AggregateError, Windowed};
use stream_core::{Collected, Error, stream};

use crate::look;

/// The values of two keys, of which the second is too much for an `i32`.
fn pairs() -> [(&'static str, i32); 4] {
    [("small", 1), ("large", i32::MAX), ("large", 1), ("small", 2)]
}

#[test]
fn a_sum_names_the_key_the_type_and_the_ways_out() {
    macro_rules! check {
        ($name:literal, $($chain:tt)*) => {
            for workers in 1..=2 {
                let error = stream!(from_iter(pairs())$($chain)*.for_each(|_| ())).workers(workers).run();
                let says = ["key `large`: ", "out of the range of `i32`", "a wider type", "`sum(.., wrapping)`"];
                look(&error.expect_err("it overflows"), Bound, $name, &says);
            }
        };
    }
    check!("sum", .window(fixed(10s)).sum());
    check!("sum", .window(sliding(10s, every = 5s)).sum());
    check!("sum", .window(session(gap = 10s)).sum(|n| *n));
    check!("sum", .window(count(2)).sum());
    check!("sum", .running().sum());
    check!("sum", .window(fixed(10s)).emit(on_update).sum());
    check!("aggregate", .window(fixed(10s)).aggregate((count(), sum())));
}

#[test]
fn a_sum_that_comes_back_into_range_is_one() -> Result<(), Error> {
    let sums = Collected::new();
    let there_and_back = [((), i32::MAX), ((), 5), ((), -10)];
    stream!(from_iter(there_and_back).window(fixed(10s)).sum().collect(&sums)).run()?;
    let sums: Vec<Windowed<(), i32>> = sums.take();
    assert_eq!(sums[0].value, i32::MAX - 5);
    Ok(())
}

#[test]
fn it_wraps_or_widens_where_that_is_said() -> Result<(), Error> {
    let (wrapped, wide) = (Collected::new(), Collected::new());
    stream!({
        let windows = from_iter(pairs());
        windows.window(fixed(10s)).sum(|n| *n, wrapping).collect(&wrapped);
        windows.window(fixed(10s)).sum(|n| i64::from(*n)).collect(&wide);
    })
    .run()?;
    let of = |sums: Vec<Windowed<String, i64>>| sums.iter().map(|sum| sum.value).collect::<Vec<_>>();
    let wrapped: Vec<Windowed<String, i32>> = wrapped.take();
    assert_eq!(wrapped.iter().map(|sum| sum.value).collect::<Vec<_>>(), [3, i32::MIN]);
    assert_eq!(of(wide.take()), [3, i64::from(i32::MAX) + 1]);
    Ok(())
}

/// A mean that there is none of below two values.
#[derive(Clone)]
struct Variance;

impl Aggregate for Variance {
    type In = f64;
    type State = Vec<f64>;
    type Output = f64;

    fn init(&self) -> Vec<f64> {
        Vec::new()
    }

    fn add(&self, state: &mut Vec<f64>, value: f64) {
        state.push(value);
    }

    fn merge(&self, state: &mut Vec<f64>, other: Vec<f64>) {
        state.extend(other);
    }

    fn finish(&self, state: Vec<f64>) -> Result<f64, AggregateError> {
        if state.len() < 2 {
            return Err(AggregateError::new("one value has no variance, take `Option<f64>` as the output"));
        }
        let mean = state.iter().sum::<f64>() / state.len() as f64;
        Ok(state.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (state.len() - 1) as f64)
    }
}

/// A key of the program that is neither `Debug` nor `Display`.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Silent(u8);

#[test]
fn an_aggregate_of_ones_own_fails_with_its_text_and_a_key_that_can_be_told() {
    let rows = [("a", 1.0), ("b", 1.0), ("a", 2.0)];
    let error = stream!(from_iter(rows).window(fixed(10s)).aggregate(Variance).for_each(|_| ())).run();
    let says = ["key `b`: one value has no variance, take `Option<f64>`"];
    look(&error.expect_err("b has one"), Bound, "aggregate", &says);

    let keys = rows.map(|(_, value)| (Silent(1), value)).into_iter().take(1);
    let error = stream!(from_iter(keys).window(session(gap = 1s)).aggregate(Variance).for_each(|_| ()))
        .run()
        .expect_err("there is one value");
    look(&error, Bound, "aggregate", &["one value has no variance"]);
    assert!(error.to_string().starts_with("one value"), "{error}");
}
