//! Pipelines in generic code: a function that builds one over any key, and one that takes any source.

use std::hash::Hash;

use stream_core::{Collected, Error, Pipeline, Startable, stream};

/// Counts `items` by the key that `key` gives them.
fn count_by<T, K>(
    items: Vec<T>,
    key: impl Fn(&T) -> K + Clone + Send + 'static,
    into: &Collected<(K, u64)>,
) -> Pipeline<impl Startable + Clone>
where
    T: Clone + Send + 'static,
    K: Hash + Eq + Clone + Send + 'static,
{
    let into = into.clone();
    stream!(from_iter(items).key_by(|item| key(item)).count_by_key().collect(into))
}

fn main() -> Result<(), Error> {
    let words = vec!["to", "be", "or", "not", "to", "be"];
    let by_length = Collected::new();
    count_by(words.clone(), |word| word.len(), &by_length).run()?;
    assert_eq!(by_length.take(), [(2, 5), (3, 1)]);

    let by_word = Collected::new();
    count_by(words, |word| word.to_string(), &by_word).run()?;
    let counts = by_word.take();
    assert_eq!(counts.len(), 4);
    println!("{counts:?}");
    Ok(())
}
