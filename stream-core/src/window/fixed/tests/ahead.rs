//! Tables that are large: what comes out is the same, in the same order.

use super::*;
use crate::keyed::kind::{Ends, Own, Text};

/// So many keys make a table large.
const KEYS: u32 = 40_000;

/// The key of the record of this number: each comes twice in a row of `2 * KEYS`, in no order.
fn key(record: u32) -> u32 {
    record.wrapping_mul(7_919) % KEYS
}

#[test]
fn records_that_wait_for_others_count_the_same_in_the_same_order() {
    let mut windows: Fixed<u32, State, (), Length<10, 0>> = Fixed::new(Length, Policy::new());
    let mut expected = [Vec::new(), Vec::new()].map(|order: Vec<u32>| (order, vec![(0, 0); KEYS as usize]));
    let mut waited = 0;
    for batch in 0..16_u32 {
        for record in batch * 12_500..(batch + 1) * 12_500 {
            let (key, window) = (key(record / 2), usize::from(record % 5 == 0));
            let stamp = Stamp { time: at(window as i64 * 10 + 3), watermark: at(0) };
            let slot = windows.open(stamp).expect("no record is late");
            windows.add(slot, Own, key, stamp, ((), i64::from(record)), &BOTH);
            let (order, sums) = &mut expected[window];
            let (count, sum) = &mut sums[key as usize];
            if *count == 0 {
                order.push(key);
            }
            *count += 1;
            *sum += i64::from(record);
        }
        waited += usize::from(!windows.awaited.is_empty());
        let tick = Tick { watermark: at(0), now: at(0), batch: batch.into(), last: false };
        assert_eq!(windows.close(tick, &BOTH).count(), 0);
        assert!(windows.awaited.is_empty(), "what waits is taken in before the batch ends");
        let keys: usize = expected.iter().map(|(order, _)| order.len()).sum();
        assert_eq!(windows.gauge().keys, keys as u64);
    }
    assert!((5..16).contains(&waited), "records waited in {waited} batches");

    let tick = Tick { watermark: at(20), now: at(20), batch: 16, last: true };
    let mut got = windows.close(tick, &BOTH).map(|result| result.expect("no sum overflows").1);
    for (order, sums) in &expected {
        for key in order {
            let Windowed { key: found, value, .. } = got.next().expect("a result for each key and window");
            assert_eq!((found, value), (*key, sums[*key as usize]));
        }
    }
    assert!(got.next().is_none());
}

#[test]
fn tables_that_become_small_again_are_left_record_by_record() {
    let mut windows: Fixed<u32, State, (), Length<10, 0>> = Fixed::new(Length, Policy::new());
    let mut feed = |batch: i64, keys: u32| {
        for key in 0..keys {
            let stamp = Stamp { time: at(batch * 10), watermark: at(batch * 10) };
            let slot = windows.open(stamp).expect("no record is late");
            windows.add(slot, Own, key, stamp, ((), 1), &BOTH);
        }
        let end = at(batch * 10 + 10);
        let tick = Tick { watermark: end, now: end, batch: batch as u64, last: false };
        let results: Vec<_> =
            windows.close(tick, &BOTH).map(|result| result.expect("no sum overflows")).collect();
        assert!(results.iter().map(|(_, result)| result.key).eq(0..keys));
        assert!(results.iter().all(|(_, result)| result.value == (1, 1)));
    };
    for batch in 0..20 {
        feed(batch, if batch < 3 { KEYS } else { 10 });
    }
}

#[test]
fn texts_that_are_lent_do_not_wait() {
    let mut windows: Fixed<String, State, Ends, Length<10, 0>> = Fixed::new(Length, Policy::new());
    for batch in 0..3 {
        for key in 0..KEYS {
            let stamp = Stamp { time: at(3), watermark: at(0) };
            let slot = windows.open(stamp).expect("no record is late");
            windows.add(slot, Text, key.to_string().as_str(), stamp, ((), 1), &BOTH);
        }
        assert!(windows.awaited.is_empty());
        let tick = Tick { watermark: at(0), now: at(0), batch, last: false };
        assert_eq!(windows.close(tick, &BOTH).count(), 0);
        assert_eq!(windows.ahead, batch == 0, "found out in the batch after the first");
    }
    let tick = Tick { watermark: at(10), now: at(10), batch: 3, last: true };
    let results = windows.close(tick, &BOTH).map(|result| result.expect("no sum overflows").1);
    assert!(
        results.map(|result| (result.key, result.value)).eq((0..KEYS).map(|key| (key.to_string(), (3, 3))))
    );
}
