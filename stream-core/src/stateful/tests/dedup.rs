//! `dedup_by` against a list of ids in which nothing is ever removed.

use futures::executor::block_on;
use proptest::prelude::*;

use super::{at, end, nanos, on_workers, stamp, tick};
use crate::ErrorKind;
use crate::exchange::{Exchange, Part as _};
use crate::keyed::kind::{Own, Text};
use crate::stage::{Stamp, Tick};
use crate::stateful::Dedup;
use crate::time::Timestamp;

/// A record: its id, its time and the watermark before it.
type Record = (u8, i64, i64);

/// Records in order of arrival, each with the watermark of the records before it.
fn records(disorder: i64) -> impl Strategy<Value = Vec<Record>> {
    let step = (0..12_u8, -3 * disorder..=20);
    prop::collection::vec(step, 0..120).prop_map(move |steps| {
        let mut largest = 0;
        let stamped = steps.into_iter().map(|(id, ahead)| {
            let (time, watermark) = (largest + ahead, largest - disorder);
            largest = largest.max(time);
            (id, time, watermark)
        });
        stamped.collect()
    })
}

/// Which records are late, and which are firsts.
fn naive(records: &[Record], within: i64) -> (usize, Vec<Record>) {
    let (mut late, mut firsts) = (0, Vec::<Record>::new());
    for &(id, time, watermark) in records {
        if time + within <= watermark {
            late += 1;
        } else if !firsts.iter().any(|first| first.0 == id && first.1 + within > watermark) {
            firsts.push((id, time, watermark));
        }
    }
    (late, firsts)
}

