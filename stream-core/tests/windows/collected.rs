//! Tests that collect the values of each window, and the late records.

use std::collections::BTreeMap;

use stream_core::window::Windowed;

use crate::oracle::sorted;
use crate::oracle::windows::Groups;

pub(crate) type Results = Vec<Windowed<String, Vec<i64>>>;

/// The values of each window, sorted, as the last pane has them.
pub(crate) fn groups(panes: BTreeMap<(String, (i64, i64)), Vec<i64>>) -> Groups<String, i64> {
    panes.into_iter().map(|(group, values)| (group, sorted(values))).collect()
}

/// A window in every way: the values of each window and the late records are what `$meaning` says.
macro_rules! in_every_way {
    ($input:ident, [$($window:tt)*], $panes:ident, |$stamped:ident| $meaning:expr) => {{
        let check = |how: &str,
                     partitions: &[Vec<crate::oracle::Record>],
                     results: crate::collected::Results,
                     late: Vec<(String, i64)>| {
            let $stamped = &crate::oracle::time::stamped(partitions, $input.out_of_order);
            let meaning: crate::oracle::windows::Outcome<String, i64> = $meaning;
            prop_assert_eq!(crate::collected::groups($panes(results)), meaning.groups, "{}", how);
            prop_assert_eq!(crate::oracle::sorted(late), crate::seen::pairs(&meaning.late), "late, {}", how);
            Ok(())
        };
        crate::drive::every_way!($input, |records, out, late, disorder| [
            let windows = records
                .event_time(
                    |record| stream_core::time::Timestamp::from_nanos(record.time),
                    out_of_order = disorder,
                    max_ahead = none
                )
                .map(|record| (record.key, record.value))
                $($window)*
                .collect();
            windows.collect(out);
            windows.late().collect(late);
        ], check);
    }};
}
pub(crate) use in_every_way;

/// One test for each window: in every way, the values of each window and the late records are what `$meaning` says.
macro_rules! windows {
    ($($test:ident: [$($window:tt)*], $panes:ident, |$stamped:ident| $meaning:expr;)*) => {
        proptest! {
            #![proptest_config(cases_of(2))]
            $(
                #[test]
                fn $test(input in parted()) {
                    crate::collected::in_every_way!(input, [$($window)*], $panes, |$stamped| $meaning);
                }
            )*
        }
    };
}
pub(crate) use windows;
