//! The shadow types as rustc infers over them: what an editor infers with less.

use super::sources::{from_iter, queue};
use super::{Called, KeptLent, KeptOwned, More, Stream};
use crate::sink::Collected;

fn is<T>(_: Stream<T>) {}

#[test]
fn closures_see_the_records() {
    let words = || from_iter(["a b"]).flat_map(|line| line.split(' '));
    let pairs = words().map(|word| (word, word.len()));
    is::<(String, usize)>(pairs.reduce_by_key(|x, y| x.max(y)).kept());
    is::<(String, u64)>(words().count_by_value().kept());
    is::<(u8, Vec<char>)>(from_iter([(1u8, 'a')]).group_by_key().kept());
    is::<String>(words().distinct().kept());
}

#[test]
fn branches_have_the_type_of_the_stream() {
    let numbers = queue([vec![1u8]]);
    let (small, large, rest) = numbers.split(|n| *n < 10).and(|n| n.is_power_of_two());
    is::<u8>(small.union(large).union(rest));
}

#[test]
fn ends_have_the_type_of_the_stream() {
    let collected = Collected::new();
    from_iter([1u16]).collect(&collected);
    let taken: Vec<u16> = collected.take();
    assert!(taken.is_empty());
    let ends = super::Ends::<u16, _>::default();
    crate::source::from_iter([2u16]).stream_of_source().begins(&ends).count().output().ends(&ends);
    fn fed<T, U>(_: &super::Ends<T, U>) -> &'static str {
        std::any::type_name::<(T, U)>()
    }
    assert_eq!(fed(&ends), "(u16, u64)");
}
