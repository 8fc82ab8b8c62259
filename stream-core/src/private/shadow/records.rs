//! The operators on records: one record in, records out, no key.

use std::str::FromStr;

use super::{Stream, given, stream};
use crate::stage::Operate;

stream_macros::documented! {
    impl<T> Stream<T> {
        pub fn map<R>(self, f: impl FnMut(T) -> R) -> Stream<R> {
            given(f);
            stream()
        }

        pub fn filter(self, f: impl FnMut(&T) -> bool) -> Stream<T> {
            given(f);
            stream()
        }

        pub fn filter_map<R>(self, f: impl FnMut(T) -> Option<R>) -> Stream<R> {
            given(f);
            stream()
        }

        pub fn flat_map<I: IntoIterator>(self, f: impl FnMut(T) -> I) -> Stream<I::Item> {
            given(f);
            stream()
        }

        pub fn flatten(self) -> Stream<T::Item>
        where
            T: IntoIterator,
        {
            stream()
        }

        pub fn inspect<R>(self, f: impl FnMut(&T) -> R) -> Stream<T> {
            given(f);
            stream()
        }

        pub fn try_map<R, E>(self, f: impl FnMut(T) -> Result<R, E>) -> Stream<R> {
            given(f);
            stream()
        }

        pub fn map_async<F: Future>(self, f: impl FnMut(T) -> F) -> Stream<F::Output> {
            given(f);
            stream()
        }

        pub fn json<R>(self) -> Stream<R> {
            stream()
        }

        pub fn csv<R>(self) -> Stream<R> {
            stream()
        }

        pub fn parse<R: FromStr>(self) -> Stream<R> {
            stream()
        }

        pub fn union(self, stream: Stream<T>) -> Stream<T> {
            given(stream);
            super::stream()
        }

        pub fn split(self, f: impl FnMut(&T) -> bool) -> (Stream<T>, Stream<T>) {
            given(f);
            (stream(), stream())
        }

        pub fn sample(self, fraction: f64) -> Stream<T> {
            given(fraction);
            stream()
        }

        pub fn distinct(self) -> Stream<T> {
            stream()
        }

        pub fn repartition(self, n: usize) -> Stream<T> {
            given(n);
            stream()
        }

        pub fn transform<I: IntoIterator>(self, f: impl FnMut(Vec<T>) -> I) -> Stream<I::Item> {
            given(f);
            stream()
        }

        pub fn apply<O: Operate<T>>(self, operator: O) -> Stream<O::Out> {
            given(operator);
            stream()
        }
    }
}
