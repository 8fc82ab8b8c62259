//! Several workers: the records of a key meet on one of them, so the result is that of one worker, but for the order.

use stream_core::{Collected, Error, stream};

/// The primes below `bound`, by their last digit, counted by `workers` workers.
fn primes_by_last_digit(bound: u64, workers: usize) -> Result<Vec<(u64, u64)>, Error> {
    let counted = Collected::new();
    let pipeline = stream!(
        from_iter(2..bound)
            .repartition(workers)
            .filter(|n| (2..).take_while(|d| d * d <= *n).all(|d| n % d != 0))
            .key_by(|n| n % 10)
            .count_by_key()
            .collect(&counted)
    );
    // `workers` asks that what the pipeline captures can be cloned for each of them.
    pipeline.workers(workers).run()?;
    let mut counted = counted.take();
    counted.sort_unstable();
    Ok(counted)
}

fn main() -> Result<(), Error> {
    let alone = primes_by_last_digit(10_000, 1)?;
    assert_eq!(alone, [(1, 306), (2, 1), (3, 310), (5, 1), (7, 308), (9, 303)]);
    assert_eq!(primes_by_last_digit(10_000, 4)?, alone);
    println!("primes below 10,000 by their last digit: {alone:?}");
    Ok(())
}