fn push(dedup: &mut Dedup<u8, Record, ()>, record: Record) {
    let stamp = stamp(record.1, record.2);
    if let Some(true) = dedup.first(Own, record.0, stamp) {
        dedup.keep(stamp, record);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn results_do_not_depend_on_where_batches_end(
        (records, within, cuts) in (0..20_i64).prop_flat_map(|disorder| {
            (records(disorder), 1..60_i64, prop::collection::vec(1..30_usize, 1..20))
        }),
    ) {
        let mut dedup = Dedup::new(1, Some(nanos(within))).unwrap();
        let (mut got, mut rest, mut cuts) = (Vec::new(), records.as_slice(), cuts.iter().cycle());
        while !rest.is_empty() {
            let (batch, after) = rest.split_at(rest.len().min(*cuts.next().unwrap()));
            batch.iter().for_each(|record| push(&mut dedup, *record));
            let watermark = after.first().map_or(i64::MAX, |record| record.2);
            got.extend(dedup.close(tick(watermark)).unwrap());
            rest = after;
        }
        let (late, want) = naive(&records, within);
        prop_assert_eq!(dedup.gauge().late, late as u64);
        prop_assert_eq!(got, want.iter().map(|r| (stamp(r.1, r.2), *r)).collect::<Vec<_>>());
    }

    #[test]
    fn several_workers_keep_the_first_in_the_order_of_the_workers(
        batches in prop::collection::vec(prop::collection::vec((0..30_u8, 0..9_i64), 0..30), 0..6),
        workers in 2..=4_usize,
    ) {
        // Every batch is 10 later than the one before, which is the watermark of all its records.
        let part = |number: usize, worker: usize| {
            let (time, size) = (10 * number as i64, batches[number].len().div_ceil(workers).max(1));
            let part = batches[number].chunks(size).nth(worker).unwrap_or_default();
            part.iter().map(move |(id, ahead)| (*id, time + ahead, time))
        };
        let outputs = on_workers(workers, async |worker, mut exchange: Exchange<_>| {
            let mut dedup = Dedup::new(workers, Some(nanos(12))).unwrap();
            let mut outputs = Vec::new();
            for number in 0..batches.len() {
                part(number, worker).for_each(|record| push(&mut dedup, record));
                dedup.exchange(&mut exchange).await;
                outputs.extend(dedup.close(tick(10 * number as i64 + 10)).unwrap().map(|(_, record)| record));
            }
            outputs
        });
        let all: Vec<_> = (0..batches.len())
            .flat_map(|number| (0..workers).flat_map(move |worker| part(number, worker)))
            .collect();
        let (mut want, mut got) = (naive(&all, 12).1, outputs.concat());
        want.sort_unstable();
        got.sort_unstable();
        prop_assert_eq!(got, want);
    }
}

#[test]
fn ids_are_removed_when_their_time_is_up_and_no_sooner() {
    let mut dedup = Dedup::new(1, Some(nanos(1_600))).unwrap();
    for id in 0..100 {
        push(&mut dedup, (id, i64::from(id) * 100, 0));
        assert_eq!(dedup.close(tick(0)).unwrap().count(), 1);
    }
    let mut keys = Vec::new();
    for watermark in [1_599, 2_000, 5_000, 11_600] {
        dedup.close(tick(watermark)).unwrap().for_each(drop);
        keys.push(dedup.gauge().keys);
    }
    // After 2,000 the ids of the times 0 to 400 may go, those up to a bucket's length of 64 back have to.
    assert!(keys[0] == 100 && (95..=96).contains(&keys[1]) && (65..=66).contains(&keys[2]), "{keys:?}");
    assert!(keys[3] <= 1, "{keys:?}");
    dedup.close(end()).unwrap().for_each(drop);
    assert_eq!(dedup.gauge().keys, 0);
}

#[test]
fn for_ever_is_for_ever_also_at_the_ends_of_time() {
    let mut dedup = Dedup::new(1, None).unwrap();
    let times = [i64::MIN, -1, 0, i64::MAX];
    for (id, time) in (0..).zip(times) {
        push(&mut dedup, (id, time, i64::MIN));
    }
    assert_eq!(dedup.close(tick(i64::MAX - 1)).unwrap().count(), 4);
    for (id, time) in (0..).zip(times) {
        push(&mut dedup, (id, time, i64::MAX - 1));
    }
    assert_eq!(dedup.close(tick(i64::MAX - 1)).unwrap().count(), 0);
    assert_eq!((dedup.gauge().keys, dedup.gauge().late), (4, 0));
}

#[test]
fn times_at_the_ends_of_the_range_neither_overflow_nor_hang() {
    let mut dedup = Dedup::new(1, Some(Timestamp::MAX.since(Timestamp::default()))).unwrap();
    for (id, time) in (0..).zip([i64::MIN, i64::MIN + 1, 0, i64::MAX]) {
        push(&mut dedup, (id, time, i64::MIN));
    }
    assert_eq!(dedup.close(tick(i64::MIN)).unwrap().count(), 4);
    dedup.close(tick(i64::MAX - 1)).unwrap().for_each(drop);
    // Those whose time to be forgotten is beyond the range stay.
    assert_eq!(dedup.gauge().keys, 2);
}

#[test]
fn without_event_time_an_id_is_forgotten_by_the_clock() {
    let mut dedup = Dedup::new(1, Some(nanos(10))).unwrap().by_clock();
    let mut firsts = Vec::new();
    for now in [100, 109, 110, 119, 120] {
        let stamp = Stamp { time: at(now), watermark: Timestamp::MIN };
        for id in ["a", "b"] {
            if let Some(true) = dedup.first(Text, id, stamp) {
                dedup.keep(stamp, (now, id));
            }
        }
        // A batch without a tick after it would give the same.
        let tick = Tick { watermark: at(now), now: at(now), batch: 0, last: false };
        firsts.extend(dedup.close(tick).unwrap().map(|(_, record)| record));
    }
    assert_eq!(firsts, [(100, "a"), (100, "b"), (110, "a"), (110, "b"), (120, "a"), (120, "b")]);
}

#[test]
fn a_bound_on_ids_holds_after_a_batch() {
    let mut dedup = Dedup::new(1, Some(nanos(10))).unwrap().max_ids(2);
    (0..4).for_each(|id| push(&mut dedup, (id, i64::from(id / 2) * 100, 0)));
    assert_eq!(dedup.close(tick(50)).unwrap().count(), 4, "two of four are forgotten");
    push(&mut dedup, (9, 100, 50));
    let Err(error) = dedup.close(tick(50)) else { panic!("three ids") };
    assert_eq!(error.kind(), ErrorKind::Bound);
    assert!(
        error.to_string().contains("more than 2 ids") && error.to_string().contains("`max_ids`"),
        "{error}"
    );
}

#[test]
fn no_time_at_all_is_refused() {
    let Err(error) = Dedup::<u8, u8, ()>::new(1, Some(nanos(0))) else {
        panic!("nothing would be remembered")
    };
    assert_eq!(error.kind(), ErrorKind::Start);
}

#[test]
fn an_id_may_be_lent_by_its_record() {
    for workers in 1..=2 {
        let outputs = on_workers(workers, async |worker, mut exchange: Exchange<_>| {
            let mut dedup = Dedup::new(workers, None).unwrap();
            for record in ["a 1", "b 2", "a 3"].map(String::from) {
                let id = record.split(' ').next().unwrap();
                if let Some(true) = dedup.first(Text, id, stamp(worker as i64, 0)) {
                    dedup.keep(stamp(worker as i64, 0), record);
                }
            }
            dedup.exchange(&mut exchange).await;
            let tick = tick(0);
            dedup.close(tick).unwrap().map(|(_, record)| record).collect::<Vec<_>>()
        });
        let mut all = outputs.concat();
        all.sort();
        assert_eq!(all, ["a 1", "b 2"]);
    }
}

#[test]
fn the_exchange_is_send() {
    fn is_send<T: Send>(future: T) -> T {
        future
    }
    let mut dedup = Dedup::<u8, Record, ()>::new(1, None).unwrap();
    block_on(is_send(dedup.exchange(&mut Exchange::make(1).remove(0))));
    assert_eq!(dedup.gauge().keys, 0);
}
