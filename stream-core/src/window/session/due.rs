//! The sessions that fire at a tick, in the order in which they do.

use std::cmp::Reverse;

use crate::window::Timing;

/// What happens to a session.
#[derive(Clone, Copy)]
pub(super) struct Due {
    pub(super) end: i64,
    /// The place of its key, by first sight.
    pub(super) order: u64,
    pub(super) slot: u32,
    /// A result comes out.
    pub(super) fires: Option<Timing>,
    /// Its state goes.
    pub(super) gone: bool,
}

/// Into so many parts [`Dues`] are dealt out.
const PARTS: usize = 256;

/// For so many it pays to deal them out.
const MANY: usize = 64;

/// Sessions that fire: by end, then by first sight of the key.
///
/// Ends are mostly spread evenly, so they are dealt out into parts by their ends, and little is left to sort.
pub(super) struct Dues {
    /// The part whose turn it is, the last first.
    now: Vec<Due>,
    parts: Box<[Vec<Due>; PARTS]>,
    /// The parts that may have some.
    next: usize,
    upto: usize,
    /// A part is this power of two of nanoseconds long; the first begins at `from`.
    shift: u32,
    from: i64,
}

impl Dues {
    pub(super) fn new() -> Self {
        let parts = Box::new(std::array::from_fn(|_| Vec::new()));
        Dues { now: Vec::new(), parts, next: 0, upto: 0, shift: 63, from: i64::MIN }
    }

    /// About this many come before the next is popped. They end at `out` or before it, within 2^`length` nanoseconds if it is known.
    pub(super) fn expect(&mut self, many: usize, out: i64, length: Option<u32>) {
        self.next = 0;
        (self.upto, self.shift, self.from) = match length {
            Some(length) if many >= MANY => {
                let from = out.wrapping_sub((1 << length) - 1);
                (PARTS, length.saturating_sub(PARTS.ilog2()), from)
            }
            _ => (2, 63, i64::MIN),
        };
    }

    #[inline]
    pub(super) fn push(&mut self, due: Due) {
        let part = due.end.wrapping_sub(self.from) as u64 >> self.shift;
        self.parts[part as usize % PARTS].push(due);
    }

    /// The next of all that have been pushed.
    #[inline]
    pub(super) fn pop(&mut self) -> Option<Due> {
        let due = *self.look()?;
        self.now.pop();
        Some(due)
    }

    /// The slot and the end of the next of all that have been pushed.
    #[inline]
    pub(super) fn pop_slot(&mut self) -> Option<(u32, i64)> {
        let Due { slot, end, .. } = *self.look()?;
        self.now.pop();
        Some((slot, end))
    }

    #[inline]
    fn look(&mut self) -> Option<&Due> {
        if self.now.is_empty() {
            self.turn();
        }
        self.now.last()
    }

    /// The next part that has some, if there is one.
    #[inline(never)]
    fn turn(&mut self) {
        let Some(more) = self.parts[self.next..self.upto].iter().position(|part| !part.is_empty()) else {
            self.next = self.upto;
            return;
        };
        std::mem::swap(&mut self.now, &mut self.parts[self.next + more]);
        self.next += more + 1;
        self.now.sort_unstable_by_key(|due| Reverse(i128::from(due.end) << 64 | i128::from(due.order)));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn they_come_by_end_and_then_by_order(
            ends in prop::collection::vec(prop_oneof![0..50_i64, 0..100_000_i64], 0..600),
            from in prop_oneof![Just(0), Just(i64::MIN), Just(i64::MAX - 100_000), Just(-50_000)],
            length in prop_oneof![Just(None), Just(Some(17))],
        ) {
            let mut dues = Dues::new();
            let mut want: Vec<_> = (0..).zip(ends).map(|(order, end)| (from + end, order)).collect();
            dues.expect(want.len(), from.wrapping_add((1 << 17) - 1), length);
            for (end, order) in want.iter().rev() {
                dues.push(Due { end: *end, order: *order, slot: 0, fires: None, gone: false });
            }
            want.sort_unstable();
            let got: Vec<_> = std::iter::from_fn(|| dues.pop()).map(|due| (due.end, due.order)).collect();
            prop_assert_eq!(got, want);
        }
    }
}
