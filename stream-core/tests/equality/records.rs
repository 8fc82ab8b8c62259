//! Record operators: equal results under every trigger, with one worker, with four, and embedded.

use proptest::prelude::*;
use stream_core::{Collected, Operate, stream};

use crate::drive::{batches, cases, run, sorted, triggers};

/// Repeats each record as often as it says, at most three times.
#[derive(Clone)]
struct Repeat;

impl Operate<u32> for Repeat {
    type Out = u32;

    fn process(&mut self, record: u32) -> impl IntoIterator<Item = u32> {
        (0..record.min(3)).map(move |i| record.wrapping_add(i))
    }
}

/// One chain of record operators behind every source and trigger, against what it means.
macro_rules! record_operators {
    ($($test:ident: $out:ty = [$($chain:tt)*] is |$records:ident| $meaning:expr;)*) => {
        proptest! {
            #![proptest_config(cases())]
            $(
                #[test]
                fn $test(batches in batches()) {
                    let $records: Vec<u32> = batches.iter().flatten().copied().collect();
                    let expected: Vec<$out> = $meaning;
                    for trigger in triggers() {
                        for workers in [1, 4] {
                            let seen = Collected::new();
                            let (queued, out) = (batches.clone(), seen.clone());
                            let pipeline = stream!(queue(queued) $($chain)* .collect(out));
                            run(pipeline.workers(workers).trigger(trigger.clone()));
                            if workers == 1 {
                                prop_assert_eq!(&seen.take(), &expected, "one worker, {:?}", &trigger);
                            } else {
                                prop_assert_eq!(sorted(seen.take()), sorted(expected.clone()), "four, {:?}", &trigger);
                            }
                        }
                    }
                    let seen = Collected::new();
                    let (records, out) = (batches.concat(), seen.clone());
                    run(stream!(from_iter(records) $($chain)* .collect(out)));
                    prop_assert_eq!(&seen.take(), &expected, "from an iterator");
                    let mut embedded = stream!(input::<u32>() $($chain)* .output::<$out>()).embed().expect("it starts");
                    let mut drained = Vec::new();
                    for batch in &batches {
                        for record in batch {
                            embedded.feed(*record).expect("it takes the record");
                        }
                        drained.extend(embedded.drain().expect("it runs"));
                    }
                    drained.extend(embedded.finish().expect("it ends"));
                    prop_assert_eq!(&drained, &expected, "embedded");
                }
            )*
        }
    };
}

record_operators! {
    maps_and_filters: u64 = [
        .map(|n| u64::from(n)).filter(|n| n % 3 != 0).map(|n| n * 2).inspect(|n| assert!(n % 2 == 0))
    ] is |records| records.iter().filter(|n| **n % 3 != 0).map(|n| u64::from(*n) * 2).collect();

    decoded_text: u32 = [
        .map(|n| format!(" {n} ")).map(|text| text.trim().to_owned()).parse::<u32>().filter_map(|n| n.checked_sub(3))
    ] is |records| records.iter().filter_map(|n| n.checked_sub(3)).collect();

    collections_taken_apart: char = [
        .map(|n| n.to_string()).flat_map(|text| text.chars().collect::<Vec<_>>()).map(|c| [c, '.']).flatten()
    ] is |records| records.iter().flat_map(|n| n.to_string().chars().flat_map(|c| [c, '.']).collect::<Vec<_>>()).collect();

    pairs: (u32, u32) = [
        .key_by(|n| n % 5).map_values(|n| n % 4).flat_map_values(|n| 0..n)
    ] is |records| records.iter().flat_map(|n| (0..n % 4).map(move |i| (n % 5, i))).collect();

    operators_of_a_user: u32 = [
        .apply(Repeat).try_map(|n| Ok::<_, String>(n / 2))
    ] is |records| records.iter().flat_map(|n| (0..(*n).min(3)).map(|i| n.wrapping_add(i) / 2)).collect();
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_fork_a_split_and_a_union(batches in batches()) {
        let records: Vec<u32> = batches.concat();
        let expected = sorted(records.iter().flat_map(|n| {
            let split = if n % 2 == 0 { vec![n / 2] } else if n % 3 == 0 { vec![] } else { vec![*n] };
            [vec![n.wrapping_add(1)], split].concat()
        }).collect());
        for trigger in triggers() {
            for workers in [1, 4] {
                let seen = Collected::new();
                let (queued, out) = (batches.clone(), seen.clone());
                let pipeline = stream!({
                    let numbers = queue(queued);
                    let more = numbers.map(|n| n.wrapping_add(1));
                    let (even, _, rest) = numbers.split(|n| n % 2 == 0, |n| n % 3 == 0);
                    let halves = even.map(|n| n / 2);
                    more.union(halves).union(rest).collect(out);
                });
                run(pipeline.workers(workers).trigger(trigger.clone()));
                prop_assert_eq!(&sorted(seen.take()), &expected, "{} workers, {:?}", workers, &trigger);
            }
        }
    }

    #[test]
    fn records_that_wait(batches in batches(), at_once in 1..9_usize) {
        let expected: Vec<u32> = batches.concat().iter().map(|n| n ^ 1).collect();
        for trigger in triggers() {
            let (seen, unordered) = (Collected::new(), Collected::new());
            let (queued, out, other) = (batches.clone(), seen.clone(), unordered.clone());
            let pipeline = stream!({
                let numbers = queue(queued);
                numbers.map_async(|n| { tokio::task::yield_now().await; n ^ 1 }, concurrency = at_once).collect(out);
                numbers.map_async(|n| { tokio::task::yield_now().await; n ^ 1 }, concurrency = at_once, unordered).collect(other);
            });
            run(pipeline.trigger(trigger.clone()));
            prop_assert_eq!(&seen.take(), &expected, "in order, {:?}", &trigger);
            prop_assert_eq!(sorted(unordered.take()), sorted(expected.clone()), "unordered, {:?}", &trigger);
        }
    }
}
