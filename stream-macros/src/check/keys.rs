//! Keys that nothing uses: in Flink and Kafka Streams `key_by` is what makes a `reduce` one for each key; here each
//! operator says by its name whether it is.

use crate::error::{self, Errors};
use crate::graph::{Graph, Node, NodeId};
use crate::ops::Op;

/// Operators over all records, where nothing but such reads a `key_by`.
pub(super) fn check_keys(graph: &Graph, errors: &mut Errors) {
    for (at, keyed) in graph.nodes.iter().enumerate().filter(|(_, node)| node.op == Op::KeyBy) {
        let readers: Vec<&Node> = graph.nodes.iter().filter(|node| reads(node, NodeId(at))).collect();
        if !readers.iter().all(|reader| per_key(reader.op).is_some()) {
            continue;
        }
        for reader in readers {
            let meant = per_key(reader.op).unwrap_or_default();
            errors.on(&reader.name, &error::KEYS_UNUSED, &[&reader.name, &meant, &keyed.name]);
        }
    }
}

fn reads(node: &Node, id: NodeId) -> bool {
    node.inputs.iter().any(|edge| edge.node == id)
}

/// The operator for each key that a newcomer means by the one over all.
fn per_key(op: Op) -> Option<&'static str> {
    match op {
        Op::Reduce => Some("reduce_by_key(|x, y| ..)"),
        Op::Count => Some("count_by_key()"),
        _ => None,
    }
}
