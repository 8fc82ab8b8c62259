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
mod road;
mod stand_in;
#[cfg(test)]
mod tests;
// A procedural macro cannot be linked: `fuzz/` builds this file as a library of its own, which has this module instead.
#[cfg(linkable)]
#[path = "tests/walk.rs"]
mod walk;

#[cfg(not(linkable))]
use proc_macro2::{TokenStream, TokenTree};

/// The pipeline of `stream!`: behind the crate that it is called through, the tokens of the user.
///
/// It is called by `stream_core::stream!` alone, which hands over its own crate, so that a renamed dependency works.
#[cfg(not(linkable))]
#[doc(hidden)]
#[proc_macro]
pub fn stream_impl(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let mut tokens = TokenStream::from(tokens).into_iter();
    let krate = tokens.next().map(TokenTree::into).unwrap_or_default();
    road::compile(&krate, tokens.collect()).into()
}

/// What an editor sees in the place of [`stream_impl`], which it stands for under `cfg(rust_analyzer)`.
#[cfg(not(linkable))]
#[doc(hidden)]
#[proc_macro]
pub fn stream_shadow(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let mut tokens = TokenStream::from(tokens).into_iter();
    let krate = tokens.next().map(TokenTree::into).unwrap_or_default();
    road::shadow(&krate, tokens.collect()).into()
}

/// Gives the functions of the shadow types the texts of the operators whose names they have.
#[cfg(not(linkable))]
#[doc(hidden)]
#[proc_macro]
pub fn documented(items: proc_macro::TokenStream) -> proc_macro::TokenStream {
    editor::documented(items.into()).into()
}

/// Walks the whole road with a text as the tokens of a call.
///
/// # Panics
/// A phase panics, an error stands outside the call, or the expansion is no expression.
#[cfg(linkable)]
pub fn walk(text: &str) {
    walk::walk(text);
}
