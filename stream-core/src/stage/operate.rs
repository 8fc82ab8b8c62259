//! Operators of the user's own.

/// An operator of your own: any number of records out for each record in.
///
/// `.apply(operator)` in `stream!` takes any value that implements it, and `.my_operator(a, b)` calls your function
/// `my_operator(a, b)` once, when the pipeline is built, and applies what it returns. With several workers each has a clone.
///
/// ```
/// use stream_core::Operate;
///
/// /// Passes every `n`-th record on.
/// #[derive(Clone)]
/// struct EveryNth { n: u64, seen: u64 }
///
/// impl<T> Operate<T> for EveryNth {
///     type Out = T;
///
///     fn process(&mut self, record: T) -> impl IntoIterator<Item = T> {
///         self.seen += 1;
///         (self.seen % self.n == 0).then_some(record)
///     }
/// }
///
/// let mut operator = EveryNth { n: 2, seen: 0 };
/// let passed: Vec<_> = ["a", "b", "c", "d"].into_iter().flat_map(|r| operator.process(r).into_iter().collect::<Vec<_>>()).collect();
/// assert_eq!(passed, ["b", "d"]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no operator on records of type `{In}`",
    label = "not an operator on these records",
    note = "implement `stream_core::Operate<{In}>` for it, or bring the records to the type that it takes with `.map(..)`"
)]
pub trait Operate<In> {
    /// The records that come out.
    type Out;

    /// Takes one record and gives those that come out for it.
    fn process(&mut self, record: In) -> impl IntoIterator<Item = Self::Out>;
}
