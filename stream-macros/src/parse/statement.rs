//! One statement of a block: a chain, or a `let` that names one.

use syn::{Expr, Local, Pat, PatIdent, PatTuple, Stmt};

use super::{Binding, Chain, Head, Statement, chain};
use crate::error::{self, Errors};

/// The statement; `None` for an empty one and for one that is no stream, which is an error.
pub(super) fn statement(statement: Stmt, errors: &mut Errors) -> Option<Statement> {
    match statement {
        Stmt::Local(local) => Some(parse_let(local, errors)),
        Stmt::Expr(Expr::Verbatim(tokens), _) if tokens.is_empty() => None,
        Stmt::Expr(expr, _) => parse_expression(expr, errors),
        Stmt::Item(item) => {
            errors.hide(&item);
            errors.on(item, &error::STATEMENT, &[]);
            None
        }
        Stmt::Macro(statement) => {
            errors.hide(&statement);
            errors.on(&statement.mac, &error::STATEMENT, &[]);
            None
        }
    }
}

fn parse_expression(expr: Expr, errors: &mut Errors) -> Option<Statement> {
    match expr {
        Expr::Assign(assign) => {
            errors.hide(&assign);
            errors.on(assign.eq_token, &error::ASSIGNMENT, &[]);
            None
        }
        Expr::If(_)
        | Expr::ForLoop(_)
        | Expr::While(_)
        | Expr::Loop(_)
        | Expr::Match(_)
        | Expr::Block(_)
        | Expr::Unsafe(_)
        | Expr::Const(_)
        | Expr::Async(_)
        | Expr::TryBlock(_)
        | Expr::Return(_)
        | Expr::Break(_)
        | Expr::Continue(_)
        | Expr::Macro(_) => {
            errors.hide(&expr);
            errors.on(expr, &error::STATEMENT, &[]);
            None
        }
        expr => Some(Statement { binding: None, chain: chain(expr, errors) }),
    }
}

fn parse_let(local: Local, errors: &mut Errors) -> Statement {
    if let Some(attribute) = local.attrs.first() {
        errors.on(attribute, &error::ATTRIBUTE, &[]);
    }
    let binding = parse_binding(local.pat, errors);
    let chain = match local.init {
        None => {
            errors.on(local.let_token, &error::LET_NOTHING, &[]);
            Chain { head: Head::Refused, calls: Vec::new() }
        }
        Some(init) => {
            if let Some((token, _)) = init.diverge {
                errors.on(token, &error::LET_ELSE, &[]);
            }
            chain(*init.expr, errors)
        }
    };
    Statement { binding: Some(binding), chain }
}

fn parse_binding(pat: Pat, errors: &mut Errors) -> Binding {
    match pat {
        Pat::Type(typed) => {
            errors.on(typed.ty, &error::LET_TYPE, &[]);
            parse_binding(*typed.pat, errors)
        }
        Pat::Paren(paren) => parse_binding(*paren.pat, errors),
        Pat::Ident(name) if is_plain(&name) => {
            if let Some(token) = name.mutability {
                errors.on(token, &error::LET_MUT, &[]);
            }
            Binding::Name(name.ident)
        }
        Pat::Tuple(tuple) => parse_branches(tuple, errors),
        pat => refuse_pattern(&pat, errors),
    }
}

fn parse_branches(tuple: PatTuple, errors: &mut Errors) -> Binding {
    let mut names = Vec::new();
    for pat in &tuple.elems {
        match pat {
            Pat::Wild(_) => names.push(None),
            Pat::Ident(name) if is_plain(name) && name.mutability.is_none() => {
                names.push(Some(name.ident.clone()));
            }
            pat => {
                errors.hide(&tuple);
                return refuse_pattern(pat, errors);
            }
        }
    }
    Binding::Branches(Box::new(Pat::Tuple(tuple)), names)
}

fn is_plain(name: &PatIdent) -> bool {
    name.by_ref.is_none() && name.subpat.is_none()
}

fn refuse_pattern(pat: &Pat, errors: &mut Errors) -> Binding {
    errors.hide(pat);
    errors.on(pat, &error::LET_PATTERN, &[]);
    Binding::Refused
}
