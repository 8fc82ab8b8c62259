//! The driver for tests, on pipelines whose operators act over time.

use std::time::Duration;

use stream_core::harness::Harness;
use stream_core::time::Timestamp;
use stream_core::window::Windowed;
use stream_core::{Collected, Error, ErrorKind, OnError, stream};

const S: Duration = Duration::from_secs(1);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_secs(seconds)
}

/// The start of each window in seconds, its key and count.
fn shown(results: Vec<Windowed<char, u64>>) -> Vec<(i64, char, u64)> {
    let start = |result: &Windowed<char, u64>| result.window.start.as_millis() / 1000;
    results.into_iter().map(|result| (start(&result), result.key, result.value)).collect()
}

/// Counts the records `(second, key)` of each key in windows of ten seconds of event time.
macro_rules! counting {
    ($($named:tt)*) => {
        stream!(
            input::<(i64, char)>()
                .event_time(|record| Timestamp::from_secs(record.0), $($named)*)
                .key_by(|record| record.1)
                .window(fixed(10s))
                .count()
                .output::<Windowed<char, u64>>()
        )
    };
}

#[test]
fn outputs_late_records_and_open_windows_are_told_batch_by_batch() -> Result<(), Error> {
    let mut counts = Harness::new(counting!(out_of_order = 0s))?;
    assert_eq!((counts.watermark(), counts.late(), counts.operators().len()), (None, 0, 0));
    counts.feed((1, 'a'))?;
    assert_eq!(shown(counts.batch([(2, 'b'), (11, 'a'), (3, 'a')])?), [(0, 'a', 1), (0, 'b', 1)]);
    assert_eq!(counts.late(), 1, "3, after 11");
    assert_eq!((counts.open_windows(), counts.keys()), (1, 1));
    assert_eq!(counts.watermark(), Some(at(11)));
    let operator = counts.operators()[0];
    assert_eq!((operator.operator.name, operator.late), ("count", 1));
    assert_eq!(shown(counts.finish()?), [(10, 'a', 1)]);
    assert_eq!((counts.late(), counts.open_windows()), (1, 0));
    let error = counts.feed((1, 'a')).expect_err("it is finished");
    assert_eq!(error.kind(), ErrorKind::Aborted);
    Ok(())
}

#[test]
fn the_watermark_is_moved_by_hand_and_does_not_go_back() -> Result<(), Error> {
    let mut counts = Harness::new(counting!(out_of_order = 60s))?;
    counts.feed((15, 'a'))?;
    assert_eq!(shown(counts.move_watermark(at(19))?), []);
    assert_eq!(shown(counts.batch([(9, 'a'), (10, 'a')])?), []);
    assert_eq!(counts.late(), 1, "9 belongs to a window that has ended");
    assert_eq!(shown(counts.move_watermark(at(20))?), [(10, 'a', 2)]);
    assert_eq!(shown(counts.move_watermark(at(5))?), []);
    assert_eq!(counts.watermark(), Some(at(20)));
    counts.batch([(100, 'a')])?;
    assert_eq!(counts.watermark(), Some(at(40)), "it goes on with the records");
    Ok(())
}

#[test]
fn the_clock_is_moved_by_hand() -> Result<(), Error> {
    let mut counts = Harness::start_at(at(1_000), counting!(out_of_order = 0s, idle = 30s))?;
    counts.feed((995, 'a'))?;
    assert_eq!(shown(counts.advance(29 * S)?), []);
    assert_eq!(counts.watermark(), Some(at(995)), "what was fed was a batch at 1,000");
    assert_eq!(shown(counts.advance(S)?), [(990, 'a', 1)], "it is idle, and event time goes on: 1,025");
    assert_eq!(counts.now(), at(1_030));
    assert_eq!(
        counts.batch([(1_000 + 86_400 + 31, 'a')]).map_err(|error| error.kind()),
        Err(ErrorKind::Record)
    );
    Ok(())
}

#[test]
fn rejected_records_are_counted() -> Result<(), Error> {
    let mut counts = Harness::new(counting!(out_of_order = 0s, max_ahead = 10s).on_error(OnError::skip()))?;
    counts.batch([(11, 'a'), (10, 'a'), (12, 'b')])?;
    counts.batch([(11, 'c')])?;
    assert_eq!((counts.rejected(), counts.keys()), (3, 1));
    Ok(())
}

#[test]
fn late_records_are_read_by_a_stream_of_their_own() -> Result<(), Error> {
    let missed = Collected::new();
    let mut counts = Harness::new(stream!({
        let counts = input::<(i64, char)>()
            .event_time(|letter| at(letter.0), out_of_order = 0s)
            .key_by(|letter| letter.1)
            .window(fixed(10s))
            .count();
        counts.late().collect(&missed);
        counts.output::<Windowed<char, u64>>();
    }))?;
    assert_eq!(shown(counts.batch([(2, 'b'), (11, 'a'), (3, 'a')])?), [(0, 'b', 1)]);
    assert_eq!((missed.take(), counts.late()), (vec![('a', (3, 'a'))], 1));
    Ok(())
}

/// What two streams of a test bring, through its one input.
#[derive(Clone)]
enum Fed {
    Order(i64, u32),
    Payment(i64, u32),
}

impl Fed {
    fn order(self) -> Option<(i64, u32)> {
        if let Fed::Order(second, number) = self { Some((second, number)) } else { None }
    }

    fn payment(self) -> Option<(i64, u32)> {
        if let Fed::Payment(second, number) = self { Some((second, number)) } else { None }
    }
}

#[test]
fn a_join_is_fed_through_one_input() -> Result<(), Error> {
    let mut paid = Harness::new(stream!({
        let fed = input::<Fed>();
        let orders = fed
            .filter_map(Fed::order)
            .event_time(|order| at(order.0), out_of_order = 0s)
            .key_by(|order| order.1);
        let payments = fed
            .filter_map(Fed::payment)
            .event_time(|payment| at(payment.0), out_of_order = 0s)
            .key_by(|payment| payment.1);
        orders.join(payments, within = 10s).map(|(number, _)| number).output::<u32>();
    }))?;
    assert_eq!(paid.batch([Fed::Order(1, 7), Fed::Payment(5, 7), Fed::Order(2, 8)])?, [7]);
    assert!(paid.move_watermark(at(90))?.is_empty());
    assert_eq!(paid.keys(), 0);
    assert!(paid.batch([Fed::Payment(3, 8)])?.is_empty());
    assert_eq!(paid.late(), 1, "its partner has gone");
    Ok(())
}
