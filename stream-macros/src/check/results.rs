//! What comes out of a window: taken for a pair, or not read at all.

use syn::Pat;

use crate::error::{self, Errors};
use crate::graph::{Arg, Edge, Graph, Node};
use crate::ops::Op;

pub(super) fn check_results(graph: &Graph, errors: &mut Errors) {
    for node in &graph.nodes {
        check_tuples(graph, node, errors);
    }
    check_unread(graph, errors);
}

/// Closures that take a result with its window apart as if it were a tuple.
fn check_tuples(graph: &Graph, node: &Node, errors: &mut Errors) {
    if !takes_records(node.op) {
        return;
    }
    let Some(window) = node.inputs.first().and_then(|edge| aggregate(graph, edge)) else { return };
    for arg in &node.args {
        if let Arg::Closure(closure) = arg
            && let [param] = closure.params.as_slice()
            && let pat @ Pat::Tuple(_) = plain(&param.pat)
        {
            errors.on(pat, &error::RESULT_AS_TUPLE, &[&window.name]);
        }
    }
}

/// Whether a closure of the operator with one parameter is called with a record or a reference to it.
fn takes_records(op: Op) -> bool {
    matches!(
        op,
        Op::Map
            | Op::Filter
            | Op::FilterMap
            | Op::FlatMap
            | Op::Inspect
            | Op::TryMap
            | Op::MapAsync
            | Op::Split
            | Op::KeyBy
            | Op::SortBy
            | Op::DedupBy
            | Op::ForEach
    )
}

/// The aggregate whose results, each with its window, come by the edge as they are.
fn aggregate<'g>(graph: &'g Graph, edge: &Edge) -> Option<&'g Node> {
    let node = graph.node(edge.node);
    match (&node.window, node.op) {
        (Some(window), _) => (window.is_in_time() && node.join.is_none() && edge.branch == 0).then_some(node),
        (None, Op::Filter | Op::Inspect | Op::Split | Op::SortBy | Op::Sample) => {
            aggregate(graph, node.inputs.first()?)
        }
        _ => None,
    }
}

/// The pattern without parentheses and `&`.
fn plain(pat: &Pat) -> &Pat {
    match pat {
        Pat::Paren(paren) => plain(&paren.pat),
        Pat::Reference(reference) => plain(&reference.pat),
        pat => pat,
    }
}

/// Late records that are read beside results that are not. Whether a refused reader would have read those is not known, so that
/// it is said only where nothing else is wrong.
fn check_unread(graph: &Graph, errors: &mut Errors) {
    if !errors.is_empty() {
        return;
    }
    for (id, word) in &graph.late {
        let mut edges = graph.nodes.iter().flat_map(|node| &node.inputs);
        if !edges.any(|edge| edge.node == *id && edge.branch == 0) {
            errors.on(word, &error::LATE_ALONE, &[&graph.node(*id).name]);
        }
    }
}
