//! Which operator was at work when a closure of the user panicked.

use std::cell::Cell;

thread_local! {
    static PANICKED: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Marks the operator that is at work. It is a plain number until it is dropped by a panic: then
/// it leaves the number where the runtime, which catches the panic on this thread, finds it.
#[derive(Debug)]
pub struct At(Cell<usize>);

impl At {
    /// Operator `number` is at work.
    #[inline]
    pub fn new(number: usize) -> Self {
        At(Cell::new(number))
    }

    /// From here on operator `number` is at work.
    #[inline(always)]
    pub fn op(&self, number: usize) {
        self.0.set(number);
    }
}

impl At {
    /// The stage is through. Without this call the number is worked out for the end of the stage too, which costs an
    /// instruction for each operator and record.
    #[inline(always)]
    pub fn done(self) {
        std::mem::forget(self);
    }

    /// Iterates `records`, and marks operator `number` whenever it asks for the next: a closure in a lazy iterator is the
    /// operator's that made the iterator.
    #[inline]
    pub fn watch<I: IntoIterator>(&self, number: usize, records: I) -> Watch<'_, I::IntoIter> {
        Watch { at: self, number, records: records.into_iter() }
    }
}

/// The iterator of [`At::watch`].
#[derive(Debug)]
pub struct Watch<'a, I> {
    at: &'a At,
    number: usize,
    records: I,
}

impl<I: Iterator> Iterator for Watch<'_, I> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        self.at.op(self.number);
        self.records.next()
    }
}

impl Drop for At {
    #[inline]
    fn drop(&mut self) {
        if std::thread::panicking() {
            PANICKED.set(Some(self.0.get()));
        }
    }
}

/// Takes the operator at which the panic that was just caught on this thread happened.
pub(crate) fn panicked_at() -> Option<usize> {
    PANICKED.take()
}
