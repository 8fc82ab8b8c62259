//! What watermark the records of a partition, of several and of several workers come to.

mod due;

use std::task::{Context, Poll};

use super::*;
use crate::error::Error;
use crate::source::Ready;

const S: Duration = Duration::from_secs(1);
const MIN: Timestamp = Timestamp::MIN;
const MAX: Timestamp = Timestamp::MAX;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_secs(seconds)
}

fn batch(now: i64) -> Batch {
    Batch { number: 0, epoch: 0, time: at(now), last: false }
}

/// A source of which only the partitions matter.
struct Reads<'a>(&'a [usize]);

impl Feed for Reads<'_> {
    fn begin(&mut self, _: &Batch) {}
    fn poll(&mut self, _: &mut Context<'_>) -> Poll<Result<Ready, Error>> {
        Poll::Pending
    }
    fn has_taken_in(&self) -> bool {
        false
    }
    fn allow(&mut self, _: usize) {}
    fn used(&self) -> u64 {
        0
    }
    fn expects_more(&self) -> bool {
        false
    }
    fn partitions(&self) -> &[usize] {
        self.0
    }
    fn end(&mut self) {}
}

/// An event time at operator 2, with two seconds of disorder.
fn event_time() -> EventTime {
    EventTime::new(2, 2 * S).any_time_ahead()
}

impl EventTime {
    /// A chunk of partition `number` of source 0 in a batch at `now`: the watermark by which each of its records is judged.
    fn reads_chunk(&mut self, number: usize, now: i64, times: &[i64]) -> Vec<Timestamp> {
        self.chunk(0, number, &batch(now));
        let stamp = |&time: &i64| self.stamp(at(time)).expect("not too far ahead").watermark;
        times.iter().map(stamp).collect()
    }

    /// The end of a batch at `now` on a worker that is alone and reads `listed`.
    fn ends(&mut self, now: i64, listed: &[usize]) -> Timestamp {
        self.reads(0, &Reads(listed), &batch(now));
        self.prepare(&batch(now));
        self.come_together(false);
        self.watermark()
    }
}

/// The end of a batch at `now` on several workers, each with the partitions it reads.
fn end_together(workers: &mut [(EventTime, &[usize])], now: i64) -> Timestamp {
    for (time, listed) in &mut *workers {
        time.reads(0, &Reads(listed), &batch(now));
        time.prepare(&batch(now));
    }
    let reports: Vec<_> = workers.iter().map(|(time, _)| time.report()).collect();
    for (time, _) in &mut *workers {
        time.hear(reports.iter().cloned());
        time.come_together(false);
        assert_eq!(time.watermark(), workers_agree(&reports, time), "all workers agree");
    }
    workers[0].0.watermark()
}

/// The watermark of a worker that hears the same for the first time, or that of `time` if it is later.
fn workers_agree(reports: &[Report], time: &EventTime) -> Timestamp {
    let mut other = EventTime { idle: time.idle, now: time.now, combined: time.combined, ..event_time() };
    other.hear(reports.iter().cloned());
    other.come_together(false);
    other.watermark()
}

#[test]
fn a_record_is_judged_by_what_came_before_it_in_its_partition() {
    let mut time = event_time();
    assert_eq!(time.reads_chunk(0, 0, &[10, 5, 12, 11, 20]), [MIN, at(8), at(8), at(10), at(10)]);
    assert_eq!(time.reads_chunk(1, 0, &[1, 3]), [MIN, at(-1)], "a partition of its own");
    assert_eq!(time.reads_chunk(0, 0, &[7]), [at(18)], "where it had come to");
}

#[test]
fn the_least_partition_rules_and_one_that_is_silent_holds_the_start() {
    let mut time = event_time();
    time.reads_chunk(0, 0, &[10]);
    assert_eq!(time.ends(0, &[0, 1]), MIN);
    assert_eq!(time.held_by(), Some(Held { source: 0, partition: 1 }));
    time.reads_chunk(1, 1, &[7]);
    assert_eq!(time.ends(1, &[0, 1]), at(5));
    time.reads_chunk(1, 2, &[30]);
    assert_eq!(time.ends(2, &[0, 1]), at(8));
    assert_eq!(time.held_by(), Some(Held { source: 0, partition: 0 }));
}

#[test]
fn a_partition_that_appears_later_starts_at_the_combined_watermark() {
    let mut time = event_time();
    time.reads_chunk(0, 0, &[10]);
    assert_eq!(time.ends(0, &[0]), at(8));
    assert_eq!(time.reads_chunk(1, 1, &[3, 10, 11, 9]), [at(8), at(8), at(8), at(9)]);
    time.reads_chunk(0, 1, &[50]);
    assert_eq!(time.ends(1, &[0, 1]), at(9));
}

