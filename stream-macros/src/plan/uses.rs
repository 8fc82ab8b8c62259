//! Who reads which stream: the graph's edges turned round.

use crate::graph::time::judges;
use crate::graph::{Graph, Node, NodeId};
use crate::ops::Op;

/// A stream as it is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Use {
    /// The operator that reads it.
    pub(crate) node: NodeId,
    /// Which of its inputs it is.
    pub(crate) input: usize,
}

/// For each operator and each of its outputs, the operators that read it in the order of definition.
pub(super) fn uses(graph: &Graph) -> Vec<Vec<Vec<Use>>> {
    let mut uses: Vec<Vec<Vec<Use>>> =
        graph.nodes.iter().map(|node| vec![Vec::new(); outputs(node)]).collect();
    for (at, node) in graph.nodes.iter().enumerate() {
        for (input, edge) in node.inputs.iter().enumerate() {
            uses[edge.node.0][edge.branch].push(Use { node: NodeId(at), input });
        }
    }
    uses
}

/// How many streams an operator gives.
fn outputs(node: &Node) -> usize {
    match node.op {
        Op::Split => node.args.len() + 1,
        _ if judges(node) => 2,
        _ => 1,
    }
}
