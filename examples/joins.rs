//! Two streams by key, batch by batch: the inner join, the left join, and the values of both sides.

use stream_core::{Collected, Error, stream};

fn main() -> Result<(), Error> {
    // Two batches of each: what is in different batches does not meet.
    let orders = [vec![(1, "bread"), (2, "milk")], vec![(1, "salt")]];
    let payments = [vec![(1, 3.20)], vec![(2, 1.10), (1, 0.80)]];
    let (paid, all, both) = (Collected::new(), Collected::new(), Collected::new());

    stream!({
        let orders = queue(orders);
        let payments = queue(payments);
        orders.join(payments, within = batch).collect(&paid);
        orders.left_join(payments, within = batch).collect(&all);
        orders.cogroup(payments, within = batch).collect(&both);
    })
    .run()?;

    let paid = paid.take();
    assert_eq!(paid, [(1, ("bread", 3.20)), (1, ("salt", 0.80))]);
    assert_eq!(all.take(), [(1, ("bread", Some(3.20))), (2, ("milk", None)), (1, ("salt", Some(0.80)))]);
    let both = both.take();
    assert!(both.contains(&(2, (vec!["milk"], vec![]))) && both.contains(&(2, (vec![], vec![1.10]))));

    println!("paid in the same batch: {paid:?}");
    Ok(())
}
