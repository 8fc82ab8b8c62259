//! Whole batches: the greatest records of each, and a write to a store that may be repeated.

use std::collections::BTreeMap;

use stream_core::{Error, stream};

fn main() -> Result<(), Error> {
    let prices = [vec![("tea", 3), ("salt", 1), ("wine", 9)], vec![("milk", 2), ("rice", 4), ("soap", 3)]];
    let mut store = BTreeMap::new();
    let table = &mut store;
    stream!(queue(prices).top(2, by = |(_, price)| *price).for_each_batch(|records, batch| {
        // A write under the number of the epoch can be repeated: it replaces what it wrote before.
        table.insert(batch.epoch, records);
    }))
    .run()?;

    assert_eq!(store[&0], [("wine", 9), ("tea", 3)]);
    assert_eq!(store[&1], [("rice", 4), ("soap", 3)]);
    println!("{store:?}");
    Ok(())
}
