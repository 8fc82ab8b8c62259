//! State that lasts from batch to batch, and joins by window and with a table.
#![allow(clippy::type_complexity, reason = "an editor shows what comes out, not a name for it")]

use std::marker::PhantomData;
use std::time::Duration;

use super::windows::{InTime, Of};
use super::{Stream, given, stream};
use crate::stateful::Context;
use crate::time::Timestamp;
use crate::window::Windowed;

stream_macros::documented! {
    impl<T> Stream<T> {
        pub fn dedup_by<I>(self, f: impl FnMut(&T) -> I) -> Stream<T> {
            given(f);
            stream()
        }
    }

    impl<K, V> Stream<(K, V)> {
        pub fn update_state_by_key<S>(self, f: impl FnMut(Vec<V>, Option<S>) -> Option<S>) -> Stream<(K, S)> {
            given(f);
            stream()
        }

        pub fn reduce_by_key_and_window<R>(self, f: impl FnMut(V, V) -> V, window: Of<R>) -> Stream<(K, V)> {
            given((f, window));
            stream()
        }

        pub fn stateful<S: Default, O>(
            self,
            f: impl FnMut(&K, V, &mut S, &mut Context<O>),
        ) -> Stateful<K, S, O> {
            given(f);
            Stateful(PhantomData)
        }

        pub fn lookup<A>(self, f: impl FnMut(&K) -> A) -> Stream<(K, (V, A))> {
            given(f);
            stream()
        }
    }
}

/// `stateful` without its named arguments.
pub struct Stateful<K, S, O>(PhantomData<fn() -> (K, S, O)>);

impl<K, S, O> std::fmt::Debug for Stateful<K, S, O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stateful")
    }
}

impl<K, S, O> Stateful<K, S, O> {
    /// What is called when a timer is due.
    #[doc(hidden)]
    pub fn on_timer(self, f: impl FnMut(&K, Timestamp, &mut S, &mut Context<O>)) -> Self {
        given(f);
        self
    }

    /// How long the state of a key lasts after its last change.
    #[doc(hidden)]
    pub fn ttl(self, time: Duration) -> Self {
        given(time);
        self
    }

    /// How many keys may have a state, from 1.
    #[doc(hidden)]
    pub fn max_keys(self, n: usize) -> Self {
        given(n);
        self
    }

    /// How many timers may fire that were set by timers of one batch.
    #[doc(hidden)]
    pub fn max_chained_timers(self, n: u64) -> Self {
        given(n);
        self
    }

    /// What the closures give out.
    #[doc(hidden)]
    pub fn given_out(self) -> Stream<O> {
        stream()
    }
}

/// The named arguments.
impl<T> Stream<T> {
    /// How far records may be behind the latest.
    #[doc(hidden)]
    pub fn out_of_order(self, most: Duration) -> Self {
        given(most);
        self
    }

    /// After what silence a partition no longer holds the watermark.
    #[doc(hidden)]
    pub fn idle(self, silence: Duration) -> Self {
        given(silence);
        self
    }

    /// How far a record may be ahead of the clock.
    #[doc(hidden)]
    pub fn max_ahead(self, most: Duration) -> Self {
        given(most);
        self
    }

    /// A distance in event time.
    #[doc(hidden)]
    pub fn within(self, distance: Duration) -> Self {
        given(distance);
        self
    }

    /// How long an answer is kept.
    #[doc(hidden)]
    pub fn ttl(self, time: Duration) -> Self {
        given(time);
        self
    }

    /// How many records of both sides may be held, from 1.
    #[doc(hidden)]
    pub fn max_held(self, n: usize) -> Self {
        given(n);
        self
    }

    /// How many ids may be remembered, from 1.
    #[doc(hidden)]
    pub fn max_ids(self, n: usize) -> Self {
        given(n);
        self
    }

    /// How many answers are kept, from 1.
    #[doc(hidden)]
    pub fn cache(self, n: usize) -> Self {
        given(n);
        self
    }
}

impl<K, V> Stream<(K, V)> {
    /// Takes out what leaves a window.
    #[doc(hidden)]
    pub fn inverse(self, f: impl FnMut(V, V) -> V) -> Self {
        given(f);
        self
    }

    /// `join` with a table.
    #[doc(hidden)]
    pub fn join_table<Q, W: 'static>(
        self,
        rows: impl IntoIterator<Item = (Q, W)>,
    ) -> Stream<(K, (V, &'static W))> {
        given(rows);
        stream()
    }

    /// `left_join` with a table.
    #[doc(hidden)]
    pub fn left_join_table<Q, W: 'static>(
        self,
        rows: impl IntoIterator<Item = (Q, W)>,
    ) -> Stream<(K, (V, Option<&'static W>))> {
        given(rows);
        stream()
    }

    /// A join whose records meet in windows.
    #[doc(hidden)]
    pub fn in_windows(self, window: Of<InTime>) -> Stream<Windowed<K, V>> {
        given(window);
        stream()
    }
}
