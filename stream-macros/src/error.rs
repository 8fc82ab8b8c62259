//! The one list of errors that parse, graph and check add to.
//!
//! An error is a message of [`messages`] at the user's own tokens. What was refused hides the names that stand in it, so
//! that one mistake stays one error.

mod messages;

use std::collections::BTreeSet;
use std::fmt::Display;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;

pub(crate) use messages::*;

/// What an error says: a fact, then a hint. Each `{}` stands for one of the error's arguments, in order.
#[derive(Debug)]
pub(crate) struct Message {
    /// The constant's name, by which a test knows that a case reaches it.
    #[cfg(test)]
    pub(crate) name: &'static str,
    fact: &'static str,
    hint: &'static str,
}

impl Message {
    /// The text of the error, with the hint in lines of its own, as rustc shows a help.
    fn text(&self, args: &[&dyn Display]) -> String {
        let mut args = args.iter();
        let fact = fill(self.fact, &mut args);
        let hint = fill(self.hint, &mut args);
        format!("{fact}\n\n  = help: {hint}")
    }
}

fn fill<'a>(template: &str, args: &mut impl Iterator<Item = &'a &'a dyn Display>) -> String {
    let mut parts = template.split("{}");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.extend(args.next().map(ToString::to_string));
        text.push_str(part);
    }
    text
}

/// A mistake at its place.
#[derive(Debug)]
pub(crate) struct Error {
    /// Which message this is.
    #[cfg(test)]
    pub(crate) message: &'static Message,
    /// The text and the first and last token that it is about.
    pub(crate) error: syn::Error,
}

/// All the mistakes in one call.
#[derive(Debug, Default)]
pub(crate) struct Errors {
    all: Vec<Error>,
    hidden: BTreeSet<String>,
}

impl Errors {
    /// Adds an error that underlines the tokens.
    pub(crate) fn on(&mut self, tokens: impl ToTokens, message: &'static Message, args: &[&dyn Display]) {
        let error = syn::Error::new_spanned(tokens, message.text(args));
        self.all.push(Error {
            #[cfg(test)]
            message,
            error,
        });
    }

    /// Adds an error at a span.
    pub(crate) fn at(&mut self, span: Span, message: &'static Message, args: &[&dyn Display]) {
        self.on(syn::Ident::new("at", span), message, args);
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// The errors in the order in which they were found.
    #[cfg(any(test, linkable))]
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Error> {
        self.all.iter()
    }

    /// Notes the names in refused tokens: whether they are streams or used as such is not known any more.
    pub(crate) fn hide(&mut self, tokens: impl ToTokens) {
        for token in tokens.to_token_stream() {
            match token {
                TokenTree::Group(group) => self.hide(group.stream()),
                TokenTree::Ident(ident) => {
                    self.hidden.insert(ident.unraw().to_string());
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    /// Notes the names in refused arguments.
    pub(crate) fn hide_all(&mut self, exprs: &[syn::Expr]) {
        exprs.iter().for_each(|expr| self.hide(expr));
    }

    /// Whether the name stands in refused tokens.
    pub(crate) fn hides(&self, name: &syn::Ident) -> bool {
        self.hidden.contains(&name.unraw().to_string())
    }
}

impl ToTokens for Errors {
    /// One `compile_error!` for each, at the user's tokens and in their order.
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let mut in_order: Vec<&Error> = self.all.iter().collect();
        in_order.sort_by_key(|error| {
            let start = error.error.span().start();
            (start.line, start.column)
        });
        for Error { error, .. } in in_order {
            let error = error.to_compile_error();
            tokens.extend(quote!(#error;));
        }
    }
}
