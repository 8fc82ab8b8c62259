//! Marks say which keys of a window have changed since they were last given out, and how often each was.

use super::windowed::{Pane, Timing};

/// The marks of a window, by the number of a key's entry. Without marks a key has neither changed nor been given out.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// How often the key was given out; the highest bit says that it has changed since.
    marks: Vec<u32>,
    /// The entries that have changed.
    changed: Vec<u32>,
}

const CHANGED: u32 = 1 << 31;

impl Marks {
    /// The entry has changed. Gives whether it is the first to.
    pub(super) fn touch(&mut self, entry: usize) -> bool {
        self.reach(entry + 1);
        let mark = &mut self.marks[entry];
        if *mark & CHANGED != 0 {
            return false;
        }
        *mark |= CHANGED;
        self.changed.push(entry as u32);
        self.changed.len() == 1
    }

    /// All of so many entries are given out.
    pub(super) fn fire_all(&mut self, entries: usize) {
        self.reach(entries);
        self.changed.clear();
        self.marks.iter_mut().for_each(fire);
    }

    /// What has changed is given out: these entries, in order.
    pub(super) fn fire_changed(&mut self) -> Vec<u32> {
        let mut changed = std::mem::take(&mut self.changed);
        changed.sort_unstable();
        changed.iter().for_each(|entry| fire(&mut self.marks[*entry as usize]));
        changed
    }

    /// Whether something has changed.
    pub(super) fn is_changed(&self) -> bool {
        !self.changed.is_empty()
    }

    /// The entries are numbered anew: the one that was number `n` is now `numbers[n]`, or is no more. How often they were given out
    /// is forgotten.
    pub(super) fn renumber(&mut self, numbers: &[Option<usize>]) {
        let changed = self.fire_changed();
        self.clear();
        for number in changed.into_iter().filter_map(|entry| numbers[entry as usize]) {
            self.touch(number);
        }
    }

    /// The pane in which the entry was last given out.
    pub(super) fn pane(&self, entry: usize, timing: Timing) -> Pane {
        Pane { number: (self.marks[entry] & !CHANGED).saturating_sub(1), timing }
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.marks.clear();
        self.changed.clear();
    }

    /// How many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        (self.marks.capacity() + self.changed.capacity()) * size_of::<u32>()
    }

    fn reach(&mut self, entries: usize) {
        if self.marks.len() < entries {
            self.marks.resize(entries, 0);
        }
    }
}

/// Counts one more; what cannot be counted any more stays at the end.
fn fire(mark: &mut u32) {
    *mark = ((*mark & !CHANGED) + 1).min(CHANGED - 1);
}
