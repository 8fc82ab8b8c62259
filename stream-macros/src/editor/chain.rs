//! One chain: a head, and the calls behind it.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::quote;

use super::args::Args;
use super::tokens::{Tokens, is_ident, is_punct};
use super::{Editor, regroup};
use crate::ops::near::{Guess, guess};
use crate::ops::{Kind, Op, Spec, lookup, lookup_in, named_rows, spec};

/// What rust-analyzer puts in where it completes, today and before.
const CURSORS: [&str; 2] = ["raCompletionMarker", "intellijRulezz"];

impl Editor<'_> {
    /// A chain up to the end of its statement, and whether it ends in a window.
    pub(super) fn chain(&mut self, tokens: &mut Tokens) -> (TokenStream, bool) {
        let head = tokens.peek().map(ToString::to_string).unwrap_or_default();
        let mut done = self.head(tokens);
        let mut windowed = self.windows.contains(&head);
        while let Some(token) = tokens.next() {
            if is_punct(&token, ';') || is_ident(&token, "let") {
                tokens.put_back(token);
                break;
            }
            let dot = is_punct(&token, '.');
            done.extend([token]);
            if dot {
                done = self.call(done, tokens, &mut windowed);
            }
        }
        (done, windowed)
    }

    /// A chain in parentheses or as an argument: all of the tokens.
    pub(super) fn nested(&mut self, tokens: TokenStream) -> TokenStream {
        let mut tokens = Tokens::new(tokens);
        let (mut done, _) = self.chain(&mut tokens);
        done.extend(std::iter::from_fn(|| tokens.next()));
        done
    }

    /// What stands before the first dot.
    fn head(&mut self, tokens: &mut Tokens) -> TokenStream {
        match tokens.next() {
            Some(TokenTree::Ident(name)) if name != "let" => self.named_head(name, tokens),
            Some(TokenTree::Group(group)) if is_open(&group) => {
                let inside = self.nested(group.stream());
                regroup(&group, inside).into()
            }
            Some(other) => {
                let ended = is_punct(&other, ';');
                tokens.put_back(other);
                if ended { self.any_source(&TokenStream::new()) } else { TokenStream::new() }
            }
            None => TokenStream::new(),
        }
    }

    /// A stream, or the call of a source.
    fn named_head(&mut self, name: Ident, tokens: &mut Tokens) -> TokenStream {
        let text = name.to_string();
        let mut types = TokenStream::new();
        while let Some(part) = tokens.path_part() {
            types.extend(part);
        }
        let Some(group) = tokens.parenthesized() else {
            let path = quote!(#name #types);
            return if self.names.contains(&text) { path } else { self.any_source(&path) };
        };
        let source = lookup(&text).map(spec);
        let Args { inside, behind, .. } = self.args(source.unwrap_or_else(|| spec(Op::UserSource)), &group);
        let krate = self.krate;
        match source.map(|source| source.op) {
            Some(Op::Input) => {
                self.input = true;
                quote!(#krate::private::shadow::sources::#name #types #inside #behind.begins(&__stream_ends))
            }
            Some(_) => quote!(#krate::private::shadow::sources::#name #types #inside #behind),
            None => {
                let path = self.any_source(&quote!(#name #types));
                quote!(#path #inside.stream_of_source())
            }
        }
    }

    /// A name that is not known: what is in scope, and the sources.
    fn any_source(&self, path: &TokenStream) -> TokenStream {
        let krate = self.krate;
        quote!(({ #[allow(unused_imports)] use #krate::private::shadow::sources::*; #path }))
    }

    /// What follows a dot: an operator, an aggregate, or what is being typed.
    fn call(&mut self, mut done: TokenStream, tokens: &mut Tokens, windowed: &mut bool) -> TokenStream {
        let name = match tokens.next() {
            Some(TokenTree::Ident(name)) if name != "let" => name,
            other => {
                other.into_iter().for_each(|token| tokens.put_back(token));
                return done;
            }
        };
        let mut types = TokenStream::new();
        while let Some(part) = tokens.path_part() {
            types.extend(part);
        }
        let Some(group) = tokens.parenthesized() else {
            done.extend(quote!(#name #types));
            return done;
        };
        let text = name.to_string();
        let placed = || lookup_in(Kind::Aggregate, &text).filter(|_| *windowed);
        let row = placed().or_else(|| lookup(&text).map(spec));
        *windowed = row.is_some_and(|row| row.kind == Kind::Windowing);
        match row {
            Some(row) => done.extend(self.operator(row, &name, &types, &group)),
            None if is_being_typed(&text) => done.extend(quote!(#name #types #group)),
            None => done.extend(quote!(apply(#name #types #group))),
        }
        done
    }

    /// An operator of the table.
    fn operator(&mut self, row: &Spec, name: &Ident, types: &TokenStream, group: &Group) -> TokenStream {
        let Args { inside, behind, called } = self.args(row, group);
        let name = called.map_or_else(|| name.clone(), |called| Ident::new(called, name.span()));
        let after = match row.op {
            Op::Output => {
                self.output = true;
                quote!(.ends(&__stream_ends))
            }
            Op::Stateful => quote!(.given_out()),
            op if keeps_keys(op) => quote!(.kept()),
            _ => TokenStream::new(),
        };
        quote!(#name #types #inside #behind #after)
    }
}

/// Whether the name is an operator's as far as it goes, rather than a user's own.
pub(super) fn is_being_typed(name: &str) -> bool {
    let begun = || named_rows().any(|row| row.kind != Kind::Source && row.name.starts_with(name));
    CURSORS.iter().any(|cursor| name.contains(cursor)) || begun() || !matches!(guess(name, false), Guess::Own)
}

fn is_open(group: &Group) -> bool {
    matches!(group.delimiter(), Delimiter::Parenthesis | Delimiter::None)
}

/// Whether the operator keeps the keys of its records, so that lent ones become owned.
fn keeps_keys(op: Op) -> bool {
    use Op::*;
    matches!(
        op,
        Distinct
            | CountByValue
            | ReduceByKey
            | GroupByKey
            | CountByKey
            | FoldByKey
            | AggregateByKey
            | Join
            | LeftJoin
            | RightJoin
            | FullJoin
            | Cogroup
            | Window
            | Running
            | UpdateStateByKey
            | ReduceByKeyAndWindow
    )
}
