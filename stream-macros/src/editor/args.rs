//! The arguments of an operator, cut at their commas; what is no argument in Rust goes behind the call.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::quote;

use super::chain::is_being_typed;
use super::tokens::{Tokens, is_group, is_ident, is_punct};
use super::{Editor, regroup};
use crate::ops::{ArgKind, Kind, NamedKind, Op, Spec, lookup_in};

/// Arguments for the shadow of an operator.
pub(super) struct Args {
    /// The parentheses.
    pub(super) inside: TokenTree,
    /// The calls that stand behind them.
    pub(super) behind: TokenStream,
    /// The name of the shadow, where the arguments make it another than the operator's.
    pub(super) called: Option<&'static str>,
}

impl Editor<'_> {
    pub(super) fn args(&mut self, row: &Spec, group: &Group) -> Args {
        let krate = self.krate;
        let (mut inside, mut behind, mut called) = (TokenStream::new(), TokenStream::new(), None);
        let mut at = 0;
        for Piece { tokens, comma } in pieces(group.stream()) {
            if let Some(method) = self.named(row, &tokens) {
                behind.extend(method);
                continue;
            }
            match (row.op, at) {
                (Op::Print, 0) if !tokens.is_empty() => behind.extend(quote!(.first(#tokens))),
                (Op::Split, 1..) if !tokens.is_empty() => behind.extend(quote!(.and(#tokens))),
                (Op::Aggregate, 0) if !tokens.is_empty() => behind.extend(self.aggregates(tokens)),
                _ if row.args.get(at) == Some(&ArgKind::OptionalWindow) && !tokens.is_empty() => {
                    let window = self.window(tokens);
                    behind.extend(quote!(.in_windows(#window)));
                }
                _ => {
                    called = called.or_else(|| shadow_of(row.op, &tokens));
                    inside.extend(self.positional(row, at, tokens));
                    inside.extend(comma);
                }
            }
            at += 1;
        }
        if inside.is_empty() && matches!(row.args.first(), Some(ArgKind::OptionalClosure(_))) {
            inside = quote!(#krate::private::shadow::itself);
        }
        Args { inside: regroup(group, inside), behind, called }
    }

    fn positional(&mut self, row: &Spec, at: usize, tokens: TokenStream) -> TokenStream {
        let krate = self.krate;
        match row.args.get(at) {
            Some(ArgKind::Stream) => match in_table(&tokens) {
                Some(rows) => rows,
                None => self.nested(tokens),
            },
            Some(ArgKind::Window) => self.window(tokens),
            Some(ArgKind::Duration | ArgKind::DurationOrZero) if is_literal(&tokens) => {
                quote!(#krate::private::shadow::DURATION)
            }
            _ => self.awaiting(row, tokens),
        }
    }

    /// What stands in the parentheses of `window`.
    fn window(&mut self, tokens: TokenStream) -> TokenStream {
        let krate = self.krate;
        let mut rest = Tokens::new(tokens.clone());
        if let Some(TokenTree::Ident(name)) = rest.next()
            && let Some(row) = lookup_in(Kind::Window, &name.to_string())
            && let Some(group) = rest.parenthesized()
        {
            let Args { inside, behind, .. } = self.args(row, &group);
            return quote!(#krate::private::shadow::windows::of::#name #inside #behind);
        }
        quote!({ #[allow(unused_imports)] use #krate::private::shadow::windows::of::*; #tokens })
    }

    /// The aggregates of a tuple, or a single one: each a method behind the one before.
    fn aggregates(&mut self, tokens: TokenStream) -> TokenStream {
        let several = match tokens.clone().into_iter().next() {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
                Some(group.stream())
            }
            _ => None,
        };
        let end = if several.is_some() { quote!(.all()) } else { quote!(.one()) };
        let mut done = TokenStream::new();
        for Piece { tokens, .. } in pieces(several.unwrap_or(tokens)) {
            done.extend(self.one_aggregate(tokens));
        }
        quote!(#done #end)
    }

    fn one_aggregate(&mut self, tokens: TokenStream) -> TokenStream {
        let mut rest = Tokens::new(tokens.clone());
        let Some(TokenTree::Ident(name)) = rest.next() else { return quote!(.own(#tokens)) };
        let row = lookup_in(Kind::Aggregate, &name.to_string());
        match (row, rest.parenthesized()) {
            (Some(row), Some(group)) => {
                let Args { inside, behind, .. } = self.args(row, &group);
                quote!(.#name #inside #behind)
            }
            (None, None) if rest.peek().is_none() && is_being_typed(&name.to_string()) => quote!(.#name),
            _ => quote!(.own(#tokens)),
        }
    }

    /// A closure that waits, which a closure of Rust may not: its body becomes an `async` block, and outside of `map_async`,
    /// which takes a future, the block's value.
    fn awaiting(&self, row: &Spec, tokens: TokenStream) -> TokenStream {
        if !waits(&tokens) {
            return tokens;
        }
        let krate = self.krate;
        let (mut head, mut body) = (TokenStream::new(), TokenStream::new());
        let mut bars = 0;
        for token in tokens {
            if bars == 2 {
                body.extend([token]);
            } else if bars > 0 || !is_ident(&token, "async") {
                bars += usize::from(is_punct(&token, '|'));
                head.extend([token]);
            }
        }
        match row.op {
            Op::MapAsync => quote!(#head async { #body }),
            _ => quote!(#head #krate::private::shadow::awaited(async { #body })),
        }
    }

    /// A named argument as a method behind the call, or nothing for a word without a value; `None` if it is not named.
    fn named(&self, row: &Spec, tokens: &TokenStream) -> Option<TokenStream> {
        let mut tokens = Tokens::new(tokens.clone());
        let Some(TokenTree::Ident(name)) = tokens.next() else { return None };
        let (_, kind) = row.named.iter().find(|(known, _)| name == known)?;
        match tokens.next() {
            None => matches!(kind, NamedKind::Flag | NamedKind::Switch).then(TokenStream::new),
            Some(equals) if is_punct(&equals, '=') => Some(self.method(&name, *kind, tokens)),
            Some(_) => None,
        }
    }

    fn method(&self, name: &Ident, kind: NamedKind, mut tokens: Tokens) -> TokenStream {
        let krate = self.krate;
        let first = tokens.peek().cloned();
        let value: TokenStream = std::iter::from_fn(|| tokens.next()).collect();
        match (kind, first) {
            (NamedKind::Flag, _) => TokenStream::new(),
            (NamedKind::Within, Some(word)) if is_ident(&word, "batch") || is_ident(&word, "forever") => {
                TokenStream::new()
            }
            (NamedKind::DurationOrNone, Some(word)) if is_ident(&word, "none") => TokenStream::new(),
            (
                NamedKind::Duration
                | NamedKind::DurationOrZero
                | NamedKind::DurationOrNone
                | NamedKind::Within,
                Some(TokenTree::Literal(_)),
            ) => quote!(.#name(#krate::private::shadow::DURATION)),
            _ => quote!(.#name(#value)),
        }
    }
}

/// The shadow of an operator that has several, by what it is called with.
fn shadow_of(op: Op, tokens: &TokenStream) -> Option<&'static str> {
    match op {
        Op::SortBy if params(tokens) == 2 => Some("sort_by_comparison"),
        Op::Join if in_table(tokens).is_some() => Some("join_table"),
        Op::LeftJoin if in_table(tokens).is_some() => Some("left_join_table"),
        _ => None,
    }
}

/// What stands in the parentheses of `table(..)`.
fn in_table(tokens: &TokenStream) -> Option<TokenStream> {
    let mut tokens = Tokens::new(tokens.clone());
    let name = tokens.next()?;
    let group = tokens.parenthesized().filter(|_| is_ident(&name, "table"))?;
    tokens.peek().is_none().then(|| group.stream())
}

/// Whether the tokens are one literal.
fn is_literal(tokens: &TokenStream) -> bool {
    let mut tokens = tokens.clone().into_iter();
    matches!((tokens.next(), tokens.next()), (Some(TokenTree::Literal(_)), None))
}

/// One argument, and the comma that ends it.
struct Piece {
    tokens: TokenStream,
    comma: Option<TokenTree>,
}

/// The arguments; a comma between the parameters of a closure or in `::<..>` ends none.
fn pieces(tokens: TokenStream) -> Vec<Piece> {
    let mut tokens = Tokens::new(tokens);
    let mut pieces = Vec::new();
    let mut piece = TokenStream::new();
    let mut between = false;
    while let Some(token) = tokens.next() {
        if is_punct(&token, ',') && !between {
            pieces.push(Piece { tokens: std::mem::take(&mut piece), comma: Some(token) });
            continue;
        }
        between ^= is_punct(&token, '|') && (between || begins_closure(&piece));
        let arrow = is_punct(&token, '>');
        tokens.put_back(token);
        match tokens.path_part() {
            Some(part) => piece.extend(part),
            None => piece.extend(tokens.next()),
        }
        if arrow && tokens.peek().is_some_and(|token| matches!(token, TokenTree::Ident(_))) {
            piece.extend(tokens.next());
            if tokens.peek().is_some_and(|token| is_punct(token, '<')) {
                piece.extend(tokens.generics());
            }
        }
    }
    if !piece.is_empty() {
        pieces.push(Piece { tokens: piece, comma: None });
    }
    pieces
}

/// Whether a `|` behind these tokens begins the parameters of a closure.
fn begins_closure(before: &TokenStream) -> bool {
    let last = before.clone().into_iter().last();
    last.is_none_or(|token| is_ident(&token, "move") || is_ident(&token, "async") || is_punct(&token, '='))
}

/// How many parameters the closure has that the tokens are; 0 if they are none.
fn params(tokens: &TokenStream) -> usize {
    let mut tokens = tokens.clone().into_iter().skip_while(|token| is_ident(token, "move"));
    if !tokens.next().is_some_and(|token| is_punct(&token, '|')) {
        return 0;
    }
    let params: Vec<_> = tokens.take_while(|token| !is_punct(token, '|')).collect();
    params.iter().filter(|token| is_punct(token, ',')).count() + 1
}

/// Whether there is an `.await` outside `async` blocks.
fn waits(tokens: &TokenStream) -> bool {
    let mut asynchronous = false;
    tokens.clone().into_iter().any(|token| {
        let block = asynchronous && is_group(&token, Delimiter::Brace);
        asynchronous = is_ident(&token, "async") || (asynchronous && is_ident(&token, "move"));
        match token {
            TokenTree::Group(group) => !block && waits(&group.stream()),
            token => is_ident(&token, "await"),
        }
    })
}
