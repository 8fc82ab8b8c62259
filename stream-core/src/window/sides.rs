//! Two streams in one window: the values of both sides of a key, and the pairs of them.
//!
//! A join by window is an aggregate that collects both sides, and pairs that are made one at a time when the window closes. For
//! each left value come all right values, each side in the order in which it came. After Flink's window join.

use std::marker::PhantomData;

use super::aggregate::{Aggregate, AggregateError};
use super::fixed::Fixed;
use super::policy::Overflow;
use super::session::Session;
use super::sliding::Sliding;
use super::windowed::Windowed;
use crate::keyed::same::OfTwoStreams;
use crate::keyed::{Cross, Repeat, Sides, or_none};
use crate::stage::Stamp;

impl<K, S, I, W> OfTwoStreams<K, I> for Fixed<K, S, I, W> {}
impl<K, S, I, W> OfTwoStreams<K, I> for Sliding<K, S, I, W> {}
impl<K, S, I> OfTwoStreams<K, I> for Session<K, S, I> {}

/// A value of one of two streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side<V, W> {
    /// Of the stream that is joined.
    Left(V),
    /// Of the stream that it is joined with.
    Right(W),
}

/// Collects the values of both sides.
#[derive(Clone, Copy, Debug)]
pub struct SidesOf<V, W>(PhantomData<fn(V, W)>);

impl<V, W> Default for SidesOf<V, W> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V, W> SidesOf<V, W> {
    /// The aggregate.
    pub fn new() -> Self {
        SidesOf(PhantomData)
    }
}

impl<V, W> Aggregate for SidesOf<V, W> {
    type In = Side<V, W>;
    type State = Sides<V, W>;
    type Output = Sides<V, W>;
    const GROWS: bool = true;

    fn init(&self) -> Sides<V, W> {
        (Vec::new(), Vec::new())
    }

    #[inline]
    fn add(&self, (lefts, rights): &mut Sides<V, W>, value: Side<V, W>) {
        match value {
            Side::Left(left) => lefts.push(left),
            Side::Right(right) => rights.push(right),
        }
    }

    fn merge(&self, (lefts, rights): &mut Sides<V, W>, mut other: Sides<V, W>) {
        lefts.append(&mut other.0);
        rights.append(&mut other.1);
    }

    fn finish(&self, sides: Sides<V, W>) -> Result<Sides<V, W>, AggregateError> {
        Ok(sides)
    }
}

/// A result of the windows of two streams.
pub type BothSides<K, V, W> = Result<(Stamp, Windowed<K, Sides<V, W>>), Overflow<K>>;

/// A pair that a join by window gives.
type Paired<K, V, W> = Result<(Stamp, Windowed<K, (V, W)>), Overflow<K>>;

/// Every pair of a left and a right value of one key and window.
pub fn join_inner<K: Repeat, V: Repeat, W: Repeat>(
    windows: impl Iterator<Item = BothSides<K, V, W>>,
) -> impl Iterator<Item = Paired<K, V, W>> {
    windows.flat_map(|result| pairs(result, |lefts, rights| (lefts, rights)))
}

/// As [`join_inner`], and a left value without a right one with `None`.
pub fn join_left<K: Repeat, V: Repeat, W: Repeat>(
    windows: impl Iterator<Item = BothSides<K, V, W>>,
) -> impl Iterator<Item = Paired<K, V, Option<W>>> {
    windows.flat_map(|result| pairs(result, |lefts, rights| (lefts, or_none(rights))))
}

/// As [`join_inner`], and a right value without a left one with `None`.
pub fn join_right<K: Repeat, V: Repeat, W: Repeat>(
    windows: impl Iterator<Item = BothSides<K, V, W>>,
) -> impl Iterator<Item = Paired<K, Option<V>, W>> {
    windows.flat_map(|result| pairs(result, |lefts, rights| (or_none(lefts), rights)))
}

