//! A source of one's own: it says when records are there, and then lends a chunk of them.

use std::task::{Context, Poll};

use stream_core::source::{Chunk, Ready};
use stream_core::{Collected, Error, Source, stream};

/// The Fibonacci numbers that fit into a `u64`.
struct Fibonacci {
    next: Option<u64>,
    following: Option<u64>,
    taken: u64,
}

/// The source in the pipeline: `fibonacci()` at the head of a chain calls it.
fn fibonacci() -> Fibonacci {
    Fibonacci { next: Some(0), following: Some(1), taken: 0 }
}

impl Source for Fibonacci {
    type Item<'a> = u64;
    type Chunk<'a> = Numbers<'a>;

    // A source that has to wait keeps the waker of `cx`, returns `Poll::Pending`, and wakes it when records have come.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<Ready, Error>> {
        Poll::Ready(Ok(if self.next.is_some() { Ready::Records } else { Ready::End }))
    }

    fn chunk(&mut self, max: usize) -> Numbers<'_> {
        Numbers { of: self, left: max }
    }

    fn taken(&self) -> u64 {
        self.taken
    }
}

/// At most `left` of the numbers. They could be lent out of the source's buffer as well, as lines of text are.
struct Numbers<'a> {
    of: &'a mut Fibonacci,
    left: usize,
}

impl Iterator for Numbers<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        self.left = self.left.checked_sub(1)?;
        let number = self.of.next?;
        self.of.next = self.of.following;
        self.of.following = self.of.next.and_then(|next| number.checked_add(next));
        self.of.taken += 1;
        Some(number)
    }
}

impl Chunk for Numbers<'_> {}

fn main() -> Result<(), Error> {
    let even = Collected::new();
    stream!(fibonacci().filter(|n| n % 2 == 0).collect(&even)).run()?;

    let even = even.take();
    assert_eq!(even[..5], [0, 2, 8, 34, 144]);
    assert_eq!(even.last(), Some(&12_200_160_415_121_876_738));
    println!("even Fibonacci numbers: {even:?}");
    Ok(())
}
