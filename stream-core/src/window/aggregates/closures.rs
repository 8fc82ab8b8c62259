//! Aggregates of closures.
//!
//! Closures are inferred from what they are used with. So the same aggregate is built anew in each place: with an input at hand where
//! records are added, with the operator at hand where states are merged.

use std::convert::Infallible;
use std::marker::PhantomData;

use crate::window::{Aggregate, AggregateError};

/// Why an aggregate of nothing has no value.
#[cold]
pub(super) fn without_records() -> AggregateError {
    AggregateError::new("there is no record to aggregate")
}

/// All values combined into one: `reduce(|a, b| ..)`.
pub struct Reduce<T, F> {
    f: F,
    of: PhantomData<fn(T)>,
}

/// Combines values of the type of `input` by `f`.
#[inline]
pub fn reduce_of<T, F: Fn(T, T) -> T>(_: &T, f: F) -> Reduce<T, F> {
    Reduce { f, of: PhantomData }
}

impl<T, F: Fn(T, T) -> T> Aggregate for Reduce<T, F> {
    type In = T;
    /// `None` before any record, and while the closure is at work.
    type State = Option<T>;
    type Output = T;
    const PARTS: bool = true;

    #[inline]
    fn init(&self) -> Option<T> {
        None
    }

    #[inline]
    fn add(&self, state: &mut Option<T>, record: T) {
        *state = Some(match state.take() {
            Some(before) => (self.f)(before, record),
            None => record,
        });
    }

    #[inline]
    fn merge(&self, state: &mut Option<T>, other: Option<T>) {
        if let Some(other) = other {
            self.add(state, other);
        }
    }

    #[inline]
    fn finish(&self, state: Option<T>) -> Result<T, AggregateError> {
        state.ok_or_else(without_records)
    }
}

/// Values folded into another: `fold(|| init, |so_far, value| .., |a, b| ..)`.
pub struct Fold<V, A, N, F, M> {
    init: N,
    fold: F,
    merge: M,
    of: PhantomData<fn(V) -> A>,
}

/// Folds values of the type of `input` by `fold`, from what `init` gives; `merge` combines what was folded apart.
#[inline]
pub fn fold_of<V, A, N, F, M>(_: &V, init: N, fold: F, merge: M) -> Fold<V, A, N, F, M>
where
    N: Fn() -> A,
    F: Fn(A, V) -> A,
    M: Fn(A, A) -> A,
{
    Fold { init, fold, merge, of: PhantomData }
}

impl<V, A, N: Fn() -> A, F: Fn(A, V) -> A, M: Fn(A, A) -> A> Aggregate for Fold<V, A, N, F, M> {
    type In = V;
    /// `None` only while a closure is at work.
    type State = Option<A>;
    type Output = A;

    #[inline]
    fn init(&self) -> Option<A> {
        Some((self.init)())
    }

    #[inline]
    fn add(&self, state: &mut Option<A>, record: V) {
        let before = state.take().unwrap_or_else(|| (self.init)());
        *state = Some((self.fold)(before, record));
    }

    #[inline]
    fn merge(&self, state: &mut Option<A>, other: Option<A>) {
        merge(state, other, &self.merge);
    }

    #[inline]
    fn finish(&self, state: Option<A>) -> Result<A, AggregateError> {
        state.ok_or_else(without_records)
    }
}

/// What is left of a [`Fold`] where no record is at hand: it merges and finishes.
pub struct Merge<A, M> {
    merge: M,
    of: PhantomData<fn() -> A>,
}

impl<A, M: Fn(A, A) -> A> Aggregate for Merge<A, M> {
    type In = Infallible;
    type State = Option<A>;
    type Output = A;

    fn init(&self) -> Option<A> {
        None
    }

    fn add(&self, _: &mut Option<A>, record: Infallible) {
        match record {}
    }

    #[inline]
    fn merge(&self, state: &mut Option<A>, other: Option<A>) {
        merge(state, other, &self.merge);
    }

    #[inline]
    fn finish(&self, state: Option<A>) -> Result<A, AggregateError> {
        state.ok_or_else(without_records)
    }
}

/// The aggregates of closures, for an operator that holds states `Option<T>`: it says what no record is at hand to say.
pub trait Closures<T> {
    /// The aggregate of a `reduce`.
    #[inline]
    fn reducer<F: Fn(T, T) -> T>(&self, f: F) -> Reduce<T, F> {
        Reduce { f, of: PhantomData }
    }

    /// The aggregate of a `fold`: what is left of it is how parts are merged.
    #[inline]
    fn folder<M: Fn(T, T) -> T>(&self, merge: M) -> Merge<T, M> {
        Merge { merge, of: PhantomData }
    }
}

#[inline]
fn merge<A>(state: &mut Option<A>, other: Option<A>, f: impl Fn(A, A) -> A) {
    *state = match (state.take(), other) {
        (Some(a), Some(b)) => Some(f(a, b)),
        (a, b) => a.or(b),
    };
}
