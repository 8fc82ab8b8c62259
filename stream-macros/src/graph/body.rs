//! What a closure's body does to whatever it is expanded into: `return`, `?`, `.await`, `break`, names.
//!
//! Nested closures, `async` blocks and items keep their own. Macros are looked into where their tokens are expressions
//! or statements, and taken at the worst where they are not.

use std::collections::BTreeSet;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Block, Expr, Label, Lifetime, Macro, Token};

use super::Facts;

/// What was found in a body, and where.
#[derive(Default)]
pub(crate) struct Body {
    returns: bool,
    /// Each `?`.
    pub(crate) tries: Vec<Span>,
    /// Each `.await`.
    pub(crate) awaits: Vec<Span>,
    /// Each `break` or `continue` that leaves the body.
    pub(crate) leaves: Vec<(&'static str, Span)>,
    mentions: BTreeSet<String>,
    /// The loops and labelled blocks around the place in hand.
    scopes: Vec<Scope>,
}

struct Scope {
    label: Option<String>,
    is_loop: bool,
}

impl Body {
    /// What is in the body.
    pub(crate) fn of(body: &Expr) -> Self {
        let mut found = Body::default();
        found.visit_expr(body);
        mention(body.to_token_stream(), &mut found.mentions);
        found
    }

    pub(super) fn facts(self) -> Facts {
        Facts {
            returns: self.returns,
            tries: !self.tries.is_empty(),
            awaits: !self.awaits.is_empty(),
            mentions: self.mentions,
        }
    }

    fn within(&mut self, label: Option<&Label>, is_loop: bool, visit: impl FnOnce(&mut Self)) {
        let label = label.map(|label| label.name.ident.to_string());
        self.scopes.push(Scope { label, is_loop });
        visit(self);
        self.scopes.pop();
    }

    fn leave(&mut self, word: &'static str, span: Span, label: Option<&Lifetime>) {
        let label = label.map(|label| label.ident.to_string());
        let stays = self.scopes.iter().any(|scope| match &label {
            Some(label) => scope.label.as_ref() == Some(label),
            None => scope.is_loop,
        });
        if !stays {
            self.leaves.push((word, span));
        }
    }

    /// Tokens of a macro that are neither expressions nor statements.
    fn scan(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.scan(group.stream()),
                TokenTree::Ident(ident) if ident == "await" => self.awaits.push(ident.span()),
                TokenTree::Ident(ident) => self.returns |= ident == "return",
                TokenTree::Punct(punct) if punct.as_char() == '?' => self.tries.push(punct.span()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Body {
    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}

    fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}

    fn visit_expr_try_block(&mut self, _: &'ast syn::ExprTryBlock) {}

    fn visit_item(&mut self, _: &'ast syn::Item) {}

    fn visit_expr_return(&mut self, expr: &'ast syn::ExprReturn) {
        self.returns = true;
        visit::visit_expr_return(self, expr);
    }

    fn visit_expr_try(&mut self, expr: &'ast syn::ExprTry) {
        self.tries.push(expr.question_token.span);
        visit::visit_expr_try(self, expr);
    }

    fn visit_expr_await(&mut self, expr: &'ast syn::ExprAwait) {
        self.awaits.push(expr.await_token.span);
        visit::visit_expr_await(self, expr);
    }

    fn visit_expr_for_loop(&mut self, expr: &'ast syn::ExprForLoop) {
        self.visit_expr(&expr.expr);
        self.within(expr.label.as_ref(), true, |body| body.visit_block(&expr.body));
    }

    fn visit_expr_while(&mut self, expr: &'ast syn::ExprWhile) {
        self.within(expr.label.as_ref(), true, |body| visit::visit_expr_while(body, expr));
    }

    fn visit_expr_loop(&mut self, expr: &'ast syn::ExprLoop) {
        self.within(expr.label.as_ref(), true, |body| body.visit_block(&expr.body));
    }

    fn visit_expr_block(&mut self, expr: &'ast syn::ExprBlock) {
        self.within(expr.label.as_ref(), false, |body| body.visit_block(&expr.block));
    }

    fn visit_expr_break(&mut self, expr: &'ast syn::ExprBreak) {
        self.leave("break", expr.break_token.span, expr.label.as_ref());
        visit::visit_expr_break(self, expr);
    }

    fn visit_expr_continue(&mut self, expr: &'ast syn::ExprContinue) {
        self.leave("continue", expr.continue_token.span, expr.label.as_ref());
    }

    fn visit_macro(&mut self, called: &'ast Macro) {
        let tokens = &called.tokens;
        let exprs = Punctuated::<Expr, Token![,]>::parse_terminated;
        if let Ok(exprs) = exprs.parse2(tokens.clone()) {
            exprs.iter().for_each(|expr| self.visit_expr(expr));
        } else if let Ok(statements) = Block::parse_within.parse2(tokens.clone()) {
            statements.iter().for_each(|statement| self.visit_stmt(statement));
        } else {
            self.scan(tokens.clone());
        }
    }
}

/// Notes every identifier in the tokens, and every `{name}` in their strings.
fn mention(tokens: TokenStream, names: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => mention(group.stream(), names),
            TokenTree::Ident(ident) => {
                names.insert(ident.to_string().trim_start_matches("r#").to_owned());
            }
            TokenTree::Literal(literal) => {
                for part in literal.to_string().split('{').skip(1) {
                    let name = |char: &char| char.is_alphanumeric() || *char == '_';
                    let name: String = part.chars().take_while(name).collect();
                    names.extend((!name.is_empty()).then_some(name));
                }
            }
            TokenTree::Punct(_) => {}
        }
    }
}
