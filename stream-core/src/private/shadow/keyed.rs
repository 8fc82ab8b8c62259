//! The operators by key and over a batch.
#![allow(clippy::type_complexity, reason = "an editor shows what comes out, not a name for it")]

use std::cmp::Ordering;

use super::{Stream, given, stream};

stream_macros::documented! {
    impl<T> Stream<T> {
        pub fn key_by<K>(self, f: impl FnMut(&T) -> K) -> Stream<(K, T)> {
            given(f);
            stream()
        }

        pub fn count(self) -> Stream<u64> {
            stream()
        }

        pub fn reduce(self, f: impl FnMut(T, T) -> T) -> Stream<T> {
            given(f);
            stream()
        }

        pub fn count_by_value(self) -> Stream<(T, u64)> {
            stream()
        }

        pub fn top(self, n: usize) -> Stream<T> {
            given(n);
            stream()
        }

        pub fn sort_by<O: Ord>(self, f: impl FnMut(&T) -> O) -> Stream<T> {
            given(f);
            stream()
        }
    }

    impl<K, V> Stream<(K, V)> {
        pub fn map_values<R>(self, f: impl FnMut(V) -> R) -> Stream<(K, R)> {
            given(f);
            stream()
        }

        pub fn flat_map_values<I: IntoIterator>(self, f: impl FnMut(V) -> I) -> Stream<(K, I::Item)> {
            given(f);
            stream()
        }

        pub fn reduce_by_key(self, f: impl FnMut(V, V) -> V) -> Stream<(K, V)> {
            given(f);
            stream()
        }

        pub fn group_by_key(self) -> Stream<(K, Vec<V>)> {
            stream()
        }

        pub fn count_by_key(self) -> Stream<(K, u64)> {
            stream()
        }

        pub fn fold_by_key<A>(self, init: A, f: impl FnMut(A, V) -> A) -> Stream<(K, A)> {
            given((init, f));
            stream()
        }

        pub fn aggregate_by_key<A>(
            self,
            init: A,
            f: impl FnMut(A, V) -> A,
            merge: impl FnMut(A, A) -> A,
        ) -> Stream<(K, A)> {
            given((init, f, merge));
            stream()
        }

        pub fn join<W>(self, stream: Stream<(K, W)>) -> Stream<(K, (V, W))> {
            given(stream);
            super::stream()
        }

        pub fn left_join<W>(self, stream: Stream<(K, W)>) -> Stream<(K, (V, Option<W>))> {
            given(stream);
            super::stream()
        }

        pub fn right_join<W>(self, stream: Stream<(K, W)>) -> Stream<(K, (Option<V>, W))> {
            given(stream);
            super::stream()
        }

        pub fn full_join<W>(self, stream: Stream<(K, W)>) -> Stream<(K, (Option<V>, Option<W>))> {
            given(stream);
            super::stream()
        }

        pub fn cogroup<W>(self, stream: Stream<(K, W)>) -> Stream<(K, (Vec<V>, Vec<W>))> {
            given(stream);
            super::stream()
        }
    }
}

impl<T> Stream<T> {
    /// `sort_by` with a closure of two parameters.
    #[doc(hidden)]
    pub fn sort_by_comparison(self, f: impl FnMut(&T, &T) -> Ordering) -> Stream<T> {
        given(f);
        stream()
    }
}

/// What a keyed operator makes of a key that is lent: it keeps an owned one.
pub trait KeptLent {
    /// The stream with owned keys.
    type Kept;

    /// Keeps the keys.
    #[doc(hidden)]
    fn kept(self) -> Self::Kept;
}

impl<B: ?Sized + ToOwned, V> KeptLent for Stream<(&B, V)> {
    type Kept = Stream<(B::Owned, V)>;

    fn kept(self) -> Self::Kept {
        stream()
    }
}

impl<B: ?Sized + ToOwned> KeptLent for Stream<&B> {
    type Kept = Stream<B::Owned>;

    fn kept(self) -> Self::Kept {
        stream()
    }
}

/// A key that is owned already.
pub trait KeptOwned: Sized {
    /// Changes nothing.
    #[doc(hidden)]
    fn kept(&self) -> Self;
}

impl<T> KeptOwned for Stream<T> {
    fn kept(&self) -> Self {
        stream()
    }
}
