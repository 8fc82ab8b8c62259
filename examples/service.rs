//! A pipeline in a program that runs on tokio: started beside other tasks, read through a channel, stopped when enough is seen.

use std::collections::BTreeMap;
use std::time::Duration;

use stream_core::{BoxedPipeline, Trigger, stream};
use tokio::sync::mpsc;

/// A pipeline returned from a function, under a type that a struct can hold.
fn long_words(address: String, into: mpsc::Sender<(String, u64)>) -> BoxedPipeline {
    let counts = stream!({
        let words = socket_text(address).flat_map(|line| line.split(' '));
        words.filter(|word| word.len() > 4).map(|word| (word, 1)).reduce_by_key(|x, y| x + y).channel(into);
    });
    counts.name("long words").trigger(Trigger::every(Duration::from_millis(50))).boxed()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = stream_examples::serve_lines(Duration::from_millis(5))?;
    // A full channel holds the pipeline back, and through it the socket's other end.
    let (into, mut counts) = mpsc::channel(16);
    let running = long_words(address.to_string(), into).start().await?;

    let mut seen = BTreeMap::new();
    while seen.len() < 3 {
        let (word, count) = counts.recv().await.ok_or("the pipeline has ended")?;
        *seen.entry(word).or_insert(0) += count;
    }
    // What was taken in is computed and sent before `stop` returns, so somebody has to read on.
    let rest = tokio::spawn(async move { while counts.recv().await.is_some() {} });
    running.stop().await?;
    rest.await?;

    for word in seen.keys() {
        assert!(stream_examples::LINES.iter().any(|line| line.contains(word.as_str())), "nobody said {word}");
    }
    println!("long words: {seen:?}");
    Ok(())
}
