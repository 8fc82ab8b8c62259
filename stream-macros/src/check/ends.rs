//! The typed ends: a pipeline has one `input` and one `output` at most.

use crate::error::{self, Errors, Message};
use crate::graph::Graph;
use crate::ops::Op;

pub(super) fn check_ends(graph: &Graph, errors: &mut Errors) {
    check_once(graph, Op::Input, &error::INPUT_TWICE, errors);
    check_once(graph, Op::Output, &error::OUTPUT_TWICE, errors);
}

fn check_once(graph: &Graph, op: Op, message: &'static Message, errors: &mut Errors) {
    for node in graph.nodes.iter().filter(|node| node.op == op).skip(1) {
        errors.on(&node.name, message, &[]);
    }
}
