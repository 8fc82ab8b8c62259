//! What each batch did, as values that the program subscribes to; and the plan of a pipeline before it runs.

use stream_core::{Collected, OnError, Trigger, stream};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sums = Collected::new();
    let pipeline = stream!(
        from_iter(["a 1", "b 2", "a 3", "nonsense", "b 4"])
            .try_map(|line| line.split_once(' ').ok_or("not a pair"))
            .try_map(|(key, number)| number.parse::<u32>().map(|number| (key, number)))
            .reduce_by_key(|x, y| x + y)
            .collect(&sums)
    );
    let pipeline = pipeline.name("sums").trigger(Trigger::records(2)).on_error(OnError::skip());
    let plan = pipeline.explain();
    println!("{plan}\n{}", plan.mermaid());
    assert!(plan.to_string().contains("boundary"), "`reduce_by_key` stands behind a boundary");

    // `Running::progress` subscribes while it runs, from the batch that ends next.
    let mut progress = pipeline.progress();
    let running = pipeline.start().await?;
    let (mut batches, mut taken, mut given, mut rejected) = (0, 0, 0, 0);
    while let Some(batch) = progress.next().await {
        println!(
            "batch {}: {} in, {} out, {} rejected, took {:?}",
            batch.batch.number, batch.records_in, batch.records_out, batch.rejected, batch.duration
        );
        batches += 1;
        taken += batch.records_in;
        given += batch.records_out;
        rejected += batch.rejected;
    }
    // The subscription ends with the pipeline.
    running.await_termination().await?;
    assert_eq!((batches, taken, rejected), (3, 5, 1));
    assert_eq!(given, sums.len() as u64);
    Ok(())
}
