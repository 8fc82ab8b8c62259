//! What came out of a pipeline, in the words of the oracle.

use std::collections::BTreeMap;
use std::fmt::Debug;

use stream_core::window::{Pane, Timing, Windowed};

use crate::oracle::windows::{Firing, Window};
use crate::oracle::{Record, sorted};

/// Results by key and window.
pub(crate) type Panes<V> = BTreeMap<(String, Window), V>;

/// The last result of each key and window. Panes are numbered without a gap: early ones, then one on
/// time, then late ones; a key whose first record comes after the end of the window has late ones only.
pub(crate) fn last_panes<V: Clone>(results: Vec<Windowed<String, V>>) -> Panes<V> {
    let mut panes: Panes<(Pane, V)> = BTreeMap::new();
    for result in results {
        let (pane, window) = (result.pane, (result.window.start.as_nanos(), result.window.end.as_nanos()));
        let before = panes.insert((result.key, window), (pane, result.value)).map(|(before, _)| before);
        assert_eq!(pane.number, before.map_or(0, |before| before.number + 1), "panes follow each other");
        let follows = match before.map(|before| before.timing) {
            None => true,
            Some(Timing::Early) => pane.timing != Timing::Late,
            Some(Timing::OnTime | Timing::Late) => pane.timing == Timing::Late,
        };
        assert!(follows, "{pane:?} after {before:?}");
    }
    assert!(
        panes.values().all(|(pane, _)| pane.timing != Timing::Early),
        "every window fires once it has ended"
    );
    panes.into_iter().map(|(group, (_, value))| (group, value)).collect()
}

/// The result of each key and window, which fires once.
pub(crate) fn once<V: Clone + Debug>(results: Vec<Windowed<String, V>>) -> Panes<V> {
    assert!(results.iter().all(|result| result.pane == Pane::ONLY), "{results:?}");
    last_panes(results)
}

/// The last result of each session. One that fired and then became part of a longer one is not the last.
pub(crate) fn last_sessions<V: Clone>(results: Vec<Windowed<String, V>>) -> Panes<V> {
    let mut panes: Panes<V> = BTreeMap::new();
    for result in results {
        let (start, end) = (result.window.start.as_nanos(), result.window.end.as_nanos());
        panes.retain(|(key, window), _| *key != result.key || window.0 < start || window.1 > end);
        panes.insert((result.key, (start, end)), result.value);
    }
    panes
}

/// Late records as the operator gives them: key and value.
pub(crate) fn pairs(late: &[Record]) -> Vec<(String, i64)> {
    sorted(late.iter().map(|record| (record.key.clone(), record.value)))
}

/// A result as the oracle has it.
pub(crate) fn shown(result: Windowed<String, Vec<i64>>) -> Firing {
    (result.key, (result.window.start.as_nanos(), result.window.end.as_nanos()), sorted(result.value))
}
