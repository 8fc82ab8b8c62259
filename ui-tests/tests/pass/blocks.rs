//! Blocks of named streams: forks, unions, splits and joins.

use stream_core::{Collected, stream};

#[test]
fn a_stream_that_is_read_twice_forks() {
    let (all, even) = (Collected::new(), Collected::new());
    stream!({
        let numbers = from_iter(0..4_u32);
        numbers.collect(&all);
        numbers.filter(|n| n % 2 == 0).collect(&even);
    })
    .run()
    .unwrap();
    assert_eq!(all.take(), [0, 1, 2, 3]);
    assert_eq!(even.take(), [0, 2]);
}

#[test]
fn branches_and_streams_come_together() {
    let collected = Collected::new();
    stream!({
        let numbers = from_iter([1_u32, 2]);
        let tens = numbers.map(|n| n * 10);
        numbers.union(tens).union(from_iter([7])).sort_by(|n| *n).collect(&collected);
    })
    .run()
    .unwrap();
    assert_eq!(collected.take(), [1, 2, 7, 10, 20]);
}

#[test]
fn lent_texts_and_static_texts_are_of_one_type() {
    let collected = Collected::new();
    let owned = ["a b".to_owned()];
    stream!({
        let lines = from_iter(owned.iter());
        let words = lines.flat_map(|line| line.split(' '));
        words.union(from_iter(["c"])).map(str::to_owned).collect(&collected);
    })
    .drive_here();
    let mut words = collected.take();
    words.sort();
    assert_eq!(words, ["a", "b", "c"]);
}

/// Runs a pipeline that borrows from this thread.
trait DriveHere {
    fn drive_here(self);
}

impl<P: stream_core::Program<Parts: stream_core::exchange::Standalone>> DriveHere
    for stream_core::Pipeline<P>
{
    fn drive_here(self) {
        self.run().expect("the pipeline runs");
    }
}

#[test]
fn a_split_gives_each_record_to_one_branch() {
    let (small, even, rest) = (Collected::new(), Collected::new(), Collected::new());
    stream!({
        let (few, halves, others) = from_iter(0..6_u32).split(|n| *n < 2, |n| n % 2 == 0);
        few.collect(&small);
        halves.collect(&even);
        others.collect(&rest);
    })
    .run()
    .unwrap();
    assert_eq!((small.take(), even.take(), rest.take()), (vec![0, 1], vec![2, 4], vec![3, 5]));
}

#[test]
fn a_branch_may_be_dropped() {
    let even = Collected::new();
    stream!({
        let (halves, _) = from_iter(0..4_u32).split(|n| n % 2 == 0);
        halves.collect(&even);
    })
    .run()
    .unwrap();
    assert_eq!(even.take(), [0, 2]);
}

#[test]
fn streams_join_by_key() {
    let (inner, left, groups) = (Collected::new(), Collected::new(), Collected::new());
    stream!({
        let names = from_iter([(1, "one"), (2, "two")]);
        let roman = from_iter([(1, 'I')]);
        names.join(roman, within = batch).collect(&inner);
        names.left_join(roman, within = batch).sort_by(|(n, _)| *n).collect(&left);
        names.cogroup(from_iter([(1, 1.5)]), within = batch).count().collect(&groups);
    })
    .run()
    .unwrap();
    assert_eq!(inner.take(), [(1, ("one", 'I'))]);
    assert_eq!(left.take(), [(1, ("one", Some('I'))), (2, ("two", None))]);
    assert_eq!(groups.take(), [2]);
}
