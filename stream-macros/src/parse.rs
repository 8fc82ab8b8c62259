//! Parse: the user's tokens become statements and chains; every token keeps its span.
//!
//! It never gives up: what it refuses is an error and the rest goes on, statement by statement.

mod chain;
pub(crate) mod duration;
mod statement;

use proc_macro2::{Delimiter, Group, Punct, Spacing, Span, TokenStream, TokenTree};
use syn::parse::Parser;
use syn::{AngleBracketedGenericArguments, Block, Expr, ExprPath, Ident, Pat};

use crate::error::{self, Errors};

pub(crate) use chain::chain;

/// The statements of a call, in their order.
#[derive(Debug)]
pub(crate) struct Syntax {
    pub(crate) statements: Vec<Statement>,
    /// The macro call.
    pub(crate) call: Span,
}

/// A chain, and what it is bound to.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) binding: Option<Binding>,
    pub(crate) chain: Chain,
}

/// The left side of a `let`.
#[derive(Debug)]
pub(crate) enum Binding {
    Name(Ident),
    /// A tuple of names; `_` is `None`.
    Branches(Box<Pat>, Vec<Option<Ident>>),
    /// What was refused, and said so.
    Refused,
}

/// A head and the calls on it.
#[derive(Debug)]
pub(crate) struct Chain {
    pub(crate) head: Head,
    pub(crate) calls: Vec<Call>,
}

/// What a chain begins with.
#[derive(Debug)]
pub(crate) enum Head {
    /// A stream's name.
    Stream(Ident),
    /// A source.
    Call(Box<Call>),
    /// What was refused, and said so.
    Refused,
}

/// One call of a source, an operator or a sink.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) name: Ident,
    /// At the head: the function as it was called.
    pub(crate) callee: Option<ExprPath>,
    pub(crate) turbofish: Option<AngleBracketedGenericArguments>,
    pub(crate) args: Vec<Expr>,
    /// What it stands for was refused, and said so.
    pub(crate) refused: bool,
}

/// Takes the call apart. Total: on tokens that are no pipeline there are errors and no statements.
pub(crate) fn parse(input: TokenStream, errors: &mut Errors) -> Syntax {
    refuse_reserved(input.clone(), errors);
    let (tokens, block) = open(input);
    let before = errors.is_empty();
    if block.is_none() {
        refuse_loose_statements(&tokens, errors);
    }
    let mut statements = Vec::new();
    for piece in split_at_semicolons(tokens) {
        parse_piece(piece, &mut statements, errors);
    }
    if statements.is_empty() && before && errors.is_empty() {
        match block {
            Some(block) => errors.on(TokenTree::Group(block), &error::EMPTY, &[]),
            None => errors.at(Span::call_site(), &error::EMPTY, &[]),
        }
    }
    Syntax { statements, call: Span::call_site() }
}

/// The tokens between the braces of a block, or the whole of a single chain.
fn open(input: TokenStream) -> (Vec<TokenTree>, Option<Group>) {
    let mut tokens: Vec<TokenTree> = input.into_iter().collect();
    while let [TokenTree::Group(group)] = tokens.as_slice() {
        let group = group.clone();
        match group.delimiter() {
            Delimiter::Brace => return (group.stream().into_iter().collect(), Some(group)),
            // What another macro passes on as one expression.
            Delimiter::None => tokens = group.stream().into_iter().collect(),
            Delimiter::Parenthesis | Delimiter::Bracket => break,
        }
    }
    (tokens, None)
}

/// The statements, each with the `;` that ends it: so an unexpected end has a token of the user's to point at.
fn split_at_semicolons(tokens: Vec<TokenTree>) -> Vec<Vec<TokenTree>> {
    let mut pieces = vec![Vec::new()];
    for token in tokens {
        let ends = is_punct(&token, ';');
        pieces.last_mut().expect("there is a piece").push(token);
        if ends {
            pieces.push(Vec::new());
        }
    }
    for piece in &mut pieces {
        if let Some(last) = piece.last()
            && !is_punct(last, ';')
        {
            let mut semicolon = Punct::new(';', Spacing::Alone);
            semicolon.set_span(end_of(last));
            piece.push(semicolon.into());
        }
    }
    pieces
}

fn end_of(token: &TokenTree) -> Span {
    match token {
        TokenTree::Group(group) => group.span_close(),
        token => token.span(),
    }
}

fn parse_piece(piece: Vec<TokenTree>, statements: &mut Vec<Statement>, errors: &mut Errors) {
    let arrow = find_arrow(&piece);
    let tokens: TokenStream = piece.into_iter().collect();
    match Block::parse_within.parse2(tokens.clone()) {
        Ok(parsed) => statements
            .extend(parsed.into_iter().filter_map(|statement| statement::statement(statement, errors))),
        Err(refusal) => {
            errors.hide(tokens);
            match arrow {
                Some((text, arrow)) => errors.on(arrow, &error::ARROW, &[&text]),
                None => errors.at(refusal.span(), &error::SYNTAX, &[&refusal]),
            }
        }
    }
}

/// The first arrow of another language between the operators of a chain.
fn find_arrow(tokens: &[TokenTree]) -> Option<(String, TokenStream)> {
    tokens.windows(2).find_map(|pair| match pair {
        [TokenTree::Punct(first), TokenTree::Punct(second)] => {
            let text = format!("{}{}", first.as_char(), second.as_char());
            let arrow = || pair.iter().cloned().collect();
            matches!(text.as_str(), "->" | "|>" | "=>" | "~>").then(|| (text, arrow()))
        }
        _ => None,
    })
}

fn refuse_loose_statements(tokens: &[TokenTree], errors: &mut Errors) {
    let loose = |token: &&TokenTree| {
        is_punct(token, ';') || matches!(token, TokenTree::Ident(ident) if ident == "let")
    };
    if let Some(token) = tokens.iter().find(loose) {
        errors.on(token, &error::BRACES, &[]);
    }
}

/// Refuses each name that generated code could use, once.
fn refuse_reserved(tokens: TokenStream, errors: &mut Errors) {
    let mut names: Vec<Ident> = Vec::new();
    collect_reserved(tokens, &mut names);
    for name in names {
        errors.on(name, &error::RESERVED, &[]);
    }
}

fn collect_reserved(tokens: TokenStream, names: &mut Vec<Ident>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => collect_reserved(group.stream(), names),
            TokenTree::Ident(name) if name.to_string().starts_with("__stream") && !names.contains(&name) => {
                names.push(name);
            }
            _ => {}
        }
    }
}

fn is_punct(token: &TokenTree, char: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == char)
}
