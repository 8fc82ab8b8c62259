//! What stands behind an operator's call: its named arguments, the further branches of a `split`, and `.await`.

use std::time::Duration;

use super::{Stream, given, stream};

/// The named arguments of all operators, each as a method behind the call; `name = value` becomes `.name(value)`.
impl<T> Stream<T> {
    /// The longest line, in bytes.
    #[doc(hidden)]
    pub fn max_line(self, bytes: usize) -> Self {
        given(bytes);
        self
    }

    /// The longest block, in bytes.
    #[doc(hidden)]
    pub fn max_block(self, bytes: usize) -> Self {
        given(bytes);
        self
    }

    /// How often in a row a connection is tried again; without it, for ever.
    #[doc(hidden)]
    pub fn max_retries(self, n: u32) -> Self {
        given(n);
        self
    }

    /// The longest wait between two tries.
    #[doc(hidden)]
    pub fn max_backoff(self, wait: Duration) -> Self {
        given(wait);
        self
    }

    /// Whether files that are there at the start are read too.
    #[doc(hidden)]
    pub fn existing(self, existing: bool) -> Self {
        given(existing);
        self
    }

    /// How long a file must be unchanged before it is read.
    #[doc(hidden)]
    pub fn settle(self, wait: Duration) -> Self {
        given(wait);
        self
    }

    /// How long to wait between two looks at the folder.
    #[doc(hidden)]
    pub fn poll(self, wait: Duration) -> Self {
        given(wait);
        self
    }

    /// Whether text that is appended to a file is read too.
    #[doc(hidden)]
    pub fn follow(self, follow: bool) -> Self {
        given(follow);
        self
    }

    /// Whether all batches are taken at once.
    #[doc(hidden)]
    pub fn all_at_once(self, all_at_once: bool) -> Self {
        given(all_at_once);
        self
    }

    /// How many records wait at once, from 1.
    #[doc(hidden)]
    pub fn concurrency(self, n: usize) -> Self {
        given(n);
        self
    }

    /// How long a record may wait before it is rejected.
    #[doc(hidden)]
    pub fn timeout(self, wait: Duration) -> Self {
        given(wait);
        self
    }

    /// The byte between two fields, a comma without it.
    #[doc(hidden)]
    pub fn delimiter(self, byte: u8) -> Self {
        given(byte);
        self
    }

    /// What the choice depends on: the same seed, the same records.
    #[doc(hidden)]
    pub fn seed(self, seed: u64) -> Self {
        given(seed);
        self
    }

    /// What the records are compared by.
    #[doc(hidden)]
    pub fn by<O: Ord>(self, f: impl FnMut(&T) -> O) -> Self {
        given(f);
        self
    }
}

impl<K, A> Stream<(K, A)> {
    /// Combines two partial results, so that they can be combined before they move.
    #[doc(hidden)]
    pub fn merge(self, f: impl FnMut(A, A) -> A) -> Self {
        given(f);
        self
    }
}

/// The branches of a `split` so far.
pub trait More {
    /// The records of every branch.
    type Record;
    /// One branch more.
    type More;

    /// A further closure of the `split`.
    #[doc(hidden)]
    fn and(self, f: impl FnMut(&Self::Record) -> bool) -> Self::More;
}

macro_rules! more {
    (@ $branch:tt $($given:tt)*) => { $($given)* };
    ($($branch:tt)*) => {
        impl<T> More for ($(more!(@ $branch Stream<T>),)*) {
            type Record = T;
            type More = ($(more!(@ $branch Stream<T>),)* Stream<T>);

            fn and(self, f: impl FnMut(&T) -> bool) -> Self::More {
                given(f);
                ($(more!(@ $branch stream()),)* stream())
            }
        }
    };
}

more!(1 2);
more!(1 2 3);
more!(1 2 3 4);
more!(1 2 3 4 5);
more!(1 2 3 4 5 6);
more!(1 2 3 4 5 6 7);
more!(1 2 3 4 5 6 7 8);
