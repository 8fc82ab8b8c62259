//! The join of two streams against nested loops over both whole inputs.

use std::time::Duration;

use proptest::prelude::*;

use super::{all, at, nanos, on_workers};
use crate::exchange::Exchange;
use crate::join::{FullOuter, Inner, Interval, JoinPacket, LeftOuter, Mode, RightOuter, Within};
use crate::keyed::kind::{Ends, Own, Text};
use crate::stage::Stamp;
use crate::time::Timestamp;

/// A record as its source gives it, with the watermark of its partition before it.
#[derive(Clone, Debug)]
struct Given {
    left: bool,
    key: String,
    stamp: Stamp,
    id: u32,
    /// It is the last of its batch.
    ends: bool,
}

/// A key, the numbers of the partners, and the time.
type Out = (String, Option<u32>, Option<u32>, i64);

/// Partitions, the key, a time relative to how far the partition has come, whether the batch ends.
type Seed = (usize, u8, i64, bool);

const PARTITIONS: usize = 4;

/// Up to `most` records of so many keys, of which each ends its batch with this probability. Many of one key are kept in
/// another way than few.
fn seeds(keys: u8, ends: f64, most: usize) -> impl Strategy<Value = Vec<Seed>> {
    prop::collection::vec((0..PARTITIONS, 0..keys, -40..15_i64, prop::bool::weighted(ends)), 0..most)
}

/// Two partitions for each side; a watermark 10 ns behind the greatest time of the partition.
fn inputs(seeds: &[Seed], spread: i64) -> (Vec<Given>, Vec<i64>) {
    let mut greatest = [0_i64; PARTITIONS];
    let mut watermarks = Vec::new();
    let mut given = Vec::new();
    for (id, (partition, key, by, ends)) in seeds.iter().enumerate() {
        let watermark = greatest[*partition].saturating_sub(10);
        let time = greatest[*partition].saturating_add(by * spread);
        greatest[*partition] = greatest[*partition].max(time);
        let key = ["", "a", "b"][usize::from(*key)].to_owned();
        let stamp = Stamp { time: at(time), watermark: at(watermark) };
        given.push(Given { left: partition % 2 == 0, key, stamp, id: id as u32, ends: *ends });
        watermarks.push(greatest.iter().min().unwrap().saturating_sub(10));
    }
    (given, watermarks)
}

/// All pairs of the whole input, and the records without one, by the flags.
fn oracle(given: &[Given], within: Option<u64>, outer: (bool, bool)) -> (Vec<Out>, usize) {
    let span = |one: Timestamp, other: Timestamp| one.as_nanos().abs_diff(other.as_nanos());
    let is_late = |it: &Given| {
        let age = i128::from(it.stamp.watermark.as_nanos()) - i128::from(it.stamp.time.as_nanos());
        within.is_some_and(|within| age > i128::from(within))
    };
    let pairs = |left: &Given, right: &Given| {
        let later = left.stamp.time.max(right.stamp.time);
        let in_time = later >= left.stamp.watermark && later >= right.stamp.watermark;
        left.key == right.key
            && within.is_none_or(|within| span(left.stamp.time, right.stamp.time) <= within && in_time)
    };
    let timely = || given.iter().filter(|it| !is_late(it));
    let mut out = Vec::new();
    for it in timely() {
        let others = timely().filter(|other| it.left != other.left);
        let partners: Vec<_> =
            others.filter(|other| if it.left { pairs(it, other) } else { pairs(other, it) }).collect();
        if it.left {
            out.extend(partners.iter().map(|other| {
                let time = it.stamp.time.max(other.stamp.time).as_nanos();
                (it.key.clone(), Some(it.id), Some(other.id), time)
            }));
        }
        if partners.is_empty() && (if it.left { outer.0 } else { outer.1 }) {
            let (left, right) = if it.left { (Some(it.id), None) } else { (None, Some(it.id)) };
            out.push((it.key.clone(), left, right, it.stamp.time.as_nanos()));
        }
    }
    out.sort_unstable();
    (out, given.iter().filter(|it| is_late(it)).count())
}

