//! What came out of a pipeline, in the words of the oracle.

use std::collections::BTreeMap;
use std::fmt::Debug;

use stream_core::window::{Pane, Windowed};

use crate::oracle::windows::Window;
use crate::oracle::{Record, sorted};

/// Results by key and window.
pub(crate) type Panes<V> = BTreeMap<(String, Window), V>;

/// The last result of each key and window. Panes are numbered without a gap.
pub(crate) fn last_panes<V: Clone>(results: Vec<Windowed<String, V>>) -> Panes<V> {
    let mut panes: Panes<(u32, V)> = BTreeMap::new();
    for result in results {
        let number = result.pane.number;
        let window = (result.window.start.as_nanos(), result.window.end.as_nanos());
        let before = panes.insert((result.key, window), (number, result.value));
        assert_eq!(number, before.map_or(0, |(number, _)| number + 1), "panes follow each other");
    }
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
