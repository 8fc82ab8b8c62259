//! Pipelines in functions: generic ones, methods, several in one, and pipelines that are returned.

use std::fmt::Debug;
use std::hash::Hash;

use stream_core::{BoxedPipeline, Collected, Pipeline, Startable, stream};

fn counts<T>(records: Vec<T>) -> Vec<(T, u64)>
where
    T: Hash + Eq + Ord + Clone + Send + 'static,
{
    let collected = Collected::new();
    stream!(
        from_iter(records)
            .map(|record| (record, 1_u64))
            .reduce_by_key(|a, b| a + b)
            .sort_by(|(record, _)| record.clone())
            .collect(&collected)
    )
    .run()
    .unwrap();
    collected.take()
}

#[test]
fn a_generic_function_decides_by_its_bounds() {
    assert_eq!(counts(vec!['b', 'a', 'b']), [('a', 1), ('b', 2)]);
    assert_eq!(counts(vec!["x".to_owned()]), [("x".to_owned(), 1)]);
}

struct Scale<const N: usize> {
    factor: u32,
    offsets: [u32; N],
}

impl<const N: usize> Scale<N> {
    fn apply<I: IntoIterator<Item = u32>>(&self, numbers: I) -> Vec<u32> {
        let collected = Collected::new();
        stream!(from_iter(numbers).map(|n| n * self.factor + self.offsets[0]).collect(&collected))
            .run()
            .unwrap();
        collected.take()
    }
}

#[test]
fn a_method_reads_its_receiver() {
    assert_eq!(Scale { factor: 2, offsets: [1] }.apply([1, 2]), [3, 5]);
}

fn doubled(into: Collected<u32>) -> Pipeline<impl Startable + Clone> {
    stream!(from_iter([1_u32, 2]).map(|n| n * 2).collect(&into))
}

fn boxed<T: Debug + Send + 'static>(records: Vec<T>, into: Collected<String>) -> BoxedPipeline {
    if records.is_empty() {
        return stream!(from_iter(["nothing".to_owned()]).collect(&into)).boxed();
    }
    stream!(from_iter(records).map(|record| format!("{record:?}")).collect(&into)).boxed()
}

#[test]
fn pipelines_are_returned() {
    let (numbers, texts) = (Collected::new(), Collected::new());
    doubled(numbers.clone()).workers(2).run().unwrap();
    let mut doubled = numbers.take();
    doubled.sort_unstable();
    assert_eq!(doubled, [2, 4]);
    for pipeline in [boxed(vec![Some(1)], texts.clone()), boxed::<u8>(Vec::new(), texts.clone())] {
        pipeline.run().unwrap();
    }
    assert_eq!(texts.take(), ["Some(1)", "nothing"]);
}

#[test]
fn several_pipelines_stand_in_one_function_and_one_in_another() {
    let (first, second) = (Collected::new(), Collected::new());
    let one = stream!(from_iter([1]).collect(&first));
    let other = stream!(
        from_iter([2])
            .map(|n| {
                let inner = Collected::new();
                stream!(from_iter([n]).map(|n| n + 1).collect(&inner)).drive().await?;
                inner.take()[0]
            })
            .collect(&second)
    );
    one.run().unwrap();
    other.run().unwrap();
    assert_eq!((first.take(), second.take()), (vec![1], vec![3]));
}