#[test]
fn a_partition_that_has_ended_holds_nothing_and_all_are_the_end() {
    let mut time = event_time();
    time.reads_chunk(0, 0, &[10]);
    time.reads_chunk(1, 0, &[20]);
    assert_eq!(time.ends(0, &[0, 1]), at(8));
    assert_eq!(time.ends(1, &[1]), at(18));
    assert_eq!(time.ends(2, &[]), MAX);
    assert_eq!(time.held_by(), None);
}

#[test]
fn without_an_idle_time_a_silent_partition_holds_for_ever() {
    let mut time = event_time();
    time.reads_chunk(0, 0, &[10]);
    time.ends(0, &[0, 1]);
    assert_eq!(time.ends(1_000_000, &[0, 1]), MIN);
    assert_eq!(time.when(at(1)), None);
}

#[test]
fn an_idle_partition_is_left_out_and_judged_by_the_combined_watermark_when_it_is_back() {
    let mut time = event_time().idle(10 * S);
    time.reads_chunk(0, 0, &[10]);
    assert_eq!(time.ends(0, &[0, 1]), MIN, "counted from the first batch");
    time.reads_chunk(0, 5, &[12]);
    assert_eq!(time.ends(9, &[0, 1]), MIN);
    assert_eq!(time.ends(10, &[0, 1]), at(10));
    assert_eq!(time.reads_chunk(1, 11, &[4, 11, 13, 10]), [at(10), at(10), at(10), at(11)]);
    time.reads_chunk(0, 11, &[40]);
    assert_eq!(time.ends(11, &[0, 1]), at(11), "it counts again");
}

#[test]
fn when_all_are_idle_event_time_goes_on_at_the_clock_s_pace() {
    let mut time = event_time().idle(10 * S);
    time.reads_chunk(0, 100, &[10]);
    time.reads_chunk(1, 103, &[6]);
    assert_eq!(time.ends(103, &[0, 1]), at(4));
    assert_eq!(time.when(at(4)), Some(at(103)), "it is there");
    assert_eq!(time.when(at(5)), Some(at(113)), "partition 1 is silent for long enough, and 0 is further");
    assert_eq!(
        time.when(at(30)),
        Some(at(125)),
        "30 is 22 seconds after 8, which came at 100, the last record at 103"
    );
    assert_eq!(time.when(MAX), None);
    assert_eq!(time.ends(112, &[0, 1]), at(4));
    assert_eq!(time.ends(113, &[0, 1]), at(18), "ten seconds after the last record");
    assert_eq!(time.ends(125, &[0, 1]), at(30));
    assert_eq!(time.when(at(31)), Some(at(126)));
    assert_eq!(time.reads_chunk(0, 126, &[29, 33]), [at(30), at(30)]);
    assert_eq!(time.ends(126, &[0, 1]), at(31));
}

#[test]
fn before_any_record_there_is_no_pace() {
    let mut time = event_time().idle(S);
    time.ends(0, &[0]);
    assert_eq!(time.ends(100, &[0]), MIN);
    assert_eq!(time.when(at(5)), None);
}

#[test]
fn a_clock_that_goes_back_moves_nothing_back() {
    let mut time = event_time().idle(10 * S);
    time.reads_chunk(0, 100, &[10]);
    time.ends(100, &[0]);
    assert_eq!(time.ends(120, &[0]), at(28));
    assert_eq!(time.ends(50, &[0]), at(28));
    assert_eq!(time.reads_chunk(0, 50, &[29]), [at(28)]);
    assert_eq!(time.ends(51, &[0]), at(28), "its own watermark is 28 since it is back");
    assert_eq!(time.ends(130, &[0]), at(38), "the clock has gone on from 120");
}

#[test]
fn a_record_from_the_far_future_is_rejected_and_moves_nothing() {
    let mut time = EventTime::new(2, 2 * S).max_ahead(60 * S);
    time.chunk(0, 0, &batch(100));
    assert!(time.stamp(at(160)).is_ok(), "the edge is in");
    let ahead = time.stamp(at(161)).expect_err("beyond");
    let fact = "its event time is 61s ahead of the clock, more than `max_ahead` = 60s";
    let hint = "is its unit right? a replay writes `max_ahead = none`";
    assert_eq!(ahead.to_string(), format!("{fact}; {hint}"));
    assert_eq!(time.stamp(None::<Timestamp>).map_err(|no| no.to_string()), Err("no event time".into()));
    assert_eq!(time.ends(100, &[0]), at(158));
    let mut by_default = EventTime::new(2, S);
    by_default.chunk(0, 0, &batch(0));
    assert!(by_default.stamp(at(86_400)).is_ok() && by_default.stamp(MAX).is_err());
}