/// As [`join_inner`], and a value of either side without one of the other with `None`.
pub fn join_full<K: Repeat, V: Repeat, W: Repeat>(
    windows: impl Iterator<Item = BothSides<K, V, W>>,
) -> impl Iterator<Item = Paired<K, Option<V>, Option<W>>> {
    windows.flat_map(|result| pairs(result, |lefts, rights| (or_none(lefts), or_none(rights))))
}

/// The pairs of one result, of the sides that `sides` makes of it.
fn pairs<K: Clone, V, W, A: Clone, B: Clone>(
    result: BothSides<K, V, W>,
    sides: impl FnOnce(Vec<V>, Vec<W>) -> (Vec<A>, Vec<B>),
) -> impl Iterator<Item = Paired<K, A, B>> {
    let (failed, cross) = match result {
        Err(overflow) => (Some(Err(overflow)), None),
        Ok((stamp, Windowed { key, window, value: (lefts, rights), pane })) => {
            let (lefts, rights) = sides(lefts, rights);
            (None, Some((stamp, window, pane, Cross::new(key, lefts, rights))))
        }
    };
    let paired = cross.into_iter().flat_map(|(stamp, window, pane, cross)| {
        cross.map(move |(key, value)| Ok((stamp, Windowed { key, window, value, pane })))
    });
    failed.into_iter().chain(paired)
}

#[cfg(test)]
mod tests {
    use super::super::windowed::{Pane, Window};
    use super::*;
    use crate::time::Timestamp;

    fn window(lefts: Vec<u8>, rights: Vec<char>) -> [BothSides<&'static str, u8, char>; 1] {
        let stamp = Stamp { time: Timestamp::from_millis(9), watermark: Timestamp::MIN };
        let window = Window { start: Timestamp::from_millis(0), end: Timestamp::from_millis(10) };
        [Ok((stamp, Windowed { key: "k", window, value: (lefts, rights), pane: Pane::ONLY }))]
    }

    fn values<V, W>(pairs: impl Iterator<Item = Paired<&'static str, V, W>>) -> Vec<(V, W)> {
        pairs.map(|pair| pair.expect("no bound is reached").1.value).collect()
    }

    #[test]
    fn every_left_value_meets_every_right_one() {
        let pairs = values(join_inner(window(vec![1, 2], vec!['a', 'b']).into_iter()));
        assert_eq!(pairs, [(1, 'a'), (1, 'b'), (2, 'a'), (2, 'b')]);
        assert!(values(join_inner(window(vec![1], vec![]).into_iter())).is_empty());
    }

    #[test]
    fn what_meets_nothing_comes_out_of_an_outer_join() {
        let lonely_left = || window(vec![1, 2], vec![]).into_iter();
        let lonely_right = || window(vec![], vec!['a']).into_iter();
        assert_eq!(values(join_left(lonely_left())), [(1, None), (2, None)]);
        assert!(values(join_left(lonely_right())).is_empty());
        assert_eq!(values(join_right(lonely_right())), [(None, 'a')]);
        assert!(values(join_right(lonely_left())).is_empty());
        assert_eq!(values(join_full(lonely_left())), [(Some(1), None), (Some(2), None)]);
        assert_eq!(values(join_full(lonely_right())), [(None, Some('a'))]);
    }

    #[test]
    fn a_bound_that_is_reached_is_handed_on() {
        let error = AggregateError::new("too many");
        let failed: BothSides<&str, u8, char> = Err(Overflow { key: None, error });
        assert!(join_full([failed].into_iter()).next().is_some_and(|pair| pair.is_err()));
    }

    #[test]
    fn sides_are_collected_and_merged_in_order() {
        let sides = SidesOf::new();
        let mut state = sides.init();
        sides.add(&mut state, Side::Left(1));
        sides.add(&mut state, Side::Right('a'));
        sides.merge(&mut state, (vec![2], vec!['b']));
        assert_eq!(sides.finish(state), Ok((vec![1, 2], vec!['a', 'b'])));
    }
}
