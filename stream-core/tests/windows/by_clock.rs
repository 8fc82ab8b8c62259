//! Windows in processing time: a record has the time of its batch, and a window fires when the clock has come to its end, in a batch of its
//! own if there is no record.

use proptest::prelude::*;

use crate::oracle::clock::{times, windows};
use crate::oracle::inputs::{SECOND, cases_of, inputs};
use crate::oracle::windows::{Firing, Sliding};
use crate::seen::shown;
use crate::times::{fed_at, queued_at};

/// What each batch gives out, with some workers and embedded.
macro_rules! by_clock {
    ($($test:ident: [$($window:tt)*] is $sliding:expr;)*) => {
        proptest! {
            #![proptest_config(cases_of(2))]
            $(
                #[test]
                fn $test(input in inputs(1), times in times(), workers in prop_oneof![Just(1), Just(4)]) {
                    let mut expected = windows(&input.batches(), &times, |all| $sliding.group(all, 0), |end, now| end <= now);
                    expected.truncate(expected.iter().rposition(|fired| !fired.is_empty()).map_or(0, |last| last + 1));
                    let found = queued_at!(input.batches(), times, workers, Firing = [
                        .map(|record| (record.key, record.value)) $($window)* .collect().map(|result| shown(result))
                    ]);
                    prop_assert_eq!(&found, &expected, "{} workers", workers);
                    let found = fed_at!(input.batches(), times, Firing = [
                        .map(|record| (record.key, record.value)) $($window)* .collect().map(|result| shown(result))
                    ]);
                    prop_assert_eq!(found, expected, "embedded");
                }
            )*
        }
    };
}

by_clock! {
    fixed: [.window(fixed(10s, offset = 3s))] is Sliding { length: 10 * SECOND, every: 10 * SECOND, offset: 3 * SECOND };
    sliding: [.window(sliding(10s, every = 4s))] is Sliding { length: 10 * SECOND, every: 4 * SECOND, offset: 0 };
}
