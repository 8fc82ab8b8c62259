//! Counts the words of files that are copied into a folder while the program runs.
//!
//! `cargo run --example word_count_files -- stream` watches the folder `stream` until Ctrl-C. Without an argument it watches
//! a folder of its own, copies two files into it, and ends when both are counted.

use std::fs;
use std::path::Path;
use std::time::Duration;

use stream_core::{Collected, Trigger, stream};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    match std::env::args().nth(1) {
        Some(folder) => watch(&folder),
        None => demonstrate(),
    }
}

fn watch(folder: &str) -> Result<(), Box<dyn std::error::Error>> {
    eprintln!("counting the words of files that appear in `{folder}`; Ctrl-C ends it");
    let word_counts = stream!({
        let lines = text_files(folder);
        let words = lines.flat_map(|line| line.split(' '));
        let pairs = words.map(|word| (word, 1));
        pairs.reduce_by_key(|x, y| x + y).print();
    });
    Ok(word_counts.trigger(Trigger::every(Duration::from_secs(1))).run()?)
}

#[tokio::main(flavor = "current_thread")]
async fn demonstrate() -> Result<(), Box<dyn std::error::Error>> {
    let temporary = tempfile::tempdir()?;
    let folder = temporary.path().join("stream");
    fs::create_dir(&folder)?;
    fs::write(folder.join("before.txt"), "this was here before the start and is not read\n")?;

    let counted = Collected::new();
    let watched = folder.clone();
    let word_counts = stream!({
        let lines = text_files(watched, settle = 20ms, poll = 10ms);
        let words = lines.flat_map(|line| line.split(' '));
        let counts = words.map(|word| (word, 1)).reduce_by_key(|x, y| x + y);
        counts.print();
        counts.map(|(word, count)| (word.to_string(), count)).collect(&counted);
    });
    let running = word_counts.start().await?;

    copy_in(temporary.path(), &folder, "first.txt", "to be or not to be\n")?;
    copy_in(temporary.path(), &folder, "second.txt", "that is the question\nor not\n")?;
    let mut total = 0;
    let mut all = Vec::new();
    while total < 12 {
        tokio::time::sleep(Duration::from_millis(10)).await;
        for (word, count) in counted.take() {
            total += count;
            all.push(word);
        }
    }
    running.stop().await?;

    assert_eq!(total, 12, "each word of the two files is counted once");
    assert!(!all.iter().any(|word| word == "before"), "what was there before the start is not read");
    Ok(())
}

/// Writes the file elsewhere and renames it into the folder, where it is then never seen half written.
fn copy_in(elsewhere: &Path, folder: &Path, name: &str, text: &str) -> std::io::Result<()> {
    let written = elsewhere.join(name);
    fs::write(&written, text)?;
    fs::rename(written, folder.join(name))
}
