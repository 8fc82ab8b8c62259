//! An operator of one's own: by the name of a function in scope, or by `apply`.

use stream_core::{Collected, Error, Operate, stream};

/// Passes a record on if it differs from the one before, with how often it was repeated.
struct RunLengths<T> {
    last: Option<(T, u64)>,
}

impl<T: PartialEq + Clone> Operate<T> for RunLengths<T> {
    type Out = (T, u64);

    fn process(&mut self, record: T) -> impl IntoIterator<Item = (T, u64)> {
        match &mut self.last {
            Some((last, times)) if *last == record => {
                *times += 1;
                None
            }
            last => last.replace((record, 1)),
        }
    }
}

/// The operator in a chain: `.run_lengths()` calls it.
fn run_lengths<T>() -> RunLengths<T> {
    RunLengths { last: None }
}

fn main() -> Result<(), Error> {
    let lamp = ["red", "red", "green", "red", "red", "red", "off"];

    let by_name = Collected::new();
    stream!(from_iter(lamp).run_lengths().collect(&by_name)).run()?;
    assert_eq!(by_name.take(), [("red", 2), ("green", 1), ("red", 3)]);

    let by_value = Collected::new();
    stream!(from_iter(lamp).apply(RunLengths { last: Some(("red", 1)) }).collect(&by_value)).run()?;
    let runs = by_value.take();
    assert_eq!(runs, [("red", 3), ("green", 1), ("red", 3)]);

    println!("the lamp was {runs:?}");
    Ok(())
}
