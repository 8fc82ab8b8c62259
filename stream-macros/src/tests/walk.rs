//! The whole road on any text: no panic, errors inside the call, and an expression at the end of it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::error::Errors;
use crate::graph::Graph;
use crate::road::{compile, shadow, understand};

/// How far a text came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Walked {
    /// It is not made of tokens.
    NoTokens,
    /// It is a pipeline with mistakes.
    Mistaken,
    /// It is a pipeline.
    Expanded,
}

/// Walks the road with the text as a call's tokens.
///
/// # Panics
/// A phase panics, an error stands outside the call, or what takes the call's place is no expression.
pub(crate) fn walk(text: &str) -> Walked {
    const PREFIX: &str = "stream ! ";
    proc_macro2::extra::invalidate_current_thread_spans();
    let whole = format!("{PREFIX}{text}");
    let Ok(tokens) = whole.parse::<TokenStream>() else { return Walked::NoTokens };
    let call: TokenStream = tokens.into_iter().skip(2).collect();
    let mut errors = Errors::default();
    let graph = understand(call.clone(), &mut errors);
    for error in errors.iter() {
        let bytes = error.error.span().byte_range();
        let inside = bytes.start >= PREFIX.len() && bytes.end <= whole.len();
        assert!(inside || call.is_empty(), "`{}` at {bytes:?} in {text}", error.error);
    }
    let krate = quote!(::stream_core);
    shadow(&krate, call.clone());
    is_expression(compile(&krate, call), text);
    if !errors.is_empty() {
        return Walked::Mistaken;
    }
    assert!(is_in_order(&graph), "{text}");
    Walked::Expanded
}

/// Whether each operator comes after those that it reads.
fn is_in_order(graph: &Graph) -> bool {
    let mut nodes = graph.nodes.iter().enumerate();
    nodes.all(|(id, node)| node.inputs.iter().all(|edge| edge.node.0 < id))
}

fn is_expression(code: TokenStream, text: &str) {
    if let Err(error) = syn::parse2::<syn::Expr>(code.clone()) {
        panic!("{text}\nbecomes what is no expression: {error}\n{code}");
    }
}
