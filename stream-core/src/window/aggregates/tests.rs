//! Aggregates of records in parts that are merged, against sums that are written out.

use std::cmp::Reverse;

use proptest::prelude::*;

use super::*;
use crate::time::Timestamp;
use crate::window::{Aggregate, Pane, Window, Windowed};

/// What the aggregate makes of records that come in these parts; as text where there is an error.
fn of_parts<G: Aggregate>(aggregate: &G, parts: Vec<Vec<G::In>>) -> Result<G::Output, String> {
    let part = |records: Vec<G::In>| {
        let mut state = aggregate.init();
        records.into_iter().for_each(|record| aggregate.add(&mut state, record));
        state
    };
    let merge = |mut state, other| {
        aggregate.merge(&mut state, other);
        state
    };
    let state = parts.into_iter().map(part).reduce(merge).unwrap_or_else(|| aggregate.init());
    aggregate.finish(state).map_err(|error| error.to_string())
}

fn of<G: Aggregate>(aggregate: &G, records: Vec<G::In>) -> Result<G::Output, String> {
    of_parts(aggregate, vec![records])
}

/// Any integer, often one at an end of the range.
fn ints() -> impl Strategy<Value = Vec<Vec<i64>>> {
    let int = prop_oneof![any::<i64>(), Just(i64::MIN), Just(i64::MAX), -9..9_i64];
    prop::collection::vec(prop::collection::vec(int, 0..6), 1..4)
}

proptest! {
    #[test]
    fn sums_of_integers_are_exact_or_an_error(parts in ints()) {
        let all = parts.concat();
        let exact: i128 = all.iter().map(|x| i128::from(*x)).sum();
        let error = "the sum is out of the range of `i64`, sum a wider type or write `sum(.., wrapping)`";
        let want = i64::try_from(exact).map_err(|_| error.to_owned());
        prop_assert_eq!(of_parts(&Sum::new(), parts.clone()), want);
        prop_assert_eq!(of_parts(&WrappingSum::new(), parts.clone()), Ok(exact as i64));
        let mean = of_parts(&Mean::new(), parts).unwrap();
        prop_assert!(all.is_empty() && mean.is_nan() || mean == exact as f64 / all.len() as f64);
    }

    #[test]
    fn sums_of_the_other_integers_are_too(parts in ints()) {
        let narrow: Vec<Vec<i8>> = parts.iter().map(|part| part.iter().map(|x| *x as i8).collect()).collect();
        let exact: i64 = narrow.iter().flatten().map(|x| i64::from(*x)).sum();
        prop_assert_eq!(of_parts(&Sum::new(), narrow).ok(), i8::try_from(exact).ok());
        let unsigned: Vec<Vec<u64>> = parts.iter().map(|part| part.iter().map(|x| *x as u64).collect()).collect();
        let exact: u128 = unsigned.iter().flatten().map(|x| u128::from(*x)).sum();
        prop_assert_eq!(of_parts(&Sum::new(), unsigned).ok(), u64::try_from(exact).ok());
    }

    #[test]
    fn sums_of_128_bits_are_exact_in_any_order(mut all in prop::collection::vec(any::<i128>(), 0..5)) {
        all.extend(all.clone().into_iter().rev().map(|x| if x == i128::MIN { 0 } else { -x }));
        let rest: i128 = all.iter().filter(|x| **x == i128::MIN).count().min(1) as i128 * i128::MIN;
        prop_assume!(all.iter().filter(|x| **x == i128::MIN).count() <= 1);
        prop_assert_eq!(of(&Sum::new(), all), Ok(rest));
    }

    #[test]
    fn sums_of_floats_are_within_their_bounds(
        parts in prop::collection::vec(prop::collection::vec(-1e9..1e9_f64, 0..40), 1..4),
    ) {
        let all = parts.concat();
        // Multiples of 2⁻³⁰ below 2⁹⁰, exact as integers.
        let exact = |x: f64| (x * 2_f64.powi(30)).round() as i128;
        let parts: Vec<Vec<f64>> =
            parts.iter().map(|p| p.iter().map(|x| exact(*x) as f64 / 2_f64.powi(30)).collect()).collect();
        let want = all.iter().map(|x| exact(*x)).sum::<i128>() as f64 / 2_f64.powi(30);
        let (n, epsilon) = (all.len() as f64, 2_f64.powi(-53));
        let size: f64 = all.iter().map(|x| x.abs()).sum();
        let plain = of_parts(&Sum::new(), parts.clone()).unwrap();
        prop_assert!((plain - want).abs() <= n * epsilon * size * 1.01, "{plain} {want}");
        let compensated = of_parts(&CompensatedSum::new(), parts).unwrap();
        let bound = 2.0 * epsilon * want.abs() + n * n * epsilon * epsilon * size;
        prop_assert!((compensated - want).abs() <= bound * 1.01, "{compensated} {want}");
    }

    #[test]
    fn extremes_top_and_distinct_agree_with_a_sort(parts in ints(), n in 0..5_usize) {
        let all = parts.concat();
        prop_assert_eq!(of_parts(&Min::new(), parts.clone()).ok(), all.iter().min().copied());
        prop_assert_eq!(of_parts(&Max::new(), parts.clone()).ok(), all.iter().max().copied());
        prop_assert_eq!(of_parts(&Collect::new(), parts.clone()), Ok(all.clone()));
        let mut sorted = all.clone();
        sorted.sort_unstable();
        let mut distinct = sorted.clone();
        distinct.dedup();
        prop_assert_eq!(of_parts(&DistinctCount::new(), parts.clone()), Ok(distinct.len() as u64));
        let ranked = |part: Vec<i64>| part.into_iter().map(|x| (x, x, ByArrival)).collect();
        let top = of_parts(&Top::new(n), parts.into_iter().map(ranked).collect());
        prop_assert_eq!(top.unwrap(), sorted.into_iter().rev().take(n).collect::<Vec<_>>());
    }
}

