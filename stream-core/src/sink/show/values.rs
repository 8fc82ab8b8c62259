//! The texts of Rust's own types.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt::Write;
use std::rc::Rc;
use std::sync::Arc;

use super::Show;
use crate::time::Timestamp;

/// Types that are shown as they display.
macro_rules! displayed {
    ($($type:ty)*) => {$(
        impl Show for $type {
            fn show(&self, text: &mut String) {
                // Writing to a `String` does not fail.
                let _ = write!(text, "{self}");
            }
        }
    )*};
}

displayed!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize bool char Timestamp);

/// Floats keep their point, as in Scala: `1.0`.
macro_rules! floats {
    ($($type:ty)*) => {$(
        impl Show for $type {
            fn show(&self, text: &mut String) {
                let _ = write!(text, "{self:?}");
            }
        }
    )*};
}

floats!(f32 f64);

impl Show for str {
    fn show(&self, text: &mut String) {
        text.push_str(self);
    }
}

impl Show for String {
    fn show(&self, text: &mut String) {
        text.push_str(self);
    }
}

impl Show for () {
    fn show(&self, text: &mut String) {
        text.push_str("()");
    }
}

/// Types that show what they point at.
macro_rules! pointers {
    ($($type:ty)*) => {$(
        impl<T: Show + ?Sized> Show for $type {
            fn show(&self, text: &mut String) {
                T::show(self, text);
            }
        }
    )*};
}

pointers!(&T &mut T Box<T> Rc<T> Arc<T>);

impl<T: Show + ToOwned + ?Sized> Show for Cow<'_, T> {
    fn show(&self, text: &mut String) {
        T::show(self, text);
    }
}

impl<T: Show> Show for Option<T> {
    fn show(&self, text: &mut String) {
        let Some(value) = self else { return text.push_str("None") };
        text.push_str("Some(");
        value.show(text);
        text.push(')');
    }
}

fn list<'a, T: Show + 'a>(values: impl IntoIterator<Item = &'a T>, text: &mut String) {
    text.push('[');
    for (i, value) in values.into_iter().enumerate() {
        if i > 0 {
            text.push_str(", ");
        }
        value.show(text);
    }
    text.push(']');
}

impl<T: Show> Show for [T] {
    fn show(&self, text: &mut String) {
        list(self, text);
    }
}

impl<T: Show, const N: usize> Show for [T; N] {
    fn show(&self, text: &mut String) {
        list(self, text);
    }
}

impl<T: Show> Show for Vec<T> {
    fn show(&self, text: &mut String) {
        list(self, text);
    }
}

impl<T: Show> Show for VecDeque<T> {
    fn show(&self, text: &mut String) {
        list(self, text);
    }
}

/// Tuples: in parentheses, commas without spaces.
macro_rules! tuples {
    ($($first:ident $($rest:ident)*;)*) => {$(
        impl<$first: Show, $($rest: Show),*> Show for ($first, $($rest,)*) {
            #[expect(non_snake_case, reason = "each value is named as its type")]
            fn show(&self, text: &mut String) {
                let ($first, $($rest,)*) = self;
                text.push('(');
                $first.show(text);
                $(text.push(','); $rest.show(text);)*
                text.push(')');
            }
        }
    )*};
}

tuples!(A; A B; A B C; A B C D; A B C D E; A B C D E F; A B C D E F G; A B C D E F G H;);
