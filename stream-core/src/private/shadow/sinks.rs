//! The sinks: what may stand at the end of a chain.

use std::marker::PhantomData;

use super::{Ends, Stream, given};
use crate::record::Batch;
use crate::sink::{Collected, Sink};

stream_macros::documented! {
    impl<T> Stream<T> {
        pub fn print(self) -> Ended<T> {
            Ended(PhantomData)
        }

        pub fn for_each<O>(self, f: impl FnMut(T) -> O) {
            given(f);
        }

        pub fn for_each_batch<O>(self, f: impl FnMut(Vec<T>, Batch) -> O) {
            given(f);
        }

        #[cfg(feature = "runtime")]
        pub fn channel(self, sender: tokio::sync::mpsc::Sender<T>) {
            given(sender);
        }

        pub fn into_sink(self, sink: impl futures_sink::Sink<T>) {
            given(sink);
        }

        pub fn collect(self, collected: impl Collects<T>) {
            given(collected);
        }

        pub fn output<U>(self) -> Ended<U>
        where
            T: Same<U>,
        {
            Ended(PhantomData)
        }

        pub fn sink(self, value: impl Sink<T>) {
            given(value);
        }
    }
}

/// A stream that a sink has taken.
pub struct Ended<T>(PhantomData<fn() -> T>);

impl<T> Ended<T> {
    /// `print` with a number of records.
    #[doc(hidden)]
    pub fn first(self, n: usize) {
        given(n);
    }

    /// This is the pipeline's `output`.
    #[doc(hidden)]
    pub fn ends<I>(self, _: &Ends<I, T>) {}
}

/// What `collect` takes: a collection, by value or by reference.
pub trait Collects<T> {}

impl<T> Collects<T> for Collected<T> {}
impl<T> Collects<T> for &Collected<T> {}

/// The type itself.
pub trait Same<T> {}

impl<T> Same<T> for T {}
