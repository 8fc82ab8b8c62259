//! The windows that are open, each with a table of its own.
//!
//! A window is found by its number. The tables of the last eight used ones are at hand: they are kept where their number leads, and go
//! back to their windows when others come or the windows close. Closing one is taking its table, whose memory serves the next that opens.

use std::collections::BTreeMap;

use crate::keyed::{Entries, Packet};
use crate::time::Timestamp;
use crate::window::Window;
use crate::window::marks::Marks;

/// How many windows are at hand; a power of two.
const AT_HAND: usize = 8;

/// The open windows of the keys `K` with states `S`.
#[repr(C)]
pub(super) struct OpenWindows<K, S, I> {
    at_hand: [AtHand<K, S, I>; AT_HAND],
    /// By slot. Those that are not in `order` are vacant.
    windows: Vec<OpenWindow<K, S, I>>,
    vacant: Vec<usize>,
    /// The slots by number.
    order: BTreeMap<u64, usize>,
    /// Empty tables, with their memory.
    spare: Vec<Entries<K, S, I>>,
}

/// An open window.
pub(super) struct OpenWindow<K, S, I> {
    pub(super) number: u64,
    pub(super) window: Window,
    pub(super) table: Entries<K, S, I>,
    pub(super) marks: Marks,
    /// Records on their way to the owners of their keys, each as its state: for each worker a packet, or none.
    pub(super) raw: Vec<Packet<K, S, I>>,
    /// Records that wait to be taken in, each as its state.
    pub(super) coming: Vec<(K, S)>,
}

/// A window that is at hand.
struct AtHand<K, S, I> {
    /// [`Assign::quick`](crate::window::Assign::quick) of the window; of another place than this one if there is nothing, or a window at an
    /// end of the range.
    quick: u64,
    slot: usize,
    /// The watermark from which on its records are late.
    expiry: Timestamp,
    /// The window's table, if it is here.
    table: Entries<K, S, I>,
}

/// Where a window stands when it is at hand, by [`Assign::quick`](crate::window::Assign::quick) of the record for which it was taken.
#[inline(always)]
pub(super) fn place_of(quick: u64) -> usize {
    quick as usize % AT_HAND
}

impl<K, S, I: Copy + Default> AtHand<K, S, I> {
    fn nothing(at: usize) -> Self {
        AtHand { quick: !(at as u64), slot: 0, expiry: Timestamp::MIN, table: Entries::default() }
    }
}

impl<K, S, I: Copy + Default> OpenWindows<K, S, I> {
    pub(super) fn new() -> Self {
        let (windows, vacant, order, spare) = Default::default();
        OpenWindows { at_hand: std::array::from_fn(AtHand::nothing), windows, vacant, order, spare }
    }

    /// Whether the window is at hand in [its place](place_of), and takes records at this watermark.
    #[inline(always)]
    pub(super) fn is_at_hand(&self, quick: u64, watermark: Timestamp) -> bool {
        let at_hand = &self.at_hand[place_of(quick)];
        at_hand.quick == quick && watermark < at_hand.expiry
    }

    /// The table of a window at hand.
    #[inline(always)]
    pub(super) fn table_at(&mut self, place: usize) -> &mut Entries<K, S, I> {
        &mut self.at_hand[place % AT_HAND].table
    }

    /// The slot of a window at hand.
    #[inline]
    pub(super) fn slot_at(&self, place: usize) -> usize {
        self.at_hand[place % AT_HAND].slot
    }

    /// Whether the table of a window at hand [takes in several keys faster](Entries::absorbs_faster) than each.
    pub(super) fn absorb_faster(&self) -> bool {
        let in_windows =
            |slot: usize| self.windows.get(slot).is_some_and(|window| window.table.absorbs_faster());
        self.at_hand.iter().any(|at_hand| at_hand.table.absorbs_faster() || in_windows(at_hand.slot))
    }

    /// Takes a window at hand, with its table or without.
    pub(super) fn take(&mut self, slot: usize, place: usize, expiry: Timestamp, with_table: bool) {
        self.put_away(slot);
        self.put_back(place);
        let OpenWindow { number, window, .. } = self.windows[slot];
        let at_an_end = window.start == Timestamp::MIN || window.end == Timestamp::MAX;
        let quick = if at_an_end { !(place as u64) } else { number };
        let table =
            if with_table { std::mem::take(&mut self.windows[slot].table) } else { Entries::default() };
        self.at_hand[place] = AtHand { quick, slot, expiry, table };
    }

