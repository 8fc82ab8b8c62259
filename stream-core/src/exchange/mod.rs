//! An exchange moves records between the workers of a pipeline; it never adds or drops one, and
//! never reorders those that one worker sends to another.
//!
//! It works in rounds: in each, every worker sends one parcel to every worker and takes the parcels
//! meant for it, so every worker has to reach every exchange in every batch, with or without
//! records. With one worker there is no mailbox and nothing waits.

mod mailbox;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use mailbox::Mailbox;

/// What belongs to a pipeline and is shared out to its workers when it starts.
pub trait Part: Sized {
    /// One for each of `workers` workers (at least 1), in order.
    fn make(workers: usize) -> Vec<Self>;
}

/// The parts of a pipeline as a nested tuple, `(A, (B, ()))`.
pub trait Parts: Sized {
    /// One set for each of `workers` workers (at least 1), in order.
    fn build(workers: usize) -> Vec<Self>;
}

impl Parts for () {
    fn build(workers: usize) -> Vec<Self> {
        vec![(); workers]
    }
}

impl<A: Part, B: Parts> Parts for (A, B) {
    fn build(workers: usize) -> Vec<Self> {
        A::make(workers).into_iter().zip(B::build(workers)).collect()
    }
}

/// Parts of a pipeline that stands on its own: none of them is a typed end that the program feeds
/// or reads.
#[diagnostic::on_unimplemented(
    message = "a pipeline with typed ends (`input`, `output`) cannot be started",
    label = "the program has to feed or read `{Self}`",
    note = "use `.embed()` to feed and read it, or give it a source and a sink of its own"
)]
pub trait Standalone {}

impl Standalone for () {}

impl<A: Standalone, B: Standalone> Standalone for (A, B) {}

impl<T> Standalone for Exchange<T> {}

/// One worker's end of an exchange of `T`.
///
/// At most one parcel of a round waits for each pair of workers, and a worker is never more than
/// one round ahead of another, so what is under way is bounded by two rounds.
pub struct Exchange<T> {
    /// `None` with one worker.
    link: Option<Link<T>>,
    /// Where [`Exchange::spread`] goes on.
    turn: usize,
}

struct Link<T> {
    worker: usize,
    /// Rounds this worker has begun.
    round: usize,
    /// The mailbox of each worker.
    mailboxes: Arc<[Mailbox<T>]>,
}

impl<T> Part for Exchange<T> {
    fn make(workers: usize) -> Vec<Self> {
        if workers == 1 {
            return vec![Exchange { link: None, turn: 0 }];
        }
        let mailboxes: Arc<[_]> = (0..workers).map(|_| Mailbox::new(workers)).collect();
        let link = |worker| Some(Link { worker, round: 0, mailboxes: Arc::clone(&mailboxes) });
        (0..workers).map(|worker| Exchange { link: link(worker), turn: worker }).collect()
    }
}

impl<T> Exchange<T> {
    /// Whether this is the only worker, which has nothing to exchange.
    #[inline]
    pub fn is_alone(&self) -> bool {
        self.link.is_none()
    }

    /// How many workers there are, at least 1.
    pub fn workers(&self) -> usize {
        self.link.as_ref().map_or(1, |link| link.mailboxes.len())
    }

    /// This worker, from 0.
    pub fn worker(&self) -> usize {
        self.link.as_ref().map_or(0, |link| link.worker)
    }

    /// Sends `parcels[w]` to worker `w` and returns the parcels sent to this worker, in the order of
    /// the workers that sent them (this one's own among them).
    ///
    /// # Panics
    /// If there is not one parcel for each worker.
    ///
    /// # Cancel safety
    /// Not safe: the parcels of a round that is dropped are lost, and the other workers wait for
    /// ever. Whoever ends one worker has to end them all.
    pub async fn all_to_all(&mut self, parcels: Vec<Vec<T>>) -> Vec<Vec<T>> {
        assert_eq!(parcels.len(), self.workers(), "an exchange needs one parcel for each worker");
        let Some(link) = &mut self.link else { return parcels };
        let round = link.round;
        link.round = round.wrapping_add(1);
        let mut wakes = false;
        for (mailbox, parcel) in link.mailboxes.iter().zip(parcels) {
            wakes |= mailbox.post(link.worker, round, parcel);
        }
        // An executor may keep who is woken for this thread until this task waits. So it waits, and another thread takes it over.
        link.mailboxes[link.worker].take(round, wakes).await
    }

    /// Brings the records of all workers to worker 0, in the order of the workers; the `records` of
    /// the others are left empty.
    ///
    /// # Cancel safety
    /// As [`Exchange::all_to_all`].
    pub async fn gather(&mut self, records: &mut Vec<T>) {
        if self.is_alone() {
            return;
        }
        let mut parcels: Vec<_> = (0..self.workers()).map(|_| Vec::new()).collect();
        parcels[0] = std::mem::take(records);
        for parcel in self.all_to_all(parcels).await {
            append(records, parcel);
        }
    }

    /// Deals the records of all workers out in turn to the first `over` workers (at least one, at
    /// most all); `records` is left with those dealt to this one.
    ///
    /// # Cancel safety
    /// As [`Exchange::all_to_all`].
    pub async fn spread(&mut self, records: &mut Vec<T>, over: usize) {
        if self.is_alone() {
            return;
        }
        let workers = self.workers();
        let over = over.clamp(1, workers);
        let share = records.len() / over + 1;
        let room = |worker| if worker < over { Vec::with_capacity(share) } else { Vec::new() };
        let mut parcels: Vec<_> = (0..workers).map(room).collect();
        for record in records.drain(..) {
            parcels[self.turn % over].push(record);
            self.turn = (self.turn + 1) % over;
        }
        for parcel in self.all_to_all(parcels).await {
            append(records, parcel);
        }
    }
}

/// Appends `parcel`, without a copy where there is nothing to append to.
fn append<T>(records: &mut Vec<T>, mut parcel: Vec<T>) {
    if records.is_empty() {
        *records = parcel;
    } else {
        records.append(&mut parcel);
    }
}
