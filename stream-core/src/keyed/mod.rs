//! Keyed operators over a batch: each batch is on its own, as for a DStream in Spark.
//!
//! Results come out by first sight of the key, never in the order of a hash map; with several
//! workers each gives out the keys it owns. A key may be lent by the batch (`&str`): it is looked up
//! as it is, and owned only when it is seen for the first time.

mod ahead;
mod buckets;
mod cogroup;
mod cross;
mod enter;
mod entries;
mod expiring;
mod index;
pub mod key;
pub mod kind;
mod long_text;
mod order;
mod outbox;
mod packet;
mod pair;
pub mod probe;
pub mod same;
mod sample;
mod slots;
mod table;
mod tags;
#[cfg(test)]
mod tests;
mod top;
mod whole;

pub use cogroup::{Cogroup, Sides};
pub use cross::Repeat;
pub(crate) use cross::{Cross, or_none};
pub use enter::Place;
pub use entries::Entries;
pub(crate) use expiring::Expiring;
pub use order::{SortKey, ordering};
pub use outbox::Outbox;
pub use packet::Packet;
pub use pair::op;
pub use sample::Sample;
pub use slots::{Gap, Slots};
pub use table::{Table, append};
pub use top::Top;
pub use whole::{Count, Reduced, sort};
