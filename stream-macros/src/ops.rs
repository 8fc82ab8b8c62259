//! The operator table: one row per source, operator and sink, the only place that says what each takes.
//!
//! Parse, check, plan and the editor's shadow types read it; nothing else knows an operator's shape. A row is complete:
//! what a pipeline may write is decided by its row alone.

mod aggregates;
mod keyed;
pub(crate) mod near;
mod records;
mod sinks;
mod sources;
mod windows;

use std::ops::RangeInclusive;

/// Every operator of the language, and the two ways a user's own code stands in a chain.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub(crate) enum Op {
    SocketText,
    SocketRaw,
    TextFiles,
    Files,
    BinaryRecords,
    Queue,
    FromIter,
    FromPartitions,
    FromStream,
    Input,
    Rate,
    Source,
    /// A source that is no row by name: the user's own function, called at the head of a chain.
    UserSource,
    Map,
    Filter,
    FilterMap,
    FlatMap,
    Flatten,
    Inspect,
    TryMap,
    MapAsync,
    Json,
    Csv,
    Parse,
    Union,
    Split,
    Sample,
    Distinct,
    Repartition,
    Transform,
    Apply,
    /// An operator that is no row by name: the user's own function, called in a chain.
    User,
    KeyBy,
    MapValues,
    FlatMapValues,
    ReduceByKey,
    GroupByKey,
    CountByKey,
    FoldByKey,
    AggregateByKey,
    Join,
    LeftJoin,
    RightJoin,
    FullJoin,
    Cogroup,
    Count,
    Reduce,
    CountByValue,
    Top,
    SortBy,
    DedupBy,
    UpdateStateByKey,
    Stateful,
    ReduceByKeyAndWindow,
    Lookup,
    EventTime,
    Window,
    Running,
    Emit,
    AllowedLateness,
    Late,
    Fixed,
    Sliding,
    Session,
    CountWindow,
    Batches,
    AggregateCount,
    AggregateSum,
    AggregateMean,
    AggregateMin,
    AggregateMax,
    AggregateReduce,
    AggregateFold,
    AggregateTop,
    AggregateCollect,
    AggregateDistinct,
    Aggregate,
    /// An aggregate that is no row by name: a value of the user's own.
    UserAggregate,
    Print,
    ForEach,
    ForEachBatch,
    Channel,
    IntoSink,
    Collect,
    Output,
    Sink,
}

/// Where in a chain an operator stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// At the head, and only there.
    Source,
    /// Anywhere between the head and the end.
    Operator,
    /// At the end, and only there.
    Sink,
    /// Behind a stream, or behind such a word: what makes windows and what they do. No operator by itself.
    Windowing,
    /// In the parentheses of `window`.
    Window,
    /// Behind a window, or in the tuple of `aggregate`.
    Aggregate,
}

/// What one place of an argument list takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ArgKind {
    /// A closure of so many parameters, or a function's path.
    Closure(usize),
    /// One closure or more, each of so many parameters.
    Closures(usize),
    /// A closure of either number of parameters.
    ClosureEither(usize, usize),
    /// A value, evaluated once when the pipeline is built.
    Expr,
    /// The same, which may be left out.
    OptionalExpr,
    /// A closure of so many parameters, which may be left out.
    OptionalClosure(usize),
    /// A suffixed duration, or an expression of one, evaluated once; more than zero.
    Duration,
    /// The same, which may be zero.
    DurationOrZero,
    /// A window: `fixed(10s)`.
    Window,
    /// The same, which may be left out.
    OptionalWindow,
    /// An aggregate, or a tuple of them.
    Aggregates,
    /// The name of a stream, or a chain.
    Stream,
}

/// What a named argument takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NamedKind {
    /// `name = value`.
    Expr,
    /// `name = 10s`, more than zero.
    Duration,
    /// `name = 10s`, and `0s` has a meaning.
    DurationOrZero,
    /// `name = |..| ..` of so many parameters.
    Closure(usize),
    /// The bare word.
    Flag,
    /// The bare word, or `name = bool`.
    Switch,
    /// `name = 10s`, or the word `none`, kept as a flag.
    DurationOrNone,
    /// `name = 10s`, or one of the words `batch` and `forever`.
    Within,
}

/// One row of the table.
#[derive(Debug)]
pub(crate) struct Spec {
    /// Whose row this is.
    pub(crate) op: Op,
    /// The name in a pipeline.
    pub(crate) name: &'static str,
    /// Where it stands in a chain.
    pub(crate) kind: Kind,
    /// How it is called, as shown in help.
    pub(crate) usage: &'static str,
    /// A sentence or two, as shown by editors.
    pub(crate) doc: &'static str,
    /// Its positional arguments, required ones first.
    pub(crate) args: &'static [ArgKind],
    /// Its named arguments.
    pub(crate) named: &'static [(&'static str, NamedKind)],
    /// The named arguments that may not be left out.
    pub(crate) required: &'static [&'static str],
    /// How many types its turbofish may hold.
    pub(crate) types: RangeInclusive<usize>,
    /// Whether its meaning depends on where a batch begins and ends.
    pub(crate) per_batch: bool,
    /// Whether its closures may hold `.await`, and `?` that fails the record; a reducer may hold neither.
    pub(crate) can_await: bool,
    /// Whether its closure returns an `Option` or a `Result`, so that `?` keeps its closure meaning.
    pub(crate) fallible: bool,
}

impl Spec {
    /// A row with nothing but a place, from which the table's rows are written by what differs.
    const fn bare(op: Op, name: &'static str, kind: Kind) -> Self {
        Spec {
            op,
            name,
            kind,
            usage: "",
            doc: "",
            args: &[],
            named: &[],
            required: &[],
            types: 0..=0,
            per_batch: false,
            can_await: false,
            fallible: false,
        }
    }

    const fn source(op: Op, name: &'static str) -> Self {
        Spec::bare(op, name, Kind::Source)
    }

    const fn operator(op: Op, name: &'static str) -> Self {
        Spec::bare(op, name, Kind::Operator)
    }

    const fn sink(op: Op, name: &'static str) -> Self {
        Spec::bare(op, name, Kind::Sink)
    }

    /// Whether the name stands in a chain, and not in an argument or behind a window only.
    fn in_chain(&self) -> bool {
        !matches!(self.kind, Kind::Window | Kind::Aggregate)
    }
}

/// The row of the operator.
pub(crate) fn spec(op: Op) -> &'static Spec {
    rows().find(|row| row.op == op).expect("every operator has a row")
}

/// The operator of the name; `None` where the name would be a user's own. A user's operators have no name.
pub(crate) fn lookup(name: &str) -> Option<Op> {
    named_rows().find(|row| row.in_chain() && row.name == name).map(|row| row.op)
}

/// The row of the window or the aggregate of the name.
pub(crate) fn lookup_in(kind: Kind, name: &str) -> Option<&'static Spec> {
    named_rows().find(|row| row.kind == kind && row.name == name)
}

/// The rows that have a name: all but a user's own.
pub(crate) fn named_rows() -> impl Iterator<Item = &'static Spec> {
    rows().filter(|row| !matches!(row.op, Op::User | Op::UserSource | Op::UserAggregate))
}

fn rows() -> impl Iterator<Item = &'static Spec> {
    [sources::ROWS, records::ROWS, keyed::ROWS, windows::ROWS, aggregates::ROWS, sinks::ROWS]
        .into_iter()
        .flatten()
}
