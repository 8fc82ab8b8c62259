//! Keyed operators against naive folds, with one worker and with several.

mod cogroup;
mod entries;
mod expiring;
mod keys;
mod slots;
mod table;
mod whole;

use futures::executor::block_on;
use futures::future::join_all;

use crate::exchange::Part;

/// Runs `worker` for each of `workers` workers, with its number and its end of the exchange.
fn on_workers<E: Part, F: Future>(workers: usize, worker: impl Fn(usize, E) -> F) -> Vec<F::Output> {
    let ends = E::make(workers).into_iter().enumerate();
    block_on(join_all(ends.map(|(number, exchange)| worker(number, exchange))))
}
