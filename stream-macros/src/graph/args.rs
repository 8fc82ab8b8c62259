//! The arguments of a call, each as the operator's row wants it.

mod closure;
mod named;
mod types;

use std::fmt::Display;

use quote::ToTokens;
use syn::{Expr, Ident};

use super::{Arg, Named, Value};
use crate::error::{self, Errors};
use crate::ops::{ArgKind, NamedKind, Op, Spec};

pub(in crate::graph) use closure::ungroup;
pub(super) use types::types;

/// A call's arguments in their final form.
#[derive(Default)]
pub(super) struct Arguments {
    pub(super) args: Vec<Arg>,
    pub(super) named: Vec<Named>,
    /// Streams, windows and aggregates, still as they were written.
    pub(super) unread: Vec<Expr>,
}

/// The arguments as the row wants them; of the positional ones the first mistake is reported.
pub(super) fn arguments(
    row: &'static Spec,
    name: &Ident,
    exprs: Vec<Expr>,
    errors: &mut Errors,
) -> Arguments {
    let mut reader =
        Reader { row, name, errors, count: 0, refused: false, meant: Vec::new(), out: Arguments::default() };
    for expr in exprs {
        reader.argument(ungroup(expr));
    }
    reader.finish()
}

struct Reader<'a> {
    row: &'static Spec,
    name: &'a Ident,
    errors: &'a mut Errors,
    /// Positional arguments so far.
    count: usize,
    /// A positional argument was refused: the others may only have moved.
    refused: bool,
    /// Named arguments that a misspelt name most likely means.
    meant: Vec<&'static str>,
    out: Arguments,
}

impl Reader<'_> {
    fn argument(&mut self, expr: Expr) {
        if matches!(self.row.op, Op::User | Op::UserSource) {
            return self.user_argument(expr);
        }
        match expr {
            Expr::Assign(assign) => self.named(assign),
            Expr::Path(path) => match path.path.get_ident() {
                Some(word) if self.count >= self.required() && self.kind_of(word).is_some() => {
                    self.bare_word(word.clone());
                }
                _ => self.positional(Expr::Path(path)),
            },
            expr => self.positional(expr),
        }
    }

    fn user_argument(&mut self, expr: Expr) {
        if let Expr::Assign(assign) = &expr {
            let left = assign.left.to_token_stream();
            self.errors.on(&assign.left, &error::USER_NAMED, &[self.name, &left]);
        }
        self.out.args.push(Arg::Expr(expr));
    }

    /// How many positional arguments may not be left out.
    fn required(&self) -> usize {
        let optional = |kind: &&ArgKind| {
            matches!(kind, ArgKind::OptionalExpr | ArgKind::OptionalClosure(_) | ArgKind::OptionalWindow)
        };
        self.row.args.iter().filter(|kind| !optional(kind)).count()
    }

    fn kind_of(&self, name: &Ident) -> Option<NamedKind> {
        let mut named = self.row.named.iter();
        named.find(|(known, _)| name == known).map(|(_, kind)| *kind)
    }

    fn positional(&mut self, expr: Expr) {
        let kind = match self.row.args.get(self.count) {
            Some(kind) => Some(*kind),
            None => self.row.args.last().copied().filter(|kind| matches!(kind, ArgKind::Closures(_))),
        };
        self.count += 1;
        let arg = match kind {
            None => return self.refuse(&expr, &error::TOO_MANY),
            Some(ArgKind::Stream | ArgKind::Window | ArgKind::OptionalWindow | ArgKind::Aggregates) => {
                self.out.unread.push(expr);
                return;
            }
            Some(ArgKind::Expr | ArgKind::OptionalExpr) => self.value(expr),
            Some(ArgKind::Duration) => self.length(expr, true),
            Some(ArgKind::DurationOrZero) => self.length(expr, false),
            Some(ArgKind::Closure(n) | ArgKind::Closures(n) | ArgKind::OptionalClosure(n)) => {
                self.closure(expr, &[n])
            }
            Some(ArgKind::ClosureEither(n, m)) => self.closure(expr, &[n, m]),
        };
        self.out.args.extend(arg);
    }

    /// Refuses a positional argument; one mistake per call, since the others may only have moved.
    fn refuse(&mut self, expr: &Expr, message: &'static error::Message) {
        self.errors.hide(expr);
        if !self.refused {
            self.errors.on(expr, message, &[self.name, &self.row.usage]);
        }
        self.refused = true;
    }

    /// A positional duration.
    fn length(&mut self, expr: Expr, positive: bool) -> Option<Arg> {
        let kind = if positive { NamedKind::Duration } else { NamedKind::DurationOrZero };
        match self.duration(self.name, kind, expr)? {
            Value::Duration(duration) => Some(Arg::Duration(duration)),
            Value::Arg(arg) => Some(*arg),
            Value::Flag | Value::Word(_) => None,
        }
    }

    fn value(&mut self, expr: Expr) -> Option<Arg> {
        if matches!(expr, Expr::Closure(_)) {
            self.refuse(&expr, &error::VALUE_WANTED);
            return None;
        }
        Some(Arg::Expr(expr))
    }

    fn finish(self) -> Arguments {
        let user = matches!(self.row.op, Op::User | Op::UserSource);
        if self.refused || user {
            return self.out;
        }
        if self.count < self.required() {
            self.errors.on(self.name, &error::TOO_FEW, &[self.name, &self.row.usage]);
        } else {
            for required in self.row.required {
                let given = self.out.named.iter().any(|named| named.name == required);
                if !given && !self.meant.contains(required) {
                    let args: [&dyn Display; 3] = [self.name, required, &self.row.usage];
                    self.errors.on(self.name, &error::NAMED_MISSING, &args);
                }
            }
        }
        self.out
    }
}
