//! One chain: an expression of method calls, taken apart from its end to its head.

use syn::{Attribute, Expr, ExprCall, ExprField, ExprMethodCall, ExprPath, Macro, MacroDelimiter, Member};

use super::{Call, Chain, Head};
use crate::error::{self, Errors};

/// The chain that the expression is; what is none is an error, and what stands behind it is kept.
pub(crate) fn chain(expr: Expr, errors: &mut Errors) -> Chain {
    let mut calls = Vec::new();
    let mut rest = expr;
    let head = loop {
        rest = match rest {
            Expr::MethodCall(call) => {
                refuse_attributes(&call.attrs, errors);
                calls.push(parse_method(&call));
                *call.receiver
            }
            Expr::Field(field) => {
                calls.extend(refuse_field(&field, errors));
                *field.base
            }
            Expr::Paren(paren) => *paren.expr,
            Expr::Group(group) => *group.expr,
            Expr::Try(tried) => {
                errors.on(tried.question_token, &error::QUESTION, &[]);
                *tried.expr
            }
            Expr::Await(awaited) => {
                errors.on(awaited.await_token, &error::AWAIT, &[]);
                *awaited.base
            }
            Expr::Index(index) => {
                errors.hide(&index.index);
                errors.on(&index.index, &error::INDEX, &[]);
                *index.expr
            }
            head => break parse_head(head, errors),
        };
    };
    calls.reverse();
    Chain { head, calls }
}

fn parse_method(call: &ExprMethodCall) -> Call {
    Call {
        name: call.method.clone(),
        callee: None,
        turbofish: call.turbofish.clone(),
        args: call.args.iter().cloned().collect(),
        refused: false,
    }
}

/// An operator without its parentheses.
fn refuse_field(field: &ExprField, errors: &mut Errors) -> Option<Call> {
    match &field.member {
        Member::Named(name) => {
            errors.on(name, &error::NOT_CALLED, &[name, name]);
            Some(Call { name: name.clone(), callee: None, turbofish: None, args: Vec::new(), refused: true })
        }
        Member::Unnamed(_) => {
            errors.on(&field.member, &error::INDEX, &[]);
            None
        }
    }
}

fn parse_head(expr: Expr, errors: &mut Errors) -> Head {
    match expr {
        Expr::Path(path) => match path.path.get_ident() {
            Some(name) if path.qself.is_none() => {
                refuse_attributes(&path.attrs, errors);
                Head::Stream(name.clone())
            }
            _ => refuse_head(&Expr::Path(path), errors),
        },
        Expr::Call(call) => parse_source(call, errors),
        Expr::Macro(call) => {
            errors.hide(&call);
            errors.on(&call.mac, &error::MACRO, &[&sketch(&call.mac)]);
            Head::Refused
        }
        expr => refuse_head(&expr, errors),
    }
}

fn parse_source(call: ExprCall, errors: &mut Errors) -> Head {
    refuse_attributes(&call.attrs, errors);
    match *call.func {
        Expr::Path(callee) if !callee.path.segments.is_empty() => {
            Head::Call(Box::new(Call { args: call.args.into_iter().collect(), ..parse_callee(callee) }))
        }
        func => refuse_head(&func, errors),
    }
}

fn parse_callee(callee: ExprPath) -> Call {
    let last = callee.path.segments.last().expect("a path has a segment");
    Call {
        name: last.ident.clone(),
        turbofish: match &last.arguments {
            syn::PathArguments::AngleBracketed(types) => Some(types.clone()),
            _ => None,
        },
        callee: Some(callee),
        args: Vec::new(),
        refused: false,
    }
}

fn refuse_head(expr: &Expr, errors: &mut Errors) -> Head {
    errors.hide(expr);
    errors.on(expr, &error::NOT_A_STREAM, &[]);
    Head::Refused
}

fn refuse_attributes(attributes: &[Attribute], errors: &mut Errors) {
    if let Some(attribute) = attributes.first() {
        errors.on(attribute, &error::ATTRIBUTE, &[]);
    }
}

/// The macro's call without its arguments: `vec![..]`.
fn sketch(called: &Macro) -> String {
    let last = called.path.segments.last();
    let name = last.map(|segment| segment.ident.to_string()).unwrap_or_default();
    match called.delimiter {
        MacroDelimiter::Paren(_) => format!("{name}!(..)"),
        MacroDelimiter::Brace(_) => format!("{name}! {{ .. }}"),
        MacroDelimiter::Bracket(_) => format!("{name}![..]"),
    }
}
