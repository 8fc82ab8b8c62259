//! What an editor sees: the user's chain over the shadow types of stream-core, instead of the pipeline.
//!
//! It works on tokens and not on the graph, so that a line that is being typed completes as well. Each of the user's tokens
//! is emitted at most once, in its order and with its span; what stands before a token does not depend on what follows it, for an
//! editor completes by comparing two expansions that differ at the cursor. What is no Rust becomes some: a named argument
//! is a method behind the call, a duration with a unit a constant, and a bare word is left out.

mod args;
mod chain;
mod docs;
mod tokens;

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

use crate::error::Errors;
use tokens::{Tokens, is_ident, is_punct};

pub(crate) use docs::documented;

/// An expression of the pipeline's type that holds the user's chain over the shadow types, and the errors.
pub(crate) fn shadow(krate: &TokenStream, input: TokenStream, errors: &Errors) -> TokenStream {
    let mut editor =
        Editor { krate, names: BTreeSet::new(), windows: BTreeSet::new(), input: false, output: false };
    let chains = editor.statements(opened(input));
    let without_input = (!editor.input).then(|| quote!(.without_input()));
    let without_output = (!editor.output).then(|| quote!(.without_output()));
    quote!({
        use #krate::private::shadow::{Called as _, KeptLent as _, KeptOwned as _, More as _};
        let __stream_ends = #krate::private::shadow::Ends::default();
        #[allow(unused, clippy::all)]
        { #chains; }
        #errors
        __stream_ends #without_input #without_output.pipeline()
    })
}

/// The user's tokens as they are turned round.
struct Editor<'k> {
    krate: &'k TokenStream,
    /// The streams that are bound so far.
    names: BTreeSet<String>,
    /// Those of them that are put into windows.
    windows: BTreeSet<String>,
    /// Whether there is an `input`.
    input: bool,
    /// Whether there is an `output`.
    output: bool,
}

impl Editor<'_> {
    /// The statements of a block, or a single chain.
    fn statements(&mut self, tokens: TokenStream) -> TokenStream {
        let mut tokens = Tokens::new(tokens);
        let mut done = TokenStream::new();
        loop {
            let mut bound = TokenStream::new();
            if tokens.peek().is_some_and(|token| is_ident(token, "let")) {
                bound = self.binding(&mut tokens);
            }
            let (chain, windowed) = self.chain(&mut tokens);
            if windowed {
                self.windows.extend(bound.clone().into_iter().map(|token| token.to_string()));
            }
            done.extend(bound);
            done.extend(chain);
            match tokens.next() {
                None => return done,
                Some(end) if is_punct(&end, ';') => done.extend([end]),
                // A `let` where the line before is not ended yet.
                Some(next) => {
                    tokens.put_back(next);
                    done.extend(quote!(;));
                }
            }
        }
    }

    /// A `let` up to its `=`, or as far as it goes.
    fn binding(&mut self, tokens: &mut Tokens) -> TokenStream {
        let mut done = TokenStream::new();
        while let Some(token) = tokens.next() {
            if is_punct(&token, ';') {
                tokens.put_back(token);
                break;
            }
            let ends = is_punct(&token, '=');
            self.bind(&token);
            done.extend([token]);
            if ends {
                break;
            }
        }
        done
    }

    fn bind(&mut self, token: &TokenTree) {
        match token {
            TokenTree::Ident(name) => {
                self.names.insert(name.to_string());
            }
            TokenTree::Group(group) => group.stream().into_iter().for_each(|token| self.bind(&token)),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// The tokens between the braces of a block, or the whole of a single chain.
fn opened(input: TokenStream) -> TokenStream {
    let mut tokens: Vec<TokenTree> = input.clone().into_iter().collect();
    match (tokens.pop(), tokens.is_empty()) {
        (Some(TokenTree::Group(group)), true) => match group.delimiter() {
            Delimiter::Brace => group.stream(),
            Delimiter::None => opened(group.stream()),
            Delimiter::Parenthesis | Delimiter::Bracket => input,
        },
        _ => input,
    }
}

/// A group with other tokens between its delimiters, which keep their spans.
fn regroup(group: &Group, tokens: TokenStream) -> TokenTree {
    let mut changed = Group::new(group.delimiter(), tokens);
    changed.set_span(group.span());
    changed.into()
}
