//! What few keys have: records that are late for some of their windows, and marks of windows that may fire again.

use super::held::{Place, add};
use crate::window::Aggregate;

pub(super) struct Strays<S> {
    /// What belongs into some of the windows of its pane only: the first, the last of them, and the state.
    strays: Vec<(i128, i128, S)>,
    /// Which windows have given out results, where they may do so again. By window.
    marks: Vec<Mark>,
}

/// Of a key in a window.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    pub(super) window: i128,
    /// How many results have come out.
    pub(super) fired: u32,
    /// Records have come since the last.
    pub(super) changed: bool,
}

impl<S> Strays<S> {
    pub(super) fn new() -> Self {
        Strays { strays: Vec::new(), marks: Vec::new() }
    }

    pub(super) fn add(&mut self, first: i128, last: i128, state: S) {
        self.strays.push((first, last, state));
    }

    /// Adds what belongs into the window.
    pub(super) fn combine<G>(&self, state: &mut Option<S>, window: i128, aggregate: &G)
    where
        G: Aggregate<State = S>,
        S: Clone,
    {
        for (first, last, stray) in &self.strays {
            if *first <= window && window <= *last {
                add(state, stray, aggregate);
            }
        }
    }

    /// Whether there is a record in the window.
    pub(super) fn cover(&self, window: i128) -> bool {
        self.strays.iter().any(|(first, last, _)| *first <= window && window <= *last)
    }

    /// Forgets what is before `window`.
    pub(super) fn forget(&mut self, window: i128) {
        self.strays.retain(|(_, last, _)| *last >= window);
        self.marks.retain(|mark| mark.window >= window);
    }

    /// Whether there is no record.
    pub(super) fn is_empty(&self) -> bool {
        self.strays.is_empty()
    }

    /// The first window from `window` on that has a record.
    #[cold]
    #[inline(never)]
    pub(super) fn from(&self, window: i128) -> Option<i128> {
        let strays = self.strays.iter().filter(|(_, last, _)| *last >= window);
        strays.map(|(first, ..)| window.max(*first)).min()
    }

    pub(super) fn into_parts(self) -> impl Iterator<Item = (Place, S)> {
        self.strays.into_iter().map(|(first, last, state)| (Place::Windows(first, last), state))
    }

    /// The marks of the windows that have changed.
    pub(super) fn changed(&self) -> impl Iterator<Item = &Mark> {
        self.marks.iter().filter(|mark| mark.changed)
    }

    /// The mark of a window.
    pub(super) fn mark(&mut self, window: i128) -> &mut Mark {
        let at = self.marks.partition_point(|mark| mark.window < window);
        if self.marks.get(at).is_none_or(|mark| mark.window != window) {
            self.marks.insert(at, Mark { window, fired: 0, changed: false });
        }
        &mut self.marks[at]
    }
}
