//! A crate that depends on stream-core under the name `flow`, and in which `stream_core` is no name of a crate.

use flow::{Collected, Error};

/// The lengths of the words, by a pipeline of every kind of part: borrowed keys, a reduction, `?` and a sink.
///
/// # Errors
/// Those of the pipeline.
pub fn longest(lines: Vec<String>) -> Result<Vec<(String, usize)>, Error> {
    let collected = Collected::new();
    let lengths = flow::stream!(
        from_iter(lines)
            .flat_map(|line: String| line.split(' ').map(str::to_owned).collect::<Vec<_>>())
            .map(|word| (word.get(..1).ok_or("an empty word")?.to_owned(), word.len()))
            .reduce_by_key(|a, b| a.max(b))
            .sort_by(|(letter, _)| letter.clone())
            .collect(&collected)
    );
    lengths.run()?;
    Ok(collected.take())
}
