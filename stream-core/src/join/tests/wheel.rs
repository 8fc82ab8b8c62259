//! The timing wheel against a sorted list.

use proptest::prelude::*;

use super::at;
use crate::join::wheel::Wheel;

/// Points close together, far apart, and at the ends of the range.
fn points() -> impl Strategy<Value = i64> {
    prop_oneof![
        0..100_i64,
        -5_000..5_000_i64,
        any::<i64>(),
        Just(i64::MIN),
        Just(i64::MAX),
        i64::MAX - 70..=i64::MAX
    ]
}

proptest! {
    #[test]
    fn the_wheel_passes_what_a_sorted_list_passes(
        steps in prop::collection::vec((prop::collection::vec(points(), 0..8), points()), 1..12),
    ) {
        let (mut wheel, mut list, mut now) = (Wheel::new(), Vec::new(), i64::MIN);
        for (key, (entered, to)) in steps.into_iter().enumerate() {
            for point in entered {
                wheel.push(at(point.max(now)), key as u32);
                list.push((point.max(now), key as u32));
            }
            list.sort_unstable();
            prop_assert_eq!(wheel.next(), list.first().map(|(point, _)| at(*point)));
            let mut passed = Vec::new();
            wheel.advance(at(to), &mut passed);
            now = now.max(to);
            let mut expected: Vec<_> = list.extract_if(.., |(point, _)| *point < now).map(|(_, key)| key).collect();
            expected.sort_unstable();
            passed.sort_unstable();
            prop_assert_eq!(passed, expected);
            prop_assert_eq!(wheel.next(), list.first().map(|(point, _)| at(*point)));
        }
    }
}

#[test]
fn a_step_that_passes_nothing_moves_nothing_that_lies_ahead() {
    let mut wheel = Wheel::new();
    wheel.advance(at(0), &mut Vec::new());
    (0..1_000).for_each(|key| wheel.push(at(1_000_000 + i64::from(key)), key));
    let mut passed = Vec::new();
    (0..900_000).step_by(1_000).for_each(|to| wheel.advance(at(to), &mut passed));
    assert_eq!((passed.len(), wheel.next()), (0, Some(at(1_000_000))));
    wheel.advance(at(1_000_500), &mut passed);
    assert_eq!((passed.len(), wheel.next()), (500, Some(at(1_000_500))));
}
