//! A mailbox holds what the workers have sent to one worker and wakes it when a round is complete.
//!
//! It has two slots for each sender, for rounds of even and of odd number. That is enough and no
//! send ever waits: who sends in round r + 2 has everybody's parcels of round r + 1, and nobody
//! sends in round r + 1 before it has taken its own of round r.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

pub(super) struct Mailbox<T>(Mutex<[Round<T>; 2]>);

/// The parcels of a round.
struct Round<T> {
    /// By sender.
    parcels: Vec<Option<Vec<T>>>,
    /// How many have not come yet.
    missing: usize,
    /// The receiver, if it waits for the round.
    waker: Option<Waker>,
}

impl<T> Round<T> {
    fn new(senders: usize) -> Self {
        let parcels = (0..senders).map(|_| None).collect();
        Round { parcels, missing: senders, waker: None }
    }

    /// All parcels, in the order of the senders; the round begins anew.
    fn open(&mut self) -> Vec<Vec<T>> {
        self.missing = self.parcels.len();
        self.parcels.iter_mut().filter_map(Option::take).collect()
    }
}

impl<T> Mailbox<T> {
    pub(super) fn new(senders: usize) -> Self {
        Mailbox(Mutex::new([Round::new(senders), Round::new(senders)]))
    }

    /// Leaves the parcel of `sender` for `round`. Whether the receiver was waiting for it, and is woken.
    pub(super) fn post(&self, sender: usize, round: usize, parcel: Vec<T>) -> bool {
        let mut rounds = self.lock();
        let round = &mut rounds[round % 2];
        let before = round.parcels[sender].replace(parcel);
        debug_assert!(before.is_none(), "a worker is two rounds ahead of another");
        round.missing -= 1;
        let waker = if round.missing == 0 { round.waker.take() } else { None };
        drop(rounds);
        let wakes = waker.is_some();
        if let Some(waker) = waker {
            waker.wake();
        }
        wakes
    }

    /// Waits for all parcels of `round`; if `yields`, until other tasks of the executor have had a turn, too.
    pub(super) async fn take(&self, round: usize, mut yields: bool) -> Vec<Vec<T>> {
        std::future::poll_fn(|cx| {
            if std::mem::take(&mut yields) {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            let mut rounds = self.lock();
            let round = &mut rounds[round % 2];
            if round.missing == 0 {
                return Poll::Ready(round.open());
            }
            round.waker = Some(cx.waker().clone());
            Poll::Pending
        })
        .await
    }

    /// No code of a user runs under the lock, so a poisoned one holds whole parcels.
    fn lock(&self) -> MutexGuard<'_, [Round<T>; 2]> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
