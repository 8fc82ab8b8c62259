//! Which records may be borrowed from a source's buffer, so that keeping one asks for an owned one.

use crate::graph::{Graph, JoinBy};
use crate::ops::Op;

use super::Shape;

/// For each operator, whether the records that it reads may be borrowed.
///
/// A source that lends text or bytes makes them so, and every operator passes that on but a boundary at the end of a batch,
/// behind which all records are owned.
pub(super) fn lent(graph: &Graph, shapes: &[Shape]) -> Vec<bool> {
    let mut gives = vec![false; graph.nodes.len()];
    let mut reads = vec![false; graph.nodes.len()];
    for (at, node) in graph.nodes.iter().enumerate() {
        reads[at] = node.inputs.iter().any(|edge| gives[edge.node.0]);
        gives[at] = match shapes[at] {
            Shape::Source => lends(node.op),
            Shape::Batch => false,
            _ if node.join == Some(JoinBy::Table) => true,
            _ => reads[at],
        };
    }
    reads
}

fn lends(op: Op) -> bool {
    !matches!(op, Op::Queue | Op::FromIter | Op::FromPartitions | Op::FromStream | Op::Input | Op::Rate)
}
