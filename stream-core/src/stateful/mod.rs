//! Lasting state of a key: duplicates over time, Spark's `updateStateByKey`, and state with timers.
//!
//! The state of a key is kept by the worker that owns its group. Records that are another's are moved there at the end of the
//! batch; with one worker nothing is moved. Time comes in with each record as a [`Stamp`](crate::stage::Stamp) and at the end
//! of each batch as a [`Tick`](crate::stage::Tick). Nothing visits all keys but `update_state_by_key`, whose meaning it is.

mod agenda;
mod context;
mod dedup;
mod held;
mod operator;
#[cfg(test)]
mod tests;
mod update_state;

pub use context::{Context, Nothing};
pub use dedup::Dedup;
pub use held::State;
pub use operator::{CHAINED_TIMERS, Stateful};
pub use update_state::UpdateState;

/// Gives back memory that a large batch has left and a small one does not use.
fn shrink<T>(records: &mut Vec<T>) {
    if records.len() < records.capacity() / 16 {
        records.shrink_to(records.capacity() / 2);
    }
}
