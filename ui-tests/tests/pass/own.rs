//! Operators and sources of the user's own: by imported name, by path, by value.

use stream_core::source::FromIter;
use stream_core::{Collected, stream};

mod operators {
    use stream_core::Operate;

    /// Passes each record on as often as it is told to.
    #[derive(Clone)]
    pub(super) struct Repeat(pub(super) usize);

    impl<T: Clone> Operate<T> for Repeat {
        type Out = T;

        fn process(&mut self, record: T) -> impl IntoIterator<Item = T> {
            vec![record; self.0]
        }
    }

    pub(super) fn repeated(times: usize) -> Repeat {
        Repeat(times)
    }

    /// Passes on what becomes another type by a function.
    #[derive(Clone)]
    pub(super) struct Convert<F>(F);

    impl<T, U, F: FnMut(T) -> U> Operate<T> for Convert<F> {
        type Out = U;

        fn process(&mut self, record: T) -> impl IntoIterator<Item = U> {
            Some((self.0)(record))
        }
    }

    pub(super) fn converted<T, U, F: FnMut(T) -> U>(convert: F) -> Convert<F> {
        Convert(convert)
    }
}

mod sources {
    pub(super) fn countdown(from: u32) -> super::FromIter<std::iter::Rev<std::ops::Range<u32>>> {
        stream_core::source::from_iter((0..from).rev())
    }
}

use operators::{converted, repeated};
use sources::countdown;

#[test]
fn an_operator_is_called_by_its_imported_name() {
    let collected = Collected::new();
    stream!(from_iter([1_u32, 2]).repeated(2).converted::<u32, u64, _>(u64::from).collect(&collected))
        .run()
        .unwrap();
    assert_eq!(collected.take(), [1_u64, 1, 2, 2]);
}

#[test]
fn an_operator_is_applied_by_value() {
    let collected = Collected::new();
    let twice = operators::Repeat(2);
    stream!(from_iter(["a"]).apply(twice).apply(operators::repeated(2)).collect(&collected)).run().unwrap();
    assert_eq!(collected.take(), ["a"; 4]);
}

#[test]
fn a_source_is_called_by_its_name_by_its_path_or_given() {
    let collected = Collected::new();
    stream!({
        let named = countdown(2);
        let by_path = sources::countdown(1);
        let given = source(sources::countdown(1));
        named.union(by_path).union(given).sort_by(|n| *n).collect(&collected);
    })
    .run()
    .unwrap();
    assert_eq!(collected.take(), [0, 0, 0, 1]);
}
