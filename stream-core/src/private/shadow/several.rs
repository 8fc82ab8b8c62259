//! Several aggregates in one pass: each adds its value to a tuple of types.

use std::marker::PhantomData;

use super::windows::Shape;
use super::{Stream, given, stream};
use crate::window::Aggregate;

/// The aggregates of a tuple so far, with the values `P`.
#[derive(Debug)]
pub struct Several<K, V, R, P>(PhantomData<(K, V, R, P)>);

/// A tuple to which a value is added.
pub trait Push<N> {
    /// The tuple of all of them.
    type All;
}

macro_rules! push {
    ($($name:ident)*) => {
        impl<$($name,)* N> Push<N> for ($($name,)*) {
            type All = ($($name,)* N,);
        }
    };
}

push!();
push!(A);
push!(A B);
push!(A B C);
push!(A B C D);
push!(A B C D E);
push!(A B C D E F);
push!(A B C D E F G);
push!(A B C D E F G H);
push!(A B C D E F G H I);
push!(A B C D E F G H I J);
push!(A B C D E F G H I J K);

/// The values of a tuple and one more.
type With<P, N> = <P as Push<N>>::All;

stream_macros::documented! {
    impl<K, V, R, P> Several<K, V, R, P> {
        pub fn count(self) -> Several<K, V, R, With<P, u64>>
        where
            P: Push<u64>,
        {
            Several(PhantomData)
        }

        pub fn sum<N>(self, f: impl FnMut(&V) -> N) -> Several<K, V, R, With<P, N>>
        where
            P: Push<N>,
        {
            given(f);
            Several(PhantomData)
        }

        pub fn mean<N>(self, f: impl FnMut(&V) -> N) -> Several<K, V, R, With<P, f64>>
        where
            P: Push<f64>,
        {
            given(f);
            Several(PhantomData)
        }

        pub fn min<N>(self, f: impl FnMut(&V) -> N) -> Several<K, V, R, With<P, N>>
        where
            P: Push<N>,
        {
            given(f);
            Several(PhantomData)
        }

        pub fn max<N>(self, f: impl FnMut(&V) -> N) -> Several<K, V, R, With<P, N>>
        where
            P: Push<N>,
        {
            given(f);
            Several(PhantomData)
        }

        pub fn top(self, n: usize) -> Several<K, V, R, With<P, Vec<V>>>
        where
            P: Push<Vec<V>>,
        {
            given(n);
            Several(PhantomData)
        }

        pub fn collect<N>(self, f: impl FnMut(&V) -> N) -> Several<K, V, R, With<P, Vec<N>>>
        where
            P: Push<Vec<N>>,
        {
            given(f);
            Several(PhantomData)
        }

        pub fn distinct_count<N>(self, f: impl FnMut(&V) -> N) -> Several<K, V, R, With<P, u64>>
        where
            P: Push<u64>,
        {
            given(f);
            Several(PhantomData)
        }
    }
}

impl<K, V, R> Several<K, V, R, ()> {
    /// None yet.
    pub(super) fn none() -> Self {
        Several(PhantomData)
    }
}

impl<K, V, R, P> Several<K, V, R, P> {
    /// An aggregate of the user's own.
    #[doc(hidden)]
    pub fn own<A: Aggregate<In = V>>(self, aggregate: A) -> Several<K, V, R, With<P, A::Output>>
    where
        P: Push<A::Output>,
    {
        given(aggregate);
        Several(PhantomData)
    }

    /// What a `top` compares by.
    #[doc(hidden)]
    pub fn by<O: Ord>(self, f: impl FnMut(&V) -> O) -> Self {
        given(f);
        self
    }

    /// The tuple is complete.
    #[doc(hidden)]
    pub fn all(self) -> Stream<R::Result<K, P>>
    where
        R: Shape,
    {
        stream()
    }
}

impl<K, V, R: Shape, A> Several<K, V, R, (A,)> {
    /// There is one aggregate and no tuple.
    #[doc(hidden)]
    pub fn one(self) -> Stream<R::Result<K, A>> {
        stream()
    }
}
