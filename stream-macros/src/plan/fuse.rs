//! What is fused into which loop.
//!
//! A union is fused where all its branches come from one loop and what follows it is short: the tail is then expanded once
//! for each branch, and no record is ever put into a queue. Any other union is a buffer.

use std::collections::BTreeSet;

use crate::graph::{Graph, Node, NodeId, time};
use crate::ops::{self, Kind, Op};

use super::{Level, Shape, Use};

/// How many operators the copies of a fused union's tail may add to the expansion.
const MAX_COPIED: usize = 32;

/// The decisions of this module, by operator.
pub(super) struct Fusion {
    pub(super) shapes: Vec<Shape>,
    pub(super) anchors: Vec<BTreeSet<NodeId>>,
    pub(super) levels: Vec<Level>,
    pub(super) parts_at: Vec<Vec<NodeId>>,
}

/// Decides, in the order of definition, what each operator is.
pub(super) fn fuse(graph: &Graph, uses: &[Vec<Vec<Use>>]) -> Fusion {
    let count = graph.nodes.len();
    let weights = weights(graph, uses);
    let mut paths = vec![1; count];
    let mut above: Vec<Option<NodeId>> = vec![None; count];
    let mut fusion = Fusion {
        shapes: Vec::with_capacity(count),
        anchors: Vec::with_capacity(count),
        levels: Vec::with_capacity(count),
        parts_at: vec![Vec::new(); count],
    };
    for (at, node) in graph.nodes.iter().enumerate() {
        let anchors: BTreeSet<NodeId> =
            node.inputs.iter().flat_map(|edge| fusion.anchors_below(edge.node)).collect();
        paths[at] = node.inputs.iter().map(|edge| paths[edge.node.0]).sum::<usize>().max(1);
        above[at] =
            node.inputs.iter().map(|edge| Some(edge.node)).reduce(|a, b| meet(&above, a, b)).flatten();
        let copied = weights[at].saturating_mul(paths[at] - 1);
        let fused = anchors.len() == 1 && copied <= MAX_COPIED && above[at].is_some();
        let shape = shape(node, fused);
        if node.op == Op::Union && shape == Shape::Inline {
            fusion.parts_at[above[at].map_or(0, |id| id.0)].push(NodeId(at));
        }
        if !matches!(shape, Shape::Inline | Shape::Sink) {
            paths[at] = 1;
        }
        let latest = anchors.iter().map(|anchor| fusion.levels[anchor.0]).max().unwrap_or(Level::Chunk);
        fusion.levels.push(if shape == Shape::Batch { Level::Batch } else { latest });
        fusion.shapes.push(shape);
        fusion.anchors.push(anchors);
    }
    fusion
}

impl Fusion {
    /// The anchors in whose loops the records of an operator are.
    fn anchors_below(&self, id: NodeId) -> BTreeSet<NodeId> {
        match self.shapes[id.0] {
            Shape::Inline | Shape::Sink => self.anchors[id.0].clone(),
            Shape::Source | Shape::Buffer | Shape::Batch => BTreeSet::from([id]),
        }
    }
}

/// The nearest operator through which every record of both streams has gone.
fn meet(above: &[Option<NodeId>], a: Option<NodeId>, b: Option<NodeId>) -> Option<NodeId> {
    let (mut a, mut b) = (a?, b?);
    while a != b {
        if a > b {
            a = above[a.0]?;
        } else {
            b = above[b.0]?;
        }
    }
    Some(a)
}

fn shape(node: &Node, fused: bool) -> Shape {
    match ops::spec(node.op).kind {
        Kind::Source => return Shape::Source,
        Kind::Sink => return Shape::Sink,
        Kind::Operator | Kind::Aggregate | Kind::Windowing | Kind::Window => {}
    }
    match node.op {
        Op::Union if fused => Shape::Inline,
        Op::Union | Op::MapAsync | Op::Lookup => Shape::Buffer,
        _ if time::lasts(node) || time::gathers(node) => Shape::Batch,
        _ => Shape::Inline,
    }
}

/// For each operator, how many operators are expanded in its place: itself and what hangs below it in the same loop, each
/// copy counted.
fn weights(graph: &Graph, uses: &[Vec<Vec<Use>>]) -> Vec<usize> {
    let mut weights = vec![1usize; graph.nodes.len()];
    for at in (0..graph.nodes.len()).rev() {
        let below = uses[at].iter().flatten().map(|reader| match shape(graph.node(reader.node), true) {
            Shape::Inline => weights[reader.node.0],
            _ => 1,
        });
        weights[at] = below.fold(1, usize::saturating_add);
    }
    weights
}
