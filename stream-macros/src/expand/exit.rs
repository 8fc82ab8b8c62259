//! How a record leaves the loop that it is in: by `continue` from a loop, by `break` from the block of a branch.

use std::cell::Cell;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Lifetime;

use super::names;

/// The loop or block that a dropped record leaves.
pub(super) struct Exit {
    label: Lifetime,
    is_loop: bool,
    used: Cell<bool>,
    /// The variable that counts those who leave.
    counter: Option<Ident>,
}

impl Exit {
    /// The way to the next record of a loop.
    pub(super) fn of_loop(number: usize, span: Span) -> Self {
        Exit { label: names::label(number, span), is_loop: true, used: Cell::new(false), counter: None }
    }

    /// The way out of a branch.
    pub(super) fn of_block(number: usize, span: Span) -> Self {
        Exit { label: names::label(number, span), is_loop: false, used: Cell::new(false), counter: None }
    }

    /// The same, which counts the records that take it.
    pub(super) fn counted(self, counter: Ident) -> Self {
        Exit { counter: Some(counter), ..self }
    }

    /// The statement that leaves.
    pub(super) fn leave(&self, span: Span) -> TokenStream {
        self.used.set(true);
        let mut label = self.label.clone();
        label.set_span(Span::mixed_site().located_at(span));
        let count = self.counter.as_ref().map(|counter| quote_spanned!(span=> #counter += 1;));
        let leave = if self.is_loop { quote_spanned!(span=> continue) } else { quote_spanned!(span=> break) };
        quote_spanned!(span=> #count #leave #label;)
    }

    /// The label with its colon in front of the loop or block, if anything leaves by it.
    pub(super) fn label(&self, span: Span) -> TokenStream {
        if !self.used.get() {
            return TokenStream::new();
        }
        let label = self.label.to_token_stream();
        quote_spanned!(span=> #label:)
    }
}
