//! The plan: where each operator of a checked graph runs, decided once and for all before a token is generated.
//!
//! A plan cuts the graph into stages. A stage starts at an *anchor*, an operator that begins a loop over records: a source,
//! a boundary at the end of a chunk, or a boundary at the end of a batch. All that hangs below an anchor up to the next
//! boundary is fused into its loop. Planning is total: whatever passed the checks has a plan.

mod fuse;
mod lend;
mod uses;

use std::collections::BTreeSet;

use crate::graph::time::{self, Time};
use crate::graph::{Arg, Edge, Graph, NodeId};
use crate::ops::{self, Kind, Op};

pub(crate) use uses::Use;

/// When the loop of an anchor runs; a later level runs after an earlier one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Level {
    /// Once for each chunk that a source lends.
    Chunk,
    /// Once for each batch, after all its chunks.
    Batch,
}

/// What an operator is in the expansion.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    /// Begins a stage with the records of a source.
    Source,
    /// Runs inside the loop of the stage that it is in.
    Inline,
    /// Collects records and begins a stage of its own at the end of the chunk or batch that they came in.
    Buffer,
    /// Collects records and begins a stage of its own at the end of the batch.
    Batch,
    /// Ends a stage.
    Sink,
}

/// A graph with every decision that the expansion needs.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) graph: Graph,
    /// For each operator, what it is.
    pub(crate) shapes: Vec<Shape>,
    /// For each operator and each of its outputs, who reads it.
    pub(crate) uses: Vec<Vec<Vec<Use>>>,
    /// For each operator, the anchors whose loops it runs in; more than one only for buffers, batches and sinks.
    pub(crate) anchors: Vec<BTreeSet<NodeId>>,
    /// For each operator, when it runs; for an anchor, when its loop runs.
    pub(crate) levels: Vec<Level>,
    /// For each operator, the fused unions whose branches part after it.
    pub(crate) parts_at: Vec<Vec<NodeId>>,
    /// For each operator, whether the records it reads may be borrowed from a source's buffer.
    pub(crate) lent: Vec<bool>,
    /// For each operator the time of the records it gives.
    pub(crate) times: Vec<Time>,
    /// For each operator, whether its records carry their time to what reads it.
    pub(crate) carried: Vec<bool>,
}

/// Plans a graph that has passed the checks.
pub(crate) fn plan(graph: Graph) -> Plan {
    let uses = uses::uses(&graph);
    let fusion = fuse::fuse(&graph, &uses);
    let lent = lend::lent(&graph, &fusion.shapes);
    let times = time::times(&graph);
    let carried = time::carried(&graph, &times);
    Plan {
        uses,
        shapes: fusion.shapes,
        anchors: fusion.anchors,
        levels: fusion.levels,
        parts_at: fusion.parts_at,
        lent,
        times,
        carried,
        graph,
    }
}

impl Plan {
    /// Every operator with its number, in the order of definition.
    pub(crate) fn ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (0..self.graph.nodes.len()).map(NodeId)
    }

    /// The operators of a shape.
    pub(crate) fn of_shape(&self, shape: Shape) -> impl Iterator<Item = NodeId> + '_ {
        self.ids().filter(move |id| self.shapes[id.0] == shape)
    }

    /// The anchors but sources that run at a level, in the order of definition.
    pub(crate) fn boundaries(&self, level: Level) -> impl Iterator<Item = NodeId> + '_ {
        self.ids().filter(move |id| {
            matches!(self.shapes[id.0], Shape::Buffer | Shape::Batch) && self.levels[id.0] == level
        })
    }

    /// The number of the stage that an operator runs in; a boundary counts to the stage that it begins.
    pub(crate) fn stage(&self, id: NodeId) -> usize {
        let anchors: Vec<NodeId> = self.ids().filter(|id| self.is_anchor(*id)).collect();
        let own = if self.is_anchor(id) { Some(&id) } else { self.anchors[id.0].first() };
        anchors.iter().position(|anchor| Some(anchor) == own).unwrap_or(0)
    }

    pub(crate) fn is_anchor(&self, id: NodeId) -> bool {
        !matches!(self.shapes[id.0], Shape::Inline | Shape::Sink)
    }

    /// The sink at the end of an anchor's loop, if that is a source's in which every record goes one way: there the records that reach the sink
    /// are those that were lent but for those that left, which are cheaper to count.
    pub(crate) fn straight_sink(&self, anchor: NodeId) -> Option<NodeId> {
        if self.shapes[anchor.0] != Shape::Source {
            return None;
        }
        let mut at = anchor;
        loop {
            let [readers] = self.uses[at.0].as_slice() else { return None };
            let [reader] = readers.as_slice() else { return None };
            at = reader.node;
            match self.shapes[at.0] {
                Shape::Sink => return Some(at),
                Shape::Inline if !gives_many(self.graph.node(at).op) => {}
                _ => return None,
            }
        }
    }

    /// Whether a closure that runs in the loop of the anchor waits.
    pub(crate) fn awaits_in(&self, anchor: NodeId) -> bool {
        self.ids().any(|id| self.anchors[id.0].contains(&anchor) && self.awaits_inline(id))
    }

    /// The time of the records that come by an edge.
    pub(crate) fn time_of(&self, edge: &Edge) -> Time {
        time::time_of(&self.times, &self.graph, edge)
    }

    /// Whether anything reads an output of an operator.
    pub(crate) fn is_read(&self, id: NodeId, output: usize) -> bool {
        self.uses[id.0].get(output).is_some_and(|readers| !readers.is_empty())
    }

    /// The operators that keep state from batch to batch.
    pub(crate) fn lasting(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.ids().filter(|id| time::lasts(self.graph.node(*id)))
    }

    /// The sources whose records get event time, so that their order counts.
    pub(crate) fn ordered(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.of_shape(Shape::Source).filter(|source| self.clocks_of(*source).next().is_some())
    }

    /// The `event_time` operators that the records of a source reach.
    pub(crate) fn clocks_of(&self, source: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.ids().filter(move |id| self.graph.node(*id).op == Op::EventTime && self.comes_from(*id, source))
    }

    fn comes_from(&self, id: NodeId, source: NodeId) -> bool {
        id == source || self.graph.node(id).inputs.iter().any(|edge| self.comes_from(edge.node, source))
    }

    /// Whether the pipeline waits for anything but its `input`, so that it cannot be driven by calls alone.
    pub(crate) fn waits(&self) -> bool {
        self.ids().any(|id| {
            let node = self.graph.node(id);
            let source = ops::spec(node.op).kind == Kind::Source && node.op != Op::Input;
            source
                || matches!(node.op, Op::MapAsync | Op::Lookup | Op::Channel | Op::IntoSink | Op::Sink)
                || self.awaits_inline(id)
        })
    }

    fn awaits_inline(&self, id: NodeId) -> bool {
        let node = self.graph.node(id);
        !matches!(node.op, Op::MapAsync | Op::Lookup)
            && node.arguments().any(|arg| matches!(arg, Arg::Closure(closure) if closure.facts.awaits))
    }
}

/// Whether an operator may give several records for one.
fn gives_many(op: Op) -> bool {
    matches!(op, Op::FlatMap | Op::Flatten | Op::FlatMapValues | Op::User | Op::Apply)
}
