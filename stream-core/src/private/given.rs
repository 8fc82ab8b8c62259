//! What a value of the user's has to be, asked by a method: where it is something else, that is the one error, for what the
//! method would give has no type then, and nothing is said of it.

use std::cmp::Ordering;
use std::future::Future;
use std::marker::PhantomData;

use futures_core::Stream;

use crate::error::{Error, ErrorKind};
use crate::join::table::{IntoTable, OpenTable};
use crate::keyed::SortKey;
use crate::record::Operator;
use crate::sink::{Outlet, Sink};
use crate::source::{
    FromIter, FromPartitions, FromStream, FromVec, IntoSource, Queue, from_iter, from_partitions,
    from_stream, from_vec, queue,
};
use crate::stage::{Branches, Fork, OneType, Opened, Operate, RecordOf, Worker, fork};

/// A value that is given to a source or that a closure returns.
#[derive(Debug)]
pub struct Given<G>(pub G);

impl<T> Given<Vec<T>> {
    /// A vector as a source.
    pub fn read_as_iterator(self) -> FromVec<T> {
        from_vec(self.0)
    }
}

/// What is read as any iterator is. A vector has a way of its own, which is looked for first.
pub trait Iterates<I: IntoIterator> {
    /// An iterator as a source.
    fn read_as_iterator(self) -> FromIter<I::IntoIter>;
}

impl<I: IntoIterator> Iterates<I> for Given<I> {
    fn read_as_iterator(self) -> FromIter<I::IntoIter> {
        from_iter(self.0)
    }
}

impl<P: IntoIterator> Given<P>
where
    P::Item: IntoIterator,
{
    /// Iterators as the partitions of a source.
    pub fn read_as_partitions(self) -> FromPartitions<<P::Item as IntoIterator>::IntoIter> {
        from_partitions(self.0)
    }
}

impl<S: Stream> Given<S> {
    /// A stream as a source.
    pub fn read_as_stream(self) -> FromStream<S> {
        from_stream(self.0)
    }
}

impl<T, B: IntoIterator<Item = T>, I: IntoIterator<Item = B>> Given<I> {
    /// A queue of batches as a source.
    pub fn read_as_batches(self) -> Queue<I::IntoIter, T> {
        queue(self.0)
    }
}

impl<S: IntoSource> Given<S> {
    /// Opens a source as operator `number` of the worker.
    ///
    /// # Errors
    /// It cannot be opened: the pipeline does not start.
    pub fn open_as_source(self, worker: &mut Worker, number: usize) -> Result<Opened<S::Source>, Error> {
        worker.open(number, self.0)
    }
}

/// A table.
pub trait OpensTable {
    /// The keys of the rows.
    type Key;
    /// The rows.
    type Row;

    /// Opens a table as operator `number` of the worker.
    ///
    /// # Errors
    /// It cannot be loaded: the pipeline does not start.
    fn open_as_table(
        self,
        worker: &mut Worker,
        number: usize,
    ) -> Result<OpenTable<Self::Key, Self::Row>, Error>;
}

impl<T: IntoTable> OpensTable for Given<T> {
    type Key = T::Key;
    type Row = T::Row;

    fn open_as_table(self, worker: &mut Worker, number: usize) -> Result<OpenTable<T::Key, T::Row>, Error> {
        OpenTable::open(self.0.into_table(), worker, number)
    }
}

/// What is no table: it is looked at where no table is found by value.
pub trait OpensNoTable<T> {
    /// Refuses it. The table that would be opened is one of whatever is looked up in it, so that this is the only error.
    ///
    /// # Errors
    /// Always.
    fn open_as_table<K, V>(&self, worker: &mut Worker, number: usize) -> Result<OpenTable<K, V>, Error>
    where
        T: IntoTable;
}

impl<T> OpensNoTable<T> for Given<T> {
    fn open_as_table<K, V>(&self, worker: &mut Worker, number: usize) -> Result<OpenTable<K, V>, Error>
    where
        T: IntoTable,
    {
        let error = Error::new(ErrorKind::Start, "this is no table, make one with `Table::from_iter(pairs)`");
        Err(error.at(worker.operator(number)))
    }
}

impl<F: Future> Given<F> {
    /// The future that a closure of `map_async` returns.
    #[inline]
    pub fn wait_as_future(self) -> F {
        self.0
    }
}

/// A value at the end of a chain of records of type `T`.
#[derive(Debug)]
pub struct Ending<S, T>(S, PhantomData<fn(T)>);

impl<S, T> Ending<S, T> {
    /// What the chain ends with.
    pub fn new(sink: S) -> Self {
        Ending(sink, PhantomData)
    }
}

impl<T, S: Sink<T>> Ending<S, T> {
    /// A sink at `operator`, which its errors name.
    pub fn end_as_sink(self, operator: Operator) -> Outlet<S, T> {
        Outlet::new(self.0, operator)
    }
}

/// A record on its way through an operator of the user's own.
#[derive(Debug)]
pub struct Passing<'o, In, O>(In, &'o mut O);

impl<'o, In, O> Passing<'o, In, O> {
    /// `record` on its way through `operator`.
    #[inline]
    pub fn new(record: In, operator: &'o mut O) -> Self {
        Passing(record, operator)
    }
}

impl<'o, In, O: Operate<In>> Passing<'o, In, O> {
    /// The records that come out.
    #[inline]
    pub fn operate(self) -> impl IntoIterator<Item = O::Out> + use<'o, In, O> {
        self.1.process(self.0)
    }
}

/// Two values that an operator brings together. The bounds of what is done with them stand on methods of traits, and it is
/// asked by such a method, so that what is said is said at the operator.
#[derive(Debug)]
pub struct Both<A, B>(pub A, pub B);

/// A record that one more branch reads.
pub trait Forks<T> {
    /// A clone of the record.
    fn fork(self) -> T
    where
        Branches: Fork<T>;
}

impl<T> Forks<T> for Both<&T, ()> {
    #[inline]
    fn fork(self) -> T
    where
        Branches: Fork<T>,
    {
        fork(self.0)
    }
}

/// A record that comes to those of a union.
pub trait Meets<T, R> {
    /// The record, which is of their type.
    fn of_one_type(self) -> T
    where
        R: RecordOf<T>;
}

impl<T, R> Meets<T, R> for Both<OneType<T>, R> {
    #[inline]
    fn of_one_type(self) -> T
    where
        R: RecordOf<T>,
    {
        self.1.same()
    }
}

/// Two keys to sort by.
pub trait Compares<K> {
    /// Their order.
    fn compare(self) -> Ordering
    where
        K: SortKey;
}

impl<K> Compares<K> for Both<&K, &K> {
    #[inline]
    fn compare(self) -> Ordering
    where
        K: SortKey,
    {
        self.0.order(self.1)
    }
}
