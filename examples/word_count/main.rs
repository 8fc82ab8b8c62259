//! Counts the words that a socket sends, batch by batch, and prints each batch as Spark Streaming does.
//!
//! Without arguments it needs no other program: it serves lines to itself. With `--connect` it counts what another program
//! sends, such as `nc -lk 4444`. Ctrl-C ends it after the batch in hand.

mod args;

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use stream_core::{Trigger, stream};

use args::{Args, HELP};

/// About as fast as a person types.
const PAUSE: Duration = Duration::from_millis(150);

fn main() -> ExitCode {
    match args::parse(std::env::args().skip(1)) {
        Err(mistake) => {
            eprintln!("{mistake}\n\n{HELP}");
            ExitCode::from(2)
        }
        Ok(None) => {
            println!("{HELP}");
            ExitCode::SUCCESS
        }
        Ok(Some(args)) => match count_words(args) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                report(&*error);
                ExitCode::FAILURE
            }
        },
    }
}

/// Prints the error, and what caused it: each says its own level.
fn report(error: &dyn Error) {
    eprintln!("{error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        eprintln!("  because: {error}");
        cause = error.source();
    }
}

fn count_words(Args { connect, every }: Args) -> Result<(), Box<dyn Error>> {
    let address = match connect {
        Some(address) => address,
        None => stream_examples::serve_lines(PAUSE)?.to_string(),
    };
    eprintln!("counting the words that {address} sends, a batch every {every:?}; Ctrl-C ends it");

    let word_counts = stream!({
        let lines = socket_text(address);
        let words = lines.flat_map(|line| line.split(' '));
        let pairs = words.map(|word| (word, 1));
        pairs.reduce_by_key(|x, y| x + y).print();
    });
    word_counts.trigger(Trigger::every(every)).run()?;
    Ok(())
}
