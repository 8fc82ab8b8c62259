//! What a join holds and what it says of it.

use super::{all, nanos, stamp};
use crate::error::ErrorKind;
use crate::join::{Inner, Interval, LeftOuter, Within};
use crate::keyed::kind::Own;
use crate::record::Operator;

const JOIN: Operator = Operator { name: "join", file: "src/main.rs", line: 3, column: 9 };

#[test]
fn what_no_watermark_frees_ends_at_the_bound() {
    let mut join = Interval::<u32, u32, (), (), _>::new(Inner, Within::Forever, 1).max_held(3);
    for n in 0..4 {
        assert!(join.check(JOIN).is_ok(), "{n} records are held");
        let reach = join.open(stamp(0, 0)).unwrap();
        join.left(reach, Own, n, n);
        assert_eq!(all(&mut join, 0).len(), 0);
    }
    let error = join.check(JOIN).unwrap_err();
    assert_eq!((error.kind(), error.operator()), (ErrorKind::Bound, Some(JOIN)));
    assert!(error.to_string().contains("more than 3 records"), "{error}");
}

#[test]
fn what_goes_with_the_batch_in_which_it_came_counts_in_it() {
    for (records, is_right) in [(3, true), (4, false)] {
        let mut join = Interval::<u32, u32, (), (), _>::new(Inner, Within::Limit(nanos(1)), 1).max_held(3);
        for n in 0..records {
            let reach = join.open(stamp(0, 0)).unwrap();
            join.left(reach, Own, n, n);
        }
        assert_eq!((all(&mut join, i64::MAX).len(), join.gauge().keys), (0, 0));
        assert_eq!(join.check(JOIN).is_ok(), is_right);
    }
}

#[test]
fn keys_go_with_their_last_record() {
    let mut join = Interval::<u32, u32, u32, (), _>::new(Inner, Within::Limit(nanos(10)), 1);
    for round in 0..100_i64 {
        for key in 0..50 {
            let reach = join.open(stamp(round * 100, round * 100)).unwrap();
            join.left(reach, Own, key + round as u32 * 50, key);
            let reach = join.open(stamp(round * 100 + 5, round * 100)).unwrap();
            join.right(reach, Own, key + round as u32 * 50, key);
        }
        assert_eq!(all(&mut join, round * 100).len(), 50);
        assert!(join.gauge().keys <= 200, "those of the rounds before are gone");
    }
    assert!(join.gauge().bytes < 200_000, "{:?}", join.gauge());
    assert_eq!((all(&mut join, 1_000_000), join.gauge().keys), (vec![], 0));
}

#[test]
fn keys_that_come_once_are_held_no_more_than_twice_over() {
    let mut join = Interval::<u32, (), (), (), _>::new(Inner, Within::Limit(nanos(1_000)), 1);
    let mut most = 0;
    for key in 0..50_000_u32 {
        let reach = join.open(stamp(i64::from(key), i64::from(key))).unwrap();
        join.left(reach, Own, key, ());
        if key % 7 == 0 {
            assert_eq!(all(&mut join, i64::from(key)), []);
            most = join.gauge().keys.max(most);
        }
    }
    assert!(most > 1_000 && most < 2_200, "{most} are held of which 1,000 can have a partner");
}

#[test]
fn a_value_that_meets_nobody_is_not_cloned() {
    /// Panics when it is cloned.
    #[derive(PartialEq, Debug)]
    struct Whole(u32);
    impl Clone for Whole {
        fn clone(&self) -> Self {
            panic!("{} was cloned", self.0)
        }
    }
    let mut join = Interval::<char, _, (), (), _>::new(LeftOuter, Within::Limit(nanos(10)), 1);
    let reach = join.open(stamp(0, 0)).unwrap();
    join.left(reach, Own, 'a', Whole(1));
    let out: Vec<_> = all(&mut join, 11).into_iter().map(|(_, it)| it).collect();
    assert_eq!(out, [('a', (Whole(1), None))]);
}
