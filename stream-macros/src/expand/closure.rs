//! Closures of the user, expanded in place.
//!
//! A parameter becomes a `let` and stays in scope for the rest of the stage, so that what the body borrows from the record
//! may be handed on. A name that another expression of the user mentions is hidden from it.

use std::collections::BTreeSet;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::graph::{Arg, Closure, Graph, Value};

use super::names;
use super::returns::{is_fallible, returning_ok};

/// A closure applied to the record at hand.
pub(super) struct Applied {
    /// The statement that binds the parameter; empty for a function.
    pub(super) bind: TokenStream,
    /// The expression of the result.
    pub(super) value: TokenStream,
    /// Whether the result is wrapped in a `Result`, because `?` in the body rejects the record.
    pub(super) tries: bool,
}

/// What `?` in a body means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    /// The record is rejected.
    Rejects,
    /// What it means in a closure.
    IsTheClosures,
    /// The pipeline fails: the closure is a sink's.
    Fails,
}

/// Every name that an expression of the user mentions, with the number of the argument that mentions it.
pub(super) struct Mentions(Vec<(BTreeSet<String>, BTreeSet<String>)>);

impl Mentions {
    /// Reads all arguments of the graph.
    pub(super) fn of(graph: &Graph) -> Self {
        let mut all = Vec::new();
        for node in &graph.nodes {
            all.extend(node.arguments().map(mentions));
        }
        Mentions(all)
    }

    /// The names that the closure binds and another argument mentions without binding them itself.
    fn clashes(&self, closure: &Closure) -> BTreeSet<String> {
        let mut clashes = closure.bound();
        clashes.retain(|name| {
            self.0.iter().any(|(mentioned, bound)| mentioned.contains(name) && !bound.contains(name))
        });
        clashes
    }
}

fn mentions(arg: &Arg) -> (BTreeSet<String>, BTreeSet<String>) {
    match arg {
        Arg::Closure(closure) => (closure.facts.mentions.clone(), closure.bound()),
        Arg::Path(path) => (identifiers(path.to_token_stream()), BTreeSet::new()),
        Arg::Expr(expr) => (identifiers(expr.to_token_stream()), BTreeSet::new()),
        Arg::Duration(_) => Default::default(),
    }
}

fn identifiers(tokens: TokenStream) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for token in tokens {
        match token {
            proc_macro2::TokenTree::Group(group) => names.extend(identifiers(group.stream())),
            proc_macro2::TokenTree::Ident(ident) => drop(names.insert(ident.to_string())),
            _ => {}
        }
    }
    names
}

