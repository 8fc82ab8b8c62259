//! Several aggregates of the same records in one pass: a tuple of them, of their inputs, states and outputs.

use crate::window::{Aggregate, AggregateError};

macro_rules! tuples {
    ($($($part:ident $index:tt)*;)*) => { $(
        impl<$($part: Aggregate),*> Aggregate for ($($part,)*) {
            type In = ($($part::In,)*);
            type State = ($($part::State,)*);
            type Output = ($($part::Output,)*);
            const GROWS: bool = false $(|| $part::GROWS)*;
            const PARTS: bool = true $(&& $part::PARTS)*;

            #[inline]
            fn init(&self) -> Self::State {
                ($(self.$index.init(),)*)
            }

            #[inline]
            fn add(&self, state: &mut Self::State, record: Self::In) {
                $(self.$index.add(&mut state.$index, record.$index);)*
            }

            #[inline]
            fn merge(&self, state: &mut Self::State, other: Self::State) {
                $(self.$index.merge(&mut state.$index, other.$index);)*
            }

            #[inline]
            fn finish(&self, state: Self::State) -> Result<Self::Output, AggregateError> {
                Ok(($(self.$index.finish(state.$index)?,)*))
            }
        }
    )* };
}

tuples! {
    A 0;
    A 0 B 1;
    A 0 B 1 C 2;
    A 0 B 1 C 2 D 3;
    A 0 B 1 C 2 D 3 E 4;
    A 0 B 1 C 2 D 3 E 4 F 5;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11;
}
