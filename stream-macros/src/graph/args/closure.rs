//! Arguments that are closures, and what else may stand for one.

use quote::quote;
use syn::spanned::Spanned;
use syn::{Expr, ExprClosure, Pat, ReturnType};

use super::Reader;
use crate::error;
use crate::graph::body::Body;
use crate::graph::{Arg, Closure, Param};
use crate::ops::Op;

impl Reader<'_> {
    pub(super) fn closure(&mut self, expr: Expr, params: &[usize]) -> Option<Arg> {
        match expr {
            Expr::Closure(closure) => self.own_closure(closure, params),
            Expr::Path(path) => Some(Arg::Path(path)),
            Expr::Reference(_) | Expr::MethodCall(_) if self.row.op == Op::AggregateCollect => {
                self.refuse(&expr, &error::COLLECT_INTO);
                None
            }
            expr if is_plain_value(&expr) => {
                self.refuse(&expr, &error::CLOSURE_WANTED);
                None
            }
            expr => Some(Arg::Expr(expr)),
        }
    }

    fn own_closure(&mut self, closure: ExprClosure, params: &[usize]) -> Option<Arg> {
        self.refuse_form(&closure);
        if !params.contains(&closure.inputs.len()) {
            let taken = parameters(&[closure.inputs.len()]);
            let called: Vec<_> = params.iter().map(ToString::to_string).collect();
            let (begin, inputs, end) = (closure.inputs_begin, &closure.inputs, closure.inputs_end);
            let place = quote!(#begin #inputs #end);
            self.errors.on(
                place,
                &error::PARAMETERS,
                &[&taken, self.name, &called.join(" or "), &self.row.usage],
            );
        }
        Some(Arg::Closure(parse_closure(closure)))
    }

    /// Whether the operator takes the future that a closure returns.
    fn takes_future(&self) -> bool {
        matches!(self.row.op, Op::MapAsync | Op::Lookup)
    }

    fn refuse_form(&mut self, closure: &ExprClosure) {
        let body = match ungrouped(&closure.body) {
            Expr::Async(body) => Some(body.async_token.span),
            _ => None,
        };
        let waiting = closure.asyncness.map(|token| token.span).or(body);
        if let Some(span) = waiting.filter(|_| !self.takes_future()) {
            self.errors.at(span, &error::ASYNC_CLOSURE, &[self.name]);
        }
        if let Some(lifetimes) = &closure.lifetimes {
            self.errors.on(lifetimes, &error::CLOSURE_FORM, &[&"for<..>"]);
        }
        if let Some(token) = &closure.constness {
            self.errors.on(token, &error::CLOSURE_FORM, &[&"const"]);
        }
        if let Some(attribute) = closure.attrs.first() {
            self.errors.on(attribute, &error::ATTRIBUTE, &[]);
        }
    }
}

fn parameters(counts: &[usize]) -> String {
    match counts {
        [1] => "1 parameter".to_owned(),
        [n] => format!("{n} parameters"),
        counts => format!("{counts:?} parameters"),
    }
}

fn parse_closure(closure: ExprClosure) -> Closure {
    let span = closure.span();
    let mut facts = Body::of(&closure.body).facts();
    if closure.asyncness.is_some() {
        // The body waits, whether it says `.await` or not, and its `?` and `return` are those of its future.
        (facts.awaits, facts.tries, facts.returns) = (true, false, false);
    }
    let params = closure.inputs.into_iter().map(parse_param).collect();
    Closure {
        params,
        output: match closure.output {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => Some(ty),
        },
        facts,
        body: *closure.body,
        is_move: closure.capture.is_some(),
        span,
    }
}

fn parse_param(pat: Pat) -> Param {
    match pat {
        Pat::Type(typed) => Param { pat: *typed.pat, ty: Some(*typed.ty) },
        pat => Param { pat, ty: None },
    }
}

/// Whether the expression is surely no closure, whatever its names stand for.
pub(in crate::graph) fn is_plain_value(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Lit(_)
            | Expr::Array(_)
            | Expr::Binary(_)
            | Expr::Cast(_)
            | Expr::Range(_)
            | Expr::Repeat(_)
            | Expr::Struct(_)
            | Expr::Tuple(_)
            | Expr::Infer(_)
    ) || matches!(expr, Expr::Unary(unary) if is_plain_value(&unary.expr))
}

/// The expression without the parentheses and invisible groups around it.
pub(in crate::graph) fn ungroup(expr: Expr) -> Expr {
    match expr {
        Expr::Group(group) => ungroup(*group.expr),
        Expr::Paren(paren) => ungroup(*paren.expr),
        expr => expr,
    }
}

fn ungrouped(expr: &Expr) -> &Expr {
    match expr {
        Expr::Group(group) => ungrouped(&group.expr),
        Expr::Paren(paren) => ungrouped(&paren.expr),
        expr => expr,
    }
}
