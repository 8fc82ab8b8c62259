//! Names of the standard library that mean something else.

#![allow(dead_code, unused_macros, non_camel_case_types, reason = "they only stand in the way")]

use stream_core::Collected;

mod std {}
mod core {}
mod alloc {}
mod stream_macros {}

struct Option;
struct Result;
struct Vec;
struct String;
struct Box;
struct Some;
struct None;
struct Ok;
struct Err;
struct Default;
struct Send;

trait Iterator {}
trait IntoIterator {}
trait Into {}
trait From {}
trait Clone {}
trait Drop {}
trait Fn {}

fn drop() {}

type bool = ();
type u64 = ();
type usize = ();

macro_rules! vec {
    () => {};
}

macro_rules! matches {
    () => {};
}

#[test]
fn a_pipeline_says_what_it_means() {
    let (collected, joined, count) = (Collected::new(), Collected::new(), Collected::new());
    let run = stream_core::stream!({
        let numbers = from_iter([1_u32, 2, 3]);
        let (even, odd) = numbers.split(|n| *n % 2 == 0);
        even.union(odd)
            .filter(|n| *n > 0)
            .flat_map(|n| [n, n])
            .key_by(|n| *n)
            .map_values(|n| n + 1)
            .fold_by_key(0, |sum, n| sum + n)
            .sort_by(|pair| pair.0)
            .collect(&collected);
        numbers.map(|n| (n, 'a')).join(from_iter([(2_u32, 'b')]), within = batch).collect(&joined);
        numbers.repartition(2).sample(1.0).top(1).count().collect(&count);
        numbers.map_async(|n| ::std::future::ready(n), concurrency = 2, timeout = 1min).print(1);
    });
    run.run().unwrap();
    assert_eq!(collected.take(), [(1, 4), (2, 6), (3, 8)]);
    assert_eq!(joined.take(), [(2, ('a', 'b'))]);
    assert_eq!(count.take(), [1]);
}
