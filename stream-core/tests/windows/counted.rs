//! Late records are counted, also those that are late for some of their windows only.

use futures::FutureExt as _;
use proptest::prelude::*;
use stream_core::stream;
use stream_core::time::Timestamp;

use crate::drive::{nanos, run};
use crate::oracle::inputs::{SECOND, cases_of, parted};
use crate::oracle::time::stamped;
use crate::oracle::windows::{Outcome, Sliding, sessions};

/// What the last report counts, of partitions with some workers.
macro_rules! counted {
    ($($test:ident: [$($window:tt)*] is |$stamped:ident| $meaning:expr;)*) => {
        proptest! {
            #![proptest_config(cases_of(3))]
            $(
                #[test]
                fn $test(input in parted()) {
                    let (partitions, disorder) = (input.partitions.clone(), nanos(input.out_of_order));
                    let pipeline = stream!(
                        from_partitions(partitions)
                            .event_time(|record| Timestamp::from_nanos(record.time), out_of_order = disorder, max_ahead = none)
                            .map(|record| (record.key, record.value))
                            $($window)*
                            .count()
                            .for_each(|_| ())
                    );
                    let mut reports = pipeline.progress();
                    run(pipeline.workers(input.workers));
                    let mut last = None;
                    while let Some(Some(report)) = reports.next().now_or_never() {
                        last = Some(report);
                    }
                    let last = last.expect("the end of the input is a batch");
                    let $stamped = &stamped(&input.partitions, input.out_of_order);
                    let meaning: Outcome<String, i64> = $meaning;
                    let operator = last.operators[0];
                    let late = meaning.late.len() as u64;
                    prop_assert_eq!((last.late, operator.late), (late, late));
                    prop_assert_eq!(operator.late_in_part, meaning.late_in_part as u64);
                    prop_assert_eq!((operator.windows, operator.keys), (0, 0));
                }
            )*
        }
    };
}

counted! {
    fixed: [.window(fixed(5s)).allowed_lateness(1s)] is |stamped| Sliding::fixed(5 * SECOND).group(stamped, SECOND);

    sliding: [.window(sliding(10s, every = 3s))] is |stamped| {
        Sliding { length: 10 * SECOND, every: 3 * SECOND, offset: 0 }.group(stamped, 0)
    };

    session: [.window(session(gap = 5s))] is |stamped| sessions(stamped, 5 * SECOND, 0);
}
