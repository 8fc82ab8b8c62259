//! Check: what a graph may not hold although each call by itself is well formed.
//!
//! It reads the graph and adds to the errors; a graph that passes is planned and expanded without failing.

mod bodies;
mod ends;
mod keys;
mod results;
mod values;
mod windows;

use crate::error::Errors;
use crate::graph::{Arg, Closure, Graph, Node};

/// Adds what is wrong with the graph.
pub(crate) fn check(graph: &Graph, errors: &mut Errors) {
    ends::check_ends(graph, errors);
    keys::check_keys(graph, errors);
    windows::check_windows(graph, errors);
    for node in &graph.nodes {
        bodies::check_bodies(node, errors);
        values::check_values(node, errors);
    }
    results::check_results(graph, errors);
}

/// All the closures of a node, named ones included.
fn closures(node: &Node) -> impl Iterator<Item = &Closure> {
    node.arguments().filter_map(|arg| match arg {
        Arg::Closure(closure) => Some(closure),
        Arg::Path(_) | Arg::Expr(_) | Arg::Duration(_) => None,
    })
}