/// What may come out of a join, as the two numbers.
trait Ids {
    fn ids(self) -> (Option<u32>, Option<u32>);
}

impl Ids for (u32, u32) {
    fn ids(self) -> (Option<u32>, Option<u32>) {
        (Some(self.0), Some(self.1))
    }
}

impl Ids for (u32, Option<u32>) {
    fn ids(self) -> (Option<u32>, Option<u32>) {
        (Some(self.0), self.1)
    }
}

impl Ids for (Option<u32>, u32) {
    fn ids(self) -> (Option<u32>, Option<u32>) {
        (self.0, Some(self.1))
    }
}

impl Ids for (Option<u32>, Option<u32>) {
    fn ids(self) -> (Option<u32>, Option<u32>) {
        self
    }
}

/// Runs the join over the input in its batches. What comes out, and how many records were late.
fn run<M>(mode: M, given: &[Given], watermarks: &[i64], within: Within, workers: usize) -> (Vec<Out>, usize)
where
    M: Mode<u32, u32> + Copy,
    M::Out: Ids,
{
    type Packets = Exchange<JoinPacket<String, u32, u32, Ends>>;
    let all = on_workers(workers, async |worker, mut exchange: Packets| {
        let mut join = Interval::new(mode, within, workers);
        let mut out = Vec::new();
        let ends = given.iter().zip(watermarks).map(|(it, watermark)| (Some(it), *watermark, it.ends));
        for (number, (it, watermark, ends)) in ends.chain([(None, i64::MAX, true)]).enumerate() {
            if let Some(it) = it.filter(|_| number % workers == worker)
                && let Some(reach) = join.open(it.stamp)
            {
                match it.left {
                    true => join.left(reach, Text, it.key.as_str(), it.id),
                    false => join.right(reach, Text, it.key.clone(), it.id),
                }
            }
            if ends {
                batch(&mut join, &mut exchange, watermark, within, &mut out).await;
            }
        }
        (out, join.gauge().late as usize)
    });
    let mut out: Vec<_> = all.iter().flat_map(|(out, _)| out.clone()).collect();
    out.sort_unstable();
    (out, all.iter().map(|(_, late)| late).sum())
}

