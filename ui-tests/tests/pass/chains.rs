//! Single chains: sources, operators and sinks as they follow each other.

use std::sync::{Arc, Mutex};

use stream_core::{Collected, stream};

#[test]
fn a_chain_of_record_operators() {
    let collected = Collected::new();
    let seen = Collected::new();
    let numbers = stream!(
        from_iter(0..20_u32)
            .map(|n| n + 1)
            .filter(|n| n % 2 == 0)
            .filter_map(|n| (n > 4).then_some(n))
            .flat_map(|n| [n, n * 10])
            .inspect(|n| assert!(*n > 4))
            .map(|n| vec![n])
            .flatten()
            .try_map(|n| u8::try_from(n))
            .collect(&collected)
    );
    numbers.on_error(stream_core::OnError::skip()).run().unwrap();
    assert_eq!(collected.take(), [6, 60, 8, 80, 10, 100, 12, 120, 14, 140, 16, 160, 18, 180, 20, 200]);
    stream!(from_iter(["1", "2"]).parse::<u32>().collect(&seen)).run().unwrap();
    assert_eq!(seen.take(), [1, 2]);
}

#[test]
fn a_turbofish_may_be_left_out_where_the_type_is_known() {
    let collected = Collected::<u64>::new();
    stream!(from_iter(["1", "2"]).parse().collect(&collected)).run().unwrap();
    assert_eq!(collected.take(), [1, 2]);
}

#[test]
fn functions_stand_for_closures() {
    let collected = Collected::new();
    stream!(
        from_iter([1_u32, 2]).map(u64::from).map(Some).filter_map(std::convert::identity).collect(&collected)
    )
    .run()
    .unwrap();
    assert_eq!(collected.take(), [1, 2]);
}

#[test]
fn keyed_operators_follow_pairs_and_keys() {
    let collected = Collected::new();
    let words = ["b", "a", "b"];
    stream!(
        from_iter(words)
            .key_by(|word| word.to_string())
            .map_values(|word| word.len())
            .reduce_by_key(|a, b| a + b)
            .sort_by(|a, b| a.cmp(b))
            .collect(&collected)
    )
    .run()
    .unwrap();
    assert_eq!(collected.take(), [("a".to_owned(), 1), ("b".to_owned(), 2)]);
}

#[test]
fn values_by_key_are_folded_from_a_value_of_each_key() {
    let folded = Collected::new();
    let aggregated = Collected::new();
    let pairs = [(1, 'a'), (2, 'b'), (1, 'c')];
    stream!({
        let pairs = from_iter(pairs);
        pairs
            .fold_by_key(
                String::new(),
                |mut text, letter| {
                    text.push(letter);
                    text
                },
                merge = |a, b| a + &b,
            )
            .sort_by(|(key, _)| *key)
            .collect(&folded);
        pairs
            .aggregate_by_key(0, |count, _| count + 1, |a, b| a + b)
            .sort_by(|(key, _)| *key)
            .collect(&aggregated);
    })
    .run()
    .unwrap();
    assert_eq!(folded.take(), [(1, "ac".to_owned()), (2, "b".to_owned())]);
    assert_eq!(aggregated.take(), [(1, 2), (2, 1)]);
}

#[test]
fn a_batch_is_counted_reduced_ordered_and_transformed() {
    let (count, sum, top, sorted) = (Collected::new(), Collected::new(), Collected::new(), Collected::new());
    stream!({
        let numbers = queue([vec![3_u32, 1, 2]]);
        numbers.count().collect(&count);
        numbers.reduce(|a, b| a + b).collect(&sum);
        numbers.top(2, by = |n| std::cmp::Reverse(*n)).collect(&top);
        numbers.distinct().sort_by(|n| *n, descending).transform(|batch| batch).collect(&sorted);
    })
    .run()
    .unwrap();
    assert_eq!(count.take(), [3]);
    assert_eq!(sum.take(), [6]);
    assert_eq!(top.take(), [1, 2]);
    assert_eq!(sorted.take(), [3, 2, 1]);
}

#[test]
fn records_wait_concurrently_with_a_limit() {
    let collected = Collected::new();
    let waits = 4;
    stream!(
        from_iter(0..3_u32)
            .map_async(|n| std::future::ready(n * 2), concurrency = waits, ordered, timeout = 1min)
            .map_async(
                |n| {
                    std::future::ready(()).await;
                    n + 1
                },
                concurrency = 2
            )
            .collect(&collected)
    )
    .run()
    .unwrap();
    assert_eq!(collected.take(), [1, 3, 5]);
}

#[test]
fn typed_ends_are_fed_and_drained() {
    let mut squares = stream!(input::<u32>().map(|n| n * n).output::<u32>()).embed().unwrap();
    squares.feed(3).unwrap();
    assert_eq!(squares.finish().unwrap(), [9]);
}

#[test]
fn sinks_take_closures_that_may_fail() {
    let mut sum = 0;
    let failed = stream!(from_iter([1, 2, 3]).for_each(|n| {
        sum += n;
        if n == 3 { Err("three") } else { Ok(()) }
    }));
    assert!(failed.run().is_err());
    let sizes = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&sizes);
    stream!(
        queue([vec![1, 2]]).for_each_batch(move |records, _info| seen.lock().unwrap().push(records.len()))
    )
    .run()
    .unwrap();
    assert_eq!(*sizes.lock().unwrap(), [2]);
}

#[test]
fn records_wait_for_the_future_that_a_closure_returns() {
    let collected = Collected::new();
    let text = String::from("1");
    stream!(
        from_iter(0..3_u32)
            .map_async(
                |n| {
                    let text = text.clone();
                    async move { n + text.len() as u32 }
                },
                concurrency = 2
            )
            .map_async(|n| async move { std::future::ready(n * 2).await }, concurrency = 2, timeout = 1min)
            .map_async(async |n| std::future::ready(n + 1).await, concurrency = 2)
            .map_async(
                async |n| -> Result<u32, std::num::ParseIntError> {
                    if n > 5 {
                        return Ok(0);
                    }
                    Ok(n + std::future::ready(&text).await.parse::<u32>()?)
                },
                concurrency = 2
            )
            .map(|n| n?)
            .collect(&collected)
    )
    .run()
    .unwrap();
    assert_eq!(collected.take(), [4, 6, 0]);
}

#[test]
fn an_outside_store_may_be_asked_in_an_async_block() {
    let collected = Collected::new();
    stream!(
        from_iter([(1, 'a'), (2, 'b')])
            .lookup(|key| async move { std::future::ready(key * 2).await }, cache = 9)
            .map(|(key, (value, answer))| (key + answer, value))
            .lookup(async |key| std::future::ready(key * 2).await, cache = 9)
            .lookup(|key| async move { Ok::<u8, String>(key) }, cache = 9, timeout = 1min)
            .collect(&collected)
    )
    .run()
    .unwrap();
    let of = |key, value, answer| (key, ((value, answer), Ok(key)));
    assert_eq!(collected.take(), [of(3, 'a', 6), of(6, 'b', 12)]);
}
