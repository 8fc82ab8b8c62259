//! Names of generated variables.
//!
//! They are short and readable, for they show in rustc's messages, and invisible to the user's code: each resolves where the
//! macro is defined. Everything else that is generated carries the span of the operator that it serves.

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::Lifetime;

use crate::graph::NodeId;

/// A generated variable, blamed on `span`.
pub(super) fn local(name: &str, span: Span) -> Ident {
    Ident::new(name, Span::mixed_site().located_at(span))
}

/// A generated variable that belongs to an operator.
pub(super) fn numbered(name: &str, id: NodeId, span: Span) -> Ident {
    local(&format!("{name}{}", id.0), span)
}

/// The record at hand.
pub(super) fn item(span: Span) -> Ident {
    local("item", span)
}

/// The worker.
pub(super) fn worker(span: Span) -> Ident {
    local("worker", span)
}

/// The marker of the operator at work.
pub(super) fn marker(span: Span) -> Ident {
    local("at", span)
}

/// How the key at hand is kept.
pub(super) fn kind(span: Span) -> Ident {
    local("kind", span)
}

/// The trait of what the operator takes apart into keys and values.
pub(super) fn keyed(op: &Ident) -> Ident {
    let words = op.to_string();
    let words = words.split('_').map(|word| word[..1].to_uppercase() + &word[1..]);
    Ident::new(&format!("KeyedFor{}", words.collect::<String>()), op.span())
}

/// A label of a generated loop or block.
pub(super) fn label(number: usize, span: Span) -> Lifetime {
    Lifetime::new(&format!("'next{number}"), Span::mixed_site().located_at(span))
}

/// The time of the record at hand.
pub(super) fn stamp(span: Span) -> Ident {
    local("stamp", span)
}

/// A duration that is known when the program is compiled.
pub(super) fn duration(duration: std::time::Duration, span: Span) -> TokenStream {
    let nanos = Literal::u64_suffixed(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX));
    quote_spanned!(span=> ::core::time::Duration::from_nanos(#nanos))
}

/// `Some` of what is said, or `None`.
pub(super) fn option(value: Option<TokenStream>, span: Span) -> TokenStream {
    match value {
        Some(value) => quote_spanned!(span=> ::core::option::Option::Some(#value)),
        None => quote_spanned!(span=> ::core::option::Option::None),
    }
}

/// A generated variable as an argument of a call: the parentheses make rustc blame the operator and nothing else.
pub(super) fn given(name: &Ident, span: Span) -> TokenTree {
    let mut group = Group::new(Delimiter::Parenthesis, name.to_token_stream());
    group.set_span(span);
    group.into()
}

/// A generated variable of which a method is called, likewise: here it takes a block.
pub(super) fn receiver(name: &Ident, span: Span) -> TokenStream {
    quote_spanned!(span=> ({ &mut #name }))
}

/// A reference to a generated variable, likewise.
pub(super) fn given_ref(name: &Ident, span: Span) -> TokenTree {
    let inside = quote_spanned!(name.span()=> &#name);
    let mut group = Group::new(Delimiter::Parenthesis, inside);
    group.set_span(span);
    group.into()
}

/// The same where rustc blames what the reference is to.
pub(super) fn given_deep(name: &Ident, span: Span) -> TokenTree {
    let given = given(name, span);
    let mut group = Group::new(Delimiter::Parenthesis, quote_spanned!(span=> &#given));
    group.set_span(span);
    group.into()
}

/// A mutable reference to a generated variable, likewise.
pub(super) fn given_mut(name: &Ident, span: Span) -> TokenTree {
    let inside = quote_spanned!(name.span()=> &mut #name);
    let mut group = Group::new(Delimiter::Parenthesis, inside);
    group.set_span(span);
    group.into()
}

/// Whether a text in the tokens mentions one of the names in braces.
pub(super) fn texts_mention(tokens: TokenStream, names: &std::collections::BTreeSet<String>) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => texts_mention(group.stream(), names),
        TokenTree::Literal(text) => mentions(&text.to_string(), names),
        TokenTree::Ident(_) | TokenTree::Punct(_) => false,
    })
}

/// The tokens with every identifier of `names` made invisible to other code.
pub(super) fn hide(tokens: TokenStream, names: &std::collections::BTreeSet<String>) -> TokenStream {
    if names.is_empty() {
        return tokens;
    }
    tokens.into_iter().map(|token| hide_one(token, names)).collect()
}

fn hide_one(token: TokenTree, names: &std::collections::BTreeSet<String>) -> TokenTree {
    match token {
        TokenTree::Group(group) => {
            let mut hidden = Group::new(group.delimiter(), hide(group.stream(), names));
            hidden.set_span(group.span());
            hidden.into()
        }
        TokenTree::Ident(mut ident) if names.contains(&ident.to_string()) => {
            ident.set_span(Span::mixed_site().located_at(ident.span()));
            ident.into()
        }
        other => other,
    }
}

fn mentions(text: &str, names: &std::collections::BTreeSet<String>) -> bool {
    text.contains('{') && names.iter().any(|name| text.contains(name.as_str()))
}