/// Ends a batch, and holds what comes out against what the join has said of it.
async fn batch<M>(
    join: &mut Interval<String, u32, u32, Ends, M>,
    exchange: &mut Exchange<JoinPacket<String, u32, u32, Ends>>,
    watermark: i64,
    within: Within,
    out: &mut Vec<Out>,
) where
    M: Mode<u32, u32>,
    M::Out: Ids,
{
    join.exchange(exchange).await;
    let (before, next) = (join.watermark(), join.next_close());
    for (stamp, (key, value)) in all(join, watermark) {
        let (left, right) = value.ids();
        if let Within::Limit(within) = within {
            assert!(stamp.time >= before, "a result is late: {stamp:?} behind {before}");
            assert_eq!(stamp.watermark, before);
            let alone = left.is_none() || right.is_none();
            assert!(!alone || watermark == i64::MAX || stamp.time.plus(within) < at(watermark));
        }
        out.push((key, left, right, stamp.time.as_nanos()));
    }
    assert!(join.watermark() >= before, "the watermark goes back");
    let due = next.is_some_and(|next| next <= at(watermark));
    let again = due && join.next_close().is_some_and(|next| next <= at(watermark));
    assert!(!again, "what was due is due again");
    if watermark == i64::MAX {
        assert_eq!(join.gauge().keys, 0, "something is held after the end");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_join_is_that_of_the_whole_inputs(
        seeds in prop_oneof![seeds(3, 0.3, 60), seeds(1, 0.05, 150)],
        within in prop_oneof![Just(None), (0..40_u64).prop_map(Some)],
        scale in prop_oneof![Just((1_i64, 1_u64)), Just((1, 1_000_000)), Just((i64::MAX / 50, 1 << 57)), Just((1 << 40, 1 << 41))],
        workers in 1..=4_usize,
    ) {
        let (given, watermarks) = inputs(&seeds, scale.0);
        let span = within.map(|within| within.saturating_mul(scale.1));
        let limit = span.map_or(Within::Forever, |within| Within::Limit(Duration::from_nanos(within)));
        let inner = run(Inner, &given, &watermarks, limit, workers);
        prop_assert_eq!(inner, oracle(&given, span, (false, false)));
        let left = run(LeftOuter, &given, &watermarks, limit, workers);
        prop_assert_eq!(left, oracle(&given, span, (true, false)));
        let right = run(RightOuter, &given, &watermarks, limit, workers);
        prop_assert_eq!(right, oracle(&given, span, (false, true)));
        let full = run(FullOuter, &given, &watermarks, limit, workers);
        prop_assert_eq!(full, oracle(&given, span, (true, true)));
    }
}

/// The results of one batch.
fn drained<M: Mode<&'static str, &'static str>>(
    join: &mut Interval<char, &'static str, &'static str, (), M>,
    watermark: i64,
) -> Vec<(i64, char, M::Out)> {
    all(join, watermark).into_iter().map(|(stamp, (key, out))| (stamp.time.as_nanos(), key, out)).collect()
}

#[test]
fn both_ends_of_the_limit_belong_to_it() {
    let mut join = Interval::new(Inner, Within::Limit(nanos(5)), 1);
    for (time, value) in [(4, "far"), (5, "first"), (15, "last"), (16, "beyond")] {
        let reach = join.open(super::stamp(time, 0)).unwrap();
        join.left(reach, Own, 'k', value);
    }
    let reach = join.open(super::stamp(10, 0)).unwrap();
    join.right(reach, Own, 'k', "r");
    assert_eq!(drained(&mut join, 0), [(10, 'k', ("first", "r")), (15, 'k', ("last", "r"))]);
}

#[test]
fn a_record_without_a_partner_comes_out_once_it_can_have_none() {
    let mut join = Interval::new(LeftOuter, Within::Limit(nanos(5)), 1);
    for (key, time, value) in [('b', 12, "x"), ('a', 10, "y")] {
        let reach = join.open(super::stamp(time, 0)).unwrap();
        join.left(reach, Own, key, value);
    }
    assert_eq!(drained(&mut join, 15), []);
    assert_eq!((join.next_close(), join.watermark()), (Some(at(16)), at(10)));
    assert_eq!(drained(&mut join, 16), [(10, 'a', ("y", None))]);
    let reach = join.open(super::stamp(11, 16)).unwrap();
    join.right(reach, Own, 'b', "too early for its partner");
    assert_eq!(drained(&mut join, 30), [(12, 'b', ("x", None))]);
    assert_eq!((join.gauge().keys, join.gauge().late_in_part), (0, 1));
}

#[test]
fn what_has_no_limit_is_known_at_the_end() {
    let mut join = Interval::new(FullOuter, Within::Forever, 1);
    for (key, time) in [('a', 9), ('b', -3)] {
        let reach = join.open(super::stamp(time, 8)).unwrap();
        join.left(reach, Own, key, "l");
    }
    assert_eq!(drained(&mut join, 1_000), []);
    let reach = join.open(super::stamp(0, 1_000)).unwrap();
    join.right(reach, Own, 'a', "r");
    assert_eq!(drained(&mut join, 1_001), [(9, 'a', (Some("l"), Some("r")))]);
    assert_eq!((join.next_close(), join.watermark()), (None, Timestamp::MIN));
    assert_eq!(drained(&mut join, i64::MAX), [(-3, 'b', (Some("l"), None))]);
}
