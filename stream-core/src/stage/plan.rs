//! What the macro knows of a pipeline when the program is compiled, handed to the runtime as data.

use crate::record::Operator;

/// The graph of a pipeline, by operator number: the index into `operators`.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// All operators, sources and sinks included, each after those it reads.
    pub operators: &'static [Operator],
    /// For each operator those it reads.
    pub inputs: &'static [&'static [usize]],
    /// The operators that stand behind a boundary, and why there is one.
    pub boundaries: &'static [(usize, &'static str)],
    /// For each operator the stage it runs in, from 0.
    pub stages: &'static [u16],
    /// What was written whose meaning depends on where a batch begins and ends: operators, and windows of batches.
    pub per_batch: &'static [Operator],
    /// The operators that keep state from batch to batch; where there is one, a last batch follows the end of all input.
    pub lasting: &'static [usize],
    /// The sources whose records get event time: where such a source has one partition, one worker reads it, in order.
    pub ordered: &'static [usize],
    /// A stage waits by itself: there is an `.await` in it.
    pub waits: bool,
}

impl Plan {
    /// The operator with this number, if there is one.
    pub fn operator(&self, number: usize) -> Option<Operator> {
        self.operators.get(number).copied()
    }
}
