//! Event time and windows: what makes them, the words behind them, and the aggregates that end them.

use std::marker::PhantomData;
use std::time::Duration;

use super::several::Several;
use super::{KeptLent, KeptOwned, Stream, given, stream};
use crate::stage::IntoEventTime;
use crate::window::Windowed;

/// A stream put into windows, whose results hold a value `A` as `R`.
pub struct Windows<K, V, R>(PhantomData<(K, V, R)>);

impl<K, V, R> std::fmt::Debug for Windows<K, V, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Windows")
    }
}

/// Results that tell their window.
#[derive(Debug)]
pub struct InTime;

/// Results that are pairs.
#[derive(Debug)]
pub struct InPairs;

/// What the results of windows are.
pub trait Shape {
    /// The result of a key and a value.
    type Result<K, A>;
}

impl Shape for InTime {
    type Result<K, A> = Windowed<K, A>;
}

impl Shape for InPairs {
    type Result<K, A> = (K, A);
}

/// A window, as it stands in the parentheses of `window`.
#[derive(Debug)]
pub struct Of<R>(PhantomData<R>);

/// The windows.
pub mod of {
    use std::marker::PhantomData;
    use std::time::Duration;

    use super::super::given;
    use super::{InPairs, InTime, Of};

    stream_macros::documented! {
        pub fn fixed(length: Duration) -> Of<InTime> {
            given(length);
            Of(PhantomData)
        }

        pub fn sliding(length: Duration) -> Of<InTime> {
            given(length);
            Of(PhantomData)
        }

        pub fn session() -> Of<InTime> {
            Of(PhantomData)
        }

        pub fn count(n: usize) -> Of<InPairs> {
            given(n);
            Of(PhantomData)
        }

        pub fn batches(n: usize) -> Of<InPairs> {
            given(n);
            Of(PhantomData)
        }
    }
}

/// The named arguments of windows.
impl<R> Of<R> {
    /// How far from the Unix epoch the first window begins.
    #[doc(hidden)]
    pub fn offset(self, offset: Duration) -> Self {
        given(offset);
        self
    }

    /// From the beginning of one window to that of the next.
    #[doc(hidden)]
    pub fn every<D>(self, step: D) -> Self {
        given(step);
        self
    }

    /// The silence that ends a session.
    #[doc(hidden)]
    pub fn gap(self, gap: Duration) -> Self {
        given(gap);
        self
    }
}

stream_macros::documented! {
    impl<T> Stream<T> {
        pub fn event_time<M: IntoEventTime>(self, f: impl FnMut(&T) -> M) -> Stream<T> {
            given(f);
            stream()
        }

        pub fn late<R>(self) -> Stream<R> {
            stream()
        }
    }

    impl<K, V> Stream<(K, V)> {
        pub fn window<R>(self, window: Of<R>) -> Windows<K, V, R> {
            given(window);
            Windows(PhantomData)
        }

        pub fn running(self) -> Windows<K, V, InPairs> {
            Windows(PhantomData)
        }
    }

    impl<K, V, R: Shape> Windows<K, V, R> {
        pub fn emit(self) -> Self {
            self
        }

        pub fn allowed_lateness(self, lateness: Duration) -> Self {
            given(lateness);
            self
        }

        pub fn count(self) -> Stream<R::Result<K, u64>> {
            stream()
        }

        pub fn sum<N>(self, f: impl FnMut(&V) -> N) -> Stream<R::Result<K, N>> {
            given(f);
            stream()
        }

        pub fn mean<N>(self, f: impl FnMut(&V) -> N) -> Stream<R::Result<K, f64>> {
            given(f);
            stream()
        }

        pub fn min<N>(self, f: impl FnMut(&V) -> N) -> Stream<R::Result<K, N>> {
            given(f);
            stream()
        }

        pub fn max<N>(self, f: impl FnMut(&V) -> N) -> Stream<R::Result<K, N>> {
            given(f);
            stream()
        }

        pub fn reduce(self, f: impl FnMut(V, V) -> V) -> Stream<R::Result<K, V>> {
            given(f);
            stream()
        }

        pub fn fold<A>(self, init: A, f: impl FnMut(A, V) -> A) -> Stream<R::Result<K, A>> {
            given((init, f));
            stream()
        }

        pub fn top(self, n: usize) -> Ranked<K, V, R> {
            given(n);
            Ranked(PhantomData)
        }

        pub fn collect<N>(self, f: impl FnMut(&V) -> N) -> Stream<R::Result<K, Vec<N>>> {
            given(f);
            stream()
        }

        pub fn distinct_count<N>(self, f: impl FnMut(&V) -> N) -> Stream<R::Result<K, u64>> {
            given(f);
            stream()
        }

        pub fn aggregate(self) -> Several<K, V, R, ()> {
            Several::none()
        }
    }
}

/// The named arguments behind a window.
impl<K, V, R> Windows<K, V, R> {
    /// How often early results come out.
    #[doc(hidden)]
    pub fn every(self, interval: Duration) -> Self {
        given(interval);
        self
    }

    /// How long a key is kept after its last record.
    #[doc(hidden)]
    pub fn ttl(self, time: Duration) -> Self {
        given(time);
        self
    }

    /// How many windows may be open, from 1.
    #[doc(hidden)]
    pub fn max_open(self, n: usize) -> Self {
        given(n);
        self
    }

    /// How many keys there may be, from 1.
    #[doc(hidden)]
    pub fn max_keys(self, n: usize) -> Self {
        given(n);
        self
    }
}

impl<B: ?Sized + ToOwned, V, R> KeptLent for Windows<&B, V, R> {
    type Kept = Windows<B::Owned, V, R>;

    fn kept(self) -> Self::Kept {
        Windows(PhantomData)
    }
}

impl<K, V, R> KeptOwned for Windows<K, V, R> {
    fn kept(&self) -> Self {
        Windows(PhantomData)
    }
}

impl<K, A> Stream<Windowed<K, A>> {
    /// Combines two partial results of a `fold`.
    #[doc(hidden)]
    pub fn merge(self, f: impl FnMut(A, A) -> A) -> Self {
        given(f);
        self
    }
}

/// The value itself, of an aggregate without a closure.
pub fn itself<T: Clone>(value: &T) -> T {
    value.clone()
}

/// `top` without what it ranks by.
#[derive(Debug)]
pub struct Ranked<K, V, R>(PhantomData<(K, V, R)>);

impl<K, V, R: Shape> Ranked<K, V, R> {
    /// What the values are compared by.
    #[doc(hidden)]
    pub fn by<O: Ord>(self, f: impl FnMut(&V) -> O) -> Stream<R::Result<K, Vec<V>>> {
        given(f);
        stream()
    }
}
