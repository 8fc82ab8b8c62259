//! The stand-in for a pipeline that has mistakes: the errors, and a value of the pipeline's type.
//!
//! It says nothing of its own: the program around the call compiles as if the pipeline were whole, so that one mistake
//! is one error.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::GenericArgument;

use crate::error::Errors;
use crate::graph::Graph;
use crate::ops::Op;

/// An expression with all the errors, of the type that the graph's ends say.
pub(crate) fn stand_in(krate: &TokenStream, graph: &Graph, errors: &Errors) -> TokenStream {
    let (input, output) = (end(graph, Op::Input), end(graph, Op::Output));
    quote!({
        #errors
        #krate::private::stand_in::<#input, #output>()
    })
}

/// The type written at the end; `()` where there is none, or one to be inferred.
fn end(graph: &Graph, op: Op) -> TokenStream {
    let node = graph.nodes.iter().find(|node| node.op == op);
    match node.and_then(|node| node.types.first()) {
        Some(GenericArgument::Type(ty)) if !infers(ty.to_token_stream()) => ty.to_token_stream(),
        _ => quote!(()),
    }
}

fn infers(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => infers(group.stream()),
        TokenTree::Ident(ident) => ident == "_",
        TokenTree::Punct(punct) => punct.as_char() == '_',
        TokenTree::Literal(_) => false,
    })
}
