//! Joins against two nested loops.

use proptest::prelude::*;

use super::on_workers;
use crate::exchange::{Exchange, Part as _};
use crate::keyed::kind::{Own, Text};
use crate::keyed::{Cogroup, Packet};

type Records = Vec<(String, u32)>;

type Joined = (String, (Option<u32>, Option<u32>));

fn records() -> impl Strategy<Value = Records> {
    prop::collection::vec(("[a-d]?", 0..5_u32), 0..12)
}

/// All pairs of equal keys, and the records of either side without one, by the flags.
fn joined(left: &Records, right: &Records, outer: (bool, bool)) -> Vec<Joined> {
    let mut out = Vec::new();
    for (key, v) in left {
        let mut matches = right.iter().filter(|(k, _)| k == key).peekable();
        if matches.peek().is_none() && outer.0 {
            out.push((key.clone(), (Some(*v), None)));
        }
        out.extend(matches.map(|(_, w)| (key.clone(), (Some(*v), Some(*w)))));
    }
    if outer.1 {
        let alone = right.iter().filter(|(key, _)| !left.iter().any(|(k, _)| k == key));
        out.extend(alone.map(|(key, w)| (key.clone(), (None, Some(*w)))));
    }
    out.sort_unstable();
    out
}

fn sorted<T: Ord>(records: impl Iterator<Item = T>) -> Vec<T> {
    let mut records: Vec<_> = records.collect();
    records.sort_unstable();
    records
}

proptest! {
    #[test]
    fn joins_agree_with_nested_loops(left in records(), right in records(), workers in 1..=4_usize) {
        let all = on_workers(workers, async |worker, mut exchange: Exchange<Packet<_, _, _>>| {
            let mut cogroup = Cogroup::new();
            let mut outputs = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            for batch in 0..4 {
                for (key, v) in left.iter().skip(worker).step_by(workers) {
                    cogroup.left(Text, key.as_str(), *v);
                }
                for (key, w) in right.iter().skip(worker).step_by(workers) {
                    cogroup.right(Text, key.clone(), *w);
                }
                cogroup.exchange(&mut exchange).await;
                match batch {
                    0 => outputs.0.extend(cogroup.drain_inner()),
                    1 => outputs.1.extend(cogroup.drain_left()),
                    2 => outputs.2.extend(cogroup.drain_right()),
                    _ => outputs.3.extend(cogroup.drain_full()),
                }
            }
            outputs
        });
        let inner = all.iter().flat_map(|all| &all.0).map(|(k, (v, w))| (k.clone(), (Some(*v), Some(*w))));
        prop_assert_eq!(sorted(inner), joined(&left, &right, (false, false)));
        let lefts = all.iter().flat_map(|all| &all.1).map(|(k, (v, w))| (k.clone(), (Some(*v), *w)));
        prop_assert_eq!(sorted(lefts), joined(&left, &right, (true, false)));
        let rights = all.iter().flat_map(|all| &all.2).map(|(k, (v, w))| (k.clone(), (*v, Some(*w))));
        prop_assert_eq!(sorted(rights), joined(&left, &right, (false, true)));
        let full = all.iter().flat_map(|all| all.3.clone());
        prop_assert_eq!(sorted(full), joined(&left, &right, (true, true)));
    }
}

#[test]
fn keys_come_by_first_sight_and_values_in_order() {
    let mut cogroup = Cogroup::new();
    cogroup.right(Own, 'b', "x");
    cogroup.left(Own, 'a', 1);
    cogroup.left(Own, 'b', 2);
    cogroup.left(Own, 'b', 3);
    cogroup.right(Own, 'b', "y");
    let b = [('b', (2, "x")), ('b', (2, "y")), ('b', (3, "x")), ('b', (3, "y"))];
    assert!(cogroup.drain_inner().eq(b));
    cogroup.right(Own, 'b', "x");
    cogroup.left(Own, 'a', 1);
    assert!(cogroup.drain_cogroup().eq([('b', (vec![], vec!["x"])), ('a', (vec![1], vec![]))]));
}

#[test]
fn what_comes_out_once_is_not_cloned() {
    /// Panics when it is cloned.
    #[derive(PartialEq, Eq, Hash, Debug)]
    struct Whole(u32);
    impl Clone for Whole {
        fn clone(&self) -> Self {
            panic!("{} was cloned", self.0)
        }
    }
    let mut exchange = Exchange::make(1).remove(0);
    let mut cogroup = Cogroup::new();
    cogroup.left(Own, Whole(1), Whole(2));
    cogroup.right(Own, Whole(1), Whole(3));
    futures::executor::block_on(cogroup.exchange(&mut exchange));
    assert!(cogroup.drain_inner().eq([(Whole(1), (Whole(2), Whole(3)))]));
}