    /// The window is at hand no more, wherever it was.
    fn put_away(&mut self, slot: usize) {
        for place in 0..AT_HAND {
            if self.at_hand[place].slot == slot {
                self.put_back(place);
            }
        }
    }

    /// Puts the table of a window at hand back to it, if it is there; no window is at hand there any more.
    fn put_back(&mut self, place: usize) {
        let before = std::mem::replace(&mut self.at_hand[place], AtHand::nothing(place));
        if !before.table.is_empty() {
            self.windows[before.slot].table = before.table;
        }
    }

    /// All tables go back to their windows.
    pub(super) fn settle(&mut self) {
        (0..AT_HAND).for_each(|place| self.put_back(place));
    }

    /// The slot of the window, which is opened if it is not yet.
    pub(super) fn reach(&mut self, number: u64, window: impl FnOnce() -> Window) -> usize {
        match self.order.get(&number) {
            Some(slot) => *slot,
            None => self.open(number, window()),
        }
    }

    fn open(&mut self, number: u64, window: Window) -> usize {
        let table = self.spare.pop().unwrap_or_default();
        let slot = self.vacant.pop().unwrap_or(self.windows.len());
        self.order.insert(number, slot);
        match self.windows.get_mut(slot) {
            Some(vacant) => (vacant.number, vacant.window, vacant.table) = (number, window, table),
            None => {
                let (marks, raw, coming) = Default::default();
                self.windows.push(OpenWindow { number, window, table, marks, raw, coming });
            }
        }
        slot
    }

    #[inline(always)]
    pub(super) fn at(&self, slot: usize) -> &OpenWindow<K, S, I> {
        &self.windows[slot]
    }

    #[inline(always)]
    pub(super) fn at_mut(&mut self, slot: usize) -> &mut OpenWindow<K, S, I> {
        &mut self.windows[slot]
    }

    /// How many are open.
    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    /// The slots of the windows from this number on, in order.
    pub(super) fn from(&self, number: u64) -> impl Iterator<Item = usize> {
        self.order.range(number..).map(|(_, slot)| *slot)
    }

    /// The slot of the first window.
    pub(super) fn first(&self) -> Option<usize> {
        self.order.first_key_value().map(|(_, slot)| *slot)
    }

    /// Whether the window is open.
    pub(super) fn slot(&self, number: u64) -> Option<usize> {
        self.order.get(&number).copied()
    }

    /// The window is open no more; its table stays where it is until it is [released](OpenWindows::release).
    pub(super) fn forget(&mut self, slot: usize) {
        let number = self.windows[slot].number;
        self.order.remove(&number);
        self.put_away(slot);
    }

    /// The slot of a window that was forgotten is free again. Gives its table.
    pub(super) fn release(&mut self, slot: usize) -> Entries<K, S, I> {
        self.vacant.push(slot);
        self.windows[slot].marks.clear();
        std::mem::take(&mut self.windows[slot].table)
    }

    /// Keeps the memory of a table for a window to come. There is at most one more than windows are open.
    pub(super) fn recycle(&mut self, mut table: Entries<K, S, I>) {
        drop(table.drain());
        self.spare.truncate(self.len());
        self.spare.push(table);
    }

    /// Keeps the memory of these empty tables, and no other, for windows to come.
    pub(super) fn restock(&mut self, tables: Vec<Entries<K, S, I>>) {
        self.spare = tables;
    }

    /// How many keys the tables of the windows hold, where none are at hand.
    pub(super) fn keys(&self) -> usize {
        self.order.values().map(|slot| self.windows[*slot].table.len()).sum()
    }

    /// How many keys all windows hold, and how many bytes the tables take.
    pub(super) fn size(&self) -> (usize, usize) {
        let all = self.order.values().map(|slot| &self.windows[*slot]);
        let size =
            |window: &OpenWindow<K, S, I>| (window.table.len(), window.table.bytes() + window.marks.bytes());
        let at_hand = self.at_hand.iter().map(|at_hand| (at_hand.table.len(), at_hand.table.bytes()));
        let spare = self.spare.iter().map(Entries::bytes).sum::<usize>();
        all.map(size).chain(at_hand).fold((0, spare), |(keys, bytes), (k, b)| (keys + k, bytes + b))
    }
}