#[test]
fn sums_beyond_128_bits_are_an_error_unless_they_come_back() {
    assert_eq!(of(&Sum::new(), vec![u128::MAX, 1, 5]).ok(), None);
    assert_eq!(of(&Sum::new(), vec![i128::MAX, i128::MAX, i128::MIN, i128::MIN]), Ok(-2));
    assert_eq!(of(&Mean::new(), vec![i128::MAX, i128::MAX]), Ok(2_f64.powi(127)));
    assert_eq!(of(&Mean::new(), vec![u128::MAX; 4]), Ok(2_f64.powi(128)));
}

#[test]
fn a_compensated_sum_keeps_what_a_plain_one_loses() {
    let numbers = vec![1.0, 1e100, 1.0, -1e100];
    assert_eq!(of(&Sum::new(), numbers.clone()), Ok(0.0));
    assert_eq!(of(&CompensatedSum::new(), numbers.clone()), Ok(2.0));
    let parts = numbers.chunks(2).map(<[_]>::to_vec).collect();
    assert_eq!(of_parts(&CompensatedMean::new(), parts), Ok(0.5));
    assert_eq!(of(&CompensatedSum::new(), vec![f64::INFINITY, 1.0]), Ok(f64::INFINITY));
    assert!(of(&CompensatedSum::new(), vec![f64::INFINITY, f64::NEG_INFINITY]).unwrap().is_nan());
    assert_eq!(of(&Sum::new(), vec![0.5_f32, 0.25]), Ok(0.75_f32));
    assert_eq!(of(&CompensatedSum::new(), vec![0.5_f32, 0.25]), Ok(0.75_f32));
}

