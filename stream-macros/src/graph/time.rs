//! The time of a stream: where its records get one, which operators hand it on and where it is lost.

use std::collections::BTreeSet;

use super::{Edge, Graph, JoinBy, Node, NodeId};
use crate::ops::{self, Kind, Op};

/// What is known of the time of an operator's records.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Time {
    /// They have the time of their batch.
    Processing,
    /// Each has a time of its own, given by one of these operators, whose least watermark is the stream's.
    Stamped(BTreeSet<NodeId>),
    /// They had, until this operator.
    Lost(NodeId),
}

/// For each operator the time of what it gives.
pub(crate) fn times(graph: &Graph) -> Vec<Time> {
    let mut times: Vec<Time> = Vec::with_capacity(graph.nodes.len());
    for (at, node) in graph.nodes.iter().enumerate() {
        let time = time(&times, graph, NodeId(at), node);
        times.push(time);
    }
    times
}

/// The time of the records that come by an edge; those that came too late have none.
pub(crate) fn time_of(times: &[Time], graph: &Graph, edge: &Edge) -> Time {
    let is_late = edge.branch == 1 && graph.node(edge.node).op != Op::Split;
    if is_late { Time::Lost(edge.node) } else { times[edge.node.0].clone() }
}

fn time(times: &[Time], graph: &Graph, id: NodeId, node: &Node) -> Time {
    let inputs = || node.inputs.iter().map(|edge| time_of(times, graph, edge));
    match node.op {
        _ if stamps(node) => Time::Stamped(BTreeSet::from([id])),
        Op::Union => inputs().reduce(together).unwrap_or(Time::Processing),
        _ if ops::spec(node.op).kind == Kind::Source => Time::Processing,
        _ => match inputs().next().unwrap_or(Time::Processing) {
            Time::Stamped(_) if !hands_on(node) => Time::Lost(id),
            time => time,
        },
    }
}

/// The time of two streams brought together.
fn together(one: Time, other: Time) -> Time {
    match (one, other) {
        (Time::Stamped(mut one), Time::Stamped(other)) => {
            one.extend(other);
            Time::Stamped(one)
        }
        (lost @ Time::Lost(_), _) | (_, lost @ Time::Lost(_)) => lost,
        (stamped @ Time::Stamped(_), _) | (_, stamped @ Time::Stamped(_)) => stamped,
        (Time::Processing, Time::Processing) => Time::Processing,
    }
}

/// Whether the operator gives its records a time of its own.
fn stamps(node: &Node) -> bool {
    node.op == Op::EventTime
        || node.window.as_ref().is_some_and(|window| window.is_in_time())
        || matches!(node.join, Some(JoinBy::Distance | JoinBy::Forever))
}

/// Whether what the operator gives has the time of what it took.
fn hands_on(node: &Node) -> bool {
    !stamps(node) && !gathers(node)
}

/// Whether the operator brings the records of a batch together, so that none of them is left with a time of its own.
pub(crate) fn gathers(node: &Node) -> bool {
    match node.op {
        Op::Transform
        | Op::Distinct
        | Op::Repartition
        | Op::ReduceByKey
        | Op::GroupByKey
        | Op::CountByKey
        | Op::FoldByKey
        | Op::AggregateByKey
        | Op::UpdateStateByKey
        | Op::Count
        | Op::Reduce
        | Op::CountByValue
        | Op::Top
        | Op::SortBy => true,
        _ if node.window.as_ref().is_some_and(|window| !window.is_in_time()) => true,
        _ => node.join == Some(JoinBy::Batch),
    }
}

/// Whether the operator keeps state from batch to batch.
pub(crate) fn lasts(node: &Node) -> bool {
    node.window.is_some()
        || matches!(node.op, Op::DedupBy | Op::Stateful | Op::UpdateStateByKey)
        || matches!(node.join, Some(JoinBy::Distance | JoinBy::Forever))
}

/// Whether the operator judges or keeps its records by their time.
pub(crate) fn needs_time(node: &Node) -> bool {
    match &node.window {
        Some(window) => !matches!(window.op, Op::CountWindow | Op::Batches),
        None => lasts(node) && node.op != Op::UpdateStateByKey,
    }
}

/// Whether records can come too late for the operator, which then gives them as its second output.
pub(crate) fn judges(node: &Node) -> bool {
    node.op == Op::DedupBy || node.join.is_none() && node.window.is_some()
}

/// For each operator, whether its records have to carry their time to what reads it: it has one, and some reader needs it.
pub(crate) fn carried(graph: &Graph, times: &[Time]) -> Vec<bool> {
    let mut wanted = vec![false; graph.nodes.len()];
    for (at, node) in graph.nodes.iter().enumerate().rev() {
        if needs_time(node) || wanted[at] && hands_on(node) {
            for edge in
                node.inputs.iter().filter(|edge| matches!(time_of(times, graph, edge), Time::Stamped(_)))
            {
                wanted[edge.node.0] = true;
            }
        }
    }
    wanted
}
