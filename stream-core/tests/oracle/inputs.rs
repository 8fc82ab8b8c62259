//! Random inputs: disorder up to three times what is allowed and more, repeated records, equal times, empty keys, extreme values, and
//! times anywhere, at both ends of the range too; cut into batches and dealt out to partitions at random.
//!
//! `PROPTEST_CASES=100000` makes a long run of any test that takes its configuration from [`cases`]. A run that fails prints
//! the input and the seed.

use proptest::prelude::*;
use proptest::sample::Index;

use super::Record;

/// The unit of time in which inputs go on: one second.
pub(crate) const SECOND: i64 = 1_000_000_000;

/// 2,000 cases, or as many as `PROPTEST_CASES` says.
pub(crate) fn cases() -> ProptestConfig {
    cases_of(1)
}

/// The same for one of several tests of an operator, which share its cases.
pub(crate) fn cases_of(tests: u32) -> ProptestConfig {
    let cases =
        std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(2_000 / tests);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// How a pipeline is run, besides in batches.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Way {
    PerRecord,
    Embedded,
    Partitions,
    FourWorkers,
}

/// Records of one partition or several, what disorder is allowed, and where batches end.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    /// Each in the order of arrival.
    pub(crate) partitions: Vec<Vec<Record>>,
    /// Nanoseconds.
    pub(crate) out_of_order: i64,
    /// The numbers of records of the batches, taken round and round; 0 is an empty batch.
    pub(crate) sizes: Vec<usize>,
    pub(crate) way: Way,
    /// How many workers there are in batches, and a record at a time: one or four.
    pub(crate) workers: usize,
}

impl Input {
    /// The records of all partitions in turn: one order in which they may arrive.
    pub(crate) fn arrival(&self) -> Vec<Record> {
        let longest = self.partitions.iter().map(Vec::len).max().unwrap_or(0);
        (0..longest).flat_map(|at| self.partitions.iter().filter_map(move |p| p.get(at).cloned())).collect()
    }

    /// `arrival`, cut into batches.
    pub(crate) fn batches(&self) -> Vec<Vec<Record>> {
        cut(&self.arrival(), &self.sizes)
    }
}

/// Cuts records into batches of these sizes, round and round.
pub(crate) fn cut(records: &[Record], sizes: &[usize]) -> Vec<Vec<Record>> {
    let mut rest = records;
    let mut batches = Vec::new();
    for size in sizes.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (batch, more) = rest.split_at((*size).min(rest.len()));
        batches.push(batch.to_vec());
        rest = more;
    }
    batches
}

/// The numbers of records of batches.
fn sizes() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0..9_usize, 1..5).prop_map(|mut sizes| {
        sizes.push(1);
        sizes
    })
}

/// What disorder is allowed, in seconds.
fn disorder() -> impl Strategy<Value = i64> {
    prop_oneof![Just(0), 1..8_i64]
}

/// Inputs of `partitions` partitions.
pub(crate) fn inputs(partitions: usize) -> impl Strategy<Value = Input> {
    let way =
        prop_oneof![Just(Way::PerRecord), Just(Way::Embedded), Just(Way::Partitions), Just(Way::FourWorkers)];
    let more = prop_oneof![3 => Just(0), 1 => Just(25)];
    let drawn = (disorder(), more, start(), 0..50_u8, sizes(), way, prop_oneof![Just(1), Just(4)]);
    drawn.prop_flat_map(move |(disorder, more, start, repeats, sizes, way, workers)| {
        let partition = partition(more.max(3 * disorder), start, repeats);
        prop::collection::vec(partition, partitions).prop_map(move |partitions| {
            let out_of_order = disorder * SECOND;
            Input { partitions, out_of_order, sizes: sizes.clone(), way, workers }
        })
    })
}

/// Inputs of up to six partitions: of fewer than there are workers, and of more.
pub(crate) fn parted() -> impl Strategy<Value = Input> {
    (1..=6_usize).prop_flat_map(inputs)
}

/// Two inputs of one partition each that begin at the same time, with disorder and batches of their own.
pub(crate) fn two() -> impl Strategy<Value = (Input, Input)> {
    (inputs(2), disorder(), sizes()).prop_map(|(both, disorder, sizes)| {
        let [one, other] = [0, 1].map(|at| vec![both.partitions[at].clone()]);
        let other = Input { partitions: other, out_of_order: disorder * SECOND, sizes, ..both };
        (Input { partitions: one, ..both }, other)
    })
}

/// Where time begins: at the epoch and just before it, long after, and close to both ends of the range.
fn start() -> impl Strategy<Value = i64> {
    let somewhere = prop_oneof![Just(0), Just(-20 * SECOND), Just(1_700_000_000 * SECOND)];
    prop_oneof![3 => somewhere, 1 => Just(i64::MIN), 1 => Just(i64::MAX - 60 * SECOND)]
}

/// What one record draws: the step of time, how far it is behind, nanoseconds beside the second, key, value, and whether and
/// which earlier record it repeats.
type Draw = (i64, i64, i64, u8, i64, u8, Index);

/// Up to 40 records, some of them up to `most` seconds behind; `repeats` of a hundred are copies of an earlier one.
fn partition(most: i64, start: i64, repeats: u8) -> impl Strategy<Value = Vec<Record>> {
    let behind = prop_oneof![2 => Just(0), 1 => 0..=most];
    let beside = prop_oneof![4 => Just(0), 1 => -1..=1_i64];
    let value = prop_oneof![8 => -100..100_i64, 1 => Just(i64::MIN), 1 => Just(i64::MAX)];
    let step = prop_oneof![4 => 0..4_i64, 1 => 0..30_i64];
    let draw = (step, behind, beside, 0..4_u8, value, 0..100_u8, any::<Index>());
    prop::collection::vec(draw, 0..40).prop_map(move |draws| records(start, repeats, draws))
}

fn records(start: i64, repeats: u8, draws: Vec<Draw>) -> Vec<Record> {
    let mut now = start;
    let mut records: Vec<Record> = Vec::new();
    for (step, behind, beside, key, value, repeat, of) in draws {
        now = now.saturating_add(step * SECOND);
        if repeat < repeats && !records.is_empty() {
            records.push(of.get(&records).clone());
            continue;
        }
        let time = now.saturating_sub(behind * SECOND).saturating_add(beside);
        records.push(Record::new(time, ["", "a", "b", "c"][usize::from(key)], value));
    }
    records
}
