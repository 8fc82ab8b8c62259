//! `input::<T>()` and `.output::<U>()`: a pipeline that its program feeds and drains, or uses as a sink and a stream.

use std::cell::Cell;
use std::rc::Rc;

use futures::executor::block_on;
use futures::{SinkExt, StreamExt};
use stream_core::{Embeddable, NoWait, Pipeline, SinkStream, stream};

#[derive(Clone, Debug, PartialEq)]
struct Trade {
    symbol: &'static str,
    price: u32,
}

const TRADES: [Trade; 3] =
    [Trade { symbol: "a", price: 5 }, Trade { symbol: "b", price: 90 }, Trade { symbol: "a", price: 70 }];

/// The dearest trade of each symbol, batch by batch.
fn dearest(limit: &u32) -> Pipeline<impl Embeddable<In = Trade, Out = (String, u32), Waiting = NoWait>> {
    stream!(
        input::<Trade>()
            .filter(|trade| trade.price > *limit)
            .map(|trade| (trade.symbol, trade.price))
            .reduce_by_key(|x, y| x.max(y))
            .output::<(String, u32)>()
    )
}

#[test]
fn a_program_feeds_and_drains() {
    let limit = 3;
    let mut pipeline = dearest(&limit).embed().unwrap();
    for trade in TRADES {
        pipeline.feed(trade).unwrap();
    }
    assert_eq!(pipeline.drain().unwrap().collect::<Vec<_>>(), [("a".to_string(), 70), ("b".to_string(), 90)]);
    assert_eq!(pipeline.drain().unwrap().count(), 0);
    pipeline.feed(TRADES[0].clone()).unwrap();
    assert_eq!(pipeline.finish().unwrap(), [("a".to_string(), 5)]);
}

#[test]
fn what_it_captures_is_neither_send_nor_static() {
    let (seen, step) = (Cell::new(0), Rc::new(1));
    let count = &seen;
    let pipeline = stream!(input::<u8>().inspect(|_| count.set(count.get() + 1)).map(|n| n + *step).output());
    let mut pipeline = pipeline.embed().unwrap();
    pipeline.feed(41_u8).unwrap();
    assert_eq!(pipeline.drain().unwrap().collect::<Vec<u8>>(), [42]);
    assert_eq!(seen.get(), 1);
}

#[test]
fn an_input_without_an_output_is_fed() {
    let sum = &Cell::new(0);
    let mut pipeline = stream!(input::<u32>().for_each(|n| sum.set(sum.get() + n))).embed().unwrap();
    (1..=4).for_each(|n| pipeline.feed(n).unwrap());
    pipeline.finish().unwrap();
    assert_eq!(sum.get(), 10);
}

#[test]
fn an_output_without_an_input_is_a_stream() {
    let results: SinkStream<_, u32> =
        stream!(from_iter(0..3_u32).map(|n| n * n).output::<u32>()).sink_stream().unwrap();
    let results: Vec<_> = block_on(results.map(Result::unwrap).collect());
    assert_eq!(results, [0, 1, 4]);
}

#[test]
fn a_pipeline_that_waits_is_a_sink_and_a_stream() {
    let pipeline = stream!(input::<u32>().map(|n| std::future::ready(n + 1).await).output::<u32>());
    let mut pipeline = pipeline.sink_stream().unwrap();
    block_on(async {
        pipeline.send(1).await.unwrap();
        assert_eq!(pipeline.next().await.unwrap().unwrap(), 2);
        pipeline.close().await.unwrap();
        assert!(pipeline.next().await.is_none());
    });
}

#[test]
fn an_error_names_the_operator_and_its_place() {
    let mut pipeline =
        stream!(input::<&str>().map(|text| text.parse::<u8>().unwrap()).output::<u8>()).embed().unwrap();
    pipeline.feed("x").unwrap();
    let error = pipeline.drain().unwrap_err();
    assert!(error.to_string().contains("`map`"), "{error}");
    assert_eq!(error.operator().unwrap().file, file!());
}
