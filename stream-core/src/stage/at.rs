//! Which operator was at work when a closure of the user panicked.

use std::cell::Cell;

thread_local! {
    static PANICKED: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Marks the operator that is at work. It is a plain number until it is dropped by a panic: then
/// it leaves the number where the runtime, which catches the panic on this thread, finds it.
#[derive(Debug)]
pub struct At(usize);

impl At {
    /// Operator `number` is at work.
    #[inline]
    pub fn new(number: usize) -> Self {
        At(number)
    }

    /// From here on operator `number` is at work.
    #[inline(always)]
    pub fn op(&mut self, number: usize) {
        self.0 = number;
    }
}

impl Drop for At {
    #[inline]
    fn drop(&mut self) {
        if std::thread::panicking() {
            PANICKED.set(Some(self.0));
        }
    }
}

/// Takes the operator at which the panic that was just caught on this thread happened.
pub(crate) fn panicked_at() -> Option<usize> {
    PANICKED.take()
}