/// Applies the closure or function to the record, given as the tokens of one value for each parameter.
pub(super) fn apply(
    krate: &TokenStream,
    mentions: &Mentions,
    arg: &Arg,
    hoisted: &syn::Ident,
    given: &[TokenStream],
    question: Question,
    span: Span,
) -> Applied {
    match arg {
        Arg::Path(path) => Applied {
            bind: TokenStream::new(),
            value: quote_spanned!(span=> (#path)(#(#given),*)),
            tries: false,
        },
        Arg::Expr(_) | Arg::Duration(_) => Applied {
            bind: TokenStream::new(),
            value: quote_spanned!(span=> #hoisted(#(#given),*)),
            tries: false,
        },
        Arg::Closure(closure) => inline(krate, mentions, closure, given, question),
    }
}

fn inline(
    krate: &TokenStream,
    mentions: &Mentions,
    closure: &Closure,
    given: &[TokenStream],
    question: Question,
) -> Applied {
    let mut clashes = mentions.clashes(closure);
    // A text names parameters and captures alike, and cannot be hidden in part: the parameters then end with the body.
    let scoped = names::texts_mention(closure.body.to_token_stream(), &clashes);
    if scoped {
        clashes.clear();
    }
    let mut bind = TokenStream::new();
    for (param, given) in closure.params.iter().zip(given) {
        let pat = names::hide(param.pat.to_token_stream(), &clashes);
        let ty = param.ty.as_ref().map(|ty| quote!(: #ty));
        bind.extend(quote_spanned!(param.pat.span()=> let #pat #ty = #given;));
    }
    let question = match &closure.output {
        Some(output) if question == Question::Rejects && is_fallible(output) => Question::IsTheClosures,
        _ => question,
    };
    let tries = closure.facts.tries && question == Question::Rejects;
    let own = if tries && closure.facts.returns { &returning_ok(&closure.body) } else { &closure.body };
    let mut body = names::hide(own.to_token_stream(), &clashes);
    if let Some(output) = closure.output.as_deref().filter(|output| !is_fallible(output))
        && (tries || !ends_in_panic(&closure.body))
    {
        body = quote_spanned!(closure.body.span()=> { let value: #output = #body; value });
    }
    if scoped {
        let bind = std::mem::take(&mut bind);
        body = quote_spanned!(closure.body.span()=> { #bind #body });
    }
    Applied { bind, value: value(krate, closure, body, question), tries }
}

/// The body as an expression of the enclosing loop.
fn value(krate: &TokenStream, closure: &Closure, body: TokenStream, question: Question) -> TokenStream {
    let span = closure.body.span();
    let facts = &closure.facts;
    let error = match question {
        Question::Fails => quote_spanned!(span=> #krate::private::BoxError),
        _ => quote_spanned!(span=> #krate::private::RecordError),
    };
    let says_result = ends_in_result(&closure.body);
    if facts.tries && question != Question::IsTheClosures && !(question == Question::Fails && says_result) {
        let ok = quote_spanned!(span=> ::core::result::Result::Ok::<_, #error>({ #body }));
        return called(&ok, facts.awaits, None, span);
    }
    if ends_in_panic(&closure.body) {
        return called(&body, facts.awaits, closure.output.as_ref().map(ToTokens::to_token_stream), span);
    }
    let declared =
        closure.output.as_ref().filter(|output| is_fallible(output)).map(ToTokens::to_token_stream);
    let guessed = (says_result && (facts.tries || question == Question::Fails))
        .then(|| quote_spanned!(span=> ::core::result::Result<_, #error>));
    let result = declared.or(guessed);
    if facts.tries || facts.returns || result.is_some() {
        return called(&body, facts.awaits, result, span);
    }
    body
}

/// Whether the body never comes to its end, as one that is yet to be written. In a closure of its own it makes nothing behind it
/// unreachable, of which rustc would warn.
fn ends_in_panic(body: &syn::Expr) -> bool {
    let is_panic = |called: &syn::Macro| {
        let name = called.path.segments.last().map(|last| last.ident.to_string());
        name.is_some_and(|name| ["todo", "unimplemented", "panic", "unreachable"].contains(&name.as_str()))
    };
    match body {
        syn::Expr::Macro(called) => is_panic(&called.mac),
        syn::Expr::Block(block) => match block.block.stmts.last() {
            Some(syn::Stmt::Expr(last, _)) => ends_in_panic(last),
            Some(syn::Stmt::Macro(called)) => is_panic(&called.mac),
            _ => false,
        },
        _ => false,
    }
}

/// The body in a closure of its own, so that `return` and `?` end it and nothing else.
fn called(body: &TokenStream, awaits: bool, result: Option<TokenStream>, span: Span) -> TokenStream {
    match (awaits, result) {
        (true, None) => quote_spanned!(span=> (async { #body }).await),
        (true, Some(result)) => {
            quote_spanned!(span=> { let value: #result = (async { #body }).await; value })
        }
        (false, None) => quote_spanned!(span=> (|| { #body })()),
        (false, Some(result)) => quote_spanned!(span=> (|| -> #result { #body })()),
    }
}

/// Whether the body says by itself only that it is a `Result`, so that the type of its error has to be said.
fn ends_in_result(body: &syn::Expr) -> bool {
    match body {
        syn::Expr::Block(block) => match block.block.stmts.last() {
            Some(syn::Stmt::Expr(last, None)) => ends_in_result(last),
            _ => false,
        },
        syn::Expr::Call(call) => match &*call.func {
            syn::Expr::Path(path) => path.path.is_ident("Ok"),
            _ => false,
        },
        _ => false,
    }
}

/// An argument as it stands in the program, but for the `move` of a closure.
pub(super) fn as_written(arg: &Arg) -> TokenStream {
    match arg {
        Arg::Closure(closure) => kept(closure),
        Arg::Path(path) => path.to_token_stream(),
        Arg::Expr(expr) => expr.to_token_stream(),
        Arg::Duration(duration) => super::names::duration(*duration, Span::call_site()),
    }
}

/// The value of a named argument as an expression; a word by itself is `true`.
pub(super) fn value_of(value: &Value, span: Span) -> TokenStream {
    match value {
        Value::Duration(duration) => names::duration(*duration, span),
        Value::Flag | Value::Word(_) => quote_spanned!(span=> true),
        Value::Arg(arg) => as_written(arg),
    }
}

/// A closure that stays one, such as a reducer: its parameters and its body, without `move`.
pub(super) fn kept(closure: &Closure) -> TokenStream {
    let params = closure.params.iter().map(|param| {
        let (pat, ty) = (&param.pat, param.ty.as_ref().map(|ty| quote!(: #ty)));
        quote!(#pat #ty)
    });
    let body = &closure.body;
    let output = closure.output.as_ref().map(|output| quote!(-> #output));
    quote_spanned!(closure.span=> |#(#params),*| #output { #body })
}
