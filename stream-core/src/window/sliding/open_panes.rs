//! Which panes have records, of whatever key: from these follow the windows that are open.

use std::collections::BTreeSet;

use super::slide::Shape;

pub(super) struct OpenPanes {
    panes: BTreeSet<u64>,
    /// Some that are among them, where their numbers lead.
    known: [u64; 8],
}

/// No pane has this number.
const NONE: u64 = u64::MAX;

impl OpenPanes {
    pub(super) fn new() -> Self {
        OpenPanes { panes: BTreeSet::new(), known: [NONE; 8] }
    }

    /// There are records of this pane.
    #[inline]
    pub(super) fn note(&mut self, pane: u64) {
        let known = &mut self.known[pane as usize % 8];
        if *known != pane {
            *known = pane;
            self.panes.insert(pane);
        }
    }

    /// Forgets the panes before `lo`, or all without it.
    pub(super) fn forget(&mut self, lo: Option<u64>) {
        while let Some(first) = self.panes.first().copied()
            && lo.is_none_or(|lo| first < lo)
        {
            self.panes.pop_first();
        }
        for known in &mut self.known {
            if lo.is_none_or(|lo| *known < lo) {
                *known = NONE;
            }
        }
    }

    pub(super) fn first(&self) -> Option<u64> {
        self.panes.first().copied()
    }

    /// How many windows from `from` on have a pane.
    pub(super) fn windows(&self, shape: Shape, from: i128) -> u64 {
        let (Some(first), Some(last)) = (self.panes.first(), self.panes.last()) else { return 0 };
        let (mut from, mut count) = (from, 0);
        let mut run = |first: u64, last: u64| {
            let (first, last) = (shape.first(first.into()).max(from), shape.last(last));
            if first <= last {
                count += (last - first) / shape.slide() + 1;
                from = last + shape.slide();
            }
        };
        if last - first == self.panes.len() as u64 - 1 {
            // As a rule there is no pane without records.
            run(*first, *last);
        } else {
            self.panes.iter().for_each(|pane| run(*pane, *pane));
        }
        u64::try_from(count).unwrap_or(u64::MAX)
    }
}