#[test]
fn nan_spoils_a_sum_and_is_left_out_of_extremes() {
    let numbers = vec![f64::NAN, 2.0, f64::NAN, 1.0];
    assert!(of(&Sum::new(), numbers.clone()).unwrap().is_nan());
    assert!(of(&Mean::new(), numbers.clone()).unwrap().is_nan());
    assert_eq!(of(&Min::new(), numbers.clone()), Ok(1.0));
    assert_eq!(of(&Max::new(), numbers), Ok(2.0));
    assert!(of(&Max::new(), vec![f64::NAN; 2]).unwrap().is_nan());
}

#[test]
fn of_nothing_there_is_no_extreme_and_no_reduction() {
    let error = Err("there is no record to aggregate".to_owned());
    assert_eq!(of(&Min::<u8>::new(), vec![]), error);
    assert_eq!(of(&reduce_of(&0, |a, b| a + b), vec![]), error);
}

#[test]
fn closures_reduce_fold_and_merge() {
    let words = || vec![vec!["a", "bb"], vec!["ccc"]];
    let longest = reduce_of(&"", |a: &str, b: &str| if a.len() < b.len() { b } else { a });
    assert_eq!(of_parts(&longest, words()), Ok("ccc"));
    let lengths = fold_of(
        &"",
        || vec![0],
        |mut all, word: &str| {
            all.push(word.len());
            all
        },
        |a, b| [a, b].concat(),
    );
    assert_eq!(of_parts(&lengths, words()), Ok(vec![0, 1, 2, 0, 3]));
    struct Held;
    impl Closures<u8> for Held {}
    let merge = Held.folder(|a, b| a + b);
    assert_eq!(of_parts(&merge, vec![vec![]]).ok(), None);
    let mut state = Some(3);
    merge.merge(&mut state, Some(4));
    assert_eq!(merge.finish(state), Ok(7));
}

#[test]
fn a_tuple_computes_all_in_one_pass() {
    let all = (Count::new(), Sum::new(), (Min::new(), Mean::new()));
    let records = [4_i32, 2, 9].map(|x| ((), x, (x, f64::from(x))));
    assert_eq!(of(&all, records.to_vec()), Ok((3, 15, (2, 5.0))));
    let nothing = (Count, Sum::new());
    assert!(of(&nothing, vec![((), u8::MAX), ((), 1)]).unwrap_err().contains("range of `u8`"));
}

#[test]
fn ties_in_top_go_by_key_where_it_has_an_order() {
    macro_rules! top {
        ($($record:expr),*) => {{
            let records = vec![$($record),*];
            let ranked = records.into_iter().map(|record| (0, record, (&&&TiesProbe::of(&record)).ties()));
            of(&Top::new(2), ranked.collect()).unwrap()
        }};
    }
    assert_eq!(top!(("c", 1.5), ("b", 0.5), ("a", 1.0)), [("a", 1.0), ("b", 0.5)]);
    assert_eq!(top!(5, 3, 4), [5, 3]);
    assert_eq!(top!((2.0, 'a'), (1.0, 'b'), (0.0, 'c')), [(2.0, 'a'), (1.0, 'b')]);
    let window = Window { start: Timestamp::MIN, end: Timestamp::MAX };
    let result = |key| Windowed { key, window, value: 1.0, pane: Pane::ONLY };
    assert_eq!(top!(result('b'), result('c'), result('a')), [result('a'), result('b')]);
    let by = vec![(Reverse(3), 'x', ByArrival), (Reverse(1), 'y', ByArrival), (Reverse(1), 'z', ByArrival)];
    assert_eq!(of(&Top::new(2), by), Ok(vec!['y', 'z']));
}

#[test]
fn top_holds_at_most_twice_its_number() {
    let top = Top::new(3);
    let mut state = top.init();
    for x in 0..1_000 {
        top.add(&mut state, (x, x, ByArrival));
        assert!(state.len() <= 6);
    }
    assert_eq!(top.finish(state), Ok(vec![999, 998, 997]));
}
