//! stream-core by other names: of a dependency, of an `extern crate`, of a re-export and of the macro itself.

extern crate stream_core as other;

mod facade {
    pub(super) use stream_core as streams;
}

use stream_core::{Collected, stream as pipe};

#[test]
fn a_dependency_may_be_renamed() {
    let longest = ui_tests_renamed::longest(vec!["a bb ab".to_owned(), "b".to_owned()]).unwrap();
    assert_eq!(longest, [("a".to_owned(), 2), ("b".to_owned(), 2)]);
}

#[test]
fn so_may_the_crate_its_module_and_the_macro() {
    let collected = Collected::new();
    other::stream!(from_iter([1]).map(|n| n + 1).collect(&collected)).run().unwrap();
    facade::streams::stream!(from_iter([2]).map(|n| n + 1).collect(&collected)).run().unwrap();
    pipe!(from_iter([3]).map(|n| n + 1).collect(&collected)).run().unwrap();
    assert_eq!(collected.take(), [2, 3, 4]);
}
