//! The `stream!` macro of stream-core: parse → graph → check → plan → expand, a type per phase.
//!
//! The first three phases add to one list of errors and go on; the last two are total. Nothing here runs a pipeline, and
//! nothing reads the file system, a clock or the environment.

mod check;
mod editor;
mod error;
mod expand;
mod graph;
mod ops;
mod parse;
mod plan;
mod stand_in;
#[cfg(test)]
mod tests;

use proc_macro2::{TokenStream, TokenTree};

use error::Errors;
use graph::Graph;

/// The pipeline of `stream!`: behind the crate that it is called through, the tokens of the user.
///
/// It is called by `stream_core::stream!` alone, which hands over its own crate, so that a renamed dependency works.
#[doc(hidden)]
#[proc_macro]
pub fn stream_impl(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let mut tokens = TokenStream::from(tokens).into_iter();
    let krate = tokens.next().map(TokenTree::into).unwrap_or_default();
    compile(&krate, tokens.collect()).into()
}

/// What an editor sees in the place of [`stream_impl`], which it stands for under `cfg(rust_analyzer)`.
#[doc(hidden)]
#[proc_macro]
pub fn stream_shadow(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let mut tokens = TokenStream::from(tokens).into_iter();
    let krate = tokens.next().map(TokenTree::into).unwrap_or_default();
    let input: TokenStream = tokens.collect();
    let mut errors = Errors::default();
    understand(input.clone(), &mut errors);
    editor::shadow(&krate, input, &errors).into()
}

/// Gives the functions of the shadow types the texts of the operators whose names they have.
#[doc(hidden)]
#[proc_macro]
pub fn documented(items: proc_macro::TokenStream) -> proc_macro::TokenStream {
    editor::documented(items.into()).into()
}

/// The whole road: an expression for the pipeline, or for its errors.
fn compile(krate: &TokenStream, input: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let graph = understand(input, &mut errors);
    if errors.is_empty() {
        expand::expand(krate, &plan::plan(graph))
    } else {
        stand_in::stand_in(krate, &graph, &errors)
    }
}

/// The first half of the road: the graph of the user's tokens, whole if there are no errors.
fn understand(input: TokenStream, errors: &mut Errors) -> Graph {
    let syntax = parse::parse(input, errors);
    let graph = graph::build(syntax, errors);
    check::check(&graph, errors);
    graph
}
