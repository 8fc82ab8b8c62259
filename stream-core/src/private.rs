//! What generated code names. Nothing here is meant to be written by hand, and any of it may change with the macro.

mod given;

/// What an editor sees in the place of a pipeline.
#[cfg(any(rust_analyzer, test))]
pub mod shadow;

#[cfg(not(rust_analyzer))]
pub use stream_macros::stream_impl;
#[cfg(rust_analyzer)]
pub use stream_macros::stream_shadow as stream_impl;

use std::future::Future;

pub use self::given::{Both, Ending, Given, Iterates, Passing};

pub use crate::error::BoxError;
use crate::error::Error;
pub use crate::exchange::Exchange;
pub use crate::join::{AT_ONCE, FullOuter, Inner, Interval, LeftOuter, Lookup, RightOuter, Within};
use crate::keyed::key::KeyKind;
pub use crate::keyed::probe::Probe;
pub use crate::keyed::{Cogroup, Count, Reduced, Sample, Table, Top, append, op, ordering, sort};
use crate::record::Operator;
pub use crate::record::RecordError;
pub use crate::run::{NoRecord, NoWait, Ports, Prog, StandIn, Waits, pipeline, stand_in};
use crate::sink::Outcome;
#[cfg(feature = "runtime")]
pub use crate::sink::channel;
pub use crate::sink::{KeyProbe, OutPort, Outlet, PRINTED, Print, ShowProbe, collect, into_sink};
pub use crate::source::InPort;
pub use crate::stage::*;
pub use crate::stateful::{Dedup, Stateful, UpdateState};
pub use crate::window::aggregates::{self, TiesProbe, fold_of, reduce_of};
pub use crate::window::{
    Batches, CountWindows, Emit, Fixed, InverseBatches, Length, LengthOf, Policy, RunningWindows, Session,
    Slide, SlideOf, Sliding,
};
pub use crate::window::{Side, SidesOf, join_full, join_inner, join_left, join_right};

/// The sources by the names of their operators.
pub mod sources {
    #[cfg(feature = "runtime")]
    pub use crate::source::{binary_records, files, rate, socket_raw, socket_text, text_files};
}

/// The traits whose methods generated code calls.
pub mod methods {
    // A user's module may have no prelude.
    pub use core::iter::Iterator as _;

    pub use super::given::{Compares as _, Forks as _, Meets as _, OpensNoTable as _, OpensTable as _};
    pub use crate::keyed::probe::{
        KindBad as _, KindFirstLent as _, KindLent as _, KindOwn as _, KindPlain as _, KindSecondLent as _,
        KindText as _, Known as _,
    };
    pub use crate::keyed::same::{KeysOther as _, KeysSame as _, OfTwoStreams as _};
    pub use crate::sink::{KeyText as _, ShowKind as _, ShowLast as _, ShowLevel as _};
    pub use crate::source::Chunk as _;
    pub use crate::window::OutsideTime as _;
    pub use crate::window::aggregates::{
        Closures as _, IsNoPart as _, IsPart as _, Takes as _, TiesByArrival as _, TiesByKey as _,
        TiesByWindowKey as _,
    };
    // For programs without the prelude.
    pub use crate::stage::{
        KeptFirstLent as _, KeptHalfLent as _, KeptLent as _, KeptOwned as _, LentBytes as _, NoBytes as _,
    };
}

/// The operators of a pipeline in `file`, each with its name, line and column.
pub const fn operators<const N: usize>(
    file: &'static str,
    operators: [(&'static str, u32, u32); N],
) -> [Operator; N] {
    let mut all = [Operator { name: "", file, line: 0, column: 0 }; N];
    let mut at = 0;
    while at < N {
        let (name, line, column) = operators[at];
        all[at] = Operator { name, file, line, column };
        at += 1;
    }
    all
}

/// Runs the loop of a stage over one chunk.
///
/// It is never inlined: the loop then has all registers to itself, and what it counts with stays out of the future that it is
/// called from (for a chain of 10 operators 29 instructions per record against 33).
///
/// # Errors
/// Those of the stage.
#[inline(never)]
pub fn stage<C, R>(chunk: C, stage: impl FnOnce(C) -> Result<R, Error>) -> Result<R, Error> {
    stage(chunk)
}

/// As [`stage`], with what the loop is lent for it. As an argument it is known to rustc not to change meanwhile.
///
/// # Errors
/// Those of the stage.
#[inline(never)]
pub fn stage_with<C, L, R>(
    chunk: C,
    lent: L,
    stage: impl FnOnce(C, L) -> Result<R, Error>,
) -> Result<R, Error> {
    stage(chunk, lent)
}

/// The values of a key folded, from what `init` gives.
#[inline]
pub fn fold<V, A>(values: Vec<V>, init: impl FnOnce() -> A, fold: impl FnMut(A, V) -> A) -> A {
    values.into_iter().fold(init(), fold)
}

/// The key as it is kept, of a record that is kept outside a table.
#[inline]
pub fn own<Q, Kind: KeyKind<Q>>(_: Kind, key: Q) -> Kind::Owned {
    Kind::own(key)
}

/// A future's output, with the time of the record that it is for.
pub async fn stamped<F: Future>(stamp: Stamp, future: F) -> (Stamp, F::Output) {
    (stamp, future.await)
}

/// The outcome of a sink's closure at operator `number`.
///
/// # Errors
/// The closure returned an error: the pipeline ends with it.
#[inline]
pub fn outcome(worker: &Worker, number: usize, outcome: impl Outcome) -> Result<(), Error> {
    outcome.outcome(|| worker.operator(number))
}