#[test]
fn the_ends_of_the_range_saturate() {
    let mut time = EventTime::new(2, Duration::MAX).any_time_ahead();
    time.chunk(0, 0, &batch(0));
    assert_eq!(time.stamp(MIN), Ok(Stamp { time: MIN, watermark: MIN }));
    assert_eq!(time.stamp(MAX), Ok(Stamp { time: MAX, watermark: MIN }));
    assert_eq!(time.ends(0, &[0]), at(0), "the disorder is all there is after the epoch");
    let mut exact = EventTime::new(2, Duration::ZERO).any_time_ahead();
    exact.chunk(0, 0, &batch(0));
    assert_eq!(exact.stamp(MIN).map(|stamp| stamp.watermark), Ok(MIN));
    assert_eq!(exact.stamp(MAX).map(|stamp| stamp.watermark), Ok(MIN));
    let before_the_end = Timestamp::from_nanos(i64::MAX - 1);
    assert_eq!(exact.stamp(at(0)).map(|stamp| stamp.watermark), Ok(before_the_end));
    assert_eq!(exact.ends(0, &[0]), before_the_end, "only the end of the input is `MAX`");
    let mut nanos = EventTime::new(2, Duration::from_nanos(3)).any_time_ahead();
    nanos.chunk(0, 0, &batch(0));
    for offset in 0..6 {
        assert!(nanos.stamp(Timestamp::from_nanos(i64::MIN + offset)).is_ok());
    }
    assert_eq!(nanos.ends(0, &[0]), Timestamp::from_nanos(i64::MIN + 2));
}

#[test]
fn the_partitions_of_all_workers_come_together() {
    let mut workers: [(EventTime, &[usize]); 4] =
        [&[0, 4][..], &[1], &[2], &[]].map(|listed| (event_time().idle(10 * S), listed));
    workers[0].0.reads_chunk(0, 0, &[20]);
    workers[1].0.reads_chunk(1, 0, &[30]);
    workers[2].0.reads_chunk(2, 0, &[10]);
    assert_eq!(end_together(&mut workers, 0), MIN, "partition 4 has not spoken");
    workers[0].0.reads_chunk(4, 1, &[40]);
    assert_eq!(end_together(&mut workers, 1), at(8));
    assert_eq!(workers[3].0.held_by(), Some(Held { source: 0, partition: 2 }));
    assert_eq!(workers[3].0.when(at(18)), Some(at(10)), "2 is idle at 10, and 0 is at 18");
    assert_eq!(workers[3].0.when(at(19)), Some(at(10)), "0 is too, and 1 is at 28, which came at 0");
    workers[0].0.reads_chunk(0, 5, &[21]);
    assert_eq!(end_together(&mut workers, 10), at(19));
    assert_eq!(
        end_together(&mut workers, 15),
        at(38 + 10),
        "all are idle: 40 came at 1, the last record at 5"
    );
    workers[2].1 = &[];
    assert_eq!(workers[2].0.reads_chunk(2, 16, &[50]), [at(48)]);
    assert_eq!(end_together(&mut workers, 16), at(48), "what has ended counts no more");
}

#[test]
fn streams_that_meet_go_by_the_least_that_is_not_idle() {
    let (mut a, mut b) = (event_time().idle(10 * S), event_time());
    a.reads_chunk(0, 0, &[10]);
    b.reads_chunk(0, 0, &[100]);
    a.ends(0, &[0]);
    b.ends(0, &[0]);
    assert_eq!(meet(&mut [&mut a, &mut b]), at(8));
    assert_eq!(when(&[&a, &b], at(50)), Some(at(10)), "then `a` is left out");
    assert_eq!(when(&[&a, &b], at(99)), None, "`b` holds it for ever");
    a.ends(10, &[0]);
    b.ends(10, &[0]);
    assert_eq!(meet(&mut [&mut a, &mut b]), at(98));
    assert_eq!(a.reads_chunk(0, 11, &[20]), [at(98)], "and is judged by the other when it is back");
    assert_eq!(b.ends(12, &[]), MAX);
    a.ends(30, &[0]);
    assert_eq!(meet(&mut [&mut a, &mut b]), at(98 + 19), "the end of the other is none of its own");
    a.ends(31, &[]);
    assert_eq!(meet(&mut [&mut a, &mut b]), MAX);
}

#[test]
fn a_stream_that_has_ended_is_no_clock_for_those_it_met() {
    let (mut a, mut b) = (event_time().idle(10 * S), event_time());
    a.reads_chunk(0, 0, &[10]);
    b.reads_chunk(0, 0, &[100]);
    a.ends(10, &[0]);
    b.ends(10, &[0]);
    assert_eq!(meet(&mut [&mut a, &mut b]), at(98), "`a` is left out");
    a.ends(11, &[0]);
    b.ends(11, &[]);
    assert_eq!(meet(&mut [&mut a, &mut b]), at(98));
    assert_eq!(when(&[&a, &b], at(99)), Some(at(91)), "from the 8 of its own that came at 0");
    a.ends(90, &[0]);
    assert_eq!(meet(&mut [&mut a, &mut b]), at(98));
    a.ends(91, &[0]);
    assert_eq!(meet(&mut [&mut a, &mut b]), at(99));
}
