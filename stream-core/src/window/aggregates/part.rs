//! An aggregate as a part of a tuple, asked for itself whether it is one: a mistaken one is then told at its own place, and nothing
//! more is told of the tuple.

use std::marker::PhantomData;

use super::{Collect, CompensatedMean, CompensatedSum, DistinctCount, Max, Mean, Min, Sum, Top, WrappingSum};
use crate::window::{Aggregate, AggregateError};

/// An aggregate that is lent to a tuple; asked as `(&&Part::of(&aggregate)).part()`, once its type is known: the first trait whose
/// `Self` fits says what stands in the tuple.
pub struct Part<'a, A>(&'a A);

impl<'a, A> Part<'a, A> {
    /// The part for an aggregate.
    #[inline]
    pub fn of(aggregate: &'a A) -> Self {
        Part(aggregate)
    }
}

/// What is an aggregate.
pub trait IsPart<'a, A> {
    /// The aggregate itself.
    fn part(&self) -> Part<'a, A>;
}

impl<'a, A: Aggregate> IsPart<'a, A> for &Part<'a, A> {
    #[inline]
    fn part(&self) -> Part<'a, A> {
        Part(self.0)
    }
}

/// Everything else.
pub trait IsNoPart<A> {
    /// Refuses what is no aggregate. What would be returned is one of whatever it is asked for, so that this is the only error.
    fn part<I, O>(&self) -> NoPart<I, O>
    where
        A: Aggregate;
}

impl<A> IsNoPart<A> for Part<'_, A> {
    fn part<I, O>(&self) -> NoPart<I, O>
    where
        A: Aggregate,
    {
        NoPart(PhantomData)
    }
}

/// Stands for an aggregate that is none, of records `I` to a value `O`; a program with it does not compile.
pub struct NoPart<I, O>(PhantomData<fn(I) -> O>);

/// An aggregate of the language, which takes `I` of each record, be it fit for it or not.
pub trait Takes<I> {
    /// Makes known what the aggregate takes.
    #[inline]
    fn takes(&self, _: &I) {}
}

macro_rules! takes {
    ($($name:ident),*) => { $(
        impl<T> Takes<T> for $name<T> {}
    )* };
}

takes!(Sum, WrappingSum, CompensatedSum, Mean, CompensatedMean, Min, Max, Collect, DistinctCount);

impl<T, B, O> Takes<(B, T, O)> for Top<T, B, O> {}

impl<A: Aggregate> Aggregate for Part<'_, A> {
    type In = A::In;
    type State = A::State;
    type Output = A::Output;
    const GROWS: bool = A::GROWS;
    const PARTS: bool = A::PARTS;

    #[inline]
    fn init(&self) -> A::State {
        self.0.init()
    }

    #[inline]
    fn add(&self, state: &mut A::State, record: A::In) {
        self.0.add(state, record);
    }

    #[inline]
    fn merge(&self, state: &mut A::State, other: A::State) {
        self.0.merge(state, other);
    }

    #[inline]
    fn finish(&self, state: A::State) -> Result<A::Output, AggregateError> {
        self.0.finish(state)
    }
}

impl<I, O> Aggregate for NoPart<I, O> {
    type In = I;
    type State = ();
    type Output = O;

    fn init(&self) {}

    fn add(&self, (): &mut (), _: I) {}

    fn merge(&self, (): &mut (), (): ()) {}

    fn finish(&self, (): ()) -> Result<O, AggregateError> {
        Err(AggregateError::new(
            "this is no aggregate, give one of the language or one that implements `Aggregate`",
        ))
    }
}
