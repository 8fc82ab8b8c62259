//! The mood of short messages, batch by batch and over the last three batches, by a small list of words.

use std::collections::HashMap;

use stream_core::{Collected, Error, stream};

/// Words that tell of a mood, with how much.
const WORDS: [(&str, i64); 12] = [
    ("love", 3),
    ("great", 3),
    ("good", 2),
    ("happy", 2),
    ("nice", 1),
    ("fine", 1),
    ("late", -1),
    ("slow", -1),
    ("bad", -2),
    ("broken", -2),
    ("awful", -3),
    ("hate", -3),
];

/// Messages about two railways, as they came in four batches.
const BATCHES: [&[(&str, &str)]; 4] = [
    &[("north line", "great seats, good coffee"), ("south line", "late again")],
    &[("south line", "so slow. hate it"), ("north line", "fine")],
    &[("south line", "awful, door broken"), ("north line", "a bit late but nice")],
    &[("north line", "love it")],
];

fn main() -> Result<(), Error> {
    let mood: HashMap<&str, i64> = WORDS.into_iter().collect();
    let (by_batch, lately) = (Collected::new(), Collected::new());

    stream!({
        let moods = queue(BATCHES.map(<[_]>::to_vec)).map(|(line, text)| {
            let words = text.split(|letter: char| !letter.is_alphabetic());
            (line, words.filter_map(|word| mood.get(word)).sum::<i64>())
        });
        moods.reduce_by_key(|a, b| a + b).collect(&by_batch);
        moods.window(batches(3)).sum().collect(&lately);
    })
    .run()?;

    let (by_batch, lately) = (by_batch.take(), lately.take());
    println!("in each batch: {by_batch:?}\nin the last three: {lately:?}");
    let of = |line: &str, moods: &[(String, i64)]| -> Vec<i64> {
        moods.iter().filter(|(of, _)| of == line).map(|(_, mood)| *mood).collect()
    };
    assert_eq!(of("north line", &by_batch), [5, 1, 0, 3]);
    assert_eq!(of("south line", &by_batch), [-1, -4, -5]);
    // The first windows are partial; a railway that nobody has written of for three batches is gone.
    assert_eq!(of("north line", &lately), [5, 6, 6, 4]);
    assert_eq!(of("south line", &lately), [-1, -5, -10, -9]);
    Ok(())
}
