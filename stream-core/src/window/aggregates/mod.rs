//! The aggregates of the language.
//!
//! Each is exact and the same in any order of the records, but for what its documentation says of floating-point numbers and of
//! the order of arrival.

mod closures;
mod collect;
mod compensated;
mod count;
mod extremes;
mod mean;
mod numbers;
mod part;
mod sum;
#[cfg(test)]
mod tests;
mod top;
mod tuples;
mod wide;
mod wrapping;

pub use closures::{Closures, Fold, Merge, Reduce, fold_of, reduce_of};
pub use collect::{Collect, DistinctCount};
pub use compensated::{CompensatedMean, CompensatedSum, Float, Neumaier};
pub use count::Count;
pub use extremes::{Comparable, Max, Min};
pub use mean::Mean;
pub use numbers::Number;
pub use part::{IsNoPart, IsPart, NoPart, Part, Takes};
pub use sum::Sum;
pub use top::{ByArrival, ByKey, Ranking, Ties, TiesByArrival, TiesByKey, TiesByWindowKey, TiesProbe, Top};
pub use wide::{Wide, Wider};
pub use wrapping::{Wrap, WrappingSum};
