//! How a type of record is shown, found by method resolution on a probe.

use std::fmt::{Debug, Display, Write};
use std::marker::PhantomData;

use super::Show;

/// Asks how records of type `T` are shown.
pub struct ShowProbe<T: ?Sized>(PhantomData<fn(&T)>);

impl<T: ?Sized> ShowProbe<T> {
    /// A probe for the type of `record`.
    pub fn of(record: &T) -> Self {
        let _ = record;
        ShowProbe(PhantomData)
    }
}

/// Found when nothing else is: the type cannot be shown, and the bound says so.
pub trait ShowLast<T: ?Sized> {
    /// The kind that is never made.
    fn show_kind(&self) -> NotShown
    where
        T: Shown,
    {
        NotShown
    }
}

impl<T: ?Sized> ShowLast<T> for ShowProbe<T> {}

/// What nothing implements; stands where a record cannot be shown.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be printed",
    label = "no way to print this record",
    note = "put `#[derive(Debug)]` on it, or implement `Display`; or `map` the record to what you want to see before `print()`"
)]
pub trait Shown {}

/// The kind that is never made.
#[derive(Clone, Copy, Debug)]
pub struct NotShown;

impl NotShown {
    /// Is never called: no type is [`Shown`] by this kind.
    pub fn show<T: ?Sized>(&self, record: &T, text: &mut String) {
        let _ = (record, text);
    }
}

/// A way to show a record of type `T`.
pub trait ShowKind<T: ?Sized> {
    /// Appends the text of `record` to `text`.
    fn show(&self, record: &T, text: &mut String);
}

/// By [`Show`].
#[derive(Clone, Copy, Debug, Default)]
pub struct ByShow;

impl<T: Show + ?Sized> ShowKind<T> for ByShow {
    fn show(&self, record: &T, text: &mut String) {
        record.show(text);
    }
}

/// By [`Display`].
#[derive(Clone, Copy, Debug, Default)]
pub struct ByDisplay;

impl<T: Display + ?Sized> ShowKind<T> for ByDisplay {
    fn show(&self, record: &T, text: &mut String) {
        // Writing to a `String` fails only where the record's own `Display` does: shown as far as it came.
        let _ = write!(text, "{record}");
    }
}

/// By [`Debug`].
#[derive(Clone, Copy, Debug, Default)]
pub struct ByDebug;

impl<T: Debug + ?Sized> ShowKind<T> for ByDebug {
    fn show(&self, record: &T, text: &mut String) {
        let _ = write!(text, "{record:?}");
    }
}

/// A pair as `(a,b)`, each half by its own kind.
#[derive(Clone, Copy, Debug, Default)]
pub struct ByPair<A, B>(A, B);

impl<A, B, KA: ShowKind<A>, KB: ShowKind<B>> ShowKind<(A, B)> for ByPair<KA, KB> {
    fn show(&self, record: &(A, B), text: &mut String) {
        text.push('(');
        self.0.show(&record.0, text);
        text.push(',');
        self.1.show(&record.1, text);
        text.push(')');
    }
}

/// One level of the probe: fewer references, later choice.
pub trait ShowLevel {
    /// How the record is shown.
    type Kind;

    /// The kind of this level.
    fn show_kind(&self) -> Self::Kind;
}

/// A level for every type with one bound.
macro_rules! level {
    ($probe:ty, $bound:ident, $kind:ty) => {
        impl<T: $bound> ShowLevel for $probe {
            type Kind = $kind;

            fn show_kind(&self) -> $kind {
                <$kind>::default()
            }
        }
    };
}

/// A level for pairs whose halves have each a bound.
macro_rules! pair_level {
    ($probe:ty, $a:ident by $ka:ty, $b:ident by $kb:ty) => {
        impl<A: $a, B: $b> ShowLevel for $probe {
            type Kind = ByPair<$ka, $kb>;

            fn show_kind(&self) -> Self::Kind {
                ByPair::default()
            }
        }
    };
}

level!(&&&&&&&&&&&ShowProbe<T>, Show, ByShow);
pair_level!(&&&&&&&&&&ShowProbe<(A, B)>, Show by ByShow, Display by ByDisplay);
pair_level!(&&&&&&&&&ShowProbe<(A, B)>, Display by ByDisplay, Show by ByShow);
pair_level!(&&&&&&&&ShowProbe<(A, B)>, Display by ByDisplay, Display by ByDisplay);
pair_level!(&&&&&&&ShowProbe<(A, B)>, Show by ByShow, Debug by ByDebug);
pair_level!(&&&&&&ShowProbe<(A, B)>, Debug by ByDebug, Show by ByShow);
pair_level!(&&&&&ShowProbe<(A, B)>, Display by ByDisplay, Debug by ByDebug);
pair_level!(&&&&ShowProbe<(A, B)>, Debug by ByDebug, Display by ByDisplay);
pair_level!(&&&ShowProbe<(A, B)>, Debug by ByDebug, Debug by ByDebug);
level!(&&ShowProbe<T>, Display, ByDisplay);
level!(&ShowProbe<T>, Debug, ByDebug);
